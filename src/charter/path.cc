#include "charter/path.h"

#include "charter/read_yaml.h"
#include "charter/said.h"

namespace candour::charter {

namespace {

std::string escaped(std::string_view segment) {
  std::string s;
  for (char ch : segment)
    s += ch == '~' ? std::string("~0") : ch == '/' ? std::string("~1") : std::string(1, ch);
  return s;
}

const Yaml* child(const Yaml& y, const std::string& segment) {
  if (const Yaml* v = y.find(segment)) return v;
  for (std::size_t i = 0; i < y.list.size(); ++i)
    if (row_key(y.list[i], i) == segment) return &y.list[i];
  return nullptr;
}

}  // namespace

std::string under(const std::string& path, std::string_view segment) {
  return path.empty() ? escaped(segment) : path + "/" + escaped(segment);
}

const Yaml* at_path(const Yaml& from, std::string_view path) {
  const Yaml* found = &from;
  for (const auto& segment : segments(path))
    if (found) found = child(*found, segment);
  return found;
}

}  // namespace candour::charter
