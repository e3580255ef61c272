// Sealed: a JSON object {"staff", "list", "name", "query"}.
#include "record/saved_lists.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace candour::record {
namespace {

namespace json = boost::json;

constexpr std::string_view kUse = "saved-list";
constexpr std::size_t kMostQuery = 4000;  // bytes: an address that is longer no page makes

}  // namespace

Result<std::vector<SavedList>> SavedLists::mine(StaffId staff) const {
  std::vector<std::pair<SavedListId, Bytes>> rows;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT id, sealed FROM saved_list WHERE org=$1 AND staff=$2 ORDER BY id LIMIT $3",
                  {db_.org(), staff, kMostEach}, [&](const store::Row& r) {
                    rows.emplace_back(r.id<SavedListId>(0), Bytes(r.blob(1).begin(), r.blob(1).end()));
                    return true;
                  });
  }));
  std::vector<SavedList> out;
  for (const auto& [id, sealed] : rows) {
    const auto plain = vault_.open_thing(id.raw, kUse, sealed);
    // Forgotten, and its row is there still (a backup put back, a server that died between the two).
    if (!plain && plain.error().code == Code::NotFound) continue;
    CHECK_OK(plain);
    boost::system::error_code bad;
    const auto all = json::parse(as_text(*plain), bad);
    if (bad || !all.is_object())
      return fail(Code::Corrupt, "A list that you saved cannot be read any more.", "no JSON object");
    // Whose it is stands sealed too: a row that was given to somebody else in the database is nobody's.
    if (all.at("staff").as_string() != staff.text() || all.at("list").as_string() != id.text()) continue;
    out.push_back(
        {id, json::value_to<std::string>(all.at("name")), json::value_to<std::string>(all.at("query"))});
  }
  std::ranges::sort(out, {}, [](const SavedList& l) { return sort_key(l.name); });
  return out;
}

Status SavedLists::remove(SavedListId id) {
  CHECK_OK(vault_.destroy_many({vault::key_of_thing(id.raw)}));
  return db_.write([&](store::Txn& txn) {
    return txn.run("DELETE FROM saved_list WHERE org=$1 AND id=$2", {db_.org(), id}).map([](auto) {});
  });
}

Result<SavedListId> SavedLists::save(StaffId staff, std::string_view name, std::string_view query) {
  const auto called = clean_line(name);
  if (called.empty()) return invalid("name", "Give the list a name, so that you find it again.");
  if (auto mend = too_long(called, kNameLetters, "The name"); !mend.empty())
    return invalid("name", std::move(mend));
  if (query.size() > kMostQuery) return invalid("name", "This list has too many filters to be saved.");
  TRY(const auto had, mine(staff));
  const auto same = std::ranges::find(had, fold(called), [](const SavedList& l) { return fold(l.name); });
  if (same == had.end() && std::ssize(had) >= kMostEach)
    return invalid("name", "You have " + std::to_string(kMostEach) +
                               " saved lists, and there is room for no more. Take one away first.");
  const auto id = SavedListId::make(clock_.now().ms);
  const json::value all = {{"staff", staff.text()}, {"list", id.text()}, {"name", called}, {"query", query}};
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto sealed, vault_.seal_thing(txn, id.raw, kUse, as_bytes(json::serialize(all))));
    return txn
        .run("INSERT INTO saved_list (org, id, staff, sealed) VALUES ($1, $2, $3, $4)",
             {db_.org(), id, staff, sealed})
        .map([](auto) {});
  }));
  if (same != had.end()) CHECK_OK(remove(same->id));
  return id;
}

Status SavedLists::forget(StaffId staff, SavedListId id) {
  TRY(const auto had, mine(staff));
  if (std::ranges::count(had, id, &SavedList::id) == 0) return not_found();
  return remove(id);
}

}  // namespace candour::record
