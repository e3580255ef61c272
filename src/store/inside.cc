#include "store/inside.h"

#include <algorithm>

#include "store/accounted.h"
#include "store/reading_since.h"

namespace candour::store {
namespace {

thread_local std::vector<Frame> frames;  // innermost last

}  // namespace

DbRanks ranks_of(std::span<const Migration> migrations) {
  const bool keys = !migrations.empty() && migrations.data() == key_migrations().data();
  return keys ? DbRanks{LockRank::KeyWriter, LockRank::KeyListeners, LockRank::KeyReader} : DbRanks{};
}

std::optional<std::chrono::steady_clock::time_point> reading_since() {
  if (frames.empty()) return std::nullopt;
  return frames.front().since;
}

const Frame* innermost(const Db* db) {
  for (auto it = frames.rbegin(); it != frames.rend(); ++it)
    if (it->db == db) return &*it;
  return nullptr;
}

FrameHere::FrameHere(const Db* db, Session* s, bool writing) {
  frames.push_back({db, s, writing, std::chrono::steady_clock::now()});
}
FrameHere::~FrameHere() {
  frames.pop_back();
}

namespace {

bool any_of(std::span<const std::string> tables, std::span<const std::string_view> among) {
  return std::ranges::any_of(tables, [&](const auto& t) { return std::ranges::count(among, t) > 0; });
}

}  // namespace

bool wants_entry(std::span<const std::string> tables) {
  // Not here: what stands and falls with one of these (segments, pieces of files, tokens, deadlines, lines of
  // an import), drafts, which are nothing yet, and what the house keeps for itself (leases, guesses).
  static constexpr std::string_view kAll[] = {"person",
                                              "person_version",
                                              "relationship",
                                              "referral",
                                              "enrolment",
                                              "allocation",
                                              "consent_flag",
                                              "staff",
                                              "staff_post",
                                              "staff_secret",
                                              "staff_recovery",
                                              "staff_session",
                                              "own_door",
                                              "own_session",
                                              "team",
                                              "objection_flag",
                                              "reasoned_access",
                                              "joined_record",
                                              "charter_in_force",
                                              "charter_version",
                                              "charter_proposal",
                                              "charter_draft",
                                              "entry",
                                              "entry_version",
                                              "file",
                                              "task",
                                              "import_job",
                                              "policy",
                                              "asked_pattern",
                                              "staff_making",
                                              "waiting_change",
                                              "outside_code",
                                              "list_export",
                                              "letter_mail",
                                              "home_visit",
                                              "calendar_feed",
                                              "misfiled",
                                              "disputed",
                                              "staff_cover",
                                              "journey_step",
                                              "access_pack_step"};
  return any_of(tables, kAll);
}

Touched touched_by(std::span<const std::string> tables) {
  static constexpr std::string_view kReach[] = {"person",         "enrolment",       "referral",
                                                "allocation",     "reasoned_access", "consent_flag",
                                                "objection_flag", "joined_record"};
  static constexpr std::string_view kEntry[] = {"ledger_entry"};
  return {any_of(tables, kReach), wants_entry(tables), any_of(tables, kEntry)};
}

void no_entry_needed(std::string_view) {
  for (auto it = frames.rbegin(); it != frames.rend(); ++it)
    if (it->writing) {
      it->no_entry_needed = true;
      return;
    }
}

Status accounted_for(const Touched& touched) {
  if (!touched.account || touched.entry) return {};
  for (auto it = frames.rbegin(); it != frames.rend(); ++it)
    if (it->writing) {
      if (it->no_entry_needed) return {};
      break;
    }
  return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
              "a transaction changes what must be accounted for and brings no entry to the ledger");
}

bool only_ledger(std::span<const std::string> tables) {
  return !tables.empty() &&
         std::ranges::all_of(tables, [](const auto& t) { return t.starts_with(kLedgerTable); });
}

Status refuse_nested_write() {
  return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
              "write() inside write() of the same thread: pass the Txn down instead");
}

tl::unexpected<Error> refuse_unsealed(std::string_view sql, std::string_view why) {
  return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
              "a bug: the rows that this changes cannot be sealed, since " + std::string(why) + ": " +
                  std::string(sql.substr(0, 80)));
}

}  // namespace candour::store
