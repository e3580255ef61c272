#include "people/own_words.h"

namespace candour::people {

std::vector<std::string> own_words(const charter::Charter& c, const StaffNames& who) {
  std::vector<std::string> words{
      c.organisation.name, c.organisation.code, c.organisation.reference_prefix, who.name,
      who.email,           who.username};
  for (const auto& s : c.services) {
    words.push_back(s.name);
    words.push_back(s.code);
    words.push_back(s.commissioner);
  }
  for (const auto& contact : c.contacts) {
    words.push_back(contact.post);  // the town stands in it
    words.push_back(contact.email);
  }
  for (const auto& r : c.roles) words.push_back(r.name);
  return words;
}

}  // namespace candour::people
