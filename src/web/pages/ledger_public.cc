#include "web/pages/ledger_public.h"
#include "web/pages/page_table.h"

#include "ledger/stored.h"
#include "ledger/tile.h"

namespace candour::web {

using http::Request;
using http::Response;

namespace {

const OrgHouse& org_of(const Site& site, const Request& r) {
  return *site.house().find(r.param("org"));
}

Result<Response> checkpoint(const Site& site, const Request& r) {
  const auto& org = org_of(site, r);
  ledger::Checkpoint newest;
  CHECK_OK(org.db->read([&](store::Session& db) -> Status {
    TRY(newest, org.ledger->checkpoint(db));
    return {};
  }));
  return Response::text(std::move(newest.note));
}

Result<Response> tile(const Site& site, const Request& r) {
  const auto& org = org_of(site, r);
  // "entries/…" is no tile of hashes and does not read as one.
  const auto wanted = ledger::read_tile_path(r.param("tile"));
  if (!wanted) return not_found();
  std::optional<Bytes> hashes;
  CHECK_OK(org.db->read([&](store::Session& db) -> Status {
    TRY(hashes, ledger::read_stored_tile(db, org.db->org(), *wanted));
    return {};
  }));
  if (!hashes) return not_found();
  Response answer;
  answer.content_type = "application/octet-stream";
  answer.body = as_text(*hashes);
  answer.cacheable_forever = wanted->width == ledger::kTileWidth;
  return answer;
}

}  // namespace

void add_public_ledger(http::Router& router, Site& site) {
  PageTable(router, site, "public", http::Access::Public)
      .get("/ledger/log/checkpoint", "ledger.checkpoint", checkpoint)
      .get("/ledger/log/tile/{tile...}", "ledger.tile", tile);
}

}  // namespace candour::web
