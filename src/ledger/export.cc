// The folder:
//   checkpoint            the signed note
//   verifier.key          the verifier key and a line feed
//   tile/LEVEL/PLACE      hashes; tile/entries/PLACE bundles of entries (ledger/tile.cc)
// Partial tiles of an older checkpoint are taken away once the newer one stands.
#include <system_error>

#include "ledger/files.h"
#include "ledger/folder.h"
#include "ledger/frontier.h"
#include "ledger/proof.h"
#include "ledger/stored.h"

namespace candour::ledger {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostNoteBytes = 64 * 1024;

tl::unexpected<Error> foreign(const fs::path& dir, std::string detail) {
  return fail(Code::Conflict,
              dir.string() +
                  " has something in it that is not an export of this ledger. To mend: give an "
                  "empty folder.",
              std::move(detail));
}
tl::unexpected<Error> forked(std::string detail) {
  return fail(Code::Conflict,
              "The ledger and the export in the folder do not share their past: one of them was rewritten, "
              "and nothing was changed in the folder. Keep both, and find out who could change the database.",
              std::move(detail));
}

class Export {
 public:
  Export(store::Db& db, Ledger& ledger, fs::path dir) : db_(db), ledger_(ledger), dir_(std::move(dir)) {}

  Result<Exported> run() {
    TRY(verifier_, verifier_of(ledger_));
    TRY(const bool before, look());
    CHECK_OK(read_head());
    CHECK_OK(compare_with_earlier());
    if (before && earlier_.head == head_ && note_ == earlier_.note)
      return Exported{head_.size, head_.size, note_};
    CHECK_OK(write_file(dir_ / "verifier.key", ledger_.verifier_key() + "\n"));
    CHECK_OK(write_log());
    CHECK_OK(sync_files(dir_));
    CHECK_OK(write_file(dir_ / "checkpoint", note_));
    CHECK_OK(sync_files(dir_));
    CHECK_OK(remove_older_partials());
    return Exported{earlier_.head.size, head_.size, note_};
  }

 private:
  /// Whether there is an earlier export. Errors: Conflict when there is anything else.
  Result<bool> look() {
    std::error_code error;
    // Ids of people and staff: for nobody but whoever exports them.
    if (fs::create_directories(dir_, error) && !error) fs::permissions(dir_, fs::perms::owner_all, error);
    const bool empty = !error && fs::is_empty(dir_, error);
    if (error)
      return fail(Code::Unavailable,
                  dir_.string() + " cannot be used. To mend: give a folder that can be written to.",
                  error.message());
    if (empty) return false;
    const auto key = read_file(dir_ / "verifier.key", kMostNoteBytes);
    if (!key) return foreign(dir_, "it has no verifier.key");
    if (read_verifier_key(*key) != verifier_) return foreign(dir_, "its verifier key is another one");
    const auto note = read_file(dir_ / "checkpoint", kMostNoteBytes);
    // An export that was broken off has the key and no checkpoint yet: it begins anew.
    if (!note && note.error().code == Code::NotFound) return false;
    CHECK_OK(note);
    const auto head = read_note(verifier_.name, verifier_.public_key, *note);
    if (!head) return foreign(dir_, "its checkpoint is not signed with the ledger's key");
    earlier_ = {*head, true, *note};
    return true;
  }

  Status read_head() {
    return db_.read([&](store::Session& s) -> Status {
      TRY(auto newest, ledger_.checkpoint(s));
      note_ = std::move(newest.note);
      const auto head = read_note(verifier_.name, verifier_.public_key, note_);
      if (!head) return damaged("the signed head does not hold");
      head_ = *head;
      return {};
    });
  }
  static tl::unexpected<Error> damaged(std::string detail) {
    return fail(
        Code::Corrupt,
        "The ledger is damaged, so it was not exported. To mend: run the ledger's verification, which "
        "names the entry.",
        std::move(detail));
  }

  /// The older export must be a beginning of this ledger: shown with a proof, as an outsider would.
  Status compare_with_earlier() {
    const auto older = earlier_.head;
    if (older.size > head_.size)
      return forked("the folder has " + std::to_string(older.size) + " entries, the ledger " +
                    std::to_string(head_.size));
    return db_.read([&](store::Session& s) -> Status {
      TreeReader tree(head_.size, stored_tiles(s, db_.org()));
      TRY(const auto proof, prove_consistency(tree, older.size));
      if (!consistency_holds(older.size, older.root, head_.size, head_.root, proof))
        return forked("the proof of consistency from " + std::to_string(older.size) + " to " +
                      std::to_string(head_.size) + " entries does not hold");
      return {};
    });
  }

