// The job that lists whose time is over, and the one that destroys. For the files of this room alone.
#pragma once

#include "retention/destructions.h"
#include "retention/entries_off.h"
#include "vault/hash.h"

namespace candour::retention {

/// Codes of the roles in which somebody acts in a service, with blanks between.
std::string roles_of(const charter::Charter& c, const gate::Actor& actor, ServiceIx service);

/// The kind that says what is destroyed, where the charter has one.
std::optional<KindIx> destruction_kind(const charter::Charter& c);
/// Whether somebody proposes or agrees to a destruction in a service.
bool decides_on_it(const charter::Charter& c, KindIx kind, const gate::Actor& actor, ServiceIx service);

/// What stays of somebody: one more in a figure that points to nobody. Before their rows go.
Status count_remains(store::Txn& txn, const OrgCode& org, PersonId person);
/// The rows of these records go, and what went is counted for the certificate of the destruction `id`.
Status erase_counted(store::Txn& txn, const OrgCode& org, EntryId id, const std::vector<PersonId>& records,
                     UnixMs now);

/// Codes of periods, as a line and its sample keep them.
std::string with_blanks(const std::set<std::string>& codes);

/// An entry went.
struct MatterGone {
  std::string kind;  // its code
  std::int64_t files = 0;
  UnixMs at;
};
/// On which line of which destruction it is counted, under which mark (kept_apart; empty: it is about the
/// service itself), whose record the ledger names, and with what outcome.
struct CountedOn {
  EntryId destruction;
  PersonId line, record;
  std::string_view mark, outcome;
};
/// Counted for the certificate, with its line on the ledger.
Status count_gone(store::Txn& txn, const gate::Gate& gate, ServiceIx service, const CountedOn& on,
                  const MatterGone& gone);
/// What is about a service itself went.
Status count_matter(store::Txn& txn, const gate::Gate& gate, EntryId destruction, ServiceIx service,
                    const MatterGone& gone);
/// The one that has begun to take away what is about the service itself, and has not ended.
Result<std::optional<EntryId>> destruction_under_way(store::Session& db, const charter::Charter& c,
                                                     ServiceIx service);

/// In DestructionLine::parts of somebody of whom only entries of the service go: what is to go, and then what
/// went, each with how many of which kind behind it.
namespace kept_apart {
inline constexpr std::string_view kListed = "only-listed ", kBegun = "only ";
}
/// The line of somebody who has another service; without parts where nothing of theirs is over.
Result<DestructionLine> left_line(store::Session& db, const gate::Gate& gate, vault::Vault& vault,
                                  const Schedule& schedule, PersonId person, ServiceIx service, Date up_to);
/// An entry of theirs went.
Status count_left(store::Txn& txn, const gate::Gate& gate, EntryId destruction, PersonId person,
                  PersonId record, const MatterGone& gone, ServiceIx service);
/// The destruction that has begun to take such entries of a record, and its line's person.
struct LeftUnderWay {
  EntryId destruction;
  PersonId person;
};
Result<std::optional<LeftUnderWay>> left_under_way(store::Session& db, const gate::Gate& gate,
                                                   PersonId record, ServiceIx service);

/// The lot of one of those on a list, by the seed of its destruction: the lowest are drawn.
vault::Hash32 lot_of(ByteView seed, const Id128& one);

/// People whose keys go at once, before their rows do: each such turn waits for the disk several times.
inline constexpr int kBegunAtOnce = 64;

class Destructions::Work : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "destruction", kList = "list", kGo = "go";
  explicit Work(Destructions& d) : d_(d), off_(d.gate_, d.db_, d.vault_, d.list_, d.clock_) {}
  std::string_view code() const override { return kCode; }
  Status step(jobs::Slice& slice) override;
  bool words_name_nobody() const override { return true; }

 private:
  struct One;
  Status list(jobs::Slice& slice, ServiceIx service, Date up_to, PersonId after);
  Status go(jobs::Slice& slice, ServiceIx service, Date up_to);
  Result<std::vector<One>> next(EntryId id, ServiceIx service, int most);
  Result<std::vector<One>> begun(EntryId id, ServiceIx service);
  Result<One> look_again(store::Session& db, const One& one, Date up_to) const;
  Status destroy(jobs::Slice& slice, ServiceIx service, const std::vector<One>& some,
                 const std::vector<One>& ahead = {});
  Status destroy_copies(const std::vector<Forgotten>& all);
  Status take_away(store::Txn& txn, EntryId id, ServiceIx service, const std::vector<One>& some);
  Status end(jobs::Slice& slice, ServiceIx service);
  /// Looked for once it is all gone: rows, keys, and lines of the list that keeps it from coming back.
  struct Absent {
    std::int64_t people = 0, in_part = 0, entries = 0, left = 0;  // left: rows and keys that are there still
  };
  struct Went {
    std::vector<PersonId> whole, in_part;  // whole: each of their records
    std::int64_t people = 0;               // who went whole
    UnixMs since;
  };
  Result<Went> what_went(store::Session& db, EntryId id, PersonId subject) const;
  Result<Absent> look_for_it(EntryId id, ServiceIx service) const;
  /// What stands about the service itself (matters.h) is on the list as that of one more, and goes last.
  struct ListedMatters {
    DestructionLine line;
    std::vector<Matter> drawn;  // which of them may be in the sample, by their lots
    void draw(ByteView seed, const Matter& one);
  };
  Result<ListedMatters> list_matters(store::Session& db, ServiceIx service, Date up_to, ByteView seed) const;
  Status keep_matters(store::Txn& txn, EntryId id, const ListedMatters& listed) const;
  Result<bool> matters_wait(EntryId id, ServiceIx service);
  Status begin_matters(jobs::Slice& slice, ServiceIx service);
  Status matters(jobs::Slice& slice, const Pass& pass, ServiceIx service, Date up_to);
  Status end_matters(jobs::Slice& slice, ServiceIx service);
  /// Of those who have another service, one after the other, behind everybody else.
  Result<std::optional<PersonId>> next_left(EntryId id);
  Status begin_left(jobs::Slice& slice, PersonId person);
  Status left_turn(jobs::Slice& slice, PersonId record, ServiceIx service, Date up_to);
  Status end_left(jobs::Slice& slice, PersonId record);

  Destructions& d_;
  EntriesOff off_;
};

}  // namespace candour::retention
