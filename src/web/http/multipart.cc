// multipart/form-data (RFC 7578 on RFC 2046 5.1), as browsers send it:
//   body      = "--" boundary CRLF part *( CRLF "--" boundary CRLF part ) CRLF "--" boundary "--" [CRLF …]
//   part      = *( header CRLF ) CRLF bytes
//   header    = "Content-Disposition: form-data; name=" quoted [ "; filename=" quoted ] | other, ignored
//   quoted    = DQUOTE *( any but DQUOTE | backslash DQUOTE ) DQUOTE, with %22 %0D %0A decoded (WHATWG)
// A preamble is refused: no browser sends one.
#include "web/http/multipart.h"

#include <algorithm>

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

/// Room for what comes. Memory that nothing was written to costs nothing, so a file that is no small one gets
/// all its room at once, instead of being there twice while it moves to a larger place.
void make_room(Bytes& bytes, std::size_t more, std::size_t most) {
  constexpr std::size_t kSmall = limits::kMiB;
  const auto needed = bytes.size() + more;
  if (needed <= bytes.capacity()) return;
  bytes.reserve(needed > kSmall ? std::max(most, needed) : 2 * needed);
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

MultipartReader::MultipartReader(std::string_view boundary, const FormLimits& limit)
    : limit_(limit), delimiter_("\r\n--" + std::string(boundary)), matched_(2) {}

void MultipartReader::put(std::string_view rest) {
  while (!rest.empty() && at_ != At::Done && at_ != At::Broken) switch (at_) {
      case At::Start:
        start(rest);
        break;
      case At::Headers:
        headers(rest);
        break;
      case At::Bytes:
        bytes(rest);
        break;
      default:
        after_boundary(rest);
    }
}

Result<FormData> MultipartReader::end() {
  switch (at_) {
    case At::Done:
      return std::move(out_);
    case At::Broken:
      return tl::unexpected<Error>(*why_);
    case At::Start:
      return broken("body does not begin with the boundary");
    case At::Headers:
      return broken("a part's headers do not end within the limit");
    case At::Bytes:
      return broken("a part does not end");
    default:
      return broken("boundary is not followed by a line end");
  }
}

// What was read so far is of no use any more.
void MultipartReader::give_up(Error why) {
  at_ = At::Broken;
  why_ = std::move(why);
  out_ = {};
  upload_ = {};
  lines_ = {};
  text_bytes_ = files_bytes_ = 0;
}

// The first boundary is the delimiter without its line end: so much of it is matched beforehand.
void MultipartReader::start(std::string_view& rest) {
  const auto n = std::min(delimiter_.size() - matched_, rest.size());
  if (rest.substr(0, n) != std::string_view(delimiter_).substr(matched_, n))
    return give_up(broken("body does not begin with the boundary").value());
  rest.remove_prefix(n);
  matched_ += n;
  if (matched_ == delimiter_.size()) at_ = At::Boundary;
}

void MultipartReader::after_boundary(std::string_view& rest) {
  const char c = rest.front();
  rest.remove_prefix(1);
  const bool blank = c == ' ' || c == '\t';
  if (at_ == At::Boundary && c == '-') {
    at_ = At::Dash;
  } else if (at_ == At::Dash && c == '-') {
    at_ = At::Done;
  } else if ((at_ == At::Boundary || at_ == At::Padding) && (blank || c == '\r')) {
    at_ = blank ? At::Padding : At::LineEnd;
  } else if (at_ == At::LineEnd && c == '\n') {
    if (parts_++ >= limit_.parts)
      return give_up(
          fail(Code::TooMuch, "That form has too many answers at once.", "too many parts").value());
    lines_.clear();
    at_ = At::Headers;
  } else {
    give_up(broken("boundary is not followed by a line end").value());
  }
}

void MultipartReader::headers(std::string_view& rest) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const auto had = lines_.size(), most = limit_.part_header_bytes + kEnd.size();
  lines_ += rest.substr(0, most - had);
  const auto end = lines_.find(kEnd, had - std::min(had, kEnd.size() - 1));
  if (end == std::string::npos) {
    if (lines_.size() >= most) return give_up(broken("a part's headers do not end within the limit").value());
    return rest.remove_prefix(rest.size());
  }
  rest.remove_prefix(end + kEnd.size() - had);
  auto head = read_head(std::string_view(lines_).substr(0, end), limit_);
  if (!head) return give_up(std::move(head.error()));
  head_ = std::move(*head);
  lines_.clear();
  size_ = 0;
  matched_ = 0;
  at_ = At::Bytes;
}

