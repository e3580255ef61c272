// What is told to somebody outside, and letters for whoever wants no paper, put ready behind an address that
// nobody guesses, with a code that is told on another way (LL-3.1, 4.3): never in a plain message. Any
// thread. Promises: what lies there is sealed under a key of its own; it goes when its days are over, when it
// was collected, or when what it belongs to may not be told any more; after a few wrong codes, and after
// some openings with the right one, it is shut; each opening is on the ledger. It does not know who holds the
// code: whoever tells it makes sure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/gate.h"
#include "letters/picking.h"
#include "record/entries.h"
#include "vault/vault.h"

namespace candour::letters {

using PickupId = Id<struct PickupTag>;

class Pickups {
 public:
  static constexpr int kDays = 7, kWrongCodes = 5;
  static constexpr int kOpenings = 10;  // with the right code, within the hour
  static constexpr std::int64_t kAgainMs =
      std::int64_t{60} * 60 * 1000;  // a download that failed may be repeated
  static constexpr std::size_t kMostBytes = std::size_t{4} * 1024 * 1024;

  Pickups(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

  /// Kept closed until open(). `pass`: of the sharing, or letter, that it belongs to. Errors: Invalid when it
  /// is too large.
  struct Made {
    PickupId id;
    std::string secret, code;  // said once
    UnixMs ends;
  };
  Result<Made> make(const Pass& pass, PersonId person, EntryId of, const std::vector<PickedPart>& parts,
                    ByteView file);
  /// From now on it can be collected: the sharing has reached the state in which it is told.
  Status open(const Pass& pass, PickupId id);
  /// The same in the transaction in which it is told, and what is to happen with it.
  Status open(store::Txn& txn, const Pass& pass, PickupId id);
  record::Entries::Along along(const Pass& pass, PickupId id, record::Entries::Along more) {
    return [this, &pass, id, more = std::move(more)](store::Txn& txn) -> Status {
      CHECK_OK(open(txn, pass, id));
      return more ? more(txn) : Status{};
    };
  }

  struct State {
    PickupId id;
    UnixMs made, ends;
    std::optional<UnixMs> collected;
    std::int64_t openings = 0;  // with the right code
    bool shut = false;          // wrong codes, opened too often, taken back, or over
    std::vector<PickedPart> parts;
  };
  /// The newest of a sharing.
  Result<std::optional<State>> of(const Pass& pass, PersonId person, EntryId sharing) const;
  /// Nobody collects it any more. What was collected is not undone.
  Status take_back(const Pass& pass, PersonId person, EntryId sharing);

  /// For whoever comes with the address: whether there is something, no more. Errors: NotFound, for all that
  /// does not work alike; TooMuch.
  Status there(std::string_view secret, std::string_view from);
  /// `part`: one of several files of a service that is handed over, once it was opened: it is no opening
  /// more. Errors: as there(); Invalid at "code" when it is wrong, or right for the last time it may be.
  struct Collected {
    Bytes file;  // a PDF, or JSON: is_data()
    EntryId of;  // of what it belongs to
    bool is_data() const { return !file.empty() && file.front() == '{'; }
  };
  Result<Collected> collect(std::string_view secret, std::string_view code, std::string_view from,
                            bool part = false);

  /// Destroys what is over. Every hour.
  Status sweep();

 private:
  struct Row;
  Result<std::optional<Row>> find(store::Session& db, ByteView hash) const;
  Result<Row> found(std::string_view secret, std::string_view from);
  Result<bool> opens(store::Txn& txn, const Row& row, bool part, UnixMs now);
  Bytes mac_of(PickupId id, std::string_view secret, std::string_view code, UnixMs ends) const;
  Status destroy(const std::vector<PickupId>& ids);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  const Clock& clock_;
};

}  // namespace candour::letters
