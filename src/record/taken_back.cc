// What follows from what an entry says and from the state in which it stands: consents open and shut, what
// was given by choice goes, and whoever was told something is to hear that it changed.
#include <algorithm>

#include "charter/category_list.h"
#include "charter/consent_terms.h"
#include "charter/mailings.h"
#include "charter/requests.h"
#include "charter/sharing.h"
#include "charter/transfers.h"
#include "people/values_in.h"
#include "record/agreements.h"
#include "record/entry_rows.h"
#include "record/hold_scope.h"
#include "record/let_go.h"
#include "record/mailing_uses.h"
#include "record/requests.h"

namespace candour::record {

namespace field = charter::consent_field;
namespace shared = charter::sharing_field;
using people::text_of;

namespace {

/// Which body got which kinds of information by this entry, in the open: to find again whom a change
/// concerns.
Status keep_shared_with(store::Txn& txn, const charter::Charter& c, const ConsentForm& form, EntryId id,
                        const charter::Values& values) {
  const auto recipient = text_of(values, shared::kRecipient);
  if (!form.kind->records_sharing || recipient.empty()) return {};
  const auto on = charter::rests_on(c, text_of(values, shared::kRests));
  std::string what;
  for (const auto& one : people::rows_of(values, shared::kWhat))
    if (one.is_string()) what += (what.empty() ? "" : " ") + std::string(one.get_string());
  return txn
      .run(
          "INSERT INTO shared_with (org, entry, person, recipient, categories, on_ground) VALUES ($1, $2, $3, "
          "$4, $5, $6) ON CONFLICT (org, entry) DO UPDATE SET recipient=excluded.recipient, "
          "categories=excluded.categories, on_ground=excluded.on_ground",
          {c.org(), id, form.person, recipient, what, std::int64_t{on.ground != nullptr}})
      .map([](auto) {});
}

/// What somebody asked to have restricted is, or is not any more: whoever was told of them is to hear (UK
/// GDPR, Article 19).
bool restricts(const charter::Kind& kind, const charter::Values& values, std::string_view state) {
  namespace ask = charter::request_field;
  return kind.records_request && text_of(values, ask::kRight) == ask::kRestriction &&
         (state == ask::kRestricted || state == ask::kLifted);
}

/// What somebody asked is, as long as nobody refused it, that no more marketing comes: whoever got something
/// for theirs is to hear.
bool stops_marketing(const charter::Kind& kind, const charter::Values& values, std::string_view state) {
  namespace ask = charter::request_field;
  return kind.records_request && text_of(values, ask::kRight) == ask::kNoMarketing &&
         state != ask::kRefused && state != ask::kTakenBack;
}

}  // namespace

Status Entries::settle(store::Txn& txn, const Pass& pass, const ConsentForm& form, EntryId id,
                       const charter::Values& values, std::string_view state, bool anew) {
  const bool ended = is_final(*form.kind, state);
  const bool yes = !ended && text_of(values, field::kAnswer) == field::kYes;
  CHECK_OK(settle_agreement(txn, gate_.charter(), *form.kind, id, values, state, clock_.now()));
  CHECK_OK(keep_shared_with(txn, gate_.charter(), form, id, values));
  CHECK_OK(settle_request(txn, consent_rooms(), pass, form, id, values, state, anew));
  if (anew && restricts(*form.kind, values, state))
    CHECK_OK(recipients_to_hear(txn, pass, form.person, {{}, CategorySet::of_bits(~0ull), {}, id}));
  if (anew && stops_marketing(*form.kind, values, state))
    for (const auto& r : gate_.charter().recipients)
      if (r.marketing) CHECK_OK(recipients_to_hear(txn, pass, form.person, {r.code, {}, {}, {}}));
  if (form.kind->records_hold) {
    CHECK_OK(keep_hold_scope(txn, gate_.charter(), form, id, values, ended));
    CHECK_OK(settle_hold(txn, form, id, ended));
  }
  if (form.kind->records_destruction && on_destruction_)
    CHECK_OK(on_destruction_(txn, pass, form.service, id, values, state));
  if (charter::is_transfer(*form.kind) && on_transfer_)
    CHECK_OK(on_transfer_(txn, pass, form.service, id, values, state));
  if (form.kind->records_request && on_request_) CHECK_OK(on_request_(txn, pass, form, id, state));
  if (form.kind->records_mailing && on_mailing_)
    CHECK_OK(on_mailing_(txn, pass, form.service, id, values, state));
  if (const auto* use = use_step(*form.kind); use && std::ranges::find(use->from, state) == use->from.end())
    CHECK_OK(stop_what_shows(txn, pass, id, ended));
  if (const auto* s = find_state(*form.kind, state); s && s->destroys)
    CHECK_OK(goes(txn, pass, {*form.kind, form.person, id}));
  // A word that is mended in an old no ends no newer yes.
  if (!form.kind->records_consent || (!yes && !anew)) return {};
  CHECK_OK(settle_consent(txn, consent_rooms(), pass, form, id, values, ended));
  if (yes) return {};
  return taken_back(txn, pass, form.person, text_of(values, field::kPurpose));
}

Status Entries::settle_hold(store::Txn& txn, const ConsentForm& form, EntryId id, bool ended) {
  return txn
      .run(
          "INSERT INTO hold_flag (org, entry, person, since, released) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org, "
          "entry) DO UPDATE SET released=excluded.released",
          {gate_.charter().org(), id, form.person, clock_.now().ms,
           ended ? store::Param(clock_.now().ms) : store::Param()})
      .map([](auto) {});
}

Status Entries::end_by_engine(const Pass& pass, PersonId person, EntryId id, std::string_view state) {
  if (!pass.covers(person)) return not_found();
  TRY(const auto at, place(person, id));
  return after(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto found, standing(txn, "WHERE e.org=$1 AND e.id=$2", {gate_.charter().org(), id}));
    if (found.empty() || found.front().state == state) return {};
    CHECK_OK(put_into(txn, pass, found.front(), state, "by-engine", "by-engine"));
    return settle(txn, pass, {person, at.service, &gate_.charter().at(at.kind)}, id, {}, state, true);
  }));
}

