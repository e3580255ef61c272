#include "web/pages/parts/work_parts.h"

#include <algorithm>
#include <array>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/requests.h"
#include "charter/reviews.h"
#include "gate/service_subject.h"
#include "web/frame/person_parts.h"

namespace candour::web {

using html::h;
using html::Html;

namespace {

constexpr std::string_view kCodes[] = {"late", "today", "tomorrow", "next"};
constexpr std::string_view kWords[] = {"Late", "Today", "Tomorrow", "Next two weeks"};
constexpr std::string_view kNobodyToTell =
    "Nobody who may see this works here now, so nobody was told. Ring your manager.";

std::string name_of(const charter::Kind& kind, std::string_view deadline) {
  const auto* d = kind.find_deadline(deadline);
  return d ? d->name : kind.name;
}

/// What stands in a diary begins then; anything else is to be done by then.
std::string_view at_or_by(const charter::Kind& kind, std::string_view deadline) {
  const auto* d = kind.find_deadline(deadline);
  return d && d->from == kind.diary.from ? ", " : ", by ";
}

Html when_cell(charter::Date on, std::optional<UnixMs> at, charter::Date today, std::string_view by) {
  if (on < today) return html::tag("late since " + short_date(on, today), html::Tint::Bad);
  if (!at) return html::text(near_date(on, today));
  const auto minute = local_time(*at);
  return html::text(near_date(on, today) + std::string(by) + time_words(minute.hour, minute.minute));
}

std::string whose_words(const Visit& v, const record::WorkItem& w) {
  if (!w.given.is_nil()) return "given to " + v.staff->name(w.given);
  if (!w.named.is_nil()) return v.staff->name(w.named);
  std::string out;
  for (const auto s : w.workers) out += (out.empty() ? "" : ", ") + v.staff->name(s);
  return out.empty() ? "nobody yet" : out;
}

std::string of_entry(const Visit& v, PersonId person, EntryId entry) {
  return v.url("/people/" + person.text() + "/entries/" + entry.text());
}

Html still_right_button(const Visit& v, const std::string& at, const std::string& deadline,
                        const std::string& about) {
  return html::act(at + "/still-right", v.session.csrf,
                   {.words = "Still right, looked at today", .look = html::Look::Quiet, .about = about},
                   {{"deadline", deadline}});
}

/// One clock: when it ends, and for whoever asks, how that was reckoned.
Html clock_words(const record::ClockOf& c, const std::string& name, charter::Date today,
                 std::string_view by) {
  const Html when = c.met      ? html::text("done")
                    : c.stands ? html::text("the clock stands still")
                               : when_cell(c.on, c.at, today, by);
  std::vector<Html> how;
  for (const auto& line : c.how) how.push_back(html::text(line));
  return html::frag(
      html::paragraph(html::frag(html::b(name), ": ", when)),
      how.empty() || c.met ? Html{} : html::details("How was this reckoned?", html::bullets(how)));
}

std::vector<Html> row_of(const Visit& v, const record::WorkItem& w, const Names& names, const Titles& titles,
                         charter::Date today, bool whose) {
  auto what = name_of(v.charter().at(w.due.kind), w.due.deadline);
  if (const auto title = titles.title(w.due.entry); !title.empty())
    what += (what.ends_with('?') ? " " : ": ") + title;
  const auto name = names.name(w.due.person);
  const auto at = w.to_hear ? person_url(v, w.due.person, "/to-hear") : due_url(v, w.due);
  std::vector<Html> row = {
      html::link(at, what), html::link(v.url("/people/" + w.due.person.text()), name),
      when_cell(w.due.on, w.due.at, today, at_or_by(v.charter().at(w.due.kind), w.due.deadline))};
  if (whose) row.push_back(html::text(whose_words(v, w)));
  row.push_back(w.dated && !whose
                    ? still_right_button(v, due_url(v, w.due), w.due.deadline, what + ", " + name)
                    : Html{});
  return row;
}

/// f(item) for those that a list with so many in each band shows.
void each_shown(std::span<const record::WorkItem> items, charter::Date today, std::size_t in_band, auto&& f) {
  std::array<std::size_t, std::size(kBands)> had{};
  for (const auto& w : items) {
    auto& n = had[static_cast<std::size_t>(band_of(w.due.on, today))];
    if (in_band == 0 || n < in_band) f(w);
    ++n;
  }
}

}  // namespace

std::string due_url(const Visit& v, const record::Due& due) {
  const auto& kind = v.charter().at(due.kind);
  if (const auto* d = kind.find_deadline(due.deadline); d && d->asks_details)
    return person_url(v, due.person, "/profile");
  return kind.journey ? v.url("/referrals/" + due.entry.text()) : of_entry(v, due.person, due.entry);
}

std::string_view band_code(Band b) {
  return kCodes[static_cast<std::size_t>(b)];
}
std::string_view band_words(Band b) {
  return kWords[static_cast<std::size_t>(b)];
}

Band band_of(charter::Date due, charter::Date today) {
  const int ahead = days_between(today, due);
  if (ahead < 0) return Band::Late;
  if (ahead == 0) return Band::Today;
  return ahead == 1 ? Band::Tomorrow : Band::Next;
}

Html work_counts(const Visit& v, const std::vector<record::WorkItem>& items, charter::Date today,
                 std::string_view query) {
  std::vector<html::Stat> stats;
  for (const auto b : kBands) {
    const auto n = std::ranges::count(items, b, [&](const auto& w) { return band_of(w.due.on, today); });
    html::Stat s{std::to_string(n), std::string(band_words(b)), {}};
    if (n > 0) s.href = v.url("/work" + std::string(query) + "#" + std::string(band_code(b)));
    stats.push_back(std::move(s));
  }
  return html::stat_tiles(stats);
}

ShownWork shown_of(const charter::Charter& c, std::span<const record::WorkItem> items, charter::Date today,
                   std::size_t in_band) {
  ShownWork out;
  each_shown(items, today, in_band, [&](const auto& w) {
    out.people.push_back(w.due.person);
    out.entries.push_back(w.due.entry);
    out.titles = out.titles | Titles::categories(c.at(w.due.kind));
    if (w.to_hear) out.titles = out.titles | charter::told_in_requests(c);
  });
  return out;
}

Html work_tables(const Visit& v, std::span<const record::WorkItem> items, const Names& names,
                 const Titles& titles, charter::Date today, std::size_t in_band, bool whose) {
  Html all;
  for (const auto b : kBands) {
    html::Table t;
    t.caption = std::string(band_words(b));
    t.columns = {{"What", false, true}, {"About"}, {"Due"}};
    if (whose) t.columns.push_back({"Whose"});
    t.columns.push_back({"Done with it", false, false, true});
    std::size_t more = 0;
    each_shown(items, today, 0, [&](const auto& w) { more += band_of(w.due.on, today) == b; });
    each_shown(items, today, in_band, [&](const auto& w) {
      // Whose record is not open to the reader has no line, whatever the list says.
      if (band_of(w.due.on, today) != b || !names.find(w.due.person)) return;
      t.rows.push_back(row_of(v, w, names, titles, today, whose));
    });
    if (t.rows.empty()) continue;
    all += h("section",
             {{"id", band_code(b)}, {"class", whose ? "candour-work candour-work--whose" : "candour-work"}},
             html::table(t),
             in_band > 0 && more > in_band
                 ? html::paragraph(html::link(v.url("/work#" + std::string(band_code(b))),
                                              "All " + std::to_string(more) + " of them"))
                 : Html{});
  }
  return all;
}

Html alert_cards(const Visit& v, const std::vector<record::Alerts::Waiting>& waiting, const Names& names) {
  if (waiting.empty()) return {};
  Html all;
  for (const auto& a : waiting)
    all += html::frag(html::paragraph(html::frag(
                          html::link(of_entry(v, a.person, a.entry), a.name), ": ", names.name(a.person),
                          ". It happened ", happened_words(v.charter().at(a.kind), a.happened),
                          ". Told you by ", v.staff->name(a.by), ", ", date_time_words(a.raised), ".")),
                      html::act(v.url("/tasks/" + a.task.text() + "/done"), v.session.csrf,
                                {.words = "I have seen it", .about = a.name + ", " + names.name(a.person)}));
  return html::notification("Needs you now", all);
}

namespace {

/// What can be done with one clock, and by whom: giving it on offers those who can do this, and no other.
Result<Html> clock_acts(const Visit& v, const Pass& pass, const HasClocks& of, const record::ClockOf& clock,
                        const std::string& name) {
  const auto asked = v.org->work->could_do(pass, of.person, of.id, clock.deadline);
  if (!asked && asked.error().code == Code::Conflict)
    return Html{};  // met meanwhile, or not asked for any more
  TRY(const auto able, asked);
  const auto may = v.org->work->may_give(pass, of.person, of.id, clock.deadline, able);
  if (!may && (may.error().code == Code::NotAllowed || may.error().code == Code::Conflict)) return Html{};
  CHECK_OK(may);
  Html out;
  const bool can = std::ranges::count(able, v.actor.id) > 0;
  if (can && of.kind.find_deadline(clock.deadline)->dated())
    out += still_right_button(v, of.at, clock.deadline, name);
  if (can && able.size() > 1)
    out += html::act(of.at + "/give", v.session.csrf,
                     {.words = "I take it", .look = html::Look::Quiet, .about = name},
                     {{"deadline", clock.deadline}, {"to", v.actor.id.text()}});
  std::vector<html::Choice> whom;
  for (const auto s : able) whom.push_back({s.text(), v.staff->name(s)});
  std::ranges::sort(whom, {}, &html::Choice::words);
  const SentForm form(v, of.at + "/give", {"deadline", clock.deadline});
  const Html to = form.select(
      {.name = "to", .label = "To whom?", .choices = std::move(whom), .hint = "Those who can do it."});
  out += html::details("Give it to somebody",
                       form.form(html::frag(html::hidden("deadline", clock.deadline), to,
                                            html::button({"Give it to them", html::Look::Second}))),
                       form.came_back());
  return out;
}

}  // namespace

Result<Html> due_card(const Visit& v, const Pass& pass, const HasClocks& of,
                      const std::vector<record::ClockOf>& clocks, charter::Date today) {
  Html out;
  for (const auto& c : clocks) {
    const auto name = name_of(of.kind, c.deadline);
    Html one = clock_words(c, name, today, at_or_by(of.kind, c.deadline));
    if (!c.met && !c.stands) {
      TRY(const auto acts, clock_acts(v, pass, of, c, name));
      one += acts;
    }
    out += h("div", {{"class", "candour-clock"}}, one);
  }
  return out.empty() ? out : html::card("Due", out);
}

Result<Html> due_of_entry(const Visit& v, const Pass& pass, const record::Entry& e, charter::Date today) {
  const auto& kind = v.charter().at(e.kind);
  if (kind.deadlines.empty()) return Html{};
  TRY(const auto clocks, v.org->entries->clocks(pass, e.person, e.id));
  return due_card(v, pass, {e.person, e.id, kind, of_entry(v, e.person, e.id)}, clocks, today);
}

std::string told_words(const Visit& v, const record::Alerts::Raised& raised) {
  std::vector<std::string> names;
  for (const auto& t : raised.told)
    if (auto name = v.staff->name(t.staff); std::ranges::count(names, name) == 0)
      names.push_back(std::move(name));
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "Told at once: " : i + 1 == names.size() ? " and " : ", ") + names[i];
  if (!out.empty()) out += ".";
  if (raised.nobody) out += std::string(out.empty() ? "" : " ") + std::string(kNobodyToTell);
  return out;
}

