// Two records turn out to be of one person: finding the other one, both side by side, joining them, and
// parting them again. What the parts of the record look like afterwards is seen to by the rooms.
#include "people/joining.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/values.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/find_person.h"
#include "web/pages/person/joining.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using people::Stands;

namespace {

constexpr std::string_view kFact = "fact-";
const std::vector<std::pair<std::string_view, Stands>> kStands = {
    {"kept", Stands::Kept}, {"other", Stands::Other}, {"both", Stands::Both}};

std::string code_of(Stands s) {
  for (const auto& [code, x] : kStands)
    if (x == s) return std::string(code);
  return {};
}

const charter::Kind& profile_kind(const Visit& v) {
  return v.charter().kinds.front();
}

std::string name_of(const people::Profile& p) {
  return p.name().empty() ? "Name held back" : p.name();
}

std::string shown(const charter::Field& f, const charter::Values& values) {
  const auto* x = values.if_contains(f.code);
  return x ? charter::show(f, *x) : std::string();
}

std::string merge_url(const Visit& v, PersonId person, PersonId other) {
  return person_url(v, person, "/merge/" + other.text());
}

Result<Response> find_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY([[maybe_unused]] const auto whole, v.org->gate->whole(v.actor, person));
  TRY(auto pass, look_at(v, person, gate::Thing::Merge, {}, {}));
  TRY(auto f, person_frame(site, r, pass, person, "The same person as …", ""));
  f.heading = "This is the same person as …";
  f.narrow = true;
  f.main = html::paragraph(
      "When there are two records of one person, they become one here: this record stays, and the other "
      "one leads to it. You see both side by side before anything happens, and they can be parted again.");
  TRY(const auto found,
      find_somebody(v, r, {person_url(v, person, "/merge"), "Find the other record", person}, site.today(),
                    [&](const people::Profile& p, html::PersonLine& l) -> Status {
                      TRY(const bool all, v.org->gate->reaches_all(v.actor, p.id));
                      if (all)
                        l.right =
                            html::button_link(merge_url(v, person, p.id), "Compare", html::Look::Second);
                      else
                        l.tags.emplace_back("Not wholly yours to join", html::Tint::Plain);
                      return {};
                    }));
  f.main += found.part;
  f.main += html::hint_line(
      "Only somebody whose work covers all of both records can join them. If yours does not, ask " +
      gate::who_answers(v.charter()) + ".");
  return site.page(std::move(f), found.status);
}

// Both side by side

Html who_card(const Visit& v, const people::Profile& p, const std::string& title, charter::Date today) {
  html::SummaryList list;
  list.title = title;
  list.rows.push_back({"Name", html::link(person_url(v, p.id), name_of(p)), {}});
  if (const auto b = p.birth_date())
    list.rows.push_back(
        {"Born", html::text(date_words(*b) + ", " + age_words(*b, p.died.value_or(today))), {}});
  list.rows.push_back({"Reference", html::text(p.reference), {}});
  list.rows.push_back({"First written", html::text(date_words(candour::today(p.created))), {}});
  list.rows.push_back(
      {"Details changed", html::text(date_time_words(p.changed) + " by " + v.staff->name(p.changed_by)), {}});
  if (p.died) list.rows.push_back({"Died", html::text(date_words(*p.died)), {}});
  return html::summary_list(list);
}

Html side_by_side(const Html& a, const Html& b) {
  const auto half = [](const Html& x) {
    return html::h("div", {{"class", "govuk-grid-column-one-half"}}, x);
  };
  return html::h("div", {{"class", "govuk-grid-row"}}, half(a), half(b));
}

Html choice_of(const SentForm& form, const people::Differing& d, const people::JoinPreview& p) {
  const auto& f = *d.field;
  std::vector<html::Choice> choices = {{"kept", shown(f, p.kept.values), "In the record that stays"},
                                       {"other", shown(f, p.other.values), "In the other record"}};
  if (d.list) choices.push_back({"both", "Both", "What stands in either of them"});
  return form.radios({.name = std::string(kFact) + f.code,
                      .legend = f.label,
                      .choices = std::move(choices),
                      .value = code_of(d.unless_said)});
}

Html facts_part(const SentForm& form, const people::JoinPreview& p) {
  if (p.details_stay)
    return html::inset(
        html::paragraph("The use of one of these records is restricted, so no details are changed: those "
                        "of the record that stays go on to stand, and the other’s can be read beside them."));
  Html all;
  for (const auto& d : p.differing) all += choice_of(form, d, p);
  if (all.empty()) all = html::paragraph("No detail says one thing here and another there.");
  return html::frag(
      html::heading(2, "Which details stand?", "m"),
      html::paragraph(
          "What only one of the two knows is kept. Chosen beforehand is what was changed last. Names and "
          "addresses that do not stand are kept as former ones, and all that the other record said stays "
          "readable."),
      all);
}

