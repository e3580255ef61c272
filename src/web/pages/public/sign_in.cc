// Signing in: name and password, then the one-time code where it is set up, then the page that was wanted,
// with the form that was being sent when the session ended.
#include "people/limits.h"
#include "web/frame/page_table.h"
#include "web/http/cookie.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

std::string prefix(const OrgHouse& org) {
  return "/" + org.charter->organisation.code;
}

/// Travels from step to step: where to go afterwards.
Html carried(std::string_view next) {
  return next.empty() ? Html{} : html::hidden("next", next);
}

Response with_session(Response answer, const Site& site, const OrgHouse& org,
                      const people::Sessions::SignedIn& s) {
  answer.with("Set-Cookie", http::to_header({site.cookie_name(org), s.token, {}, false}));
  // By this the browser is known from now on; it says nothing about anybody.
  if (!s.device.empty())
    answer.with("Set-Cookie",
                http::to_header({site.device_cookie_name(org), s.device,
                                 std::chrono::hours(24 * people::limits::kDeviceCookieDays), false}));
  return answer;
}

/// Whoever cannot go on, or is somebody else, ends it instead of leaving it open.
Html sign_out_instead(const OrgHouse& org, std::string_view csrf) {
  return html::act(prefix(org) + "/sign-in/out", csrf,
                   {.words = "Sign out instead", .look = html::Look::Quiet});
}

Response code_page(const Site& site, OrgHouse& org, std::string_view csrf, std::string_view next,
                   const html::Problems& problems, int status) {
  html::PageFrame f = site.public_frame(&org, "Your one-time code");
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::error_summary(problems);
  f.main += html::heading(1, "Your one-time code", "l");
  f.main += html::paragraph(
      "Open the authenticator on your phone and type the six digits. Without your phone, "
      "type one of your recovery codes.");
  const Html input = html::text_input({.name = "code",
                                       .label = "Code",
                                       .error = problems.of("code"),
                                       .width = 10,
                                       .autocomplete = "one-time-code",
                                       .spellcheck = false});
  f.main += html::form({.action = prefix(org) + "/sign-in/code", .csrf = std::string(csrf)},
                       html::frag(input, carried(next), html::button({"Sign in"})));
  f.main += sign_out_instead(org, csrf);
  return site.page(std::move(f), status);
}

Response choose_page(const Site& site, OrgHouse& org, std::string_view csrf, std::string_view next,
                     const html::Problems& problems, int status) {
  html::PageFrame f = site.public_frame(&org, "Choose your own password");
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::error_summary(problems);
  f.main += html::heading(1, "Choose your own password", "l");
  f.main += html::paragraph(
      "You signed in with a password that somebody else gave you. It works once. Choose one that "
      "nobody else knows; before that nothing else opens.");
  const Html input = html::password_input(
      {.name = "password",
       .label = "New password",
       .hint = "12 letters or more. Three words that have nothing to do with each other make a good one.",
       .error = problems.of("password"),
       .fresh = true});
  f.main += html::form({.action = prefix(org) + "/sign-in/new-password", .csrf = std::string(csrf)},
                       html::frag(input, carried(next), html::button({"Use this password"})));
  f.main += sign_out_instead(org, csrf);
  return site.page(std::move(f), status);
}

/// The page of the step that the session is at: its answer to "what now?".
Response step_page(const Site& site, OrgHouse& org, const people::SessionInfo& s, std::string_view next) {
  if (s.choosing) return choose_page(site, org, s.csrf, next, {}, 200);
  return code_page(site, org, s.csrf, next, {}, 200);
}

/// To where they wanted; a form of somebody else's that waits there is not theirs to see.
Response go_on(const Site& site, OrgHouse& org, const people::SessionInfo& session,
               const std::string& wanted) {
  const std::string next = http::safe_local_path(wanted, prefix(org) + "/day");
  const auto at = next.find("kept=");
  const auto id = at == next.npos ? std::nullopt : KeptFormId::parse(std::string_view(next).substr(at + 5));
  if (!id || org.kept_forms->find(session.staff, *id)) return Response::see_other(next);
  html::PageFrame f = site.public_frame(&org, "You are signed in");
  f.narrow = true;
  f.heading = f.title;
  f.main = html::frag(
      html::paragraph("The form that was kept here was typed by somebody else, or is older than a day, "
                      "so it is not shown. You are signed in as yourself."),
      html::button_link(prefix(org) + "/day", "Go to my day"));
  return site.page(std::move(f));
}

Response signed_in(const Site& site, OrgHouse& org, const people::Sessions::SignedIn& s, const Request& r) {
  if (s.session.half) return with_session(step_page(site, org, s.session, r.form.get("next")), site, org, s);
  return with_session(go_on(site, org, s.session, r.form.get("next")), site, org, s);
}

Response show_sign_in(const Site& site, const Request& r) {
  return sign_in_page(site, site.org(r), r.query.get("next"), {}, {}, 200);
}

Response take_sign_in(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  const std::string name = r.form.trimmed("username");
  auto s = org.sessions->sign_in(name, r.form.get("password"), r.remote, r.headers.get("user-agent"),
                                 r.cookies.get(site.device_cookie_name(org)));
  if (s) return signed_in(site, org, *s, r);
  if (s.error().code != Code::Invalid && s.error().code != Code::TooMuch) return site.refused(r, s.error());
  const int status = s.error().code == Code::TooMuch ? 429 : 422;
  return sign_in_page(site, org, r.form.get("next"), html::Problems(s.error()), name, status);
}

