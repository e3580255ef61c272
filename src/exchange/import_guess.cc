// Guessing columns. Order of trust: what was chosen for this heading last time, the heading's words, then the
// values, when all of them have one shape and the heading says nothing.
#include <algorithm>
#include <optional>
#include <set>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "exchange/import_columns.h"
#include "exchange/import_meanings.h"
#include "exchange/import_ways.h"

namespace candour::exchange {
namespace {

/// Whose details they are: said in front of each heading of some lists, and the same for all.
constexpr std::string_view kSubjects[] = {
    "child",    "person", "client", "customer",     "patient",      "pupil",       "student",  "member",
    "resident", "tenant", "user",   "service user", "young person", "participant", "applicant"};
constexpr std::string_view kRelatives[] = {
    "parent",      "carer", "parent carer",      "parent or carer", "parent guardian", "guardian",
    "next of kin", "nok",   "emergency contact", "relative",        "mother",          "father",
    "mum",         "dad",   "main carer",        "family member"};
constexpr Meaning kOfRelatives[] = {
    {"name", "name"},
    {"full name", "name"},
    {"", "name"},
    {"relationship", "relation"},
    {"relation", "relation"},
    {"relationship to child", "relation"},
    {"email", "email"},
    {"e mail", "email"},
    {"email address", "email"},
    {"contact number", "phone"},
    {"contact no", "phone"},
    {"phone no", "phone"},
    {"tel no", "phone"},
    {"contact", "phone"},
    {"phone", "phone"},
    {"phone number", "phone"},
    {"telephone", "phone"},
    {"telephone number", "phone"},
    {"tel", "phone"},
    {"mobile", "phone"},
    {"mobile number", "phone"},
    {"number", "phone"},
};

/// `text` without `word` in front, when it begins with that whole word (or those).
std::optional<std::string_view> behind(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  text.remove_prefix(word.size());
  if (text.empty()) return text;
  if (text[0] != ' ') return std::nullopt;
  return text.substr(1);
}

std::string relative_field(std::string_view heading) {
  for (const auto who : kRelatives) {
    auto rest = behind(heading, who);
    if (!rest) continue;
    int number = 1;
    if (!rest->empty() && (*rest)[0] >= '1' && (*rest)[0] <= '9' &&
        (rest->size() == 1 || (*rest)[1] == ' ')) {
      number = (*rest)[0] - '0';
      rest = rest->size() == 1 ? std::string_view() : rest->substr(2);
    }
    if (number > kContacts) return {};
    for (const auto& m : kOfRelatives)
      if (m.words == *rest) return "contact-" + std::to_string(number) + "-" + std::string(m.field);
  }
  return {};
}

std::string without_subject(const std::string& heading) {
  for (const auto subject : kSubjects)
    if (const auto rest = behind(heading, subject); rest && !rest->empty()) return std::string(*rest);
  return heading;
}

class Guessing {
 public:
  Guessing(const CsvTable& table, const std::vector<Target>& targets, const Remembered& remembered,
           const std::vector<bool>& hidden)
      : table_(table), targets_(targets), remembered_(remembered), hidden_(hidden) {}

  std::vector<Column> run() {
    const auto& first = table_.rows.front();
    const auto width = first.cells.size();  // what stands behind them is marked, and no column
    for (std::size_t i = 0; i < width; ++i) {
      columns_.push_back({clean_line(first.at(i)), {}, false, sample(i), i < hidden_.size() && hidden_[i]});
      settled_.push_back(columns_.back().hidden);
    }
    keys_ = heading_keys(first.cells);
    keys_.resize(width);
    from_memory();
    from_headings();
    from_values();
    return std::move(columns_);
  }

 private:
  bool free(std::string_view field) const {
    return find_target(targets_, field) && !taken_.contains(std::string(field));
  }

  void give(std::size_t column, std::string field, bool guessed) {
    taken_.insert(field);
    columns_[column].field = std::move(field);
    columns_[column].guessed = guessed;
    settled_[column] = true;
  }

  void from_memory() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto it = remembered_.find(keys_[i]);
      if (settled_[i] || it == remembered_.end() || keys_[i].empty()) continue;
      if (it->second.empty())
        settled_[i] = true;  // left out on purpose
      else if (free(it->second))
        give(i, it->second, false);
    }
  }

