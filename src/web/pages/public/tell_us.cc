// What anybody can write to the organisation without an account: a complaint, praise. It becomes an entry
// about the service itself, with its clocks, and the work of whoever takes such steps there; from there it
// goes to the record of the person whom it is about, if there is one (record/misfiled.h). Nothing of who is
// known here is told.
#include "base/calendar_words.h"
#include "charter/answered.h"
#include "charter/clock.h"
#include "gate/service_subject.h"
#include "paper/blank_form.h"
#include "paper/pdf.h"
#include "vault/encode.h"
#include "vault/hash.h"
#include "vault/passwords.h"
#include "web/frame/page_table.h"
#include "web/pages/parts/kind_form.h"

namespace candour::web {

using charter::Kind;
using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kService = "_service", kKey = "_key", kUnreachable = "_unreachable";
constexpr std::string_view kNoAnswer =
    "Without a telephone number, an email or an address nobody can answer you. Add one, or tick the box below to "
    "send it without";

/// The page of one kind of one organisation.
struct Place {
  OrgHouse& org;
  const Kind& kind;
  const charter::Charter& charter() const { return *org.charter; }
  std::string url() const { return "/" + charter().organisation.code + "/tell-us/" + kind.code; }
  /// The services that take it.
  std::vector<ServiceIx> services() const {
    std::vector<ServiceIx> some;
    for (std::size_t i = 0; i < charter().services.size(); ++i)
      if (const auto s = static_cast<ServiceIx>(i); charter().kind_use(s, kind.ix)) some.push_back(s);
    return some;
  }
};

Result<Place> place_of(const Site& site, const Request& r) {
  OrgHouse& org = *site.house().find(r.param("org"));
  const auto kind = org.charter->find_kind(r.param("kind"));
  if (!kind || !org.charter->at(*kind).from_outside) return not_found();
  Place place{org, org.charter->at(*kind)};
  if (place.services().empty()) return not_found();
  return place;
}

Html services_part(const Place& place, const http::Fields& typed, const html::Problems& problems) {
  const auto all = place.services();
  const auto code = [&](ServiceIx s) { return place.charter().at(s).code; };
  if (all.size() == 1) return html::hidden(kService, code(all.front()));
  std::vector<html::Choice> choices;
  for (const auto s : all) choices.push_back({code(s), place.charter().at(s).name});
  return html::radios({.name = std::string(kService),
                       .legend = "Which of our services is it about?",
                       .choices = std::move(choices),
                       .value = typed.get(kService),
                       .hint = "If you do not know, choose the one that is nearest.",
                       .error = problems.of(kService)});
}

/// Who else can be asked, now or when our answer is not good enough (IM-1.5).
Result<Html> regulator_part(const Site& site) {
  TRY(const auto r, charter::regulator_on(site.house().catalogue_dir(), site.today()));
  return html::paragraph(html::frag("About how we use personal information you can also go to the ",
                                    html::link(r.url, r.name), r.phone.empty() ? "." : ", " + r.phone + "."));
}

/// The box that was not there before somebody sent it without a way to reach them.
Html unreachable_part(const Place& place, const http::Fields& typed, const html::Problems& problems) {
  const auto& reach = place.kind.from_outside->reach;
  const auto ticked = typed.get(kUnreachable);
  if (reach.empty() || (problems.of(reach) != kNoAnswer && ticked.empty())) return {};
  return html::checkboxes({.name = std::string(kUnreachable),
                           .legend = "If you do not want to be answered",
                           .choices = {{"yes", "Send it without a way to reach me"}},
                           .values = {ticked},
                           .small = true});
}

Result<Response> form_page(const Site& site, const Place& place, const http::Fields& typed,
                           const html::Problems& problems, int status) {
  const auto& outside = *place.kind.from_outside;
  const Kind asked = place.kind.outside();
  auto f = site.public_frame(&place.org, outside.title);
  f.narrow = true;
  f.heading = outside.title;
  f.has_errors = problems.any();
  const auto key = typed.get(kKey);
  TRY(const auto regulator, regulator_part(site));
  f.main = html::frag(
      html::error_summary(problems), html::paragraph(outside.says),
      html::form({.action = place.url(), .csrf = {}},
                 html::frag(services_part(place, typed, problems),
                            outside_fields({.kind = &asked,
                                            .may_write = asked.categories(),
                                            .answers = answers_of(typed),
                                            .problems = &problems}),
                            unreachable_part(place, typed, problems),
                            html::hidden(kKey, key.empty() ? vault::random_token(16) : key),
                            html::button({"Send it"}))),
      html::hint_line(
          "What you write is kept sealed and read by those whose work it is. We do not say here whom "
          "we support."),
      html::paragraph(html::link(place.url() + "/form.pdf", "This form on paper, to fill in by hand (PDF)")),
      regulator);
  return site.page(std::move(f), status);
}

Result<Response> show(const Site& site, const Request& r) {
  TRY(const auto place, place_of(site, r));
  return form_page(site, place, {}, {}, 200);
}

/// The same on paper, to fill in by hand.
Result<Response> blank(const Site& site, const Request& r) {
  TRY(const auto place, place_of(site, r));
  std::vector<std::string> services;
  for (const auto s : place.services()) services.push_back(place.charter().at(s).name);
  TRY(const auto regulator, charter::regulator_on(site.house().catalogue_dir(), site.today()));
  TRY(auto pdf,
      paper::to_pdf(paper::blank_form(place.charter(), place.kind, services, regulator, site.today())));
  return Response::inline_file(place.kind.code + ".pdf", "application/pdf", std::move(pdf));
}

/// When we do what, in words for whoever writes, as the clocks of the kind run from today: of several clocks
/// for one thing the earliest.
std::vector<Html> what_follows(const Place& place, const charter::Values& values, charter::Date today) {
  std::vector<std::pair<std::string, charter::Date>> ends;
  for (const auto& [deadline, says] : place.kind.from_outside->follows) {
    const auto& clock = *place.kind.find_deadline(deadline);
    if (!clock.if_field.empty() && !charter::answered_as(values, clock.if_field, clock.if_is)) continue;
    charter::ClockRun run;
    run.from = today;
    const auto on = charter::reckon(clock, charter::nation_of(place.charter()), run).on;
    const auto same = std::ranges::find(ends, says, [](const auto& x) { return x.first; });
    if (same == ends.end())
      ends.emplace_back(says, on);
    else
      same->second = std::min(same->second, on);
  }
  std::vector<Html> lines;
  for (const auto& [says, on] : ends) lines.push_back(html::text(says + ": by " + long_date(on)));
  return lines;
}

/// What they sent, and about which of our services.
Html copy_of(const Place& place, ServiceIx service, const Kind& asked, const charter::Values& values) {
  html::SummaryList list;
  list.title = "What you wrote";
  list.rows.push_back({"Service", html::text(place.charter().at(service).name), {}});
  for (const auto& q : asked.fields)
    if (const auto* x = values.if_contains(q.code))
      list.rows.push_back({q.label, html::typed_text(charter::show(q, *x)), {}});
  return html::summary_list(list);
}

/// Whom to ask how it stands.
Html our_contact(const charter::Charter& c) {
  const auto* who = c.contact("complaints");
  if (!who) return {};
  std::string words = "To ask how it stands, or to add something: " + who->title;
  for (const auto* reach : {&who->phone, &who->email, &who->post})
    if (!reach->empty()) words += ", " + *reach;
  return html::paragraph(words + ".");
}

Result<Response> thanks_page(const Site& site, const Place& place, ServiceIx service, const Kind& asked,
                             const charter::Values& values) {
  auto f = site.public_frame(&place.org, "We have it");
  f.narrow = true;
  f.heading = f.title;
  const auto& reach = place.kind.from_outside->reach;
  const bool reachable = reach.empty() || values.contains(reach);
  const auto follows = reachable ? what_follows(place, values, site.today()) : std::vector<Html>{};
  TRY(const auto regulator, regulator_part(site));
  f.main = html::frag(
      html::paragraph(
          "Thank you. It reached us on " + date_time_words(site.clock().now()) +
          ". Print this page if you want to keep a copy: for your safety it cannot be opened again."),
      html::when(
          !reachable,
          [] {
            return html::warning(
                "You left no telephone number, email or address. We read it, but nobody can answer you.");
          }),
      html::when(!follows.empty(),
                 [&] { return html::frag(html::heading(2, "What we do now", "m"), html::bullets(follows)); }),
      our_contact(place.charter()), copy_of(place, service, asked, values), regulator);
  return site.page(std::move(f));
}

/// The same words sent twice are one message; other words are another one, also from the same page.
std::string key_of(std::string_view key, std::string_view service, const charter::Values& values) {
  const auto hash = vault::sha256(
      as_bytes(std::string(key) + "\n" + std::string(service) + "\n" + boost::json::serialize(values)));
  return "outside:" + to_hex(hash);
}

Result<Response> take(const Site& site, const Request& r) {
  TRY(const auto place, place_of(site, r));
  const Kind asked = place.kind.outside();
  const auto& outside = *place.kind.from_outside;
  auto checked = charter::check_form(asked, nullptr, false, answers_of(r.form), site.clock().now());
  auto problems = problems_of(asked, asked.categories(), checked);
  const auto service = place.charter().find_service(r.form.get(kService));
  if (!service || !place.charter().kind_use(*service, place.kind.ix))
    problems.insert(problems.begin(), {std::string(kService), "Choose which service it is about"});
  if (!outside.reach.empty() && !checked.values.contains(outside.reach) && r.form.get(kUnreachable).empty() &&
      problems.empty())
    problems.push_back({outside.reach, std::string(kNoAnswer)});
  if (!problems.empty()) return form_page(site, place, r.form, html::Problems(std::move(problems)), 422);
  const auto again = [&](const Error& e, int status) {
    return form_page(site, place, r.form,
                     html::Problems(std::vector<FieldProblem>{{std::string(kService), e.words.text}}),
                     status);
  };
  if (auto few = place.org.outside->count(r.remote); !few) {
    if (few.error().code != Code::TooMuch) return tl::unexpected<Error>(few.error());
    return again(few.error(), 429);
  }
  record::NewEntry entry;
  entry.person = gate::subject_of(place.charter(), *service);
  entry.service = *service;
  entry.kind = place.kind.ix;
  entry.values = checked.values;
  for (const auto& [field, option] : outside.sets) entry.values[field] = option;
  if (!outside.today.empty()) entry.values[outside.today] = iso_date(site.today());
  entry.source = record::kFromOutside;
  entry.post_key = key_of(r.form.get(kKey), place.charter().at(*service).code, entry.values);
  const auto pass = place.org.gate->from_outside(*service, place.kind.ix);
  const auto kept = pass ? place.org.entries->write(*pass, entry) : tl::unexpected<Error>(pass.error());
  if (kept) return thanks_page(site, place, *service, asked, checked.values);
  if (kept.error().code == Code::Invalid)
    return form_page(site, place, r.form, html::Problems(kept.error()), 422);
  return again(kept.error(), kept.error().code == Code::Unavailable ? 503 : 422);
}

}  // namespace

Html tell_us_links(const charter::Charter& c) {
  std::vector<Html> links;
  for (const auto& k : c.kinds)
    if (k.from_outside)
      links.push_back(html::button_link("/" + c.organisation.code + "/tell-us/" + k.code,
                                        k.from_outside->title, html::Look::Second));
  return links.empty() ? Html{} : html::button_row(links);
}

void add_tell_us_pages(http::Router& router, Site& site) {
  router.get("/{org}/tell-us/{kind}", "tell-us", Access::Public, "public", public_page(site, show));
  router.get("/{org}/tell-us/{kind}/form.pdf", "tell-us.pdf", Access::Public, "public",
             public_page(site, blank), http::Lane::Paper);
  router.post("/{org}/tell-us/{kind}", "tell-us.post", Access::Public, "public", public_page(site, take),
              limits::kBodyBytes);
}

}  // namespace candour::web
