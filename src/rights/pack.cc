#include "rights/pack.h"

#include <algorithm>

#include "base/text.h"
#include "charter/requests.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "people/values_in.h"
#include "record/requests.h"
#include "rights/cutting.h"
#include "rights/pack_parts.h"
#include "rights/pack_work.h"
#include "store/accounted.h"

namespace candour::rights {

namespace ask = charter::request_field;

namespace {

constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1000;

gate::Look look_of(EntryId request) {
  return {ledger::Act::View, std::string(gate::thing_code(gate::Thing::AccessPack)), request.text()};
}

tl::unexpected<Error> conflict(std::string words) {
  return fail(Code::Conflict, std::move(words));
}

}  // namespace

Packs::Packs(PackRooms rooms) : r_(rooms) {
  r_.jobs.add(std::make_unique<Work>(*this));
}
Packs::~Packs() = default;

std::span<const Packs::Way> Packs::ways() {
  static constexpr Way kWays[] = {
      {"hand", "Given into their hands"},
      {"post", "Sent by post"},
      {"locked-mail", "Sent by mail, locked with a password that goes another way"},
      {"stick", "On a memory stick"},
      {"organisation", "Sent to another organisation, as they asked"},
      {"named", "Given to the person whom they named"},
      {"shown", "Read together, here"}};
  return kWays;
}

namespace {

/// Of a request; nothing where nobody began one.
Result<std::optional<PackId>> newest_of(store::Session& db, const OrgCode& org, EntryId request) {
  std::optional<PackId> id;
  CHECK_OK(db.each("SELECT pack FROM access_pack_step WHERE org=$1 AND entry=$2 ORDER BY pack DESC LIMIT 1",
                   {org, request}, [&](const store::Row& r) { return id = r.id<PackId>(0), false; }));
  return id;
}

}  // namespace

Status Packs::may_answer(const gate::Actor& actor, const record::Entry& request) const {
  const auto& c = r_.gate.charter();
  const auto& kind = c.at(request.kind);
  const auto* right = charter::find_right(c, people::text_of(request.values, ask::kRight));
  if (!kind.records_request || !right ||
      (right->code != kAccess && right->code != kPortability && right->code != kToSomebodyElse) ||
      gate::service_of_subject(c, request.person))
    return conflict(
        "A copy is put together for a request to see what is held or to have it moved, in the record of the "
        "person.");
  CHECK_OK(record::decides_request(actor, c, *right, request.service));
  if (request.state == ask::kNew || people::text_of(request.values, ask::kIdentity).empty())
    return conflict("Write down first how you know who asks (“We know who asks”).");
  if (request.state == ask::kTakenBack || request.state == ask::kRefused)
    return conflict("This request has ended without a copy.");
  return {};
}

Result<Pass> Packs::pass_to_copy(const gate::Actor& actor, PersonId person, EntryId request) const {
  TRY(auto pass, r_.gate.copy_for_request(actor, person, request, look_of(request)));
  TRY(const auto entry, r_.entries.entry(pass, person, request));
  CHECK_OK(may_answer(actor, entry));
  return pass;
}

Result<PackId> Packs::begin(const gate::Actor& actor, PersonId person, EntryId request,
                            std::string_view portable) {
  TRY(const auto pass, pass_to_copy(actor, person, request));
  TRY(const auto entry, r_.entries.entry(pass, person, request));
  const bool moved = people::text_of(entry.values, ask::kRight) == kPortability;
  if (moved ? portable != kGiven && portable != kAllHeld : !portable.empty())
    return invalid("portable", moved ? "Choose how much they take with them"
                                     : "They asked to see it: put together the copy of all that is held");
  TRY(const auto before, of(pass, person, request));
  if (before && before->state == PackState::Released)
    return conflict("A copy was released for this request already.");
  if (before && before->state == PackState::Gathering) {
    TRY(const auto running, job(pass, *before));
    if (running && running->state == jobs::JobState::Waiting)
      return conflict("It is being gathered just now.");
  }
  Pack pack;
  pack.id = PackId::make(r_.clock.now().ms);
  pack.person = pass.stays(person);
  pack.request = request;
  CHECK_OK(r_.db.write([&](store::Txn& txn) -> Status {
    // Somebody else may have begun it while this one looked.
    TRY(const auto newest, newest_of(txn, r_.db.org(), request));
    if (newest != (before ? std::optional(before->id) : std::nullopt))
      return conflict("It is being gathered just now.");
    CHECK_OK(add_step(txn, pass, pack, {1, {}, {}, "begun", 0, 0, std::string(portable)}, ledger::Act::Create,
                      {}));
    return r_.jobs.start(txn, actor.id, Work::kCode, pack.id.raw, 0).map([](auto) {});
  }));
  if (before && before->state != PackState::Gone) CHECK_OK(destroy(*before));
  return pack.id;
}

Result<std::optional<Pack>> Packs::of(const Pass& pass, PersonId person, EntryId request) const {
  if (!pass.covers(person)) return not_found();
  std::optional<Pack> found;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(const auto id, newest_of(db, r_.db.org(), request));
    if (!id) return {};
    TRY(found, load(db, *id));
    if (!pass.covers(found->person)) found.reset();
    return {};
  }));
  return found;
}

