#include "cli/charter_watch.h"

#include <chrono>

namespace candour::cli {
namespace {

constexpr std::chrono::seconds kLookEvery{3};
constexpr std::string_view kAlarm = "charter-version";

}  // namespace

CharterWatch::CharterWatch(web::House& house, const Clock& clock, const log::Log& log,
                           std::function<void()> anew)
    : house_(house), clock_(clock), log_(log), anew_(std::move(anew)), thread_([this] { watch(); }) {}

CharterWatch::~CharterWatch() {
  {
    const Hold hold(lock_);
    ended_ = true;
  }
  wake_.tell_all();
  thread_.join();
}

/// Once for each: what is wrong, until it is something else.
void CharterWatch::tell(web::OrgHouse& org, const std::string& wrong, const std::string& detail) {
  const auto& code = org.charter->organisation.code;
  auto& before = told_[code];
  if (before == wrong) return;
  before = wrong;
  if (wrong.empty()) return org.alarms->lower(kAlarm);
  log_.problem("charter-version", {{"org", code}, {"words", wrong}, {"detail", detail}});
  org.alarms->raise(kAlarm, wrong, detail, clock_.now());
}

/// Whether a file says something newer, and nothing stands against starting anew with all of them: another
/// file that somebody is just changing would end the server.
bool CharterWatch::look() {
  std::vector<web::OrgHouse*> newer;
  std::string changed;
  for (const auto& org : house_.all()) {
    const auto written = org->proposals->bring_in();
    if (!written)
      tell(*org, written.error().words.text, written.error().detail.text);
    else if (*written)
      newer.push_back(org.get());
    else
      tell(*org, "", "");
    if ((!written || !*written) && !org->proposals->file_as_it_runs())
      changed = org->charter->organisation.code;
  }
  if (newer.empty() || (anew_ && changed.empty())) return !newer.empty();
  for (auto* org : newer)
    tell(
        *org,
        "A new version of the notice was written into the charter's file, and is in force once this server is "
        "started anew by hand.",
        changed.empty() ? "its root key is typed in at the start"
                        : "the file of " + changed + " was changed on the disk");
  return false;
}

void CharterWatch::watch() {
  for (;;) {
    if (look()) {
      log_.info("starts-anew", {{"why", "charter"}});
      return anew_();
    }
    const Hold hold(lock_);
    if (!ended_) wake_.wait_until(lock_, std::chrono::steady_clock::now() + kLookEvery);
    if (ended_) return;
  }
}

}  // namespace candour::cli
