#include <algorithm>
#include <string>

#include "base/calendar.h"
#include "gate/gate.h"

namespace candour::gate {
namespace {

// Columns: what, id, number, number, code, code, number. What: 0 the member of staff, 1 a post, 2 below them.
constexpr std::string_view kActor =
    "WITH RECURSIVE below(id) AS ("
    "  SELECT id FROM staff WHERE org=$1 AND supervisor=$2"
    "  UNION SELECT s.id FROM staff s JOIN below b ON s.supervisor=b.id WHERE s.org=$1)"
    " SELECT 0, id, agreement_at, training_at, '', '', left_at FROM staff WHERE org=$1 AND id=$2"
    " UNION ALL SELECT 1, team, place, 0, role, service, 0 FROM staff_post WHERE org=$1 AND staff=$2"
    " UNION ALL SELECT 2, id, 0, 0, '', '', 0 FROM below";

struct Found {
  bool exists = false, left = false;
  std::optional<UnixMs> agreement, training;
  std::vector<std::pair<std::int64_t, Post>> posts;
};

void take_post(const charter::Charter& c, const store::Row& row, Found& f) {
  const auto role = c.find_role(row.text(4));
  if (!role) return;  // the charter dropped the role: so did the post
  Post post{*role, std::nullopt, std::nullopt};
  if (!row.text(5).empty()) {
    post.service = c.find_service(row.text(5));
    if (!post.service) return;
  }
  if (!row.null(1)) post.team = row.id<TeamId>(1);
  f.posts.emplace_back(row.i64(2), post);
}

std::optional<UnixMs> moment(const store::Row& row, int col) {
  if (row.null(col)) return std::nullopt;
  return UnixMs{row.i64(col)};
}

}  // namespace

Result<Actor> Gate::actor(StaffId id) const {
  Actor a;
  a.id = id;
  Found found;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(kActor, {charter_->org(), id}, [&](const store::Row& row) {
      if (row.i64(0) == 0) {
        found.exists = true;
        found.left = !row.null(6);
        found.agreement = moment(row, 2);
        found.training = moment(row, 3);
      } else if (row.i64(0) == 1) {
        take_post(*charter_, row, found);
      } else if (const auto below = row.id<StaffId>(1); below != id) {
        a.line.push_back(below);
      }
      return true;
    });
  }));
  if (!found.exists) return not_found();
  if (found.left)
    return not_allowed("You no longer work here. Ask your supervisor if that is wrong.",
                       charter_->access_clause);
  std::ranges::sort(found.posts, {}, [](const auto& p) { return p.first; });
  for (auto& [place, post] : found.posts) a.posts.push_back(std::move(post));
  a.agreement = !charter_->agreement_required || found.agreement.has_value();
  const int months = charter_->training_months;
  a.training =
      months == 0 || (found.training && today(clock_.now()) <= add_months(today(*found.training), months));
  return a;
}

}  // namespace candour::gate
