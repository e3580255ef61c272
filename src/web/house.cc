#include "web/house.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/calendar_words.h"
#include "base/log.h"
#include "charter/catalogue_facts.h"
#include "charter/catalogue_read.h"
#include "paper/notice.h"
#include "people/kept_password.h"
#include "people/sealed_reference.h"
#include "store/migrations.h"
#include "store/records_there.h"
#include "vault/hash.h"
#include "vault/root_key.h"

namespace candour::web {

namespace fs = std::filesystem;

namespace {

Result<charter::CharterPtr> checked_charter(const charter::Loaded& loaded, const std::string& file) {
  std::string errors;
  for (const auto& f : loaded.findings)
    if (!f.warning) errors += f.text() + "\n";
  if (!loaded.charter)
    return fail(Code::Invalid, "The charter cannot be used until this is mended:\n" + errors, file);
  return loaded.charter;
}

/// The folder of one organisation's databases and keys, for the owner's eyes only.
Status make_private_folder(const fs::path& dir) {
  std::error_code ec;
  fs::create_directories(dir, ec);
  if (ec)
    return fail(Code::Unavailable,
                "The data folder " + dir.string() + " cannot be made (" + ec.message() +
                    "). To mend: choose another with --data, or give this user the right to write there.");
  fs::permissions(dir, fs::perms::owner_all, ec);
  if (ec)
    return fail(Code::Unavailable, "The data folder " + dir.string() + " cannot be kept private (" +
                                       ec.message() + "). To mend: make this user its owner.");
  return {};
}

/// Records without their keys would open as a new, empty key store, and what is written next would be sealed
/// under keys that fit nothing that is there.
Status keys_belong(const fs::path& dir, vault::Records there) {
  if (there == vault::Records::None || fs::exists(dir / "keys.db")) return {};
  return fail(Code::Unavailable,
              "The records in " + dir.string() +
                  " are there, but their keys (keys.db) are not, so nothing could be opened. "
                  "To mend: put keys.db back from its backup.");
}

/// One fingerprint for a charter and the catalogue that it is read against.
Result<Bytes> digest_of(const std::string& charter, const std::string& catalogue) {
  std::vector<std::string> files;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(catalogue, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".yaml") files.push_back(it->path().string());
  std::ranges::sort(files);
  const auto first = vault::sha256(as_bytes(charter));
  Bytes hashes(first.begin(), first.end());
  for (const auto& file : files) {
    TRY(const auto text, charter::read_text_file(file));
    const auto hash = vault::sha256(as_bytes(text));
    hashes.insert(hashes.end(), hash.begin(), hash.end());
  }
  const auto all = vault::sha256(hashes);
  return Bytes(all.begin(), all.end());
}

/// What the charter says otherwise than the text of before, read against the catalogue of today.
Result<std::vector<std::string>> changes_since(const std::string& before, const charter::Charter& now,
                                               const std::string& catalogue) {
  const auto was = charter::load_text("the charter of before", before, catalogue);
  if (!was.charter)
    return fail(Code::Conflict, was.findings.empty() ? "it is no charter" : was.findings.front().text());
  std::vector<std::string> words;
  for (const auto& c : charter::diff(*was.charter, now)) words.push_back(c.what);
  return words;
}

/// Whether there are records of the organisation: everything that anybody did is on the ledger, unless
/// somebody took the ledger away.
Result<vault::Records> records_in(store::Db& db) {
  bool there = false;
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    TRY(there, store::records_there(s, db.org()));
    return s.each("SELECT 1 FROM ledger_head WHERE org = $1", {db.org()},
                  [&](const store::Row&) { return there = true, false; });
  }));
  return there ? vault::Records::There : vault::Records::None;
}

/// The databases of one organisation, as files or in the two that it shares with others.
Status open_databases(OrgHouse& o, const HouseOptions& options, const OrgCode& org, const fs::path& dir,
                      store::Postgres* records, store::Postgres* keys) {
  const auto root = options.root_key ? *options.root_key : vault::RootKey::file((dir / "root.key").string());
  const auto codes = o.charter->category_codes();
  if (records) {
    o.db = records->open(org);
    TRY(const auto there, records_in(*o.db));
    TRY(o.vault, vault::open_vault(org, root, keys->open(org), codes, there));
    return {};
  }
  TRY(o.db, store::open_sqlite(org, (dir / "records.db").string(), store::record_migrations()));
  TRY(const auto there, records_in(*o.db));
  CHECK_OK(keys_belong(dir, there));
  TRY(o.vault, vault::open_vault(org, root, (dir / "keys.db").string(), codes, there));
  return {};
}

