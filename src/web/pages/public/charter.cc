// The charter to browse: what the organisation says it does, read from the same object that decides. Every
// refusal and every "why can I see this?" leads here. Nothing on these pages is about a person.
#include <map>

#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "charter/explain.h"
#include "paper/charter_words.h"
#include "paper/notice.h"
#include "web/frame/page_table.h"
#include "web/pages/charter/frame.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using charter::Duty;
using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

std::string version_line(const charter::Charter& c) {
  return "Version " + c.version.number +
         " of the charter decides every look in this system since it took effect.";
}

Result<Response> overview(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  paper::Setting s{.regulator = {}, .on = site.today(), .notice = {}, .details = v.url("/notice/details")};
  TRY(s.regulator, charter::regulator_on(site.house().catalogue_dir(), s.on));
  auto f = charter_frame(site, r, "Our notice", "");
  f.narrow = true;
  f.main = html::frag(html::inset(html::paragraph(version_line(v.charter()))),
                      from_document(paper::notice(v.charter(), s, paper::Layer::First)));
  return site.page(std::move(f));
}

Result<Response> table_page(const Site& site, const Request& r, std::string title, std::string_view tab,
                            const paper::Table& t) {
  auto f = charter_frame(site, r, std::move(title), tab);
  f.main = from_table(t);
  return site.page(std::move(f));
}

/// Months of a period, as far as they are known before somebody's own days are; 0: it ends otherwise.
std::int64_t months_of(const charter::Keep& k) {
  const auto days = std::int64_t{k.weeks} * 7 + k.days;
  return k.birthday ? 0 : std::int64_t{k.years} * 12 + k.months + (days + 29) / 30;
}

/// The rules that govern what there is of a kind of information, each with the services in which it does; of
/// a kind that no form asks for, every rule that names it.
std::map<const charter::RetentionRule*, ServiceSet> rules_of(const charter::Charter& c, CategoryIx category) {
  std::map<const charter::RetentionRule*, ServiceSet> out;
  for (std::size_t s = 0; s < c.services.size(); ++s) {
    const auto service = static_cast<ServiceIx>(s);
    for (std::size_t k = 0; k < c.kinds.size(); ++k) {
      const auto kind = static_cast<KindIx>(k);
      const bool kept = c.kinds[k].code == "profile" || c.kind_use(service, kind);
      if (!kept || !c.kinds[k].categories().has(category)) continue;
      if (const auto* rule = c.retention_for(service, kind, category)) out[rule].add(service);
    }
  }
  if (out.empty())
    for (const auto& rule : c.retention)
      if (rule.categories.empty() || rule.categories.has(category)) out[&rule] = rule.services;
  return out;
}

/// Of each kind of information, the periods that govern it as they run, the longest first.
Html kept_chart(const charter::Charter& c) {
  struct Line {
    std::string what;
    const charter::RetentionRule* rule;
  };
  std::vector<Line> lines;
  std::int64_t most = 1;
  for (std::size_t i = 0; i < c.categories.size(); ++i)
    for (const auto& [rule, services] : rules_of(c, static_cast<CategoryIx>(i))) {
      const bool some = !services.empty() && services.size() < static_cast<int>(c.services.size());
      lines.push_back(
          {c.categories[i].name + (some ? ", in " + paper::service_names(c, services) : ""), rule});
      most = std::max(most, months_of(*rule));
      for (const auto& one : rule->among) most = std::max(most, months_of(one));
    }
  const auto length = [&](const charter::RetentionRule& r) {
    auto n = months_of(r);
    for (const auto& one : r.among) n = std::max(n, months_of(one));
    return n ? n : most;  // until a birthday, the end of a contract or a decision: drawn whole
  };
  std::ranges::stable_sort(lines, std::greater{}, [&](const Line& l) { return length(*l.rule); });
  std::vector<html::Bar> bars;
  for (const auto& l : lines)
    bars.push_back({.label = l.what,
                    .value = static_cast<double>(length(*l.rule)),
                    .words = paper::period_words(*l.rule, false)});
  return html::frag(
      html::bar_chart("How long each kind of information is kept", bars),
      html::paragraph("As it runs. What ends on a birthday, with a contract or by a decision is drawn "
                      "whole."));
}

Html matrix_cell(const charter::Charter& c, const charter::MatrixCell& cell) {
  if (!cell.sees.empty()) {
    std::string purposes;
    cell.sees.each([&](PurposeIx p) { purposes += (purposes.empty() ? "" : "; ") + c.at(p).name; });
    return html::frag(html::b(cell.writes ? "Sees and writes" : "Sees"), h("br"), purposes);
  }
  if (cell.reasons.empty()) return html::text("–");
  std::string reasons;
  for (auto x : cell.reasons) reasons += (reasons.empty() ? "" : "; ") + c.at(x).name;
  return html::frag("With a reason, for a time: ", reasons);
}

