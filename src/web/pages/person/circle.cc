// The circle of support: who is close to the person, what the person allows each of them to know, by what
// authority somebody speaks for them, and whether they know that we hold their details (LL-2.1g, IG-4.1).
#include <algorithm>
#include <set>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "gate/words.h"
#include "paper/charter_words.h"
#include "people/not_told.h"
#include "people/others_told.h"
#include "people/relationship.h"
#include "web/frame/person_parts.h"
#include "web/pages/person/circle_authority.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using people::Relationship;

namespace {

struct Informed {
  std::string_view code, words;
};
constexpr Informed kInformed[] = {
    {"agrees", "They know and agree"},
    {"told", "They have been told"},
    {"not-yet", "Not told yet"},
    {people::kNotTold, "They are not told, for a reason that the notice has: it stands below"}};

/// A kind through which the visitor may write the circle, and the service it is written in.
struct Way {
  KindIx kind{};
  ServiceIx service{};
};
Result<std::optional<Way>> way_to_write(const Visit& v, PersonId person) {
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  for (const auto code : gate::kCircleHomes) {
    const auto category = v.charter().find_category(code);
    for (const auto& w : kinds) {
      const auto& kind = v.charter().at(w.kind);
      if (category && !kind.engine && kind.categories().has(*category))
        return Way{w.kind, w.services.front()};
    }
  }
  return std::nullopt;
}

Result<Pass> pass_to_write(const Visit& v, PersonId person) {
  TRY(const auto look, look_at(v, person, gate::Thing::Circle, {}, gate::circle_categories(v.charter())));
  TRY(const auto way, way_to_write(v, person));
  if (!way)
    return refuse_here(
        v, look, person, "circle", "write",
        not_allowed(
            "Your role may not change the circle of support here. Ask somebody who works with the person.",
            v.charter().access_clause)
            .value());
  return v.org->gate->write(v.actor, person, way->service, way->kind);
}

std::string know_words(const charter::Charter& c, const Relationship& x) {
  std::vector<std::string> names;
  for (const auto& code : x.may_know)
    if (const auto i = c.find_category(code)) names.push_back(inside_sentence(c.at(*i).name));
  return names.empty() ? "Nothing" : listed(names);
}

std::string informed_words(std::string_view code) {
  for (const auto& i : kInformed)
    if (i.code == code) return std::string(i.words);
  return "Not recorded";
}

/// When somebody who stands in the record is told, as the charter says.
std::string told_words(const charter::OtherPerson& o) {
  static constexpr std::pair<std::string_view, std::string_view> kTold[] = {
      {"after", "They are told afterwards"},
      {"try", "We try to tell them"},
      {"where-possible", "They are told where we can"},
      {"not-needed", "They are not told"}};
  std::string words = "They are told first";
  for (const auto& [code, said] : kTold)
    if (o.told == code) words = said;
  if (!o.told_unless.empty()) words += ", unless " + o.told_unless;
  return words + (o.clause.empty() ? "" : " (" + paper::part_words(o.clause) + ")");
}

std::vector<html::Choice> relation_choices(const charter::Charter& c) {
  std::vector<html::Choice> x;
  for (auto& [code, words] : people::relations_here(c)) x.push_back({code, words});
  return x;
}

std::string circle_url(const Visit& v, PersonId person, std::string_view rest = {}) {
  return person_url(v, person, "/circle" + std::string(rest));
}

Result<Html> card_of(const Visit& v, PersonId person, const Relationship& x, bool may_write) {
  std::vector<Html> tags;
  if (x.emergency) tags.push_back(html::tag("Call in an emergency", html::Tint::Good));
  if (x.carer) tags.push_back(html::tag("Carer"));
  if (x.lives_with) tags.push_back(html::tag("Lives with them", html::Tint::Plain));
  const auto* rule = people::other_in_records(v.charter(), x.relation);
  if (rule && rule->withheld) tags.push_back(html::tag("In no copy for the person", html::Tint::Bad));
  if (people::to_be_told(v.charter(), x)) tags.push_back(html::tag("Not told yet", html::Tint::Bad));
  if (auto waits = authority_tag(x); !waits.empty()) tags.push_back(std::move(waits));
  if (x.until) tags.push_back(html::tag("Until " + date_words(today(*x.until)), html::Tint::Plain));
  html::SummaryList list;
  // Before the number: whoever rings them reads it first.
  if (auto not_told = people::not_told_words(v.charter(), x); !not_told.empty()) {
    tags.push_back(html::tag("Not everything may be told to them", html::Tint::Bad));
    list.rows.push_back({"Do not tell them", html::typed_text(not_told), {}});
  }
  list.rows.push_back({"What they may know", html::text(know_words(v.charter(), x)), {}});
  if (!x.phone.empty()) list.rows.push_back({"Phone", phone_link(x.phone), {}});
  if (!x.email.empty()) list.rows.push_back({"Email", html::text(x.email), {}});
  if (!x.address.empty()) list.rows.push_back({"Address", html::typed_text(x.address), {}});
  for (auto& row : authority_rows(v, x)) list.rows.push_back(std::move(row));
  if (!x.notes.empty()) list.rows.push_back({"Notes", html::typed_text(x.notes), {}});
  if (rule)
    list.rows.push_back({"Are they told?", html::text(told_words(*rule)), {}});
  else
    list.rows.push_back({"Do they know that we hold this?", html::text(informed_words(x.informed)), {}});
  Html acts;
  if (may_write && !x.until)
    acts = html::button_row(
        {html::button_link(circle_url(v, person, "/" + x.id.text() + "/edit"), "Change", html::Look::Second),
         html::act(circle_url(v, person, "/" + x.id.text() + "/end"), v.session.csrf,
                   {.words = "No longer part of the circle", .look = html::Look::Quiet, .about = x.name})});
  TRY(const auto verify, verify_part(v, x, circle_url(v, person, "/" + x.id.text() + "/verify"), may_write));
  const Html record =
      x.other ? html::paragraph(html::link(person_url(v, *x.other), "Has a record here too")) : Html{};
  return html::card(x.name + ", " + inside_sentence(people::relation_words(v.charter(), x.relation)),
                    html::frag(tags.empty() ? Html{} : html::paragraph(html::join(tags, " ")),
                               html::summary_list(list), record, verify, acts));
}

Html reminder(int untold) {
  if (untold == 0) return {};
  return html::inset(html::paragraph(
      (untold == 1 ? "One of them has not been told"
                   : std::to_string(untold) + " of them have not been told") +
      std::string(
          " that we hold their details. Ask the person to tell them, or tell them yourself when you are next "
          "in touch, and note it here.")));
}

Result<Response> circle_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(const auto pass, look_at(v, person, gate::Thing::Circle, {}, gate::circle_categories(v.charter())));
  if (gate::circle_categories(v.charter()).empty()) {
    TRY(auto none, person_frame(site, r, pass, person, "Circle of support", "circle"));
    none.heading = "Circle of support";
    none.main =
        html::empty_state("Nothing is kept about the circle of support",
                          "The notice of this organisation does not speak of it, so nobody writes it down.");
    return site.page(std::move(none));
  }
  const bool held_back = (pass.may_see() & gate::circle_categories(v.charter())).empty();
  TRY(auto all, v.org->circle->of(pass, person));
  TRY(const auto way, way_to_write(v, person));
  const bool may_write = way.has_value();
  std::set<RelationshipId> changeable;  // those that the pass to write with opens
  if (way) {
    TRY(const auto write, v.org->gate->write(v.actor, person, way->service, way->kind));
    TRY(const auto theirs, v.org->circle->of(write, person));
    for (const auto& x : theirs) changeable.insert(x.id);
  }
  std::stable_sort(all.begin(), all.end(), [](const Relationship& a, const Relationship& b) {
    return std::pair{a.until.has_value(), !a.emergency} < std::pair{b.until.has_value(), !b.emergency};
  });
  std::vector<Html> now, before;
  for (const auto& x : all) {
    TRY(auto card, card_of(v, person, x, changeable.contains(x.id)));
    (x.until ? before : now).push_back(std::move(card));
  }
  TRY(auto f, person_frame(site, r, pass, person, "Circle of support", "circle"));
  f.heading = "Circle of support";
  if (held_back) {
    f.main = html::held_back({.title = "Circle of support",
                              .words = "Who is close to the person is not part of what your role sees.",
                              .category = "Relationships",
                              .clause = paper::part_words(v.charter().access_clause),
                              .ask_href = v.ask_url(person)});
    return site.page(std::move(f));
  }
  const auto add = may_write ? html::button_link(circle_url(v, person, "/new"), "Add somebody") : Html{};
  const auto untold = static_cast<int>(
      std::ranges::count_if(all, [&](const auto& x) { return people::to_be_told(v.charter(), x); }));
  f.main = html::frag(
      html::paragraph(
          "What each of them may be told is for the person to say. Nobody is told anything that does not "
          "stand here, unless the law or somebody’s safety asks for it."),
      reminder(untold), add,
      now.empty() ? html::empty_state("Nobody is written down yet",
                                      "Family, friends, carers, advocates, and whoever "
                                      "may speak for the person.")
                  : html::frag(now),
      html::when(!before.empty(),
                 [&] { return html::details("Who was part of it before", html::frag(before)); }));
  return site.page(std::move(f));
}

