// What goes of one person when their whole service goes to another provider: the portable forms of what this
// service holds (portable.h), of the kinds of information that the new provider may get, and nothing else.
// What other services wrote, what shows what we did with information (consents, sharings, requests), whom the
// notice withholds, and answers of other kinds stay, and are counted. Any thread. Who may ask for it, and
// that the person was told, is for exchange/transfers.h.
#pragma once

#include <array>
#include <map>

#include "rights/pack.h"

namespace candour::rights {

enum class Stays : std::uint8_t { OtherService, Ours, OtherKinds, ByNotice };
inline constexpr int kStays = 4;
std::string_view stays_code(Stays why);
/// In a sentence without its full stop.
std::string_view stays_words(Stays why);

struct HandedOver {
  std::vector<PackFile> files;
  std::map<std::string, std::int64_t> kinds;  // entries that go, by the code of their kind
  std::int64_t entries = 0, enclosed = 0;
  std::array<std::int64_t, kStays> stays{};  // pieces
  bool nothing = false;                      // goes
};
/// `pass` sees the person, for the purpose of the transfer. Errors: Corrupt where something does not hold.
Result<HandedOver> hand_over(const PackRooms& rooms, const gate::Actor& actor, const Pass& pass,
                             ServiceIx service, CategorySet what);

}  // namespace candour::rights
