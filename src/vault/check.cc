// Proving that everything opens. The people are taken range by range, in the order of their ids; for each
// range first its keys are read and then what they seal, so that a key made meanwhile is at worst looked up
// again. The pieces of a file stand under the name of the segment that holds the file's own name: entry =
// file.
#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include "vault/sealed_vault.h"

namespace candour::vault {
namespace {

constexpr int kRange = 1000;  // segments, and keys, before the next range begins; one person is never split

PersonId last_person() {
  PersonId last;
  last.raw.bytes.fill(0xff);
  return last;
}

std::string in_words(const KeyName& k) {
  return "person " + k.person.text() + " slot " + to_text(k.slot.slot);
}

std::string in_words(const SegmentName& n, std::string_view code) {
  return "person " + n.person.text() + " entry " + n.entry.text() + " version " + std::to_string(n.version) +
         " category " + std::string(code);
}

void add_up(Vault::Health& to, const Vault::Health& more) {
  to.segments += more.segments;
  to.keys += more.keys;
  to.files += more.files;
  to.pieces += more.pieces;
  to.unopened += more.unopened;
  to.missing_keys += more.missing_keys;
  to.orphan_keys += more.orphan_keys;
  to.destroyed += more.destroyed;
}

}  // namespace

class VaultCheck {
 public:
  explicit VaultCheck(SealedVault& vault) : v_(vault) {}

  struct Range {
    PersonId after, upto;
  };
  /// What one range had to say.
  struct Part {
    Vault::Health health;
    std::int64_t people = 0;
    std::vector<std::string> findings;
    std::vector<FileId> files;
    std::vector<KeyName> orphans;
  };

  /// The range after `after`; nothing at the end.
  Result<std::optional<Range>> next(store::Session& s, PersonId after) {
    if (after == last_person()) return std::optional<Range>();
    auto upto = last_person();
    CHECK_OK(s.each(
        "SELECT person FROM segment WHERE org = $1 AND person > $2"
        " ORDER BY person, entry, version, category LIMIT 1 OFFSET $3",
        {v_.org_, after, kRange - 1}, [&](const store::Row& r) { return upto = r.id<PersonId>(0), false; }));
    TRY(const auto of_keys, v_.keys_->person_after(after, kRange));
    if (of_keys) upto = std::min(upto, *of_keys);
    return std::optional<Range>({after, upto});
  }

  Status read_keys(const Range& range, Part& part) {
    keys_.clear();
    return v_.keys_->each_in(range.after, range.upto, [&](const KeyName& name, const Result<PersonKey>& key) {
      ++part.health.keys;
      auto& kept = keys_[name];
      if (key)
        kept.key = *key;
      else
        kept.damaged = true;
      return true;
    });
  }

  Status open_all(store::Session& s, const Range& range, Part& part) {
    Status bad;
    CHECK_OK(
        s.each("SELECT person, entry, version, category, slot, sealed FROM segment"
               " WHERE org = $1 AND person > $2 AND person <= $3"
               " ORDER BY person, entry, version, category",
               {v_.org_, range.after, range.upto}, [&](const store::Row& r) {
                 ++part.health.segments;
                 part.people += std::ranges::equal(r.blob(0), r.blob(1));
                 // A version that is none opens nothing, whatever lies there.
                 const auto sealed = version_of(r.i64(2)) ? r.blob(5) : ByteView();
                 bad = segment(name_of(r), r.text(3), sealed, part);
                 return bad.has_value();
               }));
    CHECK_OK(bad);
    CHECK_OK(open_files(s, range, part));
    for (const auto& [name, kept] : keys_) {
      if (kept.used || name.slot == slot_of_things()) continue;  // those are their makers' to destroy
      ++part.health.orphan_keys;
      part.findings.push_back("key of " + in_words(name) + ": seals nothing");
      part.orphans.push_back(name);
    }
    keys_.clear();
    return {};
  }

 private:
  struct Kept {
    std::optional<PersonKey> key;
    bool damaged = false, used = false;
  };

  static SegmentName name_of(const store::Row& r) {
    return {r.id<PersonId>(0),
            r.id<EntryId>(1),
            version_of(r.i64(2)).value_or(0),
            CategoryIx{},  // the code says which
            {r.id<EntryId>(4).raw}};
  }

