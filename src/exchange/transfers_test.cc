// A service that goes to another provider: who may ask, who agrees, whose records go and whose stay, what is
// in what goes, and the receipt.
#include "exchange/transfers.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>

#include "gate/service_subject.h"
#include "people/lines_for_tests.h"
#include "people/values_in.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"
#include "store/open_for_tests.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::exchange {
namespace {

using ledger::Act;
using people::must;
using testing::HasSubstr;
using testing::Not;
using Files = std::map<std::string, std::string>;

Files unzipped(const std::string& bytes) {
  Files out;
  auto* a = archive_read_new();
  archive_read_support_format_zip(a);
  EXPECT_EQ(archive_read_open_memory(a, bytes.data(), bytes.size()), ARCHIVE_OK);
  for (archive_entry* e = nullptr; archive_read_next_header(a, &e) == ARCHIVE_OK;) {
    std::string text(static_cast<std::size_t>(archive_entry_size(e)), '\0');
    EXPECT_EQ(archive_read_data(a, text.data(), text.size()), static_cast<la_ssize_t>(text.size()));
    out[archive_entry_pathname(e)] = std::move(text);
  }
  archive_read_free(a);
  return out;
}

class HandedOn : public record::Scene {
 protected:
  HandedOn() : Scene("ll") {}
  people::Circle circle{w.gate, *w.db, *w.vault, w.clock};
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  const rights::PackRooms rooms{w.gate,  *w.db,      *w.vault,
                                entries, files,      w.people,
                                circle,  w.journeys, w.staff,
                                jobs,    w.clock,    std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"};
  Transfers transfers{rooms};
  gate::Actor other = w.actor(w.hire("supervisor", w.service()));
  PersonId subject = gate::subject_of(*w.charter, w.service());
  EntryId mailing = EntryId::make(1), agreement;

  charter::Values form(std::string_view recipient = "new-provider", std::string_view category = "care") {
    return {{"recipient", recipient},
            {"to-whom", "Records lead of Example Care"},
            {"law", "New contract of the council from 1 December 2026"},
            {"what", boost::json::array{"identity", category}},
            {"weighed", "What support goes on with, and no more"},
            {"arrangements", "Collected with an address and a code"},
            {"told-since", "2026-11-01"}};
  }
  Result<EntryId> ask(const charter::Values& values) {
    record::NewEntry e;
    e.person = subject;
    e.service = w.service();
    e.kind = w.kind("service-transfer");
    e.values = values;
    TRY(const auto pass, w.gate.write(manager, subject, w.service(), e.kind));
    return entries.write(pass, e);
  }
  void sign() {
    const auto e = record::signed_for(w, subject, "new-provider");
    agreement = must(entries.write(must(w.gate.write(manager, subject, w.service(), e.kind)), e));
  }
  void agreement_ends() {
    const auto pass = must(w.gate.step(manager, subject, w.service(), w.kind("agreement")));
    const auto now = must(entries.entry(pass, subject, agreement));
    must(entries.move(manager, pass, subject, agreement, now.version, "end", "They were sold"));
  }
  Pass of_service(const gate::Actor& by) {
    return must(w.gate.step(by, subject, w.service(), w.kind("service-transfer")));
  }
  Status take(const gate::Actor& by, EntryId id, std::string_view move, const charter::Values& answers = {},
              std::string_view why = "") {
    TRY(const auto now, entries.entry(of_service(by), subject, id));
    return entries.move(by, of_service(by), subject, id, now.version, move, why, answers).map([](auto) {});
  }
  std::string state(EntryId id) { return must(entries.entry(of_service(other), subject, id)).state; }
  void work(EntryId id) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    must(jobs.finish(job->id));
  }
  /// A mailing of the service that went to them.
  void tell(PersonId who, std::string_view way = "post") {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a mailing of before");
      CHECK_OK(txn.run(
          "INSERT INTO mailing (org, entry, service, sort, version, started, people, done) VALUES ($1, $2, $3, "
          "'news', '', $4, 1, $4) ON CONFLICT (org, entry) DO NOTHING",
          {w.db->org(), mailing, w.charter->at(w.service()).code, w.clock.now().ms}));
      return txn
          .run(
              "INSERT INTO mailing_to (org, entry, person, way, purpose, at) VALUES ($1, $2, $3, $4, "
              "'keep-you-informed', $5)",
              {w.db->org(), mailing, who, std::string(way), w.clock.now().ms})
          .map([](auto) {});
    }));
  }
  EntryId approved() {
    sign();
    const auto id = must(ask(form()));
    must(take(other, id, "approve"));
    return id;
  }
  EntryId made() {
    const auto id = approved();
    work(id);
    return id;
  }
  void given(EntryId id) {
    must(transfers.tell(other, of_service(other), id));
    work(id);
  }
  Transfers::State now(EntryId id) { return *must(transfers.of(of_service(other), id)); }
  std::vector<Transfers::Line> lines(EntryId id) {
    return must(transfers.lines(of_service(other), id, 0, 100));
  }
  /// What stands in the person's record of it.
  std::vector<record::Entry> sharings(PersonId who) {
    auto page = must(entries.timeline(see(other, who), who, {w.kind("disclosure")}, {}, 20));
    return page.entries;
  }
  charter::Values receipt(std::int64_t people, std::int64_t entries, std::int64_t files) {
    return {{"received-on", "2026-11-21"},
            {"received-by", "Records lead, by letter"},
            {"people-counted", people},
            {"entries-counted", entries},
            {"files-counted", files}};
  }
};

