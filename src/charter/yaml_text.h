// Writes groups, lists and values as YAML in the form in which charters are written. Pure; any thread. It is
// for what is made anew; a charter that somebody wrote is changed in place (edit.h).
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace candour::charter {

/// Objects in the order of their keys; strings, numbers and booleans; lists of values on one line. A
/// line break inside a text is kept.
std::string yaml_text(const boost::json::object& root);
/// One text with its quotes, or bare where it is a code.
std::string yaml_scalar(std::string_view words);

}  // namespace candour::charter
