// The person says that something which is held of them is wrong: what it is, and what they say instead.
#include "web/pages/entries/disputing.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/requests.h"
#include "gate/service_subject.h"
#include "vault/passwords.h"
#include "web/frame/person_parts.h"

namespace candour::web {

namespace ask = charter::request_field;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// What the address names: an entry that the reader sees, or the details.
struct Asked {
  PersonId person;
  Id128 about;
  const charter::Kind* kind = nullptr;
  charter::Values values;
  CategorySet held_back;
  Pass pass;
  std::string path, title;
};

Result<Asked> asked_of(const Visit& v, const Request& r) {
  const auto& c = v.charter();
  if (r.param("entry").empty()) {
    const auto person = person_of(r);
    const auto& kind = c.kinds.front();
    TRY(auto pass, look_at(v, person, gate::Thing::Details, {}, kind.categories()));
    TRY(auto profile, v.org->people->profile(pass, person));
    const auto about = pass.stays(person).raw;
    return Asked{person,
                 about,
                 &kind,
                 std::move(profile.values),
                 profile.held_back,
                 std::move(pass),
                 "/people/" + person.text() + "/profile",
                 "Details"};
  }
  TRY(const auto asked, of_entry(v, r));
  const auto& kind = c.at(asked.place.kind);
  TRY(auto pass, look_at(v, asked.person, kind, asked.id.text(), kind.categories()));
  TRY(auto entry, v.org->entries->entry(pass, asked.person, asked.id));
  // Who reads nothing of it has no such page, as there is none of the entry.
  if (!is_read(entry)) return not_found();
  auto title = entry_title(c, entry);
  return Asked{asked.person,    asked.id.raw,    &kind,        std::move(entry.values),
               entry.held_back, std::move(pass), asked.path(), std::move(title)};
}

/// The kind that takes it down, where the reader may and it is about a person; null: it is not offered.
const charter::Kind* taken_down_as(const charter::Charter& c, PersonId person, const charter::Kind& about,
                                   const std::vector<gate::Gate::Writable>& kinds) {
  const auto* at = record::kind_of_corrections(c);
  if (!at || about.records_request || gate::service_of_subject(c, person)) return nullptr;
  const bool may = std::ranges::find(kinds, at->ix, &gate::Gate::Writable::kind) != kinds.end();
  return may ? at : nullptr;
}

/// Requests to have something put right that wait for an answer, by their clocks: nothing of them is opened.
Result<std::vector<html::Choice>> waiting(const Visit& v, const Asked& a, const charter::Kind& kind,
                                          charter::Date today) {
  std::vector<html::Choice> out;
  TRY(const auto due, v.org->entries->due_for(a.pass, a.person, add_days(today, 366)));
  for (const auto& d : due) {
    const bool corrects = d.deadline == "answer-" + std::string(ask::kCorrection);
    if (d.kind != kind.ix || !corrects) continue;
    out.push_back({d.entry.text(), "The request that is to be answered by " + date_words(d.on)});
  }
  if (!out.empty()) out.insert(out.begin(), html::Choice{"", "They say it now: take down a new one"});
  return out;
}

Html questions(const SentForm& form, const Visit& v, const Asked& a, std::vector<html::Choice> open) {
  Html inside;
  if (!open.empty())
    inside += form.radios({.name = "request",
                           .legend = "With which request?",
                           .choices = std::move(open),
                           .value = "",
                           .hint = "Of one that is there already, its own words count."});
  html::Checkboxes which{.name = "fields", .legend = "What do they say is wrong?"};
  which.hint = "Tick nothing if it is all of it.";
  for (const auto& field : a.kind->fields)
    if (a.values.contains(field.code)) which.choices.push_back({field.code, field.label});
  if (!which.choices.empty()) inside += form.checkboxes(which);
  auto key = form.value("_post-key");
  if (key.empty()) key = vault::random_token(16);
  return html::frag(
      inside,
      form.textarea(
          {.name = "words",
           .label = "What do they say instead?",
           .hint = "In their words, without others. It stands beside this wherever it is shown here.",
           .rows = 4}),
      html::hidden("_post-key", key),
      html::button_row(
          {html::button({"Write it down"}), html::button_link(v.url(a.path), "Cancel", html::Look::Quiet)}));
}

Result<Response> disputing_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, asked_of(v, r));
  TRY(const auto kinds, v.org->gate->writable(v.actor, a.person));
  TRY(auto f, person_frame(site, r, a.pass, a.person, "They say this is wrong", ""));
  f.heading = f.title;
  f.caption = a.title;
  f.narrow = true;
  f.main = html::details(
      "Read it", show_values(v, *a.kind, a.values, a.held_back, a.person, person_url(v, a.person, "/files")));
  const auto* requests = taken_down_as(v.charter(), a.person, *a.kind, kinds);
  if (!requests) {
    f.main += html::paragraph("Requests about this are taken down by others: ask whoever works with them.");
    return site.page(std::move(f));
  }
  TRY(auto open, waiting(v, a, *requests, site.today()));
  const SentForm form(v, r.path);
  f.main += html::frag(
      html::paragraph("From now on it is marked as disputed, until it is put right or they take it back. "
                      "Whoever decides about requests answers them in time."),
      form.form(questions(form, v, a, std::move(open))),
      html::hint_line("While it is not clear who is right, they may ask for it not to be used: take down a "
                      "request to limit what we do as well (UK GDPR, Article 18)."));
  return site.page(std::move(f));
}

Result<Response> take_dispute(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, asked_of(v, r));
  record::SaysWrong says;
  says.person = a.person;
  says.wrong = {a.about, r.form.all("fields")};
  says.request = EntryId::parse(r.form.get("request")).value_or(EntryId{});
  says.words = r.form.trimmed("words");
  says.post_key = r.form.get("_post-key");
  TRY([[maybe_unused]] const auto request, v.org->disputes->say(v.actor, says));
  return site.done(r, a.path, "Written down. It is marked as disputed wherever it is shown.");
}

}  // namespace

bool is_read(const record::Entry& e) {
  return !e.values.empty() || e.held_back.empty();
}

Result<record::Disputed> disputed_of(const Visit& v, const Pass& pass, PersonId person,
                                     std::optional<Id128> about) {
  return v.org->disputes->in(pass, person, about);
}

Html disputed_banner(const Visit& v, PersonId person, const charter::Kind& kind, const record::Disputed& all,
                     const Id128& about) {
  Html banners;
  for (const auto* d : record::disputes_of(all, about)) {
    Html inside = html::paragraph(html::frag(
        html::h("strong", {}, html::text(record::disputed_words(kind, *d, false))), " Since ",
        date_words(today(d->since)), ". ", html::link(entry_url(v, person, d->request), "What they asked")));
    if (!d->words.empty())
      inside += html::frag(html::paragraph("In their words:"), html::typed_text(d->words));
    banners += html::inset(inside);
  }
  return banners;
}

Html disputing_link(const Visit& v, PersonId person, const std::string& at, const charter::Kind& kind,
                    const std::vector<gate::Gate::Writable>& kinds) {
  if (!taken_down_as(v.charter(), person, kind, kinds)) return {};
  return html::link(at + "/disputed", "They say this is wrong");
}

void add_disputing_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/disputed", "entry.disputed", disputing_page);
  t.post("/people/{person}/entries/{entry}/disputed", "entry.disputed.post", {"entry.disputed"},
         take_dispute);
  t.get("/people/{person}/profile/disputed", "profile.disputed", disputing_page);
  t.post("/people/{person}/profile/disputed", "profile.disputed.post", {"profile.disputed"}, take_dispute);
}

}  // namespace candour::web
