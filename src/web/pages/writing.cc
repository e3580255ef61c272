// Writing: the form of a kind, saved as a draft while somebody types, kept once, changed and corrected later;
// and when two people change the same, both versions side by side.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "record/with_files.h"
#include "vault/passwords.h"
#include "web/pages/kind_form.h"
#include "web/pages/person_parts.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// What one form is about: a new entry of a kind, or a change to an entry.
struct Sheet {
  PersonId person;
  KindIx kind{};
  ServiceIx service{};
  std::optional<EntryId> entry;
  std::uint32_t based_on = 0;
  bool correcting = false;
  std::optional<DraftId> draft;
  charter::RawAnswers answers;
  std::string source = "person", source_name, post_key, correction_why;
};

std::uint32_t number(const std::string& s) { return static_cast<std::uint32_t>(std::strtoul(s.c_str(), nullptr, 10)); }

const charter::Kind& kind_of(const Visit& v, const Sheet& s) { return v.charter().at(s.kind); }

std::string sheet_url(const Visit& v, const Sheet& s) {
  return s.entry ? entry_url(v, s.person, *s.entry) + "/edit"
                 : person_url(v, s.person, "/write/" + v.charter().at(s.kind).code);
}

std::vector<html::Choice> source_choices(const charter::Charter& c) {
  std::vector<html::Choice> x{{"person", "The person themselves"}, {"staff", "What staff saw or did"}};
  for (const auto& r : people::relations()) x.push_back({std::string(r.code), "Their " + std::string(r.words)});
  for (const auto& r : c.recipients)
    if (r.source) x.push_back({r.code, r.name});
  return x;
}

Html source_part(const Visit& v, const Sheet& s) {
  if (s.entry) return {};
  return html::frag(html::select({.name = "_source", .label = "Who does this come from?",
                                  .choices = source_choices(v.charter()), .value = s.source, .blank_first = false}),
                    html::text_input({.name = "_source-name", .label = "Their name (if it helps)", .value = s.source_name,
                                      .width = 20, .autocomplete = "off"}));
}

Html hidden_part(const Visit& v, const Sheet& s) {
  Html x = html::frag(html::hidden("_service", v.charter().at(s.service).code),
                      html::hidden("_based-on", std::to_string(s.based_on)), html::hidden("_post-key", s.post_key),
                      html::hidden("_draft", s.draft ? s.draft->text() : std::string{}));
  if (s.correcting) x += html::hidden("_correct", "yes");
  return x;
}

Html sheet_form(const Visit& v, const Sheet& s, const Pass& pass, const html::Problems& problems) {
  const auto& kind = kind_of(v, s);
  KindForm form{&kind, v.charter().kind_use(s.service, s.kind), v.charter().at(s.service).home_based,
                pass.may_write(), s.answers, problems, false};
  Html inside = html::frag(kind_fields(v, form), source_part(v, s));
  if (s.correcting)
    inside += html::text_input({.name = "_why", .label = "What was wrong?", .value = s.correction_why,
                                .hint = "The old words are kept, marked as corrected.", .error = problems.of("_why"),
                                .autocomplete = "off"});
  inside += html::frag(
      hidden_part(v, s),
      html::button_row({html::button({s.entry ? "Save" : "Keep it"}),
                        html::button({.words = "Save as a draft", .look = html::Look::Second, .name = "_do",
                                      .value = "draft", .skip_validation = true}),
                        html::button_link(person_url(v, s.person), "Cancel", html::Look::Quiet)}));
  return html::form({.action = sheet_url(v, s), .csrf = v.session.csrf,
                     .draft_url = person_url(v, s.person, "/draft/" + kind.code +
                                                              (s.entry ? "?entry=" + s.entry->text() : "")),
                     .files = has_files(kind)},
                    inside);
}

Html services_choice(const Visit& v, const Sheet& s, const std::vector<people::Enrolment>& enrolments) {
  std::vector<Html> others;
  for (const auto& e : enrolments)
    if (!e.ended && e.service != s.service && service_for(v, {e}, s.kind))
      others.push_back(html::link(sheet_url(v, s) + "?service=" + v.charter().at(e.service).code,
                                  "write it for " + v.charter().at(e.service).name));
  Html line = html::text("For " + v.charter().at(s.service).name);
  if (!others.empty()) line += html::frag(" (or ", html::join(others, ", "), ")");
  return html::paragraph(line);
}

