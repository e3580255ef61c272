// What a charter says, value by value, each at its path ("recipients/gp/inform") and with the ground on which
// it stands: a part of the notice, a law, somebody's confirmation, or none yet ("working"). Taken from the
// text itself, so that no value can be forgotten: what differs between two charters (diff.cc), what is
// printed and what is listed to be confirmed all ask this. Pure; any thread. It does not judge what a value
// means.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/ground.h"

namespace candour::charter {

struct Charter;
struct Findings;
struct Yaml;

/// One value, or one row of a table (then `item`, and no value). Segments of a path are keys, or the code of
/// a row; "/" and "~" inside one are written "~1" and "~0", as in JSON Pointer.
struct Said {
  std::string path, value;
  ValueGround ground;
  int line = 0;
  bool item = false;
};

/// Everything that the file says, in its order. `grounds:` that name nothing, name it twice or cannot be read
/// are reported.
std::vector<Said> said_in(const Yaml& root, Findings& out);

/// Reports grounds that lead nowhere: a part that is not among `parts`, a law or a role that is not there.
void check_grounds(const Charter&, const Yaml& root, Findings& out);

/// Reports what was confirmed on a day that is still to come.
void check_confirmed(const Yaml& root, std::chrono::year_month_day today, Findings& out);

/// The text without what is `working`: what may be printed. The plumbing (codes, dates of the version) stays.
Yaml printed_part(const Yaml& root, const std::vector<Said>& said);

/// What says how the charter itself is kept, and no fact about people: it needs no ground.
bool is_plumbing(std::string_view path);

/// A path taken apart, each segment as it was written.
std::vector<std::string> segments(std::string_view path);

/// The key of a row in its table: its code, or what stands for one.
std::string row_key(const Yaml& row, std::size_t index);

}  // namespace candour::charter
