#include "record/lost_files.h"

namespace candour::record {

Status each_lost_file(store::Session& db, const OrgCode& org, const std::function<void(FileId)>& on) {
  return db.each(
      "SELECT f.id FROM file f WHERE f.org = $1 AND NOT EXISTS"
      " (SELECT 1 FROM file_chunk c WHERE c.org = $1 AND c.file = f.id) ORDER BY f.id",
      {org}, [&](const store::Row& r) {
        on(r.id<FileId>(0));
        return true;
      });
}

}  // namespace candour::record
