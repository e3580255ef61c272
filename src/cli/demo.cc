// candour demo: fills an empty folder with invented people, and says who can sign in.
#include "exchange/demo/demo.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <iostream>
#include <thread>

#include "base/calendar_words.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "cli/output.h"
#include "cli/where.h"
#include "people/values_in.h"
#include "web/house.h"

namespace candour::cli {

namespace fs = std::filesystem;
namespace demo = exchange::demo;

namespace {

struct DemoOptions {
  Where where;
  std::string charters = "charters", catalogue, date;
  int people = 40;
  std::uint64_t seed = 1;
};

Status must_be_empty(const std::string& dir) {
  std::error_code error;
  if (!fs::exists(dir, error)) return {};
  const fs::directory_iterator first(dir, error);
  if (error)
    return fail(Code::Unavailable,
                "The folder " + dir + " cannot be read. To mend: choose another with --data.",
                error.message());
  if (first == fs::directory_iterator()) return {};
  return fail(
      Code::Conflict,
      "The folder " + dir +
          " holds something already, and invented people are never put beside "
          "it. To mend: choose a new folder with --data, or empty this one if nothing in it is needed.");
}

/// The day of the demo, and the moment after which nothing happens: that morning, but never after now.
Result<std::pair<Date, UnixMs>> day_of(const std::string& given) {
  const auto now = SystemClock{}.now();
  auto day = today(now);
  if (!given.empty()) {
    const auto parsed = parse_iso_date(given);
    if (!parsed)
      return fail(Code::Invalid, "--date " + given + " is not a date. To mend: write it like 2026-11-21.");
    day = *parsed;
  }
  const auto morning = to_unix({day, 9, 0}).value_or(start_of_day(day));
  return std::pair(day, day == today(now) ? std::min(morning, now) : morning);
}

/// Only its owner reads it: the password stands in it.
Status keep(const fs::path& file, const std::string& text) {
  const int fd = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  bool whole = fd >= 0;
  for (std::size_t at = 0; whole && at < text.size();) {
    const auto n = ::write(fd, text.data() + at, text.size() - at);
    whole = n > 0;
    if (whole) at += static_cast<std::size_t>(n);
  }
  if (fd >= 0 && ::close(fd) != 0) whole = false;
  if (whole) return {};
  return fail(Code::Unavailable, "The file " + file.string() +
                                     " cannot be written. To mend: make room on the disk, or "
                                     "choose another folder with --data.");
}

demo::Rooms rooms_of(web::OrgHouse& o, SetClock& clock) {
  return {*o.charter, *o.db,     *o.vault,   *o.gate,   *o.staff, *o.people, *o.journeys,
          *o.search,  *o.circle, *o.entries, *o.drafts, *o.files, clock};
}

/// One organisation with a clock of its own, so that all can be filled at the same time.
struct Filling {
  std::unique_ptr<SetClock> clock;
  std::unique_ptr<web::House> house;
  demo::Setting setting;
  Result<demo::Made> made = fail(Code::Unavailable, "Not begun.");

