// What becomes of the marks on something that the person says is wrong (record/disputes.h) when it is put
// right. For whoever changes what an entry or the details say. Any thread, in its transaction. Promises: a
// mark ends only by a change of what it names. It does not ask who changed it, or why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "charter/values.h"
#include "store/db.h"

namespace candour::people {

/// The version of a mark whose answers say something else by now, before its request is answered.
inline constexpr std::int64_t kPutRight = 0;

/// The codes of questions that a mark names; none: it is on all of it.
std::vector<std::string> disputed_codes(std::string_view fields);

/// `about`: the entry, or the record of the details. Where it was decided that it stays, the mark is over;
/// where nobody has answered yet, it waits for the answer.
Status put_right(store::Txn&, const OrgCode&, const Id128& about, const charter::Values& before,
                 const charter::Values& after, UnixMs now);

}  // namespace candour::people
