// A person's way through the organisation, as far as a pass sees it: each row by the rules of the record in
// which it was written, and of the time.
#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "gate/seals.h"
#include "gate/words.h"
#include "people/journey_rows.h"
#include "people/limits.h"

namespace candour::people {
namespace {

struct OpenedWords {
  std::string words, source_name, source_contact;
};

Result<OpenedWords> read_words(const vault::Vault::EntrySegments& segments) {
  OpenedWords out;
  for (const auto& o : segments.opened) {
    boost::system::error_code ec;
    const auto v = boost::json::parse(as_text(o.plain), ec);
    const auto* obj = ec ? nullptr : v.if_object();
    if (!obj)
      return fail(Code::Corrupt, "The words of this step are damaged.", "journey words are no object");
    for (const auto& [key, into] : {std::pair{"words", &out.words},
                                    {"source-name", &out.source_name},
                                    {"source-contact", &out.source_contact}})
      if (const auto* w = obj->if_contains(key); w && w->is_string()) *into = std::string(w->get_string());
  }
  return out;
}

/// By when the words of the last decision were written, as far as the row can say.
UnixMs words_written(const Referral& r, std::uint32_t words) {
  return r.decided && words == r.version ? *r.decided : taken_down(r.id);
}

}  // namespace

Referral Journeys::as_seen(const Pass& pass, Referral r) const {
  const auto& c = gate_.charter();
  const auto first = pass.sight(r.record, taken_down(r.id));
  for (auto* answer : {&r.source, &r.urgency}) show_or_hold(c, first, *answer, r.held_back);
  if (r.source.empty()) r.received = {};
  show_or_hold(c, r.decided ? pass.sight(r.record, *r.decided) : first, r.decision_reason, r.held_back);
  return r;
}

Status Journeys::open_words(store::Session& s, const Pass& pass, std::vector<Referral>& referrals,
                            const std::vector<std::uint32_t>& versions) {
  std::vector<vault::Vault::EntryRef> refs;
  std::vector<vault::Vault::EntrySegments> found;
  for (std::size_t i = 0; i < referrals.size(); ++i) {
    const auto& r = referrals[i];
    const EntryId entry{r.id.raw};
    refs.push_back({r.record, entry, 1});
    refs.push_back({r.record, entry, versions[i]});
    if (!pass.joined()) continue;
    TRY(auto first, vault_.get(s, pass.sight(r.record, taken_down(r.id)), r.record, entry, 1));
    TRY(auto decided,
        vault_.get(s, pass.sight(r.record, words_written(r, versions[i])), r.record, entry, versions[i]));
    found.push_back(std::move(first));
    found.push_back(std::move(decided));
  }
  if (!pass.joined()) {
    TRY(found, vault_.get_many(s, pass, refs));
  }
  const auto untold = gate_.charter().untold;
  for (std::size_t i = 0; i < referrals.size(); ++i) {
    auto& r = referrals[i];
    r = as_seen(pass, std::move(r));
    TRY(auto first, read_words(found[2 * i]));
    r.reason_words = std::move(first.words);
    r.source_name = std::move(first.source_name);
    r.source_contact = std::move(first.source_contact);
    r.held_back = r.held_back | (found[2 * i].held_back - untold);
    if (versions[i] < 2) continue;
    TRY(auto decided, read_words(found[2 * i + 1]));
    r.decision_words = std::move(decided.words);
    r.held_back = r.held_back | (found[2 * i + 1].held_back - untold);
  }
  return {};
}

Result<Referral> Journeys::referral(const gate::Actor& actor, ReferralId id) {
  TRY(auto bare, bare_referral(id));
  gate::Look look{ledger::Act::View, "referral", id.text(), journey_categories(gate_.charter())};
  look.wanted.add(gate::identity_category(gate_.charter()));
  TRY(const auto pass, gate_.see(actor, bare.referral.person, look));
  return referral(pass, id);
}

Result<Journeys::Whose> Journeys::whose(ReferralId id) {
  TRY(const auto bare, bare_referral(id));
  TRY(const auto records, gate_.records_of(bare.referral.person));
  return Whose{records.front(), bare.referral.service};
}

Result<Referral> Journeys::referral(const Pass& pass, ReferralId id) {
  TRY(auto bare, bare_referral(id));
  if (!pass.covers(bare.referral.person)) return not_found();
  std::vector<Referral> one = {std::move(bare.referral)};
  CHECK_OK(db_.read_records([&](store::Session& s) { return open_words(s, pass, one, {bare.words}); }));
  one.front().person = pass.stays(one.front().person);
  return std::move(one.front());
}

Result<std::vector<Referral>> Journeys::referrals(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<Referral> out;
  std::vector<std::uint32_t> versions;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    for (const auto& record : pass.records_of(person))
      CHECK_OK(s.each(std::string(kReferralColumns) + "WHERE org=$1 AND person=$2 ORDER BY id DESC LIMIT $3",
                      {db_.org(), record, limits::kMostRows}, [&](const store::Row& row) {
                        if (auto r = read_referral(gate_.charter(), row)) {
                          out.push_back(std::move(*r));
                          versions.push_back(words_version(row));
                        }
                        return true;
                      }));
    return open_words(s, pass, out, versions);
  }));
  for (auto& r : out) r.person = pass.stays(r.record);
  if (pass.joined()) std::ranges::stable_sort(out, std::greater{}, &Referral::id);
  return out;
}

