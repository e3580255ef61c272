// Invented people with two years of history, so that somebody can try Candour without anybody's real data.
// Everything goes through the rooms and the gate, as members of staff would do it, in the order of time: so
// the ledger, the deadlines and "who looked" are true for the demo as well. What it knows, it knows from the
// charter: another charter needs nothing here.
// One thread; the clock is moved. It is not for a folder that holds real people.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/clock.h"
#include "gate/gate.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/relationship.h"
#include "people/search.h"
#include "people/staff.h"
#include "record/drafts.h"
#include "record/entries.h"
#include "record/files.h"

namespace candour::exchange::demo {

/// What it works with; all of one organisation, and the clock that all of them ask.
struct Rooms {
  const charter::Charter& charter;
  store::Db& db;
  vault::Vault& vault;
  gate::Gate& gate;
  people::StaffBook& staff;
  people::People& people;
  people::Journeys& journeys;
  people::Search& search;
  people::Circle& circle;
  record::Entries& entries;
  record::Drafts& drafts;
  record::Files& files;
  SetClock& clock;
};

inline constexpr int kFewestPeople = 12;
inline constexpr int kDays = 730;

struct Setting {
  int people = 40;  // at least kFewestPeople
  std::uint64_t seed = 1;
  int order = 0;         // which organisation of several: gives each other names
  Date date{};           // "today" of the demo; history begins kDays before
  UnixMs until;          // nothing happens after this moment
  std::string password;  // of every account
};

struct SignIn {
  std::string org, role, role_name, username, name, password, where;
};

struct Made {
  std::vector<SignIn> sign_ins;
  int people = 0, entries = 0;
};

/// Fills an organisation that has no staff yet. Errors: Conflict when it has some; those of the rooms.
Result<Made> fill(const Rooms& rooms, const Setting& setting);

/// Three words and a number: random, a new one at each call.
std::string new_password();
/// For scripts, and as a table for people: the password stands in it once.
std::string sign_ins_json(const std::vector<SignIn>& all);
std::string sign_ins_table(const std::vector<SignIn>& all, const std::vector<std::string>& org_names);

}  // namespace candour::exchange::demo
