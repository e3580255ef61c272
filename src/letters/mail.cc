// Sealed: a JSON object {"to", "subject", "text"}.
#include "letters/mail.h"

#include <boost/json.hpp>

#include "record/mail_waits.h"
#include "store/accounted.h"

namespace candour::letters {
namespace {

namespace json = boost::json;

constexpr std::string_view kUse = "letter-mail";

Result<LetterParcel> read_parcel(ByteView plain) {
  boost::system::error_code bad;
  const auto all = json::parse(as_text(plain), bad);
  if (bad || !all.is_object())
    return fail(Code::Corrupt, "A letter that waits for the mail cannot be read.", "no JSON object");
  const auto text = [&](const char* key) { return json::value_to<std::string>(all.at(key)); };
  return LetterParcel{text("to"), text("subject"), text("text")};
}

}  // namespace

Status LetterMail::queue(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel) {
  if (!pass.covers(person)) return not_found();
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    bool there = false;
    CHECK_OK(txn.each("SELECT 1 FROM letter_mail WHERE org=$1 AND entry=$2", {db_.org(), entry},
                      [&](const store::Row&) { return there = true, false; }));
    if (there) return {};
    const auto id = LetterMailId::make(now.ms);
    const json::object said{{"to", parcel.to}, {"subject", parcel.subject}, {"text", parcel.text}};
    TRY(const auto sealed, vault_.seal_thing(txn, id.raw, kUse, as_bytes(json::serialize(said))));
    CHECK_OK(
        txn.run("INSERT INTO letter_mail (org, id, entry, person, staff, raised, tries, next, sealed) "
                "VALUES ($1, $2, $3, $4, $5, $6, 0, $6, $7)",
                {db_.org(), id, entry, person, pass.actor(), now.ms, sealed}));
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
    return s.each("SELECT raised, sent, given_up FROM letter_mail WHERE org=$1 AND entry=$2",
                  {db_.org(), entry}, [&](const store::Row& r) {
                    out = LetterPosted{{r.i64(0)}, {}, {}};
                    if (!r.null(1)) out->sent = UnixMs{r.i64(1)};
                    if (!r.null(2)) out->given_up = UnixMs{r.i64(2)};
                    return false;
                  });
  }));
  return out;
}

Result<std::vector<LetterMailItem>> LetterMail::take(int most) {
  const auto now = clock_.now();
  struct Row {
    LetterMailItem item;
    UnixMs raised;
    Bytes sealed;
  };
  std::vector<Row> rows;
  const auto waiting =
      "SELECT id, person, entry, tries, raised, sealed FROM letter_mail WHERE org=$1 AND next<=$2 AND sent IS NULL "
      "AND given_up IS NULL ORDER BY next LIMIT $3";
  const auto add = [&](const store::Row& r) {
    rows.push_back({{r.id<LetterMailId>(0), r.id<PersonId>(1), r.id<EntryId>(2), r.i64(3), {}},
                    {r.i64(4)},
                    Bytes(r.blob(5).begin(), r.blob(5).end())});
    return true;
  };
  // Most of the time there is nothing, and nobody's writing waits for the look.
  CHECK_OK(db_.read_records([&](store::Session& s) {
    return s.each(waiting, {db_.org(), now.ms, most}, add);
  }));
  std::vector<LetterMailItem> out;
  if (rows.empty()) return out;
  rows.clear();
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a letter that is to be sent brings its entry when the mail server has it");
    CHECK_OK(txn.each(waiting, {db_.org(), now.ms, most}, add));
    for (const auto& row : rows) {
      const bool over = now.ms - row.raised.ms > record::kMailGivenUpAfter;
      CHECK_OK(txn.run(
          over ? "UPDATE letter_mail SET given_up=$3 WHERE org=$1 AND id=$2"
               : "UPDATE letter_mail SET next=$3, tries=tries+1 WHERE org=$1 AND id=$2",
          {db_.org(), row.item.id,
           over ? now.ms : now.ms + std::max(record::kMailTaken, record::mail_wait_after(row.item.tries))}));
    }
    return {};
  }));
  std::vector<vault::KeyName> over;
  for (auto& row : rows) {
    if (now.ms - row.raised.ms > record::kMailGivenUpAfter) {
      over.push_back(vault::key_of_thing(row.item.id.raw));
      continue;
    }
    // One that was taken away meanwhile (record/misfiled.h), or is damaged, holds up no other.
    const auto plain = vault_.open_thing(row.item.id.raw, kUse, row.sealed);
    if (!plain) continue;
    TRY(row.item.parcel, read_parcel(*plain));
    out.push_back(std::move(row.item));
  }
  CHECK_OK(vault_.destroy_many(over));
  return out;
}

Status LetterMail::sent(const LetterMailItem& item) {
  const auto now = clock_.now();
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE letter_mail SET sent=$3 WHERE org=$1 AND id=$2", {db_.org(), item.id, now.ms}));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Job;
    e.people = {item.person};
    e.what = "letter-mail";
    e.thing = item.entry.text();
    e.outcome = "sent";
    return gate_.ledger().append(txn, e).map([](auto) {});
  }));
  return vault_.destroy_many({vault::key_of_thing(item.id.raw)});
}

Status LetterMail::failed(const LetterMailItem& item) {
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("nothing was sent");
    return txn
        .run("UPDATE letter_mail SET next=$3 WHERE org=$1 AND id=$2",
             {db_.org(), item.id, clock_.now().ms + record::mail_wait_after(item.tries)})
        .map([](auto) {});
  });
}

}  // namespace candour::letters
