// Whether what is recorded would survive the loss of a server: backups, drills and shares of the root key,
// for administrators and whoever sees the ledger.
#include "retention/safekeeping.h"

#include "base/calendar_words.h"
#include "web/frame/numbers.h"
#include "web/frame/page_table.h"
#include "web/frame/sent_form.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using retention::Safekeeping;

namespace {

std::string who(const Visit& v, const Safekeeping::Event& e) {
  return e.by.is_nil() ? std::string("the server") : v.staff->name(e.by);
}

std::string shares_words(const Visit& v, const std::optional<Safekeeping::Event>& e) {
  if (!e) return "none known of";
  const auto space = e->detail.find(' ');
  return e->detail.substr(0, space) + ", of which any " +
         (space == e->detail.npos ? std::string() : e->detail.substr(space + 1)) + " put it back; " +
         (e->by.is_nil() ? "made on " : "with trustees since ") + long_date(today(e->at)) +
         (e->by.is_nil() ? std::string() : ", recorded by " + who(v, *e));
}

Html facts(const Visit& v, const Safekeeping::State& s) {
  html::SummaryList list;
  list.rows = {
      {"Last backup",
       html::text(s.backup ? date_time_words(s.backup->at) + " (" + s.backup->detail + ")" : "none known of"),
       {}},
      {"Last one that failed", html::text(s.failed ? date_time_words(s.failed->at) : "none"), {}},
      {"Last put back for practice",
       html::text(s.drill ? long_date(today(s.drill->at)) + ", recorded by " + who(v, *s.drill) : "never"),
       {}},
      {"Shares of the root key", html::text(shares_words(v, s.shares)), {}}};
  return html::summary_list(list);
}

Html drill_form(const Visit& v) {
  const SentForm form(v, v.url("/safekeeping/drill"));
  return html::details(
      "Record that a backup was put back for practice",
      form.form(html::frag(
          html::paragraph("Only when “candour backup drill” said that all of it is whole."),
          form.date_input(
              {.name = "drilled", .label = "When was it done?", .hint = "Leave it empty for today"}),
          html::button({"Record it", html::Look::Second}))),
      form.came_back());
}

Html shares_form(const Visit& v) {
  const SentForm form(v, v.url("/safekeeping/shares"));
  return html::details(
      "Record that trustees have shares of the root key",
      form.form(html::frag(
          html::paragraph("Only when each share is with another person, and enough of them were tried once."),
          form.text_input(
              {.name = "of", .label = "How many shares are there?", .width = 3, .inputmode = "numeric"}),
          form.text_input({.name = "needed",
                           .label = "How many of them put the key back?",
                           .width = 3,
                           .inputmode = "numeric"}),
          form.date_input({.name = "handed", .label = "Since when?", .hint = "Leave it empty for today"}),
          html::button({"Record it", html::Look::Second}))),
      form.came_back());
}

Result<Response> safekeeping_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->safekeeping->state(v.actor));
  auto f = site.frame(r, "Backups and the root key", "server");
  f.heading = f.title;
  f.narrow = true;
  Html warnings;
  for (const auto& m : v.org->safekeeping->missing(s, 0)) warnings += html::warning(m.words);
  f.main = html::frag(
      std::move(warnings), facts(v, s), drill_form(v), shares_form(v),
      html::paragraph(
          "Whoever looks after the server has backups taken every night (candour serve --backup-to), tries "
          "one twice a year (candour backup drill), and makes shares of the root key for trustees "
          "(candour vault split-root-key)."));
  return site.page(std::move(f));
}

Result<Response> drilled(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto on,
      sent_past_date(r.form, "drilled", site.today(), "Enter the day of the drill, as day, month and year."));
  CHECK_OK(v.org->safekeeping->drilled(v.actor, on));
  CHECK_OK(v.org->safekeeping->look(site.options().demo));
  return site.done(r, "/safekeeping", "The drill is recorded.");
}

Result<Response> shares_handed(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto on,
      sent_past_date(r.form, "handed", site.today(), "Enter the day, as day, month and year."));
  CHECK_OK(v.org->safekeeping->shares_handed(v.actor, on, number_in<int>(r.form.get("of")).value_or(0),
                                             number_in<int>(r.form.get("needed")).value_or(0)));
  CHECK_OK(v.org->safekeeping->look(site.options().demo));
  return site.done(r, "/safekeeping", "It is recorded that trustees have shares.");
}

}  // namespace

void add_safekeeping_page(http::Router& router, Site& site) {
  PageTable(router, site, "server")
      .get("/safekeeping", "safekeeping", safekeeping_page)
      .post("/safekeeping/drill", "safekeeping.drill", {"safekeeping"}, drilled)
      .post("/safekeeping/shares", "safekeeping.shares", {"safekeeping"}, shares_handed);
}

}  // namespace candour::web
