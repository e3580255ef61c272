// Writing: the form of a kind, saved as a draft while somebody types, kept once, changed and corrected later;
// and when two people change the same, both versions side by side.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "vault/passwords.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/asking_consent.h"
#include "web/pages/entries/sharing_terms.h"
#include "web/pages/entries/sheet_files.h"
#include "web/pages/entries/visit.h"
#include "web/pages/entries/with_others.h"
#include "web/pages/parts/diary_parts.h"
#include "web/pages/parts/kind_form.h"
#include "web/pages/parts/work_parts.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// What one form is about: a new entry of a kind, or a change to an entry; and the pass with which it is
/// written.
struct Sheet {
  PersonId person;
  KindIx kind{};
  std::optional<EntryId> entry;
  std::uint32_t based_on = 0;
  bool correcting = false;
  bool shut = false;  // its state is locked, so that it is corrected and not changed
  std::optional<Pass> pass;
  ServiceIx service() const { return pass->service(); }
};

const charter::Kind& kind_of(const Visit& v, const Sheet& s) {
  return v.charter().at(s.kind);
}

std::string sheet_url(const Visit& v, const Sheet& s) {
  return s.entry ? entry_url(v, s.person, *s.entry) + "/edit"
                 : person_url(v, s.person, "/write/" + v.charter().at(s.kind).code);
}

Html source_part(const Visit& v, const SentForm& form) {
  return html::frag(
      form.select({.name = "_source",
                   .label = "Who does this come from?",
                   .choices = source_choices(v.charter()),
                   .value = "staff",
                   .blank_first = false}),
      form.text_input(
          {.name = "_source-name", .label = "Their name (if it helps)", .width = 20, .autocomplete = "off"}));
}

/// The kind and entry of the address. Which service it is written in is the gate's to choose; one that was
/// asked for counts when it may be.
Result<Sheet> sheet_of(const Visit& v, const Request& r, const std::string& wanted_service) {
  Sheet s;
  s.person = person_of(r);
  std::optional<ServiceIx> service = v.charter().find_service(wanted_service);
  if (r.params.has("entry")) {
    s.entry = entry_of(r);
    TRY(const auto place, v.org->entries->place(s.person, *s.entry));
    s.kind = place.kind;
    s.based_on = place.version;
    const auto& kind = v.charter().at(place.kind);
    const auto state = std::ranges::find(kind.states, place.state, &charter::State::code);
    s.shut = state != kind.states.end() && state->locked && !kind.goes_on();
    TRY(s.pass, v.org->gate->write(v.actor, s.person, place.service, s.kind));
    return s;
  }
  const auto kind = v.charter().find_kind(r.param("kind"));
  if (!kind || v.charter().at(*kind).engine) return not_found();
  s.kind = *kind;
  TRY(s.pass, v.org->gate->write_about(v.actor, s.person, s.kind, service));
  return s;
}

/// A new one that goes on from an older one: its words, without its dates, what was done, and who agreed to
/// it.
Result<charter::RawAnswers> going_on_from(const Visit& v, const Sheet& s, EntryId older,
                                          charter::RawAnswers begins) {
  const auto& kind = kind_of(v, s);
  TRY(const auto place, v.org->entries->place(s.person, older));
  if (place.kind != s.kind) return not_found();
  TRY(auto e, v.org->entries->entry(*s.pass, s.person, older));
  const auto stays_behind = [](const charter::Field& f) {
    return f.live || f.type == charter::FieldType::Date || f.type == charter::FieldType::DateTime ||
           f.type == charter::FieldType::File || f.type == charter::FieldType::Signature ||
           f.code.starts_with("agreed") || f.code.starts_with("not-agreed");
  };
  for (const auto& f : kind.fields) {
    if (stays_behind(f)) e.values.erase(f.code);
    auto* rows = f.type == charter::FieldType::Group ? e.values.if_contains(f.code) : nullptr;
    if (!rows || !rows->is_array()) continue;
    for (auto& row : rows->get_array())
      for (const auto& item : f.items)
        if (stays_behind(item) && row.is_object()) row.get_object().erase(item.code);
  }
  begins.merge(charter::to_raw(kind, e.values));
  return begins;
}

