// Leaving words out of a passage: what is marked in [[double brackets]] is taken out, and the rest stays as
// it was written, letter by letter. Pure; any thread. It does not judge what should be left out.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rights/pack_types.h"

namespace candour::rights {

/// The passage as it is put up for marking: brackets that somebody typed are parted, so that they mark
/// nothing.
std::string for_marking(std::string_view text);
/// Errors: Invalid at `at` when the brackets do not pair or the words between them were changed.
Status check_marked(std::string_view text, std::string_view marked, const std::string& at);
/// What is given of it: "[left out]" in the place of each marked stretch.
std::string without_marked(std::string_view marked);
/// What is given of a passage; the whole of it where nothing was decided.
std::string given(const Passage& p, const Cut* cut);

/// Whether what was decided may be kept: each passage left out has its reason, in words too, and an opinion
/// where the law asks for one. Errors: Invalid by field, "why-FIELD" and so on.
Status check_cuts(const Item& item, const std::vector<Cut>& cuts, UnixMs now);
/// How many of them leave something out.
std::int64_t leaving_out(const std::vector<Cut>& cuts);

}  // namespace candour::rights