// The form

struct Typed {
  Relationship value;
  std::vector<FieldProblem> problems;
};

Typed typed_in(const charter::Charter& c, const Request& r, Relationship x) {
  Typed out;
  x.name = r.form.trimmed("name");
  x.relation = r.form.get("relation");
  x.phone = r.form.trimmed("phone");
  x.email = r.form.trimmed("email");
  x.address = r.form.trimmed("address");
  x.notes = r.form.trimmed("notes");
  x.emergency = r.form.get("emergency") == "yes";
  x.lives_with = r.form.get("lives-with") == "yes";
  x.carer = r.form.get("carer") == "yes";
  read_authority(r.form, x, out.problems);
  x.may_know = r.form.all("may-know");
  x.not_to_know = r.form.all("not-to-know");
  x.not_to_know_words = r.form.trimmed("not-to-know-words");
  x.recipient = r.form.get("recipient");
  x.informed = r.form.get("informed");
  if (x.name.empty()) out.problems.push_back({"name", "Enter their name"});
  if (x.relation.empty()) out.problems.push_back({"relation", "Choose how they are related"});
  if (!x.phone.empty()) {
    if (auto good = uk::phone(x.phone))
      x.phone = *good;
    else
      out.problems.push_back({"phone", good.error()});
  }
  if (!x.email.empty()) {
    if (auto good = uk::email(x.email))
      x.email = *good;
    else
      out.problems.push_back({"email", good.error()});
  }
  const auto* rule = people::other_in_records(c, x.relation);
  if (x.informed.empty() && !(rule && rule->told == "not-needed"))
    out.problems.push_back({"informed", "Choose whether they know that we hold their details"});
  out.value = std::move(x);
  return out;
}

