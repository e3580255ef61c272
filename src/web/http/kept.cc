#include "web/http/kept.h"

#include <zlib.h>

#include <stdexcept>

#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, with gzip's head and tail
constexpr std::size_t kTagLetters = 32;

std::string_view without_blanks(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

/// RFC 9110 13.1.2: any of the tags, weak or not, or "*".
bool has_already(const Request& r, std::string_view tag, std::string_view packed_tag) {
  for (const std::string& line : r.headers.all("if-none-match")) {
    const std::string_view all = line;
    for (std::size_t i = 0; i <= all.size();) {
      const auto end = std::min(all.find(',', i), all.size());
      auto one = without_blanks(all.substr(i, end - i));
      if (one.starts_with("W/")) one.remove_prefix(2);
      if (one == "*" || one == tag || one == packed_tag) return true;
      i = end + 1;
    }
  }
  return false;
}

std::string packed_tag_of(std::string_view tag) {
  return std::string(tag.substr(0, tag.size() - 1)) + "-gz\"";
}

bool worth_packing(std::string_view type) {
  return type.starts_with("text/") || type == "application/json";
}

}  // namespace

std::string gzip(std::string_view plain) {
  z_stream z{};
  if (::deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(::deflateBound(&z, plain.size()), '\0');
  std::string in(plain);  // zlib does not promise to leave it alone
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int ended = ::deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  ::deflateEnd(&z);
  if (ended != Z_STREAM_END) throw std::logic_error("gzip did not come to its end");
  return out;
}

bool takes_gzip(const Request& q) {
  std::string accepted = q.headers.get("accept-encoding");
  auto at = accepted.find("gzip");
  return at != std::string::npos && accepted.compare(at, 8, "gzip;q=0") != 0;
}

std::shared_ptr<const Kept> keep(Response answer) {
  if (answer.status != 200) throw std::logic_error("only a whole answer can be kept");
  for (const auto& [name, value] : answer.headers)
    if (name == "Set-Cookie") throw std::logic_error("an answer with a cookie is somebody's own");
  auto kept = std::make_shared<Kept>();
  auto bytes =
      std::make_shared<const std::string>(answer.shared_body ? *answer.shared_body : std::move(answer.body));
  const auto hash = vault::sha256(as_bytes(*bytes));
  kept->tag = "\"" + vault::to_hex(hash).substr(0, kTagLetters) + "\"";
  answer.body.clear();
  answer.shared_body = bytes;
  answer.cacheable_when_asked = true;
  const bool text = worth_packing(answer.content_type);
  if (text) answer.with("Vary", "Accept-Encoding");
  kept->plain = answer;
  kept->plain.with("ETag", kept->tag);
  if (!text) return kept;
  auto packed = gzip(*bytes);
  if (packed.size() >= bytes->size()) return kept;
  kept->packed = std::move(answer);
  kept->packed.shared_body = std::make_shared<const std::string>(std::move(packed));
  kept->packed.with("ETag", packed_tag_of(kept->tag)).with("Content-Encoding", "gzip");
  return kept;
}

Response hand_out(const Kept& kept, const Request& r) {
  const bool packed = kept.packed.shared_body && takes_gzip(r);
  const Response& whole = packed ? kept.packed : kept.plain;
  if (!has_already(r, kept.tag, packed_tag_of(kept.tag))) return whole;
  Response same = whole;
  same.status = 304;
  same.shared_body.reset();
  return same;
}

}  // namespace candour::http
