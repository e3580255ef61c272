// The files of a form of a kind: what was chosen in its file fields, and the signature that was drawn on the
// screen. A form names no file but those of its own entry: nobody signs with the picture of another. Any
// thread.
#pragma once

#include <optional>
#include <vector>

#include "record/with_files.h"
#include "web/frame/site.h"

namespace candour::web {

/// What came with the form, each in its field. Errors: Invalid where no file belongs, and for a drawn
/// signature that is no picture.
Result<std::vector<record::NewFile>> files_of(const charter::Kind& kind, const http::Request& r);

struct SheetEntry {
  PersonId person;
  std::optional<EntryId> entry;  // none: a new one, which has no files yet
};
/// Errors: Invalid at a field that names a file which is none of this entry's.
Status names_its_own_files(const Visit& v, const Pass& pass, const SheetEntry& of, const charter::Kind& kind,
                           const charter::Values& values);

}  // namespace candour::web
