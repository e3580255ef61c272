// A word of its own in every question of every kind: the copy has each of them, and none of those that were
// left out, in whatever form it is read.
#include <gmock/gmock.h>

#include "charter/erasure.h"
#include "charter/sample_for_tests.h"
#include "rights/pack_for_tests.h"

namespace candour::rights {
namespace {

namespace json = boost::json;
using charter::Field;
using charter::FieldType;

/// "zq17qz", in each answer in words, also in the rows of a group; in which question each stands.
struct Canaries {
  std::map<std::string, std::string> all;

  void put(const std::string& where, const Field& f, json::value& v) {
    // The statement of a consent is the charter's, whatever is typed.
    if (where.ends_with("/consent-form") && f.code == "what-for") return;
    if (f.type == FieldType::ShortText || f.type == FieldType::LongText) {
      const auto word = "zq" + std::to_string(all.size() + 1) + "qz";
      all[word] = where + "/" + f.code;
      v = json::string(word);
    }
    if (f.type == FieldType::Group && v.is_array())
      for (auto& row : v.get_array())
        for (const auto& item : f.items)
          if (auto* answer = row.is_object() ? row.get_object().if_contains(item.code) : nullptr)
            put(where + "/" + f.code, item, *answer);
  }
};

struct Canary : PackTest {
  explicit Canary(const std::string& code) : PackTest(code) {}
  /// Of somebody of an age whom not every service takes.
  Canary(const std::string& code, charter::Date born, std::string_view service)
      : PackTest(code, born, service) {}
  Canaries words;
  std::set<std::string> written, not_written;  // kinds
  std::size_t services = 0;

