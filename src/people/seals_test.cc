// What somebody can do who may edit every row of the database and holds no key: destroy, and nothing else.
#include "gate/seals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/consent_flags.h"
#include "people/session.h"
#include "people/world_for_tests.h"
#include "store/inside.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

using ledger::Act;
using testing::HasSubstr;

struct Editor {
  World w{"ll"};
  Sessions sessions{w.gate, *w.db, *w.vault, w.clock};
  const std::string org = w.charter->organisation.code;
  StaffId boss_id = w.hire("supervisor", w.service());
  StaffId mine_id = w.hire("worker", w.service());
  StaffId theirs_id = w.hire("worker", w.service());
  gate::Actor boss = w.actor(boss_id), mine = w.actor(mine_id), theirs = w.actor(theirs_id);
  World::Enrolled maya = w.enrol(boss, mine_id);

  bool reaches(const gate::Actor& a, PersonId p) {
    // A gate that has loaded nothing yet: what is kept in memory is older than the tampering.
    gate::Gate fresh(w.charter, *w.db, *w.ledger, w.clock, &w.seals);
    gate::Look look;
    look.what = "profile";
    return fresh.see(a, p, look).has_value();
  }
  Result<gate::Actor> actor(StaffId id) {
    gate::Gate fresh(w.charter, *w.db, *w.ledger, w.clock, &w.seals);
    return fresh.actor(id);
  }
  bool alarmed() const { return w.alarms.any(); }
  int attacks() {
    // The line is written by another thread.
    ledger::Entry after;
    after.at = w.clock.now();
    after.what = "after";
    after.outcome = "allowed";
    must(w.ledger->record(after));
    int n = 0;
    for (const auto& k : w.all_kept()) n += k.entry.act == Act::Attack;
    return n;
  }
  gate::Seals::Found check() { return must(w.seals.check()); }
  StaffId hire(const std::string& username) {
    NewStaff s;
    s.name = "Somebody " + username;
    s.username = username;
    s.posts = {{*w.charter->find_role("supervisor"), std::nullopt, std::nullopt}};
    s.agreement_at = s.training_at = w.clock.now();
    s.password = kPassword;
    return must(w.staff.seed(s, true));
  }
  auto in(std::string_view name) {
    return sessions.sign_in(name, kPassword, "198.51.100.7", "Mozilla/5.0 (X11; Linux) Firefox/128");
  }
};

TEST(Attack, A2_what_was_done_by_the_program_holds) {
  Editor e;
  EXPECT_TRUE(e.reaches(e.mine, e.maya.person));
  EXPECT_FALSE(e.reaches(e.theirs, e.maya.person));
  const auto found = e.check();
  EXPECT_THAT(found.findings, testing::IsEmpty());
  EXPECT_GE(found.sets, 8);
  EXPECT_FALSE(e.alarmed());
  EXPECT_EQ(e.attacks(), 0);
}

/// Whatever was done to the rows about somebody, nobody reaches them any more, and everybody is told.
void nobody_reaches(Editor& e) {
  EXPECT_FALSE(e.reaches(e.theirs, e.maya.person));
  EXPECT_FALSE(e.reaches(e.mine, e.maya.person)) << "part of it is false, so none of it is believed";
  EXPECT_TRUE(e.alarmed());
  EXPECT_EQ(e.attacks(), 1) << "once, however often it is asked";
  EXPECT_FALSE(e.check().whole());
}

TEST(Attack, A2_an_allocation_that_was_inserted_gives_no_reach) {
  Editor e;
  e.w.tamper(
      "INSERT INTO allocation (org, enrolment, staff, started, person, key_worker) VALUES ($1, $2, $3, 5, "
      "$4, 0)",
      {e.org, e.maya.enrolment, e.theirs_id, e.maya.person});
  nobody_reaches(e);
}

TEST(Attack, A2_an_allocation_that_was_moved_to_somebody_else_gives_no_reach) {
  Editor e;
  e.w.tamper("UPDATE allocation SET staff=$2 WHERE org=$1", {e.org, e.theirs_id});
  nobody_reaches(e);
}

