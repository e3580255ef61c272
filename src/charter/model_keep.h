// How long something is kept, as values: a period, or several of which one counts. Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace candour::charter {

enum class Trigger : std::uint8_t {
  EndOfService,
  LastContact,
  Birthday,
  Shared,
  ContractEnd,
  Closure,
  Created,
  Death
};

/// One period: "6 years" after something, "up to 30 days", until a birthday, or as somebody decides.
struct Keep {
  int years = 0, months = 0, weeks = 0, days = 0, birthday = 0;
  Trigger trigger = Trigger::EndOfService;
  bool up_to = false;            // at most: it may go earlier
  bool by_decision = false;      // somebody decides at each review
  bool as_contract = false;      // as the contract of the service says
  std::string from_says;         // how the notice names the day from which it counts: "your last visit"
  int age_from = 0, age_to = 0;  // of a rule by age: how old somebody was when it ended; 0: no limit
  bool said() const { return years || months || weeks || days || birthday || by_decision || as_contract; }
};

struct RetentionRule : Keep {
  enum class Choose : std::uint8_t { Only, Later, Earlier, ByAge };
  Choose choose = Choose::Only;  // among `among`; Only: the period of the rule itself
  std::vector<Keep> among;
  std::string code, clause, why, source;
  CategorySet categories;
  std::vector<KindIx> kinds;    // empty: all kinds
  ServiceSet services;          // empty: all services
  bool all_services = false;    // said in so many words
  std::string then;             // "destroy"; "": not to be printed
  bool as_agreed = false;       // longer or shorter, where the person and we agree
  int legal_minimum_years = 0;  // shown beside the promise when they collide
  std::string legal_source;
  std::string accept_collision;  // why the promise stands although a legal minimum is longer
};

}  // namespace candour::charter
