// What bundle*.cc share: looking into JSON that anybody may have written, and people as FHIR has them.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "charter/values.h"
#include "people/relationship.h"

namespace candour::exchange {

inline std::string text_at(const boost::json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}
inline const boost::json::array& array_at(const boost::json::object& o, std::string_view key) {
  static const boost::json::array none;
  const auto* v = o.if_contains(key);
  return v && v->is_array() ? v->get_array() : none;
}
inline const boost::json::object& object_at(const boost::json::object& o, std::string_view key) {
  static const boost::json::object none;
  const auto* v = o.if_contains(key);
  return v && v->is_object() ? v->get_object() : none;
}

/// The details of a Patient from another system, as far as it says them; of our own the answers say more.
charter::Values details_of_patient(const boost::json::object& patient);
/// Somebody of the circle, by our own answers, or as a RelatedPerson.
people::Relationship relationship_of(const boost::json::array& items);
people::Relationship relationship_of_related(const boost::json::object& related);

}  // namespace candour::exchange
