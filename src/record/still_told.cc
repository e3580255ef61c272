#include "record/still_told.h"

#include "base/calendar.h"
#include "charter/by_part.h"
#include "charter/category_list.h"
#include "charter/sharing.h"
#include "gate/seals.h"
#include "people/not_told.h"
#include "people/relationship.h"
#include "record/agreements.h"

namespace candour::record {

namespace {

struct Told {
  PersonId person;
  std::string recipient;
  CategorySet what;
};

/// The person's record, with those that are joined with it.
Result<std::vector<PersonId>> records_of(store::Session& db, const OrgCode& org, PersonId person) {
  std::vector<PersonId> all{person};
  CHECK_OK(db.each("SELECT other FROM joined_record WHERE org=$1 AND person=$2 AND ended IS NULL",
                   {org, person},
                   [&](const store::Row& r) { return all.push_back(r.id<PersonId>(0)), true; }));
  return all;
}

Result<bool> agrees(store::Session& db, const OrgCode& org, const std::vector<PersonId>& records,
                    const std::string& to, UnixMs now) {
  bool yes = false;
  for (const auto& record : records)
    CHECK_OK(db.each(
        "SELECT 1 FROM consent_flag WHERE org=$1 AND person=$2 AND purpose=$3 AND withdrawn_at IS NULL "
        "AND (until IS NULL OR until>$4)",
        {org, record, to, now.ms}, [&](const store::Row&) { return yes = true, false; }));
  return yes;
}

/// What whoever speaks for them is let know covers it.
Result<bool> authority_covers(store::Session& db, const charter::Charter& c, vault::Vault& vault,
                              const charter::Terms& terms, const Told& told,
                              const std::vector<PersonId>& records, UnixMs now) {
  TRY(const auto knows, people::told_as_representative(db, vault, c, records, terms.papers, now));
  return knows && (told.what & *knows) == told.what;
}

/// A service that is handed over goes under the agreement with whoever takes it; each person's own sharing is
/// asked when its piece is put into a volume.
Result<std::string> transfer_not_any_more(store::Session& db, const gate::Gate& gate, EntryId id, UnixMs now,
                                          std::string* clause) {
  const auto& c = gate.charter();
  std::string recipient;
  CHECK_OK(db.each("SELECT recipient FROM service_transfer WHERE org=$1 AND entry=$2", {c.org(), id},
                   [&](const store::Row& r) { return recipient = r.str(0), false; }));
  if (recipient.empty()) return std::string();
  const auto* to = charter::find_recipient(c, recipient);
  if (!to) return std::string("The notice does not name any more who was to get it.");
  if (clause) *clause = to->clause;
  TRY(const bool holds, agreement_holds(db, gate, *to, today(now)));
  return holds ? std::string() : no_agreement_words(*to);
}

}  // namespace

Result<std::string> why_not_any_more(store::Session& db, const gate::Gate& gate, vault::Vault& vault,
                                     EntryId sharing, UnixMs now, std::string* clause) {
  const auto& c = gate.charter();
  std::optional<Told> told;
  CHECK_OK(db.each(
      "SELECT person, recipient, categories FROM shared_with WHERE org=$1 AND entry=$2 AND on_ground=0",
      {c.org(), sharing}, [&](const store::Row& r) {
        told = Told{r.id<PersonId>(0), r.str(1), charter::read_category_list(c, r.text(2))};
        return false;
      }));
  if (!told) return transfer_not_any_more(db, gate, sharing, now, clause);
  const auto* to = charter::find_recipient(c, told->recipient);
  if (!to) return std::string();
  const auto terms = charter::terms_of(*to);
  if (clause) *clause = terms.clause;
  TRY(const bool holds, agreement_holds(db, gate, to->code, terms.agreement, today(now)));
  if (!holds) return no_agreement_words(*to);
  TRY(const auto records, records_of(db, c.org(), told->person));
  TRY(const auto unwanted, people::not_told_since(db, vault, c, records, to->code, terms.papers,
                                                  UnixMs{made_ms(sharing.raw)}, now));
  if (!(unwanted & told->what).empty())
    return "They do not want it told to them any more, as the circle of support has it: leave it out, in a new sharing" +
           charter::by_part(terms.clause) + ".";
  if (terms.papers.empty() && terms.consent.empty()) return std::string();
  for (const auto& record : records)
    for (const auto set : {gate::SealSet::Person, gate::SealSet::Profile}) {
      if (!gate.seals()) continue;
      TRY(const bool whole, gate.seals()->hold(db, set, record.raw));
      if (!whole) return std::string("What is known of their yes is not what Candour wrote.");
    }
  const auto part = charter::by_part(terms.clause) + ".";
  if (!terms.papers.empty()) {
    TRY(const bool covers, authority_covers(db, c, vault, terms, *told, records, now));
    if (!covers) return "Nobody speaks for them so any more, as the circle of support has it" + part;
  }
  if (!terms.consent.empty()) {
    TRY(const bool yes, agrees(db, c.org(), records, terms.consent, now));
    if (!yes) return "Their yes to it has ended" + part;
  }
  return std::string();
}

}  // namespace candour::record