Result<std::optional<jobs::Job>> Packs::job(const Pass& pass, const Pack& pack) const {
  if (!pass.covers(pack.person)) return not_found();
  std::optional<jobs::Job> found;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(found, r_.jobs.about(db, pack.id.raw));
    return {};
  }));
  return found;
}

namespace {

/// What was decided last about each place.
std::map<int, const PackStep*> decisions(const Pack& pack) {
  std::map<int, const PackStep*> out;
  for (const auto& s : pack.steps)
    if (s.what == "decided" || s.what == "withheld") out[static_cast<int>(s.place)] = &s;
  return out;
}

bool wanted(Packs::Which which, const ItemLine& l) {
  if (which == Packs::Which::ToLookAt) return l.flags > 0 && !l.decided;
  return which == Packs::Which::All || l.left_out > 0;
}

}  // namespace

Result<std::vector<ItemLine>> Packs::lines(const Pass& pass, const Pack& pack, Which which, int after,
                                           int most) const {
  if (!pass.covers(pack.person)) return not_found();
  const auto decided = decisions(pack);
  std::vector<ItemLine> out;
  CHECK_OK(r_.db.read_records([&](store::Session& db) {
    return db.each(
        "SELECT place, source, kind, service, thing, happened, flags FROM access_pack_item WHERE org=$1 AND "
        "pack=$2 AND place>$3 ORDER BY place",
        {r_.db.org(), pack.id, std::int64_t{after}}, [&](const store::Row& r) {
          ItemLine l;
          l.place = static_cast<int>(r.i64(0));
          l.source = r.str(1);
          l.kind = r.str(2);
          l.service = r.str(3);
          l.thing = r.id<EntryId>(4).raw;
          l.happened = {r.i64(5)};
          l.flags = static_cast<int>(r.i64(6));
          if (const auto found = decided.find(l.place); found != decided.end()) {
            l.decided = found->second->n;
            l.left_out = found->second->left_out;
            l.by_notice = found->second->what == "withheld";
          }
          if (wanted(which, l)) out.push_back(std::move(l));
          return std::ssize(out) < most;
        });
  }));
  return out;
}

Result<Item> Packs::item(const Pass& pass, const Pack& pack, int place) const {
  TRY(auto found, lines(pass, pack, Which::All, place - 1, 1));
  if (found.empty() || found.front().place != place) return not_found();
  Item out;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(auto items, open(db, pass, pack, std::move(found)));
    out = std::move(items.front());
    return {};
  }));
  return out;
}

Result<std::vector<Suggestion>> Packs::suggestions(const Pass& pass, const Item& item) const {
  TRY(const auto known, known_of(r_, pass, pass.person()));
  return suggest(r_.gate.charter(), item, known);
}

