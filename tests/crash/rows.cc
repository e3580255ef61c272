#include <set>
#include <sstream>
#include <tuple>

#include "base/id.h"
#include "check.h"
#include "store/accounted.h"

namespace candour::crash {
namespace {

using store::Param;
using store::Row;
using store::Session;

std::string text_of(ByteView id) {
  return EntryId::from_bytes(id).text();
}

/// The segments that are there, by entry, version and category.
using Segments = std::set<std::tuple<std::string, std::int64_t, std::string>>;

class Looker {
 public:
  Looker(Session& db, const OrgCode& org) : db_(db), org_(org) {}

  Status look() {
    CHECK_OK(read_segments());
    CHECK_OK(entries());
    CHECK_OK(profiles());
    CHECK_OK(parts("SELECT entry, version, parts FROM entry_version WHERE org = $1", "version of entry"));
    CHECK_OK(parts("SELECT person, version, parts FROM person_version WHERE org = $1", "version of person"));
    CHECK_OK(dangling());
    CHECK_OK(files());
    CHECK_OK(nothing_left_over());
    return count();
  }
  Found found;

 private:
  void torn(std::string what) { found.torn.push_back(std::move(what)); }

  Status read_segments() {
    return db_.each("SELECT entry, version, category FROM segment WHERE org = $1", {org_}, [&](const Row& r) {
      segments_.insert({text_of(r.blob(0)), r.i64(1), r.str(2)});
      return true;
    });
  }

  /// Rows that a query finds are faults; the first column is an id, the rest is said.
  Status none(const std::string& sql, const std::string& what) {
    return db_.each(sql, {org_}, [&](const Row& r) { return torn(what + " " + text_of(r.blob(0))), true; });
  }

  Status entries() {
    // The row of an entry repeats its newest version: number, state and parts.
    CHECK_OK(
        none("SELECT e.id FROM entry e LEFT JOIN entry_version v ON v.org = e.org AND v.entry = e.id "
             "AND v.version = e.version WHERE e.org = $1 AND (v.entry IS NULL OR v.parts <> e.parts "
             "OR v.state <> e.state OR v.at <> e.changed OR v.by <> e.changed_by)",
             "an entry that does not agree with its newest version:"));
    CHECK_OK(
        none("SELECT v.entry FROM entry_version v LEFT JOIN entry e ON e.org = v.org AND e.id = v.entry "
             "WHERE v.org = $1 GROUP BY v.entry, e.version HAVING e.version IS NULL OR min(v.version) <> 1 "
             "OR max(v.version) <> e.version OR count(*) <> e.version",
             "an entry whose versions do not follow one another:"));
    return none(
        "SELECT e.id FROM entry e LEFT JOIN policy p ON p.org = e.org AND p.id = e.policy "
        "WHERE e.org = $1 AND p.id IS NULL",
        "an entry without the row that says why it is kept:");
  }

  Status profiles() {
    CHECK_OK(
        none("SELECT p.id FROM person p LEFT JOIN person_version v ON v.org = p.org AND v.person = p.id "
             "AND v.version = p.version WHERE p.org = $1 AND (v.person IS NULL OR v.parts <> p.parts)",
             "a person who does not agree with their newest version:"));
    return none(
        "SELECT v.person FROM person_version v LEFT JOIN person p ON p.org = v.org AND p.id = v.person "
        "WHERE v.org = $1 GROUP BY v.person, p.version HAVING p.version IS NULL "
        "OR min(v.version) <> 1 OR max(v.version) <> p.version OR count(*) <> p.version",
        "a person whose versions do not follow one another:");
  }

  /// Each "category=version" of a parts text names a segment, of this version or an earlier one.
  Status parts(const std::string& sql, const std::string& what) {
    return db_.each(sql, {org_}, [&](const Row& r) {
      const auto id = text_of(r.blob(0));
      std::istringstream words(r.str(2));
      for (std::string word; words >> word;) {
        const auto at = word.find('=');
        const auto version = at == word.npos ? 0 : std::strtoll(word.c_str() + at + 1, nullptr, 10);
        if (version < 1 || version > r.i64(1) || !segments_.contains({id, version, word.substr(0, at)}))
          torn("a " + what + " " + id + " without its segment " + word);
      }
      return true;
    });
  }

