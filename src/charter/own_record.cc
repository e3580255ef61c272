#include "charter/own_record.h"

#include <algorithm>
#include <array>

namespace candour::charter {
namespace {

/// Answers that are chosen or counted, and hold no words of anybody.
bool holds_no_words(FieldType t) {
  constexpr std::array kTypes = {FieldType::Date,   FieldType::DateTime, FieldType::Time, FieldType::Number,
                                 FieldType::Choice, FieldType::Choices,  FieldType::YesNo};
  return std::ranges::count(kTypes, t) > 0;
}

constexpr std::string_view kSafetyOfStaff = "visit";
constexpr std::array kParts = {OwnPart::Details, OwnPart::Plan, OwnPart::Appointment, OwnPart::Shared,
                               OwnPart::Request};

}  // namespace

OwnPart own_part(const Kind& k) {
  if (k.code == "profile") return OwnPart::Details;
  if (k.records_sharing) return OwnPart::Shared;
  if (k.records_request) return OwnPart::Request;
  if (k.service_only || k.journey || k.engine) return OwnPart::None;
  if (!k.diary.from.empty()) return OwnPart::Appointment;
  return k.part == "plan" ? OwnPart::Plan : OwnPart::None;
}

bool told_to_themselves(const Kind& k, const Field& f) {
  const auto part = own_part(k);
  if (part == OwnPart::None) return false;
  // Whether one of us comes alone is for the safety of staff, and read by whoever is at home too.
  if (f.code == kSafetyOfStaff) return false;
  // How sure staff are of a date is their note on it, and files are not looked through here.
  if (part == OwnPart::Details)
    return f.type != FieldType::File && f.type != FieldType::Signature && f.code != "birth-date-quality";
  if (f.type == FieldType::Group)
    return part == OwnPart::Plan &&
           std::ranges::any_of(f.items, [&](const Field& item) { return told_to_themselves(k, f, item); });
  return holds_no_words(f.type);
}

bool told_to_themselves(const Kind& k, const Field& group, const Field& item) {
  if (own_part(k) == OwnPart::Details) return told_to_themselves(k, group);
  return group.type == FieldType::Group && holds_no_words(item.type);
}

CategorySet own_sight(const Charter& c, OwnPart part) {
  CategorySet all;
  for (const auto& k : c.kinds)
    if (own_part(k) == part)
      for (const auto& f : k.fields)
        if (told_to_themselves(k, f)) all.add(f.category);
  return all;
}

CategorySet own_sight(const Charter& c) {
  CategorySet all;
  for (const auto part : kParts) all = all | own_sight(c, part);
  return all;
}

bool person_knows_of(std::string_view state, const boost::json::object& sharing) {
  constexpr std::array kToldThere = {"given", "change-to-tell", "told-of-change", "looked-at"};
  if (std::ranges::count(kToldThere, state) == 0) return false;
  const auto answer = [&](std::string_view field) {
    const auto* v = sharing.if_contains(field);
    return v && v->is_string() ? std::string_view(v->get_string()) : std::string_view();
  };
  const auto told = answer("told");
  return told == "before" || (told == "after" && !answer("told-on").empty());
}

std::vector<std::string> speaking_authorities(const Charter& c) {
  std::vector<std::string> all;
  for (const auto& r : c.recipients) all.insert(all.end(), r.represents.begin(), r.represents.end());
  return all;
}

}  // namespace candour::charter
