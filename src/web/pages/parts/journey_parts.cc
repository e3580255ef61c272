#include "web/pages/parts/journey_parts.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "gate/words.h"

namespace candour::web {

using html::Html;

Html step_questions(const SentForm& form, const charter::Kind& kind, const charter::Move& move) {
  Html out;
  for (const auto& f : kind.at_step(move).fields) {
    if (f.type != charter::FieldType::Choice) {
      out += form.textarea({.name = f.code, .label = f.label, .rows = 3});
      continue;
    }
    std::vector<html::Choice> choices;
    for (const auto& o : f.options) choices.push_back({o.code, o.label});
    out += form.select({.name = f.code, .label = f.label, .choices = std::move(choices)});
  }
  return out;
}

charter::Values step_answers(const charter::Kind& kind, const charter::Move& move, const http::Fields& form) {
  charter::Values out;
  for (const auto& f : kind.at_step(move).fields) out[f.code] = form.trimmed(f.code);
  return out;
}

std::string reason_words(const charter::Kind& kind, std::string_view code) {
  if (code == gate::kSamePerson) return "Two records of one person were joined, and the other one has it too";
  for (const auto& f : kind.fields)
    for (const auto& o : f.options)
      if (o.code == code) return o.label;
  return std::string(code);
}

std::string state_words(const charter::Kind& kind, std::string_view state) {
  const auto found = std::ranges::find(kind.states, state, &charter::State::code);
  return found == kind.states.end() ? std::string(state) : found->name;
}

Html earlier_steps(const Visit& v, const charter::Kind& kind, PersonId person,
                   const std::vector<people::JourneyStep>& steps, EntryId thing, std::int64_t version) {
  html::Table t;
  t.caption = "Earlier steps";
  t.columns = {{"Step", false, true}, {"When"}, {"By"}, {"Why, and in their words"}};
  CategorySet held_back;
  for (const auto& s : steps) {
    if (s.thing != thing || s.version >= version) continue;
    if (!s.holds)
      return html::paragraph(
          "What is stored of its earlier steps is not what Candour wrote, so they are not shown.");
    const auto* move = kind.find_move(s.move);
    Html why;
    for (const auto* code : {&s.reason, &s.outcome})
      if (!code->empty()) why += html::paragraph(reason_words(kind, *code));
    if (!s.words.empty()) why += html::typed_text(s.words);
    held_back = held_back | s.held_back;
    t.rows.push_back({html::text(move ? move->name : s.move), html::text(date_time_words(s.at)),
                      html::text(v.staff->name(s.by)), std::move(why)});
  }
  if (t.rows.empty()) return {};
  return html::frag(html::table(t), held_back_lines(v, held_back, person));
}

Result<InPlace> in_place(const http::Fields& form) {
  InPlace out;
  TRY(out.team, chosen<TeamId>(form, "team", "Choose a team of this service."));
  TRY(out.worker, chosen<StaffId>(form, "worker", "Choose somebody who supports people in this service."));
  return out;
}

std::vector<html::Choice> referrer_choices(const charter::Charter& c) {
  std::vector<html::Choice> x;
  const auto givers = charter::givers(c);
  // Where the charter has a name of its own for one of ours, that name stands alone.
  for (const auto& s : people::referral_sources())
    if (std::ranges::none_of(givers, [&](const auto& g) { return g.first == s.code; }))
      x.push_back({std::string(s.code), std::string(s.words)});
  for (const auto& [code, giver] : givers) x.push_back({code, said_of_them(giver)});
  return x;
}

std::string referrer_words(const charter::Charter& c, std::string_view code) {
  if (const auto* body = charter::body_name(c, code)) return said_of_them(*body);
  for (const auto& s : people::referral_sources())
    if (s.code == code) return std::string(s.words);
  return std::string(code);
}

std::vector<html::Choice> team_choices(const Visit& v, ServiceIx service) {
  std::vector<html::Choice> x;
  for (const auto& t : v.staff->teams())
    if (t.service == service) x.push_back({t.id.text(), t.name});
  return x;
}

Result<std::vector<html::Choice>> worker_choices(const Visit& v, ServiceIx service) {
  TRY(const auto able, v.org->journeys->who_could_support(service));
  std::vector<html::Choice> x;
  for (const auto& m : v.staff->all())
    if (std::ranges::count(able, m.id) > 0) x.push_back({m.id.text(), m.name});
  return x;
}

}  // namespace candour::web
