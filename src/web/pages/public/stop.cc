// The page behind the link in a mail that goes to many: whoever has the link says no to more of it, without
// an account and with one press (RFC 8058). It tells nothing of who is known here.
#include "web/frame/page_table.h"

namespace candour::web {

using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

OrgHouse& org_of(const Site& site, const Request& r) {
  return *site.house().find(r.param("org"));
}

/// What does not work looks alike, whether there ever was such a link or not.
Response no_such_link(const Site& site, OrgHouse& org, const Error& e) {
  const bool much = e.code == Code::TooMuch;
  auto f = site.public_frame(&org, much ? "Please wait" : "This link does not work");
  f.narrow = true;
  f.heading = f.title;
  f.main =
      html::paragraph(much ? e.words.text
                           : "Look whether the whole address is there, or tell the staff of your service "
                             "that you do not want this mail. They can stop it too.");
  return site.page(std::move(f), much ? 429 : 404);
}

Result<Response> ask(const Site& site, const Request& r) {
  OrgHouse& org = org_of(site, r);
  const auto link = org.mailings->link(r.param("token"), r.remote);
  if (!link) return no_such_link(site, org, link.error());
  auto f =
      site.public_frame(&org, link->already ? "You get no more of this" : "Do you want no more of this?");
  f.narrow = true;
  f.heading = f.title;
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
  OrgHouse& org = org_of(site, r);
  const auto link = org.mailings->say_no(r.param("token"), r.remote);
  if (!link && (link.error().code == Code::NotFound || link.error().code == Code::TooMuch))
    return no_such_link(site, org, link.error());
  if (!link) return tl::unexpected<Error>(link.error());
  auto f = site.public_frame(&org, "You get no more of this");
  f.narrow = true;
  f.heading = f.title;
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
