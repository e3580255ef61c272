// The record of one person: the timeline, the parts, the services. What is held back is shown as such.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/consent_terms.h"
#include "charter/kept_until.h"
#include "charter/requests.h"
#include "charter/reviews.h"
#include "charter/values.h"
#include "gate/service_subject.h"
#include "gate/words.h"
#include "paper/charter_words.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/disputing.h"
#include "web/pages/entries/misfiled.h"
#include "web/pages/parts/asked_dates.h"
#include "web/pages/parts/timeline_key.h"
#include "web/pages/parts/work_parts.h"
#include "web/pages/person/goals.h"
#include "web/pages/person/joining.h"
#include "web/pages/person/kept.h"
#include "web/pages/person/left_open.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kPage = 20;
constexpr int kDueDaysAhead = 60;

record::TimelineFilter filter_of(const Visit& v, const Request& r, const AskedDates& dates) {
  record::TimelineFilter f;
  f.kind = v.charter().find_kind(r.query.get("kind"));
  f.service = v.charter().find_service(r.query.get("service"));
  f.from = dates.from;
  f.to = dates.to;
  f.words = r.query.trimmed("words");
  return f;
}

Html filter_form(const Visit& v, const Request& r, PersonId person, const AskedDates& dates) {
  std::vector<html::Choice> kinds, services;
  for (const auto& k : v.charter().kinds)
    if (!k.engine) kinds.push_back({k.code, k.plural});
  for (const auto& s : v.charter().services) services.push_back({s.code, s.name});
  const bool open =
      r.query.has("kind") || r.query.has("words") || r.query.has("service") || r.query.has("from");
  return html::details(
      "Show only some",
      html::form(
          {.action = person_url(v, person), .csrf = {}, .get = true},
          html::frag(
              html::select({.name = "kind", .label = "Kind", .choices = kinds, .value = r.query.get("kind")}),
              html::select({.name = "service",
                            .label = "Service",
                            .choices = services,
                            .value = r.query.get("service")}),
              html::text_input({.name = "words",
                                .label = "With these words",
                                .value = r.query.get("words"),
                                .hint = "Looks in this person's record only",
                                .width = 20}),
              date_fields(r, dates), html::button({.words = "Show", .look = html::Look::Second}))),
      open);
}

Html days(const Visit& v, const std::vector<record::Entry>& entries, const record::Disputed& disputed,
          charter::Date today) {
  Html all;
  std::string day;
  std::vector<Html> items, held_back;
  const auto flush = [&] {
    // What is held back is one line a day: it says that there is something, and is not in the way of the
    // rest.
    if (!held_back.empty())
      items.push_back(
          html::details(counted_words(static_cast<std::int64_t>(held_back.size()), "entry", "entries") +
                            " held back from you",
                        html::frag(held_back)));
    if (!items.empty()) all += html::timeline_day(day, items);
    items.clear();
    held_back.clear();
  };
  for (const auto& e : entries) {
    const std::string d = near_date(candour::today(e.happened), today);
    if (d != day) flush();
    day = d;
    (e.values.empty() ? held_back : items)
        .push_back(timeline_entry(v, e, record::dispute_of(disputed, e.id.raw) != nullptr));
  }
  flush();
  return all;
}

Html due_soon_card(const Visit& v, PersonId person, const std::vector<record::Due>& due,
                   charter::Date today) {
  html::FactsCard card{"Due", {}, {}, {}, "Nothing is due soon.", true};
  for (const auto& d : due) {
    const auto& kind = v.charter().at(d.kind);
    const auto* line = kind.find_deadline(d.deadline);
    const std::string what = line ? line->name : kind.name;
    const bool late = d.on < today;
    card.rows.push_back(
        {what,
         html::link(due_url(v, d), late ? "late since " + short_date(d.on, today) : short_date(d.on, today)),
         late ? html::Tint::Bad : html::Tint::Plain});
  }
  if (!gate::service_of_subject(v.charter(), person))
    card.after = html::link(person_url(v, person, "/diary"), "Diary");
  return h("div", {{"id", "due"}}, html::facts_card(card));
}