Html alike_part(const Visit& v, const people::JoinPreview& p) {
  html::Table t;
  t.caption = "What both say, or only one";
  t.caption_hidden = true;
  t.columns = {{"Detail", false, true}, {"The record that stays"}, {"The other record"}};
  for (const auto& f : profile_kind(v).fields) {
    const auto a = shown(f, p.kept.values), b = shown(f, p.other.values);
    if (!a.empty() && !b.empty() && a != b) continue;
    if (!a.empty() || !b.empty())
      t.rows.push_back(
          {html::text(f.label), html::text(a.empty() ? "–" : a), html::text(b.empty() ? "–" : b)});
  }
  return t.rows.empty() ? Html{} : html::details("What both say, or only one of them", html::table(t));
}

Html services_part(const Visit& v, const people::JoinPreview& p) {
  std::vector<Html> items;
  for (const auto& e : p.ends) {
    std::string s = v.charter().at(e.service).name + ": the ";
    s += e.referral ? "referral" : "support";
    s += std::string(" of the ") + (e.of_kept ? "record that stays" : "other record") + " ends, and the ";
    s += e.goes_on.is_nil() ? "referral" : "support";
    s += std::string(" of the ") + (e.goes_on_in == p.other.id ? "other record" : "record that stays") +
         " goes on.";
    for (const auto& w : e.workers) s += " " + v.staff->name(w) + " goes on as a worker there.";
    items.push_back(html::text(std::move(s)));
  }
  return html::frag(html::heading(2, "What happens to services", "m"),
                    items.empty()
                        ? html::paragraph("All services, referrals and workers of both go on.")
                        : html::frag(html::paragraph("One person is in a service once. So where both records "
                                                     "are in the same one:"),
                                     html::bullets(items), html::paragraph("All else goes on.")));
}

Html what_happens() {
  return html::details(
      "What joining does, and what it does not",
      html::bullets(
          {html::text(
               "The other record’s address and reference lead to this one. It is not listed or counted on "
               "its own any more."),
           html::text("What was written in either stays where it is, and nobody sees more of it than before. "
                      "What is written from now on is seen by those who work with the person in any of their "
                      "services."),
           html::text("An objection, a restriction or a death that was written down in one counts for both. "
                      "Of what they agreed to, the newest word counts."),
           html::text("Both people’s lists of who looked say that it was done, by whom and when.")}));
}

/// There are no two records to compare any more. Where a form had been sent, its words stand on the page.
Result<Response> joined_already(const Site& site, const Request& r, PersonId person, PersonId into) {
  const Visit& v = Site::visit(r);
  const std::string words = into == person ? "These are one record already."
                                           : "The other record was joined with another one meanwhile.";
  const std::string on =
      into == person ? "/people/" + person.text() : "/people/" + person.text() + "/merge/" + into.text();
  if (!v.state->sent) return site.done(r, on, words);
  TRY(auto pass, look_at(v, person, gate::Thing::Merge, {}, {}));
  TRY(auto f, person_frame(site, r, pass, person, "Joined already", ""));
  f.heading = "Somebody was quicker";
  f.main = html::frag(html::inset(html::paragraph(words)),
                      html::button_row({html::button_link(v.url(on), "Go on")}));
  return site.page(std::move(f));
}

