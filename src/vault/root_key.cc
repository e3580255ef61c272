// The root key file: 32 random bytes and nothing else.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "vault/key_store.h"

namespace candour::vault {
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

tl::unexpected<Error> cannot(const std::string& words, const std::string& file) {
  const std::string why = std::strerror(errno);
  return fail(Code::Unavailable, words + " (" + why + ").", "root key " + file + ": " + why);
}

/// On disk, its name too, before anything is sealed under it.
Result<Key> make(const std::string& file) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.ok()) return cannot("The root key file " + file + " cannot be made", file);
  const auto key = Key::random();
  if (::write(fd.get(), key.data(), 32) != 32 || ::fsync(fd.get()) != 0) {
    auto error = cannot("The root key file " + file + " cannot be written", file);
    ::unlink(file.c_str());
    return error;
  }
  const auto parent = std::filesystem::path(file).parent_path();
  const Fd folder(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok() || ::fsync(folder.get()) != 0)
    return cannot("The folder of " + file + " cannot be written", file);
  return key;
}

}  // namespace

Result<Key> load_root_key(const std::string& file, bool may_make) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok()) {
    if (errno != ENOENT) return cannot("The root key file " + file + " cannot be read", file);
    if (may_make) return make(file);
    return fail(Code::Unavailable,
                "The root key file " + file +
                    " is missing, and there are keys that only it opens. Put it back from "
                    "where it is kept safe, then start again.",
                "root key missing: " + file);
  }
  struct stat st{};
  if (::fstat(fd.get(), &st) != 0) return cannot("The root key file " + file + " cannot be read", file);
  if (st.st_mode & 077)
    return fail(Code::Unavailable,
                "Others on this machine may read the root key file " + file + ". Run: chmod 600 " + file,
                "root key mode too open: " + file);
  std::array<std::uint8_t, 33> b{};
  const auto n = ::read(fd.get(), b.data(), b.size());
  if (n < 0) return cannot("The root key file " + file + " cannot be read", file);
  if (n != 32)
    return fail(
        Code::Unavailable,
        "The root key file " + file + " does not hold 32 bytes. Put it back from where it is kept safe.",
        "root key has the wrong length: " + file);
  Key key(ByteView(b.data(), 32));
  std::memset(b.data(), 0, b.size());
  return key;
}

}  // namespace candour::vault