/// On a phone the card of what is due comes last: that something is late stands before everything else.
Html late_line(const std::vector<record::Due>& due, charter::Date today) {
  const auto late = std::ranges::count_if(due, [&](const auto& d) { return d.on < today; });
  if (late == 0) return {};
  return h("p", {{"class", "candour-late"}}, html::link("#due", "Due: " + std::to_string(late) + " late"));
}

/// What is known of the days from which periods count, without what this look may not see.
struct KeptFrom {
  std::optional<charter::Date> born, died;
};

bool counts_age(const charter::RetentionRule& rule) {
  return rule.birthday > 0 || rule.choose == charter::RetentionRule::Choose::ByAge ||
         std::ranges::any_of(rule.among, [](const auto& k) { return k.birthday > 0; });
}

std::string kept_words(const charter::Charter& c, const charter::RetentionRule& rule,
                       const people::Enrolment& e, const KeptFrom& from) {
  using How = charter::KeptUntil::How;
  charter::KeepDates dates;
  dates.born = from.born;
  if (from.died) dates.known[charter::Trigger::Death] = *from.died;
  if (e.ended) dates.known[charter::Trigger::EndOfService] = today(*e.ended);
  if (const auto end = c.at(e.service).contract_end) dates.known[charter::Trigger::ContractEnd] = *end;
  const auto until = charter::kept_until(rule, dates);
  if (until.how == How::Day) return date_words(until.day) + (until.at_most ? " at the latest" : "");
  const auto words = paper::period_words(rule, false);
  return until.how == How::NoBirthDate && !from.born ? words + " (no birth date to reckon from)" : words;
}

const charter::RetentionRule* rule_of_notes(const charter::Charter& c, ServiceIx service) {
  const auto care = c.find_category("care");
  const auto note = c.find_kind("contact-note");
  return care ? c.retention_for(service, note.value_or(KindIx{}), *care) : nullptr;
}

Html kept_card(const Visit& v, const std::vector<people::Enrolment>& enrolments, const KeptFrom& from) {
  const auto& c = v.charter();
  html::FactsCard card{
      "Kept until", {}, {}, html::link(v.url("/charter/retention"), "How long everything is kept"), {}};
  ServiceSet said;  // records that were joined may both have been in one service
  for (const auto& e : enrolments) {
    if (said.has(e.service)) continue;
    said.add(e.service);
    if (const auto* rule = rule_of_notes(c, e.service))
      card.rows.push_back(
          {c.at(e.service).name, html::text(kept_words(c, *rule, e, from)), html::Tint::Plain});
  }
  if (!enrolments.empty())
    card.after = html::link(person_url(v, enrolments.front().person, "/kept"), "When will this be deleted?");
  return html::facts_card(card);
}

/// What else some of it is used for: a no does not shut that.
std::string besides(const charter::Charter& c, const charter::AgreedTo& p) {
  const auto ix = c.find_purpose(p.code);
  if (!ix) return {};
  std::vector<std::string> names;
  for (const auto use : charter::used_without_yes(c, *ix).uses) names.push_back("“" + c.at(use).name + "”");
  return names.empty() ? std::string() : ". Some of it is used without that for " + listed(names);
}

Html consent_card(const Visit& v, const std::vector<gate::ConsentFlag>& flags, UnixMs now) {
  html::FactsCard card{"Agrees to", {}, {}, {}, "Nothing here rests on consent alone.", true};
  for (const auto& p : charter::rests_on_consent(v.charter())) {
    const bool yes = std::any_of(flags.begin(), flags.end(), [&](const auto& f) {
      return f.code == p.code && !f.objection && f.live(now);
    });
    if (p.recipient && !yes) continue;  // nobody need ask before there is something to tell
    card.rows.push_back({p.name, html::text(yes ? "Yes" : "Not asked or no" + besides(v.charter(), p)),
                         yes ? html::Tint::Good : html::Tint::Plain});
  }
  return html::facts_card(card);
}

