#include "store/migrations.h"

namespace candour::store {

std::span<const Migration> record_entry_migrations() { return {}; }

}  // namespace candour::store
