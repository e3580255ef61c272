#include "record/opt_out_checks.h"

#include <algorithm>
#include <set>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/by_part.h"
#include "charter/opt_out.h"
#include "gate/seals.h"
#include "gate/things.h"
#include "people/values_in.h"
#include "record/opt_out_file.h"
#include "record/opt_out_sets.h"
#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::record {
namespace {

using charter::Duty;

constexpr std::size_t kAtOnce = 512;
constexpr std::int64_t kDayMs = std::int64_t{24} * 60 * 60 * 1000, kFilesAMonth = 9999;
constexpr std::string_view kColumns =
    "SELECT id, purpose, services, made_at, made_by, name, sent, hash, received_at, cleaned, unused, ends "
    "FROM opt_out_check WHERE org=$1 ORDER BY id DESC LIMIT $2";
constexpr int kLately = 200;  // among so many checks a reply is looked for

OptOutCheck check_in(const store::Row& r) {
  OptOutCheck c;
  c.id = r.id<OptOutCheckId>(0);
  c.purpose = r.str(1);
  c.services = r.str(2);
  c.made = {r.i64(3)};
  c.made_by = r.id<StaffId>(4);
  c.name = r.str(5);
  c.sent = r.i64(6);
  c.hash = vault::to_hex(r.blob(7));
  if (!r.null(8)) c.received = UnixMs{r.i64(8)};
  c.cleaned = r.i64(9);
  c.unused = r.i64(10);
  c.ends = {r.i64(11)};
  return c;
}

/// Of a check itself: it touches the data of nobody in particular.
ledger::Entry line_of_check(UnixMs at, ledger::Act act, OptOutCheckId id, std::string note) {
  ledger::Entry e;
  e.at = at;
  e.act = act;
  e.what = gate::thing_code(gate::Thing::OptOutCheck);
  e.thing = id.text();
  e.outcome = "allowed";
  e.note = std::move(note);
  return e;
}

tl::unexpected<Error> wrong_reply(std::string words) {
  return invalid("reply", std::move(words) + " Nothing was taken in.");
}

std::string codes_of(const charter::Charter& c, const std::vector<ServiceIx>& services) {
  std::string out;
  for (const auto s : services) out += (out.empty() ? "" : " ") + c.at(s).code;
  return out;
}

}  // namespace

struct OptOutChecks::Numbers {
  SentNumbers numbers;
  std::size_t people = 0;  // of whom some have none
  std::vector<Pass> passes;
  gate::Look look;
};

Status OptOutChecks::may_send(const gate::Actor& actor, std::string_view purpose,
                              const std::vector<ServiceIx>& services) {
  const auto& c = gate_.charter();
  CHECK_OK(gate_.may(actor, Duty::CheckOptOut, gate::thing_code(gate::Thing::OptOutCheck)));
  if (!charter::may_go_beyond_care(c)) return not_allowed(charter::nothing_beyond_care(c), c.opt_out.clause);
  const auto ix = c.find_purpose(purpose);
  if (!ix || c.at(*ix).beyond_care.empty())
    return invalid("purpose", "Choose for which planning or research it is.");
  if (services.empty()) return invalid("services", "Choose at least one service.");
  for (const auto s : services)
    if (!charter::beyond_care(c, s).has(*ix))
      return invalid("services", c.at(s).name + " uses nothing for “" + c.at(*ix).name + "”.");
  return {};
}

Result<OptOutChecks::Numbers> OptOutChecks::numbers_of(const gate::Actor& actor,
                                                       const std::vector<ServiceIx>& services) {
  const auto& c = gate_.charter();
  const auto profile = *c.find_kind("profile");
  const auto* field = c.at(profile).find_field("nhs-number");
  if (!field) return invalid("services", "This organisation keeps no NHS numbers, so nobody can be checked.");
  Numbers out;
  std::set<PersonId> who;
  for (const auto s : services) {
    ListAsked asked;
    asked.service = s;
    TRY(const auto listed, lists_.find(actor, asked, Duty::CheckOptOut));
    for (const auto& line : listed.lines) who.insert(line.person);
  }
  const std::vector<PersonId> all(who.begin(), who.end());
  out.people = all.size();
  out.look = {ledger::Act::Export, std::string(gate::thing_code(gate::Thing::OptOutCheck)), "", {}};
  out.look.wanted.add(field->category);
  for (std::size_t from = 0; from < all.size(); from += kAtOnce) {
    const std::vector<PersonId> some(
        all.begin() + static_cast<std::ptrdiff_t>(from),
        all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + kAtOnce)));
    TRY(auto reach, gate_.begin_looks(actor, some, out.look));
    TRY(const auto profiles, people_.profiles(reach, some));
    for (const auto& p : profiles)
      if (const auto number = uk::nhs_number(people::text_of(p.values, field->code)))
        out.numbers.emplace_back(*number, p.id);
    out.passes.insert(out.passes.end(), reach.passes.begin(), reach.passes.end());
  }
  std::ranges::sort(out.numbers);  // so that the order says nothing of anybody
  return out;
}

