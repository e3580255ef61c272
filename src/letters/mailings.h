// What goes to everybody of a service at once: news, a survey, a change of the notice, advertising. Who gets
// it is found out while it is sent, a few people at a time, by a pass for that purpose alone: whoever
// objected, or did not say yes where that is needed, is not among them, and what waits for somebody who says
// no meanwhile is not sent. By mail to whoever likes that best, as letters to print for the others. It goes
// in the name of whoever sends it; when they leave, it comes to a halt, and is the work of whoever else may
// send it: once one of them does, it goes on in their name. Promises:
// nobody gets one twice; each mail that may be stopped has a link of its own that does it with one press
// (RFC 8058), for that purpose and nothing else. Any thread. It does not know whether anything was read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charter/mailings.h"
#include "jobs/jobs.h"
#include "letters/mail.h"
#include "letters/notice_told.h"
#include "paper/document.h"
#include "people/person.h"
#include "record/entries.h"

namespace candour::letters {

class Mailings {
 public:
  static constexpr std::size_t kLettersAtOnce = 100;  // in one PDF

  /// `links`: where this organisation's pages are, such as "https://records.example.org/im"; empty: there is
  /// no mail server, or nothing that a link could lead to, and all goes by post. `catalogue`: the folder with
  /// which versions of the notice are read, to say what one changed; empty: nothing is said.
  Mailings(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries,
           people::People& people, LetterMail& mail, jobs::Jobs& jobs, const Clock& clock, std::string links,
           std::string catalogue = {});
  ~Mailings();

  /// How many people have the service now, and of how many nothing stands against sending it to them.
  struct Audience {
    std::int64_t people = 0, may_get = 0;
  };
  Result<Audience> audience(std::string_view sort, ServiceIx service) const;

  /// What became of one. `pass`: of the service it is about.
  struct Progress {
    bool done = false;
    std::int64_t people = 0;  // who had the service when it began
    std::int64_t by_mail = 0, mailed = 0, came_back = 0, given_up = 0, by_post = 0, no_address = 0,
                 said_no = 0;
  };
  Result<std::optional<Progress>> progress(const Pass& pass, EntryId mailing) const;

  /// The next letters of those that go by post, each on a sheet of its own; whoever said no meanwhile is left
  /// out. Errors: as the gate; NotFound where it is not being sent.
  struct Printed {
    paper::Document document;
    std::optional<PersonId> next;  // after whom it goes on
  };
  Result<Printed> print(const gate::Actor& actor, const Pass& pass, const record::Entry& mailing,
                        std::optional<PersonId> after);

  /// Stories and pictures in it.
  MailingPictures& pictures() { return pictures_; }

  /// Of the link in a mail. Errors: NotFound, for all that does not work alike; TooMuch.
  struct Link {
    std::string purpose;  // its name
    bool already = false;
  };
  Result<Link> link(std::string_view secret, std::string_view from);
  /// Says no for whoever has the link. Once more is no error. Errors: as link().
  Result<Link> say_no(std::string_view secret, std::string_view from);

  /// Tells those who answer for the notice that people are to hear of the version in force, once: of one that
  /// is `major`, unless it is the first.
  Status remind() const;
  /// For the version of the notice that is in force: the services in which people are still to be told.
  Result<std::vector<ServiceIx>> to_be_told(std::string_view version) const;
  /// What a version changed, as whoever is told of it reads it. Slow.
  Result<std::vector<std::string>> changes(std::string_view version) const;
  /// Of how many people of a service it is known that they were told of a version.
  Result<ToldCounts> told(std::string_view version, ServiceIx service) const;
  /// By name those whom this actor reaches for it, whoever is still to be told first; the look is on the
  /// ledger. Errors: NotFound where people of the service are not told so; as Gate::see_many.
  Result<ToldList> told_people(const gate::Actor& actor, std::string_view version, ServiceIx service);

 private:
  class Sending;
  struct Found;
  Status moved(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
               const charter::Values& values, std::string_view state);
  Status begins(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                const charter::Values& values);
  Status goes_on(store::Txn& txn, const Pass& pass, EntryId id);
  Status halt_stopped();
  Result<Found> find(std::string_view secret, std::string_view from);
  Result<bool> to_remind(store::Session& db) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  record::Entries& entries_;
  people::People& people_;
  LetterMail& mail_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
  const std::string links_, catalogue_;
  MailingPictures pictures_{gate_, db_, vault_, entries_, clock_};
};

}  // namespace candour::letters
