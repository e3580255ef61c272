#include "web/frame/made_once.h"

namespace candour::web {

Result<MadeOnce::Made> MadeOnce::get(const std::string& name, const std::string& stamp, const Maker& make) {
  {
    const Hold hold(lock_);
    auto& slot = slots_[name];
    for (;;) {
      if (slot.made && slot.stamp == stamp) return slot.made;
      if (!slot.making) break;
      const int waited_for = slot.round;
      while (slot.round == waited_for) changed_.wait(lock_);
      if (!slot.made && slot.stamp == stamp && !slot.making) return tl::unexpected<Error>(slot.why);
    }
    slot.making = true;
    ++times_made_;
  }
  Result<Made> made = fail(Code::Unavailable, "This cannot be made just now. Try again in a minute.");
  try {
    auto answer = make();
    if (answer)
      made = http::keep(std::move(*answer));
    else
      made = tl::unexpected<Error>(std::move(answer).error());
  } catch (...) {
    finish(name, stamp, made);  // nobody waits for ever because of a fault
    throw;
  }
  finish(name, stamp, made);
  return made;
}

void MadeOnce::finish(const std::string& name, const std::string& stamp, const Result<Made>& made) {
  {
    const Hold hold(lock_);
    auto& slot = slots_[name];
    slot.making = false;
    ++slot.round;
    slot.stamp = stamp;
    slot.made = made ? *made : nullptr;
    if (!made) slot.why = made.error();
  }
  changed_.tell_all();
}

int MadeOnce::times_made() const {
  const Hold hold(lock_);
  return times_made_;
}

}  // namespace candour::web
