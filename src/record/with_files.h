// An entry together with the files that belong to it, kept in one act: both or neither. Any thread.
#pragma once

#include <string>
#include <vector>

#include "record/entries.h"
#include "record/files.h"

namespace candour::record {

struct NewFile {
  std::string field;  // of the kind
  std::string name;   // as the browser gave it
  ByteView content;   // must outlive the call
};

/// Writes the entry and its files; each file's field then holds {file, name, type, size}.
/// Errors: as Entries::write and Files::put; Invalid for a field that takes no file.
Result<EntryId> write_with_files(Entries& entries, Files& files, const Pass& pass, NewEntry entry,
                                 const std::vector<NewFile>& with);
/// Puts a file that is kept into its field; a drawn signature stands beside the name that was typed.
void put_file(const charter::Field& field, const FileInfo& info, charter::Values& values);
/// The value of a file field for a file that is kept.
boost::json::object file_value(const FileInfo& info);

}  // namespace candour::record