Result<std::vector<Entries::Standing>> Entries::standing(store::Txn& txn, std::string_view rest,
                                                         const std::vector<store::Param>& params) {
  const auto& c = gate_.charter();
  std::vector<Standing> all;
  CHECK_OK(txn.each(
      "SELECT e.id, e.person, e.version, e.written, e.parts, e.kind, e.service, e.state FROM entry e " +
          std::string(rest),
      params, [&](const store::Row& r) {
        const auto kind = c.find_kind(r.text(5));
        const auto service = c.find_service(r.text(6));
        if (kind && service)
          all.push_back({r.id<EntryId>(0),
                         r.id<PersonId>(1),
                         &c.at(*kind),
                         *service,
                         r.i64(2) + 1,
                         {r.i64(3)},
                         r.str(4),
                         r.str(7)});
        return true;
      }));
  return all;
}

Status Entries::taken_back(store::Txn& txn, const Pass& pass, PersonId person, std::string_view code) {
  const auto to = charter::agreed_to(gate_.charter(), code);
  if (!to) return {};
  if (to->recipient) return recipients_to_hear(txn, pass, person, {to->recipient->code, {}, {}, {}});
  for (const auto& kind : gate_.charter().kinds) {
    const auto* gone = kind.destroying();
    if (!gone || (kind.voluntary() & to->purpose->categories).empty()) continue;
    for (const auto& record : pass.records_of(person)) {
      TRY(const auto all, standing(txn, "WHERE e.org=$1 AND e.person=$2 AND e.kind=$3",
                                   {gate_.charter().org(), record, kind.code}));
      for (const auto& o : all) {
        if (is_final(kind, o.state)) continue;
        CHECK_OK(put_into(txn, pass, o, gone->code, "taken-back", "taken-back"));
        CHECK_OK(stop_what_shows(txn, pass, o.id, true));
        CHECK_OK(goes(txn, pass, {kind, record, o.id}));
      }
    }
  }
  return {};
}

