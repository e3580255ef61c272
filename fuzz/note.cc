// The signed head of a ledger. The bytes are read as a note, and again as the text of a note with a signature
// that holds, so that the reading behind the signature is reached too.
#include "ledger/note.h"

#include <string>

#include "fuzz/target.h"
#include "vault/encode.h"
#include "vault/hash.h"

using namespace candour;
using fuzz::must_hold;

namespace {

const std::string kName = "candour/ll";

void read_and_write(const vault::SigningKey& key, std::string_view note) {
  const auto head = ledger::read_note(kName, key.public_key(), note);
  if (!head) return;
  must_hold(head->size >= 0, "a size is not negative");
  must_hold(ledger::make_note(kName, key, *head) == note, "a note has one spelling");
}

}  // namespace

FUZZ_TARGET(note) {
  static const vault::SigningKey key{Bytes(32, 7)};
  read_and_write(key, bytes);

  const std::string text(bytes);
  const auto hash = vault::sha256_of({as_bytes(kName), as_bytes("\n\x01"), key.public_key()});
  Bytes signature(hash.begin(), hash.begin() + 4);
  const auto signed_text = key.sign(as_bytes(text));
  signature.insert(signature.end(), signed_text.begin(), signed_text.end());
  read_and_write(key, text + "\n\xe2\x80\x94 " + kName + " " + vault::to_base64(signature) + "\n");
}
