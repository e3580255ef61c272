#include "bench/population.h"

#include <filesystem>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "exchange/demo/demo.h"

namespace candour::bench {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kAtOnce = 1000;           // people in one transaction
constexpr std::size_t kRemembered = 1'000'000;  // entries that reads are drawn from

KindIx kind_of(const web::OrgHouse& org, std::string_view code) {
  return org.charter->find_kind(code).value();
}

charter::Values contact_note(int number, Date day) {
  return {{"when", iso_date(day) + "T10:" + std::to_string(10 + number % 50)},
          {"method", number % 3 ? "visit" : "phone"},
          {"with", "The person"},
          {"what-happened", note_words(number)},
          {"how-were-they", "Cheerful and talkative"},
          {"minutes", 30.0 + number % 60}};
}

charter::Values support_plan(int number, Date day) {
  const auto goal = [&](const char* words, double steps, double done) {
    return json::object{{"goal", words},
                        {"actions", note_words(number)},
                        {"steps", steps},
                        {"steps-done", done},
                        {"how-is-it-going", "on-the-way"}};
  };
  return {
      {"title", "Support plan " + std::to_string(number)},
      {"start-date", iso_date(day)},
      {"what-matters", note_words(number + 1)},
      {"how-to-support", note_words(number + 2)},
      {"goals", json::array{goal("Travel to the day centre alone", 6, 4), goal("Cook twice a week", 3, 1)}},
      {"review-date", iso_date(add_months(day, 24))}};
}

charter::Values risk_assessment(Date day) {
  return {{"date", iso_date(day)},
          {"risk", "Falls on the back steps"},
          {"who-could-be-hurt", "The person, when it is wet"},
          {"level", "medium"},
          {"what-we-do", note_words(3)},
          {"what-visitors-must-know", "Use the side door, the back steps are steep"},
          {"lone-working", "yes"},
          {"review-date", iso_date(add_months(day, 24))}};
}

}  // namespace

