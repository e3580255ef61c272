#include "web/pages/entries/sending.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/category_list.h"
#include "charter/sharing.h"
#include "charter/values.h"
#include "paper/pdf.h"
#include "people/values_in.h"
#include "web/frame/person_parts.h"

namespace candour::web {

namespace shared = charter::sharing_field;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kEntriesToPick = 60;  // entries on the page, newest first

/// What may be picked: an answer in words, of a kind of information that this sharing is about.
bool may_be_picked(const charter::Field& f, CategorySet what) {
  using charter::FieldType;
  return what.has(f.category) && f.type != FieldType::File && f.type != FieldType::Staff &&
         f.type != FieldType::Signature;
}

/// The sharing, and what the reader may see of what it is about.
struct Sending {
  OfEntry at;
  Pass pass;  // sees the kinds of information that are shared, and the sharing
  record::Entry sharing;
  CategorySet what;
};

Result<Sending> sending_of(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& kind = v.charter().at(asked.place.kind);
  if (!kind.records_sharing) return not_found();
  TRY(const auto first, v.org->gate->step(v.actor, asked.person, asked.place.service, asked.place.kind));
  TRY(auto sharing, v.org->entries->entry(first, asked.person, asked.id));
  const auto what = charter::chosen_categories(v.charter(), sharing.values, shared::kWhat);
  TRY(auto pass, look_at(v, asked.person, gate::Thing::Collected, asked.id.text(), what | kind.categories()));
  return Sending{asked, std::move(pass), std::move(sharing), what};
}

/// Whether it can be put ready now: it may be told, or was, and nobody collects it any more.
Result<bool> may_send(const Visit& v, const Pass& pass, const record::Entry& sharing) {
  if (sharing.state == shared::kReady) return true;
  if (sharing.state != shared::kGiven) return false;
  TRY(const auto before, v.org->pickups->of(pass, sharing.person, sharing.id));
  return before && before->shut && !before->collected;
}

Result<std::vector<record::Entry>> to_pick(const Visit& v, const Sending& s) {
  TRY(auto page, v.org->entries->timeline(s.pass, s.at.person, {}, {}, kEntriesToPick));
  std::erase_if(page.entries, [&](const record::Entry& e) {
    const auto& kind = v.charter().at(e.kind);
    return e.id == s.at.id || kind.records_sharing ||
           std::ranges::none_of(kind.fields, [&](const charter::Field& f) {
             return may_be_picked(f, s.what) && e.values.contains(f.code);
           });
  });
  return page.entries;
}

/// Names of those in the circle of support that stand in an answer: whoever picks looks twice.
std::string names_in(const std::string& words, const std::vector<people::Relationship>& circle) {
  for (const auto& r : circle)
    if (!r.name.empty() && words.find(r.name) != words.npos) return "names " + r.name;
  return {};
}

Result<Response> choose_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sending_of(v, r));
  const auto& c = v.charter();
  TRY(const bool may, may_send(v, s.pass, s.sharing));
  if (!may) return fail(Code::Conflict, "This is not to be sent now: see what stands in the sharing.");
  TRY(const auto entries, to_pick(v, s));
  TRY(const auto circle, v.org->circle->of(s.pass, s.at.person));
  TRY(auto f, person_frame(site, r, s.pass, s.at.person,
                           "What goes to " + people::text_of(s.sharing.values, "to-whom"), ""));
  f.heading = f.title;
  Html list;
  for (const auto& e : entries) {
    const auto& kind = c.at(e.kind);
    html::Checkboxes boxes{.name = "pick", .legend = kind.name + ", " + happened_words(kind, e.happened)};
    boxes.small = true;
    for (const auto& one : kind.fields) {
      const auto* value = may_be_picked(one, s.what) ? e.values.if_contains(one.code) : nullptr;
      if (!value) continue;
      const auto words = charter::show(one, *value);
      html::Choice choice{e.id.text() + "/" + one.code, one.label + ": " + words};
      choice.hint = names_in(words, circle);
      boxes.choices.push_back(std::move(choice));
    }
    list += html::checkboxes(boxes);
  }
  if (entries.empty())
    list = html::inset(
        html::paragraph("There is nothing of these kinds of information in the record that you see. "
                        "What you wrote in the sharing goes alone."));
  f.main = html::frag(
      html::paragraph(
          "Tick the least that serves. Nothing is ticked for you, and nothing else goes. What you wrote "
          "under “What exactly are they told?” goes with it."),
      html::form({.action = r.path, .csrf = v.session.csrf},
                 html::frag(list, html::hidden("based-on", std::to_string(s.sharing.version)),
                            html::button({"Put it ready to be collected"}))),
      html::hint_line("Shown are the newest " + std::to_string(kEntriesToPick) +
                      " entries. Leave out what is about other people."));
  return site.page(std::move(f));
}

/// What was ticked, as far as the reader sees it now.
std::vector<letters::PickedPart> picked_of(const Visit& v, const Sending& s,
                                           const std::vector<record::Entry>& from, const Request& r) {
  std::vector<letters::PickedPart> out;
  const auto ticked = r.form.all("pick");
  for (const auto& e : from) {
    letters::PickedPart part{e.id, e.version, {}};
    for (const auto& f : v.charter().at(e.kind).fields)
      if (may_be_picked(f, s.what) && e.values.contains(f.code) &&
          std::ranges::count(ticked, e.id.text() + "/" + f.code) > 0)
        part.fields.push_back(f.code);
    if (!part.fields.empty()) out.push_back(std::move(part));
  }
  return out;
}

