#include "web/pages/person/goals.h"

#include <algorithm>

#include "web/frame/person_parts.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kGoals = "goals";

struct Goal {
  std::string words;
  int done = 0, of = 0;
};

int number_of(const boost::json::object& row, std::string_view item) {
  const auto* x = row.if_contains(item);
  return x && x->is_number() ? static_cast<int>(x->to_number<double>()) : 0;
}

/// Nothing of a goal whose steps nobody has counted.
std::optional<Goal> goal_of(const boost::json::value& row) {
  const auto* o = row.if_object();
  const auto* words = o ? o->if_contains("goal") : nullptr;
  if (!words || !words->is_string() || number_of(*o, "steps") < 1) return std::nullopt;
  return Goal{std::string(words->as_string()), number_of(*o, "steps-done"), number_of(*o, "steps")};
}

boost::json::array* rows_of(charter::Values& values) {
  auto* rows = values.if_contains(kGoals);
  return rows && rows->is_array() ? &rows->get_array() : nullptr;
}

Result<Response> one_more_step(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  TRY(const auto pass, v.org->gate->write(v.actor, person, place.service, place.kind));
  TRY(auto e, v.org->entries->entry(pass, person, id));
  auto* rows = rows_of(e.values);
  const auto at = std::strtoul(r.form.get("row").c_str(), nullptr, 10);
  const auto goal = rows && at < rows->size() ? goal_of((*rows)[at]) : std::nullopt;
  if (!goal) return not_found();
  const auto based_on = version_in(r.form.get("based-on"));
  if (goal->done >= goal->of) return fail(Code::Conflict, "All steps of this goal are done already.");
  auto& row = (*rows)[at].as_object();
  row["steps-done"] = goal->done + 1;
  row["how-is-it-going"] = goal->done + 1 == goal->of ? "reached" : "on-the-way";
  TRY([[maybe_unused]] const auto version, v.org->entries->change(pass, person, id, based_on, e.values, ""));
  return site.done(r, "/people/" + person.text(),
                   "“" + goal->words + "”: " + std::to_string(goal->done + 1) + " of " +
                       std::to_string(goal->of) + " steps are done.");
}

}  // namespace

Html goal_cards(const Visit& v, const std::vector<record::Entry>& plans,
                const std::vector<gate::Gate::Writable>& may_write) {
  Html cards;
  for (const auto& e : plans) {
    const auto* rows = e.values.if_contains(kGoals);
    if (!rows || !rows->is_array()) continue;
    const bool writes = std::ranges::any_of(may_write, [&](const auto& w) {
      return w.kind == e.kind && std::ranges::find(w.services, e.service) != w.services.end();
    });
    for (std::size_t i = 0; i < rows->as_array().size(); ++i) {
      const auto goal = goal_of(rows->as_array()[i]);
      if (!goal) continue;
      const std::string label = "Goal: " + goal->words;
      Html press;
      if (writes && goal->done < goal->of)
        press =
            html::act(entry_url(v, e.person, e.id) + "/goals", v.session.csrf,
                      {.words = "One more step is done", .look = html::Look::Second, .about = goal->words},
                      {{"row", std::to_string(i)}, {"based-on", std::to_string(e.version)}});
      cards += html::facts_card(
          {label,
           {},
           html::frag(html::progress({.label = label, .done = goal->done, .of = goal->of}), press),
           {},
           {}});
    }
  }
  return cards;
}

void add_goal_pages(PageTable& t) {
  t.post("/people/{person}/entries/{entry}/goals", "entry.goal", {"entry"}, one_more_step);
}

}  // namespace candour::web
