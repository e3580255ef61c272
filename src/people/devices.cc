#include "people/devices.h"

#include "people/limits.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::size_t kCookieLetters = 43;  // 32 random bytes

}  // namespace

std::string device_words(std::string_view agent) {
  using Named = std::pair<std::string_view, std::string_view>;
  constexpr Named kBrowsers[] = {{"Edg", "Edge"},           {"OPR/", "Opera"},     {"Firefox/", "Firefox"},
                                 {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
  constexpr Named kSystems[] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},  {"Android", "Android"},
                                {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}};
  const auto find = [&](const auto& list) -> std::string {
    for (const auto& [key, words] : list)
      if (agent.find(key) != agent.npos) return std::string(words);
    return {};
  };
  const auto browser = find(kBrowsers), system = find(kSystems);
  if (browser.empty() && system.empty()) return "Unknown device";
  if (browser.empty() || system.empty()) return browser + system;
  return browser + " on " + system;
}

std::int64_t Devices::device_token(std::string_view cookie) {
  return vault_.blind_token("known-device", cookie);
}

std::int64_t Devices::place_token(const Networks& from) {
  return vault_.blind_token("known-place", from.place());
}

Result<bool> Devices::some(std::string_view sql, store::Params params) {
  bool found = false;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(sql, params, [&](const store::Row&) {
      found = true;
      return false;
    });
  }));
  return found;
}

Result<bool> Devices::known(StaffId staff, std::string_view cookie) {
  if (cookie.size() != kCookieLetters) return false;
  return some(
      "SELECT 1 FROM staff_known WHERE org=$1 AND staff=$2 AND space='device' AND token=$3 "
      "AND last_used>$4",
      {db_.org(), staff, device_token(cookie), clock_.now().ms - limits::kDeviceCookieDays * 86'400'000});
}

Result<bool> Devices::known_place(const Networks& from) {
  return some(
      "SELECT 1 FROM staff_known WHERE org=$1 AND space='place' AND token=$2 AND last_used>$3 LIMIT 1",
      {db_.org(), place_token(from), clock_.now().ms - limits::kKnownMs});
}

Result<std::string> Devices::remember(store::Txn& txn, StaffId staff, std::string_view cookie,
                                      const Networks& from, std::string_view words) {
  const auto now = clock_.now().ms;
  bool ours = false;
  if (cookie.size() == kCookieLetters)
    CHECK_OK(txn.each("SELECT 1 FROM staff_known WHERE org=$1 AND space='device' AND token=$2 LIMIT 1",
                      {db_.org(), device_token(cookie)}, [&](const store::Row&) { return !(ours = true); }));
  // One that somebody else put into the browser is not taken over.
  std::string text = ours ? std::string(cookie) : vault::random_token();
  TRY([[maybe_unused]] const auto old,
      txn.run("DELETE FROM staff_known WHERE org=$1 AND staff=$2 AND last_used<$3",
              {db_.org(), staff, now - limits::kDeviceCookieDays * 86'400'000}));
  const auto keep = [&](std::string_view space, std::int64_t token, std::string_view device) -> Status {
    TRY([[maybe_unused]] const auto rows,
        txn.run("INSERT INTO staff_known (org, staff, space, token, id, device, first_used, last_used) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $7) "
                "ON CONFLICT (org, staff, space, token) DO UPDATE SET last_used=excluded.last_used",
                {db_.org(), staff, space, token, DeviceId::make(now), device, now}));
    return {};
  };
  CHECK_OK(keep("device", device_token(text), words));
  CHECK_OK(keep("place", place_token(from), ""));
  return text;
}

Result<std::vector<Device>> Devices::of(StaffId staff) {
  std::vector<Device> out;
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(
        "SELECT id, device, first_used, last_used FROM staff_known "
        "WHERE org=$1 AND staff=$2 AND space='device' ORDER BY last_used DESC LIMIT 50",
        {db_.org(), staff}, [&](const store::Row& row) {
          out.push_back({row.id<DeviceId>(0), row.str(1), {row.i64(2)}, {row.i64(3)}});
          return true;
        });
  }));
  return out;
}

Status Devices::forget(store::Txn& txn, StaffId staff, DeviceId id) {
  TRY(const auto rows,
      txn.run("DELETE FROM staff_known WHERE org=$1 AND staff=$2 AND id=$3 AND space='device'",
              {db_.org(), staff, id}));
  if (rows == 0) return not_found();
  return {};
}

Status Devices::forget_all(store::Txn& txn, StaffId staff) {
  TRY([[maybe_unused]] const auto rows,
      txn.run("DELETE FROM staff_known WHERE org=$1 AND staff=$2", {db_.org(), staff}));
  return {};
}

}  // namespace candour::people
