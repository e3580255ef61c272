#include "bench/population.h"

#include <filesystem>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "exchange/demo/demo.h"

namespace candour::bench {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kAtOnce = 2000;  // people in one transaction

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
                            const std::string& password) {
  OpenedOrg opened;
  web::HouseOptions where;
  where.charter_files = {s.source + "/charters/ll.yaml"};
  where.catalogue_dir = s.source + "/charters/catalogue";
  where.data_dir = folder;
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
  return opened;
}

Population::Population(const Setting& setting, std::string folder, int people)
    : folder_(std::move(folder)), password_(exchange::demo::new_password()) {
  const Timer t;
  auto opened = open_organisation(setting, folder_, clock_, password_);
  house_ = std::move(opened.house);
  org_ = house_->find("ll");
  manager_ = opened.manager;
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
  must(org_->db->scrub());  // what stands in the write-ahead log goes into the database
  return static_cast<double>(must(org_->db->bytes_on_disk())) +
         static_cast<double>(fs::file_size(folder_ + "/ll/keys.db"));
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
  const auto service = service_of(i);
  const auto id = PersonId::make(clock_.now().ms);
  const auto pass = must(org_->gate->register_new(who, id, service));
  must(org_->people->add(txn, pass, id, people_[i].profile()));
  people::NewReferral r;
  r.service = service;
  r.source = "self";
  const auto referral = must(org_->journeys->refer(txn, pass, r));
  accept(txn, pass, id, referral, service);
  ids_.push_back(id);
}

/// What Journeys::accept() writes; said here in SQL, since that opens a transaction of its own each time.
void Population::accept(store::Txn& txn, const Pass& pass, PersonId person, ReferralId referral,
                        ServiceIx service) {
  const auto org = org_->charter->org();
  const auto now = clock_.now().ms;
  must(txn.run(
      "UPDATE referral SET state='accepted', decided=$3, decided_by=$4, version=2 WHERE org=$1 AND id=$2",
      {org, referral, now, manager_}));
  const auto enrolment = EnrolmentId::make(now);
  must(txn.run(
      "INSERT INTO enrolment (org, id, person, service, referral, started, reason, outcome, words, version, "
      "changed, changed_by) VALUES ($1, $2, $3, $4, $5, $6, '', '', 0, 1, $6, $7)",
      {org, enrolment, person, org_->charter->at(service).code, referral, now, manager_}));
  must(
      txn.run("INSERT INTO allocation (org, enrolment, staff, started, person, key_worker) "
              "VALUES ($1, $2, $3, $4, $5, 1)",
              {org, enrolment, manager_, now, person}));
  auto line = org_->gate->entry_for(pass, ledger::Act::Move, "referral", referral.text(), {});
  line.note = "accepted";
  must(org_->ledger->append(txn, line));
}

EntryId Population::write(store::Txn& txn, const gate::Actor& who, PersonId person, ServiceIx service,
                          std::string_view kind, const charter::Values& values) {
  record::NewEntry e;
  e.person = person;
  e.service = service;
  e.kind = kind_of(*org_, kind);
  e.values = values;
  const auto pass = must(org_->gate->write(who, person, service, e.kind));
  ++written_;
  return must(org_->entries->write(txn, pass, e, clock_.now()));
}

void Population::write_many(store::Txn& txn, const gate::Actor& who) {
  const auto person = with_many();
  const auto service = service_of(ids_.size() / 2);
  const auto now = today(clock_.now());
  write(txn, who, person, service, "communication-profile",
        {{"in-short", "Short sentences, and time to answer"}, {"how-i-communicate", note_words(1)}});
  write(txn, who, person, service, "risk-assessment", risk_assessment(add_days(now, -90)));
  for (int i = 0; i < 3; ++i)
    write(txn, who, person, service, "support-plan", support_plan(i, add_days(now, -200 * (i + 1))));
  for (int i = 5; i < kMany; ++i)
    write(txn, who, person, service, "contact-note", contact_note(i, add_days(now, -1 - i * 730 / kMany)));
}

void Population::write_entries() {
  const auto who = manager();
  const auto now = today(clock_.now());
  exchange::demo::Random chance(99);
  for (std::size_t from = 0; from < ids_.size(); from += kAtOnce) {
    const auto to = std::min(from + kAtOnce, ids_.size());
    must(org_->db->write([&](store::Txn& txn) -> Status {
      for (auto i = from; i < to; ++i) {
        if (ids_[i] == with_many()) {
          write_many(txn, who);
          continue;
        }
        for (int left = chance.between(0, 3); left > 0; --left) {
          const int number = static_cast<int>(i) * 4 + left;
          const auto note = contact_note(number, add_days(now, -chance.between(1, 700)));
          entries_.push_back({ids_[i], write(txn, who, ids_[i], service_of(i), "contact-note", note)});
        }
      }
      return {};
    }));
    say("entries of " + number(static_cast<double>(to)) + " people of " +
        number(static_cast<double>(ids_.size())));
  }
}

}  // namespace candour::bench
