#include "web/pages/entries/erasure.h"

#include "base/text.h"
#include "charter/requests.h"
#include "people/values_in.h"

namespace candour::web {

using html::Html;
namespace ask = charter::request_field;

namespace {

Html table_of(const charter::Charter& c, const std::vector<retention::Erasures::Line>& lines, bool stays) {
  html::Table t;
  t.caption = stays ? "What must stay" : "What goes";
  t.columns = {{"What"}, {"Service"}, {"Entries"}};
  t.columns[0].row_header = true;
  t.columns[2].number = true;
  if (stays) t.columns.push_back({"Why"});
  for (const auto& l : lines) {
    if (l.why.empty() == stays) continue;
    std::vector<Html> row{html::text(c.at(l.kind).plural), html::text(c.at(l.service).name),
                          html::text(with_commas(l.entries))};
    if (stays) row.push_back(html::text(l.why + "."));
    t.rows.push_back(std::move(row));
  }
  if (!t.rows.empty()) return html::table(t);
  return html::paragraph(stays ? "Nothing must stay but their details."
                               : "Nothing goes: all of it must stay.");
}

}  // namespace

Result<Html> erasure_part(const Visit& v, const Pass& pass, const charter::Kind& kind, const record::Entry& e,
                          const std::vector<const charter::Move*>& moves) {
  if (!kind.records_request || people::text_of(e.values, ask::kRight) != ask::kErasure) return Html();
  if (e.state == ask::kErasing)
    return html::inset(html::paragraph("It is being deleted now. This page says so when it is done."));
  const bool decides = std::ranges::any_of(
      moves, [](const charter::Move* m) { return m->to == ask::kErasureProposed || m->to == ask::kErasing; });
  if (!decides) return Html();
  TRY(const auto lines,
      v.org->erasures->preview(pass, e.person, retention::Erasures::keeps_of(v.charter(), e.values)));
  return html::frag(
      html::heading(2, "If it is deleted", "m"), table_of(v.charter(), lines, false),
      table_of(v.charter(), lines, true),
      html::hint_line("Their details (name, how to reach them) stay as long as anything else does. What must "
                      "stay goes when its time is over. Those who were told something are told by you."));
}

}  // namespace candour::web
