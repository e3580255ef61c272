// The items of a QuestionnaireResponse as answers of a kind again.
#include <algorithm>
#include <cmath>

#include "base/calendar_words.h"
#include "charter/answers_as_items.h"
#include "charter/refused.h"

namespace candour::charter {

namespace json = boost::json;

namespace {

const json::array kNone;

const json::array& array_at(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_array() ? v->get_array() : kNone;
}

std::string text_at(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::vector<const json::object*> with_link(const json::array& items, std::string_view link) {
  std::vector<const json::object*> out;
  for (const auto& i : items)
    if (i.is_object() && text_at(i.get_object(), "linkId") == link) out.push_back(&i.get_object());
  return out;
}

/// The moment of a dateTime, whatever zone it is in, on the clocks of London; "" for none.
std::string local_minute(std::string_view moment) {
  // 2026-11-20T14:20:00.000+01:00
  if (moment.size() < 17) return {};
  const auto minute = parse_iso_minute(moment.substr(0, 16));
  if (!minute) return {};
  auto zone = moment.substr(16);
  const auto at = zone.find_first_of("Z+-");
  if (at == zone.npos) return {};
  zone.remove_prefix(at);
  std::int64_t offset = 0;
  if (zone != "Z") {
    if (zone.size() != 6 || zone[3] != ':') return {};
    const auto two = [&](std::size_t i) { return (zone[i] - '0') * 10 + (zone[i + 1] - '0'); };
    offset = (two(1) * 60 + two(4)) * (zone[0] == '-' ? -60'000 : 60'000);
  }
  const auto utc = day_number(minute->date) * 86'400'000 + (minute->hour * 60 + minute->minute) * 60'000;
  return iso_minute(local_time({utc - offset}));
}

class Reader {
 public:
  explicit Reader(std::vector<FieldProblem>& wrong) : wrong_(wrong) {}

  /// Null: nothing was answered, or it could not be read, which is said.
  json::value read(const Field& f, const std::vector<const json::object*>& items) {
    if (items.empty()) return nullptr;
    switch (f.type) {
      case FieldType::Group: {
        json::array rows;
        for (const auto* i : items) rows.push_back(row(f, array_at(*i, "item")));
        return rows;
      }
      case FieldType::Score:
        return score(f, array_at(*items.front(), "item"));
      case FieldType::Address:
      case FieldType::BankAccount:
        return parts(f, array_at(*items.front(), "item"));
      default:
        return one(f, array_at(*items.front(), "answer"));
    }
  }

 private:
  json::object row(const Field& f, const json::array& items) {
    json::object out;
    for (const auto& i : f.items)
      if (auto v = read(i, with_link(items, i.code)); !v.is_null()) out[i.code] = std::move(v);
    return out;
  }
  json::value score(const Field& f, const json::array& items) {
    json::object given;
    for (const auto& i : f.items)
      for (const auto* item : with_link(items, f.code + "." + i.code))
        for (const auto& a : array_at(*item, "answer"))
          if (const auto code = coded(a); !code.empty()) given[i.code] = code;
    if (given.empty()) return nullptr;
    return json::object{{"items", std::move(given)}};
  }
  json::value parts(const Field& f, const json::array& items) {
    json::object out;
    if (f.type == FieldType::Address) {
      json::array lines;
      for (const auto* item : with_link(items, f.code + ".lines"))
        for (const auto& a : array_at(*item, "answer"))
          if (a.is_object()) lines.emplace_back(text_at(a.get_object(), "valueString"));
      out["lines"] = std::move(lines);
    }
    for (const auto* part : {"town", "postcode", "sort_code", "account", "name"})
      for (const auto* item : with_link(items, f.code + "." + part))
        for (const auto& a : array_at(*item, "answer"))
          if (a.is_object()) out[part] = text_at(a.get_object(), "valueString");
    return out;
  }
  static std::string coded(const json::value& answer) {
    const auto* c = answer.is_object() ? answer.get_object().if_contains("valueCoding") : nullptr;
    return c && c->is_object() ? text_at(c->get_object(), "code") : std::string();
  }
  json::value one(const Field& f, const json::array& answers) {
    if (answers.empty() || !answers.front().is_object()) return nullptr;
    if (f.type == FieldType::Choices) {
      json::array codes;
      for (const auto& a : answers)
        if (auto code = coded(a); !code.empty()) codes.emplace_back(std::move(code));
      return codes.empty() ? other(f) : json::value(std::move(codes));
    }
    const auto& a = answers.front().get_object();
    switch (f.type) {
      case FieldType::Number:
        if (const auto* v = a.if_contains("valueDecimal"); v && v->is_number()) return v->to_number<double>();
        if (const auto* v = a.if_contains("valueInteger"); v && v->is_number()) return v->to_number<double>();
        return other(f);
      case FieldType::Money:
        return money(f, a);
      case FieldType::Date:
        return text(f, text_at(a, "valueDate"));
      case FieldType::DateTime:
        return text(f, local_minute(text_at(a, "valueDateTime")));
      case FieldType::Time:
        return text(f, text_at(a, "valueTime").substr(0, 5));
      case FieldType::Choice:
      case FieldType::YesNo:
        return text(f, coded(answers.front()));
      case FieldType::File:
      case FieldType::Signature:
        return file(f, a);
      case FieldType::Person:
      case FieldType::Staff:
        return nullptr;  // somebody of the other organisation: the caller says that it is left
      default:
        return text(f, text_at(a, "valueString"));
    }
  }
  json::value money(const Field& f, const json::object& a) {
    const auto* q = a.if_contains("valueQuantity");
    const auto* v = q && q->is_object() ? q->get_object().if_contains("value") : nullptr;
    if (!v || !v->is_number() || text_at(q->get_object(), "code") != "GBP") return other(f);
    return static_cast<std::int64_t>(std::llround(v->to_number<double>() * 100));
  }
  json::value file(const Field& f, const json::object& a) {
    if (const auto typed = text_at(a, "valueString"); !typed.empty() && f.type == FieldType::Signature)
      return json::object{{"typed", typed}};
    const auto* v = a.if_contains("valueAttachment");
    if (!v || !v->is_object()) return other(f);
    const auto& o = v->get_object();
    return json::object{{"attachment", text_at(o, "url")},
                        {"name", text_at(o, "title")},
                        {"type", text_at(o, "contentType")}};
  }
  json::value text(const Field& f, std::string value) {
    return value.empty() ? other(f) : json::value(std::move(value));
  }
  json::value other(const Field& f) {
    wrong_.push_back({f.code, "The answer to “" + f.label +
                                  "” is not of the sort that this question has. Give it as " +
                                  std::string(field_type_code(f.type)) + ", or leave it out"});
    return nullptr;
  }

  std::vector<FieldProblem>& wrong_;
};

/// Why there is no answer; what was left out for somebody's sake says so, and is no wrong one.
std::string why_absent(const json::object& item) {
  for (const auto& e : array_at(item, "extension"))
    if (e.is_object() && text_at(e.get_object(), "url") == kWhyAbsent)
      return text_at(e.get_object(), "valueCode");
  return {};
}

}  // namespace

Result<Values> answers_of(const Kind& kind, const json::array& items) {
  std::vector<FieldProblem> wrong;
  Reader reader(wrong);
  Values out;
  for (const auto& f : kind.fields) {
    auto there = with_link(items, f.code);
    if (!there.empty() && why_absent(*there.front()) == "asked-declined") out[f.code] = refusal();
    std::erase_if(there, [](const json::object* i) { return !why_absent(*i).empty(); });
    if (auto v = reader.read(f, there); !v.is_null()) out[f.code] = std::move(v);
  }
  if (!wrong.empty()) return invalid(std::move(wrong));
  return out;
}

}  // namespace candour::charter
