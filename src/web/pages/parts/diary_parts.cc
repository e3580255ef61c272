#include "web/pages/parts/diary_parts.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "web/frame/entry_view.h"

namespace candour::web {

using html::h;
using html::Html;

namespace {

constexpr std::string_view kAndMore = ", and more";
constexpr std::size_t kClashesNamed = 5;

CategorySet short_categories(const charter::Kind& kind) {
  CategorySet of;
  if (const auto* from = kind.find_field(kind.diary.from)) of.add(from->category);
  return of;
}

/// The short fields of an entry: what for, with whom, where.
std::string short_words(const charter::Kind& kind, const record::Entry& e, bool title) {
  std::string out;
  for (const auto& f : kind.fields) {
    if (f.type != charter::FieldType::ShortText || (f.code == kind.title_field) != title) continue;
    const auto* x = e.values.if_contains(f.code);
    if (x) out += (out.empty() ? "" : " · ") + charter::show(f, *x);
  }
  return out;
}

std::string whose_words(const Visit& v, const record::DiaryItem& item) {
  if (!item.staff.is_nil()) return v.staff->name(item.staff);
  std::string out;
  for (const auto s : item.workers) out += (out.empty() ? "" : ", ") + v.staff->name(s);
  return out.empty() ? "nobody yet" : out;
}

Html tags_of(const Visit& v, const DiaryShown& shown, const record::DiaryItem& item) {
  const auto& kind = v.charter().at(item.kind);
  Html out;
  if (!item.freed && std::ranges::any_of(shown.items, [&](const auto& o) { return clash(item, o); }))
    out += html::tag("Two at the same time", html::Tint::Bad);
  if (item.busy) return out;
  if (item.visit) out += html::tag(item.alone ? "Home visit, alone" : "Home visit", html::Tint::Special);
  if (item.went_in && !item.came_out) out += html::tag("In there now", html::Tint::Good);
  const auto state = std::ranges::find(kind.states, item.state, &charter::State::code);
  if (state != kind.states.end() && state != kind.states.begin()) out += html::tag(state->name);
  return out;
}

Html line_of(const Visit& v, const DiaryShown& shown, const record::DiaryItem& item, charter::Date day,
             bool whose, bool about) {
  const Html time = h("span", {{"class", "candour-diary__time"}}, span_words(item.span, day));
  if (item.busy) {
    const std::string who = whose ? v.staff->name(item.staff) + ": busy" : "Busy";
    return h("li", {{"class", "candour-diary__item"}},
             html::frag(time, h("span", {}, who), tags_of(v, shown, item)));
  }
  const auto& kind = v.charter().at(item.kind);
  const auto found = shown.entries.find(item.entry);
  std::string title = found == shown.entries.end() ? "" : short_words(kind, found->second, true);
  if (title.empty()) title = kind.name;
  Html what = html::link(entry_url(v, item.person, item.entry), title);
  if (about) what += html::frag(", ", html::link(person_url(v, item.person), shown.names.name(item.person)));
  std::string more = found == shown.entries.end() ? "" : short_words(kind, found->second, false);
  if (whose) more += (more.empty() ? "" : " · ") + whose_words(v, item);
  Html inside = html::frag(time, h("span", {}, what));
  if (!more.empty()) inside += h("span", {{"class", "candour-diary__more"}}, more);
  inside += tags_of(v, shown, item);
  if (item.visit && !item.freed && !item.came_out && (item.staff == v.actor.id || item.went_in))
    inside += html::link(entry_url(v, item.person, item.entry) + "/visit",
                         item.went_in ? "In and out" : "Before you go in");
  return h("li", {{"class", "candour-diary__item"}}, inside);
}

Result<DiaryShown> opened(const Visit& v, DiaryShown shown, const gate::Reachable& reach) {
  std::vector<EntryId> ids;
  CategorySet of;
  for (const auto& item : shown.items)
    if (!item.busy) {
      ids.push_back(item.entry);
      of = of | short_categories(v.charter().at(item.kind));
    }
  TRY(auto entries, v.org->entries->listed(reach, ids, of));
  for (auto& e : entries) shown.entries.emplace(e.id, std::move(e));
  return shown;
}

}  // namespace

CategorySet diary_categories(const charter::Charter& c) {
  auto all = name_categories(c);
  for (const auto& kind : c.kinds) all = all | short_categories(kind);
  return all;
}

Result<DiaryShown> open_diary(const Visit& v, std::vector<record::DiaryItem> items, gate::Thing what) {
  DiaryShown shown{std::move(items), {}, {}};
  std::vector<PersonId> people;
  for (const auto& item : shown.items)
    if (!item.busy) people.push_back(item.person);
  TRY(shown.names, Names::of(v, people, what, diary_categories(v.charter())));
  const auto reach = shown.names.reach();
  return opened(v, std::move(shown), reach);
}

Result<DiaryShown> open_diary_of(const Visit& v, const Pass& pass, std::vector<record::DiaryItem> items) {
  return opened(v, {std::move(items), {}, {}}, {{pass}, {}});
}

std::string clock_time_words(UnixMs t) {
  const auto l = local_time(t);
  const auto first = to_unix(l, Twice::First), second = to_unix(l, Twice::Second);
  std::string out = time_words(l.hour, l.minute);
  if (first && second && first->ms != second->ms)
    out += t.ms < second->ms ? " (before the clocks go back)" : " (after the clocks go back)";
  return out;
}

std::string span_words(const record::Span& span, charter::Date day) {
  const auto from = local_time(span.starts), to = local_time(span.ends);
  std::string out = clock_time_words(span.starts);
  if (from.date != day) out += " on " + short_date(from.date, day);
  out += " to " + clock_time_words(span.ends);
  if (to.date != day) out += " on " + short_date(to.date, day);
  return out;
}

bool clash(const record::DiaryItem& a, const record::DiaryItem& b) {
  if (a.freed || b.freed || !a.span.meets(b.span)) return false;
  if (!a.busy && !b.busy && a.entry == b.entry) return false;
  if (a.busy && b.busy && &a == &b) return false;
  return (!a.staff.is_nil() && a.staff == b.staff) || (!a.busy && !b.busy && a.person == b.person);
}

Html diary_day(const Visit& v, const DiaryShown& shown, charter::Date day, bool whose, bool about) {
  const auto span = record::span_of_days(day, 1);
  std::vector<Html> items;
  for (const auto& item : shown.items)
    if (item.span.meets(span)) items.push_back(line_of(v, shown, item, day, whose, about));
  if (items.empty()) return html::hint_line("Nothing is arranged.");
  return h("ul", {{"class", "candour-diary"}}, html::join(items, ""));
}

std::string day_of_change_words(charter::Date day) {
  const auto span = record::span_of_days(day, 1);
  const auto hours = (span.ends.ms - span.starts.ms) / (60 * 60 * 1000);
  if (hours == 24) return {};
  return "This day has " + std::to_string(hours) + " hours: the clocks go " +
         (hours < 24 ? "forward" : "back") + " in the night.";
}

std::string clash_words(const Visit& v, const std::vector<record::DiaryItem>& found, const Names& names) {
  std::string out;
  for (std::size_t i = 0; i < found.size() && i < kClashesNamed; ++i) {
    const auto& item = found[i];
    const auto when = span_words(item.span, local_time(item.span.starts).date);
    out += out.empty() ? "" : "; ";
    if (item.busy)
      out += v.staff->name(item.staff) + " is busy, " + when;
    else
      out += names.name(item.person) + " with " + whose_words(v, item) + ", " + when;
  }
  if (found.size() > kClashesNamed) out += kAndMore;
  return out;
}

}  // namespace candour::web
