#include "web/pages/entries/to_hear.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/requests.h"
#include "people/values_in.h"
#include "record/to_hear.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/names.h"

namespace candour::web {

namespace ask = charter::request_field;
using html::Html;
using http::Request;
using http::Response;

namespace {

std::string page_url(const Visit& v, PersonId person) {
  return person_url(v, person, "/to-hear");
}

std::string whom(const charter::Charter& c, const record::ToHear& one) {
  const auto* name = charter::body_name(c, one.recipient);
  return name ? *name : one.recipient;
}

Html lines(const Visit& v, PersonId person, const std::vector<record::ToHear>& all) {
  html::Table table;
  table.caption = "Who is to hear of it";
  table.columns = {
      {"Who", false, true}, {"They were told about"}, {"To hear by"}, {"Done", false, false, true}};
  for (const auto& one : all) {
    const auto name = whom(v.charter(), one);
    table.rows.push_back(
        {html::text(name), html::text(category_names(v.charter(), one.what)),
         html::text(one.due ? long_date(*one.due) : std::string()),
         html::act(page_url(v, person), v.session.csrf, {.words = "They heard of it", .about = name},
                   {{"sharing", one.sharing.text()}, {"based-on", std::to_string(one.version)}})});
  }
  return html::table(table);
}

/// A look at who is to hear, by whoever reads requests about them. Errors: NotFound for others.
Result<std::pair<Pass, std::vector<record::ToHear>>> look_who(const Visit& v, PersonId person) {
  const auto within = charter::told_in_requests(v.charter());
  TRY(auto pass, look_at(v, person, gate::Thing::Restriction, {}, within));
  if ((pass.may_see() & within).empty()) return not_found();
  TRY(auto all, v.org->work->to_hear(v.actor, pass, person));
  return std::pair(std::move(pass), std::move(all));
}

Result<Response> to_hear_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto person = person_of(r);
  TRY(const auto seen, look_who(v, person));
  const auto& [pass, all] = seen;
  TRY(auto f, person_frame(site, r, pass, person, "Who is to hear that this is restricted", ""));
  f.heading = f.title;
  f.main = html::paragraph(
      "Whoever was told something of this person is to hear that it may only be kept and not be used, or that this "
      "has ended (UK GDPR, Article 19). Tell them, and write it down here. What they were told stays shut.");
  f.main += all.empty() ? html::empty_state("Nobody is to hear of it now",
                                            "Nothing was told outside, or they have all heard of it.")
                        : lines(v, person, all);
  return site.page(std::move(f));
}

Result<Response> take_heard(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto person = person_of(r);
  TRY(const auto seen, look_who(v, person));
  const auto& all = seen.second;
  const auto id = EntryId::parse(r.form.get("sharing"));
  const auto one = std::ranges::find(all, id.value_or(EntryId{}), &record::ToHear::sharing);
  if (one == all.end())
    return fail(Code::Conflict, "This was written down meanwhile, or it is open to others by now.");
  TRY(const auto step, v.org->gate->step(v.actor, person, one->service, one->kind));
  TRY([[maybe_unused]] const auto version,
      v.org->entries->move(v.actor, step, person, one->sharing, version_in(r.form.get("based-on")), one->move,
                           ""));
  return site.done(r, "/people/" + person.text() + "/to-hear", "Written down: they heard of it.");
}

}  // namespace

Result<Html> to_hear_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                          const record::Entry& e) {
  const bool restricts = kind.records_request &&
                         people::text_of(e.values, ask::kRight) == ask::kRestriction &&
                         e.state == ask::kRestricted;
  if (!restricts) return Html{};
  TRY(const auto all, v.org->work->to_hear(v.actor, pass, e.person));
  if (all.empty()) return Html{};
  return html::acts_card(
      "Who was told of them",
      html::frag(html::paragraph(counted_words(std::ssize(all), "body is", "bodies are") + " to hear of it."),
                 html::button_row({html::button_link(page_url(v, e.person), "Who is to hear of it",
                                                     html::Look::Second)})));
}

void add_to_hear_pages(PageTable& t) {
  t.get("/people/{person}/to-hear", "to_hear", to_hear_page);
  t.post("/people/{person}/to-hear", "to_hear.post", {"to_hear"}, take_heard);
}

}  // namespace candour::web
