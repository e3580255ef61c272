// What the files that print a notice share. Not for others: they ask notice.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "paper/notice.h"

namespace candour::paper {

Cell contact_cell(const charter::Contact&);
std::vector<Text> texts_of(const std::vector<std::string>& words);  // those that are not empty
/// Names of others, as they write themselves.
std::string joined(const std::vector<std::string>& names);
/// Words, and the part on which they stand where one is given: "We must do it by law (part 3.2)".
Text from_part(std::string words, const std::string& part, std::string_view notice);
/// What several rights have in common, each said once.
KeyFacts shared_terms(const charter::Charter&, std::string_view notice);
/// The topic of consent.
NoticePart agreeing(const charter::Charter& full, const Setting&);
/// What an exceptional ground rests on: "the law", or "the law or somebody’s safety".
std::string beyond_a_yes(const charter::Charter& printed);
/// Whether nothing of a printed role is said but its name: then it stands in no row of its own.
bool only_named(const charter::Charter& printed, const charter::Role&);
/// Who else stands in a record, and what they are told.
Table others_table(const charter::Charter&, const Setting&);
/// Who gives information; and who may refer somebody whom nobody asked, on what ground.
Table source_table(const charter::Charter&, const Setting&);
Table unasked_table(const charter::Charter&, const Setting&);
/// What stands in a cell of which the charter says nothing.
inline constexpr std::string_view kNotSettled = "This is not settled here: ask us.";
/// No empty cells: a column in which little stands goes into the first one, and what is empty then says so.
void close_gaps(Table&);

/// By the number of a part: anchors and titles of the details in which its rules stand.
using PartsToDetails = std::map<std::string, std::vector<std::pair<std::string, std::string>>>;
PartsToDetails details_by_part(const charter::Charter&);

}  // namespace candour::paper