  /// From the first tile that the earlier export has not whole.
  Status write_log() {
    const auto start = earlier_.head.size / kTileWidth * kTileWidth;
    CHECK_OK(db_.read(
        [&](store::Session& s) -> Status { return end_.restore(start, stored_tiles(s, db_.org())); }));
    for (auto from = start; from < head_.size; from += kEntriesAtOnce)
      CHECK_OK(db_.read([&](store::Session& s) {
        return write_range(s, from, std::min(head_.size, from + kEntriesAtOnce));
      }));
    if (end_.size() != head_.size || end_.root() != head_.root)
      return damaged("the entries do not lead to the signed root");
    for (int level = 0; level <= Tile::kMostLevel; ++level)
      if (const auto t = last_partial(head_.size, level); t.width > 0)
        CHECK_OK(put_tile(t, end_.tails()[static_cast<std::size_t>(level)].hashes));
    if (const auto t = last_partial(head_.size, 0); t.width > 0)
      CHECK_OK(write_file(dir_ / bundle_path(t.idx, t.width), bundle_));
    return {};
  }

  Status write_range(store::Session& s, std::int64_t from, std::int64_t to) {
    auto next = from;
    Status bad;
    CHECK_OK(each_stored_entry(s, db_.org(), from, to, [&](std::int64_t seq, ByteView data) {
      bad = seq == next ? add(data) : Status(damaged("entry " + std::to_string(next) + " is missing"));
      ++next;
      return bad.has_value();
    }));
    CHECK_OK(bad);
    return next == to ? Status{} : Status(damaged("entry " + std::to_string(next) + " is missing"));
  }

  Status add(ByteView data) {
    const auto added = add_to_bundle(bundle_, as_text(data));
    if (!added)
      return fail(added.error().code, added.error().words.text,
                  "entry " + std::to_string(end_.size()) + ": " + added.error().detail.text);
    CHECK_OK(end_.add(leaf_hash(data), [&](int level, std::int64_t idx, const std::vector<Hash32>& hashes) {
      return put_tile({level, idx}, hashes);
    }));
    if (end_.size() % kTileWidth != 0) return {};
    CHECK_OK(write_file(dir_ / bundle_path(end_.size() / kTileWidth - 1, kTileWidth), bundle_));
    bundle_.clear();
    return {};
  }
  Status put_tile(const Tile& t, std::span<const Hash32> hashes) {
    return write_file(dir_ / tile_path(t), as_text(tile_bytes(hashes)));
  }

  /// What only the earlier checkpoint needed, now that a longer tile stands.
  Status remove_older_partials() {
    const auto remove = [&](const std::string& path) -> Status {
      const auto file = dir_ / path;
      std::error_code error;
      fs::remove(file, error);
      if (!error && fs::is_directory(file.parent_path(), error) && fs::is_empty(file.parent_path(), error))
        fs::remove(file.parent_path(), error);
      if (error && error != std::errc::no_such_file_or_directory)
        return fail(Code::Unavailable, file.string() + " cannot be taken away.", error.message());
      return {};
    };
    for (int level = 0; level <= Tile::kMostLevel; ++level) {
      const auto old = last_partial(earlier_.head.size, level);
      if (old.width == 0 || old == last_partial(head_.size, level)) continue;
      CHECK_OK(remove(tile_path(old)));
      if (level == 0) CHECK_OK(remove(bundle_path(old.idx, old.width)));
    }
    return {};
  }

  store::Db& db_;
  Ledger& ledger_;
  fs::path dir_;
  Verifier verifier_;
  StoredHead earlier_;  // of the folder; size 0 when there is none
  Head head_;           // of the ledger
  std::string note_;
  Frontier end_;
  std::string bundle_;  // the entries since the last full one
};

}  // namespace

Result<Verifier> verifier_of(const Ledger& ledger) {
  const auto v = read_verifier_key(ledger.verifier_key());
  if (!v) return fail(Code::Corrupt, "The ledger's key is damaged.", "its own verifier key does not read");
  return *v;
}

Result<Exported> export_ledger(store::Db& db, Ledger& ledger, const fs::path& dir) {
  return Export(db, ledger, dir).run();
}

}  // namespace candour::ledger
