// An entry that does not belong where it stands: saying so, and agreeing.
#include "record/misfiled.h"

#include "base/calendar_words.h"
#include "base/text.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/misfiled.h"
#include "web/pages/parts/find_person.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using record::Misfiled;
using record::MisfiledState;
using record::MisfiledWhy;

namespace {

/// What the address names: an entry that the reader sees.
struct Asked {
  PersonId person;
  const charter::Kind* kind;
  Pass pass;
  record::Entry entry;
  std::optional<Misfiled> misfiled;
};

std::string here(const Visit& v, const Asked& a, const std::string& tail = {}) {
  return entry_url(v, a.person, a.entry.id) + "/misfiled" + tail;
}

Result<Asked> asked_of(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  TRY(auto pass, look_at(v, person, kind, id.text(), kind.categories()));
  TRY(auto entry, v.org->entries->entry(pass, person, id));
  TRY(auto misfiled, v.org->misfiled->of(pass, person, id));
  return Asked{person, &kind, std::move(pass), std::move(entry), std::move(misfiled)};
}

/// Who said so and who agreed; of what came from outside one person is enough.
std::string by_whom(const Visit& v, const Misfiled& m, const std::string& said) {
  if (m.asked_by == m.decided_by) return v.staff->name(m.asked_by) + " " + said + ".";
  return v.staff->name(m.asked_by) + " " + said + ", and " + v.staff->name(m.decided_by) + " agreed.";
}

bool waits(const std::optional<Misfiled>& m) {
  return m && (m->state == MisfiledState::Asked || m->state == MisfiledState::Agreed);
}

Html move_form(const Visit& v, const Asked& a, PersonId to, const Names& names) {
  const SentForm form(v, here(v, a), {"to", to.text()});
  const auto* p = names.find(to);
  const bool at_once = a.entry.author.is_nil();
  return html::card(
      "It is about " + names.name(to),
      html::frag(html::paragraph(
                     (p ? "Reference " + p->reference + ". " : std::string()) +
                     (at_once ? "It goes to their record at once, with all that belongs to it: nobody here "
                                "wrote it, so nobody has to agree."
                              : "It goes to their record with all that belongs to it, once a second person "
                                "has agreed. Until then it stays where it is.")),
                 form.form(html::frag(
                     html::hidden("why", std::string(why_code(MisfiledWhy::WrongPerson))),
                     html::hidden("to", to.text()),
                     html::button_row(
                         {html::button({at_once ? "Put it into their record" : "Ask for it to be moved"}),
                          html::button_link(here(v, a), "Somebody else", html::Look::Quiet)})))));
}

Html take_out_form(const Visit& v, const Asked& a) {
  const SentForm form(v, here(v, a), {"to", ""});
  std::vector<html::Choice> choices;
  for (const auto why : {MisfiledWhy::Twice, MisfiledWhy::NotToBeKept, MisfiledWhy::WrongPerson})
    choices.push_back({std::string(why_code(why)),
                       why == MisfiledWhy::WrongPerson
                           ? "It is about somebody else, about whom I cannot write such an entry"
                           : std::string(why_words(why)),
                       {}});
  return html::card(
      "It belongs nowhere",
      html::frag(
          html::paragraph("It is taken out with its files and earlier versions once a second person has "
                          "agreed, and cannot be brought back. That it was there, and who took it out, "
                          "stays to be seen."),
          form.form(html::frag(html::hidden("to", ""),
                               form.radios({.name = "why", .legend = "Why?", .choices = std::move(choices)}),
                               html::button({"Ask for it to be taken out", html::Look::Danger})))));
}

Result<Html> asking(const Visit& v, const Request& r, const Asked& a, charter::Date today, int& status) {
  TRY(const bool may, v.org->misfiled->may_ask(v.actor, a.entry));
  if (!may)
    return html::paragraph(
        "Whoever wrote this can say that it does not belong here, or somebody above them: " +
        v.staff->name(a.entry.author) + " wrote it.");
  Html all;
  if (a.misfiled && a.misfiled->state == MisfiledState::Stopped)
    all += html::inset(html::paragraph(
        "It was agreed before that this does not belong here, and could not be done: who agreed, or whose record "
        "it is, changed meanwhile. Say it once more."));
  if (a.misfiled && a.misfiled->state == MisfiledState::Refused)
    all += html::inset(html::paragraph(v.staff->name(a.misfiled->asked_by) + " said so before, and " +
                                       v.staff->name(a.misfiled->decided_by) + " found that it stays here."));
  if (const auto to = PersonId::parse(r.query.get("to"))) {
    TRY(const auto names, Names::of(v, {*to}, gate::Thing::People));
    if (names.find(*to)) return html::frag(all, move_form(v, a, *to, names));
  }
  TRY(const auto found, find_somebody(v, r, {here(v, a), "Whom is it about?", a.person}, today,
                                      [&](const people::Profile& p, html::PersonLine& l) -> Status {
                                        l.right = html::button_link(here(v, a, "?to=" + p.id.text()),
                                                                    "It is about them", html::Look::Second);
                                        return {};
                                      }));
  status = found.status;
  return html::frag(all, html::card("It is about somebody else", found.part), take_out_form(v, a));
}

Result<Html> deciding(const Visit& v, const Asked& a) {
  const auto& m = *a.misfiled;
  html::SummaryList list;
  list.rows = {{"Said by", html::text(v.staff->name(m.asked_by) + ", " + date_time_words(m.asked)), {}},
               {"Because", html::text(std::string(why_words(m.why))), {}}};
  if (!m.to.is_nil()) {
    TRY(const auto names, Names::of(v, {m.to}, gate::Thing::People));
    list.rows.push_back({"It would go to", html::text(names.name(m.to)), {}});
  } else {
    list.rows.push_back({"It would go", html::text("nowhere: it is taken out"), {}});
  }
  Html all = html::summary_list(list);
  if (m.state == MisfiledState::Agreed)
    return html::frag(all, html::inset(html::paragraph("This was agreed, and is being done just now.")));
  TRY(const bool may, v.org->misfiled->may_decide(v.actor, m));
  if (!may)
    return html::frag(all, html::inset(html::paragraph(
                               "It waits for a second person: whoever wrote it, or somebody above them.")));
  const SentForm form(v, here(v, a, "/decide"));
  return html::frag(
      all,
      form.form(html::frag(
          html::hidden("id", m.id.text()),
          html::button_row({html::button({.words = m.to.is_nil() ? "Agree: take it out" : "Agree: move it",
                                          .name = "decision",
                                          .value = "agree"}),
                            html::button({.words = "It stays here",
                                          .look = html::Look::Second,
                                          .name = "decision",
                                          .value = "stays"})}))));
}

Result<Response> misfiled_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, asked_of(v, r));
  TRY(auto f, person_frame(site, r, a.pass, a.person, "This does not belong here", ""));
  f.heading = "This does not belong here";
  f.caption = entry_title(v.charter(), a.entry);
  f.narrow = true;
  int status = 200;
  TRY(auto part, waits(a.misfiled) ? deciding(v, a) : asking(v, r, a, site.today(), status));
  f.main = html::frag(html::details("Read it", show_values(v, *a.kind, a.entry.values, a.entry.held_back,
                                                           a.person, person_url(v, a.person, "/files"))),
                      part);
  return site.page(std::move(f), status);
}