Result<OptOutChecks::Sent> OptOutChecks::send(const gate::Actor& actor, std::string_view purpose,
                                              const std::vector<ServiceIx>& services) {
  CHECK_OK(may_send(actor, purpose, services));
  TRY(const auto numbers, numbers_of(actor, services));
  if (numbers.numbers.size() < kFewest)
    return invalid("services",
                   "Only " + std::to_string(numbers.numbers.size()) + " of " +
                       counted_words(static_cast<std::int64_t>(numbers.people), "person", "people") +
                       " there have a valid NHS number. A file of fewer than " + std::to_string(kFewest) +
                       " would show who opted out: choose more services.");
  if (numbers.numbers.size() > kMost)
    return invalid("services", "More than " + with_commas(static_cast<std::int64_t>(kMost)) +
                                   " people do not go into one file. Take one service at a time.");
  return keep_sent(actor, purpose, services, numbers);
}

Result<OptOutChecks::Sent> OptOutChecks::keep_sent(const gate::Actor& actor, std::string_view purpose,
                                                   const std::vector<ServiceIx>& services,
                                                   const Numbers& numbers) {
  const auto& c = gate_.charter();
  const auto now = clock_.now();
  const auto day = today(now);
  const auto id = OptOutCheckId::make(now.ms);
  std::vector<std::string> lines;
  for (const auto& [number, person] : numbers.numbers)
    if (lines.empty() || lines.back() != number) lines.push_back(number);
  Sent out{{}, opt_out_file(lines)};
  const auto hash = vault::sha256(as_bytes(out.bytes));
  const auto month =
      to_unix({make_date(static_cast<int>(day.year()), static_cast<unsigned>(day.month()), 1), 0, 0});
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    std::int64_t earlier = 0;
    CHECK_OK(txn.each("SELECT count(*) FROM opt_out_check WHERE org=$1 AND made_at>=$2", {c.org(), month->ms},
                      [&](const store::Row& r) { return earlier = r.i64(0), false; }));
    if (earlier >= kFilesAMonth) return invalid("purpose", "There are no more names for files this month.");
    out.name = opt_out_file_name(c.opt_out.mailbox, day, earlier + 1);
    std::vector<ledger::Entry> entries;
    for (const auto& pass : numbers.passes)
      entries.push_back(gate_.entry_for(pass, numbers.look.act, numbers.look.what, id.text(), pass.opened()));
    CHECK_OK(gate_.ledger().append_many(txn, entries).map([](auto) {}));
    CHECK_OK(keep_numbers(txn, vault_, c.org(), id, numbers.numbers));
    return txn
        .run(
            "INSERT INTO opt_out_check (org, id, purpose, services, made_at, made_by, name, sent, hash, "
            "cleaned, unused, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10)",
            {c.org(), id, purpose, codes_of(c, services), now.ms, actor.id, out.name,
             static_cast<std::int64_t>(lines.size()), ByteView(hash), now.ms + c.opt_out.keep_days * kDayMs})
        .map([](auto) {});
  }));
  return out;
}

Result<OptOutCheck> OptOutChecks::waiting_for(store::Session& db, std::string_view file_name) {
  const auto& o = gate_.charter().opt_out;
  std::optional<OptOutCheck> found;
  CHECK_OK(db.each(kColumns, {gate_.charter().org(), kLately}, [&](const store::Row& r) {
    const auto check = check_in(r);
    if (opt_out_reply_name(check.name, o.reply_name) == file_name) found = check;
    return !found;
  }));
  if (!found && file_name.find(o.mailbox) == file_name.npos)
    return wrong_reply("This file is for another mailbox: its name does not hold " + o.mailbox + ".");
  if (!found) return wrong_reply("By its name this is the reply to no file that was made here.");
  if (found->received) return wrong_reply("The reply to this file was taken in already.");
  if (found->ended(clock_.now()))
    return wrong_reply("This reply is too old: its file was made on " + date_words(today(found->made)) +
                       ", and a check may be used for " +
                       counted_words(std::int64_t{o.keep_days}, "day", "days") + ". Make a new file.");
  return *found;
}

