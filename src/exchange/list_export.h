// A list of people that leaves as a file: only by whoever has the duty export-lists where the people are,
// with a reason in words, and only what the page of the list shows them. Everybody in it stands on the
// ledger, with the categories that were opened, before a byte of it is handed out; who takes away more than
// kLong people is told to whoever keeps the ledger. Any thread. What happens to the file afterwards is beyond
// it.
#pragma once

#include <string>
#include <vector>

#include "people/person.h"
#include "people/staff.h"
#include "record/list_columns.h"
#include "record/people_list.h"

namespace candour::exchange {

using ListExportId = Id<struct ListExportTag>;

enum class ListForm : std::uint8_t { Csv, Xlsx };

struct ListWanted {
  record::ListAsked asked;
  std::vector<std::string> columns;  // codes; those that are not open to the reader are left out
  std::string reason;
  ListForm form = ListForm::Xlsx;
  std::string by;  // the name of whoever takes it away, for the file itself
};
struct TakenFile {
  std::string name, type, bytes;
};

class ListExports {
 public:
  static constexpr std::size_t kLong = 100;     // people in one file: more is told
  static constexpr std::size_t kMost = 20'000;  // and so many at most

  ListExports(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people,
              const record::PeopleList& lists, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), people_(people), lists_(lists), clock_(clock) {}

  /// Errors: NotAllowed; Invalid at "reason", or at "form" when there is nobody to take away or too many.
  Result<TakenFile> take(const gate::Actor& actor, const ListWanted& wanted, const people::Directory& staff);

  /// What was taken away, newest first, with the reasons. Duty SeeLedger.
  struct Taken {
    ListExportId id;
    StaffId by;
    UnixMs at;
    std::int64_t people = 0;
    ListForm form = ListForm::Xlsx;
    std::string reason;
  };
  Result<std::vector<Taken>> taken(const gate::Actor& actor, int most);

 private:
  struct Opened;
  Result<Opened> open(const gate::Actor& actor, const record::Listed& listed, CategorySet wanted);
  Status enter(const gate::Actor& actor, ListExportId id, const Opened& opened, const ListWanted& wanted);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::People& people_;
  const record::PeopleList& lists_;
  const Clock& clock_;
};

}  // namespace candour::exchange
