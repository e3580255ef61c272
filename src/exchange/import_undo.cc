// Undoing an import: those whom nobody has worked with since come away as if they had never been added; the
// others stay, and are counted. Known people who were brought up to date keep their new details: the older
// ones stand in their history.
#include <set>

#include "exchange/import_job.h"

namespace candour::exchange {
namespace {

struct Taken {
  PersonId person;
  std::vector<RelationshipId> circle;
  Pass profile;  // to remove the person
  std::optional<Pass> circle_pass;
};

/// Whether an error says that this one person must stay, and not that the store is in trouble.
bool must_stay(const Error& e) {
  return e.code == Code::Conflict || e.code == Code::NotAllowed || e.code == Code::NotFound;
}

}  // namespace

Result<int> Imports::undo(const gate::Actor& actor, ImportId id) {
  TRY(const auto j, job(actor, id));
  if (j.said.state != ImportState::Kept)
    return fail(Code::Conflict, j.said.state == ImportState::Undone
                                    ? "This import has been undone already."
                                    : "This import was not kept: there is nothing to undo.");
  DecidedRows decided;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(decided, decided_rows(s, db_.org(), id));
    return {};
  }));
  // Passes first: a refusal could not be recorded within the transaction.
  const auto way = circle_way(gate_.charter(), actor, j.said.service);
  std::vector<Taken> taken;
  std::set<PersonId> stay;
  for (const auto& [line, d] : decided) {
    if (d.outcome != "added") continue;
    auto profile = gate_.write(actor, d.person, j.said.service, profile_kind(gate_.charter()).ix);
    if (!profile) {
      if (!must_stay(profile.error())) return tl::unexpected<Error>(std::move(profile).error());
      stay.insert(d.person);
      continue;
    }
    std::optional<Pass> circle;
    if (!d.circle.empty() && way) {
      TRY(circle, gate_.write(actor, d.person, j.said.service, way->kind));
    }
    taken.push_back({d.person, d.circle, std::move(*profile), std::move(circle)});
  }
  // A first go finds everybody who must stay and is rolled back; the second leaves them out. A third is for
  // what somebody wrote in between.
  for (int go = 0; go < 3; ++go) {
    std::set<PersonId> found;
    std::vector<vault::KeyName> due;
    const auto done = db_.write([&](store::Txn& txn) -> Status {
      for (const auto& t : taken) {
        if (stay.contains(t.person)) continue;
        auto gone = t.circle.empty() ? Status{}
                    : t.circle_pass  ? circle_.remove_untouched(txn, *t.circle_pass, t.person, t.circle)
                                    : not_allowed("Your role may not change the circle of support here.", "");
        if (gone) gone = people_.remove_untouched(txn, t.profile, {t.person}, due);
        if (gone) continue;
        if (!must_stay(gone.error())) return gone;
        found.insert(t.person);
      }
      if (!found.empty()) return fail(Code::Conflict, "Somebody has worked with these people.");
      TRY(const auto open,
          txn.run(
              "UPDATE import_job SET state='undone', left_behind=$3 WHERE org=$1 AND id=$2 AND state='kept'",
              {db_.org(), id, static_cast<std::int64_t>(stay.size())}));
      if (open != 1) return fail(Code::Conflict, "This import has been undone already.");
      return note(txn, actor, j, ledger::Act::Undo, "import");
    });
    if (done) {
      // Keys go last, once nothing is left that they seal.
      if (auto gone = vault_.destroy_many(due); !gone)
        return fail(Code::Unavailable,
                    "The import is undone, but the keys of its people could not all be destroyed, so old backups "
                    "still open. Tell whoever looks after the server: `candour vault check --remove-orphans` "
                    "ends it.",
                    gone.error().detail.text);
      return static_cast<int>(stay.size());
    }
    if (found.empty()) return tl::unexpected<Error>(done.error());
    stay.insert(found.begin(), found.end());
  }
  return fail(Code::Conflict, "Others are working with these people just now. Try again in a minute.");
}

}  // namespace candour::exchange
