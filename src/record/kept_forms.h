// Forms that could not be kept yet: everything that was typed and every file that was chosen, sealed under a
// key of each form's own, until their writer mends what was wrong or signs in again. Only their writer ever
// gets them back, for a day, or with a draft for four weeks; the oldest make room for new ones. Any thread.
// What is in them is not part of a record yet, so no entry of the ledger tells of them. Passwords and codes
// must not be handed over: web/frame/secret_fields.h leaves them out.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/db.h"
#include "vault/vault.h"

namespace candour::record {

/// A file that was chosen in a field of the form.
struct KeptFile {
  std::string field, name, type;  // as the browser named them
  Bytes bytes;
};

struct KeptForm {
  KeptFormId id;
  std::string path;                                          // where it was sent
  std::vector<std::pair<std::string, std::string>> answers;  // in the order sent
  std::vector<KeptFile> files;
};

class KeptForms {
 public:
  KeptForms(store::Db& db, vault::Vault& vault, const Clock& clock) : db_(db), vault_(vault), clock_(clock) {}
  static constexpr int kADay = 24, kWithADraft = 28 * 24;
  /// Keeps it under a new id, so many hours. Errors: TooMuch (limits::kUploadBodyBytes in all), Unavailable.
  Result<KeptFormId> keep(StaffId staff, const KeptForm& form, int hours = kADay);
  /// Errors: NotFound, also when it is somebody else's or older than it was to be kept.
  Result<KeptForm> find(StaffId staff, KeptFormId id);
  Status discard(StaffId staff, KeptFormId id);
  /// Takes away what has waited long enough, of everybody.
  Status sweep();

 private:
  Status make_room(StaffId staff);
  Status destroy(const std::vector<KeptFormId>& ids);
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::record
