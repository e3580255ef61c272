#include "record/disputes.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/requests.h"
#include "gate/seals.h"
#include "gate/service_subject.h"
#include "people/disputed_rows.h"
#include "people/limits.h"
#include "people/values_in.h"

namespace candour::record {

namespace ask = charter::request_field;
using people::text_of;

namespace {

constexpr std::string_view kMarksDoNotHold =
    "What is marked as disputed in these details is not what Candour wrote. Nothing of it is shown until "
    "whoever runs it has looked.";

/// What is disputed, as it stands: of which kind, in which record, in which version.
struct Thing {
  Id128 about;
  PersonId record;
  const charter::Kind* kind = nullptr;
  std::int64_t version = 0;
};

Result<Thing> find_thing(store::Session& db, const charter::Charter& c, const Pass& pass, PersonId person,
                         const Id128& about) {
  Thing found;
  if (!pass.covers(person)) return not_found();
  const auto records = pass.records_of(person);
  if (std::ranges::find(records, PersonId{about}) != records.end()) {
    const auto record = pass.stays(person);
    CHECK_OK(db.each(
        "SELECT version FROM person WHERE org=$1 AND id=$2", {c.org(), record}, [&](const store::Row& r) {
          found = {record.raw, record, &c.kinds.front(), r.i64(0)};  // the kind of details stands first
          return false;
        }));
  } else {
    CHECK_OK(db.each("SELECT person, kind, version FROM entry WHERE org=$1 AND id=$2",
                     {c.org(), EntryId{about}}, [&](const store::Row& r) {
                       const auto kind = c.find_kind(r.text(1));
                       if (kind && std::ranges::find(records, r.id<PersonId>(0)) != records.end())
                         found = {about, r.id<PersonId>(0), &c.at(*kind), r.i64(2)};
                       return false;
                     }));
  }
  if (!found.kind) return not_found();
  return found;
}

/// Of what they see themselves alone: nobody marks, or learns of, what is held back from them.
Status sees_it(gate::Gate& gate, store::Db& db, Entries& entries, const gate::Actor& actor,
               const Pass& writes, const SaysWrong& s) {
  Thing thing;
  CHECK_OK(db.read_records([&](store::Session& session) -> Status {
    TRY(thing, find_thing(session, gate.charter(), writes, s.person, s.wrong.about));
    return {};
  }));
  const auto& kind = *thing.kind;
  const EntryId id{thing.about};
  TRY(const auto looks,
      gate.see(actor, s.person, {ledger::Act::View, kind.code, id.text(), kind.categories()}));
  auto seen = looks.may_see();
  if (PersonId{thing.about} != thing.record) {
    TRY(const auto e, entries.entry(looks, s.person, id));
    seen = seen - e.held_back;
  }
  if ((seen & kind.categories()).empty()) return not_found();
  for (const auto& code : s.wrong.fields)
    if (const auto* f = kind.find_field(code); !f || !seen.has(f->category))
      return invalid("fields", "Choose what they say is wrong");
  return {};
}

Result<NewEntry> new_request(const charter::Charter& c, const charter::Kind& kind, const Pass& pass,
                             const SaysWrong& s, UnixMs now) {
  const auto words = clean_text(s.words);
  if (words.empty()) return invalid("words", "Write what they say instead");
  if (auto wrong = too_long(words, people::limits::kWords, "what they say"); !wrong.empty())
    return invalid("words", wrong);
  NewEntry e;
  e.person = pass.stays(s.person);
  e.service = pass.service();
  e.kind = kind.ix;
  e.post_key = s.post_key;
  const auto checked = charter::check_values(kind, c.kind_use(e.service, kind.ix), false,
                                             {{ask::kRight, ask::kCorrection},
                                              {ask::kReceived, iso_date(today(now))},
                                              {"from", "The person themselves"},
                                              {"how", "spoken"},
                                              {"what", words},
                                              {ask::kSays, words}},
                                             now);
  if (!checked.ok()) return invalid("words", checked.problems.front().message);
  e.values = checked.values;
  return e;
}

/// The version of a request to have something put right, that nobody has decided yet.
Result<std::uint32_t> still_waits(Entries& entries, const charter::Kind& kind, const Pass& pass,
                                  const SaysWrong& s) {
  TRY(const auto e, entries.entry(pass, s.person, s.request));
  if (e.kind != kind.ix || text_of(e.values, ask::kRight) != ask::kCorrection)
    return fail(Code::Conflict,
                "This request is about something else: choose one to have something put right.");
  const auto state = std::ranges::find(kind.states, e.state, &charter::State::code);
  if (state != kind.states.end() && state->locked)
    return fail(Code::Conflict, "This request was decided meanwhile: take down a new one.");
  return e.version;
}

/// In the transaction that marks it: nobody took a step of it since it was read.
Status unchanged(store::Txn& txn, const OrgCode& org, EntryId request, std::uint32_t version) {
  bool same = false;
  CHECK_OK(txn.each("SELECT 1 FROM entry WHERE org=$1 AND id=$2 AND version=$3",
                    {org, request, std::int64_t{version}}, [&](const store::Row&) {
                      same = true;
                      return false;
                    }));
  if (same) return {};
  return fail(Code::Conflict, "This request was changed meanwhile: look at it, and try once more.");
}

}  // namespace

const charter::Kind* kind_of_corrections(const charter::Charter& c) {
  const auto at = std::ranges::find_if(c.kinds, &charter::Kind::records_request);
  return at == c.kinds.end() || !charter::find_right(c, ask::kCorrection) ? nullptr : &*at;
}

Result<Disputed> disputed_in(const gate::Gate& gate, store::Db& db, Entries& entries, const Pass& pass,
                             PersonId person, std::optional<Id128> about) {
  if (!pass.covers(person)) return not_found();
  Disputed all;
  const auto records = pass.records_of(person);
  CHECK_OK(db.read_records([&](store::Session& s) -> Status {
    for (const auto& record : records) {
      // The seal of an entry is asked for where it is opened; that of the details is theirs alone.
      if (gate.seals() && (!about || *about == pass.stays(person).raw)) {
        TRY(const bool holds, gate.seals()->hold(s, gate::SealSet::Entry, record.raw));
        if (!holds)
          return fail(Code::Corrupt, std::string(kMarksDoNotHold),
                      "the marks on the details of " + record.text() + " do not fit their seal");
      }
      CHECK_OK(s.each(
          "SELECT entry, request, fields, since, stays FROM disputed WHERE org=$1 AND person=$2 AND ended IS "
          "NULL ORDER BY since, entry, request",
          {gate.charter().org(), record}, [&](const store::Row& r) {
            Dispute d;
            d.about = r.id<EntryId>(0).raw;
            if (std::ranges::find(records, PersonId{d.about}) != records.end())
              d.about = pass.stays(person).raw;
            d.request = r.id<EntryId>(1);
            d.fields = people::disputed_codes(r.text(2));
            d.since = {r.i64(3)};
            d.stays = !r.null(4);
            if (!about || d.about == *about) all.push_back(std::move(d));
            return true;
          }));
    }
    return {};
  }));
  const auto in_requests = pass.may_see() & charter::told_in_requests(gate.charter());
  if (all.empty() || in_requests.empty()) return all;
  std::vector<EntryId> requests;
  for (const auto& d : all)
    if (std::ranges::find(requests, d.request) == requests.end()) requests.push_back(d.request);
  gate::Reachable reach;
  reach.passes.push_back(pass);
  const auto read = entries.listed(reach, requests, in_requests);
  // The mark alone is shown where their words are not for the reader, or cannot be believed.
  if (!read && read.error().code == Code::Unavailable) return tl::unexpected<Error>(read.error());
  for (auto& d : all) {
    if (!read) break;
    const auto e = std::ranges::find(*read, d.request, &Entry::id);
    if (e != read->end() && e->holds) d.words = text_of(e->values, ask::kSays);
  }
  return all;
}

std::vector<const Dispute*> disputes_of(const Disputed& all, const Id128& about) {
  std::vector<const Dispute*> found;
  for (const auto& d : all)
    if (d.about == about) found.push_back(&d);
  return found;
}

const Dispute* dispute_of(const Disputed& all, const Id128& about) {
  const auto found = disputes_of(all, about);
  return found.empty() ? nullptr : found.back();
}

std::string disputed_words(const charter::Kind& kind, const Dispute& d, bool theirs) {
  std::vector<std::string> asked;
  for (const auto& code : d.fields)
    if (const auto* f = kind.find_field(code)) asked.push_back("“" + f->label + "”");
  std::string words = "Disputed: the person says otherwise";
  if (!asked.empty()) words += " about " + listed(asked);
  words += ".";
  if (d.stays) words += " It was looked at, and stays as it is.";
  if (theirs && !d.words.empty()) words += " In their words: " + d.words;
  return words;
}

Status mark_disputed(store::Txn& txn, const gate::Gate& gate, const Pass& pass, PersonId person,
                     EntryId request, const Wrong& wrong, UnixMs now) {
  const auto& c = gate.charter();
  TRY(const auto thing, find_thing(txn, c, pass, person, wrong.about));
  if (thing.about == request.raw) return not_found();
  for (const auto& code : wrong.fields)
    if (!thing.kind->find_field(code)) return invalid("fields", "Choose what they say is wrong");
  auto codes = wrong.fields;
  auto since = now;
  // Said once more with the same request, while it is disputed: both count, from the first day on.
  CHECK_OK(txn.each(
      "SELECT fields, since FROM disputed WHERE org=$1 AND entry=$2 AND request=$3 AND ended IS NULL",
      {c.org(), EntryId{thing.about}, request}, [&](const store::Row& r) {
        const auto before = people::disputed_codes(r.text(0));
        since = {r.i64(1)};
        if (before.empty() || codes.empty()) return codes.clear(), false;  // all of it
        for (const auto& code : before)
          if (std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
        return false;
      }));
  std::string fields;
  for (const auto& code : codes) fields += (fields.empty() ? "" : " ") + code;
  CHECK_OK(txn.run(
      "INSERT INTO disputed (org, entry, request, person, fields, version, since, by_staff) VALUES "
      "($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, entry, request) DO UPDATE SET "
      "fields=excluded.fields, version=excluded.version, since=excluded.since, stays=NULL, ended=NULL",
      {c.org(), EntryId{thing.about}, request, thing.record, fields, thing.version, since.ms, pass.actor()}));
  auto line = gate.entry_for(pass, ledger::Act::Change, thing.kind->code, EntryId{thing.about}.text(), {});
  line.note = "disputed";
  return gate.ledger().append(txn, line).map([](auto) {});
}

Result<EntryId> Disputes::say(const gate::Actor& actor, const SaysWrong& s) {
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  const auto* kind = kind_of_corrections(c);
  if (!kind) return not_found();
  if (gate::service_of_subject(c, s.person)) return not_found();
  TRY(const auto pass, gate_.write_about(actor, s.person, kind->ix));
  CHECK_OK(sees_it(gate_, db_, entries_, actor, pass, s));
  auto request = s.request;
  NewEntry e;
  std::uint32_t waits = 0;
  if (request.is_nil()) {
    TRY(e, new_request(c, *kind, pass, s, now));
  } else {
    TRY(waits, still_waits(entries_, *kind, pass, s));
  }
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    if (s.request.is_nil()) {
      TRY(request, entries_.write(txn, pass, e, now));
    } else {
      CHECK_OK(unchanged(txn, c.org(), request, waits));
    }
    return mark_disputed(txn, gate_, pass, s.person, request, s.wrong, now);
  }));
  return request;
}