// A boundary has no line end in it (RFC 2046), so the delimiter can begin again only where it begins: what
// was matched and does not go on is bytes of the part.
void MultipartReader::bytes(std::string_view& rest) {
  const std::string_view whole = delimiter_;
  if (matched_ > 0) {
    const auto wanted = whole.substr(matched_, rest.size());
    if (!rest.starts_with(wanted)) {
      take(whole.substr(0, std::exchange(matched_, 0)));
      return;  // and looks at the same bytes once more
    }
    matched_ += wanted.size();
    rest.remove_prefix(wanted.size());
  } else if (const auto at = rest.find(whole); at != rest.npos) {
    take(rest.substr(0, at));
    rest.remove_prefix(at + whole.size());
    matched_ = whole.size();
  } else {
    const auto last = rest.rfind('\r');
    const auto tail = last == rest.npos ? std::string_view() : rest.substr(last);
    matched_ = whole.starts_with(tail) ? tail.size() : 0;
    take(rest.substr(0, rest.size() - matched_));
    rest.remove_prefix(rest.size());
  }
  if (at_ == At::Broken || matched_ < whole.size()) return;
  at_ = At::Boundary;
  if (auto ended = end_part(); !ended) give_up(std::move(ended.error()));
}

void MultipartReader::take(std::string_view bytes) {
  size_ += bytes.size();
  if (head_.filename) return take_file(bytes);
  text_bytes_ += bytes.size();
  if (text_bytes_ > limit_.text_bytes)
    return give_up(fail(Code::TooMuch,
                        "Too much is written in that form. Shorten it, or attach some of it as a file.",
                        "too much text")
                       .value());
  lines_ += bytes;
}

void MultipartReader::take_file(std::string_view bytes) {
  if (upload_.too_large > 0) return;
  const auto most = std::min(limit_.file_bytes, limit_.files_bytes - files_bytes_);
  if (size_ > most) {
    upload_.bytes = {};
    upload_.too_large = size_;  // its end is still to come
    return;
  }
  make_room(upload_.bytes, bytes.size(), most);
  const auto view = as_bytes(bytes);
  upload_.bytes.insert(upload_.bytes.end(), view.begin(), view.end());
}

Status MultipartReader::end_part() {
  return head_.filename ? end_file() : end_field();
}

Status MultipartReader::end_file() {
  Upload file = std::exchange(upload_, {});
  if (head_.filename->empty() && size_ == 0) return {};  // nothing was chosen
  if (out_.files.size() >= limit_.files)
    return fail(Code::TooMuch, "That is too many files at once.", "too many files");
  if (file.too_large > 0) file.too_large = size_;
  files_bytes_ += file.bytes.size();
  file.name = std::move(head_.name);
  file.filename = std::move(*head_.filename);
  file.content_type = std::move(head_.content_type);
  out_.files.push_back(std::move(file));
  return {};
}

Status MultipartReader::end_field() {
  if (out_.fields.size() >= limit_.fields)
    return fail(Code::TooMuch, "That form has too many answers at once.", "too many fields");
  if (!valid_utf8(lines_))
    return fail(
        Code::Invalid,
        "Some letters in what you sent could not be read (they are not UTF-8). Type the text again and send "
        "it once more.",
        "not UTF-8: part");
  out_.fields.add(std::move(head_.name), with_plain_line_ends(std::exchange(lines_, {})));
  return {};
}

Result<FormData> parse_multipart(std::string_view body, std::string_view boundary, const FormLimits& limit) {
  MultipartReader reader(boundary, limit);
  reader.put(body);
  return reader.end();
}

}  // namespace candour::http
