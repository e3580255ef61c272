// A charter written from an organisation's own notice by answering questions in order: the questions, the
// answers with the part of the notice that gives each, the parts that a notice's text has, and the charter's
// YAML made of them. What nobody answered is taken as usual and stands in the charter as working. Pure; any
// thread. It does not know whether an answer is true, nor where the answers are kept
// (people/charter_answers.h).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "charter/catalogue_read.h"

namespace candour::charter {

/// Months, Years: a period in that unit alone. List: with commas between. Pairs: one a line, as "Door: the
/// path to it".
enum class AnswerType : std::uint8_t {
  Line,
  Words,
  One,
  Several,
  YesNo,
  Number,
  Period,
  Months,
  Years,
  Day,
  List,
  Pairs
};
struct Question {
  std::string_view code;       // the key in the charter, or what the making of it goes by
  std::string_view ask, hint;  // of somebody who has the notice in front of them
  AnswerType type = AnswerType::Line;
  bool needed = false;
  std::string_view from = {};  // One, Several: which choices (choices_for)
  bool rare = false;           // few notices say so: asked apart from the others, after them
};
struct Section {
  std::string_view code, title, says;
  bool many = false;  // one row of answers for each service, each purpose …
  std::span<const Question> questions;
  std::string_view called;  // of many: the question whose answer names a row
  bool optional = false;    // a notice may say nothing of it: its first question leads to the others
  const Question* find(std::string_view question) const;
};
/// All of them, in the order in which a notice is read.
std::span<const Section> sections();
const Section* find_section(std::string_view code);

struct Answer {
  std::string value;  // Several: codes, ", " between them; YesNo: "yes" or "no"
  std::string part;   // of the notice; "": it does not say
  bool operator==(const Answer&) const = default;
};
/// By the code of the question. A row of a section of many has its own code under "code", once it is kept.
using AnswerRow = std::map<std::string, Answer, std::less<>>;

struct NoticePart {
  std::string number, title;
  std::size_t begin = 0, end = 0;  // where it stands in the text it was found in; bytes
};
struct Authored {
  std::vector<NoticePart> parts;
  std::map<std::string, std::vector<AnswerRow>, std::less<>> rows;  // by section

  bool has_part(std::string_view number) const;
  const std::vector<AnswerRow>& of(std::string_view section) const;
  /// Puts a row in the place of the one at `at`, or after the last; gives it its code.
  void keep(const Section& section, AnswerRow row, std::optional<std::size_t> at);
};

/// The headings of a notice as plain text: numbered ones where it has three or more, or else short lines that
/// stand alone, counted from 1.
std::vector<NoticePart> parts_of(std::string_view text);

struct AnswerChoice {
  std::string code, words;
};
/// What can be chosen for a question: fixed, from the catalogue, or from rows that were answered before.
std::vector<AnswerChoice> choices_for(const Question& q, const Authored& so_far,
                                      const CatalogueFiles& catalogue);

/// "identity, contact": each of them.
std::vector<std::string> codes_in(std::string_view several);
/// What was typed one a line: without blanks at the end of each, and without empty ones.
std::vector<std::string> lines_typed(std::string_view typed);
/// "Front door: the path to it" as the two sides of its first colon; none where a side is missing.
std::optional<std::pair<std::string, std::string>> pair_in(std::string_view line);
/// Words as a code: "Giving you support" is giving-you-support; "" for words without a Latin letter or
/// figure.
std::string code_of(std::string_view words);

/// What is wrong with a row and what to write instead, each with the question's code, or "QUESTION-part";
/// empty: nothing.
std::vector<FieldProblem> wrong_with(const Section& section, const AnswerRow& row, const Authored& so_far,
                                     const CatalogueFiles& catalogue);
/// What is missing before a charter can be made: sections with a needed question unanswered.
std::vector<const Section*> unanswered(const Authored& a);

/// The charter's text, with version 1.0 from `today`. It may still have
/// findings (load_text), since answers may contradict one another.
std::string compose(const Authored& a, const CatalogueFiles& catalogue, Date today);

/// The answers as a file, and back. Errors: Invalid on "text", with the line and how to mend it.
std::string write_answers(const Authored& a);
Result<Authored> read_answers(const std::string& text);

}  // namespace candour::charter
