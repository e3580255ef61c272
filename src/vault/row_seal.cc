#include "vault/row_seal.h"

#include <sodium.h>

#include <cstring>

namespace candour::vault {
namespace {

/// What is hashed, put together without room being asked for unless a row is a long one.
class Message {
 public:
  void byte(std::uint8_t b) { bytes({&b, 1}); }
  void number(std::uint64_t n) {
    std::uint8_t b[8];
    for (int i = 0; i < 8; ++i) b[i] = static_cast<std::uint8_t>(n >> (56 - 8 * i));
    bytes(b);
  }
  void part(ByteView b) {
    number(b.size());
    bytes(b);
  }
  ByteView view() const { return more_.empty() ? ByteView(few_.data(), used_) : ByteView(more_); }

 private:
  void bytes(ByteView b) {
    if (more_.empty() && used_ + b.size() <= few_.size()) {
      if (!b.empty()) std::memcpy(few_.data() + used_, b.data(), b.size());
      used_ += b.size();
      return;
    }
    if (more_.empty()) more_.assign(few_.begin(), few_.begin() + static_cast<std::ptrdiff_t>(used_));
    more_.insert(more_.end(), b.begin(), b.end());
  }
  std::array<std::uint8_t, 768> few_;
  std::size_t used_ = 0;
  Bytes more_;
};

std::uint64_t number_at(const std::uint8_t* b) {
  std::uint64_t n = 0;
  for (int i = 0; i < 8; ++i) n = n << 8 | b[i];
  return n;
}

RowMark mark_of(const Key& key, ByteView message) {
  std::uint8_t out[48];
  crypto_generichash(out, sizeof out, message.data(), message.size(), key.data(), key.view().size());
  RowMark m;
  for (std::size_t i = 0; i < m.adds.size(); ++i) m.adds[i] = number_at(out + 8 * i);
  std::memcpy(m.mac.data(), out + 32, m.mac.size());
  return m;
}

Binding binding_of(const OrgCode& org, std::string_view set, ByteView subject, std::int64_t version) {
  Binding b;
  b.add("row-sum").add(org.text).add(set).add(subject);
  b.add(static_cast<std::uint32_t>(static_cast<std::uint64_t>(version) >> 32));
  b.add(static_cast<std::uint32_t>(version));
  return b;
}

}  // namespace

void RowSum::take(const std::array<std::uint64_t, 4>& adds, std::int64_t rows) {
  count += rows;
  std::uint64_t carry = 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    const std::uint64_t with = adds[i] + carry;
    carry = with < carry ? 1 : 0;
    sum[i] += with;
    carry += sum[i] < with ? 1 : 0;
  }
}

void RowSum::remove(const RowMark& m) {
  auto less = m.adds;  // the number that adds up with it to nothing
  std::uint64_t carry = 1;
  for (std::size_t i = less.size(); i-- > 0;) {
    less[i] = ~less[i] + carry;
    carry = carry == 1 && less[i] == 0 ? 1 : 0;
  }
  take(less, -1);
}

void RowSum::add(const RowSum& s) {
  take(s.sum, s.count);
}

RowSeal::RowSeal(const OrgCode& org, Vault& vault) : org_(org) {
  ready();
  auto rows = vault.derive("row-seals"), sums = vault.derive("row-sums");
  keys_->rows = Key(rows);
  keys_->sums = Key(sums);
  wipe(rows);
  wipe(sums);
}

RowMark RowSeal::mark(std::string_view table, const store::Row& row,
                      std::span<const RowColumn> columns) const {
  Message m;
  m.part(as_bytes(org_.text));
  m.part(as_bytes(table));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& c = columns[i];
    if (row.null(c.at)) continue;
    m.byte(static_cast<std::uint8_t>(i));
    m.byte(static_cast<std::uint8_t>(c.type));
    if (c.type == RowColumn::Type::Whole)
      m.number(static_cast<std::uint64_t>(row.i64(c.at)));
    else if (c.type == RowColumn::Type::Text)
      m.part(as_bytes(row.text(c.at)));
    else
      m.part(row.blob(c.at));
  }
  return mark_of(keys_->rows, m.view());
}

RowMark RowSeal::mark_of_seal(std::string_view set, ByteView subject, std::int64_t version,
                              ByteView sealed) const {
  Message m;
  m.part(as_bytes(org_.text));
  m.part(as_bytes("/seal"));  // no table has such a name
  m.part(as_bytes(set));
  m.part(subject);
  m.number(static_cast<std::uint64_t>(version));
  m.part(sealed);
  return mark_of(keys_->rows, m.view());
}

Bytes RowSeal::close(std::string_view set, ByteView subject, std::int64_t version, std::int64_t as_of,
                     const RowSum& sum) const {
  Message m;
  m.number(static_cast<std::uint64_t>(as_of));
  m.number(static_cast<std::uint64_t>(sum.count));
  for (const auto n : sum.sum) m.number(n);
  Bytes out;
  seal_onto(out, keys_->sums, binding_of(org_, set, subject, version), m.view());
  return out;
}

std::optional<RowSeal::Opened> RowSeal::open(std::string_view set, ByteView subject, std::int64_t version,
                                             ByteView sealed) const {
  const auto plain = open_sealed(keys_->sums, binding_of(org_, set, subject, version), sealed);
  if (!plain || plain->size() != 48) return std::nullopt;
  Opened o;
  o.as_of = static_cast<std::int64_t>(number_at(plain->data()));
  o.sum.count = static_cast<std::int64_t>(number_at(plain->data() + 8));
  for (std::size_t i = 0; i < o.sum.sum.size(); ++i) o.sum.sum[i] = number_at(plain->data() + 16 + 8 * i);
  return o;
}

}  // namespace candour::vault