/// A database of before is sealed when it is first opened, which takes a while where there is much in it.
gate::Seals::OnProgress sealing_log(const OrgCode& org, const Clock& clock) {
  return [org, &clock, next = std::int64_t{10'000}](std::int64_t done) mutable {
    if (done < next) return;
    next = done + 10'000;
    log::Log(clock).info("sealing", {{"org", org.text}, {"done", done}});
  };
}

/// From now on the charter of this file is in force here. Gives the file's text.
Result<std::string> begin_charter(OrgHouse& o, const std::string& charter_file, const HouseOptions& options,
                                  const Clock& clock) {
  TRY(auto file, charter::read_text_file(charter_file));
  TRY(auto digest, digest_of(file, options.catalogue_dir));
  o.in_force = std::make_unique<gate::InForce>(
      *o.db, *o.ledger, clock,
      gate::CharterVersion{
          o.charter->version.number, std::move(digest), file,
          [now = o.charter, catalogue = options.catalogue_dir](const std::string& before) {
            return changes_since(before, *now, catalogue);
          },
          [now = o.charter, catalogue = options.catalogue_dir,
           day = today(clock.now())](const std::vector<std::string>& earlier) {
            return charter::uses_missing(*now, charter::uses_so_far(earlier, catalogue).new_in(*now), day);
          },
          charter::catalogue_facts(*o.charter),
          [now = o.charter](const std::string& before) { return charter::catalogue_changes(before, *now); }},
      o.seals.get());
  CHECK_OK(o.in_force->begin());
  return file;
}

/// What goes by the date alone, as copies that were collected: not while nobody knows whether it is right.
Status while_the_date_is_believed(OrgHouse& o, const std::function<Status()>& sweep) {
  if (!o.date_guard) return {};
  TRY(const bool believed, o.date_guard->believed());
  return believed ? sweep() : Status{};
}

/// What goes across people: registers, figures, the diary.
Status open_desk(OrgHouse& o, const Clock& clock) {
  auto& g = *o.gate;
  auto& db = *o.db;
  o.registers = std::make_unique<record::CaseRegisters>(g, db, clock);
  o.figures = std::make_unique<record::Figures>(g, db, clock);
  CHECK_OK(record::begin_diary(*o.charter, db));
  o.diary = std::make_unique<record::Diary>(g, db);
  o.visits = std::make_unique<record::Visits>(g, db, *o.entries, clock);
  o.calendar_feeds = std::make_unique<record::CalendarFeeds>(g, db, *o.vault, *o.diary, clock);
  return {};
}

Status open_letters(OrgHouse& o, const HouseOptions& options, const Clock& clock) {
  auto& g = *o.gate;
  auto& db = *o.db;
  auto& v = *o.vault;
  o.letters = std::make_unique<letters::Letters>(record::ConsentRooms{g, db, v, clock}, *o.entries, *o.files,
                                                 *o.people, *o.circle, options.catalogue_dir);
  o.letter_mail = std::make_unique<letters::LetterMail>(g, db, v, clock);
  o.mailings = std::make_unique<letters::Mailings>(
      g, db, v, *o.entries, *o.people, *o.letter_mail, *o.jobs, clock,
      options.address.empty() ? "" : options.address + "/" + o.charter->organisation.code,
      options.catalogue_dir);
  CHECK_OK(o.mailings->remind());
  o.pickups = std::make_unique<letters::Pickups>(g, db, v, clock);
  o.jobs->add_sweep(
      [house = &o] { return while_the_date_is_believed(*house, [&] { return house->pickups->sweep(); }); });
  o.summaries = std::make_unique<letters::Summaries>(g, *o.entries, *o.people, *o.circle, *o.journeys);
  return {};
}

/// What was destroyed does not come back, whatever copies of records and keys were put here.
Status open_retention(OrgHouse& o, const HouseOptions& options, const fs::path& dir, const Clock& clock) {
  const auto list = options.forget_list.empty()
                        ? (dir / "forgotten.list").string()
                        : options.forget_list + "/" + o.charter->organisation.code + ".list";
  o.schedule = std::make_unique<retention::Schedule>(*o.gate, *o.db, *o.vault);
  o.forget_list = std::make_unique<retention::ForgetList>(*o.vault, list);
  CHECK_OK(o.forget_list->replay());
  TRY([[maybe_unused]] const auto again,
      retention::forget_again(*o.db, *o.gate, *o.forget_list, clock.now()));
  TRY([[maybe_unused]] const auto entries,
      retention::forget_entries_again(*o.db, *o.vault, *o.gate, *o.forget_list, clock.now()));
  o.destructions = std::make_unique<retention::Destructions>(*o.gate, *o.db, *o.vault, *o.entries,
                                                             *o.schedule, *o.forget_list, *o.jobs, clock);
  o.date_guard = std::make_unique<retention::DateGuard>(*o.gate, *o.db, *o.alarms, clock);
  o.safekeeping = std::make_unique<retention::Safekeeping>(*o.gate, *o.db, *o.alarms, clock);
  o.conflicts = std::make_unique<retention::Conflicts>(*o.gate, *o.db, *o.vault, clock);
  o.destructions->only_while([guard = o.date_guard.get()] { return guard->believed(); });
  o.erasures = std::make_unique<retention::Erasures>(*o.gate, *o.db, *o.vault, *o.entries, *o.forget_list,
                                                     *o.jobs, clock);
  const rights::PackRooms rooms{*o.gate,  *o.db,     *o.vault,  *o.entries,
                                *o.files, *o.people, *o.circle, *o.journeys,
                                *o.staff, *o.jobs,   clock,     options.catalogue_dir};
  o.packs = std::make_unique<rights::Packs>(rooms);
  o.transfers = std::make_unique<exchange::Transfers>(rooms);
  for (const std::function<Status()>& sweep :
       {std::function<Status()>([packs = o.packs.get()] { return packs->sweep(); }),
        std::function<Status()>([transfers = o.transfers.get()] { return transfers->sweep(); })})
    o.jobs->add_sweep([house = &o, sweep] { return while_the_date_is_believed(*house, sweep); });
  return {};
}

std::map<std::string, std::string, std::less<>> places_of_parts(const charter::Charter& c) {
  std::map<std::string, std::string, std::less<>> places;
  for (const auto& part : paper::printed_parts(c))
    places.emplace(part, "/" + c.organisation.code + "/notice#" + paper::part_anchor(part));
  return places;
}

Result<std::unique_ptr<OrgHouse>> open_org(charter::CharterPtr charter, const std::string& charter_file,
                                           const HouseOptions& options, store::Postgres* records,
                                           store::Postgres* keys, const Clock& clock) {
  auto o = std::make_unique<OrgHouse>();
  o->charter = std::move(charter);
  const auto org = o->charter->org();
  const auto dir = fs::path(options.data_dir) / org.text;
  CHECK_OK(make_private_folder(dir));
  CHECK_OK(open_databases(*o, options, org, dir, records, keys));
  TRY(o->ledger, ledger::open_ledger(*o->db, *o->vault,
                                     {.alarms = o->alarms.get(), .clock = &clock, .log = options.log}));
  o->ledger_reading = std::make_unique<ledger::Reading>(*o->db, *o->ledger);
  o->seals = std::make_unique<gate::Seals>(*o->db, *o->vault, *o->ledger, clock, o->alarms.get());
  CHECK_OK(o->seals->begin(sealing_log(org, clock)));
  TRY(const auto file, begin_charter(*o, charter_file, options, clock));
  o->gate = std::make_unique<gate::Gate>(o->charter, *o->db, *o->ledger, clock, o->seals.get());
  auto& g = *o->gate;
  auto& db = *o->db;
  auto& v = *o->vault;
  CHECK_OK(people::begin_staff(g, db, v, clock));
  CHECK_OK(people::seal_open_references(db, v, *o->ledger, clock, o->charter->organisation.reference_prefix));
  o->tasks = std::make_unique<gate::Tasks>(g, db, clock);
  o->consents = std::make_unique<gate::ConsentFlags>(g, db, clock);
  o->staff = std::make_unique<people::StaffBook>(g, db, v, clock);
  o->proposals = std::make_unique<people::Proposals>(
      g, db, v, o->staff->second(), clock,
      people::CharterSource{charter_file, file, options.catalogue_dir,
                            [catalogue = options.catalogue_dir](const std::string& text) {
                              return digest_of(text, catalogue);
                            }});
  o->charter_answers =
      std::make_unique<people::CharterAnswers>(*o->proposals, db, org, options.catalogue_dir, clock);
  o->sessions = std::make_unique<people::Sessions>(g, db, v, clock);
  o->people = std::make_unique<people::People>(g, db, v, clock);
  o->search = std::make_unique<people::Search>(g, db, v, *o->people, clock, options.asking);
  o->circle = std::make_unique<people::Circle>(g, db, v, clock);
  o->joins = std::make_unique<people::Joins>(g, db, v, *o->people, clock);
  o->journeys = std::make_unique<people::Journeys>(g, db, v, clock);
  o->outside = std::make_unique<people::OutsideMessages>(db, v, clock);
  o->own_doors = std::make_unique<people::OwnDoors>(g, db, v, clock);
  o->covers = std::make_unique<people::Covers>(g, db, clock);
  o->entries = std::make_unique<record::Entries>(g, db, v, clock);
  o->people->on_corrected(
      [entries = o->entries.get()](store::Txn& txn, const Pass& pass, PersonId person, CategorySet what) {
        return entries->details_corrected(txn, pass, person, what);
      });
  o->own_codes = std::make_unique<record::OwnCodes>(g, db, v, *o->own_doors, clock);
  o->disputes = std::make_unique<record::Disputes>(g, db, *o->entries, clock);
  o->own_wishes = std::make_unique<record::OwnWishes>(g, db, v, *o->people, *o->entries, clock);
  o->work = std::make_unique<record::Work>(g, db, clock);
  o->alerts = std::make_unique<record::Alerts>(g, db);
  CHECK_OK(open_desk(*o, clock));
  o->drafts = std::make_unique<record::Drafts>(g, db, v, clock);
  o->files = std::make_unique<record::Files>(g, db, v, clock);
  o->kept_forms = std::make_unique<record::KeptForms>(db, v, clock);
  o->jobs = std::make_unique<jobs::Jobs>(g, db, clock);
  o->jobs->add_sweep([entries = o->entries.get()] { return entries->destroy_taken_back(); });
  o->misfiled = std::make_unique<record::MisfiledEntries>(g, db, v, clock, *o->jobs);
  o->imports = std::make_unique<exchange::Imports>(g, db, v, *o->people, *o->journeys, *o->circle, *o->search,
                                                   clock, o->jobs.get());
  o->lists = std::make_unique<record::PeopleList>(g, db, clock);
  o->opt_outs = std::make_unique<record::OptOutChecks>(g, db, v, *o->people, *o->lists, clock);
  o->saved_lists = std::make_unique<record::SavedLists>(db, v, clock);
  o->list_exports = std::make_unique<exchange::ListExports>(g, db, v, *o->people, *o->lists, clock);
  CHECK_OK(open_letters(*o, options, clock));
  CHECK_OK(open_retention(*o, options, dir, clock));
  return o;
}

/// A version that is still to come is not run before its day: nobody was promised it yet.
Result<charter::CharterPtr> has_begun(charter::CharterPtr c, const std::string& file, Date on) {
  if (c->version.from <= on) return c;
  return fail(
      Code::Invalid,
      file + ": version " + c->version.number + " holds from " + date_words(c->version.from) +
          " on, and today is " + date_words(on) +
          ". To mend: start with the version of before, and propose this one in a page, which brings it in on "
          "its day; or put it in place on that day.\n");
}

}  // namespace