/// What the form begins with: what stands there now.
Result<charter::RawAnswers> beginning(const Visit& v, const Sheet& s, const Request& r, UnixMs now,
                                      const std::optional<OtherEntry>& other) {
  if (!s.entry) {
    auto begins = answers_now(kind_of(v, s), now);
    begin_consent(v, kind_of(v, s), r.query.get("purpose"), begins);
    begin_sharing(v, kind_of(v, s), r.query.get("to"), begins);
    if (other && !v.state->sent) CHECK_OK(begin_alike(v, kind_of(v, s), *other, begins));
    if (const auto visit = EntryId::parse(r.query.get("visit")); visit && !v.state->sent)
      CHECK_OK(begin_after_visit(v, s.person, kind_of(v, s), *visit, begins));
    const auto older = EntryId::parse(r.query.get("from"));
    return older ? going_on_from(v, s, *older, std::move(begins)) : std::move(begins);
  }
  TRY(auto e, v.org->entries->entry(*s.pass, s.person, *s.entry));
  return charter::to_raw(kind_of(v, s), e.values);
}

constexpr std::string_view kWaiting = "_waiting";

/// A draft that the address names: its writer goes on where they were, with the files that they had chosen.
Status take_up_draft(const Visit& v, const Request& r, const Sheet& s) {
  const auto id = DraftId::parse(r.query.get("draft"));
  if (!id || v.state->sent) return {};
  TRY(auto d, v.org->drafts->draft(*s.pass, v.actor.id, *id));
  if (d.person != s.person || d.kind != s.kind) return not_found();
  http::Fields typed{{"_draft", d.id.text()}};
  if (s.entry) typed.add("_based-on", std::to_string(d.based_on));
  std::string waiting;
  for (auto& [name, value] : d.answers)
    if (name == kWaiting)
      waiting = value;
    else
      typed.add(name, value);
  go_on_with(v, sheet_url(v, s), std::move(typed), waiting);
  return {};
}

/// What tells a second sending from a second note; a draft that is taken up has none yet.
std::string post_key(const SentForm& form) {
  auto key = form.value("_post-key");
  return key.empty() ? vault::random_token(16) : key;
}

constexpr std::string_view kAnyway = "_anyway";
constexpr std::string_view kStandsAlone =
    "The entry of somebody else to which this belongs is gone, or not open to you any more. What you wrote is here: "
    "if you keep it, it stands by itself.";

/// What was looked at when somebody books at a time that is taken: another time is another question.
std::string wish_key(const record::DiaryWish& wish) {
  return std::to_string(wish.span.starts.ms) + "-" + std::to_string(wish.span.ends.ms) + "-" +
         wish.staff.text();
}

std::optional<record::DiaryWish> wish_of(const Visit& v, const Sheet& s, const http::Fields& typed,
                                         charter::Date today) {
  const auto& kind = kind_of(v, s);
  const auto checked = charter::check_form(kind, v.charter().kind_use(s.service(), s.kind),
                                           v.charter().at(s.service()).home_based, answers_of(typed), today);
  return record::diary_wish(kind, checked.values);
}

/// Says what else stands there then, once; who books it all the same has seen it.
Status nothing_at_the_same_time(const Visit& v, const Request& r, const Sheet& s, charter::Date today) {
  if (kind_of(v, s).diary.from.empty()) return {};
  const auto wish = wish_of(v, s, r.form, today);
  if (!wish || r.form.get(kAnyway) == wish_key(*wish)) return {};
  if (s.entry) {  // what already stands there then was looked at when it was booked
    TRY(const auto now, v.org->entries->entry(*s.pass, s.person, *s.entry));
    const auto was = record::diary_wish(kind_of(v, s), now.values);
    if (was && wish_key(*was) == wish_key(*wish)) return {};
  }
  TRY(const auto found, v.org->diary->clashes(v.actor, *s.pass, s.person, *wish, s.entry));
  if (found.empty()) return {};
  std::vector<PersonId> people;
  for (const auto& item : found)
    if (!item.busy) people.push_back(item.person);
  TRY(const auto names, Names::of(v, people, gate::Thing::Diary));
  return invalid(std::string(kAnyway), "At the same time: " + clash_words(v, found, names) +
                                           ". Change the time, or tick this box.");
}

