// Of the version in force: of how many people in each service it is known that they were told of it, and what
// is left to do. Numbers are for everybody who works here; names for those whose role writes to many.
#include "web/pages/charter/told.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/mailings.h"
#include "gate/service_subject.h"
#include "web/pages/charter/frame.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using letters::ToldBy;

namespace {

bool writes_to_many(const std::vector<gate::Gate::Writable>& kinds, std::optional<KindIx> mailing) {
  return std::ranges::any_of(kinds, [&](const auto& w) { return mailing && w.kind == *mailing; });
}

std::string reached_words(ToldBy by, std::optional<UnixMs> at) {
  const auto on = at ? " on " + date_words(today(*at)) : std::string();
  switch (by) {
    case ToldBy::Mail:
      return "Told by email: their mail server took it" + on;
    case ToldBy::Post:
      return "Told by letter: in the post" + on;
    case ToldBy::OnItsWay:
      return "On its way";
    case ToldBy::CameBack:
      return "Not told: the email came back, or could not be sent";
    case ToldBy::NoAddress:
      return "Not told: no address that may be used";
    case ToldBy::Nobody:
      break;
  }
  return "Not told yet";
}

Html count_cell(std::int64_t n) {
  return html::text(with_commas(n));
}

/// The services whose people may be told so, that have any.
std::vector<ServiceIx> services_told(const charter::Charter& c) {
  std::vector<ServiceIx> all;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (charter::may_send(c, charter::mailing_field::kNotice, static_cast<ServiceIx>(i)).purpose)
      all.push_back(static_cast<ServiceIx>(i));
  return all;
}

struct ServiceLine {
  std::vector<Html> cells;
  std::int64_t people = 0, still = 0;
};

Result<ServiceLine> service_line(const Visit& v, ServiceIx service, bool nobody_yet) {
  const auto& c = v.charter();
  TRY(const auto n, v.org->mailings->told(c.version.number, service));
  const auto subject = gate::subject_of(c, service);
  TRY(const auto kinds, v.org->gate->writable(v.actor, subject));
  const auto query = "?service=" + c.at(service).code;
  std::vector<Html> acts;
  if (writes_to_many(kinds, c.find_kind("mailing"))) {
    if (n.still() > 0 || nobody_yet)
      acts.push_back(
          html::link(v.url("/people/" + subject.text() + "/write/mailing" + query), "write to them"));
    if (n.people > 0) acts.push_back(html::link(v.url("/charter/told/names" + query), "names"));
  }
  const auto last = n.last ? date_words(today(*n.last)) : std::string("nobody");
  return ServiceLine{{html::text(c.at(service).name), count_cell(n.people), count_cell(n.by_mail),
                      count_cell(n.by_post), count_cell(n.on_its_way), count_cell(n.came_back + n.no_address),
                      count_cell(n.still()), html::text(last), html::join(acts, ", ")},
                     n.people,
                     n.still()};
}

Result<Response> told_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& c = v.charter();
  TRY(const auto left, v.org->mailings->to_be_told(c.version.number));
  auto f = charter_frame(site, r, "Who was told of version " + c.version.number, "/told");
  html::Table t;
  t.caption = "People who had a service when this version came into force, and have it still";
  t.columns = {{"Service", false, true},   {"People", true},     {"Told by email", true},
               {"Told by letter", true},   {"On its way", true}, {"Came back, or no address", true},
               {"Still to be told", true}, {"Last told on"},     {"", false, false, true}};
  t.columns.back().words = "What to do";
  t.when_empty = "No service has people who are told so.";
  std::int64_t people = 0, still = 0;
  for (const auto service : services_told(c)) {
    const bool nobody_yet = std::ranges::find(left, service) != left.end();
    TRY(auto line, service_line(v, service, nobody_yet));
    if (line.people == 0 && !nobody_yet) continue;
    people += line.people;
    still += line.still;
    t.rows.push_back(std::move(line.cells));
  }
  f.main = html::frag(
      html::paragraph(still == 0 ? "Nobody is still to be told of this version."
                                 : with_commas(still) + " of " + with_commas(people) +
                                       (people == 1 ? " person is" : " people are") + " still to be told."),
      html::table(t),
      html::hint_line(
          "To tell them, write to them, choose “A change of the privacy notice”, and say that it is version " +
          c.version.number +
          ". What the version changed is added by itself. Whoever was told already is left out, so "
          "write once more to those who are left."));
  if (reads_proposals(v)) {
    TRY(const auto all, v.org->proposals->versions(v.actor));
    if (all.size() > 1) {
      const auto changes = version_changes(site, all[1], c);
      f.main += changes ? *changes : html::paragraph(changes.error().words.text);
    }
  }
  return site.page(std::move(f));
}

Result<Response> names_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& c = v.charter();
  const auto service = c.find_service(r.query.get("service"));
  const auto mailing = c.find_kind("mailing");
  if (!service || !mailing) return not_found();
  // Whoever may not write to many is refused by the gate, which writes it down.
  TRY([[maybe_unused]] const auto pass,
      v.org->gate->write(v.actor, gate::subject_of(c, *service), *service, *mailing));
  TRY(const auto list, v.org->mailings->told_people(v.actor, c.version.number, *service));
  auto f =
      charter_frame(site, r, c.at(*service).name + ": who was told of version " + c.version.number, "/told");
  html::Table t;
  t.caption = "Whoever is still to be told first";
  t.columns = {{"Name", false, true}, {"How it stands"}};
  t.when_empty = "Nobody whom you reach.";
  for (const auto& p : list.people)
    t.rows.push_back(
        {html::link(v.url("/people/" + p.id.text()), p.name), html::text(reached_words(p.by, p.at))});
  f.main = html::table(t);
  if (list.out_of_reach > 0)
    f.main +=
        html::hint_line(with_commas(list.out_of_reach) + (list.out_of_reach == 1 ? " more is" : " more are") +
                        " outside your work, and counted alone.");
  if (list.more) f.main += html::hint_line("These are the first; the numbers before are of all.");
  f.main += html::paragraph(html::link(v.url("/charter/told"), "Back to the numbers"));
  return site.page(std::move(f));
}

}  // namespace

void add_told_pages(PageTable& t) {
  t.get("/charter/told", "charter.told", told_page);
  t.get("/charter/told/names", "charter.told.names", names_page);
}

}  // namespace candour::web
