#include "vault/row_seal.h"

#include <gtest/gtest.h>

namespace candour::vault {
namespace {

using Type = RowColumn::Type;

struct Cells final : store::Row {
  std::vector<std::optional<std::string>> cells;
  std::vector<std::int64_t> numbers;
  explicit Cells(std::vector<std::optional<std::string>> c, std::vector<std::int64_t> n = {})
      : cells(std::move(c)), numbers(std::move(n)) {}
  bool null(int col) const override { return static_cast<std::size_t>(col) < cells.size() && !cells[col]; }
  std::int64_t i64(int col) const override { return numbers[static_cast<std::size_t>(col) - cells.size()]; }
  double real(int) const override { return 0; }
  std::string_view text(int col) const override { return *cells[static_cast<std::size_t>(col)]; }
  ByteView blob(int col) const override { return as_bytes(text(col)); }
};

struct Seals : testing::Test {
  std::unique_ptr<Vault> vault = *open_vault_in_memory(OrgCode{"ll"}, {"identity"});
  RowSeal seal{OrgCode{"ll"}, *vault};
  std::array<std::uint8_t, 16> mac(std::string_view table, const Cells& row,
                                   std::vector<RowColumn> columns = {{Type::Text, 0}, {Type::Text, 1}}) {
    return seal.mark(table, row, columns).mac;
  }
};

TEST_F(Seals, a_mark_binds_table_columns_types_and_organisation) {
  const auto one = mac("post", Cells({"ab", "c"}));
  EXPECT_EQ(mac("post", Cells({"ab", "c"})), one);
  EXPECT_NE(mac("posts", Cells({"ab", "c"})), one);
  EXPECT_NE(mac("post", Cells({"a", "bc"})), one) << "the border between two columns moved";
  EXPECT_NE(mac("post", Cells({"ab", std::nullopt})), mac("post", Cells({"ab", ""})));
  EXPECT_NE(mac("post", Cells({"ab", std::nullopt})), mac("post", Cells({std::nullopt, "ab"})));
  EXPECT_NE(mac("post", Cells({"ab", "c"}), {{Type::Bytes, 0}, {Type::Text, 1}}), one);
  const RowSeal other(OrgCode{"im"}, *vault);
  const RowColumn columns[] = {{Type::Text, 0}, {Type::Text, 1}};
  EXPECT_NE(other.mark("post", Cells({"ab", "c"}), columns).mac, one);
}

TEST_F(Seals, a_column_that_came_later_and_holds_nothing_changes_no_mark) {
  EXPECT_EQ(
      mac("post", Cells({"ab", "c", std::nullopt}), {{Type::Text, 0}, {Type::Text, 1}, {Type::Text, 2}}),
      mac("post", Cells({"ab", "c"})));
}

TEST_F(Seals, sums_do_not_depend_on_order_and_removing_undoes_adding) {
  RowSum a, b;
  std::vector<RowMark> marks;
  for (int i = 0; i < 50; ++i)
    marks.push_back(seal.mark("t", Cells({std::to_string(i)}), std::vector<RowColumn>{{Type::Text, 0}}));
  for (const auto& m : marks) a.add(m);
  for (auto it = marks.rbegin(); it != marks.rend(); ++it) b.add(*it);
  EXPECT_EQ(a, b);
  for (const auto& m : marks) a.remove(m);
  EXPECT_TRUE(a.empty());
  a.remove(marks[0]);
  a.add(marks[0]);
  EXPECT_TRUE(a.empty()) << "a difference may be less than nothing";
  RowMark most;
  most.adds.fill(~0ull);
  RowSum carried;
  carried.add(most);
  carried.add(most);
  carried.remove(most);
  carried.remove(most);
  EXPECT_TRUE(carried.empty());
}

TEST_F(Seals, a_sum_opens_under_its_own_name_and_version_only) {
  RowSum sum;
  sum.add(seal.mark("t", Cells({"x"}), std::vector<RowColumn>{{Type::Text, 0}}));
  const Bytes subject(16, 7), other(16, 8);
  const auto sealed = seal.close("person", subject, 3, 41, sum);
  const auto opened = seal.open("person", subject, 3, sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->sum, sum);
  EXPECT_EQ(opened->as_of, 41);
  EXPECT_FALSE(seal.open("person", subject, 4, sealed));
  EXPECT_FALSE(seal.open("person", other, 3, sealed));
  EXPECT_FALSE(seal.open("staff", subject, 3, sealed));
  auto bent = sealed;
  bent[30] ^= 1;
  EXPECT_FALSE(seal.open("person", subject, 3, bent));
}

}  // namespace
}  // namespace candour::vault
