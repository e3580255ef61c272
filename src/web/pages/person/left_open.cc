#include "web/pages/person/left_open.h"

#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/tasks.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/work_parts.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kYearsAhead = 20;

Result<Response> left_open_page(const PersonPage& page) {
  const auto& [site, r, v, person, pass] = page;
  TRY(auto f, person_frame(site, r, pass, person, "What is still open", ""));
  f.heading = "What is still open";
  f.narrow = true;
  TRY(const auto part, left_open_part(v, pass, person, {}, site.today()));
  TRY(const auto enrolments, v.org->journeys->enrolments(pass, person));
  std::vector<Html> services;
  for (const auto& e : enrolments)
    if (!e.ended)
      services.push_back(html::link(person_url(v, person, "/services"), v.charter().at(e.service).name));
  f.main = html::paragraph(
      "Nobody is reminded of their care any more. What the law, a family or an office still waits for goes on, "
      "in the list of whoever does it. This was under way:");
  f.main += part;
  if (!services.empty())
    f.main += html::frag(html::heading(2, "Services that are not closed", "m"), html::bullets(services));
  f.main += html::frag(html::heading(2, "Think of", "m"),
                       html::bullets({html::text("who must be told, and who has been"),
                                      html::text("visits, transport and equipment that are ordered"),
                                      html::text("money that is owed, or to be given back"),
                                      html::text("keys, papers and things that belong to their family")}));
  TRY(const bool waits, v.org->tasks->waits_for(v.actor, gate::kHasDied, person));
  if (waits)
    f.main +=
        html::act(person_url(v, person, "/left-open"), v.session.csrf, {.words = "All of it is seen to"});
  return site.page(std::move(f));
}

Result<Response> seen_to(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  CHECK_OK(v.org->tasks->complete_about(v.actor, gate::kHasDied, person));
  return site.done(r, "/people/" + person.text() + "/left-open", "It is off your list.");
}

}  // namespace

namespace {

/// What is half written opens for its writer alone, and not for them once they reach the person no more.
Result<Html> drafts_part(const Visit& v, const Pass& pass, PersonId person,
                         std::optional<ServiceIx> service) {
  TRY(const auto waiting, v.org->drafts->waiting(pass, person));
  std::vector<Html> lines;
  for (const auto& d : waiting)
    if (!service || d.service == *service)
      lines.push_back(html::text((d.writer == v.actor.id ? "You" : v.staff->name(d.writer)) + ": " +
                                 counted_words(d.count, "draft")));
  if (lines.empty()) return Html{};
  return html::frag(
      html::paragraph(
          "Half written, and lost when their writer reaches this record no more. Ask them to keep "
          "or throw away what they have:"),
      html::bullets(lines));
}

}  // namespace

Result<Html> left_open_part(const Visit& v, const Pass& pass, PersonId person,
                            std::optional<ServiceIx> service, charter::Date today) {
  TRY(const auto due, v.org->entries->due_for(pass, person, add_days(today, 366 * kYearsAhead)));
  // Of what the reader sees nothing of, it is not told that it is due.
  std::vector<gate::WorkAsked> asked;
  for (const auto& d : due) asked.push_back({person, d.service, v.charter().at(d.kind).categories()});
  TRY(const auto sights, v.org->gate->work_sights(v.actor, asked));
  std::vector<Html> lines;
  for (std::size_t i = 0; i < due.size(); ++i) {
    const auto& d = due[i];
    if ((service && d.service != *service) || !sights[i].sees) continue;
    const auto& kind = v.charter().at(d.kind);
    const auto* line = kind.find_deadline(d.deadline);
    lines.push_back(html::frag(html::link(due_url(v, d), line ? line->name : kind.name), ", ",
                               date_words(d.on), d.stopped ? " (nobody is reminded of it)" : ""));
  }
  TRY(const auto drafts, drafts_part(v, pass, person, service));
  return html::frag(lines.empty() ? html::paragraph("Nothing is due.") : html::bullets(lines), drafts);
}

void add_left_open_pages(PageTable& t) {
  t.person("/people/{person}/left-open", "person.left_open", gate::Thing::Services, banner_categories,
           left_open_page);
  t.post("/people/{person}/left-open", "person.left_open.done", {"person.left_open"}, seen_to);
}

}  // namespace candour::web
