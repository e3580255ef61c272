// Staff: who works here, in which posts and teams, under whom; joiners, movers and leavers.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "people/waiting_words.h"
#include "web/frame/page_table.h"
#include "web/pages/parts/asked_dates.h"
#include "web/pages/staff/outbox.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr int kPostRows = 3;  // posts offered on a form; one more than there are, if there are more
constexpr int kMostPosts = 20;

std::string post_words(const Visit& v, const gate::Post& p) {
  std::string s = v.charter().at(p.role).name;
  s += p.service ? ", " + v.charter().at(*p.service).name : ", all services";
  if (p.team) s += ", " + v.staff->team(*p.team);
  return s;
}

Html posts_cell(const Visit& v, const people::StaffMember& m) {
  std::vector<Html> lines;
  for (const auto& p : m.posts) lines.push_back(html::text(post_words(v, p)));
  return html::join(lines, "; ");
}

/// What the gate says of them, so that this page and the locked door never differ. A tag does not wrap: it is
/// short.
Html readiness(const Visit& v, const people::StaffMember& m) {
  const auto say = [](std::string_view tag, html::Tint tint, const std::string& more = {}) {
    return html::frag(html::tag(tag, tint), html::text(more.empty() ? more : " " + more));
  };
  if (m.left_at) return say("Left", html::Tint::Plain, date_time_words(*m.left_at));
  const auto actor = v.org->gate->actor(m.id);
  if (!actor) return say("Opens nothing", html::Tint::Bad, actor.error().words.text);
  if (!actor->agreement) return say("Not ready", html::Tint::Bad, "Agreement not signed");
  const auto until = actor->training_until ? date_words(*actor->training_until) : std::string();
  if (!actor->training)
    return say("Not ready", html::Tint::Bad,
               until.empty() ? "No training recorded" : "Training lapsed after " + until);
  if (actor->posts.empty()) return say("Not ready", html::Tint::Bad, "No post yet");
  return say("Ready", html::Tint::Good,
             until.empty() ? until : "until " + until + ", when the training lapses");
}

Result<Response> staff_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ManageStaff, "staff"));
  html::Table t;
  t.caption = "Everybody who works here";
  t.columns = {{"Name", false, true}, {"Posts"}, {"Supervisor"}, {"Ready to see records?"}};
  for (const auto& m : v.staff->all())
    t.rows.push_back({html::link(v.url("/staff/" + m.id.text()), m.name), posts_cell(v, m),
                      html::text(m.supervisor ? v.staff->name(*m.supervisor) : "nobody"), readiness(v, m)});
  const auto manages = [&](const people::StaffMember& m) {
    return !m.left_at && std::ranges::any_of(m.posts, [&](const gate::Post& p) {
      return v.charter().at(p.role).has(Duty::ManageStaff);
    });
  };
  Html alone;
  if (std::ranges::count_if(v.staff->all(), manages) == 1)
    alone += html::warning(
        "Only you can manage staff accounts. If you lose your password, only whoever runs the server can let you "
        "in again. Give somebody else a role that manages staff, too.");
  if (const auto second = v.org->staff->second().somebody(v.actor); !second) {
    if (second.error().code != Code::Conflict) return tl::unexpected<Error>(second.error());
    alone += html::warning(second.error().words.text);
  }
  auto f = site.frame(r, "Staff", "staff");
  f.heading = "Staff";
  f.main =
      html::frag(alone,
                 html::button_row({html::button_link(v.url("/staff/new"), "Add somebody"),
                                   html::button_link(v.url("/staff/teams"), "Teams", html::Look::Second),
                                   html::button_link(v.url("/second-person/waiting"),
                                                     "Waiting for a second person", html::Look::Second)}),
                 html::table(t));
  return site.page(std::move(f));
}

std::vector<html::Choice> role_choices(const charter::Charter& c) {
  std::vector<html::Choice> x;
  for (const auto& role : c.roles) x.push_back({role.code, role.name});
  return x;
}

