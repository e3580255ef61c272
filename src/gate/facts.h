// How somebody stands in the organisation, as far as a decision needs it: their enrolments and open
// referrals, who is allocated to them, reasoned accesses that are live for one worker, consents and
// objections. Loaded in one query for one person or a list, with the seal of it all: whose rows do not fit it
// has no standing for anybody. Records that were joined are one person: the one that stays has the facts of
// all, the strictest first, and the others are as if they were not there. KnownFacts keeps what was loaded
// until anything of it changes, on whichever server. It opens nothing that is sealed and decides nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/locks.h"
#include "charter/charter.h"
#include "gate/actor.h"
#include "store/db.h"

namespace candour::gate {

class Seals;

/// How long somebody keeps the reach that taking a referral gave, when nobody decides on it; counted from the
/// first of those that they took one after another.
inline constexpr std::int64_t kTakenMs = std::int64_t{28} * 24 * 60 * 60 * 1000;

struct Allocated {
  StaffId worker;
  std::optional<TeamId> team;
};

/// One enrolment, open or closed, or one open referral.
struct Place {
  ServiceIx service{};
  bool referral = false;
  bool open = true;
  UnixMs closed_at;       // closed enrolments only
  EnrolmentId enrolment;  // nil for a referral
  StaffId taken_by;       // referrals: who took it
  std::optional<TeamId> team;
  std::vector<Allocated> workers;  // who is allocated now, or was when it was closed
  UnixMs taken_at;                 // referrals nobody has decided on yet: when its taker first took one
  std::optional<TeamId> taken_in;  // and the team in which its taker worked then
  UnixMs begun;
};

/// One of the records that were joined as one person's, and whose rules what was written in it before that
/// goes on to obey: those of the services in which that record was, and of whatever began since.
struct RecordPart {
  PersonId record;
  UnixMs since;
  ServiceSet services;
};

struct LiveGrant {
  GrantId id;
  RoleIx role{};
  ReasonIx reason{};
  PersonId record;  // for which it was asked
  UnixMs started;
};

struct PersonFacts {
  PersonId id;
  bool exists = false;
  bool restricted = false;
  bool died = false;
  bool is_service = false;  // not a person, but a service itself (gate/service_subject.h)
  std::vector<Place> places;
  std::vector<LiveGrant> grants;  // of the one actor
  PurposeSet consented, objected;
  std::vector<RecordPart> records;  // the one that stays first; empty: nothing was joined
  PersonId joined_into;             // not nil: this one is no record of its own any more, and does not exist

  /// Those whose id it is: itself, or all records that were joined.
  std::vector<PersonId> ids() const;
};

/// The facts of a person for every worker: those of PersonFacts, and whose the grants are.
struct FactsForAll {
  PersonFacts facts;  // without grants
  struct Granted {
    StaffId worker;
    UnixMs ends;
    LiveGrant grant;
    bool not_in_order = false;  // so judged: it opens nothing any more, whatever its hours
  };
  std::vector<Granted> granted;
  struct Joined {
    PersonId other;
    bool away = false;  // this one was joined into the other
    UnixMs at;
  };
  std::vector<Joined> joined;
  ServiceSet was_in;  // where a referral was open that ended when records were joined
  struct Word {
    PurposeIx purpose{};
    UnixMs given;
    std::optional<UnixMs> withdrawn, until;
  };
  std::vector<Word> consents;  // newest word counts when records are joined

  PersonFacts for_worker(StaffId actor, UnixMs now) const;
};

/// Whether the person, as things stand in this session, still lets something be done for this purpose.
Result<bool> still_lets(store::Session& db, const charter::Charter& c, Seals* seals, PersonId person,
                        PurposeIx purpose, UnixMs now);
/// In the order asked. Codes that the charter no longer knows give no reach; nor does what its seal does not
/// fit. Errors: as the store.
Result<std::vector<PersonFacts>> load_facts(store::Session& db, const charter::Charter& c, Seals* seals,
                                            StaffId actor, const std::vector<PersonId>& people, UnixMs now);

/// The facts of people lately asked for. Any thread. What another server changed is heard of; should the
/// news not come through, nothing is kept for longer than kLongest.
class KnownFacts {
 public:
  static constexpr std::chrono::seconds kLongest{10};
  static constexpr std::size_t kMost = 10'000;  // people

  /// `seals`: null in tests of single rooms, where nothing is sealed.
  KnownFacts(store::Db& db, const charter::Charter& c, Seals* seals = nullptr);
  ~KnownFacts();
  KnownFacts(const KnownFacts&) = delete;
  KnownFacts& operator=(const KnownFacts&) = delete;

  /// As load_facts. Inside a read or a write of this thread they are loaded there: it may see others.
  Result<std::vector<PersonFacts>> of(StaffId actor, const std::vector<PersonId>& people, UnixMs now);

 private:
  struct Kept {
    FactsForAll facts;
    std::chrono::steady_clock::time_point at;  // before they were loaded
  };
  void forget_older(std::uint64_t heard) NEEDS_LOCK(lock_);
  std::vector<PersonId> take_known(StaffId actor, const std::vector<PersonId>& people, UnixMs now,
                                   std::uint64_t heard, std::vector<std::optional<PersonFacts>>& out);

  store::Db& db_;
  const charter::Charter& charter_;
  Seals* seals_;
  int listening_ = 0;
  std::atomic<std::uint64_t> heard_{0};
  Mutex lock_;
  std::unordered_map<PersonId, Kept> kept_ GUARDED_BY(lock_);
  std::uint64_t kept_heard_ GUARDED_BY(lock_) =
      0;  // how often a change had been heard of before they were loaded
};

}  // namespace candour::gate
