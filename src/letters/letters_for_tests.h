// The scene of the record's tests with what letters need besides. For the tests of this room; one thread.
#pragma once

#include "letters/sheets.h"
#include "letters/summary.h"
#include "letters/writing.h"
#include "record/scene_for_tests.h"

namespace candour::letters {

using people::must;
using record::values;

class Desk : public record::Scene {
 protected:
  explicit Desk(const std::string& code = "ll") : Scene(code) {}
  Desk(const std::string& charter_file, const std::string& catalogue) : Scene(charter_file, catalogue) {}
  people::Circle circle{w.gate, *w.db, *w.vault, w.clock};
  Letters letters{{w.gate, *w.db, *w.vault, w.clock},
                  entries,
                  files,
                  w.people,
                  circle,
                  std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"};
  Summaries summaries{w.gate, entries, w.people, circle, w.journeys};

  const charter::LetterTemplate& letter(std::string_view code) { return *w.charter->find_letter(code); }
  Asked asked(std::string_view code, std::string to = "person") {
    Asked a;
    a.letter = &letter(code);
    a.person = person;
    a.to = std::move(to);
    return a;
  }
  Result<Composed> compose(const Asked& a) {
    return letters.compose(see(worker), a, w.service(), "Kim Worker");
  }
  EntryId complaint(std::string_view more = "") {
    return write(worker, "complaint",
                 R"({"received-on":"2026-11-16","from":"Ada Okafor","about":"times",)" + std::string(more) +
                     R"("what-they-say":"Nobody came on Friday"})");
  }
  RelationshipId in_circle(std::vector<std::string> may_know) {
    people::Relationship r;
    r.person = person;
    r.name = "Ada Okafor";
    r.relation = "sibling";
    r.phone = "020 7946 0018";
    r.may_know = std::move(may_know);
    return must(circle.add(to_write(worker, "supporters"), r));
  }
};

}  // namespace candour::letters