std::vector<html::Choice> service_choices(const charter::Charter& c) {
  std::vector<html::Choice> x{{"all", "All services"}};
  for (const auto& s : c.services) x.push_back({s.code, s.name});
  return x;
}

std::vector<html::Choice> team_choices(const Visit& v) {
  std::vector<html::Choice> x;
  for (const auto& t : v.staff->teams()) x.push_back({t.id.text(), t.name});
  return x;
}

std::vector<html::Choice> supervisor_choices(const Visit& v, std::optional<StaffId> but) {
  std::vector<html::Choice> x;
  for (const auto& m : v.staff->all())
    if (!m.left_at && m.id != but) x.push_back({m.id.text(), m.name});
  return x;
}

/// Rows for posts; `now`: those they have, under the names of the form.
Html post_fields(const Visit& v, const SentForm& form, const http::Fields& now) {
  const auto at = [&](const std::string& name) { return form.value(name, now.get(name)); };
  int rows = kPostRows;
  while (rows < kMostPosts && !at("post-" + std::to_string(rows - 1) + "-role").empty()) ++rows;
  Html all;
  for (int i = 0; i < rows; ++i) {
    const std::string n = "post-" + std::to_string(i);
    all += html::fieldset(i == 0 ? "Post" : "Another post (leave empty if there is none)",
                          html::frag(form.select({.name = n + "-role",
                                                  .label = "Role",
                                                  .choices = role_choices(v.charter()),
                                                  .value = at(n + "-role")}),
                                     form.select({.name = n + "-service",
                                                  .label = "Service",
                                                  .choices = service_choices(v.charter()),
                                                  .value = at(n + "-service")}),
                                     form.select({.name = n + "-team",
                                                  .label = "Team",
                                                  .choices = team_choices(v),
                                                  .value = at(n + "-team")})),
                          html::LabelSize::S);
  }
  return all;
}

Result<std::vector<gate::Post>> read_posts(const charter::Charter& c, const http::Fields& form) {
  std::vector<gate::Post> posts;
  for (int i = 0; i < kMostPosts; ++i) {
    const std::string n = "post-" + std::to_string(i);
    const std::string role = form.get(n + "-role");
    if (role.empty()) continue;
    gate::Post p;
    const auto ix = c.find_role(role);
    if (!ix) return invalid(n + "-role", "Choose a role from the list.");
    p.role = *ix;
    const std::string service = form.get(n + "-service", "all");
    if (service != "all" && !service.empty()) {
      p.service = c.find_service(service);
      if (!p.service) return invalid(n + "-service", "Choose a service from the list.");
    }
    if (const std::string team = form.get(n + "-team"); !team.empty()) {
      p.team = TeamId::parse(team);
      if (!p.team) return invalid(n + "-team", "Choose a team from the list.");
    }
    posts.push_back(p);
  }
  if (posts.empty())
    return invalid("post-0-role", "Choose at least one role: without a post nothing can be opened.");
  return posts;
}

Result<std::optional<StaffId>> read_supervisor(const http::Fields& form) {
  const std::string s = form.get("supervisor");
  if (s.empty()) return std::optional<StaffId>{};
  auto id = StaffId::parse(s);
  if (!id) return invalid("supervisor", "Choose a supervisor from the list.");
  return id;
}

Result<Response> new_staff_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ManageStaff, "staff"));
  auto f = site.frame(r, "Add somebody to the staff", "staff");
  f.heading = "Add somebody to the staff";
  f.back = html::Crumb{"Staff", v.url("/staff")};
  f.narrow = true;
  const SentForm form(v, v.url("/staff/new"));
  const auto input = [&](std::string name, std::string label, std::string type, std::string hint) {
    return form.text_input({.name = std::move(name),
                            .label = std::move(label),
                            .hint = std::move(hint),
                            .type = std::move(type),
                            .autocomplete = "off"});
  };
  f.main = form.form(html::frag(
      input("name", "Name", "text", ""), input("email", "Work email", "email", ""),
      input("username", "User name", "text", "What they sign in with"), post_fields(v, form, {}),
      form.select({.name = "supervisor", .label = "Supervisor", .choices = supervisor_choices(v, {})}),
      html::hint_line("Posts that open records take effect when a second person has confirmed them."),
      html::button({"Add"})));
  return site.page(std::move(f));
}

