// Proving that everything sealed is what Candour wrote, range by range, while a server may run.
#include <algorithm>

#include "gate/seals.h"

namespace candour::gate {

namespace {

constexpr std::size_t kMostFindings = 200;

}  // namespace

class SealCheck {
 public:
  explicit SealCheck(Seals& s) : s_(s) {}

  /// All in one snapshot, since the book counts all.
  Status run(bool tells) {
    // Before the snapshot: what is written while it is read is newer than its book, and no sign of anything.
    const std::int64_t seen = s_.book_seen_;
    CHECK_OK(s_.db_.read([&](store::Session& db) -> Status {
      TRY(const auto book, s_.read_book(db));
      if (!book) {
        const auto never = s_.never_sealed();
        out.unsealed = never.has_value();
        if (!never) find(never.error().detail.text);
      } else {
        CHECK_OK(sets(db));
        if (!(all_ == book->sum))
          find("the book counts " + std::to_string(book->sum.count) + " seals, and there are " +
               std::to_string(all_.count) +
               (all_.count == book->sum.count ? ", one of them another one" : ""));
        if (book->version < seen) find("an older book of seals was put in the place of the newest");
        CHECK_OK(ledger_since(db, *book));
      }
      return {};
    }));
    if (!tells) return {};
    for (const auto& [set, subject] : broken_) s_.tell(set, subject);
    if (book_broken_) s_.tell_book(out.findings.back());
    return {};
  }
  Seals::Found out;

 private:
  Status sets(store::Session& db) {
    for (std::size_t i = 0; i < kSealSets; ++i) {
      Id128 after, last;
      last.bytes.fill(0xff);
      while (after != last) {
        TRY(const auto upto, end_of_part(db, s_.db_.org(), set_at(i), after));
        CHECK_OK(range(db, set_at(i), after, upto));
        after = upto;
      }
    }
    return {};
  }

  Status range(store::Session& db, SealSet set, const Id128& after, const Id128& upto) {
    const auto& q = seal_query(set);
    SealTally tally(&s_, set);
    const Bytes none;
    CHECK_OK(db.each(q.range(), {s_.db_.org(), none, ByteView(after.view()), ByteView(upto.view())},
                     [&](const store::Row& row) {
                       if (tally.take(row)) {
                         ++out.rows;
                       } else {
                         ++out.sets;
                         all_.add(s_.seal_.mark_of_seal(set_code(set), row.blob(SealQuery::kSubject),
                                                        row.i64(q.version), row.blob(SealQuery::kSealed)));
                       }
                       return true;
                     }));
    for (const auto& subject : tally.subjects())
      if (!tally.holds(subject)) {
        find(std::string(set_code(set)) + " " + to_text(subject) +
             " is not what Candour wrote: " + tally.why(subject));
        broken_.emplace_back(set, subject);
      }
    return {};
  }

  /// What was changed after the book was written would have written it anew.
  Status ledger_since(store::Session& db, const Seals::Book& book) {
    for (std::int64_t before = 0;;) {
      TRY(const auto some, s_.ledger_.newest(db, before, 1000));
      for (const auto& k : some) {
        if (k.seq < book.as_of) return {};
        if (!only_looks(ledger::act_name(k.entry.act)))
          find("the book of seals is older than entry " + std::to_string(k.seq) + " of the ledger");
        book_broken_ = book_broken_ || !only_looks(ledger::act_name(k.entry.act));
      }
      if (some.empty() || some.back().seq == 0) {
        if (some.empty() && before == 0 && book.as_of > 0)
          find("the ledger is shorter than the book of seals says");
        return {};
      }
      before = some.back().seq;
    }
  }

  void find(std::string what) {
    ++out.broken;
    book_broken_ = book_broken_ || what.find("book") != what.npos;
    if (out.findings.size() < kMostFindings) out.findings.push_back(std::move(what));
  }

  Seals& s_;
  vault::RowSum all_;
  std::vector<std::pair<SealSet, Id128>> broken_;
  bool book_broken_ = false;
};

Result<Seals::Found> Seals::check(bool tells) {
  SealCheck check(*this);
  CHECK_OK(check.run(tells));
  return std::move(check.out);
}

}  // namespace candour::gate
