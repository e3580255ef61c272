// Answers of a form as the items of a FHIR R4 QuestionnaireResponse, and back: whatever a kind asks can be
// said so, with its own codes, so that another organisation with Candour takes in what was given here, and
// anybody else reads question and answer. Promises: back from its items every answer is the same, but for
// colleagues and other people, who are only named. Pure; any thread. What comes back is checked no further
// (values.h does).
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "charter/values.h"

namespace candour::charter {

/// "2026-11-20T14:20:00+00:00": a moment on the clocks of London.
std::string fhir_moment(UnixMs at);
/// The same of a date-time as answers have it; "" for what is none.
std::string fhir_moment(std::string_view local);

/// The items of one answer; a group has one for each row. `name`: how a value is shown, with names for the
/// ids of colleagues.
using ShowValue = std::function<std::string(const Field&, const boost::json::value&)>;
boost::json::array items_of(std::string_view kind, const Field& field, const boost::json::value& answer,
                            const ShowValue& name);

/// The item of a question to which no answer is given: "masked", "asked-declined".
inline constexpr std::string_view kWhyAbsent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
boost::json::object not_given(const Field& field, std::string_view why);

/// What the items say of the kind's questions. Those of no question are passed over: the caller says so. A
/// file comes as {attachment, name, type, size}, whose bytes are elsewhere. Errors: Invalid by field, in
/// words that mend.
Result<Values> answers_of(const Kind& kind, const boost::json::array& items);

}  // namespace candour::charter
