// The gate: who may see or change what about whom, and why. It loads how a worker stands to a person, asks
// the charter to decide, writes the look or the refusal on the ledger, and only then hands out a pass. There
// is no other way to a pass. A pass to see is on the ledger, durably, before it is handed out, and that of a
// page before the page is (begin_look); a pass to write is entered by its writer (entry_for). Whoever asks
// for a record that was joined into another one gets the pass for the one that stays. Any thread. Ask before
// you open a write transaction: no look or refusal can be recorded inside one; write(), register_new() and
// act() may say yes there. It checks no sessions and opens no data.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "charter/charter.h"
#include "charter/decide.h"
#include "gate/actor.h"
#include "gate/look.h"
#include "gate/work_sight.h"
#include "ledger/ledger.h"
#include "store/db.h"
#include "vault/pass.h"
#include "vault/vault.h"

namespace candour::gate {

struct ListSight;
struct PersonFacts;
class KnownFacts;
class StaffSeen;
class OwnDoor;
class Seals;
struct Standing;
struct Rights;

class Gate {
 public:
  /// `seals`: null in tests of single rooms, where nothing is sealed and everything is believed.
  Gate(charter::CharterPtr charter, store::Db& db, ledger::Ledger& ledger, const Clock& clock,
       Seals* seals = nullptr);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  const charter::Charter& charter() const { return *charter_; }

  /// A member of staff: posts, line, agreement, training. Errors: NotFound, NotAllowed (left, or what is
  /// stored of them is not what Candour wrote).
  Result<Actor> actor(StaffId id) const;

  /// A pass to see one person, recorded durably before it is returned: those categories of `look` that the
  /// charter allows. Errors: NotAllowed with words and clause when it is none (the refusal is on the ledger);
  /// the same when there is no such person, so that ids cannot be guessed.
  Result<Pass> see(const Actor& actor, PersonId person, const Look& look);
  /// The same for a list: one query for the facts (of up to 512 people), one ledger entry for all of whom the
  /// same is shown. Who is out of reach is left out, without a line. Errors: NotAllowed only when the actor
  /// may see nobody at all (no agreement, no training).
  Result<Reachable> see_many(const Actor& actor, const std::vector<PersonId>& people, const Look& look);

  /// As see() and see_many(), for whoever shows a page: refusals are on the ledger at once, the look is not.
  /// Before anything of it leaves, looked() writes the line, with the categories of which something was
  /// opened.
  Result<Pass> begin_look(const Actor& actor, PersonId person, const Look& look);
  Result<Reachable> begin_looks(const Actor& actor, const std::vector<PersonId>& people, const Look& look);
  struct Shown {  // `opened`: by all passes that went into it
    Pass pass;
    Look look;
    CategorySet opened;
  };
  /// All of them durably, in one step, or an error: then nothing may be shown.
  Status looked(const std::vector<Shown>& shown);

  /// A pass to write a kind about one person in a service (the person's enrolment there). The writer appends
  /// entry_for() in its own transaction. It also sees those categories of the kind that see() would give, so
  /// that a new version can carry over the rest, and read_besides(). Errors: as see(); or no kind of theirs.
  Result<Pass> write(const Actor& actor, PersonId person, ServiceIx service, KindIx kind);
  /// The same in the service that lets them: `wanted` if it does, else the one in which the actor is nearest.
  Result<Pass> write_about(const Actor& actor, PersonId person, KindIx kind,
                           std::optional<ServiceIx> wanted = {});
  /// The kinds that the actor may write about the person now, each with the services that let them, nearest
  /// first; for offering exactly those. Opens and records nothing.
  struct Writable {
    KindIx kind{};
    std::vector<ServiceIx> services;
  };
  Result<std::vector<Writable>> writable(const Actor& actor, PersonId person) const;
  /// To register somebody new (duty AddPerson in that service): what the profile kind needs there. Errors:
  /// NotAllowed; also when somebody is registered under that id.
  Result<Pass> register_new(const Actor& actor, PersonId person, ServiceIx service);
  /// To write one entry of a kind of Kind::from_outside about the service itself, in nobody's name and seeing
  /// nothing. Errors: NotAllowed when the service has no such kind.
  Result<Pass> from_outside(ServiceIx service, KindIx kind) const;
  /// For what the engine itself does about a service (Entries::end_by_engine): it sees nothing, writes no
  /// words.
  Pass in_nobodys_name(PersonId subject, ServiceIx service) const;
  /// To say no to a purpose, for whoever has a link that was sent to that person alone: it sees nothing.
  /// Errors: NotFound.
  Result<Pass> from_themselves(PersonId person, PurposeIx purpose) const;
  Result<Pass> register_many(const Actor& actor, const std::vector<PersonId>& people, ServiceIx service);

