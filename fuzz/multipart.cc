// A form with files. The first line is the Content-Type header, the rest is the body.
#include "fuzz/target.h"
#include "web/http/form.h"

using namespace candour;
using fuzz::must_hold;

namespace {

constexpr http::FormLimits kSmall{
    .fields = 20, .value_bytes = 200, .parts = 30, .files = 3, .file_bytes = 300};

/// Names in which a browser would have to write some letter in another way: the ways are not one-to-one.
bool plain(std::string_view name) {
  return name.find_first_of("\"\\%\r\n") == name.npos;
}

void add_part(std::string& body, const std::string& boundary, const std::string& about,
              std::string_view bytes) {
  body += "--" + boundary + "\r\nContent-Disposition: form-data; " + about + "\r\n\r\n";
  body += bytes;
  body += "\r\n";
}

/// Writes what was read and reads it again. Nothing to say when a name cannot be written in one way only, or
/// when the boundary happens to stand in what is written.
void write_and_read(const http::FormData& data) {
  const std::string boundary = "----candour-fuzz-boundary-7d1";
  std::string body;
  for (const auto& [name, value] : data.fields.items()) {
    if (!plain(name) || value.find(boundary) != value.npos) return;
    add_part(body, boundary, "name=\"" + name + "\"", value);
  }
  for (const auto& f : data.files) {
    const auto bytes = as_text(f.bytes);
    if (!plain(f.name) || !plain(f.filename) || bytes.find(boundary) != bytes.npos) return;
    add_part(body, boundary, "name=\"" + f.name + "\"; filename=\"" + f.filename + "\"", bytes);
  }
  body += "--" + boundary + "--\r\n";
  const auto again = http::parse_multipart(body, boundary, kSmall);
  must_hold(again.has_value(), "what was read, written again, can be read");
  must_hold(again->fields.items() == data.fields.items(), "and holds the same answers");
  must_hold(again->files.size() == data.files.size(), "and as many files");
  for (std::size_t i = 0; i < data.files.size(); ++i)
    must_hold(
        again->files[i].filename == data.files[i].filename && again->files[i].bytes == data.files[i].bytes,
        "and the same files");
}

}  // namespace

FUZZ_TARGET(multipart) {
  const auto line = bytes.find('\n');
  if (line == bytes.npos) return;
  const auto type = bytes.substr(0, line);
  (void)http::media_type(type);
  const auto boundary = http::boundary_of(type);
  if (!boundary) return;
  const auto data = http::parse_multipart(bytes.substr(line + 1), *boundary, kSmall);
  if (!data) {
    must_hold(!data.error().words.text.empty(), "a refusal says why");
    return;
  }
  must_hold(data->fields.size() <= kSmall.fields && data->files.size() <= kSmall.files, "a form has a limit");
  for (const auto& [name, value] : data->fields.items())
    must_hold(!name.empty() && http::valid_utf8(name) && http::valid_utf8(value) &&
                  value.size() <= kSmall.value_bytes && value.find('\r') == value.npos,
              "an answer is text with plain line ends");
  for (const auto& f : data->files)
    must_hold(f.filename.find_first_of("/\\") == f.filename.npos && http::valid_utf8(f.filename) &&
                  f.bytes.size() <= kSmall.file_bytes,
              "a file has a name without folders, and a limit");
  write_and_read(*data);
}
