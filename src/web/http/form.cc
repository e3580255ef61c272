#include "web/http/form.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace candour::http {
namespace {

constexpr std::string_view kNotUtf8 =
    "Some letters in what you sent could not be read (they are not UTF-8). Type the text again and send it "
    "once more.";
constexpr std::string_view kBroken =
    "We could not read the form as it arrived. Go back and send it once more.";

tl::unexpected<Error> broken(std::string_view detail) {
  return fail(Code::Invalid, std::string(kBroken), std::string(detail));
}
tl::unexpected<Error> not_utf8(std::string_view where) {
  return fail(Code::Invalid, std::string(kNotUtf8), "not UTF-8: " + std::string(where));
}
tl::unexpected<Error> too_much(std::string words, std::string_view detail) {
  return fail(Code::TooMuch, std::move(words), std::string(detail));
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode_bytes(std::string_view s, bool plus_is_space) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (s[i] == '%') {
      int high = i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
      int low = high >= 0 ? hex_value(s[i + 2]) : -1;
      if (low < 0) return broken("broken percent-encoding");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += s[i];
    }
  }
  return out;
}

Result<Fields> parse_pairs(std::string_view s, const FormLimits& limit) {
  Fields out;
  while (!s.empty()) {
    auto end = s.find('&');
    std::string_view pair = s.substr(0, end);
    s = end == std::string_view::npos ? std::string_view{} : s.substr(end + 1);
    if (pair.empty()) continue;
    if (out.size() >= limit.fields)
      return too_much("That form has too many answers at once.", "too many fields");
    auto equals = pair.find('=');
    std::string_view raw_name = pair.substr(0, equals);
    std::string_view raw_value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    // Three bytes at most become one: refuse before decoding what cannot fit.
    if (raw_name.size() > limit.name_bytes * 3) return broken("field name too long");
    TRY(auto name, percent_decode(raw_name, true));
    TRY(auto value, percent_decode(raw_value, true));
    if (name.size() > limit.name_bytes) return broken("field name too long");
    out.add(std::move(name), std::move(value));
  }
  return out;
}

}  // namespace

std::string with_plain_line_ends(std::string s) {
  if (s.find('\r') == std::string::npos) return s;
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n') continue;
    out += s[i] == '\r' ? '\n' : s[i];
  }
  return out;
}

bool valid_utf8(std::string_view s) {
  return s.find('\0') == std::string_view::npos && is_utf8(s);
}

Result<std::string> percent_decode(std::string_view s, bool plus_is_space) {
  TRY(auto out, decode_bytes(s, plus_is_space));
  if (!valid_utf8(out)) return not_utf8("percent-encoded text");
  return out;
}

Result<Fields> parse_urlencoded(std::string_view s, const FormLimits& limit) {
  TRY(auto raw, parse_pairs(s, limit));
  Fields out;
  for (auto [name, value] : raw.items()) out.add(std::move(name), with_plain_line_ends(std::move(value)));
  return out;
}

Result<Fields> parse_query(std::string_view s) {
  FormLimits limit;
  limit.fields = limits::kQueryFields;
  return parse_pairs(s, limit);
}

Status parse_target(std::string_view target, Request& into) {
  if (target.size() > limits::kRequestLineBytes)
    return too_much("That address is too long.", "target too long");
  if (target.empty() || target[0] != '/') return broken("target is not a path");
  target = target.substr(0, target.find('#'));
  auto mark = target.find('?');
  std::string_view path = target.substr(0, mark);
  into.segments.clear();
  into.path.clear();
  for (std::size_t i = 1; i <= path.size();) {
    auto end = std::min(path.find('/', i), path.size());
    if (end == path.size() && i == path.size()) break;  // "/" or a slash at the end
    TRY(auto part, percent_decode(path.substr(i, end - i), false));
    if (part.empty() || part == "." || part == "..") return broken("empty or dotted part in the path");
    if (part.find('/') != std::string::npos) return broken("an encoded slash in the path");
    if (into.segments.size() >= limits::kPathSegments) return broken("too many parts in the path");
    into.path += "/" + part;
    into.segments.push_back(std::move(part));
    i = end + 1;
  }
  if (into.path.empty()) into.path = "/";
  if (mark == std::string_view::npos) return {};
  TRY(into.query, parse_query(target.substr(mark + 1)));
  return {};
}

std::string media_type(std::string_view content_type) {
  std::string out(content_type.substr(0, content_type.find(';')));
  while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace candour::http