/// A part of a password, on the page this once and nowhere else.
Response half_page(const Site& site, const Request& r, std::string heading, std::string_view words,
                   const std::string& half, StaffId id) {
  const Visit& v = Site::visit(r);
  auto f = site.frame(r, heading, "staff");
  f.heading = std::move(heading);
  f.narrow = true;
  f.main = html::frag(html::paragraph(words), html::inset(html::paragraph(h("code", half))),
                      html::button_link(v.url("/staff/" + id.text()), "I have written it down"));
  return site.page(std::move(f));
}

Response added_page(const Site& site, const Request& r, const people::StaffBook::Added& a) {
  if (a.whole)
    return half_page(
        site, r, "Added",
        "This is their first password. Tell it to them yourself; it works once, and they choose their own. "
        "It is not shown again.",
        a.half, a.id);
  return half_page(
      site, r, "Added, and waiting for a second person",
      "This is the first half of their first password. Tell it to them yourself; it is not shown again. "
      "Their posts open records, so a second person must confirm them, and gives them the second half.",
      a.half, a.id);
}

Result<Response> add_staff(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ManageStaff, "staff"));
  people::NewStaff s;
  s.name = r.form.trimmed("name");
  s.email = r.form.trimmed("email");
  s.username = r.form.trimmed("username");
  TRY(s.posts, read_posts(v.charter(), r.form));
  TRY(s.supervisor, read_supervisor(r.form));
  TRY(const auto added, v.org->staff->add_with_halves(v.actor, s));
  return added_page(site, r, added);
}

http::Fields fields_of(const Visit& v, const people::StaffMember& m) {
  http::Fields f;
  for (std::size_t i = 0; i < m.posts.size(); ++i) {
    const std::string n = "post-" + std::to_string(i);
    const auto& p = m.posts[i];
    f.add(n + "-role", v.charter().at(p.role).code);
    f.add(n + "-service", p.service ? v.charter().at(*p.service).code : "all");
    if (p.team) f.add(n + "-team", p.team->text());
  }
  if (m.supervisor) f.add("supervisor", m.supervisor->text());
  return f;
}

/// What waits about them, and the way in again for somebody who lost password or phone.
Html waiting_part(const Visit& v, const std::vector<people::Waiting>& waits) {
  if (waits.empty()) return {};
  std::vector<Html> items;
  for (const auto& w : waits) {
    const auto words = people::waiting_words(v.charter(), *v.staff, w);
    std::string line = words.title;
    for (const auto& l : words.lines) line += "; " + l;
    items.push_back(
        html::text(line + ". Asked by " + v.staff->name(w.asked_by) + ", " + date_time_words(w.asked)));
  }
  return html::notification("Waits for a second person",
                            html::frag(html::bullets(items), html::link(v.url("/second-person/waiting"),
                                                                        "Waiting for a second person")));
}

Html recovery_part(const Visit& v, const people::StaffMember& m) {
  if (m.id == v.actor.id) return {};
  const std::string at = v.url("/staff/" + m.id.text() + "/recovery");
  const SentForm form(v, at);
  return html::frag(
      html::paragraph(
          "Forgotten password: you are shown half of a new one, which you give them yourself. A second "
          "person confirms it and gives them the other half, so that neither of you knows it. Their "
          "old password and their sessions end then; two-step sign-in stays on. They sign in with the "
          "two halves within 24 hours and choose a password of their own."),
      html::button_row({html::act(at, v.session.csrf,
                                  {.words = "Let them choose a new password", .look = html::Look::Second},
                                  {{"lost", "password"}})}),
      html::details("They lost the phone for two-step sign-in",
                    form.form(html::frag(form.checkboxes({.name = "lost",
                                                          .legend = "What have they lost?",
                                                          .choices = {{"phone", "The phone"},
                                                                      {"password", "Their password, too"}}}),
                                         html::paragraph("A second person confirms this, too."),
                                         html::button({"Ask for it", html::Look::Second}))),
                    form.came_back()));
}

