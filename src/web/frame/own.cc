#include "web/frame/own.h"

namespace candour::web {

using html::h;
using html::Html;

namespace {

struct Page {
  std::string_view path, words;
  bool theirs_alone;  // not for whoever speaks for somebody
};
constexpr Page kPages[] = {{"", "Start", false},
                           {"/details", "Your details", false},
                           {"/plans", "Plans and appointments", false},
                           {"/looked", "Who looked", true},
                           {"/shared", "What we shared", false},
                           {"/choices", "Your choices", true},
                           {"/requests", "Your requests", false},
                           {"/kept", "When it is deleted", true}};

/// First on every page, and the first thing that a keyboard reaches behind the skip link and the menu.
Html way_out(const std::string& prefix, bool inside, std::string_view csrf) {
  std::vector<Html> ways = {h("a",
                              {{"class", "govuk-button govuk-button--warning candour-exit"},
                               {"href", prefix + "/own/exit"},
                               {"rel", "noreferrer"}},
                              "Exit this page")};
  if (inside)
    ways.push_back(
        html::act(prefix + "/own/sign-out", csrf, {.words = "Sign out", .look = html::Look::Quiet}));
  return h("div", {{"class", "candour-own-out"}}, html::button_row(ways));
}

/// IG-C: whom to ask about personal information, on each of these pages.
std::string contact_line(const charter::Charter& c) {
  const auto* who = c.contact("data-protection");
  if (!who) return {};
  std::string words = "About your information, ask: " + who->title;
  for (const auto* reach : {&who->phone, &who->email, &who->post})
    if (!reach->empty()) words += ", " + *reach;
  return words + ".";
}

const OwnVisit& visit_of(const http::Request& r) {
  return *std::any_cast<const std::shared_ptr<OwnVisit>&>(r.context);
}

/// A no in the same frame: the way out stands there too.
http::Response said_no(const Site& site, const http::Request& r, const OwnVisit& v, const Error& e) {
  if (e.code == Code::Corrupt || e.code == Code::Unavailable) return site.refused(r, e);
  const int status = e.code == Code::NotAllowed ? 403
                     : e.code == Code::NotFound ? 404
                     : e.code == Code::Conflict ? 409
                     : e.code == Code::TooMuch  ? 429
                                                : 422;
  auto f = own_frame(site, v, status == 404 ? "There is nothing here" : "This does not open", "none");
  f.main = html::frag(html::paragraph(e.words.text), decided_by(e.clause));
  return site.page(std::move(f), status);
}

http::Handler handler(const Site& site, OwnHandler f) {
  return [&site, f = std::move(f)](const http::Request& r) {
    const auto& v = visit_of(r);
    auto answer = f(site, r, v);
    return answer ? std::move(*answer) : said_no(site, r, v, answer.error());
  };
}

}  // namespace

std::string own_cookie_name(const OrgHouse& org) {
  return "__Host-candour-own-" + org.charter->organisation.code;
}

std::string code_cookie_name(const OrgHouse& org) {
  return "__Host-candour-code-" + org.charter->organisation.code;
}

html::PageFrame own_door_frame(const Site& site, const OrgHouse& org, std::string title) {
  auto f = site.public_frame(&org, std::move(title));
  f.narrow = true;
  f.heading = f.title;
  f.links.sign_in = {};
  f.contact = contact_line(*org.charter);
  f.below_banner = way_out("/" + f.org_code, false, {});
  return f;
}

html::PageFrame own_frame(const Site& site, const OwnVisit& v, std::string title, std::string_view current) {
  auto f = own_door_frame(site, *v.org, std::move(title));
  f.links.home = v.url("");
  f.below_banner = way_out("/" + f.org_code, true, v.csrf());
  for (const auto& p : kPages)
    if (v.themselves() || !p.theirs_alone) {
      const auto words = v.themselves() || !p.words.starts_with("Your ")
                             ? std::string(p.words)
                             : "Their " + std::string(p.words.substr(5));
      f.nav.push_back({words, v.url(p.path), p.path == current, 0});
    }
  return f;
}

OwnTable& OwnTable::get(std::string path, std::string name, OwnHandler f) {
  router_.get("/{org}/own" + path, std::move(name), http::Access::Portal, "own",
              handler(site_, std::move(f)));
  return *this;
}

OwnTable& OwnTable::post(std::string path, std::string name, OwnHandler f) {
  router_.post("/{org}/own" + path, std::move(name), http::Access::Portal, "own",
               handler(site_, std::move(f)));
  return *this;
}

}  // namespace candour::web
