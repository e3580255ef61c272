#include "web/pages/entries/transfer.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/transfers.h"
#include "paper/pdf.h"
#include "people/values_in.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/sending.h"
#include "web/pages/parts/names.h"

namespace candour::web {

namespace field = charter::transfer_field;
using exchange::LeftBehind;
using exchange::Transfers;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kNumbersShown = 200, kEveryNumber = 1'000'000;

/// The step that confirms it: whoever may take it may also put it ready.
bool may_confirm(const std::vector<const charter::Move*>& moves) {
  return std::ranges::any_of(moves, [](const charter::Move* m) { return m->to == field::kReceived; });
}

void count_rows(html::FactsCard& card, const Transfers::State& s) {
  const auto row = [&](std::string name, std::int64_t n, const char* one, const char* many) {
    card.rows.push_back({std::move(name), html::text(counted_words(n, one, many))});
  };
  row("Had this service", s.people, "person", "people");
  row("Go", s.goes.people, "person", "people");
  row("With", s.goes.entries, "entry", "entries");
  row("And", s.goes.files, "file", "files");
  for (const auto& [why, n] : s.stays)
    card.rows.push_back(
        {std::string(exchange::left_words(why)), html::text(counted_words(n, "person", "people"))});
}

Result<Html> how_it_stands(const Visit& v, const Pass& pass, const record::Entry& e,
                           const Transfers::State& s, bool may) {
  html::FactsCard card{"What goes", {}, {}, {}, {}};
  count_rows(card, s);
  const auto when = [&](std::string name, const std::optional<UnixMs>& at) {
    if (at) card.rows.push_back({std::move(name), html::text(date_time_words(*at))});
  };
  when("Put together", s.made);
  when("Said in everybody’s record", s.told);
  when("Collected", s.collected);
  when("Pieces destroyed here", s.gone);
  const auto at = entry_url(v, e.person, e.id) + "/transfer";
  TRY(const auto ready, v.org->pickups->of(pass, e.person, e.id));
  if (ready && !ready->shut)
    card.rows.push_back({"Can be collected until", html::text(date_time_words(ready->ends))});
  std::vector<Html> buttons;
  if (s.made)
    buttons.push_back(html::button_link(at + "/manifest.csv", "The manifest (CSV)", html::Look::Second));
  if (may && e.state == field::kReady && !s.gone && s.goes.people > 0) {
    if (ready && !ready->shut)
      buttons.push_back(html::act(at + "/end", v.session.csrf,
                                  {.words = "Nobody is to collect it", .look = html::Look::Second}));
    else
      buttons.push_back(
          html::act(at + "/ready", v.session.csrf,
                    {.words = s.told ? "Put it ready once more" : "Put it ready to be collected"}));
  }
  if (!s.made && e.state == field::kMaking)
    card.after = html::hint_line(with_commas(s.looked_at) + " of " + with_commas(s.people) +
                                 " looked at. Load the page again to see how far it is.");
  else if (s.telling)
    card.after = html::frag(
        html::hint_line("It is being said in everybody’s record that it is told. Then it can be collected."),
        html::button_row(buttons));
  else
    card.after = html::button_row(buttons);
  return html::facts_card(card);
}

std::string stay_words_of(const std::vector<std::pair<std::string, std::int64_t>>& stay) {
  std::string out;
  for (const auto& [code, n] : stay)
    for (int i = 0; i < rights::kStays; ++i)
      if (const auto why = static_cast<rights::Stays>(i); rights::stays_code(why) == code)
        out += (out.empty() ? "" : "; ") + std::string(rights::stays_words(why)) + ": " + std::to_string(n);
  return out;
}

std::string kinds_words(const charter::Charter& c, const Transfers::Line& l) {
  if (!l.goes) return std::string(exchange::left_words(l.why));
  std::string out = counted_words(l.entries, "entry", "entries");
  if (l.files > 0) out += ", " + counted_words(l.files, "file", "files");
  std::string kinds;
  for (const auto& [code, n] : l.kinds) {
    const auto kind = c.find_kind(code);
    kinds += (kinds.empty() ? "" : ", ") + (kind ? c.at(*kind).name : code) + " " + std::to_string(n);
  }
  return kinds.empty() ? out : out + " (" + kinds + ")";
}

Result<Html> by_numbers(const Visit& v, const Pass& pass, const record::Entry& e) {
  TRY(const auto lines, v.org->transfers->lines(pass, e.id, 0, kNumbersShown));
  if (lines.empty()) return Html{};
  html::Table table;
  table.caption = "By running numbers, as in the manifest";
  table.columns = {{"Number"}, {"Goes"}, {"Stays"}};
  table.columns[0].row_header = true;
  for (const auto& l : lines)
    table.rows.push_back({html::link(v.url("/people/" + l.person.text()), std::to_string(l.n)),
                          html::text(kinds_words(v.charter(), l)), html::text(stay_words_of(l.stay))});
  Html all = html::table(table);
  if (std::ssize(lines) == kNumbersShown)
    all += html::hint_line("These are the first " + std::to_string(kNumbersShown) +
                           "; the manifest has all that go.");
  return all;
}

/// What whoever collects it reads first: how much it is, what stays, and what to do with it.
paper::Document cover_sheet(const charter::Charter& c, const record::Entry& e, const Transfers::State& s,
                            Date today) {
  paper::Document d;
  d.title = "Records of " + c.at(e.service).name;
  d.subtitle = "Handed over by " + c.organisation.name;
  d.running_head = c.organisation.name;
  d.printed_on = iso_date(today);
  const auto fact = [](std::string name, std::string value) {
    paper::Cell cell;
    cell.lines.emplace_back(std::move(value));
    return paper::KeyFacts::Fact{std::move(name), std::move(cell)};
  };
  d.blocks.emplace_back(paper::KeyFacts{
      {fact("To", people::text_of(e.values, field::kToWhom)),
       fact("By what law", people::text_of(e.values, field::kLaw)),
       fact("People", with_commas(s.goes.people)), fact("Entries", with_commas(s.goes.entries)),
       fact("Files", with_commas(s.goes.files)), fact("Volumes", with_commas(s.goes.volumes))}});
  d.heading(2, "What is in it");
  d.words(
      "Each volume is a ZIP with the manifest and a piece for each person: N.zip, by the number in the manifest. A "
      "piece has the record in FHIR R4 and JSON, as tables, and with its files. The manifest gives the SHA-256 of "
      "each piece.");
  d.heading(2, "What stays with us");
  std::string stays;
  for (int i = 0; i < rights::kStays; ++i)
    stays += (i ? "\n" : "") + std::string(rights::stays_words(static_cast<rights::Stays>(i))) + ".";
  d.words(stays + "\nOur own records stay as long as our notice says, and are then deleted.");
  for (const auto& [why, n] : s.stays)
    d.words(std::string(exchange::left_words(why)) + ": " + counted_words(n, "person", "people") + ".");
  d.heading(2, "The receipt");
  d.words(
      "Count people, entries and files against the manifest, and tell us the numbers, the day, and who counted.");
  return d;
}

struct TransferAsked {
  OfEntry at;
  Pass pass;
  record::Entry entry;
  std::vector<const charter::Move*> moves;
};
Result<TransferAsked> asked_of(const Visit& v, const Request& r) {
  TRY(const auto at, of_entry(v, r));
  if (!charter::is_transfer(v.charter().at(at.place.kind))) return not_found();
  TRY(auto pass, v.org->gate->step(v.actor, at.person, at.place.service, at.place.kind));
  TRY(auto e, v.org->entries->entry(pass, at.person, at.id));
  TRY(auto moves, v.org->entries->moves_for(v.actor, e));
  return TransferAsked{at, std::move(pass), std::move(e), std::move(moves)};
}

Result<TransferAsked> to_hand_over(const Visit& v, const Request& r) {
  TRY(auto a, asked_of(v, r));
  if (a.entry.state != field::kReady) return fail(Code::Conflict, "There is nothing to be collected now.");
  if (!may_confirm(a.moves))
    return refuse_here(
        v, a.pass, a.at.person, field::kKind, a.at.id.text(),
        not_allowed("Your role does not hand a service over.", v.charter().at(a.at.place.service).clause)
            .value());
  return a;
}

Result<Response> put_ready(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, to_hand_over(v, r));
  CHECK_OK(v.org->transfers->tell(v.actor, a.pass, a.at.id));
  TRY(const auto state, v.org->transfers->of(a.pass, a.at.id));
  if (!state) return not_found();
  TRY(const auto pdf, paper::to_pdf(cover_sheet(v.charter(), a.entry, *state, site.today())));
  TRY(const auto made, v.org->pickups->make(a.pass, a.at.person, a.at.id, {}, as_bytes(pdf)));
  CHECK_OK(v.org->pickups->open(a.pass, made.id));
  TRY(auto f, person_frame(site, r, a.pass, a.at.person, "Ready to be collected", ""));
  return ready_page(site, r, std::move(f), made, "", a.at.path());
}

