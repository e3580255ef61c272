// Names for a list that is about several people. One request, one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/entries.h"
#include "web/frame/site.h"

namespace candour::web {

/// Names for a few people at once, with one decision and one line on the ledger.
class Names {
 public:
  static Result<Names> of(const Visit& v, std::vector<PersonId> ids, gate::Thing what);
  /// With these categories of their profiles, as far as each may be seen.
  static Result<Names> of(const Visit& v, std::vector<PersonId> ids, gate::Thing what, CategorySet wanted);
  const people::Profile* find(PersonId id) const {
    const auto i = by_id_.find(id);
    return i == by_id_.end() ? nullptr : &i->second;
  }
  /// With passes that may open `besides` as well, of what was written about these people (Titles).
  static Result<Names> and_titles(const Visit& v, std::vector<PersonId> ids, gate::Thing what,
                                  CategorySet besides);
  /// The passes, to open with them what else the list shows of these people.
  const gate::Reachable& reach() const { return reach_; }
  /// Somebody out of reach is no line anywhere: for what is the reader's own and stands all the same.
  std::string name(PersonId id) const {
    const auto* p = find(id);
    return p ? p->name() : "somebody whose record is not open to you";
  }

 private:
  static Result<Names> opened(const Visit& v, std::vector<PersonId> ids, gate::Thing what, CategorySet wanted,
                              CategorySet of_profiles);
  std::map<PersonId, people::Profile> by_id_;
  gate::Reachable reach_;
};

/// "Who you are, How to reach you"
std::string category_names(const charter::Charter& c, CategorySet set);

/// Somebody in a list: the age at which they died, if they have, and that they have.
html::PersonLine person_line(const Visit& v, const people::Profile& p, charter::Date today,
                             std::string where = {});

/// What entries are, in the words of their titles and as far as the reader sees those: "Ring the surgery", "A
/// fall". A few queries for a whole list.
class Titles {
 public:
  /// What has to be seen for the titles of this kind.
  static CategorySet categories(const charter::Kind& kind);
  static Result<Titles> of(const Visit& v, const Names& names, const std::vector<EntryId>& entries);
  /// Nothing where there is none, or it is held back.
  std::string title(EntryId id) const {
    const auto i = by_id_.find(id);
    return i == by_id_.end() ? std::string() : i->second;
  }

 private:
  std::map<EntryId, std::string> by_id_;
};

}  // namespace candour::web
