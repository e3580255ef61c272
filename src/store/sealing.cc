#include "store/sealing.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "store/org_rule.h"

namespace candour::store {
namespace {

std::string list_of(const std::vector<std::string>& columns) {
  std::string all;
  for (const auto& c : columns) all += (all.empty() ? "" : ", ") + c;
  return all;
}

/// Where `word` stands outside of brackets and texts; npos when it does not.
std::size_t find_outside(std::string_view sql, std::string_view word) {
  int depth = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == '\'') i = std::min(sql.find('\'', i + 1), sql.size() - 1);
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (depth == 0 && sql.substr(i).starts_with(word)) return i;
  }
  return sql.npos;
}

/// Numbers $n of a part of a statement from $1 on; `used` says which they were.
std::string renumbered(std::string_view part, std::vector<std::size_t>& used) {
  std::string out;
  for (std::size_t i = 0; i < part.size();) {
    if (part[i] != '$') {
      out += part[i++];
      continue;
    }
    auto end = ++i;
    while (end < part.size() && std::isdigit(static_cast<unsigned char>(part[end]))) ++end;
    std::size_t n = 0;
    std::from_chars(part.data() + i, part.data() + end, n);
    auto at = std::ranges::find(used, n - 1);
    if (at == used.end()) at = used.insert(used.end(), n - 1);
    out += "$" + std::to_string(at - used.begin() + 1);
    i = end;
  }
  return out;
}

/// The parts of a list between two brackets, the first of which stands at `open`.
std::vector<std::string> bracketed(std::string_view sql, std::size_t open) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (auto i = open; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == ')' && --depth == 0) break;
    if (c == ',' && depth == 1)
      parts.emplace_back();
    else if (depth > 0 && c != ' ' && c != '\n')
      parts.back() += c;
    if (c == '(') ++depth;
  }
  return parts;
}

/// INSERT … ON CONFLICT (…) DO UPDATE may change a row: the one that has the same values in those columns.
std::string row_in_the_way(std::string_view sql) {
  const auto columns = bracketed(sql, sql.find('('));
  const auto values_at = sql.find("VALUES ");
  const auto conflict_at = sql.find("ON CONFLICT (");
  if (values_at == sql.npos || conflict_at == sql.npos) return {};
  const auto values = bracketed(sql, sql.find('(', values_at));
  std::string where;
  for (const auto& key : bracketed(sql, sql.find('(', conflict_at))) {
    const auto at = std::ranges::find(columns, key);
    if (at == columns.end() || columns.size() != values.size()) return {};
    where +=
        (where.empty() ? "" : " AND ") + key + " = " + values[static_cast<std::size_t>(at - columns.begin())];
  }
  return where;
}

}  // namespace

SealPlan seal_plan(std::string_view sql, const Sealer& sealer) {
  SealPlan p;
  const auto changes = org_rule(sql).changes;
  if (std::ranges::find(changes, "ledger_entry") != changes.end() && sql.starts_with("INSERT"))
    p.does = SealPlan::Does::Logs;
  for (const auto& name : changes)
    if (const auto* t = sealer.sealed(name)) p.table = t;
  if (!p.table) return p;
  const auto columns = list_of(p.table->columns);
  std::string where;
  if (changes.size() != 1) {
    p.problem = "it changes several tables";
  } else if (sql.starts_with("INSERT")) {
    p.does = SealPlan::Does::Adds;
    if (sql.find("DO UPDATE") != sql.npos) {
      where = row_in_the_way(sql);
      if (where.empty()) p.problem = "it does not say which row is in the way";
    }
  } else if (sql.starts_with("UPDATE")) {
    p.does = SealPlan::Does::Changes;
    const auto at = find_outside(sql, "WHERE ");
    if (at == sql.npos)
      p.problem = "it changes every row";
    else
      where = sql.substr(at + 6);
  } else if (sql.starts_with("DELETE")) {
    p.does = SealPlan::Does::Removes;
  } else {
    p.problem = "it begins with something else than INSERT, UPDATE or DELETE";
  }
  if (find_outside(sql, "RETURNING ") != sql.npos) p.problem = "it has a RETURNING of its own";
  if (!p.problem.empty()) return p;
  if (!where.empty())
    p.before =
        "SELECT " + columns + " FROM " + p.table->name + " WHERE " + renumbered(where, p.before_params);
  p.sql = std::string(sql) + " RETURNING " + columns;
  return p;
}

const SealPlan& SealPlans::of(std::string_view sql) {
  if (const auto it = kept_.find(sql); it != kept_.end()) return it->second;
  if (kept_.size() >= kMost) kept_.clear();
  return kept_.emplace(std::string(sql), seal_plan(sql, sealer_)).first->second;
}

}  // namespace candour::store
