// Categories, kinds and fields of one organisation: they stand in its charter, and in nobody else's.
#include <algorithm>

#include "charter/catalogue_fields.h"
#include "charter/catalogue_read.h"
#include "charter/read_form.h"

namespace candour::charter {

namespace {

/// One that stands in the place of the catalogue's would change what its fields are, up to whether the law
/// protects them more (Article 9).
void add_categories(CatalogueFiles& files, const Yaml& charter, Findings& out) {
  const Yaml* categories = charter.find("categories");
  const Yaml* add = categories ? categories->find("add") : nullptr;
  if (!add) return;
  const auto shared = files.category_codes();
  for (const auto& node : add->list) {
    const Yaml* code = node.find("code");
    const Yaml* name = node.find("name");
    if (!code || !name) continue;  // the compiler reports it
    if (std::ranges::count(shared, code->text)) {
      out.error(*code, "the catalogue has a category '" + code->text + "' already",
                "list it under `use:`, and rename or describe it there, or give your own another code");
      continue;
    }
    Category c;
    c.code = code->text;
    c.name = name->text;
    files.categories.push_back(std::move(c));
  }
}

/// `file-under: {religion: beliefs}`: here a field of the catalogue belongs to another category, and so to
/// what that category needs (a consent that only this organisation asks for).
void file_under(CatalogueFiles& files, Kind& kind, MapReader& m, Findings& out) {
  std::vector<std::string> fields;
  for (const auto& f : kind.fields) fields.push_back(f.code);
  for (const auto& [key, value] : m.pairs("file-under")) {
    const auto field = std::ranges::find(kind.fields, key->text, &Field::code);
    const auto category = std::ranges::find(files.categories, value->text, &Category::code);
    if (field == kind.fields.end())
      out.error(*key, "the kind '" + kind.code + "' has no field '" + key->text + "'",
                suggest(key->text, fields));
    else if (category == files.categories.end())
      out.error(*value, "there is no category '" + value->text + "'",
                suggest(value->text, files.category_codes()));
    else {
      const auto ix = static_cast<CategoryIx>(category - files.categories.begin());
      field->category = ix;
      for (auto& item : field->items) item.category = ix;
    }
  }
}

/// `extends: profile` with further fields: for this organisation the kind has them too.
void extend(CatalogueFiles& files, const Yaml& node, const Yaml& base, Findings& out) {
  const auto kind = std::ranges::find(files.kinds, base.text, &Kind::code);
  if (kind == files.kinds.end()) {
    out.error(base, "the catalogue has no kind '" + base.text + "' to extend",
              suggest(base.text, files.kind_codes()));
    return;
  }
  MapReader m(node, "own fields of '" + kind->code + "'", out);
  m.text("extends");
  file_under(files, *kind, m, out);
  const auto nodes = m.list("fields", node.find("file-under") ? Need::Optional : Need::Required);
  m.only_these();
  for (auto& field : read_fields(kind->code, nodes, files.categories, out)) {
    if (kind->find_field(field.code))
      out.error(node, "the kind '" + kind->code + "' has a field '" + field.code + "' already",
                "give your own field another code");
    else if (const auto* other = sharing_a_box(kind->fields, field))
      out.error(node,
                "the kind '" + kind->code + "' has a field '" + other->code + "', which shares a box with '" +
                    field.code + "' on the form",
                "give your own field another code");
    else
      kind->fields.push_back(std::move(field));
  }
}

}  // namespace

bool has_own(const Yaml& charter) {
  const Yaml* categories = charter.find("categories");
  return charter.find("kinds") || (categories && categories->find("add"));
}

CatalogueFiles with_own(CatalogueFiles files, const Yaml& charter, Findings& out) {
  add_categories(files, charter, out);
  const Yaml* kinds = charter.find("kinds");
  if (!kinds) return files;
  Findings strict{out.file, out.all};  // a kind has no grounds of its own, here as in the catalogue
  for (const auto& node : kinds->list) {
    if (const Yaml* base = node.find("extends")) {
      extend(files, node, *base, strict);
      continue;
    }
    Kind k = read_kind(node, files.categories, strict);
    if (files.find_kind(k.code))
      out.error(node, "the catalogue has a kind '" + k.code + "' already",
                "choose another code, or write `extends: " + k.code + "` with your own fields");
    else if (!k.code.empty())
      files.kinds.push_back(std::move(k));
  }
  std::ranges::sort(files.kinds, {}, &Kind::code);
  return files;
}

}  // namespace candour::charter
