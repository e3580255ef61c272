// For tests: the people of a service, to whom something goes at once.
#pragma once

#include "gate/consent_flags.h"
#include "gate/service_subject.h"
#include "letters/letters_for_tests.h"
#include "letters/mailings.h"
#include "paper/plain.h"

namespace candour::letters {

/// A service with two managers, and people of whom one likes email, one has an address alone, one neither.
class Crowd : public Desk {
 protected:
  explicit Crowd(const std::string& code) : Desk(code) {
    reachable(mailed, "email", "mailed@example.org");
    reachable(posted, "letter", "");
  }
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  LetterMail mail{w.gate, *w.db, *w.vault, w.clock};
  Mailings mailings{w.gate,
                    *w.db,
                    *w.vault,
                    entries,
                    w.people,
                    mail,
                    jobs,
                    w.clock,
                    "https://r.example.org/x",
                    std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"};
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};
  gate::Actor other = w.actor(w.hire("supervisor", w.service()));
  PersonId subject = gate::subject_of(*w.charter, w.service());
  PersonId mailed = enrol(), posted = enrol(), unreachable = person;

  void reachable(PersonId who, const std::string& likes, const std::string& email) {
    const auto pass = must(w.gate.write(manager, who, w.service(), w.kind("profile")));
    auto now = must(w.people.profile(pass, who));
    now.values["preferred-contact"] = likes;
    if (!email.empty()) now.values["email"] = email;
    now.values["addresses"] = boost::json::parse(
        R"([{"address":{"lines":["1 Example Street"],"town":"Ipswich","postcode":"IP1 1AA"},"kind":"home"}])");
    must(w.people.change(pass, who, now.version, now.values, false));
  }
  Pass of_service(const gate::Actor& actor) {
    return must(w.gate.step(actor, subject, w.service(), w.kind("mailing")));
  }
  Result<EntryId> draft(std::string_view sort, std::string_view version = "") {
    record::NewEntry e;
    e.person = subject;
    e.service = w.service();
    e.kind = w.kind("mailing");
    e.values = {{"sort", sort}, {"subject", "Open day"}, {"words", "Come and see us."}};
    if (!version.empty()) e.values["version"] = version;
    return entries.write(must(w.gate.write(manager, subject, w.service(), w.kind("mailing"))), e);
  }
  Status take(const gate::Actor& actor, EntryId id, std::string_view move, std::string_view why = "") {
    const auto now = must(entries.entry(of_service(actor), subject, id));
    return entries.move(actor, of_service(actor), subject, id, now.version, move, why).map([](auto) {});
  }
  Mailings::Progress sent(EntryId id) {
    must(take(other, id, "send"));
    return finished(id);
  }
  Mailings::Progress finished(EntryId id) {
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    must(jobs.finish(job->id));
    return *must(mailings.progress(of_service(other), id));
  }
  std::string state(EntryId id) { return must(entries.entry(of_service(other), subject, id)).state; }
  std::vector<LetterMailItem> waiting() { return must(mail.take(100)); }
  std::string printed(EntryId id) {
    const auto e = must(entries.entry(of_service(other), subject, id));
    return paper::plain_text(must(mailings.print(other, of_service(other), e, {})).document);
  }
  static std::string secret_of(const LetterMailItem& item) {
    return item.parcel.stop.substr(item.parcel.stop.rfind('/') + 1);
  }
};
}  // namespace candour::letters
