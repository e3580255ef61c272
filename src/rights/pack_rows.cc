// How a copy stands in the database: its steps in rows that are sealed with the request, its words in
// segments of the person under a key of the copy's own.
#include <algorithm>
#include <boost/json.hpp>

#include "gate/seals.h"
#include "gate/things.h"
#include "rights/pack_parts.h"

namespace candour::rights {

namespace json = boost::json;

namespace {

constexpr std::string_view kHow[] = {"given", "words", "whole"};

vault::SegmentName name_of(const Pack& pack, std::uint32_t version, CategoryIx category) {
  return {pack.person, EntryId{pack.id.raw}, version, category, vault::KeySlot::item(EntryId{pack.id.raw})};
}

std::string text_at(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

tl::unexpected<Error> damaged(const Pack& pack) {
  return fail(
      Code::Corrupt,
      "This copy is not what Candour put together. Gather it again, and tell your data-protection lead.",
      "access pack " + pack.id.text());
}

PackState state_after(const PackStep& s, PackState before) {
  if (s.what == "begun") return PackState::Gathering;
  if (s.what == "gathered" || s.what == "reopened") return PackState::Review;
  if (s.what == "reviewed") return PackState::Reviewed;
  if (s.what == "agreed") return PackState::Agreed;
  if (s.what == "released") return PackState::Released;
  return s.what == "gone" ? PackState::Gone : before;
}

void take_step(Pack& pack, const PackStep& s, std::map<std::int64_t, std::int64_t>& left) {
  pack.state = state_after(s, pack.state);
  if (s.what == "begun") pack.portable = s.note;
  if (s.what == "gathered") {
    pack.items = s.place;
    pack.flagged = s.left_out;
    pack.missing = s.note;
  }
  if (s.what == "decided" || s.what == "withheld") left[s.place] = s.left_out;
  if (s.what == "reviewed") pack.reviewed_by = s.by;
  if (s.what == "released") pack.released = s.at;
}

Status read_passages(const vault::Opened& part, std::vector<std::pair<std::int64_t, Passage>>& out) {
  boost::system::error_code bad;
  const auto all = json::parse(as_text(part.plain), bad);
  if (bad || !all.is_array()) return fail(Code::Corrupt, "This copy cannot be read.", "a piece is no array");
  for (const auto& v : all.get_array()) {
    const auto& o = v.as_object();
    out.push_back({o.at("i").to_number<std::int64_t>(),
                   {text_at(o, "f"), part.name.category, text_at(o, "l"), text_at(o, "t"), text_at(o, "v")}});
  }
  return {};
}

Status read_cuts(const vault::Opened& part, std::vector<Cut>& out) {
  boost::system::error_code bad;
  const auto all = json::parse(as_text(part.plain), bad);
  if (bad || !all.is_array())
    return fail(Code::Corrupt, "This copy cannot be read.", "a decision is no array");
  for (const auto& v : all.get_array()) {
    const auto& o = v.as_object();
    const auto how = std::ranges::find(kHow, text_at(o, "h")) - std::begin(kHow);
    out.push_back({text_at(o, "f"), part.name.category, static_cast<How>(how), text_at(o, "m"),
                   text_at(o, "r"), text_at(o, "w"), text_at(o, "o"), text_at(o, "d")});
  }
  return {};
}

}  // namespace

Status seal_passages(store::Txn& txn, vault::Vault& vault, const Pass& pass, const Pack& pack, int place,
                     const std::vector<Passage>& passages) {
  std::map<CategoryIx, json::array> parts;
  for (std::size_t i = 0; i < passages.size(); ++i) {
    json::object one{{"i", static_cast<std::int64_t>(i)},
                     {"f", passages[i].field},
                     {"l", passages[i].label},
                     {"t", passages[i].text}};
    if (!passages[i].value.empty()) one["v"] = passages[i].value;
    parts[passages[i].category].push_back(std::move(one));
  }
  for (const auto& [category, part] : parts)
    CHECK_OK(vault.put(txn, pass, name_of(pack, static_cast<std::uint32_t>(place), category),
                       as_bytes(json::serialize(part))));
  return {};
}

Status seal_cuts(store::Txn& txn, vault::Vault& vault, const Pass& pass, const Pack& pack, std::int64_t step,
                 const std::vector<Cut>& cuts) {
  std::map<CategoryIx, json::array> parts;
  for (const auto& c : cuts)
    parts[c.category].push_back(json::object{{"f", c.field},
                                             {"h", kHow[static_cast<std::size_t>(c.how)]},
                                             {"m", c.marked},
                                             {"r", c.reason},
                                             {"w", c.why},
                                             {"o", c.opinion_of},
                                             {"d", c.opinion_on}});
  const auto version = kDecisions + static_cast<std::uint32_t>(step);
  for (const auto& [category, part] : parts)
    CHECK_OK(vault.put(txn, pass, name_of(pack, version, category), as_bytes(json::serialize(part))));
  return {};
}

Result<Pack> Packs::load(store::Session& db, PackId id) const {
  Pack pack;
  pack.id = id;
  std::map<std::int64_t, std::int64_t> left;
  CHECK_OK(db.each(
      "SELECT n, at, by, what, place, left_out, note, person, entry FROM access_pack_step WHERE org=$1 AND "
      "pack=$2 ORDER BY n",
      {r_.db.org(), id}, [&](const store::Row& r) {
        pack.steps.push_back(
            {r.i64(0), {r.i64(1)}, r.id<StaffId>(2), r.str(3), r.i64(4), r.i64(5), r.str(6)});
        pack.person = r.id<PersonId>(7);
        pack.request = r.id<EntryId>(8);
        take_step(pack, pack.steps.back(), left);
        return true;
      }));
  if (pack.steps.empty()) return not_found();
  for (const auto& [place, n] : left) pack.left_out += n;
  if (!r_.gate.seals()) return pack;
  TRY(const bool holds, r_.gate.seals()->hold(db, gate::SealSet::Entry, pack.request.raw));
  if (!holds) return damaged(pack);
  return pack;
}

Status Packs::add_step(store::Txn& txn, const Pass& pass, const Pack& pack, PackStep step, ledger::Act act,
                       CategorySet touched) const {
  const auto now = r_.clock.now();
  CHECK_OK(txn.run(
      "INSERT INTO access_pack_step (org, pack, n, person, entry, at, by, what, place, left_out, note) VALUES "
      "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {r_.db.org(), pack.id, step.n, pack.person, pack.request, now.ms, pass.actor(), step.what, step.place,
       step.left_out, step.note}));
  auto line =
      r_.gate.entry_for(pass, act, gate::thing_code(gate::Thing::AccessPack), pack.request.text(), touched);
  line.note = step.what + (step.place ? " place:" + std::to_string(step.place) : "") +
              (step.left_out ? " left-out:" + std::to_string(step.left_out) : "") +
              (step.note.empty() ? "" : " " + step.note);
  if (line.note.size() > 500) line.note.resize(500);
  return r_.gate.ledger().append(txn, line).map([](auto) {});
}

Result<std::vector<Item>> Packs::open(store::Session& db, const Pass& pass, const Pack& pack,
                                      std::vector<ItemLine> lines) const {
  constexpr std::size_t kAtOnce = 100;
  std::vector<Item> out;
  out.reserve(lines.size());
  const auto record = pack.person;
  const EntryId entry{pack.id.raw};
  for (std::size_t from = 0; from < lines.size(); from += kAtOnce) {
    const auto to = std::min(lines.size(), from + kAtOnce);
    std::vector<vault::Vault::EntryRef> refs;
    for (auto i = from; i < to; ++i) {
      refs.push_back({record, entry, static_cast<std::uint32_t>(lines[i].place)});
      if (lines[i].decided)
        refs.push_back({record, entry, kDecisions + static_cast<std::uint32_t>(lines[i].decided)});
    }
    TRY(const auto parts, r_.vault.get_many(db, pass, refs));
    std::size_t next = 0;
    for (auto i = from; i < to; ++i) {
      Item item;
      item.line = std::move(lines[i]);
      const auto& words = parts[next++];
      std::vector<std::pair<std::int64_t, Passage>> passages;
      for (const auto& part : words.opened) CHECK_OK(read_passages(part, passages));
      std::ranges::sort(passages, {}, [](const auto& p) { return p.first; });
      for (auto& p : passages) item.passages.push_back(std::move(p.second));
      item.held_back = words.held_back;
      if (!words.destroyed.empty()) return damaged(pack);
      if (item.line.decided) {
        const auto& cuts = parts[next++];
        for (const auto& part : cuts.opened) CHECK_OK(read_cuts(part, item.cuts));
        // A decision that was taken away outside would give what somebody left out.
        const auto left = std::ranges::count_if(item.cuts, [](const Cut& c) { return c.how != How::Given; });
        if (cuts.held_back.empty() && left != item.line.left_out) return damaged(pack);
      }
      out.push_back(std::move(item));
    }
  }
  return out;
}

}  // namespace candour::rights
