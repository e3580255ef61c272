#include "cli/proving.h"

#include "record/lost_files.h"
#include "record/lost_parts.h"
#include "store/sound.h"

namespace candour::cli {
namespace {

constexpr std::size_t kMostFindings = 200;

}  // namespace

Result<gate::Seals::Found> prove(gate::Seals& seals, store::Db& db, bool tells) {
  TRY(auto found, seals.check(tells));
  const auto find = [&](std::string what) {
    ++found.broken;
    if (found.findings.size() < kMostFindings) found.findings.push_back(std::move(what));
  };
  TRY(const auto lying, store::lying_indexes(db));
  for (const auto& what : lying) find("an index does not say what its table says: " + what);
  CHECK_OK(db.read([&](store::Session& s) -> Status {
    CHECK_OK(record::each_lost_part(s, db.org(), [&](const std::string& what) { find(what); }));
    return record::each_lost_file(
        s, db.org(), [&](FileId id) { find("file " + id.text() + ": nothing of its content is left"); });
  }));
  return found;
}

}  // namespace candour::cli
