#include "retention/erase_rows.h"

#include <string>

#include "people/lists.h"

namespace candour::retention {
namespace {

// Rows that hang on an entry, an allocation or a file, before those on which they hang.
constexpr std::string_view kOfEntries[] = {"entry_version", "home_visit", "agreement_flag", "hold_scope"};

constexpr RowsOf kTables[] = {{"due", "person"},
                              {"diary", "person"},
                              {"draft", "person"},
                              {"shared_with", "person"},
                              {"disputed", "person"},
                              {"mailing_to", "person"},
                              {"letter_mail", "person"},
                              {"mailing_use", "person"},
                              {"pickup", "person"},
                              {"transfer_person", "person"},
                              {"access_pack_step", "person"},
                              {"access_pack_item", "person"},
                              {"misfiled", "person"},
                              {"let_go", "person"},
                              {"hold_flag", "person"},
                              {"journey_step", "person"},
                              {"allocation", "person"},
                              {"enrolment", "person"},
                              {"referral", "person"},
                              {"consent_flag", "person"},
                              {"objection_flag", "person"},
                              {"reasoned_access", "person"},
                              {"name_to_look_for", "person"},
                              {"own_session", "person"},
                              {"own_door", "person"},
                              {"relationship", "person"},
                              {"task", "about_person"},
                              {"alert", "person"},
                              {"file", "person"},
                              {"entry", "person"},
                              {"segment", "person"},
                              {"person_token", "person"},
                              {"person_version", "person"},
                              {"joined_record", "person"},
                              {"import_row", "person"},
                              {"person", "id"}};

}  // namespace

std::span<const RowsOf> tables_of_people() {
  return kTables;
}

Result<Erased> erase_rows(store::Txn& txn, const OrgCode& org, const std::vector<PersonId>& people) {
  Erased out;
  std::vector<std::vector<store::Param>> each;
  each.reserve(people.size());
  for (const auto& person : people) each.push_back({org, person});
  for (const auto table : kOfEntries)
    CHECK_OK(txn.run_each("DELETE FROM " + std::string(table) +
                              " WHERE org=$1 AND entry IN (SELECT id FROM entry WHERE org=$1 AND person=$2)",
                          each));
  CHECK_OK(txn.run_each(
      "DELETE FROM alert_mail WHERE org=$1 AND alert IN (SELECT id FROM alert WHERE org=$1 AND person=$2)",
      each));
  CHECK_OK(txn.run_each(
      "DELETE FROM file_chunk WHERE org=$1 AND file IN (SELECT id FROM file WHERE org=$1 AND person=$2)",
      each));
  // Somebody who stands in another person's circle with a record of their own: the name there is theirs to
  // keep.
  CHECK_OK(txn.run_each("UPDATE relationship SET other=NULL WHERE org=$1 AND other=$2", each));
  CHECK_OK(txn.run_each("DELETE FROM joined_record WHERE org=$1 AND other=$2", each));
  for (const auto& t : tables_of_people()) {
    TRY(const auto rows, txn.run_each("DELETE FROM " + std::string(t.table) + " WHERE org=$1 AND " +
                                          std::string(t.column) + "=$2",
                                      each));
    if (t.table == "entry") out.entries = rows;
    if (t.table == "file") out.files = rows;
  }
  return out;
}

Result<std::int64_t> rows_left(store::Session& db, const OrgCode& org, const std::vector<PersonId>& people) {
  std::int64_t left = 0;
  for (const auto& t : tables_of_people())
    CHECK_OK(people::each_of(
        db,
        "SELECT COUNT(*) FROM " + std::string(t.table) + " WHERE org=$1 AND " + std::string(t.column) + " IN",
        "", {org}, people, [&](const store::Row& r) { return left += r.i64(0), true; }));
  return left;
}

}  // namespace candour::retention