/// The parts of the record, those first in which most is written.
constexpr std::pair<std::string_view, std::string_view> kWrittenIn[] = {{"daily", "From day to day"},
                                                                        {"safety", "Safety and complaints"},
                                                                        {"plan", "Plan"},
                                                                        {"health", "Health"},
                                                                        {"about", "About them"},
                                                                        {"circle", "People around them"},
                                                                        {"money", "Money and home"},
                                                                        {"admin", "Consents and agreements"}};

/// All that may be written, by the part of the record in which it will stand, by name.
Html by_part(const Visit& v, PersonId person, std::vector<const charter::Kind*> kinds) {
  std::ranges::sort(kinds, {}, &charter::Kind::name);
  Html all;
  for (const auto& [part, words] : kWrittenIn) {
    std::vector<Html> links;
    for (const auto* k : kinds)
      if (k->part == part) links.push_back(html::link(person_url(v, person, "/write/" + k->code), k->name));
    if (!links.empty()) all += html::frag(html::heading(2, words, "s"), html::bullets(links));
  }
  return all;
}

/// The buttons above the timeline: what is written most first, the rest behind "Write something else".
Html write_buttons(const Visit& v, PersonId person, const std::vector<gate::Gate::Writable>& kinds) {
  std::vector<Html> first;
  std::vector<const charter::Kind*> more;
  for (const auto& w : kinds) {
    const auto& k = v.charter().at(w.kind);
    if (k.engine) continue;
    const std::string href = person_url(v, person, "/write/" + k.code);
    if (k.code == "contact-note")
      first.insert(first.begin(), html::button_link(href, "Write a note"));
    else if (k.code == "incident")
      first.push_back(html::button_link(href, "Report an incident", html::Look::Second));
    else
      more.push_back(&k);
  }
  if (!gate::service_of_subject(v.charter(), person))
    first.push_back(
        html::button_link(person_url(v, person, "/summary"), "One-page summary", html::Look::Second));
  return html::frag(html::button_row(first),
                    more.empty() ? Html{} : html::details("Write something else", by_part(v, person, more)));
}

/// Letters, and the papers that are put together from entries of one kind, for whoever sees that.
Html papers(const Visit& v, const Pass& pass, PersonId person) {
  const auto& c = v.charter();
  if (gate::service_of_subject(c, person)) return {};
  std::vector<Html> links{html::link(person_url(v, person, "/letters"), "Write a letter")};
  const auto add = [&](std::string_view kind, std::string_view path, std::string_view words) {
    const auto ix = c.find_kind(kind);
    if (ix && !(c.at(*ix).categories() & pass.may_see()).empty())
      links.push_back(html::link(person_url(v, person, path), words));
  };
  add("medicine-given", "/medicines", "Chart of medicines given");
  add("payment", "/statement", "Statement of account");
  return html::details("Letters and papers", html::bullets(links));
}

std::vector<KindIx> plan_kinds(const charter::Charter& c) {
  std::vector<KindIx> x;
  if (auto k = c.find_kind("support-plan")) x.push_back(*k);
  return x;
}

CategorySet goal_categories(const charter::Charter& c) {
  CategorySet x;
  for (const auto k : plan_kinds(c))
    if (const auto* goals = c.at(k).find_field("goals")) x.add(goals->category);
  return x;
}

Result<std::vector<record::Due>> due_soon(const Visit& v, const Pass& pass, PersonId person,
                                          charter::Date today) {
  TRY(auto due, v.org->entries->due_for(pass, person, add_days(today, kDueDaysAhead)));
  // What is due of something that is held back would tell what it is about.
  std::erase_if(due, [&](const record::Due& d) {
    return d.stopped || (v.charter().at(d.kind).categories() & pass.may_see()).empty();
  });
  return due;
}

