// Sealed: a JSON object {"to", "subject", "text", "stop", "open"}; one of before has no "stop" or "open".
#include "letters/mail.h"

#include <boost/json.hpp>

#include "charter/sharing.h"
#include "gate/facts.h"
#include "gate/tasks.h"
#include "record/mailing_uses.h"
#include "record/still_told.h"
#include "store/accounted.h"

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

Status LetterMail::queue_along(store::Txn& txn, const Pass& pass, PersonId person, EntryId entry,
                               const LetterParcel& parcel, Before& over) {
  TRY(const auto before, there(txn, person, entry));
  if (before && parcel.again) over.push_back(vault::key_of_thing(before->raw));
  CHECK_OK(queue(txn, pass, person, entry, parcel));
  auto line = gate_.entry_for(pass, ledger::Act::Disclose, "letter", entry.text(), {});
  line.people = {person};
  line.note = parcel.open ? "told where" : "mail";
  return gate_.ledger().append(txn, line).map([](auto) {});
}

Status LetterMail::queue(const Pass& pass, PersonId person, EntryId entry, const LetterParcel& parcel) {
  Before over;
  CHECK_OK(db_.write([&](store::Txn& txn) { return queue_along(txn, pass, person, entry, parcel, over); }));
  return forget(over);
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
        "SELECT raised, sent, given_up, tries, why, parts, bounced FROM letter_mail WHERE org=$1 AND entry=$2 AND person=$3",
        {db_.org(), entry, person}, [&](const store::Row& r) {
          out = LetterPosted{{r.i64(0)}, {}, {}, {}, r.i64(3), {}, false, {}};
          if (!r.null(6)) out->came_back = UnixMs{r.i64(6)};
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

Result<std::string> LetterMail::why_not_any_more(const Pass& pass, PersonId person, EntryId entry) const {
  if (!pass.covers(person)) return not_found();
  std::string why;
  CHECK_OK(db_.read_records([&](store::Session& s) -> Status {
    TRY(why, record::why_not_any_more(s, gate_, vault_, entry, clock_.now()));
    return {};
  }));
  return why;
}

Result<bool> LetterMail::goes(const LetterMailItem& item) const {
  bool still = false;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(s.each("SELECT 1 FROM letter_mail WHERE org=$1 AND id=$2 AND sent IS NULL AND given_up IS NULL",
                    {db_.org(), item.id}, [&](const store::Row&) { return still = true, false; }));
    if (!still) return {};
    TRY(const auto why, stopped(s, item));
    still = why == record::NotSent::Nothing;
    return {};
  }));
  return still;
}

struct LetterMail::Waiting : record::QueuedMail {
  LetterMailItem item;
  Bytes sealed;
};

/// Whoever said no since it was written gets it no more, and what may not be told any more is not told: this
/// is asked in the transaction that takes it, and again just before it goes.
Result<record::NotSent> LetterMail::stopped(store::Session& db, const LetterMailItem& mail) const {
  using record::NotSent;
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  bool stopped = false;
  if (mail.purpose.empty()) {
    CHECK_OK(db.each("SELECT kind, state FROM entry WHERE org=$1 AND id=$2", {db_.org(), mail.entry},
                     [&](const store::Row& r) {
                       const auto kind = c.find_kind(r.text(0));
                       stopped = kind && c.at(*kind).records_sharing && !charter::may_still_go(r.text(1));
                       return false;
                     }));
    if (stopped) return NotSent::MayNot;
    // What is not believed sends nothing, and holds up no other letter.
    const auto why_not = record::why_not_any_more(db, gate_, vault_, mail.entry, now);
    if (!why_not && why_not.error().code != Code::Corrupt) return tl::unexpected<Error>(why_not.error());
    return why_not && why_not->empty() ? NotSent::Nothing : NotSent::MayNot;
  }
  const auto purpose = c.find_purpose(mail.purpose);
  if (!purpose) return NotSent::MayNot;
  CHECK_OK(db.each("SELECT 1 FROM mailing WHERE org=$1 AND entry=$2 AND stopped IS NOT NULL",
                   {db_.org(), mail.entry}, [&](const store::Row&) { return stopped = true, false; }));
  if (stopped) return NotSent::MayNot;
  TRY(const auto shown, record::over_in(db, gate_, mail.entry, now));
  if (shown.why != record::UseOver::No) return NotSent::MayNot;
  TRY(const bool lets, gate::still_lets(db, c, gate_.seals(), mail.person, *purpose, now));
  return lets ? NotSent::Nothing : NotSent::MayNot;
}

