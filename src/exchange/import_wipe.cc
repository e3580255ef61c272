// Where the file of an import rests, and how nothing of it is left: the key that sealed file, columns and
// plan is destroyed as soon as the import is kept, taken back or thrown away, and then what it sealed is
// removed, a little at a time. A server that stops in between leaves it to the next sweep.
#include "exchange/import_job.h"
#include "store/accounted.h"

namespace candour::exchange {
namespace {

constexpr std::string_view kFileUse = "import-file";
constexpr std::int64_t kDay = 24 * 60 * 60 * 1000;
constexpr std::int64_t kRowsAtOnce = 2000;

std::string use_of(std::int64_t piece) {
  return std::string(kFileUse) + " " + std::to_string(piece);
}

/// An id of version 7 begins with the milliseconds since 1970.
std::int64_t made_at(ImportId id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.view()[i];
  return ms;
}

tl::unexpected<Error> gone() {
  return fail(Code::Conflict, "The file of this import is no longer here: it was kept or thrown away.");
}

}  // namespace

Status Imports::store_file(ImportId id, ByteView content) {
  for (std::int64_t piece = 0; piece == 0 || !content.empty(); ++piece) {
    const auto some = content.subspan(0, std::min(content.size(), limits::kPieceBytes));
    content = content.subspan(some.size());
    const auto stored = db_.write([&](store::Txn& txn) -> Status {
      TRY(const auto sealed, vault_.seal_thing(txn, id.raw, use_of(piece), some));
      return txn
          .run("INSERT INTO import_file (org, id, piece, sealed) VALUES ($1, $2, $3, $4)",
               {db_.org(), id, piece, sealed})
          .map([](auto) {});
    });
    if (!stored) static_cast<void>(wipe(id, true));
    CHECK_OK(stored);
  }
  return {};
}

Result<std::string> Imports::open_file(ImportId id) {
  std::string all;
  std::int64_t pieces = 0;
  Status opened;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT piece, sealed FROM import_file WHERE org=$1 AND id=$2 ORDER BY piece",
                  {db_.org(), id}, [&](const store::Row& r) {
                    const auto plain = vault_.open_thing(id.raw, use_of(pieces), r.blob(1));
                    if (!plain || r.i64(0) != pieces)
                      return opened = fail(Code::Corrupt, "The file of this import is damaged. Begin again.",
                                           "import file " + id.text()),
                             false;
                    all += as_text(*plain);
                    ++pieces;
                    return true;
                  });
  }));
  CHECK_OK(opened);
  if (pieces == 0) return gone();
  return all;
}

Status Imports::strip(store::Txn& txn, const Job& job, bool name) {
  const auto remains = job.remains(gate_.charter(), vault_, name);
  txn.announce(std::string(kGone) + job.said.id.text());
  return txn
      .run("UPDATE import_job SET sealed=$3, keyed=2 WHERE org=$1 AND id=$2",
           {db_.org(), job.said.id, remains})
      .map([](auto) {});
}

Status Imports::wipe(ImportId id, bool rows) {
  desk_->forget(id);
  CHECK_OK(vault_.destroy_many({vault::key_of_thing(id.raw)}));
  std::vector<std::int64_t> pieces;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT piece FROM import_file WHERE org=$1 AND id=$2", {db_.org(), id},
                  [&](const store::Row& r) { return pieces.push_back(r.i64(0)), true; });
  }));
  for (const auto piece : pieces)
    CHECK_OK(db_.write([&](store::Txn& txn) {
      return txn.run("DELETE FROM import_file WHERE org=$1 AND id=$2 AND piece=$3", {db_.org(), id, piece})
          .map([](auto) {});
    }));
  for (std::int64_t left = kRowsAtOnce; left == kRowsAtOnce;)
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      TRY(left,
          txn.run("DELETE FROM import_cell WHERE org=$1 AND id=$2 AND line IN (SELECT line FROM import_cell "
                  "WHERE org=$1 AND id=$2 ORDER BY line LIMIT $3)",
                  {db_.org(), id, kRowsAtOnce}));
      return {};
    }));
  for (std::int64_t left = rows ? kRowsAtOnce : 0; left == kRowsAtOnce;)
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      TRY(left,
          txn.run("DELETE FROM import_row WHERE org=$1 AND id=$2 AND line IN (SELECT line FROM import_row "
                  "WHERE org=$1 AND id=$2 ORDER BY line LIMIT $3)",
                  {db_.org(), id, kRowsAtOnce}));
      return {};
    }));
  return db_.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("the key is gone: what ended the import has the entry");
    CHECK_OK(txn.run("DELETE FROM import_plan WHERE org=$1 AND id=$2", {db_.org(), id}));
    return txn.run("UPDATE import_job SET keyed=3 WHERE org=$1 AND id=$2", {db_.org(), id}).map([](auto) {});
  });
}

Status Imports::sweep() {
  struct One {
    Job job;
    bool open = false;
  };
  std::vector<One> due;
  std::vector<ImportId> files;
  const auto now = clock_.now().ms;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(s.each(std::string(Job::kColumns) +
                        "WHERE org=$1 AND (keyed IN (0, 2) OR (at<$2 AND state IN ('columns', 'review')))",
                    {db_.org(), now - limits::kImportDays * kDay}, [&](const store::Row& r) {
                      One one;
                      one.job.said.id = r.id<ImportId>(0);
                      one.open = r.text(3) == "columns" || r.text(3) == "review";
                      one.job.said.state = r.text(3) == "kept" ? ImportState::Kept : ImportState::Discarded;
                      one.job.keyed = static_cast<Keyed>(r.i64(17));
                      if (auto whole = Job::read(gate_.charter(), vault_, r)) one.job = std::move(*whole);
                      due.push_back(std::move(one));
                      return true;
                    }));
    // Pieces whose import was never begun: the server stopped, or could not go on, while they were written.
    return s.each(
        "SELECT DISTINCT id FROM import_file f WHERE org=$1 AND NOT EXISTS "
        "(SELECT 1 FROM import_job j WHERE j.org=$1 AND j.id=f.id)",
        {db_.org()}, [&](const store::Row& r) {
          const auto id = r.id<ImportId>(0);
          if (made_at(id) < now - kDay) files.push_back(id);
          return true;
        });
  }));
  for (const auto& one : due) {
    const bool named = !one.open && one.job.said.state == ImportState::Kept;
    if (one.open || one.job.keyed == Keyed::OrganisationAsOfOld)
      CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
        CHECK_OK(strip(txn, one.job, named));
        if (!one.open) {
          store::no_entry_needed(
              "what ended the import has the entry; this takes away what was left of the file");
          return {};
        }
        CHECK_OK(txn.run("UPDATE import_job SET state='discarded' WHERE org=$1 AND id=$2",
                         {db_.org(), one.job.said.id}));
        ledger::Entry e;
        e.at = clock_.now();
        e.act = ledger::Act::Job;
        e.what = "import";
        e.thing = one.job.said.id.text();
        e.outcome = "thrown-away";
        e.note = "nobody finished it";
        return gate_.ledger().append(txn, e).map([](auto) {});
      }));
    CHECK_OK(wipe(one.job.said.id, one.open || one.job.said.state != ImportState::Kept));
  }
  for (const auto& id : files) CHECK_OK(wipe(id, true));
  return {};
}

}  // namespace candour::exchange
