// What the pages of an import share: which import the address names, where it is gone on with, and the frame
// of a step. One request, one thread. The exchange room decides who may; these only show.
#pragma once

#include "exchange/import.h"
#include "web/pages/page_table.h"

namespace candour::web {

/// Nil when it is not an id, which is refused like any unknown import.
ImportId import_of(const http::Request& r);
std::string import_path(ImportId id, std::string_view rest = {});
/// Where an import is gone on with, whatever link led to it.
std::string import_place(const exchange::ImportSummary& s);
/// Steps 1 to 4, with the problems of the form first.
html::PageFrame import_step(const Site& site, const http::Request& r, int step,
                            const html::Problems& problems = {});
/// The rows and their decisions (import_rows.cc).
void add_import_row_pages(PageTable& t);
void add_import_known_pages(PageTable& t);

}  // namespace candour::web
