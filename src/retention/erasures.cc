#include "retention/erasures.h"

#include <algorithm>
#include <map>

#include "charter/category_list.h"
#include "charter/erasure.h"
#include "charter/requests.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "people/lists.h"
#include "people/versions.h"
#include "record/taking_off.h"
#include "retention/destruction_work.h"
#include "retention/entries_off.h"
#include "retention/schedule.h"
#include "store/accounted.h"

namespace candour::retention {

namespace ask = charter::request_field;

struct Erasures::Standing {
  EntryId id;
  bool known = false;  // the charter has its kind and service
  KindIx kind{};
  ServiceIx service{};
  CategorySet parts;
  std::optional<PurposeIx> purpose;  // for which, and on what basis, it was written down
  charter::Basis basis{};
};

std::string Erasures::stays(const Standing& e, const std::vector<ServiceIx>& served, CategorySet keeps,
                            const Held& held) const {
  const auto& c = gate_.charter();
  if (!e.known) return "The notice knows nothing of it any more";
  if (held.keeps(e.kind, e.parts)) return "A hold keeps it";
  if (charter::shows_what_was_done(c.at(e.kind))) return "It shows what was agreed, asked or told";
  if (!(e.parts & keeps).empty()) return "It is kept for the reason that stands in the request";
  if (!e.purpose) return "What it was written down for is not in the notice any more";
  // Where the notice lets both agree on another time, that the service goes on keeps nothing.
  bool agreed = !e.parts.empty();
  e.parts.each([&](CategoryIx part) {
    const auto* rule = c.retention_for(e.service, e.kind, part);
    agreed = agreed && rule && rule->as_agreed;
  });
  return charter::must_stay(c.at(*e.purpose), e.basis, !agreed && std::ranges::count(served, e.service) > 0);
}

Result<std::vector<ServiceIx>> Erasures::served(store::Session& db, PersonId person) const {
  const auto& c = gate_.charter();
  std::vector<ServiceIx> out;
  TRY(const auto records, gate_.records_of(person));
  for (const auto& record : records)
    CHECK_OK(db.each(
        "SELECT service FROM enrolment WHERE org=$1 AND person=$2 AND ended IS NULL UNION SELECT service FROM referral "
        "WHERE org=$1 AND person=$2 AND state IN ('new', 'waiting')",
        {c.org(), record}, [&](const store::Row& r) {
          if (const auto s = c.find_service(r.text(0))) out.push_back(*s);
          return true;
        }));
  return out;
}

/// Entries of a record by their ids. Of kinds or services that the charter has lost nothing is known, so
/// they stay.
Result<std::vector<Erasures::Standing>> Erasures::some_of(store::Session& db, PersonId record, EntryId after,
                                                          int most) const {
  const auto& c = gate_.charter();
  std::vector<Standing> out;
  Status wrong;
  CHECK_OK(db.each(
      "SELECT e.id, e.kind, e.service, e.parts, p.purpose, p.basis FROM entry e JOIN policy p ON p.org=e.org AND "
      "p.id=e.policy WHERE e.org=$1 AND e.person=$2 AND e.id>$3 ORDER BY e.id LIMIT $4",
      {c.org(), record, after, std::int64_t{most}}, [&](const store::Row& r) {
        Standing s{.id = r.id<EntryId>(0)};
        const auto kind = c.find_kind(r.text(1));
        const auto service = c.find_service(r.text(2));
        const auto parts = people::Parts::parse(c, r.text(3));
        if (!parts) wrong = tl::unexpected<Error>(parts.error());
        if (kind && service && parts) {
          s.known = true;
          s.kind = *kind;
          s.service = *service;
          s.parts = parts->categories();
          s.purpose = c.find_purpose(r.text(4));
          s.basis = charter::basis_of(r.text(5));
        }
        out.push_back(s);
        return wrong.has_value();
      }));
  CHECK_OK(wrong);
  return out;
}

CategorySet Erasures::keeps_of(const charter::Charter& c, const charter::Values& request) {
  return charter::chosen_categories(c, request, ask::kKeeps);
}

namespace {

void count(std::vector<Erasures::Line>& all, const Erasures::Line& one) {
  const auto at = std::ranges::find_if(all, [&](const Erasures::Line& l) {
    return l.kind == one.kind && l.service == one.service && l.why == one.why;
  });
  if (at == all.end())
    all.push_back(one);
  else
    ++at->entries;
}

}  // namespace

Result<std::vector<Erasures::Line>> Erasures::preview(const Pass& pass, PersonId person,
                                                      CategorySet keeps) const {
  const auto& c = gate_.charter();
  std::vector<Line> out;
  if (!pass.covers(person)) return not_found();
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(const auto now, served(db, person));
    TRY(const auto kept, held(db, gate_, vault_, person, By::Holds));
    for (const auto& record : pass.records_of(person)) {
      constexpr int kPage = 500;
      std::size_t read = kPage;
      for (EntryId after; read == kPage;) {
        TRY(const auto some, some_of(db, record, after, kPage));
        read = some.size();
        for (const auto& e : some) {
          after = e.id;
          if (e.known) count(out, {e.kind, e.service, 1, stays(e, now, keeps, kept)});
        }
      }
    }
    return {};
  }));
  std::ranges::sort(out, {}, [&](const Line& l) {
    return std::make_tuple(!l.why.empty(), c.at(l.kind).plural, c.at(l.service).name);
  });
  return out;
}

