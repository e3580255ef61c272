#include "retention/matters.h"

#include <sstream>

#include "base/calendar.h"
#include "base/text.h"
#include "gate/service_subject.h"
#include "people/versions.h"
#include "record/entry_rows.h"
#include "retention/conflicts.h"
#include "retention/schedule.h"

namespace candour::retention {

using charter::Trigger;

namespace {

struct Row {
  EntryId id;
  std::string kind, state, parts;
  UnixMs happened, changed, written;
};

/// No person's days: it ended when it was last touched, and whatever hangs on an age is past.
charter::KeepDates dates_of(const charter::Charter& c, ServiceIx service, const Row& r) {
  charter::KeepDates d;
  const auto ended = today(r.changed);
  for (const auto t : {Trigger::EndOfService, Trigger::LastContact, Trigger::Closure, Trigger::Death})
    d.known[t] = ended;
  d.known[Trigger::Shared] = today(r.happened);
  d.known[Trigger::Created] = today(r.written);
  if (const auto end = c.at(service).contract_end) d.known[Trigger::ContractEnd] = *end;
  d.born = Date{std::chrono::year{1900}, std::chrono::January, std::chrono::day{1}};
  return d;
}

bool is_done_with(const charter::Kind& kind, std::string_view state) {
  const auto* s = record::find_state(kind, state);
  return kind.states.empty() || (s && s->final);
}

/// Of somebody's entry: the days of the service that they left, and its own. What is open still has no end.
charter::KeepDates dates_of(const charter::KeepDates& left, const charter::Kind& kind, const Row& r) {
  auto d = left;
  d.known[Trigger::Shared] = today(r.happened);
  d.known[Trigger::Created] = today(r.written);
  d.known.erase(Trigger::Closure);
  if (is_done_with(kind, r.state)) d.known[Trigger::Closure] = today(r.changed);
  return d;
}

/// The latest of all periods that govern it; none, while one of them has no day. `left`: of somebody who has
/// another service.
std::optional<Matter> reckoned(const charter::Charter& c, ServiceIx service, const Row& r,
                               const Settled& settled, const charter::KeepDates* left) {
  const auto kind = c.find_kind(r.kind);
  const auto parts = people::Parts::parse(c, r.parts);
  if (!kind || !parts) return std::nullopt;
  const auto& k = c.at(*kind);
  if (left ? !is_of_service_alone(k) : k.records_destruction || !is_done_with(k, r.state))
    return std::nullopt;
  Matter out{r.id, *kind, parts->categories(), {}, {}};
  const auto dates = left ? dates_of(*left, k, r) : dates_of(c, service, r);
  bool all_known = !out.parts.empty();
  out.parts.each([&](CategoryIx category) {
    const auto* rule = c.retention_for(service, *kind, category);
    const auto until = rule ? kept_until(*rule, dates, settled) : charter::KeptUntil{};
    if (!rule || until.how != charter::KeptUntil::How::Day || (left && !of_some_services(*rule))) {
      all_known = false;
      return;
    }
    out.rules.insert(rule->code);
    out.day = std::max(out.day, until.day);
  });
  return all_known ? std::optional(out) : std::nullopt;
}

/// Whose entries, and from which days they count where that is a person.
struct Among {
  PersonId about;
  ServiceIx service{};
  const charter::KeepDates* left = nullptr;
};

Result<Matters> over_among(store::Session& db, const charter::Charter& c, const Among& among, EntryId after,
                           int most, Date by) {
  std::vector<Row> rows;
  CHECK_OK(db.each(
      "SELECT id, kind, state, parts, happened, changed, written FROM entry WHERE org=$1 AND person=$2 AND id>$3 "
      "AND service=$5 ORDER BY id LIMIT $4",
      {c.org(), among.about, after, std::int64_t{most}, c.at(among.service).code}, [&](const store::Row& r) {
        rows.push_back({r.id<EntryId>(0), r.str(1), r.str(2), r.str(3), {r.i64(4)}, {r.i64(5)}, {r.i64(6)}});
        return true;
      }));
  TRY(const auto settled, settled_conflicts(db, c));
  Matters out{{}, after, rows.size() == static_cast<std::size_t>(most)};
  for (const auto& r : rows) {
    out.last = r.id;
    if (auto matter = reckoned(c, among.service, r, settled, among.left); matter && matter->day < by)
      out.over.push_back(std::move(*matter));
  }
  return out;
}

}  // namespace

Result<Matters> matters_over(store::Session& db, const charter::Charter& c, ServiceIx service, EntryId after,
                             int most, Date by) {
  return over_among(db, c, {gate::subject_of(c, service), service, nullptr}, after, most, by);
}

Result<Matters> left_over(store::Session& db, const charter::Charter& c, PersonId record, ServiceIx service,
                          const charter::KeepDates& of, EntryId after, int most, Date by) {
  return over_among(db, c, {record, service, &of}, after, most, by);
}

std::string to_text(const MatterCounts& counts) {
  std::string out;
  for (const auto& [kind, n] : counts) out += (out.empty() ? "" : " ") + kind + ":" + std::to_string(n);
  return out;
}

MatterCounts read_matter_counts(std::string_view text) {
  MatterCounts out;
  std::istringstream in{std::string(text)};
  std::string kind;
  std::int64_t n = 0;
  while (std::getline(in >> std::ws, kind, ':') && in >> n) out[kind] = n;
  return out;
}

std::string matters_words(const charter::Charter& c, const MatterCounts& counts) {
  std::string out;
  for (const auto& [code, n] : counts) {
    const auto kind = c.find_kind(code);
    out += (out.empty() ? "" : "; ") + (kind ? c.at(*kind).plural : "What the charter knows no more") + ": " +
           with_commas(n);
  }
  return out.empty() ? "nothing" : out;
}

}  // namespace candour::retention
