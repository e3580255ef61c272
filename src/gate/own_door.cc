#include "gate/own_door.h"

#include <algorithm>

#include "charter/category_list.h"
#include "gate/facts.h"
#include "gate/seals.h"
#include "gate/standing.h"
#include "gate/things.h"
#include "gate/words.h"

namespace candour::gate {
namespace {

constexpr std::string_view kThemselves = "themselves", kForThem = "for-them";

OwnDoorSide side_of(const AtDoor& at) {
  return at.speaks.is_nil() ? OwnDoorSide::Themselves : OwnDoorSide::ForThem;
}

/// Whether the row of the door is one that was used and not shut.
Result<bool> stands_open(store::Session& db, const OrgCode& org, const AtDoor& at) {
  bool open = false;
  CHECK_OK(db.each("SELECT person, speaks, opened, shut FROM own_door WHERE org=$1 AND id=$2", {org, at.door},
                   [&](const store::Row& row) {
                     const auto speaks = row.null(1) ? RelationshipId{} : row.id<RelationshipId>(1);
                     open = row.id<PersonId>(0) == at.person && speaks == at.speaks && !row.null(2) &&
                            row.null(3);
                     return false;
                   }));
  return open;
}

}  // namespace

std::string_view own_door_code(OwnDoorSide side) {
  return side == OwnDoorSide::None ? "allowed" : side == OwnDoorSide::Themselves ? kThemselves : kForThem;
}

OwnDoorSide own_door_side(const ledger::Entry& e) {
  for (const auto side : {OwnDoorSide::Themselves, OwnDoorSide::ForThem})
    if (e.actor.is_nil() && (e.outcome == own_door_code(side) || e.note == own_door_code(side))) return side;
  return OwnDoorSide::None;
}

std::int64_t authority_token(vault::Vault& vault, RelationshipId id, std::string_view authority) {
  return vault.blind_token("authority", id.text() + " " + std::string(authority));
}

std::string authority_holds(int moment) {
  const auto now = "$" + std::to_string(moment);
  return "authority IS NOT NULL AND verified IS NOT NULL AND (authority_ends IS NULL OR authority_ends>" +
         now + ") AND (ended IS NULL OR ended>" + now + ") AND (began IS NULL OR began<=" + now + ")";
}

struct OwnDoor::Standing {
  PersonFacts facts;
  CategorySet within;
};

/// What whoever speaks for the person is let know now; nothing when they do not, or not any more.
Result<std::optional<CategorySet>> OwnDoor::spoken_for(store::Session& db, const AtDoor& at) const {
  const auto& c = gate_.charter();
  const auto by = charter::speaking_authorities(c);
  std::optional<CategorySet> out;
  if (gate_.seals_) {
    TRY(const bool holds, gate_.seals_->hold(db, SealSet::Profile, at.person.raw));
    if (!holds) return out;
  }
  CHECK_OK(db.each("SELECT authority, may_know FROM relationship WHERE org=$1 AND id=$2 AND person=$3 AND " +
                       authority_holds(4),
                   {c.org(), at.speaks, at.person, gate_.clock_.now().ms}, [&](const store::Row& row) {
                     if (std::ranges::any_of(by, [&](const auto& a) {
                           return row.i64(0) == authority_token(vault_, at.speaks, a);
                         }))
                       out = row.null(1) ? CategorySet{} : charter::read_category_list(c, row.text(1));
                     return false;
                   }));
  return out;
}

tl::unexpected<Error> OwnDoor::refuse(const AtDoor& at, bool there, std::string_view what) const {
  ledger::Entry e;
  e.at = gate_.clock_.now();
  e.act = ledger::Act::Refuse;
  if (there) e.people = {at.person};
  e.what = thing_code(Thing::OwnRecord);
  e.thing = what;
  e.outcome = charter::why_code(charter::Why::OutOfReach);
  e.note = own_door_code(side_of(at));
  if (auto kept = gate_.ledger_.record(e); !kept) return tl::unexpected<Error>(std::move(kept).error());
  return not_allowed("This door is shut. Ask the staff of your service.", gate_.charter().access_clause);
}

Result<OwnDoor::Standing> OwnDoor::stands(const AtDoor& at, std::string_view what) {
  Standing s;
  TRY(s.facts, gate_.facts_of(Actor{}, at.person));
  s.within = CategorySet::of_bits(~0ull);
  bool open = s.facts.exists && !s.facts.died && gate_.charter().organisation.own_door;
  if (open)
    CHECK_OK(gate_.db_.read([&](store::Session& db) -> Status {
      if (gate_.seals_) {
        TRY(open, gate_.seals_->hold(db, SealSet::Person, at.person.raw));
      }
      if (open) {
        TRY(open, stands_open(db, gate_.db_.org(), at));
      }
      if (!open || at.speaks.is_nil()) return {};
      TRY(const auto told, spoken_for(db, at));
      open = told.has_value();
      s.within = told.value_or(CategorySet{});
      return {};
    }));
  if (!open) return refuse(at, s.facts.exists, what);
  return s;
}

Result<Pass> OwnDoor::look(const AtDoor& at, charter::OwnPart part, std::string_view page) {
  TRY(const auto s, stands(at, page));
  // What shows days and lines of the ledger alone is for the person: no category says who else may know it.
  if (part == charter::OwnPart::None && !at.speaks.is_nil()) return refuse(at, true, page);
  Rights rights;
  rights.own_door = side_of(at);
  rights.see = charter::own_sight(gate_.charter(), part) & s.within;
  if (!s.facts.places.empty()) rights.service = s.facts.places.front().service;
  auto pass = gate_.make_pass(Actor{}, s.facts.ids(), rights);
  ledger::Entry e;
  e.at = gate_.clock_.now();
  e.act = ledger::Act::View;
  e.people = pass.people();
  e.what = thing_code(Thing::OwnRecord);
  e.thing = page;
  e.outcome = own_door_code(rights.own_door);
  rights.see.each([&](CategoryIx c) { e.categories.push_back(gate_.charter().at(c).code); });
  CHECK_OK(gate_.ledger_.record(e));
  return pass;
}

Result<Pass> OwnDoor::write(const AtDoor& at, KindIx kind) {
  TRY(const auto s, stands(at, gate_.charter().at(kind).code));
  const auto& c = gate_.charter();
  const auto has_it = [&](const Place& p) { return c.kind_use(p.service, kind) != nullptr; };
  const auto place = std::ranges::find_if(s.facts.places, has_it);
  if (place == s.facts.places.end())
    return fail(Code::NotFound, "Your service takes no such message here. Ask its staff.");
  Rights rights;
  rights.own_door = side_of(at);
  c.at(kind).categories().each([&](CategoryIx cat) { rights.add_words(c, place->service, cat); });
  rights.service = place->service;
  return gate_.make_pass(Actor{}, s.facts, rights);
}

Result<Pass> OwnDoor::decide(const AtDoor& at) {
  TRY(const auto s, stands(at, thing_code(Thing::Consent)));
  if (!at.speaks.is_nil()) return refuse(at, true, thing_code(Thing::Consent));
  Rights rights;
  rights.own_door = side_of(at);
  if (!s.facts.places.empty()) rights.service = s.facts.places.front().service;
  rights.write.add(words_category(gate_.charter()));
  return gate_.make_pass(Actor{}, s.facts, rights);
}

Result<std::vector<ledger::Kept>> OwnDoor::who_looked(const AtDoor& at, std::int64_t before, int most) {
  TRY(const auto pass, look(at, thing_code(Thing::WhoLooked)));
  std::vector<ledger::Kept> out;
  CHECK_OK(gate_.db_.read([&](store::Session& s) -> Status {
    for (const auto& record : pass.people()) {
      TRY(auto some, gate_.ledger_.about(s, record, before, most));
      out.insert(out.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return {};
  }));
  // A line that names several of the records that were joined is one line.
  std::ranges::sort(out, std::greater{}, &ledger::Kept::seq);
  out.erase(std::ranges::unique(out, {}, &ledger::Kept::seq).begin(), out.end());
  if (static_cast<int>(out.size()) > most) out.resize(static_cast<std::size_t>(most));
  return out;
}

}  // namespace candour::gate
