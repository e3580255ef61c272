// Names for things: 128-bit ids that sort by the moment they were made (UUID version 7) and a different type
// for each sort of thing, so that a person's id cannot be given where an entry's is meant. Any thread.
// An id in a URL is no secret and grants nothing: the gate decides.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace candour {

/// 16 bytes: 48-bit milliseconds since 1970, version and variant bits, 74 random bits (RFC 9562, UUIDv7).
struct Id128 {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Id128&) const = default;
  bool is_nil() const { return *this == Id128{}; }
  std::span<const std::uint8_t> view() const { return bytes; }
};

/// A new id for the moment `unix_ms`; ids of one process rise even within one millisecond.
Id128 make_id128(std::int64_t unix_ms);
/// The moment for which an id was made, in milliseconds since 1970.
constexpr std::int64_t made_ms(const Id128& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms * 256 + id.bytes[i];
  return ms;
}
/// 26 characters of Crockford base 32, lower case; sorts as the bytes do.
std::string to_text(const Id128&);
/// Accepts exactly what to_text writes (any case); nothing else.
std::optional<Id128> parse_id128(std::string_view);

template <class Tag>
struct Id {
  Id128 raw;
  auto operator<=>(const Id&) const = default;
  bool is_nil() const { return raw.is_nil(); }
  std::string text() const { return to_text(raw); }
  std::span<const std::uint8_t> view() const { return raw.view(); }
  static Id make(std::int64_t unix_ms) { return Id{make_id128(unix_ms)}; }
  static std::optional<Id> parse(std::string_view s) {
    auto r = parse_id128(s);
    return r ? std::optional<Id>(Id{*r}) : std::nullopt;
  }
  /// From 16 stored bytes; nil when the length differs.
  static Id from_bytes(std::span<const std::uint8_t> b) {
    Id id;
    if (b.size() == 16) std::memcpy(id.raw.bytes.data(), b.data(), 16);
    return id;
  }
};

using PersonId = Id<struct PersonTag>;
using StaffId = Id<struct StaffTag>;
using EntryId = Id<struct EntryTag>;
using EnrolmentId = Id<struct EnrolmentTag>;
using ReferralId = Id<struct ReferralTag>;
using RelationshipId = Id<struct RelationshipTag>;
using JoinId = Id<struct JoinTag>;  // two records of one person
using TeamId = Id<struct TeamTag>;
using FileId = Id<struct FileTag>;
using DraftId = Id<struct DraftTag>;
using KeptFormId = Id<struct KeptFormTag>;
using SessionId = Id<struct SessionTag>;
using ImportId = Id<struct ImportTag>;
using GrantId = Id<struct GrantTag>;  // one reasoned access
using TaskId = Id<struct TaskTag>;
using AlertId = Id<struct AlertTag>;

/// The code of an organisation: its charter's file, its URL prefix and the first part of every key ("ll").
struct OrgCode {
  std::string text;
  auto operator<=>(const OrgCode&) const = default;
};

}  // namespace candour

template <>
struct std::hash<candour::Id128> {
  std::size_t operator()(const candour::Id128& id) const noexcept {
    std::uint64_t h;
    std::memcpy(&h, id.bytes.data() + 8, 8);
    return static_cast<std::size_t>(h);
  }
};
template <class T>
struct std::hash<candour::Id<T>> {
  std::size_t operator()(const candour::Id<T>& id) const noexcept {
    return std::hash<candour::Id128>{}(id.raw);
  }
};
