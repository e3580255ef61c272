// How long one decision takes. Method: for each charter 8,192 questions are drawn by chance (every role,
// service, reach, purpose, category, with and without restriction, consent and reasoned access), half of them
// likely to be allowed. Each single call is timed with the processor's time stamp counter between fences, and
// the counter's own cost, measured the same way around nothing, is taken off; the counter's rate is taken
// against the steady clock over the whole run.
#include <array>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "bench/bench.h"
#include "charter/decide.h"
#include "charter/read.h"
#include "exchange/demo/random.h"

namespace candour::bench {
namespace {

using charter::Charter;
using exchange::demo::Random;

struct Question {
  charter::Facts facts;
  PurposeIx purpose{};
  CategoryIx category{};
  charter::Doing doing{};
};

#if defined(__x86_64__)
std::uint64_t ticks_before() {
  _mm_lfence();
  const auto t = __rdtsc();
  _mm_lfence();
  return t;
}
std::uint64_t ticks_after() {
  unsigned processor;
  const auto t = __rdtscp(&processor);
  _mm_lfence();
  return t;
}
#else
std::uint64_t ticks_before() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}
std::uint64_t ticks_after() {
  return ticks_before();
}
#endif

template <class Ix, class T>
Ix any(Random& chance, const std::vector<T>& table) {
  return static_cast<Ix>(chance.between(0, static_cast<int>(table.size()) - 1));
}

template <class Ix>
Ix any_of(Random& chance, SmallSet<Ix> set, Ix otherwise) {
  if (set.empty()) return otherwise;
  int left = chance.between(0, set.size() - 1);
  Ix found = otherwise;
  set.each([&](Ix i) {
    if (left-- == 0) found = i;
  });
  return found;
}

Question question(Random& chance, const Charter& c) {
  Question q;
  auto& f = q.facts;
  f.role = any<RoleIx>(chance, c.roles);
  f.service = any<ServiceIx>(chance, c.services);
  f.reach = static_cast<charter::Reach>(chance.between(0, 5));
  f.agreement = !chance.chance(3);
  f.training = !chance.chance(3);
  f.restricted = chance.chance(3);
  f.objected = PurposeSet::of_bits(chance.chance(10) ? chance.next() : 0);
  f.consented = PurposeSet::of_bits(chance.chance(50) ? chance.next() : 0);
  f.reasoned = !c.reasons.empty() && chance.chance(10);
  if (f.reasoned) f.reason = any<ReasonIx>(chance, c.reasons);
  q.doing = chance.chance(70) ? charter::Doing::See : charter::Doing::Write;
  q.purpose = any<PurposeIx>(chance, c.purposes);
  q.category = any<CategoryIx>(chance, c.categories);
  if (chance.chance(50)) {
    const auto& role = c.at(f.role);
    f.reach = charter::Reach::Caseload;
    q.purpose = any_of(chance, role.purpose_set & c.at(f.service).purposes, q.purpose);
    q.category = any_of(chance, role.sees & c.at(q.purpose).categories, q.category);
  }
  return q;
}

struct Measured {
  Samples each;
  int allowed = 0, asked = 0;
};

Measured measure(const Charter& c, int rounds) {
  constexpr int kQuestions = 8192;
  Random chance(exchange::demo::number_of(c.organisation.code));
  std::vector<Question> questions;
  for (int i = 0; i < kQuestions; ++i) questions.push_back(question(chance, c));

  Measured m;
  std::vector<std::uint64_t> took, nothing;
  took.reserve(static_cast<std::size_t>(rounds) * kQuestions);
  const Timer whole;
  const auto first = ticks_before();
  for (int round = 0; round < rounds; ++round)
    for (const auto& q : questions) {
      const auto from = ticks_before();
      const auto d = charter::decide(c, q.facts, q.purpose, q.category, q.doing);
      took.push_back(ticks_after() - from);
      m.allowed += d.allowed();
      ++m.asked;
      const auto idle = ticks_before();
      nothing.push_back(ticks_after() - idle);
    }
  const double ns_a_tick = whole.ns() / static_cast<double>(ticks_after() - first);
  Samples empty;
  for (const auto t : nothing) empty.add(static_cast<double>(t));
  const double own = empty.median();
  for (const auto t : took) m.each.add(std::max(0.0, static_cast<double>(t) - own) * ns_a_tick);
  return m;
}

}  // namespace

void decisions(const Setting& s, Figures& out) {
  Samples all;
  for (const auto* code : {"im", "ig", "ll", "ps", "lw"}) {
    const auto loaded =
        charter::load(s.source + "/charters/" + code + ".yaml", s.source + "/charters/catalogue");
    if (!loaded.charter) throw std::runtime_error(std::string("the charter cannot be used: ") + code);
    measure(*loaded.charter, 1);  // to warm the caches
    const auto m = measure(*loaded.charter, s.quick ? 4 : 40);
    all.add(m.each);
    out.add({"Decision",
             std::string("charter ") + code + ", " + number(100.0 * m.allowed / m.asked) + "% allowed",
             "",
             "",
             median_and_p99(m.each),
             "",
             {}});
  }
  out.add({"Decision", "one decision, all five charters", "", "median < 200 ns, p99 < 1 µs",
           median_and_p99(all), "", all.median() < 200 && all.p99() < 1000});
}

}  // namespace candour::bench
