// What of printed words stands in the notice, and in which part; and the marks of what does not.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

std::string to_confirm(const Charter& full, const std::string& path) {
  const auto& said = full.to_print().said;
  const auto at = std::ranges::lower_bound(said, path, {}, &Said::path);
  const bool there = at != said.end() && (at->path == path || at->path.starts_with(path + "/"));
  return there ? "" : " " + std::string(kToConfirm);
}

namespace {

const Said* printed_at(const Charter& printed, std::string_view path) {
  const auto at = std::ranges::lower_bound(printed.said, path, {}, &Said::path);
  return at != printed.said.end() && at->path == path ? &*at : nullptr;
}

/// What the charter to print says at a path, or below it; nothing where it says nothing or not all of it.
std::vector<const Said*> said_whole(const Charter& full, const std::string& path) {
  const Charter& c = full.to_print();
  if (const auto* one = printed_at(c, path)) return {one};
  // A list that is said in one word ("all"); not a row, which has a ground of its own.
  const auto* list = printed_at(c, std::string_view(path).substr(0, path.rfind('/')));
  if (list && !list->item && !list->value.empty()) return {list};
  const auto below = path + "/";
  std::vector<const Said*> out;
  for (auto at = std::ranges::lower_bound(c.said, below, {}, &Said::path);
       at != c.said.end() && at->path.starts_with(below); ++at)
    out.push_back(&*at);
  const bool open = !out.empty() && std::ranges::any_of(full.said, [&](const Said& s) {
    return s.ground.working() && s.path.starts_with(below);
  });
  return open ? std::vector<const Said*>{} : out;
}

}  // namespace

std::string stands_on(const Charter& full, const std::vector<std::string>& paths) {
  std::vector<std::string> parts;
  for (const auto& path : paths) {
    const auto said = said_whole(full, path);
    if (said.empty()) return " " + std::string(kToConfirm);
    for (const auto* s : said) {
      const auto part = part_words(s->ground.ref);
      if (s->ground.kind == ValueGround::Kind::Part && !s->ground.ref.empty() &&
          std::ranges::count(parts, part) == 0)
        parts.push_back(part);
    }
  }
  std::string words;
  for (const auto& part : parts) words += words.empty() ? " (" + part : "; " + lower_first(part);
  return words.empty() ? words : words + ")";
}

std::string part_at(const Charter& c, const std::string& path) {
  const auto at = std::ranges::lower_bound(c.said, path, {}, &Said::path);
  const bool there = at != c.said.end() && at->path == path && at->ground.kind == ValueGround::Kind::Part;
  return there ? at->ground.ref : std::string();
}

std::string part_beside(const Charter& c, const std::string& path, std::string_view row) {
  auto part = part_at(c, path);
  return part == row ? std::string() : part;
}

std::vector<std::string> parts_below(const Charter& c, const std::string& path, std::string_view row) {
  std::vector<std::string> parts;
  const auto below = path + "/";
  for (auto at = std::ranges::lower_bound(c.said, below, {}, &Said::path);
       at != c.said.end() && at->path.starts_with(below); ++at)
    if (at->ground.kind == ValueGround::Kind::Part && at->ground.ref != row &&
        std::ranges::find(parts, at->ground.ref) == parts.end())
      parts.push_back(at->ground.ref);
  return parts;
}

bool stands_in_notice(const Charter& full, const std::string& list, std::string_view code) {
  const auto& said = full.to_print().said;
  const auto there = [&](const std::string& path) {
    const auto at = std::ranges::lower_bound(said, path, {}, &Said::path);
    return at != said.end() && (at->path == path || at->path.starts_with(path + "/"));
  };
  const auto whole = std::ranges::lower_bound(said, list, {}, &Said::path);
  return (whole != said.end() && whole->path == list) || there(list + "/" + std::string(code));
}

std::string told_apart(const Charter& c, const std::string& list, CategorySet all) {
  CategorySet known, tied;
  all.each([&](CategoryIx i) {
    if (c.to_print().find_category(c.at(i).code)) known.add(i);
    if (list.empty() || stands_in_notice(c, list, c.at(i).code)) tied.add(i);
  });
  // "Everything" says of none by name that the notice knows it.
  if (!list.empty() && tied == all && all.size() == static_cast<int>(c.categories.size()))
    return category_summary(c, all);
  const auto here = list.starts_with("retention/") ? kForThisPeriod : kForThisUse;
  std::string words;
  for (const auto& [some, mark] :
       {std::pair{known & tied, std::string_view()}, {known - tied, here}, {all - known, kToConfirm}}) {
    if (some.empty()) continue;
    const auto names = category_names(c, some);
    words += words.empty() ? names : "; " + lower_first(names);
    if (!mark.empty()) words += " " + std::string(mark);
  }
  return words;
}

namespace {

bool serves(const Charter& c, ServiceIx i, std::string_view use) {
  return use.empty() || stands_in_notice(c, "services/" + c.at(i).code + "/purposes", use);
}

}  // namespace

std::string service_told(const Charter& c, ServiceIx i, std::string_view use) {
  const auto unnamed = to_confirm(c, "services/" + c.at(i).code + "/name");
  return c.at(i).name + (!unnamed.empty()    ? unnamed
                         : serves(c, i, use) ? ""
                                             : " " + std::string(kForThisUse));
}

std::string services_told(const Charter& c, ServiceSet set, std::string_view use) {
  const int all = static_cast<int>(c.services.size());
  std::vector<std::string> names;
  int serving = 0;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto ix = static_cast<ServiceIx>(i);
    if (!set.empty() && !set.has(ix)) continue;
    serving += serves(c, ix, use);
    names.push_back(service_told(c, ix, use));
  }
  // All of them need no names.
  if (std::ssize(names) == all && serving == all) return "All services";
  if (std::ssize(names) == all && serving == 0) return "All services " + std::string(kForThisUse);
  return and_list(names);
}

}  // namespace candour::paper