  /// What is about a service stands under an id that no person has: it begins with six bytes of nothing
  /// (gate/service_subject.h).
  static PersonId first_of_people() {
    PersonId id;
    id.raw.bytes[5] = 1;
    return id;
  }

  Status dangling() {
    // What belongs to somebody: table, the column of the person.
    for (const auto& [table, id] :
         std::vector<std::pair<std::string, std::string>>{{"entry", "id"},
                                                          {"draft", "id"},
                                                          {"due", "entry"},
                                                          {"diary", "entry"},
                                                          {"relationship", "id"},
                                                          {"file", "id"},
                                                          {"referral", "id"},
                                                          {"enrolment", "id"},
                                                          {"allocation", "enrolment"},
                                                          {"person_token", "person"},
                                                          {"reasoned_access", "id"}})
      CHECK_OK(db_.each("SELECT t." + id + " FROM " + table +
                            " t LEFT JOIN person p ON p.org = t.org AND p.id = t.person "
                            "WHERE t.org = $1 AND p.id IS NULL AND t.person >= $2",
                        {org_, first_of_people()}, [&, what = "a " + table + " of nobody: "](const Row& r) {
                          return torn(what + text_of(r.blob(0))), true;
                        }));
    CHECK_OK(
        none("SELECT d.entry FROM due d LEFT JOIN entry e ON e.org = d.org AND e.id = d.entry "
             "AND e.person = d.person LEFT JOIN referral r ON r.org = d.org AND r.id = d.entry "
             "AND r.person = d.person LEFT JOIN enrolment s ON s.org = d.org AND s.id = d.entry AND "
             "s.person = d.person WHERE d.org = $1 AND e.id IS NULL AND r.id IS NULL AND s.id IS NULL",
             "a deadline of no entry, referral or place in a service:"));
    CHECK_OK(
        none("SELECT d.id FROM draft d LEFT JOIN segment s ON s.org = d.org AND s.person = d.person "
             "AND s.entry = d.id WHERE d.org = $1 AND s.entry IS NULL",
             "a draft without its words:"));
    CHECK_OK(
        none("SELECT e.id FROM enrolment e LEFT JOIN referral r ON r.org = e.org AND r.id = e.referral "
             "WHERE e.org = $1 AND r.id IS NULL",
             "an enrolment without its referral:"));
    CHECK_OK(
        none("SELECT a.enrolment FROM allocation a LEFT JOIN enrolment e ON e.org = a.org "
             "AND e.id = a.enrolment WHERE a.org = $1 AND e.id IS NULL",
             "an allocation without its enrolment:"));
    return none(
        "SELECT r.id FROM relationship r LEFT JOIN segment s ON s.org = r.org "
        "AND s.person = r.person AND s.entry = r.id AND s.version = r.version "
        "WHERE r.org = $1 AND s.entry IS NULL",
        "a relationship without its words:");
  }

  Status files() {
    // Sealed pieces are a little longer than the file, and numbered without a gap.
    CHECK_OK(
        none("SELECT f.id FROM file f LEFT JOIN file_chunk c ON c.org = f.org AND c.file = f.id "
             "WHERE f.org = $1 GROUP BY f.id, f.size HAVING count(c.file) = 0 "
             "OR max(c.chunk) + 1 <> count(*) OR sum(length(c.sealed)) < f.size",
             "a file with a piece missing:"));
    CHECK_OK(
        none("SELECT c.file FROM file_chunk c LEFT JOIN file f ON f.org = c.org AND f.id = c.file "
             "WHERE c.org = $1 AND c.chunk = 0 AND f.id IS NULL",
             "pieces of no file:"));
    return none(
        "SELECT f.id FROM file f LEFT JOIN entry e ON e.org = f.org AND e.id = f.entry "
        "AND e.person = f.person WHERE f.org = $1 AND e.id IS NULL",
        "a file of no entry:");
  }

