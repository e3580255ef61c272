// What runs and stands on nothing yet, for whoever answers for the notice: each value is confirmed, changed,
// or given the part that says it. All of it becomes a proposal; nothing is changed here.
#include "charter/edit.h"
#include "charter/said_words.h"
#include "people/confirmers.h"
#include "web/pages/charter/frame.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// A problem of the text belongs to the form's own field: nobody typed a text here.
template <class T>
Result<T> at_field(Result<T> done, const std::string& field) {
  if (!done)
    for (auto& f : done.error().fields)
      if (f.field == "text" || f.field == "ground") f.field = field;
  return done;
}

constexpr std::string_view kTick = "path-";

/// One section of the charter; each box has a name of its own, so that its words belong to it alone.
Html working_section(const Visit& v, const SentForm& form, const std::vector<charter::Working>& all,
                     std::size_t first, std::size_t last) {
  html::Table t;
  t.caption = "To be confirmed";
  t.caption_hidden = true;
  t.columns = {{"Confirm", false, true}, {"As it runs now"}, {"Otherwise"}};
  for (std::size_t i = first; i < last; ++i) {
    const auto& w = all[i];
    const std::string words = w.subject + ": " + w.what;
    t.rows.push_back({form.checkbox(std::string(kTick) + std::to_string(i), w.path, words),
                      html::text(w.value.empty() ? "The whole entry" : w.value),
                      html::link(v.url("/charter/value?at=" + query_text(w.path)), "Change", words)});
  }
  const auto n = last - first;
  std::string name = charter::plain_words(charter::segments(all[first].path)[0]);
  if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return html::details(name + ": " + std::to_string(n) + (n == 1 ? " value" : " values"), html::table(t),
                       form.came_back() || first == 0);
}

Html working_sections(const Visit& v, const SentForm& form, const std::vector<charter::Working>& all) {
  Html out;
  const auto section = [&](std::size_t i) { return charter::segments(all[i].path)[0]; };
  for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
    while (last < all.size() && section(last) == section(first)) ++last;
    out += working_section(v, form, all, first, last);
  }
  return out;
}

/// What somebody answered for who answers for nothing any more.
Html confirmed_by_nobody(const Visit& v) {
  Html out;
  for (const auto& x : people::confirmed_by_nobody(v.charter(), *v.org->staff->directory()))
    out += html::warning("Nobody works here as: " + x.role->name + ". " + std::to_string(x.values) +
                         (x.values == 1 ? " value stands" : " values stand") +
                         " on the word of that role: ask whoever answers for it now, and confirm anew.");
  return out;
}

Result<Response> working_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  const auto all = charter::working_values(v.charter());
  auto f = charter_frame(site, r, "To be confirmed", "/working");
  if (all.empty()) {
    f.main = confirmed_by_nobody(v);
    f.main += html::paragraph("Every value has a part of the notice, a law or a confirmation.");
    return site.page(std::move(f));
  }
  const SentForm form(v, v.url("/charter/working"));
  const auto& c = v.charter();
  const auto role = c.find_role(answering_role(v));
  f.main = html::frag(
      confirmed_by_nobody(v),
      html::paragraph(std::to_string(all.size()) +
                      " values run, and are not printed, until somebody answers for them. Tick what you "
                      "have asked about and know to be so. It becomes a proposal with your role (" +
                      (role ? c.at(*role).name : std::string("none")) +
                      ") and today’s date; another person approves it before anything counts."),
      form.form(html::frag(working_sections(v, form, all), day_field(form, site),
                           html::hidden("base", v.org->proposals->base()),
                           html::button({"Propose what is ticked"}))));
  return site.page(std::move(f));
}

Result<Response> working_confirm(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  std::vector<std::string> paths;
  for (const auto& [name, value] : r.form.items())
    if (name.starts_with(kTick)) paths.push_back(value);
  if (paths.empty()) return invalid("path-0", "Tick at least one value.");
  std::string text = v.org->proposals->text_in_force();
  const auto ground = confirmed_today(site, v);
  TRY(text, at_field(charter::with_ground(text, paths, ground), "path"));
  return at_field(proposed(site, r, text, r.form.get("base")), "path-0");
}

