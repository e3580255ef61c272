// What can be looked at, changed or refused: a closed list, each with the code that stands on the ledger and
// the words that "who looked" prints of it. A page that shows something new about people adds its line here,
// or it does not compile. Pure; any thread. Kinds of entries are not here: the charter names them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "charter/charter.h"

namespace candour::gate {

enum class Thing : std::uint8_t {
  Access,      // the reasoned access itself
  AccessPack,  // the copy for whoever asked to see what is held; `thing` is the request
  AccessReview,
  Address,  // the address of a page that leads nowhere
  Allocation,
  BeforeVisit,  // what whoever goes to a home must know
  Brought,      // an entry that stood in another record
  Caseload,
  Circle,
  Collected,  // what was put ready for somebody outside to collect
  Consent,
  Day,
  Death,
  Details,
  Diary,
  Enrolment,
  Erased,         // what they asked to have deleted
  ExplainAccess,  // "why can I see this?"
  File,
  Form,  // for writing; `thing` is the kind's code
  Import,
  ImportRows,
  Journey,
  KeptUntil,  // when it is deleted
  LetGo,      // what was given by choice and taken back
  Mailing,    // how to reach them, for what is sent to many; `thing` is the entry
  MedicineChart,
  Merge,     // joining two records of one person
  Misfiled,  // an entry that does not belong where it stands
  Objection,
  OptOutCheck,  // whether somebody opted out of planning and research
  OwnDoor,      // the way in of the person themselves
  OwnRecord,    // one of the pages behind it; `thing` is its code
  Part,         // one tab of the record; `thing` is its code
  People,       // a list of people
  Record,
  Referral,
  Referrals,
  Register,
  Relationship,
  Restriction,  // of all use
  SearchResults,
  Services,
  Shared,     // with somebody outside
  Statement,  // of account
  Summary,    // on one page, to hand over; `thing` is for whom
  TakenOff,   // an entry that was somebody else's, or nobody's
  Timeline,
  Transfer,  // of a whole service to another provider; `thing` is the entry
  Unmerge,   // parting them again
  Waiting,   // tasks, grants and other work that waits
  WhoLooked,
  WithOthers,  // who else was part of what an entry is about
};
inline constexpr std::size_t kThings = static_cast<std::size_t>(Thing::WithOthers) + 1;

/// "timeline", as it stands on the ledger.
std::string_view thing_code(Thing t);
/// "the timeline", for whoever reads who looked.
std::string_view thing_words(Thing t);
std::optional<Thing> find_thing(std::string_view code);

/// What a look is at: one of these, or an entry of a kind of the charter.
class What {
 public:
  What(Thing t) : code_(thing_code(t)) {}
  What(const charter::Kind& kind) : code_(kind.code) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

/// The words for what stands on the ledger, codes of earlier versions too: a thing, or a kind of entries.
/// Never a bare code: what is not known is "the record".
std::string what_words(const charter::Charter& c, std::string_view what, std::string_view thing);

}  // namespace candour::gate
