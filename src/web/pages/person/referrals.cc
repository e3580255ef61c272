// Referrals and the waiting list, and the steps of one referral.
#include <algorithm>
#include <set>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/words.h"
#include "paper/charter_words.h"
#include "web/pages/parts/journey_parts.h"
#include "web/pages/parts/work_parts.h"

namespace candour::web {

using charter::Duty;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kReferralsListed = 30;

// The list

Html held_back_cell() {
  return html::hint_line("Held back");
}

Result<Response> list_page(const Site& site, const Request& r, bool waiting) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::DecideReferral, "referrals"));
  TRY(auto list, v.org->journeys->open_referrals(v.actor, waiting, ReferralId::parse(r.query.get("after")),
                                                 kReferralsListed));
  std::vector<PersonId> ids;
  for (const auto& x : list) ids.push_back(x.person);
  gate::Reachable reach;
  std::map<PersonId, std::string> names;
  std::set<PersonId> died;
  if (!ids.empty()) {
    TRY(reach,
        v.state->looks.at_many(ids, gate::Thing::Referrals, {},
                               name_categories(v.charter()) | people::journey_categories(v.charter())));
    TRY(auto profiles, v.org->people->profiles(reach, ids));
    for (const auto& p : profiles) {
      names[p.id] = p.name();
      if (p.died) died.insert(p.id);
    }
  }
  html::Table t;
  t.caption = waiting ? "On the waiting list, longest first" : "To decide, urgent first, then the oldest";
  t.columns = {{"Who", false, true}, {"Service"}, {"From"}, {"Received"}, {"How soon"}};
  t.when_empty = waiting ? "Nobody waits." : "No referral waits for a decision.";
  for (auto& x : list) {
    const auto* pass = reach.pass_for(x.person);
    if (pass) x = v.org->journeys->as_seen(*pass, std::move(x));
    // Taken once by whoever looks, and out of their reach since: no longer theirs to know of.
    const bool gone = std::ranges::find(reach.out_of_reach, x.person) != reach.out_of_reach.end();
    if (gone && x.taken_by == v.actor.id) continue;
    const std::string name = names.contains(x.person) ? names[x.person] : "Name held back";
    t.rows.push_back(
        {html::frag(html::link(v.url("/referrals/" + x.id.text()), name),
                    died.contains(x.person) ? html::frag(" ", html::tag("Died", html::Tint::Bad)) : Html{}),
         html::text(v.charter().at(x.service).name),
         pass ? html::text(referrer_words(v.charter(), x.source)) : held_back_cell(),
         pass && x.received.ms != 0 ? html::text(ago_words(candour::today(x.received), site.today()))
                                    : held_back_cell(),
         !pass || x.urgency.empty() ? held_back_cell()
         : x.urgency == "urgent"    ? html::tag("Urgent", html::Tint::Bad)
                                 : html::text(reason_words(people::referral_kind(v.charter()), x.urgency))});
  }
  auto f = site.frame(r, waiting ? "Waiting list" : "Referrals", "referrals");
  f.heading = f.title;
  f.below_banner = html::tabs("Referrals", {{"To decide", v.url("/referrals"), !waiting, 0},
                                            {"Waiting list", v.url("/referrals/waiting"), waiting, 0}});
  const bool more = static_cast<int>(list.size()) == kReferralsListed;
  const std::string at = waiting ? "/referrals/waiting" : "/referrals";
  f.main =
      html::frag(v.has(Duty::AddPerson) ? html::button_link(v.url("/people/new"), "Take a referral") : Html{},
                 html::table(t),
                 html::pagination(r.query.has("after") ? v.url(at) : std::string{},
                                  more ? v.url(at + "?after=" + list.back().id.text()) : std::string{},
                                  "First", "More"));
  return site.page(std::move(f));
}

// One referral

std::string referral_path(ReferralId id) {
  return "/referrals/" + id.text();
}

std::string_view state_of(const people::Referral& x) {
  return people::referral_state_code(x.state);
}

bool takes_on(const charter::Move& move) {
  return move.to == people::referral_state_code(people::ReferralState::Accepted);
}

/// Who is taken on may be given a team and a worker at once.
Result<Html> place_questions(const Visit& v, const SentForm& form, ServiceIx service) {
  TRY(auto workers, worker_choices(v, service));
  return html::frag(form.select({.name = "team", .label = "Team", .choices = team_choices(v, service)}),
                    form.select({.name = "worker",
                                 .label = "Worker",
                                 .choices = std::move(workers),
                                 .hint = "Can be chosen later"}));
}

