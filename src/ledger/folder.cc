// Checking an exported ledger from its files alone (the format stands in ledger/export.cc and
// ledger/tile.cc).
#include "ledger/folder.h"

#include <algorithm>

#include "ledger/entry_json.h"
#include "ledger/judge.h"
#include "ledger/proof.h"
#include "ledger/tile.h"

namespace candour::ledger {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostNoteBytes = 64 * 1024;
constexpr std::size_t kMostTileBytes = kTileWidth * sizeof(Hash32);
constexpr std::size_t kMostBundleBytes = kTileWidth * (2 + kMostEntryBytes);

class FolderVerification {
 public:
  FolderVerification(fs::path dir, FolderVerdict& out) : dir_(std::move(dir)), out_(out) {}

  Status run(const std::optional<std::string>& key, const std::optional<std::string>& older) {
    CHECK_OK(read_key(key));
    TRY(out_.note, read_file(dir_ / "checkpoint", kMostNoteBytes));
    const auto head = read_note(out_.verifier.name, out_.verifier.public_key, out_.note);
    if (!head) {
      judge_.found(
          -1, "the checkpoint does not hold: its signature or text was changed, or it is not by this key");
      out_.verdict = judge_.take();
      return {};
    }
    out_.head = *head;
    judge_.set_head(*head);
    CHECK_OK(read_upper_tiles());
    for (std::int64_t idx = 0; idx * kTileWidth < head->size && judge_.wants_more(); ++idx)
      CHECK_OK(read_block(idx));
    judge_.finish();
    if (older && judge_.clean()) CHECK_OK(compare_with(*older));
    out_.verdict = judge_.take();
    return {};
  }

 private:
  Status read_key(const std::optional<std::string>& key) {
    std::string text;
    if (key) {
      text = *key;
    } else {
      TRY(text, read_file(dir_ / "verifier.key", kMostNoteBytes));
    }
    auto verifier = read_verifier_key(text);
    if (!verifier)
      return fail(Code::Invalid,
                  "The verifier key does not read. To mend: give it as NAME+HASH+KEY, as the folder's "
                  "verifier.key and the ledger's page show it.");
    out_.verifier = std::move(*verifier);
    return {};
  }

  /// The file's bytes; empty when it is missing, which the judge hears of from whoever needs them.
  Result<std::string> bytes_of(const std::string& path, std::size_t most) {
    auto bytes = read_file(dir_ / path, most);
    if (bytes || bytes.error().code == Code::Unavailable) return bytes;
    if (bytes.error().code == Code::TooMuch) judge_.found(-1, path + " is longer than it can be");
    return std::string();
  }
  Result<std::string> tile(int level, std::int64_t idx) {
    const auto width = judge_.width(level, idx);
    const auto path = tile_path({level, idx, static_cast<int>(width)});
    TRY(auto bytes, bytes_of(path, kMostTileBytes));
    if (!bytes.empty() && std::ssize(bytes) != width * 32) judge_.found(-1, path + " has the wrong length");
    return bytes;
  }

  Status read_upper_tiles() {
    for (int level = 1; entries_at(judge_.head().size, level) > 0; ++level)
      for (std::int64_t idx = 0; judge_.expected(level, idx); ++idx) {
        TRY(const auto bytes, tile(level, idx));
        if (!bytes.empty()) judge_.set_upper(level, idx, as_bytes(bytes));
      }
    return {};
  }

  Status read_block(std::int64_t idx) {
    TRY(const auto hashes, tile(0, idx));
    judge_.begin_block(idx, as_bytes(hashes));
    const auto width = judge_.width(0, idx);
    const auto path = bundle_path(idx, static_cast<int>(width));
    TRY(const auto bytes, bytes_of(path, kMostBundleBytes));
    const auto bundle = read_bundle(bytes);
    const auto first = idx * kTileWidth;
    const bool fits = !bundle.torn && std::ssize(bundle.entries) == width;
    if (!fits)
      judge_.found(first, bytes.empty() ? path + " is missing"
                                        : path + " is torn: it does not divide into its entries");
    for (std::int64_t i = 0; i < width; ++i) {
      if (fits)
        judge_.entry(first + i, leaf_hash(as_bytes(bundle.entries[static_cast<std::size_t>(i)])));
      else
        judge_.unreadable(first + i);
    }
    return {};
  }

  /// Every older checkpoint of this log must be of a beginning of it.
  Status compare_with(const std::string& older) {
    TreeReader tree(out_.head.size, [this](int level, std::int64_t idx, int) -> Result<std::vector<Hash32>> {
      TRY(const auto bytes, tile(level, idx));
      return tile_hashes(as_bytes(bytes));
    });
    for (const auto note : find_notes(older)) {
      if (!note.starts_with(out_.verifier.name + "\n"))
        continue;  // a witness may keep several logs in one file
      const auto head = read_note(out_.verifier.name, out_.verifier.public_key, note);
      if (!head)
        return fail(Code::Invalid, "An older checkpoint does not read, or is not signed with this key.",
                    "it begins: " + std::string(note.substr(0, std::min<std::size_t>(note.size(), 80))));
      ++out_.older;
      const auto size = std::to_string(head->size);
      if (head->size > out_.head.size) {
        judge_.found(-1, "the older checkpoint has " + size + " entries, this one only " +
                             std::to_string(out_.head.size) + ": entries were taken away");
        continue;
      }
      TRY(const auto proof, prove_consistency(tree, head->size));
      if (!consistency_holds(head->size, head->root, out_.head.size, out_.head.root, proof))
        judge_.found(
            -1, "the first " + size + " entries are not those that the older checkpoint was signed over");
    }
    if (out_.older == 0)
      return fail(Code::Invalid,
                  "There is no checkpoint of " + out_.verifier.name + " among the older ones.");
    return {};
  }

  fs::path dir_;
  FolderVerdict& out_;
  Judge judge_;
};

}  // namespace

Result<FolderVerdict> verify_folder(const fs::path& dir, const std::optional<std::string>& key,
                                    const std::optional<std::string>& older) {
  FolderVerdict out;
  CHECK_OK(FolderVerification(dir, out).run(key, older));
  return out;
}

}  // namespace candour::ledger
