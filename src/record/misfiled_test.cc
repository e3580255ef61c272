// An entry on the wrong record goes to the right one or away, by two people, and nothing of it is left
// behind.
#include "record/misfiled.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/tasks.h"
#include "gate/things.h"
#include "record/scene_for_tests.h"

namespace candour::record {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class MisfiledEntry : public Scene {
 protected:
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  MisfiledEntries misfiled{w.gate, *w.db, *w.vault, w.clock, jobs};
  const PersonId other = w.enrol(manager, worker.id, std::nullopt, 0, "Rhys", "Bevan", "1970-01-02").person;
  gate::Tasks tasks{w.gate, *w.db, w.clock};

  Status ask(const gate::Actor& actor, EntryId id, PersonId to, MisfiledWhy why = MisfiledWhy::WrongPerson) {
    return misfiled.ask(actor, see(actor), person, id, why, to);
  }
  Misfiled of(const gate::Actor& actor, PersonId who, EntryId id) {
    return *must(misfiled.of(see(actor, who), who, id));
  }
  Status decide(const gate::Actor& actor, EntryId id, bool agree) {
    return misfiled.decide(actor, see(actor), id, of(actor, person, id).id, agree);
  }
  void finish(const Misfiled& m) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& s) -> Status {
      TRY(job, jobs.about(s, m.id.raw));
      return {};
    }));
    const auto done = jobs.finish(job->id);
    ASSERT_TRUE(done) << done.error().words.text << " " << done.error().detail.text;
  }
  std::vector<std::string> waiting(const gate::Actor& actor) {
    std::vector<std::string> kinds;
    for (const auto& t : must(tasks.open(actor, 50))) kinds.push_back(t.kind);
    return kinds;
  }
  EntryId with_file(EntryId id) {
    must(files.put(to_write(worker, "contact-note"), person, id, w.charter->find_category("care").value(),
                   "what", "scan.pdf", as_bytes("%PDF-1.7 a scan about Rhys")));
    return id;
  }
};

TEST_F(MisfiledEntry, goes_to_whose_it_is_with_all_that_belongs_to_it) {
  const auto stays = note("2026-11-20T09:00", "Really about Maya");
  const auto id = with_file(note("2026-11-20T14:20", "About Rhys and nobody else"));
  must(ask(worker, id, other));
  EXPECT_THAT(waiting(manager), ElementsAre(gate::kMisfiled));
  must(decide(manager, id, true));
  EXPECT_TRUE(waiting(manager).empty());
  finish(of(manager, person, id));

  const auto moved = must(entries.entry(see(worker, other), other, id));
  EXPECT_EQ(moved.values.at("what-happened"), "About Rhys and nobody else");
  EXPECT_EQ(moved.author, worker.id);
  EXPECT_EQ(must(files.of(see(worker, other), other, id)).size(), 1u);
  EXPECT_EQ(must(entries.versions(see(worker, other), other, id)).front().change, "brought");
  EXPECT_FALSE(entries.entry(see(worker), person, id));
  EXPECT_TRUE(must(files.of(see(worker), person, id)).empty());
  EXPECT_EQ(entry(worker, stays).values.at("what-happened"), "Really about Maya");
  EXPECT_TRUE(health().whole());
  EXPECT_EQ(health().destroyed, 0);

  const auto off = must(misfiled.taken_off(see(worker), person));
  ASSERT_EQ(off.size(), 1u);
  EXPECT_EQ(off[0].state, MisfiledState::Done);
  EXPECT_EQ(off[0].asked_by, worker.id);
  EXPECT_EQ(off[0].decided_by, manager.id);
  EXPECT_TRUE(must(misfiled.taken_off(see(worker, other), other)).empty());
}

TEST_F(MisfiledEntry, Promise_ALL_2_both_records_and_the_ledger_tell_of_it_without_its_words) {
  const auto id = note("2026-11-20T14:20", "About Rhys");
  must(ask(worker, id, other));
  must(decide(manager, id, true));
  finish(of(manager, person, id));
  std::vector<std::string> here, there;
  for (const auto& k : w.all_kept()) {
    if (k.entry.thing != id.text() || k.entry.act != ledger::Act::Change) continue;
    const auto& people = k.entry.people;
    (std::ranges::find(people, person) != people.end() ? here : there).push_back(k.entry.what);
  }
  EXPECT_THAT(here, ElementsAre("taken-off", "misfiled", "misfiled"));
  EXPECT_THAT(there, ElementsAre("brought"));
}

