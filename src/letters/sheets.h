// Two papers put together from entries: the chart of medicines given in a month, by medicine and day, and the
// statement of account with what was charged, paid and is still owed. Pure; any thread. They show what their
// maker may see of the entries that they are given, and say when something is held back.
#pragma once

#include <string>
#include <vector>

#include "paper/document.h"
#include "record/entries.h"

namespace candour::letters {

struct SheetHead {
  std::string person, reference, by;
  UnixMs now;
};

/// `entries`: of the kind medicine-given. `month`: its first day.
paper::Document medicine_chart(const charter::Charter& c, const SheetHead& head, Date month,
                               const std::vector<record::Entry>& entries);
/// `entries`: of the kind payment. A charge is owed until it is marked as settled or written off.
paper::Document statement_of_account(const charter::Charter& c, const SheetHead& head,
                                     const std::vector<record::Entry>& entries);

/// All entries of a kind in a time, oldest first.
Result<std::vector<record::Entry>> all_of(record::Entries& entries, const Pass& pass, PersonId person,
                                          KindIx kind, std::optional<Date> from, std::optional<Date> to);

}  // namespace candour::letters