  /// A segment belongs to something that is there.
  Status nothing_left_over() {
    std::set<std::string> owners;
    for (const auto* sql :
         {"SELECT id FROM person WHERE org = $1", "SELECT id FROM entry WHERE org = $1",
          "SELECT id FROM draft WHERE org = $1", "SELECT id FROM relationship WHERE org = $1",
          "SELECT id FROM file WHERE org = $1", "SELECT id FROM referral WHERE org = $1",
          "SELECT id FROM enrolment WHERE org = $1", "SELECT id FROM reasoned_access WHERE org = $1"})
      CHECK_OK(db_.each(sql, {org_}, [&](const Row& r) { return owners.insert(text_of(r.blob(0))), true; }));
    for (const auto& [entry, version, category] : segments_)
      if (!owners.contains(entry)) torn("a segment that belongs to nothing: " + entry + " " + category);
    return {};
  }

  Status count() {
    for (const std::string table : {"person", "entry", "entry_version", "segment", "draft", "file", "due",
                                    "relationship", "referral", "ledger_entry"})
      CHECK_OK(db_.each("SELECT count(*) FROM " + table + " WHERE org = $1", {org_},
                        [&](const Row& r) { return found.counted[table] = r.i64(0), false; }));
    return {};
  }

  Session& db_;
  const OrgCode& org_;
  Segments segments_;
};

}  // namespace

Result<Found> look_at_rows(Session& db, const OrgCode& org) {
  Looker looker(db, org);
  CHECK_OK(looker.look());
  return std::move(looker.found);
}

Status compare_with_ledger(Session& db, const OrgCode& org, const Written& written, Found& found) {
  Written left = written;
  CHECK_OK(db.each("SELECT id, version FROM entry WHERE org = $1", {org}, [&](const Row& r) {
    const auto id = text_of(r.blob(0));
    const auto at = left.find(id);
    const auto lines = at == left.end() ? 0 : at->second;
    if (lines != r.i64(1))
      found.torn.push_back("an entry with " + std::to_string(r.i64(1)) + " versions and " +
                           std::to_string(lines) + " lines on the ledger: " + id);
    if (at != left.end()) left.erase(at);
    return true;
  }));
  for (const auto& [id, lines] : left) found.torn.push_back("on the ledger, but not there: entry " + id);
  return {};
}

Status spoil(store::Db& db, const std::string& what, const std::string& id) {
  const auto entry = EntryId::parse(id).value_or(EntryId{});
  const auto run = [&](store::Txn& t, const std::string& sql, const Param& p) -> Status {
    TRY(const auto n, t.run(sql, {db.org(), p}));
    return n > 0 ? Status() : fail(Code::NotFound, "There is nothing to spoil: " + sql);
  };
  return db.write([&](store::Txn& t) -> Status {
    store::no_entry_needed("it spoils what the check must notice");
    if (what == "segment") return run(t, "DELETE FROM segment WHERE org = $1 AND entry = $2", entry);
    if (what == "version")
      return run(t,
                 "DELETE FROM entry_version WHERE org = $1 AND entry = $2 AND version = "
                 "(SELECT max(version) FROM entry_version WHERE org = $1 AND entry = $2)",
                 entry);
    if (what == "ledger")
      return run(t, "DELETE FROM ledger_entry WHERE org = $1 AND seq = $2",
                 Param(std::int64_t{std::atoll(id.c_str())}));
    if (what == "draft") {
      CHECK_OK(run(t, "DELETE FROM draft WHERE org = $1 AND id = $2", entry));
      return run(t, "DELETE FROM segment WHERE org = $1 AND entry = $2", entry);
    }
    if (what == "entry") {
      CHECK_OK(run(t, "DELETE FROM entry WHERE org = $1 AND id = $2", entry));
      CHECK_OK(run(t, "DELETE FROM entry_version WHERE org = $1 AND entry = $2", entry));
      return run(t, "DELETE FROM segment WHERE org = $1 AND entry = $2", entry);
    }
    return fail(Code::Invalid, "Nobody knows how to spoil \"" + what + "\".");
  });
}

}  // namespace candour::crash
