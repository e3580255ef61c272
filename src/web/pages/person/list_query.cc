#include "web/pages/person/list_query.h"

#include <algorithm>

#include "base/text.h"
#include "web/frame/numbers.h"

namespace candour::web {

using html::Choice;
using html::Html;
using record::ListOrder;

namespace {

constexpr int kFurthest = 366;  // days ahead
constexpr int kDays[] = {0, 7, 14, 30, 90};

struct Order {
  std::string_view code, words;
  ListOrder order;
};
constexpr Order kOrders[] = {{"newest", "Newest first", ListOrder::Newest},
                             {"longest", "Longest there first", ListOrder::Longest},
                             {"due", "What is due soonest first", ListOrder::Due}};

std::string due_words(int days) {
  if (days == 0) return "Due today, or late";
  return "Due within " + std::to_string(days) + " days, or late";
}

tl::unexpected<Error> not_understood(std::string name, std::string_view what) {
  return invalid(std::move(name),
                 "This list has " + std::string(what) + " that is not here. Choose another one.");
}

std::optional<int> number_of(std::string_view s) {
  const auto n = number_in<int>(s);
  return n && *n >= 0 && *n <= kFurthest ? n : std::nullopt;
}

/// Staff or teams by name, with the one that is picked though it is not among them.
template <class IdT, class NameOf>
std::vector<Choice> named(std::vector<IdT> ids, std::optional<IdT> picked, const NameOf& name_of) {
  if (picked && std::ranges::count(ids, *picked) == 0) ids.push_back(*picked);
  std::vector<Choice> out;
  for (const auto& id : ids)
    if (auto name = name_of(id); !name.empty()) out.push_back({id.text(), std::move(name)});
  std::ranges::sort(out, {}, [](const Choice& c) { return sort_key(c.words); });
  return out;
}

Html pick(const ListQuery& q, std::string name, std::string label, std::string_view all,
          std::vector<Choice> choices) {
  if (!all.empty()) choices.insert(choices.begin(), Choice{"", std::string(all)});
  return html::select({.name = name,
                       .label = std::move(label),
                       .choices = std::move(choices),
                       .value = q.fields.get(name),
                       .blank_first = false});
}

}  // namespace

Result<ListQuery> list_query(const Visit& v, const http::Fields& query) {
  ListQuery q;
  const auto take = [&](std::string_view name) {
    auto said = query.trimmed(name);
    if (!said.empty()) q.fields.add(std::string(name), said);
    return said;
  };
  if (const auto s = take("service"); !s.empty()) {
    q.asked.service = v.charter().find_service(s);
    if (!q.asked.service) return not_understood("service", "a service");
  }
  if (const auto s = take("team"); !s.empty()) {
    q.asked.team = TeamId::parse(s);
    if (!q.asked.team || v.staff->team(*q.asked.team).empty()) return not_understood("team", "a team");
  }
  if (const auto s = take("worker"); !s.empty()) {
    q.asked.worker = StaffId::parse(s);
    if (!q.asked.worker || !v.staff->find(*q.asked.worker)) return not_understood("worker", "a worker");
  }
  if (const auto s = take("state"); !s.empty()) {
    q.asked.state = record::find_place_state(s);
    if (!q.asked.state) return not_understood("state", "a state");
  }
  if (const auto s = take("due"); !s.empty()) {
    q.asked.due_within = number_of(s);
    if (!q.asked.due_within) return not_understood("due", "a number of days");
  }
  if (const auto s = take("order"); !s.empty()) {
    const auto* found = std::ranges::find(kOrders, s, &Order::code);
    if (found == std::end(kOrders)) return not_understood("order", "an order");
    q.asked.order = found->order;
  }
  for (const auto& code : query.all("column")) {
    if (code.empty() || std::ranges::count(q.columns, code) > 0) continue;
    q.columns.push_back(code);
    q.fields.add("column", code);
  }
  if (q.columns.empty()) q.columns = record::usual_columns();
  q.asked.with_due = std::ranges::count(q.columns, "due") > 0;
  return q;
}

std::vector<record::ListColumn> columns_of(const Visit& v, const ListQuery& q, CategorySet sees) {
  auto columns = record::list_columns(v.charter(), sees);
  std::erase_if(columns, [&](const auto& c) { return std::ranges::count(q.columns, c.code) == 0; });
  return columns;
}

std::string filter_words(const Visit& v, const record::ListAsked& asked) {
  std::vector<std::string> parts;
  parts.push_back(asked.state ? std::string(record::place_state_words(*asked.state)) : "Everybody now");
  if (asked.service) parts.push_back("in " + v.charter().at(*asked.service).name);
  if (asked.team) parts.push_back("in " + v.staff->team(*asked.team));
  if (asked.worker) parts.push_back("supported by " + v.staff->name(*asked.worker));
  if (asked.due_within) parts.push_back("with something " + inside_sentence(due_words(*asked.due_within)));
  std::string out;
  for (const auto& p : parts) out += (out.empty() ? "" : ", ") + p;
  return out;
}

std::string count_words(const record::Listed& listed) {
  const auto people = static_cast<std::int64_t>(listed.people);
  auto out = counted_words(people, "person", "people");
  if (listed.lines.size() != listed.people)
    out += ", in " + counted_words(std::ssize(listed.lines), "place", "places");
  return out;
}

Html filter_form(const Visit& v, const ListQuery& q, const record::Listed& listed) {
  std::vector<Choice> services, states, due, orders, columns;
  for (const auto s : v.org->lists->services(v.actor))
    services.push_back({v.charter().at(s).code, v.charter().at(s).name});
  for (const auto s : record::kPlaceStates)
    states.push_back({std::string(record::place_state_code(s)), std::string(record::place_state_words(s))});
  for (const int days : kDays) due.push_back({std::to_string(days), due_words(days)});
  if (q.asked.due_within && std::ranges::count(kDays, *q.asked.due_within) == 0)
    due.push_back({std::to_string(*q.asked.due_within), due_words(*q.asked.due_within)});
  for (const auto& o : kOrders) orders.push_back({std::string(o.code), std::string(o.words)});
  for (const auto& c : record::list_columns(v.charter(), listed.sees)) columns.push_back({c.code, c.words});
  auto teams = named(listed.teams, q.asked.team, [&](TeamId t) { return v.staff->team(t); });
  auto workers = named(listed.workers, q.asked.worker, [&](StaffId s) { return v.staff->name(s); });
  Html fields;
  if (services.size() > 1) fields += pick(q, "service", "Service", "All services", std::move(services));
  if (!teams.empty()) fields += pick(q, "team", "Team", "All teams", std::move(teams));
  if (!workers.empty()) fields += pick(q, "worker", "Worker", "All workers", std::move(workers));
  fields += pick(q, "state", "State", "Everybody now", std::move(states));
  fields += pick(q, "due", "What is due", "Whatever is due", std::move(due));
  fields += pick(q, "order", "Order", "", std::move(orders));
  return html::form({.action = v.url("/people/list"), .csrf = {}, .get = true, .id = "filter"},
                    html::frag(html::h("div", {{"class", "candour-filters"}}, fields),
                               html::h("div", {{"class", "candour-ticks"}},
                                       html::checkboxes({.name = "column",
                                                         .legend = "Columns",
                                                         .choices = std::move(columns),
                                                         .values = q.columns,
                                                         .hint = "The name stands first in any case.",
                                                         .small = true})),
                               html::button({"Show this list"})));
}

}  // namespace candour::web
