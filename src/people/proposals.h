// A new version of the charter, from the first draft until it is in force: somebody proposes a whole text,
// another person reads what it changes for whom and approves it, and on its day the server writes it into the
// charter's file and starts anew with it (decision 30). Until then nothing of it counts. Any thread. It
// cannot tell two people who are in league from two who are not; the ledger names both.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/locks.h"
#include "charter/new_uses.h"
#include "charter/read.h"
#include "people/second_person.h"

namespace candour::people {

using ProposalId = Id<struct ProposalTag>;

/// What this server was started with.
struct CharterSource {
  std::string path, text;  // the file, and what it said then
  std::string catalogue;   // folder
  /// The fingerprint of a text with the catalogue, as gate::InForce compares it.
  std::function<Result<Bytes>(const std::string& text)> digest;
};

struct Proposal {
  ProposalId id;
  UnixMs made, changed;
  StaffId author;
  std::string state;    // open, approved, refused, withdrawn, in-force
  std::string base;     // what it was compared with: SHA-256 of that text, in hex
  std::string version;  // "1.1"
  charter::Date from{};
  std::string digest;  // SHA-256 of its text, in hex
  std::optional<UnixMs> decided;
  StaffId decided_by;
  std::string why;  // of a refusal
};

/// A text read and compared with what is in force.
struct Assessed {
  std::string text;  // with the number and day that it has now
  charter::CharterPtr charter;
  std::vector<charter::Finding> findings;  // warnings
  std::vector<charter::Change> changes;    // without those of the version itself
  charter::Reaches reaches = charter::Reaches::Nobody;
  std::vector<charter::NewUse> uses;  // of what was collected before; each has its answer
};

/// One version that is or was in force.
struct VersionInForce {
  std::string number;
  UnixMs since;
  std::string text;
  StaffId author, approver;  // nil: brought in from the file, without a proposal
};

/// How the charter's file stands to what this server runs.
enum class FileState : std::uint8_t { AsItRuns, Newer, ChangedOnDisk, NotWritable };

class Proposals {
 public:
  Proposals(gate::Gate& gate, store::Db& db, vault::Vault& vault, SecondPerson& second, const Clock& clock,
            CharterSource source);

  /// Who may read proposals, approve and refuse them: duty SeeLedger, ManageStaff or ReviewGrants.
  Status may_read(const gate::Actor& actor) const;
  /// Who may make them: duty SeeLedger or ManageStaff.
  Status may_propose(const gate::Actor& actor) const;

  const std::string& text_in_force() const { return source_.text; }
  const std::string& base() const { return base_; }
  /// Reads a text and compares it with the charter in force. A number that is still the present one is raised
  /// (a major one where people are reached), and `from` put in, where given. Errors: Invalid on "text", with
  /// line and how to mend it, or on "from"; so where it uses what was collected before for something new, and
  /// does not answer for it (charter/new_uses.h).
  Result<Assessed> assess(const std::string& text, std::optional<charter::Date> from) const;

  /// Errors: NotAllowed, Invalid as above, Conflict when `base` is no longer in force ("compare anew").
  Result<ProposalId> propose(const gate::Actor& actor, const std::string& text,
                             std::optional<charter::Date> from, const std::string& base);
  /// Another text in an open one, compared with what is in force now; whoever changes it is its author.
  /// `seen`: the digest that was changed.
  Status change(const gate::Actor& actor, ProposalId id, const std::string& text,
                std::optional<charter::Date> from, const std::string& seen);
  Status withdraw(const gate::Actor& actor, ProposalId id);
  Status refuse(const gate::Actor& actor, ProposalId id, std::string_view words);
  /// Records that people were told of a new use: it stands in the text, so whoever records it is its author.
  /// `use`: which of the answers of its version. Errors: as change(), and Invalid on "told" (a day to come).
  Status told(const gate::Actor& actor, ProposalId id, std::size_t use, charter::Date on,
              const std::string& how, const std::string& seen);
  /// How many people there is a record of in each service, by its code, whether or not they are in it still.
  Result<std::map<std::string, std::int64_t>> people_in_services(const gate::Actor& actor) const;
  /// Errors: NotAllowed (its author, an account in the author's hand, nobody of the two who answers for data
  /// protection where people are reached), Conflict (decided, changed since `seen`, compared with an older
  /// version, its author has left; people were not told yet of a use that does not fit), Invalid (the day is
  /// past).
  Status approve(const gate::Actor& actor, ProposalId id, const std::string& seen);

  /// Newest first, and one with its text. Errors: NotFound.
  Result<std::vector<Proposal>> all(const gate::Actor& actor) const;
  Result<std::pair<Proposal, std::string>> find(const gate::Actor& actor, ProposalId id) const;
  /// Newest first.
  Result<std::vector<VersionInForce>> versions(const gate::Actor& actor) const;
  FileState file_state(const std::string& proposed) const;
  /// Whether the file still says what this server was started with.
  bool file_as_it_runs() const { return file_state(source_.text) == FileState::Newer; }

  /// Writes the file of what is approved and whose day has come, or, when another server has brought a
  /// version in, that one. True: the file says something newer than this server runs; start it anew. An
  /// approval by somebody who has left meanwhile is void. Errors: Conflict (the file was changed on the
  /// disk), Unavailable (it cannot be written).
  Result<bool> bring_in();

 private:
  Status may(const gate::Actor& actor, const std::vector<charter::Duty>& duties) const;
  Result<std::vector<Proposal>> list(store::Session& db, std::string_view where,
                                     const std::vector<store::Param>& more) const;
  Result<Proposal> one(store::Session& db, ProposalId id) const;
  Result<std::string> text_of(store::Session& db, const std::string& digest) const;
  Status check_version(const charter::Charter& c, charter::Reaches reaches) const;
  Status keep_text(store::Txn& txn, const Assessed& a) const;
  Result<charter::UsesSoFar> uses_before() const NEEDS_NO_LOCK(before_lock_);
  Status may_stand(store::Session& db, const gate::Actor& by, const Proposal& p,
                   charter::Reaches reaches) const;
  Status may_end(store::Session& db, const Proposal& p) const;
  Status tell(store::Txn& txn, const Proposal& p) const;
  Status append(store::Txn& txn, StaffId by, const Proposal& p, std::string_view outcome,
                const std::string& more = {}) const;
  Status end(store::Txn& txn, StaffId by, const Proposal& p, std::string_view state,
             std::string_view words) const;
  Result<bool> write_approved(const Proposal& p);
  Result<bool> follow();
  bool works_here(StaffId id) const;
  Status void_approval(const Proposal& p);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  SecondPerson& second_;
  const Clock& clock_;
  const CharterSource source_;
  const std::string base_;
  // Read once: a newer version begins with a server that is started anew.
  mutable Mutex before_lock_{LockRank::Last};
  mutable std::optional<charter::UsesSoFar> before_ GUARDED_BY(before_lock_);
};

}  // namespace candour::people
