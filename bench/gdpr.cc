// Runs the four roles, one after the other and each on both engines: the same operations in the same order.
#include "bench/gdpr.h"

#include <atomic>
#include <thread>

#include "bench/postgres.h"

namespace candour::bench {
namespace {

using gdpr::Engine;
using gdpr::Plan;
using gdpr::Role;

struct Done {
  double seconds = 0;
  std::size_t right = 0, asked = 0;
  Samples each;
  std::string first_wrong;

  void judge(const gdpr::Op& op, const std::string& answer) {
    ++asked;
    right += answer == op.expected;
    if (answer != op.expected && first_wrong.empty())
      first_wrong = "operation " + std::to_string(static_cast<int>(op.what)) + " answered \"" +
                    answer.substr(0, 200) + "\" and not \"" + op.expected.substr(0, 200) + "\"";
  }
};

Done run_role(Engine& engine, const Role& role) {
  Done done;
  engine.begin_role();
  std::vector<std::string> answers;
  answers.reserve(role.ops.size());
  const Timer t;
  for (const auto& op : role.ops) {
    const Timer one;
    answers.push_back(engine.run(op));
    done.each.add(one.ns());
    if (answers.size() % 200 == 0)
      say("GDPRbench: " + engine.name() + ", " + role.name + ", " +
          number(static_cast<double>(answers.size())));
  }
  done.seconds = t.seconds();
  for (std::size_t i = 0; i < role.ops.size(); ++i) done.judge(role.ops[i], answers[i]);
  return done;
}

/// Reads alone change nothing: many may ask at once, in whatever order.
Done run_together(Engine& engine, const Role& role, int threads) {
  std::vector<std::unique_ptr<Engine>> engines;
  for (int i = 0; i < threads; ++i) engines.push_back(engine.another());
  std::vector<std::string> answers(role.ops.size()), failures(static_cast<std::size_t>(threads));
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> workers;
  const Timer t;
  for (std::size_t i = 0; i < engines.size(); ++i)
    workers.emplace_back([&, i] {
      try {
        for (std::size_t n; (n = next++) < role.ops.size();) answers[n] = engines[i]->run(role.ops[n]);
      } catch (const std::exception& e) {
        failures[i] = e.what();
      }
    });
  for (auto& w : workers) w.join();
  Done done;
  done.seconds = t.seconds();
  for (const auto& f : failures)
    if (!f.empty()) throw std::runtime_error("GDPRbench: " + f);
  for (std::size_t i = 0; i < role.ops.size(); ++i) done.judge(role.ops[i], answers[i]);
  return done;
}

/// Every record as the oracle has it?
void check_all(Engine& engine, const Role& role, Done& done) {
  const auto all = engine.all(role.after.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto& want = role.after[k];
    const bool same = want.there ? all[k] == want : !all[k].there;
    ++done.asked;
    done.right += same;
    if (!same && done.first_wrong.empty())
      done.first_wrong = "record " + std::to_string(k) + " stands otherwise";
  }
}

struct Ran {
  std::vector<Done> roles;
  Done together;
  double space = 0, space_of_records = 0, filled = 0;
};

Ran fill(Engine& engine, const Plan& plan) {
  Ran ran;
  const Timer t;
  engine.fill(plan);
  ran.filled = t.seconds();
  double personal = 0;
  for (const auto& r : plan.records) personal += static_cast<double>(r.data.size());
  const auto bytes = engine.bytes_on_disk();
  ran.space = bytes / personal;
  ran.space_of_records = (bytes - engine.bytes_before()) / personal;
  return ran;
}

void run_next(Engine& engine, const Role& role, int threads, Ran& ran) {
  ran.roles.push_back(run_role(engine, role));
  if (role.reads_only) ran.together = run_together(engine, role, threads);
  check_all(engine, role, ran.roles.back());
}

std::string share(const Done& d) {
  if (!d.first_wrong.empty()) say("GDPRbench: " + d.first_wrong + "\n");
  return number(100.0 * static_cast<double>(d.right) / static_cast<double>(std::max<std::size_t>(1, d.asked)),
                d.right == d.asked ? 0 : 3) +
         "%";
}

std::string words(const Done& d, std::size_t operations) {
  std::string text =
      duration(d.seconds * 1e9) + ", " + per_second(static_cast<double>(operations) / d.seconds);
  if (d.each.size()) text += ", p99 " + duration(d.each.p99());
  return text + ", correct " + share(d);
}

}  // namespace

void gdpr_roles(const Setting& s, const PostgresServer& postgres, Figures& out) {
  const int records = s.quick ? 2000 : 100'000, users = records / 10;
  const int operations = s.quick ? 400 : s.operations;
  constexpr int kThreads = 16;
  say("GDPRbench: the oracle");
  const auto plan = gdpr::make_plan(records, users, operations);
  const auto candour = gdpr::open_candour(s, s.folder + "/gdpr");
  const auto other = gdpr::open_postgres(postgres.url());
  auto ours = fill(*candour, plan), theirs = fill(*other, plan);
  for (const auto& role : plan.roles) {  // by turns, so that both meet what else the machine does
    run_next(*candour, role, kThreads, ours);
    run_next(*other, role, kThreads, theirs);
  }
  const auto n = static_cast<std::size_t>(operations);
  const auto add = [&](const std::string& what, const Done& a, const Done& b, bool budgeted) {
    const bool right = a.right == a.asked && b.right == b.asked;
    out.add({"GDPRbench", what, number(users), budgeted ? "faster than PostgreSQL, all answers right" : "",
             words(a, n) + " (PostgreSQL " + words(b, n) + ")", number(b.seconds / a.seconds, 2),
             budgeted ? std::optional(right && a.seconds < b.seconds) : std::nullopt});
  };
  for (std::size_t i = 0; i < plan.roles.size(); ++i)
    add(plan.roles[i].name + ", " + number(operations) + " operations one after the other", ours.roles[i],
        theirs.roles[i], true);
  add("processor, " + number(kThreads) + " at once", ours.together, theirs.together, false);
  out.add({"GDPRbench",
           "space factor: bytes on disk for each byte of personal data",
           number(users),
           "",
           number(ours.space, 1) + ", without people's own profiles " + number(ours.space_of_records, 1) +
               " (PostgreSQL " + number(theirs.space, 1) + ")",
           number(theirs.space / ours.space, 2),
           {}});
  out.add({"GDPRbench",
           "for comparison: filling it",
           number(users),
           "",
           duration(ours.filled * 1e9) + " (PostgreSQL " + duration(theirs.filled * 1e9) + ", by COPY)",
           "",
           {}});
}

}  // namespace candour::bench
