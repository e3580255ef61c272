// The copy for whoever asks to see what is held: all of it is in it, what is left out is in no byte of it, by
// whom and why is kept, and it goes away again.
#include "rights/pack.h"

#include <gmock/gmock.h>

#include <barrier>
#include <thread>

#include "gate/tasks.h"
#include "paper/pdf.h"
#include "record/disputes.h"
#include "retention/erase_rows.h"
#include "rights/pack_for_tests.h"

namespace candour::rights {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1000;

TEST_F(PackAtLL, Promise_LL_5_4_all_that_is_held_is_in_the_copy_whatever_form_it_has) {
  note("2026-11-20T14:20", "Went for zqwalkqz");
  const auto before = note("2026-11-19T14:20", "It said zqolderqz");
  must(entries.change(
      to_write(worker, "contact-note"), person, before, 1,
      record::values(R"({"when":"2026-11-19T14:20","method":"visit","what-happened":"It says zqnewerqz"})"),
      "a slip"));
  const auto p = gathered();
  EXPECT_EQ(p.state, PackState::Review);
  EXPECT_EQ(p.missing, "");
  const auto said = everything();
  for (const auto* words : {"zqwalkqz", "zqolderqz", "zqnewerqz", "Maya", "Okafor", "a slip", "All of it"})
    EXPECT_THAT(said, HasSubstr(words));
  std::set<std::string> sections;
  for (const auto& i : all(officer)) sections.insert(i.line.source);
  for (const auto* s : {"details", "journey", "entries", "noted", "looked"})
    EXPECT_TRUE(sections.contains(s)) << s;
}

TEST_F(PackAtLL, that_they_may_have_caused_harm_to_another_is_work_of_which_the_copy_says_nothing) {
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a test gives somebody work");
    for (const auto kind : {gate::kConflict, gate::kHasDied})
      CHECK_OK(txn.run(
          "INSERT INTO task (org, id, staff, kind, about_person, about_thing, created) VALUES ($1, $2, "
          "$3, $4, $5, '', $6)",
          {w.db->org(), TaskId::make(w.clock.now().ms), worker.id, std::string(kind), person,
           w.clock.now().ms}));
    return {};
  }));
  gathered();
  const auto said = everything();
  EXPECT_THAT(said, HasSubstr(std::string(gate::kHasDied)));
  EXPECT_THAT(said, Not(HasSubstr(std::string(gate::kConflict))));
}

TEST_F(PackAtLL, Promise_LL_5_4_a_signature_that_was_drawn_is_enclosed_and_one_in_a_draft_is_said) {
  auto e = fresh("consent-form", R"({"purpose":"share-your-story","answer":"agreed","given-on":"2026-11-20",
    "decided-by":"self","how":"screen"})");
  const std::string picture = "\x89PNG\r\n\x1a\n zqsignatureqz";
  must(record::write_with_files(entries, files, to_write(worker, "consent-form"), e,
                                {{"signature", "signature.png", as_bytes(picture)}}));
  record::Draft d;
  d.writer = worker.id;
  d.person = person;
  d.kind = w.kind("consent-form");
  d.service = w.service();
  d.answers = {{"signature" + std::string(record::kStrokes), "[[1,4,0,5,6,16]]"}};
  must(drafts.save(to_write(worker, "consent-form"), d));
  gathered();
  const auto said = everything();
  EXPECT_THAT(said, HasSubstr("signature.png"));
  EXPECT_THAT(said, HasSubstr("Drawn on the screen, and not kept yet"));
  EXPECT_THAT(said, Not(HasSubstr("[[1,4")));
  const auto out = must(packs.files_of(see(officer), ready()));
  EXPECT_TRUE(std::ranges::any_of(out, [&](const PackFile& f) {
    return f.name.ends_with("-signature.png") && f.bytes == picture;
  })) << "the picture itself";
}

