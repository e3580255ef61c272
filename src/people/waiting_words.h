// What a change that waits is, in words for those who decide on it and for the one who asked. Pure; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "people/staff.h"

namespace candour::people {

struct WaitingWords {
  std::string title;               // "New posts: Robin Vale"
  std::vector<std::string> lines;  // "Support worker, Community support, Ipswich team"
  std::string opens;               // what it would open, in a sentence
};
WaitingWords waiting_words(const charter::Charter& c, const Directory& staff, const Waiting& w);

}  // namespace candour::people
