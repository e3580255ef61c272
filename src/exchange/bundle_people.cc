// The person and those around them, as a bundle says who they are.
#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/fhir_map.h"
#include "exchange/bundle_parts.h"

namespace candour::exchange {

namespace json = boost::json;

namespace {

void put(charter::Values& v, std::string_view key, const std::string& text) {
  if (!text.empty()) v[key] = text;
}

std::string first_of(const json::array& list) {
  return !list.empty() && list.front().is_string() ? std::string(list.front().get_string()) : std::string();
}

/// The name by which somebody is known officially, or else the first.
const json::object* name_of(const json::object& who) {
  const json::object* found = nullptr;
  for (const auto& n : array_at(who, "name")) {
    if (!n.is_object()) continue;
    if (!found || text_at(n.get_object(), "use") == "official") found = &n.get_object();
  }
  return found;
}

std::string telecom_of(const json::object& who, std::string_view system) {
  for (const auto& t : array_at(who, "telecom"))
    if (t.is_object() && text_at(t.get_object(), "system") == system) return text_at(t.get_object(), "value");
  return {};
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

charter::Values details_of_patient(const json::object& p) {
  charter::Values v;
  if (const auto* name = name_of(p)) {
    put(v, "family-name", text_at(*name, "family"));
    put(v, "given-name", first_of(array_at(*name, "given")));
    put(v, "title", first_of(array_at(*name, "prefix")));
  }
  put(v, "birth-date", text_at(p, "birthDate"));
  if (const auto gender = text_at(p, "gender"); gender == "male" || gender == "female" || gender == "other")
    v["gender"] = gender;
  for (const auto& i : array_at(p, "identifier"))
    if (i.is_object() && text_at(i.get_object(), "system") == charter::kNhsNumbers)
      put(v, "nhs-number", text_at(i.get_object(), "value"));
  json::array phones;
  for (const auto& t : array_at(p, "telecom"))
    if (t.is_object() && text_at(t.get_object(), "system") == "phone")
      phones.push_back(json::object{{"number", text_at(t.get_object(), "value")}});
  if (!phones.empty()) v["phones"] = std::move(phones);
  put(v, "email", telecom_of(p, "email"));
  json::array addresses;
  for (const auto& a : array_at(p, "address")) {
    if (!a.is_object()) continue;
    json::object one{{"lines", array_at(a.get_object(), "line")}};
    if (const auto town = text_at(a.get_object(), "city"); !town.empty()) one["town"] = town;
    if (const auto code = text_at(a.get_object(), "postalCode"); !code.empty()) one["postcode"] = code;
    addresses.push_back(json::object{{"address", std::move(one)}});
  }
  if (!addresses.empty()) v["addresses"] = std::move(addresses);
  return v;
}

people::Relationship relationship_of(const json::array& items) {
  people::Relationship r;
  for (const auto& i : items) {
    if (!i.is_object()) continue;
    const auto field = text_at(i.get_object(), "linkId");
    const auto& answers = array_at(i.get_object(), "answer");
    if (answers.empty() || !answers.front().is_object()) continue;
    const auto text = text_at(answers.front().get_object(), "valueString");
    if (field == "name") r.name = text;
    if (field == "relation") r.relation = text;
    if (field == "phone") r.phone = text;
    if (field == "email") r.email = text;
    if (field == "address") r.address = text;
    if (field == "notes") r.notes = text;
    // What is not to be told to them stays so, in words.
    if (field == "not-to-know" || field == "not-to-know-words")
      r.not_to_know_words += (r.not_to_know_words.empty() || text.empty() ? "" : ": ") + text;
    // That somebody speaks for the person counts once it was verified here; what they may know is asked
    // anew.
    if (field == "authority" && !text.empty())
      r.notes += (r.notes.empty() ? "" : "\n") + std::string("Said to speak for them: ") + text;
    if (field == "until")
      if (const auto day = parse_iso_date(text)) r.until = start_of_day(*day);
    if (field != "marks") continue;
    for (const auto& mark : words_in(text)) {
      r.emergency = r.emergency || mark == "emergency";
      r.lives_with = r.lives_with || mark == "lives-with";
      r.carer = r.carer || mark == "carer";
    }
  }
  return r;
}

people::Relationship relationship_of_related(const json::object& p) {
  people::Relationship r;
  if (const auto* name = name_of(p)) {
    r.name = text_at(*name, "text");
    const auto given = first_of(array_at(*name, "given")), family = text_at(*name, "family");
    if (r.name.empty()) r.name = given + (given.empty() || family.empty() ? "" : " ") + family;
  }
  r.relation = "other";
  for (const auto& of : array_at(p, "relationship"))
    if (of.is_object() && r.notes.empty()) r.notes = text_at(of.get_object(), "text");
  r.phone = telecom_of(p, "phone");
  r.email = telecom_of(p, "email");
  for (const auto& a : array_at(p, "address"))
    if (a.is_object() && r.address.empty()) r.address = text_at(a.get_object(), "text");
  return r;
}

}  // namespace candour::exchange
