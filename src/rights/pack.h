// The answer to somebody who asked to see what we hold (UK GDPR, Article 15): everything is gathered, a human
// looks at it, leaves out what the law lets them leave out, each with its reason, and hands it over. The same
// for whoever wants to take what they gave us elsewhere (Article 20), in forms that other systems read
// (portable.h). Promises: a kind of entries that is new is in it by itself; what is left out is in no byte of
// what is given; nothing is left out without a reason that is kept, and where the charter names a second
// person for a refusal, not without them; nothing is released before it is known who asks. It is sealed under
// a key of its own among the person's, which is destroyed some weeks after. Any thread. What it suggests is
// no decision, and it cannot read what is inside a file.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jobs/jobs.h"
#include "paper/document.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/relationship.h"
#include "people/staff.h"
#include "record/entries.h"
#include "record/files.h"
#include "rights/pack_types.h"

namespace candour::rights {

inline constexpr int kKeptDays = 28;  // after it was released, or its request has ended
inline constexpr std::string_view kAccess = "access", kPortability = "portability",
                                  kToSomebodyElse = "authorised-recipient";

/// One file of what is given.
struct PackFile {
  std::string name, type;
  std::string bytes;
};

struct PackRooms {
  gate::Gate& gate;
  store::Db& db;
  vault::Vault& vault;
  record::Entries& entries;
  record::Files& files;
  people::People& people;
  people::Circle& circle;
  people::Journeys& journeys;
  people::StaffBook& staff;
  jobs::Jobs& jobs;
  const Clock& clock;
  std::string catalogue_dir = {};  // where it is said how kinds are put into FHIR; "": as answers alone
};

class Packs {
 public:
  explicit Packs(PackRooms rooms);
  ~Packs();

  /// Whether the request is one for a copy that the actor could answer; the error says why not.
  Status may_answer(const gate::Actor& actor, const record::Entry& request) const;
  /// Begins to gather; what was gathered before for the same request is destroyed, unless it was released.
  /// `portable`: for a request to have it moved, kGiven or kAllHeld; for one to see it, "".
  /// Errors: NotAllowed; Conflict before it is known who asks, when it was released, or while it is gathered.
  Result<PackId> begin(const gate::Actor& actor, PersonId person, EntryId request,
                       std::string_view portable = {});
  /// The newest of a request; nothing where nobody began. Errors: Corrupt when it is not what Candour wrote.
  Result<std::optional<Pack>> of(const Pass& pass, PersonId person, EntryId request) const;
  Result<std::optional<jobs::Job>> job(const Pass& pass, const Pack& pack) const;

  enum class Which : std::uint8_t { All, ToLookAt, LeftOut };
  /// Pieces after `after`, in order.
  Result<std::vector<ItemLine>> lines(const Pass& pass, const Pack& pack, Which which, int after,
                                      int most) const;
  /// Errors: NotFound.
  Result<Item> item(const Pass& pass, const Pack& pack, int place) const;
  Result<std::vector<Suggestion>> suggestions(const Pass& pass, const Item& item) const;
  /// The next kReadAtOnce after `after` that wait for a decision.
  Result<std::vector<ToRead>> to_read(const Pass& pass, const Pack& pack, int after) const;

  /// What is decided about every passage of one piece, in the place of what was. `based_on`: the decision
  /// that the decider saw, 0 for none. Errors: Invalid by field, Conflict, NotAllowed.
  Status decide(const gate::Actor& actor, const Pack& pack, int place, std::int64_t based_on,
                const std::vector<Cut>& cuts);
  /// Whoever read these pieces gives each as it stands: all of them, or none. `places`: in order, of those
  /// that wait for a decision. Errors: Conflict when one waits no more, NotAllowed.
  Status give(const gate::Actor& actor, const Pack& pack, const std::vector<int>& places);
  /// Everything that a suggestion points at was decided. Errors: Conflict with what is missing.
  Status finish_review(const gate::Actor& actor, const Pack& pack);
  Status review_again(const gate::Actor& actor, const Pack& pack);
  /// Whether a second person has to agree before it is released: something is left out, and the charter names
  /// one for a refusal.
  bool needs_second(const Pack& pack) const;
  /// Errors: NotAllowed for whoever finished the review.
  Status agree(const gate::Actor& actor, const Pack& pack);
  /// It was handed over: `way` of ways(), `to` whom and how in words. Errors: Invalid, Conflict.
  Status release(const gate::Actor& actor, const Pack& pack, std::string_view way, std::string_view to);
  struct Way {
    std::string_view code, words;
  };
  static std::span<const Way> ways();
  /// To whom it was handed, as whoever did it wrote.
  Result<std::string> handed_to(const Pass& pass, const Pack& pack) const;

  /// Whether it may leave as files: it was reviewed, and agreed to where that is needed. Errors: Conflict.
  Status may_leave(const Pass& pass, const Pack& pack) const;
  /// Everything that is given: one PDF, one page, one JSON file, and the files; of a portable copy JSON, CSV,
  /// FHIR, and the files. `pass` sees the person.
  /// Errors: Conflict while it is gathered, or when the pass does not open all of it.
  Result<std::vector<PackFile>> files_of(const Pass& pass, const Pack& pack) const;
  /// One of them alone: "pdf", "html" or "json"; "json" or "fhir" of a portable copy.
  Result<PackFile> file_of(const Pass& pass, const Pack& pack, std::string_view form) const;
  /// That somebody took it away as a file, on the ledger and on the request.
  Status taken(const Pass& pass, const Pack& pack, std::string_view form);

  /// Destroys what was released weeks ago, or whose request has ended. Every hour.
  Status sweep();

  struct Whole;  // pack_parts.h

 private:
  class Work;
  friend class Work;
  Result<Pack> load(store::Session& db, PackId id) const;
  Result<Pass> pass_to_copy(const gate::Actor& actor, PersonId person, EntryId request) const;
  /// Under the decider's pass: still this pack, in that state.
  Result<Pass> to_change(const gate::Actor& actor, const Pack& pack, PackState in) const;
  Status add_step(store::Txn& txn, const Pass& pass, const Pack& pack, PackStep step, ledger::Act act,
                  CategorySet touched) const;
  Result<std::vector<Item>> open(store::Session& db, const Pass& pass, const Pack& pack,
                                 std::vector<ItemLine> lines) const;
  Result<Whole> whole(const Pass& pass, const Pack& pack) const;
  Result<std::vector<PackFile>> enclosed(const Pass& pass, const Whole& whole) const;
  Result<PackFile> portable_file(const Pass& pass, const Pack& pack, const Whole& all,
                                 std::string_view form) const;
  Status destroy(const Pack& pack);
  Status simple_step(const gate::Actor& actor, const Pack& pack, PackState in, std::string_view what);

  PackRooms r_;
};

}  // namespace candour::rights
