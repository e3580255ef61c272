// What every page needs: the organisation of the address, who is signed in, the frame to stand in, and one
// way to say no. Built once; any thread. A page never talks to the store: it asks the rooms, with a pass.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/log.h"
#include "web/frame/done_once.h"
#include "web/frame/looks.h"
#include "web/frame/made_once.h"
#include "web/frame/sent_form.h"
#include "web/house.h"
#include "web/html/components.h"
#include "web/html/page.h"
#include "web/http/router.h"
#include "web/http/server.h"

namespace candour::outbox {
class VirusScanner;
}

namespace candour::web {

/// Bytes as hex and back, for what travels in cookies and hidden fields.
std::string to_hex(ByteView b);
Bytes from_hex(std::string_view s);  // empty when malformed

/// What one request has come to so far.
struct RequestState {
  RequestState(gate::Gate& gate, const gate::Actor& actor) : looks(gate, actor) {}
  Looks looks;
  std::optional<Sent> sent;
  std::optional<KeptFormId> waiting;  // files that waited, and have joined the request
  bool waiting_changed = false;       // some were left out or chosen anew
  std::optional<Error> wrong_before;  // with a file that came: its act is not begun
};

/// One request of somebody signed in. Made by the guard; lives as long as the request.
struct Visit {
  std::shared_ptr<RequestState> state;
  OrgHouse* org = nullptr;
  people::SessionInfo session;
  gate::Actor actor;
  std::shared_ptr<const people::Directory> staff;
  std::string staff_name;
  /// "/ll" + path
  std::string url(std::string_view path) const;
  /// The very place of a part in the notice that is printed; "" for one that has none. Words that name a
  /// part are a link of themselves (html/part_links.h).
  std::string part_url(std::string_view clause) const;
  const charter::Charter& charter() const { return *org->charter; }
  /// "your supervisor, Sunita Gillespey", as far as their account names one.
  std::string their_supervisor() const;
  /// Where to ask for access to a record with a reason; "" for who has no post that could give one.
  std::string ask_url(PersonId person) const;
  bool has(charter::Duty d) const;  // in any post; only to show or hide a link: the gate decides
  bool hears_of_alarms() const;     // of what is wrong with what is stored
};

struct SiteOptions {
  bool demo = false;
  std::string demo_sign_in = {};            // shown on the sign-in page of the demo: how to sign in
  bool secure = false;                      // behind TLS
  outbox::VirusScanner* scanner = nullptr;  // outlives the site; without one, files are not looked through
  bool starts_itself_anew = false;          // once a new version of a charter was written into its file
  bool mail = false;                        // there is a mail server: mail may be offered
  std::vector<std::string> mail_locked_to = {};  // domains to which what stands in a record may go
};

class Site;
/// A page or an act of somebody signed in: its error becomes the page for it.
using PageHandler = std::function<Result<http::Response>(const Site&, const http::Request&)>;

class Site {
 public:
  Site(House& house, html::AssetUrls assets, SiteOptions options, const log::Log& log);
  House& house() const { return house_; }
  /// The organisation of the address, which the router knows to be there.
  OrgHouse& org(const http::Request& r) const;
  const SiteOptions& options() const { return options_; }
  /// Whether mail to this address would go locked all the way to the server of its domain.
  bool mails_locked(std::string_view address) const;
  /// Where this server is reached, as the browser says it: for an address to copy.
  std::string reached_at(const http::Request& r) const;
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

  /// What is the same for everybody, made once for each version of the charter and each day. `org` may be
  /// null.
  Result<http::Response> same_for_all(const OrgHouse* org, std::string_view name, const http::Request& r,
                                      const MadeOnce::Maker& make) const;
  const MadeOnce& made_once() const { return *made_; }

  /// Guard for http::Pages: sessions, same-origin and token check of every POST, kept forms, files looked
  /// through for viruses.
  http::Guard guard() const;
  /// The part of it that needs no more than the head: it decides whether a body is read at all.
  http::HeadGuard head_guard() const;
  http::Pages pages() const;
  std::string cookie_name(const OrgHouse& org) const;         // "__Host-candour-ll"
  std::string device_cookie_name(const OrgHouse& org) const;  // "__Host-candour-device-ll"

  // Filled by PageTable at start: pages by the name of their route, and which page holds the form of an act.
  struct PageOf {
    std::string pattern;
    PageHandler show;
  };
  void remember_page(std::string route, PageOf page) { pages_by_route_[std::move(route)] = std::move(page); }
  void remember_shown_by(std::string act, std::string page) { shown_by_[std::move(act)] = std::move(page); }
  const PageOf* page_of(const std::string& route) const;
  /// The route whose page holds the form that is sent there; empty: none.
  std::string shown_by(const std::string& act) const;
  DoneOnce& done_once() const { return *done_once_; }

