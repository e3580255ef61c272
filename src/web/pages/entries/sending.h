// Picking what somebody outside is told, and putting it ready behind an address with a code, or sending it by
// mail that is locked on its way. One request, one thread.
#pragma once

#include "web/frame/page_table.h"

namespace candour::web {

/// For a sharing: the way to the page that picks, or what became of what was picked. Empty for other kinds.
Result<html::Html> sending_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                                const record::Entry& e, const std::vector<const charter::Move*>& moves);
/// Of a letter that was to go by mail: whether it went, or was collected. Empty for other kinds.
Result<html::Html> mail_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                             const record::Entry& e);
/// The mail that says where it is collected; never what it is, whom it is about, or the code.
letters::LetterParcel where_to_collect(const Site& site, const http::Request& r,
                                       const letters::Pickups::Made& made, const std::string& to);
/// The code, said once, and the address. `back`: the path of what it belongs to.
http::Response ready_page(const Site& site, const http::Request& r, html::PageFrame f,
                          const letters::Pickups::Made& made, const std::string& mailed_to,
                          const std::string& back);
void add_sending_pages(PageTable& t);

}  // namespace candour::web
