// What of a record goes to somebody outside: single answers of single entries, picked by whoever tells them,
// out of the kinds of information that the sharing is about, and the paper that is made of them (LL-3.1). Any
// thread; it holds nothing. Promises: nothing is picked that the sharing is not about, or that its reader
// does not see; on the paper stands what was picked and nothing else. It does not read what is written in an
// answer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "paper/document.h"
#include "record/disputes.h"

namespace candour::letters {

/// Fields of an entry, in a version, that go.
struct PickedPart {
  EntryId entry;
  std::uint32_t version = 1;
  std::vector<std::string> fields;
};
/// "ENTRY:VERSION:field,field", blanks between, as it stands in the row.
std::string picked_text(const std::vector<PickedPart>& parts);
std::vector<PickedPart> read_picked(std::string_view text);

/// The fields of an entry that may be picked: answers in words, of kinds of information that are shared.
std::vector<const charter::Field*> may_be_picked(const charter::Charter& c, const record::Entry& e,
                                                 CategorySet what);
/// "ENTRY.VERSION": what was looked at.
std::string pick_code(const record::Entry& e);
/// What was ticked ("ENTRY.VERSION/field"), of entries as their reader sees them. Errors: Conflict when
/// something that was ticked may not be picked, is not there any more, or says something else by now: nothing
/// goes unseen.
Result<std::vector<PickedPart>> pick(const charter::Charter& c, const std::vector<record::Entry>& from,
                                     CategorySet what, std::span<const std::string> ticked);

/// The paper: only what was picked, in the order given.
struct SharedPaper {
  std::string person, to_whom, words, by;
  std::vector<std::pair<record::Entry, std::vector<std::string>>> picked;
  UnixMs now;
  record::Disputed disputed;  // in the record: whoever is told something is told that they say otherwise
  bool their_words = false;   // and what they say instead: only where whoever sends it chose so
};
paper::Document shared_paper(const charter::Charter& c, const SharedPaper& s);
/// The same for another system, as JSON: {"about", "for", "from", "on", "words", "entries": [{"kind", "name",
/// "date", "disputed", "answers": [{"field", "label", "words", "value"}]}]}; values as in the catalogue; of
/// rows the words alone; "disputed", in words, only where it is.
std::string shared_data(const charter::Charter& c, const SharedPaper& s);

}  // namespace candour::letters
