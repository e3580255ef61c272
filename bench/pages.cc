// How long the server itself takes to answer: http::answer() with a real session, so that routes, guard,
// gate, ledger (a durable commit), vault, rooms and HTML are all in it; a socket is not. "Processor" is what
// the answering thread computed; the rest is mostly the disk making the look durable. One request at a time.
#include <atomic>
#include <map>
#include <thread>

#include "bench/bench.h"
#include "bench/population.h"
#include "gate/things.h"
#include "people/reckoning.h"
#include "store/accounted.h"
#include "web/frame/site.h"

namespace candour::bench {
namespace {

constexpr double kPageBudget = 20e6, kSearchBudget = 50e6, kReckonBudget = 60e9;
constexpr std::int64_t kOpenItems = 2000, kViews = 10'000;

/// Somebody signed in, and the pages.
class Visitor {
 public:
  explicit Visitor(Population& p)
      : clock_(p.clock()),
        log_(clock_, [](std::string_view) {}),
        site_(p.house(), {}, {}, log_),
        pages_(site_.pages()) {
    web::add_all_pages(router_, site_);
    const auto in = must(
        p.org().sessions->sign_in(Population::kUsername, p.password(), "127.0.0.1", "Chromium/130 Linux"));
    cookie_ = {site_.cookie_name(p.org()), in.token};
  }

  http::Response get(const std::string& path, const http::Fields& query = {}) const {
    http::Request r;
    r.path = path;
    r.query = query;
    r.cookies.add(cookie_.first, cookie_.second);
    r.headers.add("user-agent", "Chromium/130 Linux");
    r.remote = "127.0.0.1";
    auto answer = http::answer(router_, pages_, {}, log_, clock_, std::move(r));
    if (answer.status != 200)
      throw std::runtime_error("a page answered " + std::to_string(answer.status) + ": " + path);
    return answer;
  }

 private:
  const Clock& clock_;
  log::Log log_;
  web::Site site_;
  http::Pages pages_;
  http::Router router_;
  std::pair<std::string, std::string> cookie_;
};

struct Handled {
  Samples whole, processor;
  std::size_t page_bytes = 0;
};

void timed(Handled& h, const std::function<std::size_t()>& ask) {
  const auto cpu = thread_cpu_ns();
  const Timer t;
  h.page_bytes = ask();
  h.whole.add(t.ns());
  h.processor.add(thread_cpu_ns() - cpu);
}

std::string in_words(const Handled& h) {
  return median_and_p99(h.whole) + " (processor " + duration(h.processor.median()) + ", " +
         duration(h.processor.p99()) + ")";
}

Handled many(const Visitor& v, const std::string& path, int times, const http::Fields& query = {}) {
  Handled h;
  for (int i = 0; i < 10; ++i) (void)v.get(path, query);  // to warm the caches
  for (int i = 0; i < times; ++i) timed(h, [&] { return v.get(path, query).bytes().size(); });
  return h;
}

Samples at_once(const Visitor& v, const std::string& path, int threads, int times) {
  std::vector<Samples> all(static_cast<std::size_t>(threads));
  std::vector<std::thread> workers;
  std::atomic<bool> failed = false;
  for (auto& mine : all)
    workers.emplace_back([&] {
      try {
        for (int i = 0; i < times; ++i) {
          const Timer t;
          (void)v.get(path);
          mine.add(t.ns());
        }
      } catch (const std::exception&) {
        failed = true;
      }
    });
  for (auto& w : workers) w.join();
  if (failed) throw std::runtime_error("a page that was asked for several times at once failed");
  Samples together;
  for (const auto& mine : all) together.add(mine);
  return together;
}

struct Asked {
  std::string kind, typed;
  PersonId meant;
};

std::vector<Asked> questions(const Population& p, int each) {
  exchange::demo::Random chance(2024);
  std::vector<Asked> all;
  for (int i = 0; i < each; ++i) {
    const auto at = static_cast<std::size_t>(chance.between(0, p.size() - 1));
    const auto& who = p.people()[at];
    const auto id = p.ids()[at];
    all.push_back({"name as written", who.given + " " + who.family, id});
    all.push_back({"last name misspelt", who.given + " " + misspelt(who.family, chance), id});
    all.push_back({"two letters swapped", who.given + " " + letters_swapped(who.family, chance), id});
    all.push_back({"name as it sounds", who.given + " " + as_it_sounds(who.family), id});
    all.push_back({"birth date",
                   who.born.substr(8, 2) + "/" + who.born.substr(5, 2) + "/" + who.born.substr(0, 4), id});
    all.push_back({"NHS number", who.nhs_number, id});
    all.push_back({"postcode", who.postcode, id});
  }
  return all;
}

/// So many people are supported by each of those whom the manager supervises; everybody else by others.
constexpr int kOnCaseload = 50;

/// Moves somebody's last person to somebody else and back, so that nothing is known any more of how people
/// stand.
class Unsettled {
 public:
  Unsettled(Population& p, StaffId from, StaffId to, EnrolmentId who)
      : p_(p), from_(from), to_(to), who_(who) {}
  void operator()() {
    must(p_.org().journeys->move_caseload(p_.manager(), from_, to_, {who_}));
    std::swap(from_, to_);
  }

