#include "record/hold_scope.h"

#include <optional>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/category_list.h"
#include "charter/holds.h"
#include "charter/keeping.h"
#include "gate/service_subject.h"
#include "people/values_in.h"

namespace candour::record {

namespace field = charter::hold_field;
using people::text_of;

namespace {

struct Scope {
  bool everywhere = false;
  std::string categories, kinds;
  std::optional<std::int64_t> from, to;
};

std::optional<std::int64_t> day_in(const charter::Values& values, std::string_view at) {
  const auto day = parse_iso_date(text_of(values, at));
  return day ? std::optional<std::int64_t>(day_number(*day)) : std::nullopt;
}

Scope said_in(const charter::Charter& c, PersonId about, const charter::Values& values) {
  Scope s;
  s.everywhere = gate::service_of_subject(c, about) && text_of(values, field::kWhere) == field::kEvery;
  s.categories = charter::category_list(c, charter::chosen_categories(c, values, field::kWhat));
  for (const auto& one : people::rows_of(values, field::kEntries))
    if (one.is_string() && c.find_kind(one.get_string()))
      s.kinds += (s.kinds.empty() ? "" : " ") + std::string(one.get_string());
  s.from = day_in(values, field::kBornFrom);
  s.to = day_in(values, field::kBornTo);
  return s;
}

std::string names_of(const charter::Charter& c, CategorySet set) {
  std::vector<std::string> names;
  set.each([&](CategoryIx i) { names.push_back(c.at(i).name); });
  return listed(names);
}

/// By a decision stays only what the charter leaves to one, and of one person alone.
Status check_decided(const charter::Charter& c, const ConsentForm& form, const charter::Values& values,
                     const Scope& said) {
  if (text_of(values, field::kGround) != field::kDecided) return {};
  const auto open = charter::kept_by_decision(c, form.service),
             chosen = charter::read_category_list(c, said.categories);
  std::vector<FieldProblem> problems;
  if (open.empty() || gate::service_of_subject(c, form.person))
    problems.push_back(
        {std::string(field::kGround),
         open.empty() ? "The notice leaves nothing here to our decision: choose the reason for which it "
                        "must be kept"
                      : "Whether it stays is decided for each person: place it on their record"});
  else if (chosen.empty() || !(chosen - open).empty())
    problems.push_back({std::string(field::kWhat),
                        "Choose what stays, out of what the notice leaves to us: " + names_of(c, open)});
  if (!said.kinds.empty())
    problems.push_back(
        {std::string(field::kEntries),
         "The notice leaves kinds of information to us, and no kinds of entries: choose none"});
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

Result<std::optional<Scope>> kept_of(store::Session& db, const OrgCode& org, EntryId id) {
  std::optional<Scope> out;
  // One from before there were limits has none, and keeps everything.
  CHECK_OK(db.each("SELECT 1 FROM hold_flag WHERE org=$1 AND entry=$2", {org, id}, [&](const store::Row&) {
    out.emplace();
    return false;
  }));
  CHECK_OK(db.each(
      "SELECT everywhere, categories, kinds, born_from, born_to FROM hold_scope WHERE org=$1 AND entry=$2",
      {org, id}, [&](const store::Row& r) {
        const auto day = [&](int at) {
          return r.null(at) ? std::nullopt : std::optional<std::int64_t>(r.i64(at));
        };
        out = Scope{r.i64(0) != 0, r.str(1), r.str(2), day(3), day(4)};
        return false;
      }));
  return out;
}

}  // namespace

Status keep_hold_scope(store::Txn& txn, const charter::Charter& c, const ConsentForm& form, EntryId id,
                       const charter::Values& values, bool ended) {
  if (text_of(values, form.kind->title_field).empty())
    return {};  // a step of somebody who sees nothing of it
  const auto& org = c.org();
  const auto said = said_in(c, form.person, values);
  TRY(const auto before, kept_of(txn, org, id));
  if (!ended) CHECK_OK(check_decided(c, form, values, said));
  if (!before)
    return txn
        .run(
            "INSERT INTO hold_scope (org, entry, everywhere, categories, kinds, born_from, born_to) VALUES ($1, "
            "$2, $3, $4, $5, $6, $7)",
            {org, id, said.everywhere, said.categories, said.kinds,
             said.from ? store::Param(*said.from) : store::Param(),
             said.to ? store::Param(*said.to) : store::Param()})
        .map([](auto) {});
  std::vector<FieldProblem> problems;
  const auto same = [&](bool is, std::string_view at) {
    if (!is)
      problems.push_back(
          {std::string(at),
           "What a hold reaches stays as it was. Place another one for what is to be kept, and "
           "release this one."});
  };
  same(before->everywhere == said.everywhere, field::kWhere);
  same(before->categories == said.categories, field::kWhat);
  same(before->kinds == said.kinds, field::kEntries);
  same(before->from == said.from, field::kBornFrom);
  same(before->to == said.to, field::kBornTo);
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

}  // namespace candour::record
