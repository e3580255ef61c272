#include "store/inside.h"

#include <algorithm>

namespace candour::store {
namespace {

thread_local std::vector<Frame> frames;  // innermost last

}  // namespace

DbRanks ranks_of(std::span<const Migration> migrations) {
  const bool keys = !migrations.empty() && migrations.data() == key_migrations().data();
  return keys ? DbRanks{LockRank::KeyWriter, LockRank::KeyListeners, LockRank::KeyReader} : DbRanks{};
}

const Frame* innermost(const Db* db) {
  for (auto it = frames.rbegin(); it != frames.rend(); ++it)
    if (it->db == db) return &*it;
  return nullptr;
}

FrameHere::FrameHere(const Db* db, Session* s, bool writing) {
  frames.push_back({db, s, writing});
}
FrameHere::~FrameHere() {
  frames.pop_back();
}

bool says_reach(std::span<const std::string> tables) {
  static constexpr std::string_view kAll[] = {
      "person", "enrolment", "referral", "allocation", "reasoned_access", "consent_flag", "objection_flag"};
  return std::ranges::any_of(tables, [](const auto& t) { return std::ranges::count(kAll, t) > 0; });
}

bool only_ledger(std::span<const std::string> tables) {
  return !tables.empty() &&
         std::ranges::all_of(tables, [](const auto& t) { return t.starts_with(kLedgerTable); });
}

Status refuse_nested_write() {
  return fail(Code::Unavailable, "Something went wrong, so nothing was saved.",
              "write() inside write() of the same thread: pass the Txn down instead");
}

}  // namespace candour::store
