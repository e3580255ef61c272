#include "letters/mailing_pictures.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/mailings.h"
#include "charter/uses.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "people/values_in.h"
#include "record/entry_rows.h"
#include "store/accounted.h"

namespace candour::letters {

namespace field = charter::mailing_field;
namespace use = charter::use_field;
using people::text_of;

namespace {

constexpr std::string_view kSealUse = "mailing-picture";
constexpr std::size_t kMostPicturesBytes = 3 * kMostPictureBytes;  // of one mailing

const charter::Kind* mailing_kind(const charter::Charter& c, ServiceIx service) {
  const auto at = std::ranges::find_if(c.kinds, [&](const charter::Kind& k) {
    return k.records_mailing && c.kind_use(service, k.ix) != nullptr;
  });
  return at == c.kinds.end() ? nullptr : &*at;
}

/// Cameras write it into JPEG and PNG files: Exif and XMP.
bool says_where_it_was_taken(ByteView picture) {
  const auto bytes = as_text(picture);
  constexpr std::string_view kMarks[] = {{"Exif\0", 5}, "http://ns.adobe.com/xap", "eXIf"};
  return std::ranges::any_of(kMarks, [&](auto mark) { return bytes.find(mark) != bytes.npos; });
}

/// A version more of the mailing: whoever looked at it before looks again, and whoever puts something in does
/// not send it alone.
Status changed(store::Txn& txn, const OrgCode& org, EntryId mailing, StaffId by, UnixMs now) {
  std::int64_t version = 0;
  std::string parts;
  const std::string ready(field::kReady);
  CHECK_OK(txn.each("SELECT version, parts FROM entry WHERE org=$1 AND id=$2 AND state=$3",
                    {org, mailing, ready}, [&](const store::Row& r) {
                      version = r.i64(0) + 1;
                      parts = r.str(1);
                      return false;
                    }));
  if (version == 0) return fail(Code::Conflict, "It was sent, or stopped, just now.");
  CHECK_OK(txn.run("UPDATE entry SET version=$3, changed=$4, changed_by=$5 WHERE org=$1 AND id=$2",
                   {org, mailing, version, now.ms, by}));
  return record::keep_version(txn, org, {mailing, version, now, by, "written", ready, parts});
}

/// All pictures of a mail together.
Status fits(store::Session& db, const OrgCode& org, EntryId mailing, std::size_t more) {
  std::int64_t there = 0;
  CHECK_OK(db.each("SELECT COALESCE(SUM(LENGTH(sealed)), 0) FROM mailing_use WHERE org=$1 AND mailing=$2",
                   {org, mailing}, [&](const store::Row& r) { return there = r.i64(0), false; }));
  if (there + static_cast<std::int64_t>(more) <= static_cast<std::int64_t>(kMostPicturesBytes)) return {};
  return fail(Code::TooMuch,
              "The pictures in that mailing have more than 6 MB together, which many mailboxes do not take.");
}

}  // namespace

Result<std::vector<MailingPictures::Open>> MailingPictures::waiting(const gate::Actor& actor,
                                                                    const record::Entry& item) const {
  const auto& c = gate_.charter();
  const auto* kind = mailing_kind(c, item.service);
  std::vector<Open> out;
  if (!kind) return out;
  const auto subject = gate::subject_of(c, item.service);
  const auto pass = gate_.step(actor, subject, item.service, kind->ix);
  if (!pass) return out;
  std::vector<EntryId> ids;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT id FROM entry WHERE org=$1 AND person=$2 AND kind=$3 AND state=$4 ORDER BY happened DESC, id DESC "
        "LIMIT 20",
        {c.org(), subject, kind->code, std::string(field::kReady)},
        [&](const store::Row& r) { return ids.push_back(r.id<EntryId>(0)), true; });
  }));
  for (const auto& id : ids) {
    TRY(const auto e, entries_.entry(*pass, subject, id));
    out.push_back({id, text_of(e.values, field::kSubject)});
  }
  return out;
}

