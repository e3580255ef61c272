// Which column of a list holds what: the fields that a column can be given in a service, and guesses from its
// heading, from what was chosen last time and from the values below it. Pure; any thread.
// A guess is shown to a person before it counts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_text.h"
#include "exchange/import.h"

namespace candour::exchange {

struct Target {
  std::string code, label;
  CategoryIx category{};
  bool contact = false;  // part of a relationship, not of the profile
};

/// Family or carers that a row can bring.
inline constexpr int kContacts = 2;

/// Columns that fill no field of their own: a whole name is parted, middle names go with the first, a house
/// goes before its street.
inline constexpr std::string_view kWholeName = "full-name", kMiddleName = "middle-name",
                                  kHouse = "addresses-0-house";
/// Columns about the way into the service: words that are kept with the referral, and which service a row is
/// for.
inline constexpr std::string_view kNotes = "referral-notes", kReference = "referral-reference",
                                  kService = "referral-service";
/// And of people who are in the service already: since when, in which team, with whom (import_ways.h).
inline constexpr std::string_view kStatus = "arrival-status", kStart = "arrival-start",
                                  kTeam = "arrival-team", kWorker = "arrival-worker";
/// Whether the column is one of these four.
bool is_arrival(std::string_view field);

const charter::Kind& profile_kind(const charter::Charter& c);
/// In the order of the form; those that the service does not ask for are not among them.
std::vector<Target> targets_of(const charter::Charter& c, ServiceIx service);
/// Of those, what somebody may write down: the fields of categories in `may_write`, and family only with a
/// way.
std::vector<Target> targets_for(const charter::Charter& c, ServiceIx service, CategorySet may_write,
                                bool circle);
const Target* find_target(const std::vector<Target>& targets, std::string_view code);

/// The category under which the circle of support would be kept, and the kind that lets somebody write it:
/// nothing when no role of theirs may write one in this service.
struct CircleWay {
  KindIx kind{};
  CategoryIx category{};
};
std::optional<CircleWay> circle_way(const charter::Charter& c, const gate::Actor& actor, ServiceIx service);

/// Heading -> field ("" for left out), by heading_keys().
using Remembered = std::map<std::string, std::string>;
/// The same for "First name", "FIRST_NAME" and "first-name".
std::string heading_key(std::string_view heading);
/// The same for each of several, told apart where one stands twice: "name", "name 2".
std::vector<std::string> heading_keys(const std::vector<std::string>& headings);
/// Whether such a heading is one that lists of people have.
bool known_heading(std::string_view key);
std::vector<Column> guess_columns(const CsvTable& table, const std::vector<Target>& targets,
                                  const Remembered& remembered, const std::vector<bool>& hidden = {});
/// Whether the row holds somebody's details, so that it cannot be the headings.
bool holds_details(const CsvRow& row);
/// "Required: DD/MM/YYYY" under the heading: a row that explains the columns.
bool is_instruction(const CsvRow& row);
bool is_empty(const CsvRow& row);
/// "Column C" when it has none; "Name (column C)" when another has the same.
std::string shown_heading(const std::vector<Column>& columns, std::size_t at);

}  // namespace candour::exchange
