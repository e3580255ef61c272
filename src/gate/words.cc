#include "gate/words.h"

namespace candour::gate {

CategoryIx words_category(const charter::Charter& c) {
  for (const auto code : {"care", "assessment", "communication", "about", "profile", "identity"})
    if (const auto ix = c.find_category(code)) return *ix;
  return CategoryIx{};
}

CategoryIx identity_category(const charter::Charter& c) {
  return c.find_category("identity").value_or(CategoryIx{});
}

}  // namespace candour::gate