/// In the name of whoever agreed.
class Erasures::Work : public jobs::Kind {
 public:
  static constexpr std::string_view kCode = "erasure";
  explicit Work(Erasures& e) : e_(e), off_(e.gate_, e.db_, e.vault_, e.list_, e.clock_) {}
  std::string_view code() const override { return kCode; }

  Status step(jobs::Slice& slice) override {
    const EntryId id{slice.job().about};
    TRY(const auto request, find(id));
    if (!request)
      return e_.db_.write([&](store::Txn& txn) { return slice.finish(txn, slice.job().done, "stopped"); });
    const auto& [person, service, kind] = *request;
    // Whoever agreed may have lost the right since.
    TRY(const auto pass, e_.gate_.step(slice.actor(), person, service, kind));
    const std::string_view cursor = slice.job().cursor;
    if (!EntriesOff::goes_on(cursor)) return next(slice, person, service);
    TRY(const auto record, whose(person, EntriesOff::record_in(cursor)));
    TRY(const auto asked, e_.entries_.entry(pass, person, id));
    const auto keeps = Erasures::keeps_of(e_.gate_.charter(), asked.values);
    return off_.turn(
        slice, pass, record,
        [&](store::Session& db, EntryId after) { return choose(db, person, record, after, keeps); },
        [&](store::Txn& txn, const EntriesOff::Off& gone, std::int64_t) {
          return told(txn, pass, person, gone);
        });
  }

 private:
  struct Request {
    PersonId person;
    ServiceIx service{};
    KindIx kind{};
  };

  Result<std::optional<Request>> find(EntryId id) {
    const auto& c = e_.gate_.charter();
    std::optional<Request> out;
    CHECK_OK(e_.db_.read_records([&](store::Session& db) {
      return db.each("SELECT person, service, kind, state FROM entry WHERE org=$1 AND id=$2", {c.org(), id},
                     [&](const store::Row& r) {
                       const auto service = c.find_service(r.text(1));
                       const auto kind = c.find_kind(r.text(2));
                       if (service && kind && r.text(3) == ask::kErasing)
                         out = Request{r.id<PersonId>(0), *service, *kind};
                       return false;
                     });
    }));
    return out;
  }

