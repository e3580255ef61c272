#include "charter/prose.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/calendar_words.h"
#include "charter/decide.h"
#include "charter/path.h"
#include "charter/read_form.h"
#include "charter/said.h"

namespace candour::charter {

namespace {

constexpr std::array<std::string_view, 13> kNumbers{
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};

bool one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

/// "6 years" as "six years"; nothing where it is no period.
std::string counted(std::string_view text) {
  const auto space = text.find(' ');
  const auto n = parse_int(text.substr(0, space));
  if (!n || space == text.npos) return {};
  auto unit = text.substr(space + 1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  return one_of(unit, {"year", "month", "week", "day", "hour"}) ? period_in_words(*n, unit) : std::string();
}

std::string kept(std::string_view text) {
  constexpr std::string_view up_to = "up to ", birthday = "until birthday ";
  if (text.starts_with(birthday)) return "until the age of " + std::string(text.substr(birthday.size()));
  if (!text.starts_with(up_to)) return counted(text);
  const auto rest = counted(text.substr(up_to.size()));
  return rest.empty() ? rest : "up to " + rest;
}

std::string area(std::string_view code) {
  return code == "UK" || code == "GB" ? "the United Kingdom"
         : code == "EEA"              ? "the European Economic Area"
         : code == "EU"               ? "the European Union"
                                      : std::string();
}

/// "Finance officer" as "finance officer"; a name of its own ("Your GP", "Insight North") as it is.
std::string inside_a_sentence(std::string name) {
  const bool plain = name.size() > 1 && std::none_of(name.begin() + 1, name.end(),
                                                     [](char ch) { return ch >= 'A' && ch <= 'Z'; });
  if (plain && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] + 32);
  return name;
}

class Filler {
 public:
  Filler(const Yaml& rules, const CatalogueFiles& catalogue, Findings& out)
      : rules_(rules), catalogue_(catalogue), out_(out) {}

  void at(Yaml& y, const std::string& path) {
    if (y.shape == Yaml::Shape::Text && is_prose(segments(path))) fill(y, path);
    for (auto& [k, v] : y.map)
      if (k.text != kGrounds && k.text != kClaims) at(v, under(path, k.text));
    std::set<std::string> seen;
    for (std::size_t i = 0; i < y.list.size(); ++i) {
      const bool text = y.list[i].shape == Yaml::Shape::Text;
      if (text && is_prose(segments(under(path, "x")))) fill(y.list[i], under(path, "x"));
      const auto own = row_key(y.list[i], i);
      auto key = own;
      for (int n = 2; !seen.insert(key).second; ++n) key = own + " (" + std::to_string(n) + ")";
      if (text && !all_.empty() && all_.back().path == under(path, "x")) all_.back().path = under(path, key);
      if (!text) at(y.list[i], under(path, key));
    }
  }
  std::vector<Prose> take() { return std::move(all_); }

 private:
  void fill(Yaml& y, const std::string& path) {
    Prose p{path, y.text, Yaml{Yaml::Shape::Text, "", false, y.line, y.column, {}, {}}, {}};
    std::string filled;
    std::size_t from = 0;
    for (std::size_t open; (open = y.text.find('{', from)) != y.text.npos;) {
      const auto close = y.text.find('}', open);
      if (close == y.text.npos) {
        out_.error(y, "a brace opens in this text and does not close", "write {retention/main/keep}");
        break;
      }
      const auto name = y.text.substr(open + 1, close - open - 1);
      filled += y.text.substr(from, open - from);
      auto words = value(y, name);
      const auto before = filled.find_last_not_of(" \n");
      const bool starts = before == filled.npos || one_of(filled.substr(before, 1), {".", "!", "?"});
      if (starts && !words.empty() && words[0] >= 'a' && words[0] <= 'z')
        words[0] = static_cast<char>(words[0] - 32);
      filled += words;
      p.from.push_back(name);
      from = close + 1;
    }
    filled += y.text.substr(from);
    for (const auto& s : sentences_of(y.text))
      if (s.find('{') != s.npos && says_no(s))
        out_.error(y,
                   "a value is filled into a sentence that says no: “" + s +
                       "”; when the rule changes, it would deny another thing unseen",
                   "say what is so instead of what is not, or write the words out and add a claim such as "
                   "`claims: [finance does not see health]`");
    if (!p.from.empty()) y.text = filled;
    all_.push_back(std::move(p));
  }

  std::string value(const Yaml& where, const std::string& name) {
    const auto path = segments(name);
    if (path.size() == 2 && path[0] == "categories" && !category(path[1]).empty()) return category(path[1]);
    const Yaml* v = name.empty() ? nullptr : at_path(rules_, name);
    if (!v) {
      out_.error(where, "there is no value '" + name + "' to fill in", near(name));
      return {};
    }
    const auto words = v->shape == Yaml::Shape::List   ? listed(*v, path.back())
                       : v->shape == Yaml::Shape::Text ? worded(*v, path)
                                                       : std::string();
    if (words.empty())
      out_.error(where, "'" + name + "' cannot be filled into a sentence",
                 "name a period, an age, a number of days, a date, a name, or a list of categories");
    return words;
  }

  /// The nearest that is there, one step down from where the way still led.
  std::string near(const std::string& name) const {
    const Yaml* at = &rules_;
    std::string way;
    for (const auto& segment : segments(name)) {
      const Yaml* next = at_path(*at, segment);
      if (!next) {
        std::vector<std::string> there;
        for (const auto& [k, v] : at->map) there.push_back(k.text);
        for (std::size_t i = 0; i < at->list.size(); ++i) there.push_back(row_key(at->list[i], i));
        return there.empty() ? "name a value of this charter, such as {retention/main/keep}"
                             : (way.empty() ? "" : "under '" + way + "': ") + suggest(segment, there);
      }
      way = under(way, segment);
      at = next;
    }
    return "name a value of this charter, such as {retention/main/keep}";
  }

