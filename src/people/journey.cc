#include "people/journey.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/hidden.h"
#include "base/text.h"
#include "gate/words.h"
#include "people/journey_entering.h"
#include "people/journey_rows.h"
#include "people/limits.h"

namespace candour::people {

using charter::Duty;
using ledger::Act;

Journeys::Journeys(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

Status Journeys::append(store::Txn& txn, const Pass& pass, PersonId person, Act act, std::string_view what,
                        std::string_view thing, ServiceIx service, std::string_view note,
                        const charter::Unasked* unasked) {
  CategorySet touched;
  if (pass.may_write().has(gate::words_category(gate_.charter())))
    touched.add(gate::words_category(gate_.charter()));
  auto e = gate_.entry_for(pass, act, what, thing, touched);
  e.people = {person};
  e.service = gate_.charter().at(service).code;
  e.note = note;
  if (unasked) {
    e.basis = charter::basis_code(unasked->basis);
    e.clause = unasked->clause;
  }
  TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
  return {};
}

Status Journeys::seal_words(store::Txn& txn, const Pass& pass, PersonId person, EntryId thing,
                            std::int64_t version, std::string_view words, const Referrer& by) {
  if (words.empty() && by.name.empty() && by.contact.empty()) return {};
  if (auto long_words = too_long(words, limits::kWords, "your words"); !long_words.empty())
    return invalid("words", long_words);
  for (const auto& [text, field, what] : {std::tuple{by.name, "source-name", "the name of who refers them"},
                                          {by.contact, "source-contact", "how to reach who refers them"}}) {
    if (auto wrong = too_long(text, limits::kName, what); !wrong.empty()) return invalid(field, wrong);
    if (auto hidden = hidden_character_words(text, TextShape::Line, what); !hidden.empty())
      return invalid(field, hidden);
  }
  if (auto hidden = hidden_character_words(words, TextShape::Lines, "your words"); !hidden.empty())
    return invalid("words", hidden);
  const auto& c = gate_.charter();
  const auto cat = gate::words_category(c);
  if (!pass.writes(person, cat))
    return invalid(
        "words",
        "You may choose a reason here, but not write in words about the person's support: your role "
        "does not, or the record is restricted. Leave the words out.");
  boost::json::object o = {{"words", clean_text(words)}, {"source-name", clean_line(by.name)}};
  if (!by.contact.empty()) o["source-contact"] = clean_line(by.contact);
  const auto text = boost::json::serialize(o);
  return vault_.put(txn, pass,
                    {person, thing, static_cast<std::uint32_t>(version), cat,
                     vault::KeySlot::group(c.retention_group(cat))},
                    as_bytes(text));
}

namespace {

/// PS-1.2, IG-3: a referral by somebody else needs the person's yes.
Status check_new(const charter::Charter& c, const NewReferral& r, UnixMs now) {
  std::vector<FieldProblem> problems;
  if (static_cast<std::size_t>(r.service) >= c.services.size())
    problems.push_back({"service", "Choose a service."});
  const bool ours = is_choice(referral_sources(), r.source);
  const bool known = ours || charter::body_name(c, r.source);
  if (!known) problems.push_back({"source", "Choose who made the referral."});
  if (r.urgency != "routine" && r.urgency != "soon" && r.urgency != "urgent")
    problems.push_back({"urgency", "Choose how urgent it is: routine, soon or urgent."});
  if (known && !r.consent_to_refer && needs_consent_to_refer(c, r.source))
    problems.push_back(
        {"consent-to-refer",
         "Ask whether the person, or whoever may decide for them, agreed to this referral, and tick "
         "the box when they did. Without it the referral cannot be taken."});
  if (r.received > now) problems.push_back({"received", "Enter a day that is not in the future."});
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

}  // namespace

Result<ReferralId> Journeys::refer(const Pass& pass, const NewReferral& r) {
  ReferralId id;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(id, refer(txn, pass, r));
    return {};
  }));
  return id;
}

/// The team in which the one who takes the referral works in that service, if it is one.
Result<std::optional<TeamId>> Journeys::team_of_taker(store::Txn& txn, StaffId taker,
                                                      std::string_view service) {
  std::optional<TeamId> team;
  int teams = 0;
  CHECK_OK(txn.each(
      "SELECT DISTINCT team FROM staff_post WHERE org=$1 AND staff=$2 AND (service='' OR service=$3) "
      "AND team IS NOT NULL",
      {db_.org(), taker, service}, [&](const store::Row& row) {
        team = row.id<TeamId>(0);
        return ++teams < 2;
      }));
  return teams == 1 ? team : std::nullopt;
}

