#define OPENSSL_SUPPRESS_DEPRECATED  // as in hash.cc
#include "vault/parcel.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "vault/encode.h"
#include "vault/seal.h"

namespace candour::vault {

namespace {

constexpr std::string_view kMagic = "candour-parcel-1\n";
constexpr std::string_view kCloses = "candour-backup-public-1 ", kOpens = "candour-backup-secret-1 ";
constexpr std::size_t kChunk = 64u << 10;
constexpr std::size_t kExtra = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
using StreamKey = std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_KEYBYTES>;
using BoxedKey = std::array<std::uint8_t, crypto_box_SEALBYTES + sizeof(StreamKey)>;

struct CloseFile {
  void operator()(std::FILE* f) const { std::fclose(f); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

tl::unexpected<Error> trouble(const std::string& path, const char* words) {
  return fail(Code::Unavailable, path + words, std::generic_category().message(errno));
}
tl::unexpected<Error> does_not_open(const std::string& path) {
  return fail(Code::Corrupt, path +
                                 " does not open: it was changed or cut off, or was sealed for another key "
                                 "or another organisation. To mend: take another copy, or the right key.");
}

Result<File> to_read(const std::string& path) {
  File f(std::fopen(path.c_str(), "rbe"));
  if (!f) return trouble(path, " cannot be read.");
  return f;
}
/// A new file, for its owner alone.
Result<File> to_write(const std::string& path) {
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return trouble(path, " cannot be made.");
  return File(::fdopen(fd, "wb"));
}
Status put(const File& f, const std::string& path, ByteView bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), f.get()) == bytes.size()) return {};
  return trouble(path, " cannot be written.");
}
Status make_durable(const File& f, const std::string& path) {
  if (std::fflush(f.get()) == 0 && ::fsync(::fileno(f.get())) == 0) return {};
  return trouble(path, " cannot be written.");
}

/// With OpenSSL, which uses the processor's own instructions: a backup is hashed whole.
class Summing {
 public:
  Summing() { SHA256_Init(&state_); }
  void add(ByteView bytes) {
    SHA256_Update(&state_, bytes.data(), bytes.size());
    bytes_ += static_cast<std::int64_t>(bytes.size());
  }
  FileSum end() {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
    SHA256_Final(hash.data(), &state_);
    return {bytes_, to_hex(hash)};
  }

 private:
  SHA256_CTX state_{};
  std::int64_t bytes_ = 0;
};

/// The 32 bytes behind `mark`; a line's end behind them is no matter.
Result<Bytes> key_in(std::string_view text, std::string_view mark) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.starts_with(mark))
    if (auto key = from_base64(text.substr(mark.size())); key && key->size() == crypto_box_PUBLICKEYBYTES)
      return std::move(*key);
  return fail(Code::Invalid, "That is no key that begins with \"" + std::string(mark) +
                                 "\". To mend: give the half that `candour backup key new` wrote for this.");
}

}  // namespace

ParcelKeys make_parcel_keys() {
  ready();
  std::array<std::uint8_t, crypto_box_PUBLICKEYBYTES> closes{};
  std::array<std::uint8_t, crypto_box_SECRETKEYBYTES> opens{};
  crypto_box_keypair(closes.data(), opens.data());
  auto text = std::string(kOpens) + to_base64(opens);
  ParcelKeys keys{std::string(kCloses) + to_base64(closes), Secret(text)};
  wipe(text.data(), text.size());
  wipe(opens.data(), opens.size());
  return keys;
}

Result<FileSum> sum_of_file(const std::string& path) {
  TRY(const auto in, to_read(path));
  Summing summing;
  Bytes part(kChunk);
  while (const auto n = std::fread(part.data(), 1, part.size(), in.get()))
    summing.add(ByteView(part).first(n));
  if (std::ferror(in.get())) return trouble(path, " cannot be read.");
  return summing.end();
}

