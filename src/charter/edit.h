// Changes the text of a charter at one place and leaves every other word and remark of it as it stands: one
// value, the ground of a value, the number and day of its version, a kind or field of the organisation's own.
// Each answer was read again: nothing but what was asked for says anything else than before, or it is an
// error. Pure; any thread. It does not ask whether the charter is good afterwards (read.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"

namespace candour::charter {

/// One value in place of another; `path` as in said.h. Errors: Invalid on "value": there is no such value, or
/// it is a list, which is changed in the text.
Result<std::string> with_value(const std::string& text, const std::string& path, const std::string& value);

/// On what values or lists stand that nobody has confirmed yet: all that is working at the paths and below
/// them. `ground` as it is written ("3.1", "confirmed by dp-lead on 2026-10-01"). Errors: Invalid on
/// "ground": it is none, or nothing is working at one of the paths.
Result<std::string> with_ground(const std::string& text, const std::vector<std::string>& paths,
                                std::string_view ground);

/// The number and the day from which it holds, and whether people must be told.
Result<std::string> with_version(const std::string& text, std::string_view number, Date from, bool major);

/// When and how people were told of a new use: the answer `index` of the version's `new-uses`. Errors:
/// Invalid on "told-by", where it says so already or no such answer tells people anything.
Result<std::string> with_told(const std::string& text, std::size_t index, Date told, const std::string& how);

/// A kind, or {extends: KIND, fields: […]}, as one item of `kinds:`; `item` is its YAML, not indented.
Result<std::string> with_own_kind(const std::string& text, const std::string& item);

/// Of such an item. Errors: Invalid on "text": it has no `kind:`, or is not well-formed.
Result<std::string> code_of_kind(const std::string& item);

/// The kind is used in these services, and these roles write it: codes. What the notice does not say of them
/// is working. Errors: Invalid on "services" or "roles", naming the one whose list stands nowhere.
Result<std::string> with_kind_used(const std::string& text, std::string_view kind,
                                   const std::vector<std::string>& services,
                                   const std::vector<std::string>& roles);

/// The organisation's own kinds as they stand in the text, with `kinds:`; "" where there are none.
std::string own_kinds(const std::string& text);

/// The number after this one: "1.4" gives "1.5", or "2.0" when it is a major one.
std::string next_number(std::string_view number, bool major);

}  // namespace candour::charter