TEST_F(MisfiledEntry, what_is_nobodys_is_gone_from_the_record_and_an_old_copy_opens_no_more) {
  const auto id = with_file(note("2026-11-20T14:20", "Should never have been written"));
  const auto stays = note("2026-11-20T09:00", "Really about Maya");
  Bytes old, slot;
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT sealed, slot FROM segment WHERE org=$1 AND entry=$2 LIMIT 1",
                  {w.charter->org(), id}, [&](const store::Row& r) {
                    old.assign(r.blob(0).begin(), r.blob(0).end());
                    slot.assign(r.blob(1).begin(), r.blob(1).end());
                    return false;
                  });
  }));
  must(ask(worker, id, {}, MisfiledWhy::NotToBeKept));
  must(decide(manager, id, true));
  finish(of(manager, person, id));
  for (const std::string table : {"entry WHERE id=", "entry_version WHERE entry=", "segment WHERE entry=",
                                  "file WHERE entry=", "due WHERE entry=", "alert WHERE entry="}) {
    std::int64_t n = -1;
    const auto where = table.find("WHERE ") + 6;
    must(w.db->read([&](store::Session& s) {
      return s.each(
          "SELECT count(*) FROM " + table.substr(0, where) + "org=$1 AND " + table.substr(where) + "$2",
          {w.charter->org(), id}, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    EXPECT_EQ(n, 0) << table;
  }
  EXPECT_EQ(count("SELECT count(*) FROM file_chunk"), 0);
  EXPECT_EQ(entry(worker, stays).values.at("what-happened"), "Really about Maya");
  // As if a copy of the records from before were put back beside the keys of now.
  must(w.db->write([&](store::Txn& t) -> Status {
    store::no_entry_needed("a test tampers");
    CHECK_OK(
        t.run("INSERT INTO segment (org, person, entry, version, category, slot, sealed) "
              "VALUES ($1, $2, $3, 1, 'care', $4, $5)",
              {w.charter->org(), person, id, slot, old}));
    return {};
  }));
  EXPECT_EQ(health().destroyed, 1) << "its key is gone";
}

TEST_F(MisfiledEntry, what_stands_in_a_diary_and_is_due_goes_with_it_or_away) {
  const auto rows = [&](const std::string& table, PersonId of) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) {
      // The referral of everybody here has a clock too, which was met.
      return s.each("SELECT count(*) FROM " + table + " WHERE org=$1 AND person=$2 AND kind='appointment'",
                    {w.charter->org(), of}, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  };
  const auto appointment = [&] {
    return write(worker, "appointment", R"({"when":"2026-11-25T10:00","what":"Dentist","minutes":30})");
  };
  const auto moved = appointment(), dropped = appointment();
  ASSERT_EQ(rows("diary", person), 2);
  must(ask(worker, moved, other));
  must(decide(manager, moved, true));
  finish(of(manager, person, moved));
  EXPECT_EQ(rows("diary", person), 1);
  EXPECT_EQ(rows("diary", other), 1);
  EXPECT_EQ(rows("due", other), 1);
  must(ask(worker, dropped, {}, MisfiledWhy::Twice));
  must(decide(manager, dropped, true));
  finish(of(manager, person, dropped));
  EXPECT_EQ(rows("diary", person) + rows("due", person), 0);
}

TEST_F(MisfiledEntry, two_people_of_whom_one_is_above_the_writer) {
  const auto id = note();
  // A colleague who supports the person too, and so reaches all of it.
  const auto colleague_id = w.hire("worker", w.service(), std::nullopt, manager.id);
  manager = w.actor(manager.id);
  for (const auto& e : must(w.journeys.enrolments(see(manager), person)))
    must(w.journeys.allocate(manager, person, e.id, colleague_id, false, std::nullopt));
  const auto colleague = w.actor(colleague_id);
  ASSERT_TRUE(w.gate.step(colleague, person, w.service(), w.kind("contact-note")));
  EXPECT_FALSE(must(misfiled.may_ask(colleague, entry(manager, id))));
  EXPECT_TRUE(must(misfiled.may_ask(worker, entry(manager, id))));
  EXPECT_TRUE(must(misfiled.may_ask(manager, entry(manager, id))));
  must(ask(worker, id, {}, MisfiledWhy::Twice));
  const auto m = of(worker, person, id);
  EXPECT_FALSE(must(misfiled.may_decide(worker, m)));
  const auto self = decide(worker, id, true);
  ASSERT_FALSE(self);
  EXPECT_EQ(self.error().code, Code::NotAllowed);
  EXPECT_THAT(self.error().words.text, HasSubstr("You asked for this"));
  EXPECT_FALSE(must(misfiled.may_decide(colleague, m)));
  EXPECT_EQ(misfiled.decide(colleague, see(manager), m.entry, m.id, true).error().code, Code::NotAllowed);
  EXPECT_EQ(ask(manager, id, {}, MisfiledWhy::Twice).error().code, Code::Conflict) << "it waits already";
  EXPECT_TRUE(must(misfiled.may_decide(manager, m)));
  EXPECT_EQ(misfiled.decide(manager, see(manager), note(), m.id, false).error().code, Code::NotFound)
      << "said of another entry";
  must(decide(manager, id, false));
  EXPECT_EQ(of(worker, person, id).state, MisfiledState::Refused);
  EXPECT_EQ(entry(worker, id).state, entry(manager, id).state);
  EXPECT_EQ(misfiled.decide(manager, see(manager), m.entry, m.id, true).error().code, Code::Conflict);
  must(ask(manager, id, {}, MisfiledWhy::Twice));
  EXPECT_THAT(waiting(worker), ElementsAre(gate::kMisfiled)) << "the writer agrees when the manager asks";
  EXPECT_TRUE(must(misfiled.may_decide(worker, of(worker, person, id))));
}

TEST_F(MisfiledEntry, nothing_comes_off_a_restricted_record) {
  const auto id = note();
  must(ask(worker, id, {}, MisfiledWhy::NotToBeKept));
  must(w.db->write([&](store::Txn& t) -> Status {
    store::no_entry_needed("a test restricts");
    return t.run("UPDATE person SET restricted=1 WHERE org=$1 AND id=$2", {w.charter->org(), person})
        .map([](auto) {});
  }));
  const auto pass = must(w.gate.step(manager, person, w.service(), w.kind("contact-note")));
  const auto m = must(misfiled.of(pass, person, id));
  ASSERT_TRUE(m);
  EXPECT_EQ(misfiled.decide(manager, pass, m->entry, m->id, true).error().code, Code::NotAllowed);
  EXPECT_EQ(misfiled.ask(manager, pass, person, id, MisfiledWhy::Twice, {}).error().code, Code::NotAllowed);
}

TEST_F(MisfiledEntry, what_was_agreed_and_could_not_be_done_says_so_and_can_be_asked_anew) {
  const auto id = note();
  const auto restrict = [&](int how) {
    must(w.db->write([&](store::Txn& t) -> Status {
      store::no_entry_needed("a test restricts");
      return t.run("UPDATE person SET restricted=$3 WHERE org=$1 AND id=$2", {w.charter->org(), person, how})
          .map([](auto) {});
    }));
  };
  must(ask(worker, id, other));
  must(decide(manager, id, true));
  EXPECT_EQ(of(worker, person, id).state, MisfiledState::Agreed);
  restrict(1);
  std::optional<jobs::Job> job;
  must(w.db->read([&](store::Session& s) -> Status {
    TRY(job, jobs.about(s, of(worker, person, id).id.raw));
    return {};
  }));
  EXPECT_FALSE(jobs.finish(job->id)) << "it was restricted between agreement and act";
  restrict(0);
  EXPECT_EQ(of(worker, person, id).state, MisfiledState::Stopped);
  EXPECT_FALSE(must(misfiled.may_decide(manager, of(manager, person, id))));
  must(ask(worker, id, other));
  EXPECT_EQ(of(worker, person, id).state, MisfiledState::Asked);
  must(decide(manager, id, true));
  finish(of(worker, person, id));
  EXPECT_EQ(of(worker, other, id).state, MisfiledState::Done);
}

TEST_F(MisfiledEntry, goes_only_where_both_may_write_it) {
  const auto id = note();
  const auto stranger = w.enrol(manager, w.hire("worker", w.service(), std::nullopt, manager.id),
                                std::nullopt, 0, "Iwan", "Rees", "1980-05-06")
                            .person;
  const auto tried = ask(worker, id, stranger);
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::Invalid);
  EXPECT_EQ(ask(worker, id, PersonId::make(7)).error().fields.front().message,
            tried.error().fields.front().message)
      << "somebody who is not there is refused in the same words";
  EXPECT_EQ(ask(worker, id, person).error().code, Code::Invalid) << "it stands there already";
  const auto once = write(worker, "communication-profile", R"({"in-short":"I nod for yes"})");
  must(entries.write(must(w.gate.write(worker, other, w.service(), w.kind("communication-profile"))), [&] {
    auto e = fresh("communication-profile", R"({"in-short":"I smile for yes"})");
    e.person = other;
    return e;
  }()));
  const auto second = ask(worker, once, other);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().fields.front().message, HasSubstr("already"));
}

TEST_F(MisfiledEntry, a_row_that_was_changed_outside_of_candour_is_no_authority) {
  const auto id = note();
  must(ask(worker, id, {}, MisfiledWhy::Twice));
  must(w.db->write([&](store::Txn& t) -> Status {
    store::no_entry_needed("a test tampers");
    return t.run("UPDATE misfiled SET asked_by=$2 WHERE org=$1", {w.charter->org(), manager.id})
        .map([](auto) {});
  }));
  // Through the engine the change was sealed like any other; who asked is who stands there now.
  EXPECT_FALSE(must(misfiled.may_decide(manager, of(manager, person, id))));
}

}  // namespace
}  // namespace candour::record
