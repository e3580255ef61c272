// That no nonce comes twice, and that nobody could fix one without this test saying so.
#include "vault/seal.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace candour::vault {
namespace {

namespace fs = std::filesystem;

TEST(Seal, no_nonce_comes_twice_and_every_bit_of_it_is_a_toss_of_a_coin) {
  constexpr int kSeals = 20'000;
  const auto key = Key::random();
  const auto binding = Binding().add("test");
  std::set<std::string> nonces, whole;
  std::array<int, 192> ones{};
  for (int i = 0; i < kSeals; ++i) {
    Bytes out;
    seal_onto(out, key, binding, as_bytes("the same words"));
    const auto nonce = ByteView(out).first(24);
    nonces.emplace(as_text(nonce));
    whole.emplace(as_text(out));
    for (std::size_t bit = 0; bit < ones.size(); ++bit) ones[bit] += nonce[bit / 8] >> (bit % 8) & 1;
  }
  EXPECT_EQ(nonces.size(), static_cast<std::size_t>(kSeals));
  EXPECT_EQ(whole.size(), static_cast<std::size_t>(kSeals));
  // Seven standard deviations of 70: a fair coin strays so far once in four thousand million runs of the
  // test.
  for (const int n : ones) EXPECT_NEAR(n, kSeals / 2, 500);
}

TEST(Seal, sealing_twice_gives_two_different_seals_that_both_open) {
  const auto key = Key::random();
  Bytes a, b;
  seal_onto(a, key, Binding().add("x"), as_bytes("words"));
  seal_onto(b, key, Binding().add("x"), as_bytes("words"));
  EXPECT_NE(a, b);
  for (const auto& sealed : {a, b}) {
    const auto opened = open_sealed(key, Binding().add("x"), sealed);
    ASSERT_TRUE(opened);
    EXPECT_EQ(as_text(*opened), "words");
  }
}

TEST(Seal, a_key_of_another_length_is_refused_and_never_filled_up) {
  EXPECT_THROW(Key(ByteView(Bytes(31, 1))), std::length_error);
  EXPECT_THROW(Key(ByteView(Bytes(33, 1))), std::length_error);
  EXPECT_THROW(Key(ByteView{}), std::length_error);
}

/// Sealing happens in one place, and its nonce is drawn just before.
TEST(Seal, the_sources_seal_in_one_place_with_a_random_nonce) {
  int calls = 0, alike = 0, parcels = 0;
  for (const auto& e : fs::recursive_directory_iterator(fs::path(CANDOUR_SOURCE_DIR) / "src")) {
    if (e.path().extension() != ".cc" && e.path().extension() != ".h") continue;
    const auto name = e.path().filename().string();
    if (name.find("_test") != std::string::npos) continue;
    std::ifstream in(e.path());
    std::stringstream all;
    all << in.rdbuf();
    const auto text = all.str();
    if (text.find("seal_alike_onto(") != std::string::npos)
      EXPECT_TRUE(name.starts_with("seal.") || name == "sealed_code.cc") << name << " seals without chance";
    for (const char* other :
         {"crypto_secretbox", "crypto_box", "crypto_stream", "crypto_secretstream", "EVP_Encrypt",
          "EVP_CipherInit", "EVP_SealInit", "chacha20poly1305_ietf_encrypt_detached"}) {
      // A backup is for a key that this server does not have, and longer than memory: no seal of seal.cc
      // does.
      const std::string_view of_parcels = other;
      if (name == "parcel.cc" && (of_parcels == "crypto_box" || of_parcels == "crypto_secretstream"))
        continue;
      EXPECT_EQ(text.find(other), std::string::npos) << e.path() << " seals by itself: " << other;
    }
    if (name == "parcel.cc") {
      // Each file has a key of its own, and the library draws the nonce with the header.
      ++parcels;
      EXPECT_NE(text.find("crypto_secretstream_xchacha20poly1305_keygen(key.data());"), std::string::npos);
      EXPECT_NE(text.find("init_push(&stream, header.data(), key.data())"), std::string::npos);
    }
    for (auto at = text.find("ietf_encrypt("); at != std::string::npos;
         at = text.find("ietf_encrypt(", at + 1)) {
      ++calls;
      EXPECT_EQ(name, "seal.cc");
      const auto from = text.rfind("{\n", at);
      const auto body = text.substr(from, at - from);
      // Drawn, or made of the content by a keyed hash: never a constant, a counter or a clock.
      const bool drawn = body.find("randombytes_buf(nonce, 24);") != std::string::npos;
      const bool of_content = body.find("crypto_generichash_final(&s, nonce, 24);") != std::string::npos &&
                              body.find("plain.data(), plain.size());") != std::string::npos;
      EXPECT_TRUE(drawn || of_content) << body;
      alike += of_content;
    }
  }
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(alike, 1);
  EXPECT_EQ(parcels, 1);
}

}  // namespace
}  // namespace candour::vault