Html contact_fields(const charter::Charter& c, const Relationship& x, const SentForm& form) {
  const auto phone = uk::show_phone(x.phone);
  return html::frag(form.text_input({.name = "name",
                                     .label = "Their name",
                                     .value = x.name,
                                     .width = 30,
                                     .autocomplete = "off",
                                     .spellcheck = false}),
                    form.select({.name = "relation",
                                 .label = "What are they to the person?",
                                 .choices = relation_choices(c),
                                 .value = x.relation}),
                    form.text_input({.name = "phone",
                                     .label = "Phone",
                                     .value = phone,
                                     .width = 20,
                                     .type = "tel",
                                     .autocomplete = "off"}),
                    form.text_input({.name = "email",
                                     .label = "Email",
                                     .value = x.email,
                                     .width = 30,
                                     .type = "email",
                                     .autocomplete = "off",
                                     .spellcheck = false}),
                    form.textarea({.name = "address", .label = "Address", .value = x.address, .rows = 3}),
                    form.checkbox("emergency", "yes", "Call them in an emergency", x.emergency),
                    form.checkbox("carer", "yes", "They care for the person", x.carer),
                    form.checkbox("lives-with", "yes", "They live with the person", x.lives_with));
}

std::vector<html::Choice> recipient_choices(const charter::Charter& c) {
  std::vector<html::Choice> all;
  for (const auto& one : c.recipients) all.push_back({one.code, one.name});
  return all;
}

