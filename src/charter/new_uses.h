// What a new version of the notice would use for something else than it was collected for: each purpose that
// newly covers information which was there before, in which service, beside the purposes of until then, and
// what the version answers for it (`new-uses` under `version:`). A use that fits says why; of one that does
// not, people are told first; one that the law allows without their knowledge names the law. Codes tie
// versions together: a purpose under another code, in other words, or no longer asked for, is a new one.
// Pure; any thread. It cannot judge whether a reason is a good one: two people do (people/proposals.h).
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "charter/charter.h"

namespace candour::charter {

struct NewUse {
  PurposeIx purpose{};  // and what follows: of the newer charter
  std::vector<std::pair<ServiceIx, CategorySet>> where;
  std::vector<std::string> before;    // what it was used for until then: "Giving you support: We use it …"
  bool reworded = false;              // a purpose of the same code says something else now
  const UseAnswer* answer = nullptr;  // null: none that was given for this version
};

/// What was collected and used under all versions so far. What an earlier version held counts for ever: to
/// leave something out of one version and take it up in the next makes no use an old one.
class UsesSoFar {
 public:
  /// The next version, in their order.
  void then(const Charter&);
  /// In the order of its purposes; what one answer covers together.
  std::vector<NewUse> new_in(const Charter& newer) const;

 private:
  struct Use {
    std::string name, says;
    bool asked = false;  // only of those who said yes
    std::set<std::string> categories;
  };
  struct Place {
    std::set<std::string> held;       // under any version
    std::map<std::string, Use> uses;  // under the newest that had it
  };
  void put(Place&, const Charter&, PurposeIx) const;

  std::map<std::string, Place> services_;
  Place anywhere_;  // for a service that is new: it may be an old one by another name
  std::set<std::string> answers_;
};

/// Of the texts of versions, oldest first. One that this catalogue can no longer read is passed over.
UsesSoFar uses_so_far(const std::vector<std::string>& texts, const std::string& catalogue_dir);

/// "“Raising money” would use health and care in Home support."
std::string use_words(const Charter&, const NewUse&);
/// Which use has no answer, and how to give one; "" where all have.
std::string uses_unanswered(const Charter&, const std::vector<NewUse>&);
/// What is missing of one that is answered before its version may come in: that people were told, by its day.
std::string use_not_told(const Charter&, const NewUse&, Date today);
/// The first that is missing of all of them; "" where the version may come in.
std::string uses_missing(const Charter&, const std::vector<NewUse>&, Date today);
/// In codes, for the ledger: " new-use:raise-money fits".
std::string use_codes(const Charter&, const std::vector<NewUse>&);

}  // namespace candour::charter