Result<std::string> paper_of(const Site& site, const Visit& v, const Sending& s,
                             const std::vector<record::Entry>& from,
                             const std::vector<letters::PickedPart>& parts) {
  TRY(const auto profile, v.org->people->profile(s.pass, s.at.person));
  letters::SharedPaper paper;
  paper.person = profile.name().empty() ? profile.reference : profile.name();
  paper.to_whom = people::text_of(s.sharing.values, "to-whom");
  paper.words = people::text_of(s.sharing.values, "words");
  paper.by = v.staff_name;
  paper.now = site.clock().now();
  for (const auto& part : parts) {
    const auto e = std::ranges::find(from, part.entry, &record::Entry::id);
    paper.picked.emplace_back(*e, part.fields);
  }
  return paper::to_pdf(letters::shared_paper(v.charter(), paper));
}

Response ready_page(const Site& site, const Request& r, html::PageFrame f,
                    const letters::Pickups::Made& made) {
  const Visit& v = Site::visit(r);
  f.title = "Ready to be collected";
  f.heading = f.title;
  const auto address = site.reached_at(r) + v.url("/collect/" + made.secret);
  html::FactsCard card{"Tell them", {}, {}, {}, {}};
  card.rows.push_back({"The address, by mail", html::h("code", {}, html::text(address))});
  card.rows.push_back(
      {"The code, by telephone or in person",
       html::h("strong", {}, html::text(made.code.substr(0, 4) + " " + made.code.substr(4)))});
  card.rows.push_back({"Until", html::text(date_time_words(made.ends))});
  f.main = html::frag(
      html::warning("Write both down now: they are not shown again."), html::facts_card(card),
      html::hint_line(
          "Never send both on the same way. After five wrong codes nothing can be collected any more."),
      html::button_row(
          {html::button_link(entry_url(v, person_of(r), EntryId::parse(r.param("entry")).value_or(EntryId{})),
                             "Back to the sharing")}));
  auto answer = site.page(std::move(f));
  answer.with("Cache-Control", "no-store");
  return answer;
}

Result<Response> send(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sending_of(v, r));
  TRY(const bool may, may_send(v, s.pass, s.sharing));
  if (!may) return fail(Code::Conflict, "This was sent already, or is not to be sent now.");
  TRY(const auto from, to_pick(v, s));
  const auto parts = picked_of(v, s, from, r);
  // What was ticked and is not there any more goes nowhere unseen.
  std::size_t fields = 0;
  for (const auto& p : parts) fields += p.fields.size();
  if (fields != r.form.all("pick").size())
    return fail(Code::Conflict,
                "Something that you ticked has changed meanwhile. Look at it, and tick it again.");
  TRY(const auto pdf, paper_of(site, v, s, from, parts));
  TRY(const auto made, v.org->pickups->make(s.pass, s.at.person, s.at.id, parts, as_bytes(pdf)));
  if (s.sharing.state == shared::kReady) {
    TRY(auto pass, v.org->gate->step(v.actor, s.at.person, s.at.place.service, s.at.place.kind));
    TRY([[maybe_unused]] const auto moved,
        v.org->entries->move(v.actor, pass, s.at.person, s.at.id, version_in(r.form.get("based-on")), "give",
                             ""));
  }
  CHECK_OK(v.org->pickups->open(s.pass, made.id));
  TRY(auto f, person_frame(site, r, s.pass, s.at.person, "Ready to be collected", ""));
  return ready_page(site, r, std::move(f), made);
}

Result<Response> take_back(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sending_of(v, r));
  CHECK_OK(v.org->pickups->take_back(s.pass, s.at.person, s.at.id));
  return site.done(r, s.at.path(), "Nobody can collect it any more.");
}

}  // namespace

Result<Html> sending_part(const Visit& v, const Pass& pass, const charter::Kind& kind, const record::Entry& e,
                          const std::vector<const charter::Move*>& moves) {
  if (!kind.records_sharing) return Html();
  const bool gives = std::ranges::any_of(moves, [](const charter::Move* m) { return m->code == "give"; });
  TRY(const auto state, v.org->pickups->of(pass, e.person, e.id));
  const auto at = entry_url(v, e.person, e.id);
  if (!state && !(gives && e.state == shared::kReady)) return Html();
  html::FactsCard card{"Collected by them", {}, {}, {}, {}};
  if (!state) {
    card.after = html::frag(
        html::hint_line("Pick what goes; they collect it with an address and a code."),
        html::button_row({html::button_link(at + "/send", "Pick and put it ready", html::Look::Second)}));
    return html::facts_card(card);
  }
  card.rows.push_back({"Put ready", html::text(date_time_words(state->made))});
  card.rows.push_back(
      {state->shut && !state->collected ? "Could be collected until" : "Can be collected until",
       html::text(date_time_words(state->ends))});
  card.rows.push_back(
      {"Collected", html::text(state->collected ? date_time_words(*state->collected) : "not yet")});
  for (const auto& part : state->parts)
    card.rows.push_back(
        {"What went",
         html::link(entry_url(v, e.person, part.entry) + "?version=" + std::to_string(part.version),
                    counted_words(static_cast<std::int64_t>(part.fields.size()), "answer", "answers") +
                        " of an entry")});
  if (!state->shut) {
    card.after = html::act(at + "/send/end", v.session.csrf,
                           {.words = "Nobody is to collect it", .look = html::Look::Second});
  } else if (!state->collected) {
    card.after =
        html::button_row({html::button_link(at + "/send", "Put it ready once more", html::Look::Second)});
  }
  return html::facts_card(card);
}

void add_sending_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/send", "sending", choose_page);
  t.post("/people/{person}/entries/{entry}/send", "sending.post", {"sending"}, send);
  t.post("/people/{person}/entries/{entry}/send/end", "sending.end", {"entry"}, take_back);
}

}  // namespace candour::web
