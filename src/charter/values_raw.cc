// Canonical values back into the boxes of a form, and the names of those boxes.
#include <charconv>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/values_read.h"

namespace candour::charter {

namespace json = boost::json;

std::vector<std::string> boxes(const Field& f) {
  switch (f.type) {
    case FieldType::Date:
      return {"-day", "-month", "-year"};
    case FieldType::DateTime:
      return {"-day", "-month", "-year", "-time"};
    case FieldType::Address:
      return {"-line-1", "-line-2", "-line-3", "-line-4", "-town", "-postcode"};
    case FieldType::BankAccount:
      return {"-sort-code", "-account", "-name"};
    case FieldType::File:
      return {"-file", "-name", "-type", "-size"};
    case FieldType::Signature:
      return {"-typed", "-file", "-strokes"};  // the lines that were drawn are for the draft alone
    case FieldType::Score: {
      std::vector<std::string> out;
      for (const auto& item : f.items) out.push_back("-" + item.code);
      return out;
    }
    case FieldType::Group:
      return {};
    default:
      return {""};
  }
}

namespace inside {
namespace {

void put(RawAnswers& out, const std::string& name, std::string_view text) {
  if (!text.empty()) out.emplace(name, std::string(text));
}

/// Puts a member of an object; false when it is there and no text.
bool put_member(RawAnswers& out, const std::string& name, const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  if (!v || v->is_null()) return true;
  if (!v->is_string()) return false;
  put(out, name, v->get_string());
  return true;
}

bool only_members(const json::object& o, std::initializer_list<std::string_view> keys) {
  for (const auto& member : o) {
    if (std::find(keys.begin(), keys.end(), std::string_view(member.key())) == keys.end()) return false;
  }
  return true;
}

void spread_date(const std::string& name, std::string_view text, RawAnswers& out) {
  const auto d = parse_iso_date(text);
  if (!d) {
    put(out, name, text);
    return;
  }
  put(out, name + "-day", std::to_string(static_cast<unsigned>(d->day())));
  put(out, name + "-month", std::to_string(static_cast<unsigned>(d->month())));
  // Four figures, also before the year 1000: the reader wants them.
  put(out, name + "-year", text.substr(0, 4));
}

bool spread_address(const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* o = v.if_object();
  if (!o || !only_members(*o, {"lines", "town", "postcode"})) return false;
  if (const auto* lines = o->if_contains("lines"); lines && !lines->is_null()) {
    const auto* a = lines->if_array();
    if (!a || a->size() > 4) return false;
    for (std::size_t i = 0; i < a->size(); ++i) {
      if (!a->at(i).is_string()) return false;
      put(out, name + "-line-" + std::to_string(i + 1), a->at(i).get_string());
    }
  }
  return put_member(out, name + "-town", *o, "town") && put_member(out, name + "-postcode", *o, "postcode");
}

bool spread_bank(const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* o = v.if_object();
  return o && only_members(*o, {"sort_code", "account", "name"}) &&
         put_member(out, name + "-sort-code", *o, "sort_code") &&
         put_member(out, name + "-account", *o, "account") && put_member(out, name + "-name", *o, "name");
}

bool spread_file(const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* o = v.if_object();
  if (!o || !only_members(*o, {"file", "name", "type", "size"})) return false;
  if (const auto* size = o->if_contains("size"); size && !size->is_null()) {
    if (!size->is_int64() && !size->is_uint64()) return false;
    put(out, name + "-size", json::serialize(*size));
  }
  return put_member(out, name + "-file", *o, "file") && put_member(out, name + "-name", *o, "name") &&
         put_member(out, name + "-type", *o, "type");
}

bool spread_signature(const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* o = v.if_object();
  return o && only_members(*o, {"typed", "file"}) && put_member(out, name + "-typed", *o, "typed") &&
         put_member(out, name + "-file", *o, "file");
}

bool spread_group(const Field& f, const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* rows = v.if_array();
  if (!rows) return false;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto* row = rows->at(i).if_object();
    if (!row) return false;
    std::size_t known = 0;
    for (const auto& item : f.items) {
      const auto* one = row->if_contains(item.code);
      if (!one) continue;
      ++known;
      if (!spread(item, name + "-" + std::to_string(i) + "-" + item.code, *one, out)) return false;
    }
    if (known != row->size()) return false;
  }
  return true;
}

/// Total and completeness are worked out again, so what the value says of them is passed over.
bool spread_score(const Field& f, const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* o = v.if_object();
  if (!o || !only_members(*o, {"items", "total", "complete"})) return false;
  const auto* items = o->if_contains("items");
  const auto* answered = items ? items->if_object() : nullptr;
  if (!answered) return false;
  std::size_t known = 0;
  for (const auto& item : f.items) {
    if (!answered->if_contains(item.code)) continue;
    ++known;
    if (!put_member(out, name + "-" + item.code, *answered, item.code)) return false;
  }
  return known == answered->size();
}

bool spread_choices(const std::string& name, const json::value& v, RawAnswers& out) {
  const auto* a = v.if_array();
  if (!a) return false;
  for (const auto& one : *a) {
    if (!one.is_string()) return false;
    put(out, name, one.get_string());
  }
  return true;
}

bool spread_text(const Field& f, const std::string& name, const json::value& v, RawAnswers& out) {
  if (!v.is_string()) return false;
  const std::string_view text = v.get_string();
  if (f.type == FieldType::Date) {
    spread_date(name, text, out);
  } else if (const auto at = parse_iso_minute(text); f.type == FieldType::DateTime && at) {
    spread_date(name, text.substr(0, 10), out);
    put(out, name + "-time", text.substr(11));
  } else {
    put(out, name, text);
  }
  return true;
}

}  // namespace

std::string number_text(double n) {
  std::array<char, 400> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), n, std::chars_format::fixed);
  return std::string(buffer.data(), end.ptr);
}

bool spread(const Field& f, const std::string& name, const json::value& v, RawAnswers& out) {
  if (v.is_null()) return true;
  switch (f.type) {
    case FieldType::Number:
      if (v.is_string()) return spread_text(f, name, v, out);
      if (!v.is_number()) return false;
      put(out, name, number_text(v.to_number<double>()));
      return true;
    case FieldType::Money:
      if (!v.is_int64() && !v.is_uint64()) return false;
      if (v.is_uint64() && v.get_uint64() > 1'000'000'000'000'000u) return false;
      put(out, name, uk::show_money(v.to_number<std::int64_t>()));
      return true;
    case FieldType::YesNo:
      if (v.is_bool()) {
        put(out, name, v.get_bool() ? "yes" : "no");
        return true;
      }
      return spread_text(f, name, v, out);
    case FieldType::Choices:
      return spread_choices(name, v, out);
    case FieldType::Address:
      return spread_address(name, v, out);
    case FieldType::BankAccount:
      return spread_bank(name, v, out);
    case FieldType::File:
      return spread_file(name, v, out);
    case FieldType::Signature:
      return spread_signature(name, v, out);
    case FieldType::Group:
      return spread_group(f, name, v, out);
    case FieldType::Score:
      return spread_score(f, name, v, out);
    default:
      return spread_text(f, name, v, out);
  }
}

}  // namespace inside
}  // namespace candour::charter
