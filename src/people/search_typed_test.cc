#include <gtest/gtest.h>

#include "people/search_index.h"

namespace candour::people {
namespace {

TEST(Typed, a_name_alone) {
  const auto t = read_typed("  Maya O’Néill ", "LL");
  EXPECT_EQ(t.name, "maya oneill");
  EXPECT_FALSE(t.born || t.born_in);
}

TEST(Typed, a_name_with_a_year_or_a_date_on_either_side) {
  EXPECT_EQ(read_typed("okafor 1999", "LL").name, "okafor");
  EXPECT_EQ(read_typed("okafor 1999", "LL").born_in, 1999);
  for (const auto typed : {"Maya Okafor 4 3 1999", "Maya Okafor 4/3/1999", "4 March 1999 Maya Okafor"}) {
    const auto t = read_typed(typed, "LL");
    EXPECT_EQ(t.name, "maya okafor") << typed;
    EXPECT_EQ(t.born, make_date(1999, 3, 4)) << typed;
  }
}

TEST(Typed, exact_identifiers_in_any_spelling) {
  EXPECT_EQ(read_typed("999 000 0018", "LL").nhs_number, "9990000018");
  EXPECT_EQ(read_typed("sw1a1aa", "LL").postcode, "SW1A 1AA");
  for (auto s : {"07700 900123", "+44 7700 900123", "0044 (0)7700 900123", "07700-900123",
                 "18001 07700 900123", "07700 900123 x5", "０７７００ ９００１２３"})
    EXPECT_EQ(read_typed(s, "LL").phone, "+447700900123") << s;
  EXPECT_EQ(read_typed("+49 (0)30 901820", "LL").phone, "+4930901820");
  EXPECT_EQ(read_typed("９９９ ０００\u200B ００１８", "LL").nhs_number, "9990000018");
  const auto reference = make_reference("LL", Bytes{1, 2, 3, 4, 5});
  EXPECT_EQ(read_typed(reference, "LL").reference, reference);
  EXPECT_EQ(read_typed(reference.substr(3), "LL").reference, reference) << "without the prefix";
}

TEST(Typed, a_date_alone) {
  const auto t = read_typed("4.3.1999", "LL");
  EXPECT_EQ(t.born, make_date(1999, 3, 4));
  EXPECT_EQ(t.name, "");
}

TEST(Typed, nothing_and_nonsense_are_no_error) {
  EXPECT_EQ(read_typed("", "LL").name, "");
  EXPECT_EQ(read_typed("   ", "LL").name, "");
  EXPECT_EQ(read_typed("!!!", "LL").name, "");
  EXPECT_LE(read_typed(std::string(100000, 'a'), "LL").name.size(), 1000u);
}

TEST(Typed, the_beginning_of_a_name_counts) {
  EXPECT_GT(name_likeness("oka", "maya okafor"), 0.7);
  EXPECT_GT(name_likeness("may oka", "maya okafor"), 0.7);
  EXPECT_LT(name_likeness("xyz", "maya okafor"), 0.6);
  EXPECT_GT(name_likeness("delac", "maria de la cruz"), 0.7) << "two words begun as one";
  EXPECT_LT(name_likeness("delax", "maria de la cruz"), 0.7);
}

}  // namespace
}  // namespace candour::people