  /// The key of a segment; one that is not in the range's list was made since, or was destroyed, or is lost.
  Result<Kept*> key_for(const SegmentName& n) {
    const KeyName name{n.person, n.slot};
    if (const auto it = keys_.find(name); it != keys_.end()) {
      it->second.used = true;
      return &it->second;
    }
    late_ = {};
    auto found = v_.keys_->find(n.person, n.slot);
    if (found)
      late_.key = *found;
    else if (found.error().code == Code::Corrupt)
      late_.damaged = true;
    else
      return tl::unexpected<Error>(std::move(found).error());
    return &late_;
  }

  Status segment(const SegmentName& n, std::string_view code, ByteView sealed, Part& part) {
    TRY(const auto* kept, key_for(n));
    auto fate = SealedVault::Fate::Damaged;
    if (!kept->damaged) {
      Bytes plain;
      TRY(fate, v_.try_open(n, kept->key, v_.as_segment(n, code, sealed), sealed, plain));
      wipe(plain);
    }
    switch (fate) {
      case SealedVault::Fate::Opened:
        break;
      case SealedVault::Fate::Destroyed:
        ++part.health.destroyed;
        break;
      case SealedVault::Fate::NoKey:
        ++part.health.missing_keys;
        part.findings.push_back(in_words(n, code) + ": its key is missing");
        break;
      case SealedVault::Fate::Damaged:
        ++part.health.unopened;
        part.findings.push_back(in_words(n, code) +
                                (kept->damaged ? ": its key does not open" : ": does not open"));
        break;
    }
    return {};
  }

  Status open_files(store::Session& s, const Range& range, Part& part) {
    Status bad;
    CHECK_OK(
        s.each("SELECT s.person, s.entry, s.version, s.category, s.slot FROM segment s"
               " WHERE s.org = $1 AND s.person > $2 AND s.person <= $3 AND EXISTS"
               " (SELECT 1 FROM file_chunk c WHERE c.org = $1 AND c.file = s.entry)"
               " ORDER BY s.person, s.entry",
               {v_.org_, range.after, range.upto}, [&](const store::Row& r) {
                 bad = file(s, name_of(r), r.str(3), part);
                 return bad.has_value();
               }));
    return bad;
  }

  Status file(store::Session& s, const SegmentName& n, const std::string& code, Part& part) {
    const FileId file{n.entry.raw};
    part.files.push_back(file);
    ++part.health.files;
    TRY(const auto* kept, key_for(n));
    if (kept->damaged) return {};  // told of by its name
    const auto all = v_.each_piece(s, n, code, file, kept->key, [&](ByteView) { ++part.health.pieces; });
    if (all || all.error().code == Code::NotFound) return {};  // destroyed: its name is counted as such
    if (all.error().code != Code::Corrupt) return all;
    ++part.health.unopened;
    part.findings.push_back("file " + file.text() + " of person " + n.person.text() + ": " +
                            all.error().detail.text);
    return {};
  }

