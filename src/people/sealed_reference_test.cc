#include "people/sealed_reference.h"

#include <gtest/gtest.h>

#include "people/lines_for_tests.h"
#include "people/search.h"
#include "people/world_for_tests.h"
#include "store/open_for_tests.h"

namespace candour::people {
namespace {

std::string stored(World& w, PersonId id) {
  std::string text;
  must(w.db->read([&](store::Session& s) {
    return s.each("SELECT reference FROM person WHERE org=$1 AND id=$2", {w.db->org(), id},
                  [&](const store::Row& r) { return text = r.str(0), false; });
  }));
  return text;
}

Profile profile_of(World& w, const gate::Actor& who, PersonId id) {
  gate::Look look;
  look.what = "profile";
  return must(w.people.profile(must(w.gate.see(who, id, look)), id));
}

TEST(SealedReference, Attack_small_whoever_reads_the_rows_finds_no_reference) {
  World w("ll");
  const auto worker = w.hire("worker", w.service());
  const auto id = w.enrol(w.actor(w.hire("supervisor", w.service())), worker).person;
  const auto reference = profile_of(w, w.actor(worker), id).reference;
  EXPECT_EQ(normal_reference(reference), reference);
  EXPECT_EQ(store::rows_that_hold(*w.db, "person", "reference", reference), 0);
  EXPECT_EQ(stored(w, id).find(reference.substr(3, 4)), std::string::npos);
  Search search(w.gate, *w.db, *w.vault, w.people, w.clock);
  const auto hits = must(search.find(w.actor(worker), reference));
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].id, id);
}

TEST(Promise, ALL_2_references_of_an_older_database_are_sealed_once_with_a_line_and_stay_what_they_were) {
  World w("ll");
  const auto worker = w.hire("worker", w.service());
  const auto id = w.enrol(w.actor(w.hire("supervisor", w.service())), worker).person;
  must(w.db->write([&](store::Txn& t) -> Status {
    CHECK_OK(t.run("UPDATE person SET reference='LL-7K3M-Q2XA' WHERE org=$1 AND id=$2", {w.db->org(), id}));
    ledger::Entry e;
    e.what = "as 0.1 left it";
    return w.ledger->append(t, e).map([](auto) {});
  }));
  LinesSince since(*w.db, *w.ledger);
  EXPECT_EQ(must(seal_open_references(*w.db, *w.vault, *w.ledger, w.clock, "LL")), 1);
  EXPECT_TRUE(since.has({{}, ledger::Act::Job, "references", {}, "sealed 1"}));
  EXPECT_EQ(must(seal_open_references(*w.db, *w.vault, *w.ledger, w.clock, "LL")), 0);
  EXPECT_EQ(stored(w, id).find('-'), std::string::npos);
  EXPECT_EQ(profile_of(w, w.actor(worker), id).reference, "LL-7K3M-Q2XA");
}

}  // namespace
}  // namespace candour::people