Status Journeys::open_place(store::Session& s, const Pass& pass, Enrolment& e, std::uint32_t words) {
  const auto& c = gate_.charter();
  const auto record = e.person;
  const auto sight = pass.sight(record, e.changed);
  for (auto* answer : {&e.closure_reason, &e.outcome}) show_or_hold(c, sight, *answer, e.held_back);
  // Of a step before the last (ended since, as records were joined): among the steps.
  if (words > 0 && words == e.version) {
    TRY(const auto segments, vault_.get(s, sight, record, EntryId{e.id.raw}, words));
    TRY(auto opened, read_words(segments));
    e.words = std::move(opened.words);
    e.held_back = e.held_back | (segments.held_back - c.untold);
  }
  e.person = pass.stays(record);
  return {};
}

Result<std::vector<Enrolment>> Journeys::enrolments(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<Enrolment> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    std::vector<std::uint32_t> words;
    for (const auto& record : pass.records_of(person))
      CHECK_OK(s.each(
          std::string(kEnrolmentColumns) + "WHERE e.org=$1 AND e.person=$2 ORDER BY e.id DESC LIMIT $3",
          {db_.org(), record, limits::kMostRows}, [&](const store::Row& row) {
            if (auto e = read_enrolment(gate_.charter(), row)) {
              out.push_back(std::move(*e));
              words.push_back(words_version_of_place(row));
            }
            return true;
          }));
    for (std::size_t i = 0; i < out.size(); ++i) CHECK_OK(open_place(s, pass, out[i], words[i]));
    return {};
  }));
  if (pass.joined()) std::ranges::stable_sort(out, std::greater{}, &Enrolment::id);
  return out;
}

Status Journeys::open_steps(store::Session& s, const Pass& pass, PersonId record,
                            std::vector<JourneyStep>& steps) {
  const auto& c = gate_.charter();
  std::map<EntryId, bool> holds;
  for (auto& step : steps) {
    const auto [known, fresh] = holds.try_emplace(step.thing, true);
    if (fresh && gate_.seals()) {
      TRY(known->second, gate_.seals()->hold(s, gate::SealSet::Entry, step.thing.raw));
    }
    if (!known->second) {
      JourneyStep unknown;
      unknown.thing = step.thing;
      unknown.version = step.version;
      unknown.holds = false;
      step = std::move(unknown);
      continue;
    }
    const auto sight = pass.sight(record, step.at);
    for (auto* answer : {&step.reason, &step.outcome}) show_or_hold(c, sight, *answer, step.held_back);
    if (step.words.empty()) continue;
    TRY(const auto segments,
        vault_.get(s, sight, record, step.thing, static_cast<std::uint32_t>(step.version)));
    TRY(auto opened, read_words(segments));
    step.words = std::move(opened.words);
    step.held_back = step.held_back | (segments.held_back - c.untold);
  }
  return {};
}

Result<std::vector<JourneyStep>> Journeys::steps(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<JourneyStep> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    for (const auto& record : pass.records_of(person)) {
      std::vector<JourneyStep> some;
      CHECK_OK(
          s.each("SELECT thing, version, move, reason, outcome, words, at, by FROM journey_step "
                 "WHERE org=$1 AND person=$2 ORDER BY thing, version LIMIT $3",
                 {db_.org(), record, limits::kMostRows}, [&](const store::Row& row) {
                   JourneyStep step;
                   step.thing = row.id<EntryId>(0);
                   step.version = row.i64(1);
                   step.move = row.str(2);
                   step.reason = row.str(3);
                   step.outcome = row.str(4);
                   if (row.i64(5) != 0) step.words = "sealed";
                   step.at = {row.i64(6)};
                   step.by = row.id<StaffId>(7);
                   some.push_back(std::move(step));
                   return true;
                 }));
      CHECK_OK(open_steps(s, pass, record, some));
      std::ranges::move(some, std::back_inserter(out));
    }
    return {};
  }));
  std::ranges::stable_sort(out, {}, [](const JourneyStep& step) { return step.at.ms; });
  return out;
}

Result<std::vector<Allocation>> Journeys::allocations(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<Allocation> out;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    for (const auto& record : pass.records_of(person))
      CHECK_OK(
          s.each("SELECT enrolment, staff, key_worker, started, ended FROM allocation "
                 "WHERE org=$1 AND person=$2 ORDER BY started DESC LIMIT $3",
                 {db_.org(), record, limits::kMostRows}, [&](const store::Row& row) {
                   Allocation a{row.id<EnrolmentId>(0), pass.stays(record), row.id<StaffId>(1),
                                row.i64(2) != 0,        {row.i64(3)},       std::nullopt};
                   if (!row.null(4)) a.until = UnixMs{row.i64(4)};
                   out.push_back(a);
                   return true;
                 }));
    return {};
  }));
  if (pass.joined())
    std::ranges::stable_sort(out, [](const Allocation& a, const Allocation& b) { return a.from > b.from; });
  return out;
}

}  // namespace candour::people
