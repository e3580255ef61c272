// What was written about a person: entries of the charter's kinds, with versions, corrections that keep the
// old words, states and moves, and one timeline over all of it. Any thread.
// Text inside entries is searched only within one person's record; there is no search across people.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/locks.h"
#include "charter/values.h"
#include "gate/gate.h"
#include "record/consents.h"
#include "record/entry.h"
#include "vault/vault.h"

namespace candour::record {

struct AlertAbout;
/// How keys are destroyed: written down first, so that no old copy brings them back.
using DestroyKeys = std::function<Status(const std::vector<vault::KeyName>&)>;

class Entries {
 public:
  Entries(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

  /// Errors: NotAllowed with the clause for a kind or field that the service does not use (IM-3.1), Invalid
  /// by field, Conflict for a second entry of a kind that a person has once.
  Result<EntryId> write(const Pass& pass, const NewEntry& e);
  /// Whether it reaches whom it names. Errors: Invalid at their field.
  Status reaches(const Pass& pass, const NewEntry& e) const;
  /// In the caller's transaction (import, demo).
  Result<EntryId> write(store::Txn& txn, const Pass& pass, const NewEntry& e, UnixMs written);
  Result<Entry> entry(const Pass& pass, PersonId person, EntryId id);
  Result<Entry> entry_at(const Pass& pass, PersonId person, EntryId id, std::uint32_t version);
  /// For making the right pass; nothing personal. NotFound alike for entries of others.
  struct Place {
    KindIx kind{};
    ServiceIx service{};
    std::uint32_t version = 1;
    std::string state;
  };
  Result<Place> place(PersonId person, EntryId id);
  /// Errors: Conflict when `based_on` is not the newest; NotAllowed when the state is locked and
  /// `correction_why` is empty. Held-back categories are carried over untouched.
  Result<std::uint32_t> change(const Pass& pass, PersonId person, EntryId id, std::uint32_t based_on,
                               const charter::Values& values, std::string_view correction_why);
  /// The steps that the actor may take now: what a page offers.
  Result<std::vector<const charter::Move*>> moves_for(const gate::Actor& actor, const Entry& e);
  /// Whether this step is one of them. Errors: as move().
  Status may_take(const gate::Actor& actor, const Entry& e, const charter::Move& move);
  /// `answers`: to the questions of the step (Kind::at_step). Errors: Conflict when `based_on` is not the
  /// newest, the state is another, or a clock that the step makes longer has ended; NotAllowed by role, line
  /// or since it needs a second person; Invalid by field. `along`: done in the same transaction, or neither.
  using Along = std::function<Status(store::Txn&)>;
  Result<std::uint32_t> move(const gate::Actor& actor, const Pass& pass, PersonId person, EntryId id,
                             std::uint32_t based_on, std::string_view move, std::string_view reason,
                             const charter::Values& answers = {}, const Along& along = {});
  /// Of a sharing that is sent once more: whether it may be told still. Errors: Conflict; as entry().
  Status may_be_told_again(const Pass& pass, PersonId person, EntryId id, const Along& along = {});
  /// The person takes a yes back, as easily as they gave it: the purpose is shut at once, and its form says
  /// so. `pass` to write about the person. Errors: NotFound when no yes is live.
  Status take_back_consent(const Pass& pass, PersonId person, std::string_view to);
  /// In the caller's transaction: details of the person were corrected, and whoever was told the old ones is
  /// to hear (People::on_corrected).
  Status details_corrected(store::Txn& txn, const Pass& pass, PersonId person, CategorySet what) {
    return recipients_to_hear(txn, pass, person, {{}, what, {}, {}});
  }
  /// Called in the transaction that brings something that goes to many into another state: it begins to be
  /// sent, or is not any more. One listener; set before the first page.
  using OnState = std::function<Status(store::Txn&, const Pass&, ServiceIx, EntryId, const charter::Values&,
                                       std::string_view state)>;
  void on_mailing(OnState listener) { on_mailing_ = std::move(listener); }
  /// The same of what is destroyed, and of a service that is handed over.
  void on_destruction(OnState listener) { on_destruction_ = std::move(listener); }
  void on_transfer(OnState listener) { on_transfer_ = std::move(listener); }
  /// The same of a request about information, with whose it is.
  using OnRequest =
      std::function<Status(store::Txn&, const Pass&, const ConsentForm&, EntryId, std::string_view state)>;
  void on_request(OnRequest listener) { on_request_ = std::move(listener); }
  /// How keys of what was taken back are destroyed; else the vault does it.
  void on_let_go(DestroyKeys destroy) { destroy_ = std::move(destroy); }
  /// The engine brings an entry to its end, in nobody's name, with all that follows; nothing where it is
  /// there.
  Status end_by_engine(const Pass& pass, PersonId person, EntryId id, std::string_view state);
  /// What somebody took back and could not be destroyed at once. Now and then.
  Status destroy_taken_back();
  Result<std::vector<Version>> versions(const Pass& pass, PersonId person, EntryId id);

  /// Everything of every kind, newest first. What the pass may not see stands there with its values held
  /// back. With words: only entries whose visible answers hold them all; a page may then come back short with
  /// `older` set, since at most 1,000 entries are opened for one page.
  Result<TimelinePage> timeline(const Pass& pass, PersonId person, const TimelineFilter& filter,
                                std::optional<TimelineKey> older_than, int most = 20);
  /// These entries of several people, no more than those categories, in a few queries; not those out of
  /// reach.
  Result<std::vector<Entry>> listed(const gate::Reachable& reach, const std::vector<EntryId>& ids,
                                    CategorySet of);
  /// The newest entry of each one-per-person kind and of plans and risks: for banner, tabs and facts column.
  Result<std::vector<Entry>> newest_of(const Pass& pass, PersonId person, const std::vector<KindIx>& kinds);
  /// What is due in this record, soonest first; whose work it is says work.h.
  Result<std::vector<Due>> due_for(const Pass& pass, PersonId person, charter::Date until);
  /// Others who were part of what this is about (Kind::with_others), and where their part stands. Who may
  /// know whose it is, the gate says.
  struct OtherPart {
    EntryId entry;
    PersonId person;
    KindIx kind{};
    ServiceIx service{};
  };
  Result<std::vector<OtherPart>> other_parts(const Pass& pass, PersonId person, EntryId id);
  /// The clocks of one entry, those that were met or stand still too.
  Result<std::vector<ClockOf>> clocks(const Pass& pass, PersonId person, EntryId id);

 private:
  struct Row;
  /// Errors: NotFound, also when it is another person's than `pass` is for, or than `person` with all records
  /// that were joined; Corrupt when it, its versions or its files are not what Candour wrote.
  Result<Row> load_one(store::Session& db, const Pass& pass, PersonId person, EntryId id);
  /// Why something is kept. What such a row says of that is never changed, so it is kept in memory.
  struct Grounds {
    std::string purpose, basis, clause;
  };
  Result<Grounds> grounds_of(store::Session& db, std::int64_t policy);
  /// Errors: as write().
  Result<EntryId> write_at(store::Txn& txn, const Pass& pass, const NewEntry& e, UnixMs written);
  Result<EntryId> first_part(store::Txn& txn, const Pass& pass, const NewEntry& e);
  Result<std::uint32_t> change_in(store::Txn& txn, const Pass& pass, PersonId person, EntryId id,
                                  std::uint32_t based_on, const charter::Values& values,
                                  std::string_view correction_why);
  Result<std::uint32_t> move_in(store::Txn& txn, const gate::Actor& actor, const Pass& pass, PersonId person,
                                EntryId id, std::uint32_t based_on, std::string_view move,
                                std::string_view reason, const charter::Values& answers);
  /// Those that were in the state which this one has reached make room for it (charter::State::supersedes).
  Status supersede_others(store::Txn& txn, const Pass& pass, const Entry& entry, const charter::Kind& kind,
                          std::string_view state);
  /// An entry as the engine moves it, whoever may take the step by hand.
  struct Standing {
    EntryId id;
    PersonId record;
    const charter::Kind* kind = nullptr;
    ServiceIx service{};
    std::int64_t version = 0;  // that it will have
    UnixMs written;
    std::string parts, state;
  };
  Result<std::vector<Standing>> standing(store::Txn& txn, std::string_view rest,
                                         const std::vector<store::Param>& params);
  Status put_into(store::Txn& txn, const Pass& pass, const Standing& entry, std::string_view state,
                  std::string_view change, std::string_view note);
  /// What follows from what an entry says and the state in which it stands (taken_back.cc). `anew`: this step
  /// says what it says, and not an earlier one.
  Status settle(store::Txn& txn, const Pass& pass, const ConsentForm& form, EntryId id,
                const charter::Values& values, std::string_view state, bool anew);
  Status settle_hold(store::Txn& txn, const ConsentForm& form, EntryId id, bool ended);
  /// A yes is over (`code`: charter::AgreedTo's): what lived on it is destroyed, recipients are to hear of
  /// it.
  Status taken_back(store::Txn& txn, const Pass& pass, PersonId person, std::string_view code);
  /// What changed for bodies that were told something: everything that one of them got, or these categories
  /// of what was there by then.
  struct Changed {
    std::string recipient;
    CategorySet categories;
    std::optional<UnixMs> since;
    EntryId by;  // the entry that was corrected
  };
  Status recipients_to_hear(store::Txn& txn, const Pass& pass, PersonId person, const Changed& what);
  Status correction_to_hear(store::Txn& txn, const Pass& pass, PersonId person, const Entry& wrong,
                            CategorySet what);
  Status stop_what_shows(store::Txn& txn, const Pass& pass, EntryId item, bool taken_back);
  Status goes(store::Txn& txn, const Pass& pass, const struct TakenBackEntry& what);
  /// Once the transaction is over: what it let go is destroyed.
  Status after(Status saved);
  /// Raises what must reach people at once (alerts.h); `before`: answers which said so already.
  Status alert_by_answers(store::Txn& txn, const Pass& pass, const AlertAbout& about,
                          const charter::Values& before, const charter::Values& values);
  /// A refusal goes to the ledger before it is handed back.
  Error refused(const Pass& pass, PersonId person, std::string_view what, std::string_view thing, Error why);
  /// How far the pass sees into it: less far into what stood in another record before it was joined.
  static Pass sight_of(const Pass& pass, const Row& row);
  Result<std::vector<Entry>> open_rows(store::Session& db, const Pass& pass, std::vector<Row> rows);

  ConsentRooms consent_rooms() const { return {gate_, db_, vault_, clock_}; }

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  OnState on_mailing_, on_destruction_, on_transfer_;
  OnRequest on_request_;
  DestroyKeys destroy_;
  std::atomic<bool> let_go_ = false;  // something was since after() last looked
  Mutex lock_{LockRank::Last};
  std::unordered_map<std::int64_t, Grounds> grounds_ GUARDED_BY(lock_);
};

}  // namespace candour::record
