// The pass: the only thing that opens personal data. The gate alone can make one, after a decision; it says
// who acts, for what purpose, about whom, which categories may be seen or written, and by which clause.
// A value that is cheap to copy, valid for one request; any thread. It does not keep the data safe once it
// has been handed over: pages must show no more than they were asked for.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/obligations.h"

namespace candour::gate {
class Gate;
}

namespace candour {

/// Why one category may be touched: numbers into the charter's tables.
struct Ground {
  PurposeIx purpose{};
  std::uint16_t clause = 0;  // charter::Charter::clause_text(clause)
  std::uint8_t basis = 0;    // charter::Basis
};

/// One of several records that were joined, since they are of one person. What was written in it before that
/// is seen as far as `before` goes, so that joining alone shows nobody more than they saw.
struct JoinedRecord {
  PersonId record;
  UnixMs since;
  CategorySet before;
};

/// Who came in by a person's own door (gate/own_door.h): nobody did, the person, or whoever speaks for them.
enum class OwnDoorSide : std::uint8_t { None, Themselves, ForThem };

class Pass {
 public:
  const OrgCode& org() const { return data_->org; }
  StaffId actor() const { return data_->actor; }
  /// The people it is for; a person pass has exactly one, or all records that were joined as theirs.
  const std::vector<PersonId>& people() const { return data_->people; }
  PersonId person() const;
  /// Whether it is for somebody whose record holds others; then all of them, the one that stays first.
  bool joined() const { return !data_->records.empty(); }
  std::vector<PersonId> records_of(PersonId p) const;
  /// The record that stays, of one that was joined into it.
  PersonId stays(PersonId p) const { return joined() && covers(p) ? person() : p; }
  /// The pass for what was written in that record at that moment.
  Pass sight(PersonId record, UnixMs written) const;
  CategorySet may_see() const { return data_->see; }
  CategorySet may_write() const { return data_->write; }
  const Ground& ground(CategoryIx c) const { return data_->grounds[static_cast<unsigned>(c)]; }
  PurposeIx purpose() const { return data_->purpose; }
  ServiceIx service() const { return data_->service; }
  std::uint32_t obligations() const { return data_->obligations; }
  UnixMs made_at() const { return data_->made_at; }
  /// Whether it is for the person themselves, or for whoever speaks for them; None: for staff.
  OwnDoorSide own_door() const { return data_->own_door; }
  /// The reasoned access that it rests on alone; nil: none.
  GrantId grant() const { return data_->grant; }
  bool covers(PersonId p) const;
  bool sees(PersonId p, CategoryIx c) const { return may_see().has(c) && covers(p); }
  bool writes(PersonId p, CategoryIx c) const { return may_write().has(c) && covers(p); }

  /// The same pass for no more than these categories: a page opens what it shows. It notes in the same place.
  Pass only(CategorySet categories) const;
  /// Of which categories something was opened with it, or with a copy of it, so far.
  CategorySet opened() const { return CategorySet::of_bits(data_->opened->load(std::memory_order_relaxed)); }
  /// The vault says so whenever it hands out what it opened.
  void note_opened(CategoryIx c) const {
    data_->opened->fetch_or(std::uint64_t{1} << static_cast<unsigned>(c), std::memory_order_relaxed);
  }

 private:
  friend class gate::Gate;
  struct Data {
    OrgCode org;
    StaffId actor;
    std::vector<PersonId> people;       // sorted
    std::vector<JoinedRecord> records;  // the one that stays first; empty: nothing was joined
    CategorySet see, write;
    PurposeIx purpose{};
    ServiceIx service{};
    std::array<Ground, 64> grounds{};
    std::uint32_t obligations = 0;
    UnixMs made_at;
    GrantId grant;
    OwnDoorSide own_door{};
    std::shared_ptr<std::atomic<std::uint64_t>> opened = std::make_shared<std::atomic<std::uint64_t>>(0);
  };
  explicit Pass(std::shared_ptr<const Data> d) : data_(std::move(d)) {}
  std::shared_ptr<const Data> data_;
};

/// A pass that yields protected counts only and can open no segment. Made by the gate.
class AggregatePass {
 public:
  const OrgCode& org() const { return org_; }
  StaffId actor() const { return actor_; }

 private:
  friend class gate::Gate;
  AggregatePass(OrgCode o, StaffId a) : org_(std::move(o)), actor_(a) {}
  OrgCode org_;
  StaffId actor_;
};

}  // namespace candour
