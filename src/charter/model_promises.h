// What a charter promises beside services, roles and periods: whom to ask, rights, consent, marketing,
// cameras; and whose charter it is. Plain values; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace candour::charter {

struct Contact {
  std::string role, title, email, post, phone, web;
};
struct Right {
  std::string code, name, says, clause, decides, seconds, fee;
  int days = 0, months = 1;  // whichever ends first counts; 0: not set
};
struct Marketing {
  bool allowed = false, third_party = false;
  std::string basis, clause, says;
  std::vector<std::string> channels;
};
struct ConsentRules {
  int own_from_age = 16, renew_months = 0, keep_years = 0;
  std::vector<std::string> written;  // codes of what must be written and signed
  std::string how_to_withdraw, clause;
};
struct Organisation {
  std::string code, name, says, hosting, holidays, reference_prefix;
  std::vector<std::pair<std::string, std::string>> registrations;  // with whom, number
};
struct Cctv {
  std::vector<std::pair<std::string, std::string>> cameras;  // site, area
  std::vector<std::string> never;
  std::string clause, says;
};
}  // namespace candour::charter