TEST_F(HandedOn, Promise_LL_3_2d_records_go_to_whom_the_notice_names_under_an_agreement_and_by_two) {
  EXPECT_THAT(record::wrong_at(ask(form()), "recipient"), HasSubstr("agreement"));
  sign();
  EXPECT_THAT(record::wrong_at(ask(form("council")), "recipient"), HasSubstr("takes over our business"));
  EXPECT_THAT(record::wrong_at(ask(form("new-provider", "staff-note")), "what"), HasSubstr("from the list"));
  const auto& c = *w.charter;
  EXPECT_TRUE(charter::transfer_problems(c, w.service(), "new-provider", {*c.find_category("care")}).empty());
  EXPECT_THAT(charter::transfer_problems(c, w.service(), "council", {}).at(0).words,
              HasSubstr("Only whoever the notice names as taking a service over"));
  EXPECT_EQ(charter::transfer_problems(c, w.service(), "new-provider", {*c.find_category("staff-note")})
                .at(0)
                .field,
            "what");
  const auto id = must(ask(form()));
  const auto alone = take(manager, id, "approve");
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, Code::NotAllowed) << "nobody hands a service over alone";
  EXPECT_FALSE(must(transfers.of(of_service(other), id))) << "nothing is put together before";
  must(take(other, id, "approve"));
  EXPECT_EQ(take(other, id, "made").error().code, Code::Conflict) << "it is put together still";
  work(id);
  EXPECT_EQ(state(id), "ready");
}

TEST_F(HandedOn, Promise_LL_3_2d_whoever_was_not_told_before_stays) {
  const auto untold = enrol(), unreached = enrol();
  tell(person);
  tell(unreached, "none");
  note();
  const auto id = made();
  const auto all = lines(id);
  ASSERT_EQ(all.size(), 3u);
  for (const auto& l : all) {
    EXPECT_EQ(l.goes, l.person == person);
    if (!l.goes) EXPECT_EQ(l.why, LeftBehind::NotTold);
  }
  EXPECT_EQ(now(id).stays[LeftBehind::NotTold], 2);
  EXPECT_TRUE(sharings(untold).empty());
  const auto told = sharings(person);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].state, "ready") << "put together, and not told yet";
  EXPECT_EQ(people::text_of(told[0].values, "recipient"), "new-provider");
}

TEST_F(HandedOn, Promise_LL_3_2d_what_goes_is_what_the_manifest_lists_and_nothing_else) {
  tell(person);
  note("2026-11-20T14:20", "Zqgoesqz to the market");
  write(worker, "feedback", R"({"date":"2026-11-20","words":"Zqstaysqz"})");
  const auto id = made();
  EXPECT_FALSE(transfers.offered(id)) << "not before everybody's record says that it is told";
  people::LinesSince since{*w.db, *w.ledger};
  given(id);
  EXPECT_TRUE(since.has({other.id, Act::Disclose, "transfer", {subject}, "ready"}));
  EXPECT_EQ(sharings(person).at(0).state, "given");
  EXPECT_EQ(store::rows_that_hold(*w.db, "transfer_person", "sealed", "Zqgoesqz"), 0);
  const auto volume = unzipped(must(transfers.volume(id, 1)));
  EXPECT_TRUE(since.has({{}, Act::Disclose, "transfer", {subject}, "collected:1", ""}));
  const auto line = lines(id).at(0);
  ASSERT_TRUE(volume.contains("1.zip"));
  EXPECT_EQ(line.sha, vault::to_hex(vault::sha256(as_bytes(volume.at("1.zip")))));
  EXPECT_THAT(volume.at("manifest.json"), HasSubstr(line.sha));
  EXPECT_THAT(volume.at("manifest.csv"), HasSubstr(line.sha));
  EXPECT_THAT(volume.at("manifest.json"), Not(HasSubstr("Okafor"))) << "a list of numbers";
  std::string all;
  for (const auto& [name, text] : unzipped(volume.at("1.zip"))) all += text;
  EXPECT_THAT(all, HasSubstr("Zqgoesqz"));
  EXPECT_THAT(all, HasSubstr("\"Bundle\""));
  EXPECT_THAT(all, Not(HasSubstr("Zqstaysqz"))) << "of a kind of information that does not go";
  EXPECT_FALSE(line.stay.empty());
}

