// What was joined when, by whom and why; and what was written while two records were one.
#include <algorithm>
#include <charconv>

#include "people/joining_parts.h"

namespace candour::people {

Result<std::vector<Join>> Joins::log(const Pass& pass, PersonId person) {
  if (!pass.covers(person)) return not_found();
  std::vector<Join> out;
  const auto& charter = gate_.charter();
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    std::vector<vault::Vault::EntryRef> refs;
    CHECK_OK(
        db.each("SELECT id, other, away, at, by, ended, ended_by, undo FROM joined_record "
                "WHERE org=$1 AND person=$2 ORDER BY at DESC, id DESC",
                {db_.org(), person}, [&](const store::Row& r) {
                  Join j;
                  j.id = r.id<JoinId>(0);
                  const bool away = r.i64(2) != 0;
                  j.kept = away ? r.id<PersonId>(1) : person;
                  j.other = away ? person : r.id<PersonId>(1);
                  j.at = {r.i64(3)};
                  j.by = r.id<StaffId>(4);
                  if (!r.null(5)) j.parted = UnixMs{r.i64(5)};
                  if (!r.null(6)) j.parted_by = r.id<StaffId>(6);
                  for (const auto& w : undo_words(r.text(7)))
                    if (w.what == "details" && w.parts.size() == 2) {
                      const auto number = [](std::string_view t, std::uint32_t& n) {
                        std::from_chars(t.data(), t.data() + t.size(), n);
                      };
                      number(w.parts[0], j.profile_before);
                      number(w.parts[1], j.profile_after);
                    }
                  refs.push_back({person, EntryId{j.id.raw}, 1});
                  refs.push_back({person, EntryId{j.id.raw}, 2});
                  out.push_back(std::move(j));
                  return true;
                }));
    if (out.empty()) return {};
    TRY(const auto words, vault_.get_many(db, pass, refs));
    std::vector<PersonId> both;
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (const auto& o : words[2 * i].opened) out[i].why = as_text(o.plain);
      for (const auto& o : words[2 * i + 1].opened) out[i].why_parted = as_text(o.plain);
      both.push_back(out[i].kept);
      both.push_back(out[i].other);
    }
    TRY(const auto rows, People::Row::load(db, charter, people_.references_, both));
    for (auto& j : out)
      for (const auto& row : rows) {
        if (row.id == j.kept) j.kept_reference = row.reference;
        if (row.id == j.other) j.other_reference = row.reference;
      }
    return {};
  }));
  return out;
}

Result<std::vector<WrittenSince>> Joins::written_since(const Pass& pass, const Join& j) {
  if (!pass.covers(j.kept)) return not_found();
  constexpr std::int64_t kMost = 200;
  const auto& charter = gate_.charter();
  const auto until = j.parted ? j.parted->ms : clock_.now().ms + 1;
  std::vector<WrittenSince> out;
  CHECK_OK(db_.read_records([&](store::Session& db) -> Status {
    const auto take = [&](bool goes_back) {
      return [&, goes_back](const store::Row& r) {
        const auto kind = charter.find_kind(r.text(1));
        const auto service = charter.find_service(r.text(2));
        if (!kind || !service || (charter.at(*kind).categories() & pass.may_see()).empty()) return true;
        out.push_back({r.id<EntryId>(0), *kind, *service, {r.i64(3)}, goes_back});
        return true;
      };
    };
    CHECK_OK(
        db.each("SELECT id, kind, service, written FROM entry WHERE org=$1 AND person=$2 AND written>=$3 AND "
                "written<$4 ORDER BY written DESC, id DESC LIMIT $5",
                {db_.org(), j.kept, j.at.ms, until, kMost}, take(false)));
    if (!pass.covers(j.other)) return {};  // parted: what went back is the other record's alone
    return db.each(
        "SELECT id, kind, service, changed FROM entry WHERE org=$1 AND person=$2 AND written<$3 AND "
        "changed>=$3 AND changed<$4 ORDER BY changed DESC, id DESC LIMIT $5",
        {db_.org(), j.other, j.at.ms, until, kMost}, take(true));
  }));
  return out;
}

}  // namespace candour::people
