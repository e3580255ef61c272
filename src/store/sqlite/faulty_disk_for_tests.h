// A disk that fails on demand, under every SQLite database that is opened while it stands: it is full, it
// cannot be synced, it writes half, it cannot be read; and what would be left on it after a power cut. For
// tests only; any thread may use the databases, one thread gives the orders. It does not touch the
// shared-memory file.
#pragma once

#include <cstdint>
#include <string>

namespace candour::store {

class FaultyDisk {
 public:
  /// Stands in for the program's disk from now on; one at a time.
  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  /// Files may grow by so many bytes more, then the disk is full. What is there can still be overwritten.
  void full_after(std::int64_t bytes);
  /// The next so many syncs fail. As on Linux, what was to be synced is then lost, and the sync after it does
  /// not bring it back.
  void fail_syncs(int times, int after = 0);
  /// The write after `after` more writes puts down half of what it was given and fails.
  void short_write(int after = 0);
  /// Every read of a database or its log fails.
  void fail_reads();
  void mend();

  /// How many faults were met since the last order; a test that met none proves nothing.
  int met() const;
  /// How often a database file was opened.
  int opened() const;
  /// Writes to `path` what a power cut would leave of the database at `of`: all that was synced and, of the
  /// rest, some (chosen by `seed`; 0: nothing).
  void after_power_cut(const std::string& of, const std::string& path, unsigned seed = 0) const;
};

}  // namespace candour::store
