#include "charter/fhir_map.h"

#include <algorithm>
#include <filesystem>

#include "charter/read_form.h"

namespace candour::charter {

namespace {

constexpr std::string_view kNames = "urn:candour:kind:";

class MapFileReader {
 public:
  MapFileReader(const CatalogueFiles* known, Findings& out) : known_(known), out_(out) {}

  FhirMap read(const Yaml& root) {
    FhirMap map;
    MapReader top(root, "the file", out_);
    for (const auto* node : top.list("kinds", Need::Required)) {
      auto one = kind(*node);
      if (map.find(one.kind)) out_.error(*node, "'" + one.kind + "' stands here twice", "join the two");
      map.kinds.push_back(std::move(one));
    }
    top.only_these();
    return map;
  }

 private:
  FhirKind kind(const Yaml& node) {
    MapReader m(node, "kind", out_);
    FhirKind k;
    k.kind = m.code("kind");
    m.rename("kind '" + k.kind + "'");
    const auto* of = known_ ? known_->find_kind(k.kind) : nullptr;
    if (known_ && !of)
      m.error("kind", "there is no kind '" + k.kind + "'", suggest(k.kind, known_->kind_codes()));
    const auto rows = m.list("rows");
    resource(m, k.whole, of ? &of->fields : nullptr, rows.empty() ? Need::Required : Need::Optional);
    for (const auto* one : rows) {
      MapReader r(*one, m.what() + ": rows", out_);
      FhirRows of_group;
      of_group.group = r.text("group", Need::Required);
      of_group.linked = r.text("linked");
      const auto* group = of ? of->find_field(of_group.group) : nullptr;
      if (of && (!group || group->type != FieldType::Group))
        r.error("group", "the kind '" + k.kind + "' has no group '" + of_group.group + "'",
                "name a question that has rows");
      resource(r, of_group.each, group ? &group->items : nullptr, Need::Required);
      r.only_these();
      k.rows.push_back(std::move(of_group));
    }
    m.only_these();
    return k;
  }

  void resource(MapReader& m, FhirResource& into, const std::vector<Field>* fields, Need need) {
    into.resource = m.text("resource", need);
    into.subject = m.text("subject");
    for (const auto& [path, text] : m.pairs("sets")) into.sets.emplace_back(path->text, text->text);
    for (const auto& [field, path] : m.pairs("fields")) {
      known_field(m, *field, field->text, fields);
      into.fields.emplace_back(field->text, path->text);
    }
    if (const auto* node = m.get("ends")) {
      MapReader e(*node, m.what() + ": ends", out_);
      into.ends_at = e.text("path", Need::Required);
      into.begins = e.text("from", Need::Required);
      into.minutes = e.text("minutes", Need::Required);
      into.otherwise = e.number("otherwise", 60, 1, 1440);
      known_field(e, e.at("from"), into.begins, fields);
      known_field(e, e.at("minutes"), into.minutes, fields);
      e.only_these();
    }
    for (const auto* node : m.list("codes")) {
      MapReader c(*node, m.what() + ": codes", out_);
      FhirCodes codes{c.text("of", Need::Required), c.text("path", Need::Required), {}};
      if (codes.of != "state") known_field(c, c.at("of"), codes.of, fields);
      for (const auto& [ours, theirs] : c.pairs("as", Need::Required))
        codes.as.emplace_back(ours->text, theirs->text);
      c.only_these();
      into.codes.push_back(std::move(codes));
    }
  }

  void known_field(MapReader& m, const Yaml& at, const std::string& code, const std::vector<Field>* fields) {
    if (code == kWhenItHappened) return;
    if (!fields || std::ranges::find(*fields, code, &Field::code) != fields->end()) return;
    std::vector<std::string> codes;
    for (const auto& f : *fields) codes.push_back(f.code);
    out_.error(at, m.what() + ": there is no question '" + code + "'", suggest(code, codes));
  }

  const CatalogueFiles* known_;
  Findings& out_;
};

}  // namespace

const FhirKind* FhirMap::find(std::string_view kind) const {
  const auto found = std::ranges::find(kinds, kind, &FhirKind::kind);
  return found == kinds.end() ? nullptr : &*found;
}

FhirMap read_fhir_map(const std::string& dir, const CatalogueFiles* known, std::vector<Finding>& all) {
  const auto path = dir + "/fhir.yaml";
  std::error_code none;
  if (dir.empty() || !std::filesystem::exists(path, none)) return {};
  Findings out{path, all};
  const auto text = read_text_file(path);
  if (!text) {
    out.error({}, text.error().words.text, "make the file readable");
    return {};
  }
  Yaml root;
  if (!read_yaml(*text, root, out)) return {};
  return MapFileReader(known, out).read(root);
}

std::string fhir_name(std::string_view kind, std::string_view field) {
  auto name = std::string(kNames) + std::string(kind);
  return field.empty() ? name : name + ":" + std::string(field);
}

std::string kind_of_fhir_name(std::string_view name) {
  if (!name.starts_with(kNames)) return {};
  name.remove_prefix(kNames.size());
  const auto version = name.find('|');  // a canonical name may say which version it is
  const auto code = name.substr(0, version);
  return is_code(code) ? std::string(code) : std::string();
}

std::string fhir_url(const Id128& id) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "urn:uuid:";
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kHex[id.bytes[i] >> 4];
    out += kHex[id.bytes[i] & 15];
  }
  return out;
}

}  // namespace candour::charter
