// What a browser asked: the page, the answers typed into the form, the files that were given with it.
// Promises: everything is decoded, within the limits of base/limits.h, and valid UTF-8 (a request that is
// not never reaches a page; it is answered with 400). One request belongs to one worker thread at a time.
// It does not say who is asking (see Guard in router.h), and nothing in it can be trusted.
#pragma once

#include <any>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace candour::http {

enum class Method { Get, Head, Post };
std::string_view name_of(Method);

/// Names and values in the order sent; a name may come several times (ticked boxes). Look-ups are linear:
/// forms are short.
class Fields {
 public:
  using Item = std::pair<std::string, std::string>;
  Fields() = default;
  Fields(std::initializer_list<Item> items) : items_(items) {}
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  bool has(std::string_view name) const { return find(name).has_value(); }
  /// The first value of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  /// The first value of that name, or `otherwise`.
  std::string get(std::string_view name, std::string_view otherwise = {}) const;
  /// The first value without white space at both ends.
  std::string trimmed(std::string_view name) const;
  /// Every value of that name, in order.
  std::vector<std::string> all(std::string_view name) const;
  const std::vector<Item>& items() const { return items_; }
  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }

 private:
  std::vector<Item> items_;
};

/// A file that was chosen in a form. The name and type are what the browser claims: never trust either. Over
/// the limit is one file above kUploadFileBytes, or the one for which the form's files together had no room.
struct Upload {
  std::string name;          // of the field
  std::string filename;      // last part only, no folders; may be empty
  std::string content_type;  // lower case, as claimed
  Bytes bytes;
  std::uint64_t too_large = 0;  // its size in bytes, when it was over the limit: then `bytes` is empty
};

struct Request {
  Method method = Method::Get;
  std::string path = "/";             // decoded, begins with "/"
  std::vector<std::string> segments;  // the decoded parts between the slashes
  Fields query;
  Fields headers;  // names in lower case
  Fields cookies;
  Fields form;                  // of a POST
  std::vector<Upload> files;    // of a multipart POST; a file field left empty is not here
  std::string remote;           // the address that asks, without port; a named proxy's word counts
  std::string network;          // its network, "192.0.2.0/24" or "2001:db8:1:2::/64" (address.h)
  bool body_too_large = false;  // seen by the Guard alone: form and files are then empty
  std::string id;               // of this request, for the log and the error page
  std::string route;            // name of the matched route
  Fields params;                // of the pattern: {"org", "ll"}, {"person", "01h…"}
  std::any context;             // put here by the Guard (the signed-in session), read by pages

  /// Path parameter; empty when the pattern has no such name.
  std::string param(std::string_view name) const { return params.get(name); }
  /// The file of that field, or nullptr.
  const Upload* file(std::string_view name) const;
  bool is_post() const { return method == Method::Post; }
  /// Path and query as they may stand in a link back to this page.
  std::string target() const;
};

}  // namespace candour::http
