// Somebody who is known already and stands in the list: what bringing them up to date would change, who may
// do it, and doing it: their details, a referral where they are not with the service yet, and their family.
// Details are changed in a transaction of their own (People::change); what is saved before and after it lets
// a server that takes over see how far it came.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "base/text.h"
#include "exchange/import_keep_parts.h"

namespace candour::exchange {

using charter::Duty;
using charter::Values;

namespace {

namespace json = boost::json;

/// A row may leave out the birth date of somebody who is known.
RowRead born_as_known(RowRead read, const Values& known) {
  if (const auto* born = known.if_contains("birth-date"); born && !read.values.contains("birth-date"))
    read.values["birth-date"] = *born;
  return read;
}

bool current(const json::value& address_row) {
  const auto* row = address_row.if_object();
  const auto* kind = row ? row->if_contains("kind") : nullptr;
  return !kind || *kind == json::value("home");
}

}  // namespace

Values merged(Values known, const Values& list) {
  for (const auto& [field, value] : list) {
    const auto* fresh = value.if_array();
    auto* old = known.if_contains(field);
    auto* rows = old ? old->if_array() : nullptr;
    if (!fresh || !rows) {
      known[field] = value;
      continue;
    }
    const std::string_view by = field == "addresses" ? "address" : field == "phones" ? "number" : "";
    for (const auto& one : *fresh) {
      const auto same = [&](const json::value& x) {
        if (by.empty() || !x.is_object() || !one.is_object()) return x == one;
        const auto *a = x.get_object().if_contains(by), *b = one.get_object().if_contains(by);
        return a && b && *a == *b;
      };
      if (std::any_of(rows->begin(), rows->end(), same)) continue;
      if (by == "address") {
        json::array next = {one};
        for (const auto& x : *rows)
          if (!current(x)) next.push_back(x);
        *rows = std::move(next);
      } else if (rows->size() < static_cast<std::size_t>(charter::kGroupRows)) {
        rows->push_back(one);
      }
    }
  }
  return known;
}

std::vector<FieldChange> changes_of(const charter::Charter& c, const Values& known, const Values& list,
                                    CategorySet may_write) {
  std::vector<FieldChange> out;
  const auto after = merged(known, list);
  for (const auto& f : profile_kind(c).fields) {
    const auto *now = known.if_contains(f.code), *then = after.if_contains(f.code);
    if (!then || !may_write.has(f.category) || (now && *now == *then)) continue;
    out.push_back({f.label, now ? charter::show(f, *now) : std::string(), charter::show(f, *then)});
  }
  return out;
}

bool about_one(const Error& e) {
  return e.code == Code::Conflict || e.code == Code::NotAllowed || e.code == Code::NotFound ||
         e.code == Code::Invalid;
}

Status Imports::note_updates(const gate::Actor& actor, const Work& work, std::vector<ImportRow>& rows) {
  const auto& c = gate_.charter();
  std::map<ServiceIx, std::vector<PersonId>> asked;  // by the service that each row is for
  for (const auto& row : rows)
    for (const auto& d : row.duplicates)
      if (d.hit.in_reach) asked[row.way.service].push_back(d.hit.id);
  std::set<std::pair<ServiceIx, PersonId>> may;
  for (const auto& [service, people] : asked) {
    TRY(const auto could, gate_.could_write(actor, people, service, profile_kind(c).ix));
    for (std::size_t i = 0; i < people.size(); ++i)
      if (could[i]) may.insert({service, people[i]});
  }
  for (auto& row : rows)
    for (const auto& d : row.duplicates) {
      const auto* into = work.reading.ways->find(row.way.service);
      if (!into || !may.contains({row.way.service, d.hit.id})) continue;
      row.updates[d.hit.id] = changes_of(c, d.hit.profile.values, row.values, into->may_write);
    }
  return {};
}

/// What is known of them before, and a referral unless they are with the service, accepted where the row says
/// that they are: once.
Status Imports::Keeping::refer_known(const gate::Actor& actor, const Job& job, PersonId person, int line,
                                     const RowRead& read, Batch& batch) {
  const auto& c = i.gate_.charter();
  const auto service = read.way.service;
  const gate::Look look{ledger::Act::View, "import", job.said.id.text(), profile_kind(c).categories()};
  TRY(const auto pass, i.gate_.see(actor, person, look));
  TRY(const auto profile, i.people_.profile(pass, person));
  TRY(const auto enrolments, i.journeys_.enrolments(pass, person));
  TRY(const auto referrals, i.journeys_.referrals(pass, person));
  const auto enrolled = [&](const auto& e) { return e.service == service && !e.ended; };
  const auto referred = [&](const auto& r) {
    return r.service == service &&
           (r.state == people::ReferralState::New || r.state == people::ReferralState::Waiting);
  };
  const bool here = std::ranges::any_of(enrolments, enrolled) || std::ranges::any_of(referrals, referred);
  std::optional<Pass> refer;
  if (!here && !profile.died) {  // nobody who has died comes into a service
    TRY(refer, i.gate_.act(actor, person, service, Duty::Refer));
  }
  return i.db_.write([&](store::Txn& txn) -> Status {
    std::optional<ReferralId> referral;
    std::optional<EnrolmentId> enrolled_as;
    if (refer) {
      TRY(referral, this->refer(txn, *refer, job, person, read));
      batch.fit = {};
      TRY(enrolled_as, enrol(txn, actor, person, *referral, born_as_known(read, profile.values), batch.fit));
    }
    CHECK_OK(
        txn.run("UPDATE import_row SET outcome='to-update', person=$4, version_before=$5, referral=$6, "
                "service=$7, enrolment=$8 WHERE org=$1 AND id=$2 AND line=$3 AND outcome=''",
                {i.db_.org(), job.said.id, line, person, std::int64_t{profile.version},
                 referral ? store::Param(*referral) : store::Param(), c.at(service).code,
                 enrolled_as ? store::Param(*enrolled_as) : store::Param()}));
    return i.note(txn, actor, job, ledger::Act::Import, "update line " + std::to_string(line));
  });
}

/// Those of the row's family who are not in the circle yet.
Status Imports::Keeping::family(const gate::Actor& actor, const Job& job, PersonId person, int line,
                                const RowRead& read) {
  const auto service = read.way.service;
  const auto way = circle_way(i.gate_.charter(), actor, service);
  if (read.circle.empty() || !way) return {};
  TRY(const auto may_write, i.gate_.write(actor, person, service, way->kind));
  TRY(const auto known, i.circle_.of(may_write, person));
  return i.db_.write([&](store::Txn& txn) -> Status {
    Bytes added;
    for (auto r : read.circle) {
      const auto same = [&](const auto& k) { return fold(k.name) == fold(r.name) && !k.until; };
      if (std::ranges::any_of(known, same)) continue;
      r.person = person;
      TRY(const auto id, i.circle_.add(txn, may_write, r));
      added.insert(added.end(), id.view().begin(), id.view().end());
    }
    if (added.empty()) return i.note(txn, actor, job, ledger::Act::Import, "family known");
    return txn
        .run("UPDATE import_row SET circle=$4 WHERE org=$1 AND id=$2 AND line=$3",
             {i.db_.org(), job.said.id, line, added})
        .map([](auto) {});
  });
}

/// One line of the plan that brings somebody up to date; refused for this one, the rest goes on.
Status Imports::Keeping::update(jobs::Slice& slice, const Job& job, Batch& batch, std::uint32_t planned) {
  const auto& actor = slice.actor();
  const auto line = static_cast<int>(planned & kLine);
  Decided row;
  CHECK_OK(i.db_.read([&](store::Session& s) -> Status {
    TRY(const auto rows, decided_rows(s, i.db_.org(), job.said.id, line - 1, 1));
    if (const auto it = rows.find(line); it != rows.end()) row = it->second;
    return {};
  }));
  const auto kind = profile_kind(i.gate_.charter()).ix;
  std::uint32_t after = 0;
  const auto bring = [&]() -> Status {
    TRY(const auto read, this->row(actor, batch, planned));
    if (row.outcome.empty()) CHECK_OK(refer_known(actor, job, row.existing, line, read, batch));
    CHECK_OK(family(actor, job, row.existing, line, read));
    TRY(const auto pass, i.gate_.write(actor, row.existing, read.way.service, kind));
    TRY(const auto profile, i.people_.profile(pass, row.existing));
    TRY(after,
        i.people_.change(pass, row.existing, profile.version, merged(profile.values, read.values), false));
    return {};
  };
  const auto done = bring();
  if (!done && !about_one(done.error())) return done;  // stays as it is, and is tried again
  return i.db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    CHECK_OK(txn.run("UPDATE import_row SET outcome=$4, version_after=$5 WHERE org=$1 AND id=$2 AND line=$3",
                     {i.db_.org(), job.said.id, line, done ? "updated" : "refused", std::int64_t{after}}));
    const std::string column = done ? "updated" : "not_updated";
    CHECK_OK(txn.run("UPDATE import_job SET " + column + "=" + column + "+1 WHERE org=$1 AND id=$2",
                     {i.db_.org(), job.said.id}));
    if (!done)
      CHECK_OK(i.note(txn, actor, job, ledger::Act::Import, "not updated, line " + std::to_string(line)));
    if (done) CHECK_OK(i.note(txn, actor, job, ledger::Act::Import, "updated, line " + std::to_string(line)));
    return save(txn, slice, job, batch.at + 1, batch);
  });
}

}  // namespace candour::exchange
