// The seals of what decides: whoever edits the database without the organisation's keys is found out, and is
// believed in nothing. Every row that decides is counted in the seal of its set (gate/seal_tables.h); the
// store hands over each change of such a row, so that the seals follow in the same transaction, and all seals
// are counted in one book, which also says how long the ledger was. A set that does not fit its seal is no
// authority for anybody: who asks is told that it does not hold, an alarm stands on the pages, and the ledger
// has a line. Any thread; what a transaction changes is the writer's. It does not keep anybody from
// destroying rows, and what was put back whole, seals and all, is told by what this program remembers, and
// otherwise by check().
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/alarms.h"
#include "base/clock.h"
#include "base/locks.h"
#include "gate/seal_tables.h"
#include "ledger/ledger.h"
#include "store/db.h"
#include "store/sealing.h"
#include "vault/row_seal.h"

namespace candour::gate {

/// Announced when what is sealed of staff, teams or the charter in force was changed.
inline constexpr std::string_view kStaffSealed = "staff-sealed";
/// Whether an act of the ledger, by its name, changes nothing that is sealed.
bool only_looks(std::string_view act);

class Seals final : public store::Sealer {
 public:
  /// How old a snapshot may be that somebody still reads: until then an older seal is no sign of anything.
  static constexpr std::int64_t kMomentMs = 10'000;

  /// Hears of every change in `db` from now on. `alarms` may be null.
  Seals(store::Db& db, vault::Vault& vault, ledger::Ledger& ledger, const Clock& clock,
        Alarms* alarms = nullptr);
  ~Seals() override;
  Seals(const Seals&) = delete;
  Seals& operator=(const Seals&) = delete;

  /// To be called before anything else is asked: seals a database of 0.1, in parts, and goes on where it was
  /// interrupted; begins the book of a new one. Errors: Corrupt when it was sealed before and its book is
  /// gone.
  using OnProgress = std::function<void(std::int64_t done)>;
  Status begin(const OnProgress& progress = {});

  /// Reads one set and tells whether it holds; tells everybody when it does not.
  Result<bool> hold(store::Session& db, SealSet set, const Id128& subject);
  /// The mark of a row of its own: `columns` as in seal_table(table)->read or ->handed.
  bool row_holds(const SealTable& table, const store::Row& row, std::span<const vault::RowColumn> columns,
                 int mac_at) const;
  /// What is done about a set or a row that does not hold: alarm, and once an hour a line on the ledger.
  void tell(SealSet set, const Id128& subject);
  /// The same for the book of all seals.
  void tell_book(const std::string& why);
  /// Of a database without a book. Errors: Corrupt when it was sealed before.
  Status never_sealed();

  /// All sets, all rows with a mark of their own, the book and the ledger since.
  struct Found {
    std::int64_t rows = 0, sets = 0, broken = 0;
    std::vector<std::string> findings;  // the first of them; ids and codes
    bool unsealed = false;              // a database of before that no server has opened yet
    bool whole() const { return broken == 0; }
  };
  /// `tells`: also raises alarms and writes to the ledger, as a server does.
  Result<Found> check(bool tells = true);

  // What the store hands over.
  const store::SealedTable* sealed(std::string_view table) const override { return seal_table(table); }
  void begun() override;
  void changed(const store::SealedTable& table, const store::Row& row, bool there) override;
  void logged(ByteView entry) override;
  Status settle(store::Txn& txn) override;
  void ended(bool committed) override;

 private:
  friend class SealTally;
  friend class SealCheck;
  friend class SealBegin;
  struct Key {
    SealSet set{};
    Id128 subject;
    auto operator<=>(const Key&) const = default;
  };
  struct Stored {
    std::int64_t version = 0;
    Bytes sealed;
  };
  struct Book {
    std::int64_t version = 0, as_of = 0;
    vault::RowSum sum;
  };
  struct Mac {
    const SealTable* table;
    Id128 id;
    std::array<std::uint8_t, 16> mac;
  };
  bool carries(const SealTable& table, const Id128& id, const vault::RowMark& mark, ByteView stored) const;
  Result<std::optional<Book>> read_book(store::Session& db) const;  // Corrupt when it does not open
  Status write_book(store::Txn& txn, Book& book);
  Status settle_sets(store::Txn& txn, Book& book);
  Status settle_some(store::Txn& txn, Book& book, SealSet set, std::span<const Id128> subjects);
  Status write_macs(store::Txn& txn);
  std::optional<vault::RowSum> pending(const Key& k) const;
  /// The newest version that this program knows of; of before kMoment only, where a snapshot may be as old.
  std::int64_t seen(const Key& k, bool at_once) const;
  void saw(const Key& k, std::int64_t version) const;
  tl::unexpected<Error> broken_set(SealSet set, const Id128& subject, std::string_view why);

  store::Db& db_;
  ledger::Ledger& ledger_;
  const Clock& clock_;
  Alarms* alarms_;
  vault::RowSeal seal_;
  std::atomic<std::int64_t> book_seen_{0};

  // Of the transaction that is open: the writer's alone.
  std::map<Key, vault::RowSum> pending_;
  std::map<std::pair<const SealTable*, Id128>, std::array<std::uint8_t, 16>> macs_;
  std::vector<std::pair<Key, std::int64_t>> written_;
  std::int64_t book_written_ = 0;
  bool changing_ = false;  // an entry that is more than a look was added

  struct Seen {
    std::int64_t version = 0, before = 0;  // before: until `at`
    UnixMs at;
  };
  struct KeyHash {
    std::size_t operator()(const Key& k) const noexcept {
      return std::hash<Id128>{}(k.subject) + static_cast<std::size_t>(k.set);
    }
  };
  mutable Mutex lock_{LockRank::Last};
  mutable std::unordered_map<Key, Seen, KeyHash> seen_ GUARDED_BY(lock_);
  std::map<Key, UnixMs> told_ GUARDED_BY(lock_);
};

/// Adds up the rows of one query of a set.
class SealTally {
 public:
  /// `seals`: null where nothing is sealed, in tests of single rooms; then everything holds.
  SealTally(const Seals* seals, SealSet set) : seals_(seals), query_(seal_query(set)), set_(set) {}
  /// The table of the row; null when it is a seal.
  const SealTable* take(const store::Row& row);
  bool holds(const Id128& subject) const;
  std::vector<Id128> subjects() const;
  vault::RowSum sum(const Id128& subject) const;
  Id128 subject(const store::Row& row) const { return query_.subject(row); }
  /// Of one that does not hold, in words.
  std::string why(const Id128& subject) const;

 private:
  friend class SealCheck;
  struct One {
    vault::RowSum sum;
    std::int64_t version = 0;
    std::optional<vault::RowSum> sealed;
    bool opens = true;
    bool marked = true;  // its rows with a mark of their own carry it
  };
  const Seals* seals_;
  const SealQuery& query_;
  SealSet set_;
  std::unordered_map<Id128, One> all_;
};

/// The end of the next part of a set, of a few thousand subjects, after `after`.
Result<Id128> end_of_part(store::Session& db, const OrgCode& org, SealSet set, const Id128& after);

}  // namespace candour::gate
