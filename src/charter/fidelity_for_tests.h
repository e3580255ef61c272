// The table of the facts of the five notices (tests/fidelity), read, and held against what a charter says.
// For tests only; one thread. It knows nothing of the notices themselves: what a row claims of them, people
// read.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "charter/ground.h"

namespace candour::charter {

struct Charter;

/// What stands at one path; no value: a code in a list, or a row.
struct FactPlace {
  std::string value;
  ValueGround ground;
};

/// All that a charter says, and what the forms of its services ask: questions, and "question/answer".
struct FactPlaces {
  std::map<std::string, FactPlace> said;
  std::map<std::string, std::set<std::string>> asked;
};
FactPlaces places_of(const Charter&);

struct FactRow {
  std::string id, fact, says;
  std::vector<std::string> parts, paths, each;  // `each`: what it says, by path; or one for all of them
  bool invented = false;
  bool told = false;  // no fact of its own: what facts of other rows say, once more in other words

  /// The ids of the facts that a told row rests on.
  std::vector<std::string> rests_on() const;
  bool listed() const { return paths.empty() && says.starts_with("listed:"); }
  const std::string& says_at(std::size_t path) const { return each.size() == 1 ? each[0] : each.at(path); }
  std::vector<std::string> nowhere() const;  // of what was taken out of the words
};
FactRow row_of(const std::string& line);
std::vector<FactRow> rows_of(const std::string& organisation);

std::vector<std::string> whole_sentences(const std::string& value);

/// Why a fact is not carried, or its row proves nothing; empty when it is.
std::string missing(const FactPlaces&, const FactRow&);
/// Why a told row rests on no fact of its part; empty when it does.
std::string unfounded(const std::vector<FactRow>& all, const FactRow&);
/// Whether print says it to people as the notice's: a text, another value in sentences, a line of easy read.
bool is_told(const std::string& path, const FactPlace&);
/// How what a notice does not say is said still, or its row proves nothing; empty when it is not.
std::string still_said(const FactPlaces&, const FactRow&);

/// Changes what stands at one path of a row in each way that there is, one at a time, tells how, and puts it
/// back.
void each_change(FactPlaces&, const FactRow&, std::size_t path,
                 const std::function<void(const std::string& change)>&);

}  // namespace candour::charter
