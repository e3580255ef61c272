// What a proposal would use for something new: compared with all versions so far, whom it touches, and that
// people were told.
#include "base/text.h"
#include "charter/edit.h"
#include "gate/in_force.h"
#include "people/proposals.h"
#include "people/second_person_parts.h"

namespace candour::people {

Result<charter::UsesSoFar> Proposals::uses_before() const {
  {
    const Hold hold(before_lock_);
    if (before_) return *before_;
  }
  std::vector<std::string> texts;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(texts, gate::earlier_versions(s, db_.org(), gate_.charter().version.number));
    return {};
  }));
  auto before = charter::uses_so_far(texts, source_.catalogue);
  before.then(gate_.charter());
  const Hold hold(before_lock_);
  before_ = before;
  return before;
}

Result<std::map<std::string, std::int64_t>> Proposals::people_in_services(const gate::Actor& actor) const {
  CHECK_OK(may_read(actor));
  std::map<std::string, std::int64_t> all;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    return s.each("SELECT service, count(DISTINCT person) FROM referral WHERE org=$1 GROUP BY service",
                  {db_.org()}, [&](const store::Row& row) { return all[row.str(0)] = row.i64(1), true; });
  }));
  return all;
}

Status Proposals::told(const gate::Actor& actor, ProposalId id, std::size_t use, charter::Date on,
                       const std::string& how, const std::string& seen) {
  CHECK_OK(may_propose(actor));
  if (on > today(clock_.now()))
    return invalid("told", "Record it once they were told: this day is still to come.");
  if (count_letters(how) < kWhyFewest)
    return invalid("told-by", "Say how they were told, so that somebody else can look it up.");
  if (auto too = too_long(how, kWhyMost, "how they were told"); !too.empty())
    return invalid("told-by", too + ".");
  TRY(const auto found, find(actor, id));
  TRY(const auto text, charter::with_told(found.second, use, on, how));
  return change(actor, id, text, {}, seen);
}

}  // namespace candour::people