Result<KeptFrom> kept_from(const Visit& v, const Pass& pass, PersonId person,
                           const std::vector<people::Enrolment>& enrolments) {
  const auto& c = v.charter();
  KeptFrom from;
  const bool hangs_on_age = std::ranges::any_of(enrolments, [&](const people::Enrolment& e) {
    const auto* rule = rule_of_notes(c, e.service);
    return rule && counts_age(*rule);
  });
  CategorySet birth;
  if (hangs_on_age && pass.sees(person, gate::identity_category(c))) birth.add(gate::identity_category(c));
  TRY(const auto profile, v.org->people->profile(pass.only(birth), person));
  from.died = profile.died;
  if (!birth.empty()) from.born = profile.birth_date();
  return from;
}

/// The day on which the contact details were last found right, where the notice promises to ask.
Result<Html> details_card(const Visit& v, const Pass& pass, PersonId person) {
  const auto reach = v.charter().find_category("contact");
  if (!charter::details_clock(v.charter()) || !reach || !pass.sees(person, *reach)) return Html{};
  TRY(const auto check, v.org->work->details_check(pass, person));
  if (!check.last && !check.next) return Html{};
  html::FactsCard card{
      "Contact details", {}, {}, html::link(person_url(v, person, "/profile"), "Details"), {}};
  card.rows.push_back({"Last found right", html::text(check.last ? date_words(*check.last) : "not asked yet"),
                       html::Tint::Plain});
  if (check.next)
    card.rows.push_back({"Asked again by", html::text(date_words(*check.next)), html::Tint::Plain});
  return html::facts_card(card);
}

Result<Html> facts_column(const Site& site, const Visit& v, const Pass& pass, PersonId person,
                          const std::vector<people::Enrolment>& enrolments,
                          const std::vector<record::Due>& due) {
  const auto today = site.today();
  TRY(auto plans,
      v.org->entries->newest_of(pass.only(goal_categories(v.charter())), person, plan_kinds(v.charter())));
  TRY(auto flags, v.org->consents->list(pass, person));
  TRY(auto records, joined_card(v, pass, person));
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  TRY(const auto from, kept_from(v, pass, person, enrolments));
  TRY(const auto details, details_card(v, pass, person));
  return html::frag(goal_cards(v, plans, kinds), consent_card(v, flags, site.clock().now()),
                    due_soon_card(v, person, due, today), kept_card(v, enrolments, from), details, records);
}

Result<Response> timeline_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(auto pass, look_at(v, person, gate::Thing::Timeline, {}, all_categories()));
  const auto key = timeline_key(r);
  const auto dates = asked_dates(r);
  record::TimelinePage page;
  if (!dates.problems.any()) {
    TRY(page, v.org->entries->timeline(pass, person, filter_of(v, r, dates), key, kPage));
  }
  TRY(auto enrolments, v.org->journeys->enrolments(pass, person));
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  TRY(const auto due, due_soon(v, pass, person, site.today()));
  TRY(auto f, person_frame(site, r, pass, person, "Timeline", "timeline"));
  f.has_errors = dates.problems.any();
  f.main =
      html::frag(html::error_summary(dates.problems), late_line(due, site.today()),
                 write_buttons(v, person, kinds), papers(v, pass, person), filter_form(v, r, person, dates));
  if (dates.problems.any())
    f.main += html::inset(html::paragraph("Nothing is shown until the filter is mended."));
  else if (page.entries.empty())
    f.main += html::empty_state(
        "Nothing here yet",
        key ? "There is nothing older." : "What is written about this person stands here, newest first.");
  TRY(const auto disputed, disputed_of(v, pass.only({}), person));  // the marks, and no words
  f.main += days(v, page.entries, disputed, site.today());
  if (!key) {
    TRY(const auto taken_off, taken_off_part(v, pass, person));
    f.main += taken_off;
  }
  f.main += html::pagination(key ? person_url(v, person) : std::string{},
                             page.older ? person_url(v, person, with_key(r, *page.older)) : std::string{},
                             "Newest");
  TRY(f.aside, facts_column(site, v, pass, person, enrolments, due));
  return site.page(std::move(f), dates.problems.any() ? 422 : 200);
}

