#include "record/with_files.h"

namespace candour::record {

boost::json::object file_value(const FileInfo& info) {
  return {{"file", info.id.text()}, {"name", info.name}, {"type", info.type}, {"size", info.size}};
}

Result<EntryId> write_with_files(store::Db& db, const charter::Charter& charter, const Clock& clock,
                                 Entries& entries, Files& files, const Pass& pass, NewEntry entry,
                                 const std::vector<NewFile>& with) {
  if (with.empty()) return entries.write(pass, entry);
  const auto& kind = charter.at(entry.kind);
  const UnixMs now = clock.now();
  entry.id = EntryId::make(now.ms);
  EntryId kept;
  CHECK_OK(db.write([&](store::Txn& txn) -> Status {
    for (const auto& f : with) {
      const auto* field = kind.find_field(f.field);
      if (!field || field->type != charter::FieldType::File)
        return invalid(f.field, "A file cannot be put here.");
      TRY(auto info, files.put(txn, pass, entry.person, entry.id, field->category, f.field, f.name, f.content));
      entry.values[f.field] = file_value(info);
    }
    TRY(kept, entries.write(txn, pass, entry, now));
    return {};
  }));
  return kept;
}

}  // namespace candour::record
