// Whether what somebody typed as their reason is words at all, so that a record is not opened by leaning on a
// key. It knows no dictionary, since people write in any language and script: it looks at how many different
// words and letters there are, and for what repeats or only runs along the keys. Pure; any thread. It cannot
// tell a true reason from a well-made lie: that is what the review by somebody else is for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace candour::gate {

/// Of a reason, and of the words of its review.
inline constexpr std::size_t kReasonLetters = 4000;

/// How to mend it; "" when it may be a sentence.
std::string reason_problem(std::string_view words);
/// What two reasons have in common when one was copied from the other: letters only, case and marks off.
std::string reason_essence(std::string_view words);

}  // namespace candour::gate
