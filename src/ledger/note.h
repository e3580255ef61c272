// The signed head of the ledger as a note that outside tools read: C2SP tlog-checkpoint in a signed note, as
// golang.org/x/mod/sumdb/note writes it. Pure; any thread. Whoever keeps an older note can later show that
// history was not rewritten; a note that nobody kept proves nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/merkle.h"
#include "vault/sign.h"

namespace candour::ledger {

struct Head {
  std::int64_t size = 0;
  Hash32 root = empty_root();
  bool operator==(const Head&) const = default;
};

/// "NAME+HASH+KEY": what an outside verifier is given.
std::string verifier_key(const std::string& name, const vault::SigningKey& key);
/// Such a key, read back; white space at its end is passed over. Nothing when it is not one, or its hash is
/// wrong.
struct Verifier {
  std::string name;
  Bytes public_key;  // 32 bytes
  bool operator==(const Verifier&) const = default;
};
std::optional<Verifier> read_verifier_key(std::string_view text);
std::string verifier_key(const Verifier& v);
/// The three lines, an empty one, and the signature.
std::string make_note(const std::string& name, const vault::SigningKey& key, const Head& head);
/// The head, when the note is byte for byte what the key's holder would have written.
std::optional<Head> read_note(const std::string& name, ByteView public_key, std::string_view note);
/// The notes that stand in a text, whatever stands around them: a file that a witness appends to, a mail,
/// what `candour ledger verify` printed. Nothing is said of whether they hold.
std::vector<std::string_view> find_notes(std::string_view text);

}  // namespace candour::ledger
