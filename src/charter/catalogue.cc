#include "charter/catalogue.h"

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

CategorySet Kind::categories() const {
  CategorySet set;
  for (auto& f : fields) set.add(f.category);  // items inherit the category of their group
  return set;
}

}  // namespace candour::charter
