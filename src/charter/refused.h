// "Would rather not say" to a question that the service makes mandatory: kept as an answer of its own, so
// that somebody decides with the person whether the service is possible without it (IM-3.5). Pure; any
// thread.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "charter/catalogue.h"

namespace candour::charter {

/// The ending of the box beside the question: "birth-date-refused" = "yes".
inline constexpr std::string_view kRefusedBox = "-refused";

/// The value that stands for a refusal: {"refused": true}.
boost::json::object refusal();
bool is_refusal(const boost::json::value& v);
/// Codes of the fields that `after` refuses and `before` did not.
std::vector<std::string> newly_refused(const boost::json::object& before, const boost::json::object& after);

}  // namespace candour::charter
