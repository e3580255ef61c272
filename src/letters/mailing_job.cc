// Sending something to everybody of a service: a few people in each slice, by the id after the last.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/consent_terms.h"
#include "gate/facts.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "letters/mailing_parts.h"
#include "letters/writing.h"
#include "people/values_in.h"
#include "store/accounted.h"
#include "vault/passwords.h"

namespace candour::letters {

namespace field = charter::mailing_field;
using people::text_of;

Result<std::vector<ServiceIx>> services_to_tell(store::Session& db, const charter::Charter& c,
                                                std::string_view version) {
  std::vector<std::string> told;
  CHECK_OK(db.each(
      "SELECT DISTINCT service FROM mailing WHERE org=$1 AND version=$2 AND done IS NOT NULL AND stopped IS NULL",
      {c.org(), std::string(version)}, [&](const store::Row& r) { return told.push_back(r.str(0)), true; }));
  std::vector<ServiceIx> left;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto service = static_cast<ServiceIx>(i);
    const auto& code = c.at(service).code;
    if (!charter::may_send(c, field::kNotice, service).purpose || std::ranges::find(told, code) != told.end())
      continue;
    bool any = false;
    CHECK_OK(db.each("SELECT 1 FROM enrolment WHERE org=$1 AND service=$2 AND ended IS NULL LIMIT 1",
                     {c.org(), code}, [&](const store::Row&) { return any = true, false; }));
    if (any) left.push_back(service);
  }
  return left;
}

gate::Look look_to_send(const charter::Charter& c, EntryId mailing, PurposeIx purpose) {
  gate::Look look;
  look.what = gate::thing_code(gate::Thing::Mailing);
  look.thing = mailing.text();
  look.wanted = {};
  for (const auto* code : {"identity", "contact"})
    if (const auto ix = c.find_category(code)) look.wanted.add(*ix);
  look.purpose = purpose;
  return look;
}

Result<Written> written(const charter::Charter& c, const record::Entry& mailing, Date today,
                        const std::string& links) {
  auto terms = charter::may_send(c, text_of(mailing.values, field::kSort), mailing.service);
  if (!terms.purpose) return not_found();
  const bool is_notice = text_of(mailing.values, field::kSort) == field::kNotice;
  return Written{c,
                 mailing.service,
                 std::move(terms),
                 text_of(mailing.values, field::kSubject),
                 text_of(mailing.values, field::kWords),
                 today,
                 is_notice ? text_of(mailing.values, field::kVersion) : "",
                 {},
                 links.empty() ? "" : links + "/notice"};
}

Result<std::optional<std::vector<std::string>>> kept_changes(store::Session& db, const OrgCode& org,
                                                             EntryId mailing) {
  std::optional<std::vector<std::string>> out;
  CHECK_OK(db.each("SELECT changes FROM mailing WHERE org=$1 AND entry=$2", {org, mailing},
                   [&](const store::Row& r) {
                     if (r.null(0)) return false;
                     out.emplace();
                     std::string_view rest = r.text(0);
                     while (!rest.empty()) {
                       const auto end = std::min(rest.find('\n'), rest.size());
                       out->emplace_back(rest.substr(0, end));
                       rest.remove_prefix(std::min(end + 1, rest.size()));
                     }
                     return false;
                   }));
  return out;
}

bool Written::through_others(const people::Profile& to) const {
  const auto born = to.birth_date();
  return born && age_on(*born, today) <
                     charter::consent_terms(c, service, charter::agreed_to(c.at(*terms.purpose))).from_age;
}

namespace {

std::string from_whom(const Written& w) {
  return w.c.organisation.name + ", " + w.c.at(w.service).name;
}

/// Whom somebody tells who wants no more of it, and what then goes on.
std::string how_to_stop(const Written& w) {
  if (!w.terms.may_be_stopped) return "We have to tell you this.";
  const auto* who = w.terms.only_after_yes ? w.c.contact("marketing") : nullptr;
  if (!who) who = w.c.contact("data-protection");
  std::string words = "You do not want this any more? Tell the staff of your service";
  for (const auto* reach : who ? std::vector{&who->email, &who->phone} : std::vector<const std::string*>{})
    if (!reach->empty()) words += ", or " + *reach;
  return words + ". What we must tell you about your service still comes.";
}

std::string changes_heading(const Written& w) {
  return "What is different in version " + w.version + " of our privacy notice";
}

std::string where_whole(const Written& w) {
  return w.notice_at.empty() ? "Ask us for the whole notice, on paper or read out to you."
                             : "The whole notice: " + w.notice_at;
}

/// The charter's own sentences, which name nobody.
std::string changes_text(const Written& w) {
  if (w.version.empty()) return {};
  std::string text;
  if (!w.changes.empty()) text = changes_heading(w) + ":\n\n";
  for (const auto& change : w.changes) text += "- " + change + "\n";
  return text + (w.changes.empty() ? "" : "\n") + where_whole(w) + "\n\n";
}

std::string why_them(const Written& w) {
  return "You get this because you have this service" +
         std::string(w.terms.only_after_yes ? " and said yes to it" : "") + charter::by_part(w.terms.clause) +
         ".";
}

}  // namespace

