// Before any page: is somebody signed in, does this POST come from a page of ours, and if the session has
// ended, what happens to what was typed.
#include "base/text.h"
#include "vault/passwords.h"
#include "web/frame/own.h"
#include "web/frame/page_table.h"
#include "web/http/cookie.h"

namespace candour::web {

namespace {

/// True unless the browser says that another site sent this form: scheme, name and port of the origin must be
/// those under which we are known. Browsers that send neither header are old ones; the token decides for
/// them.
bool same_origin(const http::Request& r, bool secure) {
  for (const auto& site : r.headers.all("sec-fetch-site"))
    if (site != "same-origin" && site != "none") return false;
  const auto origins = r.headers.all("origin");
  if (origins.empty()) return true;
  const auto host = r.headers.find("host");
  if (origins.size() > 1 || !host || host->empty()) return false;
  const std::string_view scheme = secure ? "https://" : "http://", usual_port = secure ? ":443" : ":80";
  std::string_view origin = origins.front(), known = *host;
  if (!origin.starts_with(scheme)) return false;
  origin.remove_prefix(scheme.size());
  if (known.ends_with(usual_port)) known.remove_suffix(usual_port.size());
  if (origin.ends_with(usual_port)) origin.remove_suffix(usual_port.size());
  return origin == known;
}

/// "secret.page": the session's own secret, and what tells this page from others made in it (done_once.h).
struct Token {
  std::string secret;
  explicit Token(const std::string& sent) : secret(sent.substr(0, sent.find('.'))) {}
};

http::Response to_sign_in(const Site& site, OrgHouse& org, const http::Route& route, const http::Request& r) {
  const std::string prefix = "/" + org.charter->organisation.code;
  if (!r.is_post())
    return http::Response::see_other(prefix + "/sign-in" + http::query_text({{"next", r.target()}}));
  const auto owner =
      org.sessions->owner(r.cookies.get(site.cookie_name(org)), Token(r.form.get("csrf")).secret);
  if (!owner) return site.refused(r, owner.error());
  const auto next = *owner ? keep_until_signed_in(site, org, route, r, **owner) : std::string();
  const html::Problems problems(std::vector<FieldProblem>{
      {"", next.empty() ? "You are signed out, and nothing was done. Sign in and do it once more."
                        : "You are signed out. Sign in, and what you typed and chose will be there."}});
  return sign_in_page(site, org, next, problems, {}, 401);
}

/// That the form was made for whoever is signed in now: in this session, or in an earlier one of theirs,
/// which ended while they were typing.
Status form_is_theirs(OrgHouse& org, const people::SessionInfo& session, const http::Request& r) {
  const Token token(r.form.get("csrf"));
  if (vault::same_bytes(as_bytes(token.secret), as_bytes(session.csrf))) return {};
  TRY(const auto owner, org.sessions->owner({}, token.secret));
  if (owner == session.staff && !session.half) return {};
  return fail(Code::Conflict,
              "This form is from an earlier visit, so nothing was done. Go back, load the page again and "
              "send it once more.");
}

/// The form must be of this very session: nobody's words are kept for whoever uses the screen next.
std::optional<http::Response> let_in_by_own_door(const Site& site, OrgHouse& org, people::OwnSession session,
                                                 http::Request& r) {
  const Token token(r.form.get("csrf"));
  if (r.is_post() && !r.body_too_large && !vault::same_bytes(as_bytes(token.secret), as_bytes(session.csrf)))
    return site.refused(
        r, fail(Code::Conflict,
                "This form is from an earlier visit, so nothing was done. Go back, load the page "
                "again and send it once more.")
               .value());
  r.files.clear();
  r.context = std::make_shared<OwnVisit>(OwnVisit{&org, std::move(session), vault::random_token(6)});
  return {};
}

/// Files of which nothing was kept, since they are too large: said at their fields, with what may be sent.
Status leave_out_too_large(http::Request& r) {
  std::vector<FieldProblem> problems;
  std::erase_if(r.files, [&](const http::Upload& f) {
    if (f.too_large == 0) return false;
    problems.push_back(
        {f.name, f.too_large > limits::kUploadFileBytes
                     ? "“" + f.filename + "” has " + size_words(static_cast<std::int64_t>(f.too_large)) +
                           ", and a file may have up to " + size_words(limits::kUploadFileBytes) +
                           ". Choose a smaller one, or leave it out."
                     : "The files of this form have more than " + size_words(limits::kUploadBodyBytes) +
                           " together. “" + f.filename + "” was left out: send it with a form of its own."});
    return true;
  });
  if (problems.empty()) return {};
  return invalid(std::move(problems));
}

/// What the head of a request tells, before any of its body is read.
struct Head {
  std::optional<http::Response> instead = {};       // an answer already
  OrgHouse* org = nullptr;                          // of routes that are not public
  std::optional<people::SessionInfo> session = {};  // none: nobody is signed in, or their session has ended
  std::optional<people::OwnSession> own = {};       // of somebody inside their own door
};

Head look_at_head(const Site& site, const http::Route& route, const http::Request& r) {
  const auto no = [&](const Error& e) { return Head{.instead = site.refused(r, e)}; };
  if (r.is_post() && !same_origin(r, site.options().secure))
    return no(fail(Code::NotAllowed, "This form was sent from another site, so nothing was done.").value());
  const std::string code = r.param("org");
  OrgHouse* org = site.house().find(code);
  if (route.pattern.starts_with("/{org}") && !org) return no(not_found().value());
  if (org)
    if (auto s = org->in_force->check(); !s) return no(s.error());
  if (route.access == http::Access::Public) return {};
  if (route.access == http::Access::Portal) {
    // Where the charter does not open it, nobody learns whether there is such a door.
    if (!org->charter->organisation.own_door) return no(not_found().value());
    auto own = org->own_doors->find(r.cookies.get(own_cookie_name(*org)));
    if (own) return {.org = org, .own = std::move(*own)};
    if (own.error().code != Code::NotFound) return no(own.error());
    return {.instead = r.is_post() ? own_come_in_page(site, *org, 401)
                                   : http::Response::see_other("/" + code + "/own/come-in")};
  }
  const auto cookie = r.cookies.find(site.cookie_name(*org));
  if (!cookie) return {.org = org};
  auto session = org->sessions->find(*cookie);
  if (!session && session.error().code == Code::NotFound) return {.org = org};
  if (!session) return no(session.error());
  const bool half_wanted = route.access == http::Access::HalfSignedIn;
  if (session->half != half_wanted)
    return {.instead = http::Response::see_other("/" + code + (session->half ? "/sign-in/code" : "/day"))};
  return {.org = org, .session = std::move(*session)};
}

}  // namespace

http::HeadGuard Site::head_guard() const {
  return [this](const http::Route& route, http::Request& r, std::uint64_t body_bytes) -> http::Admission {
    Head head = look_at_head(*this, route, r);
    // The database is away: what was typed is read all the same, since the page that says so gives it back.
    if (head.instead && head.instead->status == 503 && body_bytes <= limits::kBodyBytes) return {};
    if (head.instead) return {.instead = std::move(head.instead), .who = {}};
    if (route.access == http::Access::Public || route.access == http::Access::Portal) return {};
    if (head.session) {
      // The second step comes from somebody who knows a password, no more: a stranger still.
      if (head.session->half) return {};
      return {.instead = {}, .who = r.param("org") + "/" + head.session->staff.text()};
    }
    if (body_bytes <= limits::kLargeBodyBytes) return {};
    // Whoever typed it was signed in a while ago: it is read in one of their own places, so that the words
    // come through the sign-in. The cookie alone can tell, since the form with its token is still to come.
    const auto owner = head.org->sessions->owner(r.cookies.get(cookie_name(*head.org)), {});
    if (!owner && body_bytes > limits::kBodyBytes) return {.instead = refused(r, owner.error()), .who = {}};
    if (owner && *owner) return {.instead = {}, .who = r.param("org") + "/" + (*owner)->text()};
    // A form of an ordinary size is read and kept through the sign-in; no stranger's files are read at all.
    if (body_bytes <= limits::kBodyBytes) return {};
    const html::Problems problems(std::vector<FieldProblem>{
        {"",
         "You were signed out, so what you sent was not read: it is too large to be kept. Sign in here in a "
         "second window, then go back to your form in the first one and send it again."}});
    return {.instead = sign_in_page(*this, *head.org, {}, problems, {}, 401), .who = {}};
  };
}

http::Guard Site::guard() const {
  return [this](const http::Route& route, http::Request& r) -> std::optional<http::Response> {
    Head head = look_at_head(*this, route, r);
    if (head.instead) return std::move(head.instead);
    if (route.access == http::Access::Public) return {};
    OrgHouse& org = *head.org;
    if (head.own) return let_in_by_own_door(*this, org, std::move(*head.own), r);
    if (!head.session) return to_sign_in(*this, org, route, r);
    const bool half_wanted = route.access == http::Access::HalfSignedIn;
    if (r.is_post() && !r.body_too_large)
      if (auto ours = form_is_theirs(org, *head.session, r); !ours) return refused(r, ours.error());
    auto visit = std::make_shared<Visit>();
    visit->org = &org;
    visit->session = std::move(*head.session);
    visit->session.csrf += "." + vault::random_token(6);
    visit->staff = org.staff->directory();
    visit->staff_name = visit->staff->name(visit->session.staff);
    if (!half_wanted) {
      auto actor = org.gate->actor(visit->session.staff);
      if (!actor) return refused(r, actor.error());
      visit->actor = std::move(*actor);
    }
    visit->state = std::make_shared<RequestState>(*org.gate, visit->actor);
    if (r.is_post())
      if (auto joined = join_waiting_files(*visit, r); !joined) return refused(r, joined.error());
    auto& state = *visit->state;
    r.context = std::shared_ptr<Visit>(std::move(visit));
    // Whoever waits for a password to be checked does not wait for files too: no such form has any.
    if (route.lane == http::Lane::Hashing) r.files.clear();
    if (auto fits = leave_out_too_large(r); !fits) state.wrong_before = fits.error();
    if (auto clean = look_through_files(r); !clean) state.wrong_before = clean.error();
    return {};
  };
}

}  // namespace candour::web
