// The marks of rows that decide something: who holds which key of the organisation can say whether a row is
// as Candour wrote it, and of a set of rows whether one was added, changed, taken away or put back. Each mark
// binds the organisation, the table, every column with its place and type, and so the row's key. The marks of
// a set are added up; the sum is kept sealed together with how often the set was changed, so that nobody
// without the key learns anything from sums. The key comes of the seed, which is never renewed
// (docs/decisions/0012). Values and pure functions; any thread. It cannot tell an old set with its own old
// seal from the newest: gate/seals.h does.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/id.h"
#include "store/db.h"
#include "vault/seal.h"
#include "vault/secret.h"
#include "vault/vault.h"

namespace candour::vault {

/// What one row adds to the sum of its set, and what may stand in the row itself.
struct RowMark {
  std::array<std::uint64_t, 4> adds{};
  std::array<std::uint8_t, 16> mac{};
};

/// How many rows a set has, and the sum of their marks.
struct RowSum {
  std::int64_t count = 0;
  std::array<std::uint64_t, 4> sum{};
  void add(const RowMark& m) { take(m.adds, 1); }
  void remove(const RowMark& m);
  void add(const RowSum& s);
  bool empty() const { return *this == RowSum{}; }
  bool operator==(const RowSum&) const = default;

 private:
  void take(const std::array<std::uint64_t, 4>& adds, std::int64_t rows);
};

/// Where a column stands in a row that was read. A column that is NULL adds nothing to the mark, so that a
/// later column without a value leaves old marks as they are: new columns come last.
struct RowColumn {
  enum class Type : std::uint8_t { Bytes, Text, Whole } type{};
  int at = 0;
};

class RowSeal {
 public:
  RowSeal(const OrgCode& org, Vault& vault);

  RowMark mark(std::string_view table, const store::Row& row, std::span<const RowColumn> columns) const;

  /// The sum of a set under its name and version, sealed.
  Bytes close(std::string_view set, ByteView subject, std::int64_t version, std::int64_t as_of,
              const RowSum& sum) const;
  struct Opened {
    std::int64_t as_of = 0;
    RowSum sum;
  };
  /// Nothing when it is not what was sealed under just that name and version.
  std::optional<Opened> open(std::string_view set, ByteView subject, std::int64_t version,
                             ByteView sealed) const;
  /// The mark of a sealed sum itself, for the sum of all.
  RowMark mark_of_seal(std::string_view set, ByteView subject, std::int64_t version, ByteView sealed) const;

 private:
  OrgCode org_;
  struct Keys {
    Key rows, sums;
  };
  SecretBox<Keys> keys_;
};

}  // namespace candour::vault