Result<Response> preview_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r), other = PersonId::parse(r.param("other")).value_or(PersonId{});
  TRY(const auto kept_whole, v.org->gate->whole(v.actor, person));
  auto asked = other;
  if (auto into = v.org->gate->joined_into(v.actor, other); into && !into->is_nil()) asked = *into;
  if (asked != other || asked == person) return joined_already(site, r, person, asked);
  TRY(const auto other_whole, v.org->gate->whole(v.actor, other));
  auto preview = v.org->joins->preview(kept_whole, other_whole);
  TRY(auto pass, look_at(v, person, gate::Thing::Merge, {}, profile_kind(v).categories()));
  TRY([[maybe_unused]] auto also,
      v.state->looks.at(other, gate::Thing::Merge, {},
                        profile_kind(v).categories() | name_categories(v.charter())));
  v.state->looks.also(kept_whole);
  v.state->looks.also(other_whole);
  TRY(auto f, person_frame(site, r, pass, person, "Are these one person?", ""));
  f.heading = "Are these one person?";
  if (!preview) {
    if (preview.error().code != Code::Conflict) return tl::unexpected<Error>(preview.error());
    f.main =
        html::frag(html::inset(html::paragraph(preview.error().words.text)),
                   html::button_row(
                       {html::button_link(merge_url(v, other, person), "Let the other record stay"),
                        html::button_link(person_url(v, person), "Back to the record", html::Look::Second)}));
    return site.page(std::move(f), 409);
  }
  const auto& p = *preview;
  const SentForm form(v, merge_url(v, person, other));
  f.main = html::frag(
      html::warning(
          "Joining two records of different people can harm both. Look at the birth date, the NHS number and "
          "what was written, not at the name alone."),
      side_by_side(who_card(v, p.kept, "The record that stays", site.today()),
                   who_card(v, p.other, "The record that leads to it", site.today())),
      html::paragraph(html::link(merge_url(v, other, person), "Let the other one stay instead")),
      html::when(!p.held_back.empty(),
                 [] {
                   return html::inset(html::paragraph(
                       "Some details are not for you to see. They stay as they are, each in the "
                       "record in which it stands, for those who may see them."));
                 }),
      form.form(html::frag(
          facts_part(form, p), alike_part(v, p), services_part(v, p), what_happens(),
          form.textarea({.name = "why",
                         .label = "How do you know that this is one person?",
                         .hint = "Whoever may open the record reads this.",
                         .size = html::LabelSize::M,
                         .rows = 3}),
          form.version("kept-version", p.kept.version), form.version("other-version", p.other.version),
          html::button_row({html::button({"Join them: it is one person"}),
                            html::button_link(person_url(v, person), "Cancel", html::Look::Second)}))));
  return site.page(std::move(f));
}

Result<Response> take_merge(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  people::Joining j;
  j.kept = person_of(r);
  j.other = PersonId::parse(r.param("other")).value_or(PersonId{});
  j.kept_version = version_in(r.form.get("kept-version"));
  j.other_version = version_in(r.form.get("other-version"));
  for (const auto& [name, value] : r.form.items())
    if (name.starts_with(kFact))
      for (const auto& [code, stands] : kStands)
        if (code == value) j.stands[name.substr(kFact.size())] = stands;
  j.why = r.form.trimmed("why");
  TRY(const auto id, v.org->joins->join(v.actor, j));
  return site.done(r, "/people/" + j.kept.text() + "/merges/" + id.text(),
                   "Joined. The other record leads here now. If it was a mistake, part them below.");
}

// What was joined, and parting it again

std::string other_reference(const people::Join& j, PersonId person) {
  return j.kept == person ? j.other_reference : j.kept_reference;
}

Html as_they_stood(const Visit& v, const people::Profile& kept, const people::Profile& other) {
  html::Table t;
  t.caption = "As the two records stood";
  t.columns = {{"Detail", false, true}, {"The record that stays"}, {"The one that leads to it"}};
  t.when_empty = "Nothing of it is for you to see.";
  for (const auto& f : profile_kind(v).fields) {
    const auto a = shown(f, kept.values), b = shown(f, other.values);
    if (!a.empty() || !b.empty())
      t.rows.push_back(
          {html::text(f.label), html::text(a.empty() ? "–" : a), html::text(b.empty() ? "–" : b)});
  }
  return html::details("As the two records stood before", html::table(t));
}

Html since_part(const Visit& v, PersonId person, const std::vector<people::WrittenSince>& since,
                bool parted) {
  std::vector<Html> stay, back;
  for (const auto& w : since)
    (w.goes_back ? back : stay)
        .push_back(html::frag(html::link(entry_url(v, person, w.entry), v.charter().at(w.kind).name), ", ",
                              v.charter().at(w.service).name, ", ", date_time_words(w.written)));
  Html x = html::heading(2, parted ? "Written while they were one" : "Written since", "m");
  if (stay.empty() && back.empty()) return html::frag(x, html::paragraph("Nothing."));
  if (!stay.empty())
    x += html::frag(
        html::paragraph(parted ? "This stands in the record that stayed. Where it is about the other person, "
                                 "write it again in their record, and correct it here:"
                               : "This stands in the record that stays, and stays there if they are parted. "
                                 "Where it is about the other person, somebody then writes it again in their "
                                 "record by hand:"),
        html::bullets(stay));
  if (!back.empty())
    x += html::frag(
        html::paragraph("This was there before and was changed since. It would go back as it is now; what it "
                        "said before is among its earlier versions:"),
        html::bullets(back));
  return x;
}

