#include "record/transfer_terms.h"

#include "charter/category_list.h"
#include "charter/sharing.h"
#include "charter/transfers.h"
#include "people/values_in.h"
#include "record/agreements.h"
#include "record/by_notice.h"

namespace candour::record {

namespace field = charter::transfer_field;
using people::text_of;

Status check_transfer(store::Session& db, const gate::Gate& gate, const ConsentForm& form,
                      const charter::Values& values, Date today) {
  if (!charter::is_transfer(*form.kind)) return {};
  const auto& c = gate.charter();
  const auto recipient = text_of(values, field::kRecipient);
  std::vector<CategoryIx> what;
  charter::chosen_categories(c, values, field::kWhat).each([&](CategoryIx x) { what.push_back(x); });
  Wrongs wrongs;
  const auto* to = charter::find_recipient(c, recipient);
  for (auto& p : charter::transfer_problems(c, form.service, recipient, what))
    wrongs.refuse(p.field, std::move(p.words), to ? to->clause : "");
  if (to && wrongs.problems.empty()) {
    TRY(const bool holds, agreement_holds(db, gate, *to, today));
    if (!holds) wrongs.refuse(field::kRecipient, no_agreement_words(*to), to->clause);
  }
  return std::move(wrongs).status();
}

}  // namespace candour::record
