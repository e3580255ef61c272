#include "charter/pictures.h"

#include <algorithm>
#include <cctype>

namespace candour::charter {

const std::vector<std::string>& picture_names() {
  static const std::vector<std::string> names{
      "person",      "two-people", "people", "family", "child",    "house",  "computer",
      "no-computer", "lock",       "key",    "shield", "eye",      "camera", "no-camera",
      "money",       "no-money",   "heart",  "doctor", "document", "pen",    "letter",
      "email",       "phone",      "speech", "clock",  "calendar", "bin",    "warning",
      "question",    "tick",       "cross",  "flag",   "share",    "law"};
  return names;
}

bool denies_picture(std::string_view picture, std::string_view sentence) {
  const auto& names = picture_names();
  if (std::find(names.begin(), names.end(), "no-" + std::string(picture)) == names.end()) return false;
  std::string low(1, ' ');
  for (const char ch : sentence)
    low += std::isalpha(static_cast<unsigned char>(ch))
               ? static_cast<char>(std::tolower(static_cast<unsigned char>(ch)))
               : ' ';
  const auto shown = low.find(' ' + std::string(picture));
  if (shown == low.npos) return false;
  for (const char* no : {" no ", " not ", " never ", " without "})
    if (low.find(no) < shown + 1) return true;
  return false;
}

}  // namespace candour::charter
