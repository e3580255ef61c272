// The parts of the check, for check.cc alone. Pure; any thread.
#pragma once

#include "charter/check.h"

namespace candour::charter {

void check_services(const Draft&, const CatalogueFiles&, Findings&);
void check_roles(const Draft&, Findings&);
void check_recipients(const Draft&, Findings&);
void check_retention(const Draft&, Findings&);
void check_rest(const Draft&, Findings&);
void check_opt_out(const Draft&, Findings&);
void check_prose(const Draft&, Findings&);
void check_letters(const Draft&, Findings&);
void check_running(const Draft&, const CatalogueFiles&, Findings&);

/// "'health', 'risk'"
std::string names(const Charter&, CategorySet);
/// The value of a key, or the group itself: where a finding points.
const Yaml& at_key(const Yaml&, std::string_view key);
/// The item of a list that has this text, or the list.
const Yaml& item_with(const Yaml&, std::string_view key, std::string_view text);
/// Is a country (two letters) inside the area that the charter promises? The UK counts as inside each.
bool inside(const Charter&, std::string_view country);

/// Every category that a service collects, with kind and field: f(KindIx, const Field&), the field as the
/// catalogue has it (its category counts in the catalogue). Left-out fields do not come.
template <class F>
void each_collected(const Charter& c, const CatalogueFiles& files, const Service& s, F&& f) {
  for (auto& use : s.kinds) {
    const Kind* kind = files.find_kind(c.at(use.kind).code);
    for (auto& field : kind->fields) {
      bool left_out = false;
      for (auto& code : use.leave_out) left_out = left_out || code == field.code;
      if (!left_out && !(field.home_only && !s.home_based)) f(use.kind, field);
    }
  }
}

}  // namespace candour::charter
