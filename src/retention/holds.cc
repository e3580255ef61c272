#include "retention/holds.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "charter/category_list.h"
#include "charter/keeping.h"
#include "gate/seals.h"
#include "gate/service_subject.h"
#include "gate/words.h"
#include "people/ages.h"
#include "people/versions.h"

namespace candour::retention {

namespace {

/// How far one hold reaches; without limits where none stand beside it.
struct Reaches {
  CategorySet categories;
  std::set<KindIx> kinds;
  bool limited = false;
  std::optional<Date> from, to;
};

std::size_t words_in(std::string_view text) {
  return text.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(text, ' ')) + 1;
}

Reaches reaches_in(const charter::Charter& c, const store::Row& r, int first) {
  Reaches out;
  if (r.null(first)) return out;
  const auto categories = r.text(first), kinds = r.text(first + 1);
  out.categories = charter::read_category_list(c, categories);
  for (std::size_t at = 0; at < kinds.size();) {
    const auto end = std::min(kinds.find(' ', at), kinds.size());
    if (const auto ix = c.find_kind(kinds.substr(at, end - at))) out.kinds.insert(*ix);
    at = end + 1;
  }
  // What the charter knows no more may have become anything.
  const bool known = charter::category_list(c, out.categories).size() == categories.size() &&
                     out.kinds.size() == words_in(kinds);
  out.limited = known && !(categories.empty() && kinds.empty());
  if (!r.null(first + 2)) out.from = day_of(r.i64(first + 2));
  if (!r.null(first + 3)) out.to = day_of(r.i64(first + 3));
  return out;
}

/// Their records, and the services of which anything of theirs is: a hold may be on any of these.
Result<std::set<PersonId>> what_holds(store::Session& db, const gate::Gate& gate, PersonId person) {
  const auto& c = gate.charter();
  if (auto* seals = gate.seals()) {
    TRY(const bool whole, seals->hold(db, gate::SealSet::House, {}));
    if (!whole)
      return fail(
          Code::Corrupt,
          "What is held back from destruction is not what Candour wrote, so nothing is destroyed. Tell "
          "whoever looks after the server.");
  }
  TRY(const auto records, gate.records_of(person));
  std::set<PersonId> about(records.begin(), records.end());
  for (const auto& record : records)
    CHECK_OK(db.each(
        "SELECT service FROM enrolment WHERE org=$1 AND person=$2 UNION SELECT service FROM referral WHERE org=$1 "
        "AND person=$2 UNION SELECT service FROM entry WHERE org=$1 AND person=$2",
        {c.org(), record}, [&](const store::Row& r) {
          if (const auto s = c.find_service(r.text(0))) about.insert(gate::subject_of(c, *s));
          return true;
        }));
  return about;
}

Result<std::vector<Reaches>> holds_on(store::Session& db, const charter::Charter& c,
                                      const std::set<PersonId>& about) {
  std::vector<Reaches> out;
  const auto take = [&](const store::Row& r) { return out.push_back(reaches_in(c, r, 0)), true; };
  for (const auto& id : about)
    CHECK_OK(db.each(
        "SELECT s.categories, s.kinds, s.born_from, s.born_to FROM hold_flag f LEFT JOIN hold_scope s ON s.org=f.org "
        "AND s.entry=f.entry WHERE f.org=$1 AND f.person=$2 AND f.released IS NULL",
        {c.org(), id}, take));
  CHECK_OK(db.each(
      "SELECT s.categories, s.kinds, s.born_from, s.born_to FROM hold_scope s JOIN hold_flag f ON f.org=s.org AND "
      "f.entry=s.entry WHERE s.org=$1 AND s.everywhere=1 AND f.released IS NULL",
      {c.org()}, take));
  return out;
}

/// Whether an entry of the kind is in a state from which something still follows.
Result<bool> any_goes_on(store::Session& db, const charter::Charter& c, const charter::Kind& kind,
                         const std::set<PersonId>& about) {
  bool any = false;
  for (const auto& record : about)
    CHECK_OK(db.each("SELECT state FROM entry WHERE org=$1 AND person=$2 AND kind=$3",
                     {c.org(), record, kind.code}, [&](const store::Row& r) {
                       const auto state = std::ranges::find(kind.states, r.text(0), &charter::State::code);
                       any = any || state == kind.states.end() || !state->final;
                       return true;
                     }));
  return any;
}

Result<bool> request_goes_on(store::Session& db, const charter::Charter& c, const std::set<PersonId>& about) {
  for (const auto& kind : c.kinds) {
    if (!kind.records_request) continue;
    TRY(const bool goes_on, any_goes_on(db, c, kind, about));
    if (goes_on) return true;
  }
  return false;
}

/// Somebody of whom there is nothing that a limited hold names goes like everybody else; of the others it
/// keeps who they are as well, and whatever shares a key with what it names.
Status add_keys(store::Session& db, const gate::Gate& gate, PersonId person, Held& out) {
  const auto& c = gate.charter();
  CategorySet there;
  if (const auto profile = c.find_kind("profile")) there = out.categories & c.at(*profile).categories();
  TRY(const auto records, gate.records_of(person));
  for (const auto& record : records)
    CHECK_OK(db.each("SELECT kind, parts FROM entry WHERE org=$1 AND person=$2", {c.org(), record},
                     [&](const store::Row& r) {
                       const auto kind = c.find_kind(r.text(0));
                       const auto parts = people::Parts::parse(c, r.text(1));
                       if (kind && !parts)
                         there = there | c.at(*kind).categories();
                       else if (kind && out.kinds.contains(*kind))
                         there = there | parts->categories();
                       else if (parts)
                         there = there | (parts->categories() & out.categories);
                       return true;
                     }));
  if (there.empty()) return {};
  there.add(gate::identity_category(c));
  out.of_keys = there;
  return {};
}

}  // namespace

