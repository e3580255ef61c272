#include "vault/passwords.h"

#include <gtest/gtest.h>

#include <chrono>
#include <regex>
#include <set>
#include <thread>

#include "vault/breached.h"
#include "vault/encode.h"
#include "vault/hash.h"
#include "vault/sign.h"

namespace candour::vault {
namespace {

TEST(Passwords, verify_what_was_hashed_and_nothing_else) {
  const auto a = hash_password("three random words"), b = hash_password("three random words");
  ASSERT_TRUE(a && b);
  EXPECT_NE(*a, *b);
  EXPECT_TRUE(a->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *a;
  EXPECT_TRUE(verify_password(*a, "three random words"));
  EXPECT_FALSE(verify_password(*a, "three random Words"));
  EXPECT_FALSE(verify_password(*a, ""));
  EXPECT_FALSE(verify_password("", "three random words"));
  EXPECT_FALSE(verify_password("plain", "plain"));
  EXPECT_FALSE(verify_password(std::string(500, 'x'), "x"));
  EXPECT_FALSE(verify_password(*a, std::string(100'000, 'x')));
}

TEST(Passwords, more_at_once_than_there_are_turns_all_finish) {
  const auto hash = *hash_password("three random words");
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 10; ++i)
    threads.emplace_back([&] { right += verify_password(hash, "three random words"); });
  for (auto& t : threads) t.join();
  EXPECT_EQ(right, 10);
}

TEST(Passwords, good_ones_pass) {
  for (const char* p :
       {"correct-puzzle-lantern", "gravel teapot nine", "Xk7vPq2mWz9t", "wardrobe kettle moss",
        "tr0mbone&lichen!", "blanket sorrel quay", "caf\xc3\xa9 umbrella \xe2\x98\x82 nook"})
    EXPECT_TRUE(check_new_password(p, {"Candour", "Ann"})) << p;
  EXPECT_TRUE(check_new_password(std::string("gravel teapot nine ") + std::string(237, 'k'), {}));
}

TEST(Passwords, weak_ones_are_refused_with_a_mend) {
  for (const char* p :
       {"short",           "elevenchars",  "password1234",  "Password2024!",   "P@ssw0rd123456",
        "qwertyuiop[]",    "aaaaaaaaaaaa", "123456789012",  "abcdefghijkl",    "1q2w3e4r5t6y",
        "letmeinletmein",  "iloveyou2024", "liverpool1892", "horsehorsehorse", "abcabcabcabc",
        "welcomewelcome1", "zyxwvutsrqpo", "!!!!!!!!!!!!",  "111122223333",    "Summer2026Summer",
        "0987654321098"}) {
    const auto r = check_new_password(p, {});
    ASSERT_FALSE(r) << p;
    EXPECT_EQ(r.error().code, Code::Invalid);
    ASSERT_EQ(r.error().fields.size(), 1u);
    EXPECT_EQ(r.error().fields[0].field, "password");
    EXPECT_FALSE(r.error().fields[0].message.empty());
  }
  EXPECT_FALSE(check_new_password("gravel teapot nine " + std::string(238, 'k'), {}));
  EXPECT_FALSE(check_new_password("gravel teapot \xff nine", {}));
  EXPECT_FALSE(
      check_new_password("\xe2\x98\x82\xe2\x98\x82\xe2\x98\x82\xe2\x98\x82", {}));  // four characters
}

TEST(Passwords, are_not_made_of_ones_own_names) {
  const std::vector<std::string> own{"Lantern Lodge", "Rowan Ashdown"};
  for (const char* p : {"lanternlodge1", "Lantern-Lodge-26", "rowanashdown!", "Ashdown20262026"}) {
    const auto r = check_new_password(p, own);
    ASSERT_FALSE(r) << p;
    EXPECT_NE(r.error().fields[0].message.find("name"), std::string::npos);
    EXPECT_TRUE(check_new_password(std::string("trombone ") + p + " lichen", own));
  }
}

TEST(Attack, A10_a_breached_password_is_refused_in_its_disguises_too) {
  EXPECT_GT(breached_count(), 40'000u);
  for (const char* p :
       {"1qaz2wsx3edc", "qwertyuiop123", "Sunshine!1234", "princess-2024", "!1234Princess", "Liverpool-2026",
        "L1verp00l1892!", "shadowhunter1", "metallica1234", "Chocolate2026!"})
    EXPECT_FALSE(check_new_password(p, {})) << p;
  // Letter by letter with signs between them it is long enough, and the list alone knows it.
  for (const char* p : {"m-e-t-a-l-l-i-c-a", "L.i.v.e.r.p.o.o.l", "c.h.o.c.o.l.a.t.e", "s_u_n_s_h_1_n_e"}) {
    const auto r = check_new_password(p, {});
    ASSERT_FALSE(r) << p;
    EXPECT_NE(r.error().fields[0].message.find("broken into"), std::string::npos) << p;
  }
}

TEST(Attack, A10_a_word_said_again_and_again_is_one_word) {
  for (const char* p : {"gravel-gravel-gravel", "Pass1Pass1Pass1", "gravelgravelgravel",
                        "Gravel1gravel2GRAVEL3", "teapot teapot teapot", "kettle.kettle", "lichenlichen",
                        "t3apot-teapot-te4pot", "quayquayquayquay", "xkcdxkcdxkcdxkcd"})
    EXPECT_FALSE(check_new_password(p, {})) << p;
}

TEST(Attack, A10_dates_and_keyboard_runs_are_no_password) {
  for (const char* p : {"12031984120384", "12-03-1984-12", "1984.03.12abc", "asdfghjklqwert", "zaqxswcdevfr1",
                        "abcdef123456", "qwerty12031984", "11/21/202621", "2026-11-21-26"})
    EXPECT_FALSE(check_new_password(p, {})) << p;
}

TEST(Attack, A10_the_organisations_words_are_no_password_even_in_figures_for_letters) {
  const std::vector<std::string> own{"Leading Lives", "ll", "Community support", "Ipswich", "Robin Vale"};
  for (const char* p : {"LeadingLives2026", "l3ad1ngl1v3s!!", "Ipswich-Lives-1", "1psw1ch-2026!",
                        "community-support", "Robin-Vale-Ipswich", "supportipswich1"}) {
    const auto r = check_new_password(p, own);
    ASSERT_FALSE(r) << p;
    EXPECT_NE(r.error().fields[0].message.find("hree words"), std::string::npos)
        << "how to choose a better one";
  }
  EXPECT_TRUE(check_new_password("gravel teapot nine lichen", own));
}

TEST(Totp, agrees_with_rfc_6238) {
  const auto secret = as_bytes("12345678901234567890");
  // The RFC's table has eight digits; ours are its last six.
  for (const auto& [seconds, code] :
       std::vector<std::pair<std::int64_t, std::string>>{{59, "287082"},
                                                         {1111111109, "081804"},
                                                         {1111111111, "050471"},
                                                         {1234567890, "005924"},
                                                         {2000000000, "279037"},
                                                         {20000000000, "353130"}}) {
    EXPECT_EQ(totp_code(secret, seconds / 30), code);
    EXPECT_EQ(totp_matches(secret, code, {seconds * 1000}), seconds / 30);
  }
}

TEST(Totp, lets_one_step_pass_either_way_and_says_which) {
  const auto secret = new_totp_secret();
  EXPECT_EQ(secret.size(), 20u);
  const UnixMs now{1'760'000'000'000};
  const auto step = now.ms / 30'000;
  EXPECT_EQ(totp_matches(secret, totp_code(secret, step - 1), now), step - 1);
  EXPECT_EQ(totp_matches(secret, totp_code(secret, step + 1), now), step + 1);
  const auto code = totp_code(secret, step);
  EXPECT_EQ(totp_matches(secret, code.substr(0, 3) + " " + code.substr(3), now), step);
  EXPECT_FALSE(totp_matches(secret, totp_code(secret, step - 2), now) && totp_code(secret, step - 2) != code);
  EXPECT_FALSE(totp_matches(secret, "", now));
  EXPECT_FALSE(totp_matches(secret, code + "0", now));
}

TEST(Totp, address_for_the_authenticator) {
  EXPECT_EQ(totp_uri(as_bytes("12345678901234567890"), "Lantern Lodge", "worker@example.org"),
            "otpauth://totp/Lantern%20Lodge:worker%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=Lantern%20Lodge&algorithm=SHA1&digits=6&period=30");
}

TEST(Totp, recovery_codes_have_their_shape_and_differ) {
  const auto codes = new_recovery_codes();
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10u);
  for (const auto& c : codes) EXPECT_TRUE(std::regex_match(c, std::regex("[0-9a-z]{5}-[0-9a-z]{5}"))) << c;
}

TEST(Tokens, are_random_and_rest_only_as_hashes) {
  EXPECT_EQ(random_token().size(), 43u);
  EXPECT_NE(random_token(), random_token());
  EXPECT_EQ(random_token().find_first_of("+/="), std::string::npos);
  EXPECT_EQ(to_hex(token_hash("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_TRUE(same_bytes(token_hash("a"), token_hash("a")));
  EXPECT_FALSE(same_bytes(token_hash("a"), token_hash("b")));
  EXPECT_FALSE(same_bytes(token_hash("a"), {}));
}

TEST(Encode, agrees_with_rfc_4648) {
  EXPECT_EQ(to_base64(as_bytes("foob")), "Zm9vYg==");
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(to_base32(as_bytes("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(from_base64("Zm9vYg=="), Bytes({'f', 'o', 'o', 'b'}));
  EXPECT_EQ(from_base64url("-_8"), (Bytes{0xfb, 0xff}));
  for (const char* bad : {"Zm9vYg", "Zm9vYg=", "Zm9vYh==", "Zm 9v", "####"})
    EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(Hash, agrees_with_published_vectors) {
  // RFC 5869, case 1: expanding its pseudo-random key, first 32 bytes.
  const auto prk =
      Bytes{0x07, 0x77, 0x09, 0x36, 0x2c, 0x2e, 0x32, 0xdf, 0x0d, 0xdc, 0x3f, 0x0d, 0xc4, 0x7b, 0xba, 0x63,
            0x90, 0xb6, 0xc7, 0x3b, 0xb5, 0x0f, 0x9c, 0x31, 0x22, 0xec, 0x84, 0x4a, 0xd7, 0xc2, 0xb3, 0xe5};
  const std::string info("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9");
  EXPECT_EQ(to_hex(hkdf_expand(prk, info)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  EXPECT_EQ(to_hex(sha256_of({as_bytes("a"), {}, as_bytes("bc")})), to_hex(sha256(as_bytes("abc"))));
}

TEST(Sign, agrees_with_rfc_8032) {
  const Bytes seed{0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                   0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                   0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
  const SigningKey key{seed};
  EXPECT_EQ(to_hex(key.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const auto s = key.sign({});
  EXPECT_EQ(
      to_hex(s),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
      "25bf5f0595bbe24655141438e7a100b");
  EXPECT_TRUE(signature_holds(key.public_key(), {}, s));
  EXPECT_FALSE(signature_holds(key.public_key(), as_bytes("x"), s));
}

}  // namespace
}  // namespace candour::vault
