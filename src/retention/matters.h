// What stands about a service itself (a complaint from outside, a request of somebody who is not here) and is
// over: each entry goes when its own time is over, since there is nobody whose support ends. Days that a
// period counts from are those of the entry; one that somebody still works on is not over. Any thread. It
// opens nothing. Certificates of destruction stay: they name nobody.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "charter/kept_until.h"
#include "gate/gate.h"

namespace candour::retention {

struct Matter {
  EntryId id;
  KindIx kind{};
  CategorySet parts;
  Date day{};                   // the last on which it is kept
  std::set<std::string> rules;  // codes of the periods that govern it
};

/// Of the next entries about a service, by their ids, those whose last day was before `by`.
struct Matters {
  std::vector<Matter> over;
  EntryId last;       // up to which they were looked at
  bool more = false;  // there are others behind it
};
Result<Matters> matters_over(store::Session& db, const charter::Charter& c, ServiceIx service, EntryId after,
                             int most, Date by);

/// The same of one record's entries in a service that its person has no more, while they have another; `of`:
/// Schedule::left. Only what periods of some services alone govern, and of kinds that are of the service
/// alone (schedule.h).
Result<Matters> left_over(store::Session& db, const charter::Charter& c, PersonId record, ServiceIx service,
                          const charter::KeepDates& of, EntryId after, int most, Date by);

/// How many of which kind, by the kinds' codes, as it stands on a list: "complaint:3 compliment:1".
using MatterCounts = std::map<std::string, std::int64_t>;
std::string to_text(const MatterCounts& counts);
MatterCounts read_matter_counts(std::string_view text);
/// "Complaints: 3; Compliments: 1", or "nothing".
std::string matters_words(const charter::Charter& c, const MatterCounts& counts);

}  // namespace candour::retention