  web::OrgHouse& org() { return *house->all().front(); }
};

/// The same for a database: nobody has an account in it yet.
Status must_be_new(web::OrgHouse& org, const Where& where) {
  if (where.database.empty()) return {};
  bool taken = false;
  CHECK_OK(org.db->read([&](store::Session& s) {
    return s.each("SELECT 1 FROM staff WHERE org = $1 LIMIT 1", {org.db->org()},
                  [&](const store::Row&) { return taken = true; });
  }));
  if (!taken) return {};
  return fail(Code::Conflict,
              "The database has records of " + org.db->org().text +
                  " already, and invented people are never put beside them. To mend: give two new, empty "
                  "databases with --database and --key-database.");
}

Result<std::vector<Filling>> open_all(const DemoOptions& o, const demo::Setting& setting) {
  const auto files = web::charter_files_in(o.charters);
  if (files.empty())
    return fail(Code::NotFound,
                "There is no charter in " + o.charters + ". To mend: give their folder with --charters.");
  std::vector<Filling> all;
  for (const auto& file : files) {
    Filling f;
    f.clock = std::make_unique<SetClock>(setting.until);
    TRY(auto where, house_options(o.where));
    where.charter_files = {file};
    where.catalogue_dir = o.catalogue.empty() ? o.charters + "/catalogue" : o.catalogue;
    TRY(f.house, web::open_house(where, *f.clock));
    CHECK_OK(must_be_new(f.org(), o.where));
    f.setting = setting;
    f.setting.order = static_cast<int>(all.size());
    for (auto& other : all)
      if (other.org().charter->organisation.code == f.org().charter->organisation.code)
        return fail(Code::Invalid, "Two charters have the code \"" + f.org().charter->organisation.code +
                                       "\". To mend: give each organisation its own code.");
    all.push_back(std::move(f));
  }
  return all;
}

/// A paper that somebody invented was handed: it opens their own door once, from the first day of the demo
/// on.
struct DemoDoor {
  std::string org, name, code, born;
  bool child = false;  // others still decide for them
};

/// For the first on a caseload who is such a person.
enum class DoorFor { WhoSaidYes, Anybody, Child };
Result<std::optional<DemoDoor>> give_a_door(web::OrgHouse& org, const demo::Made& made, DoorFor whom) {
  const auto kind = org.charter->find_kind("profile");
  if (!kind || !org.charter->organisation.own_door) return std::optional<DemoDoor>{};
  const auto staff = org.staff->directory();
  for (const auto& account : made.sign_ins) {
    const auto all = staff->all();
    const auto member = std::ranges::find(all, account.name, &people::StaffMember::name);
    if (member == all.end() || member->left_at) continue;
    TRY(const auto actor, org.gate->actor(member->id));
    const auto caseload = org.journeys->caseload(actor, {}, 50);
    if (!caseload) continue;
    for (const auto& e : *caseload) {
      const auto pass = org.gate->write_about(actor, e.person, *kind);
      if (!pass) continue;
      TRY(const auto profile, org.people->profile(*pass, e.person));
      const auto born = profile.birth_date();
      if (!born || profile.died) continue;
      TRY(const auto flags, org.consents->list(*pass, e.person));
      const bool yes = std::ranges::any_of(
          flags, [&](const gate::ConsentFlag& f) { return !f.objection && f.live(SystemClock{}.now()); });
      const bool child = age_on(*born, today(SystemClock{}.now())) < org.charter->consent.from_age();
      if ((whom == DoorFor::WhoSaidYes && !yes) || (whom == DoorFor::Child) != child) continue;
      TRY(const auto paper,
          org.own_doors->hand_over(*pass, {e.person, {}, people::text_of(profile.values, "email"), born}));
      return std::optional(
          DemoDoor{org.charter->organisation.code, profile.name(), paper.code, iso_date(*born), child});
    }
  }
  return std::optional<DemoDoor>{};
}

std::string doors_table(const std::vector<DemoDoor>& all) {
  std::string out = "\nPeople with a paper for their own door (each opens once, for 14 days):\n";
  for (const auto& d : all)
    out += "  /" + d.org + "/own/come-in  " + d.code + "  born " + d.born + "  " + d.name + "\n";
  return all.empty() ? std::string() : out;
}

std::string doors_json(const std::vector<DemoDoor>& all) {
  boost::json::array out;
  for (const auto& d : all)
    out.push_back({{"org", d.org}, {"name", d.name}, {"code", d.code}, {"born", d.born}, {"child", d.child}});
  return boost::json::serialize(out) + "\n";
}

Status fill_all(const DemoOptions& o, Date date, UnixMs until) {
  demo::Setting setting;
  setting.people = o.people;
  setting.seed = o.seed;
  setting.date = date;
  setting.until = until;
  setting.password = demo::new_password();
  TRY(auto all, open_all(o, setting));
  std::vector<std::thread> threads;
  for (auto& f : all)
    threads.emplace_back([&f] { f.made = demo::fill(rooms_of(f.org(), *f.clock), f.setting); });
  for (auto& t : threads) t.join();
  std::vector<demo::SignIn> sign_ins;
  std::vector<std::string> names;
  std::vector<DemoDoor> doors;
  for (auto& f : all) {
    TRY(auto made, std::move(f.made));
    names.push_back(f.org().charter->organisation.name);
    std::cerr << names.back() << ": " << made.people << " people, " << made.entries << " entries.\n";
    sign_ins.insert(sign_ins.end(), made.sign_ins.begin(), made.sign_ins.end());
    TRY(auto door, give_a_door(f.org(), made, DoorFor::WhoSaidYes));
    if (!door) {
      TRY(door, give_a_door(f.org(), made, DoorFor::Anybody));
    }
    if (door) doors.push_back(std::move(*door));
    TRY(auto child, give_a_door(f.org(), made, DoorFor::Child));
    if (child) doors.push_back(std::move(*child));
    f.house.reset();
  }
  const auto table = demo::sign_ins_table(sign_ins, names) + doors_table(doors);
  CHECK_OK(keep(fs::path(o.where.data) / "demo-sign-ins.json", demo::sign_ins_json(sign_ins)));
  CHECK_OK(keep(fs::path(o.where.data) / "demo-own-doors.json", doors_json(doors)));
  CHECK_OK(keep(fs::path(o.where.data) / "demo-sign-ins.txt", table));
  std::cout << table;
  return {};
}

Status make_demo(const DemoOptions& o) {
  CHECK_OK(must_be_empty(o.where.data));
  TRY(const auto day, day_of(o.date));
  auto done = fill_all(o, day.first, day.second);
  if (done) return {};
  // The folder was empty: what stands in it now is half a demo and would stop the next try.
  std::error_code ignored;
  for (const auto& e : fs::directory_iterator(o.where.data, ignored)) fs::remove_all(e.path(), ignored);
  return done;
}

}  // namespace

void add_demo_command(CLI::App& app, ExitCode& exit_code) {
  auto o = std::make_shared<DemoOptions>();
  auto* c = app.add_subcommand("demo",
                               "Fills an empty folder with invented people and two years of their history.");
  add_where_options(*c, o->where);
  c->add_option("--charters", o->charters, "Folder with one charter a file")->capture_default_str();
  c->add_option("--catalogue", o->catalogue, "Folder of the catalogue; default: CHARTERS/catalogue");
  c->add_option("--people", o->people, "People in each organisation")
      ->capture_default_str()
      ->check(CLI::Range(demo::kFewestPeople, 2000));
  c->add_option("--seed", o->seed, "Another number makes other people")->capture_default_str();
  c->add_option("--date", o->date, "The day on which the history ends (YYYY-MM-DD); default: today");
  c->callback([o, &exit_code] {
    if (auto s = make_demo(*o); !s) {
      complain(error_words(s.error()));
      exit_code.value = ExitCode::kFindings;
    }
  });
}

}  // namespace candour::cli
