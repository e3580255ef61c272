// Somebody who comes from another organisation with their information as a FHIR R4 bundle: their details,
// their circle and what was written there become a record here. Promises: a member of staff does it under
// their own role, as they could by hand; what cannot be brought in is named line by line, and nothing is
// brought in until it is mended or left out knowingly; all of it or nothing; each entry says from whom it
// comes. A yes that was given to others, who speaks for the person and what others may know is not taken
// over. Any thread. It does not know whether what stands in the file is true.
#pragma once

#include "exchange/bundle_read.h"
#include "gate/gate.h"
#include "people/journey.h"
#include "people/person.h"
#include "people/search.h"
#include "record/entries.h"
#include "record/files.h"

namespace candour::exchange {

struct BundleRooms {
  gate::Gate& gate;
  store::Db& db;
  people::People& people;
  people::Journeys& journeys;
  people::Circle& circle;
  people::Search& search;
  record::Entries& entries;
  record::Files& files;
  const Clock& clock;
};

class Bundles {
 public:
  explicit Bundles(BundleRooms rooms) : r_(rooms) {}

  struct Choice {
    bool leave = false;          // what cannot be brought in
    bool somebody_else = false;  // than those who are here already and look alike
    PersonId id = {};            // of the form: what was sent twice makes one person; nil: a new one
    std::function<Status(ByteView)> look = {};  // each file in it is looked through first; none: it is not
  };
  struct Brought {
    PersonId person;
    std::string from;
    std::size_t entries = 0, circle = 0, left = 0;
  };
  /// Into a service, where the person is taken on at once. Errors: NotAllowed; Invalid at "file" with a line
  /// for each thing that cannot be brought in, also what only shows when it is written; TooMuch.
  Result<Brought> bring(const gate::Actor& actor, ServiceIx service, std::string_view bytes,
                        const Choice& choice) const;

 private:
  Status may(const gate::Actor& actor, ServiceIx service) const;
  struct Refused;  // what cannot be written, though it could be read
  Result<Bundle> read(const gate::Actor& actor, ServiceIx service, std::string_view bytes,
                      const Choice& choice) const;
  /// All of it, or an error; then `refused` has what else would have to stay out.
  Status enter(store::Txn& txn, const gate::Actor& actor, ServiceIx into, PersonId id, const Bundle& b,
               Refused& refused) const;
  Status enter_circle(store::Txn& txn, const gate::Actor& actor, ServiceIx into, PersonId id, const Bundle& b,
                      Refused& refused) const;
  Status enter_entries(store::Txn& txn, const gate::Actor& actor, PersonId id, const Bundle& b,
                       Refused& refused) const;
  Status write(store::Txn& txn, const Pass& pass, PersonId id, const BundleEntry& entry) const;
  BundleRooms r_;
};

}  // namespace candour::exchange
