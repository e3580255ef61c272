// Somebody in a refuge whose manager may tell those outside what the charter lets go, and take down what she
// agrees to. For the tests of this room; one thread. Failures throw.
#pragma once

#include <gtest/gtest.h>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "gate/service_subject.h"
#include "people/consent_for_tests.h"
#include "people/world_for_tests.h"
#include "record/entries.h"
#include "record/files.h"
#include "record/work.h"

namespace candour::record {

using people::must;
using people::World;

/// An entry of the kind disclosure: told to them beforehand, not given yet.
inline charter::Values what_is_told(Date day, std::string_view who, std::string_view on,
                                    std::vector<std::string> what) {
  boost::json::array kinds;
  for (auto& x : what) kinds.emplace_back(std::move(x));
  charter::Values told{{"recipient", who},
                       {"to-whom", "Front desk"},
                       {"who-asks", "They rang"},
                       {"rests-on", on},
                       {"beyond-care", "no"},
                       {"what", std::move(kinds)},
                       {"words", "That she is safe"},
                       {"weighed", "One sentence"},
                       {"arrangements", "By telephone, after calling back"},
                       {"how", "phone"},
                       {"on", iso_date(day)},
                       {"already", "no"},
                       {"told", "before"},
                       {"told-on", iso_date(day)}};
  if (who == "other") told["where"] = "uk";
  return told;
}
/// An entry of the kind agreement, from that day on for a year.
inline charter::Values what_was_signed(Date day, std::string_view recipient) {
  return {{"recipient", recipient},
          {"with", "Head of the practice"},
          {"sort", "processing"},
          {"terms", "Only to counsel"},
          {"security", "Locked room, looked at"},
          {"reviewed-on", iso_date(day)},
          {"from", iso_date(day)},
          {"until", iso_date(add_days(day, 365))},
          {"renew-from", iso_date(add_days(day, 300))}};
}
/// The same as an entry about the service.
inline NewEntry signed_for(const World& w, PersonId subject, std::string_view recipient) {
  NewEntry e;
  e.person = subject;
  e.service = w.service();
  e.kind = w.kind("agreement");
  e.values = what_was_signed(today(w.clock.now()), recipient);
  return e;
}
/// An entry of the kind voluntary-item, with its signed permission.
inline charter::Values a_story() {
  return {{"title", "How I learned to swim"},
          {"sort", "photo"},
          {"shared-on", "2026-11-01"},
          {"story", "I was afraid of the deep end"},
          {"used-for", boost::json::array{"leaflet"}},
          {"permission", boost::json::object{{"typed", "Maya Okafor"}}},
          {"given-by", "Maya Okafor"},
          {"renew-contact", "By letter"},
          {"ask-again-on", "2027-11-01"}};
}
/// The words at a field of a refused form; "" where it was taken.
inline std::string wrong_at(const Result<EntryId>& r, std::string_view field) {
  if (r) return "";
  for (const auto& p : r.error().fields)
    if (p.field == field) return p.message;
  return "nothing at that field, but: " + r.error().words.text +
         (r.error().fields.empty() ? "" : r.error().fields[0].field + ": " + r.error().fields[0].message);
}

class SharingTest : public ::testing::Test {
 protected:
  SharingTest()
      : w("tests/charters/reach.yaml", std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"),
        entries(w.gate, *w.db, *w.vault, w.clock),
        flags(w.gate, *w.db, w.clock),
        work(w.gate, *w.db, w.clock),
        boss(w.hire("supervisor")),
        lead(w.hire("supervisor", std::nullopt, std::nullopt, boss)),
        officer(w.hire("dp-lead")),
        person(w.enrol(w.actor(lead), std::nullopt, std::nullopt, static_cast<std::size_t>(service()), "Maya",
                       "Okafor", "1980-03-04")
                   .person) {}

  ServiceIx service() { return w.service("refuge"); }
  charter::Values telling(std::string_view who, std::string_view on, std::vector<std::string> what) {
    return what_is_told(today(w.clock.now()), who, on, std::move(what));
  }
  charter::Values with(charter::Values values, const charter::Values& more) {
    for (const auto& [key, value] : more) values[key] = value;
    return values;
  }
  Pass to_write(std::string_view kind, PersonId about) {
    return must(w.gate.write(w.actor(lead), about, service(), w.kind(kind)));
  }
  Pass to_write(std::string_view kind) { return to_write(kind, person); }
  NewEntry fresh(std::string_view kind, const charter::Values& values) {
    NewEntry e;
    e.person = person;
    e.service = service();
    e.kind = w.kind(kind);
    e.values = values;
    return e;
  }
  Result<EntryId> write(const charter::Values& values) {
    return entries.write(to_write("disclosure"), fresh("disclosure", values));
  }
  static std::string wrong(const Result<EntryId>& r, std::string_view field) { return wrong_at(r, field); }
  void later(std::int64_t ms) { w.clock.set({w.clock.now().ms + ms}); }
  Entry stands(EntryId id) {
    return must(entries.entry(
        must(w.gate.see(w.actor(lead), person, {ledger::Act::View, "record", "", people::kAll})), person,
        id));
  }
  Result<std::uint32_t> step(StaffId who, EntryId id, std::string_view move, std::string_view why = "",
                             const charter::Values& answers = {}) {
    const auto actor = w.actor(who);
    const auto pass = w.gate.step(actor, person, service(), w.kind("disclosure"));
    if (!pass) return tl::unexpected<Error>(pass.error());
    return entries.move(actor, *pass, person, id, stands(id).version, move, why, answers);
  }
  void agree_to(std::string_view code) {
    must(people::agree(*w.db, flags, to_write("consent-form"), person, code));
  }
  void take_back(std::string_view code) {
    must(entries.take_back_consent(to_write("consent-form"), person, code));
  }
  /// Deadlines of an entry that are work of these.
  std::vector<std::string> due(StaffId whose, EntryId id) {
    std::vector<std::string> all;
    for (const auto& item : must(work.lists(w.actor(whose), std::chrono::year(2028) / 1 / 1)).mine)
      if (item.due.entry == id) all.push_back(item.due.deadline);
    return all;
  }
  /// With somebody who gets nothing without one.
  Result<EntryId> sign(std::string_view recipient, const charter::Values& more = {}) {
    auto e = fresh("agreement", what_was_signed(today(w.clock.now()), recipient));
    e.person = gate::subject_of(*w.charter, service());
    for (const auto& [key, value] : more) e.values[key] = value;
    return entries.write(to_write("agreement", e.person), e);
  }

  World w;
  Entries entries;
  gate::ConsentFlags flags;
  Work work;
  StaffId boss, lead, officer;
  PersonId person;
};

}  // namespace candour::record
