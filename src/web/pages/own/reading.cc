// What people read of themselves behind their own door: their details, plans and appointments, who looked,
// what was shared, when it is deleted. In short sentences, for a phone and for a screen reader.
#include <algorithm>
#include <map>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/values.h"
#include "gate/who.h"
#include "paper/charter_words.h"
#include "people/values_in.h"
#include "record/disputes.h"
#include "web/frame/own.h"
#include "web/pages/own/own_parts.h"
#include "web/pages/parts/names.h"
#include "web/pages/person/kept.h"

namespace candour::web {

using charter::OwnPart;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kLinesShown = 200, kEntriesShown = 20;

Result<Pass> look(const OwnVisit& v, OwnPart part, std::string_view page) {
  return gate::OwnDoor(*v.org->gate, *v.org->vault).look(v.at(), part, page);
}

/// The catalogue asks staff; here the same is said to the person.
std::string said_to_you(std::string label) {
  constexpr std::pair<std::string_view, std::string_view> kWords[] = {{" they are ", " you are "},
                                                                      {" do they ", " do you "},
                                                                      {" they ", " you "},
                                                                      {" their ", " your "},
                                                                      {" them ", " you "}};
  label = " " + label + " ";
  for (const auto& [from, to] : kWords)
    for (auto at = label.find(from); at != label.npos; at = label.find(from, at + 1))
      label.replace(at, from.size(), to);
  return label.substr(1, label.size() - 2);
}

std::string row_words(const charter::Kind& k, const charter::Field& group, const boost::json::object& row) {
  std::string words;
  for (const auto& item : group.items) {
    const auto* value = row.if_contains(item.code);
    if (!value || !charter::told_to_themselves(k, group, item)) continue;
    const auto shown = charter::show(item, *value);
    if (!shown.empty()) words += (words.empty() ? "" : "\n") + said_to_you(item.label) + ": " + shown;
  }
  return words;
}

void add_rows(html::SummaryList& list, const charter::Kind& k, const charter::Values& values) {
  for (const auto& f : k.fields) {
    const auto* value = values.if_contains(f.code);
    if (!value || !charter::told_to_themselves(k, f)) continue;
    if (f.type != charter::FieldType::Group) {
      if (auto shown = charter::show(f, *value); !shown.empty())
        list.rows.push_back({said_to_you(f.label), html::typed_text(shown), {}});
      continue;
    }
    int n = 0;
    for (const auto& row : people::rows_of(values, f.code))
      if (row.is_object())
        if (auto words = row_words(k, f, row.get_object()); !words.empty())
          list.rows.push_back(
              {said_to_you(f.label) + (++n > 1 ? " " + std::to_string(n) : ""), html::typed_text(words), {}});
  }
}

/// Everything else is asked for, and looked through before it is given.
Html all_of_it(const OwnVisit& v) {
  return html::inset(html::frag(
      html::paragraph(
          "This is not all that we hold. What our staff wrote in words is not shown here, since it may "
          "be about other people too."),
      copy_button(v)));
}

Result<record::Disputed> disputed_of(const OwnVisit& v, const Pass& pass) {
  return v.org->disputes->in(pass.only({}), pass.stays(v.at().person));
}

/// What they said is wrong stays so to them until it is put right.
Html disputed_words(const OwnVisit& v, const record::Disputed& all, const Id128& about) {
  const auto found = record::disputes_of(all, about);
  if (found.empty()) return {};
  // Where they asked more than once: as long as one of these waits, somebody looks at it.
  const bool stays = std::ranges::all_of(found, &record::Dispute::stays);
  const std::string said = v.themselves() ? "You say" : "They say";
  return html::inset(
      html::paragraph(said + " that something here is wrong. " +
                      (stays ? "We looked at it, and it stays as it is." : "We are looking at it.") +
                      " It is marked as disputed, with what " + (v.themselves() ? "you say." : "they say.")));
}

Result<Response> details(const Site& site, const Request&, const OwnVisit& v) {
  TRY(const auto pass, look(v, OwnPart::Details, "details"));
  TRY(const auto profile, v.org->people->profile(pass, pass.stays(v.at().person)));
  auto f = own_frame(site, v, v.themselves() ? "Your details" : "Their details", "/details");
  html::SummaryList list;
  for (const auto& k : v.org->charter->kinds)
    if (charter::own_part(k) == OwnPart::Details) add_rows(list, k, profile.values);
  list.rows.push_back({"Reference", html::text(profile.reference), {}});
  std::vector<Html> ways;
  if (const auto right = right_to_mend(*v.org); !right.empty())
    ways.push_back(
        html::button_link(v.url("/requests/new?right=" + right + "&about=details"), "Something is wrong"));
  TRY(const auto disputed, disputed_of(v, pass));
  f.main = html::frag(disputed_words(v, disputed, pass.stays(v.at().person).raw), html::summary_list(list),
                      html::button_row(ways), all_of_it(v));
  return site.page(std::move(f));
}

std::string state_words(const charter::Kind& k, std::string_view state) {
  const auto at = std::ranges::find(k.states, state, &charter::State::code);
  return at == k.states.end() ? std::string() : at->name;
}

/// Entries of the kinds that people meet as `part`, newest first.
Result<std::vector<record::Entry>> entries_of(const OwnVisit& v, const Pass& pass, OwnPart part) {
  std::vector<record::Entry> all;
  for (const auto& k : v.org->charter->kinds) {
    if (charter::own_part(k) != part) continue;
    record::TimelineFilter filter;
    filter.kind = k.ix;
    TRY(auto page, v.org->entries->timeline(pass, pass.stays(v.at().person), filter, {}, kEntriesShown));
    for (auto& e : page.entries)
      if (e.holds && !e.values.empty()) all.push_back(std::move(e));
  }
  std::ranges::stable_sort(all, std::greater{}, [](const record::Entry& e) { return e.happened.ms; });
  return all;
}

Html entry_card(const OwnVisit& v, const record::Disputed& disputed, const record::Entry& e) {
  const auto& k = v.org->charter->at(e.kind);
  html::SummaryList list;
  list.title = k.name;
  if (const auto words = state_words(k, e.state); !words.empty())
    list.rows.push_back({"How it stands", html::text(words), {}});
  add_rows(list, k, e.values);
  Html mend;
  if (const auto right = right_to_mend(*v.org); !right.empty())
    mend = html::paragraph(
        html::link(v.url("/requests/new?right=" + right + "&about=" + e.id.text()), "This is wrong", k.name));
  return html::frag(html::summary_list(list), disputed_words(v, disputed, e.id.raw), mend);
}

/// What staff still write, or have to sign off, is not for the person to find here first.
bool is_finished(const OwnVisit& v, const record::Entry& e) {
  const auto& k = v.org->charter->at(e.kind);
  const auto at = std::ranges::find(k.states, e.state, &charter::State::code);
  return k.states.empty() || (at != k.states.end() && at->locked);
}

Result<Response> plans(const Site& site, const Request&, const OwnVisit& v) {
  TRY(const auto pass, look(v, OwnPart::Plan, "plans"));
  TRY(const auto all, entries_of(v, pass, OwnPart::Plan));
  TRY(const auto times, look(v, OwnPart::Appointment, "appointments"));
  TRY(const auto arranged, entries_of(v, times, OwnPart::Appointment));
  TRY(const auto disputed, disputed_of(v, pass));
  const auto now = site.clock().now();
  Html ahead, before, made;
  for (auto e = arranged.rbegin(); e != arranged.rend(); ++e)
    if (e->happened >= now) ahead += entry_card(v, disputed, *e);
  for (const auto& e : arranged)
    if (e.happened < now) before += entry_card(v, disputed, e);
  for (const auto& e : all)
    if (is_finished(v, e)) made += entry_card(v, disputed, e);
  auto f = own_frame(site, v, "Plans and appointments", "/plans");
  f.main = html::frag(
      html::heading(2, "Still to come", "m"), ahead.empty() ? html::paragraph("Nothing is arranged.") : ahead,
      html::heading(2, "Plans", "m"), made.empty() ? html::paragraph("There is no plan yet.") : made,
      html::when(!before.empty(), [&] { return html::details("Appointments of before", before); }),
      all_of_it(v));
  return site.page(std::move(f));
}

// ---- who looked

/// By their role: names of staff stand in no charter as something that people are told.
std::string who_words(const OwnVisit& v, const people::Directory& staff, const ledger::Entry& e) {
  const auto side = gate::own_door_side(e);
  if (side == OwnDoorSide::Themselves) return "You";
  if (side == OwnDoorSide::ForThem) return "Somebody who speaks for you";
  if (e.actor.is_nil()) return "The system";
  const auto* m = staff.find(e.actor);
  if (!m || m->posts.empty()) return "Somebody who works here";
  return v.org->charter->at(m->posts.front().role).name;
}

struct SeenLine {
  std::string who, sentence;
  UnixMs last;
  int times = 1;
};

Result<Response> looked(const Site& site, const Request& r, const OwnVisit& v) {
  const auto before = std::strtoll(r.query.get("before", "0").c_str(), nullptr, 10);
  TRY(const auto kept, gate::OwnDoor(*v.org->gate, *v.org->vault).who_looked(v.at(), before, kLinesShown));
  const auto staff = v.org->staff->directory();
  std::vector<SeenLine> lines;
  std::map<std::tuple<std::string, std::string, Date>, std::size_t> same;
  for (const auto& k : kept) {
    const auto sentence = gate::own_sentence(*v.org->charter, k.entry);
    if (!sentence) continue;
    const auto who = who_words(v, *staff, k.entry);
    const auto [at, fresh] = same.try_emplace({who, *sentence, candour::today(k.entry.at)}, lines.size());
    if (fresh)
      lines.push_back({who, *sentence, k.entry.at});
    else
      ++lines[at->second].times;
  }
  Html all;
  std::string day;
  std::vector<Html> items;
  const auto flush = [&] {
    if (!items.empty()) all += html::timeline_day(day, items);
    items.clear();
  };
  for (const auto& l : lines) {
    const auto d = near_date(candour::today(l.last), site.today());
    if (d != day) flush();
    day = d;
    std::string when = date_time_words(l.last);
    if (l.times > 1) when = counted_words(l.times, "time") + ", last " + when;
    items.push_back(
        html::timeline_item({.title = l.who, .body = html::paragraph(l.sentence), .meta = {when}}));
  }
  flush();
  auto f = own_frame(site, v, "Who looked at your record, and why", "/looked");
  const bool more = static_cast<int>(kept.size()) == kLinesShown;
  f.main = html::frag(
      html::paragraph(
          "Everybody who opens your record leaves a line here. Nobody can take one away. The newest "
          "stand first."),
      all.empty() ? html::paragraph("Nobody did.") : all,
      html::pagination(before > 0 ? v.url("/looked") : std::string(),
                       more ? v.url("/looked?before=" + std::to_string(kept.back().seq)) : std::string(),
                       "Newest", "Older"),
      html::hint_line("Do you wonder about a line? Ask us: whom, you read at the foot of this page."));
  return site.page(std::move(f));
}

// ---- what was shared

Result<Response> shared(const Site& site, const Request&, const OwnVisit& v) {
  TRY(const auto pass, look(v, OwnPart::Shared, "shared"));
  TRY(const auto all, entries_of(v, pass, OwnPart::Shared));
  auto f = own_frame(site, v, "What we shared", "/shared");
  Html cards;
  for (const auto& e : all) {
    if (!charter::person_knows_of(e.state, e.values)) continue;
    const auto& k = v.org->charter->at(e.kind);
    html::SummaryList list;
    constexpr std::pair<std::string_view, std::string_view> kShown[] = {{"recipient", "Whom we told"},
                                                                        {"on", "When"},
                                                                        {"what", "What about"},
                                                                        {"rests-on", "Why"},
                                                                        {"how", "How"}};
    for (const auto& [code, label] : kShown) {
      const auto* field = k.find_field(code);
      const auto* value = e.values.if_contains(code);
      if (field && value && charter::told_to_themselves(k, *field))
        list.rows.push_back({std::string(label), html::typed_text(charter::show(*field, *value)), {}});
    }
    list.title = "Told on " + date_words(candour::today(e.happened));
    cards += html::summary_list(list);
  }
  f.main = html::frag(html::paragraph("Here stands what we told others outside and told you of."),
                      cards.empty() ? html::paragraph("Nothing so far.") : cards,
                      html::paragraph(html::frag(
                          html::link("/" + v.org->charter->organisation.code + "/notice", "Our notice"),
                          " says with whom we may share, and why.")));
  return site.page(std::move(f));
}

// ---- until when

std::string until_words(const retention::OfPerson& p, const retention::Kept& k) {
  using How = charter::KeptUntil::How;
  if (p.open) return "Not before your service has ended";
  switch (k.until.how) {
    case How::Day:
      return long_date(k.until.day) + (k.until.at_most ? " at the latest" : "");
    case How::NoBirthDate:
      return "We cannot tell without your date of birth";
    case How::Decision:
      return "Somebody decides at each review" +
             (k.until.day.ok() ? ", from " + long_date(k.until.day) + " on" : std::string());
    case How::Contract:
      return "As long as the contract says";
    case How::NotBegun:
      break;
  }
  return "The time has not begun yet";
}

/// What stands under a heading that is read here anyway is named; that there is anything of another sort may
/// have to be explained first, so all of it is one line, with the longest of its periods.
void add_kept_rows(html::Table& table, const charter::Charter& c, const retention::OfPerson& all) {
  using How = charter::KeptUntil::How;
  const auto named = charter::own_sight(c);
  const retention::Kept* longest = nullptr;
  for (const auto& k : all.kept) {
    const auto here = k.categories & named;
    const bool longer = !longest || (longest->until.how == How::Day &&
                                     (k.until.how != How::Day || k.until.day > longest->until.day));
    if (here != k.categories && longer) longest = &k;
    if (!here.empty())
      table.rows.push_back(
          {html::text(category_names(c, here)), html::text(until_words(all, k)), periods_of(c, k)});
  }
  if (longest)
    table.rows.push_back({html::text("Everything else that we hold"), html::text(until_words(all, *longest)),
                          periods_of(c, *longest)});
}

Result<Response> kept(const Site& site, const Request&, const OwnVisit& v) {
  TRY(const auto pass, gate::OwnDoor(*v.org->gate, *v.org->vault).look(v.at(), "kept-until"));
  TRY(const auto all, v.org->schedule->of(pass, pass.stays(v.at().person)));
  auto f = own_frame(site, v, "When will this be deleted?", "/kept");
  html::Table table;
  table.caption = "What we keep of you, and until when";
  table.columns = {{"What", false, true}, {"Kept until"}, {"Why"}};
  add_kept_rows(table, *v.org->charter, all);
  f.main = html::frag(
      html::when(all.whole.has_value(),
                 [&] {
                   return html::inset(html::paragraph("Everything is over on " + long_date(*all.whole) +
                                                      ", unless the law makes us keep it."));
                 }),
      services_left(*v.org->charter, all), html::table(table),
      html::hint_line("What you gave us by choice goes earlier when you take it back."));
  return site.page(std::move(f));
}

}  // namespace

void add_own_pages(OwnTable& t) {
  t.get("/details", "own.details", details)
      .get("/plans", "own.plans", plans)
      .get("/looked", "own.looked", looked)
      .get("/shared", "own.shared", shared)
      .get("/kept", "own.kept", kept);
}

}  // namespace candour::web
