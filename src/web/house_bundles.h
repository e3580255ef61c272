// The parts of an organisation's house with which a bundle from elsewhere is brought in. It keeps nothing;
// any thread.
#pragma once

#include "exchange/bundle.h"
#include "web/house.h"

namespace candour::web {

exchange::Bundles bundles_of(OrgHouse& house, const Clock& clock);

}  // namespace candour::web