  /// One entry of the kind in the service by the first who may write it. Whether it was written.
  bool put(const charter::Kind& kind, ServiceIx service, const std::vector<gate::Actor>& staff) {
    const auto* use = w.charter->kind_use(service, kind.ix);
    auto values = charter::sample_values(kind, use, w.charter->at(service).home_based, w.clock.now());
    if (values.empty()) return false;
    const auto before = words;
    for (const auto& f : kind.fields)
      if (auto* v = values.if_contains(f.code))
        words.put(w.charter->at(service).code + "/" + kind.code, f, *v);
    for (const auto& who : staff) {
      const auto pass = w.gate.write(who, person, service, kind.ix);
      if (!pass) continue;
      auto e = fresh(kind.code, "{}");
      e.service = service;
      e.values = values;
      if (const auto done = entries.write(*pass, e); done) return true;
    }
    words = before;
    return false;
  }
  void put_all_of(ServiceIx service) {
    ++services;
    std::vector<gate::Actor> staff;
    if (service == w.service()) staff = {worker, manager};
    for (const auto& role : w.charter->roles) staff.push_back(w.actor(w.hire(role.code, service)));
    for (const auto& kind : w.charter->kinds)
      if (!kind.engine && !kind.journey && w.charter->kind_use(service, kind.ix))
        (put(kind, service, staff) ? written : not_written).insert(kind.code);
  }
  /// In the service where they are, and in every other that takes them.
  void put_all() {
    put_all_of(w.service());
    const auto all_posts = with_every_post();
    for (std::size_t i = 0; i < w.charter->services.size(); ++i)
      if (const auto service = w.service(i); service != w.service() && enrol_in(service, all_posts))
        put_all_of(service);
    // What stands once in a record was written in the first service that asks it.
    for (const auto& kind : written) not_written.erase(kind);
  }
  /// Every second passage of those that have such a word is left out; which words that takes away.
  std::set<std::string> leave_out_half() {
    std::set<std::string> out;
    int n = 0;
    for (const auto& item : all(officer)) {
      auto cuts = give(item);
      bool any = false;
      for (std::size_t i = 0; i < cuts.size(); ++i) {
        const auto& text = item.passages[i].text;
        if (item.line.source != "entries" || text.find("zq") == text.npos || ++n % 2) continue;
        cuts[i].how = How::Whole;
        cuts[i].reason = "third-party";
        cuts[i].why = "It is about somebody else, who said no";
        any = true;
        for (const auto& [word, where] : words.all)
          if (text.find(word) != text.npos) out.insert(word);
      }
      if (any) must(decide(item, cuts));
    }
    return out;
  }
  virtual void gathered_by_the_officer() { gathered(); }
  void each_word_is_given_or_left_out(std::size_t in_services) {
    put_all();
    ASSERT_GT(words.all.size(), 60u);
    EXPECT_EQ(services, in_services);
    // What the engine writes of a step, files, and what only the person gives: each has a test of its own.
    for (const auto& kind : not_written)
      EXPECT_TRUE(charter::shows_what_was_done(w.charter->at(w.kind(kind))) || made_otherwise.contains(kind))
          << kind << " is written by nobody here";
    gathered_by_the_officer();
    const auto given = everything();
    for (const auto& [word, where] : words.all) EXPECT_NE(given.find(word), given.npos) << where;
    const auto out = leave_out_half();
    EXPECT_GT(out.size(), words.all.size() / 3);
    const auto rest = everything();
    for (const auto& [word, where] : words.all)
      EXPECT_EQ(rest.find(word) == rest.npos, out.contains(word)) << where;
  }
  const std::set<std::string> made_otherwise{"file", "voluntary-item", "optional-details", "arrangement"};
};
struct CanaryAtLL : Canary {
  CanaryAtLL() : Canary("ll") {}
};
struct CanaryAtIM : Canary {
  CanaryAtIM() : Canary("im") {}
};
struct CanaryAtIG : Canary {
  CanaryAtIG() : Canary("ig", make_date(1964, 3, 4), "yana") {}
};
struct CanaryOfAChildAtIG : Canary {
  CanaryOfAChildAtIG() : Canary("ig", make_date(2014, 3, 4), "short-breaks") {}
};
/// No copy leaves before whoever decides was asked.
struct CanaryAtPS : Canary {
  explicit CanaryAtPS(charter::Date born = make_date(1964, 3, 4), std::string_view in = "adult-therapy")
      : Canary("ps", born, in) {}
  void gathered_by_the_officer() override {
    gathered();
    must(step(manager, "forward",
              {{"forwarded-on", "2026-11-20"}, {"forwarded-to", "The commissioner, who says: give it"}}));
  }
};
struct CanaryAtLW : Canary {
  CanaryAtLW() : Canary("lw") { officer = manager; }
  void gathered_by_the_officer() override {
    known();
    gathered_anew();
  }
  /// Where the data-protection lead opens no record.
  gate::Actor second_reader() override { return w.actor(w.hire("supervisor", w.service())); }
};

TEST_F(CanaryAtLL, Promise_LL_5_4_of_each_question_of_each_kind_the_copy_has_the_answer_or_no_byte_of_it) {
  each_word_is_given_or_left_out(4);
}
TEST_F(CanaryAtIM, Promise_IM_13_1_of_each_question_of_each_kind_the_copy_has_the_answer_or_no_byte_of_it) {
  each_word_is_given_or_left_out(3);
}
TEST_F(CanaryAtIG, of_each_question_of_each_kind_the_copy_has_the_answer_or_no_byte_of_it) {
  each_word_is_given_or_left_out(7);
}
TEST_F(CanaryOfAChildAtIG, of_each_question_of_each_kind_the_copy_has_the_answer_or_no_byte_of_it) {
  each_word_is_given_or_left_out(2);
}
TEST_F(CanaryAtPS, of_each_question_of_each_kind_the_copy_has_the_answer_or_no_byte_of_it) {
  each_word_is_given_or_left_out(2);
}
TEST_F(CanaryAtLW, of_each_question_of_each_kind_the_copy_has_the_answer_or_no_byte_of_it) {
  each_word_is_given_or_left_out(1);
}

}  // namespace
}  // namespace candour::rights
