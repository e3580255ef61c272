// What somebody could have written in place of a value of a charter: what other lines of the same sort say,
// in any of the charters that tests read. For tests only.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "charter/read_form.h"
#include "charter/read_yaml.h"

namespace candour::charter {

class OtherValues {
 public:
  /// The charters whose lines are looked at, likes written out.
  explicit OtherValues(const std::vector<Yaml>& trees) {
    for (const auto& tree : trees) take(tree, "", "");
    for (const auto& choice : kChoices)
      for (const auto& value : choice.values) pool_[choice.key].insert(value);
  }

  /// Of which sort a value is: the key under which it stands, in which group, and of which kind a step is.
  static std::string sort_of(const std::string& group, const std::string& key, const Yaml& row) {
    const auto* kind = key == "move" ? row.find("kind") : nullptr;
    return group + "/" + key + (kind ? " of " + kind->text : "");
  }

  /// `most` at most; empty: nothing else of its sort is known.
  std::vector<std::string> instead_of(const std::string& sort, const std::string& text,
                                      std::size_t most) const {
    if (text == "true") return {"false"};
    if (text == "false") return {"true"};
    if (parse_date(text)) return {text.substr(0, 8) + (text.substr(8) == "15" ? "16" : "15")};
    if (const auto n = parse_int(text)) return {std::to_string(*n + 1), std::to_string(*n - 1)};
    std::vector<std::string> all;
    const auto digits = text.find_first_of("0123456789");
    if (digits != text.npos && (digits == 0 || text.starts_with("up to ") || text.starts_with("until "))) {
      const auto end = std::min(text.find_first_not_of("0123456789", digits), text.size());
      if (const auto n = parse_int(text.substr(digits, end - digits)); n && text[end] == ' ')
        all.push_back(text.substr(0, digits) + std::to_string(*n + 1) + text.substr(end));
      if (end == text.size() && digits != 0)
        all.push_back(text.substr(0, digits) + std::to_string(std::stoi(text.substr(digits)) + 1));
    }
    const auto it = pool_.find(sort);
    if (it == pool_.end()) return all;
    std::vector<std::string> same(it->second.begin(), it->second.end());
    const auto at = static_cast<std::size_t>(std::ranges::upper_bound(same, text) - same.begin());
    for (std::size_t i = 0; i < same.size() && all.size() < most; ++i)
      if (const auto& other = same[(at + i) % same.size()]; other != text) all.push_back(other);
    return all;
  }

 private:
  struct Choice {
    std::string key;
    std::vector<std::string> values;
  };
  /// Answers that the language knows and no charter gives.
  inline static const std::vector<Choice> kChoices = {
      {"recipients/inform", {"before", "after", "try", "where-possible", "not-needed"}},
      {"disclosure-grounds/inform", {"before", "after", "try", "where-possible", "not-needed"}},
      {"disclosure-grounds/approval", {"before", "after", "none"}},
      {"others-in-records/told", {"before", "after", "try", "where-possible", "not-needed"}},
      {"organisation/transfers", {"UK", "EEA", "EU"}},
      {"roles/reach", {"none", "caseload", "line", "team", "service", "organisation"}},
      {"retention/from",
       {"end-of-service", "last-contact", "shared", "contract-end", "closure", "created", "death"}}};

  void take(const Yaml& y, const std::string& group, const std::string& key) {
    for (const auto& [k, v] : y.map) {
      const auto& in = group.empty() ? k.text : group;
      if (v.shape == Yaml::Shape::Text)
        pool_[sort_of(in, k.text, y)].insert(v.text);
      else if (k.text != "grounds" && k.text != "claims")
        take(v, in, k.text);
    }
    for (const auto& item : y.list)
      if (item.shape == Yaml::Shape::Text)
        pool_[group + "/" + key].insert(item.text);
      else
        take(item, group, key);
  }

  std::map<std::string, std::set<std::string>> pool_;
};

}  // namespace candour::charter
