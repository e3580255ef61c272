// What is over, and its end: everybody looked through for whose time is over, many people destroyed while
// others read, somebody erased however many there are, and a backup beside a plain copy of the same files.
#include "charter/keeping.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "bench/bench.h"
#include "bench/population.h"
#include "gate/service_subject.h"
#include "retention/erase_rows.h"
#include "store/accounted.h"
#include "store/sqlite/copy.h"
#include "vault/parcel.h"

namespace candour::bench {
namespace {

namespace fs = std::filesystem;
namespace field = charter::destruction_field;

constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000;
constexpr std::int64_t kYearsAgoMs = 10 * 366 * kDayMs;  // longer than any period of the charter
constexpr int kAtOnce = 2000;

/// The support of these people ended long ago, and so did everything about them.
void end_long_ago(Population& p, std::size_t from, std::size_t to) {
  auto& db = *p.org().db;
  const auto at = p.clock().now().ms - kYearsAgoMs;
  for (auto i = from; i < to;) {
    const auto upto = std::min(to, i + kAtOnce);
    must(db.write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("the bench sets the days");
      for (; i < upto; ++i) {
        const auto& id = p.ids()[i];
        CHECK_OK(txn.run("UPDATE enrolment SET started=$3-86400000, ended=$3 WHERE org=$1 AND person=$2",
                         {db.org(), id, at}));
        CHECK_OK(txn.run("UPDATE referral SET created=$3-86400000, decided=$3 WHERE org=$1 AND person=$2",
                         {db.org(), id, at}));
        CHECK_OK(txn.run("UPDATE entry SET happened=$3, written=$3, changed=$3 WHERE org=$1 AND person=$2",
                         {db.org(), id, at}));
      }
      return {};
    }));
  }
}

/// Everybody looked through, as the job of a destruction does it: some at a time, of one service after
/// another.
void sweep(Population& p, const std::string& how, Figures& out) {
  auto& org = p.org();
  const auto before = resident_bytes();
  const Timer t;
  std::int64_t looked = 0, over = 0;
  const auto by = today(p.clock().now());
  for (std::size_t s = 0; s < org.charter->services.size(); ++s) {
    PersonId after;
    for (bool more = true; more;)
      must(org.db->read([&](store::Session& db) -> Status {
        TRY(const auto some, org.schedule->ended(db, static_cast<ServiceIx>(s), after, 32));
        TRY(const auto settled, retention::settled_conflicts(db, *org.charter));
        for (const auto& person : some) {
          TRY(const auto all, org.schedule->reckon(db, person, settled));
          if (all.over(by).empty()) continue;
          TRY(const auto kept,
              retention::held(db, *org.gate, *org.vault, person, retention::By::HoldsAndRequests));
          over += all.over(by, kept).empty() ? 0 : 1;
        }
        looked += static_cast<std::int64_t>(some.size());
        more = !some.empty();
        if (more) after = some.back();
        return {};
      }));
  }
  const auto took = t.seconds();
  const auto grew = std::max(0.0, resident_bytes() - before);
  const auto entries = static_cast<double>(p.written());
  out.add({"What is over", "everybody looked through, " + how, number(p.size()),
           "under 10 s for 10,000,000 entries",
           duration(took * 1e9) + " over " + number(entries) + " entries; " +
               number(static_cast<double>(looked)) + " reckoned, " + number(static_cast<double>(over)) +
               " over; memory grew by " + bytes(grew),
           "", took < 10.0 * entries / 10'000'000});
}

