// What an import tells about a list besides the people in it: marks on cells, what the file holds beyond its table,
// and what keeping it would drop or has changed. Values only; any thread. They say nothing about what is true.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace candour::exchange {

/// Something that a person should know about a cell, or about a whole row.
struct Mark {
  enum class Weight : std::uint8_t {
    Changed,  // taken in, but not as it stands
    LeftOut,  // cannot be taken in as it stands; the person can, without it
    Stops     // the person cannot be added before it is mended
  };
  Weight weight = Weight::Changed;
  std::string place;    // where it is mended: "c4" (the fourth column), "family-name" (a field), "row" (as it stands)
  std::string heading;  // "Date of birth"
  std::string cell;     // what stands there
  std::string kind;     // under what such marks are counted
  std::string words;    // how it was read, or how to mend it
  std::vector<std::string> readings;  // one of which may be meant
};

/// What is known of the file besides its table.
struct SheetsSaid {
  struct One {
    std::string name;
    int rows = 0;
    bool hidden = false;
  };
  std::vector<One> sheets;  // of a workbook with several
  std::string sheet;        // which of them was read
  int heading_row = 1, hidden_rows = 0;
  bool take_hidden = false;
  std::vector<std::string> told;  // what is not in the table
};

/// What keeping would drop or has changed, of one kind.
struct Tally {
  std::string kind;
  int count = 0;
  struct Example {
    int line = 0;
    std::string cell, words;
  };
  std::vector<Example> examples;
};
struct Reckoning {
  std::vector<Tally> changed, left_out;  // cells
  std::vector<std::pair<std::string, int>> columns;  // heading of a column that is left out, and its filled cells
};

/// What somebody typed over a cell: place of the Mark, and the text.
using Mended = std::map<std::string, std::string>;

}  // namespace candour::exchange