Result<std::vector<ToRead>> Packs::to_read(const Pass& pass, const Pack& pack, int after) const {
  TRY(auto waiting, lines(pass, pack, Which::ToLookAt, after, kReadAtOnce));
  std::vector<Item> items;
  CHECK_OK(r_.db.read_records([&](store::Session& db) -> Status {
    TRY(items, open(db, pass, pack, std::move(waiting)));
    return {};
  }));
  TRY(const auto known, known_of(r_, pass, pass.person()));
  std::vector<ToRead> out;
  for (auto& i : items) {
    auto suggested = suggest(r_.gate.charter(), i, known);
    out.push_back({std::move(i), std::move(suggested)});
  }
  return out;
}

Result<Pass> Packs::to_change(const gate::Actor& actor, const Pack& pack, PackState in) const {
  TRY(auto pass, pass_to_copy(actor, pack.person, pack.request));
  TRY(const auto now, of(pass, pack.person, pack.request));
  if (!now || now->id != pack.id || now->state != in || now->steps.back().n != pack.steps.back().n)
    return conflict("Somebody went on with this copy meanwhile. Look at it again.");
  return pass;
}

Status Packs::destroy(const Pack& pack) {
  const EntryId id{pack.id.raw};
  // The key first: once it is gone nothing opens, in no copy of the records either.
  CHECK_OK(r_.vault.destroy_many({{pack.person, vault::KeySlot::item(id)}}));
  return r_.db.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("DELETE FROM segment WHERE org=$1 AND person=$2 AND entry=$3",
                     {r_.db.org(), pack.person, id}));
    CHECK_OK(txn.run("DELETE FROM access_pack_item WHERE org=$1 AND pack=$2", {r_.db.org(), pack.id}));
    CHECK_OK(txn.run(
        "INSERT INTO access_pack_step (org, pack, n, person, entry, at, by, what, place, left_out, note) VALUES "
        "($1, $2, $3, $4, $5, $6, $7, 'gone', 0, 0, '')",
        {r_.db.org(), pack.id, pack.steps.back().n + 1, pack.person, pack.request, r_.clock.now().ms,
         StaffId{}}));
    ledger::Entry line;
    line.at = r_.clock.now();
    line.act = ledger::Act::Job;
    line.people = {pack.person};
    line.what = gate::thing_code(gate::Thing::AccessPack);
    line.thing = pack.request.text();
    line.outcome = "gone";
    return r_.gate.ledger().append(txn, line).map([](auto) {});
  });
}

Status Packs::sweep() {
  const auto& c = r_.gate.charter();
  std::vector<Pack> over;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    std::vector<PackId> ids;
    // Those that have words still; whether their time is over, their steps and their request say.
    CHECK_OK(db.each("SELECT DISTINCT pack FROM access_pack_item WHERE org=$1", {r_.db.org()},
                     [&](const store::Row& r) { return ids.push_back(r.id<PackId>(0)), true; }));
    const auto before = r_.clock.now().ms - kKeptDays * kDay;
    for (const auto& id : ids) {
      const auto pack = load(db, id);
      if (!pack) continue;  // what does not hold is shown to nobody, and goes with the person
      bool ended = pack->released && pack->released->ms < before;
      CHECK_OK(db.each("SELECT kind, state, changed FROM entry WHERE org=$1 AND id=$2",
                       {r_.db.org(), pack->request}, [&](const store::Row& r) {
                         const auto kind = c.find_kind(r.text(0));
                         if (!kind || pack->released) return false;
                         for (const auto& s : c.at(*kind).states)
                           ended = ended || (s.code == r.text(1) && s.final && r.i64(2) < before);
                         return false;
                       }));
      if (ended) over.push_back(*pack);
    }
    return {};
  }));
  for (const auto& pack : over) CHECK_OK(destroy(pack));
  return {};
}

}  // namespace candour::rights
