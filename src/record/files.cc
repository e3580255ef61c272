#include "record/files.h"

#include "base/limits.h"
#include "base/text.h"
#include "charter/values.h"
#include "record/entry_rows.h"

namespace candour::record {
namespace {

/// Whether the field is for what a person gives by choice, and may take back (LL-2.5d).
bool is_voluntary(const charter::Charter& charter, std::string_view field, CategoryIx category) {
  return std::ranges::any_of(charter.kinds, [&](const charter::Kind& kind) {
    return kind.find_field(field) && kind.voluntary().has(category);
  });
}

vault::SegmentName name_of(const charter::Charter& charter, PersonId person, FileId id, CategoryIx category,
                           bool own_key) {
  return {person, EntryId{id.raw}, 1, category, slot_of_file(charter, id, category, own_key)};
}

/// The last part of a path, cleaned: browsers send all sorts of names. Whole, with its ending.
Result<std::string> clean_name(std::string_view field, std::string_view name) {
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  auto clean = is_utf8(name) ? clean_line(name) : std::string();
  if (clean.empty()) clean = "file";
  if (auto words = too_long(clean, charter::kFileName, "the name of the file"); !words.empty())
    return invalid(std::string(field),
                   words + ". Give it a shorter name where it lies, and choose it again.");
  return clean;
}

Status check(std::string field, std::string_view type, ByteView content) {
  if (content.empty()) return invalid(std::move(field), "The file is empty. Choose another one.");
  if (content.size() > limits::kUploadFileBytes)
    return invalid(std::move(field),
                   "The file is larger than 25 MB. Make it smaller, or part it, and try again.");
  if (type.empty())
    return invalid(std::move(field),
                   "This sort of file cannot be kept. Use a PDF, a photo (JPEG, PNG, WebP, HEIC), a Word, "
                   "Excel or OpenDocument text, plain text, CSV, or a sound or film (MP3, M4A, WAV, MP4).");
  return {};
}

struct FoundFile {
  FileInfo info;
  CategoryIx category{};
  bool own_key = false;
  PersonId record;  // under which it is sealed
};

constexpr std::string_view kColumns =
    "SELECT id, entry, field, category, type, size, added, by, own_key FROM file WHERE org=$1 AND person=$2 ";

Result<std::vector<FoundFile>> find(store::Session& db, const charter::Charter& charter, const Pass& pass,
                                    PersonId person, std::string_view rest, store::Param which) {
  std::vector<FoundFile> found;
  for (const auto& record : pass.records_of(person))
    CHECK_OK(db.each(std::string(kColumns) + std::string(rest), {charter.organisation.code, record, which},
                     [&](const store::Row& r) {
                       const auto category = charter.find_category(r.text(3));
                       const auto sight = pass.sight(record, {r.i64(6)});
                       if (!category || !sight.sees(record, *category)) return true;
                       found.push_back({{r.id<FileId>(0),
                                         r.id<EntryId>(1),
                                         r.str(2),
                                         {},
                                         r.str(4),
                                         r.i64(5),
                                         {r.i64(6)},
                                         r.id<StaffId>(7)},
                                        *category,
                                        !r.null(8) && r.i64(8) == 1,
                                        record});
                       return true;
                     }));
  return found;
}

}  // namespace

vault::KeySlot slot_of_file(const charter::Charter& charter, FileId id, CategoryIx category, bool own_key) {
  return own_key ? vault::KeySlot::item(EntryId{id.raw})
                 : vault::KeySlot::group(charter.retention_group(category));
}

Files::Files(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

Result<FileInfo> Files::put(store::Txn& txn, const Pass& pass, PersonId whose, EntryId entry,
                            CategoryIx category, std::string_view field, std::string_view name,
                            ByteView content) {
  const auto& charter = gate_.charter();
  const auto type = allowed_type(name, content);
  CHECK_OK(check(std::string(field), type, content));
  if (!pass.covers(whose)) return not_found();
  // An entry that is there already must be this person's, and says in which of several joined records it
  // stands.
  auto person = pass.stays(whose);
  bool others = false;
  CHECK_OK(txn.each("SELECT person FROM entry WHERE org=$1 AND id=$2", {charter.organisation.code, entry},
                    [&](const store::Row& r) {
                      const auto theirs = r.id<PersonId>(0);
                      others = theirs != person && pass.stays(theirs) != person;
                      person = theirs;
                      return false;
                    }));
  if (others) return not_found();

  TRY(auto kept_name, clean_name(field, name));
  const auto now = clock_.now();
  FileInfo info{FileId::make(now.ms),
                entry,
                std::string(field),
                std::move(kept_name),
                type,
                static_cast<std::int64_t>(content.size()),
                now,
                pass.actor()};
  const bool own_key = is_voluntary(charter, field, category);
  const auto segment = name_of(charter, person, info.id, category, own_key);
  CHECK_OK(vault_.put(txn, pass, segment, as_bytes(info.name)));
  CHECK_OK(vault_.put_file(txn, pass, segment, info.id, content));
  CHECK_OK(
      txn.run("INSERT INTO file (org, id, person, entry, field, category, type, size, added, by, own_key) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
              {charter.organisation.code, info.id, person, entry, field, charter.at(category).code, type,
               info.size, now.ms, pass.actor(), own_key ? store::Param(std::int64_t{1}) : store::Param()}));
  CategorySet touched;
  touched.add(category);
  CHECK_OK(gate_.ledger().append(
      txn, gate_.entry_for(pass, ledger::Act::Create, "file", info.id.text(), touched)));
  return info;
}

Result<FileInfo> Files::put(const Pass& pass, PersonId person, EntryId entry, CategoryIx category,
                            std::string_view field, std::string_view name, ByteView content) {
  FileInfo info;
  const auto saved = db_.write([&](store::Txn& txn) -> Status {
    TRY(info, put(txn, pass, person, entry, category, field, name, content));
    return {};
  });
  CHECK_OK(saved);
  return info;
}

Result<std::vector<FileInfo>> Files::of(const Pass& pass, PersonId person, EntryId entry) {
  std::vector<FileInfo> files;
  if (!pass.covers(person)) return not_found();
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(auto found, find(db, gate_.charter(), pass, person, "AND entry=$3 ORDER BY id", entry));
    if (!found.empty()) CHECK_OK(entry_holds(gate_, db, entry));
    std::vector<vault::Vault::EntryRef> refs;
    for (const auto& f : found) refs.push_back({f.record, EntryId{f.info.id.raw}, 1});
    if (refs.empty()) return {};
    TRY(const auto names, vault_.get_many(db, pass, refs));
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (const auto& opened : names[i].opened) found[i].info.name = as_text(opened.plain);
      files.push_back(std::move(found[i].info));
    }
    return {};
  });
  CHECK_OK(read);
  return files;
}

Result<Files::Content> Files::get(const Pass& pass, PersonId person, FileId id) {
  Content content;
  if (!pass.covers(person)) return not_found();
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    TRY(auto found, find(db, gate_.charter(), pass, person, "AND id=$3", id));
    if (found.empty()) return not_found();
    CHECK_OK(entry_holds(gate_, db, found.front().info.entry));
    content.info = std::move(found.front().info);
    const auto& f = found.front();
    TRY(const auto names, vault_.get(db, pass, f.record, EntryId{id.raw}, 1));
    for (const auto& opened : names.opened) content.info.name = as_text(opened.plain);
    TRY(content.bytes,
        vault_.get_file(db, pass, name_of(gate_.charter(), f.record, id, f.category, f.own_key), id));
    return {};
  });
  CHECK_OK(read);
  return content;
}

}  // namespace candour::record
