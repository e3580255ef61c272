#include "web/http/response.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "web/http/router.h"

namespace candour::http {
namespace {

/// RFC 6266: an ASCII name that any browser takes, and the true one in UTF-8.
std::string disposition(std::string_view kind, std::string_view filename) {
  std::string ascii;
  for (char c : filename) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                 c == '-' || c == '_' || c == ' ';
    ascii += plain ? c : '_';
  }
  std::string out(kind);
  out += "; filename=\"" + ascii + "\"";
  if (ascii != filename) out += "; filename*=UTF-8''" + encode_segment(filename);
  return out;
}

/// Types that a browser shows without running anything.
bool harmless_in_place(std::string_view type) {
  constexpr std::array<std::string_view, 6> kTypes = {"image/png", "image/jpeg",      "image/webp",
                                                      "image/gif", "application/pdf", "text/plain"};
  auto bare = type.substr(0, type.find(';'));
  return std::find(kTypes.begin(), kTypes.end(), bare) != kTypes.end();
}

Response file(std::string_view kind, std::string_view filename, std::string content_type, std::string bytes) {
  Response r;
  r.content_type = std::move(content_type);
  r.body = std::move(bytes);
  r.with("Content-Disposition", disposition(kind, filename));
  return r;
}

}  // namespace

Response Response::page(std::string html, int status) {
  Response r;
  r.status = status;
  r.body = std::move(html);
  return r;
}

Response Response::see_other(std::string path) {
  Response r;
  r.status = 303;
  r.content_type = "text/plain; charset=utf-8";
  r.with("Location", safe_local_path(path));
  return r;
}

Response Response::text(std::string body, int status) {
  Response r = page(std::move(body), status);
  r.content_type = "text/plain; charset=utf-8";
  return r;
}

Response Response::json(std::string body, int status) {
  Response r = page(std::move(body), status);
  r.content_type = "application/json";
  return r;
}

Response Response::download(std::string_view filename, std::string content_type, std::string bytes) {
  return file("attachment", filename, std::move(content_type), std::move(bytes));
}

Response Response::inline_file(std::string_view filename, std::string content_type, std::string bytes) {
  // Anything that could carry a script is only handed over, never shown as a page of ours.
  bool safe = harmless_in_place(content_type);
  return file(safe ? "inline" : "attachment", filename, std::move(content_type), std::move(bytes));
}

Response& Response::with(std::string name, std::string value) & {
  auto broken = [](const std::string& s) {
    return s.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
  };
  if (broken(name) || broken(value)) throw std::logic_error("a header cannot hold a line end");
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

Response&& Response::with(std::string name, std::string value) && {
  with(std::move(name), std::move(value));
  return std::move(*this);
}

std::string safe_local_path(std::string_view path, std::string_view otherwise) {
  bool ours = path.size() >= 1 && path.size() <= limits::kRequestLineBytes && path[0] == '/' &&
              !(path.size() > 1 && path[1] == '/');
  for (char c : path) ours = ours && static_cast<unsigned char>(c) > 0x20 && c != '\\' && c != 0x7F;
  return std::string(ours ? path : otherwise);
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

}  // namespace candour::http
