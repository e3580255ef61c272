// What is asked of a list of people, as the address of its page holds it: filters, order and columns, in
// codes and ids. So a list can be kept as a bookmark, saved, and taken away, and is the same each time. What
// is not understood is a problem with words, and then nothing is shown: a filter that is passed over in
// silence is believed. One request, one thread.
#pragma once

#include <string>
#include <vector>

#include "record/list_columns.h"
#include "web/frame/site.h"

namespace candour::web {

struct ListQuery {
  record::ListAsked asked;
  std::vector<std::string> columns;  // the usual ones when none is chosen
  http::Fields fields;               // the same, without what is empty or of no meaning here
  /// "?service=…", or "".
  std::string text() const { return http::query_text(fields); }
};
/// Errors: Invalid at the field.
Result<ListQuery> list_query(const Visit& v, const http::Fields& query);

/// The columns of the query that are open to whoever sees these categories.
std::vector<record::ListColumn> columns_of(const Visit& v, const ListQuery& q, CategorySet sees);
/// "Enrolled, in Community support, with something due within 14 days"; "Everybody now" of no filter.
std::string filter_words(const Visit& v, const record::ListAsked& asked);
/// The form of the filters; `listed`: what there is to pick from.
html::Html filter_form(const Visit& v, const ListQuery& q, const record::Listed& listed);
/// "12 people, in 14 places".
std::string count_words(const record::Listed& listed);

}  // namespace candour::web
