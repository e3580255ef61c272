// What can be written down: kinds (contact note, support plan, incident …) with typed fields, each in exactly
// one category; states, moves and deadlines. Forms, checks, timeline, access and retention follow from it.
// Immutable once loaded; any thread.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "charter/duty.h"
#include "charter/field.h"
#include "charter/reviewed.h"

namespace candour::charter {

struct State {
  std::string code, name;
  bool final = false;   // nothing moves on from here
  bool locked = false;  // the entry's words no longer change, only corrections
  // To which state others of the kind go that are in this one, of the same person and service.
  std::string supersedes;
  bool destroys = false;  // what was given by choice (Field::voluntary) is destroyed with its keys
};
struct Move {
  std::string code, name;         // "sign-off", "Sign off"
  std::vector<std::string> from;  // states
  std::string to;
  bool supervisor = false;  // not by the one who wrote it; by somebody above in the line
  bool needs_reason = false;
  bool second = false;              // not by whoever took the step before
  std::vector<std::string> asks;    // questions that must be answered with the step
  std::vector<std::string> offers;  // and those that may be
  std::string letter;               // the letter that goes out with it (letters.h), or empty
  std::optional<Duty> duty;         // of a journey: what it needs,
  bool taker = false;               // or to have taken it down oneself
  bool asks_anything() const { return !asks.empty() || !offers.empty(); }
};

/// How long: of elapsed hours, or of days. Statutory months are those of base/calendar.h, which never end on
/// a day off.
struct Span {
  enum class Unit : std::uint8_t { Days, Hours, WorkingDays, Months, StatutoryMonths };
  Unit unit = Unit::Days;
  int count = 0;
};
struct Deadline {
  std::string code, name;
  std::string from;       // a date field's code (or "group/item"), "created" or "state:CODE"
  std::string otherwise;  // "created", or a date field, when that is left empty; "": then nothing is due
  Span span;
  bool rolls = false;               // a last day that is a day off moves to the next working day
  std::vector<std::string> pauses;  // the clock stands still in these states
  std::string extended_by;          // the step that makes it longer, once, before it has ended
  Span extension;                   // of the same unit
  std::string if_field;             // due only while this choice …
  std::vector<std::string> if_is;   // … is answered so
  std::string until_state;          // met when the entry reaches this state,
  std::string until_field;       // or when this is answered (of a row: yes); neither: when the date moves on
  std::string source;            // the law or the promise that sets it, in words
  bool ends_with_death = false;  // it is about the person's own care; what is owed to others goes on
  // Of support: whether the person's contact details are still right (reviews.h).
  bool asks_details = false;
  /// A new date ends it, and no step: it can be looked at and found still right.
  bool dated() const { return until_state.empty() && until_field.empty(); }
};

/// An entry with this answer begins in another state than the first.
struct Begin {
  std::string field;
  std::vector<std::string> is;
  std::string state;
};

/// What must reach people at once when an entry says so: those who review such entries, and the nearest above
/// its writer. It waits until each of them has seen it.
struct Alert {
  std::string code, name;       // "harm", "Somebody was hurt"
  std::string state;            // when it comes there; or else:
  std::string field;            // a choice or choices
  std::vector<std::string> is;  // one of these answers
  int times = 1;                // so many entries of the kind in a row, of the same person,
  std::string same;             // and with the same answer to this (the medicine)
  bool not_out = false;         // whoever went on the visit has not come out in time (record/visits.h)
};

/// How entries of a kind stand in diaries: from a date-time on, for so many minutes.
struct Diary {
  std::string from, minutes, staff;             // fields; no `from`: they stand in none
  int otherwise = 60;                           // minutes, where none are said
  std::vector<std::string> frees;               // states in which the time is free again
  std::string visit;                            // a choice that says whether somebody goes to a home:
  std::vector<std::string> visit_is, alone_is;  // with these answers; alone with those
  int late_after = 30;  // minutes after the end that was expected; then whoever is not out is missed
  // What is written after a visit: a note of this kind with these answers and the minutes that it took; and
  // when something happened, one of that kind.
  std::string note, note_minutes, trouble;
  std::vector<std::pair<std::string, std::string>> note_sets;
};
/// What whoever goes to the person's home is told beforehand, and nothing more of the entry.
struct BeforeVisit {
  std::string field;
  std::vector<std::string> is;  // of these answers only; none: the answer as it stands
  std::string says;             // in its place
  int months = 0;               // so long after it happened; 0: until the entry comes to a final state
};

/// Two dates of a kind of which one cannot come before the other; "group/item" for items of one row.
struct Order {
  std::string earlier, later;
};

/// What people outside write themselves, on a page that anybody can open: these questions, in words for them.
struct FromOutside {
  struct Ask {
    std::string field, label, hint;
  };
  std::string title, says;  // of the page
  std::vector<Ask> asks;
  std::vector<std::pair<std::string, std::string>> sets;  // a choice, and what it is then
  std::string today;                                      // a date that is the day on which it comes
  std::string who, reach;  // who writes, and how they can be reached: fields, or empty
  std::vector<std::pair<std::string, std::string>> follows;  // a deadline, and what we do by then, to them
  std::vector<std::pair<std::string, std::string>> begins;  // fields that stand in a new record too, as which
};

struct Kind {
  KindIx ix{};
  std::string code, name, plural, says;
  std::string part;  // where it stands: "daily", "plan", "health", "about", "safety", "money", "circle"
  std::string title_field;      // short field shown as the entry's title, or empty
  std::string body_field;       // field shown in the timeline, or empty
  std::string date_field;       // when it happened; empty: when it was written
  bool one_per_person = false;  // edited in place, with versions
  bool engine = false;          // known to C++ ("profile"); not offered as "write a …"
  // Of a person's way through the organisation (people/journey.h): its rows are the engine's own, every
  // charter has it, and a duty makes its steps. What a step asks stands in the open, what it offers is
  // sealed.
  bool journey = false;
  bool home_visit = false;               // only in services that are home-based (IM-3.2)
  bool alert = false;                    // its alert fields show on the person's banner
  bool about_service = false;            // may be about a service itself
  bool service_only = false;             // is about nothing else
  bool records_sharing = false;          // what a body outside was told (sharing.h has the fields)
  bool records_agreement = false;        // terms with a body outside (sharing.h has the fields)
  Reviewed reviews = Reviewed::Nothing;  // what the whole organisation looks at again (reviews.h)
  bool records_request = false;          // a right that somebody uses (requests.h has the fields)
  bool records_hold = false;         // nothing of whom it is about is destroyed (keeping.h has the fields)
  bool records_destruction = false;  // what is destroyed since its time is over (keeping.h has the fields)
  bool records_use = false;      // where something given by choice is shown to others (uses.h has the fields)
  bool records_return = false;   // what a body gets about a service (uses.h has the fields)
  bool records_mailing = false;  // what is sent to many people at once (mailings.h has the fields)
  bool records_consent = false;  // a yes or no to a purpose (consent_terms.h has the fields)
  bool with_others = false;      // others may be part of it, each with one of their own in their own record
  std::optional<FromOutside> from_outside;
  std::vector<std::string> banner_fields;  // shown on every page about the person
  std::vector<Field> fields;
  std::vector<State> states;  // the first is where an entry starts; empty: no states
  std::vector<Begin> begins;
  std::vector<Move> moves;
  std::vector<Deadline> deadlines;
  std::vector<Alert> alerts;
  Diary diary;
  std::vector<BeforeVisit> before_visit;
  std::string for_field;  // a staff field: whose work it is, when it names somebody
  std::vector<Order> orders;
  std::vector<std::string> one_enough;  // of these required fields one is enough (people with one name)

