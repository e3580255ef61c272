#include "letters/outbox_list.h"

#include <algorithm>

namespace candour::letters {
namespace {

using Sort = InOutbox::Sort;

/// Columns: staff, raised, tries, why, given_up, and of letters parts, purpose and kind.
InOutbox read_mail(const store::Row& r, const charter::Charter& c, bool letters) {
  InOutbox item;
  item.staff = r.id<StaffId>(0);
  item.since = {r.i64(1)};
  item.tries = r.i64(2);
  if (!r.null(3)) item.why = record::read_not_sent(r.text(3));
  if (!r.null(4)) item.given_up = UnixMs{r.i64(4)};
  if (!letters) return item;
  const auto kind = r.null(7) ? std::nullopt : c.find_kind(r.text(7));
  item.sort = !r.null(6)                            ? Sort::Mailing
              : r.null(5)                           ? Sort::WhereToCollect
              : kind && c.at(*kind).records_sharing ? Sort::Sharing
                                                    : Sort::Letter;
  return item;
}

Status read_queue(store::Session& db, const charter::Charter& c, bool letters, UnixMs now, OutboxList& out) {
  const std::string from =
      letters ? "m.staff, m.raised, m.tries, m.why, m.given_up, m.parts, m.purpose, e.kind FROM "
                "letter_mail m LEFT JOIN entry e ON e.org=m.org AND e.id=m.entry"
              : "m.staff, m.raised, m.tries, m.why, m.given_up FROM alert_mail m";
  // Of a mailing that was stopped its own page tells: nothing of that goes, though nobody took it up yet.
  const std::string goes = letters ? " AND NOT EXISTS (SELECT 1 FROM mailing g WHERE g.org=m.org AND "
                                     "g.entry=m.entry AND g.stopped IS NOT NULL)"
                                   : "";
  CHECK_OK(db.each("SELECT " + from + " WHERE m.org=$1 AND m.sent IS NULL AND m.given_up IS NULL" + goes +
                       " ORDER BY m.next LIMIT $2",
                   {c.org(), std::int64_t{OutboxList::kMost} + 1},
                   [&](const store::Row& r) { return out.waits.push_back(read_mail(r, c, letters)), true; }));
  const auto day = std::int64_t{24} * 60 * 60 * 1000;
  if (letters)
    CHECK_OK(db.each(
        "SELECT m.staff, m.raised, m.tries, m.why, m.bounced, m.parts, m.purpose, e.kind FROM letter_mail m LEFT "
        "JOIN entry e ON e.org=m.org AND e.id=m.entry WHERE m.org=$1 AND m.bounced IS NOT NULL AND m.bounced>$2 "
        "ORDER BY m.bounced DESC LIMIT $3",
        {c.org(), now.ms - OutboxList::kGivenUpDays * day, std::int64_t{OutboxList::kMost} + 1},
        [&](const store::Row& r) { return out.given_up.push_back(read_mail(r, c, letters)), true; }));
  return db.each(
      "SELECT " + from +
          " WHERE m.org=$1 AND m.given_up IS NOT NULL AND m.given_up>$2 ORDER BY m.given_up DESC LIMIT $3",
      {c.org(), now.ms - OutboxList::kGivenUpDays * day, std::int64_t{OutboxList::kMost} + 1},
      [&](const store::Row& r) {
        auto item = read_mail(r, c, letters);
        // What somebody called back needs nobody; of a mailing that was stopped its own page tells.
        const bool mailing = item.sort == Sort::Mailing && item.why == record::NotSent::MayNot;
        if (item.why != record::NotSent::CalledBack && !mailing) out.given_up.push_back(item);
        return true;
      });
}

Status read_pickups(store::Session& db, const charter::Charter& c, UnixMs now, OutboxList& out) {
  return db.each(
      "SELECT made_by, made_at, ends FROM pickup WHERE org=$1 AND ends>$2 AND opened=1 AND sealed IS NOT NULL AND "
      "collected IS NULL ORDER BY ends LIMIT $3",
      {c.org(), now.ms, std::int64_t{OutboxList::kMost} + 1}, [&](const store::Row& r) {
        InOutbox item;
        item.sort = Sort::ToCollect;
        item.staff = r.id<StaffId>(0);
        item.since = {r.i64(1)};
        item.ends = UnixMs{r.i64(2)};
        return out.waits.push_back(item), true;
      });
}

/// Codes for doors of people's own. Whoever is not known here has a row too, which nobody tries to send:
/// among what was given up are only those that a mail server did not take.
Status read_own_codes(store::Session& db, const charter::Charter& c, UnixMs now, OutboxList& out) {
  const auto day = std::int64_t{24} * 60 * 60 * 1000;
  return db.each(
      "SELECT raised, tries, why, given_up FROM own_code WHERE org=$1 AND sent IS NULL AND (given_up IS NULL OR "
      "(given_up>$2 AND why IS NOT NULL)) ORDER BY raised DESC LIMIT $3",
      {c.org(), now.ms - OutboxList::kGivenUpDays * day, std::int64_t{OutboxList::kMost} + 1},
      [&](const store::Row& r) {
        InOutbox item;
        item.sort = Sort::OwnCode;
        item.since = {r.i64(0)};
        item.tries = r.i64(1);
        if (!r.null(2)) item.why = record::read_not_sent(r.text(2));
        if (!r.null(3)) item.given_up = UnixMs{r.i64(3)};
        (item.given_up ? out.given_up : out.waits).push_back(item);
        return true;
      });
}

}  // namespace

std::string_view words_of(Sort sort) {
  switch (sort) {
    case Sort::Alert:
      return "Mail to staff that something needs them";
    case Sort::Letter:
      return "A letter";
    case Sort::Sharing:
      return "What somebody outside is told";
    case Sort::WhereToCollect:
      return "Where something is collected";
    case Sort::Mailing:
      return "Mail to many";
    case Sort::ToCollect:
      return "Ready to be collected";
    case Sort::OwnCode:
      return "A code for a door of somebody’s own";
  }
  return "";
}

std::string_view what_to_do(const InOutbox& item) {
  if (item.sort == Sort::ToCollect) return "Ask whoever put it ready whether they told the code.";
  if (!item.given_up) return item.tries > 0 ? "Nothing yet: it is tried again by itself." : "Nothing.";
  if (item.why == record::NotSent::CameBack) return "Look at the address, and send it in another way.";
  if (item.why == record::NotSent::MayHaveGone)
    return "Ask whoever was to get it whether it came, before anything is sent once more.";
  if (item.why == record::NotSent::MayNot)
    return "Nothing of it goes. What ended stands with what it is about.";
  switch (item.sort) {
    case Sort::Alert:
      return "It stands on their day all the same. See that the mail server takes mail.";
    case Sort::Sharing:
      return item.why == record::NotSent::NotLocked
                 ? "Their mail server must lock the way. Until then let it be collected, or post it."
             : item.why == record::NotSent::NotKnown
                 ? "Their mail server must show a certificate of its own name, signed by somebody who is known. "
                   "Until then let it be collected, or post it."
                 : "Let it be collected, or post it.";
    case Sort::OwnCode:
      return "They ask for another one. See that the mail server takes mail.";
    case Sort::WhereToCollect:
      return "Tell them the address in another way, or put it ready once more.";
    default:
      return "Print it and post it.";
  }
}

Result<OutboxList> outbox_list(const gate::Actor& actor, gate::Gate& gate, store::Db& db, UnixMs now) {
  CHECK_OK(gate.may(actor, charter::Duty::ManageStaff, "outbox"));
  OutboxList out;
  CHECK_OK(db.read_records([&](store::Session& s) -> Status {
    for (const bool letters : {false, true}) CHECK_OK(read_queue(s, gate.charter(), letters, now, out));
    CHECK_OK(read_own_codes(s, gate.charter(), now, out));
    return read_pickups(s, gate.charter(), now, out);
  }));
  std::ranges::stable_sort(out.waits, {}, [](const InOutbox& x) { return x.since.ms; });
  std::ranges::stable_sort(out.given_up, std::greater{}, [](const InOutbox& x) { return x.given_up->ms; });
  for (auto* list : {&out.waits, &out.given_up})
    if (list->size() > OutboxList::kMost) list->resize(OutboxList::kMost), out.more = true;
  return out;
}

}  // namespace candour::letters
