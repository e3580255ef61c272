#include "people/confirmers.h"

#include <algorithm>

namespace candour::people {

std::vector<ConfirmedByNobody> confirmed_by_nobody(const charter::Charter& c, const Directory& staff) {
  RoleSet held;
  for (const auto& member : staff.all())
    if (!member.left_at)
      for (const auto& post : member.posts) held.add(post.role);
  std::vector<ConfirmedByNobody> out;
  for (std::size_t i = 0; i < c.roles.size(); ++i) {
    if (held.has(static_cast<RoleIx>(i))) continue;
    const auto theirs = std::ranges::count_if(c.said, [&](const charter::Said& s) {
      return !s.item && s.ground.kind == charter::ValueGround::Kind::Confirmed &&
             s.ground.ref == c.roles[i].code;
    });
    if (theirs > 0) out.push_back({&c.roles[i], static_cast<int>(theirs)});
  }
  return out;
}

}  // namespace candour::people
