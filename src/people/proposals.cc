#include "people/proposals.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/catalogue_read.h"
#include "charter/edit.h"
#include "gate/in_force.h"
#include "gate/tasks.h"
#include "people/account_holds.h"
#include "people/charter_file.h"
#include "people/second_person_parts.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::people {
namespace {

using charter::Duty;
using charter::Reaches;

constexpr std::string_view kWhyUse = "proposal-why";
constexpr std::string_view kColumns =
    "SELECT id, made, changed, author, state, base, version, from_day, digest, decided, decided_by, why FROM "
    "charter_proposal WHERE org=$1 ";
constexpr std::size_t kFindingsShown = 20;

std::string digest_of(const std::string& text) {
  return vault::to_hex(vault::sha256(as_bytes(text)));
}

/// Every finding at its line, as somebody reads it beside the text.
std::string finding_words(const std::vector<charter::Finding>& all) {
  std::string words;
  std::size_t shown = 0, errors = 0;
  for (const auto& f : all) {
    if (f.warning) continue;
    ++errors;
    if (++shown > kFindingsShown) continue;
    words += (words.empty() ? "" : " ") + std::string("Line ") + std::to_string(f.line) + ": " + f.what +
             ". To mend: " + f.mend + ".";
  }
  if (errors > kFindingsShown) words += " And " + std::to_string(errors - kFindingsShown) + " more.";
  return words;
}

tl::unexpected<Error> compare_anew() {
  return fail(Code::Conflict,
              "Another version came in force after this was compared. Open the proposal and compare it anew: "
              "then it says what it changes now.");
}

bool has_any(const gate::Actor& actor, const charter::Charter& c, Duty duty) {
  return std::ranges::any_of(actor.posts, [&](const gate::Post& p) { return c.at(p.role).has(duty); });
}

const std::vector<Duty>& readers() {
  static const std::vector<Duty> all{Duty::SeeLedger, Duty::ManageStaff, Duty::ReviewGrants};
  return all;
}

}  // namespace

Proposals::Proposals(gate::Gate& gate, store::Db& db, vault::Vault& vault, SecondPerson& second,
                     const Clock& clock, CharterSource source)
    : gate_(gate),
      db_(db),
      vault_(vault),
      second_(second),
      clock_(clock),
      source_(std::move(source)),
      base_(digest_of(source_.text)) {}

Status Proposals::may(const gate::Actor& actor, const std::vector<Duty>& duties) const {
  for (const auto duty : duties)
    if (has_any(actor, gate_.charter(), duty)) return gate_.may(actor, duty, "charter-proposal");
  return gate_.may(actor, duties.front(), "charter-proposal");
}
Status Proposals::may_read(const gate::Actor& actor) const {
  return may(actor, readers());
}
Status Proposals::may_propose(const gate::Actor& actor) const {
  return may(actor, {Duty::SeeLedger, Duty::ManageStaff});
}

Result<Assessed> Proposals::assess(const std::string& text, std::optional<charter::Date> from) const {
  const auto& now = gate_.charter();
  const auto read = [&](const std::string& t) {
    return charter::load_text("the text", t, source_.catalogue, today(clock_.now()));
  };
  auto loaded = read(text);
  if (!loaded.charter) return invalid("text", finding_words(loaded.findings));
  Assessed a;
  a.changes = charter::diff(now, *loaded.charter);
  std::erase_if(a.changes, [](const charter::Change& c) { return c.part == "version"; });
  for (const auto& c : a.changes) a.reaches = std::max(a.reaches, c.reaches);
  if (a.changes.empty())
    return invalid("text", "This says the same as the charter in force. Change something first.");
  a.text = text;
  const bool raise = loaded.charter->version.number == now.version.number;
  if (raise || from) {
    const bool major = raise ? a.reaches == Reaches::People : loaded.charter->version.major;
    if (raise && !from && loaded.charter->version.from == now.version.from)
      return invalid("from", "Say from which day it holds.");
    const auto number =
        raise ? charter::next_number(now.version.number, major) : loaded.charter->version.number;
    TRY(a.text, charter::with_version(text, number, from.value_or(loaded.charter->version.from), major));
    loaded = read(a.text);
    if (!loaded.charter) return invalid("text", finding_words(loaded.findings));
  }
  a.charter = loaded.charter;
  a.findings = std::move(loaded.findings);
  CHECK_OK(check_version(*a.charter, a.reaches));
  TRY(const auto before, uses_before());
  a.uses = before.new_in(*a.charter);
  if (auto words = charter::uses_unanswered(*a.charter, a.uses); !words.empty())
    return invalid("text", std::move(words));
  if (!a.uses.empty()) a.reaches = Reaches::People;
  return a;
}

