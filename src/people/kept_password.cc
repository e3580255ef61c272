// password = "" (cannot sign in) or "k1." base64url(sealed: staff id(16) argon2id string), use
// "staff-password".
#include "people/kept_password.h"

#include <algorithm>
#include <vector>

#include "gate/making.h"
#include "vault/encode.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kUse = "staff-password", kForm = "k1.", kMarker = "passwords-keyed";

std::string sealed_hash(vault::Vault& vault, StaffId staff, std::string_view hash) {
  Bytes plain(staff.view().begin(), staff.view().end());
  plain.insert(plain.end(), hash.begin(), hash.end());
  return std::string(kForm) + vault::to_base64url(vault.seal_org(kUse, plain));
}

/// Does the ledger say, where the marker points, that it was done?
Result<bool> said_at(store::Session& s, ledger::Ledger& ledger, std::int64_t seq) {
  TRY(const auto kept, ledger.newest(s, seq + 1, 1));
  return !kept.empty() && kept.front().seq == seq && kept.front().entry.what == kMarker;
}

/// Without a marker that holds the whole ledger is asked: at the first start of this version, and when
/// somebody took the marker away.
Result<bool> said_anywhere(store::Session& s, ledger::Ledger& ledger) {
  for (std::int64_t before = 0;;) {
    TRY(const auto kept, ledger.newest(s, before, 1000));
    for (const auto& k : kept)
      if (k.entry.what == kMarker) return true;
    if (kept.empty() || kept.back().seq == 0) return false;
    before = kept.back().seq;
  }
}

Result<bool> done_before(store::Session& s, ledger::Ledger& ledger, const OrgCode& org) {
  std::int64_t seq = -1;
  CHECK_OK(s.each("SELECT seq FROM staff_marker WHERE org=$1 AND what=$2", {org, kMarker},
                  [&](const store::Row& row) { return seq = row.i64(0), false; }));
  if (seq >= 0) {
    TRY(const bool said, said_at(s, ledger, seq));
    if (said) return true;
  }
  return said_anywhere(s, ledger);
}

struct Old {
  StaffId staff, changed_by;
  UnixMs changed;
  std::string password;
};

Status convert(store::Txn& txn, vault::Vault& vault, const OrgCode& org) {
  std::vector<Old> all;
  CHECK_OK(
      txn.each("SELECT s.id, s.changed_by, s.changed, x.password FROM staff s "
               "JOIN staff_secret x ON x.org=s.org AND x.staff=s.id WHERE s.org=$1",
               {org}, [&](const store::Row& row) {
                 all.push_back({row.id<StaffId>(0), row.id<StaffId>(1), {row.i64(2)}, row.str(3)});
                 return true;
               }));
  for (const auto& old : all) {
    gate::Making m;
    // 0.1 kept only who changed an account last: that much is known of whose hand it is in.
    if (old.changed_by != old.staff) m.posts_by = old.changed_by, m.posts_at = old.changed;
    CHECK_OK(gate::keep_making(txn, vault, org, old.staff, m));
    if (old.password.empty() || old.password.starts_with(kForm)) continue;
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2",
                {org, old.staff, sealed_hash(vault, old.staff, old.password)}));
  }
  return {};
}

}  // namespace

Result<std::string> kept_password(vault::Vault& vault, StaffId staff, std::string_view password) {
  TRY(const auto hash, vault::hash_password(password));
  return sealed_hash(vault, staff, hash);
}

bool password_fits(vault::Vault& vault, StaffId staff, std::string_view kept, std::string_view password,
                   bool* foreign) {
  if (foreign) *foreign = false;
  if (kept.empty()) return false;
  const auto bytes =
      kept.starts_with(kForm) ? vault::from_base64url(kept.substr(kForm.size())) : std::nullopt;
  const auto plain = bytes ? vault.open_org(kUse, *bytes) : Result<Bytes>(fail(Code::Corrupt, ""));
  const auto id = staff.view();
  if (!plain || plain->size() < id.size() || !std::equal(id.begin(), id.end(), plain->begin())) {
    if (foreign) *foreign = true;
    return false;
  }
  return vault::verify_password(as_text(ByteView(*plain).subspan(id.size())), password);
}

Status begin_staff(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock) {
  // Asked where nothing can change meanwhile: several servers may start at once.
  return db.write([&](store::Txn& txn) -> Status {
    TRY(const bool done, done_before(txn, gate.ledger(), db.org()));
    if (done) return {};
    CHECK_OK(convert(txn, vault, db.org()));
    ledger::Entry e;
    e.at = clock.now();
    e.act = ledger::Act::Job;
    e.what = kMarker;
    e.outcome = "allowed";
    TRY(const auto seq, gate.ledger().append(txn, e));
    TRY([[maybe_unused]] const auto rows,
        txn.run("INSERT INTO staff_marker (org, what, seq) VALUES ($1, $2, $3) "
                "ON CONFLICT (org, what) DO UPDATE SET seq = excluded.seq",
                {db.org(), kMarker, seq}));
    return {};
  });
}

}  // namespace candour::people
