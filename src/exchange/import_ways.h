// How somebody in a list stands in the organisation: the service, status, start, team and key worker of their
// row, as far as the one who imports may decide that. What is offered is what they could do on the pages, by
// the same rules. Values, and pure functions over them; any thread. It gives nobody any right: that is asked
// again for each person when they are added.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "charter/charter.h"
#include "exchange/import_marks.h"
#include "people/staff_directory.h"

namespace candour::exchange {

/// What a cell may name: one way to say it, and the others by which it is known.
struct Named {
  std::string shown;
  std::string folded;
  std::vector<std::string> words;  // of the name, folded
  std::vector<std::string> also;   // code, user name, email: folded
};
Named named(std::string shown, std::vector<std::string> also = {});
/// Those that a cell may mean, nearest kind first: the name or code itself, its words in another order, its
/// first letters ("CS"), some of its words or their beginnings ("comm. support", "S Field").
struct Meant {
  std::vector<std::size_t> which;
  bool exact = false;  // by the name or code itself
};
Meant meant_by(const std::vector<Named>& all, std::string_view cell);
/// "None", "n/a", "tbc", "-": nobody is meant.
bool means_nobody(std::string_view cell);

enum class Stands : std::uint8_t { Referred, Enrolled, Ended };
/// "Live", "On waiting list", "Discharged"; nothing for what says neither, or two of them.
std::optional<Stands> stands_as(std::string_view cell);

/// For one actor: the services into which they may bring people, and who and which team could take them on
/// there.
struct WaysIn {
  struct Into {
    ServiceIx service{};
    CategorySet may_write;
    bool circle = false;        // family may be written down
    bool enrol = false;         // in the service already: accepted with the list
    bool allocate = false;      // with the team and key worker of the list
    std::vector<StaffId> able;  // who could be allocated there (Journeys::who_could_support)
    Offered teams, workers;
  };
  struct Worker {
    StaffId id;
    ServiceSet in;  // where they can be allocated: signed, not left, in a role that writes
    bool left = false;
    std::string shown;  // with the user name where two have one name
  };
  std::vector<Into> into;
  std::vector<Named> service_names;  // all of the charter, in its order
  std::vector<Named> team_names, worker_names;
  std::vector<people::Team> teams;  // as team_names
  std::vector<Worker> workers;      // as worker_names
  Offered services, states;

  const Into* find(ServiceIx service) const;
  bool enrols() const;  // anywhere
};
/// Into `into`, of which teams and workers are filled in.
std::shared_ptr<const WaysIn> make_ways(const charter::Charter& c, const people::Directory& staff,
                                        std::vector<WaysIn::Into> into);

/// How a row's person comes.
struct WayIn {
  ServiceIx service{};
  bool enrolled = false;               // otherwise referred, to be decided
  std::optional<charter::Date> since;  // nothing: from today
  std::optional<TeamId> team;
  std::optional<StaffId> worker;
  std::string team_name, worker_name;
};

}  // namespace candour::exchange
