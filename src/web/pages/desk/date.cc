// Whether the date of this server is right, for whoever hears of what is wrong with what is stored: asked
// when it jumped, before anything is destroyed by it.
#include "base/calendar_words.h"
#include "base/text.h"
#include "web/frame/page_table.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

Result<Response> date_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  if (!v.hears_of_alarms()) CHECK_OK(v.org->gate->may(v.actor, charter::Duty::SeeLedger, "date"));
  TRY(const auto jump, v.org->date_guard->jump());
  auto f = site.frame(r, "The date of this server", "day");
  f.heading = f.title;
  html::SummaryList facts;
  facts.rows.push_back({"Now it says", html::text(date_time_words(site.clock().now())), {}});
  if (jump) {
    facts.rows.push_back({"Before, it last said", html::text(date_time_words(jump->from)), {}});
    facts.rows.push_back({"And then, at once", html::text(date_time_words(jump->to)), {}});
    f.main = html::frag(
        html::paragraph(
            "What is kept for a time is destroyed by the date. It went on by more than a day at once: because the "
            "server was switched off, or because its clock is wrong. Until you have looked, nothing is destroyed."),
        html::summary_list(facts),
        html::when(v.has(charter::Duty::SeeLedger),
                   [&] {
                     return html::act(v.url("/date"), v.session.csrf, {.words = "The date is right: go on"},
                                      {{"to", std::to_string(jump->to.ms)}});
                   }),
        html::paragraph(
            "If it is wrong, have the clock of the server set right. Then nothing need be said here."));
  } else {
    f.main = html::frag(html::summary_list(facts),
                        html::paragraph("It did not jump, or somebody has answered for it."));
  }
  return site.page(std::move(f));
}

Result<Response> date_is_right(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto jump, v.org->date_guard->jump());
  if (!jump || std::to_string(jump->to.ms) != r.form.get("to"))
    return fail(Code::Conflict,
                "The date has been answered for already, or has changed once more. Look again.");
  CHECK_OK(v.org->date_guard->confirm(v.actor, jump->to));
  v.org->jobs->sweep_soon();
  return site.done(r, "/date", "The date is right. What is due by it goes on.");
}

}  // namespace

void add_date_page(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/date", "date", date_page)
      .post("/date", "date.post", {"date"}, date_is_right);
}

}  // namespace candour::web
