// What every page behind a person's own door stands in: who came in, a way to leave at once, whom to ask, and
// one way to say no. One request, one thread. Promises: nothing that was typed is kept for whoever uses the
// screen next; each page has *Exit this page*, which ends the session without a script. It decides nothing.
#pragma once

#include <functional>
#include <string>

#include "web/frame/site.h"

namespace candour::web {

/// One request of somebody inside. Made by the guard.
struct OwnVisit {
  OrgHouse* org = nullptr;
  people::OwnSession session;
  std::string page;  // tells the forms of this page from others
  std::string url(std::string_view path) const {
    return "/" + org->charter->organisation.code + "/own" + std::string(path);
  }
  std::string csrf() const { return session.csrf + "." + page; }
  const gate::AtDoor& at() const { return session.at; }
  bool themselves() const { return session.at.speaks.is_nil(); }
};

std::string own_cookie_name(const OrgHouse& org);   // "__Host-candour-own-ll"
std::string code_cookie_name(const OrgHouse& org);  // of whoever asked for a code
/// Where people come in, with what the charter lets be said there.
http::Response own_come_in_page(const Site& site, OrgHouse& org, int status);
/// The frame for whoever is not inside yet: whom to ask, and the way out.
html::PageFrame own_door_frame(const Site& site, const OrgHouse& org, std::string title);

using OwnHandler = std::function<Result<http::Response>(const Site&, const http::Request&, const OwnVisit&)>;

/// Adds pages below "/{org}/own".
class OwnTable {
 public:
  OwnTable(http::Router& router, Site& site) : router_(router), site_(site) {}
  OwnTable& get(std::string path, std::string name, OwnHandler f);
  OwnTable& post(std::string path, std::string name, OwnHandler f);

 private:
  http::Router& router_;
  Site& site_;
};

/// The frame of a page: `current` is its path.
html::PageFrame own_frame(const Site& site, const OwnVisit& v, std::string title, std::string_view current);

void add_own_coming_in(http::Router&, Site&);
void add_own_pages(OwnTable&);
void add_own_wish_pages(OwnTable&);

}  // namespace candour::web
