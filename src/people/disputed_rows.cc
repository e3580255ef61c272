#include "people/disputed_rows.h"

#include <algorithm>

namespace candour::people {

std::vector<std::string> disputed_codes(std::string_view fields) {
  std::vector<std::string> out;
  while (!fields.empty()) {
    const auto gap = std::min(fields.find(' '), fields.size());
    if (gap > 0) out.emplace_back(fields.substr(0, gap));
    fields.remove_prefix(std::min(gap + 1, fields.size()));
  }
  return out;
}

Status put_right(store::Txn& txn, const OrgCode& org, const Id128& about, const charter::Values& before,
                 const charter::Values& after, UnixMs now) {
  if (before == after) return {};
  const auto differs = [&](const std::string& code) {
    const auto* was = before.if_contains(code);
    const auto* is = after.if_contains(code);
    return !was || !is ? was != is : *was != *is;
  };
  struct Mark {
    EntryId request;
    bool stays = false;
  };
  std::vector<Mark> all;
  CHECK_OK(txn.each("SELECT request, fields, stays FROM disputed WHERE org=$1 AND entry=$2 AND ended IS NULL",
                    {org, EntryId{about}}, [&](const store::Row& r) {
                      const auto codes = disputed_codes(r.text(1));
                      if (codes.empty() || std::ranges::any_of(codes, differs))
                        all.push_back({r.id<EntryId>(0), !r.null(2)});
                      return true;
                    }));
  for (const auto& m : all)
    CHECK_OK(m.stays ? txn.run("UPDATE disputed SET ended=$4 WHERE org=$1 AND entry=$2 AND request=$3",
                               {org, EntryId{about}, m.request, now.ms})
                     : txn.run("UPDATE disputed SET version=$4 WHERE org=$1 AND entry=$2 AND request=$3",
                               {org, EntryId{about}, m.request, kPutRight}));
  return {};
}

}  // namespace candour::people
