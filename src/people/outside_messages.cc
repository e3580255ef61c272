#include "people/outside_messages.h"

#include "people/networks.h"

namespace candour::people {

Status OutsideMessages::count(std::string_view address) {
  const auto networks = networks_of(address);
  const std::vector<Guessed> counted = {
      {"tell-us", vault_.blind_token("tell-us", networks.place()), limits::kMessagesPerPlace},
      {"tell-us-all", 0, limits::kMessagesInAll}};
  return count_guess(db_, db_.org(), clock_.now(), counted).map([](auto) {});
}

}  // namespace candour::people
