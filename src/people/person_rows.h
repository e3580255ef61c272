// The open part of a person's record, as it stands in its row: number, dates, versions; no names. For the
// files person*.cc alone. Any thread.
#pragma once

#include <string>
#include <vector>

#include "people/person.h"
#include "people/versions.h"
#include "vault/sealed_code.h"

namespace candour::people {

struct People::Row {
  PersonId id;
  std::string reference;
  bool restricted = false;
  std::optional<charter::Date> died;
  std::uint32_t version = 0;  // 0: there is no such person
  Parts parts;
  UnixMs created, changed;
  StaffId changed_by;

  /// Rows in no particular order; people that are not there are left out.
  static Result<std::vector<Row>> load(store::Session& db, const charter::Charter& charter,
                                       const vault::SealedCodes& references,
                                       const std::vector<PersonId>& ids);
  /// Errors: NotFound.
  static Result<Row> load_one(store::Session& db, const charter::Charter& charter,
                              const vault::SealedCodes& references, PersonId id);
  Stored stored() const { return {id, profile_entry(id), parts}; }
  Profile profile(const Contents& contents) const;

  /// The profile's segments stand under the person's own bytes.
  static EntryId profile_entry(PersonId id) { return EntryId{id.raw}; }
  static const charter::Kind& kind(const charter::Charter& charter);
};

struct People::Listener {
  OnNames heard;
};

/// Puts the tokens of the categories that were touched anew (search_tokens.cc).
Status replace_tokens(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter, PersonId id,
                      CategorySet touched, const charter::Values& values);

}  // namespace candour::people
