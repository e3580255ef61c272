// What the catalogue makes of a piece in FHIR: one resource, and one more for each row where it says so.
#include <algorithm>

#include "base/calendar_words.h"
#include "charter/answers_as_items.h"
#include "rights/portable.h"
#include "vault/hash.h"

namespace candour::rights {

namespace json = boost::json;

Id128 made_id(const Id128& of, std::string_view which) {
  const auto hash = vault::sha256_of({ByteView(of.bytes), as_bytes(which)});
  Id128 id;
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  id.bytes[6] =
      static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x80);  // RFC 9562: version 8, of our own making
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

namespace {

/// Puts a value at "a.b[].c".
void put_at(json::object& root, std::string_view path, json::value value) {
  auto* at = &root;
  for (;;) {
    const auto dot = path.find('.');
    auto name = path.substr(0, dot);
    const bool list = name.ends_with("[]");
    if (list) name.remove_suffix(2);
    auto& there = (*at)[name];
    if (list && !there.is_array()) there = json::array{};
    if (dot == path.npos) {
      if (list)
        there.get_array().push_back(std::move(value));
      else
        there = std::move(value);
      return;
    }
    if (list && there.get_array().empty()) there.get_array().push_back(json::object{});
    if (!list && !there.is_object()) there = json::object{};
    at = list ? &there.get_array().front().as_object() : &there.get_object();
    path.remove_prefix(dot + 1);
  }
}

json::value constant(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  return json::string(text);
}

/// An answer as elements of resources have it: days, moments and numbers as such, anything else in words.
json::value as_element(const Portable& from, const charter::Field* f, const json::value& v) {
  using charter::FieldType;
  if (!f) return v;
  if (f->type == FieldType::Date) return v;
  if (f->type == FieldType::DateTime && v.is_string()) {
    auto moment = charter::fhir_moment(std::string_view(v.get_string()));
    return moment.empty() ? json::value() : json::value(std::move(moment));
  }
  if (f->type == FieldType::Number && v.is_number()) {
    const auto d = v.to_number<double>();
    if (d == static_cast<double>(static_cast<std::int64_t>(d))) return static_cast<std::int64_t>(d);
    return d;
  }
  auto words = with_names(charter::show(*f, v), *from.staff);
  return words.empty() ? json::value() : json::value(std::move(words));
}

class Mapper {
 public:
  Mapper(const Portable& from, const std::string& person) : from_(from), person_(person) {}

  json::object make(const charter::FhirResource& r, const std::vector<charter::Field>* fields,
                    const json::object& values, const Item& item, std::string_view state) const {
    json::object out{{"resourceType", r.resource}};
    for (const auto& [path, text] : r.sets) put_at(out, path, constant(text));
    for (const auto& [code, path] : r.fields) {
      if (code == charter::kWhenItHappened) {
        if (item.line.happened.ms > 0)
          put_at(out, path, json::value(charter::fhir_moment(item.line.happened)));
        continue;
      }
      if (auto v = element(fields, values, item, code); !v.is_null()) put_at(out, path, std::move(v));
    }
    for (const auto& c : r.codes) {
      const auto* v = values.if_contains(c.of);
      const std::string ours = v && v->is_string() ? std::string(v->get_string())
                               : c.of == "state"   ? std::string(state)
                                                   : std::string();
      for (const auto& [mine, theirs] : c.as)
        if (mine == ours) put_at(out, c.path, json::value(theirs));
    }
    if (const auto end = end_of(r, values); !end.empty()) put_at(out, r.ends_at, json::value(end));
    if (!r.subject.empty()) put_at(out, r.subject, json::object{{"reference", person_}});
    return out;
  }

 private:
  static std::string end_of(const charter::FhirResource& r, const json::object& values) {
    const auto* from = values.if_contains(r.begins);
    const auto minute =
        from && from->is_string() ? parse_iso_minute(std::string_view(from->get_string())) : std::nullopt;
    const auto begins = minute ? to_unix(*minute) : std::nullopt;
    if (!begins) return {};
    const auto* n = values.if_contains(r.minutes);
    const auto minutes = n && n->is_number() ? n->to_number<double>() : r.otherwise;
    return charter::fhir_moment(UnixMs{begins->ms + static_cast<std::int64_t>(minutes) * 60'000});
  }
  json::value element(const std::vector<charter::Field>* fields, const json::object& values, const Item& item,
                      const std::string& code) const {
    const charter::Field* f = nullptr;
    if (fields)
      if (const auto found = std::ranges::find(*fields, code, &charter::Field::code); found != fields->end())
        f = &*found;
    if (const auto* v = values.if_contains(code)) return as_element(from_, f, *v);
    // Words of which some are left out still say something where words may stand.
    const bool words =
        !f || f->type == charter::FieldType::ShortText || f->type == charter::FieldType::LongText;
    for (const auto& p : item.passages)
      if (p.field == code && words)
        if (auto t = told(item, p); !t.masked && !t.words.empty()) return json::value(std::move(t.words));
    return nullptr;
  }

  const Portable& from_;
  const std::string& person_;
};

std::string state_of(const Item& item) {
  for (const auto& p : item.passages)
    if (p.field == "#written")
      if (const auto t = told(item, p); t.value.is_object())
        if (const auto* s = t.value.get_object().if_contains("state"); s && s->is_string())
          return std::string(s->get_string());
  return {};
}

}  // namespace

std::vector<Mapped> mapped_of(const Portable& from, const charter::FhirMap& map, const Item& item,
                              const std::string& person) {
  const auto* declared = map.find(item.line.kind);
  if (!declared || (item.line.source != "entries" && item.line.source != "journey")) return {};
  const auto found = from.c.find_kind(item.line.kind);
  const auto* kind = found ? &from.c.at(*found) : nullptr;
  const Mapper mapper(from, person);
  const auto values = values_given(item);
  const auto state = state_of(item);
  std::vector<Mapped> out;
  if (!declared->whole.resource.empty())
    out.push_back({declared->whole.resource,
                   mapper.make(declared->whole, kind ? &kind->fields : nullptr, values, item, state)});
  for (const auto& r : declared->rows) {
    const auto* rows = values.if_contains(r.group);
    const auto* group = kind ? kind->find_field(r.group) : nullptr;
    if (!rows || !rows->is_array() || !group) continue;
    Item no_words;
    no_words.line = item.line;
    int n = 0;
    for (const auto& row : rows->get_array()) {
      if (!row.is_object() || row.get_object().empty()) continue;
      Mapped one{r.group + "-" + std::to_string(++n),
                 mapper.make(r.each, &group->items, row.get_object(), no_words, state)};
      if (!r.linked.empty() && !out.empty())
        put_at(out.front().resource, r.linked + "[]",
               json::object{{"reference", charter::fhir_url(made_id(item.line.thing, one.which))}});
      out.push_back(std::move(one));
    }
  }
  return out;
}

}  // namespace candour::rights
