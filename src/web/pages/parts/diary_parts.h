// What stands in diaries, for the pages that show it. One request, one thread.
#pragma once

#include <map>
#include <vector>

#include "record/diary.h"
#include "web/pages/parts/names.h"

namespace candour::web {

/// What a list of a diary shows: times, and what could be opened of each.
struct DiaryShown {
  std::vector<record::DiaryItem> items;
  Names names;
  std::map<EntryId, record::Entry> entries;
};
/// The categories of which it opens something: names, and what stands in the short fields.
CategorySet diary_categories(const charter::Charter& c);
/// Names and short fields of all of them, in a few queries. `what` is how the look is written down.
Result<DiaryShown> open_diary(const Visit& v, std::vector<record::DiaryItem> items, gate::Thing what);
/// Of one person, whose pass is there already.
Result<DiaryShown> open_diary_of(const Visit& v, const Pass& pass, std::vector<record::DiaryItem> items);

/// "1:30am"; in the hour that comes twice, which of the two.
std::string clock_time_words(UnixMs t);
/// "10am to 11am", "11pm on 3 May to 1am".
std::string span_words(const record::Span& span, charter::Date day);
/// The items that meet the day, soonest first; `whose`: with the colleague. What is at the same time says so.
html::Html diary_day(const Visit& v, const DiaryShown& shown, charter::Date day, bool whose, bool about);
/// "This day has 23 hours: the clocks go forward in the night."; "" on others.
std::string day_of_change_words(charter::Date day);
/// Two that cannot both be: the same person, or the same colleague.
bool clash(const record::DiaryItem& a, const record::DiaryItem& b);
/// Of what is at the same time as what somebody books: as far as they may know it.
std::string clash_words(const Visit& v, const std::vector<record::DiaryItem>& found, const Names& names);

}  // namespace candour::web
