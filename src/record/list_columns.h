// The columns of a list of people: what the engine knows of somebody's place, and answers of one line from
// the profile. Only those whose category the reader may see are offered, and of the profile nothing that the
// law calls special or that is about crimes: such things are read on a record, not down a list. Pure; any
// thread. It says what a cell shows of what was opened; it opens nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "people/person.h"
#include "people/staff.h"
#include "record/people_list.h"

namespace candour::record {

enum class Cell : std::uint8_t {
  Reference,
  Age,
  Service,
  Team,
  Worker,
  State,
  Since,
  Due,
  Answer,  // of the profile
  Phone,   // the best number
  Town,    // where they live now
  Postcode,
};

struct ListColumn {
  std::string code, words;
  Cell cell{};
  const charter::Field* field = nullptr;  // of the profile, where the cell shows something of it
};

/// All that may be chosen by whoever sees these categories of somebody in the list.
std::vector<ListColumn> list_columns(const charter::Charter& c, CategorySet sees);
/// The columns that stand there when nothing was chosen.
std::vector<std::string> usual_columns();
/// What must be asked for to show them, beside names.
CategorySet categories_of(const std::vector<ListColumn>& columns);
/// Whether the column stays shut for this person, whatever stands in it.
bool held_back(const ListColumn& column, const ListLine& line);

struct CellReader {
  const charter::Charter& c;
  const people::Directory& staff;
  charter::Date today;
  bool for_file = false;  // dates as spreadsheets sort them
  std::string text(const ListColumn& column, const ListLine& line, const people::Profile& person) const;
};
inline constexpr std::string_view kHeldBack = "not open to you";

}  // namespace candour::record
