// An entry of the ledger, as it stands in the database or in an exported ledger.
#include "fuzz/target.h"
#include "ledger/entry_json.h"

using namespace candour;
using fuzz::must_hold;

FUZZ_TARGET(entry) {
  std::size_t named = 0;
  ledger::each_person(bytes, [&](PersonId) { ++named; });
  must_hold(named <= bytes.size() / 28, "each person takes up room");

  const auto read = ledger::read_entry(bytes);
  if (!read) return;
  ledger::Salt salt;
  salt.fill('s');
  const auto written = ledger::prepare(*read, salt);
  if (!written) return;  // a text that the ledger would not have taken
  const auto again = ledger::read_entry(written->data);
  must_hold(again.has_value(), "an entry written again can be read");
  const auto third = ledger::prepare(*again, salt);
  must_hold(third && third->data == written->data && third->leaf == written->leaf, "and has one spelling");
  std::vector<PersonId> people;
  ledger::each_person(written->data, [&](PersonId id) { people.push_back(id); });
  must_hold(people == again->people, "the people of an entry are found without reading the rest");
}
