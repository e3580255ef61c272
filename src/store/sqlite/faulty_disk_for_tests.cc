// A shim between SQLite and its own way to the disk. Beside the real file it keeps the image that is certain
// to be on the disk: a write joins it when a sync after it has succeeded, and is lost to it when that sync
// failed.
#include "store/sqlite/faulty_disk_for_tests.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace candour::store {
namespace {

struct Op {
  std::int64_t at = 0;
  Bytes bytes;
  bool truncate = false;  // to `at` bytes
};

void apply(Bytes& image, const Op& op) {
  if (op.truncate) {
    image.resize(static_cast<std::size_t>(op.at));
    return;
  }
  const auto end = static_cast<std::size_t>(op.at) + op.bytes.size();
  if (image.size() < end) image.resize(end);
  std::copy(op.bytes.begin(), op.bytes.end(), image.begin() + op.at);
}

struct Image {
  Bytes synced;
  std::vector<Op> pending;
};

struct Orders {
  std::mutex lock;
  std::int64_t room = INT64_MAX;
  int sync_after = 0, sync_times = 0, write_after = -1, met = 0, opened = 0;
  bool no_reads = false;
  std::map<std::string, Image> images;
};
Orders* orders = nullptr;  // while a FaultyDisk stands
sqlite3_vfs* real_vfs = nullptr;

struct File {
  sqlite3_file base;
  sqlite3_file* real;
  std::string* path;
};
sqlite3_file* real(sqlite3_file* f) {
  return reinterpret_cast<File*>(f)->real;
}
std::string& path_of(sqlite3_file* f) {
  return *reinterpret_cast<File*>(f)->path;
}

int close_file(sqlite3_file* f) {
  const int code = real(f)->pMethods->xClose(real(f));
  delete reinterpret_cast<File*>(f)->path;
  return code;
}

int read_file(sqlite3_file* f, void* into, int n, sqlite3_int64 at) {
  {
    const std::lock_guard hold(orders->lock);
    if (orders->no_reads) {
      ++orders->met;
      return SQLITE_IOERR_READ;
    }
  }
  return real(f)->pMethods->xRead(real(f), into, n, at);
}

/// How much of a write may happen, and what to say of it.
int permit(sqlite3_file* f, int n, std::int64_t at, int& part) {
  part = n;
  if (orders->write_after == 0) {
    orders->write_after = -1;
    ++orders->met;
    part = n / 2;
    return SQLITE_IOERR_WRITE;
  }
  if (orders->write_after > 0) --orders->write_after;
  sqlite3_int64 size = 0;
  real(f)->pMethods->xFileSize(real(f), &size);
  const auto grows = std::max<std::int64_t>(0, at + n - size);
  if (grows > orders->room) {
    ++orders->met;
    part = static_cast<int>(n - grows + orders->room);
    orders->room = 0;
    return SQLITE_FULL;
  }
  orders->room -= orders->room == INT64_MAX ? 0 : grows;
  return SQLITE_OK;
}

int write_file(sqlite3_file* f, const void* bytes, int n, sqlite3_int64 at) {
  const std::lock_guard hold(orders->lock);
  int part = n;
  const int said = permit(f, n, at, part);
  if (part <= 0) return said;
  const auto* p = static_cast<const std::uint8_t*>(bytes);
  orders->images[path_of(f)].pending.push_back({at, Bytes(p, p + part)});
  const int code = real(f)->pMethods->xWrite(real(f), bytes, part, at);
  return said != SQLITE_OK ? said : code;
}

int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  const std::lock_guard hold(orders->lock);
  orders->images[path_of(f)].pending.push_back({size, {}, true});
  return real(f)->pMethods->xTruncate(real(f), size);
}

int sync_file(sqlite3_file* f, int flags) {
  const std::lock_guard hold(orders->lock);
  auto& image = orders->images[path_of(f)];
  if (orders->sync_times > 0 && orders->sync_after-- <= 0) {
    --orders->sync_times;
    ++orders->met;
    image.pending.clear();
    return SQLITE_IOERR_FSYNC;
  }
  for (const auto& op : image.pending) apply(image.synced, op);
  image.pending.clear();
  return real(f)->pMethods->xSync(real(f), flags);
}

