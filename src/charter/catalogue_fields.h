// The questions of a kind, for the catalogue's own readers alone.
#pragma once

#include <string>
#include <vector>

#include "charter/catalogue.h"
#include "charter/model.h"
#include "charter/read_form.h"

namespace candour::charter {

std::vector<Field> read_fields(const std::string& kind, const std::vector<const Yaml*>& nodes,
                               const std::vector<Category>& categories, Findings& out);

/// The field whose boxes on a form go by a name that `f` has too ("account" with a box "-name", and
/// "account-name"): what is typed into the one would be taken for the other. Null where there is none.
const Field* sharing_a_box(const std::vector<Field>& all, const Field& f);

}  // namespace candour::charter
