// What goes back to the browser: a page, a step to another page, a file to keep, or a file of ours.
// Promises: the strict headers (content policy, no-store, no sniffing …) are set by the server on every
// answer, so a page cannot forget them. A value; any thread. It does not check what the body says.
// Whatever does not say otherwise is kept by no browser and no proxy.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace candour::http {

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::shared_ptr<const std::string> shared_body;            // instead of body: an asset held in memory
  std::vector<std::pair<std::string, std::string>> headers;  // beyond what the server sets
  bool cacheable_forever = false;                            // only assets with a hash in their name
  bool cacheable_when_asked = false;                         // the same for everybody, with an ETag (kept.h)

  /// A finished HTML document.
  static Response page(std::string html, int status = 200);
  /// Goes to a page of ours after a POST (303). `path` must begin with "/" and not with "//"; anything else
  /// goes to "/", so an answer can never send somebody to another site.
  static Response see_other(std::string path);
  static Response text(std::string body, int status = 200);
  static Response json(std::string body, int status = 200);
  /// A file for the reader to keep; the name is encoded safely (RFC 6266).
  static Response download(std::string_view filename, std::string content_type, std::string bytes);
  /// Shown by the browser in place (a photo, a PDF).
  static Response inline_file(std::string_view filename, std::string content_type, std::string bytes);

  /// Adds a header; CR, LF and NUL in a value are a bug and throw std::logic_error.
  Response& with(std::string name, std::string value) &;
  Response&& with(std::string name, std::string value) &&;
  std::string_view bytes() const { return shared_body ? std::string_view(*shared_body) : body; }
};

/// `path` when it is a safe place of ours to go to ("/ll/people"), else `otherwise`.
std::string safe_local_path(std::string_view path, std::string_view otherwise = "/");

/// "Not Found" and the like.
std::string_view reason_phrase(int status);

}  // namespace candour::http
