#include "retention/entries_off.h"

#include <algorithm>

#include "store/accounted.h"

namespace candour::retention {
namespace {

constexpr std::string_view kNext = "next ", kOff = "off ";

std::string tag_of(PersonId record) {
  return " @" + record.text();
}

std::vector<std::string_view> words_in(std::string_view s) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < s.size();) {
    const auto end = std::min(s.find(' ', at), s.size());
    out.push_back(s.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

EntryId last_in(std::string_view cursor) {
  const auto words = words_in(cursor);
  return words.size() > 2 ? EntryId::parse(words[2]).value_or(EntryId{}) : EntryId{};
}

std::string cursor_after(PersonId record, const EntriesOff::Chosen& chosen,
                         const std::vector<vault::KeySlot>& shared) {
  if (!chosen.more)
    return shared.empty() ? std::string(kNext) + record.text()
                          : record::Resealing::first(shared, tag_of(record));
  std::string cursor = std::string(kOff) + record.text() + " " + chosen.last.text();
  for (const auto& s : shared) cursor += " " + to_text(s.slot);
  return cursor;
}

}  // namespace

std::string EntriesOff::begin(PersonId record) {
  return std::string(kOff) + record.text() + " -";
}

bool EntriesOff::goes_on(std::string_view cursor) {
  return cursor.starts_with(kOff) || record::Resealing::is(cursor);
}

std::optional<PersonId> EntriesOff::record_in(std::string_view cursor) {
  const auto words = words_in(cursor);
  if (words.size() < 2) return std::nullopt;
  return PersonId::parse(words[1].starts_with('@') ? words[1].substr(1) : words[1]);
}

Status EntriesOff::turn(jobs::Slice& slice, const Pass& pass, PersonId record, const Choose& choose,
                        const OnGone& on_gone) {
  const std::string_view cursor = slice.job().cursor;
  if (record::Resealing::is(cursor))
    return record::Resealing(db_, vault_, tag_of(record))
        .turn(slice, record, std::string(kNext) + record.text());
  Chosen chosen;
  std::vector<Going> going;
  CHECK_OK(db_.read([&](store::Session& db) -> Status {
    TRY(chosen, choose(db, last_in(cursor)));
    for (const auto& e : chosen.some) {
      TRY(auto sealed, record::sealed_under(db, vault_, pass.org(), {record, e.id}));
      TRY(auto mails, record::mail_waiting(db, pass.org(), e.id));
      going.push_back({e, std::move(sealed), std::move(mails)});
    }
    return {};
  }));
  return take(slice, pass, record, chosen, going, on_gone);
}

/// First it is written down that it goes, then the rows and then the keys of its own: a crash between leaves
/// what the next turn, or the next start, takes away.
Status EntriesOff::take(jobs::Slice& slice, const Pass& pass, PersonId record, const Chosen& chosen,
                        const std::vector<Going>& going, const OnGone& on_gone) {
  const auto now = clock_.now();
  std::vector<Forgotten> fresh, all;
  std::vector<vault::KeyName> mails;
  auto shared = record::slots_in(slice.job().cursor, 3);  // behind "off", whose, and the last entry
  for (const auto& g : going) {
    Forgotten f{record, {vault::KeySlot::item(g.entry.id)}, now, {g.entry.id}};
    for (const auto& file : g.sealed.files) f.slots.push_back(vault::KeySlot::item(EntryId{file.raw}));
    for (const auto& slot : g.sealed.slots)
      if (std::ranges::find(f.slots, slot) == f.slots.end()) shared.push_back(slot);
    all.push_back(f);
    if (!list_.has(g.entry.id)) fresh.push_back(std::move(f));
    mails.insert(mails.end(), g.mails.begin(), g.mails.end());
  }
  std::ranges::sort(shared);
  shared.erase(std::unique(shared.begin(), shared.end()), shared.end());
  CHECK_OK(list_.add(fresh));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    slice.begin();
    if (going.empty()) store::no_entry_needed("how far the deleting is: nothing of this part goes");
    for (const auto& g : going) {
      const record::StoodIn where{record, g.entry.id};
      CHECK_OK(record::drop_what_waits(txn, vault_, pass, where));
      CHECK_OK(record::drop_entry(txn, vault_, pass, where, g.sealed.files, now));
      CHECK_OK(on_gone(txn, g.entry, static_cast<std::int64_t>(g.sealed.files.size())));
    }
    return slice.save(txn, cursor_after(record, chosen, shared),
                      slice.job().done + static_cast<std::int64_t>(going.size()));
  }));
  CHECK_OK(vault_.destroy_many(mails));
  return list_.destroy(all);
}

}  // namespace candour::retention
