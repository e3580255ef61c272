// A form with files. The first line is the Content-Type header, the rest is the body: it is read at once, and
// in pieces of several sizes.
#include "web/http/multipart.h"

#include <algorithm>

#include "fuzz/target.h"

using namespace candour;
using fuzz::must_hold;

namespace {

constexpr http::FormLimits kSmall{
    .fields = 20, .text_bytes = 200, .parts = 30, .files = 3, .file_bytes = 300, .files_bytes = 400};

/// Names in which a browser would have to write some letter in another way: the ways are not one-to-one.
bool plain(std::string_view name) {
  return name.find_first_of("\"\\%\r\n") == name.npos;
}

bool same(const http::FormData& a, const http::FormData& b) {
  if (a.fields.items() != b.fields.items() || a.files.size() != b.files.size()) return false;
  for (std::size_t i = 0; i < a.files.size(); ++i) {
    const auto &f = a.files[i], &g = b.files[i];
    if (f.name != g.name || f.filename != g.filename || f.content_type != g.content_type ||
        f.bytes != g.bytes || f.too_large != g.too_large)
      return false;
  }
  return true;
}

/// As a line would bring it: the same is read, and no more is held than the limits allow.
void read_in_pieces(std::string_view body, const std::string& boundary, const Result<http::FormData>& whole) {
  // The sizes of the pieces come from the input, besides the smallest.
  const std::size_t odd = 2 + (body.empty() ? 0 : static_cast<unsigned char>(body.back()) % 40);
  for (const std::size_t size : {std::size_t{1}, odd}) {
    http::MultipartReader reader(boundary, kSmall);
    for (auto rest = body; !rest.empty(); rest.remove_prefix(std::min(size, rest.size()))) {
      reader.put(rest.substr(0, size));
      must_hold(reader.holds() <= kSmall.text_bytes + kSmall.files_bytes + kSmall.part_header_bytes + 4,
                "what is held has a limit");
    }
    const auto again = reader.end();
    must_hold(again.has_value() == whole.has_value(), "pieces change nothing");
    if (whole)
      must_hold(same(*again, *whole), "and nothing of what is read");
    else
      must_hold(
          again.error().code == whole.error().code && again.error().detail.text == whole.error().detail.text,
          "and not why it is refused");
  }
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
    if (f.too_large > 0) return;
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
  read_in_pieces(bytes.substr(line + 1), *boundary, data);
  if (!data) {
    must_hold(!data.error().words.text.empty(), "a refusal says why");
    return;
  }
  must_hold(data->fields.size() <= kSmall.fields && data->files.size() <= kSmall.files, "a form has a limit");
  std::size_t text = 0, files = 0;
  for (const auto& [name, value] : data->fields.items()) {
    text += value.size();
    must_hold(
        !name.empty() && http::valid_utf8(name) && http::valid_utf8(value) && value.find('\r') == value.npos,
        "an answer is text with plain line ends");
  }
  for (const auto& f : data->files) {
    files += f.bytes.size();
    must_hold(f.too_large == 0 || f.bytes.empty(), "of a file too large nothing is kept");
    must_hold(f.filename.find_first_of("/\\") == f.filename.npos && http::valid_utf8(f.filename) &&
                  f.bytes.size() <= kSmall.file_bytes,
              "a file has a name without folders, and a limit");
  }
  must_hold(text <= kSmall.text_bytes && files <= kSmall.files_bytes, "all together have a limit");
  write_and_read(*data);
}