int file_size(sqlite3_file* f, sqlite3_int64* n) {
  return real(f)->pMethods->xFileSize(real(f), n);
}
int lock_file(sqlite3_file* f, int level) {
  return real(f)->pMethods->xLock(real(f), level);
}
int unlock_file(sqlite3_file* f, int level) {
  return real(f)->pMethods->xUnlock(real(f), level);
}
int check_reserved(sqlite3_file* f, int* out) {
  return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int control(sqlite3_file* f, int op, void* arg) {
  return real(f)->pMethods->xFileControl(real(f), op, arg);
}
int sector_size(sqlite3_file* f) {
  return real(f)->pMethods->xSectorSize(real(f));
}
int characteristics(sqlite3_file* f) {
  return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
int shm_lock(sqlite3_file* f, int at, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
void shm_barrier(sqlite3_file* f) {
  real(f)->pMethods->xShmBarrier(real(f));
}
int shm_unmap(sqlite3_file* f, int remove) {
  return real(f)->pMethods->xShmUnmap(real(f), remove);
}

const sqlite3_io_methods kMethods = {2,           close_file,  read_file,       write_file,  truncate_file,
                                     sync_file,   file_size,   lock_file,       unlock_file, check_reserved,
                                     control,     sector_size, characteristics, shm_map,     shm_lock,
                                     shm_barrier, shm_unmap,   nullptr,         nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* out, int flags, int* out_flags) {
  auto* f = reinterpret_cast<File*>(out);
  f->real = reinterpret_cast<sqlite3_file*>(f + 1);
  f->base.pMethods = nullptr;
  const int code = real_vfs->xOpen(real_vfs, name, f->real, flags, out_flags);
  if (!f->real->pMethods) return code;
  f->path = new std::string(name ? name : "");
  f->base.pMethods = &kMethods;
  const std::lock_guard hold(orders->lock);
  if (flags & SQLITE_OPEN_MAIN_DB) ++orders->opened;
  if (!orders->images.contains(*f->path)) {
    std::ifstream in(*f->path, std::ios::binary);  // what lay there before is on the disk
    orders->images[*f->path].synced.assign(std::istreambuf_iterator<char>(in), {});
  }
  return code;
}

int delete_file(sqlite3_vfs*, const char* name, int sync_dir) {
  {
    const std::lock_guard hold(orders->lock);
    orders->images.erase(name);
  }
  return real_vfs->xDelete(real_vfs, name, sync_dir);
}

sqlite3_vfs faulty_vfs;

void write_image(const Image& image, const std::string& path, unsigned seed) {
  Bytes bytes = image.synced;
  std::mt19937 dice(seed);
  for (const auto& op : image.pending)
    if (seed && dice() % 3 != 0) apply(bytes, op);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out) throw std::runtime_error("the image of the disk could not be written to " + path);
}

}  // namespace

FaultyDisk::FaultyDisk() {
  if (orders) throw std::logic_error("one faulty disk at a time");
  sqlite3_initialize();
  orders = new Orders;
  real_vfs = sqlite3_vfs_find(nullptr);
  faulty_vfs = *real_vfs;
  faulty_vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
  faulty_vfs.zName = "faulty";
  faulty_vfs.pNext = nullptr;
  faulty_vfs.xOpen = open_file;
  faulty_vfs.xDelete = delete_file;
  sqlite3_vfs_register(&faulty_vfs, 1);
}
FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&faulty_vfs);
  sqlite3_vfs_register(real_vfs, 1);
  delete std::exchange(orders, nullptr);
}

void FaultyDisk::full_after(std::int64_t bytes) {
  mend();
  orders->room = bytes;
}
void FaultyDisk::fail_syncs(int times, int after) {
  mend();
  orders->sync_times = times;
  orders->sync_after = after;
}
void FaultyDisk::short_write(int after) {
  mend();
  orders->write_after = after;
}
void FaultyDisk::fail_reads() {
  mend();
  orders->no_reads = true;
}
void FaultyDisk::mend() {
  const std::lock_guard hold(orders->lock);
  orders->room = INT64_MAX;
  orders->sync_times = orders->sync_after = 0;
  orders->write_after = -1;
  orders->no_reads = false;
  orders->met = 0;
}
int FaultyDisk::met() const {
  const std::lock_guard hold(orders->lock);
  return orders->met;
}
int FaultyDisk::opened() const {
  const std::lock_guard hold(orders->lock);
  return orders->opened;
}
void FaultyDisk::after_power_cut(const std::string& of, const std::string& path, unsigned seed) const {
  const std::lock_guard hold(orders->lock);
  for (const char* end : {"", "-wal"}) write_image(orders->images[of + end], path + end, seed);
}

}  // namespace candour::store
