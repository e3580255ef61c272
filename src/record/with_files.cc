#include "record/with_files.h"

namespace candour::record {

boost::json::object file_value(const FileInfo& info) {
  return {{"file", info.id.text()}, {"name", info.name}, {"type", info.type}, {"size", info.size}};
}

void put_file(const charter::Field& field, const FileInfo& info, charter::Values& values) {
  auto& value = values[field.code];
  if (field.type != charter::FieldType::Signature)
    value = file_value(info);
  else if (value.is_object())
    value.get_object()["file"] = info.id.text();
  else
    value = boost::json::object{{"file", info.id.text()}};
}

Result<EntryId> write_with_files(Entries& entries, Files& files, const Pass& pass, NewEntry entry,
                                 const std::vector<NewFile>& with) {
  if (with.empty()) return entries.write(pass, entry);
  const auto& kind = files.gate_.charter().at(entry.kind);
  const UnixMs now = files.clock_.now();
  CHECK_OK(entries.reaches(pass, entry));
  entry.id = EntryId::make(now.ms);
  EntryId kept;
  bool sent_before = false;
  const auto saved = files.db_.write([&](store::Txn& txn) -> Status {
    for (const auto& f : with) {
      const auto* field = kind.find_field(f.field);
      if (!field || (field->type != charter::FieldType::File && field->type != charter::FieldType::Signature))
        return invalid(f.field, "A file cannot be put here.");
      TRY(auto info,
          files.put(txn, pass, entry.person, entry.id, field->category, f.field, f.name, f.content));
      put_file(*field, info, entry.values);
    }
    TRY(kept, entries.write(txn, pass, entry, now));
    sent_before = kept != entry.id;
    // The first post kept its files; those of the second would belong to no entry.
    return sent_before ? Status(fail(Code::Conflict, "This form was sent before.")) : Status();
  });
  if (!sent_before) CHECK_OK(saved);
  [[maybe_unused]] const auto tried = entries.destroy_taken_back();
  return kept;
}

}  // namespace candour::record
