#include "record/diary.h"

#include <gmock/gmock.h>

#include "people/counting_db_for_tests.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kMinute = 60'000;

UnixMs at(std::string_view minute) {
  return to_unix(parse_iso_minute(minute).value()).value();
}

class DiaryTest : public Scene {
 protected:
  Diary diary{w.gate, *w.db};
  StaffId colleague_id = hire_beside();
  gate::Actor colleague = w.actor(colleague_id);

  StaffId hire_beside() {
    const auto id = w.hire("worker", w.service(), std::nullopt, manager.id);
    manager = w.actor(manager.id);
    return id;
  }
  void supports_too(StaffId who) {
    must(w.journeys.allocate(manager, person, must(w.journeys.enrolments(see(manager), person)).front().id,
                             who, false, std::nullopt));
  }
  EntryId book(std::string_view when, std::string_view more = "") {
    return write(worker, "appointment",
                 R"({"when":")" + std::string(when) + R"(","what":"Dentist")" + std::string(more) + "}");
  }
  std::string named(StaffId s) { return R"(,"staff":")" + s.text() + "\""; }
  /// "hh:mm-hh:mm" of what stands in somebody's diary on a day.
  std::vector<std::string> times(const gate::Actor& reader, std::vector<StaffId> whose, charter::Date day,
                                 int days = 1) {
    std::vector<std::string> out;
    for (const auto& item : must(diary.of_staff(reader, std::move(whose), span_of_days(day, days))))
      out.push_back(words(item));
    return out;
  }
  static std::string words(const DiaryItem& item) {
    return (item.busy ? "busy " : "") + iso_minute(local_time(item.span.starts)).substr(11) + "-" +
           iso_minute(local_time(item.span.ends)).substr(11) + (item.freed ? " free" : "");
  }
  std::vector<std::string> clashing(const gate::Actor& who, std::string_view when, StaffId staff,
                                    std::optional<EntryId> but = {}, PersonId about = {}) {
    const auto of = about.is_nil() ? person : about;
    const auto pass = must(w.gate.write(who, of, w.service(), w.kind("appointment")));
    DiaryWish wish{{at(when), {at(when).ms + 30 * kMinute}}, staff, false, false};
    std::vector<std::string> out;
    for (const auto& item : must(diary.clashes(who, pass, of, wish, but))) out.push_back(words(item));
    return out;
  }
};

constexpr auto kDay = charter::Date(std::chrono::year(2026) / 11 / 25);

TEST_F(DiaryTest, Promise_LL_2_3b_what_is_arranged_stands_in_the_diary_of_whoever_goes) {
  supports_too(colleague_id);
  book("2026-11-25T10:00", R"(,"minutes":45)" + named(colleague_id));
  book("2026-11-25T14:00");
  EXPECT_THAT(times(colleague, {colleague_id}, kDay), ElementsAre("10:00-10:45", "14:00-15:00"))
      << "named, and on the caseload without a name";
  EXPECT_THAT(times(worker, {worker.id}, kDay), ElementsAre("14:00-15:00"))
      << "the other one is a colleague's";
  const auto of_person = must(diary.of_person(worker, see(worker), person, span_of_days(kDay, 1)));
  EXPECT_THAT(of_person.size(), 2u);
  EXPECT_THAT(times(worker, {worker.id}, add_days(kDay, 1)), IsEmpty());
}

TEST_F(DiaryTest, a_row_follows_its_entry) {
  const auto id = book("2026-11-25T10:00", named(worker.id));
  must(entries.change(to_write(worker, "appointment"), person, id, 1,
                      values(R"({"when":"2026-11-25T11:00","what":"Dentist","minutes":30,"staff":")" +
                             worker.id.text() + "\"}"),
                      ""));
  EXPECT_THAT(times(worker, {worker.id}, kDay), ElementsAre("11:00-11:30"));
  must(entries.move(worker, to_write(worker, "appointment"), person, id, 2, "cancel", "The dentist is ill"));
  EXPECT_THAT(times(worker, {worker.id}, kDay), ElementsAre("11:00-11:30 free"));
  EXPECT_THAT(clashing(worker, "2026-11-25T11:00", worker.id), IsEmpty()) << "its time is free again";
}

