#include "store/org_rule.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

namespace candour::store {
namespace {

using Tokens = std::vector<std::string>;

bool letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Words in lower case, $n, and single signs; without texts and comments.
Tokens tokens_of(std::string_view sql) {
  Tokens out;
  for (std::size_t i = 0; i < sql.size();) {
    const auto rest = sql.substr(i);
    std::size_t n = 1;
    if (rest.starts_with("--")) {
      i += std::min(rest.find('\n'), rest.size());
      continue;
    }
    if (rest.starts_with("/*")) {
      i += std::min(rest.find("*/"), rest.size() - 2) + 2;
      continue;
    }
    if (rest[0] == '\'') {
      i += std::min(rest.find('\'', 1), rest.size() - 1) + 1;
      out.emplace_back("'");
      continue;
    }
    if (letter(rest[0]) || rest[0] == '$')
      while (n < rest.size() && letter(rest[n])) ++n;
    std::string word(rest.substr(0, n));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (!std::isspace(static_cast<unsigned char>(word[0]))) out.push_back(std::move(word));
    i += n;
  }
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view sql) : t_(tokens_of(sql)) {}

  OrgRule read() {
    if (t_.empty()) return {};
    for (const char* word : {"select", "insert", "update", "delete", "with"})
      if (t_[0] == word) return judge();
    for (const char* word : {"replace", "truncate", "merge", "("})
      if (t_[0] == word) rule_.problem = "begin with SELECT, INSERT, UPDATE, DELETE or WITH";
    return rule_;
  }

 private:
  const std::string& at(std::size_t i) const {
    static const std::string kNothing;
    return i < t_.size() ? t_[i] : kNothing;
  }
  static bool is_word(const std::string& s) { return !s.empty() && letter(s[0]); }
  bool of_the_engine(const std::string& name) const {
    for (const char* start : {"sqlite_", "pragma_", "pg_", "schema_migration"})
      if (name.starts_with(start)) return true;
    return std::find(given_names_.begin(), given_names_.end(), name) != given_names_.end();
  }

  OrgRule judge() {
    for (std::size_t i = 0; i < t_.size(); ++i) note_given_name(i);
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const auto& w = t_[i];
      if (w == "from" && at(i - 1) == "delete") changed(i + 1);
      if (w == "from" && at(i - 1) != "distinct") from_list(i + 1);
      if (w == "join") table(i + 1);
      if (w == "update" && at(i + 1) != "set" && at(i - 1) != "for") {
        changed(i + 1);
        table(i + 1);
      }
      if (w == "into") {
        changed(i + 1);
        insert(i + 1);
      }
      if (w == "org") tie(i);
      if (w == "using" && at(i + 1) == "(" && at(i + 2) == "org") ++ties_;
    }
    if (tables_ > 0 && rule_.problem.empty()) {
      if (ties_ < tables_)
        rule_.problem = std::to_string(tables_) + " tables, but only " + std::to_string(ties_) +
                        " of them tied to the organisation";
      else if (rule_.param == 0)
        rule_.problem = "no $n says which organisation";
    }
    return rule_;
  }
  /// "name AS (" and "name (a, b) AS (" give a name to rows that are no table.
  void note_given_name(std::size_t i) {
    if (t_[i] != "as" || i == 0 || at(i + 1) != "(") return;
    auto name = i - 1;
    if (at(name) == ")") {
      while (name > 0 && at(name) != "(") --name;
      if (name > 0) --name;
    }
    if (is_word(at(name))) given_names_.push_back(at(name));
  }
  /// The table's name has to stand there and nothing else, so that what is changed is never misread.
  void changed(std::size_t i) {
    static const Tokens kOthers = {"or", "only", "table"};
    if (!is_word(at(i)) || at(i + 1) == "." ||
        std::find(kOthers.begin(), kOthers.end(), at(i)) != kOthers.end())
      rule_.problem = "the name of the table that is changed must stand alone";
    else
      rule_.changes.push_back(at(i));
  }
  void table(std::size_t i) {
    if (!is_word(at(i)) || at(i + 1) == "(" || of_the_engine(at(i))) return;
    ++tables_;
  }
  void from_list(std::size_t i) {
    static const Tokens kEnds = {"where", "group", "order", "limit", "union", "join",
                                 "set",   "on",    "left",  "inner", "cross", "returning"};
    table(i);
    for (int depth = 0; i < t_.size(); ++i) {
      const auto& w = t_[i];
      if (w == "(") ++depth;
      if (w == ")" && --depth < 0) return;
      if (depth == 0 && std::find(kEnds.begin(), kEnds.end(), w) != kEnds.end()) return;
      if (depth == 0 && w == ",") table(i + 1);
    }
  }
  /// INSERT INTO t (org, …) VALUES ($n, …) or SELECT org, … or SELECT $n, …
  void insert(std::size_t i) {
    if (of_the_engine(at(i))) return;
    ++tables_;
    if (at(i + 1) != "(" || at(i + 2) != "org") {
      rule_.problem = "INSERT must give org first";
      return;
    }
    while (i < t_.size() && at(i) != ")") ++i;
    if (at(i + 1) == "values" && at(i + 2) == "(") {
      ++ties_;
      for (auto row = i + 2; at(row) == "(";) {
        organisation(at(row + 1));
        int depth = 0;
        do {
          depth += at(row) == "(" ? 1 : at(row) == ")" ? -1 : 0;
          ++row;
        } while (depth > 0 && row < t_.size());
        if (at(row) != ",") break;
        ++row;
      }
    } else if (at(i + 1) == "select") {
      const auto& first = at(i + 2);
      const bool org_of = at(i + 3) == "." && at(i + 4) == "org";
      if (first[0] == '$') organisation(first);
      if (first == "org" || org_of || first[0] == '$')
        ++ties_;
      else
        rule_.problem = "INSERT … SELECT must select org first";
    } else {
      rule_.problem = "INSERT must give its values, or select them";
    }
  }
  /// org = $n, org = a.org, $n = org
  void tie(std::size_t i) {
    const auto start = i >= 2 && at(i - 1) == "." ? i - 2 : i;
    if (at(i + 1) == "=") {
      const bool other = at(i + 3) == "." && at(i + 4) == "org";
      if (at(i + 2)[0] == '$') organisation(at(i + 2));
      if (at(i + 2)[0] == '$' || other) ++ties_;
    } else if (start >= 2 && at(start - 1) == "=" && at(start - 2)[0] == '$') {
      organisation(at(start - 2));
      ++ties_;
    }
  }
  void organisation(const std::string& param) {
    int n = 0;
    if (param.size() > 1 && param[0] == '$')
      std::from_chars(param.data() + 1, param.data() + param.size(), n);
    if (n == 0)
      rule_.problem = "the organisation must be a $n, not " + param;
    else if (rule_.param != 0 && rule_.param != n)
      rule_.problem = "two different $n say which organisation";
    else
      rule_.param = n;
  }

  Tokens t_;
  std::vector<std::string> given_names_;
  int tables_ = 0, ties_ = 0;
  OrgRule rule_;
};

}  // namespace

OrgRule org_rule(std::string_view sql) {
  return Reader(sql).read();
}

}  // namespace candour::store
