// How often each member of staff asks who is here: every question is counted, and those that brought nobody
// in their reach stand on the ledger as counts, without what was typed. A busy receptionist never meets the
// limits; somebody who tries four thousand postcodes does, and the data-protection lead is told of the
// pattern. Promises: counted in the store, so that several servers and a restart count on; counted before an
// answer is given, in the transaction of its line on the ledger; what is out of reach changes no count. Any
// thread. It does not see what the questions were about: only whether they had a part in common, by cut-short
// keyed hashes.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"

namespace candour::gate {

using PatternId = Id<struct PatternTag>;

enum class Asking : std::uint8_t { Search, DuplicateCheck, ImportRows };
inline constexpr std::size_t kAskings = 3;
std::string_view asking_code(Asking);
std::string_view asking_words(Asking);  // "searches"

/// At most so many in a minute, an hour, a day.
struct AskingLimit {
  std::int64_t minute = 0, hour = 0, day = 0;
};
struct AskingLimits {
  std::array<AskingLimit, kAskings> questions = {
      {{60, 600, 3000}, {10, 60, 200}, {60'000, 150'000, 300'000}}};
  /// Of those, without anybody in reach; import rows are as good as never in reach.
  std::array<AskingLimit, kAskings> misses = {{{20, 100, 300}, {10, 60, 200}, {60'000, 150'000, 300'000}}};
};

/// From how many misses in a day with this part in common the data-protection lead is told.
inline constexpr int kSamePart = 10;   // one name with ever other birth dates, one postcode with other names
inline constexpr int kSameKind = 20;   // nothing but postcodes, nothing but birth dates
inline constexpr int kAskedDays = 35;  // counts are kept for so long

/// What a question that brought nobody had in common with others: 16 bits of a keyed hash.
struct AskedPart {
  std::int64_t token = 0;
  int most = kSamePart;
};

struct Question {
  Asking what = Asking::Search;
  std::int64_t many = 1;
  bool miss = false;
  std::int64_t whole = 0;         // 16 bits of a keyed hash of all of it
  std::vector<AskedPart> parts;   // of a miss
  std::string pattern;            // a pattern that was seen within it ("same-person-many-rows"), or ""
  std::vector<PersonId> told_of;  // out of reach: who may be known here already
};

/// What the data-protection lead reads.
struct AskedLine {
  StaffId staff;
  Asking what = Asking::Search;
  std::int64_t questions = 0, misses = 0, refused = 0;
  UnixMs last;
};
struct Pattern {
  PatternId id;
  StaffId staff;
  std::string why;  // code; pattern_words says it
  UnixMs at;
  std::optional<UnixMs> looked;
  StaffId looked_by;
};
std::string pattern_words(std::string_view why);

class Askings {
 public:
  Askings(Gate& gate, store::Db& db, const Clock& clock, AskingLimits limits = {})
      : gate_(gate), db_(db), clock_(clock), limits_(limits) {}

  /// Counts the question; ask before its answer is shown. Errors: TooMuch, with whom to ask and when to go
  /// on.
  Status count(const Actor& actor, const Question& q);

  /// Duty SeeLedger: who asked how often in the last `days`, most misses first; and the patterns, newest
  /// first.
  Result<std::vector<AskedLine>> lines(const Actor& actor, int days);
  Result<std::vector<Pattern>> patterns(const Actor& actor, int most);
  /// Duty SeeLedger, and nobody marks a pattern of their own. Errors: NotFound, NotAllowed.
  Status looked(const Actor& actor, PatternId id);

 private:
  Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
  const AskingLimits limits_;
};

/// Within the caller's transaction: tells whoever keeps the ledger, unless the same was told within a day.
Status tell_of_pattern(store::Txn& txn, Gate& gate, StaffId staff, std::string_view why, UnixMs now);
/// "the Data Protection Co-ordinator": whom to ask, the same for everybody, so that it says nothing about
/// anybody.
std::string who_answers(const charter::Charter& c);

}  // namespace candour::gate
