#include "web/pages/entries/sheet_files.h"

#include <algorithm>

namespace candour::web {

using charter::FieldType;

namespace {

constexpr std::size_t kMostOfASignature = 1024 * 1024;

/// The file that a value names; nil: none.
FileId named_in(const charter::Field& f, const charter::Values& values) {
  if (f.type != FieldType::File && f.type != FieldType::Signature) return {};
  const auto* value = values.if_contains(f.code);
  const auto* parts = value ? value->if_object() : nullptr;
  const auto* id = parts ? parts->if_contains("file") : nullptr;
  return id && id->is_string() ? FileId::parse(std::string(id->get_string())).value_or(FileId{}) : FileId{};
}

}  // namespace

Result<std::vector<record::NewFile>> files_of(const charter::Kind& kind, const http::Request& r) {
  std::vector<record::NewFile> files;
  for (const auto& upload : r.files) {
    const auto* f = kind.find_field(upload.name);
    if (!f || (f->type != FieldType::File && f->type != FieldType::Signature))
      return invalid(upload.name, "A file cannot be put here.");
    if (f->type == FieldType::Signature &&
        (upload.bytes.size() > kMostOfASignature ||
         record::allowed_type(upload.filename, upload.bytes) != "image/png"))
      return invalid(upload.name, "Sign again: the picture of the signature did not arrive whole.");
    files.push_back({upload.name, upload.filename, upload.bytes});
  }
  return files;
}

Status names_its_own_files(const Visit& v, const Pass& pass, const SheetEntry& of, const charter::Kind& kind,
                           const charter::Values& values) {
  std::vector<record::FileInfo> theirs;
  bool read = !of.entry;
  for (const auto& f : kind.fields) {
    const auto id = named_in(f, values);
    if (id.is_nil() || !pass.may_write().has(f.category)) continue;
    if (!read) {
      TRY(theirs, v.org->files->of(pass, of.person, *of.entry));
      read = true;
    }
    if (std::ranges::none_of(theirs, [&](const record::FileInfo& t) { return t.id == id; }))
      return invalid(f.code, f.type == FieldType::File
                                 ? "Choose the file again: it did not arrive whole."
                                 : "Sign again: the picture of the signature did not arrive whole.");
  }
  return {};
}

}  // namespace candour::web