Status Proposals::check_version(const charter::Charter& c, Reaches reaches) const {
  const auto& now = gate_.charter();
  if (c.organisation.code != now.organisation.code)
    return invalid("text", "This is the charter of “" + c.organisation.code + "”. This organisation is “" +
                               now.organisation.code + "”.");
  if (!gate::later_version(c.version.number, now.version.number))
    return invalid("text", "Version " + c.version.number + " does not come after " + now.version.number +
                               ", which is in force. Give it a later number under `version:`.");
  bool used = false;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    return s.each("SELECT 1 FROM charter_version WHERE org=$1 AND version=$2", {db_.org(), c.version.number},
                  [&](const store::Row&) { return used = true, false; });
  }));
  if (used)
    return invalid("text", "Version " + c.version.number +
                               " was in force before. A number stands for what people were told under it: "
                               "give it the next one under `version:`.");
  if (c.version.from < today(clock_.now()))
    return invalid("from", "A version cannot hold from " + date_words(c.version.from) +
                               ", which is past. Choose today or a later day.");
  if (reaches == Reaches::People && !c.version.major)
    return invalid("text",
                   "It reaches the people you support, who must be told: write `major: true` under "
                   "`version:`, and a number such as " +
                       charter::next_number(now.version.number, true) + ".");
  return {};
}

Status Proposals::keep_text(store::Txn& txn, const Assessed& a) const {
  return txn
      .run(
          "INSERT INTO charter_draft (org, digest, text) VALUES ($1, $2, $3) ON CONFLICT (org, digest) DO "
          "NOTHING",
          {db_.org(), digest_of(a.text), as_bytes(a.text)})
      .map([](auto) {});
}

Result<ProposalId> Proposals::propose(const gate::Actor& actor, const std::string& text,
                                      std::optional<charter::Date> from, const std::string& base) {
  CHECK_OK(may_propose(actor));
  if (base != base_) return compare_anew();
  TRY(const auto a, assess(text, from));
  Proposal p;
  p.made = p.changed = clock_.now();
  p.id = ProposalId::make(p.made.ms);
  p.author = actor.id;
  p.version = a.charter->version.number;
  p.digest = digest_of(a.text);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(keep_text(txn, a));
    CHECK_OK(
        txn.run("INSERT INTO charter_proposal (org, id, made, changed, author, state, base, version, "
                "from_day, digest) VALUES ($1, $2, $3, $3, $4, 'open', $5, $6, $7, $8)",
                {db_.org(), p.id, p.made.ms, actor.id, base_, p.version, iso_date(a.charter->version.from),
                 p.digest}));
    CHECK_OK(tell(txn, p));
    return append(txn, actor.id, p, "proposed", charter::use_codes(*a.charter, a.uses));
  }));
  return p.id;
}

Status Proposals::change(const gate::Actor& actor, ProposalId id, const std::string& text,
                         std::optional<charter::Date> from, const std::string& seen) {
  CHECK_OK(may_propose(actor));
  TRY(const auto a, assess(text, from));
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(auto p, one(txn, id));
    if (p.state != "open")
      return fail(Code::Conflict, "This was decided already. Make a new proposal of it.");
    if (p.digest != seen)
      return fail(Code::Conflict, "Somebody else changed this proposal meanwhile. Read it once more.");
    p.version = a.charter->version.number;
    p.digest = digest_of(a.text);
    CHECK_OK(keep_text(txn, a));
    CHECK_OK(
        txn.run("UPDATE charter_proposal SET author=$3, changed=$4, base=$5, version=$6, from_day=$7, "
                "digest=$8 WHERE org=$1 AND id=$2",
                {db_.org(), id, actor.id, clock_.now().ms, base_, p.version,
                 iso_date(a.charter->version.from), p.digest}));
    CHECK_OK(gate::close_tasks(txn, db_.org(), gate::kCharterProposal, id.text(), clock_.now()));
    p.author = actor.id;
    CHECK_OK(tell(txn, p));
    return append(txn, actor.id, p, "changed", charter::use_codes(*a.charter, a.uses));
  });
}

