// For the files joining*.cc alone: the two records as they stand, and what is noted so that they can be
// parted again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "people/joining.h"
#include "people/person_rows.h"

namespace candour::people {

struct Joins::Two {
  People::Row kept, other;
  Contents kept_now, other_now;
  CategorySet both;  // of which the reader sees both sides

  /// Only what both sides may be compared in.
  charter::Values kept_values(const charter::Kind& kind) const;
  charter::Values other_values(const charter::Kind& kind) const;
  std::vector<Differing> differing(const charter::Kind& kind) const;
};

/// The details that are to stand.
charter::Values that_stand(const charter::Kind& kind, const charter::Values& kept,
                           const charter::Values& other, const std::vector<Differing>& differing,
                           const std::map<std::string, Stands>& stands, charter::Date today);

/// "enrolment:ID:VERSION referral:ID:VERSION:STATE allocation:ENROLMENT:STAFF details:BEFORE:AFTER died:":
/// what joining changed, word by word.
struct UndoWord {
  std::string_view what;
  std::vector<std::string_view> parts;
};
std::vector<UndoWord> undo_words(std::string_view undo);

}  // namespace candour::people
