// What somebody typed into the one search box, read as whatever it can be.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "people/search_index.h"

namespace candour::people {
namespace {

constexpr std::size_t kMostTyped = 1000;

std::vector<std::string_view> pieces(std::string_view typed) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < typed.size();) {
    const auto end = std::min(typed.find(' ', at), typed.size());
    if (end > at) out.push_back(typed.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string_view span_of(const std::vector<std::string_view>& words, std::size_t from, std::size_t count) {
  const auto* begin = words[from].data();
  const auto& last = words[from + count - 1];
  return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
}

/// Whether `typed` is how the words from `i` on begin, written as one: "delac" for "de la cruz".
bool begins(const std::vector<std::string_view>& words, std::size_t i, std::string_view typed) {
  for (; i < words.size() && typed.size() > words[i].size() && typed.starts_with(words[i]); ++i)
    typed.remove_prefix(words[i].size());
  return i < words.size() && words[i].starts_with(typed);
}

bool is_year(std::string_view w) {
  return w.size() == 4 && (w.starts_with("19") || w.starts_with("20")) &&
         std::all_of(w.begin(), w.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "Okafor 1999", "Maya Okafor 4 3 1999": a date or a year before or behind the name.
std::size_t read_birth(const std::vector<std::string_view>& words, bool at_end, Typed& out) {
  for (const std::size_t n : {3, 1}) {
    if (words.size() < n) continue;
    const auto text = span_of(words, at_end ? words.size() - n : 0, n);
    if (const auto date = parse_date(text)) {
      out.born = *date;
      return n;
    }
  }
  const auto& word = at_end ? words.back() : words.front();
  if (!is_year(word)) return 0;
  out.born_in = std::stoi(std::string(word));
  return 1;
}

}  // namespace

Typed read_typed(std::string_view typed, std::string_view prefix) {
  Typed out;
  const auto line = clean_line(typed);
  out.reference = normal_reference(line);
  if (out.reference.empty()) {
    const auto with_prefix = normal_reference(std::string(prefix) + line);
    if (line.size() <= 9) out.reference = with_prefix;
  }
  if (const auto n = uk::nhs_number(line)) out.nhs_number = *n;
  if (const auto p = uk::postcode(line)) out.postcode = *p;
  if (const auto p = uk::phone(line); p && out.nhs_number.empty()) out.phone = uk::phone_alone(*p);
  if (!out.nhs_number.empty() || !out.postcode.empty() || !out.phone.empty()) return out;

  const auto words = pieces(line);
  if (words.empty()) return out;
  std::size_t from = 0, to = words.size();
  if (const auto n = read_birth(words, true, out)) {
    to -= n;
  } else {
    from = read_birth(words, false, out);
  }
  if (to > from) out.name = fold(span_of(words, from, to - from));
  if (count_letters(out.name) > kMostTyped) out.name.clear();  // nobody's name
  return out;
}

double name_likeness(std::string_view typed, std::string_view name) {
  const auto likeness = similarity(typed, name);
  // "oka" while the rest is still being typed, or a long name that nobody spells out.
  const auto words = pieces(name);
  std::size_t begun = 0, letters = 0, count = 0;
  for (const auto word : pieces(typed)) {
    ++count;
    letters += word.size();
    for (std::size_t i = 0; i < words.size(); ++i)
      if (begins(words, i, word)) {
        ++begun;
        break;
      }
  }
  const bool all = count > 0 && begun == count && letters >= 3;
  return all ? std::max(likeness, 0.78) : likeness;
}

}  // namespace candour::people
