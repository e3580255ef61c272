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