/// Whether the two together may bring it in.
Status Proposals::may_stand(store::Session& db, const gate::Actor& by, const Proposal& p,
                            Reaches reaches) const {
  const auto author = gate_.actor(p.author), now = gate_.actor(by.id);
  if (!now) return tl::unexpected<Error>(now.error());  // left since the page was asked for
  const auto& c = gate_.charter();
  if (!author || !(has_any(*author, c, Duty::SeeLedger) || has_any(*author, c, Duty::ManageStaff)))
    return fail(Code::Conflict,
                "Whoever proposed this works here no longer, or no longer in a role that may. Somebody else "
                "takes it over by changing it, and then another person approves it.");
  TRY(const bool other, second_.independent(db, by.id, p.author, p.author));
  if (!other)
    return not_allowed(
        "A new version needs another person than the one who proposed it, and no account that "
        "they made or lately gave a password or posts to.",
        c.access_clause);
  if (reaches == Reaches::People && !has_any(by, c, Duty::SeeLedger) && !has_any(*author, c, Duty::SeeLedger))
    return not_allowed(
        "This reaches the people you support. One of the two must answer for data protection "
        "(the duty see-ledger).",
        c.access_clause);
  return {};
}

Status Proposals::approve(const gate::Actor& actor, ProposalId id, const std::string& seen) {
  CHECK_OK(may_read(actor));
  TRY(const auto found, find(actor, id));
  if (found.first.base != base_) return compare_anew();
  TRY(const auto a, assess(found.second, {}));
  if (auto words = charter::uses_missing(*a.charter, a.uses, today(clock_.now())); !words.empty())
    return fail(Code::Conflict, std::move(words));
  const auto done = db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto p, one(txn, id));
    if (p.state != "open") return fail(Code::Conflict, "This was decided already. Nothing was changed.");
    if (p.digest != seen || digest_of(found.second) != seen)
      return fail(Code::Conflict, "It was changed since you read it. Read it once more.");
    CHECK_OK(may_stand(txn, actor, p, a.reaches));
    TRY(const auto rows, txn.run("UPDATE charter_proposal SET state='approved', decided=$3, decided_by=$4 "
                                 "WHERE org=$1 AND id=$2 AND state='open'",
                                 {db_.org(), id, clock_.now().ms, actor.id}));
    if (rows != 1) return fail(Code::Conflict, "This was decided already. Nothing was changed.");
    CHECK_OK(gate::close_tasks(txn, db_.org(), gate::kCharterProposal, id.text(), clock_.now()));
    return append(txn, actor.id, p, "approved", charter::use_codes(*a.charter, a.uses));
  });
  if (!done && done.error().code == Code::NotAllowed) {
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::Refuse;
    e.actor = actor.id;
    e.what = "charter-proposal";
    e.thing = id.text();
    e.outcome = "same-hand";
    CHECK_OK(gate_.ledger().record(e));
  }
  return done;
}

Status Proposals::end(store::Txn& txn, StaffId by, const Proposal& p, std::string_view state,
                      std::string_view words) const {
  const store::Param why =
      words.empty() ? store::Param() : store::Param(vault_.seal_org(kWhyUse, as_bytes(words)));
  CHECK_OK(txn.run(
      "UPDATE charter_proposal SET state=$3, decided=$4, decided_by=$5, why=$6 WHERE org=$1 AND id=$2",
      {db_.org(), p.id, state, clock_.now().ms, by, why}));
  CHECK_OK(gate::close_tasks(txn, db_.org(), gate::kCharterProposal, p.id.text(), clock_.now()));
  return append(txn, by, p, state);
}

/// What is written into the file already is in force from the next start: then it is too late.
Status Proposals::may_end(store::Session& db, const Proposal& p) const {
  if (p.state != "open" && p.state != "approved")
    return fail(Code::Conflict, "This was decided already. Nothing was changed.");
  if (p.state == "open") return {};
  TRY(const auto text, text_of(db, p.digest));
  if (file_state(text) != FileState::Newer) return {};
  return fail(Code::Conflict,
              "The server has written it into the charter’s file already. Propose another version instead.");
}

Status Proposals::withdraw(const gate::Actor& actor, ProposalId id) {
  CHECK_OK(may_read(actor));
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto p, one(txn, id));
    if (p.author != actor.id)
      return not_allowed("Only whoever proposed it takes it back. You can refuse it.",
                         gate_.charter().access_clause);
    CHECK_OK(may_end(txn, p));
    return end(txn, actor.id, p, "withdrawn", {});
  });
}

/// Also what was approved and still waits for its day.
Status Proposals::refuse(const gate::Actor& actor, ProposalId id, std::string_view words) {
  CHECK_OK(may_read(actor));
  if (count_letters(words) < kWhyFewest)
    return invalid("words", "Say in a word why, so that the one who proposed it knows.");
  if (auto too = too_long(words, kWhyMost, "your words"); !too.empty()) return invalid("words", too + ".");
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto p, one(txn, id));
    CHECK_OK(may_end(txn, p));
    return end(txn, actor.id, p, "refused", words);
  });
}

