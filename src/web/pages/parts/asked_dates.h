// Dates in a filter, as people type them: "31/3/2026", "31 March 2026", "2026-03-31". What is not understood
// is a problem with words at its field, and then nothing is shown: a filter that is passed over in silence is
// believed. Pure.
#pragma once

#include "base/calendar_words.h"
#include "web/html/components.h"
#include "web/http/request.h"

namespace candour::web {

/// Nothing: the field is empty. Errors: Invalid at the field.
Result<std::optional<Date>> asked_date(const http::Request& r, std::string_view name);

/// The three boxes of a form, whole. Errors: Invalid at the field, with `words`.
Result<Date> sent_date(const http::Fields& form, const std::string& name, std::string_view words);

/// The same, where boxes left empty mean today; a day to come is refused. Errors: Invalid at the field.
Result<Date> sent_past_date(const http::Fields& form, const std::string& name, Date today,
                            std::string_view words);

/// "From" and "To" of a filter.
struct AskedDates {
  std::optional<Date> from, to;
  html::Problems problems;
};
AskedDates asked_dates(const http::Request& r);
/// The two fields, with what was typed and what is wrong with it.
html::Html date_fields(const http::Request& r, const AskedDates& d);

}  // namespace candour::web
