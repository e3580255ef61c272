// What changed between two texts, word by word: the longest common run of words is kept, the rest is shown
// as taken out or put in. Bounded: texts of more than kMostWords differing words are shown whole.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "web/html/components.h"

namespace candour::html {
namespace {

constexpr std::size_t kMostWords = 2000;

/// Words with the white space that follows them, so that joining gives the text again.
std::vector<std::string_view> words_of(std::string_view s) {
  std::vector<std::string_view> out;
  auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  for (std::size_t i = 0; i < s.size();) {
    std::size_t start = i;
    while (i < s.size() && !blank(s[i])) ++i;
    while (i < s.size() && blank(s[i])) ++i;
    out.push_back(s.substr(start, i - start));
  }
  return out;
}

std::string_view bare(std::string_view w) {
  while (!w.empty() && (w.back() == ' ' || w.back() == '\n' || w.back() == '\t' || w.back() == '\r'))
    w.remove_suffix(1);
  return w;
}

enum class Change : std::uint8_t { Same, Out, In };
struct Run {
  Change change;
  std::string words;
};

void add(std::vector<Run>& runs, Change c, std::string_view w) {
  if (runs.empty() || runs.back().change != c) runs.push_back({c, {}});
  runs.back().words += w;
}

using Words = std::vector<std::string_view>;

/// Longest common subsequence of the two middles, walked from the front.
void compare_middle(std::vector<Run>& runs, const Words& a, const Words& b) {
  std::size_t n = a.size(), m = b.size();
  if (n > kMostWords || m > kMostWords) {
    for (auto w : a) add(runs, Change::Out, w);
    for (auto w : b) add(runs, Change::In, w);
    return;
  }
  std::vector<std::uint16_t> length((n + 1) * (m + 1));
  auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return length[i * (m + 1) + j]; };
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t j = m; j-- > 0;)
      at(i, j) = bare(a[i]) == bare(b[j]) ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                          : std::max(at(i + 1, j), at(i, j + 1));
  std::size_t i = 0, j = 0;
  while (i < n && j < m) {
    if (bare(a[i]) == bare(b[j])) {
      add(runs, Change::Same, b[j]);
      ++i, ++j;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      add(runs, Change::Out, a[i++]);
    } else {
      add(runs, Change::In, b[j++]);
    }
  }
  while (i < n) add(runs, Change::Out, a[i++]);
  while (j < m) add(runs, Change::In, b[j++]);
}

std::vector<Run> compare(std::string_view before, std::string_view after) {
  Words a = words_of(before), b = words_of(after);
  std::vector<Run> runs;
  std::size_t front = 0;
  while (front < a.size() && front < b.size() && bare(a[front]) == bare(b[front]))
    add(runs, Change::Same, b[front++]);
  std::size_t back = 0;
  while (back < a.size() - front && back < b.size() - front &&
         bare(a[a.size() - 1 - back]) == bare(b[b.size() - 1 - back]))
    ++back;
  auto middle = [&](const Words& w) {
    return Words(w.begin() + static_cast<std::ptrdiff_t>(front), w.end() - static_cast<std::ptrdiff_t>(back));
  };
  compare_middle(runs, middle(a), middle(b));
  for (std::size_t k = back; k > 0; --k) add(runs, Change::Same, b[b.size() - k]);
  return runs;
}

// The white space behind the last word stays outside, so that no underline runs past the words.
Html struck(const std::string& words) {
  return h("del", {{"class", "candour-diff__out"}}, hidden_words("[taken out: "), bare(words),
           hidden_words("] "));
}
Html put_in(const std::string& words) {
  return h("ins", {{"class", "candour-diff__in"}}, hidden_words("[put in: "), bare(words),
           hidden_words("] "));
}

}  // namespace

Html inline_diff(std::string_view before, std::string_view after) {
  return h("span", {{"class", "candour-diff"}}, each(compare(before, after), [](const Run& r) {
             if (r.change == Change::Same) return text(r.words);
             Html space =
                 text(r.words.size() > bare(r.words).size() ? r.words.substr(bare(r.words).size()) : " ");
             return frag(r.change == Change::Out ? struck(r.words) : put_in(r.words), space);
           }));
}

Html conflict(const Conflict& c) {
  auto runs = compare(c.theirs, c.mine);
  auto side = [&](Change shown) {
    return each(runs, [&](const Run& r) {
      if (r.change == Change::Same) return text(r.words);
      if (r.change != shown) return Html{};
      return frag(h("mark", {{"class", "candour-diff__differs"}}, hidden_words("[differs: "), bare(r.words),
                    hidden_words("] ")),
                  r.words.substr(bare(r.words).size()));
    });
  };
  return h(
      "section", {{"class", "candour-conflict"}, {"aria-label", c.field}},
      h("h3", {{"class", "candour-conflict__title"}}, c.field),
      h("div", {{"class", "candour-conflict__sides"}},
        h("div", {{"class", "candour-conflict__side"}},
          h("p", {{"class", "candour-conflict__who"}}, c.theirs_by.empty() ? "Saved meanwhile" : c.theirs_by),
          h("div", {{"class", "candour-conflict__text"}}, side(Change::Out))),
        h("div", {{"class", "candour-conflict__side"}},
          h("p", {{"class", "candour-conflict__who"}}, "What you typed"),
          h("div", {{"class", "candour-conflict__text"}}, side(Change::In)))));
}

Html conflicts(const std::vector<Conflict>& all) {
  auto out = heading(2, "What differs", "m");
  for (const auto& c : all)
    if (c.theirs != c.mine) out += conflict(c);
  return out;
}

}  // namespace candour::html
