// One question of a kind: what it asks, of which type and category, and within which limits. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace candour::charter {

enum class FieldType : std::uint8_t {
  ShortText,
  LongText,
  Date,
  DateTime,
  Number,
  Choice,
  Choices,
  YesNo,
  Person,
  Staff,
  Organisation,
  Address,
  BankAccount,
  Money,
  File,
  Signature,
  Group,
  Score,
  // Of one line each: a row in line_types.cc says all about them.
  Phone,
  Email,
  NhsNumber,
  NationalInsurance,
  Time  // of day
};
std::string_view field_type_code(FieldType);  // "short-text" … as spelt in the catalogue

struct Option {
  std::string code, label;
  int score = 0;       // for score items
  bool alone = false;  // choices: chosen with no other ("nobody yet")
};

struct Field {
  std::string code, label, hint;
  FieldType type = FieldType::ShortText;
  CategoryIx category{};
  bool required = false;                // required by the kind itself; a service may require more (KindUse)
  std::string reason;                   // why it is asked; shown for every mandatory field (LL-2.4c)
  std::string needed_field, needed_is;  // required when that field has this answer; or empty
  std::string unit;                     // numbers
  std::optional<double> min, max;
  int max_length = 0;           // letters; 0: the limit of the type
  bool past_only = false;       // dates
  int within_years = 0;         // dates: at most so far from today; 0: no limit
  bool in_life = false;         // dates: not after the person's death
  bool voluntary = false;       // item with a key and a life of its own (LL-2.5)
  bool home_only = false;       // asked only in services that are home-based (IM-3.2)
  bool live = false;            // goes on changing when the entry is locked (steps that are done)
  std::vector<Option> options;  // choice, choices, score
  std::vector<Field> items;     // repeating group, score
};

}  // namespace candour::charter
