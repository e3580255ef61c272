// Values in words, for pages, letters and prints.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/line_types.h"
#include "charter/refused.h"
#include "charter/values.h"
#include "charter/values_read.h"

namespace candour::charter {

namespace json = boost::json;

namespace {

std::string text_of(const json::value* v) {
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}
std::string member(const json::object& o, std::string_view key) {
  return text_of(o.if_contains(key));
}

std::string label_of(const std::vector<Option>& options, const std::string& code) {
  const auto it =
      std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.code == code; });
  return it == options.end() ? code : it->label;
}

void add(std::string& out, const std::string& more, std::string_view between) {
  if (more.empty()) return;
  if (!out.empty()) out += between;
  out += more;
}

std::string show_address(const json::object& o) {
  std::string out;
  if (const auto* lines = o.if_contains("lines"); lines && lines->is_array()) {
    for (const auto& line : lines->get_array()) add(out, text_of(&line), ", ");
  }
  add(out, member(o, "town"), ", ");
  add(out, member(o, "postcode"), ", ");
  return out;
}

std::string show_bank(const json::object& o) {
  auto out = "sort code " + uk::show_sort_code(member(o, "sort_code")) + ", account " + member(o, "account");
  add(out, member(o, "name"), ", in the name of ");
  return out;
}

std::string show_file(const json::object& o) {
  const auto* size = o.if_contains("size");
  const auto name = member(o, "name");
  if (!size || (!size->is_int64() && !size->is_uint64())) return name;
  return name + " (" + size_words(size->to_number<std::int64_t>()) + ")";
}

std::string show_signature(const json::object& o) {
  const auto typed = member(o, "typed");
  return typed.empty() ? "signed (picture kept)" : "signed: " + typed;
}

/// A sum of some answers would look like a result, so it is shown only when all are there.
std::string show_score(const Field& f, const json::object& o) {
  const auto* items = o.if_contains("items");
  if (!items || !items->is_object()) return "";
  std::vector<std::string> open;
  std::int64_t most = 0;
  for (const auto& item : f.items) {
    if (!items->get_object().contains(item.code)) open.push_back("“" + item.label + "”");
    int best = 0;
    for (const auto& option : inside::options_of(f, item)) best = std::max(best, option.score);
    most += best;
  }
  if (!open.empty()) {
    return "Not complete: " + std::to_string(f.items.size() - open.size()) + " of " +
           std::to_string(f.items.size()) + " answered. Still to answer: " + listed(open);
  }
  const auto* total = o.if_contains("total");
  if (!total || !total->is_number()) return "";
  return inside::number_text(total->to_number<double>()) + " out of " + std::to_string(most);
}

std::string show_row(const Field& f, const json::value& row) {
  std::string out;
  if (!row.is_object()) return out;
  for (const auto& item : f.items) {
    const auto* v = row.get_object().if_contains(item.code);
    const auto words = v ? show(item, *v) : std::string();
    if (!words.empty()) add(out, item.label + (item.label.ends_with('?') ? " " : ": ") + words, "; ");
  }
  return out;
}

std::string show_list(const Field& f, const json::array& values) {
  std::string out;
  for (const auto& v : values) {
    if (f.type == FieldType::Group) {
      add(out, show_row(f, v), "\n");
    } else {
      add(out, label_of(f.options, text_of(&v)), ", ");
    }
  }
  return out;
}

std::string show_object(const Field& f, const json::object& o) {
  switch (f.type) {
    case FieldType::Address:
      return show_address(o);
    case FieldType::BankAccount:
      return show_bank(o);
    case FieldType::File:
      return show_file(o);
    case FieldType::Signature:
      return show_signature(o);
    case FieldType::Score:
      return show_score(f, o);
    default:
      return "";
  }
}

std::string show_text(const Field& f, const std::string& text) {
  switch (f.type) {
    case FieldType::Date: {
      const auto d = parse_iso_date(text);
      return d ? date_words(*d) : text;
    }
    case FieldType::DateTime: {
      const auto at = parse_iso_minute(text);
      return at ? date_time_words(*at) : text;
    }
    case FieldType::YesNo:
      return text == "yes" ? "Yes" : text == "no" ? "No" : text == "not-known" ? "Not known" : text;
    case FieldType::Choice:
      return label_of(f.options, text);
    default: {
      const auto* line = line_type(f.type);
      return line ? line->show(text) : text;
    }
  }
}

}  // namespace

std::string show(const Field& f, const json::value& v) {
  if (is_refusal(v)) return "Would rather not say";
  if (const auto* s = v.if_string()) return show_text(f, std::string(*s));
  if (const auto* a = v.if_array()) return show_list(f, *a);
  if (const auto* o = v.if_object()) return show_object(f, *o);
  if (!v.is_number()) return "";
  if (f.type == FieldType::Money) return v.is_double() ? "" : uk::show_money(v.to_number<std::int64_t>());
  const auto number = inside::number_text(v.to_number<double>());
  return f.unit.empty() ? number : number + " " + f.unit;
}

}  // namespace candour::charter
