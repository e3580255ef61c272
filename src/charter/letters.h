// Letters as data: what a template says, in paragraphs with {fields}, to whom it may go, and of which
// category each field is; so that nobody is told by a letter what they may not get. The words are the
// catalogue's and shared by all organisations; what each recipient may get is the charter's. Plain values;
// any thread. It fills nothing in by itself (letters/writing.h) and reads no file (catalogue_read.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace candour::charter {

struct Charter;

enum class LetterTo : std::uint8_t {
  Person,      // about whom it is: all of it is theirs
  Circle,      // somebody of their circle of support: what the person lets them know
  Recipient,   // one whom the charter names as one who may get information
  Complainant  // whoever wrote to us from outside: what is about that
};
inline constexpr LetterTo kLetterTo[] = {LetterTo::Person, LetterTo::Circle, LetterTo::Recipient,
                                         LetterTo::Complainant};
std::string_view letter_to_code(LetterTo);  // "person", as spelt in the catalogue

struct LetterPart {
  std::string text;                // with {fields}; of one to write: what it begins with
  std::string write, label, hint;  // not empty: its writer puts in their own words
  bool required = false;
};

struct LetterTemplate {
  std::string code, name, says, subject;
  std::string about;    // a kind: then it belongs to one of its entries; or empty
  std::string kept_as;  // the kind as which its copy is kept
  std::vector<LetterTo> to;
  std::vector<LetterPart> parts;
  bool may_go_to(LetterTo) const;
  /// It says on which of its recipient's grounds they are told, so its writer chooses one.
  bool says_ground() const;
  /// Those in subject and paragraphs, each once, without the braces.
  std::vector<std::string> fields() const;
};

/// "entry.": what follows is a field of the kind that the letter is about.
inline constexpr std::string_view kEntryField = "entry.";
/// The fields that every letter may have.
std::vector<std::string> letter_field_codes();
/// What stands in braces in a text.
std::vector<std::string> fields_in(std::string_view text);
/// The text with each field as `value` gives it.
std::string filled(std::string_view text, const std::function<std::string(const std::string&)>& value);

/// What a field tells about the person: one category, or none (a date, a name of ours). Not known at all
/// when the charter keeps no such thing.
struct LetterField {
  bool known = false;
  CategorySet tells;
};
LetterField letter_field(const Charter& c, const LetterTemplate& t, std::string_view field);
/// All that the fields of a letter tell.
CategorySet letter_tells(const Charter& c, const LetterTemplate& t);
/// What whoever wrote to us from outside may get: who the person is, and all that is about that; `about`: the
/// kind.
CategorySet complainant_may_get(const Charter& c, std::string_view about);

}  // namespace candour::charter
