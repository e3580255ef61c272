// Who looked at this record, why one can see what one sees, why not, and asking for access with a reason.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/lending.h"
#include "gate/who.h"
#include "paper/charter_words.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

std::string sentence(std::string words) {
  if (!words.empty() && words.back() != '.' && words.back() != '!' && words.back() != '?') words += '.';
  return words;
}

constexpr int kLooksShown = 40;
constexpr int kLooksRead = 400;  // at once, while looking for those that were asked for
constexpr int kMostRead = 20 * kLooksRead;

/// "Sam Adeyemi, Support worker".
std::string who_words(const Visit& v, const gate::LookLine& l) {
  const auto id = l.staff;
  if (l.by == OwnDoorSide::Themselves) return "The person themselves";
  if (l.by == OwnDoorSide::ForThem) return "Somebody who speaks for the person";
  if (id.is_nil()) return "The system";
  std::string s = v.staff->name(id);
  if (id == v.actor.id) s += " (you)";
  if (const auto* m = v.staff->find(id); m && !m->posts.empty())
    s += ", " + v.charter().at(m->posts.front().role).name;
  return s;
}

Html look_line(const Visit& v, const gate::LookLine& l) {
  std::string when = date_time_words(l.last);
  if (l.times > 1)
    when =
        counted_words(l.times, "time") + ", " + date_time_words(l.first) + " to " + date_time_words(l.last);
  html::TimelineItem item{.title = who_words(v, l), .body = html::paragraph(l.sentence), .meta = {when}};
  if (l.refused) item.tags.emplace_back("Refused", html::Tint::Bad);
  return html::timeline_item(item);
}

/// What was asked for of the list.
struct AskedLooks {
  AskedDates dates;
  std::optional<StaffId> staff;
  std::int64_t before = 0;
  bool fits(const ledger::Entry& e) const {
    const auto day = candour::today(e.at);
    return (!staff || e.actor == *staff) && (!dates.from || day >= *dates.from) &&
           (!dates.to || day <= *dates.to);
  }
};

struct FoundLooks {
  std::vector<ledger::Kept> kept;
  std::int64_t older = 0;  // where the next page starts; 0: there is none
};

/// The newest that fit. The list is read in runs, so that somebody who looked long ago is found without
/// reading all.
Result<FoundLooks> looks_asked_for(const Visit& v, PersonId person, const AskedLooks& asked, bool record) {
  FoundLooks x;
  std::int64_t before = asked.before;
  for (int read = 0; read < kMostRead; read += kLooksRead, record = false) {
    TRY(auto some, v.org->gate->who_looked(v.actor, person, before, kLooksRead, record));
    for (auto& k : some) {
      before = k.seq;
      if (asked.dates.from && candour::today(k.entry.at) < *asked.dates.from) return x;
      if (!asked.fits(k.entry)) continue;
      x.kept.push_back(std::move(k));
      if (static_cast<int>(x.kept.size()) == kLooksShown) {
        x.older = before;
        return x;
      }
    }
    if (static_cast<int>(some.size()) < kLooksRead) return x;
  }
  x.older = before;
  return x;
}

Html looks_filter(const Visit& v, const Request& r, PersonId person, const AskedLooks& asked) {
  std::vector<html::Choice> staff;
  for (const auto& m : v.staff->all()) staff.push_back({m.id.text(), m.name});
  const bool open = asked.staff || asked.dates.from || asked.dates.to || asked.dates.problems.any();
  return html::details("Show only some",
                       html::form({.action = person_url(v, person, "/who-looked"), .csrf = {}, .get = true},
                                  html::frag(html::select({.name = "staff",
                                                           .label = "Who",
                                                           .choices = std::move(staff),
                                                           .value = r.query.get("staff")}),
                                             date_fields(r, asked.dates),
                                             html::button({.words = "Show", .look = html::Look::Second}))),
                       open);
}

Html looks_by_day(const Visit& v, const std::vector<ledger::Kept>& kept, Date today) {
  Html all;
  std::string day;
  std::vector<Html> items;
  for (const auto& l : gate::who_lines(v.charter(), kept)) {
    const std::string d = near_date(candour::today(l.last), today);
    if (d != day && !items.empty()) {
      all += html::timeline_day(day, items);
      items.clear();
    }
    day = d;
    items.push_back(look_line(v, l));
  }
  if (!items.empty()) all += html::timeline_day(day, items);
  return all;
}

Result<Response> who_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  AskedLooks asked{asked_dates(r), StaffId::parse(r.query.get("staff")),
                   std::strtoll(r.query.get("before", "0").c_str(), nullptr, 10)};
  TRY(const bool reaches, v.org->gate->reaches(v.actor, person));
  FoundLooks found;
  if (!asked.dates.problems.any()) {
    TRY(found, looks_asked_for(v, person, asked, !reaches));
  }
  // Who keeps the ledger reads this without opening the record: then there is no banner.
  auto f = site.frame(r, "Who looked", "people");
  if (reaches) {
    TRY(auto pass, look_at(v, person, gate::Thing::WhoLooked, {}, {}));
    TRY(f, person_frame(site, r, pass, person, "Who looked", "who"));
  }
  f.heading = "Who looked at this record";
  f.has_errors = asked.dates.problems.any();
  http::Fields query;
  for (const auto& [name, value] : r.query.items())
    if (name != "before") query.add(name, value);
  const auto first = person_url(v, person, "/who-looked" + http::query_text(query));
  query.add("before", std::to_string(found.older));
  f.main = html::frag(
      html::error_summary(asked.dates.problems),
      html::paragraph("Every look, change and refusal, newest first. The person may have this list."),
      looks_filter(v, r, person, asked), looks_by_day(v, found.kept, site.today()),
      html::when(found.kept.empty() && !asked.dates.problems.any(),
                 [] { return html::paragraph("Nobody, in what was asked for."); }),
      html::pagination(
          asked.before ? first : std::string{},
          found.older ? person_url(v, person, "/who-looked" + http::query_text(query)) : std::string{},
          "Newest"));
  return site.page(std::move(f), asked.dates.problems.any() ? 422 : 200);
}