  /// The record that a cursor names, if it is one of theirs: whoever writes in the database sends it nowhere.
  Result<PersonId> whose(PersonId person, std::optional<PersonId> named) {
    TRY(const auto records, e_.gate_.records_of(person));
    if (named && std::ranges::find(records, *named) != records.end()) return *named;
    return fail(Code::Invalid, "There is nothing to delete here.");
  }

  /// The next of their records; behind the last it is done.
  Status next(jobs::Slice& slice, PersonId person, ServiceIx service) {
    TRY(auto records, e_.gate_.records_of(person));
    std::ranges::sort(records);
    const auto last = EntriesOff::record_in(slice.job().cursor);
    const auto at = last ? std::ranges::upper_bound(records, *last) : records.begin();
    if (at != records.end())
      return e_.db_.write([&](store::Txn& txn) {
        store::no_entry_needed("how far the deleting is: each part of it has its own line");
        return slice.save(txn, EntriesOff::begin(*at), slice.job().done);
      });
    CHECK_OK(e_.entries_.end_by_engine(e_.gate_.in_nobodys_name(person, service), person,
                                       EntryId{slice.job().about}, ask::kErased));
    return e_.db_.write([&](store::Txn& txn) {
      store::no_entry_needed("the end of a job, whose lines stand since each entry was deleted");
      return slice.finish(txn, slice.job().done);
    });
  }

  Result<EntriesOff::Chosen> choose(store::Session& db, PersonId person, PersonId record, EntryId after,
                                    CategorySet keeps) {
    TRY(const auto kept, held(db, e_.gate_, e_.vault_, person, By::Holds));
    if (kept.whole)
      return fail(Code::NotAllowed, "A hold keeps it. Release the hold, and agree to the deleting again.");
    TRY(const auto now, e_.served(db, person));
    TRY(const auto some, e_.some_of(db, record, after, EntriesOff::kAtOnce));
    EntriesOff::Chosen out{{}, after, some.size() == EntriesOff::kAtOnce};
    for (const auto& e : some) {
      out.last = e.id;
      if (e_.stays(e, now, keeps, kept).empty()) out.some.push_back({e.id, e.kind, e.parts});
    }
    return out;
  }

  /// Whoever outside got such information is to hear that it was deleted (UK GDPR, Article 19).
  Status told(store::Txn& txn, const Pass& pass, PersonId person, const EntriesOff::Off& gone) {
    CHECK_OK(e_.entries_.details_corrected(txn, pass, person, gone.parts));
    auto line = e_.gate_.entry_for(pass, ledger::Act::Change, gate::thing_code(gate::Thing::Erased),
                                   gone.id.text(), gone.parts);
    line.note = "kind:" + e_.gate_.charter().at(gone.kind).code;
    return e_.gate_.ledger().append(txn, line).map([](auto) {});
  }

  Erasures& e_;
  EntriesOff off_;
};

Erasures::Erasures(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries,
                   ForgetList& list, jobs::Jobs& jobs, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), entries_(entries), list_(list), jobs_(jobs), clock_(clock) {
  entries_.on_request([this](store::Txn& txn, const Pass& pass, const record::ConsentForm& form, EntryId id,
                             std::string_view state) { return moved(txn, pass, form, id, state); });
  // What was given by choice and taken back comes back no more than this.
  entries_.on_let_go([this](const std::vector<vault::KeyName>& keys) -> Status {
    std::vector<Forgotten> all;
    for (const auto& k : keys) all.push_back({k.person, {k.slot}, clock_.now()});
    CHECK_OK(list_.add(all));
    return list_.destroy(all);
  });
  jobs_.add(std::make_unique<Work>(*this));
  jobs_.add_sweep([this] { return sweep(); });
}

Erasures::~Erasures() {
  entries_.on_request({});
  entries_.on_let_go({});
}

