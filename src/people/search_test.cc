#include "people/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "people/world_for_tests.h"

namespace candour::people {
namespace {

using testing::HasSubstr;

class SearchTest : public testing::Test {
 protected:
  World w{"ll"};
  Search search{w.gate, *w.db, *w.vault, w.people, w.clock};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));
  TeamId east = w.team("East team");
  gate::Actor worker = w.actor(w.hire("worker", w.service(), east));
  gate::Actor stranger = w.actor(w.hire("worker", w.service(), w.team("West team")));
  gate::Actor registrar = w.actor(w.hire("admin"));

  PersonId add(std::string_view json) {
    const auto values = boost::json::parse(json).as_object();
    const auto id = PersonId::make(w.clock.now().ms);
    const auto pass = must(w.gate.register_new(manager, id, w.service()));
    ReferralId referral;
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, pass, id, values));
      NewReferral r;
      r.service = w.service();
      r.source = "self";
      TRY(referral, w.journeys.refer(txn, pass, r));
      return {};
    }));
    must(w.journeys.accept(manager, referral, 1, east, std::nullopt));
    return id;
  }
  PersonId maya =
      add(R"({"given-name":"Maya","family-name":"Okafor","name-used":"May","birth-date":"1964-03-04",
      "nhs-number":"9990000018","phones":[{"number":"+447700900123"}],
      "addresses":[{"address":{"lines":["1 High Street"],"postcode":"IP1 1AA"},"kind":"home"}],
      "previous-names":[{"given":"Maya","family":"Brown","kind":"maiden"}]})");
  PersonId robert = add(R"({"given-name":"Robert","family-name":"Whitcombe","birth-date":"1950-01-01"})");
  PersonId siobhan = add(R"({"given-name":"Siobhan","family-name":"O'Rourke","birth-date":"1988-12-05"})");

  std::vector<PersonId> found(const gate::Actor& actor, std::string_view typed) {
    std::vector<PersonId> ids;
    for (const auto& h : must(search.find(actor, typed))) ids.push_back(h.id);
    return ids;
  }
};

TEST_F(SearchTest, finds_by_name_however_it_is_typed) {
  for (const auto typed : {"Maya Okafor", "maya okafor", "Okafor, Maya", "okafor maya", "Maya Okfaor",
                           "Maia Okafor", "Maya Okafour", "May Okafor", "Maya Brown", "okafor", "Oka"})
    EXPECT_THAT(found(worker, typed), testing::ElementsAre(maya)) << typed;
  for (const auto typed : {"Bob Whitcombe", "Robert Witcombe", "Rob Whitcomb"})
    EXPECT_THAT(found(worker, typed), testing::ElementsAre(robert)) << typed;
  EXPECT_THAT(found(worker, "siobhan orourke"), testing::ElementsAre(siobhan));
  EXPECT_THAT(found(worker, "Zebedee Quux"), testing::IsEmpty());
}

TEST_F(SearchTest, finds_names_of_every_script_however_they_are_joined) {
  struct Named {
    const char *given, *family;
    std::vector<const char*> typed;
  };
  const std::vector<Named> people = {
      {"Inés", "de la Cruz", {"delacruz", "de la cruz", "Ines delacruz", "delac"}},
      {"Ann", "Smith-Jones", {"smithjones", "smith jones", "Smith-Jones", "SMITH–JONES"}},
      {"Conor", "O’Brien", {"obrien", "O'Brien", "o brien", "OBrien Conor"}},
      {"Şükrü", "Yıldız", {"Şükrü Yıldız", "sukru yildiz", "YILDIZ"}},
      {"Łukasz", "Żółkiewski", {"lukasz zolkiewski", "Żółkiewski"}},
      {"Ánh", "Nguyễn", {"anh nguyen", "Nguyễn"}},
      {"محمد", "الخوري", {"محمد الخوري", "الخوري"}},
      {"小明", "王", {"王小明", "小明", "xiaoming wang", "Wang Xiao Ming"}},
      {"Наталья", "Щербакова", {"Щербакова", "Shcherbakova", "natalya shcherbakova"}},
      {"Sukarno", "", {"Sukarno", "sukarno", "suka"}},  // one name
      {"", "Prabhakaran", {"Prabhakaran"}},
  };
  for (const auto& p : people) {
    boost::json::object values{{"birth-date", "1950-06-07"}};
    if (*p.given) values["given-name"] = p.given;
    if (*p.family) values["family-name"] = p.family;
    const auto id = add(boost::json::serialize(values));
    for (const auto* typed : p.typed) EXPECT_THAT(found(worker, typed), testing::Contains(id)) << typed;
    EXPECT_EQ(must(search.find(worker, p.typed.front())).front().profile.name(),
              std::string(p.given) + (*p.given && *p.family ? " " : "") + p.family);
  }
}