Result<Response> take_misfiled(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  TRY(const auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  const auto why = record::find_why(r.form.get("why"));
  if (!why) return invalid("why", "Choose why");
  CHECK_OK(v.org->misfiled->ask(v.actor, pass, person, id, *why,
                                PersonId::parse(r.form.get("to")).value_or(PersonId{})));
  TRY(const auto now, v.org->misfiled->of(pass, person, id));
  if (now && now->state != MisfiledState::Asked)
    return site.done(r, "/people/" + person.text(), "It goes to the record of the person whom it is about.");
  return site.done(r, asked.path(),
                   "Said. It stays here until a second person has agreed; they have been told.");
}

Result<Response> take_decision(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  TRY(const auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  const bool agree = r.form.get("decision") == "agree";
  if (!agree && r.form.get("decision") != "stays") return invalid("decision", "Choose one of the two");
  CHECK_OK(v.org->misfiled->decide(
      v.actor, pass, id, record::MisfiledId::parse(r.form.get("id")).value_or(record::MisfiledId{}), agree));
  const std::string record = "/people/" + person.text();
  return agree ? site.done(r, record, "Agreed. It comes off this record now.")
               : site.done(r, asked.path(), "Decided: it stays here.");
}

}  // namespace

Result<Html> misfiled_banner(const Visit& v, const Pass& pass, PersonId person, const record::Entry& e) {
  TRY(const auto m, v.org->misfiled->of(pass, person, e.id));
  if (!m || m->state == MisfiledState::Refused) return Html{};
  if (m->state == MisfiledState::Done)
    return html::inset(html::paragraph("This stood in another record until " +
                                       date_words(today(m->decided.value_or(m->asked))) + ". " +
                                       by_whom(v, *m, "said that it is about this person")));
  return html::inset(html::paragraph(
      html::frag(v.staff->name(m->asked_by) + " said that this does not belong here. ",
                 html::link(entry_url(v, person, e.id) + "/misfiled",
                            m->state == MisfiledState::Asked    ? "It waits for a second person"
                            : m->state == MisfiledState::Agreed ? "It was agreed, and is being done"
                                                                : "It was agreed, and could not be done"))));
}

Result<Html> misfiled_link(const Visit& v, PersonId person, const record::Entry& e) {
  TRY(const bool may, v.org->misfiled->may_ask(v.actor, e));
  if (!may) return Html{};
  return html::link(entry_url(v, person, e.id) + "/misfiled", "This does not belong here");
}

Result<Html> taken_off_part(const Visit& v, const Pass& pass, PersonId person) {
  TRY(const auto all, v.org->misfiled->taken_off(pass, person));
  if (all.empty()) return Html{};
  std::vector<Html> lines;
  for (const auto& m : all)
    lines.push_back(
        html::text(v.charter().at(m.kind).name + " of " + date_words(today(m.happened)) + ", written by " +
                   v.staff->name(m.author) + ": " + inside_sentence(why_words(m.why)) + ". Off since " +
                   date_words(today(m.decided.value_or(m.asked))) + ": " + by_whom(v, m, "said so")));
  return html::details(
      counted_words(static_cast<std::int64_t>(all.size()), "entry", "entries") + " taken off this record",
      html::bullets(lines));
}

void add_misfiled_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/misfiled", "entry.misfiled", misfiled_page);
  t.post("/people/{person}/entries/{entry}/misfiled", "entry.misfiled.post", {"entry.misfiled"},
         take_misfiled);
  t.post("/people/{person}/entries/{entry}/misfiled/decide", "entry.misfiled.decide", {"entry.misfiled"},
         take_decision);
}

}  // namespace candour::web
