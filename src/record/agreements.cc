#include "record/agreements.h"

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "charter/opt_out.h"
#include "charter/sharing.h"
#include "gate/seals.h"
#include "people/values_in.h"
#include "record/entry_rows.h"

namespace candour::record {

namespace field = charter::agreement_field;
using people::text_of;

Status settle_agreement(store::Txn& txn, const charter::Charter& c, const charter::Kind& kind, EntryId id,
                        const charter::Values& values, std::string_view state, UnixMs now) {
  if (!kind.records_agreement) return {};
  const auto from = parse_iso_date(text_of(values, field::kFrom));
  const auto until = parse_iso_date(text_of(values, field::kUntil));
  if (!from || !until) return invalid(std::string(field::kUntil), "Say from when to when it holds.");
  return txn
      .run(
          "INSERT INTO agreement_flag (org, entry, recipient, from_day, until_day, ended, sort) VALUES ($1, $2, "
          "$3, $4, $5, $6, $7) ON CONFLICT (org, entry) DO UPDATE SET recipient=excluded.recipient, "
          "from_day=excluded.from_day, until_day=excluded.until_day, ended=excluded.ended, sort=excluded.sort",
          {c.org(), id, text_of(values, field::kRecipient), day_number(*from), day_number(*until),
           is_final(kind, state) && state != field::kRenewed ? store::Param(now.ms) : store::Param(),
           text_of(values, field::kSort)})
      .map([](auto) {});
}

Result<bool> agreement_holds(store::Session& db, const gate::Gate& gate, const charter::Recipient& r,
                             Date today) {
  return agreement_holds(db, gate, r.code, charter::agreement_need(r), today);
}

Result<bool> agreement_holds(store::Session& db, const gate::Gate& gate, std::string_view recipient,
                             charter::AgreementNeed need, Date today) {
  if (need == charter::AgreementNeed::None) return true;
  bool any = false;
  CHECK_OK(
      db.each("SELECT sort FROM agreement_flag WHERE org=$1 AND recipient=$2 AND ended IS NULL AND "
              "from_day<=$3 AND until_day>=$3",
              {gate.charter().org(), recipient, day_number(today)}, [&](const store::Row& row) {
                // Whoever works for us does so by a processing agreement: one by which they decide for
                // themselves opens nothing (UK GDPR, Article 28).
                const bool processing = !row.null(0) && row.text(0) == field::kProcessing;
                any = any || need == charter::AgreementNeed::Any || processing;
                return !any;
              }));
  if (!any) return false;
  if (auto* seals = gate.seals()) {
    TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
    if (!whole)
      return fail(
          Code::Corrupt,
          "The agreements with those outside are not what Candour wrote. Tell whoever looks after the "
          "server.");
  }
  return true;
}

Status letter_covered(store::Session& db, const gate::Gate& gate, ServiceIx service, const Shared& s,
                      Date today) {
  const auto& c = gate.charter();
  const auto* r = charter::find_recipient(c, s.with);
  if (!r) return {};
  const auto part = charter::by_part(r->clause) + ".";
  if (!charter::gets_in(*r, service))
    return invalid("to", r->name + " gets nothing in " + c.at(service).name + part);
  if (s.basis != charter::Basis::None) return {};
  if (!charter::serves_own_care(c, *r))
    return invalid("to", r->name + " gets something for planning or research alone, and no letters.");
  if (const auto more = s.categories - charter::told_for_care(c, *r, service); !more.empty())
    return invalid("to", r->name + " may not get " + people::not_told_words(c, more, "") + " in " +
                             c.at(service).name + part);
  TRY(const bool holds, agreement_holds(db, gate, *r, today));
  return holds ? Status{} : Status(invalid("to", no_agreement_words(*r)));
}

Status letter_may_go(store::Session& db, const ConsentRooms& rooms, const Pass& pass, PersonId person,
                     ServiceIx service, const Shared& s) {
  const auto& c = rooms.gate.charter();
  const auto now = rooms.clock.now();
  CHECK_OK(letter_covered(db, rooms.gate, service, s, today(now)));
  const auto* r = s.basis == charter::Basis::None ? charter::find_recipient(c, s.with) : nullptr;
  if (!r) return {};
  TRY(const auto wishes, people::not_told_to(db, rooms.vault, c, pass, person, r->code, r->represents, now));
  return letter_wanted(c, wishes, s.categories, r->name);
}

Status letter_wanted(const charter::Charter& c, const std::vector<people::NotTold>& wishes, CategorySet told,
                     const std::string& body) {
  std::string mend;
  for (const auto& wish : wishes)
    (wish.what & told).each([&](CategoryIx x) {
      if (mend.empty()) mend = people::not_wanted_words(c, wish, x, body);
    });
  if (mend.empty()) return {};
  return invalid("to", mend +
                           " Leave it out of the letter; or write down what you tell as a sharing, in which "
                           "whoever signs off what others write says why it is told all the same.");
}

Status letter_told(const charter::Charter& c, std::string_view recipient, charter::Basis ground,
                   bool told_before) {
  const auto* r = ground == charter::Basis::None ? charter::find_recipient(c, recipient) : nullptr;
  if (!r || told_before || !charter::terms_of(*r).told_before()) return {};
  return invalid("told",
                 "The notice says that they are told before" + charter::by_part(r->clause) +
                     ": tell them what the letter says and to whom it goes, and say here that you did.");
}

std::string no_agreement_words(const charter::Recipient& r) {
  const bool processor = charter::agreement_need(r) == charter::AgreementNeed::Processing;
  return r.name + " gets something only under " +
         (processor ? "an agreement by which it works for us (processing)" : "an agreement") +
         ", and none holds today" + charter::by_part(r.clause) +
         ". Whoever sees to agreements writes it down on the page of a service.";
}

}  // namespace candour::record
