#include "charter/rows_now.h"

#include <algorithm>

#include "base/calendar_words.h"

namespace candour::charter {
namespace {

std::string_view text_at(const Values& row, std::string_view item) {
  const auto* x = row.if_contains(item);
  return x && x->is_string() ? std::string_view(x->get_string()) : std::string_view();
}

}  // namespace

std::vector<const Values*> rows_now(const boost::json::value& rows, std::string_view item, Date today) {
  std::vector<const Values*> out;
  if (!rows.is_array()) return out;
  for (const auto& r : rows.get_array()) {
    if (!r.is_object() || !r.get_object().contains(item)) continue;
    const auto until = parse_iso_date(text_at(r.get_object(), "to"));
    const bool over = (until && *until < today) || text_at(r.get_object(), "kind") == "previous";
    if (!over) out.push_back(&r.get_object());
  }
  std::ranges::stable_partition(out, [](const Values* r) { return text_at(*r, "preferred") == "yes"; });
  return out;
}

}  // namespace candour::charter