// One value

const charter::Said* said_at(const charter::Charter& c, const std::string& path) {
  for (const auto& s : c.said)
    if (s.path == path) return &s;
  return nullptr;
}

Html ground_choice(const SentForm& form, const charter::Charter& c, bool working) {
  std::vector<html::Choice> choices;
  if (!working) choices.push_back({"", "Leave it as it is"});
  if (working) choices.push_back({"", "Nothing yet: it stays unconfirmed"});
  choices.push_back({"confirmed", "I confirm it, with my role and today’s date"});
  for (const auto& p : c.parts)
    choices.push_back({p.number,
                       "Part " + p.number + (p.title.empty() ? "" : ", " + p.title),
                       {},
                       false,
                       "A part of the notice says it"});
  for (const auto& [code, name] : c.laws)
    choices.push_back({"law " + code, name, {}, false, "A law says it"});
  return form.select(
      {.name = "ground", .label = "What does it stand on?", .choices = choices, .blank_first = false});
}

Result<Response> value_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  const auto& c = v.charter();
  const std::string path = r.query.get("at");
  auto f = charter_frame(site, r, "Change one value", "/working");
  f.narrow = true;
  const auto* said = said_at(c, path);
  const charter::Working* working = nullptr;
  const auto all = charter::working_values(c);
  for (const auto& w : all)
    if (w.path == path) working = &w;
  if (!said && !working) {
    f.main =
        html::frag(html::paragraph("The charter says nothing at that place."),
                   html::paragraph(html::link(v.url("/charter/working"), "All that is to be confirmed")));
    return site.page(std::move(f));
  }
  const SentForm form(v, v.url("/charter/value?at=" + query_text(path)));
  html::SummaryList list;
  if (working) list.rows.push_back({"Of what", html::text(working->subject + ": " + working->what), {}});
  if (working) list.rows.push_back({"As it runs now", html::text(working->value), {}});
  list.rows.push_back({"Where in the charter", html::text(path), {}});
  Html inside;
  if (said && !said->item && !said->value.empty())
    inside += form.textarea({.name = "value", .label = "What it says", .value = said->value, .rows = 3});
  else
    inside += html::inset(html::paragraph(
        "This is a list. Its entries are changed in the text; here you say what it stands on."));
  inside += ground_choice(form, c, working != nullptr);
  inside += day_field(form, site);
  inside += html::hidden("base", v.org->proposals->base());
  inside += html::button({"Propose it"});
  f.main = html::frag(
      html::summary_list(list), form.form(inside),
      html::paragraph(html::link(v.url("/charter/proposals/new"), "Change it in the text instead")));
  return site.page(std::move(f));
}

Result<Response> value_propose(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->proposals->may_propose(v.actor));
  const std::string path = r.query.get("at"), value = r.form.trimmed("value"),
                    before = v.org->proposals->text_in_force();
  std::string text = before, ground = r.form.get("ground");
  const auto* said = said_at(v.charter(), path);
  if (r.form.has("value") && said && value != said->value) {
    TRY(text, charter::with_value(text, path, value));
  }
  if (ground == "confirmed") ground = confirmed_today(site, v);
  if (!ground.empty()) {
    TRY(text, charter::with_ground(text, {path}, ground));
  }
  if (text == before) return invalid("ground", "Change the value, or say what it stands on.");
  return at_field(proposed(site, r, text, r.form.get("base")), r.form.has("value") ? "value" : "ground");
}

}  // namespace

void add_working_pages(PageTable& t) {
  t.get("/charter/working", "charter.working", working_page);
  t.post("/charter/working", "charter.working.post", {"charter.working"}, working_confirm);
  t.get("/charter/value", "charter.value", value_page);
  t.post("/charter/value", "charter.value.post", {"charter.value"}, value_propose);
}

}  // namespace candour::web
