// How a charter grows from answers: a group is made from a row of them, each value under its key, with the
// part of the notice on which it stands, or none. One thread. Of what it does not ask it knows nothing.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <initializer_list>
#include <map>
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

/// The first row of a section that has one.
inline const AnswerRow& only(const Authored& a, std::string_view section) {
  static const AnswerRow kNone;
  const auto& rows = a.of(section);
  return rows.empty() ? kNone : rows.front();
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
  /// Each answer under its question's key, by its type. Pairs, and those `but`, are made by hand.
  void take_each(std::string_view section, std::initializer_list<std::string_view> but = {}) {
    for (const auto& q : find_section(section)->questions) {
      if (q.type == AnswerType::Pairs || std::ranges::find(but, q.code) != but.end()) continue;
      if (q.type == AnswerType::Several || q.type == AnswerType::List)
        take_list(q.code);
      else if (q.type == AnswerType::YesNo)
        take_flag(q.code);
      else if (q.type == AnswerType::Number)
        take_number(q.code);
      else
        take(q.code);
    }
  }
  /// Pairs as groups of two keys.
  void take_pairs(std::string_view question, std::string_view left, std::string_view right) {
    boost::json::array out;
    for (const auto& line : lines_typed(value(row_, question)))
      if (const auto two = pair_in(line)) {
        boost::json::object one;
        one[left] = two->first;
        one[right] = two->second;
        out.push_back(std::move(one));
      }
    if (!out.empty()) put(question, std::move(out), part(question));
  }
  /// What has its own grounds (inside): a group, or rows of which there are some.
  void hold(std::string_view key, boost::json::value inner) {
    if (!inner.is_array() || !inner.get_array().empty()) group_[key] = std::move(inner);
  }
  void put(std::string_view key, boost::json::value v, const std::string& part) {
    group_[key] = std::move(v);
    parts_.emplace_back(std::string(key), part);
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
  /// The same for a row within another group: what has no part here does not stand on the other's.
  boost::json::object inside(bool has_clause = false) {
    auto out = done(has_clause);
    if (!out.contains("clause") && !out.contains("grounds"))
      out["grounds"] = boost::json::object{{"all", boost::json::string_view(kWorking)}};
    return out;
  }

 private:
  const AnswerRow& row_;
  boost::json::object group_;
  std::vector<std::pair<std::string, std::string>> parts_;
};

/// A table of the charter; `fill` answers whether a group may have a clause.
boost::json::array table_of(const Authored& a, std::string_view section, const auto& fill) {
  boost::json::array out;
  for (const auto& row : a.of(section)) {
    Group g(row);
    const bool has_clause = fill(g, row);
    out.push_back(g.done(has_clause));
  }
  return out;
}

/// The charter as it grows, and the grounds of what stands at its top.
struct Growing {
  const Authored& a;
  const CatalogueFiles& files;
  boost::json::object root = {}, grounds = {};

  void put(std::string_view key, std::string_view value, std::string_view part) {
    root[key] = boost::json::string_view(value);
    grounds[key] = boost::json::string_view(part.empty() ? kWorking : part);
  }
  void table(std::string_view section, const auto& fill) {
    if (auto rows = table_of(a, section, fill); !rows.empty()) root[section] = std::move(rows);
  }
  /// The answers of a section with one row, as a group under `key`.
  void single(std::string_view section, const auto& fill, bool has_clause = true) {
    if (a.of(section).empty()) return;
    Group g(only(a, section));
    fill(g);
    if (auto done = g.done(has_clause); !done.empty()) root[section] = std::move(done);
  }
  /// Rows that belong into a group that may not be there yet.
  void rows_in(std::string_view group, std::string_view key, boost::json::array rows) {
    if (rows.empty()) return;
    auto& into = root[group];
    if (!into.is_object()) into = boost::json::object{};
    into.get_object()[key] = std::move(rows);
  }
};

/// Who the organisation is, its words, cameras and those who stand beside: what needs no catalogue
/// (authored_words.cc).
void compose_organisation(Growing& to, Date today);
void compose_words(Growing& to);
/// Sharing without being asked, keeping, consent, rights and the rest (authored_promises.cc).
void compose_promises(Growing& to);

}  // namespace candour::charter
