// One line over all that was written about a person (IG-8.1), paged by key; and the newest of some kinds.
#include <algorithm>

#include "base/calendar.h"
#include "base/text.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

namespace json = boost::json;

constexpr int kMostOnPage = 200;
constexpr int kBatch = 100;        // rows opened at once when looking for words
constexpr int kMostOpened = 1000;  // rows opened for one page when looking for words

/// All text of the answers, folded, with a space between.
void gather(const json::value& value, std::string& all) {
  if (value.is_string()) {
    all += fold(value.get_string()) + " ";
  } else if (value.is_array()) {
    for (const auto& v : value.get_array()) gather(v, all);
  } else if (value.is_object()) {
    for (const auto& [key, v] : value.get_object()) gather(v, all);
  }
}

bool holds_all(const charter::Values& values, const std::vector<std::string>& words) {
  std::string all;
  for (const auto& [key, value] : values) gather(value, all);
  for (const auto& word : words)
    if (all.find(word) == std::string::npos) return false;
  return true;
}

/// The query of a page and its values, which are views of what was handed in.
struct Query {
  std::string where;
  std::vector<store::Param> params;
  void add(std::string_view condition, store::Param p) {
    params.push_back(p);
    where += " AND " + std::string(condition) + "$" + std::to_string(params.size());
  }
};

/// "$2" or "$2, $3": all records that are the person's.
std::string in_list(std::vector<store::Param>& params, const std::vector<PersonId>& records) {
  std::string list;
  for (const auto& r : records) {
    params.emplace_back(r);
    list += (list.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  return list;
}

Query page_query(const charter::Charter& charter, const std::vector<PersonId>& records,
                 const TimelineFilter& filter, const std::optional<TimelineKey>& older_than,
                 std::int64_t limit) {
  Query q{{}, {charter.organisation.code}};
  q.where = "WHERE e.org=$1 AND e.person IN (" + in_list(q.params, records) + ")";
  if (filter.kind) q.add("e.kind=", charter.at(*filter.kind).code);
  if (filter.service) q.add("e.service=", charter.at(*filter.service).code);
  if (filter.from) q.add("e.happened>=", start_of_day(*filter.from).ms);
  if (filter.to) q.add("e.happened<", start_of_day(add_days(*filter.to, 1)).ms);
  if (older_than) {
    q.params.emplace_back(older_than->happened.ms);
    q.params.emplace_back(older_than->id);
    q.where += " AND (e.happened, e.id) < ($" + std::to_string(q.params.size() - 1) + ", $" +
               std::to_string(q.params.size()) + ")";
  }
  q.params.emplace_back(limit);
  q.where += " ORDER BY e.happened DESC, e.id DESC LIMIT $" + std::to_string(q.params.size());
  return q;
}

}  // namespace

Result<TimelinePage> Entries::timeline(const Pass& pass, PersonId person, const TimelineFilter& filter,
                                       std::optional<TimelineKey> older_than, int most) {
  const auto& charter = gate_.charter();
  const auto wanted = static_cast<std::size_t>(std::clamp(most, 1, kMostOnPage));
  const auto words = fold_words(filter.words);
  const auto records = pass.records_of(person);
  TimelinePage page;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    if (!pass.covers(person)) return not_found();
    for (int opened = 0;;) {
      // One more than is shown tells whether there is another page.
      const auto batch = words.empty() ? wanted + 1 : std::size_t{kBatch};
      const auto q = page_query(charter, records, filter, older_than, static_cast<std::int64_t>(batch));
      std::size_t count = 0;
      TRY(auto rows, Row::load(db, gate_, q.where, q.params, &count));
      const bool last = count < batch;
      if (rows.size() > wanted && words.empty()) rows.pop_back();
      opened += static_cast<int>(count);
      TRY(auto entries, open_rows(db, pass, std::move(rows)));
      for (auto& e : entries) {
        const TimelineKey key{e.happened, e.id};
        if (!e.untold && page.entries.size() == wanted) {
          page.older = older_than;
          return {};
        }
        if (!e.untold && (words.empty() || holds_all(e.values, words))) page.entries.push_back(std::move(e));
        older_than = key;
      }
      if (last) return {};
      // Neither a short page nor an offer of more may tell of what is left out: on to the next that may be
      // shown.
      const bool full = page.entries.size() == wanted && charter.untold.empty();
      if (full || opened >= kMostOpened) {
        page.older = older_than;
        return {};
      }
    }
  });
  CHECK_OK(read);
  return page;
}

Result<std::vector<Entry>> Entries::newest_of(const Pass& pass, PersonId person,
                                              const std::vector<KindIx>& kinds) {
  const auto& charter = gate_.charter();
  if (!pass.covers(person)) return not_found();
  if (kinds.empty()) return std::vector<Entry>{};
  std::string sql;
  std::vector<store::Param> params{charter.organisation.code};
  const auto records = pass.records_of(person);
  const auto list = in_list(params, records);
  for (const auto kind : kinds) {
    params.emplace_back(charter.at(kind).code);
    const auto n = std::to_string(params.size());
    sql += (sql.empty() ? "SELECT * FROM (" : " UNION ALL SELECT * FROM (") +
           Row::select("WHERE e.org=$1 AND e.person IN (" + list + ") AND e.kind=$" + n +
                       " ORDER BY e.happened DESC, e.id DESC LIMIT 1") +
           ") AS newest" + n;
  }
  std::vector<Entry> newest;
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(auto rows, Row::load(db, gate_, sql, params));
    TRY(newest, open_rows(db, pass, std::move(rows)));
    std::erase_if(newest, [](const Entry& e) { return e.untold; });
    return {};
  });
  CHECK_OK(read);
  return newest;
}

}  // namespace candour::record
