// An entry that does not belong where it stands: written about the wrong person, twice, or not to be kept at
// all. Whoever wrote it, or somebody above them, says so; another of them agrees, one of the two being above
// the writer. Then it goes to the person whose it is, sealed anew under their key, or nowhere; what else the
// old key sealed is sealed anew, and the key destroyed (vault/key_renewal.h). Both records tell of it,
// without its words. Any thread. It does not take back what was read, printed or sent meanwhile: who looked
// stays on the ledger.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/gate.h"
#include "jobs/jobs.h"
#include "record/entries.h"

namespace candour::record {

using MisfiledId = Id<struct MisfiledTag>;

enum class MisfiledWhy : std::uint8_t { WrongPerson, Twice, NotToBeKept };
/// "wrong-person", as it stands in the database.
std::string_view why_code(MisfiledWhy w);
/// "It is about somebody else", for whoever chooses.
std::string_view why_words(MisfiledWhy w);
std::optional<MisfiledWhy> find_why(std::string_view code);

/// Asked: waits for a second person. Agreed: being moved or taken out just now. Stopped: was agreed, could
/// not be done, and may be asked anew (the table says agreed; its job says the rest). Done: it is.
enum class MisfiledState : std::uint8_t { Asked, Refused, Agreed, Stopped, Done };

struct Misfiled {
  MisfiledId id;
  EntryId entry;
  PersonId person;  // in whose record it stood
  PersonId to;      // whose it is; nil: nobody's
  MisfiledWhy why{};
  KindIx kind{};
  ServiceIx service{};  // where it stood
  UnixMs happened, written;
  StaffId author;
  MisfiledState state{};
  UnixMs asked;
  StaffId asked_by;
  std::optional<UnixMs> decided;
  StaffId decided_by;
  bool holds = true;  // as Candour wrote it
};

class MisfiledEntries {
 public:
  MisfiledEntries(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock, jobs::Jobs& jobs);

  /// Whether ask() would be a yes for this actor, who sees the entry: to offer it.
  Result<bool> may_ask(const gate::Actor& actor, const Entry& e);
  /// `to`: nil unless it is about somebody else. Those who can agree get a task. Errors: NotAllowed;
  /// NotFound; Invalid by field ("to": the same person, nobody whom the actor may write such an entry about,
  /// or one who has one already); Conflict when it was asked before.
  Status ask(const gate::Actor& actor, const Pass& pass, PersonId person, EntryId entry, MisfiledWhy why,
             PersonId to);
  /// Agrees, or says that it stays where it is. What follows is a job. Errors: NotAllowed (asked by the same,
  /// or neither of the two is above the writer; or out of reach of where it is to go), Conflict when it was
  /// decided.
  /// `id`: what was said of that entry. Errors: NotFound when it is about another one.
  Status decide(const gate::Actor& actor, const Pass& pass, EntryId entry, MisfiledId id, bool agree);
  /// Whether decide() would be a yes, as far as it is about this record.
  Result<bool> may_decide(const gate::Actor& actor, const Misfiled& m);

  /// The newest about an entry that stands in this record, or stood in it or was brought to it.
  Result<std::optional<Misfiled>> of(const Pass& pass, PersonId person, EntryId entry);
  /// What was taken off this record, newest first, of the kinds of which the pass sees something.
  Result<std::vector<Misfiled>> taken_off(const Pass& pass, PersonId person);

  /// What was left of renewing keys when whoever had agreed lost their account: it needs nobody's right.
  /// Every hour.
  Status finish_keys();

 private:
  struct Stands;
  class Work;
  Result<Stands> stands(store::Session& db, const Pass& pass, PersonId person, EntryId entry);
  Result<Stands> standing_now(const Pass& pass, PersonId person, EntryId entry);
  Status may(const gate::Actor& actor, ServiceIx service, StaffId author) const;
  Status can_go_to(const gate::Actor& actor, const Stands& s, PersonId to);
  Result<bool> waits_now(store::Txn& txn, EntryId entry);
  Result<std::vector<Misfiled>> load(store::Session& db, std::string_view rest,
                                     const std::vector<store::Param>& params) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
  jobs::Jobs& jobs_;
};

}  // namespace candour::record
