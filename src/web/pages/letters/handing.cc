// Papers to hand over or put up: the summary on one page, the chart of medicines given, the statement of
// account; each to read, to print from the page, and as a tagged PDF.
#include <algorithm>

#include "base/calendar_words.h"
#include "gate/who.h"
#include "letters/sheets.h"
#include "paper/pdf.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/disputing.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

Result<Response> as_pdf(const paper::Document& d, std::string_view name) {
  TRY(auto bytes, paper::to_pdf(d));
  return Response::inline_file(std::string(name) + ".pdf", "application/pdf", std::move(bytes));
}

/// A paper inside the page of the person; printed, it stands there alone.
Result<Response> as_page(const Site& site, const Request& r, const Pass& pass, PersonId person,
                         const paper::Document& d, std::string_view pdf, Html above) {
  TRY(auto f, person_frame(site, r, pass, person, d.title, ""));
  f.heading = d.title;
  f.main =
      html::frag(above, html::button_row({html::button_link(pdf, "PDF to print", html::Look::Second)}),
                 html::h("div", {{"class", d.dense ? "candour-sheet candour-sheet--one" : "candour-sheet"}},
                         from_document(d)));
  return site.page(std::move(f));
}

// ---- the summary

const gate::ForWhom* for_whom(const Request& r) {
  const auto all = gate::summary_for();
  const auto found = std::ranges::find(all, r.param("for"), &gate::ForWhom::code);
  return found == all.end() ? nullptr : &*found;
}

Result<Response> ask_for_whom(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(const auto pass, look_at(v, person, gate::Thing::Form, "summary", {}));
  TRY(auto f, person_frame(site, r, pass, person, "One-page summary", ""));
  f.heading = "One-page summary";
  f.narrow = true;
  std::vector<Html> buttons;
  for (const auto& w : gate::summary_for())
    buttons.push_back(html::button_link(person_url(v, person, "/summary/" + std::string(w.code)),
                                        "For " + std::string(w.words),
                                        buttons.empty() ? html::Look::Main : html::Look::Second));
  f.main = html::frag(
      html::paragraph(
          "What somebody else must know to look after this person, on one sheet. For whom is it?"),
      html::button_row(buttons),
      html::hint_line(
          "It holds only what you may see. That you made it, and for whom, stands on the list of who "
          "looked."));
  return site.page(std::move(f));
}

struct MadeSummary {
  Pass pass;
  letters::SummarySheet sheet;
};
Result<MadeSummary> made_summary(const Site& site, const Visit& v, PersonId person, const gate::ForWhom& to) {
  TRY(auto pass, look_at(v, person, gate::Thing::Summary, std::string(to.code), v.org->summaries->wanted()));
  TRY(auto source, v.org->summaries->open(pass, person, *v.staff));
  TRY(source.disputed, disputed_of(v, pass.only({}), person));  // the marks, and no words
  TRY(auto sheet, letters::summary_sheet(v.charter(), source, to.words, v.staff_name, site.clock().now()));
  return MadeSummary{std::move(pass), std::move(sheet)};
}

Result<Response> summary_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto* to = for_whom(r);
  if (!to) return not_found();
  TRY(const auto made, made_summary(site, v, person, *to));
  return as_page(site, r, made.pass, person, made.sheet.document,
                 person_url(v, person, "/summary/" + std::string(to->code) + "/summary.pdf"), {});
}

Result<Response> summary_pdf(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto* to = for_whom(r);
  if (!to) return not_found();
  TRY(const auto made, made_summary(site, v, person_of(r), *to));
  return as_pdf(made.sheet.document, "summary");
}

// ---- the chart of medicines and the statement

struct Made {
  Pass pass;
  paper::Document document;
};

letters::SheetHead head_of(const Site& site, const Visit& v, const people::Profile& p) {
  return {p.name(), p.reference, v.staff_name, site.clock().now()};
}

/// Both rest on one kind; a charter without it has no such page.
Result<KindIx> kind_here(const Visit& v, std::string_view code) {
  const auto kind = v.charter().find_kind(code);
  if (!kind) return not_found();
  return *kind;
}

