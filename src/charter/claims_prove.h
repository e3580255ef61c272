// How each form of a claim is proved, for claims.cc alone. Pure; any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "charter/claims.h"

namespace candour::charter {

using Slots = std::map<std::string, std::vector<std::string>>;

/// The slots of one claim, looked up in the charter. The first name that is not there is kept, with the
/// nearest that are; then what was proved with the rest counts for nothing.
class Claimed {
 public:
  Claimed(const Charter& charter, const Slots& slots) : c(charter), slots_(slots) {}

  const Charter& c;
  struct Unknown {
    std::string what, mend;
  };
  const Unknown& unknown() const { return unknown_; }

  std::vector<const Role*> roles();
  std::vector<const Recipient*> recipients();
  std::vector<const Service*> services();  // one, or all where the form names none
  const Purpose* purpose();
  const Right* right();
  const DisclosureGround* ground();
  CategorySet categories();  // "everything" is all of them
  int number();              // of years and the like, an age
  std::string unit();        // "year"
  std::string word(const std::string& slot, const std::vector<std::string>& all);
  /// The rules that govern a category, a kind, or are named; with the services in which they do.
  std::vector<std::pair<std::string, const RetentionRule*>> kept();

 private:
  template <class T>
  std::vector<const T*> in(const std::vector<T>& table, const std::string& slot, std::string_view what);
  void missing(std::string_view what, const std::string& code, const std::vector<std::string>& all);

  const Slots& slots_;
  Unknown unknown_;
};

struct FormOfClaim {
  std::string_view words;                      // "ROLES do/does not see CATEGORIES"
  std::function<std::string(Claimed&)> proof;  // "" where it holds; else what holds instead
};
const std::vector<FormOfClaim>& proofs();    // all of them
std::vector<FormOfClaim> proofs_of_rules();  // those of claims_rules.cc

}  // namespace candour::charter
