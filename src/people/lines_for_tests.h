// What the ledger got since a moment, so that a test can ask for the line of an act: by whom, what, about
// whom. For tests only; one thread.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ledger/ledger.h"

namespace candour::people {

class LinesSince {
 public:
  LinesSince(store::Db& db, ledger::Ledger& ledger) : db_(db), ledger_(ledger) { again(); }
  /// From now on only what comes after this counts.
  void again() {
    const auto all = kept();
    after_ = all.empty() ? -1 : all.front().seq;
  }
  std::vector<ledger::Entry> lines() {
    std::vector<ledger::Entry> out;
    for (const auto& k : kept())
      if (k.seq > after_) out.push_back(k.entry);
    return out;
  }
  struct Line {
    StaffId by;
    ledger::Act act{};
    std::string what;
    std::vector<PersonId> about;
    std::string note;  // a part of it
    std::string outcome = "allowed";
    std::string thing = "";  // when it is said, exactly this one
  };
  /// Exactly one such line was written since; all of them are told when not.
  ::testing::AssertionResult has(const Line& l) {
    const auto all = lines();
    const auto fits = [&](const ledger::Entry& e) {
      return e.act == l.act && e.actor == l.by && e.what == l.what && e.people == l.about &&
             e.outcome == l.outcome && (l.thing.empty() || e.thing == l.thing) &&
             e.note.find(l.note) != std::string::npos && e.at.ms > 0;
    };
    if (std::ranges::count_if(all, fits) == 1) return ::testing::AssertionSuccess();
    auto told = ::testing::AssertionFailure()
                << "not one line "
                << words({{}, l.act, l.by, l.about, l.what, "", {}, "", "", "", "", l.outcome, l.note})
                << " among:";
    for (const auto& e : all) told << "\n  " << words(e);
    return told;
  }

 private:
  static std::string words(const ledger::Entry& e) {
    return std::string(ledger::act_name(e.act)) + " " + e.what + " about " + std::to_string(e.people.size()) +
           (e.actor.is_nil() ? " by nobody " : " by " + e.actor.text() + " ") + e.outcome + " " + e.note;
  }
  std::vector<ledger::Kept> kept() {
    std::vector<ledger::Kept> out;
    EXPECT_TRUE(db_.read([&](store::Session& s) -> Status {
      TRY(out, ledger_.newest(s, 0, 1000));
      return {};
    }));
    return out;
  }
  store::Db& db_;
  ledger::Ledger& ledger_;
  std::int64_t after_ = -1;
};

}  // namespace candour::people
