#include "web/pages/entries/destruction.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/category_list.h"
#include "charter/holds.h"
#include "charter/keeping.h"
#include "paper/charter_words.h"
#include "paper/pdf.h"
#include "retention/paper_slip.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/document.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kMostShown = 250;  // a list has about 200

std::string outcome_words(std::string_view code) {
  if (code == "gone") return "destroyed";
  if (code == "part-gone") return "destroyed in part";
  if (code == "held") return "kept: a hold, or a request that is not answered";
  if (code == "paper") return "kept: a paper file of theirs is still there";
  if (code == "not-over") return "kept: in use again, or its time is not over any more";
  return "to be destroyed";
}

std::string parts_words(const charter::Charter& c, std::string_view codes) {
  return codes == "*" ? "everything" : category_names(c, charter::read_category_list(c, codes));
}

std::set<std::string> codes_in(const std::string& rules) {
  std::istringstream in(rules);
  return {std::istream_iterator<std::string>(in), {}};
}

Html counts_card(const Visit& v, const record::Entry& e, const retention::Destructions::State& s) {
  html::FactsCard card{"What goes", {}, {}, {}, {}};
  const auto row = [&](std::string name, std::int64_t n) {
    if (n > 0) card.rows.push_back({std::move(name), html::text(with_commas(n))});
  };
  card.rows.push_back({"Over by", html::text(long_date(s.up_to))});
  row("People on the list", s.people);
  row("Destroyed", s.gone);
  row("Destroyed in part", s.part_gone);
  row("Kept after all", s.kept);
  if (!s.matters.empty() || !s.matters_outcome.empty())
    card.rows.push_back(
        {"About the service itself", html::text(retention::matters_words(v.charter(), s.matters) + ": " +
                                                outcome_words(s.matters_outcome))});
  if (!s.done && s.holds.on_all > 0)
    card.rows.push_back({"Holds on everybody here",
                         html::text(with_commas(s.holds.on_all) + ": what they keep is not on the list")});
  if (!s.done && s.holds.on_people > 0)
    card.rows.push_back(
        {"Holds on single people",
         html::text(with_commas(s.holds.on_people) + " in the organisation: theirs are not on the list")});
  row("Entries", s.entries);
  row("Files", s.files);
  if (!s.listed) card.after = html::hint_line("The list is still being made. Load the page again.");
  if (s.goes && !s.done)
    card.rows.push_back(
        {"Goes from", html::text(date_time_words(*s.goes) + " on: until then it can be stopped")});
  if (s.done)
    card.after = html::button_row({html::button_link(entry_url(v, e.person, e.id) + "/certificate.pdf",
                                                     "Certificate", html::Look::Second)});
  return html::facts_card(card);
}

/// Where the notice promises to destroy sooner than a law or guidance asks: both, and what people settled. A
/// charter in which nobody settled it does not come into force.
Html collisions(const charter::Charter& c, const std::vector<retention::DestructionLine>& lines) {
  std::set<std::string> used;
  for (const auto& line : lines) used.merge(codes_in(line.rules));
  std::vector<Html> all;
  for (const auto& r : c.retention)
    if (const auto words = paper::collision_words(r); used.contains(r.code) && !words.empty())
      all.push_back(html::text(paper::period_words(r, true) + ". " + words));
  if (all.empty()) return {};
  return html::frag(html::heading(2, "Shorter than a law or guidance asks", "m"), html::bullets(all));
}

/// What is on the list since somebody decides it, and not since a time is over: how it stays.
Html to_decide(const charter::Charter& c, const std::vector<retention::DestructionLine>& lines) {
  std::set<std::string> used;
  for (const auto& line : lines)
    if (line.outcome.empty()) used.merge(codes_in(line.rules));
  std::vector<Html> all;
  for (const auto& r : c.retention)
    if (used.contains(r.code) && charter::has_decision(r))
      all.push_back(html::text(category_names(c, r.categories) + charter::by_part(r.clause)));
  if (all.empty()) return {};
  return html::frag(
      html::heading(2, "For you to decide", "m"),
      html::paragraph(
          "The notice leaves it to us whether this stays, at each review. It goes "
          "with this list, unless a hold with the ground “We decided that it stays” is placed on the "
          "person’s record before."),
      html::bullets(all));
}