Result<Response> nobody_collects(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, to_hand_over(v, r));
  CHECK_OK(v.org->pickups->take_back(a.pass, a.at.person, a.at.id));
  return site.done(r, a.at.path(), "Nobody can collect it any more.");
}

Result<Response> manifest_csv(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, asked_of(v, r));
  TRY(auto lines, v.org->transfers->lines(a.pass, a.at.id, 0, kEveryNumber));
  std::erase_if(lines, [](const Transfers::Line& l) { return !l.goes; });
  return Response::download("manifest.csv", "text/csv; charset=utf-8",
                            Transfers::manifest_csv(v.charter(), lines));
}

}  // namespace

Result<TransferParts> transfer_parts(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                     const record::Entry& e, const std::vector<const charter::Move*>& moves) {
  TransferParts out;
  if (!charter::is_transfer(kind)) return out;
  TRY(const auto s, v.org->transfers->of(pass, e.id));
  if (!s) return out;
  TRY(out.aside, how_it_stands(v, pass, e, *s, may_confirm(moves)));
  TRY(out.below, by_numbers(v, pass, e));
  return out;
}

void add_transfer_pages(PageTable& t) {
  t.post("/people/{person}/entries/{entry}/transfer/ready", "transfer.ready", {"entry"}, put_ready);
  t.post("/people/{person}/entries/{entry}/transfer/end", "transfer.end", {"entry"}, nobody_collects);
  t.get("/people/{person}/entries/{entry}/transfer/manifest.csv", "transfer.manifest", manifest_csv);
}

}  // namespace candour::web
