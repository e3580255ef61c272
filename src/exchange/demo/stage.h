// Plays the plan of the two years through the rooms: moves the clock, lets each member of staff act under
// their own pass, and keeps many entries in one transaction. One thread. An act that is refused ends it: the
// plan must fit the charter.
#pragma once

#include <map>

#include "exchange/demo/plot.h"

namespace candour::exchange::demo {

/// Agreements with those outside are signed anew after so many days.
inline constexpr int kAgreed = 340;

class Stage {
 public:
  Stage(const Rooms& rooms, const Setting& setting, Cast& cast, Plot& plot)
      : rooms_(rooms), setting_(setting), cast_(cast), plot_(plot) {}
  Status play();
  int written() const { return written_; }

  // Entries
  Status write(store::Txn& txn, Planned& p);
  Status write_file(Planned& p);
  Status move(Planned& p, std::size_t mover, std::string_view move, std::string_view reason,
              const charter::Values& answers);
  Status change(Planned& p, const charter::Values& values, std::string_view why);
  Status draft(std::size_t stay, KindIx kind, const charter::Values& values);
  // The way of a person
  Status register_person(std::size_t stay, std::size_t by, const people::NewReferral& referral);
  Status refer_on(std::size_t stay, std::size_t from, const people::NewReferral& referral);
  Status put_on_list(std::size_t stay, std::string_view reason, std::string_view words);
  Status accept(std::size_t stay);
  Status decline(std::size_t stay, std::string_view reason, std::string_view words);
  Status complete_details(std::size_t stay);
  Status close(std::size_t stay, std::string_view reason, std::string_view outcome, std::string_view words);
  Status record_death(std::size_t stay, Date on);
  Status parent_of(std::size_t stay, const Pass& pass, const Someone& who);
  Status consent(std::size_t stay, std::size_t by, PurposeIx purpose);
  Status add_to_circle(std::size_t stay, people::Relationship r);
  Status verify_authority(const Stay& s, RelationshipId id, CategoryIx home);
  // What staff do besides
  Status train(std::size_t member);
  Status confirm_training(StaffId about);
  Status look(std::size_t member, std::size_t person, std::string_view what);
  Status be_refused(std::size_t member, std::size_t person);
  Status search(std::size_t member, std::string_view typed);
  Status ask_with_reason(std::size_t member, std::size_t person, std::string_view words);
  Status review_reasons(std::size_t member);
  Status start_new();
  Status sign_agreements(ServiceIx service);
  Status write_to_many(ServiceIx service);

 private:
  Status see_alerts();
  Result<gate::Actor> actor(std::size_t member);
  Result<gate::Actor> actor_of(StaffId id);
  Result<Pass> pass_to_write(std::size_t member, const Stay& s, KindIx kind);
  record::NewEntry entry_of(const Planned& p) const;
  const charter::Charter& charter() const { return rooms_.charter; }
  Someone& person_of(const Stay& s) { return plot_.people[s.who]; }

  const Rooms& rooms_;
  const Setting& setting_;
  Cast& cast_;
  Plot& plot_;
  std::map<StaffId, std::pair<Date, gate::Actor>> actors_;  // as they stand on that day
  std::vector<EntryId> signed_;                             // agreements that hold
  int written_ = 0;
};

}  // namespace candour::exchange::demo