TEST(Attack, A2_a_grant_that_was_inserted_gives_no_reach) {
  Editor e;
  const auto& role = e.w.charter->at(e.theirs.posts[0].role).code;
  const auto& reason = e.w.charter->reasons[0].code;
  e.w.tamper(
      "INSERT INTO reasoned_access (org, id, staff, person, role, reason, told, started, ends) VALUES ($1, "
      "$2, $3, "
      "$4, $5, $6, $3, $7, $8)",
      {e.org, GrantId::make(1), e.theirs_id, e.maya.person, role, reason, e.w.clock.now().ms - 1,
       e.w.clock.now().ms + 1'000'000});
  nobody_reaches(e);
}

TEST(Attack, A2_a_grant_that_was_made_longer_gives_no_reach) {
  Editor e;
  const auto in = e.w.hire("worker", e.w.service(), e.w.team("Other"), e.boss_id);
  const auto actor = e.w.actor(in);
  const auto offers = must(e.w.gate.offers(actor, e.maya.person));
  ASSERT_FALSE(offers.empty());
  must(e.w.gate.ask(actor, e.maya.person, offers[0].reason, "She is ill tonight and nobody else is on",
                    *e.w.vault));
  EXPECT_TRUE(e.reaches(actor, e.maya.person));
  e.w.tamper("UPDATE reasoned_access SET ends=ends+1000000000000 WHERE org=$1", {e.org});
  EXPECT_FALSE(e.reaches(actor, e.maya.person));
  nobody_reaches(e);
}

TEST(Attack, A2_a_consent_that_was_inserted_and_an_objection_that_was_taken_away) {
  {
    Editor e;
    e.w.tamper("INSERT INTO consent_flag (org, person, purpose, given_at) VALUES ($1, $2, $3, 1)",
               {e.org, e.maya.person, e.w.charter->purposes[1].code});
    nobody_reaches(e);
  }
  Editor e;
  const auto write = must(e.w.gate.write(e.boss, e.maya.person, e.w.service(), e.w.kind("contact-note")));
  gate::ConsentFlags flags(e.w.gate, *e.w.db, e.w.clock);
  must(flags.record_objection(write, e.maya.person, write.purpose()));
  e.w.tamper("DELETE FROM objection_flag WHERE org=$1", {e.org});
  nobody_reaches(e);
}

TEST(Attack, A2_an_enrolment_that_was_closed_or_opened_again_or_moved_to_a_team) {
  for (const char* sql :
       {"UPDATE enrolment SET ended=5 WHERE org=$1", "UPDATE enrolment SET team=$2 WHERE org=$1",
        "DELETE FROM enrolment WHERE org=$1", "UPDATE referral SET state='new' WHERE org=$1",
        "UPDATE person SET restricted=1 WHERE org=$1", "UPDATE person SET died='2026-01-01' WHERE org=$1",
        "DELETE FROM seal WHERE org=$1 AND what='person'",
        "UPDATE seal SET version=version+1 WHERE org=$1 AND what='person'"}) {
    Editor e;
    std::vector<store::Param> params = {e.org};
    const auto team = TeamId::make(1);
    if (std::string_view(sql).find("$2") != std::string_view::npos) params.emplace_back(team);
    e.w.tamper(sql, params);
    SCOPED_TRACE(sql);
    nobody_reaches(e);
  }
}

TEST(Attack, A2_what_was_slipped_in_is_not_sealed_by_the_next_honest_change) {
  Editor e;
  e.w.tamper("UPDATE allocation SET key_worker=1 WHERE org=$1", {e.org});
  e.w.tamper(
      "INSERT INTO allocation (org, enrolment, staff, started, person, key_worker) VALUES ($1, $2, $3, 5, "
      "$4, 0)",
      {e.org, e.maya.enrolment, e.theirs_id, e.maya.person});
  // Whatever the program itself now changes of the same rows: what is false stays outside of the seal.
  must(e.w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("stands for an honest change");
    CHECK_OK(
        txn.run("UPDATE enrolment SET words=words+1 WHERE org=$1 AND person=$2", {e.org, e.maya.person}));
    return txn
        .run("UPDATE allocation SET team=$3 WHERE org=$1 AND person=$2",
             {e.org, e.maya.person, TeamId::make(1)})
        .map([](auto) {});
  }));
  nobody_reaches(e);
}