/// What stands on a list of people, made as the list's job would make it.
EntryId agreed(Population& p, std::size_t people) {
  auto& org = p.org();
  auto& db = *org.db;
  const auto service = ServiceIx{};
  const auto subject = gate::subject_of(*org.charter, service);
  const auto kind = org.charter->find_kind("destruction").value();
  const auto manager = p.manager();
  record::NewEntry e;
  e.kind = kind;
  e.service = service;
  e.person = subject;
  e.values[field::kUpTo] = iso_date(today(p.clock().now()));
  e.values["looked-at"] = "Some of them: nobody comes back";
  const auto pass = must(org.gate->write(manager, subject, service, kind));
  const auto id = must(org.entries->write(pass, e));
  const auto lead = p.protection();
  must(db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("the bench makes the list");
    CHECK_OK(txn.run("DELETE FROM destruction_line WHERE org=$1 AND entry=$2", {db.org(), id}));
    CHECK_OK(txn.run("UPDATE job SET state='done' WHERE org=$1 AND about=$2", {db.org(), id}));
    const auto day = day_number(today(p.clock().now())) - 1;
    for (std::size_t i = 0; i < people; ++i)
      CHECK_OK(
          txn.run("INSERT INTO destruction_line (org, entry, person, day, parts, rules, outcome) VALUES "
                  "($1, $2, $3, $4, '*', 'main', '')",
                  {db.org(), id, p.ids()[i], day}));
    return txn
        .run("UPDATE destruction SET approved=$3, approved_by=$4 WHERE org=$1 AND entry=$2",
             {db.org(), id, p.clock().now().ms - (charter::kCoolingOffDays + 1) * kDayMs, lead.id})
        .map([](auto) {});
  }));
  return id;
}

/// Others read meanwhile, as a page does: the look is written down first, and then they read. How long the
/// reading alone took stands apart.
class Readers {
 public:
  explicit Readers(Population& p)
      : thread_([this, &p] {
          const auto& id = p.ids().back();
          const auto who = p.manager();
          while (!ended_) {
            const Timer whole;
            must(
                p.org().gate->see(who, id, {ledger::Act::View, "timeline", {}, CategorySet::of_bits(~0ull)}));
            const Timer t;
            must(p.org().db->read([&](store::Session& db) {
              return db.each("SELECT kind FROM entry WHERE org=$1 AND person=$2", {p.org().db->org(), id},
                             [](const store::Row&) { return true; });
            }));
            read_.add(t.ns());
            page_.add(whole.ns());
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
          }
        }) {}
  void end() {
    ended_ = true;
    thread_.join();
  }
  Samples read_, page_;

