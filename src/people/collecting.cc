#include "people/collecting.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/refused.h"
#include "gate/tasks.h"

namespace candour::people {
namespace {

const std::string& clause_of(const charter::Service& service, const charter::KindUse* use) {
  return use && !use->clause.empty() ? use->clause : service.clause;
}

bool asks(const charter::Service& service, const charter::KindUse& use, const charter::Field& field) {
  if (field.home_only && !service.home_based) return false;
  return std::find(use.leave_out.begin(), use.leave_out.end(), field.code) == use.leave_out.end();
}

}  // namespace

Result<charter::Values> may_collect(const charter::Charter& charter, ServiceIx service_ix, KindIx kind_ix,
                                    const charter::Values& values, CategorySet within, charter::Now now) {
  const auto& service = charter.at(service_ix);
  const auto& kind = charter.at(kind_ix);
  const auto* use = charter.kind_use(service_ix, kind_ix);
  if (!use)
    return not_allowed(service.name + " does not keep the kind of record \"" + kind.name + "\".",
                       clause_of(service, nullptr));
  if (kind.home_visit && !service.home_based)
    return not_allowed("\"" + kind.name + "\" is only for services that visit people at home.",
                       clause_of(service, use));

  for (const auto& [code, value] : values) {
    const auto* field = kind.find_field(std::string_view(code.data(), code.size()));
    if (!field) return invalid(std::string(code), "This is not a question of this form.");
    if (!asks(service, *use, *field))
      return not_allowed(service.name + " does not ask for \"" + field->label + "\", so it is not kept.",
                         clause_of(service, use));
  }

  auto narrowed = kind;
  std::erase_if(narrowed.fields,
                [&](const charter::Field& f) { return !within.has(f.category) && !values.contains(f.code); });
  auto checked = charter::check_values(narrowed, use, service.home_based, values, now);
  if (!checked.problems.empty()) return invalid(std::move(checked.problems));
  return std::move(checked.values);
}

void drop_unasked(const charter::Charter& charter, ServiceIx service, const charter::Kind& kind,
                  charter::Values& values) {
  const auto* use = charter.kind_use(service, kind.ix);
  for (const auto& field : kind.fields)
    if (use && !asks(charter.at(service), *use, field)) values.erase(field.code);
}

void keep_unasked(const charter::Charter& charter, ServiceIx service, const charter::Kind& kind,
                  const charter::Values& before, charter::Values& next) {
  const auto* use = charter.kind_use(service, kind.ix);
  for (const auto& field : kind.fields)
    if (const auto* old = before.if_contains(field.code);
        use && old && !asks(charter.at(service), *use, field))
      next[field.code] = *old;
}

Status in_life(store::Session& s, const charter::Charter& charter, const charter::Kind& kind, PersonId person,
               const charter::Values& before, const charter::Values& after) {
  std::optional<charter::Date> died;
  CHECK_OK(s.each("SELECT died FROM person WHERE org=$1 AND id=$2 AND died IS NOT NULL",
                  {charter.org(), person},
                  [&](const store::Row& row) { return died = parse_iso_date(row.text(0)), false; }));
  if (!died) return {};
  auto problems = charter::after_death(kind, after, *died);
  std::erase_if(problems, [&](const FieldProblem& p) {
    const auto* was = before.if_contains(p.field);
    return was && *was == after.at(p.field);
  });
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

Status ask_for_decision(store::Txn& txn, const Pass& pass, PersonId person, std::string_view thing,
                        const charter::Values& before, const charter::Values& after, UnixMs now) {
  if (charter::newly_refused(before, after).empty()) return {};
  gate::Task task;
  task.staff = pass.actor();
  CHECK_OK(txn.each("SELECT supervisor FROM staff WHERE org = $1 AND id = $2 AND supervisor IS NOT NULL",
                    {pass.org(), pass.actor()}, [&](const store::Row& row) {
                      task.staff = row.id<StaffId>(0);
                      return false;
                    }));
  task.kind = gate::kDecideRefusal;
  task.about_person = person;
  task.about_thing = std::string(thing);
  task.created = now;
  TRY(auto id, gate::add_task(txn, pass.org(), task));
  (void)id;
  return {};
}

}  // namespace candour::people
