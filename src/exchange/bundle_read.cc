#include "exchange/bundle_read.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "charter/answers_as_items.h"
#include "charter/erasure.h"
#include "charter/fhir_map.h"
#include "exchange/bundle_parts.h"
#include "people/limits.h"
#include "people/others_told.h"
#include "vault/encode.h"

namespace candour::exchange {

namespace json = boost::json;

namespace {

constexpr std::size_t kLinesTold = 200, kNameLetters = 160;

tl::unexpected<Error> no_bundle(std::string words) {
  return fail(Code::Invalid, std::move(words));
}

Result<json::value> parsed(std::string_view bytes) {
  if (bytes.size() > kBundleBytes)
    return fail(
        Code::TooMuch,
        "This file has more than 100 MB. Ask for it without the largest files, and bring those in by hand.");
  if (bytes.starts_with("PK"))
    return no_bundle("This is a ZIP. Open it, and choose fhir-bundle.json, which is in it.");
  boost::system::error_code bad;
  auto v = json::parse(bytes, bad);
  if (bad)
    return no_bundle("This file is not JSON, or not whole. Ask for it again, as a FHIR R4 bundle in JSON.");
  if (!v.is_object() || text_at(v.get_object(), "resourceType") != "Bundle")
    return no_bundle(
        "This is no FHIR bundle: its resourceType is not Bundle. Ask for all of it as one bundle.");
  if (array_at(v.get_object(), "entry").size() > kBundleEntries)
    return fail(Code::TooMuch, "This bundle has more than " + with_commas(kBundleEntries) +
                                   " entries. Ask for it in parts.");
  return v;
}

class BundleReader {
 public:
  BundleReader(const BundleFor& here, const json::object& root) : here_(here), c_(here.c), root_(root) {}

  Result<Bundle> read() {
    CHECK_OK(sort_out());
    if (!details()) return std::move(out_);
    circle();
    for (const auto* r : responses_) entry(*r);
    std::ranges::stable_sort(out_.entries, {}, &BundleEntry::authored);
    return std::move(out_);
  }

 private:
  using Found = std::pair<std::string, const json::object*>;

  Status sort_out() {
    const json::object* patient = nullptr;
    for (const auto& e : array_at(root_, "entry")) {
      const auto& r = e.is_object() ? object_at(e.get_object(), "resource") : object_at({}, "");
      const auto type = text_at(r, "resourceType");
      if (type == "Patient") {
        if (patient) return no_bundle("This bundle is of more than one person. Ask for one of each.");
        patient = &r;
      }
      if (type == "Organization" && out_.from.empty())
        out_.from = shorten(clean_line(text_at(r, "name")), kNameLetters);
      if (type == "RelatedPerson") related_.push_back(&r);
      if (type == "Binary") binaries_[text_at(e.get_object(), "fullUrl")] = &r;
      if (type == "QuestionnaireResponse") response(r);
    }
    if (!patient)
      return no_bundle("This bundle is of nobody: it has no Patient. Ask for one with the person in it.");
    patient_ = patient;
    if (out_.from.empty()) out_.from = "another organisation";
    return {};
  }

  void response(const json::object& r) {
    const auto name = text_at(r, "questionnaire");
    if (name == charter::kCircleName) {
      circle_.push_back(&r);
    } else if (charter::kind_of_fhir_name(name) == "profile") {
      if (!details_) details_ = &r;
    } else if (!name.starts_with(charter::kNotedName) && text_at(r, "status") != "in-progress") {
      responses_.push_back(&r);
    }
  }

  void leave(std::string line) {
    if (out_.left.size() < kLinesTold)
      out_.left.push_back(std::move(line));
    else if (out_.left.size() == kLinesTold)
      out_.left.emplace_back("And more: mend these first.");
  }

