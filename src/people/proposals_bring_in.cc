// The last step of a proposal: its file is written, by the server, on its day.
#include <algorithm>

#include "charter/catalogue_read.h"
#include "gate/in_force.h"
#include "gate/tasks.h"
#include "people/charter_file.h"
#include "people/proposals.h"

namespace candour::people {

FileState Proposals::file_state(const std::string& proposed) const {
  const auto now = charter::read_text_file(source_.path);
  if (now && *now == proposed) return FileState::Newer;
  if (!now || *now != source_.text) return FileState::ChangedOnDisk;
  return can_replace(source_.path) ? FileState::AsItRuns : FileState::NotWritable;
}

bool Proposals::works_here(StaffId id) const {
  return gate_.actor(id).has_value();
}

/// Who left does not count: it is open again, for somebody else to approve or to take over.
Status Proposals::void_approval(const Proposal& p) {
  return db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows,
        txn.run("UPDATE charter_proposal SET state='open', decided=NULL, decided_by=NULL WHERE org=$1 AND "
                "id=$2 AND state='approved'",
                {db_.org(), p.id}));
    if (rows != 1) return {};
    CHECK_OK(tell(txn, p));
    return append(txn, {}, p, "approval-void");
  });
}

Result<bool> Proposals::write_approved(const Proposal& p) {
  if (!works_here(p.author) || !works_here(p.decided_by)) {
    CHECK_OK(void_approval(p));
    return false;
  }
  std::string text;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(text, text_of(s, p.digest));
    return {};
  }));
  if (file_state(text) == FileState::Newer) return true;  // written, and this server still runs the older one
  const auto read = charter::load_text(source_.path, text, source_.catalogue);
  if (!read.charter)
    return fail(Code::Conflict,
                "Version " + p.version +
                    " was approved, and no longer fits the catalogue of this Candour. To mend: change the "
                    "proposal and have it approved again.",
                "proposal " + p.id.text());
  TRY(const auto before, uses_before());
  const auto missing =
      charter::uses_missing(*read.charter, before.new_in(*read.charter), today(clock_.now()));
  if (!missing.empty()) return fail(Code::Conflict, missing, "proposal " + p.id.text());
  CHECK_OK(replace_charter_file(source_.path, source_.text, gate_.charter().version.number, text));
  return true;
}

/// What another server has brought in by a proposal.
Result<bool> Proposals::follow() {
  std::string version, text;
  Bytes digest;
  bool proposed = false;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(
        s.each("SELECT c.version, c.digest, v.file FROM charter_in_force c JOIN charter_version v ON "
               "v.org=c.org AND v.version=c.version WHERE c.org=$1",
               {db_.org()}, [&](const store::Row& row) {
                 version = row.str(0);
                 digest = Bytes(row.blob(1).begin(), row.blob(1).end());
                 text = std::string(as_text(row.blob(2)));
                 return false;
               }));
    TRY(const auto made, list(s, "AND state='in-force' AND version=$2", {version}));
    proposed = !made.empty();
    return {};
  }));
  if (!proposed || text == source_.text || !gate::later_version(version, gate_.charter().version.number))
    return false;
  TRY(const auto mine, source_.digest(text));
  if (mine != digest)
    return fail(Code::Conflict,
                "Another server has brought in version " + version +
                    " with another catalogue than this one has. To mend: give all servers the same Candour.",
                "charter_in_force of " + db_.org().text);
  if (file_state(text) != FileState::Newer)
    CHECK_OK(replace_charter_file(source_.path, source_.text, gate_.charter().version.number, text));
  return true;
}

Result<bool> Proposals::bring_in() {
  TRY(const bool followed, follow());
  if (followed) return true;
  std::vector<Proposal> waiting;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(waiting, list(s, "AND state='approved' ORDER BY decided, id", {}));
    return {};
  }));
  const auto day = today(clock_.now());
  for (const auto& p : waiting) {
    if (p.from > day || p.base != base_) continue;
    TRY(const bool written, write_approved(p));
    if (written) return true;
  }
  return false;
}

}  // namespace candour::people
