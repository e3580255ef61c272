#include "charter/work.h"

#include <algorithm>

namespace candour::charter {
namespace {

constexpr std::string_view kStatePrefix = "state:";

int place_of(const Kind& kind, std::string_view state) {
  const auto found = std::ranges::find(kind.states, state, &State::code);
  return found == kind.states.end() ? -1 : static_cast<int>(found - kind.states.begin());
}

bool makes(const Role& role, const Kind& kind, const Move& move) {
  return std::ranges::find(role.moves, std::pair(kind.ix, move.code)) != role.moves.end();
}

/// The question whose answer ends it; of rows, that of their group.
std::string_view waited_for(const Deadline& deadline) {
  const auto slash = deadline.from.find('/');
  return slash == std::string::npos ? std::string_view(deadline.until_field)
                                    : std::string_view(deadline.from).substr(0, slash);
}

/// A step to the very state that it waits for, or which asks for what it waits for: others end it too
/// (cancelled, replaced), but are not the work; nor is one that can be taken only once it is there.
bool ends(const Deadline& deadline, const Move& move) {
  // Of a journey nobody writes another date: what leads on from there ends it.
  if (deadline.dated() && deadline.from.starts_with(kStatePrefix))
    return move.to != deadline.from.substr(kStatePrefix.size()) &&
           std::ranges::find(move.from, deadline.from.substr(kStatePrefix.size())) != move.from.end();
  const auto leads_there = [&](const std::string& from) { return from != deadline.until_state; };
  if (!deadline.until_state.empty() && move.to == deadline.until_state &&
      std::ranges::any_of(move.from, leads_there))
    return true;
  const auto field = waited_for(deadline);
  const auto among = [&](const std::vector<std::string>& codes) {
    return std::ranges::find(codes, field) != codes.end();
  };
  return !deadline.until_field.empty() && (among(move.asks) || among(move.offers));
}

}  // namespace

bool meets(const Kind& kind, const Deadline& deadline, std::string_view state) {
  const int now = place_of(kind, state);
  if (now >= 0 && kind.states[static_cast<std::size_t>(now)].final) return true;
  // In the state that sets it going it goes on, wherever the one that ends it stands in the list.
  const bool by_state = deadline.from.starts_with(kStatePrefix);
  const int begins = by_state ? place_of(kind, deadline.from.substr(kStatePrefix.size())) : -1;
  if (by_state && now == begins) return false;
  if (!deadline.until_state.empty() && now >= place_of(kind, deadline.until_state)) return true;
  // Sent back to before the state that set the clock going: it starts again when it is reached again.
  return by_state && now < begins;
}

bool is_review(const Kind& kind, const Deadline& d) {
  const auto* from = kind.find_field(d.from);
  const bool chosen = from && from->type == FieldType::Date && d.span.count == 0 && d.otherwise.empty();
  return chosen && (kind.part == "plan" || kind.part == "health" || kind.part == "about" ||
                    kind.part == "safety" || kind.part == "circle");
}

Doers doers_of(const Charter& c, const Kind& kind, const Deadline& deadline) {
  Doers out;
  for (std::size_t i = 0; i < c.roles.size(); ++i) {
    const auto& role = c.roles[i];
    if (deadline.asks_details) {
      if (role.has(Duty::AddPerson)) out.plain.add(static_cast<RoleIx>(i));  // who writes personal details
      continue;
    }
    const bool by_writing =
        !kind.journey &&
        (deadline.dated() || (deadline.until_state.empty() && !kind.asked_at_a_step(waited_for(deadline))));
    if (by_writing) {
      if (std::ranges::find(role.writes, kind.ix) != role.writes.end()) out.plain.add(static_cast<RoleIx>(i));
      continue;
    }
    for (const auto& move : kind.moves)
      if (makes(role, kind, move) && ends(deadline, move))
        (move.supervisor ? out.above : out.plain).add(static_cast<RoleIx>(i));
  }
  return out;
}

CategorySet about_what(const Charter& c, const Kind& kind, const Deadline& deadline) {
  const auto reach = c.find_category("contact");
  if (!deadline.asks_details || !reach) return kind.categories();
  CategorySet out;
  out.add(*reach);
  return out;
}

bool supports_people(const Charter& c, const Role& role) {
  if (role.reach == Reach::None) return false;
  return role.reach <= Reach::Team || std::ranges::any_of(role.writes, [&](KindIx kind) {
           return c.at(kind).part == "daily" || c.at(kind).part == "plan";
         });
}

RoleSet reviewers_of(const Charter& c, const Kind& kind) {
  RoleSet out;
  for (std::size_t i = 0; i < c.roles.size(); ++i)
    for (const auto& move : kind.moves)
      if (move.supervisor && makes(c.roles[i], kind, move)) out.add(static_cast<RoleIx>(i));
  return out;
}

}  // namespace candour::charter
