// What several pages behind a person's own door share. One request, one thread.
#pragma once

#include "web/frame/own.h"
#include "web/html/components.h"

namespace candour::web {

/// One press: a copy of everything.
html::Html copy_button(const OwnVisit& v);
/// The code of the right to have mistakes put right; "" where the charter has none.
std::string right_to_mend(const OrgHouse& org);

}  // namespace candour::web
