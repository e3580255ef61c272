#include "charter/answers_as_items.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/calendar_words.h"
#include "charter/fhir_map.h"
#include "charter/refused.h"

namespace candour::charter {

namespace json = boost::json;

namespace {

std::string text_at(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

json::value number(double d) {
  // 5, and not 5E0, which is the same and which people stumble over.
  if (std::nearbyint(d) == d && std::fabs(d) < 1e15) return static_cast<std::int64_t>(d);
  return d;
}

const std::vector<Option>& options_of(const Field& f, const Field* score) {
  return score && f.options.empty() ? score->options : f.options;
}

json::object coding(std::string_view kind, const Field& f, const std::string& code, const Field* score) {
  json::object c{{"system", fhir_name(kind, score ? score->code : f.code)}, {"code", code}};
  for (const auto& o : options_of(f, score))
    if (o.code == code) c["display"] = o.label;
  return {{"valueCoding", std::move(c)}};
}

json::object item(std::string link, const std::string& text, json::array answer) {
  json::object o{{"linkId", std::move(link)}};
  if (!text.empty()) o["text"] = text;
  o["answer"] = std::move(answer);
  return o;
}

void add_text(json::array& into, const std::string& link, const std::string& label, const std::string& text) {
  if (!text.empty()) into.push_back(item(link, label, {json::object{{"valueString", text}}}));
}

json::object attachment(const json::object& o) {
  json::object a{{"contentType", text_at(o, "type")}, {"title", text_at(o, "name")}};
  const auto id = FileId::parse(text_at(o, "file"));
  if (text_at(o, "type").empty()) a.erase("contentType");
  if (text_at(o, "name").empty()) a.erase("title");
  if (const auto* size = o.if_contains("size"); size && size->is_number())
    a["size"] = size->to_number<std::int64_t>();
  if (id) a["url"] = fhir_url(id->raw);
  return {{"valueAttachment", std::move(a)}};
}

class Writer {
 public:
  Writer(std::string_view kind, const ShowValue& name) : kind_(kind), name_(name) {}

  json::array items(const Field& f, const json::value& v) const {
    if (is_refusal(v)) return {not_given(f, "asked-declined")};
    switch (f.type) {
      case FieldType::Group:
        return rows(f, v);
      case FieldType::Score:
        return v.is_object() ? score(f, v.get_object()) : json::array{};
      case FieldType::Address:
      case FieldType::BankAccount:
        return v.is_object() ? parts(f, v.get_object()) : json::array{};
      default:
        break;
    }
    auto answer = answers(f, v);
    if (answer.empty()) return {};
    return {item(f.code, f.label, std::move(answer))};
  }

 private:
  json::array rows(const Field& f, const json::value& v) const {
    json::array out;
    if (!v.is_array()) return out;
    for (const auto& row : v.get_array()) {
      if (!row.is_object()) continue;
      json::array inside;
      for (const auto& i : f.items)
        if (const auto* cell = row.get_object().if_contains(i.code))
          for (auto& one : items(i, *cell)) inside.push_back(std::move(one));
      json::object o{{"linkId", f.code}, {"text", f.label}};
      if (!inside.empty()) o["item"] = std::move(inside);
      out.push_back(std::move(o));
    }
    return out;
  }
  json::array score(const Field& f, const json::object& o) const {
    json::array inside;
    const auto* given = o.if_contains("items");
    for (const auto& i : f.items)
      if (const auto code = given && given->is_object() ? text_at(given->get_object(), i.code) : "";
          !code.empty())
        inside.push_back(item(f.code + "." + i.code, i.label, {coding(kind_, i, code, &f)}));
    if (const auto* total = o.if_contains("total"); total && total->is_number() && !inside.empty())
      inside.push_back(
          item(f.code + ".total", "Sum", {json::object{{"valueInteger", total->to_number<std::int64_t>()}}}));
    return {json::object{{"linkId", f.code}, {"text", f.label}, {"item", std::move(inside)}}};
  }
  json::array parts(const Field& f, const json::object& o) const {
    json::array inside;
    if (const auto* lines = o.if_contains("lines"); lines && lines->is_array()) {
      json::array all;
      for (const auto& line : lines->get_array())
        if (line.is_string() && !line.get_string().empty())
          all.push_back(json::object{{"valueString", line.get_string()}});
      if (!all.empty()) inside.push_back(item(f.code + ".lines", "Lines", std::move(all)));
    }
    static constexpr std::pair<std::string_view, std::string_view> kParts[] = {{"town", "Town"},
                                                                               {"postcode", "Postcode"},
                                                                               {"sort_code", "Sort code"},
                                                                               {"account", "Account"},
                                                                               {"name", "In the name of"}};
    for (const auto& [part, label] : kParts)
      add_text(inside, f.code + "." + std::string(part), std::string(label), text_at(o, part));
    if (inside.empty()) return {};
    return {json::object{{"linkId", f.code}, {"text", f.label}, {"item", std::move(inside)}}};
  }
  json::array answers(const Field& f, const json::value& v) const {
    if (f.type == FieldType::Number && v.is_number())
      return {json::object{{"valueDecimal", number(v.to_number<double>())}}};
    if (f.type == FieldType::Money && v.is_number())
      return {json::object{{"valueQuantity", json::object{{"value", number(v.to_number<double>() / 100)},
                                                          {"unit", "GBP"},
                                                          {"system", "urn:iso:std:iso:4217"},
                                                          {"code", "GBP"}}}}};
    if (f.type == FieldType::Choices && v.is_array()) {
      json::array all;
      for (const auto& one : v.get_array())
        if (one.is_string()) all.push_back(coding(kind_, f, std::string(one.get_string()), nullptr));
      return all;
    }
    if (v.is_object())
      return v.get_object().contains("typed")
                 ? json::array{json::object{{"valueString", text_at(v.get_object(), "typed")}}}
                 : json::array{attachment(v.get_object())};
    if (!v.is_string() || v.get_string().empty()) return {};
    return {of_text(f, v)};
  }
  json::object of_text(const Field& f, const json::value& v) const {
    const std::string text(v.get_string());
    switch (f.type) {
      case FieldType::Date:
        return {{"valueDate", text}};
      case FieldType::DateTime:
        return {{"valueDateTime", fhir_moment(text)}};
      case FieldType::Time:
        return {{"valueTime", text + ":00"}};
      case FieldType::Choice:
        return coding(kind_, f, text, nullptr);
      case FieldType::YesNo: {
        auto c = coding(kind_, f, text, nullptr);
        c.at("valueCoding").as_object()["display"] = show(f, v);
        return c;
      }
      case FieldType::Person:
      case FieldType::Staff:
        return {{"valueReference", json::object{{"display", name_(f, v)}}}};
      default:
        return {{"valueString", text}};
    }
  }

  std::string_view kind_;
  const ShowValue& name_;
};

}  // namespace

std::string fhir_moment(UnixMs at) {
  const auto local = local_time(at);
  const auto as_utc = day_number(local.date) * 86'400'000 + (local.hour * 60 + local.minute) * 60'000;
  const auto seconds = (at.ms / 1000) % 60;
  const bool summer = as_utc - at.ms > 1'800'000;
  char rest[16];
  std::snprintf(rest, sizeof rest, ":%02d+0%d:00", static_cast<int>(seconds), summer ? 1 : 0);
  return iso_minute(local) + rest;
}

std::string fhir_moment(std::string_view local) {
  const auto minute = parse_iso_minute(local);
  const auto at = minute ? to_unix(*minute) : std::nullopt;
  return at ? fhir_moment(*at) : std::string();
}

json::object not_given(const Field& field, std::string_view why) {
  return {{"linkId", field.code},
          {"text", field.label},
          {"extension", json::array{json::object{{"url", kWhyAbsent}, {"valueCode", why}}}}};
}

json::array items_of(std::string_view kind, const Field& field, const json::value& answer,
                     const ShowValue& name) {
  return Writer(kind, name).items(field, answer);
}

}  // namespace candour::charter
