// Where the root key comes from: the 32 bytes that open an organisation's keys and that stand nowhere beside
// them. A file, a credential that systemd hands over, or a passphrase that somebody types at the start.
// A value; any thread. Whoever can run as the server's user can read the file or the credential too.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "vault/seal.h"
#include "vault/secret.h"

namespace candour::vault {

/// What argon2id is asked to do. The default takes about half a second and 256 MiB, once at the start.
struct PassphraseCost {
  std::uint64_t passes = 3;
  std::uint64_t memory = 256u << 20;  // bytes
};

/// How a key store's root key is come by; stands in the key store itself and is no secret.
struct RootKeyKind {
  bool passphrase = false;
  Bytes salt;  // 16 bytes with a passphrase
  PassphraseCost cost;
};

class RootKey {
 public:
  /// 32 random bytes, mode 0600; made at the first start, never once there are keys.
  static RootKey file(std::string path);
  /// The 32 bytes that systemd put into $CREDENTIALS_DIRECTORY under this name; never made here.
  static RootKey credential(std::string name);
  /// `ask` is called once, however many organisations are opened; `is_new` when the passphrase is being
  /// chosen, so that it is asked twice.
  using Ask = std::function<Result<Secret>(bool is_new)>;
  static RootKey passphrase(Ask ask, PassphraseCost cost = {});

  /// These bytes: for keys in memory, in tests.
  static RootKey held(const Key& key);

  /// The same for one organisation: "{org}" in the file's or the credential's name becomes its code.
  RootKey for_org(const OrgCode& org) const;

  bool is_passphrase() const { return source_ == Source::Passphrase; }
  const std::string& path() const { return place_; }  // of the file; empty unless it is one
  bool is_file() const { return source_ == Source::File; }
  /// "the root key file data/ll/root.key", "the credential candour-root-key", "the passphrase".
  std::string words() const;

  /// A kind for a key store that is new (or gets this root key): with a passphrase, a fresh salt.
  RootKeyKind new_kind() const;
  /// The key. Errors: Unavailable with what is missing or wrong and how to mend it.
  Result<Key> load(const RootKeyKind& kind, bool may_make) const;

 private:
  enum class Source { File, Credential, Passphrase, Held };
  struct Asked;
  RootKey(Source source, std::string place) : source_(source), place_(std::move(place)) {}
  Result<Key> from_passphrase(const RootKeyKind& kind, bool is_new) const;

  Source source_;
  std::string place_;             // the file's path or the credential's name
  std::shared_ptr<Asked> asked_;  // the passphrase, shared by the organisations of one start
  std::shared_ptr<const Key> held_;
};

}  // namespace candour::vault
