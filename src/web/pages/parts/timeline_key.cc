#include "web/pages/parts/timeline_key.h"

#include <cstdlib>

#include "web/http/router.h"

namespace candour::web {

std::optional<record::TimelineKey> timeline_key(const http::Request& r) {
  const std::string s = r.query.get("older");
  const auto dash = s.find('-');
  if (dash == std::string::npos) return {};
  const auto id = EntryId::parse(std::string_view(s).substr(dash + 1));
  if (!id) return {};
  return record::TimelineKey{{std::strtoll(s.c_str(), nullptr, 10)}, *id};
}

std::string with_key(const http::Request& r, const record::TimelineKey& key) {
  http::Fields q;
  for (const auto& [n, value] : r.query.items())
    if (n != "older") q.add(n, value);
  q.add("older", std::to_string(key.happened.ms) + "-" + key.id.text());
  return http::query_text(q);
}

}  // namespace candour::web
