#include "ledger/head_keeper.h"

#include "base/alarms.h"
#include "base/log.h"

namespace candour::ledger {
namespace {

constexpr std::string_view kAlarm = "ledger-head-kept";

}  // namespace

HeadKeeper::HeadKeeper(vault::Vault& vault, const Head& written, const Opening& how)
    : vault_(vault), written_(written), how_(how), thread_([this] { work(); }) {}

HeadKeeper::~HeadKeeper() {
  {
    const Hold hold(lock_);
    stop_ = true;
  }
  changed_.tell_all();
  thread_.join();
}

std::int64_t HeadKeeper::now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void HeadKeeper::news(const Head& head) {
  const Hold hold(lock_);
  if (!news_) changed_.tell_all();
  news_ = head;
  std::int64_t none = 0;
  waiting_since_.compare_exchange_strong(none, now_ms());
}

bool HeadKeeper::overdue() const {
  const auto since = waiting_since_.load();
  return since != 0 && now_ms() - since > kMostUnremembered.count();
}

Status HeadKeeper::write(const Head& head) {
  // Somebody who took the row away, or put an older one back, would otherwise have it mended unseen.
  TRY(const auto there, remembered_head(vault_));
  if (!there || there->size < written_.size || (there->size == written_.size && *there != written_))
    return fail(Code::Corrupt, "What the key store remembers of the ledger was taken away or put back.",
                there ? "it remembers " + std::to_string(there->size) + " entries, written were " +
                            std::to_string(written_.size)
                      : "the remembered head is gone");
  CHECK_OK(remember_head(vault_, head, vault::Vault::Keep::Higher));
  written_ = head;
  return {};
}

void HeadKeeper::tell(const Status& done) {
  if (done) {
    if (how_.alarms) how_.alarms->lower(kAlarm);
    return;
  }
  const auto& detail = done.error().detail.text;
  const auto now = how_.clock ? how_.clock->now() : SystemClock{}.now();
  const bool is_new =
      !how_.alarms ||
      how_.alarms->raise(kAlarm,
                         "The key store does not keep how far the ledger has come. Should it stay so "
                         "for a minute, nothing more can be recorded or shown. Ask whoever looks "
                         "after the server to see whether the key store (keys.db) can be written, and "
                         "whether somebody changed it.",
                         detail, now);
  if (is_new && how_.log) how_.log->problem(kAlarm, {{"detail", detail}});
}

void HeadKeeper::write_next() {
  const Head head = *news_;
  news_.reset();
  lock_.unlock();
  const auto done = write(head);
  tell(done);
  lock_.lock();
  if (done)
    waiting_since_ = news_ ? now_ms() : 0;
  else if (!news_)
    news_ = head;
  if (stop_ && !done) news_.reset();  // once more would not help
}

void HeadKeeper::work() {
  const Hold hold(lock_);
  for (;;) {
    while (!stop_ && !news_) changed_.wait(lock_);
    if (!news_) return;
    write_next();
    const auto next = std::chrono::steady_clock::now() + kRememberEvery;
    while (!stop_ && std::chrono::steady_clock::now() < next) changed_.wait_until(lock_, next);
  }
}

}  // namespace candour::ledger