/// The box that was not there before something stood in the way.
Html anyway_part(const Visit& v, const Sheet& s, const SentForm& form, charter::Date today) {
  if (form.problems().of(kAnyway).empty()) return {};
  const auto wish = wish_of(v, s, form.typed(), today);
  return wish ? form.checkbox(kAnyway, wish_key(*wish), "Book it all the same") : Html{};
}

Html with_fields(const std::optional<OtherEntry>& other) {
  if (!other) return {};
  return html::frag(html::hidden("_with", other->entry.text()), html::hidden("_of", other->person.text()));
}

Html sheet_form(const Visit& v, const Sheet& s, const SentForm& form, const charter::RawAnswers& begins,
                const Html& anyway, const std::optional<OtherEntry>& other) {
  const auto& kind = kind_of(v, s);
  const KindForm questions{&kind,
                           v.charter().kind_use(s.service(), s.kind),
                           v.charter().at(s.service()).home_based,
                           s.pass->may_write(),
                           begins,
                           &form,
                           false,
                           s.person,
                           s.service()};
  Html inside = kind_fields(v, questions);
  if (!s.entry) inside += source_part(v, form);
  if (s.correcting)
    inside += html::frag(html::hidden("_correct", "yes"),
                         form.text_input({.name = "_why",
                                          .label = "What was wrong?",
                                          .hint = "The old words are kept, marked as corrected.",
                                          .autocomplete = "off"}));
  inside +=
      html::frag(anyway, html::hidden("_service", v.charter().at(s.service()).code),
                 form.version("_based-on", s.based_on), html::hidden("_post-key", post_key(form)),
                 html::hidden("_draft", form.value("_draft")), with_fields(other),
                 html::button_row({html::button({s.entry ? "Save" : "Keep it"}),
                                   html::button({.words = "Save as a draft",
                                                 .look = html::Look::Second,
                                                 .name = "_do",
                                                 .value = "draft",
                                                 .skip_validation = true}),
                                   html::button_link(person_url(v, s.person), "Cancel", html::Look::Quiet)}));
  return form.form(
      inside, {.draft_url = person_url(v, s.person,
                                       "/draft/" + kind.code + (s.entry ? "?entry=" + s.entry->text() : "")),
               .files = has_files(kind)});
}

Html services_choice(const Visit& v, const Sheet& s, const std::vector<ServiceIx>& may,
                     const std::optional<OtherEntry>& other) {
  const std::string with = other ? "&with=" + other->entry.text() + "&of=" + other->person.text() : "";
  std::vector<Html> others;
  for (const auto x : may)
    if (x != s.service())
      others.push_back(html::link(sheet_url(v, s) + "?service=" + v.charter().at(x).code + with,
                                  "write it for " + v.charter().at(x).name));
  Html line = html::text("For " + v.charter().at(s.service()).name);
  if (!others.empty()) line += html::frag(" (or ", html::join(others, ", "), ")");
  return html::paragraph(line);
}

/// Of what stands once in a record, the one that stands: who would write it anew brings that up to date.
Result<std::optional<EntryId>> standing(const Visit& v, const Sheet& s) {
  if (s.entry || !kind_of(v, s).one_per_person) return std::nullopt;
  TRY(const auto found, v.org->entries->newest_of(s.pass->only({}), s.person, {s.kind}));
  return found.empty() ? std::nullopt : std::optional(found.front().id);
}

