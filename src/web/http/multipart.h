// Reads a form that brings files (multipart/form-data, RFC 7578) while it arrives: what is typed is kept, a
// file is kept up to its limit, and of a larger one only its size, so that a film chosen by mistake costs
// neither the words beside it nor the memory to hold it.
// Promises: the same bytes give the same form in whatever pieces they come; never more memory than the limits
// allow, however long the body is; after the first thing that cannot be read it holds nothing any more.
// One thread at a time; no clock. It does not know how long a body may be, or how slow: the line does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "web/http/form.h"

namespace candour::http {

/// What the headers of one part say.
struct PartHead {
  std::string name;
  std::optional<std::string> filename;  // a file, then; without folders
  std::string content_type = "text/plain";
};

class MultipartReader {
 public:
  /// `boundary` as boundary_of() gives it: without a line end in it.
  explicit MultipartReader(std::string_view boundary, const FormLimits& limit = {});
  /// The next piece of the body, of any size.
  void put(std::string_view piece);
  /// The body is over: the form, or why there is none. Once.
  Result<FormData> end();
  /// How many bytes of answers and files it holds.
  std::size_t holds() const {
    return text_bytes_ + files_bytes_ + upload_.bytes.size() + (at_ == At::Headers ? lines_.size() : 0);
  }

 private:
  // Where in the body it is.
  enum class At { Start, Boundary, Dash, Padding, LineEnd, Headers, Bytes, Done, Broken };
  void start(std::string_view& rest);
  void after_boundary(std::string_view& rest);
  void headers(std::string_view& rest);
  void bytes(std::string_view& rest);
  void take(std::string_view bytes);
  void take_file(std::string_view bytes);
  Status end_part();
  Status end_field();
  Status end_file();
  void give_up(Error why);

  FormLimits limit_;
  std::string delimiter_;  // line end, two dashes, boundary
  At at_ = At::Start;
  std::size_t matched_ = 0;  // so much of the delimiter has come and is not told from a part's bytes yet
  std::size_t parts_ = 0;
  std::string lines_;  // the headers of a part, or what is typed into a field
  PartHead head_;
  Upload upload_;
  std::uint64_t size_ = 0;                        // of the part so far
  std::size_t text_bytes_ = 0, files_bytes_ = 0;  // kept of all parts
  FormData out_;
  std::optional<Error> why_;
};

/// A whole body at once.
Result<FormData> parse_multipart(std::string_view body, std::string_view boundary, const FormLimits& = {});
/// The boundary of a Content-Type header; Invalid when it is absent or not allowed by RFC 2046.
Result<std::string> boundary_of(std::string_view content_type);

}  // namespace candour::http