  void from_headings() {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (const auto field = relative_field(keys_[i]); !settled_[i] && !field.empty() && free(field))
        give(i, field, true);
    for (const auto& m : meanings())
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto key = heading_key(columns_[i].heading);
        if (!settled_[i] && free(m.field) && !parts_known(m.field) && !other_status(m.field, i) &&
            (key == m.words || without_subject(key) == m.words))
          give(i, std::string(m.field), true);
      }
    if (!taken_.contains("family-name") || !free("given-name")) return;
    for (std::size_t i = 0; i < columns_.size(); ++i)  // "Name" beside "Surname" is the first name
      if (!settled_[i] && free("given-name") && without_subject(heading_key(columns_[i].heading)) == "name")
        give(i, "given-name", true);
  }

  /// A whole name is of no use beside its parts.
  bool parts_known(std::string_view field) const {
    return field == kWholeName && (taken_.contains("given-name") || taken_.contains("family-name"));
  }

  /// "Status" can be that of a marriage or a tenancy: the cells tell.
  bool other_status(std::string_view field, std::size_t column) const {
    if (field != kStatus) return false;
    int filled = 0, known = 0;
    for (std::size_t r = 1; r < std::min<std::size_t>(table_.rows.size(), 200); ++r) {
      const auto cell = trim(table_.rows[r].at(column));
      if (cell.empty() || is_instruction(table_.rows[r])) continue;
      ++filled;
      known += stands_as(cell).has_value();
    }
    return 2 * known < filled;
  }

  void from_values() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (settled_[i]) continue;
      const auto field = shape_of(i);
      if (!field.empty() && free(field)) give(i, std::string(field), true);
    }
  }

  /// What all the filled cells among the first rows look like.
  std::string_view shape_of(std::size_t column) const {
    std::size_t filled = 0, nhs = 0, code = 0, mail = 0;
    for (std::size_t r = 1; r < std::min<std::size_t>(table_.rows.size(), 200); ++r) {
      const auto cell = trim(table_.rows[r].at(column));
      if (cell.empty() || is_instruction(table_.rows[r])) continue;
      ++filled;
      nhs += uk::nhs_number(cell).has_value();
      code += uk::postcode(cell).has_value();
      mail += uk::email(cell).has_value();
    }
    if (filled < 2) return {};  // one value proves nothing
    if (nhs == filled) return "nhs-number";
    if (code == filled) return "addresses-0-address-postcode";
    if (mail == filled) return "email";
    return {};
  }

  std::string sample(std::size_t column) const {
    for (std::size_t r = 1; r < table_.rows.size() && r < 50; ++r)
      if (const auto cell = clean_line(table_.rows[r].at(column));
          !cell.empty() && !is_instruction(table_.rows[r]))
        return shorten(cell, 40);
    return {};
  }

  const CsvTable& table_;
  const std::vector<Target>& targets_;
  const Remembered& remembered_;
  const std::vector<bool>& hidden_;
  std::vector<Column> columns_;
  std::vector<std::string> keys_;
  std::vector<bool> settled_;
  std::set<std::string> taken_;
};

}  // namespace

std::string heading_key(std::string_view heading) {
  // "Forename(s)" asks for what "Forename" does.
  std::string text(heading);
  for (auto at = text.find("(s)"); at != std::string::npos; at = text.find("(s)")) text.erase(at, 3);
  return fold(text);
}

std::vector<std::string> heading_keys(const std::vector<std::string>& headings) {
  std::map<std::string, int> times;
  std::vector<std::string> out;
  for (const auto& h : headings) {
    auto key = heading_key(h);
    const int n = key.empty() ? 1 : ++times[key];
    out.push_back(n > 1 ? key + " " + std::to_string(n) : key);
  }
  return out;
}

bool known_heading(std::string_view key) {
  const std::string text(key);
  const auto bare = without_subject(text);
  return !relative_field(text).empty() ||
         std::any_of(std::begin(meanings()), std::end(meanings()),
                     [&](const Meaning& m) { return m.words == text || m.words == bare; });
}

std::vector<Column> guess_columns(const CsvTable& table, const std::vector<Target>& targets,
                                  const Remembered& remembered, const std::vector<bool>& hidden) {
  return Guessing(table, targets, remembered, hidden).run();
}

bool holds_details(const CsvRow& row) {
  const auto& cells = row.cells;
  return std::any_of(cells.begin(), cells.end(), [](const std::string& cell) {
    const auto c = trim(cell);
    return uk::nhs_number(c) || uk::postcode(c) || uk::email(c) || parse_date(c);
  });
}

}  // namespace candour::exchange