Result<Response> show_sheet(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& sent = v.state->sent;
  TRY(auto s, sheet_of(v, r, sent ? sent->typed.get("_service") : r.query.get("service")));
  if (!sent) {
    TRY(const auto there, standing(v, s));
    if (there)
      return site.done(r, "/people/" + s.person.text() + "/entries/" + there->text() + "/edit",
                       "It stands here once, and is there already: bring it up to date.");
  }
  CHECK_OK(take_up_draft(v, r, s));
  const SentForm form(v, sheet_url(v, s));
  s.correcting = s.entry && form.value("_correct", r.query.get("correct")) == "yes";
  if (s.shut && !s.correcting && !sent)
    return refuse_here(
        v, *s.pass, s.person, kind_of(v, s).code, s.entry->text(),
        not_allowed("This no longer changes. If something in it is wrong, correct it and say why.",
                    v.charter().at(s.service()).clause)
            .value());
  const auto& kind = kind_of(v, s);
  auto named =
      other_entry(v, kind, form.value("_with", r.query.get("with")), form.value("_of", r.query.get("of")));
  // Words that were typed come back, whatever became of the other entry.
  const bool alone = !named && named.error().code == Code::NotFound && v.state->sent;
  if (alone) named = std::optional<OtherEntry>();
  TRY(const auto other, std::move(named));
  TRY(const auto begins, beginning(v, s, r, site.clock().now(), other));
  v.state->looks.also(*s.pass);
  TRY(auto look, look_at(v, s.person, gate::Thing::Form, kind.code, {}));
  TRY(auto f, person_frame(site, r, look, s.person, kind.name, ""));
  f.heading = s.correcting ? "Correct: " + kind.name : s.entry ? "Change: " + kind.name : kind.name;
  f.narrow = true;
  f.main = html::paragraph(kind.says);
  if (alone) f.main += html::inset(html::paragraph(std::string(kStandsAlone)));
  if (other)
    f.main += html::inset(html::paragraph(
        "Somebody else was part of the same, and has an entry of their own. When, where and what kind of thing "
        "it was stand here already: see that no place has a name in it. Write what concerns this person, and "
        "name nobody else."));
  f.main += words_to_show(v, kind, r.query.get("purpose"));
  TRY(const auto terms, sharing_terms(site, v, *s.pass, kind, whom(form, begins, s.person, s.service())));
  f.main += terms;
  if (!s.entry && !other && kind.with_others)
    f.main += html::paragraph(
        "Name nobody else whom we support. If somebody was part of it too, you write their part afterwards, in "
        "their own record.");
  if (!s.entry) {
    TRY(const auto kinds, v.org->gate->writable(v.actor, s.person));
    for (const auto& w : kinds)
      if (w.kind == s.kind) f.main += services_choice(v, s, w.services, other);
  }
  f.main += sheet_form(v, s, form, begins, anyway_part(v, s, form, site.today()), other);
  return site.page(std::move(f));
}

Result<DraftId> save_draft(const Visit& v, const Request& r, const Sheet& s, const std::string& waiting) {
  record::Draft d;
  d.id = DraftId::parse(r.form.get("_draft")).value_or(DraftId{});
  d.writer = v.actor.id;
  d.person = s.person;
  d.kind = s.kind;
  d.service = s.service();
  d.entry = s.entry;
  d.based_on = s.entry ? version_in(r.form.get("_based-on")) : s.based_on;
  d.answers = answers_of(r.form);
  for (const char* ours : {"_source", "_source-name", "_why", "_correct", "_service", "_with", "_of"})
    if (const auto typed = r.form.get(ours); !typed.empty()) d.answers.emplace(ours, typed);
  if (!waiting.empty()) d.answers.emplace(kWaiting, waiting);
  return v.org->drafts->save(*s.pass, d);
}