TEST_F(SearchTest, finds_a_phone_however_it_is_typed) {
  const auto abroad = add(
      R"({"given-name":"Jan","family-name":"Weber","birth-date":"1950-06-07","phones":[{"number":"+49 (0)30 901820"}]})");
  const auto relay = add(
      R"({"given-name":"Ola","family-name":"Ek","birth-date":"1950-06-07","phones":[{"number":"18001 020 7946 0123"}]})");
  const auto desk = add(
      R"({"given-name":"Pia","family-name":"Ro","birth-date":"1950-06-07","phones":[{"number":"020 7946 0199 ext 12"}]})");
  for (const auto& [typed, id] : {std::pair{"+49 (0)30 901820", abroad},
                                  {"0049 30 901820", abroad},
                                  {"+4930901820", abroad},
                                  {"020 7946 0123", relay},
                                  {"18001 020 7946 0123", relay},
                                  {"+44 20 7946 0199", desk},
                                  {"(020) 7946 0199 x12", desk}})
    EXPECT_THAT(found(worker, typed), testing::ElementsAre(id)) << typed;
}

TEST_F(SearchTest, finds_by_birth_date_with_swapped_day_and_month) {
  EXPECT_THAT(found(worker, "4 March 1964"), testing::ElementsAre(maya));
  EXPECT_THAT(found(worker, "3/4/1964"), testing::ElementsAre(maya));
  EXPECT_THAT(found(worker, "Okafor 1964"), testing::ElementsAre(maya));
  EXPECT_THAT(found(worker, "Okafor 1932"), testing::IsEmpty());
  const auto hits = must(search.find(worker, "Okafor 4/3/1964"));
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].matched_by, "name and birth date");
}

TEST_F(SearchTest, finds_by_exact_identifiers) {
  const auto reference = must(search.find(worker, "Maya Okafor"))[0].profile.reference;
  for (const std::string& typed : {std::string("999 000 0018"), std::string("07700 900123"),
                                   std::string("ip11aa"), reference, reference.substr(3)})
    EXPECT_THAT(found(worker, typed), testing::ElementsAre(maya)) << typed;
  EXPECT_THAT(found(worker, "9990000026"), testing::IsEmpty());
}

TEST_F(SearchTest, somebody_out_of_reach_is_only_a_record_and_whom_to_ask) {
  const auto hits = must(search.find(stranger, "9990000018"));
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_FALSE(hits[0].in_reach);
  EXPECT_TRUE(hits[0].profile.values.empty());
  EXPECT_TRUE(hits[0].profile.reference.empty());
  EXPECT_THAT(hits[0].ask, HasSubstr("Data Protection Co-ordinator"));
  EXPECT_THAT(hits[0].ask, testing::Not(HasSubstr("East team"))) << "a team may be telling: a refuge";
  EXPECT_THAT(hits[0].ask, testing::Not(HasSubstr("Okafor")));
  // A name, a birth date or a postcode is no way to find out who is on the books.
  EXPECT_THAT(found(stranger, "Maya Okafor"), testing::IsEmpty());
  EXPECT_THAT(found(stranger, "okafor"), testing::IsEmpty());
  EXPECT_THAT(found(stranger, "4 March 1964"), testing::IsEmpty());
  EXPECT_THAT(found(stranger, "IP1 1AA"), testing::IsEmpty());
  EXPECT_THAT(found(stranger, "9990000018"), testing::ElementsAre(maya));
}

TEST_F(SearchTest, the_board_learns_nothing_from_the_search) {
  EXPECT_THAT(found(w.actor(w.hire("board")), "Maya Okafor"), testing::IsEmpty());
}

