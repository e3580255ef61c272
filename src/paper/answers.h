// What a data-protection lead asks of a charter, beside who sees what (matrix.h): may a body get something,
// how long is it kept, on what does a use stand, by when is a request answered, what does a birthday change.
// The command line and a page ask it. Each value stands with the part of the notice that says it, or with the
// mark that nobody has answered for it yet: no part is named for what it does not say. Pure; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "charter/sharing.h"
#include "paper/document.h"

namespace candour::paper {

/// `service`: none for all of them.
Document explain_recipient(const charter::Charter&, const charter::Recipient&, CategoryIx,
                           std::optional<ServiceIx> service);
/// What words stand on that say these keys of a row ("inform"), as stands_on(); none: it is not said.
using Stands = std::function<std::string(const std::vector<std::string>& keys)>;
/// What must stand for that, and what the person hears, a sentence each; the page that shares shows the same.
std::vector<std::string> terms_lines(const charter::Terms&, const Stands& = {});
/// "We tell you before we share it, unless …."
std::string told_line(const charter::Terms&, const Stands& = {});
std::string purpose_names(const charter::Charter&, PurposeSet);
Document explain_keeping(const charter::Charter&, CategoryIx, std::optional<ServiceIx> service);
Document explain_purpose(const charter::Charter&, PurposeIx);
/// With the day on which an answer is due when it is asked on `asked`.
Document explain_right(const charter::Charter&, const charter::Right&, charter::Date asked);
Document explain_birthday(const charter::Charter&, int age);

}  // namespace candour::paper