  /// For moves of referrals, enrolments, allocations: the duty within reach of the person's service (Refer:
  /// of any). Sees who the person is, and sees and writes the words of a decision as far as the role may.
  Result<Pass> act(const Actor& actor, PersonId person, ServiceIx service, charter::Duty duty);
  /// The same in the nearest service that lets them. Whether it would be a yes, without asking: to offer it.
  Result<Pass> act_about(const Actor& actor, PersonId person, charter::Duty duty);
  /// For a step of an entry (record::Entries::move, which says who may take it): sees the kind, and writes
  /// the words of the step, as far as the role sees them.
  Result<Pass> step(const Actor& actor, PersonId person, ServiceIx service, KindIx kind);
  /// Whether who_looked() would be a yes, and begin_look() for anything at all.
  Result<bool> may_see_who_looked(const Actor& actor, PersonId person) const;
  Result<bool> reaches(const Actor& actor, PersonId person) const;
  Result<ServiceSet> may_act(const Actor& actor, PersonId person, charter::Duty duty) const;
  /// For what a page offers: whose record of that kind the actor could write in a service, at once or after
  /// referring them there. Nothing is entered, and nothing given.
  Result<std::vector<bool>> could_write(const Actor& actor, const std::vector<PersonId>& people,
                                        ServiceIx service, KindIx kind) const;
  /// For lists of work, how the actor stands to each piece; nothing is entered, and nothing given.
  Result<std::vector<WorkSight>> work_sights(const Actor& actor, const std::vector<WorkAsked>& asked) const;
  /// Whether somebody who works here may open that about a person; not where they left or may open nothing.
  Result<bool> can_open(StaffId staff, PersonId person, ServiceIx service, CategorySet what) const;
  /// For lists of people (gate/list_sight.h), without those out of reach; `with`: only where they have it.
  Result<std::vector<ListSight>> list_sights(const Actor& actor, const std::vector<PersonId>& people,
                                             std::optional<charter::Duty> with = {}) const;
  /// All who work here now, by id.
  Result<std::vector<Actor>> everybody() const;
  /// All of a record, for joining it with another or parting it again (Duty MergeRecords, within reach in
  /// every service in which the person ever was). Sees and writes the details as far as the role sees them,
  /// and why. Out of reach and not there are refused alike. Errors: Conflict when it was joined meanwhile.
  Result<Pass> whole(const Actor& actor, PersonId person);
  /// Whether whole() would be a yes: to offer it.
  Result<bool> reaches_all(const Actor& actor, PersonId person) const;
  /// Into which record it was joined, for whoever reaches that; otherwise nil.
  Result<PersonId> joined_into(const Actor& actor, PersonId person) const;
  /// The records of that person, the one that stays first: itself alone, for most. Ids only.
  Result<std::vector<PersonId>> records_of(PersonId person) const;
  /// For pages without a person (staff, workload, ledger). Refusals go to the ledger.
  Status may(const Actor& actor, charter::Duty duty, std::string_view what);