namespace {

/// What is over is looked through every month, in each service in which something is.
Result<Html> months_notice(const Visit& v) {
  TRY(const auto due, v.org->destructions->months_due(v.actor));
  const auto& c = v.charter();
  Html out;
  for (const auto& one : due) {
    const auto about = gate::subject_of(c, one.service);
    std::string words = "By " + long_date(one.day) + " the time was over of ";
    if (one.people > 0) words += counted_words(one.people, "person", "people");
    if (one.people >= retention::Destructions::kMostListed) words += " at least";
    if (one.matters)
      words += std::string(one.people > 0 ? " and of " : "") + "something about the service itself";
    words += one.proposed ? ". A list was proposed: it waits for another person to look at it and decide."
                          : ". Nobody has proposed the list yet.";
    const auto where = v.url("/people/" + about.text());
    out += html::notification(
        "What is over in " + c.at(one.service).name,
        html::frag(html::paragraph(words), one.proposed
                                               ? html::link(where, "Look at the list", c.at(one.service).name)
                                               : html::link(where + "/write/" + c.at(one.kind).code,
                                                            "Propose the list", c.at(one.service).name)));
  }
  return out;
}

}  // namespace

std::string stuck_words(const retention::Destructions::Stuck& s) {
  const std::string why = s.why.empty() ? "the program gave no reason." : s.why;
  const std::string first =
      s.listing ? "Its list could not be made. " : "It was agreed to and does not end. ";
  const std::string how =
      s.times == 1 ? "It failed on " + date_time_words(s.since)
                   : "It failed " + with_commas(s.times) + " times since " + date_time_words(s.since);
  if (!s.tried)
    return first + how + " and is not tried again. Why: " + why +
           " What to do: tell whoever looks after the server, with these words. When it is mended, open the list, press "
           "“Do not destroy it”, and propose it anew.";
  return first + how + ", and is tried again by itself. Why: " + why +
         " What to do: tell whoever looks after the server, with these words. This goes away when it has ended.";
}