OpenedOrg open_organisation(const Setting& s, const std::string& folder, const Clock& clock,
                            const std::string& password, const std::string& charter_file) {
  OpenedOrg opened;
  web::HouseOptions where;
  // The bench asks in minutes what staff ask in years.
  for (auto* l : {&where.asking.questions, &where.asking.misses})
    l->fill({1'000'000'000, 1'000'000'000, 1'000'000'000});
  where.charter_files = {charter_file.empty() ? s.source + "/charters/ll.yaml" : charter_file};
  where.catalogue_dir = s.source + "/charters/catalogue";
  where.data_dir = folder;
  where.database = s.database;
  where.key_database = s.key_database;
  opened.house = must(web::open_house(where, clock));
  auto& org = *opened.house->find("ll");
  people::NewStaff manager;
  manager.name = "Service Manager";
  manager.email = "manager@example.org";
  manager.username = Population::kUsername;
  manager.posts = {{org.charter->find_role("supervisor").value(), {}, {}}};
  manager.agreement_at = manager.training_at = clock.now();
  manager.password = password;
  opened.manager = must(org.staff->seed(manager, false));
  manager.name = "Data Protection";
  manager.email = "protection@example.org";
  manager.username = "protection";
  manager.posts = {{org.charter->find_role("dp-lead").value(), {}, {}}};
  opened.protection = must(org.staff->seed(manager, true));
  return opened;
}

Population::Population(const Setting& setting, std::string folder, int people)
    : folder_(std::move(folder)), password_(exchange::demo::new_password()), entries_each_(setting.entries) {
  const Timer t;
  auto opened = open_organisation(setting, folder_, clock_, password_);
  house_ = std::move(opened.house);
  org_ = house_->find("ll");
  manager_ = opened.manager;
  protection_ = opened.protection;
  const auto empty = bytes_on_disk();
  add_people(people);
  const auto peopled = bytes_on_disk();
  write_entries();
  const auto full = bytes_on_disk();
  bytes_a_person_ = (peopled - empty) / people;
  bytes_an_entry_ = (full - peopled) / static_cast<double>(written_);
  seconds_ = t.seconds();
}

double Population::bytes_on_disk() {
  const auto keys = folder_ + "/ll/keys.db";  // not of PostgreSQL, which tells nothing of them
  must(org_->db->scrub());                    // what stands in the write-ahead log goes into the database
  return static_cast<double>(must(org_->db->bytes_on_disk())) +
         (fs::exists(keys) ? static_cast<double>(fs::file_size(keys)) : 0);
}

void Population::add_people(int count) {
  const auto who = manager();
  for (int i = 0; i < count; ++i) people_.push_back(invent(i));
  for (std::size_t from = 0; from < people_.size(); from += kAtOnce) {
    const auto to = std::min(from + kAtOnce, people_.size());
    must(org_->db->write([&](store::Txn& txn) -> Status {
      for (auto i = from; i < to; ++i) add_one(txn, who, i);
      return {};
    }));
    say("people " + number(static_cast<double>(to)) + " of " + number(count));
  }
}

void Population::add_one(store::Txn& txn, const gate::Actor& who, std::size_t i) {
  ids_.push_back(take_in(*org_, txn, who, people_[i].profile(), service_of(i), clock_.now()));
}

/// What Journeys::accept() writes is said here in SQL, since that opens a transaction of its own each time.
PersonId take_in(web::OrgHouse& org, store::Txn& txn, const gate::Actor& by, const charter::Values& profile,
                 ServiceIx service, UnixMs at) {
  const auto code = org.charter->org();
  const auto now = at.ms;
  const auto person = PersonId::make(now);
  const auto pass = must(org.gate->register_new(by, person, service));
  must(org.people->add(txn, pass, person, profile));
  people::NewReferral r;
  r.service = service;
  r.source = "self";
  const auto referral = must(org.journeys->refer(txn, pass, r));
  must(txn.run(
      "UPDATE referral SET state='accepted', decided=$3, decided_by=$4, version=2 WHERE org=$1 AND id=$2",
      {code, referral, now, by.id}));
  must(txn.run("UPDATE due SET done=1 WHERE org=$1 AND entry=$2", {code, referral}));
  const auto enrolment = EnrolmentId::make(now);
  must(txn.run(
      "INSERT INTO enrolment (org, id, person, service, referral, started, reason, outcome, words, version, "
      "changed, changed_by) VALUES ($1, $2, $3, $4, $5, $6, '', '', 0, 1, $6, $7)",
      {code, enrolment, person, org.charter->at(service).code, referral, now, by.id}));
  must(
      txn.run("INSERT INTO allocation (org, enrolment, staff, started, person, key_worker) "
              "VALUES ($1, $2, $3, $4, $5, 1)",
              {code, enrolment, by.id, now, person}));
  auto line = org.gate->entry_for(pass, ledger::Act::Move, "referral", referral.text(), {});
  line.note = "accepted";
  must(org.ledger->append(txn, line));
  return person;
}

EntryId Population::write(store::Txn& txn, const Pass& pass, PersonId person, ServiceIx service,
                          std::string_view kind, const charter::Values& values) {
  record::NewEntry e;
  e.person = person;
  e.service = service;
  e.kind = kind_of(*org_, kind);
  e.values = values;
  ++written_;
  return must(org_->entries->write(txn, pass, e, clock_.now()));
}

Pass Population::to_write(const gate::Actor& who, PersonId person, ServiceIx service, std::string_view kind) {
  return must(org_->gate->write(who, person, service, kind_of(*org_, kind)));
}

void Population::write_many(store::Txn& txn, const gate::Actor& who) {
  const auto person = with_many();
  const auto service = service_of(ids_.size() / 2);
  const auto now = today(clock_.now());
  const auto put = [&](std::string_view kind, const charter::Values& values) {
    write(txn, to_write(who, person, service, kind), person, service, kind, values);
  };
  put("communication-profile",
      {{"in-short", "Short sentences, and time to answer"}, {"how-i-communicate", note_words(1)}});
  put("risk-assessment", risk_assessment(add_days(now, -90)));
  for (int i = 0; i < 3; ++i) put("support-plan", support_plan(i, add_days(now, -200 * (i + 1))));
  for (int i = 5; i < kMany; ++i) put("contact-note", contact_note(i, add_days(now, -1 - i * 730 / kMany)));
}

void Population::write_entries() {
  const auto who = manager();
  const auto now = today(clock_.now());
  exchange::demo::Random chance(99);
  const Timer t;
  for (std::size_t from = 0; from < ids_.size(); from += kAtOnce) {
    const auto to = std::min(from + kAtOnce, ids_.size());
    must(org_->db->write([&](store::Txn& txn) -> Status {
      for (auto i = from; i < to; ++i) {
        if (ids_[i] == with_many()) {
          write_many(txn, who);
          continue;
        }
        // One pass for all that is written about somebody, as in a request.
        const auto pass = to_write(who, ids_[i], service_of(i), "contact-note");
        for (int left = entries_each_; left > 0; --left) {
          const int number = static_cast<int>(i) * entries_each_ + left;
          const auto note = contact_note(number, add_days(now, -chance.between(1, 700)));
          const auto id = write(txn, pass, ids_[i], service_of(i), "contact-note", note);
          if (entries_.size() < kRemembered) entries_.push_back({ids_[i], id});
        }
      }
      return {};
    }));
    const auto done = static_cast<double>(to), all = static_cast<double>(ids_.size());
    say("entries of " + number(done) + " people of " + number(all) + "; about " +
        duration(t.ns() / done * (all - done)) + " to go");
  }
}

}  // namespace candour::bench
