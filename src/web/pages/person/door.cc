#include "web/pages/person/door.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/words.h"
#include "people/relationship.h"
#include "people/values_in.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/qr.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kSelf = "self";

CategorySet wanted(const charter::Charter& c) {
  return banner_categories(c) | gate::circle_categories(c);
}

/// Those of the circle who speak for the person by an authority of the charter that was verified.
Result<std::vector<people::Relationship>> who_speak(const Visit& v, const Pass& pass, PersonId person,
                                                    UnixMs now) {
  const auto by = charter::speaking_authorities(v.charter());
  TRY(auto circle, v.org->circle->with_papers(pass, person));
  std::erase_if(circle, [&](const people::Relationship& x) {
    return x.evidence.empty() || std::ranges::count(by, x.authority) == 0 || (x.until && *x.until <= now) ||
           (x.from && *x.from > now) || (x.authority_ends && *x.authority_ends < today(now));
  });
  return circle;
}

std::string for_words(const people::Relationship& x) {
  return x.name + ", " + inside_sentence(words_of(people::authorities(), x.authority));
}

std::string stands_words(const people::OwnDoorRow& d, UnixMs now) {
  if (d.shut) return "Shut on " + date_words(today(*d.shut));
  if (d.opened) return "In use since " + date_words(today(*d.opened));
  if (d.until <= now) return "The paper lapsed on " + date_words(today(d.until));
  return "Handed over, not used yet: good until " + date_words(today(d.until));
}

/// Whether the visitor may give and shut doors: then the page offers it.
Result<bool> may_give(const Visit& v, PersonId person) {
  const auto kind = v.charter().find_kind("profile");
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  if (!kind || std::ranges::none_of(kinds, [&](const auto& w) { return w.kind == *kind; })) return false;
  TRY(const auto pass, v.org->gate->write_about(v.actor, person, *kind));
  const auto identity = gate::identity_category(v.charter());
  return pass.writes(person, identity) && pass.sees(person, identity);
}

Html doors_table(const Visit& v, PersonId person, const std::vector<people::OwnDoorRow>& all,
                 const std::vector<people::Relationship>& circle, bool may, UnixMs now) {
  html::Table t;
  t.caption = "Who has a door";
  t.columns = {
      {"For", false, true}, {"How it stands"}, {"Given by"}, {"Later codes go"}, {"", false, false, true}};
  t.columns.back().words = "Shut it";
  t.when_empty = "Nobody yet.";
  for (const auto& d : all) {
    std::string whom = "The person";
    if (d.speaks) {
      const auto at = std::ranges::find(circle, *d.speaks, &people::Relationship::id);
      whom = at == circle.end() ? "Somebody who spoke for them" : for_words(*at);
    }
    Html shut = d.shut || !may
                    ? html::text("")
                    : html::act(person_url(v, person, "/door/" + d.id.text() + "/shut"), v.session.csrf,
                                {.words = "Shut it", .look = html::Look::Quiet, .about = whom});
    t.rows.push_back(
        {html::text(whom), html::text(stands_words(d, now)), html::text(v.staff->name(d.made_by)),
         html::text(d.mail ? "to the email address in the details" : "nowhere: give a new paper"),
         std::move(shut)});
  }
  return html::table(t);
}

Result<Response> door_page(const PersonPage& p) {
  const auto& [site, r, v, person, pass] = p;
  if (!v.charter().organisation.own_door) return not_found();
  TRY(const auto circle, who_speak(v, pass, person, site.clock().now()));
  TRY(const auto doors, v.org->own_doors->of(pass, person));
  TRY(const bool may, may_give(v, person));
  TRY(auto f, person_frame(site, r, pass, person, "Their own door", "profile"));
  f.heading = "Their own door";
  std::vector<html::Choice> whom = {{std::string(kSelf), "The person themselves"}};
  for (const auto& x : circle) whom.push_back({x.id.text(), for_words(x)});
  const SentForm form(v, person_url(v, person, "/door"));
  f.main = html::frag(
      html::paragraph(
          "By their own door people read what we hold about them, without an account: their details, "
          "plans, who looked and why. They take a yes back there, and ask for a copy. What staff wrote in "
          "words is not shown there."),
      doors_table(v, person, doors, circle, may, site.clock().now()),
      html::when(
          may,
          [&] {
            return form.form(html::frag(
                form.radios({.name = "for",
                             .legend = "For whom do you make a paper?",
                             .choices = std::move(whom),
                             .value = std::string(kSelf),
                             .hint =
                                 "Whoever speaks for the person stands in the circle of support, by an "
                                 "authority that a second person verified, and reads what they may know."}),
                html::button({"Give them their own door"})));
          }),
      html::hint_line(
          "A new paper shuts the door of before. Hand it to nobody else, and not where others look on: "
          "somebody at home may not be meant to know."));
  return site.page(std::move(f));
}

