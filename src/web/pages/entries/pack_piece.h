// One piece of a copy: what stands in it as it would be given, what is suggested, and what is decided. One
// request, one thread.
#pragma once

#include "rights/pack.h"
#include "web/frame/page_table.h"

namespace candour::web {

/// What an address below a request names, for whoever answers it.
struct PackAsked {
  PersonId person;
  record::Entry request;
  Pass pass;
  std::optional<rights::Pack> pack;
  std::string path() const { return "/people/" + person.text() + "/entries/" + request.id.text() + "/pack"; }
};
/// Errors: NotFound for what is no such request; the refusal of whoever does not answer it is on the ledger.
Result<PackAsked> pack_asked(const Visit& v, const http::Request& r);
std::string pack_url(const Visit& v, const PackAsked& a, std::string_view rest = {});

/// What is suggested of one passage, a line each.
std::vector<html::Html> suggested_lines(const rights::Passage& p, const std::vector<rights::Suggestion>& all);

void add_piece_pages(PageTable& t);
/// Pieces that wait for a decision one below the other, to be given with one press (pack_reading.cc).
void add_reading_pages(PageTable& t);

}  // namespace candour::web
