// Where the next page of entries starts, in an address: "?older=1763730000000-01h…". Pure.
#pragma once

#include <optional>
#include <string>

#include "record/entries.h"
#include "web/http/request.h"

namespace candour::web {

/// Nothing when the address names none, or none that can be read.
std::optional<record::TimelineKey> timeline_key(const http::Request& r);
/// The query of the same page from there on, with all else that was asked for.
std::string with_key(const http::Request& r, const record::TimelineKey& key);

}  // namespace candour::web
