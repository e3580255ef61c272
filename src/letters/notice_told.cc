#include "letters/notice_told.h"

#include <algorithm>
#include <limits>
#include <map>

#include "charter/read.h"
#include "gate/service_subject.h"
#include "letters/mailing_parts.h"

namespace candour::letters {
namespace {

constexpr std::size_t kMostChanges = 40;   // sentences in one letter
constexpr std::size_t kNamesAtOnce = 200;  // of one page

/// Of a row of mailing_to with its mailing and mail: $way, what is known.
ToldBy known_of(const store::Row& r, int way, std::optional<UnixMs>& at) {
  const auto has = [&](int column) { return !r.null(column); };
  const int sent = way + 1, given_up = way + 2, bounced = way + 3, posted = way + 4, stopped = way + 5;
  if (r.null(way)) return ToldBy::Nobody;
  if (r.text(way) == kNoWay) return ToldBy::NoAddress;
  const bool mail = r.text(way) == kByMail;
  if (mail && (has(bounced) || has(given_up))) return ToldBy::CameBack;
  const int done = mail ? sent : posted;
  if (has(done)) {
    at = UnixMs{r.i64(done)};
    return mail ? ToldBy::Mail : ToldBy::Post;
  }
  return has(stopped) ? ToldBy::Nobody : ToldBy::OnItsWay;
}

constexpr std::string_view kKnown = "t.way, l.sent, l.given_up, l.bounced, m.posted, m.stopped";

Result<std::int64_t> in_force_since(store::Session& db, const OrgCode& org, std::string_view version) {
  auto since = std::numeric_limits<std::int64_t>::max();
  CHECK_OK(db.each("SELECT since FROM charter_version WHERE org=$1 AND version=$2",
                   {org, std::string(version)},
                   [&](const store::Row& r) { return since = r.i64(0), false; }));
  return since;
}

}  // namespace

Status each_told(store::Session& db, const OrgCode& org, std::string_view version, std::string_view service,
                 const std::function<void(PersonId, ToldBy, std::optional<UnixMs>)>& one) {
  TRY(const auto since, in_force_since(db, org, version));
  struct Known {
    ToldBy by{};
    std::optional<UnixMs> at;
  };
  std::map<PersonId, Known> known;
  CHECK_OK(db.each(
      "SELECT t.person, " + std::string(kKnown) +
          " FROM mailing m JOIN mailing_to t ON t.org=m.org AND t.entry=m.entry LEFT JOIN letter_mail l "
          "ON l.org=t.org AND l.entry=t.entry AND l.person=t.person WHERE m.org=$1 AND m.version=$2 AND "
          "m.sort=$3",
      {org, std::string(version), std::string(charter::mailing_field::kNotice)}, [&](const store::Row& r) {
        Known k;
        k.by = known_of(r, 1, k.at);
        auto& best = known[r.id<PersonId>(0)];
        if (k.by > best.by) best = k;
        return true;
      }));
  // Whoever came later was given this version when they came.
  return db.each(
      "SELECT DISTINCT e.person " + std::string(kInService) + " AND e.started<$3 ORDER BY e.person",
      {org, std::string(service), since}, [&](const store::Row& r) {
        const auto id = r.id<PersonId>(0);
        const auto at = known.find(id);
        one(id, at == known.end() ? ToldBy::Nobody : at->second.by,
            at == known.end() ? std::nullopt : at->second.at);
        return true;
      });
}

Result<bool> told_already(store::Session& db, const OrgCode& org, std::string_view version, PersonId person,
                          EntryId but) {
  bool told = false;
  CHECK_OK(db.each(
      "SELECT " + std::string(kKnown) +
          " FROM mailing_to t JOIN mailing m ON m.org=t.org AND m.entry=t.entry LEFT JOIN letter_mail l ON "
          "l.org=t.org AND l.entry=t.entry AND l.person=t.person WHERE t.org=$1 AND t.person=$2 AND m.version=$3 AND "
          "m.sort=$4 AND m.entry<>$5",
      {org, person, std::string(version), std::string(charter::mailing_field::kNotice), but},
      [&](const store::Row& r) {
        std::optional<UnixMs> when;
        told = told || known_of(r, 0, when) >= ToldBy::OnItsWay;
        return !told;
      }));
  return told;
}

Result<std::vector<std::string>> notice_changes(store::Db& db, const charter::Charter& in_force,
                                                std::string_view version, const std::string& catalogue) {
  std::vector<std::string> out;
  std::string before, itself;
  bool known = false;
  CHECK_OK(db.read_records([&](store::Session& s) -> Status {
    return s.each("SELECT version, file FROM charter_version WHERE org=$1 ORDER BY since, version",
                  {db.org()}, [&](const store::Row& r) {
                    known = r.str(0) == version;
                    (known ? itself : before) = as_text(r.blob(1));
                    return !known;
                  });
  }));
  if (!known || before.empty() || catalogue.empty()) return out;
  const auto older =
      charter::load_text("the version before " + std::string(version), before, catalogue).charter;
  const auto newer = version == in_force.version.number
                         ? nullptr
                         : charter::load_text("version " + std::string(version), itself, catalogue).charter;
  if (!older || (!newer && version != in_force.version.number)) return out;
  for (const auto& change : charter::diff(*older, newer ? *newer : in_force))
    if (change.reaches == charter::Reaches::People) {
      out.push_back(change.what);
      std::ranges::replace(out.back(), '\n', ' ');
    }
  if (out.empty())
    out.emplace_back(
        "What we do with your information stays as it was. Only words of the notice are others.");
  if (out.size() > kMostChanges) {
    const auto rest = out.size() - kMostChanges;
    out.resize(kMostChanges);
    out.push_back("And " + std::to_string(rest) + " more, which stand in the notice itself.");
  }
  return out;
}

Result<std::vector<std::string>> Mailings::changes(std::string_view version) const {
  return notice_changes(db_, gate_.charter(), version, catalogue_);
}

Result<ToldCounts> Mailings::told(std::string_view version, ServiceIx service) const {
  ToldCounts n;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    return each_told(db, db_.org(), version, gate_.charter().at(service).code,
                     [&](PersonId, ToldBy by, std::optional<UnixMs> at) {
                       std::int64_t* of[] = {&n.nobody,     &n.no_address, &n.came_back,
                                             &n.on_its_way, &n.by_post,    &n.by_mail};
                       ++n.people;
                       ++*of[static_cast<std::size_t>(by)];
                       if (at && (!n.last || *at > *n.last)) n.last = at;
                     });
  }));
  return n;
}

