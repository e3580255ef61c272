// Passwords, one-time codes and random secrets, as current guidance wants them. Pure but for randomness;
// any thread. At most four password hashes run at once: the rest wait.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace candour::vault {

/// argon2id, 19 MiB, t=2 (OWASP); the encoded string carries its own parameters.
Result<std::string> hash_password(std::string_view password);
bool verify_password(std::string_view encoded, std::string_view password);
/// At least 12 characters, at most 256, not known from breaches, no repetition of itself, not made of common
/// words or of the given ones (the organisation's, one's own). Errors: Invalid with field "password" and how
/// to mend it.
Status check_new_password(std::string_view password, const std::vector<std::string>& context_words);

/// RFC 6238: SHA-1, 6 digits, 30 seconds. The step that matched (one step either way is let pass), so that
/// the caller can refuse a step that was used already.
Bytes new_totp_secret();  // 20 bytes
std::optional<std::int64_t> totp_matches(ByteView secret, std::string_view code, UnixMs now);
std::string totp_code(ByteView secret, std::int64_t step);
std::string totp_uri(ByteView secret, std::string_view issuer, std::string_view account);
/// Ten codes of the form "xxxxx-xxxxx"; stored only as hashes.
std::vector<std::string> new_recovery_codes();

/// n random bytes as base64url without padding.
std::string random_token(std::size_t n = 32);
/// n random digits, each as likely as the others: a code to be told or typed.
std::string random_digits(std::size_t n);
/// SHA-256 of a token, for keeping it where the token itself must not rest.
Bytes token_hash(std::string_view token);
bool same_bytes(ByteView a, ByteView b);  // constant time

}  // namespace candour::vault
