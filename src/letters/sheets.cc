#include "letters/sheets.h"

#include <algorithm>
#include <map>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/values.h"

namespace candour::letters {

using record::Entry;

namespace {

constexpr int kAtOnce = 100;
constexpr int kHalf = 15;  // days of the first of the two tables of a month

std::string text_at(const Entry& e, std::string_view field) {
  const auto* x = e.values.if_contains(field);
  return x && x->is_string() ? std::string(x->as_string()) : std::string();
}

std::string shown(const charter::Charter& c, const Entry& e, std::string_view field) {
  const auto* f = c.at(e.kind).find_field(field);
  const auto* x = f ? e.values.if_contains(field) : nullptr;
  return x ? charter::show(*f, *x) : std::string();
}

struct Mark {
  std::string_view code, letter;
};
constexpr Mark kMarks[] = {{"taken", "T"},         {"prompted", "P"}, {"refused", "R"},
                           {"not-available", "N"}, {"withheld", "H"}, {"away", "A"}};

std::string mark_of(const Entry& e) {
  const auto found = std::ranges::find(kMarks, text_at(e, "what-happened"), &Mark::code);
  return found == std::end(kMarks) ? "?" : std::string(found->letter);
}

paper::Document begun(const charter::Charter& c, const SheetHead& head, std::string title,
                      std::string subtitle) {
  paper::Document d;
  d.title = std::move(title);
  d.subtitle = head.person + ", " + head.reference + ". " + std::move(subtitle);
  d.running_head = head.person + ", " + head.reference;
  d.running_foot =
      c.organisation.name + ". Printed by " + head.by + ", " + date_time_words(head.now) + ". Confidential";
  d.printed_on = iso_date(today(head.now));
  return d;
}

/// What is held back stands nowhere in a sum or a row; whoever reads it must know.
void say_held_back(const charter::Charter& c, paper::Document& d, const std::vector<Entry>& entries) {
  const auto held = std::ranges::count_if(
      entries, [&](const Entry& e) { return !e.untold && !(e.held_back - c.untold).empty(); });
  if (held > 0)
    d.blocks.push_back(paper::Note{"Not complete",
                                   {paper::Text(counted_words(held, "entry is", "entries are") +
                                                " held back from whoever made this page, and left out.")}});
}

struct Dose {
  int day = 0;
  std::string line;
};

paper::Table half_of(const std::map<std::string, std::vector<Dose>>& medicines, const std::string& month,
                     int from, int to) {
  paper::Table t;
  t.caption = month + ", days " + std::to_string(from) + " to " + std::to_string(to);
  t.columns.push_back("Medicine");
  t.widths.push_back(4);
  for (int day = from; day <= to; ++day) {
    t.columns.push_back(std::to_string(day));
    t.widths.push_back(1.4);
  }
  t.narrow = true;
  for (const auto& [medicine, doses] : medicines) {
    auto& row = t.rows.emplace_back();
    row.emplace_back(medicine);
    for (int day = from; day <= to; ++day) {
      paper::Cell cell;
      for (const auto& dose : doses)
        if (dose.day == day) cell.lines.emplace_back(dose.line);
      row.push_back(std::move(cell));
    }
  }
  return t;
}

std::string minute_words(const LocalMinute& at) {
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(at.hour) + ":" + two(at.minute);
}

}  // namespace

Result<std::vector<Entry>> all_of(record::Entries& entries, const Pass& pass, PersonId person, KindIx kind,
                                  std::optional<Date> from, std::optional<Date> to) {
  record::TimelineFilter only;
  only.kind = kind;
  only.from = from;
  only.to = to;
  std::vector<Entry> all;
  std::optional<record::TimelineKey> older;
  do {
    TRY(auto page, entries.timeline(pass, person, only, older, kAtOnce));
    for (auto& e : page.entries) all.push_back(std::move(e));
    older = page.older;
  } while (older);
  std::ranges::reverse(all);
  return all;
}

paper::Document medicine_chart(const charter::Charter& c, const SheetHead& head, Date month,
                               const std::vector<Entry>& entries) {
  auto d = begun(c, head, "Medicines given, " + month_year(month), "Medication administration chart");
  d.wide = true;
  std::map<std::string, std::vector<Dose>> medicines;
  std::vector<std::vector<paper::Cell>> not_taken;
  for (const auto& e : entries) {
    const auto at = local_time(e.happened);
    const auto medicine = shown(c, e, "medicine");
    if (medicine.empty()) continue;
    const auto mark = mark_of(e);
    medicines[medicine + ", " + shown(c, e, "dose")].push_back(
        {static_cast<int>(unsigned(at.date.day())), minute_words(at) + " " + mark});
    if (mark != "T" && mark != "P")
      not_taken.push_back({date_time_words(at), medicine, shown(c, e, "what-happened"), shown(c, e, "note")});
  }
  if (medicines.empty()) {
    d.paragraph("Nothing is written down for this month.");
  } else {
    std::vector<std::string> key;
    const auto kind = c.find_kind("medicine-given");
    const auto* field = kind ? c.at(*kind).find_field("what-happened") : nullptr;
    if (field)
      for (const auto& o : field->options)
        for (const auto& m : kMarks)
          if (m.code == o.code) key.push_back(std::string(m.letter) + " " + inside_sentence(o.label));
    d.paragraph("Each line is a time and a letter: " + listed(key) + ".");
    const auto last = static_cast<int>(unsigned((month.year() / month.month() / std::chrono::last).day()));
    d.blocks.push_back(half_of(medicines, month_year(month), 1, kHalf));
    d.blocks.push_back(half_of(medicines, month_year(month), kHalf + 1, last));
  }
  if (!not_taken.empty()) {
    d.heading(2, "Not taken");
    d.blocks.push_back(paper::Table{"Doses that were not taken",
                                    {"When", "Medicine", "What happened", "Why, and who was told"},
                                    not_taken,
                                    true,
                                    {2, 2, 2, 4},
                                    false});
  }
  say_held_back(c, d, entries);
  return d;
}

paper::Document statement_of_account(const charter::Charter& c, const SheetHead& head,
                                     const std::vector<Entry>& entries) {
  const auto today = candour::today(head.now);
  auto d = begun(c, head, "Statement of account", "On " + date_words(today));
  std::int64_t charged = 0, received = 0, refunded = 0, settled = 0, written_off = 0, owed = 0, overdue = 0;
  paper::Table t;
  t.caption = "Charges and payments";
  t.columns = {"Date", "What for", "Charge", "Payment", "State", "Owed so far"};
  t.widths = {2, 4, 1.6, 1.6, 2.4, 1.8};
  for (const auto& e : entries) {
    const auto* x = e.values.if_contains("amount");
    if (!x || !x->is_number()) continue;
    const auto amount = x->to_number<std::int64_t>();
    const auto direction = text_at(e, "direction");
    const bool charge = direction == "charge";
    std::string state;
    for (const auto& s : c.at(e.kind).states)
      if (s.code == e.state) state = s.name;
    if (charge) {
      charged += amount;
      (e.state == "settled" ? settled : e.state == "written-off" ? written_off : owed) += amount;
      const auto due = parse_iso_date(text_at(e, "due"));
      if (e.state == "due" && due) {
        const bool late = *due < today;
        if (late) overdue += amount;
        state += (late ? ", was due " : ", due ") + date_words(*due);
      }
    } else {
      state = shown(c, e, "direction");
      if (direction == "payment") received += amount;
      if (direction == "refund") refunded += amount;
    }
    const auto reference = shown(c, e, "reference");
    t.rows.push_back({date_words(candour::today(e.happened)),
                      shown(c, e, "what-for") + (reference.empty() ? "" : " (" + reference + ")"),
                      charge ? uk::show_money(amount) : "", charge ? "" : uk::show_money(amount), state,
                      uk::show_money(owed)});
  }
  d.blocks.push_back(paper::KeyFacts{{{"Still owed", paper::Cell(paper::Text().strong(uk::show_money(owed)))},
                                      {"Of it overdue", uk::show_money(overdue)},
                                      {"Charged in all", uk::show_money(charged)},
                                      {"Charges settled", uk::show_money(settled)},
                                      {"Written off", uk::show_money(written_off)},
                                      {"Payments to us", uk::show_money(received)},
                                      {"Refunds", uk::show_money(refunded)}}});
  d.paragraph(
      "A charge is owed until it is marked as settled or written off. “Owed so far” adds up what is still owed, "
      "line by line; a bill that we helped to pay is not owed to us.");
  if (t.rows.empty())
    d.paragraph("Nothing is written down.");
  else
    d.blocks.push_back(std::move(t));
  say_held_back(c, d, entries);
  return d;
}

}  // namespace candour::letters
