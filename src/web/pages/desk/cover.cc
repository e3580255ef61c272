// Who stands in for a worker who is away: said on the page of the people whom they support.
#include "people/cover.h"

#include "base/calendar_words.h"
#include "web/pages/desk/cover.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

Html there_already(const Visit& v, StaffId away, const std::vector<people::Cover>& covers) {
  std::vector<Html> lines;
  for (const auto& c : covers)
    lines.push_back(html::frag(
        v.staff->name(c.by), ", from ", long_date(c.from), " to ", long_date(c.to), ". ",
        html::act(v.url("/team/people/" + away.text() + "/cover/" + c.id.text() + "/end"), v.session.csrf,
                  {.words = "End it", .look = html::Look::Quiet, .about = v.staff->name(c.by)})));
  return lines.empty() ? Html{} : html::bullets(lines);
}

Result<Response> make_cover(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto away = StaffId::parse(r.param("staff"));
  if (!away) return not_found();
  const auto by = StaffId::parse(r.form.get("by"));
  if (!by) return invalid("by", "Choose who stands in for them.");
  TRY(const auto from, sent_date(r.form, "from", "Say from which day, as day, month and year."));
  TRY(const auto to, sent_date(r.form, "to", "Say to which day, as day, month and year."));
  TRY([[maybe_unused]] const auto id, v.org->covers->make(v.actor, *away, *by, from, to));
  return site.done(r, "/team/people/" + away->text(),
                   v.staff->name(*by) + " stands in from " + long_date(from) + " to " + long_date(to) + ".");
}

Result<Response> end_cover(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto away = StaffId::parse(r.param("staff"));
  const auto id = people::CoverId::parse(r.param("cover"));
  if (!away || !id) return not_found();
  CHECK_OK(v.org->covers->end(v.actor, *away, *id));
  return site.done(r, "/team/people/" + away->text(), "It has ended.");
}

}  // namespace

Result<Html> cover_part(const Visit& v, StaffId away) {
  TRY(const bool may, v.org->covers->may(v.actor, away));
  if (!may) return Html{};
  TRY(const auto covers, v.org->covers->of(away));
  TRY(const auto could, v.org->covers->who_could(away));
  std::vector<html::Choice> choices;
  for (const auto s : could) choices.push_back({s.text(), v.staff->name(s), {}});
  std::ranges::sort(choices, {}, &html::Choice::words);
  const SentForm form(v, v.url("/team/people/" + away.text() + "/cover"));
  const auto name = v.staff->name(away);
  Html inside = html::frag(html::paragraph("From one day to another somebody else reaches the people whom " +
                                           name + " supports, and has their work. It ends by itself."),
                           there_already(v, away, covers));
  if (choices.empty())
    return html::card(
        "While they are away",
        html::frag(inside, html::hint_line("Nobody else here supports people wherever they do.")));
  inside += form.form(
      html::frag(form.select({.name = "by", .label = "Who stands in?", .choices = std::move(choices)}),
                 form.date_input({.name = "from", .label = "From which day?"}),
                 form.date_input({.name = "to", .label = "To which day?"}),
                 html::button({"Let them stand in", html::Look::Second})));
  return html::card("While they are away", inside);
}

void add_cover_pages(PageTable& t) {
  t.post("/team/people/{staff}/cover", "team.cover", {"team.people"}, make_cover);
  t.post("/team/people/{staff}/cover/{cover}/end", "team.cover.end", {"team.people"}, end_cover);
}

}  // namespace candour::web