TEST_F(DiaryTest, one_looks_into_the_diaries_of_those_below_and_into_no_other) {
  supports_too(colleague_id);
  book("2026-11-25T10:00", named(colleague_id));
  EXPECT_THAT(times(manager, {colleague_id}, kDay), ElementsAre("10:00-11:00"));
  EXPECT_THAT(times(worker, {colleague_id}, kDay), IsEmpty()) << "not theirs to look into";
  EXPECT_THAT(must(diary.may_look_into(worker)), ElementsAre(worker.id));
}

TEST_F(DiaryTest, of_what_the_reader_could_not_open_only_the_time_is_there) {
  const auto other = w.service(std::size_t{1});
  const auto elsewhere =
      w.enrol(w.actor(w.hire("supervisor", other)), std::nullopt, std::nullopt, 1, "Ada", "Cole");
  const auto there_id = w.hire("worker", other);
  const auto lead = w.actor(w.hire("supervisor", other));
  (void)there_id;
  NewEntry e;
  e.person = elsewhere.person;
  e.service = other;
  e.kind = w.kind("appointment");
  e.values = values(R"({"when":"2026-11-25T10:00","what":"Secret","staff":")" + colleague_id.text() + "\"}");
  // As an import brings it, which asks nobody whether they can open it still.
  const auto pass = must(w.gate.write(lead, elsewhere.person, other, e.kind));
  must(w.db->write([&](store::Txn& t) { return entries.write(t, pass, e, w.clock.now()).map([](auto) {}); }));
  const auto all = must(diary.of_staff(manager, {colleague_id}, span_of_days(kDay, 1)));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all.front().busy);
  EXPECT_TRUE(all.front().person.is_nil() && all.front().entry.is_nil()) << "nothing leads there";
  EXPECT_THAT(clashing(manager, "2026-11-25T10:15", colleague_id), ElementsAre("busy 10:00-11:00"));
  EXPECT_THAT(clashing(worker, "2026-11-25T10:15", colleague_id), IsEmpty())
      << "who may not look into the diary is not told of it either";
}

TEST_F(DiaryTest, Promise_LL_2_3b_what_is_at_the_same_time_is_shown) {
  supports_too(colleague_id);
  const auto id = book("2026-11-25T10:00", named(worker.id));
  EXPECT_THAT(clashing(worker, "2026-11-25T10:59", StaffId{}), ElementsAre("10:00-11:00"))
      << "the same person";
  EXPECT_THAT(clashing(worker, "2026-11-25T11:00", worker.id), IsEmpty()) << "one after the other";
  EXPECT_THAT(clashing(worker, "2026-11-25T09:30", worker.id), IsEmpty());
  EXPECT_THAT(clashing(worker, "2026-11-25T09:31", worker.id), ElementsAre("10:00-11:00"));
  EXPECT_THAT(clashing(worker, "2026-11-25T10:10", worker.id, id), IsEmpty()) << "not with itself";
  const auto other = enrol();
  EXPECT_THAT(clashing(worker, "2026-11-25T10:10", worker.id, {}, other), ElementsAre("10:00-11:00"))
      << "the same colleague with somebody else";
}

