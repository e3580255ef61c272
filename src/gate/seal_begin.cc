// The beginning of seals: the first book of a new database, and the sealing of a database of before, in
// parts.
#include <algorithm>

#include "gate/seals.h"

namespace candour::gate {
namespace {

constexpr std::string_view kLine = "seals";        // what the ledger says of it
constexpr std::int64_t kCountedAtStart = 300'000;  // seals: some tenths of a second
constexpr int kPart = 2000;                        // subjects in one transaction

Id128 last_id() {
  Id128 last;
  last.bytes.fill(0xff);
  return last;
}

}  // namespace

/// The end of the next part of a set: the subject of its first table that stands kPart further on.
Result<Id128> end_of_part(store::Session& db, const OrgCode& org, SealSet set, const Id128& after) {
  const auto& t = *seal_query(set).tables.front();
  auto upto = last_id();
  if (t.subject.empty()) return upto;
  CHECK_OK(db.each("SELECT " + t.subject + " FROM " + t.name + " WHERE org=$1 AND " + t.subject +
                       ">$2 ORDER BY " + t.subject + " LIMIT 1 OFFSET " + std::to_string(kPart),
                   {org, ByteView(after.view())}, [&](const store::Row& r) {
                     upto = r.id<PersonId>(0).raw;
                     return false;
                   }));
  return upto;
}

class SealBegin {
 public:
  SealBegin(Seals& seals, const Seals::OnProgress& progress) : s_(seals), progress_(progress) {}

  Status run() {
    bool there = false;
    CHECK_OK(s_.db_.read([&](store::Session& db) -> Status {
      TRY(const auto book, s_.read_book(db));
      there = book.has_value();
      if (!there) return {};
      CHECK_OK(is_newest(db, *book));
      s_.book_seen_ = book->version;
      return {};
    }));
    if (there) return {};
    CHECK_OK(s_.never_sealed());
    Id128 after;
    for (std::size_t i = 0; i < kSealSets; ++i)
      for (after = {}; after != last_id();) CHECK_OK(part(set_at(i), after));
    return finish();
  }

 private:
  /// Before anything is believed: nothing was changed since the book was written, and it counts the seals
  /// that are there. Where they are very many, the check that a server makes at its start asks the second.
  Status is_newest(store::Session& db, const Seals::Book& book) {
    for (std::int64_t before = 0, seq = INT64_MAX; seq > book.as_of;) {
      TRY(const auto some, s_.ledger_.newest(db, before, 1000));
      if (some.empty()) break;
      for (const auto& k : some)
        if (k.seq >= book.as_of && !only_looks(ledger::act_name(k.entry.act)))
          return put_back("the book of seals is older than entry " + std::to_string(k.seq) +
                          " of the ledger");
      before = seq = some.back().seq;
      if (seq == 0) break;
    }
    if (book.sum.count > kCountedAtStart) return {};
    vault::RowSum all;
    CHECK_OK(db.each("SELECT what, subject, version, sealed FROM seal WHERE org=$1", {s_.db_.org()},
                     [&](const store::Row& r) {
                       all.add(s_.seal_.mark_of_seal(r.text(0), r.blob(1), r.i64(2), r.blob(3)));
                       return true;
                     }));
    if (all != book.sum)
      return put_back("the book counts " + std::to_string(book.sum.count) + " seals, there are " +
                      std::to_string(all.count) + ", or one of them is another one");
    return {};
  }
  Status put_back(std::string why) const {
    return fail(
        Code::Corrupt,
        "Somebody has changed the database of " + s_.db_.org().text +
            " outside Candour: what decides who may see what is not as Candour left it, so nothing is "
            "shown. `candour vault check` names what it is. To mend: put the database back from a backup.",
        std::move(why));
  }

