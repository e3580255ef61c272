// Files put to a record: up to 25 MB, of allowed types (told by their first bytes, not their name), sealed in
// chunks under the person's key, given back only as a download. Any thread. It does not scan for viruses yet.
#pragma once

#include <string>
#include <vector>

#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::record {

struct FileInfo {
  FileId id;
  EntryId entry;
  std::string field, name, type;  // name is sealed
  std::int64_t size = 0;
  UnixMs added;
  StaffId by;
};

/// "image/jpeg", "application/pdf" … by signature, or "" when it is not allowed.
std::string allowed_type(std::string_view name, ByteView first_bytes);

/// Under which key a file is sealed; `own_key` as its row says.
vault::KeySlot slot_of_file(const charter::Charter& charter, FileId id, CategoryIx category, bool own_key);

class Files {
 public:
  Files(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);
  /// Errors: TooMuch over 25 MB, Invalid for a type that is not allowed or an empty file.
  Result<FileInfo> put(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry, CategoryIx category,
                       std::string_view field, std::string_view name, ByteView content);
  Result<FileInfo> put(const Pass& pass, PersonId person, EntryId entry, CategoryIx category,
                       std::string_view field, std::string_view name, ByteView content);
  Result<std::vector<FileInfo>> of(const Pass& pass, PersonId person, EntryId entry);
  struct Content {
    FileInfo info;
    Bytes bytes;
  };
  Result<Content> get(const Pass& pass, PersonId person, FileId id);

 private:
  friend Result<EntryId> write_with_files(class Entries&, Files&, const Pass&, struct NewEntry,
                                          const std::vector<struct NewFile>&);
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::record
