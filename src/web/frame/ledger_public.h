// What witnesses outside may fetch of an organisation's ledger without signing in: its newest checkpoint and
// the tiles of hashes (C2SP tlog-tiles), with which they see that nothing was rewritten. Registered at start;
// any thread. It shows how many entries there are, and no entry: those hold the ids of people.
#pragma once

#include "web/frame/site.h"

namespace candour::web {

void add_public_ledger(http::Router&, Site&);

}  // namespace candour::web
