// The house of one server: for each organisation its charter, databases, keys, ledger, and the rooms built on
// them, wired by hand. Opened once at start; the parts may be used from any thread.
// It starts nothing that a broken charter or a key that is missing would make unsafe: it says why instead.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/alarms.h"
#include "base/clock.h"
#include "base/log.h"
#include "charter/read.h"
#include "exchange/import.h"
#include "exchange/list_export.h"
#include "exchange/transfers.h"
#include "gate/consent_flags.h"
#include "gate/gate.h"
#include "gate/in_force.h"
#include "gate/seals.h"
#include "gate/tasks.h"
#include "jobs/jobs.h"
#include "ledger/reading.h"
#include "letters/mail.h"
#include "letters/mailings.h"
#include "letters/pickups.h"
#include "letters/summary.h"
#include "letters/writing.h"
#include "people/charter_answers.h"
#include "people/cover.h"
#include "people/joining.h"
#include "people/journey.h"
#include "people/outside_messages.h"
#include "people/own_doors.h"
#include "people/person.h"
#include "people/relationship.h"
#include "people/search.h"
#include "people/session.h"
#include "people/staff.h"
#include "record/alerts.h"
#include "record/calendar_feeds.h"
#include "record/case_register.h"
#include "record/disputes.h"
#include "record/drafts.h"
#include "record/entries.h"
#include "record/figures.h"
#include "record/files.h"
#include "record/kept_forms.h"
#include "record/let_go.h"
#include "record/misfiled.h"
#include "record/opt_out_checks.h"
#include "record/own_codes.h"
#include "record/own_wishes.h"
#include "record/people_list.h"
#include "record/saved_lists.h"
#include "record/visits.h"
#include "record/work.h"
#include "retention/conflicts.h"
#include "retention/date_guard.h"
#include "retention/destructions.h"
#include "retention/erasures.h"
#include "retention/safekeeping.h"
#include "rights/pack.h"
#include "vault/root_key.h"

namespace candour::web {

/// When every row that decides was last proved, by this server or another (cli/nightly.h).
struct LastCheck {
  std::atomic<std::int64_t> at_ms{0};  // 0: not known yet
  std::atomic<bool> whole{false};
};

/// Everything of one organisation. Members are destroyed from the last to the first.
struct OrgHouse {
  charter::CharterPtr charter;
  // Where each part of the printed notice stands: "4.2", "/ll/notice#part-4-2".
  std::map<std::string, std::string, std::less<>> part_places;
  std::unique_ptr<Alarms> alarms = std::make_unique<Alarms>();
  std::unique_ptr<LastCheck> last_check = std::make_unique<LastCheck>();
  std::unique_ptr<store::Db> db;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<ledger::Reading> ledger_reading;
  std::unique_ptr<gate::Seals> seals;
  std::unique_ptr<gate::InForce> in_force;
  std::unique_ptr<gate::Gate> gate;
  std::unique_ptr<gate::Tasks> tasks;
  std::unique_ptr<gate::ConsentFlags> consents;
  std::unique_ptr<people::StaffBook> staff;
  std::unique_ptr<people::Proposals> proposals;
  std::unique_ptr<people::CharterAnswers> charter_answers;
  std::unique_ptr<people::Sessions> sessions;
  std::unique_ptr<people::People> people;
  std::unique_ptr<people::Search> search;
  std::unique_ptr<people::Circle> circle;
  std::unique_ptr<people::Joins> joins;
  std::unique_ptr<people::Journeys> journeys;
  std::unique_ptr<people::Covers> covers;
  std::unique_ptr<people::OutsideMessages> outside;
  std::unique_ptr<people::OwnDoors> own_doors;
  std::unique_ptr<record::Entries> entries;
  std::unique_ptr<record::Disputes> disputes;
  std::unique_ptr<record::OwnCodes> own_codes;
  std::unique_ptr<record::OwnWishes> own_wishes;
  std::unique_ptr<record::Work> work;
  std::unique_ptr<record::Alerts> alerts;
  std::unique_ptr<record::CaseRegisters> registers;
  std::unique_ptr<record::Figures> figures;
  std::unique_ptr<record::Diary> diary;
  std::unique_ptr<record::Visits> visits;
  std::unique_ptr<record::CalendarFeeds> calendar_feeds;
  std::unique_ptr<record::Drafts> drafts;
  std::unique_ptr<record::Files> files;
  std::unique_ptr<record::KeptForms> kept_forms;
  std::unique_ptr<jobs::Jobs> jobs;
  std::unique_ptr<record::MisfiledEntries> misfiled;
  std::unique_ptr<exchange::Imports> imports;
  std::unique_ptr<record::PeopleList> lists;
  std::unique_ptr<record::OptOutChecks> opt_outs;
  std::unique_ptr<record::SavedLists> saved_lists;
  std::unique_ptr<exchange::ListExports> list_exports;
  std::unique_ptr<letters::Letters> letters;
  std::unique_ptr<letters::LetterMail> letter_mail;
  std::unique_ptr<letters::Mailings> mailings;
  std::unique_ptr<letters::Pickups> pickups;
  std::unique_ptr<retention::Schedule> schedule;
  std::unique_ptr<retention::ForgetList> forget_list;
  std::unique_ptr<retention::DateGuard> date_guard;
  std::unique_ptr<retention::Destructions> destructions;
  std::unique_ptr<retention::Erasures> erasures;
  std::unique_ptr<retention::Conflicts> conflicts;
  std::unique_ptr<retention::Safekeeping> safekeeping;
  std::unique_ptr<letters::Summaries> summaries;
  std::unique_ptr<rights::Packs> packs;
  std::unique_ptr<exchange::Transfers> transfers;
};

struct HouseOptions {
  std::vector<std::string> charter_files;  // one per organisation
  std::string catalogue_dir = "charters/catalogue";
  std::string data_dir = "data";  // data/<org>/records.db, keys.db, root.key
  gate::AskingLimits asking;      // how often one member of staff may ask who is here
  // postgresql://…, each a database of its own; empty: the files above. The root key is in the folder still.
  std::string database, key_database;
  // Where the root keys come from; nothing: each from root.key in its organisation's folder.
  std::optional<vault::RootKey> root_key;
  // Where the pages are found from outside, for links in mail; empty: no mail goes to many people at once.
  std::string address;
  std::string forget_list;        // folder of the lists of what was destroyed; empty: each beside its records
  const log::Log* log = nullptr;  // told of what is wrong with what is stored, as the alarms are
};

class House {
 public:
  OrgHouse* find(std::string_view org) const;
  const std::vector<std::unique_ptr<OrgHouse>>& all() const { return orgs_; }
  const std::string& catalogue_dir() const { return catalogue_dir_; }
  const Clock& clock() const { return *clock_; }

 private:
  friend Result<std::unique_ptr<House>> open_house(const HouseOptions&, const Clock&);
  std::unique_ptr<store::Postgres> records_, keys_;  // before the organisations, which use them
  std::vector<std::unique_ptr<OrgHouse>> orgs_;
  std::string catalogue_dir_;
  const Clock* clock_ = nullptr;
};

/// Errors: Invalid with all charter findings as text (file:line:column …), Unavailable (a folder or database
/// that cannot be opened, and how to mend it), Corrupt.
Result<std::unique_ptr<House>> open_house(const HouseOptions& options, const Clock& clock);

/// The charter files of a folder ("charters/*.yaml"), sorted.
std::vector<std::string> charter_files_in(const std::string& dir);

}  // namespace candour::web
