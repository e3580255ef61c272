// How family and carers are called in lists, and under which of our relations each falls.
#include "base/text.h"
#include "exchange/import_check.h"

namespace candour::exchange {

std::string relation_code(std::string_view typed) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"father", "parent"},
      {"mother", "parent"},
      {"dad", "parent"},
      {"mum", "parent"},
      {"daddy", "parent"},
      {"mummy", "parent"},
      {"mam", "parent"},
      {"step father", "parent"},
      {"step mother", "parent"},
      {"stepfather", "parent"},
      {"stepmother", "parent"},
      {"step parent", "parent"},
      {"son", "child"},
      {"daughter", "child"},
      {"wife", "partner"},
      {"husband", "partner"},
      {"partner", "partner"},
      {"spouse", "partner"},
      {"civil partner", "partner"},
      {"brother", "sibling"},
      {"sister", "sibling"},
      {"sibling", "sibling"},
      {"grandmother", "grandparent"},
      {"grandfather", "grandparent"},
      {"gran", "grandparent"},
      {"nan", "grandparent"},
      {"grandma", "grandparent"},
      {"grandad", "grandparent"},
      {"grandson", "grandchild"},
      {"granddaughter", "grandchild"},
      {"aunt", "other-family"},
      {"uncle", "other-family"},
      {"cousin", "other-family"},
      {"niece", "other-family"},
      {"nephew", "other-family"},
      {"family", "other-family"},
      {"foster parent", "foster-carer"},
      {"foster mother", "foster-carer"},
      {"foster father", "foster-carer"},
      {"next door neighbour", "neighbour"},
      {"carer", "unpaid-carer"},
      {"family carer", "unpaid-carer"},
      {"support worker", "paid-carer"},
      {"doctor", "gp"},
      {"teacher", "teacher"},
      {"school", "teacher"},
      {"legal guardian", "guardian"},
  };
  const auto folded = fold(typed);
  for (const auto& choice : people::relations())
    if (folded == choice.code || folded == fold(choice.words)) return std::string(choice.code);
  for (const auto& [word, code] : kWords)
    if (folded == word) return std::string(code);
  return "other";
}

}  // namespace candour::exchange
