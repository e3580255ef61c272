// What happens besides writing: referrals and their decisions, circles, consents, training, looks, drafts.
#include <algorithm>

#include "base/calendar_words.h"
#include "exchange/demo/plot.h"
#include "exchange/demo/stage.h"

namespace candour::exchange::demo {

using people::NewReferral;

namespace {

bool offers(std::span<const people::Choice> choices, std::string_view code) {
  return std::ranges::any_of(choices, [&](const auto& c) { return c.code == code; });
}

NewReferral referral_to(Random& rng, const charter::Charter& c, const Someone& who, ServiceIx service) {
  NewReferral r;
  r.service = service;
  r.source = std::string(rng.pick({"self", "family", "self"}));
  std::vector<std::string> others;
  for (const auto& [code, name] : charter::givers(c))
    if (!offers(people::referral_sources(), code)) others.push_back(code);
  if (!others.empty() && rng.chance(55)) r.source = rng.pick(std::span<const std::string>(others));
  r.urgency = std::string(rng.pick({"routine", "routine", "soon", "urgent"}));
  r.consent_to_refer = true;
  r.source_name = r.source == "family" ? who.carer_name : r.source == "self" ? "" : "Duty desk";
  r.reason_words = with_capital(
      who.say(rng.pick({"{name} would like some help to get out more. {Carer} worries; {they} less so.",
                        "Things have become harder since the winter. {name} asks for somebody reliable.",
                        "{name} moved to {town} and does not know anybody yet. Likes {hobby}.",
                        "{Carer} rang first, then {name} {themself}. {They} want{s} to start soon."})));
  return r;
}

/// Of the codes that the charter has, as many as chance will.
std::vector<std::string> some_categories(Random& rng, const charter::Charter& c, int in_hundred) {
  std::vector<std::string> out;
  for (const auto* code :
       {"communication", "care", "attendance", "health", "emergency-contact", "assessment"})
    if (c.find_category(code) && rng.chance(in_hundred)) out.emplace_back(code);
  return out;
}

}  // namespace

void Plot::journey_of(std::size_t stay) {
  const auto& s = stays[stay];
  const auto& who = people[s.who];
  const auto referral = referral_to(rng_, charter(), who, s.service);
  if (s.second) {
    const auto from = stay - 1;
    alone(s.received, rng_.between(481, 510),
          [stay, from, referral](Stage& stage) { return stage.refer_on(stay, from, referral); });
  } else {
    const bool office = cast_.admin && rng_.chance(35) &&
                        charter().at(cast_.all[*cast_.admin].role).has(charter::Duty::AddPerson) &&
                        charter().at(cast_.all[*cast_.admin].role).reach >= charter::Reach::Service;
    const auto by = office ? *cast_.admin : s.worker;
    alone(s.received, rng_.between(481, 530),
          [stay, by, referral](Stage& stage) { return stage.register_person(stay, by, referral); });
  }
  if ((s.waits && s.fate != Fate::New) || s.fate == Fate::Waiting) {
    const std::string reason(rng_.pick({"no-room", "no-worker", "assessment", "information"}));
    const auto words = who.say("{name} knows and was told about how long it takes.");
    alone(workday(add_days(s.received, 2)), 535,
          [stay, reason, words](Stage& stage) { return stage.put_on_list(stay, reason, words); });
  }
  if (s.fate == Fate::Declined) {
    const std::string reason(rng_.pick({"other-service", "out-of-area", "person-declined", "no-contact"}));
    const auto words = who.say("Rang {name} and explained. {They} {has} the number of another service.");
    alone(s.decided, 536, [stay, reason, words](Stage& stage) { return stage.decline(stay, reason, words); });
  }
  if (!s.has_started()) return;
  alone(s.decided, rng_.between(531, 538), [stay](Stage& stage) { return stage.accept(stay); });
  if (!s.second)
    alone(workday(add_days(s.decided, 1)), 539,
          [stay](Stage& stage) { return stage.complete_details(stay); });
  if (s.fate == Fate::Open) return;
  const bool died = s.fate == Fate::Died;
  const std::string reason(
      died ? "died" : rng_.pick({"goals-met", "planned-end", "person-left", "moved-away", "goals-met"}));
  const std::string outcome(died ? "not-known" : rng_.pick({"much-better", "better", "better", "same"}));
  const auto words =
      died ? who.say("{Carer} rang this morning. We send a card and take {name} off all lists today.")
           : who.say(
                 "Last visit with {name}. We looked at what was reached; {they} know{s} how to come back.");
  if (died)
    alone(s.ended, 482,
          [stay, on = add_days(s.ended, -1)](Stage& stage) { return stage.record_death(stay, on); });
  alone(s.ended, 484,
        [stay, reason, outcome, words](Stage& stage) { return stage.close(stay, reason, outcome, words); });
}

constexpr int kAskAgainDays = 330;

void Plot::consent_before(std::size_t stay, PurposeIx purpose, Date day, std::size_t by) {
  // It is asked again in time: a yes of a year ago may have lapsed.
  auto& days = agreed_[{stays[stay].who, purpose}];
  if (std::ranges::any_of(days, [&](Date d) { return d <= day && day < add_days(d, kAskAgainDays); })) return;
  days.insert(day);
  alone(day, 480, [stay, by, purpose](Stage& stage) { return stage.consent(stay, by, purpose); });
}

void Plot::circle_of(std::size_t stay) {
  const auto& s = stays[stay];
  const auto& who = people[s.who];
  if (!s.hero && !rng_.chance(80)) return;
  const auto day = [&] {
    return std::min(workday(add_days(s.decided, rng_.between(2, 9))), add_days(s.ended, -1));
  };
  people::Relationship first;
  first.name = who.carer_name;
  first.relation = who.carer_relation;
  first.phone = test_mobile(rng_);
  first.emergency = true;
  first.carer = rng_.chance(50);
  first.lives_with = who.child || rng_.chance(35);
  first.may_know = some_categories(rng_, charter(), s.hero ? 100 : 45);
  first.informed = "agrees";
  first.notes = who.say("Prefers to be rung in the evening.");
  if (who.child) {
    first.authority = "parental";
    first.evidence = "Birth certificate seen at the first meeting";
  } else if (s.who % 5 == 2) {
    first.authority = "lpa-health";
    first.evidence = "Saw the stamped original on " + date_words(s.decided) + ", every page";
  }
  alone(day(), rng_.between(481, 538),
        [stay, first](Stage& stage) { return stage.add_to_circle(stay, first); });
  if (!rng_.chance(60)) return;
  people::Relationship second;
  second.name = who.second_name;
  second.relation = std::string(rng_.pick({"neighbour", "friend", "social-worker", "advocate", "nurse"}));
  second.phone = test_landline(rng_);
  second.may_know = some_categories(rng_, charter(), 15);
  second.informed = std::string(rng_.pick({"agrees", "told", "not-yet"}));
  alone(day(), rng_.between(481, 538),
        [stay, second](Stage& stage) { return stage.add_to_circle(stay, second); });
}

void Plot::agreements() {
  for (int day = 1; day < kDays; day += kAgreed)
    alone(add_days(today_, day - kDays), 485,
          [](Stage& stage) { return stage.sign_agreements(ServiceIx{}); });
}

void Plot::mailings() {
  alone(add_days(today_, -2), 490, [](Stage& stage) { return stage.write_to_many(ServiceIx{}); });
}

void Plot::training() {
  if (charter().training_months() == 0 || !cast_.admin) return;
  for (std::size_t m = 0; m < cast_.all.size(); ++m)
    for (int day = 300; day < kDays; day += 300)
      if (day == 300 || !cast_.all[m].lapsed)
        alone(add_days(today_, day - kDays), 481, [m](Stage& stage) { return stage.train(m); });
}

void Plot::looks() {
  for (const auto& s : stays) {
    if (s.fate != Fate::Open || s.second) continue;
    const auto ago = [&](int most) {
      return workday(add_days(
          today_, -rng_.between(2, std::max(3, std::min(most, days_between(s.decided, today_) - 1)))));
    };
    const auto who = s.who;
    for (int n = 0; n < rng_.between(1, 3); ++n)
      alone(ago(40), rng_.between(500, 539),
            [m = s.worker, who](Stage& stage) { return stage.look(m, who, "timeline"); });
    if (s.hero || rng_.chance(40))
      alone(ago(30), rng_.between(500, 539),
            [m = s.supervisor, who](Stage& stage) { return stage.look(m, who, "timeline"); });
    if (!s.hero && !rng_.chance(15)) continue;
    for (std::size_t m = 0; m < cast_.all.size(); ++m)
      if (charter().at(cast_.all[m].role).code == "finance" &&
          charter().at(cast_.all[m].role).reach >= charter::Reach::Service &&
          !readable(charter(), cast_.all[m].role, s.service).empty())
        alone(ago(60), rng_.between(500, 539),
              [m, who](Stage& stage) { return stage.look(m, who, "profile"); });
  }
}

void Plot::reasons() {
  // Somebody of another team looks at the first person's record: refused, and later let in for a reason where
  // the charter has one for the role. All long enough ago that nothing is open today.
  std::optional<std::size_t> stranger;
  std::vector<std::size_t> with_reasons;
  for (std::size_t m = 0; m < cast_.all.size(); ++m) {
    const auto& x = cast_.all[m];
    if (x.lapsed || x.starter) continue;
    if (x.role == cast_.worker_role && m != stays[0].worker && !stranger &&
        x.posts[0].team != cast_.all[stays[0].worker].posts[0].team)
      stranger = m;
    if (!charter().at(x.role).reasoned.empty() && x.role != cast_.supervisor_role && m != stays[0].worker)
      with_reasons.push_back(m);
  }
  if (stranger)
    alone(add_days(today_, -41), 515, [m = *stranger](Stage& stage) { return stage.be_refused(m, 0); });
  int n = 0;
  for (const auto m : with_reasons) {
    if (n == 2 || m == stranger) continue;
    const auto words = people[0].say("A sample of records is read each quarter; this one was drawn by lot.");
    alone(add_days(today_, -30 + 12 * n), 516,
          [m, words, n](Stage& stage) { return stage.ask_with_reason(m, n == 0 ? 0 : 1, words); });
    ++n;
  }
  if (stranger && !charter().at(cast_.worker_role).reasoned.empty())
    alone(add_days(today_, -40), 517, [m = *stranger](Stage& stage) {
      return stage.ask_with_reason(
          m, 0, "Covering on Saturday: the team is ill and somebody must bring the shopping.");
    });
  alone(add_days(today_, -28), 520,
        [m = stays[0].supervisor](Stage& stage) { return stage.review_reasons(m); });
  alone(add_days(today_, -6), 521,
        [m = stays[0].worker](Stage& stage) { return stage.search(m, "Shivaun"); });
}

/// A note is put right and a page is brought up to date, so that there are older versions to look at.
void Plot::second_thoughts() {
  int notes = 0, pages = 0;
  for (auto& p : entries) {
    const auto& kind = charter().at(p.kind);
    if (!stays[p.stay].hero || !p.source_name.empty() || p.day > add_days(today_, -30)) continue;
    const auto* body = kind.find_field(kind.body_field);
    if (!body || body->type != charter::FieldType::LongText || !p.values.contains(body->code)) continue;
    const bool note = !kind.one_per_person && kind.moves.size() <= 1 && kind.part == "daily" && notes == 0;
    const bool page = kind.one_per_person && pages < 2;
    if (!note && !page) continue;
    ++(note ? notes : pages);
    auto values = p.values;
    const auto old = std::string(values[body->code].as_string());
    values[body->code] = note ? old + " The bus was the 14, not the 41."
                              : old + people[0].say(" Looked at again with {name}: it still holds.");
    const std::string why = note ? "Figures changed places" : "";
    alone(workday(add_days(p.day, note ? 1 : 20)), 545,
          [planned = &p, values, why](Stage& stage) { return stage.change(*planned, values, why); });
  }
}

void Plot::drafts() {
  int made = 0;
  std::vector<std::size_t> order;  // those of the first worker, then all others
  for (const bool first : {true, false})
    for (std::size_t i = 0; i < stays.size(); ++i)
      if ((stays[i].worker == stays[0].worker) == first) order.push_back(i);
  for (const auto i : order) {
    const auto& s = stays[i];
    if (made == 2) break;
    if (s.fate != Fate::Open || s.second || s.decided > add_days(today_, -5)) continue;
    for (const auto* code : {"contact-note", "observation", "assessment", "brief-intervention"}) {
      const auto k = charter().find_kind(code);
      if (!k || !can_write(charter(), cast_.worker_role, s.service, *k, {})) continue;
      const auto& kind = charter().at(*k);
      Random rng = rng_.branch(77 + i);
      Scene scene{rng,
                  charter(),
                  kind,
                  charter().at(s.service),
                  people[s.who],
                  s.goals,
                  s.theme,
                  add_days(today_, -1),
                  600,
                  today_,
                  0,
                  false,
                  false,
                  cast_.all[s.worker].id,
                  recent_[s.who]};
      auto values = filled_form(scene, writable(charter(), cast_.worker_role, s.service, {}));
      values.erase("minutes");
      values.erase("next-steps");
      alone(add_days(today_, -1), 610 + made,
            [i, kind = *k, values](Stage& stage) { return stage.draft(i, kind, values); });
      ++made;
      break;
    }
  }
}

void Plot::starters() {
  if (!cast_.admin || !charter().agreement_required()) return;
  alone(add_days(today_, -3), 482, [](Stage& stage) { return stage.start_new(); });
}

}  // namespace candour::exchange::demo