OrgHouse* House::find(std::string_view org) const {
  for (const auto& o : orgs_)
    if (o->charter->organisation.code == org) return o.get();
  return nullptr;
}

Result<std::unique_ptr<House>> open_house(const HouseOptions& options, const Clock& clock) {
  auto house = std::make_unique<House>();
  house->catalogue_dir_ = options.catalogue_dir;
  house->clock_ = &clock;
  // All charters are checked before any database is touched: a broken one never half-starts the server.
  std::vector<std::pair<charter::CharterPtr, std::string>> charters;
  std::string broken;
  const auto loaded = charter::load_each(options.charter_files, options.catalogue_dir);
  for (std::size_t i = 0; i < loaded.size(); ++i) {
    auto c = checked_charter(loaded[i], options.charter_files[i]).and_then([&](charter::CharterPtr one) {
      return has_begun(std::move(one), options.charter_files[i], today(clock.now()));
    });
    if (c)
      charters.emplace_back(std::move(*c), options.charter_files[i]);
    else
      broken += c.error().words.text;
  }
  if (!broken.empty()) return fail(Code::Invalid, broken);
  if (charters.empty())
    return fail(Code::Invalid, "There is no charter to run. To mend: give at least one charter file.");
  if (!options.database.empty()) {
    TRY(house->records_, store::open_postgres(options.database, store::record_migrations()));
    TRY(house->keys_, store::open_postgres(options.key_database, store::key_migrations()));
  }
  for (auto& [c, file] : charters) {
    if (house->find(c->organisation.code))
      return fail(Code::Invalid, "Two charters have the code \"" + c->organisation.code +
                                     "\". To mend: give each organisation its own code.");
    TRY(auto org, open_org(std::move(c), file, options, house->records_.get(), house->keys_.get(), clock));
    org->part_places = places_of_parts(*org->charter);
    house->orgs_.push_back(std::move(org));
  }
  return house;
}

std::vector<std::string> charter_files_in(const std::string& dir) {
  std::vector<std::string> files;
  std::error_code ec;
  for (const auto& e : fs::directory_iterator(dir, ec))
    if (e.is_regular_file() && e.path().extension() == ".yaml") files.push_back(e.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace candour::web