 private:
  Population& p_;
  StaffId from_, to_;
  EnrolmentId who_;
};

/// Gives the manager, who took everybody in, workers who support them: so many that the first `of_line`
/// people are theirs whom the manager supervises.
Unsettled with_workers(Population& p, int of_line) {
  auto& org = p.org();
  std::map<PersonId, EnrolmentId> enrolments;
  must(org.db->read_records([&](store::Session& s) {
    return s.each("SELECT person, id FROM enrolment WHERE org=$1", {org.charter->org()},
                  [&](const store::Row& r) {
                    enrolments[r.id<PersonId>(0)] = r.id<EnrolmentId>(1);
                    return true;
                  });
  }));
  const auto manager = p.manager();
  StaffId before, last;
  for (int i = 0; i < p.size(); i += kOnCaseload) {
    people::NewStaff one;
    one.name = "Support Worker " + std::to_string(i);
    one.username = "worker" + std::to_string(i);
    one.email = one.username + "@example.org";
    one.posts = {{org.charter->find_role("worker").value(), {}, {}}};
    if (i < of_line) one.supervisor = manager.id;
    one.agreement_at = one.training_at = p.clock().now();
    before = last;
    last = must(org.staff->seed(one, true));
    std::vector<EnrolmentId> theirs;
    for (int n = i; n < std::min(i + kOnCaseload, p.size()); ++n)
      theirs.push_back(enrolments.at(p.ids()[static_cast<std::size_t>(n)]));
    must(org.journeys->move_caseload(manager, manager.id, last, theirs));
    say("workers for people " + number(i) + " of " + number(p.size()));
  }
  return {p, last, before, enrolments.at(p.ids().back())};
}

/// So many contacts to be followed up from today on; `wrong` when their clocks are to be found wrong.
void with_clocks(Population& p, std::int64_t how_many, bool wrong) {
  auto& org = p.org();
  const auto day = day_number(today(p.clock().now()));
  must(org.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("clocks for a measurement");
    CHECK_OK(txn.run("DELETE FROM due WHERE org=$1", {org.charter->org()}));
    return txn
        .run(
            "INSERT INTO due (org, entry, deadline, person, service, kind, on_day, done, reckoned, base, "
            "base_at) SELECT org, id, 'follow-up', person, service, kind, $2, 0, $2, $3, written FROM entry "
            "WHERE org=$1 AND kind='contact-note' ORDER BY person LIMIT $4",
            {org.charter->org(), wrong ? day - 1 : day, day, how_many})
        .map([](auto) {});
  }));
}

/// So many more looks at somebody's record, each with its line: what pages would have left.
void with_views(Population& p, PersonId person, std::int64_t how_many) {
  auto& org = p.org();
  ledger::Entry line;
  line.act = ledger::Act::View;
  line.actor = p.manager().id;
  line.people = {person};
  line.what = gate::thing_code(gate::Thing::Timeline);
  line.outcome = "allowed";
  constexpr std::int64_t kAtOnce = 500;
  for (std::int64_t n = 0; n < how_many; n += kAtOnce)
    must(org.db->write([&](store::Txn& txn) -> Status {
      for (std::int64_t i = 0; i < kAtOnce; ++i) {
        line.at = {p.clock().now().ms};
        CHECK_OK(org.ledger->append(txn, line));
      }
      return {};
    }));
}

/// Who looked at a record that was looked at very often: the newest page, and one far back.
void views(const Setting& s, Population& p, const Visitor& v, Figures& out) {
  const auto person = p.with_many();
  with_views(p, person, kViews);
  const auto path = "/ll/people/" + person.text() + "/who-looked";
  const auto some = must(p.org().gate->who_looked(p.manager(), person, 0, kViews / 2, false));
  const struct {
    const char* what;
    http::Fields query;
  } pages[] = {{"the newest", {}}, {"5,000 looks back", {{"before", std::to_string(some.back().seq)}}}};
  for (const auto& page : pages) {
    const auto h = many(v, path, s.quick ? 50 : 500, page.query);
    out.add({"Who looked, at a record seen " + number(kViews) + " times", page.what, number(p.size()),
             "p99 < 20 ms", in_words(h), "", h.whole.p99() < kPageBudget});
  }
}

}  // namespace

