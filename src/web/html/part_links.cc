#include "web/html/part_links.h"

#include <algorithm>
#include <string_view>

#include "web/html/html.h"

namespace candour::html {
namespace {

/// Behind the letter that is large where a sentence or a line begins.
constexpr std::string_view kNames = "otice, part ";

/// A link within one of these has no place, or would be read out as the name of a field.
constexpr std::string_view kNoLinksIn[] = {"a",      "button",  "label", "legend",   "option",
                                           "script", "summary", "svg",   "textarea", "title"};

bool letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Where reading goes on after the tag at `tag`: behind it, or at the end of what holds no links.
std::size_t behind(std::string_view page, std::size_t tag) {
  const auto end = page.find('>', tag);
  if (end == page.npos) return page.size();
  const auto inside = page.substr(tag + 1, end - tag - 1);
  const auto name = inside.substr(0, inside.find(' '));
  const bool typed = inside == "div class=\"candour-typed\"";  // typed_text(): text and no element
  if (!typed && std::ranges::find(kNoLinksIn, name) == std::end(kNoLinksIn)) return end + 1;
  return std::min(page.find("</" + std::string(name) + ">", end), page.size());
}

/// The part whose number begins these words. The full stop of a sentence belongs to no number.
PartPlaces::const_iterator part_named(std::string_view words, const PartPlaces& places) {
  auto number = words.substr(0, words.find_first_of(" \n<&"));
  auto found = places.find(number);
  while (found == places.end() && !number.empty() && !letter_or_digit(number.back())) {
    number.remove_suffix(1);
    found = places.find(number);
  }
  return found;
}

void append_linked(std::string& to, std::string_view text, const PartPlaces& places) {
  std::size_t from = 0;
  for (auto at = text.find(kNames); at != text.npos; at = text.find(kNames, at + 1)) {
    const auto part = part_named(text.substr(at + kNames.size()), places);
    if (at == from || (text[at - 1] != 'n' && text[at - 1] != 'N') || part == places.end()) continue;
    const auto begin = at - 1, end = at + kNames.size() + part->first.size();
    to += text.substr(from, begin - from);
    to += link(part->second, text.substr(begin, end - begin)).view();
    from = end;
  }
  to += text.substr(from);
}

}  // namespace

std::string link_parts(std::string page, const PartPlaces& places) {
  if (places.empty() || page.find(kNames) == page.npos) return page;
  const std::string_view all = page;
  std::string out;
  out.reserve(all.size() + all.size() / 8);
  for (std::size_t at = 0; at < all.size();) {
    const auto tag = std::min(all.find('<', at), all.size());
    append_linked(out, all.substr(at, tag - at), places);
    at = tag < all.size() ? behind(all, tag) : tag;
    out += all.substr(tag, at - tag);
  }
  return out;
}

}  // namespace candour::html