namespace {

Result<Html> stuck_notices(const Visit& v) {
  TRY(const auto stuck, v.org->destructions->stuck(v.actor));
  const auto& c = v.charter();
  Html out;
  for (const auto& s : stuck)
    out += html::notification(
        "A destruction that does not end",
        html::frag(html::paragraph("What was over in " + c.at(s.service).name + " up to " +
                                   long_date(s.up_to) + ". " + stuck_words(s)),
                   s.theirs ? html::link(entry_url(v, gate::subject_of(c, s.service), s.id),
                                         "Look at the destruction", c.at(s.service).name)
                            : Html{}));
  return out;
}

}  // namespace

Result<Html> never_begun_notice(const Visit& v) {
  TRY(const auto never, v.org->work->never_begun(v.actor));
  const auto& c = v.charter();
  Html out;
  for (const auto& one : never) {
    const auto& kind = c.at(one.kind);
    const auto about = gate::subject_of(c, one.service);
    const auto promised = charter::promised_review(c, one.of);
    out += html::notification(
        kind.name + ": never done yet",
        html::frag(html::paragraph("By the notice of " + long_date(one.since) + " it is done every " +
                                   counted_words(std::int64_t{promised.months}, "month", "months") +
                                   charter::by_part(promised.clause) + "."),
                   html::link(v.url("/people/" + about.text() + "/write/" + kind.code),
                              "Begin the first look", kind.name)));
  }
  TRY(const int undecided, v.org->conflicts->waiting(v.actor));
  if (undecided > 0)
    out += html::notification(
        "A promise that is shorter than the law or guidance asks",
        html::frag(html::paragraph("Nothing goes by it until somebody has decided which of the two counts."),
                   html::link(v.url("/periods"), "Decide which period counts")));
  TRY(const auto stuck, stuck_notices(v));
  TRY(const auto months, months_notice(v));
  out += html::frag(stuck, months);
  return out;
}

Result<Html> told_at_once(const Visit& v, const Pass& pass, const record::Entry& e) {
  if (v.charter().at(e.kind).alerts.empty()) return Html{};
  TRY(const auto raised, v.org->alerts->told(pass, e.person, e.id));
  std::vector<Html> lines;
  for (const auto& t : raised.told)
    lines.push_back(html::text(v.staff->name(t.staff) + ", " + date_time_words(t.at) +
                               (t.mailed ? ", by mail too" : "") +
                               (t.seen ? ": seen " + date_time_words(*t.seen) : ": not seen yet")));
  Html out;
  if (!lines.empty()) out += html::bullets(lines);
  for (const auto& t : raised.told)
    if (t.staff == v.actor.id && !t.seen)
      out += html::act(v.url("/tasks/" + t.task.text() + "/done"), v.session.csrf,
                       {.words = "I have seen it", .about = t.name},
                       {{"person", e.person.text()}, {"entry", e.id.text()}});
  if (raised.nobody) out += html::warning(kNobodyToTell);
  return out.empty() ? Html{} : html::card("Told at once", out);
}

}  // namespace candour::web