TEST_F(SearchTest, nobody_searches_without_an_agreement) {
  const auto unfit = w.actor(w.hire("worker", w.service(), east, std::nullopt, false));
  const auto tried = search.find(unfit, "Maya Okafor");
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().code, Code::NotAllowed);
}

TEST_F(SearchTest, Promise_ALL_2_who_was_shown_stands_on_the_ledger_and_nobody_else) {
  found(worker, "Maya Okafor");
  auto line = w.all_kept().front().entry;
  EXPECT_EQ(line.act, ledger::Act::Search);
  EXPECT_EQ(line.people, std::vector<PersonId>{maya});
  EXPECT_EQ(line.outcome, "allowed");
  found(stranger, "9990000018");
  line = w.all_kept().front().entry;
  EXPECT_EQ(line.people, std::vector<PersonId>{maya});
  EXPECT_EQ(line.outcome, "may-be-known");
  found(worker, "Zebedee Quux");
  line = w.all_kept().front().entry;
  EXPECT_EQ(line.outcome, "nobody-shown");
  EXPECT_TRUE(line.people.empty());
}

TEST_F(SearchTest, hears_of_new_changed_and_removed_people) {
  must(search.warm());
  EXPECT_THAT(found(worker, "Aldous Pemberton"), testing::IsEmpty());
  const auto aldous = add(R"({"given-name":"Aldous","family-name":"Pemberton","birth-date":"1970-05-06"})");
  EXPECT_THAT(found(worker, "Aldous Pemberton"), testing::ElementsAre(aldous));
  const auto pass = must(w.gate.write(manager, aldous, w.service(), w.kind("profile")));
  must(w.people.change(pass, aldous, 1,
                       {{"given-name", "Aldous"}, {"family-name", "Greystone"}, {"birth-date", "1970-05-06"}},
                       true));
  EXPECT_THAT(found(worker, "Aldous Pemberton"), testing::Not(testing::Contains(maya)));
  EXPECT_THAT(found(worker, "Greystone"), testing::ElementsAre(aldous));
  search.forgotten(aldous);
  EXPECT_THAT(found(worker, "Greystone"), testing::IsEmpty());
  EXPECT_THAT(found(worker, "Maya Okafor"), testing::ElementsAre(maya));
  w.clock.set({w.clock.now().ms + 3'600'000});
  search.drop_if_idle(1'800'000);
  EXPECT_EQ(search.memory_bytes(), 0u);
  EXPECT_THAT(found(worker, "Greystone"), testing::ElementsAre(aldous)) << "read anew";
}

TEST_F(SearchTest, a_change_that_is_rolled_back_leaves_no_trace) {
  must(search.warm());
  const auto id = PersonId::make(w.clock.now().ms);
  const auto pass = must(w.gate.register_new(manager, id, w.service()));
  EXPECT_FALSE(w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(w.people.add(
        txn, pass, id, {{"given-name", "Ghost"}, {"family-name", "Writer"}, {"birth-date", "1970-05-06"}}));
    return fail(Code::Unavailable, "no");
  }));
  EXPECT_THAT(found(manager, "Ghost Writer"), testing::IsEmpty());
}

TEST_F(SearchTest, one_damaged_profile_does_not_hide_the_others) {
  must(w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE segment SET sealed=$1 WHERE person=$2 AND category='identity'",
                     {Bytes(60, 1), robert}));
    return {};
  }));
  EXPECT_THAT(found(worker, "Maya Okafor"), testing::ElementsAre(maya));
  EXPECT_THAT(found(worker, "Siobhan ORourke"), testing::ElementsAre(siobhan));
}

