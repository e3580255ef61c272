// Sealed: a JSON object {"to", "subject", "text", "stop"}; one of before has no "stop".
#include "letters/mail.h"

#include <boost/json.hpp>

#include "gate/facts.h"

namespace candour::letters {
namespace {

namespace json = boost::json;

constexpr std::string_view kUse = "letter-mail";

Result<LetterParcel> read_parcel(ByteView plain) {
  boost::system::error_code bad;
  const auto all = json::parse(as_text(plain), bad);
  if (bad || !all.is_object())
    return fail(Code::Corrupt, "A letter that waits for the mail cannot be read.", "no JSON object");
  const auto text = [&](const char* key) {
    const auto* x = all.as_object().if_contains(key);
    return x ? json::value_to<std::string>(*x) : std::string();
  };
  return LetterParcel{text("to"), text("subject"), text("text"), text("stop"), {}};
}

}  // namespace

Status LetterMail::queue(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry,
                         const LetterParcel& parcel) {
  if (!pass.covers(person)) return not_found();
  bool there = false;
  CHECK_OK(txn.each("SELECT 1 FROM letter_mail WHERE org=$1 AND entry=$2 AND person=$3",
                    {db_.org(), entry, person}, [&](const store::Row&) { return there = true, false; }));
  if (there) return {};
  const auto now = clock_.now();
  const auto id = record::MailId::make(now.ms);
  const json::object said{
      {"to", parcel.to}, {"subject", parcel.subject}, {"text", parcel.text}, {"stop", parcel.stop}};
  TRY(const auto sealed, vault_.seal_thing(txn, id.raw, kUse, as_bytes(json::serialize(said))));
  return txn
      .run(
          "INSERT INTO letter_mail (org, id, entry, person, staff, raised, tries, next, sealed, purpose) "
          "VALUES ($1, $2, $3, $4, $5, $6, 0, $6, $7, $8)",
          {db_.org(), id, entry, person, pass.actor(), now.ms, sealed,
           parcel.purpose ? store::Param(gate_.charter().at(*parcel.purpose).code) : store::Param()})
      .map([](auto) {});
}

Status LetterMail::queue(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel) {
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(queue(txn, pass, person, entry, parcel));
    auto line = gate_.entry_for(pass, ledger::Act::Disclose, "letter", entry.text(), {});
    line.people = {person};
    line.note = "mail";
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

Result<std::optional<LetterPosted>> LetterMail::posted(const Pass& pass, PersonId person,
                                                       EntryId entry) const {
  std::optional<LetterPosted> out;
  if (!pass.covers(person)) return not_found();
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT raised, sent, given_up FROM letter_mail WHERE org=$1 AND entry=$2 AND person=$3",
                  {db_.org(), entry, person}, [&](const store::Row& r) {
                    out = LetterPosted{{r.i64(0)}, {}, {}};
                    if (!r.null(1)) out->sent = UnixMs{r.i64(1)};
                    if (!r.null(2)) out->given_up = UnixMs{r.i64(2)};
                    return false;
                  });
  }));
  return out;
}

Result<std::vector<LetterMailItem>> LetterMail::take(int most) {
  struct Row : record::QueuedMail {
    LetterMailItem item;
    Bytes sealed;
    std::string purpose;
  };
  // Whoever said no since it was written gets it no more: this is asked in the transaction that takes it.
  const auto refused = [&](store::Txn& txn, const Row& row) -> Result<bool> {
    if (row.purpose.empty()) return false;
    const auto purpose = gate_.charter().find_purpose(row.purpose);
    bool stopped = !purpose;
    CHECK_OK(txn.each("SELECT 1 FROM mailing WHERE org=$1 AND entry=$2 AND stopped IS NOT NULL",
                      {db_.org(), row.item.entry}, [&](const store::Row&) { return stopped = true, false; }));
    if (stopped) return true;
    TRY(const bool lets,
        gate::still_lets(txn, gate_.charter(), gate_.seals(), row.item.person, *purpose, clock_.now()));
    return !lets;
  };
  TRY(auto rows, queue_.take<Row>(
                     most, "person, entry, sealed, purpose",
                     [](const store::Row& r, Row& row) {
                       row.item = {row.id, r.id<PersonId>(0), r.id<EntryId>(1), row.tries, {}};
                       row.sealed = Bytes(r.blob(2).begin(), r.blob(2).end());
                       if (!r.null(3)) row.purpose = r.str(3);
                     },
                     refused));
  std::vector<LetterMailItem> out;
  std::vector<vault::KeyName> over;
  for (auto& row : rows) {
    if (row.over) {
      over.push_back(vault::key_of_thing(row.id.raw));
      continue;
    }
    // One that was taken away meanwhile (record/misfiled.h), or is damaged, holds up no other.
    const auto plain = vault_.open_thing(row.id.raw, kUse, row.sealed);
    if (!plain) continue;
    TRY(row.item.parcel, read_parcel(*plain));
    out.push_back(std::move(row.item));
  }
  CHECK_OK(vault_.destroy_many(over));
  return out;
}

Status LetterMail::sent(const LetterMailItem& item) {
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(queue_.sent(txn, item.id));
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::Job;
    e.people = {item.person};
    e.what = "letter-mail";
    e.thing = item.entry.text();
    e.outcome = "sent";
    return gate_.ledger().append(txn, e).map([](auto) {});
  }));
  return vault_.destroy_many({vault::key_of_thing(item.id.raw)});
}

}  // namespace candour::letters
