// The privacy notice, printed from the charter that the engine runs: what the people an organisation supports
// are told about their information. Since every decision asks the same object, the notice cannot say one
// thing while the system does another (ALL-1). Promises: every purpose, service, role, recipient, retention
// rule, right and contact of the charter is in it. Pure; any thread. It is no legal advice, and it prints
// what the charter says even where that is unwise.
#pragma once

#include <string>
#include <vector>

#include "charter/charter.h"
#include "charter/read.h"
#include "paper/document.h"

namespace candour::paper {

/// What the charter itself does not know: who oversees data protection on the day, and the day of printing.
struct Setting {
  charter::Regulator regulator;
  charter::Date on{};
};

/// One part of the notice; `title` is its second-level heading and `anchor` its address in the page.
struct NoticePart {
  std::string anchor, title;
  std::vector<Block> blocks;
};

/// The parts in order: who-we-are, what-we-collect, why, who-sees-it, who-we-share-with, where-it-is-kept,
/// how-long, agreeing, your-rights, complaints, changes, every-question.
std::vector<NoticePart> notice_parts(const charter::Charter&, const Setting&);
Document notice(const charter::Charter&, const Setting&);
/// Short sentences with pictures: the charter's own, and whom to ask. Large print.
Document easy_read(const charter::Charter&, const Setting&);

// Tables of it, for pages of their own.
Table purpose_table(const charter::Charter&);
Table role_table(const charter::Charter&);
Table reasoned_table(const charter::Charter&);  // may have no rows
Table recipient_table(const charter::Charter&);
bool all_recipients_here(
    const charter::Charter&);  // all in the United Kingdom; the table then does not say so
Table retention_table(const charter::Charter&);
Table rights_table(const charter::Charter&);

}  // namespace candour::paper
