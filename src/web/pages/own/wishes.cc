// What people do behind their own door: begin, take a yes back, stop what is sent, ask for something and see
// how it goes, complain and praise.
#include <algorithm>

#include "base/calendar_words.h"
#include "vault/passwords.h"
#include "web/frame/own.h"
#include "web/pages/own/own_parts.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// After an act, to a page that says so: "?done=asked". Closed words, so that no address says anything else.
constexpr std::pair<std::string_view, std::string_view> kDone[] = {
    {"asked", "We have your request. Below you see by when we answer."},
    {"taken-back", "You took it back. It counts from now on."},
    {"stopped", "We send you no more of it."}};

Html done_words(const Request& r) {
  for (const auto& [code, words] : kDone)
    if (r.query.get("done") == code) return html::notification("Done", html::paragraph(words), true);
  return {};
}

Html request_cards(const OwnVisit&, const std::vector<record::OwnRequest>& all) {
  Html cards;
  for (const auto& q : all) {
    html::SummaryList list;
    list.title = q.right;
    if (q.received) list.rows.push_back({"You asked on", html::text(long_date(*q.received)), {}});
    list.rows.push_back({"How it stands", html::text(q.state), {}});
    if (q.due) list.rows.push_back({"We answer by", html::text(long_date(*q.due)), {}});
    cards += html::summary_list(list);
  }
  return cards;
}

Result<Response> start(const Site& site, const Request&, const OwnVisit& v) {
  TRY(const auto years, v.org->own_wishes->age(v.at(), "start"));
  const auto& c = *v.org->charter;
  const bool young = v.themselves() && years && *years < c.consent.from_age();
  auto f = own_frame(site, v, "Your own door", "");
  f.heading = v.themselves() ? "What we know about you" : "What you may know";
  const std::string org = "/" + c.organisation.code;
  f.main = html::paragraph(
      young
          ? "We write things down about you so that we can help you. Here you can read some of it. You can ask us "
            "anything. You can say when something is wrong. A grown-up whom you trust can help you."
      : v.themselves()
          ? "Here you read what we hold about you, who looked at it and why. You can say that something is "
            "wrong, take a yes back, and ask for a copy."
          : "You speak for somebody here. You read what they let you know, and no more.");
  f.main += html::heading(2, "What you can do", "m");
  std::vector<Html> ways;
  for (const auto& n : f.nav)
    if (!n.current) ways.push_back(html::link(n.href, n.words));
  f.main += html::bullets(ways);
  f.main += copy_button(v);
  f.main += html::frag(html::heading(2, "Tell us", "m"), tell_us_links(c));
  f.main += html::paragraph(html::frag(html::link(org + "/notice", "Our privacy notice"), " · ",
                                       html::link(org + "/notice/easy-read", "Easy read, with pictures")));
  return site.page(std::move(f));
}

// ---- requests

Result<Response> requests(const Site& site, const Request& r, const OwnVisit& v) {
  TRY(const auto all, v.org->own_wishes->requests(v.at()));
  auto f = own_frame(site, v, v.themselves() ? "Your requests" : "Their requests", "/requests");
  f.main = html::frag(done_words(r),
                      all.empty() ? html::paragraph("Nothing was asked for yet.") : request_cards(v, all),
                      html::button_row({html::button_link(v.url("/requests/new"), "Ask for something")}));
  return site.page(std::move(f));
}

Result<Response> request_form(const Site& site, const OwnVisit& v, const http::Fields& typed,
                              const html::Problems& problems, int status) {
  auto f = own_frame(site, v, "Ask for something", "/requests");
  f.has_errors = problems.any();
  std::vector<html::Choice> rights;
  for (auto& [code, name] : v.org->own_wishes->rights()) rights.push_back({code, name});
  const auto key = typed.get("key");
  f.main =
      html::frag(html::error_summary(problems),
                 html::form({.action = v.url("/requests/new"), .csrf = v.csrf()},
                            html::frag(html::radios({.name = "right",
                                                     .legend = "What do you ask for?",
                                                     .choices = std::move(rights),
                                                     .value = typed.get("right"),
                                                     .error = problems.of("right")}),
                                       html::textarea({.name = "words",
                                                       .label = "What is it about?",
                                                       .value = typed.get("words"),
                                                       .hint = "In your own words. You need not say why.",
                                                       .error = problems.of("words")}),
                                       html::hidden("key", key.empty() ? vault::random_token(16) : key),
                                       html::hidden("about", typed.get("about")), html::button({"Send it"}))),
                 html::hint_line("It costs you nothing. We tell you by when we answer."));
  return site.page(std::move(f), status);
}

