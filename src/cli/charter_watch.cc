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

/// Whether its file says something newer than this server runs.
bool CharterWatch::look(web::OrgHouse& org) {
  const auto& code = org.charter->organisation.code;
  const auto written = org.proposals->bring_in();
  const std::string wrong = !written ? written.error().words.text
                            : *written && !anew_
                                ? "A new version of the notice was written into the charter's "
                                  "file. To mend: start this server anew."
                                : std::string();
  if (auto& before = told_[code]; before != wrong) {
    before = wrong;
    if (wrong.empty()) {
      org.alarms->lower(std::string(kAlarm));
    } else {
      const std::string detail = written ? code : written.error().detail.text;
      log_.problem("charter-version", {{"org", code}, {"words", wrong}, {"detail", detail}});
      org.alarms->raise(std::string(kAlarm), wrong, detail, clock_.now());
    }
  }
  return written && *written;
}

void CharterWatch::watch() {
  for (;;) {
    bool newer = false;
    for (const auto& org : house_.all()) newer = look(*org) || newer;
    if (newer && anew_) {
      log_.info("starts-anew", {{"why", "charter"}});
      return anew_();
    }
    const Hold hold(lock_);
    if (!ended_) wake_.wait_until(lock_, std::chrono::steady_clock::now() + kLookEvery);
    if (ended_) return;
  }
}

}  // namespace candour::cli
