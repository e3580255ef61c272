// What the pages of an import share: which import the address names, where it is gone on with, and the frame
// of a step. One request, one thread. The exchange room decides who may; these only show.
#pragma once

#include "exchange/import.h"
#include "web/frame/page_table.h"

namespace candour::web {

/// Nil when it is not an id, which is refused like any unknown import.
ImportId import_of(const http::Request& r);
std::string import_path(ImportId id, std::string_view rest = {});
/// Where an import is gone on with, whatever link led to it.
std::string import_place(const exchange::ImportSummary& s);
/// Steps 1 to 4.
html::PageFrame import_step(const Site& site, const http::Request& r, int step);
/// The sheet and its columns (import_columns.cc).
void add_import_column_pages(PageTable& t);
/// Rows with what can be mended in them, in one form; `whole`: every cell of the row, not only the marked
/// ones (import_cells.cc). `action`: where it is sent, below the organisation's own address.
html::Html mend_form(const Visit& v, const exchange::ImportSummary& s, const std::string& action,
                     const std::vector<exchange::ImportRow>& rows, bool whole);
void add_import_cell_pages(PageTable& t);
/// The rows and their decisions (import_rows.cc).
void add_import_row_pages(PageTable& t);
/// Somebody with their information from elsewhere (import_bundle.cc).
void add_import_bundle_pages(PageTable& t);
/// Deciding about many at once (import_known.cc).
void add_import_known_pages(PageTable& t);

}  // namespace candour::web
