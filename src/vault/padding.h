// What a seal does not hide is how long a text is, and "yes" is shorter than "no, and this is why". So a
// segment is filled up to one of few lengths before it is sealed. Pure; any thread. Who counts segments, or
// watches how one grows over months, still learns something: roughly how much was written.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.h"

namespace candour::vault {

/// The length that content of `length` bytes is sealed at, its mark included: a multiple of 32 up to 512,
/// above that one of eight steps between two powers of two. At most 32 bytes, or an eighth, more than it was.
std::size_t padded_length(std::size_t length);

/// The content, a byte 0x80, and noughts up to padded_length(). ISO/IEC 7816-4's padding: every content has
/// exactly one, the empty one too.
Bytes padded(ByteView content);
/// Takes them off again. False when there is no mark: nothing of ours.
bool take_padding_off(Bytes& padded);

}  // namespace candour::vault
