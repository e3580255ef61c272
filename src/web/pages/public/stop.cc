// The page behind the link in a mail that goes to many: whoever has the link says no to more of it, without
// an account and with one press (RFC 8058). It tells nothing of who is known here.
#include "web/pages/public/secret_page.h"

namespace candour::web {

using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

Result<Response> no_such_link(const Site& site, OrgHouse& org, const Error& e) {
  return no_such_address(site, org, e, "This link does not work",
                         "Look whether the whole address is there, or tell the staff of your service "
                         "that you do not want this mail. They can stop it too.");
}

Result<Response> ask(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  const auto link = org.mailings->link(r.param("token"), r.remote);
  if (!link) return no_such_link(site, org, link.error());
  auto f =
      secret_frame(site, org, link->already ? "You get no more of this" : "Do you want no more of this?");
  f.main = html::paragraph(html::frag("It is about: ", html::b(link->purpose), "."));
  if (link->already)
    f.main +=
        html::paragraph("You have said so already. If you want it again, tell the staff of your service.");
  else
    f.main += html::form({.action = r.path, .csrf = {}}, html::button({"Send me no more of it"}));
  f.main += html::hint_line("What we must tell you about your service still comes.");
  return site.page(std::move(f));
}

Result<Response> stop(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  const auto link = org.mailings->say_no(r.param("token"), r.remote);
  if (!link) return no_such_link(site, org, link.error());
  auto f = secret_frame(site, org, "You get no more of this");
  f.main =
      html::frag(html::paragraph(html::frag("We send you nothing more for: ", html::b(link->purpose), ".")),
                 html::paragraph("Nothing else changes: your service goes on, and what we must tell you "
                                 "about it still comes. If you want this again, tell the staff."));
  return site.page(std::move(f));
}

}  // namespace

void add_stop_pages(http::Router& router, Site& site) {
  router.get("/{org}/stop/{token}", "stop", Access::Public, "public", public_page(site, ask));
  router.post("/{org}/stop/{token}", "stop.post", Access::Public, "public", public_page(site, stop),
              limits::kBodyBytes);
}

}  // namespace candour::web
