// A portable copy as one FHIR R4 bundle: the person, those around them, every piece as its questions and
// answers and as what the catalogue makes of it, the files, where each comes from, and who looked.
#include <algorithm>

#include "base/calendar_words.h"
#include "charter/answers_as_items.h"
#include "rights/portable.h"
#include "vault/encode.h"

namespace candour::rights {

namespace json = boost::json;

namespace {

using charter::fhir_moment;
using charter::fhir_url;

std::string text_at(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

json::object said(std::string link, const std::string& label, const std::string& words) {
  json::object o{{"linkId", std::move(link)}};
  if (!label.empty()) o["text"] = label;
  o["answer"] = json::array{json::object{{"valueString", words}}};
  return o;
}

class BundleWriter {
 public:
  BundleWriter(const Portable& from, const charter::FhirMap& map, const std::vector<PackFile>& files)
      : from_(from), map_(map), files_(files), person_(fhir_url(from.pack.person.raw)) {}

  std::string write() {
    const auto org = made_id(from_.pack.id.raw, "Organization");
    add(org, {{"resourceType", "Organization"},
              {"identifier", json::array{json::object{{"system", "urn:candour:organisation"},
                                                      {"value", from_.c.organisation.code}}}},
              {"name", from_.c.organisation.name}});
    auto patient = patient_of(from_, from_.pack.person.text());
    patient["managingOrganization"] = json::object{{"reference", fhir_url(org)}};
    add(from_.pack.person.raw, std::move(patient));
    for (const auto& i : from_.whole.items) {
      if (i.line.source == "file")
        file(i);
      else if (i.line.source == "looked")
        looks(i);
      else
        piece(i);
    }
    return json::serialize(json::object{
        {"resourceType", "Bundle"},
        {"identifier", json::object{{"system", "urn:candour:portable"}, {"value", from_.pack.id.text()}}},
        {"type", "collection"},
        {"timestamp", fhir_moment(from_.now)},
        {"entry", std::move(entries_)}});
  }

 private:
  void add(const Id128& id, json::object resource) {
    resource["id"] = to_text(id);
    entries_.push_back(json::object{{"fullUrl", fhir_url(id)}, {"resource", std::move(resource)}});
  }
  json::object person() const { return {{"reference", person_}}; }
  json::object us() const { return {{"display", from_.c.organisation.name}}; }
  /// Pieces of tables have no id of their own.
  Id128 id_of(const Item& i) const {
    return i.line.thing.is_nil() ? made_id(from_.pack.id.raw, "piece-" + std::to_string(i.line.place))
                                 : i.line.thing;
  }

  void piece(const Item& i) {
    const auto id = id_of(i);
    json::array targets{json::object{{"reference", fhir_url(id)}}};
    add(id, response(i));
    if (i.line.source == "circle") {
      auto related = related_of(i);
      related["patient"] = person();
      add(made_id(id, "RelatedPerson"), std::move(related));
    }
    for (auto& m : mapped_of(from_, map_, i, person_)) {
      const auto made = made_id(id, m.which);
      targets.push_back(json::object{{"reference", fhir_url(made)}});
      add(made, std::move(m.resource));
    }
    if (auto p = provenance(i); !p.empty()) {
      p["target"] = std::move(targets);
      add(made_id(id, "Provenance"), std::move(p));
    }
  }

  static std::string name_of(const ItemLine& l) {
    if (l.source == "circle") return std::string(kCircleName);
    if (l.source == "noted") return std::string(kNotedName) + l.kind;
    return charter::fhir_name(l.kind);
  }

  json::object response(const Item& i) const {
    json::object r{{"resourceType", "QuestionnaireResponse"},
                   {"questionnaire", name_of(i.line)},
                   {"status", i.line.source == "draft" ? "in-progress" : "completed"},
                   {"subject", person()}};
    if (i.line.happened.ms > 0) r["authored"] = fhir_moment(i.line.happened);
    json::array items;
    if (const auto service = from_.c.find_service(i.line.service))
      items.push_back(json::object{
          {"linkId", "#service"},
          {"text", "Service"},
          {"answer", json::array{json::object{
                         {"valueCoding", json::object{{"system", kServiceCodes},
                                                      {"code", i.line.service},
                                                      {"display", from_.c.at(*service).name}}}}}}});
    const auto about = about_of(i);
    if (const auto by = text_at(about, "by"); !by.empty()) r["author"] = json::object{{"display", by}};
    if (const auto state = text_at(about, "state"); !state.empty())
      items.push_back(json::object{
          {"linkId", "#state"},
          {"text", "State"},
          {"answer", json::array{json::object{
                         {"valueCoding", json::object{{"system", charter::fhir_name(i.line.kind, "state")},
                                                      {"code", state},
                                                      {"display", text_at(about, "state-name")}}}}}}});
    if (text_at(about, "source") == "person") r["source"] = person();
    answers(i, items);
    if (!items.empty()) r["item"] = std::move(items);
    return r;
  }

  /// The answers with their values; after them whatever there is besides in words.
  void answers(const Item& i, json::array& items) const {
    const auto found = from_.c.find_kind(i.line.kind);
    const bool with_questions = found && (i.line.source == "entries" || i.line.source == "details");
    const auto values = values_given(i);
    const charter::ShowValue name = [&](const charter::Field& f, const json::value& v) {
      return with_names(charter::show(f, v), *from_.staff);
    };
    if (with_questions)
      for (const auto& f : from_.c.at(*found).fields)
        if (const auto* v = values.if_contains(f.code))
          for (auto& item : charter::items_of(i.line.kind, f, *v, name)) items.push_back(std::move(item));
    for (const auto& p : i.passages) {
      const auto t = told(i, p);
      const auto code = p.field.substr(0, p.field.find('@'));
      if (with_questions && is_answer(p) && !t.value.is_null() && values.contains(code)) continue;
      if (t.masked) {
        charter::Field f;
        f.code = code;
        f.label = p.label;
        items.push_back(charter::not_given(f, "masked"));
        continue;
      }
      // Codes of the circle are read again; people read the resource beside it.
      const bool coded = i.line.source == "circle" && t.value.is_string();
      items.push_back(said(code, p.label, coded ? std::string(t.value.get_string()) : t.words));
    }
  }

  json::object about_of(const Item& i) const {
    for (const auto& p : i.passages)
      if (p.field == "#written")
        if (auto t = told(i, p); t.value.is_object()) return t.value.get_object();
    return {};
  }

  json::object provenance(const Item& i) const {
    const auto about = about_of(i);
    if (text_at(about, "written").empty()) return {};
    json::object p{
        {"resourceType", "Provenance"},
        {"recorded", text_at(about, "written")},
        {"agent", json::array{json::object{{"who", json::object{{"display", text_at(about, "by")}}},
                                           {"onBehalfOf", us()}}}}};
    auto why = text_at(about, "purpose");
    if (const auto basis = charter::basis_of(text_at(about, "basis")); basis != charter::Basis::None)
      why += (why.empty() ? "" : "; ") + std::string(charter::basis_words(basis));
    if (const auto part = text_at(about, "part"); !part.empty()) why += "; part " + part + " of the notice";
    if (!why.empty()) p["reason"] = json::array{json::object{{"text", why}}};
    return p;
  }

  void file(const Item& i) {
    const auto name = from_.whole.enclosed_as.find(i.line.place);
    if (name == from_.whole.enclosed_as.end()) return;
    const auto content = std::ranges::find(files_, name->second, &PackFile::name);
    if (content == files_.end()) return;
    const auto title = i.passages.empty() ? std::string() : told(i, i.passages.front()).words;
    add(i.line.thing, {{"resourceType", "Binary"},
                       {"contentType", content->type},
                       {"data", vault::to_base64(as_bytes(content->bytes))}});
    json::object attachment{{"contentType", content->type},
                            {"url", fhir_url(i.line.thing)},
                            {"size", static_cast<std::int64_t>(content->bytes.size())}};
    if (!title.empty()) attachment["title"] = title;
    json::object d{{"resourceType", "DocumentReference"},
                   {"status", "current"},
                   {"subject", person()},
                   {"content", json::array{json::object{{"attachment", std::move(attachment)}}}}};
    if (i.line.happened.ms > 0) d["date"] = fhir_moment(i.line.happened);
    if (const auto entry = entry_of(i); entry)
      d["context"] =
          json::object{{"related", json::array{json::object{{"reference", fhir_url(entry->raw)}}}}};
    add(made_id(i.line.thing, "DocumentReference"), std::move(d));
  }

  /// The entry to which a file belongs, where that is in the copy too.
  std::optional<EntryId> entry_of(const Item& file) const {
    for (const auto& p : file.passages) {
      const auto t = told(file, p);
      if (!t.value.is_object()) continue;
      const auto id = EntryId::parse(text_at(t.value.get_object(), "entry"));
      for (const auto& i : from_.whole.items)
        if (id && i.line.source == "entries" && i.line.thing == id->raw) return id;
    }
    return std::nullopt;
  }

  void looks(const Item& i) {
    for (const auto& p : i.passages) {
      const auto t = told(i, p);
      if (!t.value.is_array()) {
        piece(i);
        return;
      }
      int n = 0;
      for (const auto& line : t.value.get_array()) look(i, line.as_object(), ++n);
    }
  }

  void look(const Item& i, const json::object& line, int n) {
    add(made_id(id_of(i), "look-" + std::to_string(n)),
        {{"resourceType", "AuditEvent"},
         {"type", json::object{{"system", "http://dicom.nema.org/resources/ontology/DCM"},
                               {"code", "110110"},
                               {"display", "Patient Record"}}},
         {"recorded", text_at(line, "at")},
         {"outcomeDesc", text_at(line, "what")},
         {"agent", json::array{json::object{{"requestor", true}, {"name", text_at(line, "who")}}}},
         {"source", json::object{{"observer", us()}}},
         {"entity", json::array{json::object{{"what", person()}}}}});
  }

  const Portable& from_;
  const charter::FhirMap& map_;
  const std::vector<PackFile>& files_;
  const std::string person_;
  json::array entries_;
};

}  // namespace

std::string portable_bundle(const Portable& from, const charter::FhirMap& map,
                            const std::vector<PackFile>& files) {
  return BundleWriter(from, map, files).write();
}

Result<PackFile> bundle_file(const Portable& from, const std::string& catalogue_dir,
                             const std::vector<PackFile>& files) {
  std::vector<charter::Finding> wrong;
  const auto map = charter::read_fhir_map(catalogue_dir, nullptr, wrong);
  if (!wrong.empty())
    return fail(
        Code::Unavailable,
        "How this is said in FHIR cannot be read. Whoever runs Candour here has to mend the catalogue.",
        wrong.front().text());
  return PackFile{"fhir-bundle.json", "application/fhir+json", portable_bundle(from, map, files)};
}

Result<PackFile> Packs::portable_file(const Pass& pass, const Pack& pack, const Whole& all,
                                      std::string_view form) const {
  const Portable from{r_.gate.charter(), all, pack, r_.clock.now(), r_.staff.directory()};
  if (form == "json") return PackFile{"portable.json", "application/json", portable_json(from)};
  if (form != "fhir") return not_found();
  TRY(const auto files, enclosed(pass, all));
  return bundle_file(from, r_.catalogue_dir, files);
}

}  // namespace candour::rights
