// A proposal that uses what was collected before for something new: answered before it is proposed, told
// before it is approved, and the same asked of a file that was changed by hand.
#include <gmock/gmock.h>

#include "charter/new_uses_for_tests.h"
#include "people/proposing_for_tests.h"
#include "vault/encode.h"

namespace candour::people {
namespace {

using ::testing::HasSubstr;

class NewPurpose : public Proposing {
 protected:
  /// The charter that asks for gifts from now on; `answer`: what its version says to that.
  std::string gifts(const std::string& answer = "") {
    auto pieces = charter::raise_money();
    if (!answer.empty()) pieces = charter::both(pieces, charter::answered(answer));
    return charter::with_pieces(text, pieces);
  }
  Result<ProposalId> send(const std::string& t, unsigned day = 21) {
    return proposals->propose(lead(), t, on(day), proposals->base());
  }
  Status approve(ProposalId id) { return proposals->approve(admin(), id, now(id).digest); }
  Status start(const std::string& t, unsigned day = 21, const std::string& number = "2.0") {
    return in_force(must(charter::with_version(t, number, *on(day), true)), number, true).begin();
  }
  const std::string fits = "fits: People asked us to keep the service going",
                    tell = "tell: We will ask you for gifts",
                    law = "without-knowledge: taxes, because: The tax office may demand it";
};

TEST_F(NewPurpose, Promise_IM_9_1_a_new_use_without_an_answer_is_not_proposed) {
  const auto refused = send(gifts());
  EXPECT_THAT(refusal(refused), HasSubstr("“Raising money” would use contact and health in"));
  EXPECT_THAT(refusal(refused), HasSubstr("under `version:` write `new-uses:`"));
  const auto id = must(send(gifts(fits)));
  EXPECT_THAT(refusal(proposals->change(lead(), id, gifts(), on(21), now(id).digest)),
              HasSubstr("“Raising money”"));
  const auto a = must(proposals->assess(gifts(fits), on(21)));
  ASSERT_EQ(a.uses.size(), 1u);
  EXPECT_EQ(a.uses[0].answer->fits, "People asked us to keep the service going");
  EXPECT_EQ(a.reaches, charter::Reaches::People) << "one of the two answers for data protection";
  must(approve(id));
  EXPECT_TRUE(must(proposals->bring_in()));
}

TEST_F(NewPurpose, Promise_IM_9_1_nor_does_a_server_start_with_a_file_that_does_not_answer) {
  const auto refused = start(gifts());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_THAT(said(refused.error()), HasSubstr("does not start"));
  EXPECT_THAT(said(refused.error()), HasSubstr("“Raising money”"));
  EXPECT_FALSE(start(gifts(), 21, "1")) << "1 is no other number than 1.0, and hides no version";
  must(start(gifts(fits)));
}

TEST_F(NewPurpose, Promise_IM_9_1_a_use_that_was_given_up_is_asked_about_anew) {
  must(start(gifts(fits)));
  must(start(text, 21, "3.0"));
  EXPECT_THAT(refusal(start(gifts(fits), 21, "4.0")), HasSubstr("does not count again"));
  must(start(gifts("fits: They asked once more for it to be so"), 21, "4.0"));
}

TEST_F(NewPurpose, Promise_IM_9_2_an_unrelated_use_waits_until_people_were_told) {
  const auto id = must(send(gifts(tell), 22));
  auto refused = approve(id);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Conflict);
  EXPECT_THAT(said(refused.error()), HasSubstr("People must be told of “Raising money”"));
  EXPECT_THAT(refusal(proposals->told(lead(), id, 0, *on(22), "A letter to each", now(id).digest)),
              HasSubstr("still to come"));
  EXPECT_NE(refusal(proposals->told(lead(), id, 0, *on(20), "", now(id).digest)), "");
  EXPECT_FALSE(proposals->told(w.actor(worker_), id, 0, *on(20), "A letter to each", now(id).digest));
  LinesSince since{*w.db, *w.ledger};
  must(proposals->told(lead(), id, 0, *on(20), "A letter to each", now(id).digest));
  EXPECT_TRUE(since.has({lead_,
                         ledger::Act::CharterChange,
                         "charter-proposal",
                         {},
                         "new-use:raise-money told:2026-11-20",
                         "changed",
                         id.text()}))
      << "who records it stands on the ledger";
  EXPECT_FALSE(proposals->approve(lead(), id, now(id).digest)) << "and does not approve it";
  must(approve(id));
}

TEST_F(NewPurpose, Promise_IM_9_2_it_does_not_begin_before_the_day_on_which_they_were_told) {
  const auto early = gifts(tell + ", told: 2026-11-21, told-by: A letter to each");
  EXPECT_THAT(refusal(start(early, 20)), HasSubstr("were told of “Raising money” on 21 November 2026"));
  EXPECT_THAT(refusal(start(gifts(tell))), HasSubstr("must be told"));
  must(start(early, 21));
}

TEST_F(NewPurpose, Promise_IM_9_2_whom_it_touches_is_counted_by_service) {
  w.add(admin(), 0, "Maya", "Okafor");
  w.add(admin(), 0, "Tom", "Reed");
  w.add(admin(), 1, "Asha", "Patel");
  const auto n = must(proposals->people_in_services(lead()));
  EXPECT_EQ(n.at(w.charter->at(w.service(0)).code), 2);
  EXPECT_EQ(n.at(w.charter->at(w.service(1)).code), 1);
  EXPECT_FALSE(proposals->people_in_services(w.actor(worker_)));
}

TEST_F(NewPurpose, Promise_IM_9_3_an_exemption_is_recorded_with_its_law_reason_and_who) {
  EXPECT_THAT(refusal(send(gifts("without-knowledge: our-wish, because: We should like to do it"))),
              HasSubstr("no law 'our-wish'"));
  const auto id = must(send(gifts(law)));
  LinesSince since{*w.db, *w.ledger};
  must(approve(id));
  EXPECT_TRUE(since.has({admin_,
                         ledger::Act::CharterChange,
                         "charter-proposal",
                         {},
                         "new-use:raise-money without-knowledge:taxes",
                         "approved",
                         id.text()}));
  EXPECT_TRUE(must(proposals->bring_in()));
  const auto written = must(charter::read_text_file(file));
  EXPECT_THAT(written, HasSubstr("because: The tax office may demand it")) << "it stays with the version";
  must(in_force(written, now(id).version, true).begin());
  EXPECT_EQ(must(proposals->versions(lead())).front().author, lead_);
}

TEST_F(NewPurpose, Promise_IM_9_2_what_was_approved_without_it_is_not_written) {
  const auto id = must(send(gifts(fits)));
  must(approve(id));
  // As if it had been approved by a Candour that did not ask yet.
  const auto other = must(charter::with_version(gifts(tell), "2.0", *on(21), true));
  const auto hash = vault::to_hex(vault::sha256(as_bytes(other)));
  write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("INSERT INTO charter_draft (org, digest, text) VALUES ($1, $2, $3)",
                     {w.db->org(), hash, as_bytes(other)}));
    return txn.run("UPDATE charter_proposal SET digest=$3 WHERE org=$1 AND id=$2", {w.db->org(), id, hash})
        .map([](auto) {});
  });
  const auto refused = proposals->bring_in();
  ASSERT_FALSE(refused);
  EXPECT_THAT(said(refused.error()), HasSubstr("must be told"));
  EXPECT_EQ(must(charter::read_text_file(file)), text);
}

}  // namespace
}  // namespace candour::people
