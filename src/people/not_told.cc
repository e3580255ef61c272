#include "people/not_told.h"

#include <algorithm>

#include "base/text.h"
#include "charter/category_list.h"
#include "charter/sharing.h"
#include "gate/own_door.h"

namespace candour::people {
namespace {

/// Of a row with id, recipient and authority from `first` on.
bool stands_so(const store::Row& row, int first, vault::Vault& vault, std::string_view recipient,
               const std::vector<std::string>& by) {
  if (!row.null(first + 1) && row.text(first + 1) == recipient) return true;
  if (row.null(first + 2)) return false;
  const auto id = row.id<RelationshipId>(first);
  return std::ranges::any_of(
      by, [&](const auto& a) { return row.i64(first + 2) == gate::authority_token(vault, id, a); });
}

}  // namespace

Result<std::vector<NotTold>> not_told_to(store::Session& db, vault::Vault& vault, const charter::Charter& c,
                                         const Pass& pass, PersonId person, std::string_view recipient,
                                         const std::vector<std::string>& by, UnixMs now) {
  std::vector<NotTold> all;
  std::vector<vault::Vault::EntryRef> refs;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(db.each(
        "SELECT id, recipient, authority, version, not_told FROM relationship WHERE org=$1 AND person=$2 AND "
        "not_told IS NOT NULL AND (ended IS NULL OR ended>$3)",
        {c.org(), record, now.ms}, [&](const store::Row& row) {
          if (!stands_so(row, 0, vault, recipient, by)) return true;
          all.push_back({{}, {}, charter::read_category_list(c, row.text(4))});
          refs.push_back(
              {record, EntryId{row.id<RelationshipId>(0).raw}, static_cast<std::uint32_t>(row.i64(3))});
          return true;
        }));
  if (refs.empty()) return all;
  TRY(const auto segments, vault.get_many(db, pass, refs));
  for (std::size_t i = 0; i < refs.size(); ++i)
    for (const auto& opened : segments[i].opened) {
      Relationship r;
      CHECK_OK(from_sealed(opened.plain, r));
      all[i].name = r.name;
      all[i].words = r.not_to_know_words;
    }
  return all;
}

Result<CategorySet> not_told_since(store::Session& db, vault::Vault& vault, const charter::Charter& c,
                                   const std::vector<PersonId>& records, std::string_view recipient,
                                   const std::vector<std::string>& by, UnixMs after, UnixMs now) {
  CategorySet all;
  for (const auto& record : records)
    CHECK_OK(db.each(
        "SELECT id, recipient, authority, not_told FROM relationship WHERE org=$1 AND person=$2 AND not_told IS "
        "NOT NULL AND not_told_at>$3 AND (ended IS NULL OR ended>$4)",
        {c.org(), record, after.ms, now.ms}, [&](const store::Row& row) {
          if (stands_so(row, 0, vault, recipient, by))
            all = all | charter::read_category_list(c, row.text(3));
          return true;
        }));
  return all;
}

std::string not_told_words(const charter::Charter& c, CategorySet what, std::string_view words) {
  std::vector<std::string> names;
  what.each([&](CategoryIx i) { names.push_back("“" + c.at(i).name + "”"); });
  const auto kinds = listed(names);
  if (words.empty()) return kinds;
  return kinds + (kinds.empty() ? "“" : ": “") + std::string(words) + "”";
}

std::string not_told_words(const charter::Charter& c, const Relationship& r) {
  CategorySet what;
  for (const auto& code : r.not_to_know)
    if (const auto i = c.find_category(code)) what.add(*i);
  return not_told_words(c, what, r.not_to_know_words);
}

std::string not_wanted_words(const charter::Charter& c, const NotTold& wish, CategoryIx what,
                             const std::string& body) {
  return "They do not want “" + c.at(what).name + "” told to " + (wish.name.empty() ? body : wish.name) +
         (wish.words.empty() ? "" : ": “" + wish.words + "”") + ".";
}

void check_not_told(const charter::Charter& c, const Relationship& r, std::vector<FieldProblem>& problems) {
  for (const auto& code : r.not_to_know) {
    const auto category = c.find_category(code);
    if (!category)
      problems.push_back({"not-to-know", "Choose from the list"});
    else if (std::ranges::find(r.may_know, code) != r.may_know.end())
      problems.push_back(
          {"not-to-know",
           "“" + c.at(*category).name + "” stands among what they may know too: ask the person which it is"});
  }
  if (!r.recipient.empty() && !charter::find_recipient(c, r.recipient))
    problems.push_back({"recipient", "Choose from the list"});
}

Status keep_not_told(store::Txn& txn, const charter::Charter& c, const Relationship& r, UnixMs now) {
  std::string codes;
  for (const auto& code : r.not_to_know) codes += (codes.empty() ? "" : " ") + code;
  std::optional<std::string> was;
  CHECK_OK(txn.each("SELECT not_told FROM relationship WHERE org=$1 AND id=$2", {c.org(), r.id},
                    [&](const store::Row& row) {
                      if (!row.null(0)) was = row.str(0);
                      return false;
                    }));
  const bool says = !codes.empty() || !r.not_to_know_words.empty();
  const auto is = says ? std::optional(codes) : std::nullopt;
  const auto recipient = r.recipient.empty() ? store::Param() : store::Param(r.recipient);
  CHECK_OK(
      txn.run("UPDATE relationship SET recipient=$3 WHERE org=$1 AND id=$2", {c.org(), r.id, recipient}));
  if (is == was) return {};
  return txn
      .run("UPDATE relationship SET not_told=$3, not_told_at=$4 WHERE org=$1 AND id=$2",
           {c.org(), r.id, is ? store::Param(*is) : store::Param(),
            is ? store::Param(now.ms) : store::Param()})
      .map([](auto) {});
}

}  // namespace candour::people
