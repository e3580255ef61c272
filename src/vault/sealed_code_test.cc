#include "vault/sealed_code.h"

#include <gtest/gtest.h>

namespace candour::vault {
namespace {

Bytes secret(std::uint8_t n) {
  return Bytes(32, n);
}

TEST(SealedCodes, open_to_what_was_sealed_and_equal_codes_are_sealed_alike) {
  const SealedCodes codes({"ll"}, "reference", secret(1));
  const auto sealed = codes.seal("LL-7K3M-Q2XA");
  EXPECT_EQ(codes.open(sealed).value(), "LL-7K3M-Q2XA");
  EXPECT_EQ(codes.seal("LL-7K3M-Q2XA"), sealed);
  EXPECT_NE(codes.seal("LL-7K3M-Q2XB"), sealed);
  EXPECT_EQ(sealed.find("7K3M"), std::string::npos);
}

TEST(SealedCodes, are_another_organisation_s_use_s_or_key_s_no_more) {
  const auto sealed = SealedCodes({"ll"}, "reference", secret(1)).seal("LL-7K3M-Q2XA");
  EXPECT_FALSE(SealedCodes({"lw"}, "reference", secret(1)).open(sealed));
  EXPECT_FALSE(SealedCodes({"ll"}, "other", secret(1)).open(sealed));
  EXPECT_FALSE(SealedCodes({"ll"}, "reference", secret(2)).open(sealed));
  EXPECT_NE(SealedCodes({"ll"}, "reference", secret(2)).seal("LL-7K3M-Q2XA"), sealed);
}

TEST(SealedCodes, a_changed_character_or_none_is_told) {
  const SealedCodes codes({"ll"}, "reference", secret(1));
  auto sealed = codes.seal("LL-7K3M-Q2XA");
  sealed[40] = sealed[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(codes.open(sealed).error().code, Code::Corrupt);
  for (const auto* text : {"", "LL-7K3M-Q2XA", "%%%"}) EXPECT_FALSE(codes.open(text)) << text;
}

}  // namespace
}  // namespace candour::vault
