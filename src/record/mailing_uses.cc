#include "record/mailing_uses.h"

#include <algorithm>

#include "base/calendar.h"
#include "charter/uses.h"
#include "gate/facts.h"
#include "gate/tasks.h"
#include "record/entry_rows.h"

namespace candour::record {

namespace {

constexpr std::string_view kCodes[] = {"", "taken-back", "paused", "lapsed", "gone"};
constexpr std::string_view kWords[] = {"", "the person took it back", "the person is to be asked again first",
                                       "the yes to it has ended", "its entry is not there any more"};

/// What stands in a mailing, with its entry as it is now.
struct Standing {
  PersonId person;
  EntryId item;
  std::string purpose, over, kind, state;
  std::optional<std::int64_t> until;
  bool there = false;
};

Result<UseOver> over_now(store::Session& db, const gate::Gate& gate, const Standing& u, UnixMs now) {
  const auto& c = gate.charter();
  for (std::size_t i = 1; i < std::size(kCodes); ++i)
    if (u.over == kCodes[i]) return static_cast<UseOver>(i);
  const auto kind = u.there ? c.find_kind(u.kind) : std::nullopt;
  if (!kind || !entry_holds(gate, db, u.item)) return UseOver::Gone;
  const auto* step = use_step(c.at(*kind));
  if (!step || std::ranges::find(step->from, u.state) == step->from.end()) {
    const auto* state = find_state(c.at(*kind), u.state);
    return state && state->destroys ? UseOver::TakenBack : UseOver::Paused;
  }
  if (u.until && *u.until < day_number(today(now))) return UseOver::Lapsed;
  if (u.purpose.empty()) return UseOver::No;
  const auto purpose = c.find_purpose(u.purpose);
  if (!purpose) return UseOver::Lapsed;
  TRY(const bool lets, gate::still_lets(db, c, gate.seals(), u.person, *purpose, now));
  return lets ? UseOver::No : UseOver::Lapsed;
}

}  // namespace

const charter::Move* use_step(const charter::Kind& kind) {
  if (!kind.records_use) return nullptr;
  const auto asks = [](const charter::Move& m) {
    return std::ranges::find(m.asks, charter::use_field::kAs) != m.asks.end();
  };
  const auto at = std::ranges::find_if(kind.moves, asks);
  return at == kind.moves.end() ? nullptr : &*at;
}

std::optional<PurposeIx> given_for(const charter::Charter& c, ServiceIx service, const charter::Kind& kind) {
  std::optional<PurposeIx> found;
  c.at(service).purposes.each([&](PurposeIx p) {
    if (!found && c.at(p).needs_consent() && !(c.at(p).categories & kind.voluntary()).empty()) found = p;
  });
  return found;
}

std::string_view use_over_code(UseOver why) {
  return kCodes[static_cast<std::size_t>(why)];
}

std::string_view use_over_words(std::string_view code) {
  const auto at = std::ranges::find(kCodes, code);
  return at == std::end(kCodes) ? "" : kWords[at - std::begin(kCodes)];
}

Result<std::vector<MailingUse>> uses_of(store::Session& db, const gate::Gate& gate, const Pass& pass,
                                        EntryId mailing) {
  std::vector<MailingUse> out;
  if (pass.may_see().empty()) return out;
  CHECK_OK(
      db.each("SELECT id, person, item, added, added_by, kind_of, over FROM mailing_use WHERE org=$1 AND "
              "mailing=$2 ORDER BY id",
              {gate.charter().org(), mailing}, [&](const store::Row& r) {
                out.push_back({r.id<MailingUseId>(0), r.id<PersonId>(1), r.id<EntryId>(2), UnixMs{r.i64(3)},
                               r.id<StaffId>(4), !r.text(5).empty(), r.str(6)});
                return true;
              }));
  return out;
}

Result<OverIn> over_in(store::Session& db, const gate::Gate& gate, EntryId mailing, UnixMs now) {
  std::vector<Standing> all;
  CHECK_OK(db.each(
      "SELECT u.person, u.item, u.purpose, u.over, e.kind, e.state, u.until FROM mailing_use u LEFT JOIN entry e "
      "ON e.org=u.org AND e.id=u.item WHERE u.org=$1 AND u.mailing=$2",
      {gate.charter().org(), mailing}, [&](const store::Row& r) {
        Standing u{r.id<PersonId>(0), r.id<EntryId>(1), r.str(2), r.str(3), {}, {}, {}, !r.null(4)};
        if (u.there) u.kind = r.str(4), u.state = r.str(5);
        if (!r.null(6)) u.until = r.i64(6);
        return all.push_back(std::move(u)), true;
      }));
  for (const auto& u : all) {
    TRY(const auto over, over_now(db, gate, u, now));
    if (over != UseOver::No) return OverIn{over, u.item};
  }
  return OverIn{};
}

Result<std::vector<EntryId>> mailings_with(store::Session& db, const OrgCode& org, EntryId item) {
  std::vector<EntryId> in;
  CHECK_OK(db.each("SELECT mailing FROM mailing_use WHERE org=$1 AND item=$2 AND over=''", {org, item},
                   [&](const store::Row& r) { return in.push_back(r.id<EntryId>(0)), true; }));
  return in;
}

Status end_use(store::Txn& txn, const gate::Gate& gate, EntryId mailing, const OverIn& over, UnixMs now) {
  const auto org = gate.charter().org();
  TRY(const auto rows,
      txn.run("UPDATE mailing_use SET over=$4, ended=$5 WHERE org=$1 AND mailing=$2 AND item=$3 "
              "AND over=''",
              {org, mailing, over.item, std::string(use_over_code(over.why)), now.ms}));
  if (rows == 0) return {};
  gate::Task task;
  task.kind = gate::kMailingStopped;
  task.about_thing = mailing.text();
  task.created = now;
  std::vector<StaffId> whom;
  CHECK_OK(txn.each("SELECT person, author, changed_by FROM entry WHERE org=$1 AND id=$2", {org, mailing},
                    [&](const store::Row& r) {
                      task.about_person = r.id<PersonId>(0);
                      whom = {r.id<StaffId>(1)};
                      if (r.id<StaffId>(2) != whom[0]) whom.push_back(r.id<StaffId>(2));
                      return false;
                    }));
  for (const auto& staff : whom) {
    task.staff = staff;
    CHECK_OK(gate::add_task(txn, org, task));
  }
  return {};
}

}  // namespace candour::record
