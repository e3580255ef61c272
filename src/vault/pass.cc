#include "vault/pass.h"

#include <algorithm>

namespace candour {

bool Pass::covers(PersonId p) const {
  const auto& all = data_->people;
  return !p.is_nil() && std::binary_search(all.begin(), all.end(), p);
}

}  // namespace candour