Html trust_fields(const charter::Charter& c, const Relationship& x, const SentForm& form) {
  std::vector<html::Choice> categories, informed;
  for (const auto& cat : c.categories) categories.push_back({cat.code, cat.name, cat.says});
  const bool exception = std::ranges::any_of(c.others, people::may_stay_untold);
  for (const auto& i : kInformed)
    if (i.code != people::kNotTold || exception)
      informed.push_back({std::string(i.code), std::string(i.words)});
  return html::frag(
      form.checkboxes({.name = "may-know",
                       .legend = "What does the person allow them to know?",
                       .choices = categories,
                       .values = x.may_know,
                       .hint = "Ask the person. Leave all boxes empty when they allow nothing.",
                       .small = true}),
      form.checkboxes({.name = "not-to-know",
                       .legend = "What does the person not want told to them?",
                       .choices = categories,
                       .values = x.not_to_know,
                       .hint = "It is shown before their number, and stops a sharing with the body "
                               "for which they stand.",
                       .small = true}),
      form.textarea({.name = "not-to-know-words",
                     .label = "What is not to be told to them, in the person’s words?",
                     .value = x.not_to_know_words,
                     .rows = 2}),
      form.select({.name = "recipient",
                   .label = "For whom of our notice do they stand?",
                   .choices = recipient_choices(c),
                   .value = x.recipient,
                   .hint = "For example the GP. Leave empty for family and friends."}),
      form.radios({.name = "informed",
                   .legend = "Do they know that we hold their details?",
                   .choices = informed,
                   .value = x.informed,
                   .hint = "These details belong to them."}),
      authority_fields(x, form),
      form.textarea({.name = "notes", .label = "Notes", .value = x.notes, .rows = 3}));
}

Result<Response> form_page(const Site& site, const Request& r, const Relationship& x) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const bool fresh = x.id.is_nil();
  const std::string title = fresh ? "Add somebody to the circle" : "Change " + x.name;
  TRY(const auto pass, look_at(v, person, gate::Thing::Circle, x.id.is_nil() ? "" : x.id.text(),
                               gate::circle_categories(v.charter())));
  TRY(auto f, person_frame(site, r, pass, person, title, "circle"));
  f.heading = title;
  f.narrow = true;
  const SentForm form(v, circle_url(v, person, fresh ? "/new" : "/" + x.id.text() + "/edit"));
  f.main = form.form(
      html::frag(contact_fields(v.charter(), x, form), trust_fields(v.charter(), x, form),
                 form.version("version", x.version),
                 html::button_row({html::button({"Save"}),
                                   html::button_link(circle_url(v, person), "Cancel", html::Look::Second)})));
  return site.page(std::move(f));
}

Result<Response> new_page(const Site& site, const Request& r) {
  TRY([[maybe_unused]] const auto pass, pass_to_write(Site::visit(r), person_of(r)));
  return form_page(site, r, {});
}

Result<Response> take_new(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(const auto pass, pass_to_write(v, person));
  Relationship empty;
  empty.person = person;
  auto typed = typed_in(v.charter(), r, empty);
  if (!typed.problems.empty()) return invalid(std::move(typed.problems));
  TRY([[maybe_unused]] const auto added, v.org->circle->add(pass, typed.value));
  return site.done(r, "/people/" + person.text() + "/circle", "Added.");
}

struct Editing {
  Pass pass;
  Relationship now;
};

Result<Editing> editing(const Visit& v, const Request& r) {
  const PersonId person = person_of(r);
  TRY(auto pass, pass_to_write(v, person));
  TRY(const auto all, v.org->circle->of(pass, person));
  const auto id = RelationshipId::parse(r.param("relationship"));
  for (const auto& x : all)
    if (id && x.id == *id && !x.until) return Editing{std::move(pass), x};
  return not_found();
}

