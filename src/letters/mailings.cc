#include "letters/mailings.h"

#include "charter/by_part.h"
#include "gate/consent_flags.h"
#include "gate/service_subject.h"
#include "gate/tasks.h"
#include "letters/mailing_parts.h"
#include "people/secret_links.h"
#include "people/values_in.h"
#include "vault/passwords.h"

namespace candour::letters {

namespace field = charter::mailing_field;
using people::text_of;

namespace {

Result<std::int64_t> count(store::Session& db, const std::string& sql,
                           const std::vector<store::Param>& with) {
  std::int64_t n = 0;
  CHECK_OK(db.each(sql, with, [&](const store::Row& r) { return n = r.i64(0), false; }));
  return n;
}

}  // namespace

Mailings::Mailings(gate::Gate& gate, store::Db& db, vault::Vault& vault, record::Entries& entries,
                   people::People& people, LetterMail& mail, jobs::Jobs& jobs, const Clock& clock,
                   std::string links, std::string catalogue)
    : gate_(gate),
      db_(db),
      vault_(vault),
      entries_(entries),
      people_(people),
      mail_(mail),
      jobs_(jobs),
      clock_(clock),
      links_(std::move(links)),
      catalogue_(std::move(catalogue)) {
  entries_.on_mailing(
      [this](store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id, const charter::Values& values,
             std::string_view state) { return moved(txn, pass, service, id, values, state); });
  jobs_.add(std::make_unique<Sending>(
      MailingRooms{gate_, db_, entries_, people_, mail_, clock_, links_, catalogue_}));
  jobs_.add_sweep([this] { return pictures_.sweep(); });
  jobs_.add_sweep([this] { return halt_stopped(); });
}

Mailings::~Mailings() {
  entries_.on_mailing({});
}

Result<Mailings::Audience> Mailings::audience(std::string_view sort, ServiceIx service) const {
  const auto& c = gate_.charter();
  const auto terms = charter::may_send(c, sort, service);
  Audience out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    std::vector<store::Param> with{db_.org(), c.at(service).code};
    const auto all = "SELECT COUNT(DISTINCT e.person) " + std::string(kInService);
    TRY(out.people, count(db, all, with));
    if (!terms.purpose) return {};
    with.emplace_back(c.at(*terms.purpose).code);
    std::string may =
        all +
        " AND p.restricted=0 AND NOT EXISTS (SELECT 1 FROM objection_flag o WHERE o.org=e.org AND "
        "o.person=e.person AND o.purpose=$3 AND o.withdrawn_at IS NULL)";
    if (terms.only_after_yes) {
      may +=
          " AND EXISTS (SELECT 1 FROM consent_flag f WHERE f.org=e.org AND f.person=e.person AND f.purpose=$3 AND "
          "f.withdrawn_at IS NULL AND (f.until IS NULL OR f.until>$4))";
      with.emplace_back(clock_.now().ms);
    }
    TRY(out.may_get, count(db, may, with));
    return {};
  }));
  return out;
}

Status Mailings::moved(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                       const charter::Values& values, std::string_view state) {
  const auto& c = gate_.charter();
  if (state == field::kReady) {
    const auto terms = charter::may_send(c, text_of(values, field::kSort), service);
    return terms.purpose ? Status{} : Status(invalid(std::string(field::kSort), terms.why_not));
  }
  if (state == field::kSending) return begins(txn, pass, service, id, values);
  if (state == field::kHalted) return {};
  if (state == field::kStopped)
    return txn
        .run("UPDATE mailing SET stopped=$3 WHERE org=$1 AND entry=$2", {db_.org(), id, clock_.now().ms})
        .map([](auto) {});
  // Whoever says that all is in the post must not say so while addresses are still looked up.
  TRY(const auto waiting,
      count(txn, "SELECT COUNT(*) FROM mailing WHERE org=$1 AND entry=$2 AND done IS NULL", {db_.org(), id}));
  if (waiting > 0)
    return fail(Code::Conflict,
                "It is still being sent: wait until everybody was looked up, and print the letters.");
  if (state == field::kSent)
    CHECK_OK(
        txn.run("UPDATE mailing SET posted=$3 WHERE org=$1 AND entry=$2", {db_.org(), id, clock_.now().ms}));
  std::string version;
  CHECK_OK(txn.each("SELECT version FROM mailing WHERE org=$1 AND entry=$2", {db_.org(), id},
                    [&](const store::Row& r) { return version = r.str(0), false; }));
  TRY(const auto left, services_to_tell(txn, c, version));
  return left.empty() && !version.empty()
             ? gate::close_tasks(txn, db_.org(), gate::kTellOfNotice, version, clock_.now())
             : Status{};
}

