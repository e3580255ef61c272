// Lists of what is due, for the pages that show them. One request, one thread.
#pragma once

#include <vector>

#include "record/work.h"
#include "retention/destructions.h"
#include "web/pages/parts/names.h"

namespace candour::web {

/// How far ahead lists of work look.
inline constexpr int kWorkDaysAhead = 14;

enum class Band : std::uint8_t { Late, Today, Tomorrow, Next };
inline constexpr Band kBands[] = {Band::Late, Band::Today, Band::Tomorrow, Band::Next};
std::string_view band_words(Band);
std::string_view band_code(Band);  // "late": the anchor on the page of all of it
Band band_of(charter::Date due, charter::Date today);

/// How many are in each band, as tiles that lead to them.
html::Html work_counts(const Visit& v, const std::vector<record::WorkItem>& items, charter::Date today,
                       std::string_view query = {});
/// The items, a table for each band; at most `in_band` of one (0: all). `whose`: with the column that says
/// it.
html::Html work_tables(const Visit& v, std::span<const record::WorkItem> items, const Names& names,
                       const Titles& titles, charter::Date today, std::size_t in_band, bool whose);
/// What work_tables() shows a line of: whom it is about, which entries, and what must be seen for their
/// titles.
struct ShownWork {
  std::vector<PersonId> people;
  std::vector<EntryId> entries;
  CategorySet titles;
};
ShownWork shown_of(const charter::Charter& c, std::span<const record::WorkItem> items, charter::Date today,
                   std::size_t in_band);
/// What waits to be seen at once, each with its button.
html::Html alert_cards(const Visit& v, const std::vector<record::Alerts::Waiting>& waiting,
                       const Names& names);

/// Looks that the notice promises and nobody ever began; nothing where there are none.
Result<html::Html> never_begun_notice(const Visit& v);
/// Since when a destruction fails, why, and what to do.
std::string stuck_words(const retention::Destructions::Stuck& s);
/// The page on which what is due is done: of an entry, of a referral, or of the person's details.
std::string due_url(const Visit& v, const record::Due& due);
/// What has clocks, and its own address.
struct HasClocks {
  PersonId person;
  EntryId id;  // or the id of a referral
  const charter::Kind& kind;
  std::string at;
};
/// Its clocks, to be given to somebody or found still right.
Result<html::Html> due_card(const Visit& v, const Pass& pass, const HasClocks& of,
                            const std::vector<record::ClockOf>& clocks, charter::Date today);
/// Likewise of an entry; and who was told at once.
Result<html::Html> due_of_entry(const Visit& v, const Pass& pass, const record::Entry& e,
                                charter::Date today);
/// "Told at once: A and B." or that there was nobody.
std::string told_words(const Visit& v, const record::Alerts::Raised& raised);
Result<html::Html> told_at_once(const Visit& v, const Pass& pass, const record::Entry& e);

}  // namespace candour::web