/// Who is on the list, as far as the reader reaches them; once they are gone there is nothing to name.
Result<Html> who_goes(const Visit& v, const Pass& pass, const record::Entry& e) {
  TRY(const auto lines, v.org->destructions->lines(pass, e.id, kMostShown));
  if (lines.empty()) return html::paragraph("Nobody’s time was over by that day, or what was over is held.");
  std::vector<PersonId> ids;
  for (const auto& line : lines)
    if (line.outcome.empty() || line.outcome == "held" || line.outcome == "paper" ||
        line.outcome == "not-over")
      ids.push_back(line.person);
  TRY(const auto reach,
      v.state->looks.at_many(ids, gate::Thing::People, e.id.text(), name_categories(v.charter())));
  TRY(const auto profiles, v.org->people->profiles(reach, ids));
  html::Table table;
  table.caption = "Whose records";
  table.columns = {{"Who"}, {"Kept until"}, {"What goes"}, {"What became of it"}};
  table.columns[0].row_header = true;
  for (const auto& line : lines) {
    const auto p = std::ranges::find(profiles, line.person, &people::Profile::id);
    const auto name = p == profiles.end() ? html::text(line.outcome == "gone" ? "nobody any more"
                                                                              : "somebody out of your reach")
                                          : html::link(v.url("/people/" + line.person.text()), p->name());
    table.rows.push_back({name, html::text(date_words(line.day)),
                          html::text(parts_words(v.charter(), line.parts)),
                          html::text(outcome_words(line.outcome))});
  }
  Html all = html::table(table);
  all += to_decide(v.charter(), lines);
  all += collisions(v.charter(), lines);
  if (static_cast<int>(lines.size()) == kMostShown)
    all += html::hint_line("These are the first " + std::to_string(kMostShown) + ", the longest over first.");
  return all;
}

Result<paper::Document> paper_of(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  if (!kind.records_destruction) return not_found();
  TRY(auto pass, look_at(v, person, kind, id.text(), kind.categories()));
  TRY(const auto e, v.org->entries->entry(pass, person, id));
  TRY(const auto s, v.org->destructions->state(pass, id));
  if (!s) return not_found();
  return v.org->destructions->certificate(pass, e, v.staff->name(s->proposed_by),
                                          v.staff->name(s->approved_by));
}

Result<Response> slip_pdf(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  if (kind.code != charter::paper_file::kKind) return not_found();
  TRY(auto pass, look_at(v, person, kind, id.text(), kind.categories()));
  TRY(const auto e, v.org->entries->entry(pass, person, id));
  TRY(const auto p, v.org->people->profile(pass.only({}), person));
  TRY(const auto d, retention::paper_slip(v.charter(), pass, e, p.reference));
  TRY(auto bytes, paper::to_pdf(d));
  return Response::inline_file("paper-file.pdf", "application/pdf", std::move(bytes));
}

Result<Response> certificate_pdf(const Site&, const Request& r) {
  TRY(const auto d, paper_of(Site::visit(r), r));
  TRY(auto bytes, paper::to_pdf(d));
  return Response::inline_file("certificate-of-destruction.pdf", "application/pdf", std::move(bytes));
}

}  // namespace

Result<DestructionParts> destruction_parts(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                           const record::Entry& e) {
  DestructionParts out;
  if (kind.code == charter::paper_file::kKind && retention::has_slip(e.state))
    out.aside = html::card("Slip", html::link(entry_url(v, e.person, e.id) + "/slip.pdf",
                                              "Slip to go with it to where it is destroyed"));
  if (!kind.records_destruction) return out;
  TRY(const auto s, v.org->destructions->state(pass, e.id));
  if (!s) return out;
  out.aside = counts_card(v, e, *s);
  TRY(out.below, who_goes(v, pass, e));
  if (s->done) {
    TRY(const auto d, v.org->destructions->certificate(pass, e, v.staff->name(s->proposed_by),
                                                       v.staff->name(s->approved_by)));
    out.below +=
        html::h("div", {{"class", "candour-sheet"}}, html::heading(2, d.title, "m"), from_document(d));
  }
  return out;
}

void add_destruction_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/certificate.pdf", "destruction.pdf", certificate_pdf,
        http::Lane::Paper);
  t.get("/people/{person}/entries/{entry}/slip.pdf", "paper_file.slip", slip_pdf, http::Lane::Paper);
}

}  // namespace candour::web