TEST_F(PackAtLL, Promise_LL_5_4_every_table_with_a_person_is_in_the_copy_or_it_is_said_why_not) {
  std::set<std::string, std::less<>> known, codes;
  for (const auto& s : sections()) codes.emplace(s.code);
  for (const auto& s : all_sources()) {
    known.emplace(s.table);
    EXPECT_TRUE(s.section.empty() ? s.why_not.size() > 10 : codes.contains(s.section)) << s.table;
  }
  for (const auto& t : retention::tables_of_people()) EXPECT_TRUE(known.contains(t.table)) << t.table;
  for (const auto& [table, column] : store::columns_for_tests(*w.db))
    if (column == "person" || column == "about_person") EXPECT_TRUE(known.contains(table)) << table;
}

TEST_F(PackAtIM, Promise_IM_13_5_nothing_is_gathered_or_released_before_it_is_known_who_asks) {
  request = ask_for();
  may_open(officer);
  const auto no = packs.begin(officer, person, request);
  ASSERT_FALSE(no);
  EXPECT_EQ(no.error().code, Code::NotAllowed);
  EXPECT_THAT(no.error().words.text, HasSubstr("who asks"));
}

TEST_F(PackAtIM, Promise_IM_13_1_a_copy_answers_only_a_request_to_see_and_by_whom_the_charter_names) {
  known();
  EXPECT_FALSE(packs.begin(worker, person, request)) << "the worker does not decide";
  request = ask_for("correction");
  must(step(manager, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  may_open(officer);
  EXPECT_EQ(packs.begin(officer, person, request).error().code, Code::Conflict);
}

TEST_F(PackAtLL, Promise_LL_5_4_what_is_left_out_is_in_no_byte_of_what_is_given) {
  note("2026-11-20T14:20", "Her sister zqsisterqz called on 07700 900456 and went");
  note("2026-11-18T14:20", "zqsecretqz all of it");
  gathered();
  auto item = piece_with("zqsisterqz");
  auto cuts = give(item);
  for (std::size_t i = 0; i < cuts.size(); ++i)
    if (item.passages[i].field == "what-happened") {
      cuts[i].how = How::Words;
      cuts[i].marked = "Her sister [[zqsisterqz]] called on [[07700 900456]] and went";
      cuts[i].reason = "third-party";
      cuts[i].why = "The sister zqwhyqz said no";
    }
  must(decide(item, cuts));
  item = piece_with("zqsecretqz");
  must(decide(item, whole(item, "zqsecretqz")));
  const auto said = everything();
  for (const auto* words : {"zqsisterqz", "900456", "zqsecretqz", "zqwhyqz"})
    EXPECT_THAT(said, Not(HasSubstr(words)));
  EXPECT_THAT(said, HasSubstr("Her sister [left out] called on [left out] and went"));
  EXPECT_THAT(said, HasSubstr("It is about somebody else, who has not agreed to it"));
  // Decided once more: nothing of what was marked before comes back unless somebody gives it.
  item = must(packs.item(see(officer), pack(officer), item.line.place));
  EXPECT_EQ(item.cuts.front().why.empty(), item.cuts.front().how == How::Given);
  must(decide(item, give(item)));
  EXPECT_THAT(everything(), HasSubstr("zqsecretqz"));
}

TEST_F(PackAtLL, Promise_LL_5_2_what_they_dispute_is_marked_in_the_copy_with_their_words) {
  const auto id = note("2026-11-20T14:20", "zqrefusedqz to come along");
  for (const auto& about : {id.raw, person.raw})
    must(record::Disputes(w.gate, *w.db, entries, w.clock)
             .say(worker, {person, {about, {}}, {}, "zqnotaskedqz", ""}));
  gathered();
  int marked = 0;
  for (const auto& i : all(officer))
    for (const auto& p : i.passages) {
      if (p.field != "#disputed") continue;
      ++marked;
      EXPECT_THAT(p.text, HasSubstr("Disputed: the person says otherwise"));
      EXPECT_THAT(p.text, HasSubstr("zqnotaskedqz"));
      EXPECT_TRUE(i.line.thing == id.raw || i.line.source == "details");
    }
  EXPECT_EQ(marked, 2) << "on the entry and on the details, and nowhere else";
  EXPECT_THAT(everything(), HasSubstr("Disputed: the person says otherwise"));
}

/// A name in the name of a file: the file is given, and its name says it nowhere.
TEST_F(PackAtLL, Promise_LL_5_4_words_left_out_of_the_name_of_a_file_are_in_no_name_and_no_byte) {
  put_file("zqsisterqz-report.pdf", "%PDF-1.4\nzqinsideqz");
  gathered();
  for (auto& i : all(officer)) {
    auto cuts = give(i);
    bool named = false;
    for (std::size_t n = 0; n < cuts.size(); ++n) {
      if (i.passages[n].text.find("zqsisterqz") == std::string::npos || i.line.source == "looked") continue;
      named = true;
      auto marked = for_marking(i.passages[n].text);
      marked.replace(marked.find("zqsisterqz"), 10, "[[zqsisterqz]]");
      cuts[n] = {i.passages[n].field,
                 i.passages[n].category,
                 How::Words,
                 marked,
                 "third-party",
                 "It is about her sister, who said no",
                 {},
                 {}};
    }
    if (named) must(decide(i, cuts));
  }
  const auto said = everything();
  EXPECT_THAT(said, HasSubstr("zqinsideqz")) << "the file itself is given";
  EXPECT_THAT(said, Not(HasSubstr("zqsisterqz")));
}

TEST_F(PackAtLL, what_cannot_be_shown_as_pages_is_enclosed_as_it_is_and_the_copy_says_so) {
  const std::string broken("ID3\x03\0zqbrokenqz\x01\xff\xfe no sound at all", 34);
  put_file("talk.mp3", broken);
  put_file("plan.heic", std::string("\0\0\0\x18"
                                    "ftypheic"
                                    "zqhalfazipqz",
                                    24));
  gathered();
  ready();
  const auto files_given = must(packs.files_of(see(officer), pack(officer)));
  std::map<std::string, std::string> bytes;
  for (const auto& f : files_given) bytes[f.name.substr(f.name.find('-') + 1)] = f.bytes;
  EXPECT_EQ(bytes["talk.mp3"], broken) << "byte for byte";
  EXPECT_THAT(bytes["plan.heic"], HasSubstr("zqhalfazipqz"));
  const auto paper = text_of(must(packs.file_of(see(officer), pack(officer), "pdf")).bytes);
  for (const auto* name : {"talk.mp3", "plan.heic"})
    EXPECT_THAT(paper, HasSubstr(std::string("-") + name)) << "Enclosed as …";
  EXPECT_THAT(paper, HasSubstr("Enclosed as files/"));
}

TEST_F(PackAtLL, two_requests_at_once_have_a_copy_each) {
  note("2026-11-20T14:20", "zqwalkqz");
  gathered();
  const auto first = request;
  const auto one = pack(officer);
  request = ask_for();
  must(step(manager, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  EXPECT_NE(request, first);
  const auto other = gathered_anew();
  EXPECT_NE(other.id, one.id);
  const auto item = piece_with("zqwalkqz");
  must(decide(item, whole(item, "zqwalkqz")));
  give_the_rest();
  EXPECT_GT(pack(officer).left_out, 0);
  request = first;
  EXPECT_EQ(pack(officer).id, one.id) << "the first is as it was";
  EXPECT_EQ(pack(officer).left_out, 0);
  EXPECT_THAT(everything(), HasSubstr("zqwalkqz"));
  must(packs.release(officer, ready(), "hand", "To her, who showed her passport"));
  request = one.request == first ? other.request : first;
  EXPECT_EQ(pack(officer).state, PackState::Review) << "and the other one goes on";
}

TEST_F(PackAtLL, two_who_begin_the_same_copy_at_once_begin_one) {
  note();
  known();
  may_open(officer);
  const auto other = second_reader();
  may_open(other);
  std::array<Result<PackId>, 2> begun;
  std::barrier both(2);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < begun.size(); ++i)
    threads.emplace_back([&, i] {
      both.arrive_and_wait();
      begun[i] = packs.begin(i == 0 ? officer : other, person, request);
    });
  for (auto& t : threads) t.join();
  EXPECT_NE(begun[0].has_value(), begun[1].has_value());
  EXPECT_EQ(count("SELECT COUNT(DISTINCT pack) FROM access_pack_step"), 1);
}

TEST_F(PackAtLL, Promise_LL_5_4_a_decision_that_is_taken_away_outside_gives_nothing) {
  note("2026-11-18T14:20", "zqsecretqz all of it");
  gathered();
  const auto item = piece_with("zqsecretqz");
  must(decide(item, whole(item, "zqsecretqz")));
  const auto n = pack(officer).steps.back().n;
  ready();
  w.tamper("DELETE FROM segment WHERE org=$1 AND version=$2", {w.db->org(), kDecisions + n});
  EXPECT_EQ(packs.files_of(see(officer), pack(officer)).error().code, Code::Corrupt);
}

TEST_F(PackAtLL, what_was_read_is_given_at_once_and_what_is_kept_back_waits_on) {
  for (int i = 0; i < 3; ++i)
    note("2026-11-1" + std::to_string(i) + "T14:20", "Call zq" + std::to_string(i) + " on 07700 900456");
  gathered();
  const auto waiting = [&] {
    std::vector<int> out;
    for (const auto& r : must(packs.to_read(see(officer), pack(officer), 0))) {
      EXPECT_FALSE(r.suggested.empty()) << "it is said why it waits";
      out.push_back(r.item.line.place);
    }
    return out;
  };
  auto places = waiting();
  ASSERT_GE(places.size(), 3u);
  const int kept_back = places[1];
  places.erase(places.begin() + 1);
  EXPECT_FALSE(packs.give(worker, pack(officer), places)) << "the worker does not decide";
  EXPECT_EQ(packs.give(officer, pack(officer), {}).error().code, Code::Conflict);
  must(packs.give(officer, pack(officer), places));
  EXPECT_EQ(waiting(), std::vector<int>{kept_back});
  EXPECT_EQ(packs.finish_review(officer, pack(officer)).error().code, Code::Conflict);
  EXPECT_EQ(packs.give(officer, pack(officer), {kept_back, places[0]}).error().code, Code::Conflict)
      << "all of them, or none";
  EXPECT_EQ(waiting(), std::vector<int>{kept_back});
  must(packs.give(officer, pack(officer), {kept_back}));
  EXPECT_THAT(everything(), HasSubstr("zq1"));
  EXPECT_EQ(packs.give(officer, pack(officer), {kept_back}).error().code, Code::Conflict)
      << "it waits no more";
}

TEST_F(PackAtLL, a_step_that_was_changed_outside_is_believed_by_nobody) {
  gathered();
  w.tamper("UPDATE access_pack_step SET what='agreed' WHERE org=$1 AND what='gathered'", {w.db->org()});
  EXPECT_FALSE(packs.of(see(officer), person, request));
}

TEST_F(PackAtLL,
       Promise_LL_5_4_each_passage_left_out_has_a_reason_of_the_law_in_words_and_an_opinion_where_it_asks) {
  note("2026-11-18T14:20", "zqsecretqz all of it");
  gathered();
  const auto item = piece_with("zqsecretqz");
  auto cuts = whole(item, "zqsecretqz", "");
  EXPECT_EQ(decide(item, cuts).error().code, Code::Invalid);
  cuts = whole(item, "zqsecretqz");
  for (auto& c : cuts) c.why = "no";
  EXPECT_EQ(decide(item, cuts).error().code, Code::Invalid);
  cuts = whole(item, "zqsecretqz", "serious-harm");
  EXPECT_EQ(decide(item, cuts).error().code, Code::Invalid) << "whose opinion?";
  for (auto& c : cuts) c.opinion_of = "Dr Example, psychiatrist", c.opinion_on = "2026-01-01";
  EXPECT_EQ(decide(item, cuts).error().code, Code::Invalid) << "too old";
  for (auto& c : cuts) c.opinion_on = "2026-11-01";
  must(decide(item, cuts));
  cuts = whole(item, "zqsecretqz", kByNotice);
  EXPECT_EQ(packs.decide(officer, pack(officer), item.line.place, item.line.decided, cuts).error().code,
            Code::Conflict);
  cuts.pop_back();
  EXPECT_FALSE(decide(must(packs.item(see(officer), pack(officer), item.line.place)), cuts))
      << "one is not decided";
}

TEST_F(PackAtIM, Promise_IM_13_4_leaving_something_out_is_a_refusal_and_needs_a_second_person) {
  note("2026-11-17T14:20", "Call 07700 900456");
  note("2026-11-18T14:20", "zqsecretqz all of it");
  gathered();
  const auto item = piece_with("zqsecretqz");
  must(decide(item, whole(item, "zqsecretqz")));
  EXPECT_FALSE(packs.finish_review(officer, pack(officer))) << "suggestions wait";
  give_the_rest();
  must(packs.finish_review(officer, pack(officer)));
  EXPECT_TRUE(packs.needs_second(pack(officer)));
  EXPECT_EQ(packs.release(officer, pack(officer), "hand", "Maya, whom we know").error().code, Code::Conflict);
  EXPECT_EQ(packs.files_of(see(officer), pack(officer)).error().code, Code::Conflict) << "nor as a file";
  EXPECT_EQ(packs.agree(officer, pack(officer)).error().code, Code::NotAllowed);
  EXPECT_FALSE(packs.decide(officer, pack(officer), item.line.place, 0, give(item))) << "it waits no more";
  const auto second = w.actor(w.hire("dp-lead"));
  EXPECT_EQ(packs.agree(second, pack(officer)).error().code, Code::NotAllowed)
      << "who cannot read it cannot agree";
  may_open(second);
  must(packs.agree(second, pack(officer)));
  must(packs.release(officer, pack(officer), "hand", "Maya, whom we know"));
  EXPECT_EQ(must(packs.handed_to(see(officer), pack(officer))), "Maya, whom we know");
}

TEST_F(PackAtLL, Promise_ALL_2_every_step_of_a_copy_stands_on_the_ledger_and_on_the_request) {
  note("2026-11-18T14:20", "zqsecretqz all of it");
  people::LinesSince lines(*w.db, *w.ledger);
  gathered();
  using ledger::Act;
  EXPECT_TRUE(lines.has({officer.id, Act::Create, "access-pack", {person}, "begun"}));
  EXPECT_TRUE(lines.has({officer.id, Act::Change, "access-pack", {person}, "gathered"}));
  EXPECT_TRUE(lines.has({officer.id, Act::View, "access-pack", {person}, "grant:"}));
  lines.again();
  const auto item = piece_with("zqsecretqz");
  must(decide(item, whole(item, "zqsecretqz")));
  EXPECT_TRUE(lines.has({officer.id, Act::Change, "access-pack", {person}, "third-party=1"}));
  give_the_rest();
  must(packs.finish_review(officer, pack(officer)));
  EXPECT_TRUE(lines.has({officer.id, Act::Change, "access-pack", {person}, "reviewed"}));
  must(packs.review_again(officer, pack(officer)));
  EXPECT_TRUE(lines.has({officer.id, Act::Change, "access-pack", {person}, "reopened"}));
  must(packs.finish_review(officer, pack(officer)));
  const auto second = w.actor(w.hire("dp-lead"));
  may_open(second);
  must(packs.agree(second, pack(officer)));
  EXPECT_TRUE(lines.has({second.id, Act::Change, "access-pack", {person}, "agreed"}));
  must(packs.taken(see(officer), pack(officer), "zip"));
  EXPECT_TRUE(lines.has({officer.id, Act::Export, "access-pack", {person}, "taken zip"}));
  must(packs.release(officer, pack(officer), "post", "Maya"));
  EXPECT_TRUE(lines.has(
      {officer.id, Act::Disclose, "access-pack", {person}, "at:" + std::to_string(item.line.place)}));
  EXPECT_NE(pack(officer).newest("taken"), nullptr);
  lines.again();
  w.clock.set({w.clock.now().ms + 29 * kDay});
  must(packs.sweep());
  EXPECT_TRUE(lines.has({{}, Act::Job, "access-pack", {person}, "", "gone"}));
}

TEST_F(PackAtLL, Promise_ALL_3_a_copy_is_destroyed_weeks_after_and_with_the_person) {
  gathered();
  give_the_rest();
  must(packs.finish_review(officer, pack(officer)));
  must(packs.release(officer, pack(officer), "post", "Maya"));
  w.clock.set({w.clock.now().ms + 20 * kDay});
  must(packs.sweep());
  EXPECT_EQ(pack(manager).state, PackState::Released);
  w.clock.set({w.clock.now().ms + 9 * kDay});
  must(packs.sweep());
  EXPECT_EQ(pack(manager).state, PackState::Gone);
  EXPECT_EQ(count("SELECT COUNT(*) FROM access_pack_item"), 0);
  must(w.db->write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("of a test");
    return retention::erase_rows(txn, w.db->org(), {person}).map([](auto) {});
  }));
  EXPECT_EQ(count("SELECT COUNT(*) FROM access_pack_step"), 0);
}

TEST_F(PackAtLL, what_the_gatherer_may_not_open_is_told_and_stops_the_review) {
  note();
  known();
  const auto p = gathered_anew();  // without access to the whole record
  EXPECT_NE(p.missing, "");
  give_the_rest();
  EXPECT_EQ(packs.finish_review(officer, pack(officer)).error().code, Code::Conflict);
}

TEST_F(PackAtLL, files_are_enclosed_unless_left_out_and_so_is_their_name) {
  put_file("zqnameqz.pdf", "%PDF-1.4\nzqinsideqz");
  gathered();
  EXPECT_THAT(everything(), HasSubstr("zqinsideqz"));
  for (auto& i : all(officer)) {
    bool named = false;
    for (const auto& p : i.passages) named = named || p.text.find("zqnameqz") != p.text.npos;
    if (!named || i.line.source == "looked") continue;
    must(decide(i, whole(i, "zqnameqz")));
  }
  EXPECT_THAT(everything(), Not(HasSubstr("zqinsideqz")));
  EXPECT_THAT(everything(), Not(HasSubstr("zqnameqz")));
}

TEST_F(PackAtLL, two_thousand_entries_and_fifty_files_are_gathered_in_two_seconds) {
  for (int i = 0; i < 2000; ++i)
    note("2026-11-20T14:20", "Went for a walk and met the neighbours at the pond");
  for (int i = 0; i < 50; ++i)
    put_file("letter-" + std::to_string(i) + ".pdf", "%PDF-1.4\n" + std::string(50'000, 'x'));
  known();
  may_open(officer);
  const auto begun = std::chrono::steady_clock::now();
  const auto p = gathered_anew();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
  RecordProperty("gathered_ms", static_cast<int>(ms));
  std::printf("gathered %lld pieces in %lld ms\n", static_cast<long long>(p.items),
              static_cast<long long>(ms));
  const auto reviewed = ready();
  const auto at = std::chrono::steady_clock::now();
  EXPECT_GT(must(packs.file_of(see(officer), reviewed, "json")).bytes.size(), 100'000u);
  const auto json =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - at).count();
  std::printf("opened and written as JSON in %lld ms\n", static_cast<long long>(json));
  EXPECT_GE(p.items, 2100);
  EXPECT_LT(ms + json, 2000);
}

TEST(Cutting, brackets_take_out_what_is_between_and_nothing_else_may_change) {
  EXPECT_TRUE(check_marked("a b c", "a [[b]] c", "m"));
  EXPECT_TRUE(check_marked("a\nb", "a\r\n[[b]]", "m"));
  EXPECT_FALSE(check_marked("a b c", "a [[b c", "m"));
  EXPECT_FALSE(check_marked("a b c", "a b]] c", "m"));
  EXPECT_FALSE(check_marked("a b c", "a [[x]] c", "m"));
  EXPECT_FALSE(check_marked("a b c", "a b c", "m"));
  EXPECT_FALSE(check_marked("a b c", "a [[b [[c]]", "m"));
  EXPECT_EQ(without_marked("a [[b]] c [[d]]"), "a [left out] c [left out]");
  EXPECT_EQ(for_marking("[[x]]"), "[ [x] ]");
  EXPECT_EQ(without_marked(for_marking("[[[x]]]")), for_marking("[[[x]]]"));
}

}  // namespace
}  // namespace candour::rights
