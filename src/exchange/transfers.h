// A service goes to another provider, and the law makes its records go with it (sale, new contract,
// reorganisation): somebody asks for it in an entry of the kind service-transfer, a second person approves
// it, and a job puts together what each person's new provider may get, one person at a time, sealed under a
// key of its own. Promises: nobody's record goes who was not told before, where the notice says so, or whose
// own sharing the charter refuses; each of them has a sharing and a line on the ledger; what is collected is
// what the manifest lists, piece by piece with its SHA-256; a receipt that counts otherwise is not taken.
// Any thread. It does not know whether the new provider reads what it got, and deletes nothing here.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "charter/transfers.h"
#include "rights/handover.h"

namespace candour::exchange {

/// Why somebody's record stays.
enum class LeftBehind : std::uint8_t { Nothing, OutOfReach, NotTold, Refused, NoKinds, Damaged };
std::string_view left_words(LeftBehind why);

class Transfers {
 public:
  static constexpr std::int64_t kVolumeBytes = std::int64_t{8} * 1024 * 1024;  // of pieces, in one file
  static constexpr int kKeptDays = 28;                                         // after it was told

  explicit Transfers(rights::PackRooms rooms);
  ~Transfers();

  struct Counts {
    std::int64_t people = 0, entries = 0, files = 0, bytes = 0, volumes = 0;
  };
  struct State {
    std::int64_t people = 0, looked_at = 0;  // who had the service; how far it is
    std::optional<UnixMs> made, told, collected, gone;
    bool telling = false;  // each sharing is being brought to “told”
    Counts goes;
    std::map<LeftBehind, std::int64_t> stays;
  };
  /// `pass`: of the service it is about. Nothing before it was approved.
  Result<std::optional<State>> of(const Pass& pass, EntryId transfer) const;
  struct Line {
    std::int64_t n = 0;
    PersonId person;
    bool goes = false;
    LeftBehind why{};
    std::int64_t entries = 0, files = 0, bytes = 0, volume = 0;
    std::string sha;  // hexadecimal
    std::vector<std::pair<std::string, std::int64_t>> kinds, stay;
  };
  /// In the order of the running numbers, after `after`.
  Result<std::vector<Line>> lines(const Pass& pass, EntryId transfer, std::int64_t after, int most) const;

  /// Brings everybody's sharing to “told”, as it is put ready to be collected; once. Errors: Conflict before
  /// everything is put together, NotAllowed.
  Status tell(const gate::Actor& actor, const Pass& pass, EntryId transfer);

  /// For whoever has address and code (letters/pickups.h). Errors: Conflict while sharings are still brought
  /// to “told”, or when it is gone.
  Result<Counts> offered(EntryId transfer) const;
  /// A ZIP with the manifest and the pieces of that volume, on the ledger. Errors: also NotFound.
  Result<std::string> volume(EntryId transfer, std::int64_t n);

  /// The manifest, by running numbers: no names.
  static std::string manifest_json(const charter::Charter& c, std::string_view service,
                                   const std::vector<Line>& goes, const State& state);
  static std::string manifest_csv(const charter::Charter& c, const std::vector<Line>& goes);

  /// Destroys pieces whose transfer has ended, or was told weeks ago. Every hour.
  Status sweep();

 private:
  class Work;
  struct Row;
  Result<std::optional<Row>> find(store::Session& db, EntryId transfer) const;
  Result<State> state(store::Session& db, const Row& row) const;
  Result<std::vector<Line>> read(store::Session& db, EntryId transfer, std::string_view where,
                                 std::int64_t after, int most) const;
  Status moved(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
               const charter::Values& values, std::string_view state);
  Status begins(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                const charter::Values& values);
  Status check_receipt(store::Txn& txn, const Row& row, const charter::Values& values) const;
  Status begin_phase(store::Txn& txn, StaffId by, const Row& row, std::string_view phase);

  rights::PackRooms r_;
};

}  // namespace candour::exchange
