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

const charter::Kind& profile_kind(const charter::Charter& c);
/// In the order of the form; those that the service does not ask for are not among them.
std::vector<Target> targets_of(const charter::Charter& c, ServiceIx service);
const Target* find_target(const std::vector<Target>& targets, std::string_view code);

/// The category under which the circle of support would be kept, and the kind that lets somebody write it:
/// nothing when no role of theirs may write one in this service.
struct CircleWay {
  KindIx kind{};
  CategoryIx category{};
};
std::optional<CircleWay> circle_way(const charter::Charter& c, const gate::Actor& actor, ServiceIx service);

/// Heading -> field ("" for left out), by heading_key().
using Remembered = std::map<std::string, std::string>;
/// The same for "First name", "FIRST_NAME" and "first-name".
std::string heading_key(std::string_view heading);
std::vector<Column> guess_columns(const CsvTable& table, const std::vector<Target>& targets,
                                  const Remembered& remembered);
/// Whether the first row holds somebody's details where the headings should stand.
bool first_row_is_data(const CsvTable& table);
/// "Required: DD/MM/YYYY" under the heading: a row that explains the columns.
bool is_instruction(const CsvRow& row);
bool is_empty(const CsvRow& row);
/// "Column 3" when it has none.
std::string shown_heading(const std::vector<Column>& columns, std::size_t at);

}  // namespace candour::exchange
