// How long what is kept, row by row, so that each row by itself says what it holds for: a row for everything
// says "everything else" where another takes something out of it, and where it holds in services that nobody
// has confirmed yet, that it is not for all.
#include <algorithm>

#include "paper/charter_words.h"
#include "paper/notice_parts.h"

namespace candour::paper {

using namespace charter;

namespace {

bool aims_at_all(const Charter& c, const RetentionRule& r) {
  return r.kinds.empty() &&
         (r.categories.empty() || r.categories.size() == static_cast<int>(c.categories.size()));
}

CategorySet everything(const Charter& c) {
  CategorySet all;
  for (std::size_t i = 0; i < c.categories.size(); ++i) all.add(static_cast<CategoryIx>(i));
  return all;
}

bool in_all(const Charter& c, const RetentionRule& r) {
  return r.services.empty() || r.services.size() == static_cast<int>(c.services.size());
}

/// The rule as it runs: of a printed one, services may be missing that nobody has confirmed.
const RetentionRule& running(const Charter& full, const RetentionRule& printed) {
  const auto at = std::ranges::find(full.retention, printed.code, &RetentionRule::code);
  return at == full.retention.end() ? printed : *at;
}

/// Whether it holds for whatever no other row names.
bool is_rest(const Charter& c, const RetentionRule& r) {
  return aims_at_all(c, r) && std::ranges::any_of(c.retention, [&](const auto& o) {
           return o.code != r.code && !aims_at_all(c, o);
         });
}

/// Where it holds; of what another row has otherwise in some services, that it is the others.
Cell where_words(const Charter& full, const Charter& c, const RetentionRule& r) {
  const RetentionRule& runs = running(full, r);
  if (!in_all(full, runs))
    return r.services.empty() ? std::string("For some of the people we support")
                              : service_names(c, r.services);
  const CategorySet mine = aims_at_all(full, runs) ? everything(full) : runs.categories;
  CategorySet elsewhere;
  bool in_services = true;  // and not for people of whom the notice says no service
  std::vector<std::string> lines{"All our services"};
  for (const RetentionRule& o : c.retention) {
    const auto& other = running(full, o);
    if (o.code == r.code || in_all(full, other) || !other.kinds.empty()) continue;
    const CategorySet its = mine & (aims_at_all(full, other) ? everything(full) : other.categories);
    elsewhere = elsewhere | its;
    in_services = in_services && (its.empty() || !o.services.empty());
    if (!its.empty())
      lines.push_back("Except: " + lower_first(category_names(full, its)) +
                      (o.services.empty()
                           ? " for some people, of whom another row tells"
                           : " in " + service_names(c, o.services) + ", which have a row of their own"));
  }
  if (elsewhere.empty()) return "All our services";
  if (elsewhere == mine && in_services) return "All our other services";
  if (elsewhere == mine)
    return Cell(texts_of({"All our services", "Except: for some people, of whom another row tells"}));
  return Cell(texts_of(lines));
}

}  // namespace

Table retention_table(const Charter& charter, std::string_view notice) {
  const Charter& c = charter.to_print();
  Table t;
  t.caption = "How long we keep your information";
  t.columns = {"What", "In which service", "How long", "Then", "Why this long"};
  t.widths = {3, 1.9, 2, 1.4, 3};
  t.row_headings = false;  // a list of categories is no name
  const bool everywhere =
      std::ranges::all_of(c.retention, [&](const auto& r) { return in_all(charter, running(charter, r)); });
  // "Everything else" is read after what it is not.
  auto rules = c.retention;
  std::ranges::stable_partition(rules, [&](const auto& r) { return !is_rest(c, r); });
  for (const RetentionRule& r : rules) {
    Cell how(std::vector<Text>{Text(period_words(r))});
    Cell why(texts_of({r.why}));
    if (!r.clause.empty()) why.lines.push_back(part_link(r.clause, notice));
    if (r.legal_minimum_years) {
      how.lines.emplace_back("The law or guidance: " + years_words(r.legal_minimum_years) + " at least");
      if (!r.legal_source.empty()) why.lines.emplace_back(r.legal_source);
    }
    if (collides(r))
      why.lines.push_back(
          Text().strong("Both periods are shown because our promise is shorter. ").add(r.accept_collision));
    t.rows.push_back({is_rest(c, r) ? "Everything else" : subject_words(c, r),
                      everywhere ? Cell(std::string()) : where_words(charter, c, r), std::move(how),
                      r.then.empty() ? std::string() : "Destroyed", std::move(why)});
  }
  return t;
}

}  // namespace candour::paper