/// Mail that many servers may read on its way says nothing of anybody (decision 38): neither who they are nor
/// that they have a service.
std::string Written::mail_text(const std::string& stop) const {
  const std::string why = "This address is on our list for what we send" +
                          std::string(terms.only_after_yes ? " to those who said yes to it" : "") +
                          charter::by_part(terms.clause) + ".";
  std::string text =
      "Hello,\n\n" + words + "\n\n" + changes_text(*this) + c.organisation.name + "\n\n" + why + "\n";
  if (stop.empty()) return text + how_to_stop(*this) + "\n";
  return text + "To stop it, open this page and press the button:\n" + stop +
         "\nWhat we must tell you about your service still comes.\n";
}

void Written::letter(const people::Profile& to, std::vector<paper::Block>& blocks) const {
  blocks.emplace_back(paper::NewPage{});
  const auto name = through_others(to) ? "The parent or guardian of " + to.name() : to.name();
  blocks.emplace_back(paper::KeyFacts{
      {{"To", lines_of(name + "\n" + postal_address(c, to, today))}, {"Date", long_date(today)}}});
  blocks.emplace_back(paper::Heading{2, subject, {}});
  paper::Document body;
  body.words(words);
  for (auto& b : body.blocks) blocks.push_back(std::move(b));
  if (!changes.empty()) {
    blocks.emplace_back(paper::Heading{3, changes_heading(*this), {}});
    paper::List list;
    for (const auto& change : changes) list.items.emplace_back(change);
    blocks.emplace_back(std::move(list));
  }
  if (!version.empty()) blocks.emplace_back(paper::Paragraph{paper::Text(where_whole(*this)), false});
  blocks.emplace_back(paper::Paragraph{paper::Text(from_whom(*this)), false});
  blocks.emplace_back(paper::Paragraph{paper::Text(why_them(*this) + " " + how_to_stop(*this)), false});
}

struct Mailings::Sending::Some {
  std::vector<PersonId> ids;
  gate::Reachable reach;
  std::vector<people::Profile> profiles;
};

Status Mailings::Sending::step(jobs::Slice& slice) {
  const auto& c = r_.gate.charter();
  const EntryId id{slice.job().about};
  std::string service_code;
  CHECK_OK(r_.db.read_records([&](store::Session& db) {
    return db.each("SELECT service FROM mailing WHERE org=$1 AND entry=$2", {r_.db.org(), id},
                   [&](const store::Row& r) { return service_code = r.str(0), false; });
  }));
  const auto service = c.find_service(service_code);
  if (!service) return fail(Code::Invalid, "There is nothing to send here.");
  const auto subject = gate::subject_of(c, *service);
  TRY(const auto place, r_.entries.place(subject, id));
  TRY(const auto pass, r_.gate.step(slice.actor(), subject, *service, place.kind));
  TRY(const auto mailing, r_.entries.entry(pass, subject, id));
  auto what = written(c, mailing, today(r_.clock.now()), r_.links);
  TRY(const bool over, stop_if_over(pass, mailing));
  if (over || mailing.state != field::kSending || !what) {
    return r_.db.write(
        [&](store::Txn& txn) -> Status { return slice.finish(txn, slice.job().done, "stopped"); });
  }
  CHECK_OK(find_changes(*what, id));
  Some some;
  const auto after = PersonId::parse(slice.job().cursor).value_or(PersonId{});
  CHECK_OK(r_.db.read([&](store::Session& db) {
    return db.each(
        "SELECT DISTINCT e.person " + std::string(kInService) + " AND e.person>$3 ORDER BY e.person LIMIT $4",
        {r_.db.org(), service_code, after, std::int64_t{kAtOnce}},
        [&](const store::Row& r) { return some.ids.push_back(r.id<PersonId>(0)), true; });
  }));
  if (some.ids.empty()) return finish(slice, pass, mailing);
  TRY(some.reach, r_.gate.begin_looks(slice.actor(), some.ids, look_to_send(c, id, *what->terms.purpose)));
  TRY(some.profiles, r_.people.profiles(some.reach, some.ids));
  return send(slice, *what, some);
}

