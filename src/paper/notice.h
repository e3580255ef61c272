// The privacy notice, printed from the charter that the engine runs: what the people an organisation supports
// are told about their information. Since every decision asks the same object, the notice cannot say one
// thing while the system does another (ALL-1). What nobody has confirmed yet (charter/ground.h) is left out.
// Pure; any thread. It is no legal advice, and it prints what the charter says even where that is unwise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "charter/read.h"
#include "paper/document.h"

namespace candour::paper {

/// What the charter itself does not know: who oversees data protection on the day, and the day of printing.
struct Setting {
  charter::Regulator regulator;
  charter::Date on{};
  std::string notice;   // address of the page on which the parts stand; empty: the same document
  std::string details;  // of the page on which the details stand
};

/// Where the charter's own words give the regulator's page for complaints, that one: two addresses would send
/// people to two places.
std::string address_of_regulator(const charter::Charter&, const charter::Regulator&);

/// One topic of the details; `title` is its second-level heading and `anchor` its address in the page.
struct NoticePart {
  std::string anchor, title;
  std::vector<Block> blocks;
};

/// What an organisation tells first, no longer than its own notice; or that with the details behind it.
enum class Layer { First, Whole };
Document notice(const charter::Charter&, const Setting&, Layer = Layer::Whole);
/// The details alone, for a page of their own.
Document details(const charter::Charter&, const Setting&);
/// The topics that have anything to say, in order: our-services, what-we-collect, why, who-sees-it,
/// who-we-share-with, where-it-is-kept, cameras, how-long, agreeing, your-rights, changes, the-law.
std::vector<NoticePart> notice_details(const charter::Charter&, const Setting&);
/// Every question of the forms, and which must be answered.
Document forms(const charter::Charter&, const Setting&);
/// Short sentences with pictures: the charter's own, and whom to ask. Large print.
Document easy_read(const charter::Charter&, const Setting&);

/// The place of a numbered part: "part-3-1".
std::string part_anchor(std::string_view number);
/// The numbers of the parts that have a heading on the first page, and so a place to be led to.
std::vector<std::string> printed_parts(const charter::Charter&);
/// "Notice, part 3.1" with a link to that very place; empty for no part.
Text part_link(std::string_view clause, std::string_view notice = {});

// Tables of it, for pages of their own; `notice` as in Setting.
Table purpose_table(const charter::Charter&, std::string_view notice = {});
Table role_table(const charter::Charter&, std::string_view notice = {});
Table reasoned_table(const charter::Charter&, std::string_view notice = {});  // may have no rows
Table recipient_table(const charter::Charter&, std::string_view notice = {});
Table retention_table(const charter::Charter&, std::string_view notice = {});
Table rights_table(const charter::Charter&, std::string_view notice = {});
/// Purposes with articles, conditions, schedules and documents.
Table law_table(const charter::Charter&, std::string_view notice = {});

}  // namespace candour::paper
