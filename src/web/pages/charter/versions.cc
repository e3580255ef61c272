// A version that is or was in force: its notice as it was printed then, and what it changed.
#include "base/calendar_words.h"
#include "paper/notice.h"
#include "web/pages/charter/frame.h"
#include "web/pages/charter/told.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

Result<charter::CharterPtr> charter_of(const Site& site, const people::VersionInForce& x) {
  auto loaded = charter::load_text("version " + x.number, x.text, site.house().catalogue_dir());
  if (!loaded.charter)
    return fail(Code::Conflict,
                "Version " + x.number +
                    " can no longer be read with the catalogue of this Candour. Its file can be "
                    "downloaded.");
  return loaded.charter;
}

}  // namespace

Result<Html> version_changes(const Site& site, const people::VersionInForce& before,
                             const charter::Charter& now) {
  TRY(const auto was, charter_of(site, before));
  std::vector<Html> lines;
  for (const auto& c : charter::diff(*was, now)) lines.push_back(html::text(c.what));
  return html::details("What it changed of version " + before.number,
                       lines.empty() ? html::paragraph("Nothing that it says.") : html::bullets(lines));
}

namespace {

/// What it used for something new, compared with all versions before it; and who answered for that.
Html version_uses(const Site& site, const Visit& v, std::span<const people::VersionInForce> older,
                  const people::VersionInForce& x, const charter::Charter& c) {
  std::vector<std::string> texts;
  for (const auto& before : older) texts.insert(texts.begin(), before.text);
  const auto uses = charter::uses_so_far(texts, site.house().catalogue_dir()).new_in(c);
  if (uses.empty() || x.author.is_nil()) return new_uses_part(c, uses, nullptr);
  return html::frag(new_uses_part(c, uses, nullptr),
                    html::paragraph("Answered for by " + v.staff->name(x.author) + ", and approved by " +
                                    v.staff->name(x.approver) + "."));
}

Result<const people::VersionInForce*> version_asked(const std::vector<people::VersionInForce>& all,
                                                    const Request& r) {
  for (const auto& x : all)
    if (x.number == r.param("version")) return &x;
  return not_found();
}

Result<Response> version_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto all, v.org->proposals->versions(v.actor));
  TRY(const auto* x, version_asked(all, r));
  auto f = charter_frame(site, r, "Version " + x->number, "/proposals");
  f.narrow = true;
  f.main = html::frag(html::paragraph("In force since " + date_time_words(x->since) + "."),
                      html::paragraph(html::link(v.url("/charter/versions/" + x->number + "/files/yaml"),
                                                 "Download its charter’s file")));
  const auto c = charter_of(site, *x);
  if (!c) {
    f.main += html::warning(c.error().words.text);
    return site.page(std::move(f));
  }
  if (x != &all.back()) {
    const auto changes = version_changes(site, *(x + 1), **c);
    f.main += changes ? *changes : html::paragraph(changes.error().words.text);
    f.main +=
        version_uses(site, v, std::span(all).subspan(static_cast<std::size_t>(x + 1 - all.data())), *x, **c);
  }
  const Date on = today(x->since);
  paper::Setting s{.regulator = {}, .on = on, .notice = {}, .details = {}};
  TRY(s.regulator, charter::regulator_on(site.house().catalogue_dir(), s.on));
  f.main += from_document(paper::notice(**c, s, paper::Layer::Whole));
  return site.page(std::move(f));
}

Result<Response> version_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto all, v.org->proposals->versions(v.actor));
  TRY(const auto* x, version_asked(all, r));
  return Response::download(v.charter().organisation.code + "-" + x->number + ".yaml", "application/yaml",
                            x->text);
}

}  // namespace

void add_version_pages(PageTable& t) {
  t.get("/charter/versions/{version}", "charter.version", version_page);
  t.get("/charter/versions/{version}/files/yaml", "charter.version.file", version_file);
}

}  // namespace candour::web
