// The pages behind addresses that are secrets, for whoever comes without an account: what does not work looks
// alike, whether there ever was such an address or not. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// A narrow page of that organisation.
html::PageFrame secret_frame(const Site& site, OrgHouse& org, std::string title);
/// NotFound under `title` with `words`, or TooMuch; any other error is nobody's to explain here.
Result<http::Response> no_such_address(const Site& site, OrgHouse& org, const Error& e, std::string title,
                                       std::string_view words);

}  // namespace candour::web