  SealedVault& v_;
  std::map<KeyName, Kept> keys_;  // of the range
  Kept late_;
};

namespace {

/// The files that have pieces, sorted: 16 bytes each.
Result<std::vector<FileId>> files_with_pieces(store::Session& s, const OrgCode& org) {
  std::vector<FileId> files;
  for (FileId after;;) {
    const auto before = files.size();
    CHECK_OK(
        s.each("SELECT DISTINCT file FROM file_chunk WHERE org = $1 AND file > $2 ORDER BY file LIMIT $3",
               {org, after, kRange}, [&](const store::Row& r) {
                 files.push_back(r.id<FileId>(0));
                 return true;
               }));
    if (files.size() == before) return files;
    after = files.back();
  }
}

/// Of those that had pieces at the start, the ones that no segment named and that have pieces still.
Status loose_files(store::Session& s, const OrgCode& org, const std::vector<FileId>& all,
                   std::vector<FileId> named, Vault::Health& h, std::vector<std::string>& findings) {
  std::sort(named.begin(), named.end());
  std::vector<FileId> loose;
  std::set_difference(all.begin(), all.end(), named.begin(), named.end(), std::back_inserter(loose));
  for (const auto& file : loose)
    CHECK_OK(s.each("SELECT 1 FROM file_chunk WHERE org = $1 AND file = $2 LIMIT 1", {org, file},
                    [&](const store::Row&) {
                      ++h.loose_files;
                      findings.push_back("file " + file.text() + ": its pieces belong to nothing");
                      return false;
                    }));
  return {};
}

Result<std::int64_t> count_people(store::Session& s, const OrgCode& org) {
  std::int64_t n = 0;
  CHECK_OK(s.each("SELECT count(*) FROM segment WHERE org = $1 AND entry = person", {org},
                  [&](const store::Row& r) { return n = r.i64(0), false; }));
  return n;
}

}  // namespace

Result<Vault::Health> SealedVault::check(store::Session& db) {
  Health h;
  TRY(const auto all, files_with_pieces(db, org_));
  std::vector<FileId> named;
  std::vector<std::string> unheard;
  VaultCheck check(*this);
  for (PersonId after;;) {
    TRY(const auto range, check.next(db, after));
    if (!range) break;
    VaultCheck::Part part;
    CHECK_OK(check.read_keys(*range, part));
    CHECK_OK(check.open_all(db, *range, part));
    add_up(h, part.health);
    named.insert(named.end(), part.files.begin(), part.files.end());
    after = range->upto;
  }
  CHECK_OK(loose_files(db, org_, all, std::move(named), h, unheard));
  return h;
}

Result<Vault::Health> SealedVault::check(store::Db& db, const Watch& watch) {
  Health h;
  std::vector<FileId> all, named;
  std::int64_t people = 0, seen = 0;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    TRY(all, files_with_pieces(s, org_));
    if (watch.progress) {
      TRY(people, count_people(s, org_));
    }
    return {};
  }));
  Mutex lock(LockRank::Background);
  PersonId after;
  std::vector<Status> ended(static_cast<std::size_t>(std::clamp(watch.threads, 1, 16)));
  std::atomic<bool> stop = false;
  const auto take = [&]() -> Result<std::optional<VaultCheck::Range>> {
    const Hold hold(lock);
    std::optional<VaultCheck::Range> range;
    CHECK_OK(db.read([&](store::Session& s) -> Status {
      TRY(range, VaultCheck(*this).next(s, after));
      return {};
    }));
    if (range) after = range->upto;
    return range;
  };
  const auto tell = [&](const VaultCheck::Part& part) {
    const Hold hold(lock);
    add_up(h, part.health);
    named.insert(named.end(), part.files.begin(), part.files.end());
    seen += part.people;
    if (watch.finding)
      for (const auto& f : part.findings) watch.finding(f);
    if (watch.progress) watch.progress(std::min(seen, people), people);
  };
  const auto work = [&]() -> Status {
    VaultCheck check(*this);
    while (!stop) {
      TRY(const auto range, take());
      if (!range) break;
      VaultCheck::Part part;
      CHECK_OK(check.read_keys(*range, part));
      CHECK_OK(db.read([&](store::Session& s) { return check.open_all(s, *range, part); }));
      tell(part);
    }
    return {};
  };
  std::vector<std::thread> threads;
  for (auto& e : ended)
    threads.emplace_back([&] {
      e = work();
      if (!e) stop = true;
    });
  for (auto& t : threads) t.join();
  for (const auto& e : ended) CHECK_OK(e);
  std::vector<std::string> findings;
  CHECK_OK(
      db.read([&](store::Session& s) { return loose_files(s, org_, all, std::move(named), h, findings); }));
  if (watch.finding)
    for (const auto& f : findings) watch.finding(f);
  return h;
}

Result<Vault::Orphans> SealedVault::remove_orphans(store::Db& db, UnixMs now) {
  constexpr std::int64_t kGraceMs = 24 * 60 * 60 * 1000;
  Orphans done;
  VaultCheck check(*this);
  for (PersonId after;;) {
    std::optional<VaultCheck::Range> range;
    VaultCheck::Part part;
    CHECK_OK(db.read([&](store::Session& s) -> Status {
      TRY(range, check.next(s, after));
      return {};
    }));
    if (!range) return done;
    CHECK_OK(check.read_keys(*range, part));
    CHECK_OK(db.read([&](store::Session& s) { return check.open_all(s, *range, part); }));
    TRY(const auto ripe, keys_->note_orphans(range->after, range->upto, part.orphans, now,
                                             UnixMs{now.ms - kGraceMs}, done.noted));
    after = range->upto;
    if (ripe.empty()) continue;
    // Nobody else writes records meanwhile; whoever comes next and still holds such a key is refused when it
    // looks whether the key is there (KeyStore::find_or_make).
    CHECK_OK(db.write([&](store::Txn& t) -> Status {
      std::vector<KeyName> unused;
      for (const auto& k : ripe) {
        bool used = false;
        CHECK_OK(t.each("SELECT 1 FROM segment WHERE org = $1 AND person = $2 AND slot = $3 LIMIT 1",
                        {org_, k.person, k.slot.slot.view()},
                        [&](const store::Row&) { return used = true, false; }));
        if (!used) unused.push_back(k);
      }
      done.removed += static_cast<std::int64_t>(unused.size());
      return keys_->destroy(unused);
    }));
  }
}

}  // namespace candour::vault
