// Diaries: a day or a week of one's own, of a colleague into whose diary one may look, of all of those, and
// of one person; and the address under which another calendar reads one's own times.
#include "base/calendar_words.h"
#include "exchange/icalendar.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/diary_parts.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kPersonDays = 60, kPersonDaysBack = 14;

/// What the address of the page asks for.
struct Asked {
  charter::Date on{};
  bool week = true;
  std::string of;  // "", "all" or a colleague
};
Asked asked_of(const Request& r, charter::Date today) {
  Asked a{parse_iso_date(r.query.get("on")).value_or(today), r.query.get("view") != "day", r.query.get("of")};
  const auto year = static_cast<int>(a.on.year());
  if (year < 1970 || year > 2200) a.on = today;  // no diary goes so far
  return a;
}

charter::Date monday_of(charter::Date d) {
  const std::chrono::weekday w{std::chrono::sys_days(d)};
  return add_days(d, -static_cast<int>(w.iso_encoding() - 1));
}

std::string address(const Visit& v, const Asked& a) {
  http::Fields q{{"view", a.week ? "week" : "day"}, {"on", iso_date(a.on)}};
  if (!a.of.empty()) q.add("of", a.of);
  return v.url("/diary") + http::query_text(q);
}

/// Whose diaries are asked for; those alone into which the actor may look.
std::vector<StaffId> whose_of(const Visit& v, const Asked& a, const std::vector<StaffId>& open) {
  if (a.of == "all") return open;
  const auto one = StaffId::parse(a.of);
  return {one && std::ranges::binary_search(open, *one) ? *one : v.actor.id};
}

Html whose_part(const Visit& v, const Asked& a, const std::vector<StaffId>& open) {
  if (open.size() < 2) return {};
  auto other = a;
  const auto at = [&](std::string of) { return other.of = std::move(of), address(v, other); };
  Html out = html::tabs("Whose diary", {{"Yours", at(""), a.of.empty(), 0},
                                        {"All whom you look after", at("all"), a.of == "all", 0}});
  std::vector<html::Choice> choices;
  for (const auto s : open)
    if (s != v.actor.id) choices.push_back({s.text(), v.staff->name(s)});
  std::ranges::sort(choices, {}, &html::Choice::words);
  const Html inside = html::frag(
      html::hidden("view", a.week ? "week" : "day"), html::hidden("on", iso_date(a.on)),
      html::select({.name = "of", .label = "A colleague", .choices = std::move(choices), .value = a.of}),
      html::button({"Show it", html::Look::Second}));
  out += html::details("The diary of one colleague",
                       html::form({.action = v.url("/diary"), .csrf = {}, .get = true}, inside),
                       StaffId::parse(a.of).has_value());
  return out;
}

Html turning(const Visit& v, const Asked& a, charter::Date today) {
  auto x = a;
  const auto at = [&](charter::Date on, bool week) { return x.on = on, x.week = week, address(v, x); };
  const int step = a.week ? 7 : 1;
  return html::frag(
      html::tabs("Day or week", {{"Day", at(a.on, false), !a.week, 0}, {"Week", at(a.on, true), a.week, 0}}),
      html::button_row({html::button_link(at(add_days(a.on, -step), a.week), "Before", html::Look::Second),
                        html::button_link(at(today, a.week), "Today", html::Look::Second),
                        html::button_link(at(add_days(a.on, step), a.week), "After", html::Look::Second)}));
}

Html days_part(const Visit& v, const DiaryShown& shown, charter::Date first, int days, bool whose,
               charter::Date today) {
  Html all;
  for (int i = 0; i < days; ++i) {
    const auto day = add_days(first, i);
    const auto change = day_of_change_words(day);
    all += h(
        "section", {{"class", "candour-diary__day"}},
        html::frag(html::heading(2, near_date(day, today), "s"),
                   change.empty() ? Html{} : html::hint_line(change), diary_day(v, shown, day, whose, true)));
  }
  return h("div", {{"class", days > 1 ? "candour-diary-week" : "candour-diary-single"}}, all);
}

Html feed_part(const Visit& v, std::optional<UnixMs> made) {
  Html inside = html::paragraph(
      "Another calendar, such as that of your phone, can read when you are busy. It gets times and the word "
      "“Appointment”, and a link that needs your sign-in: no names, no places and nothing of what it is about.");
  if (made)
    inside += html::paragraph(
        "An address was made " + date_time_words(*made) +
        ". If somebody else may have seen it, end it or make a new one: the old one stops at once.");
  std::vector<Html> acts{
      html::act(v.url("/diary/address"), v.session.csrf,
                {.words = made ? "Make a new address" : "Make an address", .look = html::Look::Second})};
  if (made)
    acts.push_back(html::act(v.url("/diary/address/end"), v.session.csrf,
                             {.words = "End the address", .look = html::Look::Quiet}));
  return html::details("Your diary in another calendar", html::frag(inside, html::button_row(acts)));
}