/// The paper: it stands in this answer alone, and is not kept.
Result<Response> paper(const Site& site, const Request& r, const Visit& v, const people::OwnDoorMade& made,
                       std::string_view whom) {
  auto f = site.frame(r, "The paper to hand over", "people");
  f.heading = "Your own door";
  f.caption = v.charter().organisation.name;
  f.narrow = true;
  const auto address = site.reached_at(r) + v.url("/own/come-in");
  TRY(const auto code, qr_code(address, "The address above, to scan"));
  f.main = html::frag(
      html::paragraph("With this paper you can read what we hold about you, and who looked at it."),
      html::numbered(
          {html::text("Open this page: " + address),
           html::frag("Type this code: ", h("strong", {{"class", "candour-reference"}}, made.code)),
           html::text("Type the date of birth of the person whose record it is.")}),
      code,
      html::paragraph("The code works once, until " + long_date(today(made.until)) +
                      ". Then nobody needs this paper any more: tear it up."),
      html::paragraph(
          "Is somebody looking over your shoulder? Press “Exit this page” at the top of each page. It "
          "leads away at once."),
      html::hint_line("Given to: " + std::string(whom) + ". By: " + v.staff_name + "."),
      h("div", {{"class", "candour-screen-only"}},
        html::inset(html::paragraph(
            "Print this page now and hand it over. For the person’s safety it cannot be opened "
            "again; you can always make a new one."))));
  return site.page(std::move(f));
}

Result<Response> make(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto kind = v.charter().find_kind("profile");
  if (!kind || !v.charter().organisation.own_door) return not_found();
  TRY(const auto pass, v.org->gate->write_about(v.actor, person, *kind));
  TRY(const auto profile, v.org->people->profile(pass, person));
  people::OwnDoors::New door;
  door.person = person;
  door.born = profile.birth_date();
  door.mail = people::text_of(profile.values, "email");
  std::string whom = "the person";
  if (const auto sent = r.form.get("for"); sent != kSelf) {
    TRY(const auto look, look_at(v, person, gate::Thing::OwnDoor, {}, wanted(v.charter())));
    TRY(const auto circle, who_speak(v, look, person, site.clock().now()));
    const auto at = std::ranges::find_if(circle, [&](const auto& x) { return x.id.text() == sent; });
    if (at == circle.end()) return invalid("for", "Choose for whom the paper is");
    door.speaks = at->id;
    door.mail = at->email;
    whom = for_words(*at);
  }
  v.state->looks.also(pass);
  TRY(const auto made, v.org->own_doors->hand_over(pass, door));
  return paper(site, r, v, made, whom);
}

Result<Response> shut(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  const auto kind = v.charter().find_kind("profile");
  const auto door = gate::DoorId::parse(r.param("door"));
  if (!kind || !door) return not_found();
  TRY(const auto pass, v.org->gate->write_about(v.actor, person, *kind));
  CHECK_OK(v.org->own_doors->shut(pass, person, *door));
  return site.done(r, "/people/" + person.text() + "/door", "It is shut, and whoever was inside is out.");
}

}  // namespace

Html own_door_link(const Visit& v, PersonId person) {
  if (!v.charter().organisation.own_door) return {};
  return html::button_link(person_url(v, person, "/door"), "Their own door", html::Look::Second);
}

void add_door_pages(PageTable& t) {
  t.person("/people/{person}/door", "person.door", gate::Thing::OwnDoor, wanted, door_page);
  t.post("/people/{person}/door", "person.door.post", {"person.door"}, make);
  t.post("/people/{person}/door/{door}/shut", "person.door.shut", {"person.door"}, shut);
}

}  // namespace candour::web
