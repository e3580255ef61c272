// What several people were part of: an entry each, which say that they belong together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/service_subject.h"
#include "gate/who.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class WithOthers : public Scene {
 protected:
  const PersonId rhys = another("Rhys", "Bevan"), nia = another("Nia", "Prosser");
  const EntryId first = write(worker, "incident", incident("Maya was pushed and fell"));

  PersonId another(const std::string& given, const std::string& family) {
    return w.enrol(manager, worker.id, std::nullopt, 0, given, family, "1970-01-02").person;
  }
  static std::string incident(const std::string& words) {
    return R"({"when":"2026-11-20T21:00","where":"The kitchen","type":"behaviour","harm":"slight",
               "what-was-done":"Sat with them","what-happened":")" +
           words + R"("})";
  }
  Pass writing(PersonId who, std::string_view kind = "incident") {
    return must(w.gate.write(worker, who, w.service(), w.kind(kind)));
  }
  Result<EntryId> part(PersonId who, PersonId of, EntryId entry, std::string_view kind = "incident",
                       std::string_view json = {}) {
    auto e = fresh(kind, json.empty() ? incident("He pushed somebody") : std::string(json));
    e.person = who;
    e.part_of.emplace(of, entry, writing(of, kind));
    return entries.write(writing(who, kind), e);
  }
  std::vector<EntryId> others(PersonId who, EntryId id) {
    std::vector<EntryId> out;
    for (const auto& p : must(entries.other_parts(see(worker, who), who, id))) out.push_back(p.entry);
    return out;
  }
};

TEST_F(WithOthers, each_has_their_own_and_all_know_of_one_another) {
  EXPECT_THAT(others(person, first), IsEmpty());
  const auto his = must(part(rhys, person, first));
  const auto hers = must(part(nia, rhys, his));
  EXPECT_THAT(others(person, first), UnorderedElementsAre(his, hers));
  EXPECT_THAT(others(rhys, his), UnorderedElementsAre(first, hers));
  EXPECT_THAT(others(nia, hers), UnorderedElementsAre(first, his));
  const auto read = must(entries.entry(see(worker, rhys), rhys, his));
  EXPECT_EQ(read.values.at("what-happened").as_string(), "He pushed somebody");
  EXPECT_EQ(entry(worker, first).values.at("what-happened").as_string(), "Maya was pushed and fell");
}

TEST_F(WithOthers, Promise_ALL_2_the_ledger_says_in_each_record_that_there_is_another_and_not_who) {
  const auto his = must(part(rhys, person, first));
  const auto said = [&] {
    std::vector<std::pair<PersonId, std::string>> out;
    for (const auto& k : w.all_kept())
      if (k.entry.note == gate::kSomebodyElse) {
        EXPECT_EQ(k.entry.act, ledger::Act::Change);
        EXPECT_EQ(k.entry.people.size(), 1u);
        if (k.entry.people.empty()) continue;
        out.emplace_back(k.entry.people.front(), k.entry.thing);
        EXPECT_EQ(gate::who_sentence(*w.charter, k.entry),
                  "Wrote down that somebody else was part of an incident as well, and not who.");
      }
    return out;
  };
  using Line = std::pair<PersonId, std::string>;
  EXPECT_THAT(said(), UnorderedElementsAre(Line{person, first.text()}));
  // Written from the second one's page, it is said to the first as well.
  must(part(nia, rhys, his));
  EXPECT_THAT(said(), UnorderedElementsAre(Line{person, first.text()}, Line{person, first.text()},
                                           Line{rhys, his.text()}));
}

TEST_F(WithOthers, nobody_has_two_parts_of_the_same_and_a_service_has_none) {
  const auto second = must(part(rhys, person, first));
  EXPECT_EQ(part(person, rhys, second).error().code, Code::Invalid);
  EXPECT_EQ(part(rhys, person, first).error().code, Code::Invalid);
  const auto service = gate::subject_of(*w.charter, w.service());
  const auto there = must(w.gate.write(manager, service, w.service(), w.kind("incident")));
  auto boiler = fresh("incident", incident("A boiler burst"));
  boiler.person = service;
  const auto burst = must(entries.write(there, boiler));
  auto hers = fresh("incident", incident("Was scalded"));
  hers.person = nia;
  hers.part_of.emplace(service, burst, there);
  EXPECT_EQ(
      entries.write(must(w.gate.write(manager, nia, w.service(), w.kind("incident"))), hers).error().code,
      Code::NotFound);
}

TEST_F(WithOthers, Promise_ALL_2_what_was_told_outside_by_writing_it_is_a_line) {
  auto e = fresh("incident", incident("Told the police"));
  e.shared = Shared{"police", {}, charter::Basis::None, "2.3"};
  must(entries.write(writing(person), e));
  int told = 0;
  for (const auto& k : w.all_kept())
    if (k.entry.act == ledger::Act::Disclose && k.entry.thing == "police") {
      ++told;
      EXPECT_EQ(k.entry.people, std::vector<PersonId>{person});
    }
  EXPECT_EQ(told, 1);
}

TEST_F(WithOthers, an_entry_of_which_nothing_can_be_read_is_told_and_not_missing) {
  w.tamper("UPDATE entry SET parts='x' WHERE org=$1 AND id=$2", {w.db->org(), first});
  EXPECT_EQ(entries.entry(see(worker), person, first).error().code, Code::Corrupt);
  EXPECT_TRUE(w.alarms.any());
}

TEST_F(WithOthers, nobody_makes_one_a_part_of_what_they_may_not_write) {
  const auto stranger = w.actor(w.hire("worker", w.service()));
  const auto far = w.enrol(manager, stranger.id, std::nullopt, 0, "Eirlys", "Vaughan", "1970-01-02").person;
  EXPECT_FALSE(w.gate.write(stranger, person, w.service(), w.kind("incident")));
  // A pass of a colleague opens nothing for them.
  auto e = fresh("incident", incident("Somebody else"));
  e.person = far;
  e.part_of.emplace(person, first, writing(person));
  const auto theirs = must(w.gate.write(stranger, far, w.service(), w.kind("incident")));
  EXPECT_EQ(entries.write(theirs, e).error().code, Code::NotFound);
  // Nor does one about somebody else, or one of another kind.
  e.person = rhys;
  e.part_of.emplace(nia, first, writing(nia));
  EXPECT_EQ(entries.write(writing(rhys), e).error().code, Code::NotFound);
  e.part_of.emplace(person, note(), writing(person));
  EXPECT_EQ(entries.write(writing(rhys), e).error().code, Code::NotFound);
}

TEST_F(WithOthers, it_is_for_kinds_that_say_so_and_for_somebody_else) {
  const auto json = R"({"when":"2026-11-20T21:00","method":"visit","what-happened":"Went for a walk"})";
  EXPECT_EQ(part(rhys, person, note(), "contact-note", json).error().code, Code::NotFound);
  EXPECT_EQ(part(person, person, first).error().code, Code::Invalid);
}

TEST_F(WithOthers, what_was_tied_together_in_the_database_is_not_believed) {
  auto e = fresh("incident", incident("Something else"));
  e.person = nia;
  const auto lone = must(entries.write(writing(nia), e));
  must(part(rhys, person, first));
  const auto before = others(person, first).size();
  w.tamper("UPDATE entry SET part_of=$3 WHERE org=$1 AND id=$2", {w.db->org(), lone, first});
  EXPECT_EQ(others(person, first).size(), before);
}

}  // namespace
}  // namespace candour::record