/// One role at a time: a table of everything by everything is nobody's reading.
Result<Response> matrix_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& c = v.charter();
  const auto mine = v.actor.posts.empty() ? RoleIx{} : v.actor.posts[0].role;
  const RoleIx role = c.find_role(r.query.get("role")).value_or(mine);
  const auto matrix = charter::access_matrix(c, c.find_service(r.query.get("service")));
  html::Table t;
  t.caption = "What a " + c.at(role).name + " sees";
  t.columns = {{"Information", false, true}, {"By right, for"}};
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    const auto cat = static_cast<CategoryIx>(i);
    t.rows.push_back({html::text(c.at(cat).name), matrix_cell(c, matrix.at(role, cat))});
  }
  std::vector<html::Choice> roles, services;
  for (const auto& x : c.roles) roles.push_back({x.code, x.name});
  for (const auto& x : c.services) services.push_back({x.code, x.name});
  auto f = charter_frame(site, r, "Who sees what", "/matrix");
  f.main = html::frag(
      html::form({.action = v.url("/charter/matrix"), .csrf = {}, .get = true},
                 html::frag(html::select({.name = "role",
                                          .label = "Role",
                                          .choices = roles,
                                          .value = c.at(role).code,
                                          .blank_first = false}),
                            html::select({.name = "service",
                                          .label = "Service (leave empty for all)",
                                          .choices = services,
                                          .value = r.query.get("service")}),
                            html::button({.words = "Show", .look = html::Look::Second}))),
      html::paragraph(c.at(role).says + " Reaches: " + std::string(charter::reach_words(c.at(role).reach)) +
                      charter::by_part(c.at(role).clause) + "."),
      html::table(t));
  return site.page(std::move(f));
}

std::string ledger_words(const Visit& v, const ledger::Kept& k) {
  std::string s{ledger::act_name(k.entry.act)};
  if (!k.entry.what.empty()) s += ": " + k.entry.what;
  if (!k.entry.outcome.empty()) s += ", " + k.entry.outcome;
  if (k.entry.people.size() > 1) s += ", " + std::to_string(k.entry.people.size()) + " people";
  s += charter::by_part(k.entry.clause);
  (void)v;
  return s;
}

/// A check that does not come is seen by its day.
std::string last_check_words(const OrgHouse& org) {
  const UnixMs at{org.last_check->at_ms};
  if (at.ms == 0)
    return "Whether every stored row is as Candour wrote it has not been checked since this server started.";
  return "Whether every stored row is as Candour wrote it was last checked on " + date_time_words(at) +
         (org.last_check->whole ? ": all of them are." : ": not all of them are.") +
         " It is checked once a night.";
}

Result<Response> ledger_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::SeeLedger, "ledger"));
  const std::string before_text = r.query.get("before", "0");
  const std::int64_t before = std::strtoll(before_text.c_str(), nullptr, 10);
  constexpr int kPage = 50;
  TRY(const auto newest, v.org->ledger_reading->newest(before, kPage));
  const auto& [kept, head] = newest;
  html::Table t;
  t.caption = "Newest first";
  t.columns = {{"Number", true, true}, {"When"}, {"Who"}, {"What"}};
  for (const auto& k : kept) {
    const std::string who = k.entry.actor.is_nil() ? "the system" : v.staff->name(k.entry.actor);
    t.rows.push_back({html::text(std::to_string(k.seq)), html::text(log::iso_utc(k.entry.at)),
                      html::text(who), html::text(ledger_words(v, k))});
  }
  auto f = site.frame(r, "Ledger", "ledger");
  f.heading = "Ledger";
  const bool more = kept.size() == kPage;
  f.main = html::frag(
      html::paragraph(
          "Every look, change and refusal is one line here. Lines can be added, never altered or taken "
          "away: the signed checkpoint below lets anybody who kept an older one prove it."),
      html::paragraph(last_check_words(*v.org)),
      html::paragraph(html::link(v.url("/asking"), "Who asks who is here")),
      html::details(
          "Signed checkpoint",
          html::frag(h("pre", {{"class", "checkpoint"}, {"tabindex", 0}}, head.note),
                     html::paragraph("Verifier key:"),
                     h("pre", {{"class", "checkpoint"}, {"tabindex", 0}}, v.org->ledger->verifier_key()))),
      html::table(t),
      html::pagination(before > 0 ? v.url("/ledger") : std::string{},
                       more ? v.url("/ledger?before=" + std::to_string(kept.back().seq)) : std::string{},
                       "Newest", "Older"));
  return site.page(std::move(f));
}

}  // namespace

void add_charter_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "charter");
  t.get("/charter", "charter", overview);
  t.get("/charter/purposes", "charter.purposes", [](const Site& s, const Request& r) {
    return table_page(s, r, "Why we use information", "/purposes",
                      paper::purpose_table(Site::visit(r).charter(), Site::visit(r).url("/notice")));
  });
  t.get("/charter/recipients", "charter.recipients", [](const Site& s, const Request& r) {
    return table_page(s, r, "Shared with", "/recipients",
                      paper::recipient_table(Site::visit(r).charter(), Site::visit(r).url("/notice")));
  });
  t.get("/charter/retention", "charter.retention", [](const Site& s, const Request& r) {
    const auto& c = Site::visit(r).charter();
    auto f = charter_frame(s, r, "Kept until", "/retention");
    f.main = html::frag(from_table(paper::retention_table(c, Site::visit(r).url("/notice"))), kept_chart(c));
    return s.page(std::move(f));
  });
  t.get("/charter/matrix", "charter.matrix", matrix_page);
  add_explain_page(t);
  add_charter_desk(t);
  PageTable(router, site, "ledger").get("/ledger", "ledger", ledger_page);
}

}  // namespace candour::web
