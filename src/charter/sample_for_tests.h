// An answer to every question of a kind, as far as a service asks it, of nobody. For tests.
#pragma once

#include "charter/line_types.h"
#include "charter/values.h"

namespace candour::charter {

inline boost::json::value sample_answer(const Field& f);

inline boost::json::value sample_row(const Field& group) {
  boost::json::object row;
  for (const auto& i : group.items)
    if (auto v = sample_answer(i); !v.is_null()) row[i.code] = std::move(v);
  return row;
}

inline boost::json::value sample_score(const Field& f) {
  boost::json::object items;
  for (const auto& i : f.items) {
    const auto& options = i.options.empty() ? f.options : i.options;
    if (!options.empty()) items[i.code] = options.back().code;
  }
  return boost::json::object{{"items", std::move(items)}};
}

inline boost::json::value sample_answer(const Field& f) {
  namespace json = boost::json;
  if (const auto* line = line_type(f.type)) return json::string(line->example);
  switch (f.type) {
    case FieldType::ShortText:
    case FieldType::Organisation:
      return json::string(("Zq " + f.code).substr(0, f.max_length > 0 ? f.max_length : 60));
    case FieldType::LongText:
      return json::string("Zq " + f.code + "\nand a second line with “quotes” & more");
    case FieldType::Date:
      return f.past_only ? "2026-11-02" : "2026-11-03";
    case FieldType::DateTime:
      return "2026-07-02T09:30";  // in summer time
    case FieldType::Number:
      return f.max ? *f.max : f.min ? *f.min + 1 : 2.5;
    case FieldType::Choice:
      return json::string(f.options.front().code);
    case FieldType::Choices: {
      json::array all;
      for (const auto& o : f.options)
        if (!o.alone && all.size() < 2) all.emplace_back(o.code);
      return all;
    }
    case FieldType::YesNo:
      return "yes";
    case FieldType::Address:
      return json::object{{"lines", json::array{"1 Example Street", "Flat 2"}},
                          {"town", "Exampleton"},
                          {"postcode", "AB1 2AB"}};
    case FieldType::BankAccount:
      return json::object{{"sort_code", "001122"}, {"account", "12345678"}, {"name", "M Example"}};
    case FieldType::Money:
      return 1250;
    case FieldType::Signature:
      return json::object{{"typed", "M Example"}};
    case FieldType::Group:
      return json::array{sample_row(f), sample_row(f)};
    case FieldType::Score:
      return sample_score(f);
    default:
      return nullptr;  // people and files are not made up
  }
}

/// As many answers as the service takes; empty when there is no good set of them.
inline Values sample_values(const Kind& kind, const KindUse* use, bool home_based, Now now) {
  Values values;
  for (const auto& f : kind.fields)
    if (auto v = sample_answer(f); !v.is_null() && !kind.asked_at_a_step(f.code))
      values[f.code] = std::move(v);
  for (int turn = 0; turn < 4; ++turn) {
    const auto checked = check_values(kind, use, home_based, values, now);
    if (checked.ok()) return checked.values;
    for (const auto& p : checked.problems)
      if (const auto* f = field_of(kind, p.field)) values.erase(f->code);
  }
  return {};
}

}  // namespace candour::charter