Status LetterMail::enter_stopped(store::Txn& txn, const LetterMailItem& mail) const {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::Refuse;
  e.people = {mail.person};
  e.what = "letter-mail";
  e.thing = mail.entry.text();
  e.outcome = record::not_sent_code(record::NotSent::MayNot);
  const auto why = record::why_not_any_more(txn, gate_, vault_, mail.entry, clock_.now(), &e.clause);
  if (!why && why.error().code != Code::Corrupt) return tl::unexpected<Error>(why.error());
  return gate_.ledger().append(txn, e).map([](auto) {});
}

Result<std::vector<LetterMailItem>> LetterMail::take(int most) {
  TRY(auto rows, queue_.take<Waiting>(
                     most, "person, entry, sealed, purpose",
                     [](const store::Row& r, Waiting& row) {
                       row.item = {row.id, r.id<PersonId>(0), r.id<EntryId>(1), row.tries, {}, {}};
                       row.sealed = Bytes(r.blob(2).begin(), r.blob(2).end());
                       if (!r.null(3)) row.item.purpose = r.str(3);
                     },
                     [&](store::Txn& txn, Waiting& mail) -> Result<bool> {
                       TRY(mail.why, stopped(txn, mail.item));
                       if (mail.why == record::NotSent::Nothing) return false;
                       CHECK_OK(enter_stopped(txn, mail.item));
                       return true;
                     }));
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
    TRY(row.item.parcel, read_parcel(*plain, !row.item.purpose.empty()));
    if (!row.item.purpose.empty()) {
      auto enclosed = enclosed_in(db_, vault_, row.item.entry);
      if (!enclosed) continue;  // it is tried again, and the others go
      row.item.parcel.enclosed = *std::move(enclosed);
    }
    out.push_back(std::move(row.item));
  }
  CHECK_OK(vault_.destroy_many(over));
  return out;
}

Status LetterMail::failed(const LetterMailItem& item, record::NotSent why) {
  TRY(const bool given_up, queue_.failed(item.id, item.tries, why));
  return given_up ? forget({vault::key_of_thing(item.id.raw)}) : Status{};
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

Result<bool> LetterMail::came_back(record::MailId id) {
  bool noted = false;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    const auto now = clock_.now();
    gate::Task task;
    bool many = false;
    CHECK_OK(txn.each(
        "SELECT person, entry, staff, purpose FROM letter_mail WHERE org=$1 AND id=$2 AND sent IS NOT "
        "NULL AND bounced IS NULL",
        {db_.org(), id}, [&](const store::Row& r) {
          noted = true;
          task.about_person = r.id<PersonId>(0);
          task.about_thing = r.id<EntryId>(1).text();
          task.staff = r.id<StaffId>(2);
          many = !r.null(3);
          return false;
        }));
    if (!noted) return {};
    CHECK_OK(txn.run("UPDATE letter_mail SET bounced=$3, why=$4 WHERE org=$1 AND id=$2",
                     {db_.org(), id, now.ms, record::not_sent_code(record::NotSent::CameBack)}));
    ledger::Entry e;
    e.at = now;
    e.act = ledger::Act::Job;
    e.people = {*task.about_person};
    e.what = "letter-mail";
    e.thing = task.about_thing;
    e.outcome = "came-back";
    CHECK_OK(gate_.ledger().append(txn, e));
    if (many) return {};
    task.kind = gate::kMailCameBack;
    task.created = now;
    return gate::add_task(txn, db_.org(), task).map([](auto) {});
  }));
  return noted;
}

}  // namespace candour::letters
