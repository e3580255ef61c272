// How a profile or an entry changes without anything being sealed anew that did not change: each version
// knows which version's segment holds each category. Who may see a part sees it; what they may not see is
// carried over untouched, and stays readable for those who may.
// Promises: an older version opens as it was; nothing is dropped that the writer could not see. Any thread.
// It does not look at kinds of services or required fields (collecting.h) and keeps no rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::people {

/// Category -> version of the segment that holds it now. On disk: "identity=1 contact=3".
class Parts {
 public:
  /// Errors: Corrupt. Categories that this charter does not know are carried along, unseen.
  static Result<Parts> parse(const charter::Charter& charter, std::string_view text);
  std::string text(const charter::Charter& charter) const;
  std::optional<std::uint32_t> at(CategoryIx c) const;
  CategorySet categories() const;
  void set(CategoryIx c, std::uint32_t version) { at_[c] = version; }
  void remove(CategoryIx c) { at_.erase(c); }
  const std::map<CategoryIx, std::uint32_t>& all() const { return at_; }

 private:
  std::map<CategoryIx, std::uint32_t> at_;
  std::string unknown_;
};

/// Words that the engine keeps beside the answers, sealed with the first category: "#source-name", "#why".
using Marks = std::map<std::string, std::string>;

/// What a pass opens of one profile or entry.
struct Contents {
  std::map<CategoryIx, charter::Values> parts;  // with marks
  CategorySet held_back;                        // present, but not for this pass, and its existence is told
  bool untold = false;  // nothing is opened, and of nothing that is held back may it be told that it is there
  charter::Values values() const;                 // joined, without marks
  std::string mark(std::string_view name) const;  // "" when there is none
};

struct Stored {
  PersonId person;
  EntryId entry;
  Parts parts;
};
/// Opens many at once; results in the order asked. Two queries at most, however many. Errors: Corrupt.
Result<std::vector<Contents>> open_contents(store::Session& db, vault::Vault& vault,
                                            const charter::Charter& charter, const Pass& pass,
                                            const std::vector<Stored>& asked);
Result<Contents> open_one(store::Session& db, vault::Vault& vault, const charter::Charter& charter,
                          const Pass& pass, const Stored& asked);

/// Where a version is to be sealed.
struct Place {
  PersonId person;
  EntryId entry;
  const charter::Kind* kind;
};

/// Seals the first version. Errors: NotAllowed naming the category, Invalid when there is nothing to keep.
Result<Parts> seal_first(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter,
                         const Pass& pass, const Place& place, const charter::Values& values,
                         const Marks& marks);

struct Sealed {
  Parts parts;
  CategorySet touched;
};
/// Seals what differs from `old` (opened with the same pass) as `version`, and points to the older segments
/// for the rest. Marks go with the first part that changed. Errors: NotAllowed, naming the category.
Result<Sealed> seal_change(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter,
                           const Pass& pass, const Place& place, std::uint32_t version, const Parts& before,
                           const Contents& old, const charter::Values& values, const Marks& marks);

/// Seals words about a version in which no answer changed (why something was sent back).
Result<Parts> seal_marks(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter,
                         const Pass& pass, const Place& place, std::uint32_t version, const Parts& before,
                         const Contents& old, const Marks& marks);

/// The key under which a category of a kind is sealed: the retention group's, or the item's own when the
/// charter lets the person withdraw it alone (LL-2.5).
vault::KeySlot slot_for(const charter::Charter& charter, const charter::Kind& kind, EntryId entry,
                        CategoryIx category);

}  // namespace candour::people
