// What people write into the cells of a spreadsheet, read as far as it is certain: dates in all their dress,
// phones with remarks, numbers whose nought a spreadsheet ate, whole names in one cell, ethnic groups in the
// census's words. Promises: nothing is guessed silently: what is read otherwise than it stands is said, and
// where two readings are possible both are given and neither is taken. Pure; any thread. It does not know
// what is true.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar_words.h"
#include "base/csv_text.h"
#include "charter/catalogue.h"

namespace candour::exchange {

/// Under what a change is counted: shown to the reader as it stands here.
namespace changed {
inline constexpr std::string_view kNoughts = "Noughts put back in front of a number";
inline constexpr std::string_view kFigures = "Numbers written out again";
inline constexpr std::string_view kTwoPhones = "Two phone numbers in a cell parted";
inline constexpr std::string_view kOfSomebody = "Phone numbers of somebody else, kept as family or carer";
inline constexpr std::string_view kPhoneWords = "Words behind a phone number";
inline constexpr std::string_view kYearOnly = "Years and months without a day, kept as a good guess";
inline constexpr std::string_view kShortYear = "Years of two figures filled up";
inline constexpr std::string_view kSerial = "Dates that stood as a number of days";
inline constexpr std::string_view kTime = "Times behind a date left out";
inline constexpr std::string_view kWeek = "Weeks, kept as their first day";
inline constexpr std::string_view kName = "Whole names parted";
inline constexpr std::string_view kTitle = "Titles in front of a first name, taken off it";
inline constexpr std::string_view kContactName = "What stood beside the name of a family member or carer";
inline constexpr std::string_view kMiddle = "Middle names put with the first name";
inline constexpr std::string_view kHouse = "House and street joined";
inline constexpr std::string_view kSex = "Sex read as gender";
inline constexpr std::string_view kChoice = "Answers put into our words";
inline constexpr std::string_view kPostcode = "Postcodes with a sign or letter mended";
inline constexpr std::string_view kNoName = "Family or carers whose name is not known";
inline constexpr std::string_view kSchool = "Codes of schools put into words";
inline constexpr std::string_view kMerged = "Merged cells";
inline constexpr std::string_view kServiceName = "Services by a part of their name";
inline constexpr std::string_view kTeamName = "Teams by a part of their name";
inline constexpr std::string_view kWorkerName = "Key workers by a part of their name";
inline constexpr std::string_view kMayNotAllocate =
    "Teams and workers left out, since you may not say who works with people there";
inline constexpr std::string_view kMayNotEnrol =
    "People who are referred, since you may not enrol them in their service";
inline constexpr std::string_view kNotEnrolled =
    "Dates, teams and workers of people who are not in the service yet, left out";
inline constexpr std::string_view kNotAsked = "Cells that the service of the row does not ask for, left out";
}  // namespace changed

struct Change {
  std::string_view kind;  // one of changed::
  std::string words;      // how it is kept: "1 January 1948, a good guess"
};

/// A cell as it was read. `problem` says how to mend it, and then there is no text.
struct CellRead {
  std::string text;
  std::vector<Change> changes;
  std::string problem;
  std::vector<std::string> readings;  // what may be meant, each as it can be typed
};

/// How the dates of one column are written, decided over the whole of it.
struct ColumnDates {
  DateOrder order = DateOrder::DayMonthYear;
  bool doubtful = false;  // what can be read both ways is asked
  std::string words;      // as in ImportSummary::date_order
};
/// Month first only where that is certain: several dates that are none otherwise, and none that speaks
/// against it.
ColumnDates date_order_of(const CsvTable& table, std::size_t column);

struct DateAsked {
  ColumnDates column;
  Date today{};
  bool past_only = false, from_1904 = false;
  bool may_guess = false;  // whether a good guess can be marked as one
  int oldest_years = 0;    // beyond which a year of two figures is not meant; 0: as old as people get
};
struct DateRead {
  CellRead cell;  // text: "1948-01-01"
  bool estimated = false;
};
DateRead read_date_cell(std::string_view cell, const DateAsked& asked);

struct PhoneRead {
  std::vector<std::string> numbers;  // canonical, one or two
  std::vector<std::string> labels;   // beside each: "mum", "work", ""
  CellRead cell;                     // changes and problem; text is not used
};
PhoneRead read_phone_cell(std::string_view cell);
/// "mobile", "home" or "work" for what such words say of a phone; "" for others.
std::string_view phone_kind(std::string_view label);

/// NHS numbers: a nought at the front or ".0" at the back put right.
CellRead read_nhs_cell(std::string_view cell);
CellRead read_postcode_cell(std::string_view cell);
/// "7.700900123E9" -> "7700900123" when all its figures stand there; nothing for what is no such number, or
/// lost some.
std::optional<std::string> written_out(std::string_view cell);
/// Whether a spreadsheet has cut the figures of this number: "7.7E+09".
bool figures_lost(std::string_view cell);

struct NameParts {
  std::string title, given, family, used;
};
/// "Okafor, Maya", "OKAFOR Maya", "Mrs Mary Jane (May) van der Berg".
NameParts part_name(std::string_view whole);

/// "Mrs Joan": a title in front of a first name.
NameParts part_first_name(std::string_view cell);
/// "As above", "ditto": it says where to look, and nothing of the row.
bool points_elsewhere(std::string_view cell);

/// "Bob Smith (brother) 07700 900123": who, what stood in brackets, and a number behind.
struct ContactName {
  std::string name, label, phone;  // phone: as it stood
};
ContactName part_contact_name(std::string_view cell);

/// The option that is meant; in the words of the census for ethnic groups. Without one: the choices.
CellRead read_choice_cell(const charter::Field& field, std::string_view cell);

}  // namespace candour::exchange