Status Mailings::begins(store::Txn& txn, const Pass& pass, ServiceIx service, EntryId id,
                        const charter::Values& values) {
  const auto& c = gate_.charter();
  const auto sort = text_of(values, field::kSort);
  const auto terms = charter::may_send(c, sort, service);
  if (!terms.purpose) return fail(Code::Conflict, terms.why_not);
  TRY(const auto shown, record::over_in(txn, gate_, id, clock_.now()));
  if (shown.why != record::UseOver::No)
    return fail(Code::Conflict, "A story or picture in it may not be shown: " +
                                    std::string(record::use_over_words(record::use_over_code(shown.why))) +
                                    charter::by_part(c.at(service).clause) +
                                    ". Stop it, and write a new one without it.");
  TRY(const auto begun,
      count(txn, "SELECT COUNT(*) FROM mailing WHERE org=$1 AND entry=$2", {db_.org(), id}));
  if (begun > 0) return goes_on(txn, pass, id);
  TRY(const auto people, count(txn, "SELECT COUNT(DISTINCT e.person) " + std::string(kInService),
                               {db_.org(), c.at(service).code}));
  CHECK_OK(txn.run(
      "INSERT INTO mailing (org, entry, service, sort, version, started, people) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7)",
      {db_.org(), id, c.at(service).code, sort,
       sort == field::kNotice ? text_of(values, field::kVersion) : "", clock_.now().ms, people}));
  return jobs_.start(txn, pass.actor(), Sending::kCode, id.raw, people).map([](auto) {});
}

/// One that came to a halt, in the name of whoever sends it on. From the beginning: who has it already gets
/// nothing twice (mailing_to), and how far the old job says that it was, nobody vouches for.
Status Mailings::goes_on(store::Txn& txn, const Pass& pass, EntryId id) {
  TRY(const auto job, jobs_.about(txn, id.raw));
  TRY(const auto open,
      count(txn,
            "SELECT COUNT(*) FROM mailing WHERE org=$1 AND entry=$2 AND done IS NULL AND stopped IS NULL",
            {db_.org(), id}));
  if (open == 0 || !job || job->state != jobs::JobState::Stopped)
    return fail(Code::Conflict, "It was looked at and goes as it stands. Stop it, and write a new one.");
  return jobs_.start(txn, pass.actor(), Sending::kCode, id.raw, job->total).map([](auto) {});
}

/// Those whose job stopped: whoever sent it has left or may not any more, or it could not go on.
Status Mailings::halt_stopped() {
  const auto& c = gate_.charter();
  std::vector<std::pair<EntryId, ServiceIx>> all;
  CHECK_OK(db_.read([&](store::Session& db) {
    return db.each(
        "SELECT m.entry, m.service FROM mailing m JOIN job j ON j.org=m.org AND j.about=m.entry WHERE m.org=$1 "
        "AND m.done IS NULL AND m.stopped IS NULL AND j.kind=$2 AND j.state='stopped' AND NOT EXISTS (SELECT 1 "
        "FROM job n WHERE n.org=j.org AND n.about=j.about AND n.id>j.id)",
        {db_.org(), std::string(Sending::kCode)}, [&](const store::Row& r) {
          if (const auto service = c.find_service(r.text(1))) all.emplace_back(r.id<EntryId>(0), *service);
          return true;
        });
  }));
  for (const auto& [id, service] : all) {
    const auto subject = gate::subject_of(c, service);
    const auto place = entries_.place(subject, id);
    if (!place || place->state != field::kSending) continue;
    // One that nobody can halt (its seal does not hold, which is told) keeps no other from being halted.
    const auto halted =
        entries_.end_by_engine(gate_.in_nobodys_name(subject, service), subject, id, field::kHalted);
    if (!halted && halted.error().code == Code::Unavailable) return halted;
  }
  return {};
}

Result<std::optional<Mailings::Progress>> Mailings::progress(const Pass& pass, EntryId mailing) const {
  std::optional<Progress> out;
  if (pass.may_see().empty()) return out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    CHECK_OK(db.each("SELECT people, done FROM mailing WHERE org=$1 AND entry=$2", {db_.org(), mailing},
                     [&](const store::Row& r) {
                       out.emplace();
                       out->people = r.i64(0);
                       out->done = !r.null(1);
                       return false;
                     }));
    if (!out) return {};
    return db.each(
        "SELECT t.way, COUNT(*), COUNT(t.said_no), COUNT(m.sent), COUNT(m.given_up), COUNT(m.bounced) FROM mailing_to t LEFT JOIN "
        "letter_mail m ON m.org=t.org AND m.entry=t.entry AND m.person=t.person WHERE t.org=$1 AND t.entry=$2 "
        "GROUP BY t.way",
        {db_.org(), mailing}, [&](const store::Row& r) {
          (r.text(0) == kByMail   ? out->by_mail
           : r.text(0) == kByPost ? out->by_post
                                  : out->no_address) = r.i64(1);
          out->said_no += r.i64(2);
          out->mailed += r.i64(3);
          out->given_up += r.i64(4);
          out->came_back += r.i64(5);
          return true;
        });
  }));
  return out;
}

