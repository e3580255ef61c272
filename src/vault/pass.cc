#include "vault/pass.h"

#include <algorithm>

namespace candour {

bool Pass::covers(PersonId p) const {
  const auto& all = data_->people;
  return !p.is_nil() && std::binary_search(all.begin(), all.end(), p);
}

PersonId Pass::person() const {
  if (joined()) return data_->records.front().record;
  return data_->people.size() == 1 ? data_->people[0] : PersonId{};
}

std::vector<PersonId> Pass::records_of(PersonId p) const {
  if (!joined() || !covers(p)) return {p};
  std::vector<PersonId> all;
  for (const auto& r : data_->records) all.push_back(r.record);
  return all;
}

Pass Pass::sight(PersonId record, UnixMs written) const {
  for (const auto& r : data_->records) {
    if (r.record != record || written >= r.since) continue;
    auto less = std::make_shared<Data>(*data_);
    less->write = less->write - (less->see - r.before);  // what it writes and never sees stays so
    less->see = less->see & r.before;
    return Pass(std::move(less));
  }
  return *this;
}

Pass Pass::only(CategorySet categories) const {
  auto less = std::make_shared<Data>(*data_);
  less->see = less->see & categories;
  less->write = less->write & categories;
  return Pass(std::move(less));
}

}  // namespace candour
