// A visit to somebody's home: what visitors must know, shown to whoever is named for it and entered as a look
// of its own; in, longer, out. Its manager sees whether somebody is in there.
#include "web/pages/entries/visit.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/diary_parts.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute;

std::string visit_url(const Visit& v, PersonId person, EntryId id, std::string_view act = {}) {
  return entry_url(v, person, id) + "/visit" + std::string(act);
}

/// The next time that the clock shows that. Nothing: it was not a time, or the clocks skip it.
std::optional<UnixMs> next_time(const std::string& typed, UnixMs now) {
  const auto minutes = parse_time(typed);
  if (!minutes) return std::nullopt;
  for (int ahead = 0; ahead < 2; ++ahead)
    for (const auto which : {Twice::First, Twice::Second}) {
      const LocalMinute local{add_days(today(now), ahead), *minutes / 60, *minutes % 60};
      const auto at = to_unix(local, which);
      if (at && at->ms > now.ms) return at;
    }
  return std::nullopt;
}

std::string time_typed(UnixMs t) {
  return iso_minute(local_time(t)).substr(11);
}

/// What visitors must know, for whoever is named, about now.
Result<Html> must_know_part(const Visit& v, PersonId person, const record::Visit& visit, UnixMs now) {
  const bool about_now =
      visit.starts.ms <= now.ms + gate::kToldBeforeMs && visit.ends.ms >= now.ms - gate::kToldAfterMs;
  if (visit.whose.is_nil())
    return html::inset(
        html::paragraph("The appointment does not say yet who goes. Change it and name a colleague: they "
                        "see here what visitors must know."));
  if (visit.whose != v.actor.id) return Html{};
  if (!about_now || visit.freed)
    return html::inset(html::paragraph("What visitors must know stands here from a day before the visit."));
  const auto pass = v.state->looks.before_visit(person, visit.entry, v.org->visits->must_know_categories());
  if (!pass) {
    if (pass.error().code != Code::NotAllowed) return tl::unexpected<Error>(pass.error());
    return html::inset(
        html::paragraph("What visitors must know is not for your role to see, and the notice names no "
                        "purpose for which you could be told. Ask your manager before you go."));
  }
  TRY(const auto words, v.org->visits->must_know(*pass, person));
  if (words.empty())
    return html::inset(
        html::paragraph("Nothing is written down that visitors must know. Look round all the same."));
  std::vector<Html> items;
  for (const auto& w : words) items.push_back(html::text(w));
  return html::card("Before you go in",
                    html::frag(html::warning("Read this before you go in."), html::bullets(items)));
}

Html until_form(const Visit& v, const std::string& action, const std::string& label,
                const std::string& button, UnixMs begins_with, html::Look look) {
  const SentForm form(v, action);
  return form.form(
      html::frag(form.text_input({.name = "out",
                                  .label = label,
                                  .value = time_typed(begins_with),
                                  .hint = "Like 14:20. If you have not said by then, and a while "
                                          "after, that you are out, your manager is told.",
                                  .width = 5,
                                  .autocomplete = "off"}),
                 html::button({button, look})));
}

Html state_part(const Visit& v, const record::Visit& visit, bool own) {
  html::FactsCard card{"This visit", {}, {}, {}, {}};
  const auto now = local_time(visit.starts).date;
  card.rows.push_back(
      {"When", html::text(long_date(now) + ", " + span_words({visit.starts, visit.ends}, now))});
  card.rows.push_back(
      {"Who goes", html::text((visit.whose.is_nil() ? "nobody yet" : v.staff->name(visit.whose)) +
                              (visit.alone ? ", alone" : ", with somebody"))});
  if (visit.went_in) card.rows.push_back({"In", html::text(date_time_words(*visit.went_in))});
  if (visit.went_in && !visit.came_out)
    card.rows.push_back({"Expected out", html::text(date_time_words(*visit.expected))});
  if (visit.came_out)
    card.rows.push_back({"Out", html::text(date_time_words(*visit.came_out)), html::Tint::Good});
  if (visit.told)
    card.rows.push_back(
        {"Missed", html::text(date_time_words(*visit.told) + ": managers were told"), html::Tint::Bad});
  if (!visit.went_in && !own) card.after = html::hint_line("Nobody has gone in yet.");
  return html::facts_card(card);
}

