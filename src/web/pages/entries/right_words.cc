#include "web/pages/entries/right_words.h"

#include <algorithm>

#include "charter/by_part.h"
#include "charter/requests.h"
#include "people/values_in.h"

namespace candour::web {

using html::Html;

Html right_words_part(const charter::Charter& c, const charter::Kind& kind, const record::Entry& e,
                      const std::vector<const charter::Move*>& steps) {
  if (!kind.records_request) return Html();
  const auto right = people::text_of(e.values, charter::request_field::kRight);
  html::SummaryList list;
  for (const auto* step : steps)
    for (const auto& said : charter::said_of_right(c, right, *step))
      if (std::ranges::find(list.rows, said.name, &html::SummaryRow::key) == list.rows.end())
        list.rows.push_back({said.name, html::text(said.words + charter::by_part(said.clause))});
  if (list.rows.empty()) return Html();
  return html::frag(html::heading(2, "What our notice says of this right", "m"), html::summary_list(list));
}

}  // namespace candour::web
