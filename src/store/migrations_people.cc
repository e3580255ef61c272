#include "store/migrations.h"

namespace candour::store {

std::span<const Migration> people_migrations() { return {}; }

}  // namespace candour::store
