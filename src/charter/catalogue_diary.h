// The parts of a kind that put its entries into diaries, and that say what whoever visits a home is told
// beforehand. For the reader of kinds alone; pure.
#pragma once

#include "charter/catalogue.h"
#include "charter/read_form.h"

namespace candour::charter {

void read_diary(MapReader& kind, Kind& k, Findings& out);
void read_before_visit(MapReader& kind, Kind& k, Findings& out);

}  // namespace candour::charter