Result<Response> diary_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto today = site.today();
  const auto a = asked_of(r, today);
  TRY(const auto open, v.org->diary->may_look_into(v.actor));
  const auto whose = whose_of(v, a, open);
  const bool own = whose.size() == 1 && whose.front() == v.actor.id;
  const auto first = a.week ? monday_of(a.on) : a.on;
  const int days = a.week ? 7 : 1;
  TRY(auto items, v.org->diary->of_staff(v.actor, whose, record::span_of_days(first, days)));
  TRY(const auto shown, open_diary(v, std::move(items), gate::Thing::Diary));
  TRY(const auto made, v.org->calendar_feeds->made(v.actor));
  auto f = site.frame(r, "Diary", "day");
  f.back = html::Crumb{"My day", v.url("/day")};
  f.heading = own ? "Your diary" : whose.size() == 1 ? "Diary of " + v.staff->name(whose.front()) : "Diaries";
  f.caption = a.week ? "Week from " + long_date(first) : long_date(first);
  f.main = html::frag(whose_part(v, a, open), turning(v, a, today),
                      days_part(v, shown, first, days, !own, today), own ? feed_part(v, made) : Html{});
  return site.page(std::move(f));
}

CategorySet of_diaries(const charter::Charter& c) {
  return diary_categories(c);
}

Result<Response> person_diary(const PersonPage& p) {
  const auto& v = p.v;
  const auto today = p.site.today();
  const auto first = add_days(today, -kPersonDaysBack);
  const int days = kPersonDaysBack + kPersonDays;
  TRY(auto items, v.org->diary->of_person(v.actor, p.pass, p.person, record::span_of_days(first, days)));
  TRY(const auto shown, open_diary_of(v, p.pass, std::move(items)));
  TRY(auto f, person_frame(p.site, p.r, p.pass, p.person, "Diary", ""));
  f.heading = "Diary";
  f.caption = "From " + date_words(first) + ", two months ahead";
  TRY(const auto kinds, v.org->gate->writable(v.actor, p.person));
  std::vector<Html> book;
  for (const auto& w : kinds)
    if (const auto& kind = v.charter().at(w.kind); !kind.diary.from.empty())
      book.push_back(html::button_link(person_url(v, p.person, "/write/" + kind.code), "Book: " + kind.name));
  f.main += html::button_row(book);
  int full = 0;
  for (int i = 0; i < days; ++i) {
    const auto day = add_days(first, i);
    const auto span = record::span_of_days(day, 1);
    if (std::ranges::none_of(shown.items, [&](const auto& item) { return item.span.meets(span); })) continue;
    f.main += html::frag(html::heading(2, near_date(day, today), "s"), diary_day(v, shown, day, true, false));
    ++full;
  }
  if (full == 0)
    f.main += html::empty_state("Nothing is arranged", "What is booked for the person stands here.");
  return p.site.page(std::move(f));
}

Result<Response> make_address(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto secret, v.org->calendar_feeds->make(v.actor));
  auto f = site.frame(r, "The address of your diary", "day");
  f.back = html::Crumb{"Your diary", v.url("/diary")};
  f.heading = "The address of your diary";
  f.narrow = true;
  f.main = html::frag(
      html::paragraph(
          "Copy it into the other calendar, where it may say “subscribe” or “from an address”. It is not "
          "shown again. Whoever has it sees when you are busy, so give it to nobody."),
      h("p", {{"class", "govuk-body candour-address"}},
        h("code", site.reached_at(r) + v.url("/calendar/" + secret + ".ics"))),
      html::button_link(v.url("/diary"), "I have copied it"));
  return site.page(std::move(f));
}

Result<Response> end_address(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->calendar_feeds->end(v.actor));
  return site.done(r, "/diary", "The address works no more.");
}

/// For a calendar elsewhere, which has no session: the secret in the address is all that it has.
Result<Response> feed(const Site& site, const Request& r) {
  auto& org = *site.house().find(r.param("org"));
  constexpr std::string_view kEnd = ".ics";
  std::string_view secret = r.params.find("secret").value_or("");
  if (secret.ends_with(kEnd)) secret.remove_suffix(kEnd.size());
  TRY(const auto items, org.calendar_feeds->read(secret, r.remote));
  std::vector<exchange::CalendarEvent> events;
  for (const auto& item : items) {
    const bool told = !item.busy;
    const std::string id = told ? item.entry.text() : "busy-" + std::to_string(item.span.starts.ms);
    events.push_back({id + "@candour", "Appointment",
                      told ? site.reached_at(r) + "/" + org.charter->organisation.code + "/people/" +
                                 item.person.text() + "/entries/" + item.entry.text()
                           : "",
                      item.span.starts, item.span.ends});
  }
  Response answer;
  answer.content_type = "text/calendar; charset=utf-8";
  answer.body = exchange::icalendar("Candour", events, site.clock().now());
  return answer;
}

}  // namespace

void add_diary_pages(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/diary", "diary", diary_page)
      .post("/diary/address", "diary.address", {"diary"}, make_address)
      .post("/diary/address/end", "diary.address.end", {"diary"}, end_address);
  PageTable(router, site, "person")
      .person("/people/{person}/diary", "person.diary", gate::Thing::Diary, of_diaries, person_diary);
  PageTable(router, site, "public", http::Access::Public).get("/calendar/{secret}", "diary.feed", feed);
}

}  // namespace candour::web
