// Before any page: is somebody signed in, does this POST come from a page of ours, and if the session has
// ended, what happens to what was typed.
#include "vault/passwords.h"
#include "web/http/cookie.h"
#include "web/pages/kept_form.h"
#include "web/pages/site.h"

namespace candour::web {

namespace {

/// True unless the browser says that another site sent this form. Browsers that send neither header are old
/// ones; the token decides for them.
bool same_origin(const http::Request& r) {
  if (auto site = r.headers.find("sec-fetch-site"))
    if (*site != "same-origin" && *site != "none") return false;
  const auto origin = r.headers.find("origin");
  const auto host = r.headers.find("host");
  if (!origin || !host) return true;
  const auto at = origin->find("://");
  return at != std::string_view::npos && origin->substr(at + 3) == *host;
}

http::Response to_sign_in(const Site& site, OrgHouse& org, const http::Request& r) {
  const std::string prefix = "/" + org.charter->organisation.code;
  if (!r.is_post())
    return http::Response::see_other(prefix + "/sign-in" + http::query_text({{"next", r.target()}}));
  const auto owner = org.sessions->owner(r.cookies.get(site.cookie_name(org)), r.form.get("csrf"));
  if (!owner) return site.refused(r, owner.error());
  const auto kept = seal_kept_form(org, r, *owner, site.clock().now());
  const html::Problems problems(std::vector<FieldProblem>{
      {"", kept.empty()
               ? "You were signed out because nothing happened for a while, and nothing was done. Sign in and do it "
                 "once more."
               : "You were signed out because nothing happened for a while. Sign in and what you typed will be there."}});
  return sign_in_page(site, org, {}, kept, problems, {}, 401);
}

}  // namespace

http::Guard Site::guard() const {
  return [this](const http::Route& route, http::Request& r) -> std::optional<http::Response> {
    if (r.is_post() && !same_origin(r))
      return refused(r, fail(Code::NotAllowed, "This form was sent from another site, so nothing was done.")
                            .value());
    const std::string code = r.param("org");
    if (route.pattern.starts_with("/{org}") && !house_.find(code)) return refused(r, not_found().value());
    if (const auto* org = house_.find(code))
      if (auto s = org->in_force->check(); !s) return refused(r, s.error());
    if (route.access == http::Access::Public) return {};
    // Nobody can sign in to the portal yet: a page that says it belongs there is shut, not open.
    if (route.access == http::Access::Portal) return refused(r, not_found().value());
    OrgHouse& org = *house_.find(code);
    const auto cookie = r.cookies.find(cookie_name(org));
    if (!cookie) return to_sign_in(*this, org, r);
    auto session = org.sessions->find(*cookie);
    if (!session) {
      if (session.error().code == Code::NotFound) return to_sign_in(*this, org, r);
      return refused(r, session.error());
    }
    const bool half_wanted = route.access == http::Access::HalfSignedIn;
    if (session->half != half_wanted)
      return http::Response::see_other("/" + code + (session->half ? "/sign-in/code" : "/day"));
    if (r.is_post() && !r.body_too_large &&
        !vault::same_bytes(as_bytes(r.form.get("csrf")), as_bytes(session->csrf)))
      return refused(r, fail(Code::Conflict, "This form is from an earlier visit, so nothing was done. Go back, "
                                             "load the page again and send it once more.")
                            .value());
    auto visit = std::make_shared<Visit>();
    visit->org = &org;
    visit->session = std::move(*session);
    visit->staff = org.staff->directory();
    visit->staff_name = visit->staff->name(visit->session.staff);
    if (!half_wanted) {
      auto actor = org.gate->actor(visit->session.staff);
      if (!actor) return refused(r, actor.error());
      visit->actor = std::move(*actor);
    }
    r.context = std::shared_ptr<Visit>(std::move(visit));
    return {};
  };
}

}  // namespace candour::web
