#include "people/staff_directory.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "gate/seals.h"

namespace candour::people {
namespace {

constexpr std::string_view kSealUse = "staff-names";
constexpr std::string_view kDoesNotHold = "(record does not hold)";

class Snapshot final : public Directory {
 public:
  Snapshot(std::vector<StaffMember> staff, std::vector<Team> teams)
      : staff_(std::move(staff)), teams_(std::move(teams)) {
    sort_by_name(staff_);
    sort_by_name(teams_);
    for (std::size_t i = 0; i < staff_.size(); ++i) by_id_[staff_[i].id] = i;
  }
  std::string name(StaffId id) const override {
    if (id.is_nil()) return "somebody outside";
    const auto* s = find(id);
    return s ? s->name : std::string();
  }
  std::string team(TeamId id) const override {
    const auto found = std::ranges::find(teams_, id, &Team::id);
    return found == teams_.end() ? std::string() : found->name;
  }
  std::vector<StaffMember> all() const override { return staff_; }
  std::vector<Team> teams() const override { return teams_; }
  const StaffMember* find(StaffId id) const override {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &staff_[found->second];
  }

 private:
  template <class Named>
  static void sort_by_name(std::vector<Named>& list) {
    std::map<decltype(Named::id), std::string> keys;
    for (const auto& x : list) keys.emplace(x.id, sort_key(x.name));
    std::ranges::sort(list, {}, [&](const Named& x) { return std::tie(keys.at(x.id), x.id); });
  }

  std::vector<StaffMember> staff_;
  std::vector<Team> teams_;
  std::unordered_map<StaffId, std::size_t> by_id_;
};

std::optional<UnixMs> moment(const store::Row& row, int col) {
  if (row.null(col)) return std::nullopt;
  return UnixMs{row.i64(col)};
}

/// Whose account is not what Candour wrote.
Result<std::set<StaffId>> broken_staff(store::Session& s, const OrgCode& org, gate::Seals* seals) {
  std::set<StaffId> broken;
  if (!seals) return broken;
  gate::SealTally tally(seals, gate::SealSet::Staff);
  static const std::string sql = gate::seal_query(gate::SealSet::Staff).range();
  const Bytes none, first(16, 0), last(16, 0xff);
  CHECK_OK(
      s.each(sql, {org, none, first, last}, [&](const store::Row& row) { return tally.take(row), true; }));
  for (const auto& subject : tally.subjects())
    if (!tally.holds(subject)) broken.insert(StaffId{subject});
  for (const auto id : broken) seals->tell(gate::SealSet::Staff, id.raw);
  return broken;
}

/// A broken seal must not pass for a member of staff without a name.
Status load_staff(store::Session& s, vault::Vault& vault, const OrgCode& org, const std::set<StaffId>& broken,
                  std::vector<StaffMember>& out) {
  Status opened;
  CHECK_OK(
      s.each("SELECT s.id, s.sealed, s.supervisor, s.agreement_at, s.training_at, s.left_at, x.totp "
             "FROM staff s LEFT JOIN staff_secret x ON x.org=s.org AND x.staff=s.id WHERE s.org=$1",
             {org}, [&](const store::Row& row) {
               const bool holds = !broken.contains(row.id<StaffId>(0));
               auto names = holds ? open_names(vault, row.blob(1))
                                  : Result<StaffNames>(StaffNames{std::string(kDoesNotHold), "", ""});
               if (!names) {
                 opened = tl::unexpected<Error>(std::move(names).error());
                 return false;
               }
               StaffMember m;
               m.id = row.id<StaffId>(0);
               m.name = std::move(names->name);
               m.email = std::move(names->email);
               m.username = std::move(names->username);
               if (!row.null(2)) m.supervisor = row.id<StaffId>(2);
               m.agreement_at = moment(row, 3);
               m.training_at = moment(row, 4);
               m.left_at = moment(row, 5);
               m.totp = !row.null(6);
               out.push_back(std::move(m));
               return true;
             }));
  return opened;
}

Status load_posts(store::Session& s, const charter::Charter& c, const std::set<StaffId>& broken,
                  std::vector<StaffMember>& staff) {
  std::unordered_map<StaffId, StaffMember*> by_id;
  for (auto& m : staff)
    if (!broken.contains(m.id)) by_id[m.id] = &m;
  return s.each("SELECT staff, role, service, team FROM staff_post WHERE org=$1 ORDER BY staff, place",
                {c.org()}, [&](const store::Row& row) {
                  const auto found = by_id.find(row.id<StaffId>(0));
                  const auto role = c.find_role(row.text(1));
                  if (found == by_id.end() || !role) return true;  // the charter dropped the role
                  gate::Post post{*role, c.find_service(row.text(2)), std::nullopt};
                  if (!row.text(2).empty() && !post.service) return true;
                  if (!row.null(3)) post.team = row.id<TeamId>(3);
                  found->second->posts.push_back(post);
                  return true;
                });
}

}  // namespace

Bytes seal_names(vault::Vault& vault, const StaffNames& n) {
  const boost::json::object o = {{"name", n.name}, {"email", n.email}, {"username", n.username}};
  const auto text = boost::json::serialize(o);
  return vault.seal_org(kSealUse, as_bytes(text));
}

Result<StaffNames> open_names(vault::Vault& vault, ByteView sealed) {
  TRY(const auto plain, vault.open_org(kSealUse, sealed));
  boost::system::error_code ec;
  const auto v = boost::json::parse(as_text(plain), ec);
  const auto* o = v.if_object();
  if (ec || !o)
    return fail(Code::Corrupt, "The record of a member of staff is damaged.", "staff names are no object");
  const auto get = [&](std::string_view key) {
    const auto* x = o->if_contains(key);
    return x && x->is_string() ? std::string(x->get_string()) : std::string();
  };
  return StaffNames{get("name"), get("email"), get("username")};
}

std::string normal_username(std::string_view typed) {
  const auto space = [](char ch) { return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n'; };
  while (!typed.empty() && space(typed.front())) typed.remove_prefix(1);
  while (!typed.empty() && space(typed.back())) typed.remove_suffix(1);
  std::string s(typed);
  for (auto& ch : s)
    if (ch >= 'A' && ch <= 'Z') ch = static_cast<char>(ch - 'A' + 'a');
  return s;
}

std::int64_t username_token(vault::Vault& vault, std::string_view typed) {
  return vault.blind_token("staff-username", normal_username(typed));
}

std::shared_ptr<const Directory> no_directory() {
  return std::make_shared<const Snapshot>(std::vector<StaffMember>{}, std::vector<Team>{});
}

Result<std::shared_ptr<const Directory>> load_directory(store::Db& db, vault::Vault& vault,
                                                        const charter::Charter& c, gate::Seals* seals) {
  std::vector<StaffMember> staff;
  std::vector<Team> teams;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    TRY(const auto broken, broken_staff(s, c.org(), seals));
    CHECK_OK(load_staff(s, vault, c.org(), broken, staff));
    CHECK_OK(load_posts(s, c, broken, staff));
    bool house = true;
    if (seals) {
      TRY(house, seals->hold(s, gate::SealSet::House, {}));
    }
    return s.each("SELECT id, name, service FROM team WHERE org=$1", {c.org()}, [&](const store::Row& row) {
      if (const auto service = c.find_service(row.text(2)))
        teams.push_back({row.id<TeamId>(0), house ? row.str(1) : std::string(kDoesNotHold), *service});
      return true;
    });
  }));
  return std::make_shared<const Snapshot>(std::move(staff), std::move(teams));
}

}  // namespace candour::people
