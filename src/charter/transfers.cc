#include "charter/transfers.h"

#include <algorithm>

#include "charter/by_part.h"
#include "charter/offered.h"
#include "charter/sharing.h"

namespace candour::charter {

namespace field = transfer_field;

bool is_transfer(const Kind& k) {
  return k.code == field::kKind;
}

std::optional<PurposeIx> transfer_purpose(const Charter& c, ServiceIx service) {
  const auto purpose = c.find_purpose(field::kPurpose);
  if (!purpose || !c.at(service).purposes.has(*purpose)) return std::nullopt;
  return purpose;
}

void offer_transfers(const Charter& c, Kind& k) {
  const auto purpose = c.find_purpose(field::kPurpose);
  std::vector<Option> bodies, kinds;
  CategorySet any;
  for (const auto& r : c.recipients) {
    if (!purpose || !r.purposes.has(*purpose)) continue;
    bodies.push_back({r.code, r.name});
    any = any | r.categories;
  }
  any.each([&](CategoryIx x) { kinds.push_back({c.at(x).code, c.at(x).name}); });
  put_options(k, field::kRecipient, bodies);
  put_options(k, field::kWhat, kinds);
}

std::vector<TransferProblem> transfer_problems(const Charter& c, ServiceIx service,
                                               std::string_view recipient,
                                               const std::vector<CategoryIx>& what) {
  std::vector<TransferProblem> out;
  const auto purpose = transfer_purpose(c, service);
  const auto* to = find_recipient(c, recipient);
  if (!purpose)
    out.push_back({std::string(field::kRecipient), "The notice does not say that the records of " +
                                                       c.at(service).name +
                                                       " may go with the service, so they stay."});
  else if (!to || !to->purposes.has(*purpose))
    out.push_back({std::string(field::kRecipient),
                   "Only whoever the notice names as taking a service over gets its records" +
                       by_part(c.at(*purpose).clause) + "."});
  if (!out.empty()) return out;
  if (what.empty()) out.push_back({std::string(field::kWhat), "Choose at least one kind of information."});
  for (const auto category : what) {
    const auto terms = may_share(c, *to, category, service);
    if (!terms.allowed)
      out.push_back({std::string(field::kWhat), terms.why_not + by_part(to->clause)});
    else if (!terms.purposes.has(*purpose))
      out.push_back({std::string(field::kWhat), "“" + c.at(category).name + "” does not go with a service" +
                                                    by_part(c.at(*purpose).clause) + "."});
  }
  return out;
}

}  // namespace candour::charter
