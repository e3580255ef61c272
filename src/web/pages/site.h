// What every page needs: the organisation of the address, who is signed in, the frame to stand in, and one
// way to say no. Built once; any thread. A page never talks to the store: it asks the rooms, with a pass.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "web/house.h"
#include "web/html/components.h"
#include "web/html/page.h"
#include "web/http/router.h"
#include "web/http/server.h"
#include "web/pages/made_once.h"

namespace candour::outbox {
class VirusScanner;
}

namespace candour::web {

/// Bytes as hex and back, for what travels in cookies and hidden fields.
std::string to_hex(ByteView b);
Bytes from_hex(std::string_view s);  // empty when malformed

/// One request of somebody signed in. Made by the guard; lives as long as the request.
struct Visit {
  OrgHouse* org = nullptr;
  people::SessionInfo session;
  gate::Actor actor;
  std::shared_ptr<const people::Directory> staff;
  std::string staff_name;
  /// "/ll" + path
  std::string url(std::string_view path) const;
  const charter::Charter& charter() const { return *org->charter; }
  bool has(charter::Duty d) const;  // in any post; only to show or hide a link: the gate decides
};

struct SiteOptions {
  bool demo = false;
  std::string demo_sign_in = {};  // shown on the sign-in page of the demo: how to sign in
  bool secure = false;       // behind TLS
  outbox::VirusScanner* scanner = nullptr;  // outlives the site; without one, files are not looked through
};

class Site {
 public:
  Site(House& house, html::AssetUrls assets, SiteOptions options, const log::Log& log);
  House& house() const { return house_; }
  const SiteOptions& options() const { return options_; }
  const Clock& clock() const { return house_.clock(); }
  charter::Date today() const;  // Europe/London

  /// The signed-in visit of a request to a SignedIn route.
  static const Visit& visit(const http::Request& r);

  /// A frame with header, menu (`nav`: "day", "people", "referrals", "import", "team", "staff", "notice" …
  /// marks the current one) and session warning filled in.
  html::PageFrame frame(const http::Request& r, std::string title, std::string_view nav) const;
  /// The frame for somebody not signed in (org may be null).
  html::PageFrame public_frame(const OrgHouse* org, std::string title) const;
  http::Response page(html::PageFrame frame, int status = 200) const;
  /// What went wrong, as a page: Invalid 422, NotAllowed 403, NotFound 404, Conflict 409, TooMuch 413,
  /// Unavailable 503, Corrupt 500. Says what to do; offers reasoned access when `person`.
  http::Response refused(const http::Request& r, const Error& e, std::optional<PersonId> person = {}) const;
  /// After a POST: to `path` of this organisation with words to show once (in a short-lived signed cookie).
  http::Response done(const http::Request& r, std::string path, std::string words) const;

  /// What is the same for everybody, made once for each version of the charter and each day. `org` may be null.
  Result<http::Response> same_for_all(const OrgHouse* org, std::string_view name, const http::Request& r,
                                      const MadeOnce::Maker& make) const;
  const MadeOnce& made_once() const { return *made_; }

  /// Guard for http::Pages: sessions, same-origin and token check of every POST, kept forms, files looked
  /// through for viruses.
  http::Guard guard() const;
  /// The part of it that needs no more than the head: it decides whether a body is read at all.
  http::HeadGuard head_guard() const;
  http::Pages pages() const;
  std::string cookie_name(const OrgHouse& org) const;  // "__Host-candour-ll"
  std::string device_cookie_name(const OrgHouse& org) const;  // "__Host-candour-device-ll"

 private:
  House& house_;
  html::AssetUrls assets_;
  SiteOptions options_;
  const log::Log& log_;
  std::unique_ptr<MadeOnce> made_ = std::make_unique<MadeOnce>();

  /// Nothing when every file that came with the form is clean, or nobody looks.
  std::optional<http::Response> look_through_files(const http::Request& r) const;
};

/// The sign-in page (sign_in.cc), with a kept form inside when `kept` is not empty.
http::Response sign_in_page(const Site& site, OrgHouse& org, std::string_view next, std::string_view kept,
                            const html::Problems& problems, std::string_view typed_name, int status);

/// A page or an act of somebody signed in: its error becomes the page for it.
using PageHandler = std::function<Result<http::Response>(const Site&, const http::Request&)>;

/// Adds the routes of one group of pages, below "/{org}". Where the path has a {person}, a refusal offers the
/// way to ask for access. Where it has any id, "not found" is the gate's own refusal, in the words and with the
/// status of what somebody may not see: it never tells whether the person, or the thing, exists.
class PageTable {
 public:
  PageTable(http::Router& router, Site& site, std::string tag, http::Access access = http::Access::SignedIn)
      : router_(router), site_(site), tag_(std::move(tag)), access_(access) {}
  PageTable& get(std::string path, std::string name, PageHandler f, http::Lane lane = http::Lane::Pages);
  PageTable& post(std::string path, std::string name, PageHandler f, std::size_t body_limit = limits::kBodyBytes,
                  http::Lane lane = http::Lane::Pages);
  /// A POST that checks or sets a password.
  PageTable& post_password(std::string path, std::string name, PageHandler f) {
    return post(std::move(path), std::move(name), std::move(f), limits::kBodyBytes, http::Lane::Hashing);
  }

 private:
  http::Router& router_;
  Site& site_;
  std::string tag_;
  http::Access access_;
};

/// The categories that the banner on every page about a person needs.
CategorySet banner_categories(const charter::Charter& c);
/// Frame of a page about a person: banner first (name used, how to talk with them, what can hurt them), then
/// tabs; `pass` must have been asked with banner_categories() among the wanted. In person_frame.cc.
Result<html::PageFrame> person_frame(const Site& site, const http::Request& r, const Pass& pass,
                                     PersonId person, std::string title, std::string_view tab);

// Each adds its routes. One file or two a function; see docs/reference/routes.md (printed from the table).
void add_front_pages(http::Router&, Site&);      // /, /{org}/, notice, accessibility
void add_sign_in_pages(http::Router&, Site&);    // sign-in, second step, sign-out, kept forms
void add_account_pages(http::Router&, Site&);    // sessions, two-step, password, agreement
void add_staff_pages(http::Router&, Site&);      // staff, roles, teams
void add_second_person_pages(http::Router&, Site&);  // what waits for a second person, inside and outside
void add_day_pages(http::Router&, Site&);        // my day, tasks, team and workload, grants to review
void add_charter_pages(http::Router&, Site&);    // the charter to browse, ledger
void add_person_pages(http::Router&, Site&);     // timeline, profile, tabs, who looked, why, ask
void add_circle_pages(http::Router&, Site&);     // circle of support
void add_entry_pages(http::Router&, Site&);      // forms, drafts, files, versions, moves, conflicts
void add_people_pages(http::Router&, Site&);     // caseload, search, add a person
void add_referral_pages(http::Router&, Site&);   // referrals, waiting list, enrolments
void add_import_pages(http::Router&, Site&);     // the import in steps
void add_server_page(http::Router&, Site&);      // for administrators: what this server does besides answering
void add_asking_pages(http::Router&, Site&);     // who asked how often, patterns
void add_all_pages(http::Router&, Site&);

}  // namespace candour::web
