#include "store/migrations.h"

namespace candour::store {

std::span<const Migration> web_migrations() {
  return {};
}

}  // namespace candour::store
