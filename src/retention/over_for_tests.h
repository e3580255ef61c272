// A scene in which what is over is proposed, agreed to and destroyed.
#pragma once

#include "gate/service_subject.h"
#include "record/scene_for_tests.h"
#include "retention/destructions.h"
#include "retention/erase_rows.h"
#include "store/accounted.h"
#include "store/open_for_tests.h"

namespace candour::retention {

using people::must;

inline constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1000;

class Over : public record::Scene {
 protected:
  using Scene::Scene;
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  Schedule schedule{w.gate, *w.db, *w.vault};
  ForgetList list{*w.vault, ""};
  Destructions destructions{w.gate, *w.db, *w.vault, entries, schedule, list, jobs, w.clock};
  gate::Actor other = w.actor(w.hire("supervisor", w.service()));
  PersonId subject = gate::subject_of(*w.charter, w.service());

  /// The person's only service ended that day, and nothing was written of them since.
  void ended(Date on, PersonId who) {
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("a test sets the days");
      const auto at = start_of_day(on).ms + 12 * 60 * 60 * 1000;
      CHECK_OK(txn.run("UPDATE enrolment SET started=$3-86400000, ended=$3 WHERE org=$1 AND person=$2",
                       {w.db->org(), who, at}));
      CHECK_OK(txn.run("UPDATE referral SET created=$3-86400000, decided=$3 WHERE org=$1 AND person=$2",
                       {w.db->org(), who, at}));
      return txn
          .run("UPDATE entry SET happened=$3, written=$3, changed=$3 WHERE org=$1 AND person=$2",
               {w.db->org(), who, at})
          .map([](auto) {});
    }));
  }
  void ended(Date on) { ended(on, person); }
  OfPerson kept(PersonId who) {
    OfPerson out;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(out, schedule.reckon(db, who));
      return {};
    }));
    return out;
  }
  std::string until(std::string_view category) {
    for (const auto& k : kept(person).kept)
      if (k.categories.has(w.category(category)))
        return k.until.how == charter::KeptUntil::How::Day ? iso_date(k.until.day) : "not known";
    return "nothing";
  }
  Pass of_service(const gate::Actor& actor, std::string_view kind = "destruction") {
    return must(w.gate.step(actor, subject, w.service(), w.kind(kind)));
  }
  /// The list waits to be made.
  EntryId list_asked(std::string_view up_to = "2026-11-21") {
    record::NewEntry e;
    e.person = subject;
    e.service = w.service();
    e.kind = w.kind("destruction");
    e.values = {{"up-to", up_to}, {"looked-at", "Two of them: nobody comes back"}};
    return must(entries.write(must(w.gate.write(manager, subject, w.service(), e.kind)), e));
  }
  EntryId propose(std::string_view up_to = "2026-11-21") {
    const auto id = list_asked(up_to);
    run(id);
    return id;
  }
  /// Agreed to, and its days are over; the job waits.
  EntryId agreed(std::string_view up_to = "2026-11-21") {
    const auto id = propose(up_to);
    must(take(other, id, "approve"));
    days_go_by(8);
    must(destructions.sweep());
    return id;
  }
  /// Somebody took the hold of a court from the database.
  void hold_taken_away() {
    write(manager, "hold",
          R"({"ground":"court","issuer":"County court","words":"A claim","placed-on":"2026-11-20",
                             "review-on":"2027-11-20"})");
    w.tamper("DELETE FROM hold_flag WHERE org=$1", {w.db->org()});
  }
  void run(EntryId id) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    must(jobs.finish(job->id));
  }
  /// Whoever agrees has looked at the sample.
  Status take(const gate::Actor& actor, EntryId id, std::string_view move, std::string_view why = "") {
    if (move == "approve") must(destructions.looked(of_service(actor), id));
    const auto now = must(entries.entry(of_service(actor), subject, id));
    return entries.move(actor, of_service(actor), subject, id, now.version, move, why).map([](auto) {});
  }
  void days_go_by(int days) { w.clock.set({w.clock.now().ms + days * kDay}); }
  /// Proposed, agreed to, and done when its days are over.
  EntryId destroyed(std::string_view up_to = "2026-11-21") {
    const auto id = agreed(up_to);
    run(id);
    return id;
  }
  std::string outcome(EntryId id) {
    const auto lines = must(destructions.lines(of_service(other), id, 10));
    return lines.empty() ? "not on the list" : lines.front().outcome;
  }
  std::int64_t rows() {
    std::int64_t n = 0;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(n, rows_left(db, w.db->org(), {person}));
      return {};
    }));
    return n;
  }
  std::vector<std::pair<std::string, std::string>> columns() { return store::columns_for_tests(*w.db); }
};

}  // namespace candour::retention
