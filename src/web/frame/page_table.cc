#include "web/frame/page_table.h"

#include <algorithm>

#include "vault/hash.h"
#include "web/frame/person_parts.h"
#include "web/frame/secret_fields.h"

namespace candour::web {

using http::Request;
using http::Response;

namespace {

/// Somebody without a part in the person hears the gate's own no, in the same words and with its line on the
/// ledger, whether the thing they asked for is not there or is not theirs to know of. It is no look.
Status may_hear_of(const Visit& v, PersonId person) {
  gate::Look look;
  look.what = gate::thing_code(gate::Thing::Address);
  TRY([[maybe_unused]] auto pass, v.org->gate->begin_look(v.actor, person, look));
  return {};
}

/// Whether the address names one thing by its id; parts, kinds and tiles are the same for everybody.
bool names_a_thing(const Request& r) {
  return std::ranges::any_of(r.params.items(), [](const auto& p) {
    return p.first != "org" && p.first != "part" && p.first != "kind" && p.first != "tile";
  });
}

Response said_no(const Site& site, const Request& r, const Error& e) {
  if (!r.context.has_value() || !names_a_thing(r)) return site.refused(r, e, {});
  std::optional<PersonId> person;
  if (r.params.has("person")) person = PersonId::parse(r.param("person")).value_or(PersonId{});
  if (e.code != Code::NotFound) return site.refused(r, e, person);
  // Without a person in the address nobody's reach is known: then the gate is asked for nobody.
  const auto heard = may_hear_of(Site::visit(r), person.value_or(PersonId{}));
  return heard ? site.refused(r, e) : site.refused(r, heard.error(), person);
}

/// The record that stays, when that of the address was joined into it and the visitor reaches it.
std::optional<PersonId> stays_of(const Request& r) {
  if (!r.context.has_value() || !r.params.has("person")) return {};
  const auto person = PersonId::parse(r.param("person"));
  if (!person) return {};
  const Visit& v = Site::visit(r);
  const auto into = v.org->gate->joined_into(v.actor, *person);
  return into && !into->is_nil() ? std::optional(*into) : std::nullopt;
}

/// The same page of the record that stays.
Response led_on(const Site& site, const Request& r, PersonId into) {
  const auto from = r.path.find(r.param("person"));
  std::string path = r.path;
  path.replace(from, r.param("person").size(), into.text());
  path = path.substr(1 + Site::visit(r).org->charter->organisation.code.size());
  return site.done(r, path + http::query_text(r.query),
                   "The record that you asked for was joined with this one: both are of one person.");
}

/// A form of a page that was opened before the records were joined: nothing of it is lost, and nothing is
/// done with it that was meant for details of another version.
Response joined_meanwhile(const Site& site, const Request& r, PersonId into) {
  const Visit& v = Site::visit(r);
  auto f = site.frame(r, "The record was joined", "people");
  f.heading = "This record was joined with another one";
  f.narrow = true;
  f.main = html::frag(
      html::paragraph(
          "It happened while you were writing: both records are of one person. Nothing was saved. What you "
          "typed stands below: open the record that stays, and put it in there."),
      typed_summary(without_secrets(r.form)),
      html::when(!r.files.empty(),
                 [] { return html::hint_line("Files that were chosen must be chosen again."); }),
      html::button_row({html::button_link(v.url("/people/" + into.text()), "Open the record that stays")}));
  return site.page(std::move(f), 409);
}

/// The answer may leave once what it shows is written down.
Response answered(const Site& site, const Request& r, Result<Response> answer) {
  if (!answer) return said_no(site, r, answer.error());
  if (!r.context.has_value() || answer->status == 303) return std::move(*answer);
  if (auto kept = Site::visit(r).state->looks.write_down(); !kept) return site.refused(r, kept.error());
  return std::move(*answer);
}

bool comes_back(Code c) {
  return c == Code::Invalid || c == Code::TooMuch || c == Code::Conflict || c == Code::Unavailable;
}

int status_of(Code c) {
  return c == Code::Conflict ? 409 : c == Code::Unavailable ? 503 : c == Code::TooMuch ? 429 : 422;
}

record::KeptForm form_of(const Request& r, bool answers) {
  record::KeptForm form;
  form.path = r.path;
  if (answers) form.answers = without_secrets(r.form).items();
  for (const auto& f : r.files)
    if (!f.bytes.empty()) form.files.push_back({f.name, f.filename, f.content_type, f.bytes});
  return form;
}

/// The page of the form once more, with all that was typed and chosen, and what is wrong with it.
Response shown_again(const Site& site, const Request& r, const Error& e, const std::string& page) {
  const Visit& v = Site::visit(r);
  const auto* shown = site.page_of(page);
  if (!shown) return said_no(site, r, e);
  // A page of two versions has laid out by then what is to stand in the form (say_both_versions).
  Sent sent = v.state->sent ? std::move(*v.state->sent) : Sent{.typed = without_secrets(r.form)};
  sent.action = r.path;
  sent.problems = html::Problems(e);
  sent.clause = e.clause;
  sent.conflict = e.code == Code::Conflict;
  auto waiting = let_files_wait(v, r, record::KeptForms::kADay);
  if (!waiting) return said_no(site, r, e);
  sent.waiting = std::move(*waiting);
  for (const auto& f : r.files)
    if (!f.bytes.empty()) sent.files.push_back({f.name, f.filename, f.bytes.size()});
  v.state->sent = std::move(sent);
  auto answer = shown->show(site, r);
  if (!answer) {
    // The page cannot be shown either: the plain page of the refusal holds what was typed, and what waits.
    if (const auto id = KeptFormId::parse(v.state->sent->waiting)) v.state->waiting = id;
    v.state->sent.reset();
    const auto code = answer.error().code;
    return said_no(site, r, code == Code::NotAllowed || code == Code::NotFound ? answer.error() : e);
  }
  answer->status = status_of(e.code);
  return answered(site, r, std::move(*answer));
}

/// What makes two sendings the same: who, from which page, to where, and all that was sent.
std::string key_of(const Visit& v, const Request& r) {
  std::string all = v.session.staff.text() + "\n" + r.target() + "\n";
  for (const auto& [name, value] : r.form.items())
    all += name + "=" + std::to_string(value.size()) + ":" + value + "\n";
  for (const auto& f : r.files)
    all += f.name + "=" + f.filename + ":" + std::to_string(f.bytes.size()) + "\n";
  const auto hash = vault::sha256(as_bytes(all));
  return std::string(as_text(hash));
}

Response done(const Site& site, const Request& r, const PageHandler& f, const std::string& page) {
  const auto& wrong = Site::visit(r).state->wrong_before;
  auto answer = wrong ? Result<Response>(tl::unexpected<Error>(*wrong)) : f(site, r);
  if (!answer && comes_back(answer.error().code) && !page.empty())
    return shown_again(site, r, answer.error(), page);
  const Visit& v = Site::visit(r);
  if (answer && answer->status == 303 && v.state->waiting)
    if (auto gone = v.org->kept_forms->discard(v.actor.id, *v.state->waiting); !gone)
      return site.refused(r, gone.error());
  return answered(site, r, std::move(answer));
}

/// Every page has a token of its own; what a program sends with the bare secret is no second click.
bool from_a_page(const Request& r) {
  return r.form.get("csrf").find('.') != std::string::npos;
}

Response done_once(const Site& site, const Request& r, const PageHandler& f, const std::string& page) {
  const auto key = key_of(Site::visit(r), r);
  if (auto had = site.done_once().begin(key)) {
    if (had->status != 0) return std::move(*had);
    return said_no(site, r,
                   fail(Code::Unavailable, "This is being done already. Look again in a moment.").value());
  }
  // Also when something is thrown: nobody may wait for an act that is over.
  struct Over {
    const Site& site;
    const std::string& key;
    Response answer;
    ~Over() { site.done_once().ended(key, answer, answer.status == 200 || answer.status == 303); }
  } over{site, key, {}};
  over.answer.status = 500;
  auto answer = done(site, r, f, page);
  over.answer.status = answer.status;
  if (answer.status == 200 || answer.status == 303) over.answer = answer;
  return answer;
}

}  // namespace

Result<std::string> let_files_wait(const Visit& v, const Request& r, int hours) {
  auto& state = *v.state;
  if (state.waiting && !state.waiting_changed && hours == record::KeptForms::kADay)
    return state.waiting->text();
  const auto form = form_of(r, false);
  if (form.files.empty()) return std::string();
  TRY(const auto id, v.org->kept_forms->keep(v.actor.id, form, hours));
  if (state.waiting) CHECK_OK(v.org->kept_forms->discard(v.actor.id, *state.waiting));
  return id.text();
}

void go_on_with(const Visit& v, std::string action, http::Fields typed, const std::string& waiting) {
  Sent sent{.action = std::move(action), .typed = std::move(typed)};
  const auto id = KeptFormId::parse(waiting);
  if (auto kept = id ? v.org->kept_forms->find(v.actor.id, *id) : not_found()) {
    for (const auto& f : kept->files) sent.files.push_back({f.field, f.name, f.bytes.size()});
    sent.waiting = waiting;
  } else if (id) {
    sent.note = "The files that were chosen with this draft have waited too long. Choose them again.";
  }
  v.state->sent = std::move(sent);
}

void say_both_versions(const Visit& v, html::Html before, http::Fields typed) {
  v.state->sent = Sent{.typed = without_secrets(typed), .before = std::move(before)};
}

http::Handler public_page(const Site& site, PageHandler f) {
  return [&site, f = std::move(f)](const http::Request& r) {
    auto answer = f(site, r);
    return answer ? std::move(*answer) : site.refused(r, answer.error());
  };
}

PageTable& PageTable::get(std::string path, std::string name, PageHandler f, http::Lane lane) {
  site_.remember_page(name, {"/{org}" + path, f});
  router_.get(
      "/{org}" + path, std::move(name), access_, tag_,
      [&site = site_, f = std::move(f)](const Request& r) {
        if (const auto into = stays_of(r)) return led_on(site, r, *into);
        if (r.context.has_value()) take_up_kept_form(site, r);
        return answered(site, r, f(site, r));
      },
      lane);
  return *this;
}

PageTable& PageTable::person(std::string path, std::string name, gate::Thing what, Wanted wanted,
                             PersonHandler f) {
  return get(std::move(path), std::move(name),
             [what, wanted, f = std::move(f)](const Site& site, const Request& r) -> Result<Response> {
               const Visit& v = Site::visit(r);
               const auto person = person_of(r);
               const auto& c = v.charter();
               TRY(auto pass,
                   v.state->looks.at(person, what, r.param("part"), wanted(c) | banner_categories(c)));
               return f({site, r, v, person, std::move(pass)});
             });
}

PageTable& PageTable::post(std::string path, std::string name, ShownBy shown_by, PageHandler f,
                           std::size_t body_limit, http::Lane lane) {
  site_.remember_shown_by(name, shown_by.name);
  router_.post(
      "/{org}" + path, std::move(name), access_, tag_,
      [&site = site_, f = std::move(f), page = std::move(shown_by.name)](const Request& r) {
        if (!r.context.has_value()) return answered(site, r, f(site, r));
        if (const auto into = stays_of(r)) return joined_meanwhile(site, r, *into);
        return from_a_page(r) ? done_once(site, r, f, page) : done(site, r, f, page);
      },
      body_limit, lane);
  return *this;
}

PageTable& PageTable::post_by_script(std::string path, std::string name, PageHandler f) {
  router_.post("/{org}" + path, std::move(name), access_, tag_,
               [&site = site_, f = std::move(f)](const Request& r) { return done(site, r, f, {}); });
  return *this;
}

void take_up_kept_form(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = KeptFormId::parse(r.query.get("kept"));
  if (!id || !v.state) return;
  auto kept = v.org->kept_forms->find(v.actor.id, *id);
  Sent sent;
  sent.note = "What you were sending is not here any more: it was sent meanwhile, or is older than a day.";
  if (kept) {
    sent.note =
        "You had been signed out. What you typed and chose is here: look through it, and send it once more.";
    sent.action = kept->path;
    for (auto& [name, value] : kept->answers) sent.typed.add(std::move(name), std::move(value));
    for (const auto& f : kept->files) sent.files.push_back({f.field, f.name, f.bytes.size()});
    sent.waiting = id->text();
  }
  v.state->sent = std::move(sent);
}

std::string keep_until_signed_in(const Site& site, OrgHouse& org, const http::Route& route, const Request& r,
                                 StaffId owner) {
  // Of a form that is too large nothing was read; what has no page of its own has nothing that was typed.
  const auto page = site.shown_by(route.name);
  if (r.body_too_large || page.empty()) return {};
  const auto* shown = site.page_of(page);
  if (!shown) return {};
  auto form = form_of(r, true);
  if (form.answers.empty()) return {};
  const auto id = org.kept_forms->keep(owner, form);
  if (!id) return {};
  auto query = r.query;
  query.add("kept", id->text());
  return http::path_for(shown->pattern, r.params) + http::query_text(query);
}

Status join_waiting_files(const Visit& v, Request& r) {
  const auto id = KeptFormId::parse(r.form.get("_waiting"));
  if (!id) return {};
  auto kept = v.org->kept_forms->find(v.actor.id, *id);
  if (!kept && kept.error().code == Code::NotFound) return {};
  if (!kept) return tl::unexpected<Error>(kept.error());
  const auto left_out = r.form.all("_leave-out");
  v.state->waiting = id;
  for (std::size_t i = 0; i < kept->files.size(); ++i) {
    auto& f = kept->files[i];
    const bool out = std::ranges::find(left_out, std::to_string(i)) != left_out.end();
    if (out || r.file(f.field)) {
      v.state->waiting_changed = true;
      continue;
    }
    r.files.push_back({f.field, f.name, f.type, std::move(f.bytes)});
  }
  // A form that waited with its words takes files that were chosen only now with it the next time.
  if (r.files.size() != kept->files.size()) v.state->waiting_changed = true;
  return {};
}

}  // namespace candour::web