TEST_F(SearchTest, more_names_than_one_block_holds) {
  const auto pass_for = [&](PersonId id) { return must(w.gate.register_new(manager, id, w.service())); };
  std::vector<PersonId> ids;
  must(w.db->write([&](store::Txn& txn) -> Status {
    for (int i = 0; i < 150; ++i) {
      ids.push_back(PersonId::make(w.clock.now().ms));
      const auto given =
          std::string(1, static_cast<char>('A' + i % 26)) + "nna" + std::string(1 + i / 26, 'x');
      CHECK_OK(w.people.add(
          txn, pass_for(ids.back()), ids.back(),
          {{"given-name", given}, {"family-name", "Quillfeather"}, {"birth-date", "1970-05-06"}}));
    }
    return {};
  }));
  const auto admin = registrar;  // reaches the whole organisation
  must(search.warm());
  const auto late = PersonId::make(w.clock.now().ms);
  must(w.db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(
        w.people.add(txn, pass_for(late), late,
                     {{"given-name", "Zoe"}, {"family-name", "Latecomer"}, {"birth-date", "1970-05-06"}}));
    return {};
  }));
  search.forgotten(ids[70]);
  EXPECT_EQ(must(search.find(admin, "Quillfeather", 100)).size(), 100u);
  EXPECT_THAT(found(admin, "Zoe Latecomer"), testing::ElementsAre(late));
  EXPECT_THAT(found(admin, "Annaxxx Quillfeather"), testing::Not(testing::Contains(ids[70])));
  EXPECT_THAT(found(admin, "Maya Okafor"), testing::ElementsAre(maya));
}

TEST_F(SearchTest, warns_of_the_same_person) {
  const auto duplicates = [&](std::string_view json) {
    return must(search.duplicates(worker, boost::json::parse(json).as_object()));
  };
  auto d = duplicates(R"({"given-name":"M","family-name":"Okafor","nhs-number":"9990000018"})");
  ASSERT_EQ(d.size(), 1u);
  EXPECT_TRUE(d[0].certain);
  EXPECT_THAT(d[0].why, HasSubstr("Same NHS number"));
  d = duplicates(R"({"given-name":"Okafor","family-name":"Maya","birth-date":"1964-03-04"})");
  ASSERT_EQ(d.size(), 1u) << "names swapped";
  EXPECT_THAT(d[0].why, HasSubstr("Same birth date"));
  EXPECT_FALSE(d[0].certain);
  d = duplicates(R"({"given-name":"Bob","family-name":"Witcombe","birth-date":"1950-01-01"})");
  ASSERT_EQ(d.size(), 1u) << "short form and misspelt";
  EXPECT_EQ(d[0].hit.id, robert);
  d = duplicates(R"({"given-name":"Ada","family-name":"Okafor",
                     "addresses":[{"address":{"lines":["1 High St"],"postcode":"IP1 1AA"}}]})");
  EXPECT_THAT(d, testing::IsEmpty()) << "those of one home are several people";
  EXPECT_THAT(duplicates(R"({"given-name":"Zebedee","family-name":"Quux","birth-date":"2001-02-03"})"),
              testing::IsEmpty());
}

TEST_F(SearchTest, a_double_out_of_reach_is_told_without_a_name) {
  const auto d = must(search.duplicates(
      stranger, {{"given-name", "Somebody"}, {"family-name", "Else"}, {"nhs-number", "9990000018"}}));
  ASSERT_EQ(d.size(), 1u);
  EXPECT_FALSE(d[0].hit.in_reach);
  EXPECT_TRUE(d[0].hit.profile.values.empty());
  EXPECT_THAT(d[0].hit.ask, HasSubstr("Somebody may be known here already"));
  EXPECT_TRUE(d[0].why.empty());
  EXPECT_THAT(
      must(search.duplicates(
          stranger, {{"given-name", "Maya"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}})),
      testing::IsEmpty());
}

TEST_F(SearchTest, many_rows_at_once_keep_their_order) {
  std::vector<charter::Values> rows(30);
  for (auto& r : rows) r = {{"given-name", "Zebedee"}, {"family-name", "Quux"}};
  rows[7] = {{"given-name", "Maya"}, {"family-name", "Okafor"}, {"birth-date", "1964-03-04"}};
  rows[19] = {{"given-name", "Siobhan"}, {"family-name", "ORourke"}, {"birth-date", "1988-12-05"}};
  const auto d = must(search.duplicates_many(worker, rows));
  ASSERT_EQ(d.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(d[i].size(), i == 7 || i == 19 ? 1u : 0u) << i;
  EXPECT_EQ(d[7][0].hit.id, maya);
}

}  // namespace
}  // namespace candour::people