Result<Response> sheet_page(const Site& site, const Request& r, const Sheet& s, const Pass& pass,
                            const html::Problems& problems, const Html& before = {}, int status = 200) {
  const Visit& v = Site::visit(r);
  const auto& kind = kind_of(v, s);
  TRY(auto look, look_at(v, s.person, "write-" + kind.code, {}, {}));
  TRY(auto enrolments, v.org->journeys->enrolments(look, s.person));
  TRY(auto f, person_frame(site, r, look, s.person, kind.name, ""));
  f.heading = s.correcting ? "Correct: " + kind.name : s.entry ? "Change: " + kind.name : kind.name;
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::frag(html::error_summary(problems), before, html::paragraph(kind.says));
  if (!s.entry) f.main += services_choice(v, s, enrolments);
  f.main += sheet_form(v, s, pass, problems);
  return site.page(std::move(f), problems.any() ? 422 : status);
}

/// Now, in the fields that say when it happened: what is usually right needs no typing.
void fill_now(const Visit& v, const Sheet& s, UnixMs now, charter::RawAnswers& answers) {
  const auto& kind = v.charter().at(s.kind);
  const auto* f = kind.find_field(kind.date_field);
  if (!f) return;
  charter::Values values;
  if (f->type == charter::FieldType::DateTime)
    values[f->code] = iso_minute(local_time(now));
  else if (f->type == charter::FieldType::Date)
    values[f->code] = iso_date(today(now));
  answers = charter::to_raw(kind, values);
}

/// The sheet of the address and of what was sent with it.
Result<Sheet> new_sheet(const Visit& v, const Request& r) {
  Sheet s;
  s.person = person_of(r);
  const auto kind = v.charter().find_kind(r.param("kind"));
  if (!kind || v.charter().at(*kind).engine) return not_found();
  s.kind = *kind;
  TRY(auto look, look_at(v, s.person, "write-" + v.charter().at(s.kind).code, {}, {}));
  TRY(auto enrolments, v.org->journeys->enrolments(look, s.person));
  const std::string wanted = r.is_post() ? r.form.get("_service") : r.query.get("service");
  const auto service = service_for(v, enrolments, s.kind, wanted);
  if (!service)
    return refuse_here(
        v, look, s.person, v.charter().at(s.kind).code, "write",
        not_allowed("Your role does not write “" + v.charter().at(s.kind).name +
                        "” in a service that this person is in.",
                    v.actor.posts.empty() ? v.charter().access_clause : v.charter().at(v.actor.posts[0].role).clause)
            .value());
  s.service = *service;
  return s;
}

Result<Sheet> edit_sheet(const Visit& v, const Request& r) {
  Sheet s;
  s.person = person_of(r);
  s.entry = EntryId::parse(r.param("entry")).value_or(EntryId{});
  TRY(auto place, v.org->entries->place(s.person, *s.entry));
  s.kind = place.kind;
  s.service = place.service;
  s.based_on = place.version;
  s.correcting = (r.is_post() ? r.form.get("_correct") : r.query.get("correct")) == "yes";
  return s;
}

void read_sent(const Request& r, Sheet& s) {
  s.answers = answers_of(r.form);
  s.source = r.form.get("_source", "person");
  s.source_name = r.form.trimmed("_source-name");
  s.post_key = r.form.get("_post-key");
  s.correction_why = r.form.trimmed("_why");
  s.draft = DraftId::parse(r.form.get("_draft"));
  if (s.entry) s.based_on = number(r.form.get("_based-on", "0"));
}

/// A draft that was asked for in the address, if it is this writer's and for this sheet.
Status take_draft(const Visit& v, const Request& r, const Pass& pass, Sheet& s) {
  const auto id = DraftId::parse(r.query.get("draft"));
  if (!id) return {};
  TRY(auto d, v.org->drafts->draft(pass, v.actor.id, *id));
  if (d.person != s.person || d.kind != s.kind) return not_found();
  s.draft = d.id;
  s.answers = std::move(d.answers);
  if (s.entry) s.based_on = d.based_on;
  return {};
}