Status Proposals::tell(store::Txn& txn, const Proposal& p) const {
  TRY(const auto all, gate_.everybody());
  for (const auto& a : all) {
    const auto& c = gate_.charter();
    if (std::ranges::none_of(readers(), [&](Duty d) { return has_any(a, c, d); })) continue;
    TRY(const bool other, second_.independent(txn, a.id, p.author, p.author));
    if (!other) continue;
    CHECK_OK(gate::add_task(
        txn, db_.org(),
        {{}, a.id, std::string(gate::kCharterProposal), std::nullopt, p.id.text(), clock_.now()}));
  }
  return {};
}

Status Proposals::append(store::Txn& txn, StaffId by, const Proposal& p, std::string_view outcome,
                         const std::string& more) const {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::CharterChange;
  e.actor = by;
  e.what = "charter-proposal";
  e.thing = p.id.text();
  e.outcome = outcome;
  e.note = "version:" + p.version + " sha256 " + p.digest + more;
  return gate_.ledger().append(txn, e).map([](auto) {});
}

Result<std::vector<Proposal>> Proposals::list(store::Session& db, std::string_view where,
                                              const std::vector<store::Param>& more) const {
  CHECK_OK(house_holds(gate_, db));
  std::vector<Proposal> out;
  std::vector<store::Param> params{db_.org()};
  params.insert(params.end(), more.begin(), more.end());
  Status bad;
  CHECK_OK(db.each(std::string(kColumns) + std::string(where), params, [&](const store::Row& row) {
    Proposal p{row.id<ProposalId>(0),
               {row.i64(1)},
               {row.i64(2)},
               row.id<StaffId>(3),
               row.str(4),
               row.str(5),
               row.str(6),
               {},
               row.str(8),
               std::nullopt,
               {},
               {}};
    p.from = parse_iso_date(row.str(7)).value_or(charter::Date{});
    if (!row.null(9)) p.decided = UnixMs{row.i64(9)};
    if (!row.null(10)) p.decided_by = row.id<StaffId>(10);
    if (!row.null(11)) {
      const auto why = vault_.open_org(kWhyUse, row.blob(11));
      if (why)
        p.why = as_text(*why);
      else
        bad = tl::unexpected<Error>(why.error());
    }
    out.push_back(std::move(p));
    return bad.has_value();
  }));
  CHECK_OK(bad);
  return out;
}

Result<Proposal> Proposals::one(store::Session& db, ProposalId id) const {
  TRY(auto found, list(db, "AND id=$2", {id}));
  if (found.empty()) return not_found();
  return std::move(found.front());
}

Result<std::string> Proposals::text_of(store::Session& db, const std::string& digest) const {
  std::string text;
  CHECK_OK(db.each("SELECT text FROM charter_draft WHERE org=$1 AND digest=$2", {db_.org(), digest},
                   [&](const store::Row& row) { return text = std::string(as_text(row.blob(0))), false; }));
  if (digest_of(text) != digest)
    return fail(Code::Corrupt,
                "The text of this proposal is not the one that was proposed. Tell whoever looks after the "
                "server.",
                "charter_draft " + digest);
  return text;
}

Result<std::vector<Proposal>> Proposals::all(const gate::Actor& actor) const {
  CHECK_OK(may_read(actor));
  std::vector<Proposal> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(out, list(s, "ORDER BY id DESC LIMIT 200", {}));
    return {};
  }));
  return out;
}

Result<std::pair<Proposal, std::string>> Proposals::find(const gate::Actor& actor, ProposalId id) const {
  CHECK_OK(may_read(actor));
  std::pair<Proposal, std::string> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(out.first, one(s, id));
    TRY(out.second, text_of(s, out.first.digest));
    return {};
  }));
  return out;
}

Result<std::vector<VersionInForce>> Proposals::versions(const gate::Actor& actor) const {
  CHECK_OK(may_read(actor));
  std::vector<VersionInForce> out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(const auto made, list(s, "AND state='in-force'", {}));
    CHECK_OK(s.each("SELECT version, since, file FROM charter_version WHERE org=$1", {db_.org()},
                    [&](const store::Row& row) {
                      VersionInForce v{row.str(0), {row.i64(1)}, std::string(as_text(row.blob(2))), {}, {}};
                      for (const auto& p : made)
                        if (p.digest == digest_of(v.text)) v.author = p.author, v.approver = p.decided_by;
                      out.push_back(std::move(v));
                      return true;
                    }));
    return {};
  }));
  std::ranges::sort(out,
                    [](const auto& a, const auto& b) { return gate::later_version(a.number, b.number); });
  return out;
}

}  // namespace candour::people
