#include <algorithm>
#include <map>

#include "charter/charter.h"
#include "charter/said_words.h"

namespace candour::charter {

namespace {

/// Entries of one list, or one value, that stand inside a row.
struct Line {
  std::string path;  // of the list, or of the value
  std::vector<std::string> entries;
  const Said* value = nullptr;
};
using Rows = std::map<std::string, std::vector<Line>>;  // by the path of the row

/// A value has a line of its own; an entry, or a row within, stands with the others of its list.
void put(std::vector<Line>& lines, const Said& s) {
  if (!s.value.empty()) {
    lines.push_back({s.path, {}, &s});
    return;
  }
  const auto list = parent(s.path);
  auto it = std::ranges::find_if(lines, [&](const Line& l) { return !l.value && l.path == list; });
  if (it == lines.end()) it = lines.insert(lines.end(), {list, {}, nullptr});
  it->entries.push_back(segments(s.path).back());
}

/// Whoever confirms a row answers for each word in it, so each is there to be read.
std::string in_words(const SaidIndex& index, const std::vector<Line>& lines) {
  std::string all;
  for (const auto& l : lines) {
    const auto path = segments(l.value ? l.path : l.path + "/x");
    if (!all.empty()) all += "; ";
    all += l.value ? index.label(path) + ": " + l.value->value
                   : index.verb(path, true) + " " + index.names(path, l.entries);
  }
  return all;
}

}  // namespace

std::vector<Working> working_values(const Charter& c) {
  const SaidIndex index(c);
  std::vector<Working> all;
  std::map<std::string, std::vector<std::string>> lists;
  Rows rows;        // working as a whole
  std::string row;  // the last of them: what stands inside follows it
  for (const auto& s : c.said) {
    if (!s.ground.working() || is_plumbing(s.path)) continue;
    if (!row.empty() && s.path.starts_with(row + "/")) {
      put(rows[row], s);
      continue;
    }
    const auto path = segments(s.path);
    if (s.item) rows[row = s.path];
    if (!s.value.empty()) {
      all.push_back({s.path, index.subject(path), index.label(path), s.value});
    } else if (path.size() == 2 && !key_words(path)) {
      all.push_back({s.path, index.subject(path), "all of it", ""});
    } else {
      auto& entries = lists[parent(s.path)];
      if (entries.empty()) all.push_back({parent(s.path), index.subject(path), "", ""});
      entries.push_back(path.back());
    }
  }
  std::map<std::string, std::string> within;  // of the rows of a list, by the path of the list
  for (const auto& [path, lines] : rows)
    if (auto words = in_words(index, lines); !words.empty()) within[parent(path)] += "; " + words;
  for (auto& w : all)
    if (auto it = lists.find(w.path); it != lists.end() && w.what.empty()) {
      const auto path = segments(w.path + "/x");
      w.what = index.verb(path, true);
      w.value = index.names(path, it->second) + within[w.path];
    } else if (const auto whole = rows.find(w.path); whole != rows.end()) {
      w.value = in_words(index, whole->second);
    }
  return all;
}

}  // namespace candour::charter