  /// Seals the subjects after `after` of one set, as they stand; again, should it have been interrupted.
  Status part(SealSet set, Id128& after) {
    const auto& q = seal_query(set);
    CHECK_OK(s_.db_.write([&](store::Txn& txn) -> Status {
      TRY(const auto upto, end_of_part(txn, s_.db_.org(), set, after));
      SealTally tally(&s_, set);
      const Bytes none;
      CHECK_OK(txn.each(q.range(), {s_.db_.org(), none, ByteView(after.view()), ByteView(upto.view())},
                        [&](const store::Row& row) {
                          const auto* t = tally.take(row);
                          if (t && t->has_mac)
                            s_.macs_[{t, tally.subject(row)}] = s_.seal_.mark(t->name, row, t->read).mac;
                          return true;
                        }));
      std::vector<std::vector<store::Param>> rows;
      std::vector<Bytes> sealed;
      const auto subjects = tally.subjects();
      sealed.reserve(subjects.size());
      for (const auto& subject : subjects) {
        sealed.push_back(s_.seal_.close(set_code(set), subject.view(), 1, 0, tally.sum(subject)));
        rows.push_back({s_.db_.org(), set_code(set), ByteView(subject.view()), 1, sealed.back()});
      }
      CHECK_OK(
          txn.run_each("INSERT INTO seal (org, what, subject, version, sealed) VALUES ($1, $2, $3, $4, $5)"
                       " ON CONFLICT (org, what, subject) DO UPDATE SET version=excluded.version, "
                       "sealed=excluded.sealed",
                       rows));
      done_ += static_cast<std::int64_t>(subjects.size());
      after = upto;
      return {};
    }));
    if (progress_ && done_ > 0) progress_(done_);
    return {};
  }

  /// The book over all seals, and the line on the ledger that says that there is one.
  Status finish() {
    return s_.db_.write([&](store::Txn& txn) -> Status {
      Seals::Book book;
      CHECK_OK(txn.each("SELECT what, subject, version, sealed FROM seal WHERE org=$1", {s_.db_.org()},
                        [&](const store::Row& r) {
                          book.sum.add(s_.seal_.mark_of_seal(r.text(0), r.blob(1), r.i64(2), r.blob(3)));
                          return true;
                        }));
      ledger::Entry e;
      e.at = s_.clock_.now();
      e.act = ledger::Act::Job;
      e.what = kLine;
      e.outcome = "allowed";
      e.note = "sets " + std::to_string(book.sum.count);
      CHECK_OK(s_.ledger_.append(txn, e));
      txn.before_commit([this, &txn, book]() mutable { return s_.write_book(txn, book); });
      return {};
    });
  }

  Seals& s_;
  const Seals::OnProgress& progress_;
  std::int64_t done_ = 0;
};

/// The ledger cannot be rewritten: had rows been sealed before, it would say so.
Status Seals::never_sealed() {
  bool sealed = false, rows = false;
  std::int64_t size = 0;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    CHECK_OK(db.each("SELECT size FROM ledger_head WHERE org=$1", {db_.org()},
                     [&](const store::Row& r) { return size = r.i64(0), false; }));
    CHECK_OK(db.each("SELECT 1 FROM staff WHERE org=$1 UNION ALL SELECT 1 FROM person WHERE org=$1",
                     {db_.org()}, [&](const store::Row&) { return rows = true, false; }));
    for (std::int64_t before = 0; size > 0 && !sealed;) {
      TRY(const auto some, ledger_.newest(db, before, 1000));
      for (const auto& k : some) sealed = sealed || k.entry.what == kLine;
      if (some.empty() || some.back().seq == 0) break;
      before = some.back().seq;
    }
    if (size > 0 && rows && !sealed) {
      TRY(const auto verdict, ledger_.verify(db));
      if (!verdict.findings.empty())
        return fail(Code::Corrupt,
                    "The ledger of " + db_.org().text +
                        " does not hold, so it cannot be told whether its records were sealed before. To "
                        "mend: put the database back from a backup whose ledger holds.",
                    verdict.findings.front().what);
    }
    return {};
  }));
  if (sealed || (rows && size == 0))
    return fail(Code::Corrupt,
                "The records of " + db_.org().text +
                    " were sealed, and the book of their seals is gone: somebody has changed the database "
                    "outside Candour. To mend: put it back from a backup.",
                "the book of seals is gone");
  return {};
}

Status Seals::begin(const OnProgress& progress) {
  return SealBegin(*this, progress).run();
}

}  // namespace candour::gate