Result<std::string> OptOutChecks::receive(const gate::Actor& actor, std::string_view file_name,
                                          std::string_view bytes) {
  const auto& c = gate_.charter();
  CHECK_OK(gate_.may(actor, Duty::CheckOptOut, gate::thing_code(gate::Thing::OptOutCheck)));
  if (!charter::may_go_beyond_care(c)) return not_allowed(charter::nothing_beyond_care(c), c.opt_out.clause);
  std::vector<PersonId> left;
  bool windows_lines = false;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto check, waiting_for(txn, file_name));
    TRY(const auto reply, read_opt_out_reply(bytes));
    windows_lines = reply.windows_lines;
    TRY(const auto sent, numbers_kept(txn, vault_, c.org(), check.id));
    std::set<std::string> known;
    for (const auto& [number, person] : sent) {
      known.insert(number);
      if (std::ranges::binary_search(reply.numbers, number)) left.push_back(person);
    }
    if (!std::ranges::includes(known, reply.numbers))
      return wrong_reply("The file holds numbers that were not sent: it is the reply to something else.");
    CHECK_OK(keep_left(txn, vault_, c.org(), check.id, left));
    CHECK_OK(
        txn.run("UPDATE opt_out_check SET received_at=$3, received_by=$4, cleaned=$5, unused=$6 WHERE "
                "org=$1 AND id=$2",
                {c.org(), check.id, clock_.now().ms, actor.id,
                 static_cast<std::int64_t>(reply.numbers.size()), static_cast<std::int64_t>(left.size())}));
    auto line = line_of_check(clock_.now(), ledger::Act::Import, check.id,
                              "sent " + check.hash + ", left " + std::to_string(reply.numbers.size()));
    line.actor = actor.id;
    return gate_.ledger().append(txn, line).map([](auto) {});
  }));
  return counted_words(static_cast<std::int64_t>(left.size()), "person is", "people are") +
         " left in. Who is not opted out or was not found; that is kept nowhere." +
         (windows_lines
              ? " The file had Windows ends of lines: somebody opened and saved it. It was read all "
                "the same."
              : "");
}

Result<std::vector<OptOutCheck>> OptOutChecks::checks(const gate::Actor& actor, int most) {
  const auto& c = gate_.charter();
  const bool makes = std::ranges::any_of(
      actor.posts, [&](const gate::Post& p) { return c.at(p.role).has(Duty::CheckOptOut); });
  CHECK_OK(gate_.may(actor, makes ? Duty::CheckOptOut : Duty::SeeLedger,
                     gate::thing_code(gate::Thing::OptOutCheck)));
  std::vector<OptOutCheck> out;
  CHECK_OK(db_.read([&](store::Session& db) {
    return db.each(kColumns, {c.org(), most}, [&](const store::Row& r) {
      out.push_back(check_in(r));
      return true;
    });
  }));
  return out;
}

Result<int> OptOutChecks::forget_old() {
  const auto org = gate_.charter().org();
  std::vector<OptOutCheckId> old;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    CHECK_OK(
        db.each("SELECT s.id FROM opt_out_set s JOIN opt_out_check c ON c.org=s.org AND c.id=s.id WHERE "
                "s.org=$1 AND c.ends<=$2",
                {org, clock_.now().ms}, [&](const store::Row& r) {
                  old.push_back(r.id<OptOutCheckId>(0));
                  return true;
                }));
    // A row that somebody put there would destroy the key of something else.
    if (auto* seals = gate_.seals(); seals && !old.empty()) {
      TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
      if (!whole) old.clear();
    }
    return {};
  }));
  for (const auto& id : old) {
    CHECK_OK(vault_.destroy_many({vault::key_of_thing(id.raw)}));
    CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
      CHECK_OK(txn.run("DELETE FROM opt_out_set WHERE org=$1 AND id=$2", {org, id}));
      return gate_.ledger()
          .append(txn, line_of_check(clock_.now(), ledger::Act::Job, id, "destroyed"))
          .map([](auto) {});
    }));
  }
  return static_cast<int>(old.size());
}

}  // namespace candour::record
