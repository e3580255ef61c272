// Coming in by one's own door: with the paper that staff handed over, or later with a code by mail; and
// leaving at once. Whatever somebody types here, the answer does not tell whether anybody is known.
#include "web/frame/own.h"
#include "web/http/cookie.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kAway = "https://www.bbc.co.uk/weather";
constexpr std::string_view kBornWords = "Enter the date of birth as day, month and year, like 4 3 1999";

OrgHouse* open_door(const Site& site, const Request& r) {
  auto* org = site.house().find(r.param("org"));
  return org && org->charter->organisation.own_door ? org : nullptr;
}

std::string at(const OrgHouse& org, std::string_view path) {
  return "/" + org.charter->organisation.code + "/own" + std::string(path);
}

Html born_field(const std::string& name, const http::Fields& typed, const html::Problems& problems) {
  return html::date_input({.name = name,
                           .label = "Date of birth",
                           .day = typed.get(name + "-day"),
                           .month = typed.get(name + "-month"),
                           .year = typed.get(name + "-year"),
                           .hint = "Of the person whose record it is. For example 4 3 1999",
                           .error = problems.of(name)});
}

Html paper_form(const OrgHouse& org, const http::Fields& typed, const html::Problems& problems) {
  return html::frag(
      html::heading(2, "You have a paper with a code", "m"),
      html::form({.action = at(org, "/come-in/paper"), .csrf = {}},
                 html::frag(html::text_input({.name = "code",
                                              .label = "Code on the paper",
                                              .value = typed.get("code"),
                                              .hint = "Twelve letters and figures. Small letters will do.",
                                              .error = problems.of("code"),
                                              .width = 20,
                                              .autocomplete = "off",
                                              .spellcheck = false}),
                            born_field("born", typed, problems), html::button({"Come in"}))));
}

Html mail_form(const Site& site, const OrgHouse& org, const http::Fields& typed,
               const html::Problems& problems) {
  if (!site.options().mail)
    return html::frag(html::heading(2, "You were here before", "m"),
                      html::paragraph("Ask the staff of your service for a new paper."));
  return html::frag(
      html::heading(2, "You were here before", "m"),
      html::paragraph("We send a code to your email address, if it is the one that we have for you."),
      html::form({.action = at(org, "/come-in/ask"), .csrf = {}},
                 html::frag(html::text_input({.name = "mail",
                                              .label = "Your email address",
                                              .value = typed.get("mail"),
                                              .error = problems.of("mail"),
                                              .type = "email",
                                              .autocomplete = "off",
                                              .spellcheck = false}),
                            born_field("birth", typed, problems),
                            html::button({.words = "Send me a code", .look = html::Look::Second}))));
}

Response come_in(const Site& site, OrgHouse& org, const http::Fields& typed, const html::Problems& problems,
                 int status, std::string_view note = {}) {
  auto f = own_door_frame(site, org, "Your own door");
  f.has_errors = problems.any();
  f.main = html::frag(
      html::error_summary(problems),
      html::when(!note.empty(), [&] { return html::inset(html::paragraph(note)); }),
      html::paragraph("Here you see what we hold about you. You need no password."),
      paper_form(org, typed, problems), mail_form(site, org, typed, problems),
      html::details(
          "I have no paper, or it does not work",
          html::paragraph("The staff of your service give you one. It works once, for 14 days. With "
                          "a new paper the old one stops working. You can also ask us by letter or "
                          "telephone: whom, you read at the foot of this page.")));
  return site.page(std::move(f), status);
}

html::Problems problems_at(const Error& e, std::string_view field) {
  if (!e.fields.empty()) return html::Problems(e);
  return html::Problems(std::vector<FieldProblem>{{std::string(field), e.words.text}});
}

bool said_on_page(const Error& e) {
  return e.code == Code::Invalid || e.code == Code::TooMuch;
}

int status_of(const Error& e) {
  return e.code == Code::TooMuch ? 429 : 422;
}

Response inside(const OrgHouse& org, const people::CameIn& in) {
  auto answer = Response::see_other(at(org, ""));
  answer.with("Set-Cookie", http::to_header({own_cookie_name(org), in.token, {}, true}));
  answer.with("Set-Cookie", http::removal(code_cookie_name(org)));
  return answer;
}

Response take_paper(const Site& site, OrgHouse& org, const Request& r) {
  const auto born = sent_date(r.form, "born", kBornWords);
  if (!born) return come_in(site, org, r.form, html::Problems(born.error()), 422);
  const auto in = org.own_doors->enter(r.form.trimmed("code"), *born, r.remote);
  if (in) return inside(org, *in);
  if (!said_on_page(in.error())) return site.refused(r, in.error());
  return come_in(site, org, r.form, problems_at(in.error(), "code"), status_of(in.error()));
}

