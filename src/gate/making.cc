// Sealed: a JSON object of the account's id, the ids of the others and the moments; use "staff-making".
#include "gate/making.h"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

namespace candour::gate {
namespace {

constexpr std::string_view kUse = "staff-making";

std::string words_of(StaffId id) {
  return id.is_nil() ? std::string() : id.text();
}

tl::unexpected<Error> damaged(StaffId staff) {
  return fail(
      Code::Corrupt,
      "What is stored about who made this account does not hold. Tell whoever looks after the server.",
      "staff_making of " + staff.text());
}

Result<Making> opened(vault::Vault& vault, StaffId staff, ByteView sealed) {
  const auto plain = vault.open_org(kUse, sealed);
  if (!plain) return damaged(staff);
  boost::system::error_code ec;
  const auto v = boost::json::parse(as_text(*plain), ec);
  const auto* o = v.if_object();
  if (ec || !o || (o->size() != 8 && o->size() != 10)) return damaged(staff);
  const auto id = [&](std::string_view key) {
    return StaffId::parse(std::string_view(o->at(key).get_string())).value_or(StaffId{});
  };
  if (id("staff") != staff) return damaged(staff);
  Making m{id("made"),
           id("posts"),
           id("password"),
           {o->at("posts-at").get_int64()},
           {o->at("password-at").get_int64()},
           o->at("vouched").get_bool(),
           o->at("once").get_bool(),
           {},
           {}};
  if (o->size() == 8) return m;  // as an earlier version wrote it
  m.once_until = {o->at("once-until").get_int64()};
  m.let_in_by = id("let-in-by");
  return m;
}

/// In whose hand the account is of itself, without going on to the next.
std::vector<StaffId> hands(const Making& m, UnixMs now) {
  std::vector<StaffId> out;
  const auto add = [&](StaffId who, bool counts) {
    if (counts && !who.is_nil()) out.push_back(who);
  };
  add(m.made_by, !m.vouched);
  add(m.posts_by, now.ms - m.posts_at.ms < kLatelyMs);
  add(m.password_by, m.once || now.ms - m.password_at.ms < kLatelyMs);
  return out;
}

}  // namespace

Result<std::optional<Making>> making_of(store::Session& db, vault::Vault& vault, const OrgCode& org,
                                        StaffId staff) {
  std::optional<Bytes> sealed;
  CHECK_OK(db.each("SELECT sealed FROM staff_making WHERE org=$1 AND staff=$2", {org, staff},
                   [&](const store::Row& row) {
                     const auto b = row.blob(0);
                     sealed = Bytes(b.begin(), b.end());
                     return false;
                   }));
  if (!sealed) return std::optional<Making>{};
  TRY(auto m, opened(vault, staff, *sealed));
  return std::optional<Making>(m);
}

Status keep_making(store::Txn& txn, vault::Vault& vault, const OrgCode& org, StaffId staff, const Making& m) {
  const boost::json::object o = {{"staff", staff.text()},         {"made", words_of(m.made_by)},
                                 {"posts", words_of(m.posts_by)}, {"password", words_of(m.password_by)},
                                 {"posts-at", m.posts_at.ms},     {"password-at", m.password_at.ms},
                                 {"vouched", m.vouched},          {"once", m.once},
                                 {"once-until", m.once_until.ms}, {"let-in-by", words_of(m.let_in_by)}};
  const auto text = boost::json::serialize(o);
  const auto sealed = vault.seal_org(kUse, as_bytes(text));
  TRY([[maybe_unused]] const auto rows,
      txn.run("INSERT INTO staff_making (org, staff, sealed) VALUES ($1, $2, $3) "
              "ON CONFLICT (org, staff) DO UPDATE SET sealed = excluded.sealed",
              {org, staff, sealed}));
  return {};
}

namespace {

/// The account and all in whose hand it is; nothing when one of them is not known.
Result<std::optional<std::vector<StaffId>>> hand_of(store::Session& db, vault::Vault& vault,
                                                    const OrgCode& org, StaffId account, UnixMs now) {
  std::vector<StaffId> all{account};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto m = making_of(db, vault, org, all[i]);
    // What does not hold is no word for anybody, and must not stop what others do.
    if (!m && m.error().code != Code::Corrupt) return tl::unexpected<Error>(m.error());
    if (!m || !*m) return std::optional<std::vector<StaffId>>{};
    for (const auto who : hands(**m, now))
      if (std::ranges::find(all, who) == all.end()) all.push_back(who);
  }
  return std::optional(all);
}

}  // namespace

Result<bool> in_the_hand_of(store::Session& db, vault::Vault& vault, const OrgCode& org, StaffId account,
                            StaffId other, UnixMs now) {
  TRY(const auto all, hand_of(db, vault, org, account, now));
  return !all || std::find(all->begin() + 1, all->end(), other) != all->end();
}

Result<bool> one_hand(store::Session& db, vault::Vault& vault, const OrgCode& org, StaffId a, StaffId b,
                      UnixMs now) {
  if (a == b) return true;
  TRY(const auto first, hand_of(db, vault, org, a, now));
  TRY(const auto second, hand_of(db, vault, org, b, now));
  if (!first || !second) return true;
  return std::ranges::any_of(*first,
                             [&](StaffId who) { return std::ranges::find(*second, who) != second->end(); });
}

}  // namespace candour::gate
