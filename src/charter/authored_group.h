// One group of the charter as it is made from a row of answers: each value under its key, with the part of
// the notice on which it stands, or none. One thread.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "charter/authored.h"

namespace candour::charter {

constexpr std::string_view kWorking = "working";

/// What was answered; "" where nothing was.
inline std::string value(const AnswerRow& row, std::string_view question) {
  const auto at = row.find(question);
  return at == row.end() ? std::string() : at->second.value;
}

inline boost::json::array list_of(const auto& codes) {
  boost::json::array out;
  for (const auto& c : codes) out.emplace_back(boost::json::string_view(c));
  return out;
}

/// One group of the charter with the ground of each of its values.
class Group {
 public:
  explicit Group(const AnswerRow& row) : row_(row) {}

  /// As it was answered, under the key of its question; nothing where it was not.
  void take(std::string_view question) {
    const auto said = value(row_, question);
    if (!said.empty()) put(question, boost::json::string(said), part(question));
  }
  void take_list(std::string_view question) {
    const auto codes = codes_in(value(row_, question));
    if (!codes.empty()) put(question, list_of(codes), part(question));
  }
  void take_flag(std::string_view question) {
    if (value(row_, question) == "yes") put(question, true, part(question));
  }
  void take_number(std::string_view question) {
    if (const auto n = value(row_, question); !n.empty()) put(question, std::stoi(n), part(question));
  }
  void put(std::string_view key, boost::json::value v, const std::string& part) {
    group_[key] = std::move(v);
    parts_.emplace_back(std::string(key), part);
  }
  /// What lies within a value stands on a part of its own, or on none.
  void stands(std::string_view path, const std::string& part) {
    parts_.emplace_back(std::string(path), part);
  }
  /// Nobody answered it: it is usual.
  void usual(std::string_view key, boost::json::value v) {
    if (!group_.contains(key)) put(key, std::move(v), "");
  }
  /// What is no fact of the notice: a code that ties things together.
  void take_code() { group_["code"] = value(row_, "code"); }
  /// The code, the name and the sentence with which most groups begin.
  void begin() {
    take_code();
    take("name");
    take("says");
  }
  std::string part(std::string_view question) const {
    const auto at = row_.find(question);
    return at == row_.end() ? std::string() : at->second.part;
  }

  /// With `clause` or grounds.all, and what stands on another part or on none.
  boost::json::object done(bool has_clause) {
    std::map<std::string, int> count;
    for (const auto& [key, part] : parts_)
      if (!part.empty()) ++count[part];
    std::string most;
    for (const auto& [part, n] : count)
      if (most.empty() || n > count[most]) most = part;
    boost::json::object grounds;
    if (!most.empty() && has_clause)
      group_["clause"] = most;
    else if (!most.empty())
      grounds["all"] = most;
    for (const auto& [key, part] : parts_)
      if (part != most && !most.empty()) grounds[key] = part.empty() ? std::string(kWorking) : part;
    if (!grounds.empty()) group_["grounds"] = std::move(grounds);
    return std::move(group_);
  }

 private:
  const AnswerRow& row_;
  boost::json::object group_;
  std::vector<std::pair<std::string, std::string>> parts_;
};

}  // namespace candour::charter
