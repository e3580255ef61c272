#include "gate/seals.h"

#include <algorithm>
#include <array>

namespace candour::gate {
namespace {

constexpr std::size_t kMostSeen = 200'000;  // sets whose versions are remembered
constexpr std::int64_t kTellAgainMs = 60 * 60 * 1000;
constexpr std::array<std::size_t, 4> kLengths = {1, 16, 128, 512};  // of lists in statements that are kept

constexpr std::string_view kNotSaved =
    "What is stored about this was changed outside Candour, so nothing was saved. Tell your data-protection "
    "lead: it has to be put back from a backup.";

std::string_view act_in(ByteView entry) {
  const auto text = as_text(entry);
  constexpr std::string_view kAct = "\"act\":\"";
  const auto at = text.find(kAct);
  if (at == text.npos) return {};
  const auto rest = text.substr(at + kAct.size());
  return rest.substr(0, rest.find('"'));
}

}  // namespace

bool only_looks(std::string_view act) {
  using ledger::Act;
  for (const auto a : {Act::View, Act::Search, Act::Refuse, Act::SignInFailed, Act::Print, Act::Export,
                       Act::Disclose, Act::Job, Act::Attack})
    if (ledger::act_name(a) == act) return true;
  return false;
}

Seals::Seals(store::Db& db, vault::Vault& vault, ledger::Ledger& ledger, const Clock& clock, Alarms* alarms)
    : db_(db), ledger_(ledger), clock_(clock), alarms_(alarms), seal_(db.org(), vault) {
  db_.seal_with(this);
}

Seals::~Seals() {
  db_.seal_with(nullptr);
}

void Seals::begun() {
  pending_.clear();
  macs_.clear();
  written_.clear();
  book_written_ = 0;
  changing_ = false;
}

void Seals::changed(const store::SealedTable& table, const store::Row& row, bool there) {
  const auto& t = static_cast<const SealTable&>(table);
  const auto mark = seal_.mark(t.name, row, t.handed);
  Key key{t.set, {}};
  if (t.subject_at >= 0) key.subject = row.id<PersonId>(t.subject_at).raw;
  auto& sum = pending_[key];
  there ? sum.add(mark) : sum.remove(mark);
  if (t.has_mac && there) macs_[{&t, row.id<PersonId>(0).raw}] = mark.mac;
}

void Seals::logged(ByteView entry) {
  changing_ = changing_ || !only_looks(act_in(entry));
}

std::optional<vault::RowSum> Seals::pending(const Key& k) const {
  const auto found = pending_.find(k);
  if (found == pending_.end()) return std::nullopt;
  return found->second;
}

std::int64_t Seals::seen(const Key& k, bool at_once) const {
  const auto now = clock_.now();
  const Hold hold(lock_);
  const auto found = seen_.find(k);
  if (found == seen_.end()) return 0;
  auto& s = found->second;
  if (now < s.at) s.at = now;  // the clock was set back
  return at_once || now.ms - s.at.ms > kMomentMs ? s.version : s.before;
}

void Seals::saw(const Key& k, std::int64_t version) const {
  if (k.set == SealSet::Entry || version == 0) return;  // there are too many
  const auto now = clock_.now();
  const Hold hold(lock_);
  if (seen_.size() >= kMostSeen) seen_.clear();
  auto& s = seen_[k];
  if (version <= s.version) return;
  s = {version, now.ms - s.at.ms > kMomentMs ? s.version : s.before, now};
}

tl::unexpected<Error> Seals::broken_set(SealSet set, const Id128& subject, std::string_view why) {
  tell(set, subject);
  return fail(Code::Corrupt, std::string(kNotSaved),
              std::string(set_code(set)) + " " + to_text(subject) + ": " + std::string(why));
}

Result<std::optional<Seals::Book>> Seals::read_book(store::Session& db) const {
  std::optional<Book> book;
  bool opens = true;
  CHECK_OK(
      db.each("SELECT version, sealed FROM seal_book WHERE org=$1", {db_.org()}, [&](const store::Row& r) {
        const auto found = seal_.open("book", {}, r.i64(0), r.blob(1));
        opens = found.has_value();
        if (found) book = Book{r.i64(0), found->as_of, found->sum};
        return false;
      }));
  if (!opens) return fail(Code::Corrupt, std::string(kNotSaved), "the book of seals does not open");
  return book;
}

Status Seals::write_book(store::Txn& txn, Book& book) {
  ++book.version;
  CHECK_OK(txn.each("SELECT size FROM ledger_head WHERE org=$1", {db_.org()},
                    [&](const store::Row& r) { return book.as_of = r.i64(0), false; }));
  const auto sealed = seal_.close("book", {}, book.version, book.as_of, book.sum);
  CHECK_OK(
      txn.run("INSERT INTO seal_book (org, version, sealed) VALUES ($1, $2, $3) "
              "ON CONFLICT (org) DO UPDATE SET version=excluded.version, sealed=excluded.sealed",
              {db_.org(), book.version, sealed}));
  book_written_ = book.version;
  return {};
}

Status Seals::settle(store::Txn& txn) {
  std::erase_if(pending_, [](const auto& p) { return p.second.empty(); });
  if (pending_.empty() && !changing_) return write_macs(txn);
  TRY(auto book, read_book(txn));
  if (!book || book->version < book_seen_) {
    const std::string why =
        book ? "an older book of seals was put in the place of the newest" : "the book of seals is gone";
    tell_book(why);
    return fail(Code::Corrupt, std::string(kNotSaved), why);
  }
  CHECK_OK(settle_sets(txn, *book));
  CHECK_OK(write_macs(txn));
  return write_book(txn, *book);
}

Status Seals::settle_sets(store::Txn& txn, Book& book) {
  std::vector<Id128> subjects;
  for (std::size_t i = 0; i < kSealSets; ++i) {
    subjects.clear();
    for (auto it = pending_.lower_bound({set_at(i), {}}); it != pending_.end() && it->first.set == set_at(i);
         ++it)
      subjects.push_back(it->first.subject);
    for (std::size_t from = 0; from < subjects.size(); from += kLengths.back())
      CHECK_OK(
          settle_some(txn, book, set_at(i),
                      std::span(subjects).subspan(from, std::min(kLengths.back(), subjects.size() - from))));
    if (!subjects.empty() && (set_at(i) == SealSet::Staff || set_at(i) == SealSet::House))
      txn.announce(std::string(kStaffSealed));
  }
  return {};
}

Status Seals::settle_some(store::Txn& txn, Book& book, SealSet set, std::span<const Id128> subjects) {
  const auto code = set_code(set);
  const auto length = *std::ranges::find_if(kLengths, [&](auto l) { return l >= subjects.size(); });
  std::vector<store::Param> params = {db_.org(), code};
  std::string sql = "SELECT subject, version, sealed FROM seal WHERE org=$1 AND what=$2 AND subject IN (";
  for (std::size_t i = 0; i < length; ++i) {
    params.emplace_back(ByteView(subjects[std::min(i, subjects.size() - 1)].view()));
    sql += (i == 0 ? "$" : ", $") + std::to_string(i + 3);
  }
  std::map<Id128, Stored> old;
  CHECK_OK(txn.each(sql + ")", params, [&](const store::Row& r) {
    old[r.id<PersonId>(0).raw] = {r.i64(1), Bytes(r.blob(2).begin(), r.blob(2).end())};
    return true;
  }));
  std::vector<Stored> fresh;
  fresh.reserve(subjects.size());
  std::vector<std::vector<store::Param>> rows;
  for (const auto& subject : subjects) {
    const auto found = old.find(subject);
    const std::int64_t version = found == old.end() ? 0 : found->second.version;
    vault::RowSum sum;
    if (version < seen({set, subject}, true)) return broken_set(set, subject, "an older seal was put back");
    if (found != old.end()) {
      const auto opened = seal_.open(code, subject.view(), version, found->second.sealed);
      if (!opened) return broken_set(set, subject, "its seal does not open");
      sum = opened->sum;
      book.sum.remove(seal_.mark_of_seal(code, subject.view(), version, found->second.sealed));
    }
    sum.add(pending_[{set, subject}]);
    fresh.push_back({version + 1, seal_.close(code, subject.view(), version + 1, 0, sum)});
    const auto& now = fresh.back();
    book.sum.add(seal_.mark_of_seal(code, subject.view(), now.version, now.sealed));
    written_.push_back({{set, subject}, now.version});
    rows.push_back({db_.org(), code, ByteView(subject.view()), now.version, now.sealed});
  }
  TRY([[maybe_unused]] const auto n,
      txn.run_each("INSERT INTO seal (org, what, subject, version, sealed) VALUES ($1, $2, $3, $4, $5) "
                   "ON CONFLICT (org, what, subject) DO UPDATE SET version=excluded.version, "
                   "sealed=excluded.sealed",
                   rows));
  return {};
}

Status Seals::write_macs(store::Txn& txn) {
  const SealTable* table = nullptr;
  std::vector<std::vector<store::Param>> rows;
  const auto write = [&]() -> Status {
    if (rows.empty()) return {};
    TRY([[maybe_unused]] const auto n,
        txn.run_each("UPDATE " + table->name + " SET mac=$3 WHERE org=$1 AND id=$2", rows));
    rows.clear();
    return {};
  };
  for (const auto& [whose, mac] : macs_) {
    if (whose.first != table) CHECK_OK(write());
    table = whose.first;
    rows.push_back({db_.org(), ByteView(whose.second.view()), ByteView(mac)});
  }
  return write();
}

void Seals::ended(bool committed) {
  if (committed) {
    for (const auto& [key, version] : written_) saw(key, version);
    if (book_written_ > book_seen_) book_seen_ = book_written_;
  }
  begun();
}

bool Seals::row_holds(const SealTable& table, const store::Row& row,
                      std::span<const vault::RowColumn> columns, int mac_at) const {
  return carries(table, row.id<EntryId>(columns[0].at).raw, seal_.mark(table.name, row, columns),
                 row.blob(mac_at));
}

bool Seals::carries(const SealTable& table, const Id128& id, const vault::RowMark& mark,
                    ByteView stored) const {
  // Inside a transaction the row carries its new mark once it commits.
  if (db_.writing_here())
    if (const auto found = macs_.find({&table, id}); found != macs_.end()) return found->second == mark.mac;
  return std::ranges::equal(mark.mac, stored);
}

Result<bool> Seals::hold(store::Session& db, SealSet set, const Id128& subject) {
  SealTally tally(this, set);
  const Bytes none;
  CHECK_OK(
      db.each(seal_query_of(set, 1), {db_.org(), none, ByteView(subject.view())}, [&](const store::Row& r) {
        tally.take(r);
        return true;
      }));
  if (tally.holds(subject)) return true;
  tell(set, subject);
  return false;
}

const SealTable* SealTally::take(const store::Row& row) {
  const auto number = row.i64(0);
  const auto* table = number < 0 ? nullptr : query_.tables[static_cast<std::size_t>(number)];
  if (!seals_) return table;
  const auto subject = query_.subject(row);
  auto& one = all_[subject];
  if (table) {
    const auto mark = seals_->seal_.mark(table->name, row, table->read);
    one.sum.add(mark);
    if (table->has_mac)
      one.marked = one.marked && seals_->carries(*table, row.id<EntryId>(table->read[0].at).raw, mark,
                                                 row.blob(table->mac_at));
  } else {
    one.version = row.i64(query_.version);
    const auto opened =
        seals_->seal_.open(set_code(set_), subject.view(), one.version, row.blob(SealQuery::kSealed));
    one.opens = opened.has_value();
    if (opened) one.sealed = opened->sum;
  }
  return table;
}

bool SealTally::holds(const Id128& subject) const {
  if (!seals_) return true;
  static const One kNone;
  const auto found = all_.find(subject);
  const auto& one = found == all_.end() ? kNone : found->second;
  if (!one.opens || !one.marked) return false;
  vault::RowSum wanted = one.sealed.value_or(vault::RowSum{});
  const bool writing = seals_->db_.writing_here();
  // Inside a transaction: what it has changed already, and will be sealed when it commits.
  if (writing)
    if (const auto more = seals_->pending({set_, subject})) wanted.add(*more);
  if (!(one.sum == wanted) || one.version < seals_->seen({set_, subject}, writing)) return false;
  if (!writing) seals_->saw({set_, subject}, one.version);
  return true;
}

std::vector<Id128> SealTally::subjects() const {
  std::vector<Id128> out;
  for (const auto& [subject, one] : all_) out.push_back(subject);
  std::ranges::sort(out);
  return out;
}

vault::RowSum SealTally::sum(const Id128& subject) const {
  const auto found = all_.find(subject);
  return found == all_.end() ? vault::RowSum{} : found->second.sum;
}

std::string SealTally::why(const Id128& subject) const {
  const auto found = all_.find(subject);
  if (found == all_.end()) return "nothing is left of it";
  const auto& one = found->second;
  if (!one.opens) return "its seal does not open";
  if (!one.sealed) return "it was never sealed";
  if (one.sum.count != one.sealed->count)
    return std::to_string(one.sealed->count) + " rows were sealed, and there are " +
           std::to_string(one.sum.count);
  if (!(one.sum == *one.sealed)) return "a row was changed";
  return one.marked ? "an older state was put back" : "a row lost its own mark";
}

void Seals::tell(SealSet set, const Id128& subject) {
  const auto now = clock_.now();
  {
    const Hold hold(lock_);
    auto& last = told_[{set, subject}];
    if (last.ms != 0 && now.ms - last.ms < kTellAgainMs) return;
    if (told_.size() > 10'000) told_.clear();
    told_[{set, subject}] = now;
  }
  const std::string what = std::string(set_code(set)) + " " + to_text(subject);
  if (alarms_)
    alarms_->raise(
        "row-seal",
        "Something stored here was changed outside Candour, and is not believed. Run “candour vault "
        "check” to see what, and put it back from a backup.",
        what, now);
  ledger::Entry e;
  e.at = now;
  e.act = ledger::Act::Attack;
  e.what = set_code(set);
  e.thing = to_text(subject);
  if (set == SealSet::Person || set == SealSet::Profile) e.people = {PersonId{subject}};
  e.outcome = "seal";
  e.note = "the stored rows do not fit their seal";
  (void)ledger_.record_soon(e);  // it is written down whether or not anybody waits
}

void Seals::tell_book(const std::string& why) {
  if (alarms_)
    alarms_->raise("row-book",
                   "Stored records were put back or taken away outside Candour: their book does not add up. "
                   "Run “candour vault check” to see more, and put the database back from a backup.",
                   why, clock_.now());
}

}  // namespace candour::gate
