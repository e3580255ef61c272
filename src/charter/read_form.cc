#include "charter/read_form.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace candour::charter {

namespace {

/// Optimal string alignment distance: letters changed, dropped, added, or two neighbours swapped.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string same_form(std::string_view word) {
  std::string s;
  for (char c : word)
    s += c == '_' || c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return s;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 60) return {};
  std::string form = same_form(word), best;
  std::size_t best_distance = 1 + std::max<std::size_t>(1, form.size() / 4);
  for (auto& c : candidates) {
    std::size_t d = distance(form, c);
    bool stem = form.size() >= 4 && c.size() >= 4 && (c.starts_with(form) || form.starts_with(c));
    if (stem) d = std::min<std::size_t>(d, 2);
    if (d < best_distance || (stem && best.empty())) {
      best = c;
      best_distance = d;
    }
  }
  return best;
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  if (auto near = nearest(word, candidates); !near.empty()) return "did you mean '" + near + "'?";
  if (candidates.empty()) return "none is declared yet";
  std::string s = "use one of: ";
  for (std::size_t i = 0; i < candidates.size() && i < 12; ++i) s += (i ? ", " : "") + candidates[i];
  return candidates.size() > 12 ? s + " …" : s;
}

bool is_code(std::string_view s) {
  if (s.empty() || s.size() > 60 || s.front() == '-' || s.back() == '-') return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    if (c == '-' && s[i - 1] == '-') return false;
  }
  return true;
}

std::optional<int> parse_int(std::string_view s) {
  int v = 0;
  auto [end, bad] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (bad != std::errc{} || end != s.data() + s.size()) return std::nullopt;
  return v;
}

std::optional<Date> parse_date(std::string_view s) {
  if (s.size() != 10 || s[4] != '-' || s[7] != '-') return std::nullopt;
  auto y = parse_int(s.substr(0, 4)), m = parse_int(s.substr(5, 2)), d = parse_int(s.substr(8, 2));
  if (!y || !m || !d || *y < 1900 || *m < 1 || *d < 1) return std::nullopt;
  Date date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*m)),
            std::chrono::day(static_cast<unsigned>(*d))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

MapReader::MapReader(const Yaml& y, std::string what, Findings& out)
    : y_(y), what_(std::move(what)), out_(out) {
  if (!ok())
    out_.error(y_, what_ + " is " + std::string(y_.shape_words()) + ", not a group of keys",
               "write it as `key: value` lines, or in braces {key: value, …}");
}

const Yaml& MapReader::at(std::string_view key) const {
  const Yaml* v = y_.find(key);
  return v ? *v : y_;
}

void MapReader::error(std::string_view key, std::string what, std::string mend) {
  out_.error(at(key), what_ + ": " + std::move(what), std::move(mend));
}

const Yaml* MapReader::get(std::string_view key, Need need) {
  asked_.emplace_back(key);
  const Yaml* v = y_.find(key);
  if (!v && need == Need::Required && ok())
    out_.error(y_, what_ + " has no `" + std::string(key) + "`", "add `" + std::string(key) + ": …`");
  if (v && v->shape == Yaml::Shape::Nothing) {
    out_.error(*v, what_ + ": `" + std::string(key) + "` has no value", "give it a value, or delete the key");
    return nullptr;
  }
  return v;
}

const Yaml* MapReader::shaped(std::string_view key, Yaml::Shape shape, Need need, std::string_view mend) {
  const Yaml* v = get(key, need);
  if (!v || v->shape == shape) return v;
  Yaml wanted;
  wanted.shape = shape;
  out_.error(*v,
             what_ + ": `" + std::string(key) + "` is " + std::string(v->shape_words()) + ", not " +
                 std::string(wanted.shape_words()),
             std::string(mend));
  return nullptr;
}

std::string MapReader::text(std::string_view key, Need need) {
  const Yaml* v = shaped(key, Yaml::Shape::Text, need, "write one value after the colon");
  if (v && v->text.find_first_not_of(" \r\n") == std::string::npos) {
    error(key, "`" + std::string(key) + "` is empty", "give it words, or delete the key");
    return {};
  }
  if (!v) return {};
  auto end = v->text.find_last_not_of(" \r\n");  // folded texts end with a line break
  return v->text.substr(0, end + 1);
}

std::string MapReader::code(std::string_view key, Need need) {
  std::string s = text(key, need);
  if (!s.empty() && !is_code(s)) {
    error(key, "'" + s + "' is not a code", "use lower-case letters, digits and single hyphens, at most 60");
    return {};
  }
  return s;
}

bool MapReader::flag(std::string_view key, bool otherwise) {
  const Yaml* v = shaped(key, Yaml::Shape::Text, Need::Optional, "write true or false");
  if (!v) return otherwise;
  if (v->text == "true") return true;
  if (v->text == "false") return false;
  error(key, "`" + std::string(key) + "` is '" + v->text + "'", "write true or false");
  return otherwise;
}