TEST(Attack, A2_a_whole_state_put_back_with_its_seal) {
  Editor e;
  Bytes old;
  std::int64_t version = 0;
  const auto seal = [&](auto&& f) {
    must(e.w.db->read([&](store::Session& s) {
      return s.each("SELECT version, sealed FROM seal WHERE org=$1 AND what='person' AND subject=$2",
                    {e.org, e.maya.person}, [&](const store::Row& r) { return f(r), true; });
    }));
  };
  seal([&](const store::Row& r) {
    version = r.i64(0);
    old.assign(r.blob(1).begin(), r.blob(1).end());
  });
  must(e.w.journeys.end_allocation(e.boss, e.maya.person, e.maya.enrolment, e.mine_id));
  EXPECT_FALSE(e.reaches(e.mine, e.maya.person));
  e.w.tamper("UPDATE allocation SET ended=NULL WHERE org=$1", {e.org});
  e.w.tamper("UPDATE seal SET version=$2, sealed=$3 WHERE org=$1 AND what='person' AND subject=$4",
             {e.org, version, old, e.maya.person});
  EXPECT_FALSE(e.check().whole()) << "the book counts the newer seal";
  e.w.clock.set({e.w.clock.now().ms + gate::Seals::kMomentMs + 1});
  EXPECT_FALSE(e.reaches(e.mine, e.maya.person)) << "this program has seen a newer one";
  // Another program has not, but its check finds it.
  gate::Seals other(*e.w.db, *e.w.vault, *e.w.ledger, e.w.clock);
  EXPECT_FALSE(must(other.check()).whole());
}

TEST(Attack, A2_one_set_put_back_with_its_seal_is_found_before_anything_is_believed) {
  Editor e;
  Bytes old;
  std::int64_t version = 0;
  must(e.w.db->read([&](store::Session& s) {
    return s.each("SELECT version, sealed FROM seal WHERE org=$1 AND what='person' AND subject=$2",
                  {e.org, e.maya.person}, [&](const store::Row& r) {
                    version = r.i64(0);
                    old.assign(r.blob(1).begin(), r.blob(1).end());
                    return false;
                  });
  }));
  must(e.w.journeys.end_allocation(e.boss, e.maya.person, e.maya.enrolment, e.mine_id));
  e.w.tamper("UPDATE allocation SET ended=NULL WHERE org=$1", {e.org});
  e.w.tamper("UPDATE seal SET version=$2, sealed=$3 WHERE org=$1 AND what='person' AND subject=$4",
             {e.org, version, old, e.maya.person});
  gate::Seals after_a_start(*e.w.db, *e.w.vault, *e.w.ledger, e.w.clock);
  const auto begun = after_a_start.begin();
  ASSERT_FALSE(begun);
  EXPECT_THAT(begun.error().detail.text, HasSubstr("one of them is another one"));
  e.w.db->seal_with(&e.w.seals);
}

TEST(Attack, A2_a_segment_that_was_taken_out_is_missed) {
  Editor e;
  e.w.tamper("DELETE FROM segment WHERE org=$1 AND person=$2 AND category='identity'",
             {e.org, e.maya.person});
  gate::Look look;
  look.what = "profile";
  const auto pass = must(e.w.gate.see(e.mine, e.maya.person, look));
  const auto profile = e.w.people.profile(pass, e.maya.person);
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, Code::Corrupt);
}

