// Sealed: a JSON object {"to", "subject", "text", "stop", "open"}; one of before has no "stop" or "open".
#include "letters/mail.h"

#include <boost/json.hpp>

#include "charter/sharing.h"
#include "gate/facts.h"

namespace candour::letters {
namespace {

namespace json = boost::json;

constexpr std::string_view kUse = "letter-mail";

/// `open`: of one from before that was written down.
Result<LetterParcel> read_parcel(ByteView plain, bool open_before) {
  boost::system::error_code bad;
  const auto all = json::parse(as_text(plain), bad);
  if (bad || !all.is_object())
    return fail(Code::Corrupt, "A letter that waits for the mail cannot be read.", "no JSON object");
  const auto text = [&](const char* key) {
    const auto* x = all.as_object().if_contains(key);
    return x ? json::value_to<std::string>(*x) : std::string();
  };
  const auto* open = all.as_object().if_contains("open");
  return LetterParcel{.to = text("to"),
                      .subject = text("subject"),
                      .text = text("text"),
                      .stop = text("stop"),
                      .purpose = {},
                      .open = open && open->is_bool() ? open->get_bool() : open_before};
}

/// What stands in a record goes to nobody whose domain the charter does not name.
Status may_go(const charter::Charter& c, const LetterParcel& parcel) {
  if (parcel.open || charter::may_be_mailed(c, parcel.to)) return {};
  return fail(Code::NotAllowed, "Only what goes to a domain that the notice names may go by mail.",
              "not a domain of a recipient");
}

}  // namespace

Status LetterMail::queue(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry,
                         const LetterParcel& parcel) {
  if (!pass.covers(person)) return not_found();
  CHECK_OK(may_go(gate_.charter(), parcel));
  TRY(const auto before, there(txn, person, entry));
  if (before && !parcel.again) return {};
  if (before) CHECK_OK(txn.run("DELETE FROM letter_mail WHERE org=$1 AND id=$2", {db_.org(), *before}));
  const auto now = clock_.now();
  const auto id = record::MailId::make(now.ms);
  const json::object said{{"to", parcel.to},
                          {"subject", parcel.subject},
                          {"text", parcel.text},
                          {"stop", parcel.stop},
                          {"open", parcel.open}};
  TRY(const auto sealed, vault_.seal_thing(txn, id.raw, kUse, as_bytes(json::serialize(said))));
  return txn
      .run(
          "INSERT INTO letter_mail (org, id, entry, person, staff, raised, tries, next, sealed, purpose, "
          "parts) VALUES ($1, $2, $3, $4, $5, $6, 0, $6, $7, $8, $9)",
          {db_.org(), id, entry, person, pass.actor(), now.ms, sealed,
           parcel.purpose ? store::Param(gate_.charter().at(*parcel.purpose).code) : store::Param(),
           parcel.open ? store::Param() : store::Param(picked_text(parcel.parts))})
      .map([](auto) {});
}

Result<std::optional<record::MailId>> LetterMail::there(store::Session& db, PersonId person,
                                                        EntryId entry) const {
  std::optional<record::MailId> id;
  CHECK_OK(db.each("SELECT id FROM letter_mail WHERE org=$1 AND entry=$2 AND person=$3",
                   {db_.org(), entry, person},
                   [&](const store::Row& r) { return id = r.id<record::MailId>(0), false; }));
  return id;
}

Status LetterMail::queue(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel) {
  std::vector<vault::KeyName> over;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto before, there(txn, person, entry));
    if (before && parcel.again) over.push_back(vault::key_of_thing(before->raw));
    CHECK_OK(queue(txn, pass, person, entry, parcel));
    auto line = gate_.entry_for(pass, ledger::Act::Disclose, "letter", entry.text(), {});
    line.people = {person};
    line.note = parcel.open ? "told where" : "mail";
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return vault_.destroy_many(over);
}