/// What the version changed is looked up once, and then everybody reads the same.
Status Mailings::Sending::find_changes(Written& what, EntryId mailing) {
  if (what.version.empty()) return {};
  std::optional<std::vector<std::string>> kept;
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(kept, kept_changes(db, r_.db.org(), mailing));
    return {};
  }));
  if (kept) {
    what.changes = std::move(*kept);
    return {};
  }
  TRY(what.changes, notice_changes(r_.db, r_.gate.charter(), what.version, r_.catalogue));
  std::string lines;
  for (const auto& change : what.changes) lines += (lines.empty() ? "" : "\n") + change;
  return r_.db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("what the version changed; that it is sent has its line");
    return txn.run("UPDATE mailing SET changes=$3 WHERE org=$1 AND entry=$2", {r_.db.org(), mailing, lines})
        .map([](auto) {});
  });
}

/// Whether a story or picture in it may not be shown any more: then it is stopped.
Result<bool> Mailings::Sending::stop_if_over(const Pass& pass, const record::Entry& mailing) {
  if (mailing.state != field::kSending) return false;
  record::OverIn shown;
  const auto now = r_.clock.now();
  CHECK_OK(r_.db.read([&](store::Session& db) -> Status {
    TRY(shown, record::over_in(db, r_.gate, mailing.id, now));
    return {};
  }));
  if (shown.why == record::UseOver::No) return false;
  CHECK_OK(r_.db.write([&](store::Txn& txn) -> Status {
    store::no_entry_needed("why it stops; that it does has its line");
    return record::end_use(txn, r_.gate, mailing.id, shown, now);
  }));
  CHECK_OK(r_.entries.end_by_engine(pass, mailing.person, mailing.id, field::kStopped));
  return true;
}

Status Mailings::Sending::send(jobs::Slice& slice, const Written& what, const Some& some) {
  const EntryId id{slice.job().about};
  return r_.db.write([&](store::Txn& txn) -> Status {
    slice.begin();
    std::vector<ledger::Entry> lines;
    for (const auto& pass : some.reach.passes)
      lines.push_back(r_.gate.entry_for(pass, ledger::Act::View, gate::thing_code(gate::Thing::Mailing),
                                        id.text(), pass.may_see()));
    if (!lines.empty()) CHECK_OK(r_.gate.ledger().append_many(txn, lines).map([](auto) {}));
    for (const auto& to : some.profiles) CHECK_OK(to_one(txn, some.reach, what, id, to));
    return slice.save(txn, some.ids.back().text(),
                      slice.job().done + static_cast<std::int64_t>(some.ids.size()));
  });
}

Status Mailings::Sending::to_one(store::Txn& txn, const gate::Reachable& reach, const Written& what,
                                 EntryId mailing, const people::Profile& to) {
  const auto* pass = reach.pass_for(to.id);
  if (!pass) return {};
  // They may have said no since they were looked up.
  TRY(const bool lets,
      gate::still_lets(txn, what.c, r_.gate.seals(), to.id, *what.terms.purpose, r_.clock.now()));
  if (!lets) return {};
  if (!what.version.empty()) {
    TRY(const bool told, told_already(txn, r_.db.org(), what.version, to.id, mailing));
    if (told) return {};
  }
  const auto email = text_of(to.values, "email");
  const bool reached_by_post = what.terms.by_post && !postal_address(what.c, to, what.today).empty();
  const bool likes_mail = text_of(to.values, "preferred-contact") == "email" || !reached_by_post;
  const bool by_mail =
      what.terms.by_mail && !email.empty() && likes_mail && !r_.links.empty() && !what.through_others(to);
  const auto way = by_mail ? kByMail : reached_by_post ? kByPost : kNoWay;
  const auto secret = vault::random_token(32);
  const bool stops = by_mail && what.terms.may_be_stopped;
  const auto token = vault::token_hash(secret);
  TRY(const auto rows,
      txn.run(
          "INSERT INTO mailing_to (org, entry, person, way, purpose, at, token) VALUES ($1, $2, $3, $4, $5, $6, "
          "$7) ON CONFLICT (org, entry, person) DO NOTHING",
          {r_.db.org(), mailing, to.id, std::string(way), what.c.at(*what.terms.purpose).code,
           r_.clock.now().ms, stops ? store::Param(ByteView(token)) : store::Param()}));
  if (!by_mail || rows == 0) return {};
  const auto stop = stops ? r_.links + "/stop/" + secret : std::string();
  return r_.mail.queue(txn, *pass, to.id, mailing,
                       {.to = email,
                        .subject = what.subject,
                        .text = what.mail_text(stop),
                        .stop = stop,
                        .purpose = what.terms.purpose,
                        .open = true});
}