TEST(Attack, A2_the_book_put_back_too_is_older_than_the_ledger) {
  Editor e;
  std::vector<std::pair<std::string, Bytes>> seals;
  Bytes book;
  std::int64_t version = 0, at = 0;
  must(e.w.db->read([&](store::Session& s) -> Status {
    CHECK_OK(s.each("SELECT version, sealed FROM seal WHERE org=$1 AND what='person'", {e.org},
                    [&](const store::Row& r) {
                      at = r.i64(0);
                      seals.emplace_back("", Bytes(r.blob(1).begin(), r.blob(1).end()));
                      return true;
                    }));
    return s.each("SELECT version, sealed FROM seal_book WHERE org=$1", {e.org}, [&](const store::Row& r) {
      version = r.i64(0);
      book.assign(r.blob(1).begin(), r.blob(1).end());
      return true;
    });
  }));
  ASSERT_EQ(seals.size(), 1u);
  must(e.w.journeys.end_allocation(e.boss, e.maya.person, e.maya.enrolment, e.mine_id));
  e.w.tamper("UPDATE allocation SET ended=NULL WHERE org=$1", {e.org});
  e.w.tamper("UPDATE seal SET version=$2, sealed=$3 WHERE org=$1 AND what='person'",
             {e.org, at, seals[0].second});
  e.w.tamper("UPDATE seal_book SET version=$2, sealed=$3 WHERE org=$1", {e.org, version, book});
  gate::Seals other(*e.w.db, *e.w.vault, *e.w.ledger, e.w.clock);
  const auto found = must(other.check());
  EXPECT_THAT(found.findings, testing::Contains(HasSubstr("older than entry")));
  gate::Seals after_a_start(*e.w.db, *e.w.vault, *e.w.ledger, e.w.clock);
  const auto begun = after_a_start.begin();
  ASSERT_FALSE(begun) << "a server that remembers nothing does not start on it";
  EXPECT_THAT(begun.error().detail.text, HasSubstr("older than entry"));
  e.w.db->seal_with(&e.w.seals);
  EXPECT_THROW(e.w.hire("worker"), std::runtime_error) << "nothing is written after it either";
  EXPECT_TRUE(e.alarmed());
}

TEST(Attack, A2_a_post_that_was_inserted_opens_nothing) {
  Editor e;
  e.w.tamper("INSERT INTO staff_post (org, staff, place, role, service) VALUES ($1, $2, 7, 'supervisor', '')",
             {e.org, e.theirs_id});
  const auto actor = e.actor(e.theirs_id);
  ASSERT_FALSE(actor);
  EXPECT_EQ(actor.error().code, Code::NotAllowed);
  EXPECT_THAT(actor.error().words.text, HasSubstr("changed outside Candour"));
  EXPECT_TRUE(e.alarmed());
  EXPECT_EQ(e.attacks(), 1);
  EXPECT_TRUE(e.actor(e.mine_id)) << "nobody else suffers";
}

TEST(Attack, A2_nothing_of_an_account_can_be_changed) {
  for (const char* sql : {"UPDATE staff SET agreement_at=1 WHERE org=$1 AND id=$2",
                          "UPDATE staff SET training_at=9000000000000 WHERE org=$1 AND id=$2",
                          "UPDATE staff SET left_at=NULL, changed=changed+1 WHERE org=$1 AND id=$2",
                          "UPDATE staff SET supervisor=$2 WHERE org=$1 AND id=$2",
                          "UPDATE staff SET username=5 WHERE org=$1 AND id=$2",
                          "UPDATE staff SET sealed=(SELECT sealed FROM staff WHERE org=$1 AND id<>$2 LIMIT "
                          "1) WHERE org=$1 AND id=$2",
                          "UPDATE staff_post SET role='supervisor' WHERE org=$1 AND staff=$2",
                          "UPDATE staff_post SET service='' WHERE org=$1 AND staff=$2",
                          "DELETE FROM staff_post WHERE org=$1 AND staff=$2",
                          "DELETE FROM seal WHERE org=$1 AND what='staff' AND subject=$2"}) {
    Editor e;
    e.w.tamper(sql, {e.org, e.theirs_id});
    EXPECT_FALSE(e.actor(e.theirs_id)) << sql;
    EXPECT_FALSE(e.check().whole()) << sql;
  }
}

TEST(Attack, A2_an_account_that_left_does_not_come_back) {
  Editor e;
  const auto admin = e.w.actor(e.w.hire("admin"));
  must(e.w.staff.leave(admin, e.theirs_id));
  e.w.tamper("UPDATE staff SET left_at=NULL WHERE org=$1 AND id=$2", {e.org, e.theirs_id});
  EXPECT_FALSE(e.actor(e.theirs_id));
}

TEST(Attack, A2_an_old_post_put_back_after_it_was_taken_away) {
  Editor e;
  const auto admin = e.w.actor(e.w.hire("admin"));
  const gate::Post worker{*e.w.charter->find_role("worker"), e.w.service(), std::nullopt};
  const gate::Post boss{*e.w.charter->find_role("supervisor"), std::nullopt, std::nullopt};
  NewStaff s;
  s.name = "Somebody with two posts";
  s.username = "two.posts";
  s.posts = {worker, boss};
  const auto id = must(e.w.staff.seed(s, true));
  must(e.w.staff.change_posts(admin, id, {worker}, std::nullopt));  // what is taken away counts at once
  ASSERT_EQ(must(e.actor(id)).posts.size(), 1u);
  e.w.tamper("INSERT INTO staff_post (org, staff, place, role, service) VALUES ($1, $2, 1, 'supervisor', '')",
             {e.org, id});
  EXPECT_FALSE(e.actor(id));
}