 private:
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

void destroy_many(Population& p, std::size_t people, Figures& out) {
  auto& org = p.org();
  const auto id = agreed(p, people);
  must(org.destructions->sweep());
  Readers readers(p);
  const Timer t;
  double longest = 0;
  for (;;) {
    const Timer slice;
    const auto did = must(org.jobs->slice());
    longest = std::max(longest, slice.ns());
    if (did.worked) std::this_thread::sleep_for(did.rest);
    if (!did.more) break;
  }
  const auto took = t.seconds();
  readers.end();
  std::int64_t gone = 0;
  must(org.db->read([&](store::Session& db) {
    return db.each("SELECT COUNT(*) FROM destruction_line WHERE org=$1 AND entry=$2 AND outcome='gone'",
                   {org.db->org(), id}, [&](const store::Row& r) { return gone = r.i64(0), false; });
  }));
  const bool all = gone == static_cast<std::int64_t>(people);
  out.add({"What is over", number(static_cast<double>(people)) + " people destroyed", number(p.size()),
           "under 60 s for 10,000, nobody who reads waits for 50 ms",
           duration(took * 1e9) + ", " + number(static_cast<double>(gone)) + " gone; a reader waited " +
               duration(readers.read_.median()) + " (median), at most " + duration(readers.read_.at(1)) +
               "; with the look written first " + duration(readers.page_.median()) + ", at most " +
               duration(readers.page_.at(1)) + "; longest slice " + duration(longest),
           "", all && took < 60.0 * static_cast<double>(people) / 10'000 && readers.page_.at(1) < 50e6});
}

/// One after another, as a job does it, each in a transaction of its own.
void destroy_one(Population& p, std::size_t from, int count, Figures& out) {
  auto& org = p.org();
  Samples took;
  for (int i = 0; i < count; ++i) {
    const auto& id = p.ids()[from + static_cast<std::size_t>(i)];
    const std::vector<retention::Forgotten> one = {{id, {}, p.clock().now()}};
    const Timer t;
    must(org.forget_list->add(one));
    must(org.forget_list->destroy(one));
    must(org.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("the bench destroys");
      return retention::erase_rows(txn, org.db->org(), {id}).map([](auto) {});
    }));
    took.add(t.ns());
  }
  // Beside the smallest organisation of this run.
  static double smallest = 0, of_smallest = 0;
  if (smallest == 0) smallest = p.size(), of_smallest = took.median();
  const auto times = took.median() / of_smallest;
  std::optional<bool> met;
  if (p.size() > smallest) met = times < 2;
  out.add({"What is over", "somebody erased: list, keys and rows", number(p.size()),
           "the same however many people there are",
           "median " + duration(took.median()) + ", p99 " + duration(took.p99()) +
               (met ? "; " + number(times, 2) + " times that of " + number(smallest) + " people" : ""),
           "", met});
}

double megabytes_a_second(double bytes, double seconds) {
  return bytes / 1e6 / std::max(seconds, 1e-9);
}

/// A plain copy that is on disk at the end, as a backup is.
double plain_copy(const fs::path& from, const fs::path& to) {
  const Timer t;
  fs::copy_file(from, to);
  const int fd = ::open(to.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) ::fsync(fd), ::close(fd);
  return t.seconds();
}

void back_up(Population& p, Figures& out) {
  const fs::path home = fs::path(p.folder()) / "ll", work = fs::path(p.folder()) / "backup";
  fs::create_directories(work / "ll");
  must(p.org().db->scrub());
  const auto keys = vault::make_parcel_keys();
  double length = 0, raw = 0, took = 0, back = 0;
  for (const auto* file : {"records.db", "keys.db"}) {
    length += static_cast<double>(fs::file_size(home / file));
    raw += plain_copy(home / file, work / "plain");
    fs::remove(work / "plain");
    const Timer t;
    must(store::copy_sqlite({store::FileCopy{(home / file).string(), (work / "copy").string()}}));
    must(vault::close_parcel((work / "copy").string(), (work / file).string(), keys.closes, "bench"));
    took += t.seconds();
    fs::remove(work / "copy");
    const Timer opening;
    must(vault::open_parcel((work / file).string(), (work / "ll" / file).string(), keys.opens, "bench"));
    back += opening.seconds();
  }
  const double share = raw / took;
  out.add({"Backup", "a sealed copy of records and keys, of " + bytes(length), number(p.size()),
           "at least at half the speed of a plain copy",
           duration(took * 1e9) + ", " + number(megabytes_a_second(length, took)) +
               " MB a second (plain copy " + number(megabytes_a_second(length, raw)) + " MB a second)",
           number(share, 2), share >= 0.5});
  const Timer t;
  vault::Vault::Watch watch;
  const auto whole = must(p.org().vault->check(*p.org().db, watch));
  must(p.org().db->read([&](store::Session& db) { return p.org().ledger->verify(db).map([](auto) {}); }));
  const auto checked = t.seconds();
  out.add({"Backup", "put back and verified: ledger, keys, every segment", number(p.size()),
           "under 5 min for 1,000,000 people",
           duration((back + checked) * 1e9) + ", of it opening " + duration(back * 1e9) + "; " +
               number(static_cast<double>(whole.segments)) + " segments",
           "", back + checked < 300 * p.size() / 1e6});
  fs::remove_all(work);
}

}  // namespace

void keeping(const Setting& s, Population& p, Figures& out) {
  if (s.database.empty()) back_up(p, out);
  const auto all = p.ids().size();
  const auto many = std::min<std::size_t>(10'000, all / 2);
  sweep(p, "all of them with a service", out);
  end_long_ago(p, 0, many);
  sweep(p, number(static_cast<double>(many)) + " of them long without one", out);
  destroy_one(p, many, 50, out);
  destroy_many(p, many, out);
}

}  // namespace candour::bench
