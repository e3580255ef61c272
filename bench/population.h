// An organisation of many invented people, filled through the rooms as members of staff would fill it: the
// data that pages, search and reads are measured on. Names are put together by chance; NHS numbers are of the
// range that is never issued. One thread. Made in large transactions, so filling it measures nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "bench/names.h"
#include "web/house.h"

namespace candour::bench {

class Population {
 public:
  /// Opens charter ll in `folder` and fills it. Throws.
  Population(const Setting& setting, std::string folder, int people);

  struct Written {
    PersonId person;
    EntryId entry;
  };

  web::House& house() { return *house_; }
  web::OrgHouse& org() { return *org_; }
  const Clock& clock() const { return clock_; }
  int size() const { return static_cast<int>(people_.size()); }
  const std::vector<Invented>& people() const { return people_; }
  const std::vector<PersonId>& ids() const { return ids_; }
  /// Entries of all but the one with many; of a million at most.
  const std::vector<Written>& entries() const { return entries_; }
  PersonId with_many() const { return ids_[ids_.size() / 2]; }
  gate::Actor manager() { return must(org_->gate->actor(manager_)); }
  gate::Actor protection() { return must(org_->gate->actor(protection_)); }
  const std::string& folder() const { return folder_; }
  static constexpr const char* kUsername = "manager";
  const std::string& password() const { return password_; }

  double bytes_a_person() const { return bytes_a_person_; }
  double bytes_an_entry() const { return bytes_an_entry_; }
  double seconds() const { return seconds_; }
  std::size_t written() const { return written_; }
  static constexpr int kMany = 500;

 private:
  void hire();
  void add_people(int count);
  void add_one(store::Txn& txn, const gate::Actor& manager, std::size_t i);
  void write_entries();
  void write_many(store::Txn& txn, const gate::Actor& manager);
  EntryId write(store::Txn& txn, const Pass& pass, PersonId person, ServiceIx service, std::string_view kind,
                const charter::Values& values);
  Pass to_write(const gate::Actor& who, PersonId person, ServiceIx service, std::string_view kind);
  ServiceIx service_of(std::size_t i) const {
    return static_cast<ServiceIx>(i % org_->charter->services.size());
  }
  double bytes_on_disk();

  SystemClock clock_;
  std::string folder_, password_;
  int entries_each_ = 0;
  std::unique_ptr<web::House> house_;
  web::OrgHouse* org_ = nullptr;
  StaffId manager_, protection_;
  std::vector<Invented> people_;
  std::vector<PersonId> ids_;
  std::vector<Written> entries_;
  std::size_t written_ = 0;
  double bytes_a_person_ = 0, bytes_an_entry_ = 0, seconds_ = 0;
};

/// One organisation (charter ll, or the file given) in a folder of its own, with a service manager of every
/// service and somebody who answers for data protection.
struct OpenedOrg {
  std::unique_ptr<web::House> house;
  StaffId manager, protection;
};
OpenedOrg open_organisation(const Setting& setting, const std::string& folder, const Clock& clock,
                            const std::string& password, const std::string& charter_file = {});

/// Registers, refers, accepts and allocates somebody, as two members of staff would; in one transaction.
PersonId take_in(web::OrgHouse& org, store::Txn& txn, const gate::Actor& by, const charter::Values& profile,
                 ServiceIx service, UnixMs now);

}  // namespace candour::bench