TEST(Attack, A2_who_is_put_into_a_line_gives_no_reach) {
  Editor e;
  e.w.tamper("UPDATE staff SET supervisor=$3 WHERE org=$1 AND id=$2", {e.org, e.mine_id, e.theirs_id});
  const auto above = must(e.actor(e.theirs_id));
  EXPECT_THAT(above.line, testing::IsEmpty());
}

TEST(Attack, A2_a_swapped_name_is_not_shown) {
  Editor e;
  e.w.tamper(
      "UPDATE staff SET sealed=(SELECT sealed FROM staff WHERE org=$1 AND id=$3) WHERE org=$1 AND id=$2",
      {e.org, e.theirs_id, e.boss_id});
  StaffBook book(e.w.gate, *e.w.db, *e.w.vault, e.w.clock);
  EXPECT_EQ(book.directory()->name(e.theirs_id), "(record does not hold)");
  EXPECT_NE(book.directory()->name(e.boss_id), "(record does not hold)");
}

TEST(Attack, A2_a_password_pasted_onto_another_account_signs_nobody_in) {
  Editor e;
  const auto lead = e.hire("lead"), thief = e.hire("thief");
  ASSERT_TRUE(e.in("lead"));
  e.w.tamper(
      "UPDATE staff_secret SET password=(SELECT password FROM staff_secret WHERE org=$1 AND staff=$3) "
      "WHERE org=$1 AND staff=$2",
      {e.org, lead, thief});
  const auto in = e.in("lead");
  ASSERT_FALSE(in);
  EXPECT_EQ(in.error().code, Code::Corrupt);
  EXPECT_TRUE(e.alarmed());
  EXPECT_TRUE(e.in("thief"));
}

TEST(Attack, A2_a_session_row_pasted_onto_another_account_is_none) {
  Editor e;
  const auto lead = e.hire("lead"), thief = e.hire("thief");
  ASSERT_TRUE(e.in("lead"));
  const auto in = must(e.in("thief"));
  ASSERT_EQ(must(e.sessions.find(in.token)).staff, thief);
  e.w.tamper("UPDATE staff_session SET staff=$2 WHERE org=$1 AND staff=$3", {e.org, lead, thief});
  EXPECT_FALSE(e.sessions.find(in.token));
  EXPECT_TRUE(e.alarmed());
}

TEST(Attack, A2_a_token_swapped_into_another_session_signs_nobody_in) {
  Editor e;
  const auto lead = e.hire("lead"), thief = e.hire("thief");
  ASSERT_TRUE(e.in("lead"));
  const auto in = must(e.in("thief"));
  e.w.tamper("UPDATE staff_session SET token=$3 WHERE org=$1 AND staff=$2", {e.org, thief, Bytes(32, 0)});
  e.w.tamper("UPDATE staff_session SET token=$3 WHERE org=$1 AND staff=$2",
             {e.org, lead, vault::token_hash(in.token)});
  EXPECT_FALSE(e.sessions.find(in.token));
  EXPECT_TRUE(e.alarmed());
}

TEST(Attack, A2_an_index_that_leads_a_token_to_another_session_signs_nobody_in) {
  if (store::tests_run_on_postgres()) GTEST_SKIP() << "an index of PostgreSQL is not changed by statements";
  Editor e;
  e.hire("lead");
  e.hire("thief");
  const auto of_lead = must(e.in("lead"));
  const auto in = must(e.in("thief"));
  // Every row stays as it was, so that every seal holds. But while the index on tokens is asleep the two rows
  // change places, and it leads each token to the other's row.
  const std::string asleep = " WHERE staff IS NULL";
  for (const auto& sql :
       {"UPDATE sqlite_schema SET sql=sql||'" + asleep + "' WHERE name='staff_session_token'",
        std::string("UPDATE staff_session SET rowid=rowid-3"),
        std::string("UPDATE staff_session SET rowid=-rowid"),
        "UPDATE sqlite_schema SET sql=replace(sql,'" + asleep + "','') WHERE name='staff_session_token'"}) {
    e.w.tamper("PRAGMA writable_schema=ON", {});
    e.w.tamper(sql, {});
    e.w.tamper("PRAGMA writable_schema=RESET", {});
  }
  for (const auto& token : {in.token, of_lead.token}) {
    const auto none = e.sessions.find(token);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Code::NotFound);
  }
  EXPECT_FALSE(e.alarmed()) << "no row was changed";
}