Html drafts_words(std::int64_t drafts) {
  if (drafts == 0) return {};
  return html::warning("They have " + counted_words(drafts, "draft") +
                       " half written, which nobody else can open. Ask them to keep or throw away what is in "
                       "them first.");
}

Html member_forms(const Visit& v, const people::StaffMember& m, std::int64_t drafts) {
  const std::string at = v.url("/staff/" + m.id.text());
  const SentForm form(v, at);
  const auto now = fields_of(v, m);
  const Html posts = form.form(html::frag(post_fields(v, form, now),
                                          form.select({.name = "supervisor",
                                                       .label = "Supervisor",
                                                       .choices = supervisor_choices(v, m.id),
                                                       .value = now.get("supervisor")}),
                                          html::button({"Save posts"})));
  const SentForm trained(v, at + "/training");
  const Html training = html::details(
      "Record data-protection training",
      trained.form(
          html::frag(trained.date_input(
                         {.name = "done", .label = "When was it done?", .hint = "Leave it empty for today"}),
                     html::button({"Record it", html::Look::Second}))),
      trained.came_back());
  const Html leave = html::details(
      "They are leaving",
      html::frag(
          html::paragraph("Their sessions end now, and they can open nothing any more. What they wrote "
                          "stays. People on their caseload need somebody else."),
          drafts_words(drafts),
          html::act(at + "/leave", v.session.csrf,
                    {.words = "Record that they left", .look = html::Look::Danger})));
  return html::frag(html::heading(2, "Posts and supervisor", "m"), posts, html::heading(2, "Training", "m"),
                    training, html::heading(2, "Account", "m"), recovery_part(v, m), leave);
}

Result<Response> member_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ManageStaff, "staff"));
  const auto id = StaffId::parse(r.param("staff"));
  const auto* m = id ? v.staff->find(*id) : nullptr;
  if (!m) return not_found();
  TRY(const auto waits, v.org->staff->second().about(v.actor, *id));
  TRY(const auto drafts, v.org->drafts->count_of(*id));
  auto f = site.frame(r, m->name, "staff");
  f.heading = m->name;
  f.back = html::Crumb{"Staff", v.url("/staff")};
  const auto when = [](const std::optional<UnixMs>& at, std::string_view otherwise) {
    return html::text(at ? date_time_words(*at) : std::string(otherwise));
  };
  f.main = html::frag(
      waiting_part(v, waits),
      html::summary_list({.rows = {{"User name", html::text(m->username), {}},
                                   {"Email", html::text(m->email), {}},
                                   {"Confidentiality agreement", when(m->agreement_at, "not signed"), {}},
                                   {"Data-protection training", when(m->training_at, "none recorded"), {}},
                                   {"Ready to see records?", readiness(v, *m), {}},
                                   {"Two-step sign-in", html::text(m->totp ? "on" : "off"), {}}}}),
      m->left_at ? html::inset(html::paragraph("Left on " + date_time_words(*m->left_at) + "."))
                 : member_forms(v, *m, drafts));
  return site.page(std::move(f));
}

/// Back to their page, saying truly whether it counts already.
Result<Response> saved(const Site& site, const Request& r, StaffId id, std::string words) {
  const Visit& v = Site::visit(r);
  TRY(const auto waits, v.org->staff->second().about(v.actor, id));
  return site.done(r, "/staff/" + id.text(),
                   waits.empty() ? std::move(words) : "Asked. What opens records waits for a second person.");
}

Result<Response> change_member(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = StaffId::parse(r.param("staff"));
  if (!id) return not_found();
  TRY(const auto posts, read_posts(v.charter(), r.form));
  TRY(const auto supervisor, read_supervisor(r.form));
  CHECK_OK(v.org->staff->change_posts(v.actor, *id, posts, supervisor));
  return saved(site, r, *id, "Saved. It counts from their next page.");
}

