#include "people/ages.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/consent_terms.h"
#include "gate/tasks.h"
#include "gate/things.h"
#include "gate/words.h"
#include "people/whom_to_tell.h"

namespace candour::people {
namespace {

constexpr int kOfAge = 18;

struct Turning {
  PersonId person;
  int age = 0;
};

}  // namespace

std::optional<Date> birth_date_in(ByteView identity) {
  boost::system::error_code bad;
  const auto part = boost::json::parse(as_text(identity), bad);
  const auto* born = !bad && part.is_object() ? part.get_object().if_contains("birth-date") : nullptr;
  return born && born->is_string() ? parse_iso_date(born->get_string()) : std::nullopt;
}

Result<std::optional<Date>> birth_date(store::Session& db, const gate::Gate& gate, vault::Vault& vault,
                                       PersonId record) {
  std::optional<Date> born;
  CHECK_OK(vault.scan_profile(db, gate.index_pass(), gate::identity_category(gate.charter()), record,
                              [&](PersonId, EntryId, std::uint32_t, ByteView plain) {
                                born = birth_date_in(plain);
                                return true;
                              }));
  return born;
}

std::vector<int> ages_that_count(const charter::Charter& c, ServiceIx service) {
  const auto& s = c.at(service);
  std::set<int> ages = {charter::own_age(c, service), s.max_age > 0 ? s.max_age + 1 : kOfAge};
  std::erase_if(ages, [&](int age) { return age <= s.min_age; });
  return {ages.begin(), ages.end()};
}

int age_reached(Date born, Date today, std::span<const int> ages) {
  for (const int age : ages) {
    const auto on = add_months(born, 12 * age);
    if (today < on && on <= add_days(today, kTellOfAgeDays)) return age;
  }
  return 0;
}

Result<int> tell_of_ages(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock) {
  const auto now = clock.now();
  const auto today = candour::today(now);
  const auto& c = gate.charter();
  const auto org = c.org();
  std::vector<std::vector<int>> in_service;
  std::set<int> any;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    in_service.push_back(ages_that_count(c, static_cast<ServiceIx>(i)));
    any.insert(in_service.back().begin(), in_service.back().end());
  }
  const std::vector<int> ages(any.begin(), any.end());
  std::vector<Turning> turning;
  CHECK_OK(db.read_records([&](store::Session& s) {
    return vault.scan_profiles(s, gate.index_pass(), gate::identity_category(gate.charter()),
                               [&](PersonId person, EntryId, std::uint32_t, ByteView plain) {
                                 const auto date = birth_date_in(plain);
                                 if (const int age = date ? age_reached(*date, today, ages) : 0)
                                   turning.push_back({person, age});
                                 return true;
                               });
  }));
  int told = 0;
  for (const auto& t : turning)
    CHECK_OK(db.write([&](store::Txn& txn) -> Status {
      bool before = false;
      const auto age = std::to_string(t.age);
      CHECK_OK(txn.each(
          "SELECT 1 FROM task WHERE org=$1 AND kind=$2 AND about_person=$3 AND about_thing=$4 LIMIT 1",
          {org, gate::kTurns, t.person, age}, [&](const store::Row&) { return before = true, false; }));
      // Who has died, left or was joined with another record has no birthday here, and each service its ages.
      bool counts = false;
      CHECK_OK(txn.each(
          "SELECT e.service FROM enrolment e JOIN person p ON p.org=e.org AND p.id=e.person WHERE "
          "e.org=$1 AND e.person=$2 AND e.ended IS NULL AND p.died IS NULL",
          {org, t.person}, [&](const store::Row& r) {
            const auto in = c.find_service(r.text(0));
            counts = counts || (in && std::ranges::count(in_service[static_cast<std::size_t>(*in)], t.age));
            return true;
          }));
      if (!counts) return {};
      if (before) return {};
      ++told;
      CHECK_OK(tell_who_supports(txn, c, {{}, {}, std::string(gate::kTurns), t.person, age, now}));
      ledger::Entry line;
      line.at = now;
      line.act = ledger::Act::Job;
      line.people = {t.person};
      line.what = gate::thing_code(gate::Thing::Details);
      line.outcome = "allowed";
      line.note = "age-ahead";
      return gate.ledger().append(txn, line).map([](auto) {});
    }));
  return told;
}

}  // namespace candour::people
