#include "gate/in_force.h"

#include <algorithm>
#include <charconv>

#include "gate/seals.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::gate {
namespace {

using ProposedId = Id<struct ProposedTag>;

constexpr std::string_view kSaid = "charter";
constexpr std::string_view kRaise =
    "give it the next number under `version:`, with the day from which it holds.";

int next_number(std::string_view& rest) {
  int n = 0;
  const auto dot = std::min(rest.find('.'), rest.size());
  std::from_chars(rest.data(), rest.data() + dot, n);
  rest.remove_prefix(std::min(dot + 1, rest.size()));
  return n;
}

/// As much of what is different as somebody reads at a start; `rest`: where the others stand.
std::string some_of(const std::vector<std::string>& changes, std::string_view rest) {
  constexpr std::size_t kShown = 12;
  std::string words;
  for (std::size_t i = 0; i < changes.size() && i < kShown; ++i) words += "\n  " + changes[i];
  if (changes.size() > kShown)
    words += "\n  and " + std::to_string(changes.size() - kShown) + " more" + std::string(rest);
  return words + "\n";
}

}  // namespace

bool later_version(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const int x = next_number(a), y = next_number(b);
    if (x != y) return x > y;
  }
  return false;
}

Result<std::vector<std::string>> earlier_versions(store::Session& db, const OrgCode& org,
                                                  std::string_view number) {
  std::vector<std::pair<std::string, std::string>> all;
  CHECK_OK(
      db.each("SELECT version, file FROM charter_version WHERE org = $1", {org}, [&](const store::Row& r) {
        if (r.str(0) != number && !later_version(r.str(0), number))
          all.emplace_back(r.str(0), as_text(r.blob(1)));
        return true;
      }));
  std::ranges::sort(all, [](const auto& a, const auto& b) { return later_version(b.first, a.first); });
  std::vector<std::string> files;
  for (auto& [version, file] : all) files.push_back(std::move(file));
  return files;
}

InForce::InForce(store::Db& db, ledger::Ledger& ledger, const Clock& clock, CharterVersion mine, Seals* seals)
    : db_(db), ledger_(ledger), clock_(clock), mine_(std::move(mine)), seals_(seals) {
  listening_ = db_.listen([this](std::string_view what) { heard(what); });
}

InForce::~InForce() {
  db_.unlisten(listening_);
}

void InForce::heard(std::string_view what) {
  // What was said is a hint; what is so stands in the table.
  if (what.empty() || what == kSaid) ++heard_;
}

Result<CharterVersion> InForce::stored(store::Session& db) {
  CharterVersion v;
  CHECK_OK(db.each("SELECT version, digest FROM charter_in_force WHERE org = $1", {db_.org()},
                   [&](const store::Row& r) {
                     v = {r.str(0), Bytes(r.blob(1).begin(), r.blob(1).end())};
                     return false;
                   }));
  return v;
}

/// A number stands for what was said under it: people were told of that, and of nothing else.
Status InForce::says_the_same(store::Session& db, const CharterVersion& now) {
  std::optional<std::string> file, catalogue;
  CHECK_OK(db.each("SELECT file, catalogue FROM charter_version WHERE org = $1 AND version = $2",
                   {db_.org(), now.number}, [&](const store::Row& r) {
                     file = std::string(as_text(r.blob(0)));
                     if (!r.null(1)) catalogue = r.str(1);
                     return false;
                   }));
  const std::string org = db_.org().text;
  // A database of before kept no file, or no catalogue; what this one says is what counts from now on.
  if (file && *file != mine_.file && mine_.differences) {
    const auto changes = mine_.differences(*file);
    if (!changes)
      return fail(Code::Conflict, "The charter of " + org + " was changed under its number " + now.number +
                                      ", and the file of before can no longer be read (" +
                                      changes.error().words.text + "). To mend: " + std::string(kRaise));
    if (!changes->empty())
      return fail(Code::Conflict,
                  "The charter of " + org + " says something else than before, and still has the number " +
                      now.number + "." + some_of(*changes, " (candour charter diff OLD NEW)") +
                      "To mend: " + std::string(kRaise));
  }
  if (!catalogue || !mine_.catalogue_changes) return {};
  const auto changes = mine_.catalogue_changes(*catalogue);
  if (changes.empty()) return {};
  return fail(Code::Conflict,
              "The catalogue with which the charter of " + org +
                  " is read, and which comes with Candour, says something else than before, and the charter "
                  "still has the number " +
                  now.number + "." + some_of(changes, "") +
                  "To mend: let whoever answers for data protection read this; then, in the charter, " +
                  std::string(kRaise) + " Until then start with the catalogue of before (--catalogue).");
}

/// Whoever gave information gave it for what they were told then: a file that was changed by hand is asked
/// the same as a proposal is.
Status InForce::uses_answered(store::Session& db) {
  if (!mine_.uses_missing) return {};
  TRY(const auto earlier, earlier_versions(db, db_.org(), mine_.number));
  auto words = mine_.uses_missing(earlier);
  if (words.empty()) return {};
  return fail(Code::Conflict, "Version " + mine_.number + " of the charter of " + db_.org().text +
                                  " does not start. " + words);
}

