// At some birthdays other people decide, are told, and agree, as the charter says of each service: so whoever
// supports a young person hears of it some weeks ahead, once. Done every night; any thread. It opens dates of
// birth to look, and shows none to anybody.
#pragma once

#include "gate/gate.h"
#include "vault/vault.h"

namespace candour::people {

/// So many days ahead.
inline constexpr int kTellOfAgeDays = 56;

/// In what is sealed of who somebody is, as Vault::scan_profiles opens it.
std::optional<Date> birth_date_in(ByteView identity);
/// Of one record, to reckon with and shown to nobody; nothing where it is not known.
Result<std::optional<Date>> birth_date(store::Session& db, const gate::Gate& gate, vault::Vault& vault,
                                       PersonId record);
/// The ages that count in a service, in order: from which somebody says yes alone, and from which they are
/// too old for it, or of age where it says no upper one. None where everybody who is taken is past them.
std::vector<int> ages_that_count(const charter::Charter& c, ServiceIx service);
/// The one of these ages that somebody born then reaches within that time; 0: none.
int age_reached(Date born, Date today, std::span<const int> ages);

/// A task for each who supports such a person, or for those who allocate where nobody does; how many people.
/// Errors: the store's, the vault's.
Result<int> tell_of_ages(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock);

}  // namespace candour::people