  /// A file that came inside another is clean, or nobody looks. Errors: Invalid at the field, Unavailable.
  Status look_through(std::string_view field, ByteView bytes) const;

 private:
  House& house_;
  html::AssetUrls assets_;
  SiteOptions options_;
  const log::Log& log_;
  std::unique_ptr<MadeOnce> made_ = std::make_unique<MadeOnce>();
  std::unique_ptr<DoneOnce> done_once_;
  std::map<std::string, PageOf> pages_by_route_;
  std::map<std::string, std::string> shown_by_;

  /// Ok when every file that came with the form is clean, or nobody looks; else a file at fault is taken out.
  Status look_through_files(http::Request& r) const;
};

/// The sign-in page (sign_in.cc). `next`: where to go afterwards; what was being sent may wait there.
http::Response sign_in_page(const Site& site, OrgHouse& org, std::string_view next,
                            const html::Problems& problems, std::string_view typed_name, int status);

/// The categories that the banner on every page about a person needs.
CategorySet banner_categories(const charter::Charter& c);
/// What a list of people needs: who they are.
CategorySet name_categories(const charter::Charter& c);
/// Frame of a page about a person: banner first (name used, how to talk with them, what can hurt them), then
/// tabs; `pass` must have been asked with banner_categories() among the wanted. In person_frame.cc.
Result<html::PageFrame> person_frame(const Site& site, const http::Request& r, const Pass& pass,
                                     PersonId person, std::string title, std::string_view tab);

// Each adds its routes. One file or two a function; see docs/reference/routes.md (printed from the table).
void add_front_pages(http::Router&, Site&);           // /, /{org}/, notice, accessibility
void add_tell_us_pages(http::Router&, Site&);         // what anybody can write to the organisation
void add_collect_pages(http::Router&, Site&);         // what was put ready for somebody outside
void add_stop_pages(http::Router&, Site&);            // the link in a mail that goes to many
html::Html tell_us_links(const charter::Charter& c);  // to those pages
void add_sign_in_pages(http::Router&, Site&);         // sign-in, second step, sign-out, kept forms
void add_account_pages(http::Router&, Site&);         // sessions, two-step, password, agreement
void add_staff_pages(http::Router&, Site&);           // staff, roles, teams
void add_second_person_pages(http::Router&, Site&);   // what waits for a second person, inside and outside
void add_day_pages(http::Router&, Site&);             // my day, drafts, tasks
void add_register_pages(http::Router&, Site&);        // all cases of one kind
void add_work_pages(http::Router&, Site&);            // work, one's own and of those one supervises
void add_periods_page(http::Router&, Site&);          // which of two periods counts
void add_date_page(http::Router&, Site&);             // whether the date is right, after it jumped
void add_opt_out_pages(http::Router&, Site&);         // planning and research, checks of the opt-out
void add_team_pages(http::Router&, Site&);            // workload, reasoned accesses to review
void add_charter_pages(http::Router&, Site&);         // the charter to browse, ledger
void add_person_pages(http::Router&, Site&);          // timeline, profile, tabs, who looked, why, ask
void add_circle_pages(http::Router&, Site&);          // circle of support
void add_entry_pages(http::Router&, Site&);           // forms, drafts, files, versions, moves, conflicts
void add_letter_pages(http::Router&, Site&);          // letters, papers to hand over
void add_diary_pages(http::Router&, Site&);           // diaries, and their address for other calendars
void add_people_pages(http::Router&, Site&);          // caseload, search, add a person
void add_list_pages(http::Router&, Site&);            // lists of people, saved and taken away
void add_referral_pages(http::Router&, Site&);        // referrals and the waiting list
void add_service_pages(http::Router&, Site&);         // of one person: workers, closing, reopening
void add_import_pages(http::Router&, Site&);          // the import in steps
void add_own_door_pages(http::Router&, Site&);  // the person's own door: coming in, and what stands behind it
void add_safekeeping_page(http::Router&, Site&);  // backups, drills and shares of the root key
void add_server_page(http::Router&, Site&);   // for administrators: what this server does besides answering
void add_asking_pages(http::Router&, Site&);  // who asked how often, patterns
void add_all_pages(http::Router&, Site&);

}  // namespace candour::web
