// When the tests of the ledger happen. For tests only.
#pragma once

#include <cstdint>

namespace candour::ledger {

constexpr std::int64_t kMoment = 1'760'000'000'000;  // October 2025

}  // namespace candour::ledger
