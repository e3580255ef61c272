// A yes to a purpose without a form, for tests of what it opens. For tests only.
#pragma once

#include "gate/consent_flags.h"

namespace candour::people {

inline Status agree(store::Db& db, gate::ConsentFlags& flags, const Pass& pass, PersonId person,
                    std::string_view purpose) {
  return db.write([&](store::Txn& txn) { return flags.give(txn, pass, person, purpose, {}); });
}
inline Status take_back(store::Db& db, gate::ConsentFlags& flags, const Pass& pass, PersonId person,
                        std::string_view purpose) {
  return db.write([&](store::Txn& txn) { return flags.withdraw(txn, pass, person, purpose); });
}

}  // namespace candour::people