Status Erasures::moved(store::Txn& txn, const Pass& pass, const record::ConsentForm& form, EntryId id,
                       std::string_view state) {
  if (state != ask::kErasing) return {};
  TRY(const auto kept, held(txn, gate_, vault_, form.person, By::Holds));
  if (kept.whole)
    return fail(Code::Conflict,
                "A hold keeps what is here, so nothing is deleted now. It must be released first.");
  return jobs_.start(txn, pass.actor(), Work::kCode, id.raw, 0, EntriesOff::kFirst).map([](auto) {});
}

Status Erasures::sweep() {
  struct Stuck {
    PersonId person;
    ServiceIx service{};
    EntryId id;
  };
  const auto& c = gate_.charter();
  std::vector<Stuck> stuck;
  CHECK_OK(db_.read_records([&](store::Session& db) {
    return db.each(
        "SELECT e.person, e.service, e.id FROM job j JOIN entry e ON e.org=j.org AND e.id=j.about WHERE j.org=$1 AND "
        "j.kind=$2 AND j.state='stopped' AND e.state=$3 AND NOT EXISTS (SELECT 1 FROM job w WHERE w.org=j.org AND "
        "w.about=j.about AND w.state='waiting')",
        {db_.org(), Work::kCode, ask::kErasing}, [&](const store::Row& r) {
          if (const auto s = c.find_service(r.text(1)))
            stuck.push_back({r.id<PersonId>(0), *s, r.id<EntryId>(2)});
          return true;
        });
  }));
  for (const auto& s : stuck)
    CHECK_OK(entries_.end_by_engine(gate_.in_nobodys_name(s.person, s.service), s.person, s.id,
                                    ask::kErasureProposed));
  return {};
}

Result<std::int64_t> forget_entries_again(store::Db& db, vault::Vault& vault, const gate::Gate& gate,
                                          const ForgetList& list, UnixMs now) {
  struct Back {
    EntryId id;
    PersonId record;
    ServiceIx service{};
    std::string kind;
  };
  const auto& c = gate.charter();
  std::vector<EntryId> ids;
  for (const auto& [id, person] : list.entries()) ids.push_back(id);
  std::vector<Back> back;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    return people::each_of(s, "SELECT id, person, service, kind FROM entry WHERE org=$1 AND id IN", "",
                           {db.org()}, ids, [&](const store::Row& r) {
                             back.push_back({r.id<EntryId>(0), r.id<PersonId>(1),
                                             c.find_service(r.text(2)).value_or(ServiceIx{}), r.str(3)});
                             return true;
                           });
  }));
  for (const auto& b : back)
    CHECK_OK(db.write([&](store::Txn& txn) -> Status {
      const record::StoodIn where{b.record, b.id};
      const auto pass = gate.in_nobodys_name(b.record, b.service);
      TRY(const auto sealed, record::sealed_under(txn, vault, db.org(), where));
      CHECK_OK(record::drop_what_waits(txn, vault, pass, where));
      CHECK_OK(record::drop_entry(txn, vault, pass, where, sealed.files, now));
      // A destruction that was killed after it was written down and before the rows went: it counts there.
      if (gate::service_of_subject(c, b.record)) {
        TRY(const auto under_way, destruction_under_way(txn, c, b.service));
        if (under_way)
          return count_matter(txn, gate, *under_way, b.service,
                              {b.kind, static_cast<std::int64_t>(sealed.files.size()), now});
      } else {
        TRY(const auto under_way, left_under_way(txn, gate, b.record, b.service));
        if (under_way)
          return count_left(txn, gate, under_way->destruction, under_way->person, b.record,
                            {b.kind, static_cast<std::int64_t>(sealed.files.size()), now}, b.service);
      }
      ledger::Entry line;
      line.at = now;
      line.act = ledger::Act::Job;
      line.people = {b.record};
      line.what = "destroyed";
      line.outcome = "again";
      return gate.ledger().append(txn, line).map([](auto) {});
    }));
  if (!back.empty()) CHECK_OK(db.scrub());
  return static_cast<std::int64_t>(back.size());
}

}  // namespace candour::retention
