#include "charter/catalogue.h"

#include <algorithm>

namespace candour::charter {

const Field* Kind::find_field(std::string_view wanted) const {
  for (auto& f : fields)
    if (f.code == wanted) return &f;
  return nullptr;
}

const Move* Kind::find_move(std::string_view wanted) const {
  for (auto& m : moves)
    if (m.code == wanted) return &m;
  return nullptr;
}

const Deadline* Kind::find_deadline(std::string_view wanted) const {
  const auto found = std::ranges::find(deadlines, wanted.substr(0, wanted.find('#')), &Deadline::code);
  return found == deadlines.end() ? nullptr : &*found;
}

bool Kind::ends_with_death(std::string_view deadline) const {
  const auto* d = find_deadline(deadline);
  return d && d->ends_with_death;
}

CategorySet Kind::voluntary() const {
  CategorySet set;
  for (const auto& f : fields)
    if (f.voluntary) set.add(f.category);
  return set;
}

const State* Kind::destroying() const {
  const auto at = std::ranges::find_if(states, &State::destroys);
  return at == states.end() ? nullptr : &*at;
}

bool Kind::goes_on() const {
  return std::ranges::any_of(
      fields, [](const Field& f) { return f.live || std::ranges::any_of(f.items, &Field::live); });
}

bool Kind::differ_in_live_alone(const boost::json::object& before, const boost::json::object& after) const {
  const auto still = [&](boost::json::object all) {
    for (const auto& f : fields) {
      if (f.live) all.erase(f.code);
      auto* rows = f.type == FieldType::Group ? all.if_contains(f.code) : nullptr;
      if (!rows || !rows->is_array()) continue;
      for (auto& row : rows->get_array())
        for (const auto& item : f.items)
          if (item.live && row.is_object()) row.get_object().erase(item.code);
    }
    return all;
  };
  return still(before) == still(after);
}

bool Kind::says_whose(const Field& f) const {
  if (f.type != FieldType::Staff) return false;
  if (f.code == for_field || f.code == diary.staff) return true;
  return std::ranges::any_of(fields, [&](const Field& group) {
    return group.type == FieldType::Group &&
           std::ranges::find(group.items, f.code, &Field::code) != group.items.end() &&
           std::ranges::any_of(deadlines,
                               [&](const Deadline& d) { return d.from.starts_with(group.code + "/"); });
  });
}

bool Kind::asked_at_a_step(std::string_view field) const {
  return std::ranges::any_of(moves, [&](const Move& m) {
    return std::ranges::find(m.asks, field) != m.asks.end() ||
           std::ranges::find(m.offers, field) != m.offers.end();
  });
}

Kind Kind::at_step(const Move& move) const {
  auto step = *this;
  const auto among = [](const std::vector<std::string>& codes, const Field& f) {
    return std::ranges::find(codes, f.code) != codes.end();
  };
  std::erase_if(step.fields, [&](const Field& f) { return !among(move.asks, f) && !among(move.offers, f); });
  for (auto& f : step.fields)
    if (among(move.asks, f)) f.required = true;
  step.moves.clear();  // of this form no question waits for a step
  step.one_enough.clear();
  std::erase_if(step.orders, [&](const Order& o) {
    return !step.find_field(o.earlier.substr(0, o.earlier.find('/'))) ||
           !step.find_field(o.later.substr(0, o.later.find('/')));
  });
  return step;
}

Kind Kind::outside() const {
  auto out = *this;
  out.fields.clear();
  for (const auto& ask : from_outside->asks)
    if (const auto* f = find_field(ask.field)) {
      out.fields.push_back(*f);
      out.fields.back().label = ask.label;
      out.fields.back().hint = ask.hint;
    }
  out.moves.clear();
  out.orders.clear();
  out.one_enough.clear();
  return out;
}

CategorySet Kind::step_categories() const {
  CategorySet set;
  for (const auto& f : fields)
    if (asked_at_a_step(f.code)) set.add(f.category);
  return set;
}

CategorySet Kind::categories() const {
  CategorySet set;
  for (auto& f : fields) set.add(f.category);  // items inherit the category of their group
  return set;
}

}  // namespace candour::charter