/// An error when the draft was kept or thrown away meanwhile: the words come back, and may be kept as another
/// note.
Status draft_is_gone(const Visit& v, const Request& r, DraftId draft) {
  const auto still = v.org->drafts->place(v.actor.id, draft);
  if (still || still.error().code != Code::NotFound) return {};
  http::Fields typed;
  for (const auto& [name, value] : r.form.items())
    if (name != "_draft" && name != "csrf") typed.add(name, value);
  go_on_with(v, r.path, std::move(typed), "");
  return invalid(
      "",
      "The draft of this was kept or thrown away meanwhile, perhaps in another window. Look at the "
      "record first. If this is to be kept as well, press “Keep it” again.");
}

Result<Response> keep_new(const Site& site, const Request& r, const Sheet& s, charter::Values values,
                          const std::vector<record::NewFile>& files) {
  const Visit& v = Site::visit(r);
  record::NewEntry e;
  e.person = s.person;
  e.service = s.service();
  e.kind = s.kind;
  e.values = std::move(values);
  e.source = r.form.get("_source", "staff");
  e.source_name = r.form.trimmed("_source-name");
  e.from_draft = DraftId::parse(r.form.get("_draft"));
  e.post_key = r.form.get("_post-key");
  auto other = other_entry(v, kind_of(v, s), r.form.get("_with"), r.form.get("_of"));
  if (!other && other.error().code == Code::NotFound) return invalid("", std::string(kStandsAlone));
  CHECK_OK(other);
  if (*other) e.part_of.emplace((*other)->person, (*other)->entry, std::move((*other)->pass));
  const auto draft = e.from_draft;
  const auto id = record::write_with_files(*v.org->entries, *v.org->files, *s.pass, std::move(e), files);
  if (!id && id.error().code == Code::NotFound && draft) CHECK_OK(draft_is_gone(v, r, *draft));
  if (!id) return tl::unexpected<Error>(id.error());
  if (!kind_of(v, s).alerts.empty()) {
    TRY(const auto raised, v.org->alerts->told(*s.pass, s.person, *id));
    // Whoever wrote that somebody is hurt sees at once who knows of it now.
    if (!raised.told.empty() || raised.nobody)
      return site.done(r, "/people/" + s.person.text() + "/entries/" + id->text(),
                       kind_of(v, s).name + " kept. " + told_words(v, raised));
  }
  return site.done(r, "/people/" + s.person.text() + "#e-" + id->text(), kind_of(v, s).name + " kept.");
}

/// Somebody else saved in between: both versions, and what only they changed stands in the form as they left
/// it.
Status both_versions(const Visit& v, const Request& r, const Sheet& s, std::uint32_t based_on,
                     charter::Date today) {
  const auto& kind = kind_of(v, s);
  TRY(const auto now, v.org->entries->entry(*s.pass, s.person, *s.entry));
  TRY(const auto began, v.org->entries->entry_at(*s.pass, s.person, *s.entry, based_on));
  const auto merged = merged_answers(kind, charter::to_raw(kind, began.values),
                                     charter::to_raw(kind, now.values), answers_of(r.form));
  const auto values = charter::check_form(kind, v.charter().kind_use(s.service(), s.kind),
                                          v.charter().at(s.service()).home_based, merged, today)
                          .values;
  http::Fields typed;
  for (const auto& [name, value] : r.form.items())
    if (name.starts_with("_")) typed.add(name, value);
  for (const auto& [name, value] : merged) typed.add(name, value);
  v.state->looks.also(*s.pass);
  say_both_versions(v,
                    both_versions_words(kind, now.values, values, v.staff->name(now.changed_by),
                                        date_time_words(now.changed)),
                    std::move(typed));
  return {};
}

