// For the vault's own tests only. A pass can be made by gate::Gate alone, and the gate is a room above this
// one, so the vault's tests bring a gate of their own that grants whatever a test asks. No other program may
// include this: beside the real gate it would be a second class of that name.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "vault/pass.h"
#include "vault/vault.h"

namespace candour::gate {

class Gate {
 public:
  static Pass grant(const OrgCode& org, std::vector<PersonId> people, CategorySet see, CategorySet write) {
    auto d = std::make_shared<Pass::Data>();
    d->org = org;
    std::sort(people.begin(), people.end());
    d->people = std::move(people);
    d->see = see;
    d->write = write;
    return Pass(std::move(d));
  }
  static vault::IndexPass for_index(const OrgCode& org) { return vault::IndexPass(org); }
};

}  // namespace candour::gate

namespace candour::vault {

inline CategorySet categories(std::initializer_list<int> numbers) {
  CategorySet s;
  for (const int n : numbers) s.add(static_cast<CategoryIx>(n));
  return s;
}

}  // namespace candour::vault
