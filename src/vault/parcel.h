// A file that only the holder of a key kept elsewhere can open: what a backup is sealed into, so that whoever
// steals the backup has nothing. The server knows the half that closes, never the half that opens. Any
// thread; memory stays small however long the file is. It does not show who closed it: whoever has the public
// half can make one too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/secret.h"

namespace candour::vault {

/// Both halves as lines of text.
struct ParcelKeys {
  std::string closes;  // public: may stand on the server
  Secret opens;        // secret: kept offline
};
ParcelKeys make_parcel_keys();

/// The length of a file and the SHA-256 of its bytes in hex.
struct FileSum {
  std::int64_t bytes = 0;
  std::string sha256;
  bool operator==(const FileSum&) const = default;
};
Result<FileSum> sum_of_file(const std::string& path);

/// Seals the file `from` into `to`, a new file that is on disk when this returns. `label` says what it is,
/// and is needed to open it. Errors: Invalid when `closes` is no such key, Unavailable.
Result<FileSum> close_parcel(const std::string& from, const std::string& to, std::string_view closes,
                             std::string_view label);
/// Errors: Invalid when `opens` is no such key, Corrupt when it is another key's, was changed or cut off, or
/// is not what the label says; then nothing is left at `to`.
Status open_parcel(const std::string& from, const std::string& to, const Secret& opens,
                   std::string_view label);

}  // namespace candour::vault
