// Fingerprints of bytes: SHA-256, keyed hashes and derived keys. Pure; any thread. A fingerprint of something
// that is easily guessed (a birth date) gives it away: use blind_token for those, never these.
#pragma once

#include <array>
#include <initializer_list>
#include <string_view>

#include "base/bytes.h"

namespace candour::vault {

using Hash32 = std::array<std::uint8_t, 32>;

Hash32 sha256(ByteView data);
/// Of the pieces one after the other, as if they were one.
Hash32 sha256_of(std::initializer_list<ByteView> pieces);
/// SHA-256 of one byte and, after it, the data or the two hashes: what trees of hashes are made of (RFC
/// 6962), without the pieces being gathered one by one.
Hash32 sha256_tagged(std::uint8_t tag, ByteView data);
Hash32 sha256_tagged(std::uint8_t tag, const Hash32& left, const Hash32& right);
Hash32 hmac_sha256(ByteView key, ByteView data);
/// HKDF-Expand of RFC 5869 with SHA-256, for one block of 32 bytes.
Hash32 hkdf_expand(ByteView pseudo_random_key, std::string_view info);
/// 20 bytes; only for RFC 6238, which prescribes it.
std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView data);

/// A quick keyed 64-bit checksum of 16 bytes and a number, for comparing sets within one run: who does not
/// know the key, drawn for the run, cannot make two sets of one sum. Proves nothing to others.
using QuickKey = std::array<std::uint64_t, 4>;
std::uint64_t quick_hash(const QuickKey& key, const std::array<std::uint8_t, 16>& id, std::uint64_t number);

}  // namespace candour::vault