Result<Html> part_form(const Visit& v, PersonId person, const people::Join& j) {
  TRY(const bool may, v.org->gate->reaches_all(v.actor, person));
  if (!may || j.kept != person)
    return html::hint_line("Only somebody whose work covers all of both records can part them. Ask " +
                           gate::who_answers(v.charter()) + ".");
  const SentForm form(v, person_url(v, person, "/merges/" + j.id.text() + "/part"));
  return html::card(
      "Part them again",
      html::frag(html::paragraph(
                     "What was written before they were joined goes back to where it was: details, services, "
                     "workers, entries and files. What was written since stays here, as listed."),
                 form.form(html::frag(form.textarea({.name = "why",
                                                     .label = "How do you know that these are two people?",
                                                     .hint = "Whoever may open the records reads this.",
                                                     .rows = 3}),
                                      html::button({"Part them", html::Look::Danger})))));
}

Result<Response> joined_page(const PersonPage& page) {
  const auto& [site, r, v, person, pass] = page;
  const auto id = JoinId::parse(r.param("merge"));
  TRY(const auto all, v.org->joins->log(pass, person));
  const auto found = std::ranges::find_if(all, [&](const people::Join& j) { return id && j.id == *id; });
  if (found == all.end()) return not_found();
  const auto& j = *found;
  TRY(auto f, person_frame(site, r, pass, person, "Joined records", ""));
  f.heading = j.parted ? "Two records that were joined and parted" : "Two records that were joined";
  html::SummaryList list;
  list.rows = {{"The other record", html::text(other_reference(j, person)), {}},
               {"Joined", html::text(date_time_words(j.at) + " by " + v.staff->name(j.by)), {}},
               {"Because", html::typed_text(j.why.empty() ? "(not for you to read)" : j.why), {}}};
  if (j.parted) {
    list.rows.push_back(
        {"Parted", html::text(date_time_words(*j.parted) + " by " + v.staff->name(j.parted_by)), {}});
    list.rows.push_back(
        {"Because", html::typed_text(j.why_parted.empty() ? "(not for you to read)" : j.why_parted), {}});
  }
  f.main = html::summary_list(list);
  if (j.kept == person) {
    TRY(const auto since, v.org->joins->written_since(pass, j));
    f.main += since_part(v, person, since, j.parted.has_value());
  } else {
    f.main += html::paragraph(
        "What was written while they were one stands in the other record. Somebody who may open it "
        "finds it listed there.");
  }
  if (!j.parted) {
    TRY(const auto kept, v.org->people->profile_at(pass, person, std::max(1u, j.profile_before)));
    TRY(const auto other, v.org->people->profile(pass.sight(j.other, UnixMs{}), j.other));
    f.main += as_they_stood(v, kept, other);
    TRY(auto form, part_form(v, person, j));
    f.main += form;
  }
  return site.page(std::move(f));
}

Result<Response> take_part(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto id = JoinId::parse(r.param("merge")).value_or(JoinId{});
  TRY(const bool as_before, v.org->joins->part(v.actor, person, id, r.form.trimmed("why")));
  return site.done(
      r, "/people/" + person.text() + "/merges/" + id.text(),
      as_before ? "Parted. Each record is what it was before; what was written meanwhile is listed here."
                : "Parted. The details of this record were changed while they were one, so they stay as "
                  "they are: look at them, and at what they said before, and put right what is the other "
                  "person’s.");
}

/// Which entries of the list there are for the reader hangs on all that they may see; opened are the details
/// alone.
CategorySet all_of(const charter::Charter&) {
  return all_categories();
}

}  // namespace

Result<Html> joined_card(const Visit& v, const Pass& pass, PersonId person) {
  TRY(const auto all, v.org->joins->log(pass, person));
  TRY(const bool may, v.org->gate->reaches_all(v.actor, person));
  if (all.empty() && !may) return Html{};
  html::FactsCard card{"Records of this person", {}, {}, {}, "One."};
  for (const auto& j : all)
    card.rows.push_back({(j.parted ? "Parted again from " : "Joined with ") + other_reference(j, person),
                         html::link(person_url(v, person, "/merges/" + j.id.text()),
                                    date_words(candour::today(j.parted.value_or(j.at))) + " by " +
                                        v.staff->name(j.parted ? j.parted_by : j.by)),
                         html::Tint::Plain});
  if (may) card.after = html::link(person_url(v, person, "/merge"), "This is the same person as …");
  return html::facts_card(card);
}

void add_joining_pages(PageTable& t) {
  t.get("/people/{person}/merge", "person.merge", find_page);
  t.get("/people/{person}/merge/{other}", "person.merge.preview", preview_page);
  t.post("/people/{person}/merge/{other}", "person.merge.post", {"person.merge.preview"}, take_merge);
  t.person("/people/{person}/merges/{merge}", "person.merged", gate::Thing::Merge, all_of, joined_page);
  t.post("/people/{person}/merges/{merge}/part", "person.merged.part", {"person.merged"}, take_part);
}

}  // namespace candour::web