  /// What the charter lets whoever is named to go to a home be told (before-visit), whatever else is held
  /// back from them: from a day before until half a day after. Errors: as see().
  Result<Pass> before_visit(const Actor& actor, PersonId person, EntryId visit, const Look& look);
  /// For the copy that answers a request of theirs (src/rights), once it is known who asks: sees what the
  /// actor may see, by a reasoned access too, and may seal just that into the copy. As begin_look().
  Result<Pass> copy_for_request(const Actor& actor, PersonId person, EntryId request, const Look& look) const;
  /// Every category of the charter explained for this actor and person, without opening anything.
  Result<std::vector<Explanation>> explain(const Actor& actor, PersonId person) const;

  /// Reasoned access: the reasons open to this actor for this person (empty: none), and asking for it.
  struct Offer {
    ReasonIx reason{};
    int hours = 0;
    RoleIx role{};
    CategorySet sees;
    std::string tells, clause;
  };
  Result<std::vector<Offer>> offers(const Actor& actor, PersonId person) const;
  /// Opens a time-limited access; the words are sealed, the supervisor is told (a task), the ledger knows.
  /// Errors: Invalid with how to mend it: words that are none, too many in a day or unreviewed
  /// (gate/asked_before.h), or the same record too soon after an access that was not in order.
  Result<GrantId> ask(const Actor& actor, PersonId person, ReasonIx reason, std::string_view words,
                      vault::Vault& vault);
  Result<std::vector<Grant>> grants(const Actor& actor, vault::Vault& vault, bool only_unreviewed);
  Status review_grant(const Actor& actor, GrantId id, bool in_order, std::string_view words,
                      vault::Vault& vault);

  /// A person's own history, for their own worker, for SeeAccessLog within reach, and for SeeLedger. The
  /// record itself stays shut; gate/who.h puts it in words. `record`: false for a page that writes its look
  /// down.
  Result<std::vector<ledger::Kept>> who_looked(const Actor& actor, PersonId person, std::int64_t before,
                                               int most, bool record = true);

  /// For an act under a pass; the caller appends it in its transaction.
  ledger::Entry entry_for(const Pass& pass, ledger::Act act, std::string_view what, std::string_view thing,
                          CategorySet touched) const;
  ledger::Ledger& ledger() const { return ledger_; }
  Seals* seals() const { return seals_; }

  vault::IndexPass index_pass() const;
  Result<AggregatePass> aggregate(const Actor& actor);

 private:
  friend class OwnDoor;  // for people themselves (gate/own_door.h)
  struct Refusal {       // the code for the ledger, the words and clause for the reader
    charter::Why why = charter::Why::OutOfReach;
    std::string words, clause;
  };
  Refusal unfit(const Actor& actor) const;  // no agreement or training; Allowed when fit
  Refusal nothing_here(const Actor& actor) const;
  Refusal refusal_of(const Actor& actor, const std::vector<Standing>& all, CategorySet wanted,
                     charter::Doing doing) const;
  tl::unexpected<Error> refuse(const Actor& actor, const PersonFacts* person, PersonId id,
                               std::string_view what, std::string_view thing, const Refusal& r) const;
  ledger::Entry entry_of_look(const Pass& pass, const Look& look, CategorySet opened) const;
  Status record_all(const std::vector<ledger::Entry>& entries);
  Result<PersonFacts> facts_of(const Actor& actor, PersonId person) const;
  Pass make_pass(const Actor& actor, std::vector<PersonId> people, const Rights& r) const;
  Pass make_pass(const Actor& actor, const PersonFacts& facts, const Rights& r) const;
  Result<StaffId> whom_to_tell(store::Session& db, StaffId staff, std::string_view tells) const;
  Status may_ask_more(const Actor& actor);
  Status tell_of_many(store::Txn& txn, StaffId staff, StaffId told, UnixMs now);
  Pass words_pass(const Actor& actor, std::vector<PersonId> people) const;

  charter::CharterPtr charter_;
  store::Db& db_;
  ledger::Ledger& ledger_;
  const Clock& clock_;
  Seals* seals_;
  std::unique_ptr<KnownFacts> facts_;
  std::unique_ptr<StaffSeen> staff_;
};

}  // namespace candour::gate
