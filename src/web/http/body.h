// The body of a form while it arrives, by the type that the head names: a form with files is read part by
// part and its text kept, any other is gathered and read at its end. Promises: the same as multipart.h and
// form.h; a body of another type is refused in words. The line bounds how much may come. One thread at a
// time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/http/multipart.h"

namespace candour::http {

class BodyReader {
 public:
  /// `content_type` is the header as it came; empty when there is none.
  explicit BodyReader(std::string_view content_type = {}, const FormLimits& limit = {});
  void put(std::string_view piece);
  /// The body is over: fills form and files. Other types than the two of forms: Invalid. Once.
  Status end(Request& into);

 private:
  FormLimits limit_;
  std::string media_;
  std::optional<MultipartReader> parts_;
  std::optional<Error> why_;  // no parts can be told apart
  std::string gathered_;
};

}  // namespace candour::http