/// The letter that goes with a step. Who is turned away is out of reach afterwards, so it is written before.
Html letter_with(const Visit& v, PersonId person, const charter::Move& move,
                 const std::vector<gate::Gate::Writable>& kinds) {
  const auto* t = v.charter().find_letter(move.letter);
  if (!t || !may_keep(v, *t, kinds)) return {};
  return html::paragraph(html::frag(takes_on(move) ? "The letter that goes with it: "
                                                   : "Write to whoever referred them first; afterwards the "
                                                     "record is closed to you. The letter: ",
                                    html::link(person_url(v, person, "/letters/" + t->code), t->name)));
}

/// The steps that the visitor may take: to take them on stands open, the others fold out.
Result<Html> step_forms(const Visit& v, const people::Referral& x,
                        const std::vector<const charter::Move*>& moves) {
  const auto& kind = people::referral_kind(v.charter());
  TRY(const auto kinds, v.org->gate->writable(v.actor, x.person));
  TRY(const auto allocates, v.org->gate->may_act(v.actor, x.person, Duty::Allocate));
  Html all;
  for (const auto* m : moves) {
    const SentForm form(v, v.url(referral_path(x.id) + "/step/" + m->code));
    const bool ends =
        std::ranges::any_of(kind.states, [&](const charter::State& s) { return s.code == m->to && s.final; });
    Html inside = html::frag(form.version("version", x.version), step_questions(form, kind, *m));
    if (takes_on(*m) && allocates.has(x.service)) {
      TRY(const auto place, place_questions(v, form, x.service));
      inside += place;
    }
    inside += html::button({m->name, takes_on(*m) ? html::Look::Main
                                     : ends       ? html::Look::Danger
                                                  : html::Look::Second});
    const Html whole = html::frag(letter_with(v, x.person, *m, kinds), form.form(inside, {.id = m->code}));
    all += takes_on(*m) ? html::card(m->name, whole) : html::details(m->name, whole, form.came_back());
  }
  return all;
}

std::string agreed_words(const charter::Charter& c, const people::Referral& x) {
  if (x.consent_to_refer) return "Yes";
  // What was kept then, and not what the charter of today would say of it.
  if (const auto basis = charter::basis_of(x.unasked_basis); basis != charter::Basis::None)
    return "Not asked: " + inside_sentence(charter::basis_words(basis)) +
           (x.unasked_clause.empty() ? "" : " (" + paper::part_words(x.unasked_clause) + ")") + ".";
  return charter::unasked_by(c, x.source) ? "Not asked; on what ground was not kept" : "Not recorded";
}

Html referral_facts(const Visit& v, const people::Referral& x) {
  const auto& c = v.charter();
  html::SummaryList list;
  list.rows = {{"Service", html::text(c.at(x.service).name), {}},
               {"State", html::text(state_words(people::referral_kind(c), state_of(x))), {}},
               {"The person agreed to it", html::text(agreed_words(c, x)), {}},
               {"Taken by", html::text(v.staff->name(x.taken_by)), {}}};
  if (!x.source.empty())
    list.rows.push_back(
        {"Referred by",
         html::text(referrer_words(c, x.source) + (x.source_name.empty() ? "" : ": " + x.source_name)),
         {}});
  if (!x.source_contact.empty())
    list.rows.push_back({"How to reach them", html::typed_text(x.source_contact), {}});
  if (x.received.ms != 0) list.rows.push_back({"Received", html::text(date_time_words(x.received)), {}});
  if (!x.urgency.empty())
    list.rows.push_back({"How soon", html::text(reason_words(people::referral_kind(c), x.urgency)), {}});
  if (!x.reason_words.empty()) list.rows.push_back({"Why", html::typed_text(x.reason_words), {}});
  if (x.decided) {
    list.rows.push_back(
        {"Decided", html::text(date_time_words(*x.decided) + " by " + v.staff->name(x.decided_by)), {}});
    if (!x.decision_reason.empty()) {
      list.rows.push_back(
          {"Reason", html::text(reason_words(people::referral_kind(c), x.decision_reason)), {}});
    }
    if (!x.decision_words.empty())
      list.rows.push_back({"In their words", html::typed_text(x.decision_words), {}});
  }
  return html::frag(html::summary_list(list), held_back_lines(v, x.held_back, x.person));
}