  /// Answers as the service may keep them: what it may not is taken out, and said. Nothing when what is
  /// needed is missing.
  std::optional<charter::Values> kept(const charter::Kind& kind, ServiceIx service, charter::Values values,
                                      const std::string& where) {
    const auto* use = c_.kind_use(service, kind.ix);
    const bool home = c_.at(service).home_based;
    for (int turn = 0; turn < 3; ++turn) {
      const auto checked = charter::check_values(kind, use, home, values, here_.now);
      if (checked.ok()) return checked.values;
      bool taken_out = false;
      for (const auto& p : checked.problems) {
        const auto* f = charter::field_of(kind, p.field);
        leave(where + (f ? ", “" + f->label + "”: " : ": ") + p.message + ".");
        if (f && values.erase(f->code) > 0) taken_out = true;
      }
      if (!taken_out) return std::nullopt;
    }
    return std::nullopt;
  }

  bool details() {
    const auto found = c_.find_kind("profile");
    if (!found) return false;
    const auto& kind = c_.at(*found);
    charter::Values values;
    if (details_) {
      auto answers = charter::answers_of(kind, array_at(*details_, "item"));
      if (answers)
        values = std::move(*answers);
      else
        for (const auto& p : answers.error().fields) leave("Details: " + p.message + ".");
    } else {
      values = details_of_patient(*patient_);
    }
    for (const auto& f : kind.fields)
      if (f.type == charter::FieldType::File && values.erase(f.code) > 0)
        leave("Details, “" + f.label + "”: put the picture there by hand, from the files.");
    auto good = kept(kind, here_.into, std::move(values), "Details");
    if (good) out_.details = std::move(*good);
    return good.has_value();
  }

  void circle() {
    std::vector<people::Relationship> all;
    for (const auto* r : circle_) all.push_back(relationship_of(array_at(*r, "item")));
    if (circle_.empty())
      for (const auto* r : related_) all.push_back(relationship_of_related(*r));
    const auto offered = people::relations_here(c_);
    int n = 0;
    for (auto& r : all) {
      const auto where = "Circle, number " + std::to_string(++n);
      if (!here_.circle) {
        leave(where +
              ": your role may not write down family and carers here. Somebody who may brings it in.");
      } else if (clean_line(r.name).empty()) {
        leave(where + ": there is no name. Write them down by hand.");
      } else {
        if (std::ranges::find(offered, r.relation, &std::pair<std::string, std::string>::first) ==
            offered.end())
          r.relation = "other";
        if (people::must_hear_first(c_, r))
          leave(
              where + " (" + shorten(clean_line(r.name), kNameLetters) +
              "): our notice says that they are told before anything about them is kept. Tell them first, and "
              "write them down by hand.");
        else
          out_.circle.push_back(std::move(r));
      }
    }
  }

  std::optional<ServiceIx> service_of(const json::object& r, const charter::Kind& kind) const {
    for (const auto& i : array_at(r, "item")) {
      if (!i.is_object() || text_at(i.get_object(), "linkId") != "#service") continue;
      for (const auto& a : array_at(i.get_object(), "answer")) {
        if (!a.is_object()) continue;
        const auto& coding = object_at(a.get_object(), "valueCoding");
        const auto found = c_.find_service(text_at(coding, "code"));
        if (text_at(coding, "system") == charter::kServiceCodes && found && here_.may_write(*found, kind.ix))
          return found;
      }
    }
    if (here_.may_write(here_.into, kind.ix)) return here_.into;
    return std::nullopt;
  }

  void entry(const json::object& r) {
    const auto code = charter::kind_of_fhir_name(text_at(r, "questionnaire"));
    const auto where = "Entry " + std::to_string(++entries_) + ", " + text_at(r, "authored").substr(0, 10);
    const auto found = c_.find_kind(code);
    if (code.empty() || !found) {
      leave(where + ": “" + clean_line(text_at(r, "questionnaire")).substr(0, 100) +
            "” is of no kind that is kept here. Write what matters down by hand.");
      return;
    }
    const auto& kind = c_.at(*found);
    if (kind.journey || kind.engine) return;  // the way through another organisation's services
    const auto named = where + " (" + kind.name + ")";
    if (charter::shows_what_was_done(kind)) {
      leave(named + ": it is about what " + out_.from +
            " asked or did, and holds for them alone. What you need, ask for anew.");
      return;
    }
    const auto service = kind.fits(false) ? service_of(r, kind) : std::nullopt;
    if (!service) {
      leave(
          named + ": " + c_.at(here_.into).name +
          " does not keep such entries, or your role does not write them. Bring it into a service that does.");
      return;
    }
    auto answers = charter::answers_of(kind, array_at(r, "item"));
    if (!answers) {
      for (const auto& p : answers.error().fields) leave(named + ": " + p.message + ".");
      return;
    }
    BundleEntry e;
    e.kind = kind.ix;
    e.service = *service;
    e.authored = text_at(r, "authored");
    e.source = object_at(r, "source").empty() ? "staff" : "person";
    e.told = told(r);
    asked_later(kind, *answers, named);
    files(kind, *answers, e, named);
    auto good = kept(kind, *service, std::move(*answers), named);
    if (!good) return;
    e.values = std::move(*good);
    out_.entries.push_back(std::move(e));
  }

