// Imago as if it let something go to planning and research after a check of the national data opt-out, with
// twelve children who have NHS numbers. For the tests of this room; one thread. Failures throw.
#pragma once

#include <string>
#include <vector>

#include "base/uk.h"
#include "gate/consent_flags.h"
#include "record/opt_out_checks.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::record {

inline std::string imago_with_research() {
  static const std::string file = people::World::amended(
      "ig",
      {{"planning-and-research: refused\nopt-out: {review-every: 12 months, clause: \"7\"}",
        "planning-and-research: opt-out-filtered\nopt-out: {review-every: 6 months, keep-days: 7, mailbox: "
        "A1B2C001, reply-name: NAME_R.dat, source: A guide of 1 May 2026, clause: \"7\"}"},
       {"[planning and research are looked at every 1 year]",
        "[planning and research are looked at every 6 months]"},
       {"purposes:\n  - code: deliver-support",
        "purposes:\n"
        "  - {code: study, name: A study of short breaks, says: Who comes and who stays away., clause: \"7\", "
        "beyond-care: research, categories: [identity, education], bases: [{basis: public-task}]}\n"
        "  - {code: asked-study, name: A study of those who said yes, says: Only if you say yes., clause: \"7\", "
        "beyond-care: research, categories: [identity, education], bases: [{basis: consent}]}\n"
        "  - code: deliver-support"},
       {"[deliver-support, short-breaks-for-children, understand-needs,",
        "[study, asked-study, deliver-support, short-breaks-for-children, understand-needs,"},
       {"recipients:\n  - code: family",
        "recipients:\n"
        "  - {code: university, name: The university, says: It finds things out., clause: \"7\", bases: "
        "[public-task], categories: [identity, education], purposes: [study]}\n"
        "  - {code: institute, name: An institute, says: It asks you first., clause: \"7\", direct: false, bases: "
        "[consent], categories: [identity, education], purposes: [study, asked-study]}\n"
        "  - code: family"},
       {"sees: [identity, contact, consent-record, complaint]",
        "sees: [identity, contact, consent-record, complaint, reference-numbers]"},
       {"duties: [see-access-log, see-ledger, review-grants, merge-records]",
        "duties: [see-access-log, see-ledger, review-grants, merge-records, check-opt-out]"}});
  return file;
}

class OptOutTest : public Scene {
 protected:
  static constexpr int kChildren = 12;
  OptOutTest()
      : Scene(imago_with_research(), std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue",
              make_date(2014, 3, 4)) {
    children.push_back(person);
    while (std::ssize(children) < kChildren) children.push_back(enrol());
    for (const auto& child : children) numbers.push_back(give_number(child));
  }

  std::string give_number(PersonId child) {
    const auto pass = must(w.gate.write(manager, child, w.service(), w.kind("profile")));
    auto profile = must(w.people.profile(pass, child));
    std::string number;
    do number = std::to_string(++last_);
    while (!uk::nhs_number(number));
    profile.values["nhs-number"] = number;
    must(w.people.change(pass, child, profile.version, profile.values, false));
    return number;
  }
  /// The file as it came, without these numbers.
  static std::string without(std::string file, const std::vector<std::string>& gone) {
    for (const auto& number : gone) file.erase(file.find(number), number.size() + 2);
    return file;
  }
  OptOutChecks::Sent send(std::string_view purpose = "study") {
    return must(checks.send(officer, purpose, {w.service()}));
  }
  static std::string reply_to(const OptOutChecks::Sent& sent) {
    return sent.name.substr(0, sent.name.size() - 4) + "_R.dat";
  }
  /// A check whose reply leaves out these.
  void check_without(const std::vector<std::string>& gone) {
    const auto sent = send();
    must(checks.receive(officer, reply_to(sent), without(sent.bytes, gone)));
  }
  Result<EntryId> tell(PersonId child, std::string_view on = "for-study", std::string_view who = "university",
                       const charter::Values& more = {}) {
    auto e = fresh("disclosure", "{}");
    e.person = child;
    e.values = what_is_told(today(w.clock.now()), who, on, {"education"});
    e.values["beyond-care"] = "research";
    e.values["already"] = "yes";
    for (const auto& [key, value] : more) e.values[key] = value;
    return entries.write(must(w.gate.write(worker, child, w.service(), e.kind)), e);
  }
  void agree_to(std::string_view code) {
    must(people::agree(*w.db, flags, to_write(worker, "consent-form"), person, code));
  }
  void later(int days) { w.clock.set({w.clock.now().ms + std::int64_t{days} * 24 * 60 * 60 * 1000}); }
  std::int64_t count(std::string_view sql) {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& db) {
      return db.each(sql, {w.charter->org()}, [&](const store::Row& r) { return n = r.i64(0), false; });
    }));
    return n;
  }

  PeopleList lists{w.gate, *w.db, w.clock};
  OptOutChecks checks{w.gate, *w.db, *w.vault, w.people, lists, w.clock};
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};
  gate::Actor officer = w.actor(w.hire("dp-lead"));
  std::vector<PersonId> children;
  std::vector<std::string> numbers;

 private:
  std::int64_t last_ = 9'990'000'000;
};

}  // namespace candour::record
