// A root key file or credential: 32 random bytes and nothing else.
// A passphrase: root key = argon2id(passphrase, salt, passes, memory), with the salt and the cost as they
// stand in the key store.
#include "vault/root_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/locks.h"

namespace candour::vault {
namespace {

constexpr std::size_t kShortestPassphrase = 16;
// What a key store may ask for: more would be damage, and could take the machine's memory.
constexpr PassphraseCost kMostCost{20, 4ull << 30};

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

tl::unexpected<Error> cannot(const std::string& what, const std::string& verb) {
  const std::string why = std::strerror(errno);
  return fail(Code::Unavailable, "The " + what + " cannot be " + verb + " (" + why + ").", what + ": " + why);
}

/// On disk, its name too, before anything is sealed under it.
Result<Key> make_file(const std::string& file) {
  const std::string what = "root key file " + file;
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.ok()) return cannot(what, "made");
  const auto key = Key::random();
  if (::write(fd.get(), key.data(), 32) != 32 || ::fsync(fd.get()) != 0) {
    auto error = cannot(what, "written");
    ::unlink(file.c_str());
    return error;
  }
  const auto parent = std::filesystem::path(file).parent_path();
  const Fd folder(::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok() || ::fsync(folder.get()) != 0) return cannot("folder of " + file, "written");
  return key;
}

/// Nothing when the file is not there. `open_to` are the mode's bits that may not be set.
Result<std::optional<Key>> read_file(const std::string& file, const std::string& what, unsigned open_to) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok()) {
    if (errno == ENOENT) return std::optional<Key>();
    return cannot(what, "read");
  }
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return cannot(what, "read");
  if (st.st_mode & open_to)
    return fail(Code::Unavailable, "Others on this machine may read the " + what + ". Run: chmod 600 " + file,
                "root key mode too open: " + file);
  std::array<std::uint8_t, 33> b{};
  const auto n = ::read(fd.get(), b.data(), b.size());
  std::optional<Key> key;
  if (n == 32) key.emplace(ByteView(b.data(), 32));
  wipe(b.data(), b.size());
  if (n < 0) return cannot(what, "read");
  if (n != 32)
    return fail(Code::Unavailable,
                "The " + what + " does not hold 32 bytes. Put it back from where it is kept safe.",
                "root key has the wrong length: " + file);
  return key;
}

std::string with_org(const std::string& place, const OrgCode& org) {
  constexpr std::string_view kMark = "{org}";
  std::string out = place;
  for (auto at = out.find(kMark); at != std::string::npos; at = out.find(kMark, at + org.text.size()))
    out.replace(at, kMark.size(), org.text);
  return out;
}

}  // namespace

struct RootKey::Asked {
  Ask ask;
  PassphraseCost cost;
  Mutex lock;
  std::optional<Secret> typed GUARDED_BY(lock);
};

RootKey RootKey::file(std::string path) {
  return {Source::File, std::move(path)};
}

RootKey RootKey::credential(std::string name) {
  return {Source::Credential, std::move(name)};
}

RootKey RootKey::passphrase(Ask ask, PassphraseCost cost) {
  RootKey made(Source::Passphrase, {});
  made.asked_ = std::make_shared<Asked>();
  made.asked_->ask = std::move(ask);
  made.asked_->cost = cost;
  return made;
}

RootKey RootKey::held(const Key& key) {
  RootKey made(Source::Held, {});
  made.held_ = std::make_shared<const Key>(key);
  return made;
}

RootKey RootKey::for_org(const OrgCode& org) const {
  RootKey made = *this;
  made.place_ = with_org(place_, org);
  return made;
}

std::string RootKey::words() const {
  switch (source_) {
    case Source::File:
      return "the root key file " + place_;
    case Source::Credential:
      return "the credential " + place_;
    case Source::Held:
      return "the root key";
    case Source::Passphrase:
      break;
  }
  return "the passphrase";
}

RootKeyKind RootKey::new_kind() const {
  RootKeyKind kind;
  if (!is_passphrase()) return kind;
  kind.passphrase = true;
  kind.salt.resize(crypto_pwhash_SALTBYTES);
  random_bytes(kind.salt);
  kind.cost = asked_->cost;
  return kind;
}

Result<Key> RootKey::load(const RootKeyKind& kind, bool may_make) const {
  if (is_passphrase()) return from_passphrase(kind, may_make);
  if (held_) return *held_;
  if (is_file()) {
    TRY(auto key, read_file(place_, "root key file " + place_, 077));
    if (key) return *key;
    if (may_make) return make_file(place_);
    return fail(Code::Unavailable,
                "The root key file " + place_ +
                    " is missing, and there are keys that only it opens. Put it back from "
                    "where it is kept safe, then start again.",
                "root key missing: " + place_);
  }
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (!folder)
    return fail(Code::Unavailable,
                "The root key is to come from the credential " + place_ +
                    ", but systemd has handed over none. To mend: put LoadCredentialEncrypted=" + place_ +
                    ":… into the unit, or give the root key another way with --root-key.",
                "CREDENTIALS_DIRECTORY is not set");
  const auto file = (std::filesystem::path(folder) / place_).string();
  // systemd lends a credential to the server's user through the group bits; nobody else gets into the folder.
  TRY(auto key, read_file(file, "credential " + place_, 07));
  if (key) return *key;
  return fail(Code::Unavailable,
              "systemd has handed over credentials, but none is called " + place_ +
                  ". To mend: put LoadCredentialEncrypted=" + place_ + ":… into the unit.",
              "credential missing: " + file);
}

Result<Key> RootKey::from_passphrase(const RootKeyKind& kind, bool is_new) const {
  if (kind.salt.size() != crypto_pwhash_SALTBYTES || kind.cost.passes > kMostCost.passes ||
      kind.cost.memory > kMostCost.memory)
    return fail(Code::Corrupt, "The key store is damaged. Put it back from its backup.",
                "salt or cost of the passphrase is out of bounds");
  ready();
  const Hold hold(asked_->lock);
  if (!asked_->typed) {
    TRY(asked_->typed, asked_->ask(is_new));
  }
  const auto typed = as_text(asked_->typed->view());
  if (typed.size() > Secret::kMost)
    return fail(Code::Invalid, "The passphrase is too long. It may have up to 1,024 letters.");
  if (is_new && typed.size() < kShortestPassphrase)
    return fail(
        Code::Invalid,
        "The passphrase is too short. Choose at least 16 letters, for instance five words that do not "
        "belong together.");
  std::array<std::uint8_t, 32> out{};
  const int failed = crypto_pwhash(out.data(), out.size(), typed.data(), typed.size(), kind.salt.data(),
                                   kind.cost.passes, kind.cost.memory, crypto_pwhash_ALG_ARGON2ID13);
  Key key{ByteView(out)};
  wipe(out.data(), out.size());
  if (failed != 0)
    return fail(Code::Unavailable,
                "The passphrase could not be turned into a key: " + std::to_string(kind.cost.memory >> 20) +
                    " MB of memory are needed for a moment.",
                "argon2id: no memory, or a cost below its minimum");
  return key;
}

}  // namespace candour::vault
