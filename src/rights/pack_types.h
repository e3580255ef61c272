// The copy of everything that is held about somebody who asked to see it, as values: the pieces of which it
// is made, what is left out of them and why, and what was done to it. They open and decide nothing; any
// thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "gate/gate.h"

namespace candour::rights {

using PackId = Id<struct PackTag>;

/// How much goes into a portable copy: what they gave, on their consent or a contract (UK GDPR, Article 20);
/// or all that is held, where they ask for that.
inline constexpr std::string_view kGiven = "given", kAllHeld = "all";

/// One answer as it would be given.
struct Passage {
  std::string field;  // unique within its piece: "what-happened", "v1:what-happened", "#written"
  CategoryIx category{};
  std::string label, text;
  std::string value;  // as the catalogue has it, as JSON, for a portable copy; "" where there are words alone
};

enum class How : std::uint8_t { Given, Words, Whole };

/// What somebody decided about one passage.
struct Cut {
  std::string field;
  CategoryIx category{};
  How how = How::Given;
  std::string marked;  // Words: the passage with what is left out in [[double brackets]]
  std::string reason;  // code of reasons()
  std::string why;     // in the words of whoever decided; kept, and not given
  // Where the reason needs it: whose opinion it rests on, of what profession, and of which day.
  std::string opinion_of, opinion_on;
};

/// A reason for which the law lets something be left out of the copy.
struct Reason {
  std::string_view code, words, law;  // `words`: to the person
  bool needs_opinion = false;         // of a health professional, not older than six months
};
std::span<const Reason> reasons();
const Reason* find_reason(std::string_view code);
/// Where the notice itself says so: nobody chooses it.
inline constexpr std::string_view kByNotice = "notice";
inline constexpr int kOpinionMonths = 6;

/// Where a piece comes from, and what was decided of it.
struct ItemLine {
  int place = 0;       // from 1 on
  std::string source;  // code of sections()
  std::string kind, service;
  Id128 thing;  // an entry, a file; nil
  UnixMs happened;
  int flags = 0;              // suggestions
  std::int64_t decided = 0;   // the step; 0: nobody has
  std::int64_t left_out = 0;  // passages of it
  bool by_notice = false;     // left out since the notice says so
};
struct Item {
  ItemLine line;
  std::vector<Passage> passages;
  std::vector<Cut> cuts;
  CategorySet held_back;  // of which something is there, and not for this reader
  const Cut* cut_of(std::string_view field) const;
};

struct PackStep {
  std::int64_t n = 0;
  UnixMs at;
  StaffId by;
  std::string what;
  std::int64_t place = 0, left_out = 0;
  std::string note;
};

enum class PackState : std::uint8_t { Gathering, Review, Reviewed, Agreed, Released, Gone };

struct Pack {
  PackId id;
  PersonId person;  // in whose record it stands
  EntryId request;
  PackState state = PackState::Gathering;
  std::vector<PackStep> steps;
  std::int64_t items = 0, flagged = 0, left_out = 0;  // pieces; of these with suggestions; passages left out
  std::string missing;   // codes of categories that whoever gathered could not open
  std::string portable;  // kGiven or kAllHeld: other systems can read it; "": the copy of all that is held
  StaffId reviewed_by;
  std::optional<UnixMs> released;
  const PackStep* newest(std::string_view what) const;
  /// The number of the last step that changed it: taking it away as a file changes nothing.
  std::int64_t version() const;
};

/// The headings under which pieces stand, in their order.
struct Section {
  std::string_view code, title, says;
};
std::span<const Section> sections();

/// "Contact note, Community support, 20 November 2026".
std::string piece_title(const charter::Charter& c, const ItemLine& line);

/// What somebody should look at before it is given.
struct Suggestion {
  std::string field, found, why;
};

/// A piece that waits for a decision, with what is suggested of it.
struct ToRead {
  Item item;
  std::vector<Suggestion> suggested;
};
/// How many of them are read one below the other, and given with one press.
inline constexpr int kReadAtOnce = 20;

}  // namespace candour::rights