Result<Response> edit_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto e, editing(v, r));
  v.state->looks.also(e.pass);
  return form_page(site, r, e.now);
}

std::string day_words(const std::optional<Date>& day) {
  return day ? date_words(*day) : "";
}

/// Both versions side by side; what was typed stands in the form.
Html both_versions(const Visit& v, const Relationship& theirs, const Relationship& mine) {
  const auto flags = [](const Relationship& x) {
    return std::string(x.emergency ? "Call in an emergency. " : "") + (x.carer ? "Carer. " : "") +
           (x.lives_with ? "Lives with them." : "");
  };
  const std::vector<html::Conflict> fields = {
      {"Name", theirs.name, mine.name},
      {"Relation", people::relation_words(v.charter(), theirs.relation),
       people::relation_words(v.charter(), mine.relation)},
      {"Phone", theirs.phone, mine.phone},
      {"Email", theirs.email, mine.email},
      {"Address", theirs.address, mine.address},
      {"Emergency, carer, home", flags(theirs), flags(mine)},
      {"What they may know", know_words(v.charter(), theirs), know_words(v.charter(), mine)},
      {"Do not tell them", people::not_told_words(v.charter(), theirs),
       people::not_told_words(v.charter(), mine)},
      {"Do they know?", informed_words(theirs.informed), informed_words(mine.informed)},
      {"Authority", words_of(people::authorities(), theirs.authority),
       words_of(people::authorities(), mine.authority)},
      {"Evidence", theirs.evidence, mine.evidence},
      {"What they may decide", theirs.scope, mine.scope},
      {"It holds until", day_words(theirs.authority_ends), day_words(mine.authority_ends)},
      {"Notes", theirs.notes, mine.notes}};
  return html::frag(
      html::paragraph("Somebody else changed this while you were writing. Nothing of yours is lost: look at "
                      "what differs, mend the form below, and save again to put your words in place."),
      html::conflicts(fields));
}

Result<Response> take_edit(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto e, editing(v, r));
  auto typed = typed_in(v.charter(), r, e.now);
  typed.value.version = version_in(r.form.get("version"));
  if (!typed.problems.empty()) return invalid(std::move(typed.problems));
  const auto changed = v.org->circle->change(e.pass, typed.value);
  if (changed) return site.done(r, "/people/" + person_of(r).text() + "/circle", "Saved.");
  if (changed.error().code == Code::Conflict) {
    v.state->looks.also(e.pass);
    say_both_versions(v, both_versions(v, e.now, typed.value), r.form);
  }
  return tl::unexpected<Error>(changed.error());
}

Result<Response> take_verify(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto e, editing(v, r));
  CHECK_OK(v.org->circle->verify(v.actor, e.pass, e.now.id, version_in(r.form.get("version"))));
  return site.done(
      r, "/people/" + person_of(r).text() + "/circle",
      "Verified. From now on it counts, until its last day or until something of it is changed.");
}

Result<Response> take_end(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto e, editing(v, r));
  CHECK_OK(v.org->circle->end(e.pass, e.now.id));
  return site.done(r, "/people/" + person_of(r).text() + "/circle",
                   "No longer part of the circle. What was written stays in the history.");
}

}  // namespace

void add_circle_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "person");
  t.get("/people/{person}/circle", "circle", circle_page);
  t.get("/people/{person}/circle/new", "circle.new", new_page);
  t.post("/people/{person}/circle/new", "circle.new.post", {"circle.new"}, take_new);
  t.get("/people/{person}/circle/{relationship}/edit", "circle.edit", edit_page);
  t.post("/people/{person}/circle/{relationship}/edit", "circle.edit.post", {"circle.edit"}, take_edit);
  t.post("/people/{person}/circle/{relationship}/verify", "circle.verify", {"circle"}, take_verify);
  t.post("/people/{person}/circle/{relationship}/end", "circle.end", {"circle"}, take_end);
}

}  // namespace candour::web