Result<Response> show_sheet(const Site& site, const Request& r, Sheet s) {
  const Visit& v = Site::visit(r);
  TRY(auto pass, v.org->gate->write(v.actor, s.person, s.service, s.kind));
  s.post_key = vault::random_token(16);
  if (s.entry) {
    TRY(auto e, v.org->entries->entry(pass, s.person, *s.entry));
    s.answers = charter::to_raw(kind_of(v, s), e.values);
  } else {
    fill_now(v, s, site.clock().now(), s.answers);
  }
  CHECK_OK(take_draft(v, r, pass, s));
  return sheet_page(site, r, s, pass, {});
}

Result<DraftId> save_draft(const Visit& v, const Pass& pass, const Sheet& s) {
  record::Draft d;
  if (s.draft) d.id = *s.draft;
  d.writer = v.actor.id;
  d.person = s.person;
  d.kind = s.kind;
  d.service = s.service;
  d.entry = s.entry;
  d.based_on = s.based_on;
  d.answers = s.answers;
  return v.org->drafts->save(pass, d);
}

Result<std::vector<record::NewFile>> files_of(const charter::Kind& kind, const Request& r) {
  std::vector<record::NewFile> files;
  for (const auto& upload : r.files) {
    const auto* f = kind.find_field(upload.name);
    if (!f || f->type != charter::FieldType::File) return invalid(upload.name, "A file cannot be put here.");
    files.push_back({upload.name, upload.filename, upload.bytes});
  }
  return files;
}

/// What is wrong with the answers, but for fields that this writer is not asked and files that come along.
std::vector<FieldProblem> problems_of(const charter::Kind& kind, const Pass& pass, const charter::Checked& checked,
                                      const std::vector<record::NewFile>& files) {
  std::vector<FieldProblem> x;
  for (const auto& p : checked.problems) {
    const auto* f = kind.find_field(p.field);
    const bool comes = std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.field == p.field; });
    if (!comes && (!f || pass.may_write().has(f->category))) x.push_back(p);
  }
  return x;
}

Result<Response> keep_new(const Site& site, const Request& r, const Sheet& s, const Pass& pass,
                          charter::Values values, const std::vector<record::NewFile>& files) {
  const Visit& v = Site::visit(r);
  record::NewEntry e;
  e.person = s.person;
  e.service = s.service;
  e.kind = s.kind;
  e.values = std::move(values);
  e.source = s.source;
  e.source_name = s.source_name;
  e.from_draft = s.draft;
  e.post_key = s.post_key;
  auto id = record::write_with_files(*v.org->db, v.charter(), site.clock(), *v.org->entries, *v.org->files, pass,
                                     std::move(e), files);
  if (id) return site.done(r, "/people/" + s.person.text() + "#e-" + id->text(), kind_of(v, s).name + " kept.");
  if (id.error().code == Code::Invalid || id.error().code == Code::TooMuch)
    return sheet_page(site, r, s, pass, html::Problems(id.error()));
  return tl::unexpected<Error>(id.error());
}

/// Somebody else saved in between: what differs, side by side, and the form with one's own words.
Result<Response> conflict_page(const Site& site, const Request& r, Sheet s, const Pass& pass,
                               const charter::Values& mine) {
  const Visit& v = Site::visit(r);
  const auto& kind = kind_of(v, s);
  TRY(auto now, v.org->entries->entry(pass, s.person, *s.entry));
  const std::string who = v.staff->name(now.changed_by);
  Html before = html::notification(
      "Somebody else changed this too",
      html::paragraph(who + " saved it " + date_time_words(now.changed) + ", while you were writing. Nothing of "
                      "yours is lost: it stands in the form. Saving again puts your words in place of theirs; "
                      "theirs stay in the history."));
  before += what_differs(kind, now.values, mine, who);
  s.based_on = now.version;
  return sheet_page(site, r, s, pass, {}, before, 409);
}

Result<Response> keep_change(const Site& site, const Request& r, const Sheet& s, const Pass& pass,
                             charter::Values values, const std::vector<record::NewFile>& files) {
  const Visit& v = Site::visit(r);
  const auto& kind = kind_of(v, s);
  for (const auto& f : files) {
    auto info = v.org->files->put(pass, s.person, *s.entry, kind.find_field(f.field)->category, f.field, f.name,
                                  f.content);
    if (!info) return sheet_page(site, r, s, pass, html::Problems(info.error()));
    values[f.field] = record::file_value(*info);
  }
  if (s.correcting && s.correction_why.empty())
    return sheet_page(site, r, s, pass, std::vector<FieldProblem>{{"_why", "Say what was wrong, in a few words."}});
  auto version = v.org->entries->change(pass, s.person, *s.entry, s.based_on, values, s.correction_why);
  if (version) {
    // The change is kept; a draft that cannot be removed would only offer old words again, so say so.
    if (s.draft) CHECK_OK(v.org->drafts->discard(pass, v.actor.id, *s.draft));
    return site.done(r, "/people/" + s.person.text() + "/entries/" + s.entry->text(), "Saved.");
  }
  if (version.error().code == Code::Conflict) return conflict_page(site, r, s, pass, values);
  if (version.error().code == Code::Invalid)
    return sheet_page(site, r, s, pass, html::Problems(version.error()));
  return tl::unexpected<Error>(version.error());
}

