// What one answer shows of people: one pass for each person, asked once however many pieces the page is made
// of, and one line on the ledger, written before the answer leaves, with the categories of which something
// was opened. An answer that shows nothing (a refusal, "not found", a redirection) leaves no look. One
// request, one thread.
#pragma once

#include <string>
#include <vector>

#include "gate/gate.h"
#include "gate/things.h"

namespace candour::web {

class Looks {
 public:
  Looks(gate::Gate& gate, const gate::Actor& actor) : gate_(gate), actor_(actor) {}

  /// A pass to see `wanted` of one person. What was asked first about somebody names the look.
  Result<Pass> at(PersonId person, const gate::What& what, std::string thing, CategorySet wanted);
  /// The same for a list of people; asked once, or each time anew for other people.
  Result<gate::Reachable> at_many(const std::vector<PersonId>& people, const gate::What& what,
                                  std::string thing, CategorySet wanted);
  /// What whoever goes to a home must know, as a line of its own: ask after whatever else the page shows.
  Result<Pass> before_visit(PersonId person, EntryId visit, CategorySet wanted);
  /// A pass to write with which something was opened that the page shows: a form with what stands there now.
  void also(const Pass& pass);
  /// Before the answer leaves. Nothing may be shown when it fails.
  Status write_down();

 private:
  struct One {
    gate::Look look;
    std::vector<Pass> passes;  // the last is the widest
  };
  One* of(PersonId person);

  gate::Gate& gate_;
  const gate::Actor& actor_;
  std::vector<One> looks_;
  std::vector<Pass> to_write_;
};

}  // namespace candour::web