Response code_page(const Site& site, OrgHouse& org, const html::Problems& problems, int status) {
  auto f = own_door_frame(site, org, "Type the code");
  f.has_errors = problems.any();
  f.main = html::frag(
      html::error_summary(problems),
      html::paragraph(
          "If what you typed is what we have for you, a mail with six figures is on its way. It may "
          "take some minutes. It works for 15 minutes, in this browser alone."),
      html::form({.action = at(org, "/come-in/code"), .csrf = {}},
                 html::frag(html::text_input({.name = "code",
                                              .label = "Code",
                                              .error = problems.of("code"),
                                              .width = 10,
                                              .inputmode = "numeric",
                                              .autocomplete = "one-time-code",
                                              .spellcheck = false}),
                            html::button({"Come in"}))),
      html::paragraph(html::link(at(org, "/come-in"), "Begin again")));
  return site.page(std::move(f), status);
}

Response take_ask(const Site& site, OrgHouse& org, const Request& r) {
  const auto born = sent_date(r.form, "birth", kBornWords);
  if (!born) return come_in(site, org, r.form, html::Problems(born.error()), 422);
  const auto browser = org.own_codes->ask(r.form.trimmed("mail"), *born, r.remote);
  if (browser) {
    auto answer = Response::see_other(at(org, "/come-in/code"));
    answer.with("Set-Cookie",
                http::to_header({code_cookie_name(org), *browser, std::chrono::minutes(15), true}));
    return answer;
  }
  if (!said_on_page(browser.error())) return site.refused(r, browser.error());
  return come_in(site, org, r.form, problems_at(browser.error(), "mail"), status_of(browser.error()));
}

Response take_code(const Site& site, OrgHouse& org, const Request& r) {
  const auto in =
      org.own_codes->enter(r.cookies.get(code_cookie_name(org)), r.form.trimmed("code"), r.remote);
  if (in) return inside(org, *in);
  if (!said_on_page(in.error())) return site.refused(r, in.error());
  return code_page(site, org, problems_at(in.error(), "code"), status_of(in.error()));
}

/// Away from here, to a page that says nothing, and out: also when the session has ended already.
Response leave(OrgHouse& org, const Request& r) {
  const auto token = r.cookies.get(own_cookie_name(org));
  // Whether or not it could be ended here, the browser forgets it, and it ends soon by itself.
  if (!token.empty()) [[maybe_unused]]
    const auto ended = org.own_doors->end(token);
  Response answer;
  answer.status = 303;
  answer.with("Location", std::string(kAway));
  answer.with("Set-Cookie", http::removal(own_cookie_name(org)));
  answer.with("Set-Cookie", http::removal(code_cookie_name(org)));
  return answer;
}

}  // namespace

Response own_come_in_page(const Site& site, OrgHouse& org, int status) {
  return come_in(
      site, org, {}, {}, status,
      "You are not inside any more, and nothing was done. For your safety it ends after ten minutes.");
}

void add_own_coming_in(http::Router& router, Site& site) {
  const auto open = [&site](auto f) {
    return [&site, f](const Request& r) {
      auto* org = open_door(site, r);
      return org ? f(*org, r) : site.refused(r, not_found().value());
    };
  };
  router.get("/{org}/own/come-in", "own.come-in", Access::Public, "public",
             open([&site](OrgHouse& o, const Request& r) {
               return come_in(site, o, {}, {}, 200, r.query.has("out") ? "You are out." : "");
             }));
  router.post("/{org}/own/come-in/paper", "own.paper.post", Access::Public, "public",
              open([&site](OrgHouse& o, const Request& r) { return take_paper(site, o, r); }),
              limits::kBodyBytes);
  router.post("/{org}/own/come-in/ask", "own.ask.post", Access::Public, "public",
              open([&site](OrgHouse& o, const Request& r) { return take_ask(site, o, r); }),
              limits::kBodyBytes);
  router.get("/{org}/own/come-in/code", "own.code", Access::Public, "public",
             open([&site](OrgHouse& o, const Request&) { return code_page(site, o, {}, 200); }));
  router.post("/{org}/own/come-in/code", "own.code.post", Access::Public, "public",
              open([&site](OrgHouse& o, const Request& r) { return take_code(site, o, r); }),
              limits::kBodyBytes);
  router.get("/{org}/own/exit", "own.exit", Access::Public, "public",
             open([](OrgHouse& o, const Request& r) { return leave(o, r); }));
  OwnTable(router, site)
      .post("/sign-out", "own.sign-out",
            [](const Site&, const Request& r, const OwnVisit& v) -> Result<Response> {
              CHECK_OK(v.org->own_doors->end(r.cookies.get(own_cookie_name(*v.org))));
              auto answer = Response::see_other(v.url("/come-in?out=1"));
              answer.with("Set-Cookie", http::removal(own_cookie_name(*v.org)));
              return answer;
            });
}

}  // namespace candour::web
