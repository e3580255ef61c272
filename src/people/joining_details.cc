// Which details stand when two records become one, and how they are put back.
#include <algorithm>
#include <charconv>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "gate/words.h"
#include "people/joining_parts.h"
#include "people/person_history.h"

namespace candour::people {

namespace {

namespace json = boost::json;

charter::Values within(const charter::Kind& kind, const charter::Values& values, CategorySet categories) {
  charter::Values out;
  for (const auto& f : kind.fields)
    if (const auto* v = values.if_contains(f.code); v && categories.has(f.category)) out[f.code] = *v;
  return out;
}

/// The rows of the first list, and those of the second that are not among them.
json::value both_lists(const json::value& a, const json::value& b) {
  auto all = a.as_array();
  for (const auto& row : b.as_array())
    if (std::find(all.begin(), all.end(), row) == all.end() && all.size() < charter::kGroupRows)
      all.push_back(row);
  return all;
}

std::uint32_t number(std::string_view text) {
  std::uint32_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

}  // namespace

charter::Values Joins::Two::kept_values(const charter::Kind& kind) const {
  return within(kind, kept_now.values(), both);
}
charter::Values Joins::Two::other_values(const charter::Kind& kind) const {
  return within(kind, other_now.values(), both);
}

std::vector<Differing> Joins::Two::differing(const charter::Kind& kind) const {
  std::vector<Differing> out;
  const auto a = kept_values(kind), b = other_values(kind);
  const auto newer = other.changed > kept.changed ? Stands::Other : Stands::Kept;
  for (const auto& f : kind.fields) {
    const auto *x = a.if_contains(f.code), *y = b.if_contains(f.code);
    if (!x || !y || *x == *y) continue;
    const bool list = x->is_array() && y->is_array();
    out.push_back({&f, list, list ? Stands::Both : newer});
  }
  return out;
}

charter::Values that_stand(const charter::Kind& kind, const charter::Values& kept,
                           const charter::Values& other, const std::vector<Differing>& differing,
                           const std::map<std::string, Stands>& stands, charter::Date today) {
  auto values = kept;
  for (const auto& f : kind.fields)
    if (const auto* v = other.if_contains(f.code); v && !kept.if_contains(f.code)) values[f.code] = *v;
  for (const auto& d : differing) {
    const auto said = stands.find(d.field->code);
    const auto which = said == stands.end() ? d.unless_said : said->second;
    if (which == Stands::Other) values[d.field->code] = other.at(d.field->code);
    if (which == Stands::Both && d.list)
      values[d.field->code] = both_lists(kept.at(d.field->code), other.at(d.field->code));
  }
  // The names and addresses that do not stand are former ones, so that letters with them are still found.
  values = with_history(kept, std::move(values), today);
  return with_history(other, std::move(values), today);
}

Result<Joins::Two> Joins::open_both(store::Session& db, const Pass& kept, const Pass& other) const {
  const auto& charter = gate_.charter();
  Two two;
  TRY(two.kept, People::Row::load_one(db, charter, people_.references_, kept.person()));
  TRY(two.other, People::Row::load_one(db, charter, people_.references_, other.person()));
  two.both = kept.may_see() & other.may_see();
  TRY(two.kept_now, open_one(db, vault_, gate_.charter(), kept, two.kept.stored()));
  TRY(two.other_now, open_one(db, vault_, gate_.charter(), other, two.other.stored()));
  return two;
}

Result<std::string> Joins::change_details(store::Txn& txn, const Pass& pass, const Two& two, const Joining& j,
                                          CategorySet& touched) {
  const auto& charter = gate_.charter();
  const auto& kind = People::Row::kind(charter);
  const auto now = clock_.now();
  const auto id = two.kept.id;
  const auto before = two.kept.version;
  const auto old = two.kept_now.values();
  auto values = old;
  auto parts = two.kept.parts;
  const bool dies = !two.kept.died && two.other.died;
  // What is restricted is not changed, on whichever of the two it was written down.
  if (!two.kept.restricted && !two.other.restricted && pass.may_write() == pass.may_see()) {
    const auto stand = that_stand(kind, two.kept_values(kind), two.other_values(kind), two.differing(kind),
                                  j.stands, today(now));
    for (const auto& [field, value] : stand) values[field] = value;
    TRY(const auto sealed,
        seal_change(txn, vault_, charter, pass, {id, People::Row::profile_entry(id), &kind}, before + 1,
                    parts, two.kept_now, values, {}));
    parts = sealed.parts;
    touched = sealed.touched;
  }
  const auto said = [&](std::uint32_t after) {
    return "details:" + std::to_string(before) + ":" + std::to_string(after);
  };
  if (touched.empty() && !dies) return said(before);
  const std::string died = two.kept.died ? iso_date(*two.kept.died) : dies ? iso_date(*two.other.died) : "";
  CHECK_OK(txn.run(
      "UPDATE person SET version=$3, parts=$4, changed=$5, changed_by=$6, died=$7 WHERE org=$1 AND id=$2",
      {charter.organisation.code, id, std::int64_t{before} + 1, parts.text(charter), now.ms, pass.actor(),
       died.empty() ? store::Param() : store::Param(died)}));
  CHECK_OK(txn.run(
      "INSERT INTO person_version (org, person, version, at, by, why, parts) "
      "VALUES ($1, $2, $3, $4, $5, 'merge', $6)",
      {charter.organisation.code, id, std::int64_t{before} + 1, now.ms, pass.actor(), parts.text(charter)}));
  CHECK_OK(replace_tokens(txn, vault_, charter, id, touched, values));
  const auto* name = kind.find_field("family-name");
  if (name && touched.has(name->category)) people_.tell_names(txn, id, &values);
  return said(before + 1) + (dies ? " died:" : "");
}

Result<bool> Joins::put_details_back(store::Txn& txn, const Pass& pass, PersonId kept,
                                     std::string_view undo) {
  const auto& charter = gate_.charter();
  const auto& kind = People::Row::kind(charter);
  const auto now = clock_.now();
  std::uint32_t before = 0, after = 0;
  bool died = false;
  for (const auto& w : undo_words(undo)) {
    if (w.what == "details" && w.parts.size() == 2) before = number(w.parts[0]), after = number(w.parts[1]);
    died = died || w.what == "died";
  }
  if (before == after) return true;
  TRY(const auto row, People::Row::load_one(txn, charter, people_.references_, kept));
  if (row.version != after) return false;  // changed since: that is somebody's to look at
  std::string text;
  CHECK_OK(txn.each("SELECT parts FROM person_version WHERE org=$1 AND person=$2 AND version=$3",
                    {charter.organisation.code, kept, std::int64_t{before}},
                    [&](const store::Row& r) { return text = r.str(0), false; }));
  TRY(const auto parts, Parts::parse(charter, text));
  // Nothing is sealed anew: the version of before is pointed to.
  TRY(const auto contents,
      open_one(txn, vault_, gate_.charter(), pass, {kept, People::Row::profile_entry(kept), parts}));
  const auto values = contents.values();
  const auto next = std::int64_t{after} + 1;
  CHECK_OK(txn.run("UPDATE person SET version=$3, parts=$4, changed=$5, changed_by=$6 WHERE org=$1 AND id=$2",
                   {charter.organisation.code, kept, next, text, now.ms, pass.actor()}));
  if (died)
    CHECK_OK(
        txn.run("UPDATE person SET died=NULL WHERE org=$1 AND id=$2", {charter.organisation.code, kept}));
  CHECK_OK(
      txn.run("INSERT INTO person_version (org, person, version, at, by, why, parts) "
              "VALUES ($1, $2, $3, $4, $5, 'unmerge', $6)",
              {charter.organisation.code, kept, next, now.ms, pass.actor(), text}));
  CategorySet differ;
  for (const auto c : {&parts, &row.parts})
    c->categories().each([&](CategoryIx x) {
      if (parts.at(x) != row.parts.at(x)) differ.add(x);
    });
  CHECK_OK(replace_tokens(txn, vault_, charter, kept, differ, values));
  const auto* name = kind.find_field("family-name");
  if (name && differ.has(name->category)) people_.tell_names(txn, kept, &values);
  return true;
}

}  // namespace candour::people