Result<Response> keep_change(const Site& site, const Request& r, const Sheet& s, charter::Values values,
                             const std::vector<record::NewFile>& files) {
  const Visit& v = Site::visit(r);
  const auto& kind = kind_of(v, s);
  const std::string why = r.form.trimmed("_why");
  const auto based_on = version_in(r.form.get("_based-on"));
  if (r.form.get("_correct") == "yes" && why.empty())
    return invalid("_why", "Say what was wrong, in a few words.");
  for (const auto& f : files) {
    TRY(const auto info, v.org->files->put(*s.pass, s.person, *s.entry, kind.find_field(f.field)->category,
                                           f.field, f.name, f.content));
    record::put_file(*kind.find_field(f.field), info, values);
  }
  auto version = v.org->entries->change(*s.pass, s.person, *s.entry, based_on, values, why);
  if (!version) {
    if (version.error().code == Code::Conflict) CHECK_OK(both_versions(v, r, s, based_on, site.today()));
    return tl::unexpected<Error>(version.error());
  }
  // The change is kept; a draft that cannot be removed would only offer old words again, so say so.
  if (const auto draft = DraftId::parse(r.form.get("_draft")))
    CHECK_OK(v.org->drafts->discard(*s.pass, v.actor.id, *draft));
  return site.done(r, "/people/" + s.person.text() + "/entries/" + s.entry->text(), "Saved.");
}

Result<Response> take_sheet(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sheet_of(v, r, r.form.get("_service")));
  const auto& kind = kind_of(v, s);
  if (r.form.get("_do") == "draft") {
    TRY(const auto waiting, let_files_wait(v, r, record::KeptForms::kWithADraft));
    TRY([[maybe_unused]] const auto id, save_draft(v, r, s, waiting));
    return site.done(r, "/day", "Saved as a draft. It waits on your day.");
  }
  TRY(const auto files, files_of(kind, r));
  auto checked =
      charter::check_form(kind, v.charter().kind_use(s.service(), s.kind),
                          v.charter().at(s.service()).home_based, answers_of(r.form), site.clock().now());
  if (auto problems = problems_of(kind, s.pass->may_write(), checked, r.files); !problems.empty())
    return invalid(std::move(problems));
  CHECK_OK(names_its_own_files(v, *s.pass, {s.person, s.entry}, kind, checked.values));
  CHECK_OK(nothing_at_the_same_time(v, r, s, site.today()));
  return s.entry ? keep_change(site, r, s, std::move(checked.values), files)
                 : keep_new(site, r, s, std::move(checked.values), files);
}

/// The script saves here while somebody types; the answer carries the draft's id back into the form.
Result<Response> auto_draft(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  Sheet s;
  if (const auto entry = EntryId::parse(r.query.get("entry"))) {
    s.person = person_of(r);
    s.entry = *entry;
    TRY(const auto place, v.org->entries->place(s.person, *entry));
    s.kind = place.kind;
    TRY(s.pass, v.org->gate->write(v.actor, s.person, place.service, s.kind));
  } else {
    TRY(s, sheet_of(v, r, r.form.get("_service")));
  }
  TRY(const auto id, save_draft(v, r, s, r.form.get(std::string(kWaiting))));
  return Response::json(boost::json::serialize(boost::json::object{{"fields", {{"_draft", id.text()}}}}));
}

Result<Response> discard_draft(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = DraftId::parse(r.param("draft"));
  if (!id) return not_found();
  TRY(auto d, v.org->drafts->place(v.actor.id, *id));
  TRY(auto pass, v.org->gate->write(v.actor, d.person, d.service, d.kind));
  CHECK_OK(v.org->drafts->discard(pass, v.actor.id, *id));
  return site.done(r, "/drafts", "The draft is thrown away.");
}

}  // namespace

void add_writing_pages(PageTable& t) {
  t.get("/people/{person}/write/{kind}", "entry.write", show_sheet);
  t.post("/people/{person}/write/{kind}", "entry.write.post", {"entry.write"}, take_sheet,
         limits::kUploadBodyBytes);
  t.get("/people/{person}/entries/{entry}/edit", "entry.edit", show_sheet);
  t.post("/people/{person}/entries/{entry}/edit", "entry.edit.post", {"entry.edit"}, take_sheet,
         limits::kUploadBodyBytes);
  t.post_by_script("/people/{person}/draft/{kind}", "entry.draft", auto_draft);
  t.post("/drafts/{draft}/discard", "draft.discard", {"drafts"}, discard_draft);
}

}  // namespace candour::web
