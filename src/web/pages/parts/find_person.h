// Finding somebody else on a page that needs one: the box, and who was found among those whom the reader
// works with. One request, one thread. It asks people/search.h, which counts and enters every question.
#pragma once

#include <functional>
#include <string>

#include "people/search.h"
#include "web/frame/site.h"

namespace candour::web {

struct FindBox {
  std::string action;  // the page itself; what was typed comes back to it as ?q=
  std::string label;   // "Find the other record"
  PersonId but;        // who is not offered
};
struct FoundPeople {
  html::Html part;
  int status = 200;  // 429 when the reader has asked too often
};
/// `finish` puts beside each what can be done with them.
using FinishLine = std::function<Status(const people::Profile&, html::PersonLine&)>;
Result<FoundPeople> find_somebody(const Visit& v, const http::Request& r, const FindBox& box,
                                  charter::Date today, const FinishLine& finish);

}  // namespace candour::web
