#include "web/frame/site.h"

#include <algorithm>
#include <boost/algorithm/hex.hpp>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/uk.h"
#include "web/frame/entry_view.h"
#include "web/frame/ledger_public.h"
#include "web/html/part_links.h"
#include "web/http/cookie.h"

namespace candour::web {

using charter::Duty;

namespace {
constexpr std::string_view kFlashCookie = "__Host-candour-done";
constexpr int kSessionWarnSeconds = 30 * 60;  // idle limit of people/session.h

struct MenuItem {
  std::string_view id, words, path;
  std::optional<Duty> duty;
};
constexpr MenuItem kMenu[] = {
    {"day", "My day", "/day", {}},
    {"people", "People", "/people", {}},
    {"referrals", "Referrals", "/referrals", Duty::DecideReferral},
    {"import", "Import", "/import", Duty::Import},
    {"team", "Team", "/team", Duty::SeeWorkload},
    {"staff", "Staff", "/staff", Duty::ManageStaff},
    {"ledger", "Ledger", "/ledger", Duty::SeeLedger},
    {"server", "Server", "/server", Duty::ManageStaff},
    {"charter", "Our notice", "/charter", {}},
};

/// Words to show once after a POST, from the cookie that done() set.
std::optional<html::Flash> flash_of(const http::Request& r, OrgHouse& org) {
  const auto cookie = r.cookies.find(kFlashCookie);
  if (!cookie || r.method == http::Method::Post) return {};
  auto plain = org.vault->open_org("flash", from_hex(*cookie));
  // Somebody else's or an old cookie: there is nothing to say, and nothing is lost by saying nothing.
  if (!plain) return {};
  html::Flash f;
  f.words = std::string(as_text(*plain));
  return f;
}
}  // namespace

std::string to_hex(ByteView b) {
  std::string s;
  boost::algorithm::hex_lower(b.begin(), b.end(), std::back_inserter(s));
  return s;
}

Bytes from_hex(std::string_view s) {
  Bytes b;
  try {
    boost::algorithm::unhex(s.begin(), s.end(), std::back_inserter(b));
  } catch (const boost::algorithm::hex_decode_error&) {
    return {};
  }
  return b;
}

std::string Visit::url(std::string_view path) const {
  return "/" + org->charter->organisation.code + std::string(path);
}

std::string Visit::part_url(std::string_view clause) const {
  const auto place = org->part_places.find(clause);
  return place == org->part_places.end() ? std::string() : place->second;
}

std::string Visit::their_supervisor() const {
  const auto* me = staff ? staff->find(actor.id) : nullptr;
  const auto name = me && me->supervisor ? staff->name(*me->supervisor) : std::string();
  return name.empty() ? "your supervisor" : "your supervisor, " + name + ",";
}

std::string Visit::ask_url(PersonId person) const {
  const bool ever = std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return !charter().at(p.role).reasoned.empty(); });
  return ever ? url("/people/" + person.text() + "/ask") : std::string();
}

bool Visit::has(Duty d) const {
  for (const auto& p : actor.posts)
    if (charter().at(p.role).has(d)) return true;
  return false;
}

bool Visit::hears_of_alarms() const {
  return has(Duty::ManageStaff) || has(Duty::SeeLedger) || has(Duty::ReviewGrants);
}

Site::Site(House& house, html::AssetUrls assets, SiteOptions options, const log::Log& log)
    : house_(house),
      assets_(std::move(assets)),
      options_(std::move(options)),
      log_(log),
      done_once_(std::make_unique<DoneOnce>(house_.clock())) {}

charter::Date Site::today() const {
  return candour::today(clock().now());
}

const Visit& Site::visit(const http::Request& r) {
  return *std::any_cast<const std::shared_ptr<Visit>&>(r.context);
}

html::PageFrame Site::public_frame(const OrgHouse* org, std::string title) const {
  html::PageFrame f;
  f.title = std::move(title);
  f.demo = options_.demo;
  f.demo_date = long_date(today());
  if (org) {
    f.org_code = org->charter->organisation.code;
    f.org_name = org->charter->organisation.name;
    f.links = html::default_links(f.org_code);
  }
  return f;
}

namespace {

/// What waits to be seen at once, without a name: the page that it leads to writes its look down.
std::vector<html::Crumb> alerts_for(const Visit& v) {
  const auto waiting = v.org->alerts->waiting(v.actor);
  if (!waiting)
    return {
        {"Candour could not read what waits for you. Open your day, and tell whoever looks after the server.",
         v.url("/day")}};
  std::vector<html::Crumb> out;
  for (const auto& a : *waiting)
    out.push_back({a.name + ": it happened " + happened_words(v.charter().at(a.kind), a.happened),
                   v.url("/people/" + a.person.text() + "/entries/" + a.entry.text())});
  return out;
}

}  // namespace