TEST_F(HandedOn, Promise_LL_3_2d_what_another_service_wrote_and_other_kinds_of_information_stay) {
  note("2026-11-20T14:20", "Zqgoesqz to the market");
  write(worker, "feedback", R"({"date":"2026-11-20","words":"Zqstaysqz"})");
  CategorySet what;
  for (const auto* code : {"identity", "care"}) what.add(*w.charter->find_category(code));
  const auto words = [&](ServiceIx service) {
    std::string all;
    for (const auto& f : must(rights::hand_over(rooms, other, see(other), service, what)).files)
      all += f.bytes;
    return all;
  };
  EXPECT_THAT(words(w.service()), HasSubstr("Zqgoesqz"));
  EXPECT_THAT(words(w.service()), Not(HasSubstr("Zqstaysqz"))) << "even if who hands over sees it";
  EXPECT_THAT(words(w.service(1)), Not(HasSubstr("Zqgoesqz"))) << "of another service";
}

TEST_F(HandedOn, Promise_LL_3_2d_a_receipt_that_counts_otherwise_is_not_taken) {
  tell(person);
  note();
  const auto id = made();
  EXPECT_EQ(take(other, id, "receipt", receipt(1, 1, 0)).error().code, Code::Conflict) << "nobody has it";
  given(id);
  must(transfers.volume(id, 1));
  const auto goes = now(id).goes;
  ASSERT_EQ(goes.people, 1);
  ASSERT_GE(goes.entries, 1);
  const auto wrong = take(other, id, "receipt", receipt(1, goes.entries + 2, goes.files));
  ASSERT_FALSE(wrong);
  ASSERT_EQ(wrong.error().fields.size(), 1u);
  EXPECT_EQ(wrong.error().fields[0].field, "entries-counted");
  EXPECT_THAT(wrong.error().fields[0].message, HasSubstr("differ by 2"));
  must(take(manager, id, "receipt", receipt(1, goes.entries, goes.files)));
  EXPECT_EQ(state(id), "received");
  must(transfers.sweep());
  EXPECT_FALSE(transfers.volume(id, 1)) << "what went is gone here, and the record stays";
  EXPECT_EQ(count("SELECT COUNT(*) FROM transfer_person WHERE sealed IS NOT NULL"), 0);
}

TEST_F(HandedOn, stopped_before_it_was_told_nobodys_record_says_that_it_was) {
  tell(person);
  note();
  const auto id = made();
  must(take(manager, id, "stop", {}, "The sale is off"));
  work(id);
  EXPECT_EQ(sharings(person).at(0).state, "dropped");
  EXPECT_FALSE(transfers.tell(other, of_service(other), id));
  EXPECT_FALSE(transfers.volume(id, 1));
  EXPECT_EQ(count("SELECT COUNT(*) FROM transfer_person WHERE sealed IS NOT NULL"), 0);
}

TEST_F(HandedOn, whose_sharing_was_taken_back_meanwhile_stays) {
  const auto second = enrol();
  tell(person);
  tell(second);
  note();
  const auto id = made();
  ASSERT_EQ(now(id).goes.people, 2);
  const auto mine = sharings(second).at(0);
  must(entries.move(manager, must(w.gate.step(manager, second, w.service(), w.kind("disclosure"))), second,
                    mine.id, mine.version, "drop", "She goes elsewhere"));
  given(id);
  EXPECT_EQ(now(id).goes.people, 1);
  const auto volume = unzipped(must(transfers.volume(id, 1)));
  EXPECT_EQ(volume.size(), 3u) << "the manifest twice, and one piece";
}

TEST_F(HandedOn, Promise_LL_3_2d_once_the_agreement_has_ended_nothing_more_is_put_together) {
  tell(person);
  note();
  const auto id = approved();
  agreement_ends();
  work(id);
  EXPECT_EQ(now(id).goes.people, 0);
  EXPECT_EQ(lines(id).at(0).why, LeftBehind::Refused);
  EXPECT_TRUE(sharings(person).empty());
}

TEST_F(HandedOn, Promise_LL_3_2d_an_agreement_that_ends_before_it_is_told_lets_nobody_be_told) {
  tell(person);
  note();
  const auto id = made();
  EXPECT_EQ(now(id).goes.people, 1);
  agreement_ends();
  given(id);
  EXPECT_EQ(now(id).goes.people, 0);
  EXPECT_NE(sharings(person).at(0).state, "given");
  EXPECT_FALSE(transfers.volume(id, 1));
}

TEST_F(HandedOn, Promise_LL_3_2d_an_agreement_that_ends_while_it_waits_lets_nobody_collect_it) {
  tell(person);
  note();
  const auto id = made();
  given(id);
  EXPECT_TRUE(transfers.volume(id, 1));
  agreement_ends();
  EXPECT_THAT(std::string(transfers.volume(id, 1).error().words.text), HasSubstr("agreement"));
  EXPECT_FALSE(transfers.offered(id));
}

}  // namespace
}  // namespace candour::exchange
