// The answers to a form: checked against the fields of a kind, made canonical, and parted by category.
// Pure; any thread. It checks shapes, not truth: an NHS number that passes is only well formed.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

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
/// "phones-0-number" (0 to 19).
using RawAnswers = std::multimap<std::string, std::string>;

struct Checked {
  Values values;
  std::vector<FieldProblem> problems;  // in the order of the fields; messages say how to mend
};

/// Turns what was typed into canonical values. `use` says what the service requires or leaves out (may be
/// null: the kind's own rules only). Unknown fields are refused. `today` bounds past-only dates.
Checked check_form(const Kind& kind, const KindUse* use, bool home_based, const RawAnswers& raw, Date today);
/// The same checks for values that came from elsewhere (import, API, demo).
Checked check_values(const Kind& kind, const KindUse* use, bool home_based, const Values& values, Date today);
/// Back to what the form shows.
RawAnswers to_raw(const Kind& kind, const Values& values);
/// One value in words, as a page or a letter shows it ("21 November 2026", "999 000 0018", "£12.50").
std::string show(const Field& field, const boost::json::value& value);

/// Parts values by category for sealing, and joins them again.
std::map<CategoryIx, Values> part_by_category(const Kind& kind, const Values& values);
void join(Values& into, const Values& part);

}  // namespace candour::charter