Status settle_disputed(store::Txn& txn, const OrgCode& org, EntryId request, std::string_view right,
                       std::string_view state, UnixMs now) {
  struct Marked {
    EntryId about;
    std::int64_t version = 0;
  };
  std::vector<Marked> all;
  CHECK_OK(txn.each("SELECT entry, version FROM disputed WHERE org=$1 AND request=$2 AND ended IS NULL",
                    {org, request}, [&](const store::Row& r) {
                      all.push_back({r.id<EntryId>(0), r.i64(1)});
                      return true;
                    }));
  // Where the right is not seen, or nothing was decided, nothing follows.
  if (all.empty() || right.empty()) return {};
  if (right != ask::kCorrection || state == ask::kTakenBack)
    return txn
        .run("UPDATE disputed SET ended=$3 WHERE org=$1 AND request=$2 AND ended IS NULL",
             {org, request, now.ms})
        .map([](auto) {});
  if (state != ask::kAnswered && state != ask::kRefused) return {};
  // Only what these marks name counts, and no other request: each is answered for itself.
  for (const auto& m : all) {
    if (state == ask::kAnswered && m.version == people::kPutRight)
      CHECK_OK(
          txn.run("UPDATE disputed SET ended=$4 WHERE org=$1 AND entry=$2 AND request=$3 AND ended IS NULL",
                  {org, m.about, request, now.ms}));
    else
      CHECK_OK(
          txn.run("UPDATE disputed SET stays=$4 WHERE org=$1 AND entry=$2 AND request=$3 AND stays IS NULL",
                  {org, m.about, request, now.ms}));
  }
  return {};
}

}  // namespace candour::record
