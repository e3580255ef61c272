#include "record/named.h"

#include <algorithm>

namespace candour::record {
namespace {

struct Named {
  StaffId who;
  std::string field;  // as the form calls it
  CategoryIx category{};
};

void add(std::vector<Named>& all, const charter::Values& values, const charter::Field& f, std::string field,
         CategoryIx category) {
  const auto* x = values.if_contains(f.code);
  if (!x || !x->is_string()) return;
  if (const auto who = StaffId::parse(x->as_string())) all.push_back({*who, std::move(field), category});
}

std::vector<Named> named_in(const charter::Kind& kind, const charter::Values& values) {
  std::vector<Named> all;
  for (const auto& f : kind.fields) {
    if (kind.says_whose(f)) add(all, values, f, f.code, f.category);
    const auto* rows = f.type == charter::FieldType::Group ? values.if_contains(f.code) : nullptr;
    if (!rows || !rows->is_array()) continue;
    for (std::size_t i = 0; i < rows->as_array().size(); ++i)
      for (const auto& item : f.items)
        if (rows->as_array()[i].is_object() && kind.says_whose(item))
          add(all, rows->as_array()[i].as_object(), item, f.code + "-" + std::to_string(i) + "-" + item.code,
              f.category);
  }
  return all;
}

}  // namespace

Status names_who_can_open(const gate::Gate& gate, PersonId person, ServiceIx service,
                          const charter::Kind& kind, const charter::Values& before,
                          const charter::Values& after) {
  const auto had = named_in(kind, before);
  std::vector<FieldProblem> problems;
  for (const auto& n : named_in(kind, after)) {
    if (std::ranges::find(had, n.who, &Named::who) != had.end()) continue;
    CategorySet of;
    of.add(n.category);
    TRY(const bool can, gate.can_open(n.who, person, service, of));
    if (!can)
      problems.push_back({n.field,
                          "They cannot open this record, so it would not reach them. Choose somebody who "
                          "supports this person, or ask for them to be given access first"});
  }
  return problems.empty() ? Status{} : Status(invalid(std::move(problems)));
}

bool hands_to_one(const charter::Kind& kind) {
  return !kind.for_field.empty() && kind.diary.staff != kind.for_field;
}

Result<StaffId> for_one_alone(const gate::Gate& gate, store::Session& db, PersonId person, EntryId entry,
                              ServiceIx service, const charter::Kind& kind) {
  if (!hands_to_one(kind)) return StaffId{};
  std::vector<StaffId> whom;
  // The row of what is due says so to lists as well, so that list and steps never differ.
  CHECK_OK(db.each("SELECT given, staff FROM due WHERE org=$1 AND entry=$2 AND done=0 ORDER BY deadline",
                   {gate.charter().org(), entry}, [&](const store::Row& r) {
                     for (const int column : {0, 1})
                       if (!r.null(column)) whom.push_back(r.id<StaffId>(column));
                     return whom.empty();
                   }));
  for (const auto one : whom) {
    const auto actor = gate.actor(one);
    if (!actor && (actor.error().code == Code::NotFound || actor.error().code == Code::NotAllowed))
      continue;  // has left
    if (!actor) return tl::unexpected<Error>(actor.error());
    TRY(const auto sights, gate.work_sights(*actor, {{person, service, kind.categories()}}));
    if (sights.front().sees && !sights.front().posts.empty()) return one;
  }
  return StaffId{};
}

}  // namespace candour::record
