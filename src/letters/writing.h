// A letter about somebody, from a template of the catalogue to paper: filled in from what its writer may see,
// refused where it tells what its recipient may not get, and kept as an entry with its PDF. Promises: what is
// kept is what was shown (the mark of it says so), the same form sent twice is kept once. Any thread. It does
// not read what the writer puts in their own words, and puts nothing into an envelope.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "charter/read.h"
#include "paper/document.h"
#include "people/not_told.h"
#include "people/person.h"
#include "people/relationship.h"
#include "record/entries.h"
#include "record/files.h"

namespace candour::letters {

inline constexpr std::size_t kWordsLetters = 4000;   // of one paragraph
inline constexpr std::size_t kAddressLetters = 300;  // name and address of who gets it

/// Somebody to whom a template may go: "person", "complainant", "circle:ID", "recipient:CODE"; where it says
/// on which ground they are told, "recipient:CODE:GROUND", one for each of theirs.
struct Addressee {
  std::string code, name, address, email;
  charter::LetterTo to{};
  CategorySet may_get;
  std::string why_not;  // what says that they get no more; a sentence
  std::string clause;
  bool wants_mail = false, large_print = false;  // the person said so in how they communicate
  std::vector<std::string> mail_domains;         // of a recipient, as the charter names them
  std::string recipient;                         // its code
  std::vector<people::NotTold> not_wanted;       // what the person does not want told to who stands for it
  charter::Basis ground{};
};

/// What a writer chose and typed.
struct Asked {
  const charter::LetterTemplate* letter = nullptr;
  PersonId person;
  std::optional<EntryId> entry;  // what it is about
  std::string to, name, address, mail;
  std::map<std::string, std::string> words;  // by LetterPart::write
  bool told = false;                         // the person knows of it
};

struct Composed {
  std::string to_name, subject, text;  // as they stand in the entry
  paper::Document document;
  std::string mark;                         // of exactly this document: the same letters, the same mark
  std::string mail_to;                      // where it may go by mail; empty: it may not
  bool mail_locked = false;                 // itself, by a locked way; else only where to collect it goes
  std::string no_mail;                      // why not, in a sentence
  std::optional<record::Shared> shared;     // what a recipient of the charter is told by it
  std::vector<people::NotTold> not_wanted;  // shown beside it: as of the Addressee
};

class Letters {
 public:
  Letters(const record::ConsentRooms& rooms, record::Entries& entries, record::Files& files,
          people::People& people, people::Circle& circle, std::string catalogue_dir)
      : gate_(rooms.gate),
        db_(rooms.db),
        vault_(rooms.vault),
        entries_(entries),
        files_(files),
        people_(people),
        circle_(circle),
        catalogue_dir_(std::move(catalogue_dir)),
        clock_(rooms.clock) {}

  /// What a pass must see, as far as its holder may, to write this letter.
  CategorySet wanted(const charter::LetterTemplate& t) const;
  /// To whom it may go from this service, the person first. `about`: whoever complained, as their complaint
  /// names them.
  Result<std::vector<Addressee>> addressees(const Pass& pass, PersonId person,
                                            const charter::LetterTemplate& t, ServiceIx service,
                                            std::optional<EntryId> about = std::nullopt) const;
  /// What a paragraph of one's own words begins with, filled in. Errors: as compose().
  Result<std::map<std::string, std::string>> beginnings(const Pass& pass, const Asked& asked,
                                                        ServiceIx service, std::string_view worker) const;
  /// Errors: Invalid by field: at "to" with what its recipient may not get, at a paragraph that is empty.
  Result<Composed> compose(const Pass& pass, const Asked& asked, ServiceIx service,
                           std::string_view worker) const;
  /// Keeps the copy; `post_key` tells a second sending from a second letter. `mark`: of what was shown.
  /// Errors: Conflict when it is no longer that; as Entries::write.
  Result<EntryId> keep(const Pass& write, const Asked& asked, const Composed& letter, std::string_view mark,
                       const std::string& post_key);

 private:
  struct Filling;
  Status add_wishes(const Pass& pass, PersonId person, std::vector<Addressee>& all) const;
  Result<Addressee> the_person(const Pass& pass, PersonId person) const;
  Result<Addressee> the_complainant(const Pass& pass, PersonId person, std::optional<EntryId> about) const;
  Result<Filling> filling(const Pass& pass, const Asked& asked, ServiceIx service,
                          std::string_view worker) const;

  gate::Gate& gate_;
  store::Db& db_;
  vault::Vault& vault_;
  record::Entries& entries_;
  record::Files& files_;
  people::People& people_;
  people::Circle& circle_;
  const std::string catalogue_dir_;
  const Clock& clock_;
};

/// Where post reaches somebody now: what they named for letters, else where they live; "" where that is not
/// known, or not seen.
std::string postal_address(const charter::Charter& c, const people::Profile& p, Date today);
paper::Cell lines_of(const std::string& text);

/// Where a letter may go by mail (LL-4.3): itself, by a locked way, to a recipient at a domain that the
/// charter names; where to collect it, and no more, to the person who asked for email instead of paper, at
/// the address that we have. Nowhere else.
struct MailRule {
  std::string to, why_not;
  bool locked = false;
};
MailRule mail_rule(const Addressee& to, std::string_view typed);

/// Whether this letter tells them no more than they may get, and nothing that the person does not want told;
/// else Invalid at "to", with what and why.
Status may_tell(const charter::Charter& c, const charter::LetterTemplate& t, const Addressee& to);

}  // namespace candour::letters
