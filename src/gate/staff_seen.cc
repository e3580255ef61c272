#include "gate/staff_seen.h"

#include <algorithm>

#include "gate/seals.h"

namespace candour::gate {
namespace {

std::optional<UnixMs> moment(const store::Row& row, int col) {
  if (row.null(col)) return std::nullopt;
  return UnixMs{row.i64(col)};
}

class Reading {
 public:
  Reading(const charter::Charter& c, Seals* seals)
      : charter_(c), seals_(seals), tally_(seals, SealSet::Staff) {}

  void take(const store::Row& row) {
    const auto* table = tally_.take(row);
    if (!table) return;
    const StaffId id{tally_.subject(row)};
    if (table->name == "staff") {
      const auto& t = *table;
      auto& one = rows[id];
      one.left = !row.null(t.at("left_at"));
      if (!row.null(t.at("supervisor"))) one.supervisor = row.id<StaffId>(t.at("supervisor"));
      one.agreement = moment(row, t.at("agreement_at"));
      one.training = moment(row, t.at("training_at"));
    } else if (table->name == "staff_post") {
      take_post(*table, row, id);
    } else if (table->name == "staff_cover" && row.null(table->at("ended"))) {
      covers_.emplace_back(
          id, StaffRow::StandsIn{row.id<StaffId>(table->at("away")), day_of(row.i64(table->at("from_day"))),
                                 day_of(row.i64(table->at("to_day")))});
    }
  }

  StaffRows finish() {
    std::ranges::stable_sort(posts_, {}, [](const auto& p) { return p.place; });
    for (auto& p : posts_)
      if (const auto found = rows.find(p.staff); found != rows.end()) found->second.posts.push_back(p.post);
    for (const auto& [staff, cover] : covers_)
      if (const auto found = rows.find(staff); found != rows.end()) found->second.stands_in.push_back(cover);
    for (const auto& subject : tally_.subjects()) {
      if (tally_.holds(subject)) continue;
      seals_->tell(SealSet::Staff, subject);
      auto& one = rows[StaffId{subject}];
      one = {};
      one.holds = false;
    }
    for (auto& [id, one] : rows)
      if (one.supervisor)
        if (const auto above = rows.find(*one.supervisor); above != rows.end())
          above->second.below.push_back(id);
    return std::move(rows);
  }

 private:
  struct Placed {
    StaffId staff;
    std::int64_t place;
    Post post;
  };
  void take_post(const SealTable& t, const store::Row& row, StaffId staff) {
    const auto role = charter_.find_role(row.text(t.at("role")));
    if (!role) return;  // the charter dropped the role: so did the post
    Post post{*role, std::nullopt, std::nullopt};
    if (const auto service = row.text(t.at("service")); !service.empty()) {
      post.service = charter_.find_service(service);
      if (!post.service) return;
    }
    if (!row.null(t.at("team"))) post.team = row.id<TeamId>(t.at("team"));
    posts_.push_back({staff, row.i64(t.at("place")), post});
  }

  const charter::Charter& charter_;
  Seals* seals_;
  SealTally tally_;
  StaffRows rows;
  std::vector<Placed> posts_;
  std::vector<std::pair<StaffId, StaffRow::StandsIn>> covers_;
};

}  // namespace

StaffSeen::StaffSeen(store::Db& db, const charter::Charter& c, Seals* seals)
    : db_(db), charter_(c), seals_(seals) {
  listening_ = db_.listen([this](std::string_view what) {
    if (what.empty() || what == kStaffSealed) ++heard_;
  });
}

StaffSeen::~StaffSeen() {
  db_.unlisten(listening_);
}

Result<std::shared_ptr<const StaffRows>> StaffSeen::load() {
  Reading reading(charter_, seals_);
  CHECK_OK(db_.read_records([&](store::Session& s) {
    // Of everybody: the range from the nil id, which nobody has, to the last.
    static const std::string sql = seal_query(SealSet::Staff).range();
    Id128 last;
    last.bytes.fill(0xff);
    const Bytes none;
    const auto org = charter_.org();
    return s.each(sql, {org, none, ByteView(Id128{}.view()), ByteView(last.view())},
                  [&](const store::Row& row) {
                    reading.take(row);
                    return true;
                  });
  }));
  return std::make_shared<const StaffRows>(reading.finish());
}

Result<std::shared_ptr<const StaffRows>> StaffSeen::rows() {
  // Without seals nobody says what was changed, and what is read inside may be older, or not committed.
  if (!seals_ || db_.reading_here()) return load();
  const auto heard = heard_.load();
  const auto at = std::chrono::steady_clock::now();
  {
    const Hold hold(lock_);
    if (kept_ && kept_heard_ == heard && at - kept_at_ < kLongest) return kept_;
  }
  TRY(auto fresh, load());
  const Hold hold(lock_);
  if (heard >= kept_heard_) {
    kept_ = fresh;
    kept_heard_ = heard;
    kept_at_ = at;
  }
  return fresh;
}

}  // namespace candour::gate
