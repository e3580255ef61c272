// The person and those around them as FHIR has people. The details are the engine's own kind, so what becomes
// of them stands here and not in the catalogue.
#include <algorithm>

#include "base/text.h"
#include "charter/answers_as_items.h"
#include "people/values_in.h"
#include "rights/portable.h"

namespace candour::rights {

namespace json = boost::json;

using people::rows_of;
using people::text_in;
using people::text_of;

namespace {

void put(json::object& o, std::string_view key, const std::string& text) {
  if (!text.empty()) o[key] = text;
}

std::string words_of(const Item& item, std::string_view field) {
  for (const auto& p : item.passages)
    if (p.field == field) return told(item, p).words;
  return {};
}

json::object period(const std::string& from, const std::string& until) {
  json::object p;
  put(p, "start", from);
  put(p, "end", until);
  return p;
}

json::array names(const charter::Values& v) {
  json::array out;
  json::object official{{"use", "official"}};
  put(official, "family", text_of(v, "family-name"));
  if (const auto given = text_of(v, "given-name"); !given.empty()) official["given"] = json::array{given};
  if (const auto title = text_of(v, "title"); !title.empty()) official["prefix"] = json::array{title};
  if (official.size() > 1) out.push_back(std::move(official));
  if (const auto used = text_of(v, "name-used"); !used.empty())
    out.push_back(json::object{{"use", "usual"}, {"text", used}});
  for (const auto& row : rows_of(v, "previous-names")) {
    const auto sort = text_in(row, {"kind"});
    json::object o{{"use", sort == "maiden" ? "maiden" : sort == "alias" ? "nickname" : "old"}};
    put(o, "family", text_in(row, {"family"}));
    if (const auto given = text_in(row, {"given"}); !given.empty()) o["given"] = json::array{given};
    if (const auto until = text_in(row, {"until"}); !until.empty()) o["period"] = period("", until);
    if (o.size() > 1) out.push_back(std::move(o));
  }
  return out;
}

json::array telecom(const charter::Values& v) {
  json::array out;
  for (const auto& row : rows_of(v, "phones")) {
    const auto number = text_in(row, {"number"});
    if (number.empty()) continue;
    json::object o{{"system", "phone"}, {"value", number}};
    put(o, "use", text_in(row, {"kind"}));
    if (text_in(row, {"preferred"}) == "yes") o["rank"] = 1;
    out.push_back(std::move(o));
  }
  if (const auto email = text_of(v, "email"); !email.empty())
    out.push_back(json::object{{"system", "email"}, {"value", email}});
  return out;
}

json::array addresses(const charter::Values& v) {
  json::array out;
  for (const auto& row : rows_of(v, "addresses")) {
    const auto* a = row.is_object() ? row.get_object().if_contains("address") : nullptr;
    if (!a || !a->is_object()) continue;
    const auto sort = text_in(row, {"kind"});
    json::object o{{"use", sort == "previous" ? "old" : sort == "temporary" ? "temp" : "home"}};
    if (const auto* lines = a->get_object().if_contains("lines"); lines && !lines->as_array().empty())
      o["line"] = *lines;
    put(o, "city", text_in(*a, {"town"}));
    put(o, "postalCode", text_in(*a, {"postcode"}));
    if (auto p = period(text_in(row, {"from"}), text_in(row, {"to"})); !p.empty()) o["period"] = std::move(p);
    out.push_back(std::move(o));
  }
  return out;
}

std::string gender_of(const std::string& ours) {
  if (ours == "female" || ours == "male") return ours;
  if (ours.empty()) return {};
  return ours == "non-binary" || ours == "other" ? "other" : "unknown";
}

json::array languages(const charter::Values& v) {
  json::array out;
  for (const auto& row : rows_of(v, "languages"))
    if (const auto language = text_in(row, {"language"}); !language.empty())
      out.push_back(json::object{{"language", json::object{{"text", language}}},
                                 {"preferred", text_in(row, {"level"}) == "first"}});
  return out;
}

void put_list(json::object& o, std::string_view key, json::array list) {
  if (!list.empty()) o[key] = std::move(list);
}

}  // namespace

json::object patient_of(const Portable& from, const std::string& id) {
  json::object out{{"resourceType", "Patient"}, {"id", id}};
  for (const auto& item : from.whole.items) {
    if (item.line.source != "details") continue;
    const auto v = values_given(item);
    json::array ids;
    if (const auto nhs = text_of(v, "nhs-number"); !nhs.empty())
      ids.push_back(json::object{{"system", kNhsNumbers}, {"value", nhs}});
    if (const auto ours = words_of(item, "#reference"); !ours.empty())
      ids.push_back(json::object{{"system", "urn:candour:" + from.c.organisation.code + ":reference"},
                                 {"value", ours}});
    put_list(out, "identifier", std::move(ids));
    put_list(out, "name", names(v));
    put_list(out, "telecom", telecom(v));
    put(out, "gender", gender_of(text_of(v, "gender")));
    put(out, "birthDate", text_of(v, "birth-date"));
    for (const auto& p : item.passages)
      if (p.field == "#died")
        if (auto t = told(item, p); t.value.is_string()) out["deceasedDateTime"] = std::move(t.value);
    put_list(out, "address", addresses(v));
    put_list(out, "communication", languages(v));
    break;  // the record that stays, of several
  }
  return out;
}

json::object related_of(const Item& item) {
  json::object out{{"resourceType", "RelatedPerson"}, {"active", words_of(item, "until").empty()}};
  put_list(out, "name", [&] {
    const auto name = words_of(item, "name");
    return name.empty() ? json::array{} : json::array{json::object{{"text", name}}};
  }());
  json::array relationship;
  if (const auto words = words_of(item, "relation"); !words.empty())
    relationship.push_back(json::object{{"text", words}});
  put_list(out, "relationship", std::move(relationship));
  json::array reach;
  for (const auto* system : {"phone", "email"})
    if (const auto value = words_of(item, system); !value.empty())
      reach.push_back(json::object{{"system", system}, {"value", value}});
  put_list(out, "telecom", std::move(reach));
  if (const auto address = words_of(item, "address"); !address.empty())
    out["address"] = json::array{json::object{{"text", address}}};
  return out;
}

}  // namespace candour::rights