Result<Response> member_act(const Site& site, const Request& r, bool leave) {
  const Visit& v = Site::visit(r);
  const auto id = StaffId::parse(r.param("staff"));
  if (!id) return not_found();
  if (leave) {
    CHECK_OK(v.org->staff->leave(v.actor, *id));
    return site.done(r, "/staff", "Recorded. Their sessions are ended.");
  }
  TRY(const auto on,
      sent_past_date(r.form, "done", site.today(), "Enter the day of the training, as day, month and year."));
  CHECK_OK(v.org->staff->record_training(v.actor, *id,
                                         on == site.today() ? site.clock().now() : start_of_day(on)));
  return saved(site, r, *id, "Training recorded.");
}

Result<Response> ask_recovery(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = StaffId::parse(r.param("staff"));
  if (!id) return not_found();
  const auto lost = r.form.all("lost");
  const auto has = [&](std::string_view what) { return std::ranges::find(lost, what) != lost.end(); };
  TRY(const auto half, v.org->staff->ask_recovery(v.actor, *id, has("password"), has("phone")));
  if (half.empty()) return saved(site, r, *id, "Asked.");
  return half_page(
      site, r, "Asked, and waiting for a second person",
      "This is the first half of their new password. Tell it to them yourself; it is not shown again. The "
      "second person gives them the second half; from then on the two, with a dash between them, let them sign in "
      "once, within 24 hours. You are told on “My day” when they have chosen a password of their own.",
      half, *id);
}

Result<Response> teams_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::ManageStaff, "staff"));
  html::Table t;
  t.caption = "Teams";
  t.columns = {{"Team", false, true}, {"Service"}};
  for (const auto& team : v.staff->teams())
    t.rows.push_back({html::text(team.name), html::text(v.charter().at(team.service).name)});
  std::vector<html::Choice> services;
  for (const auto& s : v.charter().services) services.push_back({s.code, s.name});
  auto f = site.frame(r, "Teams", "staff");
  f.heading = "Teams";
  f.back = html::Crumb{"Staff", v.url("/staff")};
  const SentForm form(v, v.url("/staff/teams"));
  f.main = html::frag(
      html::table(t), html::heading(2, "Add a team", "m"),
      form.form(html::frag(form.text_input({.name = "name", .label = "Name", .width = 30}),
                           form.select({.name = "service", .label = "Service", .choices = services}),
                           html::button({"Add team"}))));
  return site.page(std::move(f));
}

Result<Response> add_team(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto service = v.charter().find_service(r.form.get("service"));
  std::vector<FieldProblem> problems;
  if (r.form.trimmed("name").empty()) problems.push_back({"name", "Write the name of the team."});
  if (!service) problems.push_back({"service", "Choose the service that the team belongs to."});
  if (!problems.empty()) return invalid(std::move(problems));
  CHECK_OK(v.org->staff->add_team(v.actor, r.form.trimmed("name"), *service));
  return site.done(r, "/staff/teams", "Team added.");
}

}  // namespace

void add_staff_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "staff-admin");
  add_outbox_page(t);
  t.get("/staff", "staff", staff_page);
  t.get("/staff/new", "staff.new", new_staff_page);
  t.post_password("/staff/new", "staff.new.post", {"staff.new"}, add_staff);
  t.get("/staff/teams", "staff.teams", teams_page);
  t.post("/staff/teams", "staff.teams.post", {"staff.teams"}, add_team);
  t.get("/staff/{staff}", "staff.member", member_page);
  t.post_password("/staff/{staff}", "staff.member.post", {"staff.member"}, change_member);
  t.post("/staff/{staff}/training", "staff.member.training", {"staff.member"},
         [](const Site& s, const Request& r) { return member_act(s, r, false); });
  t.post("/staff/{staff}/recovery", "staff.member.recovery", {"staff.member"}, ask_recovery);
  t.post("/staff/{staff}/leave", "staff.member.leave", {"staff.member"},
         [](const Site& s, const Request& r) { return member_act(s, r, true); });
}

}  // namespace candour::web