void clocks(const Setting& s, Population& p, Figures& out) {
  const auto size = number(p.size());
  auto unsettle = with_workers(p, static_cast<int>(kOpenItems));
  const Visitor v(p);
  with_clocks(p, kOpenItems, false);
  struct Page {
    const char *what, *path;
    http::Fields query;
  };
  for (const Page& page : {Page{"work of those whom a manager supervises", "/ll/work", {{"of", "line"}}},
                           Page{"a manager’s page for the day", "/ll/day", {}}}) {
    const auto what = std::string(page.what) + ", " + number(static_cast<double>(kOpenItems)) + " open items";
    const auto h = many(v, page.path, s.quick ? 50 : 500, page.query);
    out.add({"Work", what, size, "p99 < 20 ms", in_words(h), "", h.whole.p99() < kPageBudget});
    Handled anew;
    for (int i = 0; i < (s.quick ? 5 : 50); ++i) {
      unsettle();
      timed(anew, [&] { return v.get(page.path, page.query).bytes().size(); });
    }
    out.add({"Work", what + ", just after somebody’s reach changed", size, "", in_words(anew), "", {}});
  }
  for (const bool wrong : {false, true}) {
    with_clocks(p, 3 * static_cast<std::int64_t>(p.size()), wrong);
    const Timer t;
    const auto done =
        must(people::reckon_all(*p.org().db, *p.org().charter, p.org().gate->ledger(), p.clock()));
    const auto took = t.ns();
    out.add(
        {"Work",
         "all clocks reckoned anew, " + std::string(wrong ? "every end another one" : "nothing to change"),
         size, "under 60 s at 100,000",
         duration(took) + " for " + number(static_cast<double>(done.clocks)) + " clocks, " +
             number(static_cast<double>(done.moved)) + " moved",
         "", p.size() >= 100'000 ? std::optional(took < kReckonBudget) : std::nullopt});
  }
}

void pages(const Setting& s, Population& p, Figures& out) {
  const Visitor v(p);
  const auto size = number(p.size());
  const auto person = "/ll/people/" + p.with_many().text();
  const int times = s.quick ? 50 : 500;
  const auto h = many(v, person, times);
  out.add({"Person page, " + number(Population::kMany) + " entries", "timeline", size, "p99 < 20 ms",
           in_words(h) + ", " + bytes(static_cast<double>(h.page_bytes)) + " of HTML", "",
           h.whole.p99() < kPageBudget});
  const auto part = out.all().back().part;
  const auto more = [&](const std::string& what, const Handled& x) {
    out.add({part, what, size, "", in_words(x), "", {}});
  };
  more("timeline, with words to look for in all entries",
       many(v, person, times / 5, {{"words", "library bench"}}));
  more("plan and safety", many(v, person + "/part/plan", times / 5));
  more("details", many(v, person + "/profile", times / 5));
  out.add({part, "timeline, 4 at once", size, "", median_and_p99(at_once(v, person, 4, times / 4)), "", {}});
  views(s, p, v, out);
}

void search(const Setting& s, Population& p, Figures& out) {
  const auto size = number(p.size());
  const Timer t;
  must(p.org().search->warm());
  const auto memory = static_cast<double>(p.org().search->memory_bytes());
  out.add({"Search",
           "building the index of names",
           size,
           "",
           duration(t.ns()) + ", " + bytes(memory) + " (" + number(memory / p.size()) + " B a person)",
           "",
           {}});
  const Visitor v(p);
  const auto asked = questions(p, s.quick ? 20 : 150);
  Handled all;
  struct Kind {
    Handled took;
    int found = 0, asked = 0;
  };
  std::vector<std::pair<std::string, Kind>> kinds;
  for (const auto& q : asked) {
    auto at = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == q.kind; });
    if (at == kinds.end()) at = kinds.insert(kinds.end(), {q.kind, {}});
    std::string html;
    const auto ask = [&] {
      html = v.get("/ll/search", {{"q", q.typed}}).bytes();
      return html.size();
    };
    timed(at->second.took, ask);
    ++at->second.asked;
    at->second.found += html.find(q.meant.text()) != std::string::npos;
  }
  for (const auto& [kind, k] : kinds) {
    all.whole.add(k.took.whole);
    all.processor.add(k.took.processor);
    out.add({"Search",
             kind,
             size,
             "",
             in_words(k.took) + ", meant person shown " + number(100.0 * k.found / k.asked) + "%",
             "",
             {}});
  }
  out.add({"Search", "all kinds together", size, "p99 < 50 ms", in_words(all), "",
           all.whole.p99() < kSearchBudget});
}

}  // namespace candour::bench