TEST(Attack, A2_a_session_that_was_inserted_revived_or_made_longer_is_none) {
  for (const char* sql : {"UPDATE staff_session SET ended=NULL WHERE org=$1 AND staff=$2",
                          "UPDATE staff_session SET ends=ends+1000000000 WHERE org=$1 AND staff=$2",
                          "UPDATE staff_session SET half=0, ended=NULL WHERE org=$1 AND staff=$2",
                          "DELETE FROM seal WHERE org=$1 AND what='session' AND subject=$2"}) {
    Editor e;
    const auto thief = e.hire("thief");
    const auto in = must(e.in("thief"));
    if (std::string_view(sql).find("ended") != std::string_view::npos) must(e.sessions.end(in.token));
    e.w.tamper(sql, {e.org, thief});
    EXPECT_FALSE(e.sessions.find(in.token)) << sql;
  }
}

TEST(Attack, A2_a_database_whose_seals_were_all_taken_away_does_not_open) {
  Editor e;
  e.w.tamper("DELETE FROM seal WHERE org=$1", {e.org});
  e.w.tamper("DELETE FROM seal_book WHERE org=$1", {e.org});
  gate::Seals other(*e.w.db, *e.w.vault, *e.w.ledger, e.w.clock);
  const auto begun = other.begin();
  ASSERT_FALSE(begun) << "the ledger says that there were seals";
  EXPECT_EQ(begun.error().code, Code::Corrupt);
  e.w.db->seal_with(&e.w.seals);
}

TEST(Attack, A2_every_column_of_a_sealed_table_is_sealed) {
  World w;
  for (const auto& [table, column] : store::columns_for_tests(*w.db)) {
    const auto* t = gate::seal_table(table);
    if (!t || column == "org" || column == "mac") continue;
    EXPECT_THAT(t->columns, testing::Contains(column)) << table;
  }
}

TEST(Seals, a_database_of_before_is_sealed_when_it_is_opened) {
  Editor e;
  e.w.db->seal_with(nullptr);
  // As 0.1 left it: no seals, no book, and a ledger that knows nothing of them.
  auto old = must(store::open_for_tests(e.w.charter->org(), store::record_migrations()));
  auto ledger = must(ledger::open_ledger(*old, e.w.vault->derive("ledger-signing")));
  gate::Gate gate(e.w.charter, *old, *ledger, e.w.clock);
  StaffBook staff(gate, *old, *e.w.vault, e.w.clock);
  NewStaff s;
  s.name = "Old Hand";
  s.username = "old.hand";
  s.posts = {{*e.w.charter->find_role("supervisor"), std::nullopt, std::nullopt}};
  s.agreement_at = s.training_at = e.w.clock.now();
  const auto id = must(staff.seed(s, true));
  {
    gate::Seals seals(*old, *e.w.vault, *ledger, e.w.clock);
    must(seals.begin());
    EXPECT_THAT(must(seals.check()).findings, testing::IsEmpty());
    gate::Gate sealed(e.w.charter, *old, *ledger, e.w.clock, &seals);
    EXPECT_TRUE(sealed.actor(id));
    must(seals.begin());  // once only
  }
  gate::Seals again(*old, *e.w.vault, *ledger, e.w.clock);
  must(again.begin());
  EXPECT_THAT(must(again.check()).findings, testing::IsEmpty());
  e.w.db->seal_with(&e.w.seals);
}

/// A session that says nothing of the ledger knows it by the names in a statement.
TEST(SealQueries, every_set_is_read_also_where_the_ledger_is_not) {
  for (std::size_t i = 0; i < gate::kSealSets; ++i)
    EXPECT_FALSE(store::names_ledger(gate::seal_query_of(gate::set_at(i), 1))) << i;
}

}  // namespace
}  // namespace candour::people
