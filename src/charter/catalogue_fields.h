// The questions of a kind, for catalogue_kind.cc alone.
#pragma once

#include <string>
#include <vector>

#include "charter/catalogue.h"
#include "charter/model.h"
#include "charter/read_form.h"

namespace candour::charter {

std::vector<Field> read_fields(const std::string& kind, const std::vector<const Yaml*>& nodes,
                               const std::vector<Category>& categories, Findings& out);

}  // namespace candour::charter
