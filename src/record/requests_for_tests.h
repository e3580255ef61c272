// Requests about information, taken down, taken up and answered at one organisation. For the tests of this
// room; one thread. Failures throw.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "charter/requests.h"
#include "record/scene_for_tests.h"
#include "store/accounted.h"

namespace candour::record {

class Asking : public Scene {
 protected:
  explicit Asking(const std::string& code) : Scene(code) {}
  Asking(const std::string& code, charter::Date born) : Scene(code, born) {}
  StaffId officer = w.hire("dp-lead");
  StaffId second = manager.id;

  charter::Values asked(std::string_view right) {
    return {{"right", right},        {"use", "unclear"}, {"received-on", "2026-11-20"},
            {"from", "Maya Okafor"}, {"how", "spoken"},  {"what", "x"}};
  }
  EntryId ask(std::string_view right) {
    auto e = fresh("information-request", "{}");
    e.values = asked(right);
    return must(entries.write(to_write(worker, "information-request"), e));
  }
  Entry read(StaffId who, EntryId id) { return must(entries.entry(see(w.actor(who)), person, id)); }
  Result<std::uint32_t> step(StaffId who, EntryId id, std::string_view move,
                             const charter::Values& answers = {}, std::string_view why = "") {
    const auto actor = w.actor(who);
    const auto pass = w.gate.step(actor, person, w.service(), w.kind("information-request"));
    if (!pass) return tl::unexpected<Error>(pass.error());
    return entries.move(actor, *pass, person, id, read(who, id).version, move, why, answers);
  }
  /// Another of that role who reaches whom the manager reaches, where reach goes by the line too.
  StaffId above_the_manager() {
    const auto other = w.hire("supervisor", w.service());
    must(w.db->write([&](store::Txn& txn) {
      store::no_entry_needed("of a test");
      return txn
          .run("UPDATE staff SET supervisor=$3 WHERE org=$1 AND id=$2", {w.db->org(), manager.id, other})
          .map([](auto) {});
    }));
    return other;
  }
  EntryId in_hand(std::string_view right) {
    const auto id = ask(right);
    must(step(second, id, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
    return id;
  }
  static charter::Values answered() {
    return {{"answer", "They have a copy"}, {"answered-on", "2026-11-21"}, {"delays", "no"}};
  }
  /// When it is to be answered: the day by each of its clocks.
  std::map<std::string, std::string> due(EntryId id) {
    std::map<std::string, std::string> all;
    for (const auto& d : must(entries.due_for(see(w.actor(second)), person, make_date(2028, 1, 1))))
      if (d.entry == id) all[d.deadline] = iso_date(d.on);
    return all;
  }
  std::vector<std::string> rights() {
    std::vector<std::string> all;
    for (const auto& o : w.charter->at(w.kind("information-request")).find_field("right")->options)
      all.push_back(o.code);
    return all;
  }
  /// Each of these is a type of request with a clock of its own.
  void each_has_a_path(const std::vector<std::string>& codes) {
    EXPECT_THAT(rights(), ::testing::IsSupersetOf(codes));
    for (const auto& code : codes) EXPECT_TRUE(due(ask(code)).contains("answer-" + code)) << code;
  }
  /// Refused with a ground, by both whom the right names, and never by one alone.
  void is_refused_by_two(std::string_view right) {
    const auto id = in_hand(right);
    EXPECT_FALSE(step(second, id, "propose-refusal")) << "not without its ground";
    must(step(second, id, "propose-refusal", {{"ground", "The law keeps it for six years"}}));
    EXPECT_FALSE(step(second, id, "refuse")) << "whoever proposed it does not agree to it";
    auto other = above_the_manager();
    const auto* named = charter::find_right(*w.charter, right);
    if (named->decides != named->seconds) {
      const auto alike = step(other, id, "refuse");
      ASSERT_FALSE(alike) << "of the two roles they hold the same";
      EXPECT_THAT(alike.error().words.text, ::testing::HasSubstr("needs the agreement of: "));
      other = officer;
    }
    must(step(other, id, "refuse"));
    EXPECT_EQ(read(other, id).state, "refused");
    EXPECT_EQ(read(other, id).values.at("ground"), "The law keeps it for six years");
    EXPECT_EQ(w.charter->at(w.kind("information-request")).find_move("refuse")->letter, "request-refused");
  }
};

}  // namespace candour::record
