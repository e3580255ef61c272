#include "web/house_bundles.h"

namespace candour::web {

exchange::Bundles bundles_of(OrgHouse& o, const Clock& clock) {
  return exchange::Bundles(
      {*o.gate, *o.db, *o.people, *o.journeys, *o.circle, *o.search, *o.entries, *o.files, clock});
}

}  // namespace candour::web
