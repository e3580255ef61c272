#include "outbox/courier.h"

namespace candour::outbox {

Courier::Courier(std::vector<Mailbox> boxes, Mailer mailer, const Clock& clock, const log::Log& log,
                 std::chrono::milliseconds every)
    : boxes_(std::move(boxes)),
      mailer_(std::move(mailer)),
      clock_(clock),
      log_(log),
      every_(every),
      thread_([this] { work(); }) {}

Courier::~Courier() {
  {
    const Hold hold(lock_);
    stop_ = true;
  }
  changed_.tell_all();
  thread_.join();
}

void Courier::work() {
  while (!stop_) {
    for (const auto& box : boxes_)
      if (!stop_) empty(box);
    const auto end = std::chrono::steady_clock::now() + every_;
    const Hold hold(lock_);
    while (!stop_ && changed_.wait_until(lock_, end)) {
    }
  }
}

void Courier::empty(const Mailbox& box) {
  const auto parcels = box.take();
  if (!parcels) return log_.problem("mail", {{"org", box.org}, {"detail", parcels.error().detail.text}});
  for (const auto& p : *parcels) {
    if (stop_) return;  // whoever takes it next sends it
    if (p.goes) {
      const auto goes = p.goes();
      if (!goes) log_.problem("mail", {{"org", box.org}, {"detail", goes.error().detail.text}});
      if (!goes || !*goes) continue;
    }
    // Read as an address is: nothing in it becomes a line of its own.
    const auto to = read_target("mailto:" + p.to);
    const auto sent =
        to ? post(*to, {p.subject, p.text, clock_.now(), p.stop, p.locked, p.id, p.attached}, mailer_, stop_)
           : Status(tl::unexpected<Error>(to.error()));
    // What may have gone is written down, or the next server sends it as if it had not.
    if (stop_ && !sent && sent.error().code != Code::TooMuch) return;
    // The log has no address: it is somebody's own.
    if (!sent) log_.warn("mail_not_sent", {{"org", box.org}, {"detail", sent.error().detail.text}});
    if (const auto told = p.went(sent); !told)
      log_.problem("mail", {{"org", box.org}, {"detail", told.error().detail.text}});
  }
}

}  // namespace candour::outbox
