#include "outbox/witness.h"

#include <algorithm>
#include <span>

namespace candour::outbox {
namespace {

/// "Checkpoint of candour/ll at 1234 entries", from the note's first two lines; anything else is a bug.
std::string subject_of(std::string_view note) {
  const auto first = note.find('\n');
  const auto second = first == note.npos ? first : note.find('\n', first + 1);
  if (second == note.npos) return "Checkpoint";
  return "Checkpoint of " + std::string(note.substr(0, first)) + " at " +
         std::string(note.substr(first + 1, second - first - 1)) + " entries";
}

}  // namespace

Witness::Witness(std::vector<Witnessed> ledgers, WitnessOptions options, const Clock& clock,
                 const log::Log& log)
    : ledgers_(std::move(ledgers)),
      options_(std::move(options)),
      clock_(clock),
      log_(log),
      ours_(ledgers_.size(), false),
      told_(ledgers_.size() * options_.targets.size()),
      thread_([this] { work(); }) {}

Witness::~Witness() {
  {
    const Hold hold(lock_);
    stop_ = true;
  }
  changed_.tell_all();
  thread_.join();
}

void Witness::work() {
  while (!stop_) {
    round();
    const auto end = std::chrono::steady_clock::now() + options_.look;
    const Hold hold(lock_);
    while (!stop_ && changed_.wait_until(lock_, end)) {
    }
  }
  leave();
}

void Witness::leave() {
  for (std::size_t i = 0; i < ledgers_.size(); ++i) {
    if (!ours_[i]) continue;
    if (const auto left = ledgers_[i].leave(); !left)
      log_.warn("witness", {{"org", ledgers_[i].org}, {"detail", left.error().detail.text}});
  }
}

void Witness::round() {
  const auto now = std::chrono::steady_clock::now();
  const auto targets = options_.targets.size();
  for (std::size_t i = 0; i < ledgers_.size(); ++i) {
    const auto mine = std::span(told_).subspan(i * targets, targets);
    if (std::ranges::none_of(mine, [&](const Told& t) { return t.next <= now; })) continue;
    const auto note = ledgers_[i].note();
    if (!note) {
      log_.problem("witness", {{"org", ledgers_[i].org}, {"detail", note.error().detail.text}});
      continue;
    }
    const auto due = [&](const Told& t) { return t.next <= now && t.note != *note; };
    if (std::ranges::none_of(mine, due)) continue;
    const auto ours = ledgers_[i].mine();
    ours_[i] = ours && *ours;
    if (!ours) log_.problem("witness", {{"org", ledgers_[i].org}, {"detail", ours.error().detail.text}});
    for (std::size_t t = 0; t < targets && !stop_; ++t) {
      if (!due(mine[t])) continue;
      if (ours_[i])
        tell(ledgers_[i], t, *note, mine[t]);
      else
        mine[t].next = now + options_.retry;  // another server tells; should it die, this one will
    }
  }
}

void Witness::tell(const Witnessed& ledger, std::size_t target, const std::string& note, Told& told) {
  const auto& to = options_.targets[target];
  const auto sent = post(to, {subject_of(note), note, clock_.now()}, options_.mailer, stop_);
  if (stop_ && !sent) return;
  if (sent) {
    told.note = note;
    told.wait = {};
    told.next = std::chrono::steady_clock::now() + options_.every;
    return;
  }
  told.wait = told.wait.count() == 0 ? options_.retry : std::min(told.wait * 2, options_.every);
  told.next = std::chrono::steady_clock::now() + told.wait;
  // Which of the --witness options, from 1: an address may be somebody's own.
  log_.warn("witness_not_told", {{"org", ledger.org},
                                 {"witness", static_cast<std::int64_t>(target + 1)},
                                 {"sort", name_of(to.kind)},
                                 {"again_in_s", told.wait.count() / 1000},
                                 {"detail", sent.error().detail.text}});
}

}  // namespace candour::outbox
