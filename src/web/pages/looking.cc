// Who looked at this record, why one can see what one sees, why not, and asking for access with a reason.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/who.h"
#include "web/pages/person_parts.h"

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

Html look_line(const Visit& v, const gate::LookLine& l) {
  std::string when = date_time_words(l.last);
  if (l.times > 1)
    when = counted_words(l.times, "time") + ", " + date_time_words(l.first) + " to " + date_time_words(l.last);
  std::string who = l.staff.is_nil() ? "The system" : v.staff->name(l.staff);
  if (l.staff == v.actor.id) who += " (you)";
  html::TimelineItem item{.title = std::move(who), .body = html::paragraph(l.sentence), .meta = {when}};
  if (l.refused) item.tags.emplace_back("Refused", html::Tint::Bad);
  return html::timeline_item(item);
}

Result<Response> who_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const std::int64_t before = std::strtoll(r.query.get("before", "0").c_str(), nullptr, 10);
  TRY(auto kept, v.org->gate->who_looked(v.actor, person, before, kLooksShown));
  TRY(auto pass, look_at(v, person, "who-looked", {}, {}));
  TRY(auto f, person_frame(site, r, pass, person, "Who looked", "who"));
  f.heading = "Who looked at this record";
  Html all;
  std::string day;
  std::vector<Html> items;
  for (const auto& l : gate::who_lines(v.charter(), kept)) {
    const std::string d = near_date(candour::today(l.last), site.today());
    if (d != day && !items.empty()) {
      all += html::timeline_day(day, items);
      items.clear();
    }
    day = d;
    items.push_back(look_line(v, l));
  }
  if (!items.empty()) all += html::timeline_day(day, items);
  const bool more = static_cast<int>(kept.size()) == kLooksShown;
  f.main = html::frag(html::paragraph("Every look, change and refusal, newest first. The person may have this list."),
                      all,
                      html::pagination(before ? person_url(v, person, "/who-looked") : std::string{},
                                       more ? person_url(v, person, "/who-looked?before=" +
                                                                        std::to_string(kept.back().seq))
                                            : std::string{},
                                       "Newest"));
  return site.page(std::move(f));
}

Html why_item(const Visit& v, const gate::Explanation& e) {
  const auto& c = v.charter();
  html::Why w{.may = e.decision.allowed(), .what = c.at(e.category).name, .words = e.words};
  if (w.may) {
    w.purpose = c.at(e.purpose).name;
    w.basis = charter::basis_words(e.decision.basis);
  }
  if (const auto& clause = c.clause_text(e.decision.clause); !clause.empty()) w.clause = "Notice, part " + clause;
  w.clause_href = v.url("/charter/purposes");
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

Result<Response> why_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, "why", {}, {}));
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
  if (!no.empty())
    f.main += html::frag(html::heading(2, "Held back from you", "m"), no,
                         html::button_link(person_url(v, person, "/ask"), "Ask for access", html::Look::Second));
  return site.page(std::move(f));
}

Result<Response> ask_form(const Site& site, const Request& r, const html::Problems& problems) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto offers, v.org->gate->offers(v.actor, person));
  auto f = site.frame(r, "Ask for access", "people");
  f.heading = "Ask for access";
  f.narrow = true;
  f.has_errors = problems.any();
  if (offers.empty()) {
    f.main = html::frag(
        html::paragraph("The notice gives your role no reason to open this record. Ask somebody of the team that "
                        "supports the person, or your own supervisor."),
        html::button_row({html::button_link(v.url("/charter/matrix"), "Who sees what", html::Look::Second),
                          html::button_link(v.url("/day"), "Go to my day", html::Look::Second)}));
    return site.page(std::move(f));
  }
  std::vector<html::Choice> reasons;
  for (const auto& o : offers) {
    const auto& reason = v.charter().at(o.reason);
    reasons.push_back({reason.code, reason.name,
                       sentence(reason.says) + " It opens for " + std::to_string(o.hours) + " hours (notice, part " + o.clause + ")."});
  }
  f.main = html::frag(
      html::error_summary(problems),
      html::warning("Your supervisor is told at once, and the person can see that you looked and why."),
      html::form({.action = person_url(v, person, "/ask"), .csrf = v.session.csrf},
                 html::frag(html::radios({.name = "reason", .legend = "Why do you need to see this record?",
                                          .choices = reasons, .value = r.form.get("reason"),
                                          .error = problems.of("reason")}),
                            html::textarea({.name = "words", .label = "Say what you are looking for",
                                            .value = r.form.get("words"),
                                            .hint = "A sentence or two. Your supervisor reads it.",
                                            .error = problems.of("words"), .rows = 4}),
                            html::button({"Open the record"}))));
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> take_ask(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto reason = v.charter().find_reason(r.form.get("reason"));
  if (!reason) return ask_form(site, r, std::vector<FieldProblem>{{"reason", "Choose the reason that fits."}});
  auto grant = v.org->gate->ask(v.actor, person, *reason, r.form.trimmed("words"), *v.org->vault);
  if (grant) return site.done(r, "/people/" + person.text(), "The record is open to you for a limited time.");
  if (grant.error().code != Code::Invalid) return tl::unexpected<Error>(grant.error());
  return ask_form(site, r, html::Problems(grant.error()));
}

}  // namespace

void add_looking_pages(PageTable& t) {
  t.get("/people/{person}/who-looked", "person.who-looked", who_page);
  t.get("/people/{person}/why", "person.why", why_page);
  t.get("/people/{person}/ask", "person.ask", [](const Site& s, const Request& r) { return ask_form(s, r, {}); });
  t.post("/people/{person}/ask", "person.ask.post", take_ask);
}

}  // namespace candour::web
