// Checks of people against the national data opt-out, before anything about them goes to planning or
// research: their NHS numbers leave in a file, and come back without those who opted out. Who is left is kept
// sealed for the days of the charter, each good for one sharing for that purpose, and then destroyed with its
// key. What stays is when, for what, how many, and the hash of what was sent: no number and nobody's name.
// Who is missing in a reply opted out or was not found; that is written down nowhere and shown to nobody. Any
// thread. It sends nothing itself: somebody carries both files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "people/person.h"
#include "record/consents.h"
#include "record/people_list.h"

namespace candour::record {

using OptOutCheckId = Id<struct OptOutCheckTag>;

struct OptOutCheck {
  OptOutCheckId id;
  std::string purpose, services;  // codes, the second with blanks between them
  UnixMs made;
  StaffId made_by;
  std::string name;  // of the file
  std::int64_t sent = 0;
  std::string hash;  // SHA-256 of the file, in hexadecimal
  std::optional<UnixMs> received;
  std::int64_t cleaned = 0, unused = 0;  // whom the reply left in, and of them those not told about yet
  UnixMs ends;
  bool ended(UnixMs now) const { return ends.ms <= now.ms; }
};

class OptOutChecks {
 public:
  // A reply to fewer numbers would show by their count alone who opted out.
  static constexpr std::size_t kFewest = 10, kMost = 20'000;

  OptOutChecks(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people,
               const PeopleList& lists, const Clock& clock)
      : gate_(gate), db_(db), vault_(vault), people_(people), lists_(lists), clock_(clock) {}

  struct Sent {
    std::string name, bytes;
  };
  /// The file for everybody in these services whom the actor reaches and who has a valid number. Each of them
  /// is on the ledger before it is handed out. Errors: NotAllowed; Invalid at "purpose" or "services".
  Result<Sent> send(const gate::Actor& actor, std::string_view purpose,
                    const std::vector<ServiceIx>& services);
  /// What a reply did, in a sentence. Errors: NotAllowed; Invalid at "reply", with nothing taken in.
  Result<std::string> receive(const gate::Actor& actor, std::string_view file_name, std::string_view bytes);
  /// Newest first. For whoever makes checks, and whoever keeps the ledger.
  Result<std::vector<OptOutCheck>> checks(const gate::Actor& actor, int most);
  /// Destroys what has had its days; how many. Every night.
  Result<int> forget_old();

 private:
  struct Numbers;
  Status may_send(const gate::Actor& actor, std::string_view purpose, const std::vector<ServiceIx>& services);
  Result<Numbers> numbers_of(const gate::Actor& actor, const std::vector<ServiceIx>& services);
  Result<Sent> keep_sent(const gate::Actor& actor, std::string_view purpose,
                         const std::vector<ServiceIx>& services, const Numbers& numbers);
  Result<OptOutCheck> waiting_for(store::Session& db, std::string_view file_name);

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  people::People& people_;
  const PeopleList& lists_;
  const Clock& clock_;
};

/// In the caller's transaction, whether a check that still holds leaves the person in for this purpose;
/// `use`: it is good for that sharing, and for no other. Errors: Corrupt where the rows are not what Candour
/// wrote.
Result<bool> left_in(store::Txn&, const ConsentRooms&, const Pass&, PersonId, const charter::Purpose&,
                     bool use);

}  // namespace candour::record