Result<FileSum> close_parcel(const std::string& from, const std::string& to, std::string_view closes,
                             std::string_view label) {
  ready();
  TRY(const auto receiver, key_in(closes, kCloses));
  TRY(const auto in, to_read(from));
  TRY(const auto out, to_write(to));
  StreamKey key{};
  crypto_secretstream_xchacha20poly1305_keygen(key.data());
  BoxedKey boxed{};
  crypto_secretstream_xchacha20poly1305_state stream;
  std::array<std::uint8_t, kHeader> header{};
  const bool begun = crypto_box_seal(boxed.data(), key.data(), key.size(), receiver.data()) == 0 &&
                     crypto_secretstream_xchacha20poly1305_init_push(&stream, header.data(), key.data()) == 0;
  wipe(key.data(), key.size());
  if (!begun) return fail(Code::Invalid, "That key cannot seal. To mend: make a pair anew.");
  // Summed while it is written, and not read once more.
  Summing summing;
  const auto put_on = [&](ByteView bytes) {
    summing.add(bytes);
    return put(out, to, bytes);
  };
  CHECK_OK(put_on(as_bytes(kMagic)));
  CHECK_OK(put_on(boxed));
  CHECK_OK(put_on(header));
  Bytes plain(kChunk), sealed(kChunk + kExtra);
  for (bool last = false; !last;) {
    const auto n = std::fread(plain.data(), 1, plain.size(), in.get());
    if (std::ferror(in.get())) return trouble(from, " cannot be read.");
    // A whole piece may be the last one too: then an empty one follows, which ends it.
    last = n < plain.size();
    const auto tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    crypto_secretstream_xchacha20poly1305_push(&stream, sealed.data(), nullptr, plain.data(), n,
                                               as_bytes(label).data(), label.size(),
                                               static_cast<unsigned char>(tag));
    CHECK_OK(put_on(ByteView(sealed).first(n + kExtra)));
  }
  wipe(&stream, sizeof stream);
  CHECK_OK(make_durable(out, to));
  return summing.end();
}

namespace {

Status pour(const File& in, const std::string& from, const File& out, const std::string& to,
            crypto_secretstream_xchacha20poly1305_state& stream, std::string_view label) {
  Bytes sealed(kChunk + kExtra), plain(kChunk);
  for (bool last = false; !last;) {
    const auto n = std::fread(sealed.data(), 1, sealed.size(), in.get());
    unsigned long long size = 0;
    unsigned char tag = 0;
    if (n < kExtra ||
        crypto_secretstream_xchacha20poly1305_pull(&stream, plain.data(), &size, &tag, sealed.data(), n,
                                                   as_bytes(label).data(), label.size()) != 0)
      return does_not_open(from);
    CHECK_OK(put(out, to, ByteView(plain).first(size)));
    last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  }
  if (std::fgetc(in.get()) != EOF) return does_not_open(from);
  return make_durable(out, to);
}

}  // namespace

Status open_parcel(const std::string& from, const std::string& to, const Secret& opens,
                   std::string_view label) {
  ready();
  TRY(auto secret, key_in(as_text(opens.view()), kOpens));
  TRY(const auto in, to_read(from));
  std::array<std::uint8_t, kMagic.size()> magic{};
  BoxedKey boxed{};
  std::array<std::uint8_t, kHeader> header{};
  const auto get = [&](auto& into) {
    return std::fread(into.data(), 1, into.size(), in.get()) == into.size();
  };
  std::array<std::uint8_t, crypto_box_PUBLICKEYBYTES> receiver{};
  StreamKey key{};
  crypto_secretstream_xchacha20poly1305_state stream;
  const bool begun =
      get(magic) && as_text(magic) == kMagic && get(boxed) && get(header) &&
      crypto_scalarmult_base(receiver.data(), secret.data()) == 0 &&
      crypto_box_seal_open(key.data(), boxed.data(), boxed.size(), receiver.data(), secret.data()) == 0 &&
      crypto_secretstream_xchacha20poly1305_init_pull(&stream, header.data(), key.data()) == 0;
  wipe(secret);
  wipe(key.data(), key.size());
  if (!begun) return does_not_open(from);
  TRY(const auto out, to_write(to));
  const auto done = pour(in, from, out, to, stream, label);
  wipe(&stream, sizeof stream);
  if (!done) ::unlink(to.c_str());
  return done;
}

}  // namespace candour::vault
