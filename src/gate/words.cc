#include "gate/words.h"

namespace candour::gate {

CategoryIx identity_category(const charter::Charter& c) {
  return c.find_category("identity").value_or(CategoryIx{});
}

}  // namespace candour::gate