Status Entries::recipients_to_hear(store::Txn& txn, const Pass& pass, PersonId person, const Changed& what) {
  const auto& c = gate_.charter();
  std::vector<std::pair<EntryId, std::string>> rows;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(txn.each(
        "SELECT entry, recipient, categories, on_ground FROM shared_with WHERE org=$1 AND person=$2",
        {c.org(), record}, [&](const store::Row& r) {
          // What an exceptional ground decides, no consent undoes.
          if (what.recipient.empty() ? !(charter::read_category_list(c, r.text(2)) & what.categories).empty()
                                     : r.text(1) == what.recipient && r.i64(3) == 0)
            rows.emplace_back(r.id<EntryId>(0), r.str(1));
          return true;
        }));
  for (const auto& [id, recipient] : rows) {
    TRY(const auto found, standing(txn, "WHERE e.org=$1 AND e.id=$2", {c.org(), id}));
    if (found.empty() || id == what.by) continue;
    const auto& o = found.front();
    const bool pending = o.state == shared::kWaiting || o.state == shared::kReady;
    const bool told =
        o.state == shared::kGiven || o.state == shared::kLookedAt || o.state == shared::kToldChange;
    // What is corrected now was not among what they got, if it was written later.
    if (what.since && o.written < *what.since) continue;
    if (pending && what.recipient.empty()) continue;
    if (pending) CHECK_OK(put_into(txn, pass, o, shared::kDropped, "taken-back", "taken-back"));
    if (told) CHECK_OK(put_into(txn, pass, o, shared::kTellChange, "to-tell", "to-tell"));
  }
  return {};
}

Status Entries::correction_to_hear(store::Txn& txn, const Pass& pass, PersonId person, const Entry& wrong,
                                   CategorySet what) {
  return recipients_to_hear(txn, pass, person, {{}, what, wrong.written, wrong.id});
}

Status Entries::stop_what_shows(store::Txn& txn, const Pass& pass, EntryId item, bool taken_back) {
  namespace mailing = charter::mailing_field;
  TRY(const auto in, mailings_with(txn, gate_.charter().org(), item));
  for (const auto& id : in) {
    TRY(const auto found, standing(txn, "WHERE e.org=$1 AND e.id=$2", {gate_.charter().org(), id}));
    CHECK_OK(
        end_use(txn, gate_, id, {taken_back ? UseOver::TakenBack : UseOver::Paused, item}, clock_.now()));
    // What was sent, or stopped before, stays so; a mail of it that still waits does not go (letters/mail.h).
    if (found.empty() || is_final(*found.front().kind, found.front().state)) continue;
    const auto& o = found.front();
    CHECK_OK(put_into(txn, pass, o, mailing::kStopped, "taken-back", "taken-back"));
    if (on_mailing_) CHECK_OK(on_mailing_(txn, pass, o.service, id, {}, mailing::kStopped));
  }
  return {};
}

Status Entries::goes(store::Txn& txn, const Pass& pass, const TakenBackEntry& what) {
  txn.after([this](bool committed) {
    if (committed) let_go_ = true;
  });
  return let_go(txn, gate_, vault_, pass, what, clock_.now());
}

Status Entries::after(Status saved) {
  if (!let_go_.exchange(false)) return saved;
  // What is not destroyed now is tried again (jobs' sweep): it stands in the database that it is to go.
  [[maybe_unused]] const auto tried = destroy_taken_back();
  return saved;
}

Status Entries::destroy_taken_back() {
  return destroy_let_go(db_, gate_, vault_, destroy_);
}

}  // namespace candour::record
