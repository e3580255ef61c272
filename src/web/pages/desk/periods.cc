// Which of two periods counts, where the notice promises less than a law or guidance asks: for whoever
// answers for data protection.
#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "paper/charter_words.h"
#include "retention/conflicts.h"
#include "web/frame/page_table.h"
#include "web/frame/sent_form.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using retention::Conflicts;

namespace {

Html period_form(const SentForm& form, const Conflicts::Conflict& one) {
  return form.form(
      html::frag(html::hidden("rule", one.rule->code),
                 form.radios({.name = "counts",
                              .legend = "Which of the two counts?",
                              .choices = {{std::string(Conflicts::kPromise), "What we promised"},
                                          {std::string(Conflicts::kLaw),
                                           "The longer one, which the law or guidance asks for"}}}),
                 form.textarea({.name = "why",
                                .label = "Why, and who was asked?",
                                .rows = 4,
                                .max_letters = Conflicts::kMostLetters}),
                 html::button({one.decided ? "Decide anew" : "Decide", html::Look::Second})));
}

Html decided_period(const Visit& v, const Conflicts::Decision& d) {
  html::SummaryList list;
  list.rows = {{"What counts", html::text(d.law ? "The longer period" : "What we promised"), {}},
               {"Why", html::text(d.why), {}},
               {"Decided", html::text(date_time_words(d.at) + ", " + v.staff->name(d.by)), {}}};
  return html::summary_list(list);
}

Html period_part(const Visit& v, const Conflicts::Conflict& one) {
  const auto& rule = *one.rule;
  const SentForm form(v, v.url("/periods"), {"rule", rule.code});
  Html out = html::frag(
      html::heading(2, paper::subject_words(v.charter(), rule), "m"),
      html::paragraph("We promise: " + paper::period_words(rule, true) + charter::by_part(rule.clause) + "."),
      html::paragraph(paper::collision_words(rule)));
  if (one.decided)
    out += html::frag(decided_period(v, *one.decided),
                      html::details("Decide anew", period_form(form, one), form.came_back()));
  else
    out += html::frag(html::warning("Nobody has decided yet, so nothing goes by this period."),
                      period_form(form, one));
  return out;
}

Result<Response> periods_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto all, v.org->conflicts->all(v.actor));
  auto f = site.frame(r, "Which period counts", "day");
  f.heading = f.title;
  f.narrow = true;
  for (const auto& one : all) f.main += period_part(v, one);
  if (all.empty())
    f.main = html::paragraph("No promise of the notice is shorter than what a law or guidance asks for.");
  return site.page(std::move(f));
}

Result<Response> decide_period(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(
      v.org->conflicts->decide(v.actor, r.form.get("rule"), r.form.get("counts"), r.form.trimmed("why")));
  return site.done(r, "/periods", "It is decided which period counts.");
}

}  // namespace

void add_periods_page(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/periods", "periods", periods_page)
      .post("/periods", "periods.post", {"periods"}, decide_period);
}

}  // namespace candour::web