  const Field* find_field(std::string_view code) const;
  const Move* find_move(std::string_view code) const;
  /// Whether it names whose work an entry is: the colleague of `for`, of the diary, or of a row with a clock.
  bool says_whose(const Field& f) const;
  /// By its code, or by that of one of its rows ("actions#2").
  const Deadline* find_deadline(std::string_view code) const;
  /// Whether nobody is reminded of it once the person has died; what goes on is owed to others.
  bool ends_with_death(std::string_view deadline) const;
  /// The categories of what is the person's to give and to take back (Field::voluntary).
  CategorySet voluntary() const;
  /// The state in which that is destroyed; null where there is none.
  const State* destroying() const;
  /// Whether anything of it goes on changing when the entry is locked.
  bool goes_on() const;
  /// Whether two answers differ in nothing but what goes on changing when the entry is locked.
  bool differ_in_live_alone(const boost::json::object& before, const boost::json::object& after) const;
  /// Whether some step asks for it or offers it: then the first form does not.
  bool asked_at_a_step(std::string_view field) const;
  /// The kind with no questions but those of the step; what it asks is required.
  Kind at_step(const Move& move) const;
  /// The kind with no questions but those that are asked outside, in the words for there.
  Kind outside() const;
  /// Those of the questions of its steps.
  CategorySet step_categories() const;
  /// Whether it may be written about a person, or (`service`) about a service itself.
  bool fits(bool service) const { return service ? about_service : !service_only; }
  /// All categories that its fields (and their items) belong to.
  CategorySet categories() const;
};

}  // namespace candour::charter