Status MailingPictures::put_in(const gate::Actor& actor, const Pass& pass, const record::Entry& item,
                               EntryId mailing, std::string_view type, ByteView picture) {
  const auto& c = gate_.charter();
  const auto& kind = c.at(item.kind);
  const auto* step = record::use_step(kind);
  TRY(const auto open, waiting(actor, item));
  const auto into = std::ranges::find(open, mailing, &Open::id);
  if (!step || into == open.end())
    return fail(Code::Conflict, "That mailing does not wait to be looked at any more. Choose another one.");
  if (picture.size() > kMostPictureBytes)
    return fail(
        Code::TooMuch,
        "The picture has more than 2 MB, which many mailboxes do not take. Put a smaller copy of it to "
        "the record.");
  if (says_where_it_was_taken(picture))
    return fail(
        Code::Conflict,
        "The picture says in itself when, and perhaps where, it was taken. Put a copy without that to the record: "
        "a screenshot of it will do.");
  const auto now = clock_.now();
  const charter::Values said{
      {use::kAs, use::kNewsletter},
      {use::kIn, "Mailing \"" + shorten(into->subject, 120) + "\", " + long_date(today(now))},
      {use::kRecognised, "somebody"}};
  const auto purpose = record::given_for(c, item.service, kind);
  const auto until = parse_iso_date(text_of(item.values, use::kAskAgain));
  const auto id = record::MailingUseId::make(now.ms);
  return entries_
      .move(
          actor, pass, item.person, item.id, item.version, step->code, "", said,
          [&](store::Txn& txn) -> Status {
            CHECK_OK(changed(txn, c.org(), mailing, pass.actor(), now));
            CHECK_OK(fits(txn, c.org(), mailing, picture.size()));
            store::Param sealed;
            Bytes copy;
            if (!picture.empty()) {
              TRY(copy, vault_.seal_thing(txn, id.raw, kSealUse, picture));
              sealed = store::Param(ByteView(copy));
            }
            TRY(const auto rows,
                txn.run("INSERT INTO mailing_use (org, id, mailing, item, person, purpose, kind_of, added, "
                        "added_by, until, over, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', "
                        "$11) ON CONFLICT (org, mailing, item) DO NOTHING",
                        {c.org(), id, mailing, item.id, item.person, purpose ? c.at(*purpose).code : "",
                         std::string(picture.empty() ? "" : type), now.ms, pass.actor(),
                         until ? store::Param(day_number(*until)) : store::Param(), sealed}));
            return rows > 0 ? Status{} : fail(Code::Conflict, "It stands in that mailing already.");
          })
      .map([](auto) {});
}

Result<std::vector<record::MailingUse>> MailingPictures::in(const Pass& pass, EntryId mailing) const {
  std::vector<record::MailingUse> all;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(all, record::uses_of(db, gate_, pass, mailing));
    return {};
  }));
  return all;
}

Status MailingPictures::sweep() {
  std::vector<record::MailingUseId> over;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT u.id, e.kind, e.state FROM mailing_use u LEFT JOIN entry e ON e.org=u.org AND e.id=u.mailing WHERE "
        "u.org=$1 AND u.sealed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM letter_mail m WHERE m.org=u.org AND "
        "m.entry=u.mailing AND m.sent IS NULL AND m.given_up IS NULL) LIMIT 100",
        {db_.org()}, [&](const store::Row& r) {
          const auto kind = r.null(1) ? std::nullopt : gate_.charter().find_kind(r.text(1));
          const auto* state = kind ? record::find_state(gate_.charter().at(*kind), r.text(2)) : nullptr;
          if (!state || state->final) over.push_back(r.id<record::MailingUseId>(0));
          return true;
        });
  }));
  if (over.empty()) return {};
  std::vector<vault::KeyName> keys;
  for (const auto& id : over) keys.push_back(vault::key_of_thing(id.raw));
  CHECK_OK(vault_.destroy_many(keys));
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("a copy of a picture whose mailing has ended; the picture itself stays");
    for (const auto& id : over)
      CHECK_OK(txn.run("UPDATE mailing_use SET sealed=NULL WHERE org=$1 AND id=$2", {db_.org(), id}));
    return {};
  });
}

Result<std::vector<Enclosed>> enclosed_in(store::Db& db, vault::Vault& vault, EntryId mailing) {
  struct Row {
    record::MailingUseId id;
    std::string type;
    Bytes sealed;
  };
  std::vector<Row> rows;
  CHECK_OK(db.read_records([&](store::Session& s) {
    return s.each(
        "SELECT id, kind_of, sealed FROM mailing_use WHERE org=$1 AND mailing=$2 AND over='' AND sealed "
        "IS NOT NULL ORDER BY id",
        {db.org(), mailing}, [&](const store::Row& r) {
          rows.push_back(
              {r.id<record::MailingUseId>(0), r.str(1), Bytes(r.blob(2).begin(), r.blob(2).end())});
          return true;
        });
  }));
  std::vector<Enclosed> out;
  for (const auto& row : rows) {
    TRY(auto plain, vault.open_thing(row.id.raw, kSealUse, row.sealed));
    out.push_back({"picture-" + std::to_string(out.size() + 1) + (row.type == "image/png" ? ".png" : ".jpg"),
                   row.type, std::make_shared<const Bytes>(std::move(plain))});
  }
  return out;
}

}  // namespace candour::letters
