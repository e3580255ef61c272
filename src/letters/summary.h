// One page about a person to hand over to a hospital or an ambulance: who they are, what can hurt them, how
// to talk with them, what they take, who decides and whom to call; only what its maker may see. Promises: one
// sheet of A4; what does not fit is left out from the least urgent on, and the page says what. Pure but for
// reading; any thread. It knows entries by the codes of the catalogue, and leaves out what a charter has not.
#pragma once

#include <string>
#include <vector>

#include "paper/document.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/relationship.h"
#include "people/staff.h"
#include "record/disputes.h"

namespace candour::letters {

struct SummarySource {
  people::Profile person;
  std::vector<record::Entry> entries;  // newest first
  std::vector<people::Relationship> circle;
  std::vector<std::string> workers;  // names
  record::Disputed disputed;         // what of it the person says is wrong; the marks, without words
  bool held_back = false;            // something of it, which it may be told is there
};

struct SummarySheet {
  paper::Document document;
  std::vector<std::string> left_out;  // headings, as the page says them
};

class Summaries {
 public:
  Summaries(gate::Gate& gate, record::Entries& entries, people::People& people, people::Circle& circle,
            people::Journeys& journeys)
      : gate_(gate), entries_(entries), people_(people), circle_(circle), journeys_(journeys) {}
  /// What a pass must see, as far as its holder may.
  CategorySet wanted() const;
  Result<SummarySource> open(const Pass& pass, PersonId person, const people::Directory& staff) const;

 private:
  gate::Gate& gate_;
  record::Entries& entries_;
  people::People& people_;
  people::Circle& circle_;
  people::Journeys& journeys_;
};

/// `for_whom`: words ("the hospital"); `by`: who made it, for the foot. Errors: Unavailable when no paper can
/// be measured.
Result<SummarySheet> summary_sheet(const charter::Charter& c, const SummarySource& s,
                                   std::string_view for_whom, std::string_view by, UnixMs now);

}  // namespace candour::letters
