// multipart/form-data (RFC 7578 on RFC 2046 5.1), as browsers send it:
//   body      = "--" boundary CRLF part *( CRLF "--" boundary CRLF part ) CRLF "--" boundary "--" [CRLF …]
//   part      = *( header CRLF ) CRLF bytes
//   header    = "Content-Disposition: form-data; name=" quoted [ "; filename=" quoted ] | other, ignored
//   quoted    = DQUOTE *( any but DQUOTE | backslash DQUOTE ) DQUOTE, with %22 %0D %0A decoded (WHATWG)
// A preamble is refused: no browser sends one.
#include <algorithm>
#include <optional>

#include "web/http/form.h"

namespace candour::http {
namespace {

tl::unexpected<Error> broken(std::string_view detail) {
  return fail(Code::Invalid, "We could not read the form as it arrived. Go back and send it once more.",
              std::string(detail));
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

struct Parameter {
  std::string name, value;
};

/// Takes "; name=value" or "; name="value"" off the front of s; nullopt when it is malformed.
std::optional<Parameter> take_parameter(std::string_view& s) {
  s = trim(s);
  if (s.empty() || s[0] != ';') return std::nullopt;
  s = trim(s.substr(1));
  auto equals = s.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  Parameter p;
  p.name = trim(s.substr(0, equals));
  std::transform(p.name.begin(), p.name.end(), p.name.begin(), lower);
  s = trim(s.substr(equals + 1));
  if (s.empty() || s[0] != '"') {
    auto end = std::min(s.find(';'), s.size());
    p.value = trim(s.substr(0, end));
    s = s.substr(end);
    return p;
  }
  for (std::size_t i = 1; i < s.size(); ++i) {
    if (s[i] == '\\' && i + 1 < s.size() && s[i + 1] == '"') {
      p.value += '"';
      ++i;
    } else if (s[i] == '"') {
      s = s.substr(i + 1);
      return p;
    } else {
      p.value += s[i];
    }
  }
  return std::nullopt;
}

std::string browser_unescaped(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    auto code = s.substr(i, 3);
    if (code == "%22" || same_word(code, "%0d") || same_word(code, "%0a")) {
      out += code == "%22" ? '"' : ' ';  // a line end in a name is never meant
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

std::string last_part(std::string_view filename) {
  auto cut = filename.find_last_of("/\\");
  return std::string(cut == std::string_view::npos ? filename : filename.substr(cut + 1));
}

struct PartHead {
  std::string name;
  std::optional<std::string> filename;
  std::string content_type = "text/plain";
};

Status read_disposition(std::string_view value, PartHead& head) {
  auto semicolon = std::min(value.find(';'), value.size());
  if (!same_word(trim(value.substr(0, semicolon)), "form-data")) return broken("a part is not form-data");
  std::string_view rest = value.substr(semicolon);
  while (!trim(rest).empty()) {
    auto p = take_parameter(rest);
    if (!p) return broken("malformed content-disposition");
    if (p->name == "name") head.name = browser_unescaped(p->value);
    if (p->name == "filename") head.filename = last_part(browser_unescaped(p->value));
  }
  return {};
}

Result<PartHead> read_head(std::string_view lines, const FormLimits& limit) {
  PartHead head;
  bool named = false;
  while (!lines.empty()) {
    auto end = std::min(lines.find("\r\n"), lines.size());
    std::string_view line = lines.substr(0, end);
    lines = lines.substr(std::min(end + 2, lines.size()));
    auto colon = line.find(':');
    if (colon == std::string_view::npos) return broken("a part's header has no colon");
    std::string_view key = trim(line.substr(0, colon)), value = trim(line.substr(colon + 1));
    if (same_word(key, "content-disposition")) {
      if (named) return broken("two content-dispositions");
      CHECK_OK(read_disposition(value, head));
      named = true;
    } else if (same_word(key, "content-type")) {
      head.content_type = media_type(value);
    } else if (same_word(key, "content-transfer-encoding") && !same_word(value, "binary") &&
               !same_word(value, "8bit") && !same_word(value, "7bit")) {
      return broken("a part has a transfer encoding");
    }
  }
  if (!named || head.name.empty()) return broken("a part has no name");
  if (head.name.size() > limit.name_bytes) return broken("field name too long");
  if (!valid_utf8(head.name) || (head.filename && !valid_utf8(*head.filename)) ||
      !valid_utf8(head.content_type))
    return fail(Code::Invalid,
                "The file's name could not be read (it is not UTF-8). Rename the file and try again.",
                "part name not UTF-8");
  if (head.filename && head.filename->size() > limits::kFileNameBytes)
    return fail(Code::Invalid, "The file's name is too long. Give it a shorter name and try again.",
                "file name too long");
  return head;
}

Status keep_file(PartHead head, std::string_view bytes, const FormLimits& limit, FormData& out) {
  if (head.filename->empty() && bytes.empty()) return {};  // nothing was chosen
  if (out.files.size() >= limit.files)
    return fail(Code::TooMuch, "That is too many files at once.", "too many files");
  if (bytes.size() > limit.file_bytes)
    return fail(Code::TooMuch, "That file is too big. Files may have up to 25 MB.", "file too big");
  auto view = as_bytes(bytes);
  out.files.push_back({std::move(head.name), std::move(*head.filename), std::move(head.content_type),
                       Bytes(view.begin(), view.end())});
  return {};
}

Status keep_field(PartHead head, std::string_view bytes, const FormLimits& limit, FormData& out) {
  if (out.fields.size() >= limit.fields)
    return fail(Code::TooMuch, "That form has too many answers at once.", "too many fields");
  if (bytes.size() > limit.value_bytes)
    return fail(Code::TooMuch, "One answer is too long. Shorten it, or attach it as a file.",
                "field value too long");
  if (!valid_utf8(bytes))
    return fail(
        Code::Invalid,
        "Some letters in what you sent could not be read (they are not UTF-8). Type the text again and send "
        "it once more.",
        "not UTF-8: part");
  std::string value;
  value.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    value += bytes[i] == '\r' ? '\n' : bytes[i];
  }
  out.fields.add(std::move(head.name), std::move(value));
  return {};
}

}  // namespace

Result<std::string> boundary_of(std::string_view content_type) {
  auto semicolon = std::min(content_type.find(';'), content_type.size());
  std::string_view rest = content_type.substr(semicolon);
  while (!trim(rest).empty()) {
    auto p = take_parameter(rest);
    if (!p) return broken("malformed content type");
    if (p->name != "boundary") continue;
    const std::string& b = p->value;
    bool ok = !b.empty() && b.size() <= limits::kBoundaryBytes && b.back() != ' ';
    for (char c : b)
      ok = ok && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos);
    if (!ok) return broken("boundary not allowed by RFC 2046");
    return b;
  }
  return broken("multipart without boundary");
}

Result<FormData> parse_multipart(std::string_view body, std::string_view boundary, const FormLimits& limit) {
  const std::string first = "--" + std::string(boundary), delimiter = "\r\n" + first;
  FormData out;
  if (!body.starts_with(first)) return broken("body does not begin with the boundary");
  std::string_view rest = body.substr(first.size());
  for (std::size_t parts = 0;; ++parts) {
    if (rest.starts_with("--")) return out;
    while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t')) rest.remove_prefix(1);
    if (!rest.starts_with("\r\n")) return broken("boundary is not followed by a line end");
    rest.remove_prefix(2);
    if (parts >= limit.parts)
      return fail(Code::TooMuch, "That form has too many answers at once.", "too many parts");
    auto head_end = rest.substr(0, limit.part_header_bytes + 4).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return broken("a part's headers do not end within the limit");
    TRY(auto head, read_head(rest.substr(0, head_end), limit));
    rest.remove_prefix(head_end + 4);
    auto end = rest.find(delimiter);
    if (end == std::string_view::npos) return broken("a part does not end");
    std::string_view bytes = rest.substr(0, end);
    rest.remove_prefix(end + delimiter.size());
    if (head.filename)
      CHECK_OK(keep_file(std::move(head), bytes, limit, out));
    else
      CHECK_OK(keep_field(std::move(head), bytes, limit, out));
  }
}

}  // namespace candour::http