Result<Response> referral_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = ReferralId::parse(r.param("referral"));
  if (!id) return not_found();
  TRY(const auto of, v.org->journeys->whose(*id));
  const auto& person = of.person;
  TRY(auto pass,
      look_at(v, person, gate::Thing::Referral, id->text(), people::journey_categories(v.charter())));
  TRY(auto x, v.org->journeys->referral(pass, *id));
  TRY(const auto steps, v.org->journeys->steps(pass, person));
  TRY(const auto clocks, v.org->journeys->clocks(pass, *id));
  TRY(const auto moves, v.org->journeys->moves_for(v.actor, x));
  TRY(const auto due,
      due_card(v, pass,
               {person, EntryId{id->raw}, people::referral_kind(v.charter()), v.url(referral_path(*id))},
               clocks, site.today()));
  TRY(auto f, person_frame(site, r, pass, person, "Referral", "services"));
  f.heading = "Referral to " + v.charter().at(x.service).name;
  f.main = html::frag(referral_facts(v, x), earlier_steps(v, people::referral_kind(v.charter()), person,
                                                          steps, EntryId{id->raw}, x.version));
  f.aside = due;
  const bool decides = std::ranges::any_of(moves, [](const auto* m) { return !m->taker; });
  if (people::is_open(x) && !decides)
    f.main += html::inset(html::paragraph("A manager of the service decides on this referral."));
  if (!moves.empty()) {
    TRY(const auto forms, step_forms(v, x, moves));
    f.main += html::frag(html::heading(2, decides ? "Decide" : "Next step", "m"), forms);
  }
  return site.page(std::move(f));
}

Result<Response> take_step(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = ReferralId::parse(r.param("referral"));
  const auto& kind = people::referral_kind(v.charter());
  const auto* move = kind.find_move(r.param("move"));
  if (!id || !move) return not_found();
  auto& j = *v.org->journeys;
  TRY(const auto of, j.whose(*id));
  const auto& person = of.person;
  const auto version = version_in(r.form.get("version"));
  if (takes_on(*move)) {
    TRY(const auto place, in_place(r.form));
    TRY([[maybe_unused]] const auto enrolment, j.accept(v.actor, *id, version, place.team, place.worker));
    return site.done(r, "/people/" + person.text() + "/services", "Accepted. They are in the service now.");
  }
  CHECK_OK(j.move(v.actor, *id, version, move->code, step_answers(kind, *move, r.form)));
  // What is over is out of reach, for most of those who could reach it.
  TRY(const bool still, v.org->gate->reaches(v.actor, person));
  const auto list = v.has(Duty::DecideReferral) ? "/referrals" : "/day";
  return site.done(r, still ? referral_path(*id) : list, state_words(kind, move->to) + ".");
}

/// Whose clock is given on, or on the waiting list found still right.
struct OfReferral {
  ReferralId id;
  PersonId person;
  Pass pass;
};
Result<OfReferral> of_referral(const Visit& v, const Request& r) {
  const auto id = ReferralId::parse(r.param("referral"));
  if (!id) return not_found();
  TRY(const auto of, v.org->journeys->whose(*id));
  TRY(auto pass, v.org->gate->act(v.actor, of.person, of.service, Duty::DecideReferral));
  return OfReferral{*id, of.person, std::move(pass)};
}

Result<Response> give(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto to = StaffId::parse(r.form.get("to"));
  if (!to) return invalid("to", "Choose to whom you give it.");
  TRY(const auto of, of_referral(v, r));
  CHECK_OK(v.org->work->give(of.pass, of.person, EntryId{of.id.raw}, r.form.get("deadline"), *to));
  return site.done(r, referral_path(of.id), "Given to " + v.staff->name(*to) + ".");
}

Result<Response> referral_still_right(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto of, of_referral(v, r));
  TRY(const auto next,
      v.org->work->still_right(of.pass, of.person, EntryId{of.id.raw}, r.form.get("deadline")));
  return site.done(r, referral_path(of.id), "Looked at today. It is due again on " + long_date(next) + ".");
}

}  // namespace

void add_referral_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "referrals");
  t.get("/referrals", "referrals", [](const Site& s, const Request& r) { return list_page(s, r, false); });
  t.get("/referrals/waiting", "referrals.waiting",
        [](const Site& s, const Request& r) { return list_page(s, r, true); });
  t.get("/referrals/{referral}", "referral", referral_page);
  t.post("/referrals/{referral}/step/{move}", "referral.step", {"referral"}, take_step);
  t.post("/referrals/{referral}/give", "referral.give", {"referral"}, give);
  t.post("/referrals/{referral}/still-right", "referral.still_right", {"referral"}, referral_still_right);
}

}  // namespace candour::web