/// Where nothing is left to print it is sent; else somebody says when the letters are in the post.
Status Mailings::Sending::finish(jobs::Slice& slice, const Pass& pass, const record::Entry& mailing) {
  bool letters = false;
  CHECK_OK(r_.db.write([&](store::Txn& txn) -> Status {
    CHECK_OK(txn.run("UPDATE mailing SET done=$3 WHERE org=$1 AND entry=$2",
                     {r_.db.org(), mailing.id, r_.clock.now().ms}));
    CHECK_OK(txn.each("SELECT 1 FROM mailing_to WHERE org=$1 AND entry=$2 AND way=$3 LIMIT 1",
                      {r_.db.org(), mailing.id, std::string(kByPost)},
                      [&](const store::Row&) { return letters = true, false; }));
    return slice.finish(txn, slice.job().done);
  }));
  if (letters) return {};
  const auto& kind = r_.gate.charter().at(mailing.kind);
  for (const auto& move : kind.moves)
    if (move.to == field::kSent)
      return r_.entries.move(slice.actor(), pass, mailing.person, mailing.id, mailing.version, move.code, {})
          .map([](auto) {});
  return {};
}

Result<Mailings::Printed> Mailings::print(const gate::Actor& actor, const Pass& pass,
                                          const record::Entry& mailing, std::optional<PersonId> after) {
  const auto& c = gate_.charter();
  if (!pass.covers(mailing.person) || mailing.state != field::kSending) return not_found();
  TRY(auto what, written(c, mailing, today(clock_.now()), links_));
  std::vector<PersonId> ids;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(auto changes, kept_changes(db, db_.org(), mailing.id));
    if (!what.version.empty()) what.changes = std::move(changes).value_or(std::vector<std::string>{});
    return db.each(
        "SELECT person FROM mailing_to WHERE org=$1 AND entry=$2 AND way=$3 AND person>$4 ORDER BY person "
        "LIMIT $5",
        {db_.org(), mailing.id, std::string(kByPost), after.value_or(PersonId{}),
         static_cast<std::int64_t>(kLettersAtOnce)},
        [&](const store::Row& r) { return ids.push_back(r.id<PersonId>(0)), true; });
  }));
  auto look = look_to_send(c, mailing.id, *what.terms.purpose);
  look.act = ledger::Act::Print;
  TRY(const auto reach, gate_.see_many(actor, ids, look));
  TRY(const auto profiles, people_.profiles(reach, ids));
  Printed out;
  auto& d = out.document;
  std::int64_t letters = 0;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    for (const auto& to : profiles) {
      TRY(const bool lets, gate::still_lets(db, c, gate_.seals(), to.id, *what.terms.purpose, clock_.now()));
      if (lets && !postal_address(c, to, what.today).empty()) what.letter(to, d.blocks), ++letters;
    }
    return {};
  }));
  d.title = "Letters to post: " + what.subject;
  d.subtitle = from_whom(what);
  d.running_head = c.organisation.name;
  d.printed_on = iso_date(what.today);
  const auto sheet = letters == 1 ? std::string("1 letter, on a sheet of its own.")
                                  : with_commas(letters) + " letters, each on a sheet of its own.";
  d.blocks.insert(d.blocks.begin(), paper::Paragraph{paper::Text(sheet + " Keep this sheet."), false});
  if (ids.size() == kLettersAtOnce) out.next = ids.back();
  return out;
}

}  // namespace candour::letters
