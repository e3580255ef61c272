// note      = text LF signature
// text      = name LF size LF base64(root) LF              size in decimal, no leading nought
// signature = "— " name " " base64(key-hash(4) ed25519-signature-of-text(64)) LF
// key-hash  = first 4 bytes of SHA-256(name LF 0x01 public-key)
#include "ledger/note.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "vault/encode.h"

namespace candour::ledger {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // the long dash that opens a signature line
constexpr std::uint8_t kEd25519[] = {1};

Hash32 key_hash(const std::string& name, ByteView public_key) {
  return vault::sha256_of({as_bytes(name), as_bytes("\n"), kEd25519, public_key});
}

std::string text_of(const std::string& name, const Head& head) {
  return name + "\n" + std::to_string(head.size) + "\n" + vault::to_base64(head.root) + "\n";
}

std::string signature_line(const std::string& name, ByteView public_key, ByteView signature) {
  const auto hash = key_hash(name, public_key);
  Bytes b(hash.begin(), hash.begin() + 4);
  b.insert(b.end(), signature.begin(), signature.end());
  return std::string(kDash) + name + " " + vault::to_base64(b) + "\n";
}

/// Takes the next line off `rest`.
std::optional<std::string_view> next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == rest.npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string verifier_key(const Verifier& v) {
  const auto hash = key_hash(v.name, v.public_key);
  Bytes b{kEd25519[0]};
  b.insert(b.end(), v.public_key.begin(), v.public_key.end());
  return v.name + "+" + vault::to_hex(ByteView(hash).first(4)) + "+" + vault::to_base64(b);
}

std::string verifier_key(const std::string& name, const vault::SigningKey& key) {
  return verifier_key({name, Bytes(key.public_key().begin(), key.public_key().end())});
}

std::optional<Verifier> read_verifier_key(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.remove_suffix(1);
  const auto first = text.find('+'), second = first == text.npos ? first : text.find('+', first + 1);
  if (second == text.npos || first == 0 || second != first + 9) return std::nullopt;
  Verifier v;
  v.name = text.substr(0, first);
  const auto key = vault::from_base64(text.substr(second + 1));
  const auto plain = [](char c) { return c > ' ' && c <= '~'; };
  if (!key || key->size() != 33 || (*key)[0] != kEd25519[0] || !std::ranges::all_of(v.name, plain))
    return std::nullopt;
  v.public_key.assign(key->begin() + 1, key->end());
  const auto hash = key_hash(v.name, v.public_key);
  if (vault::to_hex(ByteView(hash).first(4)) != text.substr(first + 1, 8)) return std::nullopt;
  return v;
}

std::vector<std::string_view> find_notes(std::string_view text) {
  std::vector<std::string_view> out;
  const auto mark = "\n\n" + std::string(kDash);
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + mark.size())) {
    // The signature has one line, what it signs the three before the empty one.
    auto begin = at;
    for (int lines = 0; lines < 3 && begin != text.npos; ++lines)
      begin = begin == 0 ? text.npos : text.rfind('\n', begin - 1);
    begin = begin == text.npos ? 0 : begin + 1;
    const auto end = text.find('\n', at + 2);
    out.push_back(text.substr(begin, end == text.npos ? end : end + 1 - begin));
  }
  return out;
}

std::string make_note(const std::string& name, const vault::SigningKey& key, const Head& head) {
  const auto text = text_of(name, head);
  return text + "\n" + signature_line(name, key.public_key(), key.sign(as_bytes(text)));
}

std::optional<Head> read_note(const std::string& name, ByteView public_key, std::string_view note) {
  auto rest = note;
  const auto origin = next_line(rest), size = next_line(rest), root = next_line(rest), gap = next_line(rest);
  if (!gap || *origin != name || !gap->empty()) return std::nullopt;
  Head head;
  const auto number = std::from_chars(size->data(), size->data() + size->size(), head.size);
  const auto hash = vault::from_base64(*root);
  if (number.ec != std::errc() || head.size < 0 || !hash || hash->size() != 32) return std::nullopt;
  std::memcpy(head.root.data(), hash->data(), 32);

  const auto start = std::string(kDash) + name + " ";
  if (!rest.starts_with(start) || !rest.ends_with('\n')) return std::nullopt;
  const auto signature = vault::from_base64(rest.substr(start.size(), rest.size() - start.size() - 1));
  if (!signature || signature->size() != 68) return std::nullopt;
  const auto bare = ByteView(*signature).subspan(4);
  const auto text = text_of(name, head);
  // Written again and compared, so that no byte is left that nothing checks.
  if (note != text + "\n" + signature_line(name, public_key, bare)) return std::nullopt;
  if (!vault::signature_holds(public_key, as_bytes(text), bare)) return std::nullopt;
  return head;
}

}  // namespace candour::ledger
