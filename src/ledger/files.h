// Reading and writing the files of an exported ledger, whole or not at all. Any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace candour::ledger {

/// Puts the bytes there under another name first, so that a file that is there is whole; makes the folders
/// that are missing. On disk for certain only after sync_files(). Errors: Unavailable.
Status write_file(const std::filesystem::path& file, std::string_view bytes);
/// All that was written to the file system of `dir` is on disk. Errors: Unavailable.
Status sync_files(const std::filesystem::path& dir);

}  // namespace candour::ledger