Html why_item(const Visit& v, const gate::Explanation& e) {
  const auto& c = v.charter();
  html::Why w{.may = e.decision.allowed(), .what = c.at(e.category).name, .words = e.words};
  if (w.may) {
    w.purpose = c.at(e.purpose).name;
    w.basis = charter::basis_words(e.decision.basis);
  }
  w.clause = paper::part_words(c.clause_text(e.decision.clause));
  return html::why(w);
}

/// The categories of one entry, when the question was asked beside it; else all of the charter's.
CategorySet asked_about(const Visit& v, const Request& r, PersonId person, std::string& title) {
  const auto id = EntryId::parse(r.query.get("entry"));
  if (!id) return all_categories();
  auto place = v.org->entries->place(person, *id);
  if (!place) return all_categories();
  const auto& kind = v.charter().at(place->kind);
  title = kind.name;
  return kind.categories();
}

Result<Response> why_page(const PersonPage& page) {
  const auto& [site, r, v, person, pass] = page;
  TRY(auto explanations, v.org->gate->explain(v.actor, person));
  TRY(auto f, person_frame(site, r, pass, person, "Why can I see this?", ""));
  std::string about;
  const CategorySet asked = asked_about(v, r, person, about);
  Html yes, no;
  for (const auto& e : explanations) {
    if (!asked.has(e.category)) continue;
    (e.decision.allowed() ? yes : no) += why_item(v, e);
  }
  f.heading = about.empty() ? "What can I see here, and why?" : "Why can I see this? " + about;
  f.narrow = true;
  if (!yes.empty()) f.main += html::frag(html::heading(2, "You see", "m"), yes);
  TRY(const auto offers, v.org->gate->offers(v.actor, person));
  if (!no.empty()) {
    f.main += html::frag(html::heading(2, "Held back from you", "m"), no);
    if (!offers.empty())
      f.main += html::button_link(person_url(v, person, "/ask"), "Ask for access", html::Look::Second);
  }
  return site.page(std::move(f));
}

/// Who is told of each offer, to whoever asks.
std::vector<std::string> told_of_offers(const charter::Charter& c,
                                        const std::vector<gate::Gate::Offer>& offers) {
  std::vector<std::string> out;
  for (const auto& o : offers) out.push_back(charter::told_of_yours(c, c.at(o.role), o.tells));
  return out;
}

Result<Response> ask_form(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto offers, v.org->gate->offers(v.actor, person));
  auto f = site.frame(r, "Ask for access", "people");
  f.heading = "Ask for access";
  f.narrow = true;
  if (offers.empty()) {
    f.main = html::frag(
        html::paragraph(
            "The notice gives your role no reason to open this record. Ask somebody of the team that "
            "supports the person, or your own supervisor."),
        html::button_row({html::button_link(v.url("/charter/matrix"), "Who sees what", html::Look::Second),
                          html::button_link(v.url("/day"), "Go to my day", html::Look::Second)}));
    return site.page(std::move(f));
  }
  std::vector<html::Choice> reasons;
  const auto told = told_of_offers(v.charter(), offers);
  std::vector<std::string> any;
  for (const auto& who : told)
    if (std::ranges::count(any, who) == 0) any.push_back(who);
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const auto& o = offers[i];
    const auto& reason = v.charter().at(o.reason);
    reasons.push_back({reason.code, reason.name,
                       sentence(reason.says) + " It opens for " + counted_words(o.hours, "hour") +
                           charter::by_part(o.clause) + "." +
                           (any.size() > 1 ? " " + paper::upper_first(told[i]) + " is told." : "")});
  }
  const auto who = paper::upper_first(listed(any, "or"));
  const SentForm form(v, person_url(v, person, "/ask"));
  f.main = html::frag(
      html::warning(who + " is told at once, and the person can see that you looked and why."),
      form.form(html::frag(
          form.radios(
              {.name = "reason", .legend = "Why do you need to see this record?", .choices = reasons}),
          form.textarea({.name = "words",
                         .label = "Say what you are looking for",
                         .hint = "A sentence or two. " + who + " reads it.",
                         .rows = 4}),
          html::button({"Open the record"}))));
  return site.page(std::move(f));
}

Result<Response> take_ask(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto reason = v.charter().find_reason(r.form.get("reason"));
  if (!reason) return invalid("reason", "Choose the reason that fits.");
  TRY([[maybe_unused]] const auto grant,
      v.org->gate->ask(v.actor, person, *reason, r.form.trimmed("words"), *v.org->vault));
  return site.done(r, "/people/" + person.text(), "The record is open to you for a limited time.");
}

}  // namespace

void add_looking_pages(PageTable& t) {
  t.get("/people/{person}/who-looked", "person.who-looked", who_page);
  t.person("/people/{person}/why", "person.why", gate::Thing::ExplainAccess, banner_categories, why_page);
  t.get("/people/{person}/ask", "person.ask", ask_form);
  t.post("/people/{person}/ask", "person.ask.post", {"person.ask"}, take_ask);
}

}  // namespace candour::web
