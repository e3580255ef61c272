// Types of fields whose answer is one text in one box: what is typed made canonical, and shown again as
// people read it. One row each; the reader of kinds, the check of answers, the forms and the demo take it
// from here. Plain values; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/uk.h"
#include "charter/catalogue.h"

namespace candour::charter {

struct LineType {
  FieldType type{};
  std::string_view code;                             // as spelt in the catalogue
  uk::Typed<std::string> (*read)(std::string_view);  // what is typed, never empty; or words that mend
  std::string (*show)(std::string_view canonical);
  std::string_view example;       // canonical, of nobody
  std::string_view box = "text";  // the browser's: "tel", "email"
  int width = 0;                  // in letters; 0: the whole
  bool spellcheck = true;
};

std::span<const LineType> line_types();
/// Null for all other types.
const LineType* line_type(FieldType);

}  // namespace candour::charter
