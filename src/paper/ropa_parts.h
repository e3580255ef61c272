// Of one activity of the record of processing: whom it tells, who tells us for it, and for what of it
// somebody's yes is needed. What the notice does not say of it is marked. Pure; any thread. Not for others:
// they ask ropa.h.
#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"
#include "paper/document.h"

namespace candour::paper {

/// Each once, and none that is empty.
std::vector<Text> texts(const std::vector<std::string>& words);
/// Who is sent any of it; or, of those, who is in another country.
std::vector<Text> recipients_of(const charter::Charter&, const charter::Purpose&, ServiceSet,
                                CategorySet used, bool countries);
/// Whom the person chose or agreed to, whatever for: each with what they may get.
std::vector<Text> agreed_recipients(const charter::Charter&);
/// The same, and who is told for this use on a yes alone.
std::vector<Text> only_if_agreed(const charter::Charter&, const charter::Purpose&, ServiceSet);
/// The lines; or that nobody gets anything, marked where the notice does not tie everybody to their uses.
Cell or_nobody(const charter::Charter&, std::vector<Text> lines);
/// Who gives information for this use: the person, and those with whom we share for it and who also tell us.
std::vector<Text> sources_of(const charter::Charter&, const charter::Purpose&, ServiceSet, CategorySet used);
/// Sources that the charter ties to no use: said once for all, since to repeat them at each use would say
/// that each of them serves it.
std::vector<Text> general_sources(const charter::Charter&);
/// For what of an activity somebody's yes is needed, in words; empty where for nothing.
std::vector<std::string> consent_for(const charter::Charter&, const charter::Purpose&, ServiceSet);

}  // namespace candour::paper