Html acts_part(const Visit& v, PersonId person, const record::Visit& visit, UnixMs now) {
  const auto at = [&](std::string_view act) { return visit_url(v, person, visit.entry, act); };
  if (visit.came_out || (visit.freed && !visit.went_in)) return {};
  if (!visit.went_in) {
    const bool soon_over = visit.ends.ms <= now.ms + 10 * kMinute || visit.ends.ms > now.ms + 12 * kHour;
    return until_form(v, at("/in"), "When do you expect to be out?", "I am going in",
                      soon_over ? UnixMs{now.ms + kHour} : visit.ends, html::Look::Main);
  }
  return html::frag(
      html::act(at("/out"), v.session.csrf, {.words = "I am out, all well"}),
      html::act(at("/out"), v.session.csrf,
                {.words = "I am out, and something happened", .look = html::Look::Second},
                {{"then", "trouble"}}),
      html::details("I stay longer", until_form(v, at("/longer"), "When do you expect to be out now?",
                                                "I stay longer", {now.ms + kHour}, html::Look::Second)));
}

/// The form for what is written after the visit, which begins with when it was and how long.
std::string after_url(const Visit& v, PersonId person, const record::Visit& visit, const std::string& kind) {
  return person_url(
      v, person,
      "/write/" + kind + "?visit=" + visit.entry.text() + "&service=" + v.charter().at(visit.service).code);
}

Result<Html> after_part(const Visit& v, PersonId person, const record::Visit& visit) {
  if (!visit.came_out) return Html{};
  const auto& diary = v.charter().at(visit.kind).diary;
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  std::vector<Html> ways;
  const auto offer = [&](const std::string& code, const std::string& words, html::Look look) {
    const auto kind = v.charter().find_kind(code);
    if (kind && std::ranges::any_of(kinds, [&](const auto& w) { return w.kind == *kind; }))
      ways.push_back(html::button_link(after_url(v, person, visit, code), words, look));
  };
  offer(diary.note, "It took place: write the note", html::Look::Main);
  offer(diary.trouble, "Something happened: write it down", html::Look::Second);
  return ways.empty() ? Html{} : html::button_row(ways);
}

/// Whoever was in and is out has kept the appointment: the step that says so is taken with it, where it is
/// theirs to take.
Status took_place(const Visit& v, const Pass& pass, PersonId person, EntryId id) {
  TRY(const auto place, v.org->entries->place(person, id));
  const auto& kind = v.charter().at(place.kind);
  const auto ends = [&](const charter::Move& m) {
    return !m.asks_anything() && !m.needs_reason && std::ranges::find(m.from, place.state) != m.from.end() &&
           std::ranges::any_of(kind.deadlines, [&](const charter::Deadline& d) {
             return d.from == kind.diary.from && d.until_state == m.to;
           });
  };
  const auto move = std::ranges::find_if(kind.moves, ends);
  if (move == kind.moves.end()) return {};
  const auto moved = v.org->entries->move(v.actor, pass, person, id, place.version, move->code, "");
  if (moved || moved.error().code == Code::NotAllowed || moved.error().code == Code::Conflict) return {};
  return tl::unexpected<Error>(moved.error());
}

Result<Response> visit_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  TRY(const auto pass, look_at(v, person, kind, id.text(), kind.categories()));
  TRY(const auto e, v.org->entries->entry(pass, person, id));
  TRY(const auto visit, v.org->visits->visit(pass, person, id));
  TRY(auto f, person_frame(site, r, pass, person, "Home visit", ""));
  const auto now = site.clock().now();
  const bool own = visit.whose == v.actor.id;
  TRY(const auto must_know, must_know_part(v, person, visit, now));
  f.heading = "Home visit";
  f.caption = entry_title(v.charter(), e);
  f.narrow = true;
  Html after;
  if (own) {
    TRY(after, after_part(v, person, visit));
  }
  f.main = html::frag(must_know, state_part(v, visit, own), own ? acts_part(v, person, visit, now) : Html{},
                      after, html::paragraph(html::link(entry_url(v, person, id), "The appointment itself")));
  return site.page(std::move(f));
}