struct Part {
  std::string_view id, title;
  std::vector<std::string_view> parts;
};
const std::vector<Part>& parts() {
  static const std::vector<Part> kParts = {{"plan", "Plan and safety", {"plan", "safety"}},
                                           {"health", "Health", {"health"}},
                                           {"about", "About", {"about", "circle"}},
                                           {"money", "Money and home", {"money", "admin"}}};
  return kParts;
}

Html part_entry(const Visit& v, PersonId person, const charter::Kind& kind, const record::Entry* e,
                const record::Disputed& disputed, bool may_write) {
  const std::string write = person_url(v, person, "/write/" + kind.code);
  if (!e)
    return html::frag(
        html::paragraph("Nothing is written yet."),
        may_write ? html::button_link(write, "Write " + kind.name, html::Look::Second) : Html{});
  if (e->values.empty()) return timeline_entry(v, *e);
  std::vector<Html> links{html::link(entry_url(v, person, e->id), "Open it", kind.name)};
  if (!kind.one_per_person) {
    links.push_back(html::link(person_url(v, person, "?kind=" + kind.code), "All " + kind.plural));
    if (may_write) links.push_back(html::link(write, "Write a new one", kind.name));
  }
  return html::frag(
      disputed_banner(v, person, kind, disputed, e->id.raw),
      show_values(v, kind, e->values, e->held_back, person, person_url(v, person, "/files")),
      h("p", {{"class", "govuk-body"}}, html::join(links, " · ")),
      html::hint_line("Written by " + v.staff->name(e->changed_by) + ", " + date_time_words(e->changed)));
}

Result<Response> part_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto part =
      std::find_if(parts().begin(), parts().end(), [&](const Part& p) { return p.id == r.param("part"); });
  if (part == parts().end()) return not_found();
  std::vector<KindIx> kinds;
  CategorySet wanted;
  for (const auto& k : v.charter().kinds) {
    if (k.engine || std::find(part->parts.begin(), part->parts.end(), k.part) == part->parts.end()) continue;
    kinds.push_back(k.ix);
    wanted = wanted | k.categories();
  }
  TRY(auto pass, look_at(v, person, gate::Thing::Part, std::string(part->id),
                         wanted | charter::told_in_requests(v.charter())));
  TRY(auto newest, v.org->entries->newest_of(pass, person, kinds));
  TRY(const auto writable, v.org->gate->writable(v.actor, person));
  TRY(const auto disputed, disputed_of(v, pass, person));
  TRY(auto f, person_frame(site, r, pass, person, std::string(part->title), part->id));
  f.heading = part->title;
  std::vector<Html> empty;
  for (const KindIx k : kinds) {
    const auto& kind = v.charter().at(k);
    const auto e = std::find_if(newest.begin(), newest.end(), [&](const auto& x) { return x.kind == k; });
    const bool may_write = std::ranges::any_of(writable, [&](const auto& w) { return w.kind == k; });
    if (e == newest.end() && !may_write) continue;
    if (e == newest.end())
      empty.push_back(html::link(person_url(v, person, "/write/" + kind.code), kind.name));
    else
      f.main += html::card(kind.name, part_entry(v, person, kind, &*e, disputed, may_write));
  }
  if (!empty.empty())
    f.main += html::frag(html::heading(2, "Nothing written yet", "m"), html::bullets(empty));
  if (f.main.empty()) f.main = html::empty_state("Nothing here", "No service of this person collects this.");
  return site.page(std::move(f));
}

}  // namespace

void add_looking_pages(PageTable& t);  // looking.cc
void add_profile_pages(PageTable& t);  // profile.cc

void add_person_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "person");
  t.get("/people/{person}", "person.timeline", timeline_page);
  t.get("/people/{person}/part/{part}", "person.part", part_page);
  add_looking_pages(t);
  add_profile_pages(t);
  add_joining_pages(t);
  add_goal_pages(t);
  add_left_open_pages(t);
  add_kept_page(t);
}

}  // namespace candour::web
