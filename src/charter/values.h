// The answers to a form: checked against the fields of a kind, made canonical, and parted by category.
// Pure; any thread. It checks shapes, not truth: an NHS number that passes is only well formed.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"
#include "charter/charter.h"

namespace candour::charter {

/// Field code -> value. Shapes by type:
///   text, phone, email, NHS/NI numbers, choice: string (numbers normalised: "9990000018", "QQ123456C")
///   date "2026-11-21"; date-time "2026-11-21T14:20" (local, Europe/London); number: double
///   choices: array of codes; yes-no: "yes"|"no"|"not-known"; money: integer pence
///   address {lines:[…], town, postcode}; bank {sort_code:"001122", account:"12345678", name}
///   person, staff: id text; organisation: string; file: {file, name, type, size}; signature: {file|typed,…}
///   group: array of objects; score: {items:{code:option}, total: n, complete: bool}
using Values = boost::json::object;

/// What a form sent: field -> raw strings; parts of a field have names "birth-date-day", groups
/// "phones-0-number" (0 to 19). Names that begin with "_" belong to the form and not to the kind: passed
/// over. A date, a date-time and an address's parts may instead come whole under the field's own name.
using RawAnswers = std::multimap<std::string, std::string>;

/// The boxes of a field on a form, as endings of its name; {""} for a field of one box. Date: "-day" "-month"
/// "-year"; date-time: those and "-time"; address: "-line-1" to "-line-4" "-town" "-postcode"; bank:
/// "-sort-code" "-account" "-name"; file: "-file" "-name" "-type" "-size"; signature: "-typed" "-file";
/// score: "-" and the item's code, for each item. A group has none: its items have boxes of their own.
std::vector<std::string> boxes(const Field& field);

inline constexpr int kShortText = 200, kLongText = 20'000, kFileName = 255;  // letters (base/text.h)
inline constexpr int kGroupRows = 20;

/// When it is, for dates that must not be still to come: to the minute where that is known.
struct Now {
  Date day;
  std::optional<UnixMs> at;
  Now(Date d) : day(d) {}
  Now(UnixMs t) : day(today(t)), at(t) {}
};

struct Checked {
  Values values;
  std::vector<FieldProblem> problems;  // in the order of the fields; messages say how to mend
  bool ok() const { return problems.empty(); }
};

/// Turns what was typed into canonical values. `use` says what the service requires or leaves out (may be
/// null: the kind's own rules only). Unknown fields are refused. `now` bounds past-only dates.
Checked check_form(const Kind& kind, const KindUse* use, bool home_based, const RawAnswers& raw, Now now);
/// The same checks for values that came from elsewhere (import, API, demo).
Checked check_values(const Kind& kind, const KindUse* use, bool home_based, const Values& values, Now now);
/// Whether answers of the type are numbers and codes, read as they look (base/text.h): nothing hidden is kept
/// of them.
bool read_as_it_looks(FieldType);
/// Dates of which one cannot come before the other, as the kind declares them (check_form asks it too).
std::vector<FieldProblem> order_problems(const Kind& kind, const Values& values);
/// Dates of what is done with somebody, after their death.
std::vector<FieldProblem> after_death(const Kind& kind, const Values& values, Date died);
/// The state in which an entry with these answers begins; "" of a kind without states.
std::string first_state(const Kind& kind, const Values& values);
/// Back to what the form shows.
RawAnswers to_raw(const Kind& kind, const Values& values);
/// The field that an answer's name belongs to: "phones-0-number" to "phones"; null: none. The longest code
/// wins.
const Field* field_of(const Kind& kind, std::string_view answer);
/// One value in words, as a page or a letter shows it ("21 November 2026", "999 000 0018", "£12.50"); person
/// and staff ids stay ids: the page puts names for them. Several lines are parted by LF. "" for nothing.
std::string show(const Field& field, const boost::json::value& value);

/// Parts values by category for sealing, and joins them again. A group whose items are of several categories
/// gives each category as many rows, so that rows find each other; without a withheld part they stay in
/// place. Every field of `values` must be one of the kind (check_form and check_values see to it).
std::map<CategoryIx, Values> part_by_category(const Kind& kind, const Values& values);
void join(Values& into, const Values& part);

}  // namespace candour::charter
