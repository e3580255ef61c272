// Lists of people by service, team, worker, state and what is due: everybody whom the reader reaches, one
// line for each of their places in a service. Any thread. It reads ids, codes, dates and how people stand,
// and opens nothing; how somebody stands is believed as the gate has it, so that a row that was changed in
// the database shows nobody. Nobody is named here: pages and files make a pass for those whom they show.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gate/gate.h"
#include "gate/list_sight.h"

namespace candour::record {

enum class PlaceState : std::uint8_t { Referred, Waiting, Enrolled, Ended };
inline constexpr PlaceState kPlaceStates[] = {PlaceState::Referred, PlaceState::Waiting, PlaceState::Enrolled,
                                              PlaceState::Ended};
std::string_view place_state_code(PlaceState);
std::string_view place_state_words(PlaceState);
std::optional<PlaceState> find_place_state(std::string_view code);

enum class ListOrder : std::uint8_t { Newest, Longest, Due };

struct ListAsked {
  std::optional<ServiceIx> service;
  std::optional<TeamId> team;
  std::optional<StaffId> worker;
  std::optional<PlaceState> state;  // nothing: all but those that ended
  std::optional<int> due_within;    // days from today; what is late is within any
  ListOrder order = ListOrder::Newest;
  bool with_due = false;  // what is due next is wanted, though nothing is picked or sorted by it
};

struct ListLine {
  /// Where a line stands in its list: for pages by key.
  using Key = std::tuple<std::int64_t, PersonId, std::uint32_t, std::int64_t>;
  struct Next {
    charter::Date on;
    KindIx kind{};
    std::string deadline;
  };
  PersonId person;
  gate::Place place;
  PlaceState state = PlaceState::Enrolled;
  UnixMs since;              // referred, enrolled or ended
  CategorySet sees;          // of this person
  std::optional<Next> next;  // soonest, in that service, of what the reader may see
  Key key;
};

struct Listed {
  std::vector<ListLine> lines;  // in order
  std::size_t people = 0;       // exactly; one person may have several lines
  // Of everybody whom the filters of service and state leave in reach: what may be picked from.
  std::vector<StaffId> workers;
  std::vector<TeamId> teams;
  CategorySet sees;
};

class PeopleList {
 public:
  PeopleList(gate::Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}

  /// `with`: only people and services for whom the actor has that duty. A few queries for every 512 people,
  /// however long the list is.
  Result<Listed> find(const gate::Actor& actor, const ListAsked& asked,
                      std::optional<charter::Duty> with = {}) const;
  /// Services in which the actor could reach anybody.
  std::vector<ServiceIx> services(const gate::Actor& actor) const;

 private:
  Status add_due(std::vector<ListLine>& lines, const std::vector<gate::ListSight>& sights) const;
  gate::Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::record