/// Where it came by a proposal (people/proposals.h), that is in force now; who proposed and approved it, for
/// the ledger.
Result<std::string> InForce::proposed(store::Txn& txn) {
  const auto digest = vault::to_hex(vault::sha256(as_bytes(mine_.file)));
  std::string words, id;
  CHECK_OK(txn.each(
      "SELECT id, author, decided_by FROM charter_proposal WHERE org = $1 AND state = 'approved' "
      "AND digest = $2 ORDER BY decided",
      {db_.org(), digest}, [&](const store::Row& r) {
        id = r.id<ProposedId>(0).text();
        words = " proposal:" + id + " by:" + r.id<StaffId>(1).text() + " approved:" + r.id<StaffId>(2).text();
        return false;
      }));
  if (id.empty()) return words;
  CHECK_OK(txn.run("UPDATE charter_proposal SET state = 'in-force' WHERE org = $1 AND id = $2",
                   {db_.org(), *ProposedId::parse(id)}));
  return words;
}

Status InForce::append(store::Txn& txn, std::string note) {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::CharterChange;
  e.what = "charter";
  e.thing = mine_.number;
  e.outcome = "allowed";
  e.note = std::move(note);
  return ledger_.append(txn, e).map([](auto) {});
}

/// A database of before kept no catalogue of the version that is in force.
Status InForce::keep_catalogue(store::Txn& txn) {
  bool missing = false;
  if (!mine_.catalogue.empty())
    CHECK_OK(txn.each("SELECT 1 FROM charter_version WHERE org = $1 AND version = $2 AND catalogue IS NULL",
                      {db_.org(), mine_.number}, [&](const store::Row&) { return missing = true, false; }));
  if (!missing) return {};
  CHECK_OK(txn.run("UPDATE charter_version SET catalogue = $3 WHERE org = $1 AND version = $2",
                   {db_.org(), mine_.number, mine_.catalogue}));
  return append(txn, "catalogue kept");
}

Status InForce::begin() {
  CHECK_OK(db_.write([&](store::Txn& t) -> Status {
    TRY(const auto now, stored(t));
    if (now.digest == mine_.digest) return keep_catalogue(t);
    if (later_version(now.number, mine_.number))
      return fail(Code::Conflict, "Version " + now.number + " of the charter of " + db_.org().text +
                                      " is in force, but this server was given version " + mine_.number +
                                      ". To mend: give it the newer file, or give this one a higher number.");
    CHECK_OK(now.number == mine_.number ? says_the_same(t, now) : uses_answered(t));
    CHECK_OK(
        t.run("INSERT INTO charter_in_force (org, version, digest, since) VALUES ($1, $2, $3, $4)"
              " ON CONFLICT (org) DO UPDATE SET version = excluded.version, digest = excluded.digest,"
              " since = excluded.since",
              {db_.org(), mine_.number, mine_.digest, clock_.now().ms}));
    const store::Param catalogue = mine_.catalogue.empty() ? store::Param() : store::Param(mine_.catalogue);
    CHECK_OK(t.run(
        "INSERT INTO charter_version (org, version, since, file, catalogue) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (org, version) DO UPDATE SET file = excluded.file, catalogue = excluded.catalogue",
        {db_.org(), mine_.number, clock_.now().ms, as_bytes(mine_.file), catalogue}));
    TRY(const auto by, proposed(t));
    CHECK_OK(append(t, "sha256 " + vault::to_hex(mine_.digest) + by));
    t.announce(std::string(kSaid));
    return {};
  }));
  return {};
}

Status InForce::check() {
  const auto heard = heard_.load();
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  auto found = found_.load();
  if (found >> 1 != heard || now > look_again_.load()) {
    CHECK_OK(db_.read([&](store::Session& s) -> Status {
      TRY(const auto v, stored(s));
      if (seals_) {
        TRY(const bool holds, seals_->hold(s, SealSet::House, {}));
        if (!holds)
          return fail(
              Code::Unavailable,
              "What is stored about the privacy notice in force was changed outside Candour. Nothing is "
              "shown until it has been put back from a backup. Tell your data-protection lead.",
              "charter_in_force, team or policy of " + db_.org().text + " does not fit its seal");
      }
      found = heard << 1 | (v.digest == mine_.digest);
      return {};
    }));
    if (!db_.reading_here()) {  // what an older snapshot shows is not kept
      found_ = found;
      look_again_ = now + std::chrono::steady_clock::duration(kLongest).count();
    }
  }
  if (found & 1) return {};
  return fail(
      Code::Unavailable,
      "The privacy notice was changed, and this server has not been given the newer one yet. Nothing is "
      "shown until it has. Try again in a few minutes.",
      "the charter of " + db_.org().text + " is superseded: start this server with the newer file");
}

}  // namespace candour::gate