/// One of the three acts: the pass for it, and back to the page with words.
Result<Response> acted(const Site& site, const Request& r, std::string words,
                       const std::function<Status(const Visit&, const Pass&, PersonId, EntryId)>& act) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  TRY(const auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  CHECK_OK(act(v, pass, person, id));
  return site.done(r, asked.path() + "/visit", std::move(words));
}

Result<UnixMs> typed_time(const Site& site, const Request& r) {
  const auto at = next_time(r.form.trimmed("out"), site.clock().now());
  if (!at) return invalid("out", "Enter the time when you expect to be out, like 14:20 or 2:20pm");
  return *at;
}

Result<Response> go_in(const Site& site, const Request& r) {
  return acted(site, r, "You are in. Say when you are out.",
               [&](const Visit& v, const Pass& pass, PersonId person, EntryId id) -> Status {
                 TRY(const auto until, typed_time(site, r));
                 return v.org->visits->go_in(pass, person, id, until);
               });
}

Result<Response> stay_longer(const Site& site, const Request& r) {
  return acted(site, r, "You stay longer. Say when you are out.",
               [&](const Visit& v, const Pass& pass, PersonId person, EntryId id) -> Status {
                 TRY(const auto until, typed_time(site, r));
                 return v.org->visits->stay_longer(pass, person, id, until);
               });
}

Result<Response> come_out(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  TRY(const auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  CHECK_OK(v.org->visits->come_out(pass, person, id));
  CHECK_OK(took_place(v, pass, person, id));
  const auto trouble = v.charter().find_kind(v.charter().at(place.kind).diary.trouble);
  if (r.form.get("then") == "trouble" && trouble)
    return site.done(r,
                     "/people/" + person.text() + "/write/" + v.charter().at(*trouble).code +
                         "?visit=" + id.text() + "&service=" + v.charter().at(place.service).code,
                     "You are out. Write down what happened.");
  return site.done(r, asked.path() + "/visit", "You are out, all well.");
}

}  // namespace

Status begin_after_visit(const Visit& v, PersonId person, const charter::Kind& kind, EntryId id,
                         charter::RawAnswers& begins) {
  TRY(const auto place, v.org->entries->place(person, id));
  const auto& of = v.charter().at(place.kind);
  const auto& diary = of.diary;
  if (kind.code != diary.note && kind.code != diary.trouble) return {};
  TRY(const auto pass, look_at(v, person, of, id.text(), of.categories()));
  TRY(const auto visit, v.org->visits->visit(pass, person, id));
  const auto from = visit.went_in.value_or(visit.starts);
  charter::Values known;
  if (const auto* f = kind.find_field(kind.date_field); f && f->type == charter::FieldType::DateTime)
    known[f->code] = iso_minute(local_time(from));
  if (kind.code == diary.note) {
    if (visit.came_out && kind.find_field(diary.note_minutes))
      known[diary.note_minutes] = static_cast<double>((visit.came_out->ms - from.ms) / 60'000);
    for (const auto& [field, answer] : diary.note_sets)
      if (kind.find_field(field)) known[field] = answer;
  }
  auto raw = charter::to_raw(kind, known);
  for (const auto& [name, value] : raw) begins.erase(name);
  begins.merge(raw);
  return {};
}

void add_visit_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/visit", "entry.visit", visit_page);
  t.post("/people/{person}/entries/{entry}/visit/in", "entry.visit.in", {"entry.visit"}, go_in);
  t.post("/people/{person}/entries/{entry}/visit/longer", "entry.visit.longer", {"entry.visit"}, stay_longer);
  t.post("/people/{person}/entries/{entry}/visit/out", "entry.visit.out", {"entry.visit"}, come_out);
}

}  // namespace candour::web
