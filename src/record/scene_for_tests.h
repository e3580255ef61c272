// A small organisation with a worker, a service manager above them, and a person whom they support, ready to
// write entries about. For the tests of this room; one thread. Failures throw.
#pragma once

#include <gtest/gtest.h>

#include "base/calendar_words.h"
#include "people/world_for_tests.h"
#include "record/alerts.h"
#include "record/drafts.h"
#include "record/entries.h"
#include "record/files.h"
#include "record/work.h"

namespace candour::record {

using people::must;

inline charter::Values values(std::string_view json) {
  return boost::json::parse(json).as_object();
}

class Scene : public testing::Test {
 protected:
  explicit Scene(const std::string& code = "ll") : w(code) {}
  /// For a charter whose first service is for children.
  Scene(const std::string& code, charter::Date born) : w(code), born_(iso_date(born)) {}
  /// For somebody of an age whom only some services take.
  Scene(const std::string& code, charter::Date born, std::string_view service)
      : w(code), born_(begin_in(service, born)) {}
  Scene(const std::string& charter_file, const std::string& catalogue,
        charter::Date born = make_date(1964, 3, 4))
      : w(charter_file, catalogue), born_(iso_date(born)) {}

  people::World w;
  const std::string born_ = "1964-03-04";
  Entries entries{w.gate, *w.db, *w.vault, w.clock};
  Work work{w.gate, *w.db, w.clock};
  Alerts alerts{w.gate, *w.db};
  Drafts drafts{w.gate, *w.db, *w.vault, w.clock};
  Files files{w.gate, *w.db, *w.vault, w.clock};
  gate::Actor manager = w.actor(w.hire("supervisor", w.service()));
  StaffId worker_id = w.hire("worker", w.service(), std::nullopt, manager.id);
  gate::Actor worker = w.actor(worker_id);
  PersonId person = enrol();

  std::string begin_in(std::string_view service, charter::Date born) {
    if (!service.empty()) w.home = w.service(service);
    return iso_date(born);
  }
  PersonId enrol() {
    manager = w.actor(manager.id);  // knows who is in the line now
    return w
        .enrol(manager, worker.id, std::nullopt, static_cast<std::size_t>(w.service()), "Maya", "Okafor",
               born_)
        .person;
  }
  /// Whoever has every post of the charter in every service.
  gate::Actor with_every_post() {
    people::NewStaff s;
    s.username = "everything";
    s.name = "Example Staff";
    s.email = "everything@example.org";
    for (std::size_t i = 0; i < w.charter->roles.size(); ++i)
      s.posts.push_back({static_cast<RoleIx>(i), std::nullopt, std::nullopt});
    s.agreement_at = s.training_at = w.clock.now();
    return w.actor(must(w.staff.seed(s, true)));
  }
  /// In one more service, where it takes somebody of that age.
  bool enrol_in(ServiceIx service, const gate::Actor& by) {
    const auto pass = w.gate.act(by, person, service, charter::Duty::Refer);
    if (!pass) return false;
    std::optional<ReferralId> made;
    must(w.db->write([&](store::Txn& txn) -> Status {
      people::NewReferral r;
      r.service = service;
      r.source = "self";
      TRY(made, w.journeys.refer(txn, *pass, r));
      return {};
    }));
    return w.journeys.accept(by, *made, 1, std::nullopt, std::nullopt).has_value();
  }
  vault::Vault::Health health() {
    vault::Vault::Health h;
    must(w.db->read([&](store::Session& s) -> Status {
      TRY(h, w.vault->check(s));
      return {};
    }));
    return h;
  }
  Pass see(const gate::Actor& actor, PersonId who) {
    return must(w.gate.see(actor, who, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)}));
  }
  Pass see(const gate::Actor& actor) { return see(actor, person); }
  Pass to_write(const gate::Actor& actor, std::string_view kind) {
    return must(w.gate.write(actor, person, w.service(), w.kind(kind)));
  }
  NewEntry fresh(std::string_view kind, std::string_view json) {
    NewEntry e;
    e.person = person;
    e.service = w.service();
    e.kind = w.kind(kind);
    e.values = values(json);
    return e;
  }
  EntryId write(const gate::Actor& actor, std::string_view kind, std::string_view json) {
    return must(entries.write(to_write(actor, kind), fresh(kind, json)));
  }
  EntryId note(std::string_view when = "2026-11-20T14:20", std::string_view words = "Went for a walk") {
    return write(worker, "contact-note",
                 R"({"when":")" + std::string(when) + R"(","method":"visit","what-happened":")" +
                     std::string(words) + R"("})");
  }
  EntryId plan(std::string_view review = "2026-12-01") {
    return write(worker, "support-plan",
                 R"({"title":"My plan","start-date":"2026-11-01","what-matters":"Seeing friends",
                     "goals":[{"goal":"Walk to the shop","by":"2027-01-31"}],"agreed-by":"Maya",
                     "review-date":")" +
                     std::string(review) + R"("})");
  }
  Entry entry(const gate::Actor& actor, EntryId id) { return must(entries.entry(see(actor), person, id)); }
  ledger::Entry newest() { return w.all_kept().front().entry; }
  std::int64_t count(const std::string& sql) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& s) {
      return s.each(sql, {}, [&](const store::Row& r) { return n = r.i64(0), true; });
    }));
    return n;
  }
};

}  // namespace candour::record
