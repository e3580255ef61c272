#include "web/http/kept.h"

#include <gmock/gmock.h>
#include <zlib.h>

namespace candour::http {
namespace {

using testing::HasSubstr;

std::string header(const Response& r, std::string_view name) {
  for (const auto& [n, v] : r.headers)
    if (n == name) return v;
  return {};
}

std::string unpacked(std::string_view packed) {
  z_stream z{};
  EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
  std::string in(packed), out(1 << 20, '\0');
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  inflateEnd(&z);
  return out;
}

TEST(KeptTest, hands_out_the_same_bytes_plain_or_packed) {
  const std::string words(5000, 'w');
  const auto kept = keep(Response::page(words));
  Request r;
  const auto plain = hand_out(*kept, r), again = hand_out(*kept, r);
  EXPECT_EQ(plain.bytes(), words);
  EXPECT_EQ(plain.bytes().data(), again.bytes().data()) << "shared, not copied";
  EXPECT_TRUE(plain.cacheable_when_asked);
  r.headers.add("accept-encoding", "br, gzip");
  const auto packed = hand_out(*kept, r);
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(packed, "Vary"), "Accept-Encoding");
  EXPECT_LT(packed.bytes().size(), words.size() / 10);
  EXPECT_EQ(unpacked(packed.bytes()), words);
  EXPECT_NE(header(packed, "ETag"), header(plain, "ETag"));
}

TEST(KeptTest, whoever_has_it_is_told_so) {
  const auto kept = keep(Response::inline_file("a.pdf", "application/pdf", "%PDF-1.7 and so on"));
  Request r;
  const auto tag = header(hand_out(*kept, r), "ETag");
  ASSERT_THAT(tag, HasSubstr("\""));
  for (const std::string& has : {tag, "W/" + tag, "\"other\" , " + tag, std::string("*")}) {
    Request again;
    again.headers.add("if-none-match", has);
    const auto a = hand_out(*kept, again);
    EXPECT_EQ(a.status, 304) << has;
    EXPECT_TRUE(a.bytes().empty());
    EXPECT_EQ(header(a, "ETag"), tag);
  }
  for (const std::string& other : {std::string("\"other\""), std::string(""), tag.substr(1)}) {
    Request again;
    again.headers.add("if-none-match", other);
    EXPECT_EQ(hand_out(*kept, again).status, 200) << other;
  }
  EXPECT_NE(keep(Response::page("a"))->tag, keep(Response::page("b"))->tag);
}

TEST(KeptTest, what_is_somebodys_own_is_never_kept) {
  EXPECT_THROW(keep(Response::page("x").with("Set-Cookie", "a=b")), std::logic_error);
  EXPECT_THROW(keep(Response::page("x", 422)), std::logic_error);
}

}  // namespace
}  // namespace candour::http