  static std::string worded(const Yaml& v, const std::vector<std::string>& path) {
    const auto& key = path.back();
    const auto end = v.text.find_last_not_of(" \r\n");
    const auto text = v.text.substr(0, end + 1);
    if (key == "keep") return kept(text);
    if (one_of(key, {"renew-every", "keep-at-most"})) return counted(text);
    if (const auto n = parse_int(text)) {
      if (one_of(key, {"months", "training-months"})) return period_in_words(*n, "month");
      if (key == "days") return period_in_words(*n, "day");
      if (one_of(key, {"hours", "review-hours", "review-within-hours"})) return period_in_words(*n, "hour");
      if (key == "years") return period_in_words(*n, "year");
      if (key.find("age") != key.npos) return text;
    }
    if (const auto day = parse_date(text)) return date_words(*day);
    if (one_of(key, {"hosting", "country", "area"}) && !area(text).empty()) return area(text);
    if (key == "name" && one_of(path[0], {"roles", "purposes"})) return inside_a_sentence(text);
    if (one_of(key, {"name", "title", "plural", "email", "phone", "post", "web", "legal-name", "number",
                     "commissioner", "controller"}))
      return text;
    return {};
  }

  std::string listed(const Yaml& list, const std::string& key) const {
    if (!one_of(key, {"sees", "categories", "use"})) return {};
    std::vector<std::string> names;
    for (const auto& item : list.list) names.push_back(category(item.text));
    return std::find(names.begin(), names.end(), "") == names.end() ? list_words(names) : std::string();
  }

  std::string category(const std::string& code) const {
    if (const Yaml* renamed = at_path(rules_, "categories/rename/" + code))
      return inside_a_sentence(renamed->text);
    if (const Yaml* own = at_path(rules_, "categories/add/" + code + "/name"))
      return inside_a_sentence(own->text);
    const Yaml* use = at_path(rules_, "categories/use/" + code);
    for (const auto& c : catalogue_.categories)
      if (use && c.code == code) return inside_a_sentence(c.name);
    return {};
  }

  const Yaml& rules_;
  const CatalogueFiles& catalogue_;
  Findings& out_;
  std::vector<Prose> all_;
};

}  // namespace

bool is_prose(const std::vector<std::string>& path) {
  const auto under_key = [&](std::string_view key) {
    return path.size() >= 2 && path[path.size() - 2] == key;
  };
  if (path.size() < 2) return path[0] == "social-media";
  if (path[0] == "kinds") return false;
  if (path[0] == "texts" || path[0] == "easy-read") return path.back() != "picture";
  return under_key("describe") || under_key("mandatory") ||
         one_of(path.back(),
                {"says", "why", "when", "interests", "how-to-withdraw", "how", "identity", "exceptions",
                 "refusal", "extension", "inform-unless", "told-unless", "safeguards"});
}

std::vector<Prose> fill_prose(Yaml& root, const CatalogueFiles& catalogue, Findings& out) {
  const Yaml rules = root;  // as written: no value is filled from one that is filled itself
  Filler filler(rules, catalogue, out);
  filler.at(root, "");
  return filler.take();
}

std::vector<std::string> sentences_of(const std::string& text) {
  std::vector<std::string> all;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (one_of(text.substr(i, 1), {".", "?", "!"}) &&
        (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n')) {
      all.push_back(text.substr(from, i + 1 - from));
      from = std::min(i + 2, text.size());
    }
  if (from < text.size()) all.push_back(text.substr(from));
  return all;
}

std::vector<std::string> words_of(std::string_view sentence) {
  std::vector<std::string> all;
  std::string word;
  const auto end = [&] {
    while (word.ends_with('\'') || word.ends_with('-')) word.pop_back();
    if (!word.empty()) all.push_back(std::move(word));
    word.clear();
  };
  int braces = 0;
  for (char ch : sentence) {
    braces += ch == '{' ? 1 : ch == '}' ? -1 : 0;
    if (braces > 0 || ch == '}') {
      end();
      continue;
    }
    const bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
                        static_cast<unsigned char>(ch) >= 0x80 || ch == '\'' || ch == '-';
    if (letter)
      word += ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch + 32) : ch;
    else
      end();
  }
  end();
  return all;
}

bool says_no(std::string_view sentence) {
  for (const auto& w : words_of(sentence))
    if (w.ends_with("n't") || one_of(w, {"no", "not", "never", "nobody", "none", "nothing", "nowhere",
                                         "neither", "nor", "cannot", "without"}))
      return true;
  return false;
}

int number_in(std::string_view word) {
  if (const auto n = parse_int(word)) return *n;
  for (std::size_t i = 1; i < kNumbers.size(); ++i)
    if (word == kNumbers[i]) return static_cast<int>(i);
  constexpr std::pair<std::string_view, int> more[] = {
      {"thirteen", 13}, {"fourteen", 14},    {"fifteen", 15},     {"sixteen", 16},
      {"eighteen", 18}, {"twenty", 20},      {"twenty-five", 25}, {"twenty-eight", 28},
      {"thirty", 30},   {"seventy-two", 72}, {"ninety", 90}};
  for (const auto& [name, n] : more)
    if (word == name) return n;
  return 0;
}

std::string period_in_words(int n, std::string_view unit) {
  const bool small = n > 0 && n < static_cast<int>(kNumbers.size());
  return (small ? std::string(kNumbers[static_cast<std::size_t>(n)]) : std::to_string(n)) + " " +
         std::string(unit) + (n == 1 ? "" : "s");
}

}  // namespace candour::charter
