// What an import tells about a list besides the people in it: marks on cells, what the file holds beyond its
// table, and what keeping it would drop or has changed. Values only; any thread. They say nothing about what
// is true.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace candour::exchange {

/// What can be chosen for a cell, made once for all rows.
using Offered = std::shared_ptr<const std::vector<std::string>>;

/// Something that a person should know about a cell, or about a whole row.
struct Mark {
  enum class Weight : std::uint8_t {
    Changed,  // taken in, but not as it stands
    LeftOut,  // cannot be taken in as it stands; the person can, without it
    Stops     // the person cannot be added before it is mended
  };
  Weight weight = Weight::Changed;
  std::string
      place;  // where it is mended: "c4" (the fourth column), "family-name" (a field), "row" (as it stands)
  std::string heading;                // "Date of birth"
  std::string cell;                   // what stands there
  std::string kind;                   // under what such marks are counted
  std::string words;                  // how it was read, or how to mend it
  std::vector<std::string> readings;  // one of which may be meant
  Offered offered = {};               // one of which must be meant; null when anything can be typed
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
/// What of the file comes into one service, if it is kept as it is decided now.
struct Arriving {
  std::string service;
  int referred = 0, enrolled = 0;
  int from_today = 0;                                       // of the enrolled, those without a date
  int known = 0;                                            // of both, people who are known already
  std::vector<std::pair<std::string, int>> workers, teams;  // to whom the enrolled are allocated
};
struct Reckoning {
  std::vector<Tally> changed, left_out;  // cells
  struct Dropped {
    std::string heading;
    int cells = 0;    // filled ones
    std::string why;  // "" when the column was given no meaning
  };
  std::vector<Dropped> columns;
  std::vector<Arriving> arriving;  // in the order of the charter
  int changed_cells() const {
    int n = 0;
    for (const auto& t : changed) n += t.count;
    return n;
  }
};

/// What somebody typed over a cell: place of the Mark, and the text.
using Mended = std::map<std::string, std::string>;

}  // namespace candour::exchange
