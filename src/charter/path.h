// Ways through the text of a charter: "retention/main/keep", each segment a key or what a row is called by.
// Pure; any thread. It knows no words of the charter (said.h names the segments).
#pragma once

#include <string>
#include <string_view>

namespace candour::charter {

struct Yaml;

/// The path of what stands under `segment`; "/" and "~" inside it are written "~1" and "~0".
std::string under(const std::string& path, std::string_view segment);
/// What stands at a path from here; null where nothing does.
const Yaml* at_path(const Yaml& from, std::string_view path);

}  // namespace candour::charter