struct Mailings::Found {
  PersonId person;
  EntryId mailing;
  PurposeIx purpose{};
  bool already = false;
};

Result<Mailings::Found> Mailings::find(std::string_view secret, std::string_view from) {
  return people::behind_secret<Found>(
      db_, vault_, clock_.now(), "mailing-link", from, secret,
      [&](store::Session& db, ByteView hash) -> Result<std::optional<Found>> {
        std::optional<Found> found;
        CHECK_OK(db.each("SELECT person, entry, purpose, said_no FROM mailing_to WHERE org=$1 AND token=$2",
                         {db_.org(), hash}, [&](const store::Row& r) {
                           if (const auto purpose = gate_.charter().find_purpose(r.text(2)))
                             found = Found{r.id<PersonId>(0), r.id<EntryId>(1), *purpose, !r.null(3)};
                           return false;
                         }));
        return found;
      });
}

Result<Mailings::Link> Mailings::link(std::string_view secret, std::string_view from) {
  TRY(const auto found, find(secret, from));
  return Link{gate_.charter().at(found.purpose).name, found.already};
}

Result<Mailings::Link> Mailings::say_no(std::string_view secret, std::string_view from) {
  TRY(const auto found, find(secret, from));
  const auto& purpose = gate_.charter().at(found.purpose);
  TRY(const auto pass, gate_.from_themselves(found.person, found.purpose));
  gate::ConsentFlags flags(gate_, db_, clock_);
  const auto no = purpose.needs_consent() ? entries_.take_back_consent(pass, found.person, purpose.code)
                                          : flags.record_objection(pass, found.person, found.purpose);
  // Somebody else may have written it down before, or they press twice.
  if (!no && no.error().code != Code::NotFound && no.error().code != Code::Conflict)
    return tl::unexpected<Error>(no.error());
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    return txn
        .run("UPDATE mailing_to SET said_no=$4 WHERE org=$1 AND entry=$2 AND person=$3 AND said_no IS NULL",
             {db_.org(), found.mailing, found.person, clock_.now().ms})
        .map([](auto) {});
  }));
  return Link{purpose.name, found.already};
}

/// Whether those who answer for the notice are to hear of the version in force, and have not.
Result<bool> Mailings::to_remind(store::Session& db) const {
  const auto& c = gate_.charter();
  TRY(const auto versions, count(db, "SELECT COUNT(*) FROM charter_version WHERE org=$1", {db_.org()}));
  TRY(const auto reminded, count(db, "SELECT COUNT(*) FROM task WHERE org=$1 AND kind=$2 AND about_thing=$3",
                                 {db_.org(), std::string(gate::kTellOfNotice), c.version.number}));
  if (versions < 2 || reminded > 0) return false;
  TRY(const auto left, services_to_tell(db, c, c.version.number));
  return !left.empty();
}

Status Mailings::remind() const {
  const auto& c = gate_.charter();
  if (!c.version.major) return {};
  bool due = false;
  // At each start: nothing is written unless there is something to say.
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(due, to_remind(db));
    return {};
  }));
  if (!due) return {};
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const bool still, to_remind(txn));
    if (!still) return {};
    gate::Task task;
    task.kind = gate::kTellOfNotice;
    task.about_thing = c.version.number;
    task.created = clock_.now();
    for (const auto duty : {charter::Duty::SeeLedger, charter::Duty::ManageStaff}) {
      TRY(const int told, gate::tell_those_with(txn, c, duty, task));
      if (told > 0) break;
    }
    ledger::Entry e;
    e.at = clock_.now();
    e.act = ledger::Act::Job;
    e.what = gate::kTellOfNotice;
    e.thing = c.version.number;
    e.outcome = "reminded";
    return gate_.ledger().append(txn, e).map([](auto) {});
  });
}

Result<std::vector<ServiceIx>> Mailings::to_be_told(std::string_view version) const {
  std::vector<ServiceIx> left;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    TRY(left, services_to_tell(db, gate_.charter(), version));
    return {};
  }));
  return left;
}

}  // namespace candour::letters
