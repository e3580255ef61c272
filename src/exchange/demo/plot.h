// The plan of the two years before anything is written: who comes to which service and how it ends, what is
// written on which day and by whom, and what staff do besides. The plan is the same for the same seed;
// stage.h plays it. One thread.
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "exchange/demo/cast.h"
#include "exchange/demo/scene.h"
#include "exchange/demo/someone.h"

namespace candour::exchange::demo {

class Stage;

enum class Fate : unsigned char { Open, Closed, Died, Waiting, Declined, New };

/// One way of somebody through one service.
struct Stay {
  std::size_t who = 0;
  ServiceIx service{};
  Fate fate = Fate::Open;
  Theme theme = Theme::Support;
  Date received{}, decided{}, ended{};  // ended: the day after today while it lasts
  bool waits = false;                   // on the waiting list before it was accepted
  bool second = false;                  // the person was here already
  bool hero = false, long_record = false, unsigned_plan = false, overdue = false;
  std::size_t worker = 0, supervisor = 0;  // into the cast
  std::vector<std::size_t> others;         // specialists
  std::size_t team = 0;                    // of the service
  std::vector<GoalTaken> goals;
  // Set while it is played.
  ReferralId referral;
  EnrolmentId enrolment;
  bool has_started() const { return fate == Fate::Open || fate == Fate::Closed || fate == Fate::Died; }
};

/// One entry to be written, and what became of it.
struct Planned {
  std::size_t stay = 0, author = 0;
  KindIx kind{};
  Date day{};
  charter::Values values, later;  // later: what its steps ask
  std::string source = "person", source_name;
  std::string state;  // after its moves, by plan
  Date state_since{};
  EntryId id;  // set while it is played
  std::uint32_t version = 0;
};

struct Event {
  UnixMs at;
  std::function<Status(Stage&, store::Txn&)> inside;  // may share a transaction with others
  std::function<Status(Stage&)> alone;                // makes its own
};

class Plot {
 public:
  Plot(const Rooms& rooms, const Setting& setting, const Cast& cast, Random rng)
      : rooms_(rooms), setting_(setting), cast_(cast), rng_(rng), today_(setting.date) {}
  /// Everything; in the order of time afterwards.
  void make();

  std::deque<Someone> people;
  std::deque<Stay> stays;
  std::deque<Planned> entries;
  std::vector<Event> events;
  std::optional<Member> starter;

 private:
  // fates.cc
  void invent_people();
  void add_person(std::size_t n);
  Stay stay_for(std::size_t n);
  ServiceIx service_for(std::size_t n, Fate fate) const;
  ServiceIx quietest(std::string_view kind) const;  // fewest open, among those that keep the kind
  std::optional<std::pair<ServiceIx, ServiceIx>> two_services() const;
  void dates_of(Stay& s);
  void people_of(Stay& s);
  void goals_of_stay(Stay& s);
  // rhythm.cc
  void history_of(std::size_t stay);
  void every_kind();
  bool write(std::size_t stay, KindIx kind, Date day);
  std::optional<std::size_t> author_for(const Stay& s, KindIx kind, PurposeSet consented) const;
  std::optional<std::size_t> writer_of(const Stay& s, KindIx kind, PurposeSet& consented) const;
  void moves_of(Planned& p);
  void replaced_by(Planned& old, Date day);
  void add_move(Planned& p, const charter::Move& move, std::size_t mover, Date day);
  std::optional<std::size_t> mover_for(const Planned& p, const charter::Move& move) const;
  // business.cc
  void journey_of(std::size_t stay);
  void consent_before(std::size_t stay, PurposeIx purpose, Date day, std::size_t by);
  void circle_of(std::size_t stay);
  void agreements();
  void mailings();
  void training();
  void looks();
  void reasons();
  void second_thoughts();
  void drafts();
  void starters();

  void alone(Date day, int minutes, std::function<Status(Stage&)> what);
  Date workday(Date d) const;
  const charter::Charter& charter() const { return rooms_.charter; }

  const Rooms& rooms_;
  const Setting& setting_;
  const Cast& cast_;
  Random rng_;
  Date today_;
  std::set<std::string> names_;
  std::set<std::pair<std::size_t, KindIx>> once_;                       // person and kind
  std::map<std::pair<std::size_t, PurposeIx>, std::set<Date>> agreed_;  // by person and purpose: when
  std::map<std::pair<std::size_t, KindIx>, int> turns_;
  std::set<KindIx> seen_kinds_;
  std::map<std::size_t, std::deque<const void*>> recent_;  // by person
  std::vector<std::size_t> taken_on_;                      // by service: how many so far
  std::vector<std::size_t> open_in_;
};

/// The theme of a service, told by the kinds that it keeps.
Theme theme_of(const charter::Charter& c, ServiceIx service);
UnixMs moment(Date day, int minutes);

}  // namespace candour::exchange::demo
