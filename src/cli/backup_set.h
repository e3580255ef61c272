// What lies in a folder of backups, and the slip of paper beside each: whose it is, of when, how long, with
// what sum, and how far the ledger and the list of what was destroyed had come. Main thread only. The slip
// holds no personal data. Whoever can write into the folder can write a slip too; what is sealed is bound to
// organisation and moment, and the ledger's checkpoint in it is signed.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "vault/parcel.h"

namespace candour::cli {

enum class Part { Records, Keys };
std::string name_of(Part part);  // "records", "keys"

struct BackupSlip {
  OrgCode org;
  UnixMs made;
  std::string version;           // of the program
  vault::FileSum records, keys;  // of the sealed files
  std::string checkpoint;        // signed note of the ledger, from before the records were copied
  std::int64_t forgotten = 0;    // lines of the list of what was destroyed
  const vault::FileSum& sum(Part part) const { return part == Part::Records ? records : keys; }
  /// What the sealed file is bound to.
  std::string label(Part part) const;
  /// "ll-20261128T061500Z": sorts by time.
  std::string name() const;
};

inline constexpr const char* kSlipFile = "manifest.json";

Status write_slip(const std::filesystem::path& folder, const BackupSlip& slip);
/// Errors: NotFound when `folder` is no backup, Corrupt when the slip cannot be read.
Result<BackupSlip> read_slip(const std::filesystem::path& folder);
/// The sealed file of a part in its folder.
std::filesystem::path sealed_file(const std::filesystem::path& folder, Part part);

}  // namespace candour::cli