Status LetterMail::call_back(const Pass& pass, PersonId person, EntryId entry) {
  TRY(const auto before, posted(pass, person, entry));
  if (!before || !before->waits()) return {};
  std::vector<vault::KeyName> over;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto id, there(txn, person, entry));
    if (!id) return not_found();
    TRY(const auto rows,
        txn.run("UPDATE letter_mail SET given_up=$3, why=$4 WHERE org=$1 AND id=$2 AND sent IS NULL "
                "AND given_up IS NULL",
                {db_.org(), *id, clock_.now().ms, record::not_sent_code(record::NotSent::CalledBack)}));
    if (rows == 0) return fail(Code::Conflict, "It went just now.");
    over.push_back(vault::key_of_thing(id->raw));
    auto line = gate_.entry_for(pass, ledger::Act::Change, "letter", entry.text(), {});
    line.people = {person};
    line.note = "called back";
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return vault_.destroy_many(over);
}

Result<std::optional<LetterPosted>> LetterMail::posted(const Pass& pass, PersonId person,
                                                       EntryId entry) const {
  std::optional<LetterPosted> out;
  if (!pass.covers(person)) return not_found();
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each(
        "SELECT raised, sent, given_up, tries, why, parts FROM letter_mail WHERE org=$1 AND entry=$2 AND person=$3",
        {db_.org(), entry, person}, [&](const store::Row& r) {
          out = LetterPosted{{r.i64(0)}, {}, {}, r.i64(3), {}, false, {}};
          out->itself = !r.null(5);
          if (out->itself) out->parts = read_picked(r.text(5));
          if (!r.null(4)) out->why = record::read_not_sent(r.text(4));
          if (!r.null(1)) out->sent = UnixMs{r.i64(1)};
          if (!r.null(2)) out->given_up = UnixMs{r.i64(2)};
          return false;
        });
  }));
  return out;
}

Result<bool> LetterMail::goes(const LetterMailItem& item) const {
  bool still = false;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT 1 FROM letter_mail WHERE org=$1 AND id=$2 AND sent IS NULL AND given_up IS NULL",
                  {db_.org(), item.id}, [&](const store::Row&) { return still = true, false; });
  }));
  return still;
}

struct LetterMail::Waiting : record::QueuedMail {
  LetterMailItem item;
  Bytes sealed;
  std::string purpose;
};

/// Whoever said no since it was written gets it no more, and what may not be told any more is not told: this
/// is asked in the transaction that takes it.
Result<bool> LetterMail::settled(store::Txn& txn, const Waiting& mail) const {
  const auto& c = gate_.charter();
  bool stopped = false;
  if (mail.purpose.empty()) {
    CHECK_OK(txn.each("SELECT kind, state FROM entry WHERE org=$1 AND id=$2", {db_.org(), mail.item.entry},
                      [&](const store::Row& r) {
                        const auto kind = c.find_kind(r.text(0));
                        stopped = kind && c.at(*kind).records_sharing && !charter::may_still_go(r.text(1));
                        return false;
                      }));
    return stopped;
  }
  const auto purpose = c.find_purpose(mail.purpose);
  stopped = !purpose;
  CHECK_OK(txn.each("SELECT 1 FROM mailing WHERE org=$1 AND entry=$2 AND stopped IS NOT NULL",
                    {db_.org(), mail.item.entry}, [&](const store::Row&) { return stopped = true, false; }));
  if (stopped) return true;
  TRY(const bool lets, gate::still_lets(txn, c, gate_.seals(), mail.item.person, *purpose, clock_.now()));
  return !lets;
}

Result<std::vector<LetterMailItem>> LetterMail::take(int most) {
  TRY(auto rows, queue_.take<Waiting>(
                     most, "person, entry, sealed, purpose",
                     [](const store::Row& r, Waiting& row) {
                       row.item = {row.id, r.id<PersonId>(0), r.id<EntryId>(1), row.tries, {}};
                       row.sealed = Bytes(r.blob(2).begin(), r.blob(2).end());
                       if (!r.null(3)) row.purpose = r.str(3);
                     },
                     [&](store::Txn& txn, const Waiting& mail) { return settled(txn, mail); }));
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
    // What goes to many tells nothing that stands in a record.
    TRY(row.item.parcel, read_parcel(*plain, !row.purpose.empty()));
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
