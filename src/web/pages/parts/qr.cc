#include "web/pages/parts/qr.h"

#include <qrencode.h>

#include <memory>

namespace candour::web {

using html::h;

Result<html::Html> qr_code(const std::string& text, std::string_view words) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) return fail(Code::TooMuch, "The code could not be drawn. Type the letters beside it instead.");
  const int quiet = 4;  // the margin that the standard asks for
  const int side = code->width + 2 * quiet;
  std::string path;
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      if (code->data[y * code->width + x] & 1)
        path += "M" + std::to_string(x + quiet) + " " + std::to_string(y + quiet) + "h1v1h-1z";
  const std::string box = "0 0 " + std::to_string(side) + " " + std::to_string(side);
  return h("svg",
           {{"viewBox", box},
            {"width", 220},
            {"height", 220},
            {"role", "img"},
            {"aria-label", words},
            {"class", "qr-code"}},
           h("rect", {{"width", side}, {"height", side}, {"fill", "#ffffff"}}),
           h("path", {{"d", path}, {"fill", "#000000"}}));
}

}  // namespace candour::web