Result<ReferralId> Journeys::refer(store::Txn& txn, const Pass& pass, const NewReferral& r) {
  const auto person = pass.stays(r.person.is_nil() ? pass.person() : r.person);
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  CHECK_OK(check_new(c, r, now));
  // Of a restricted record nothing is written, but the referral itself.
  TRY(const bool restricted, is_restricted(txn, pass, person));
  if (!pass.covers(person) || (pass.may_write().empty() && !restricted) || pass.service() != r.service)
    return not_allowed("This pass is not for referring that person to that service.", c.access_clause);
  const auto& service = c.at(r.service).code;
  CHECK_OK(still_lives(txn, pass, person));
  CHECK_OK(already_with(txn, c, pass, person, r.service, Entering::ByReferral));
  const auto id = ReferralId::make(now.ms);
  TRY(const auto team, team_of_taker(txn, pass.actor(), service));
  const auto received = r.received.ms == 0 ? now : r.received;
  // What it rests on is the charter's of today, whatever a later one says (IM-2.1).
  const auto* unasked = r.consent_to_refer ? nullptr : charter::unasked_by(c, r.source);
  TRY([[maybe_unused]] const auto rows,
      txn.run("INSERT INTO referral (org, id, person, service, state, "
              "source, urgency, consent, received, taken_by, "
              "reason, words, version, created, taken_in, unasked_basis, unasked_clause) VALUES ($1, $2, $3, "
              "$4, 'new', $5, $6, $7, $8, $9, '', 0, 1, $10, $11, $12, $13)",
              {c.org(), id, person, service, r.source, r.urgency, r.consent_to_refer, received.ms,
               pass.actor(), now.ms, team ? store::Param(*team) : store::Param(),
               unasked ? store::Param(charter::basis_code(unasked->basis)) : store::Param(),
               unasked ? store::Param(unasked->clause) : store::Param()}));
  CHECK_OK(
      seal_words(txn, pass, person, EntryId{id.raw}, 1, r.reason_words, {r.source_name, r.source_contact}));
  CHECK_OK(settle_referral(txn, c, id, true));
  CHECK_OK(append(txn, pass, person, Act::Create, "referral", id.text(), r.service, "source:" + r.source,
                  unasked));
  return id;
}

Status Journeys::take_back(store::Txn& txn, const Pass& pass, ReferralId id) {
  const auto person = pass.person();
  TRY(const auto gone,
      txn.run("DELETE FROM referral WHERE org=$1 AND id=$2 AND person=$3 AND state='new' AND version=1",
              {db_.org(), id, person}));
  if (gone != 1) return fail(Code::Conflict, "Somebody has already worked with this referral.");
  CHECK_OK(txn.run("DELETE FROM due WHERE org=$1 AND entry=$2", {db_.org(), id}));
  CHECK_OK(vault_.drop(txn, pass, person, EntryId{id.raw}));
  return append(txn, pass, person, Act::Undo, "referral", id.text(), pass.service(), "");
}

Result<Journeys::BareReferral> Journeys::bare_referral(ReferralId id) {
  std::optional<BareReferral> found;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(std::string(kReferralColumns) + "WHERE org=$1 AND id=$2", {db_.org(), id},
                  [&](const store::Row& row) {
                    if (auto r = read_referral(gate_.charter(), row))
                      found = {std::move(*r), words_version(row)};
                    return false;
                  });
  }));
  if (!found) return not_found();
  return std::move(*found);
}

Result<Enrolment> Journeys::bare_enrolment(EnrolmentId id) {
  std::optional<Enrolment> found;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(std::string(kEnrolmentColumns) + "WHERE e.org=$1 AND e.id=$2", {db_.org(), id},
                  [&](const store::Row& row) {
                    found = read_enrolment(gate_.charter(), row);
                    return false;
                  });
  }));
  if (!found) return not_found();
  return std::move(*found);
}

Result<Enrolment> Journeys::place_of(PersonId person, EnrolmentId id) {
  TRY(auto e, bare_enrolment(id));
  TRY(const auto theirs, gate_.records_of(person));
  if (std::ranges::find(theirs, e.person) == theirs.end()) return not_found();
  return e;
}

}  // namespace candour::people
