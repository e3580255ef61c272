// A refusal by the notice, in a form or at a step: not a slip of whoever typed, but something that may not
// be. It stands at its field like any other problem, so that whoever wrote it can mend it; and it leaves a
// line on the ledger, as every refusal does (Entries::refused). Plain values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace candour::record {

inline constexpr std::string_view kByNotice = "refused by the notice";

/// Marks it; `clause`: the part of the notice, where it has one.
inline Error by_notice(Error why, std::string clause) {
  why.detail.text = std::string(kByNotice);
  why.clause = std::move(clause);
  return why;
}
inline bool is_by_notice(const Error& e) {
  return e.code == Code::NotAllowed || e.detail.text == kByNotice;
}

/// What is wrong with a form, slips and refusals.
struct Wrongs {
  std::vector<FieldProblem> problems;
  bool refused = false;
  std::string clause;  // of the first refusal

  void slip(std::string_view at, std::string words) {
    problems.push_back({std::string(at), std::move(words)});
  }
  void refuse(std::string_view at, std::string words, const std::string& part) {
    if (!refused) clause = part;
    refused = true;
    slip(at, std::move(words));
  }
  /// Invalid with all of them; nothing where there are none.
  Status status() && {
    if (problems.empty()) return {};
    auto why = invalid(std::move(problems)).value();
    if (refused) why = by_notice(std::move(why), std::move(clause));
    return tl::unexpected<Error>(std::move(why));
  }
};

}  // namespace candour::record