html::PageFrame Site::frame(const http::Request& r, std::string title, std::string_view nav) const {
  const Visit& v = visit(r);
  html::PageFrame f = public_frame(v.org, std::move(title));
  f.staff_name = v.staff_name;
  f.printed_by = "Printed by " + v.staff_name + ", " + date_time_words(clock().now()) + ".";
  f.csrf = v.session.csrf;
  f.search = true;
  f.session_seconds = kSessionWarnSeconds;
  f.extend_url = v.url("/session/extend");
  f.flash = flash_of(r, *v.org);
  if (const auto& sent = v.state->sent) {
    f.has_errors = sent->problems.any();
    // Made last: only then it is known whether a form of the page has taken up what was typed.
    f.above = [state = v.state] { return what_came_back(*state->sent); };
  }
  if (v.session.news && !f.flash)
    f.flash = html::Flash{html::Flash::Kind::Note,
                          "Your account was signed in to somewhere else, too. If that was not you, end it.",
                          html::link(v.url("/account"), "See where you are signed in")};
  if (v.hears_of_alarms())
    for (const auto& a : v.org->alarms->all())
      f.alarms.push_back({a.words, a.page.empty() ? std::string() : v.url(a.page)});
  // On the day they stand on the page itself, with names and buttons.
  if (r.path != v.url("/day")) f.alerts = alerts_for(v);
  for (const auto& p : v.actor.posts)
    if (p.team && f.team_line.empty()) f.team_line = v.staff->team(*p.team);
  for (const auto& m : kMenu)
    if (!m.duty || v.has(*m.duty)) f.nav.push_back({std::string(m.words), v.url(m.path), m.id == nav, 0});
  return f;
}

http::Response Site::page(html::PageFrame frame, int status) const {
  auto document = html::render_page(frame, assets_);
  if (const OrgHouse* org = house_.find(frame.org_code))
    document = html::link_parts(std::move(document), org->part_places);
  auto r = http::Response::page(std::move(document), status);
  if (frame.flash) r.with("Set-Cookie", http::removal(kFlashCookie));
  return r;
}

http::Response Site::done(const http::Request& r, std::string path, std::string words) const {
  const Visit& v = visit(r);
  auto answer = http::Response::see_other(v.url(path));
  if (words.empty()) return answer;
  http::SetCookie c{std::string(kFlashCookie), to_hex(v.org->vault->seal_org("flash", as_bytes(words))),
                    std::chrono::seconds(60), true};
  answer.with("Set-Cookie", http::to_header(c));
  return answer;
}

Result<http::Response> Site::same_for_all(const OrgHouse* org, std::string_view name, const http::Request& r,
                                          const MadeOnce::Maker& make) const {
  const auto day = long_date(today());
  const std::string at = org ? org->charter->organisation.code + "/" : std::string("/");
  TRY(const auto made,
      made_->get(at + std::string(name), org ? org->charter->version.number + " " + day : day, make));
  return http::hand_out(*made, r);
}

std::string Site::cookie_name(const OrgHouse& org) const {
  return "__Host-candour-" + org.charter->organisation.code;
}

std::string Site::device_cookie_name(const OrgHouse& org) const {
  return "__Host-candour-device-" + org.charter->organisation.code;
}

std::string Site::reached_at(const http::Request& r) const {
  return (options_.secure ? "https://" : "http://") + r.headers.get("host");
}

bool Site::mails_locked(std::string_view address) const {
  return options_.mail && std::ranges::any_of(options_.mail_locked_to, [&](const auto& domain) {
           return uk::at_domain(address, domain);
         });
}

OrgHouse& Site::org(const http::Request& r) const {
  return *house_.find(r.param("org"));
}

const Site::PageOf* Site::page_of(const std::string& route) const {
  const auto found = pages_by_route_.find(route);
  return found == pages_by_route_.end() ? nullptr : &found->second;
}

std::string Site::shown_by(const std::string& act) const {
  const auto found = shown_by_.find(act);
  return found == shown_by_.end() ? std::string() : found->second;
}

CategorySet name_categories(const charter::Charter& c) {
  CategorySet set;
  if (auto i = c.find_category("identity")) set.add(*i);
  return set;
}

CategorySet banner_categories(const charter::Charter& c) {
  auto set = name_categories(c);
  for (const auto& k : c.kinds)
    for (const auto& code : k.banner_fields)
      if (const auto* f = k.find_field(code)) set.add(f->category);
  return set;
}

void add_all_pages(http::Router& router, Site& site) {
  add_front_pages(router, site);
  add_tell_us_pages(router, site);
  add_collect_pages(router, site);
  add_stop_pages(router, site);
  add_sign_in_pages(router, site);
  add_account_pages(router, site);
  add_staff_pages(router, site);
  add_second_person_pages(router, site);
  add_day_pages(router, site);
  add_work_pages(router, site);
  add_register_pages(router, site);
  add_opt_out_pages(router, site);
  add_date_page(router, site);
  add_periods_page(router, site);
  add_diary_pages(router, site);
  add_team_pages(router, site);
  add_charter_pages(router, site);
  add_public_ledger(router, site);
  add_person_pages(router, site);
  add_circle_pages(router, site);
  add_entry_pages(router, site);
  add_letter_pages(router, site);
  add_people_pages(router, site);
  add_list_pages(router, site);
  add_referral_pages(router, site);
  add_service_pages(router, site);
  add_import_pages(router, site);
  add_safekeeping_page(router, site);
  add_server_page(router, site);
  add_asking_pages(router, site);
  add_own_door_pages(router, site);
}

}  // namespace candour::web
