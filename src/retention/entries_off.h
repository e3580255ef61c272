// Takes some entries out of a record whose rest stays, so that they do not come back with an old copy: they
// stand on the list of what was destroyed before they go, and the keys that they shared with the rest are
// renewed. Promises: a crash in the midst goes on where it was. Slices by the thread of jobs. Which entries
// go, and whether anything holds them, is whoever's who calls it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/jobs.h"
#include "record/taking_off.h"
#include "retention/forget_list.h"

namespace candour::retention {

/// The cursor of its job: "off RECORD LAST SLOT …", then that of renewing the keys of that record, then
/// "next RECORD".
class EntriesOff {
 public:
  static constexpr int kAtOnce = 20;  // entries in one slice
  static constexpr std::string_view kFirst = "next -";

  struct Off {
    EntryId id;
    KindIx kind{};
    CategorySet parts;
  };
  /// In the order of their ids. `last`: up to which they were looked at; `more`: there are others behind it.
  struct Chosen {
    std::vector<Off> some;
    EntryId last;
    bool more = false;
  };
  using Choose = std::function<Result<Chosen>(store::Session&, EntryId after)>;
  /// In the transaction with which it goes: its line on the ledger. How many files went with it.
  using OnGone = std::function<Status(store::Txn&, const Off&, std::int64_t files)>;

  EntriesOff(gate::Gate& gate, store::Db& db, vault::Vault& vault, ForgetList& list, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), list_(list), clock_(clock) {}

  static std::string begin(PersonId record);
  /// Whether there is a turn to take; otherwise the record that the cursor names is done.
  static bool goes_on(std::string_view cursor);
  static std::optional<PersonId> record_in(std::string_view cursor);
  /// `record`: that of the cursor, looked at by the caller. Errors: those of `choose`; as Vault::seal_anew.
  Status turn(jobs::Slice& slice, const Pass& pass, PersonId record, const Choose& choose,
              const OnGone& on_gone);

 private:
  struct Going {
    Off entry;
    record::SealedUnder sealed;
    std::vector<vault::KeyName> mails;
  };
  Status take(jobs::Slice& slice, const Pass& pass, PersonId record, const Chosen& chosen,
              const std::vector<Going>& going, const OnGone& on_gone);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  ForgetList& list_;
  const Clock& clock_;
};

}  // namespace candour::retention