  /// An entry begins anew here: what is asked at a later step is answered when that step is taken.
  void asked_later(const charter::Kind& kind, charter::Values& values, const std::string& where) {
    for (const auto& f : kind.fields)
      if (kind.asked_at_a_step(f.code) && values.erase(f.code) > 0)
        leave(where + ", “" + f.label + "”: it is asked at a later step. Answer it when you take that step.");
  }

  std::string told(const json::object& r) const {
    auto words = "Brought from " + out_.from;
    for (const auto& i : array_at(r, "item"))
      if (i.is_object() && text_at(i.get_object(), "linkId") == "#written")
        for (const auto& a : array_at(i.get_object(), "answer"))
          if (a.is_object()) words += ": " + text_at(a.get_object(), "valueString");
    words = shorten(clean_line(words), people::limits::kName);
    if (too_long(words, people::limits::kName, "it").empty()) return words;
    // Letters under heaps of marks: what fits in bytes, and never half a letter.
    words.resize(people::limits::kName);
    while (!words.empty() && (words.back() & 0xc0) == 0x80) words.pop_back();
    if (!words.empty() && static_cast<unsigned char>(words.back()) >= 0xc0) words.pop_back();
    return words;
  }

  void files(const charter::Kind& kind, charter::Values& values, BundleEntry& e, const std::string& where) {
    for (const auto& f : kind.fields) {
      const auto* v = values.if_contains(f.code);
      if (!v || !v->is_object() || !v->get_object().contains("attachment")) continue;
      const auto& a = v->get_object();
      const auto binary = binaries_.find(text_at(a, "attachment"));
      auto content = binary == binaries_.end() || unpacked_.contains(binary->first)
                         ? std::nullopt
                         : vault::from_base64(text_at(*binary->second, "data"));
      // Each is unpacked once: a bundle cannot be made larger than it is by naming one file many times.
      const bool elsewhere = binary != binaries_.end() && !unpacked_.insert(binary->first).second;
      if (!content || f.type != charter::FieldType::File)
        leave(where + ", “" + f.label + "”: the file " +
              (elsewhere ? "stands elsewhere in the bundle too" : "is not in the bundle") +
              ". Put it there by hand.");
      else
        e.files.push_back(
            {f.code, text_at(a, "name").empty() ? "file" : text_at(a, "name"), std::move(*content)});
      values.erase(f.code);
    }
    // Its place is filled once it is kept; that it is there counts as an answer.
    for (const auto& file : e.files)
      values[file.field] = json::object{{"file", FileId::make(here_.now.ms).text()},
                                        {"name", file.name},
                                        {"type", ""},
                                        {"size", static_cast<std::int64_t>(file.content.size())}};
  }

  const BundleFor& here_;
  const charter::Charter& c_;
  const json::object& root_;
  Bundle out_;
  const json::object *patient_ = nullptr, *details_ = nullptr;
  std::vector<const json::object*> circle_, related_, responses_;
  std::map<std::string, const json::object*> binaries_;
  std::set<std::string> unpacked_;
  int entries_ = 0;
};

}  // namespace

Result<Bundle> read_bundle(const BundleFor& here, std::string_view bytes) {
  TRY(const auto root, parsed(bytes));
  return BundleReader(here, root.get_object()).read();
}

}  // namespace candour::exchange
