// Which record stays, of records that were joined since they are of one person: for lists of ids, of which
// pages show whom they are about. Ids only; what is shown of anybody still takes a pass, for which the gate
// reads the rows with their seal. Any thread.
#pragma once

#include <map>
#include <vector>

#include "base/id.h"
#include "store/db.h"

namespace candour::gate {

/// Those of the ids whose record was joined into another one, with that one. One query for every 128.
Result<std::map<PersonId, PersonId>> joined_away(store::Session& db, const OrgCode& org,
                                                 const std::vector<PersonId>& ids);

/// Lets every `row.*person` name the record that stays.
template <class Rows, class Member>
Status name_those_that_stay(store::Session& db, const OrgCode& org, Rows& rows, Member person) {
  std::vector<PersonId> ids;
  for (const auto& row : rows) ids.push_back(row.*person);
  TRY(const auto away, joined_away(db, org, ids));
  for (auto& row : rows)
    if (const auto found = away.find(row.*person); found != away.end()) row.*person = found->second;
  return {};
}

}  // namespace candour::gate
