#include "gate/service_subject.h"

#include <algorithm>

#include "vault/hash.h"

namespace candour::gate {
namespace {

// An id says first when it was made: nobody was registered in 1970.
constexpr std::size_t kTimeBytes = 6;

}  // namespace

PersonId subject_of(const charter::Charter& c, ServiceIx service) {
  const auto hash =
      vault::sha256(as_bytes("service-subject\n" + c.organisation.code + "\n" + c.at(service).code));
  PersonId id;
  for (std::size_t i = kTimeBytes; i < id.raw.bytes.size(); ++i) id.raw.bytes[i] = hash[i];
  // The marks of an id of version 7.
  id.raw.bytes[6] = static_cast<std::uint8_t>(0x70 | (hash[6] & 0x0f));
  id.raw.bytes[8] = static_cast<std::uint8_t>(0x80 | (hash[8] & 0x3f));
  return id;
}

std::optional<ServiceIx> service_of_subject(const charter::Charter& c, PersonId id) {
  if (std::any_of(id.raw.bytes.begin(), id.raw.bytes.begin() + kTimeBytes, [](auto b) { return b != 0; }))
    return std::nullopt;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (const auto s = static_cast<ServiceIx>(i); subject_of(c, s) == id) return s;
  return std::nullopt;
}

std::string subject_words(const charter::Charter& c, ServiceIx service) {
  return c.at(service).name + " (the service itself)";
}

}  // namespace candour::gate