Result<Held> held(store::Session& db, const gate::Gate& gate, vault::Vault& vault, PersonId person, By by) {
  const auto& c = gate.charter();
  Held out;
  TRY(const auto about, what_holds(db, gate, person));
  TRY(const auto holds, holds_on(db, c, about));
  std::optional<Date> born;
  if (std::ranges::any_of(holds, [](const Reaches& h) { return h.from || h.to; })) {
    TRY(born, people::birth_date(db, gate, vault, person));
  }
  for (const auto& h : holds) {
    if (born && ((h.from && *born < *h.from) || (h.to && *born > *h.to))) continue;
    out.whole = out.whole || !h.limited;
    out.categories = out.categories | h.categories;
    out.kinds.insert(h.kinds.begin(), h.kinds.end());
  }
  if (!out.whole && by == By::HoldsAndRequests) {
    TRY(out.whole, request_goes_on(db, c, about));
  }
  if (!out.whole && out.any()) CHECK_OK(add_keys(db, gate, person, out));
  return out;
}

Result<bool> on_paper(store::Session& db, const gate::Gate& gate, PersonId person) {
  const auto& c = gate.charter();
  const auto kind = c.find_kind(charter::paper_file::kKind);
  if (!kind) return false;
  TRY(const auto records, gate.records_of(person));
  return any_goes_on(db, c, c.at(*kind), {records.begin(), records.end()});
}

Result<HoldsHere> holds_here(store::Session& db, const charter::Charter& c, ServiceIx service) {
  HoldsHere out;
  const auto subject = gate::subject_of(c, service);
  CHECK_OK(db.each(
      "SELECT f.person, COALESCE(s.everywhere, 0) FROM hold_flag f LEFT JOIN hold_scope s ON s.org=f.org AND "
      "s.entry=f.entry WHERE f.org=$1 AND f.released IS NULL",
      {c.org()}, [&](const store::Row& r) {
        const auto about = r.id<PersonId>(0);
        const bool a_service = gate::service_of_subject(c, about).has_value();
        out.on_all += about == subject || r.i64(1) != 0 ? 1 : 0;
        out.on_people += a_service ? 0 : 1;
        return true;
      }));
  return out;
}

}  // namespace candour::retention
