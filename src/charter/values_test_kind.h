// For tests only: a kind that has one field of every type, so that a test of values needs no catalogue file.
// Plain value; any thread. It is no example of a good kind.
#pragma once

#include "charter/catalogue.h"

namespace candour::charter {

inline constexpr CategoryIx kIdentity{0}, kContact{1}, kFamily{2}, kDiversity{3};

inline Kind every_type_kind() {
  Kind k;
  k.code = "everything";
  k.name = "Everything";
  const auto add = [&](const char* code, const char* label, FieldType type,
                       CategoryIx c = kIdentity) -> Field& {
    Field f;
    f.code = code;
    f.label = label;
    f.type = type;
    f.category = c;
    k.fields.push_back(std::move(f));
    return k.fields.back();
  };
  add("title", "Title", FieldType::ShortText).reason = "So that it can be found again";
  add("short", "Code word", FieldType::ShortText).max_length = 5;
  add("body", "Notes", FieldType::LongText);
  add("born", "Date of birth", FieldType::Date).past_only = true;
  add("at", "When did it happen?", FieldType::DateTime);
  auto& weight = add("weight", "Weight", FieldType::Number);
  weight.unit = "kg";
  weight.min = 0;
  weight.max = 300;
  add("mood", "Mood", FieldType::Choice).options = {{"low", "Very low"}, {"good", "Good"}};
  add("faith", "Faith", FieldType::Choices, kDiversity).options = {
      {"a", "Faith A"}, {"b", "Faith B"}, {"prefer-not-to-say", "Prefer not to say"}};
  add("lives-alone", "Do you live alone?", FieldType::YesNo);
  add("pets", "Are there pets?", FieldType::YesNo).home_only = true;
  add("who", "Person", FieldType::Person);
  add("worker", "Worker", FieldType::Staff);
  add("surgery", "Surgery", FieldType::Organisation);
  add("home", "Address", FieldType::Address, kContact);
  add("phone", "Phone", FieldType::Phone, kContact);
  add("to-bed", "When did they go to bed?", FieldType::Time, kContact);
  add("email", "Email", FieldType::Email, kContact);
  add("nhs", "NHS number", FieldType::NhsNumber);
  add("ni", "National Insurance number", FieldType::NationalInsurance);
  add("bank", "Bank account", FieldType::BankAccount);
  add("fee", "Fee", FieldType::Money);
  add("plan", "Plan", FieldType::File);
  add("agreed", "Agreement", FieldType::Signature);
  auto& phones = add("phones", "Phones", FieldType::Group, kContact);
  Field of;
  of.code = "of";
  of.label = "Whose";
  of.category = kFamily;
  Field number;
  number.code = "number";
  number.label = "Number";
  number.type = FieldType::Phone;
  number.category = kContact;
  number.required = true;
  number.reason = "To ring";
  phones.items = {of, number};
  auto& score = add("wellbeing", "Wellbeing", FieldType::Score);
  score.options = {{"never", "Never", 0}, {"often", "Often", 3}};
  Field calm;
  calm.code = "calm";
  calm.label = "Feeling calm";
  Field sleep = calm;
  sleep.code = "sleep";
  sleep.label = "Sleeping well";
  score.items = {calm, sleep};
  return k;
}

}  // namespace candour::charter
