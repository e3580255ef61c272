// Reads what a browser sends in a form or after a question mark. Pure functions over bytes: same bytes, same
// answer, any thread, no clock. Promises: never more work or memory than the limits and the size of what is
// given allow, and text that is not UTF-8 is refused with words that say so. It does not know which fields a
// page expects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "web/http/request.h"

namespace candour::http {

struct FormLimits {
  std::size_t fields = limits::kFormFields;
  std::size_t name_bytes = limits::kFieldNameBytes;
  std::size_t text_bytes = limits::kFormTextBytes;  // all answers of a form with files
  std::size_t parts = limits::kMultipartParts;
  std::size_t files = limits::kMultipartFiles;
  std::size_t file_bytes = limits::kUploadFileBytes;   // one file
  std::size_t files_bytes = limits::kUploadBodyBytes;  // all that are kept of one form
  std::size_t part_header_bytes = limits::kPartHeaderBytes;
};

/// A form with files. Values are UTF-8 text with "\n" at line ends; a file field where nothing was chosen is
/// left out; a file over a limit is there without its bytes, with its size.
struct FormData {
  Fields fields;
  std::vector<Upload> files;
};

/// True when every byte belongs to well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) and there
/// is no NUL.
bool valid_utf8(std::string_view);

/// "%41+b" -> "A b" ("+" stays when plus_is_space is false). Invalid: broken %, invalid UTF-8.
Result<std::string> percent_decode(std::string_view, bool plus_is_space);

/// Browsers send "\r\n" for every line end typed; ours is "\n".
std::string with_plain_line_ends(std::string);

/// "a=1&b=2" of a form body or of a query (application/x-www-form-urlencoded, WHATWG URL 5.1).
Result<Fields> parse_urlencoded(std::string_view, const FormLimits& = {});
Result<Fields> parse_query(std::string_view);

/// "Text/HTML; charset=x" -> "text/html"
std::string media_type(std::string_view content_type);

/// The target of a request line, "/a/b%20c?x=1": fills path, segments and query. Refuses "//", ".", ".."
/// and anything that is not a path of ours.
Status parse_target(std::string_view target, Request& into);

}  // namespace candour::http
