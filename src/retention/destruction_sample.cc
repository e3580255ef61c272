// Some of what is on a list, drawn by chance, which somebody looks at before they agree that all of it goes.
#include <algorithm>

#include "gate/service_subject.h"
#include "retention/destruction_work.h"
#include "vault/hash.h"

namespace candour::retention {

vault::Hash32 lot_of(ByteView seed, const Id128& one) {
  return vault::sha256_of({seed, one.view()});
}

namespace {

struct Drawn {
  vault::Hash32 lot;
  DestructionLine line;
};

/// Entries about the service itself, of which those with the lowest lots were kept when the list was made.
Status add_matters(store::Session& db, const charter::Charter& c, EntryId id, ByteView seed,
                   std::vector<Drawn>& all) {
  return db.each(
      "SELECT m.matter, m.kind, m.day, m.rules, d.service FROM destruction_matter m JOIN destruction d ON "
      "d.org=m.org AND d.entry=m.entry WHERE m.org=$1 AND m.entry=$2",
      {c.org(), id}, [&](const store::Row& r) {
        const auto matter = r.id<EntryId>(0);
        if (const auto service = c.find_service(r.text(4)))
          all.push_back({lot_of(seed, matter.raw),
                         {gate::subject_of(c, *service), day_of(r.i64(2)), r.str(1), r.str(3), {}, matter}});
        return true;
      });
}

/// The lots fall as the seed has it, which stands with the destruction and is sealed: whoever proposed the
/// list cannot choose who is looked at, and it is the same for everybody who looks.
Result<std::vector<DestructionLine>> draw(store::Session& db, const gate::Gate& gate, EntryId id) {
  const auto& c = gate.charter();
  Bytes seed;
  CHECK_OK(db.each("SELECT seed FROM destruction WHERE org=$1 AND entry=$2 AND seed IS NOT NULL",
                   {c.org(), id}, [&](const store::Row& r) {
                     const auto bytes = r.blob(0);
                     seed.assign(bytes.begin(), bytes.end());
                     return false;
                   }));
  std::vector<Drawn> all;
  CHECK_OK(db.each(
      "SELECT person, day, parts, rules, outcome FROM destruction_line WHERE org=$1 AND entry=$2",
      {c.org(), id}, [&](const store::Row& r) {
        const auto person = r.id<PersonId>(0);
        if (!gate::service_of_subject(c, person))
          all.push_back({lot_of(seed, person.raw), {person, day_of(r.i64(1)), r.str(2), r.str(3), r.str(4)}});
        return true;
      }));
  CHECK_OK(add_matters(db, c, id, seed, all));
  std::ranges::sort(all, {}, &Drawn::lot);
  if (all.size() > Destructions::kSample) all.resize(Destructions::kSample);
  std::vector<DestructionLine> out;
  for (auto& one : all) out.push_back(std::move(one.line));
  return out;
}

}  // namespace

Result<std::vector<DestructionLine>> Destructions::sample(const Pass& pass, EntryId id) const {
  std::vector<DestructionLine> out;
  if (pass.may_see().empty()) return out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(out, draw(db, gate_, id));
    return {};
  }));
  return out;
}

Status Destructions::looked(const Pass& pass, EntryId id) {
  const auto& c = gate_.charter();
  return db_.write([&](store::Txn& txn) -> Status {
    std::optional<ServiceIx> service;
    bool listed = false;
    CHECK_OK(txn.each("SELECT service, seed IS NOT NULL FROM destruction WHERE org=$1 AND entry=$2",
                      {db_.org(), id}, [&](const store::Row& r) {
                        service = c.find_service(r.text(0));
                        listed = r.i64(1) != 0;
                        return false;
                      }));
    if (!service || *service != pass.service() || !pass.covers(gate::subject_of(c, *service)))
      return not_found();
    if (!listed)
      return fail(Code::Conflict, "The list is not whole yet. Load the page again, and look at it then.");
    CHECK_OK(
        txn.run("INSERT INTO destruction_look (org, entry, by, at) VALUES ($1, $2, $3, $4) ON CONFLICT "
                "(org, entry, by) DO UPDATE SET at=excluded.at",
                {db_.org(), id, pass.actor(), clock_.now().ms}));
    auto line = gate_.entry_for(pass, ledger::Act::Change, "destruction", id.text(), {});
    line.note = "sample looked at";
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

/// Nobody agrees to what they have seen nothing of.
Status Destructions::may_agree(store::Txn& txn, const Pass& pass, EntryId id) const {
  TRY(const auto some, draw(txn, gate_, id));
  bool looked = some.empty();
  CHECK_OK(txn.each("SELECT 1 FROM destruction_look WHERE org=$1 AND entry=$2 AND by=$3",
                    {db_.org(), id, pass.actor()}, [&](const store::Row&) { return looked = true, false; }));
  if (looked) return {};
  return fail(
      Code::Conflict,
      "You have not looked at the sample yet. Open the records under “Look at these before you agree”, "
      "press “I have looked at these”, and agree then.");
}

}  // namespace candour::retention
