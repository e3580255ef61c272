#include "gate/words.h"

#include "charter/sharing.h"

namespace candour::gate {

CategoryIx identity_category(const charter::Charter& c) {
  return c.find_category("identity").value_or(CategoryIx{});
}

CategorySet circle_categories(const charter::Charter& c) {
  CategorySet set;
  for (const auto home : kCircleHomes)
    if (const auto i = c.find_category(home)) set.add(*i);
  return set;
}

CategorySet read_besides(const charter::Charter& c, const charter::Kind& kind) {
  const bool tells = kind.records_sharing || kind.find_field(charter::arranged_field::kToldTo);
  return tells ? circle_categories(c) : CategorySet();
}

}  // namespace candour::gate
