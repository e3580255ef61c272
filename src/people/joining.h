// Two records turn out to be of one person. The second is joined into the first: its address leads there, and
// the first shows what stands in both. Nothing is moved or sealed anew: what was written stays under the
// record and the key under which it was written, so that parting them again is exact. What is written after
// that stands in the record that stays, and stays there when they are parted. Any thread. Promises: joining
// and parting are each one transaction of a few rows, however large the records are, with one line on the
// ledger that names both; nobody sees more of what was written before than they saw (vault::Pass::sight). It
// does not find out whether it is one person: somebody decides, who reaches all of both (gate::Gate::whole).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "people/journey.h"
#include "people/person.h"

namespace candour::people {

/// Which of two answers stands; of a list, both can.
enum class Stands : std::uint8_t { Kept, Other, Both };

/// A detail that both records have, and not alike.
struct Differing {
  const charter::Field* field = nullptr;
  bool list = false;                  // both can stand
  Stands unless_said = Stands::Kept;  // that of the record whose details were changed last
};

/// What ends, because the other record has it too: one person is in a service once.
struct EndsByJoining {
  ServiceIx service{};
  bool referral = false;  // or an enrolment
  bool of_kept = false;   // it stands in the record that stays
  PersonId record;
  EntryId thing;  // id of the referral or enrolment
  std::int64_t version = 0;
  std::string state;             // of a referral
  EnrolmentId goes_on;           // nil: a referral goes on
  PersonId goes_on_in;           // of which record it is
  std::vector<StaffId> workers;  // who come over to what goes on
};

/// Two records side by side, as far as the reader may see them.
struct JoinPreview {
  Profile kept, other;
  std::vector<Differing> differing;
  std::vector<EndsByJoining> ends;
  CategorySet held_back;      // there, and not for this reader: stays in the record in which it is
  bool details_stay = false;  // restricted: nothing is changed
};

struct Joining {
  PersonId kept, other;
  std::uint32_t kept_version = 0, other_version = 0;  // as they were looked at
  std::map<std::string, Stands> stands;               // by the field's code
  std::string why;
};

/// One joining of two records, for the log on both.
struct Join {
  JoinId id;
  PersonId kept, other;
  UnixMs at;
  StaffId by;
  std::optional<UnixMs> parted;
  StaffId parted_by;
  std::string why, why_parted;  // "" when they are not for this pass
  std::string kept_reference, other_reference;
  std::uint32_t profile_before = 0,
                profile_after = 0;  // versions of the one that stays; alike: nothing was changed
};

/// What was written while two records were one.
struct WrittenSince {
  EntryId entry;
  KindIx kind{};
  ServiceIx service{};
  UnixMs written;
  bool goes_back = false;  // it was there before, was changed since, and goes back changed
};

class Joins {
 public:
  Joins(gate::Gate& gate, store::Db& db, vault::Vault& vault, People& people, const Clock& clock);

  /// Both passes from Gate::whole. Errors: Conflict when they cannot be joined, and why.
  Result<JoinPreview> preview(const Pass& kept, const Pass& other);
  /// Errors: as Gate::whole for either; Invalid by field; Conflict when either was changed or joined since it
  /// was looked at (nothing is done then).
  Result<JoinId> join(const gate::Actor& actor, const Joining& j);
  /// Parts them again. What was written before stands where it stood; the details of the one that stays are
  /// what they were, unless somebody has changed them since (false: they stay, and somebody looks at both).
  /// Errors: as Gate::whole; Invalid without a reason; Conflict when they are parted already.
  Result<bool> part(const gate::Actor& actor, PersonId kept, JoinId id, std::string_view why);

  /// Every joining of this record, the newest first; those that were parted too.
  Result<std::vector<Join>> log(const Pass& pass, PersonId person);
  /// What was written into the record that stays while they were one, newest first, at most 200.
  Result<std::vector<WrittenSince>> written_since(const Pass& pass, const Join& j);

 private:
  struct Two;
  Status may_be_joined(store::Session& db, PersonId kept, PersonId other) const;
  Result<Two> open_both(store::Session& db, const Pass& kept, const Pass& other) const;
  Result<std::vector<EndsByJoining>> ends(store::Session& db, PersonId kept, PersonId other) const;
  Result<std::string> change_details(store::Txn& txn, const Pass& pass, const Two& two, const Joining& j,
                                     CategorySet& touched);
  Result<std::string> end_doubles(store::Txn& txn, const Pass& pass, const std::vector<EndsByJoining>& all,
                                  UnixMs at);
  Result<bool> put_details_back(store::Txn& txn, const Pass& pass, PersonId kept, std::string_view undo);
  Status put_places_back(store::Txn& txn, const Pass& pass, std::string_view undo, UnixMs joined_at);
  Status seal_why(store::Txn& txn, const Pass& pass, PersonId record, JoinId id, std::uint32_t version,
                  std::string_view why);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  People& people_;
  const Clock& clock_;
};

}  // namespace candour::people
