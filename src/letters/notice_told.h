// Who was told of a version of the notice, by what is known of its delivery: taken by their mail server and
// not sent back, or posted. And what that version changed, in plain words, as the letters say it (LL-6,
// PS-8). Any thread. It does not know whether anything was read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "charter/charter.h"
#include "store/db.h"

namespace candour::letters {

/// How one person was told; of several ways the furthest.
enum class ToldBy : std::uint8_t { Nobody, NoAddress, CameBack, OnItsWay, Post, Mail };
constexpr bool was_told(ToldBy by) {
  return by >= ToldBy::Post;
}

/// The people of a service who had it when the version came into force, and have it still.
struct ToldCounts {
  std::int64_t people = 0, by_mail = 0, by_post = 0, on_its_way = 0, came_back = 0, no_address = 0,
               nobody = 0;
  std::optional<UnixMs> last;  // when the last of them was told
  std::int64_t still() const { return came_back + no_address + nobody; }
};
struct ToldPerson {
  PersonId id;
  std::string name;
  ToldBy by{};
  std::optional<UnixMs> at;
};
struct ToldList {
  std::vector<ToldPerson> people;  // whoever is still to be told first
  std::int64_t out_of_reach = 0;
  bool more = false;
};

/// One call for each of them, in the order of their ids.
Status each_told(store::Session& db, const OrgCode& org, std::string_view version, std::string_view service,
                 const std::function<void(PersonId, ToldBy, std::optional<UnixMs>)>& one);
/// Whether they were told of it, or a mail or letter is on its way, by another mailing than this.
Result<bool> told_already(store::Session& db, const OrgCode& org, std::string_view version, PersonId person,
                          EntryId but);

/// What a version changed for people of the one before it, a sentence each; nothing where it is the first, or
/// one of the two can no longer be read. Slow: not inside a transaction.
Result<std::vector<std::string>> notice_changes(store::Db& db, const charter::Charter& in_force,
                                                std::string_view version, const std::string& catalogue);

}  // namespace candour::letters
