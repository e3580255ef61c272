#include "vault/pass.h"

#include <algorithm>

namespace candour {

bool Pass::covers(PersonId p) const {
  const auto& all = data_->people;
  return !p.is_nil() && std::binary_search(all.begin(), all.end(), p);
}

Pass Pass::only(CategorySet categories) const {
  auto less = std::make_shared<Data>(*data_);
  less->see = less->see & categories;
  less->write = less->write & categories;
  return Pass(std::move(less));
}

}  // namespace candour
