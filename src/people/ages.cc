#include "people/ages.h"

#include <boost/json.hpp>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "gate/tasks.h"
#include "gate/things.h"
#include "gate/words.h"
#include "people/whom_to_tell.h"

namespace candour::people {
namespace {

constexpr int kAges[] = {13, 16, 18};

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

int age_reached(Date born, Date today) {
  for (const int age : kAges) {
    const auto on = add_months(born, 12 * age);
    if (today < on && on <= add_days(today, kTellOfAgeDays)) return age;
  }
  return 0;
}

Result<int> tell_of_ages(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock) {
  const auto now = clock.now();
  const auto today = candour::today(now);
  const auto org = gate.charter().org();
  std::vector<Turning> turning;
  CHECK_OK(db.read_records([&](store::Session& s) {
    return vault.scan_profiles(s, gate.index_pass(), gate::identity_category(gate.charter()),
                               [&](PersonId person, EntryId, std::uint32_t, ByteView plain) {
                                 const auto date = birth_date_in(plain);
                                 if (const int age = date ? age_reached(*date, today) : 0)
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
      // Who has died, left or was joined with another record has no birthday here.
      CHECK_OK(
          txn.each("SELECT 1 FROM person p WHERE p.org=$1 AND p.id=$2 AND (p.died IS NOT NULL OR NOT EXISTS "
                   "(SELECT 1 FROM enrolment e WHERE e.org=p.org AND e.person=p.id AND e.ended IS NULL))",
                   {org, t.person}, [&](const store::Row&) { return before = true, false; }));
      if (before) return {};
      ++told;
      CHECK_OK(
          tell_who_supports(txn, gate.charter(), {{}, {}, std::string(gate::kTurns), t.person, age, now}));
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