int MapReader::number(std::string_view key, int otherwise, int min, int max, Need need) {
  const Yaml* v = shaped(key, Yaml::Shape::Text, need, "write one whole number");
  if (!v) return otherwise;
  auto n = parse_int(v->text);
  if (n && *n >= min && *n <= max) return *n;
  error(key, "`" + std::string(key) + "` is '" + v->text + "'",
        "write a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return otherwise;
}

std::optional<double> MapReader::decimal(std::string_view key) {
  const Yaml* v = shaped(key, Yaml::Shape::Text, Need::Optional, "write one number");
  if (!v) return std::nullopt;
  double d = 0;
  auto [end, bad] = std::from_chars(v->text.data(), v->text.data() + v->text.size(), d);
  if (bad == std::errc{} && end == v->text.data() + v->text.size()) return d;
  error(key, "`" + std::string(key) + "` is '" + v->text + "'", "write a number such as 20 or 0.5");
  return std::nullopt;
}

namespace {
/// Why a date that looks right is none: "November has 30 days"; empty where it does not look right.
std::string no_such_day(std::string_view s) {
  const bool looks_right = s.size() == 10 && s[4] == '-' && s[7] == '-' &&
                           s.find_first_not_of("0123456789-") == std::string_view::npos;
  const int y = looks_right ? parse_int(s.substr(0, 4)).value_or(0) : 0;
  const int m = looks_right ? parse_int(s.substr(5, 2)).value_or(0) : 0;
  if (!looks_right) return {};
  if (y < 1900) return "write a year from 1900 on";
  if (m < 1 || m > 12) return "write a month from 01 to 12";
  static constexpr std::string_view names[] = {"January",   "February", "March",    "April",
                                               "May",       "June",     "July",     "August",
                                               "September", "October",  "November", "December"};
  const std::chrono::year_month_day_last last{
      std::chrono::year(y), std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(m)))};
  const auto days = std::to_string(static_cast<unsigned>(last.day()));
  return std::string(names[m - 1]) + (m == 2 ? " " + std::to_string(y) : "") + " has " + days + " days";
}
}  // namespace

std::optional<Date> MapReader::date(std::string_view key, Need need) {
  const Yaml* v = shaped(key, Yaml::Shape::Text, need, "write a date such as 2026-11-01");
  if (!v) return std::nullopt;
  auto d = parse_date(v->text);
  const auto none = d ? std::string() : no_such_day(v->text);
  if (!none.empty())
    error(key, "there is no day '" + v->text + "'", none);
  else if (!d)
    error(key, "'" + v->text + "' is not a date", "write year, month, day: 2026-11-01");
  return d;
}

std::string MapReader::choice(std::string_view key, const std::vector<std::string>& words, Need need) {
  const Yaml* v = shaped(key, Yaml::Shape::Text, need, "write one of the words that it takes");
  if (!v) return need == Need::Optional ? words.front() : std::string();
  if (std::find(words.begin(), words.end(), v->text) != words.end()) return v->text;
  error(key, "`" + std::string(key) + "` does not take '" + v->text + "'", suggest(v->text, words));
  return words.front();
}

std::string MapReader::choice_or_silent(std::string_view key, const std::vector<std::string>& words) {
  if (y_.find(key)) return choice(key, words);
  asked_.emplace_back(key);
  return {};
}

std::optional<bool> MapReader::flag_or_silent(std::string_view key) {
  if (y_.find(key)) return flag(key);
  asked_.emplace_back(key);
  return std::nullopt;
}

std::vector<const Yaml*> MapReader::list(std::string_view key, Need need) {
  std::vector<const Yaml*> items;
  const Yaml* v =
      shaped(key, Yaml::Shape::List, need, "write it as a list: lines that begin with '- ', or [a, b]");
  if (!v) return items;
  for (auto& item : v->list) items.push_back(&item);
  if (items.empty() && need == Need::Required)
    error(key, "`" + std::string(key) + "` is an empty list", "name at least one");
  return items;
}

std::vector<const Yaml*> MapReader::texts(std::string_view key, Need need) {
  auto items = list(key, need);
  std::erase_if(items, [&](const Yaml* y) {
    if (y->shape == Yaml::Shape::Text) return false;
    out_.error(*y, what_ + ": `" + std::string(key) + "` holds " + std::string(y->shape_words()),
               "each item is one plain value");
    return true;
  });
  return items;
}

std::vector<std::pair<const Yaml*, const Yaml*>> MapReader::pairs(std::string_view key, Need need) {
  std::vector<std::pair<const Yaml*, const Yaml*>> all;
  const Yaml* v = shaped(key, Yaml::Shape::Map, need, "write it as `key: value` lines");
  if (!v) return all;
  for (auto& [k, value] : v->map) {
    if (beside_the_keys(k.text)) continue;
    if (value.shape == Yaml::Shape::Text)
      all.emplace_back(&k, &value);
    else
      out_.error(
          k, what_ + ": `" + std::string(key) + "`: '" + k.text + "' is " + std::string(value.shape_words()),
          "write words after the colon");
  }
  return all;
}

bool MapReader::beside_the_keys(std::string_view key) const {
  return out_.grounds && (key == kGrounds || key == kClaims);
}

void MapReader::only_these() {
  for (auto& [k, v] : y_.map)
    if (!beside_the_keys(k.text) && std::find(asked_.begin(), asked_.end(), k.text) == asked_.end())
      out_.error(k, what_ + " has an unknown key '" + k.text + "'", suggest(k.text, asked_));
}

}  // namespace candour::charter
