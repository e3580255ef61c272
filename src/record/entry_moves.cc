// The steps of an entry from state to state: proposed, sent back, signed off. Who wrote a thing never signs
// it off; somebody above them does, or somebody whose role has that duty in the service.
#include <algorithm>

#include "base/calendar.h"
#include "base/text.h"
#include "gate/standing.h"
#include "record/above.h"
#include "record/alerts.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

constexpr std::size_t kMostWords = 4000;

/// The charter lists the move for one of the actor's roles in this service.
bool role_makes(const charter::Charter& charter, const gate::Actor& actor, ServiceIx service, KindIx kind,
                const charter::Move& move) {
  return std::any_of(actor.posts.begin(), actor.posts.end(), [&](const gate::Post& post) {
    const auto& moves = charter.at(post.role).moves;
    return gate::covers(post, service) &&
           std::find(moves.begin(), moves.end(), std::pair(kind, move.code)) != moves.end();
  });
}

/// May this actor take this step now?
Status may_move(const charter::Charter& charter, const gate::Actor& actor, const Entry& entry,
                const charter::Kind& kind, const charter::Move* move) {
  const auto& clause = charter.at(entry.service).clause;
  if (!move) return not_found();
  if (!role_makes(charter, actor, entry.service, kind.ix, *move))
    return not_allowed("Your role does not include the step \"" + move->name + "\" for this.", clause);
  if (move->supervisor && !is_above(charter, actor, entry.service, entry.author))
    return not_allowed(actor.id == entry.author ? "You wrote this, so somebody above you takes this step."
                                                : "This step is for a supervisor of the one who wrote it.",
                       clause);
  if (std::find(move->from.begin(), move->from.end(), entry.state) == move->from.end()) {
    const auto* state = find_state(kind, entry.state);
    return fail(Code::Conflict, "This is \"" + (state ? state->name : std::string("somewhere else")) +
                                    "\" now, so the step no longer fits. Look at it again.");
  }
  return {};
}

}  // namespace

bool is_above(const charter::Charter& charter, const gate::Actor& actor, ServiceIx service, StaffId author) {
  if (actor.id == author) return false;
  if (std::find(actor.line.begin(), actor.line.end(), author) != actor.line.end()) return true;
  return std::any_of(actor.posts.begin(), actor.posts.end(), [&](const gate::Post& post) {
    return gate::covers(post, service) && charter.at(post.role).has(charter::Duty::SignOff);
  });
}

std::vector<const charter::Move*> Entries::moves_for(const gate::Actor& actor, const Entry& e) const {
  std::vector<const charter::Move*> x;
  const auto& charter = gate_.charter();
  const auto& kind = charter.at(e.kind);
  for (const auto& m : kind.moves)
    if (may_move(charter, actor, e, kind, &m)) x.push_back(&m);
  return x;
}

Result<std::uint32_t> Entries::move(const gate::Actor& actor, const Pass& pass, PersonId person, EntryId id,
                                    std::uint32_t based_on, std::string_view move, std::string_view reason) {
  std::uint32_t version = 0;
  const auto saved = db_.write([&](store::Txn& txn) -> Status {
    TRY(version, move_in(txn, actor, pass, person, id, based_on, move, reason));
    return {};
  });
  if (!saved) return tl::unexpected<Error>(refused(pass, person, "move", id.text(), saved.error()));
  return version;
}

Result<std::uint32_t> Entries::move_in(store::Txn& txn, const gate::Actor& actor, const Pass& pass,
                                       PersonId person, EntryId id, std::uint32_t based_on,
                                       std::string_view code, std::string_view reason) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  if (!pass.covers(person) || actor.id != pass.actor()) return not_found();
  TRY(const auto row, Row::load_one(txn, gate_, pass, person, id));
  const auto& kind = charter.at(row.entry.kind);
  if (pass.service() != row.entry.service)
    return not_allowed("This was written in another service.", charter.at(row.entry.service).clause);
  const auto* move = kind.find_move(code);
  CHECK_OK(may_move(charter, actor, row.entry, kind, move));
  if (row.entry.version != based_on)
    return fail(Code::Conflict,
                "Somebody else changed this meanwhile. Read it again before you take the step.");
  const auto why = clean_text(reason);
  if (move->needs_reason && why.empty()) return invalid("reason", "Say why");
  if (auto words = too_long(why, kMostWords, "the reason"); !words.empty()) return invalid("reason", words);

  const auto sight = sight_of(pass, row);
  TRY(const auto old, people::open_one(txn, vault_, gate_.charter(), sight, row.stored()));
  if (old.untold) return not_found();
  const auto version = based_on + 1;
  people::Marks marks;
  if (!why.empty()) marks["#why"] = why;
  TRY(const auto parts, people::seal_marks(txn, vault_, charter, sight, {row.entry.person, id, &kind},
                                           version, row.parts, old, marks));
  CHECK_OK(
      txn.run("UPDATE entry SET version=$3, state=$4, changed=$5, changed_by=$6, parts=$7 "
              "WHERE org=$1 AND id=$2",
              {charter.organisation.code, id, std::int64_t{version}, move->to, now.ms, pass.actor(),
               parts.text(charter)}));
  const auto change = "move:" + move->code;
  CHECK_OK(
      txn.run("INSERT INTO entry_version (org, entry, version, at, by, change, state, parts) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
              {charter.organisation.code, id, std::int64_t{version}, now.ms, pass.actor(), change, move->to,
               parts.text(charter)}));
  CHECK_OK(settle_deadlines(
      txn, charter,
      {id, row.entry.person, row.entry.service, &kind, move->to, true, row.entry.written, today(now)}, {},
      {}));
  const auto fits = [&](const charter::Alert& a) -> Result<bool> { return a.state == move->to; };
  CHECK_OK(raise_alerts(txn, gate_,
                        {id, row.entry.person, row.entry.service, &kind, row.entry.author, pass.actor()},
                        fits, now));
  auto line = gate_.entry_for(pass, ledger::Act::Move, kind.code, id.text(), {});
  line.note = change;
  CHECK_OK(gate_.ledger().append(txn, line));
  return version;
}

}  // namespace candour::record
