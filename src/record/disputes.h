// What somebody says is wrong in what is held of them, for as long as nobody has put it right: a request
// names the entry, or the details, and from then on these are shown and told together with that (UK GDPR,
// Articles 16 and 18(1)(a)). Any thread. Promises: the mark is made with the request and sealed with what it
// is on; it ends when what it names is put right and the request answered, or they take that back; where we
// do not agree it stays, until it is put right after all (people/disputed_rows.h). It judges nothing and
// keeps nobody from a use: that is a request of its own (a restriction).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/entries.h"

namespace candour::record {

struct Dispute {
  Id128 about;  // an entry; of details, the record
  EntryId request;
  std::vector<std::string> fields;  // codes of questions; empty: all of it
  UnixMs since;
  bool stays = false;  // it was decided that it stays as it is
  std::string words;   // theirs, as far as the pass sees them
};
using Disputed = std::vector<Dispute>;

/// The kind of requests, where the organisation takes any down and people may have something put right; null:
/// it does not.
const charter::Kind* kind_of_corrections(const charter::Charter&);
/// Those that stand in this record, the oldest first, or those about one thing of it. Their words are opened
/// as far as the pass goes. Errors: NotFound when the pass is for somebody else; Corrupt when the marks on
/// the details are not what Candour wrote, unless another thing was asked for.
Result<Disputed> disputed_in(const gate::Gate&, store::Db&, Entries&, const Pass&, PersonId,
                             std::optional<Id128> about = {});
/// Of one thing, the oldest first: all of them count.
std::vector<const Dispute*> disputes_of(const Disputed&, const Id128& about);
/// The newest of one thing; null for none.
const Dispute* dispute_of(const Disputed&, const Id128& about);
/// "Disputed: the person says otherwise about “Date”." What is told wherever it is shown; `theirs`: with
/// their words.
std::string disputed_words(const charter::Kind&, const Dispute&, bool theirs);

/// What they say is wrong.
struct Wrong {
  Id128 about;
  std::vector<std::string> fields;
};
/// In the transaction that writes the request, or for one that is being answered; said once more with the
/// same request, both count. Whether they see what it is about, the caller has asked. Errors: NotFound for
/// what is not in this record; Invalid for a question that it does not have ("fields").
Status mark_disputed(store::Txn&, const gate::Gate&, const Pass&, PersonId, EntryId request, const Wrong&,
                     UnixMs now);
/// A member of staff writes down that the person says so: with a request that waits, or with a new one.
struct SaysWrong {
  PersonId person;
  Wrong wrong;
  EntryId request;    // nil: a new one
  std::string words;  // of a new one: what they say instead
  std::string post_key;
};
/// After a step of a request, in its transaction: what of its marks was put right, or taken back, is disputed
/// no more.
Status settle_disputed(store::Txn&, const OrgCode&, EntryId request, std::string_view right,
                       std::string_view state, UnixMs now);

class Disputes {
 public:
  Disputes(gate::Gate& gate, store::Db& db, Entries& entries, const Clock& clock)
      : gate_(gate), db_(db), entries_(entries), clock_(clock) {}
  /// disputed_in().
  Result<Disputed> in(const Pass& pass, PersonId person, std::optional<Id128> about = {}) {
    return disputed_in(gate_, db_, entries_, pass, person, about);
  }
  /// The request. Errors: as Gate::write_about() and mark_disputed(); Invalid ("words"); Conflict for a
  /// request that is over, or is about something else; NotFound and Invalid ("fields") for what they do not
  /// see.
  Result<EntryId> say(const gate::Actor&, const SaysWrong&);

 private:
  gate::Gate& gate_;
  store::Db& db_;
  Entries& entries_;
  const Clock& clock_;
};

}  // namespace candour::record
