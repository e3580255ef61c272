// Codes by mail for whoever has been inside their own door before: they say an address and a birth date, and
// where both belong to one such door, six digits go to that address. Any thread. Promises: whoever asks, for
// whomever, it takes the same steps and gives the same answer, for who is meant is looked up later, by the
// courier; a code works once, within fifteen minutes, in the browser that asked for it, and few wrong ones
// are let pass. It cannot know who reads that mail: that is why the birth date is asked too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "people/own_doors.h"
#include "record/mail_queue.h"

namespace candour::record {

struct OwnCodeMail {
  MailId id;
  std::int64_t tries = 0;
  gate::AtDoor at;
  std::string to, code;
};

class OwnCodes {
 public:
  OwnCodes(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::OwnDoors& doors, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), doors_(doors), clock_(clock), queue_("own_code", db, clock) {}

  /// What stands in the cookie of the browser that asked. Errors: Invalid (no address); TooMuch.
  Result<std::string> ask(std::string_view mail, charter::Date born, std::string_view address);
  /// Errors: Invalid, in the same words for all that does not match; TooMuch.
  Result<people::CameIn> enter(std::string_view browser, std::string_view code, std::string_view address);

  /// For the courier: codes of those who are known; all others are let go without a word.
  Result<std::vector<OwnCodeMail>> take(int most);
  Status sent(const OwnCodeMail& item);
  Status failed(const OwnCodeMail& item, NotSent why = NotSent::NoAnswer) {
    return queue_.failed(item.id, item.tries, why).map([](bool) {});
  }

 private:
  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::OwnDoors& doors_;
  const Clock& clock_;
  MailQueue queue_;
};

}  // namespace candour::record
