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
#include "web/pages/parts/work_parts.h"

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
  if (retention::goes_by_entries(codes))
    return "what is of this service alone: " + retention::matters_words(c, retention::entries_going(codes));
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
                                                     "Certificate", html::Look::Second),
                                   html::button_link(entry_url(v, e.person, e.id) + "/ledger-proof.txt",
                                                     "Proof of the ledger", html::Look::Second)});
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

/// An entry about the service itself that was drawn: its own page says what the reader may see of it.
std::vector<Html> row_of_matter(const Visit& v, const retention::DestructionLine& line) {
  const auto& c = v.charter();
  const auto kind = c.find_kind(line.parts);
  const auto name = (kind ? c.at(*kind).name : "An entry") + " about the service";
  const bool there = v.org->entries->place(line.person, line.matter).has_value();
  return {there ? html::link(entry_url(v, line.person, line.matter), name)
                : html::text(name + ": taken into a record since, or gone"),
          html::text(date_words(line.day)), html::text("all of it"), html::text("to be destroyed")};
}

/// Lines of a list with whoever the reader reaches; once they are gone there is nobody to name.
Result<Html> table_of_lines(const Visit& v, const record::Entry& e, std::string caption,
                            const std::vector<retention::DestructionLine>& lines) {
  std::vector<PersonId> ids;
  for (const auto& line : lines)
    if (line.matter.is_nil() && (line.outcome.empty() || line.outcome == "held" || line.outcome == "paper" ||
                                 line.outcome == "not-over"))
      ids.push_back(line.person);
  TRY(const auto reach,
      v.state->looks.at_many(ids, gate::Thing::People, e.id.text(), name_categories(v.charter())));
  TRY(const auto profiles, v.org->people->profiles(reach, ids));
  html::Table table;
  table.caption = std::move(caption);
  table.columns = {{"Who"}, {"Kept until"}, {"What goes"}, {"What became of it"}};
  table.columns[0].row_header = true;
  for (const auto& line : lines) {
    if (!line.matter.is_nil()) {
      table.rows.push_back(row_of_matter(v, line));
      continue;
    }
    const auto p = std::ranges::find(profiles, line.person, &people::Profile::id);
    const auto name = p == profiles.end() ? html::text(line.outcome == "gone" ? "nobody any more"
                                                                              : "somebody out of your reach")
                                          : html::link(v.url("/people/" + line.person.text()), p->name());
    table.rows.push_back({name, html::text(date_words(line.day)),
                          html::text(parts_words(v.charter(), line.parts)),
                          html::text(outcome_words(line.outcome))});
  }
  return html::table(table);
}

Result<Html> who_goes(const Visit& v, const Pass& pass, const record::Entry& e) {
  TRY(const auto lines, v.org->destructions->lines(pass, e.id, kMostShown));
  if (lines.empty()) return html::paragraph("Nobody’s time was over by that day, or what was over is held.");
  TRY(auto all, table_of_lines(v, e, "Whose records", lines));
  all += to_decide(v.charter(), lines);
  all += collisions(v.charter(), lines);
  if (static_cast<int>(lines.size()) == kMostShown)
    all += html::hint_line("These are the first " + std::to_string(kMostShown) + ", the longest over first.");
  return all;
}

/// For whoever is to agree: some of them, drawn by chance, and that they have looked.
Result<Html> sample_part(const Visit& v, const Pass& pass, const record::Entry& e,
                         const retention::Destructions::State& s) {
  if (!s.listed || s.approved || s.done || s.proposed_by == v.actor.id) return Html{};
  TRY(const auto some, v.org->destructions->sample(pass, e.id));
  if (some.empty()) return Html{};
  TRY(auto table, table_of_lines(v, e, "Drawn by chance", some));
  Html out = html::frag(
      html::heading(2, "Look at these before you agree", "m"),
      html::paragraph(
          "Open each of these: is the last contact right, is somebody likely to come back, does anybody "
          "still need it? Who or what must stay needs a hold before you agree. What you may not open, "
          "somebody who may looks at for you."),
      std::move(table));
  out += s.looked ? html::paragraph("You have looked at these.")
                  : html::act(entry_url(v, e.person, e.id) + "/sample", v.session.csrf,
                              {.words = "I have looked at these", .look = html::Look::Second});
  return out;
}

Result<paper::Document> paper_of(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  if (!kind.records_destruction) return not_found();
  TRY(auto pass, look_at(v, person, kind, id.text(), kind.categories()));
  TRY(const auto e, v.org->entries->entry(pass, person, id));
  return v.org->destructions->certificate(pass, e);
}

Result<Response> proof_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  if (!kind.records_destruction) return not_found();
  TRY(auto pass, look_at(v, person, kind, id.text(), kind.categories()));
  TRY(auto text, v.org->destructions->ledger_proof(pass, id));
  return Response::download("ledger-proof.txt", "text/plain; charset=utf-8", std::move(text));
}

Result<Response> take_look(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  if (!v.charter().at(place.kind).records_destruction) return not_found();
  TRY(auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  CHECK_OK(v.org->destructions->looked(pass, id));
  return site.done(r, asked.path(), "It is recorded that you looked at the sample. You can agree now.");
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
  TRY(const auto all_stuck, v.org->destructions->stuck(v.actor));
  for (const auto& one : all_stuck)
    if (one.id == e.id) out.below += html::warning(stuck_words(one));
  TRY(const auto sample, sample_part(v, pass, e, *s));
  TRY(const auto all, who_goes(v, pass, e));
  out.below += html::frag(sample, all);
  if (s->done) {
    TRY(const auto d, v.org->destructions->certificate(pass, e));
    out.below +=
        html::h("div", {{"class", "candour-sheet"}}, html::heading(2, d.title, "m"), from_document(d));
  }
  return out;
}

void add_destruction_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/certificate.pdf", "destruction.pdf", certificate_pdf,
        http::Lane::Paper);
  t.get("/people/{person}/entries/{entry}/ledger-proof.txt", "destruction.proof", proof_file);
  t.post("/people/{person}/entries/{entry}/sample", "destruction.sample", {"entry"}, take_look);
  t.get("/people/{person}/entries/{entry}/slip.pdf", "paper_file.slip", slip_pdf, http::Lane::Paper);
}

}  // namespace candour::web
