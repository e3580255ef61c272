#include "paper/pdf.h"

#include <cairo/cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include "paper/pdf_finish.h"
#include "paper/pdf_page.h"

namespace candour::paper {
namespace {

cairo_status_t keep(void* to, const unsigned char* data, unsigned int n) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), n);
  return CAIRO_STATUS_SUCCESS;
}

bool any_font() {
  PangoFontFamily** families = nullptr;
  int n = 0;
  pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &n);
  g_free(families);
  return n > 0;
}

struct Drawn {
  std::string bytes;
  int pages = 0;
  std::vector<pdf::HeadingPlace> places;
};

Result<Drawn> draw_once(const Document& doc, const Drawn& before) {
  Drawn drawn;
  const double a = 595.276, b = 841.890;
  cairo_surface_t* surface =
      cairo_pdf_surface_create_for_stream(keep, &drawn.bytes, doc.wide ? b : a, doc.wide ? a : b);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, doc.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Candour");
  {
    pdf::Pages pages(surface, doc, before.pages);
    drawn.places = pdf::draw(pages, doc, before.places);
    pages.finish();
    drawn.pages = pages.page;
  }
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return fail(Code::Unavailable, "The PDF could not be made. The web page has the same words.",
                cairo_status_to_string(status));
  return drawn;
}

Status with_a_font() {
  if (any_font()) return {};
  return fail(Code::Unavailable,
              "A PDF needs a font, and this computer has none. To mend: install one, for example the Debian "
              "package fonts-dejavu-core.");
}

}  // namespace

void use_letters_of(const std::filesystem::path& assets) {
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(assets, none))
    if (file.path().extension() == ".ttf")
      FcConfigAppFontAddFile(nullptr, reinterpret_cast<const FcChar8*>(file.path().c_str()));
  pango_fc_font_map_config_changed(PANGO_FC_FONT_MAP(pango_cairo_font_map_get_default()));
}

Result<std::string> to_pdf(const Document& doc) {
  CHECK_OK(with_a_font());
  // Twice: "page x of y" and the contents need the numbers that the first run finds.
  TRY(const Drawn first, draw_once(doc, {}));
  TRY(const Drawn second, draw_once(doc, first));
  return finish_pdf(second.bytes, {doc.title, doc.printed_on});
}

Result<int> pages_of(const Document& doc) {
  CHECK_OK(with_a_font());
  TRY(const Drawn drawn, draw_once(doc, {}));
  return drawn.pages;
}

}  // namespace candour::paper