/// Whoever may see nothing of the kind is refused, and does not get an empty table.
Status sees_it(const Visit& v, const Pass& pass, PersonId person, const charter::Kind& kind,
               gate::Thing what) {
  if (!(kind.categories() & pass.may_see()).empty()) return {};
  return refuse_here(v, pass, person, gate::thing_code(what), {},
                     not_allowed("This is held back from you.", v.charter().access_clause).value());
}

Date month_of(const Site& site, const Request& r) {
  const auto asked = parse_iso_date(r.query.get("month") + "-01");
  const auto today = site.today();
  return asked ? *asked : Date{today.year(), today.month(), std::chrono::day{1}};
}

Result<Made> made_chart(const Site& site, const Visit& v, PersonId person, Date month) {
  TRY(const auto ix, kind_here(v, "medicine-given"));
  const auto& kind = v.charter().at(ix);
  TRY(auto pass, look_at(v, person, gate::Thing::MedicineChart, {}, kind.categories()));
  CHECK_OK(sees_it(v, pass, person, kind, gate::Thing::MedicineChart));
  TRY(const auto entries, letters::all_of(*v.org->entries, pass, person, ix, month,
                                          Date{month.year() / month.month() / std::chrono::last}));
  TRY(const auto p, v.org->people->profile(pass.only(name_categories(v.charter())), person));
  return Made{std::move(pass), letters::medicine_chart(v.charter(), head_of(site, v, p), month, entries)};
}

std::string month_query(Date month) {
  return "?month=" + iso_date(month).substr(0, 7);
}

Result<Response> chart_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto month = month_of(site, r);
  TRY(const auto made, made_chart(site, v, person, month));
  const auto step = [&](int months) {
    const auto ym = month.year() / month.month() + std::chrono::months{months};
    return Date{ym.year(), ym.month(), std::chrono::day{1}};
  };
  const auto link = [&](Date m) {
    return html::link(person_url(v, person, "/medicines" + month_query(m)), month_year(m));
  };
  return as_page(site, r, made.pass, person, made.document,
                 person_url(v, person, "/medicines.pdf" + month_query(month)),
                 html::paragraph(html::frag("Other months: ", link(step(-1)), ", ", link(step(1)))));
}

Result<Response> chart_pdf(const Site& site, const Request& r) {
  TRY(const auto made, made_chart(site, Site::visit(r), person_of(r), month_of(site, r)));
  return as_pdf(made.document, "medicines");
}

Result<Made> made_statement(const Site& site, const Visit& v, PersonId person) {
  TRY(const auto ix, kind_here(v, "payment"));
  const auto& kind = v.charter().at(ix);
  TRY(auto pass, look_at(v, person, gate::Thing::Statement, {}, kind.categories()));
  CHECK_OK(sees_it(v, pass, person, kind, gate::Thing::Statement));
  TRY(const auto entries, letters::all_of(*v.org->entries, pass, person, ix, {}, {}));
  TRY(const auto p, v.org->people->profile(pass.only(name_categories(v.charter())), person));
  return Made{std::move(pass), letters::statement_of_account(v.charter(), head_of(site, v, p), entries)};
}

Result<Response> statement_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(const auto made, made_statement(site, v, person));
  return as_page(site, r, made.pass, person, made.document, person_url(v, person, "/statement.pdf"), {});
}

Result<Response> statement_pdf(const Site& site, const Request& r) {
  TRY(const auto made, made_statement(site, Site::visit(r), person_of(r)));
  return as_pdf(made.document, "statement");
}

}  // namespace

void add_handing_pages(PageTable& t) {
  t.get("/people/{person}/summary", "summary", ask_for_whom);
  t.get("/people/{person}/summary/{for}", "summary.for", summary_page, http::Lane::Paper);
  t.get("/people/{person}/summary/{for}/summary.pdf", "summary.pdf", summary_pdf, http::Lane::Paper);
  t.get("/people/{person}/medicines", "medicine-chart", chart_page);
  t.get("/people/{person}/medicines.pdf", "medicine-chart.pdf", chart_pdf, http::Lane::Paper);
  t.get("/people/{person}/statement", "statement", statement_page);
  t.get("/people/{person}/statement.pdf", "statement.pdf", statement_pdf, http::Lane::Paper);
}

}  // namespace candour::web