Result<Response> take_request(const Site& site, const Request& r, const OwnVisit& v) {
  const auto about = r.form.get("about");
  const auto asked = v.org->own_wishes->ask(
      v.at(), {r.form.get("right"), r.form.get("words"), r.form.get("key"),
               about == "details" ? std::optional(v.at().person.raw) : parse_id128(about)});
  if (asked) return Response::see_other(v.url("/requests?done=asked"));
  const auto& e = asked.error();
  if (e.code != Code::Invalid && e.code != Code::Unavailable) return tl::unexpected<Error>(e);
  const auto problems = e.fields.empty() ? html::Problems(std::vector<FieldProblem>{{"words", e.words.text}})
                                         : html::Problems(e);
  return request_form(site, v, r.form, problems, e.code == Code::Invalid ? 422 : 503);
}

// ---- choices

Html consent_card(const OwnVisit& v, const record::OwnChoice& one) {
  Html inside = html::paragraph(one.says);
  if (one.since) inside += html::paragraph("You said yes on " + long_date(candour::today(*one.since)) + ".");
  if (one.until) inside += html::paragraph("It counts until " + long_date(candour::today(*one.until)) + ".");
  if (one.alone)
    inside += html::act(v.url("/choices/take-back"), v.csrf(),
                        {.words = "Take it back", .look = html::Look::Second, .about = one.name},
                        {{"what", one.code}});
  else
    inside +=
        html::paragraph("From " + std::to_string(one.from_age) +
                        " on you decide this alone. Until then, ask whoever looks after you, or the staff.");
  return html::card(one.name, inside, 3);
}

Html mailing_card(const OwnVisit& v, const record::OwnChoice& one) {
  if (one.stopped)
    return html::card(one.name, html::paragraph("You get nothing of this. If you want it, tell the staff."),
                      3);
  return html::card(
      one.name,
      html::frag(html::paragraph(one.says),
                 html::act(v.url("/choices/stop"), v.csrf(),
                           {.words = "Send me no more of it", .look = html::Look::Second, .about = one.name},
                           {{"what", one.code}})),
      3);
}

Result<Response> choices(const Site& site, const Request& r, const OwnVisit& v) {
  TRY(const auto yes, v.org->own_wishes->consents(v.at()));
  TRY(const auto mail, v.org->own_wishes->mailings(v.at()));
  auto f = own_frame(site, v, "Your choices", "/choices");
  f.main = html::frag(done_words(r), html::heading(2, "To what you said yes", "m"));
  for (const auto& one : yes) f.main += consent_card(v, one);
  if (yes.empty()) f.main += html::paragraph("Nothing that we do rests on a yes of yours now.");
  f.main += html::heading(2, "What we send you", "m");
  for (const auto& one : mail) f.main += mailing_card(v, one);
  if (mail.empty()) f.main += html::paragraph("We send you nothing that you could stop.");
  return site.page(std::move(f));
}

Result<Response> take_back(const Site&, const Request& r, const OwnVisit& v) {
  const auto done = v.org->own_wishes->take_back(v.at(), r.form.get("what"));
  // Pressed twice, or taken back by staff meanwhile: what they want is so.
  if (!done && done.error().code != Code::NotFound) return tl::unexpected<Error>(done.error());
  return Response::see_other(v.url("/choices?done=taken-back"));
}

Result<Response> stop(const Site&, const Request& r, const OwnVisit& v) {
  const auto done = v.org->own_wishes->stop(v.at(), r.form.get("what"));
  if (!done && done.error().code != Code::NotFound && done.error().code != Code::Conflict)
    return tl::unexpected<Error>(done.error());
  return Response::see_other(v.url("/choices?done=stopped"));
}

}  // namespace

Html copy_button(const OwnVisit& v) {
  const auto rights = v.org->own_wishes->rights();
  const auto is = [](const auto& right) { return right.first == "access"; };
  if (std::ranges::none_of(rights, is)) return {};
  return html::act(v.url("/requests/new"), v.csrf(),
                   {.words = "Ask for a copy of everything", .look = html::Look::Second},
                   {{"right", "access"}, {"key", v.page}});
}

std::string right_to_mend(const OrgHouse& org) {
  const auto rights = org.own_wishes->rights();
  for (const auto* code : {"correction", "rectification"})
    for (const auto& [right, name] : rights)
      if (right == code) return right;
  return rights.empty() ? std::string() : rights.back().first;
}

void add_own_wish_pages(OwnTable& t) {
  t.get("", "own.start", start)
      .get("/requests", "own.requests", requests)
      .get("/requests/new", "own.request",
           [](const Site& site, const Request& r, const OwnVisit& v) {
             return request_form(site, v, {{"right", r.query.get("right")}, {"about", r.query.get("about")}},
                                 {}, 200);
           })
      .post("/requests/new", "own.request.post", take_request)
      .get("/choices", "own.choices", choices)
      .post("/choices/take-back", "own.take-back.post", take_back)
      .post("/choices/stop", "own.stop.post", stop);
}

void add_own_door_pages(http::Router& router, Site& site) {
  add_own_coming_in(router, site);
  OwnTable t(router, site);
  add_own_pages(t);
  add_own_wish_pages(t);
}

}  // namespace candour::web
