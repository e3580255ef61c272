// Diaries: what stands when, by colleague and by person, and what would be at the same time. Read from rows
// of times and ids (as due is), a few queries however many, and nothing is opened. Any thread. Promises:
// nothing stands in a list that its reader could not open; of a colleague whose diary one may look into, such
// a time is there as taken, without a word of what for. Times are moments; their words are of the clocks in
// London.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/values.h"
#include "gate/gate.h"

namespace candour::record {

/// From `starts` until just before `ends`.
struct Span {
  UnixMs starts, ends;
  bool meets(const Span& o) const { return starts.ms < o.ends.ms && o.starts.ms < ends.ms; }
};
/// The days from `first` on, of 23, 24 or 25 hours.
Span span_of_days(charter::Date first, int days);

/// What an entry asks of a diary.
struct DiaryWish {
  Span span;
  StaffId staff;  // nil: it names nobody
  bool visit = false, alone = false;
};
/// Nothing: these answers stand in no diary.
std::optional<DiaryWish> diary_wish(const charter::Kind& kind, const charter::Values& values);

/// What was booked before there were diaries, as long as it is still to come: once, when the organisation
/// opens.
Status begin_diary(const charter::Charter& charter, store::Db& db);

struct DiaryItem {
  EntryId entry;
  PersonId person;  // the record that stays
  PersonId record;  // in which it stands
  ServiceIx service{};
  KindIx kind{};
  Span span;
  StaffId staff;                 // nil: nobody is named
  std::vector<StaffId> workers;  // who is allocated there; when nobody is named, it stands in their diaries
  std::string state;
  bool freed = false, visit = false, alone = false;
  bool busy = false;  // its reader may know the time and whose it is, and nothing else of it
  std::optional<UnixMs> went_in, came_out;

  bool is_of(StaffId s) const;
};

class Diary {
 public:
  static constexpr int kMost = 2000;  // rows of one question
  Diary(gate::Gate& gate, store::Db& db) : gate_(gate), db_(db) {}

  /// Their own, of those whom they supervise, and, with the duty see-workload, of those who work where the
  /// post with it is. By id.
  Result<std::vector<StaffId>> may_look_into(const gate::Actor& actor) const;
  /// In the diaries of these colleagues, soonest first; those into whose the actor may not look are left out.
  Result<std::vector<DiaryItem>> of_staff(const gate::Actor& actor, std::vector<StaffId> whose,
                                          const Span& span) const;
  /// What is arranged for one person, as far as the pass sees something of it.
  Result<std::vector<DiaryItem>> of_person(const gate::Actor& actor, const Pass& pass, PersonId person,
                                           const Span& span) const;
  /// What else stands there then, for the person or the colleague; `but` is the entry itself, when it is
  /// there.
  Result<std::vector<DiaryItem>> clashes(const gate::Actor& actor, const Pass& pass, PersonId person,
                                         const DiaryWish& wish, std::optional<EntryId> but) const;

 private:
  class Rows;
  Result<std::vector<DiaryItem>> seen_by(const gate::Actor& actor, std::vector<DiaryItem> all,
                                         const std::vector<StaffId>& open) const;
  gate::Gate& gate_;
  store::Db& db_;
};

}  // namespace candour::record
