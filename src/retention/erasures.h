// Deleting what somebody asks to have deleted (UK GDPR, Article 17): what the notice lets go, entry by entry,
// after two have agreed; what must stay is shown, with why, and goes when its time is over. Promises: nothing
// goes that a hold keeps; a crash in the midst goes on where it was; what went does not come back with an old
// copy, and the keys under which it stood are renewed. Any thread; slices by the thread of jobs. The details
// (name, how to reach them) stay as long as anything else does. What was told to others is theirs.
#pragma once

#include <string>
#include <vector>

#include "jobs/jobs.h"
#include "record/entries.h"
#include "retention/forget_list.h"
#include "retention/holds.h"

namespace candour::retention {

class Erasures {
 public:
  Erasures(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries, ForgetList& list,
           jobs::Jobs& jobs, const Clock& clock);
  ~Erasures();

  /// What would go and what would stay: how many entries of which kinds, and no words of them. For whoever
  /// decides about it. `keeps`: categories that are kept beyond what must stay. Errors: NotFound.
  struct Line {
    KindIx kind{};
    ServiceIx service{};
    std::int64_t entries = 0;
    std::string why;  // it stays; empty: it goes
  };
  Result<std::vector<Line>> preview(const Pass& pass, PersonId person, CategorySet keeps) const;
  /// Of a request, as it says.
  static CategorySet keeps_of(const charter::Charter& c, const charter::Values& request);

  /// What was agreed to and whose deleting stopped, since whoever agreed may not do that any more, waits for
  /// somebody to agree anew. Every hour.
  Status sweep();

 private:
  class Work;
  struct Standing;
  Status moved(store::Txn& txn, const Pass& pass, const record::ConsentForm& form, EntryId id,
               std::string_view state);
  Result<std::vector<Standing>> some_of(store::Session& db, PersonId record, EntryId after, int most) const;
  /// Why an entry stays; empty: it goes.
  std::string stays(const Standing& e, const std::vector<ServiceIx>& served, CategorySet keeps,
                    const Held& held) const;
  Result<std::vector<ServiceIx>> served(store::Session& db, PersonId person) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  record::Entries& entries_;
  ForgetList& list_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
};

/// At the start: no entry that the list names stands in the records, which may be an older copy. How many
/// were taken away again.
Result<std::int64_t> forget_entries_again(store::Db& db, vault::Vault& vault, const gate::Gate& gate,
                                          const ForgetList& list, UnixMs now);

}  // namespace candour::retention
