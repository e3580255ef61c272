#include "web/frame/ledger_public.h"

#include "ledger/stored.h"
#include "ledger/tile.h"
#include "web/frame/page_table.h"

namespace candour::web {

using http::Request;
using http::Response;

namespace {

Result<Response> checkpoint(const Site& site, const Request& r) {
  TRY(auto newest, site.org(r).ledger_reading->checkpoint());
  return Response::text(std::move(newest.note));
}

Result<Response> tile(const Site& site, const Request& r) {
  // "entries/…" is no tile of hashes and does not read as one.
  const auto wanted = ledger::read_tile_path(r.param("tile"));
  if (!wanted) return not_found();
  TRY(const auto hashes, site.org(r).ledger_reading->tile(*wanted));
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
