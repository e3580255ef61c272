#include "people/journey_rows.h"

#include <algorithm>

#include "gate/words.h"

namespace candour::people {
namespace {

ReferralState state_of(std::string_view code) {
  for (const auto s :
       {ReferralState::Waiting, ReferralState::Accepted, ReferralState::Declined, ReferralState::Withdrawn})
    if (code == referral_state_code(s)) return s;
  return ReferralState::New;
}

}  // namespace

std::optional<Referral> read_referral(const charter::Charter& c, const store::Row& row) {
  const auto service = c.find_service(row.text(2));
  if (!service) return std::nullopt;
  Referral r;
  r.id = row.id<ReferralId>(0);
  r.person = r.record = row.id<PersonId>(1);
  r.service = *service;
  r.state = state_of(row.text(3));
  r.source = row.str(4);
  r.urgency = row.str(5);
  r.consent_to_refer = row.i64(6) != 0;
  r.received = {row.i64(7)};
  r.taken_by = row.id<StaffId>(8);
  if (!row.null(9)) r.decided = UnixMs{row.i64(9)};
  if (!row.null(10)) r.decided_by = row.id<StaffId>(10);
  r.decision_reason = row.str(11);
  r.version = row.i64(12);
  if (!row.null(14)) r.unasked_basis = row.str(14);
  if (!row.null(15)) r.unasked_clause = row.str(15);
  return r;
}

std::uint32_t words_version(const store::Row& row) {
  return static_cast<std::uint32_t>(row.i64(13));
}

std::optional<Enrolment> read_enrolment(const charter::Charter& c, const store::Row& row) {
  const auto service = c.find_service(row.text(2));
  if (!service) return std::nullopt;
  Enrolment e;
  e.id = row.id<EnrolmentId>(0);
  e.person = row.id<PersonId>(1);
  e.service = *service;
  e.referral = row.id<ReferralId>(3);
  if (!row.null(4)) e.team = row.id<TeamId>(4);
  e.started = {row.i64(5)};
  if (!row.null(6)) e.ended = UnixMs{row.i64(6)};
  e.closure_reason = row.str(7);
  e.outcome = row.str(8);
  e.version = row.i64(9);
  e.changed = {row.i64(11)};
  return e;
}

std::uint32_t words_version_of_place(const store::Row& row) {
  return static_cast<std::uint32_t>(row.i64(10));
}

void show_or_hold(const charter::Charter& c, const Pass& sight, std::string& code, CategorySet& held_back) {
  if (code.empty() || code == gate::kSamePerson) return;
  const auto about = gate::words_category(c);
  if (sight.may_see().has(about)) return sight.note_opened(about);
  code.clear();
  if (!c.untold.has(about)) held_back.add(about);
}

CategorySet journey_categories(const charter::Charter& c) {
  CategorySet all;
  all.add(gate::words_category(c));
  return all;
}

bool is_choice(std::span<const Choice> list, std::string_view code) {
  return std::ranges::any_of(list, [&](const Choice& c) { return c.code == code; });
}

}  // namespace candour::people