Result<ToldList> Mailings::told_people(const gate::Actor& actor, std::string_view version,
                                       ServiceIx service) {
  const auto& c = gate_.charter();
  const auto terms = charter::may_send(c, charter::mailing_field::kNotice, service);
  if (!terms.purpose) return not_found();
  ToldList out;
  std::vector<ToldPerson> all;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    return each_told(db, db_.org(), version, c.at(service).code,
                     [&](PersonId id, ToldBy by, std::optional<UnixMs> at) {
                       all.push_back({id, {}, by, at});
                     });
  }));
  std::ranges::stable_sort(all, {}, [](const ToldPerson& p) { return was_told(p.by); });
  out.more = all.size() > kNamesAtOnce;
  if (out.more) all.resize(kNamesAtOnce);
  std::vector<PersonId> ids;
  for (const auto& p : all) ids.push_back(p.id);
  auto look = look_to_send(c, {}, *terms.purpose);
  look.thing = c.at(service).code;
  look.wanted = {};
  if (const auto identity = c.find_category("identity")) look.wanted.add(*identity);
  TRY(const auto reach, gate_.see_many(actor, ids, look));
  TRY(const auto profiles, people_.profiles(reach, ids));
  for (auto& p : all) {
    const auto at = std::ranges::find(profiles, p.id, &people::Profile::id);
    if (at == profiles.end()) {
      ++out.out_of_reach;
      continue;
    }
    p.name = at->name();
    out.people.push_back(std::move(p));
  }
  return out;
}

}  // namespace candour::letters
