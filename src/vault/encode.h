// Bytes written as letters: base64 (signed notes, content hashes), base64url (tokens in addresses) and
// base32 (secrets typed into an authenticator). Pure; any thread. Writing as letters hides nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace candour::vault {

std::string to_base64(ByteView b);  // RFC 4648 section 4, padded
std::optional<Bytes> from_base64(std::string_view s);
std::string to_base64url(ByteView b);  // RFC 4648 section 5, without padding
std::optional<Bytes> from_base64url(std::string_view s);
std::string to_base32(ByteView b);  // RFC 4648 section 6, without padding
std::string to_hex(ByteView b);     // lower case

}  // namespace candour::vault