Result<Response> take_sheet(const Site& site, const Request& r, Sheet s) {
  const Visit& v = Site::visit(r);
  read_sent(r, s);
  TRY(auto pass, v.org->gate->write(v.actor, s.person, s.service, s.kind));
  if (r.form.get("_do") == "draft") {
    TRY(auto id, save_draft(v, pass, s));
    (void)id;
    return site.done(r, "/day", "Saved as a draft. It waits on your day.");
  }
  const auto& kind = kind_of(v, s);
  auto files = files_of(kind, r);
  if (!files) return sheet_page(site, r, s, pass, html::Problems(files.error()));
  auto checked = charter::check_form(kind, v.charter().kind_use(s.service, s.kind),
                                     v.charter().at(s.service).home_based, s.answers, site.today());
  const auto problems = problems_of(kind, pass, checked, *files);
  if (!problems.empty()) return sheet_page(site, r, s, pass, problems);
  return s.entry ? keep_change(site, r, s, pass, std::move(checked.values), *files)
                 : keep_new(site, r, s, pass, std::move(checked.values), *files);
}

/// The script saves here while somebody types; the answer carries the draft's id back into the form.
Result<Response> auto_draft(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  Sheet s;
  if (const auto entry = EntryId::parse(r.query.get("entry"))) {
    s.person = person_of(r);
    s.entry = *entry;
    TRY(auto place, v.org->entries->place(s.person, *entry));
    s.kind = place.kind;
    s.service = place.service;
  } else {
    TRY(s, new_sheet(v, r));
  }
  read_sent(r, s);
  TRY(auto pass, v.org->gate->write(v.actor, s.person, s.service, s.kind));
  TRY(auto id, save_draft(v, pass, s));
  return Response::json(boost::json::serialize(boost::json::object{{"fields", {{"_draft", id.text()}}}}));
}

Result<Response> discard_draft(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = DraftId::parse(r.param("draft"));
  if (!id) return not_found();
  TRY(auto d, v.org->drafts->place(v.actor.id, *id));
  TRY(auto pass, v.org->gate->write(v.actor, d.person, d.service, d.kind));
  CHECK_OK(v.org->drafts->discard(pass, v.actor.id, *id));
  return site.done(r, "/day", "The draft is thrown away.");
}

}  // namespace

void add_writing_pages(PageTable& t) {
  t.get("/people/{person}/write/{kind}", "entry.write", [](const Site& s, const Request& r) -> Result<Response> {
    TRY(auto sheet, new_sheet(Site::visit(r), r));
    return show_sheet(s, r, std::move(sheet));
  });
  t.post("/people/{person}/write/{kind}", "entry.write.post", [](const Site& s, const Request& r) -> Result<Response> {
    TRY(auto sheet, new_sheet(Site::visit(r), r));
    return take_sheet(s, r, std::move(sheet));
  }, limits::kUploadBodyBytes);
  t.get("/people/{person}/entries/{entry}/edit", "entry.edit", [](const Site& s, const Request& r) -> Result<Response> {
    TRY(auto sheet, edit_sheet(Site::visit(r), r));
    return show_sheet(s, r, std::move(sheet));
  });
  t.post("/people/{person}/entries/{entry}/edit", "entry.edit.post", [](const Site& s, const Request& r) -> Result<Response> {
    TRY(auto sheet, edit_sheet(Site::visit(r), r));
    return take_sheet(s, r, std::move(sheet));
  }, limits::kUploadBodyBytes);
  t.post("/people/{person}/draft/{kind}", "entry.draft", auto_draft);
  t.post("/drafts/{draft}/discard", "draft.discard", discard_draft);
}

}  // namespace candour::web