/// What is wrong, beside the field of this step.
html::Problems problems_at(const Error& e, std::string field) {
  if (!e.fields.empty()) return html::Problems(e);
  return html::Problems(std::vector<FieldProblem>{{std::move(field), e.words.text}});
}

Response take_code(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto s = org.sessions->second_step(r.cookies.get(site.cookie_name(org)), r.form.trimmed("code"), r.remote,
                                     r.cookies.get(site.device_cookie_name(org)));
  if (s) return signed_in(site, org, *s, r);
  if (s.error().code != Code::Invalid && s.error().code != Code::TooMuch) return site.refused(r, s.error());
  return code_page(site, org, Site::visit(r).session.csrf, r.form.get("next"), problems_at(s.error(), "code"),
                   s.error().code == Code::TooMuch ? 429 : 422);
}

Response take_new_password(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto s = org.sessions->choose_password(r.cookies.get(site.cookie_name(org)), r.form.get("password"),
                                         r.remote, r.cookies.get(site.device_cookie_name(org)));
  if (s) return signed_in(site, org, *s, r);
  if (s.error().code != Code::Invalid) return site.refused(r, s.error());
  return choose_page(site, org, Site::visit(r).session.csrf, r.form.get("next"),
                     problems_at(s.error(), "password"), 422);
}

Response sign_out(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto ended = org.sessions->end(r.cookies.get(site.cookie_name(org)));
  if (!ended) return site.refused(r, ended.error());
  auto answer = Response::see_other(prefix(org) + "/sign-in?out=1");
  answer.with("Set-Cookie", http::removal(site.cookie_name(org)));
  return answer;
}

}  // namespace

Response sign_in_page(const Site& site, OrgHouse& org, std::string_view next, const html::Problems& problems,
                      std::string_view typed_name, int status) {
  html::PageFrame f = site.public_frame(&org, "Sign in");
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::error_summary(problems);
  f.main += html::heading(1, "Sign in", "l");
  if (next.find("kept=") != next.npos)
    f.main += html::inset(html::paragraph("What you were sending is kept. Sign in to go on."));
  const Html inside = html::frag(
      html::text_input({.name = "username",
                        .label = "User name",
                        .value = std::string(typed_name),
                        .error = problems.of("username"),
                        .width = 20,
                        .autocomplete = "username",
                        .spellcheck = false}),
      html::password_input({.name = "password", .label = "Password", .error = problems.of("password")}),
      carried(next), html::button({"Sign in"}));
  f.main += html::form({.action = prefix(org) + "/sign-in", .csrf = {}}, inside);
  f.main +=
      html::details("I cannot sign in",
                    html::frag(html::paragraph("A first or new password has two halves, from two people: "
                                               "type both, with the dash between them."),
                               html::paragraph("After ten wrong tries from a new place, wait five minutes, "
                                               "then longer. On a device that you have signed in with before "
                                               "others cannot make you wait."),
                               html::paragraph("If you forgot your password or lost your phone, ask whoever "
                                               "manages staff accounts. They ask a second person, and each "
                                               "gives you half of a password that works once, within 24 "
                                               "hours. Sign in here with it, and you choose your own."),
                               html::paragraph("A password manager may fill in this page.")));
  if (!site.options().demo_sign_in.empty())
    f.main += html::inset(html::paragraph(site.options().demo_sign_in));
  return site.page(std::move(f), status);
}

void add_sign_in_pages(http::Router& router, Site& site) {
  router.get("/{org}/sign-in", "sign-in", Access::Public, "sign-in",
             [&site](const Request& r) { return show_sign_in(site, r); });
  router.post(
      "/{org}/sign-in", "sign-in.post", Access::Public, "sign-in",
      [&site](const Request& r) { return take_sign_in(site, r); }, limits::kBodyBytes, http::Lane::Hashing);
  router.get("/{org}/sign-in/code", "sign-in.code", Access::HalfSignedIn, "sign-in",
             [&site](const Request& r) { return step_page(site, site.org(r), Site::visit(r).session, {}); });
  router.get("/{org}/sign-in/new-password", "sign-in.new-password", Access::HalfSignedIn, "sign-in",
             [&site](const Request& r) { return step_page(site, site.org(r), Site::visit(r).session, {}); });
  router.post(
      "/{org}/sign-in/new-password", "sign-in.new-password.post", Access::HalfSignedIn, "sign-in",
      [&site](const Request& r) { return take_new_password(site, r); }, limits::kBodyBytes,
      http::Lane::Hashing);
  router.post(
      "/{org}/sign-in/code", "sign-in.code.post", Access::HalfSignedIn, "sign-in",
      [&site](const Request& r) { return take_code(site, r); }, limits::kBodyBytes, http::Lane::Hashing);
  const auto out = [&site](const Request& r) { return sign_out(site, r); };
  router.post("/{org}/sign-out", "sign-out", Access::SignedIn, "sign-in", out);
  router.post("/{org}/sign-in/out", "sign-in.out", Access::HalfSignedIn, "sign-in", out);
  // The guard has touched the session already: that is what keeps it.
  PageTable(router, site, "sign-in")
      .post("/session/extend", "session.extend", {"day"},
            [](const Site& s, const Request& r) -> Result<Response> {
              return s.done(r, "/day", "You are still signed in.");
            });
}

}  // namespace candour::web