TEST_F(DiaryTest, the_hour_that_comes_twice_and_the_one_that_never_was) {
  w.clock.set(at("2027-03-01T10:00"));
  const auto refused =
      charter::check_values(w.charter->at(w.kind("appointment")), nullptr, true,
                            values(R"({"when":"2027-03-28T01:30","what":"Night"})"), today(w.clock.now()));
  EXPECT_FALSE(refused.ok()) << "half past one never was that night";
  book("2027-03-28T00:30", R"(,"minutes":60)" + named(worker.id));
  const auto spring = charter::Date(std::chrono::year(2027) / 3 / 28);
  EXPECT_THAT(times(worker, {worker.id}, spring), ElementsAre("00:30-02:30"))
      << "an hour passes, the clock jumps";
  const auto autumn = charter::Date(std::chrono::year(2027) / 10 / 31);
  book("2027-10-31T01:30", R"(,"minutes":90)" + named(worker.id));
  EXPECT_THAT(times(worker, {worker.id}, autumn), ElementsAre("01:30-02:00"))
      << "ninety minutes pass all the same";
  const auto all = must(diary.of_staff(worker, {worker.id}, span_of_days(autumn, 1)));
  EXPECT_EQ(all.front().span.ends.ms - all.front().span.starts.ms, 90 * kMinute);
  EXPECT_EQ(all.front().span.starts.ms, to_unix({autumn, 1, 30}, Twice::First)->ms);
  const auto a_day = span_of_days(autumn, 1), short_day = span_of_days(spring, 1);
  EXPECT_EQ(a_day.ends.ms - a_day.starts.ms, 25 * 60 * kMinute);
  EXPECT_EQ(short_day.ends.ms - short_day.starts.ms, 23 * 60 * kMinute);
  book("2027-10-31T23:30", R"(,"minutes":60)" + named(worker.id));
  EXPECT_THAT(times(worker, {worker.id}, autumn), ElementsAre("01:30-02:00", "23:30-00:30"));
  EXPECT_THAT(times(worker, {worker.id}, add_days(autumn, 1)), ElementsAre("23:30-00:30"))
      << "both days have it";
}

TEST_F(DiaryTest, what_is_due_is_due_at_the_time_and_reaches_the_colleague_whom_it_names) {
  supports_too(colleague_id);
  book("2026-11-22T10:00", named(colleague_id));
  const auto theirs = must(work.lists(colleague, add_days(today(w.clock.now()), 1))).mine;
  ASSERT_EQ(theirs.size(), 1u);
  EXPECT_EQ(theirs.front().due.at.value().ms, at("2026-11-22T10:00").ms);
  EXPECT_THAT(must(work.lists(worker, add_days(today(w.clock.now()), 1))).mine, IsEmpty());
}

TEST_F(DiaryTest, what_was_booked_before_there_were_diaries_stands_in_them_too) {
  const auto id = book("2026-11-25T10:00", named(worker.id));
  must(
      entries.move(worker, to_write(worker, "appointment"), person, book("2026-11-25T12:00"), 1, "keep", ""));
  w.tamper("DELETE FROM diary WHERE org=$1", {w.charter->org()});
  EXPECT_THAT(times(worker, {worker.id}, kDay), IsEmpty());
  must(begin_diary(*w.charter, *w.db));
  must(begin_diary(*w.charter, *w.db));
  const auto all = must(diary.of_staff(worker, {worker.id}, span_of_days(kDay, 1)));
  ASSERT_EQ(all.size(), 1u) << "what is over needs no time any more";
  EXPECT_EQ(all.front().entry, id);
  EXPECT_EQ(words(all.front()), "10:00-11:00");
}

TEST_F(DiaryTest, many_appointments_of_many_people_take_as_many_queries_as_one) {
  people::CountingDb counting(*w.db);
  gate::Gate gate(w.charter, counting, *w.ledger, w.clock, &w.seals);
  const Diary counted(gate, counting);
  Entries opened(gate, counting, *w.vault, w.clock);
  CategorySet care;
  care.add(w.category("care"));
  const auto statements = [&](std::size_t expected) {
    worker = w.actor(worker.id);
    counting.statements = 0;
    const auto all = must(counted.of_staff(worker, {worker.id}, span_of_days(kDay, 1)));
    EXPECT_EQ(all.size(), expected);
    std::vector<EntryId> ids;
    std::vector<PersonId> who;
    for (const auto& item : all) {
      ids.push_back(item.entry);
      who.push_back(item.person);
    }
    const auto reach = must(gate.begin_looks(worker, who, {ledger::Act::View, "diary", "", care}));
    const auto listed = must(opened.listed(reach, ids, care));
    EXPECT_EQ(listed.size(), expected);
    EXPECT_EQ(listed.front().values.at("what").as_string(), "Dentist");
    return counting.statements;
  };
  book("2026-11-25T09:00");
  const int of_one = statements(1);
  for (int i = 0; i < 40; ++i) {
    person = enrol();
    book("2026-11-25T1" + std::to_string(i % 10) + ":00");
  }
  EXPECT_LE(statements(41), of_one + 4) << "longer lists of ids are other statements, not more for each";
}

}  // namespace
}  // namespace candour::record
