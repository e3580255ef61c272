#include "paper/blank_form.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/requests.h"
#include "paper/notice.h"

namespace candour::paper {

using charter::FieldType;

namespace {

constexpr int kShortLines = 1, kLongLines = 8;

/// Room to write by hand: empty rows of a table, which every reader of a PDF knows to be cells.
Table room(const std::string& label, int lines) {
  Table t;
  t.columns = {label};
  t.row_headings = false;
  for (int i = 0; i < lines; ++i) t.rows.push_back({Cell("\u00a0")});
  return t;
}

List boxes(const std::vector<std::string>& labels) {
  List out;
  for (const auto& label : labels) out.items.emplace_back("[   ] " + label);
  return out;
}

void ask(Document& d, const charter::Field& f) {
  if (!f.options.empty()) {
    d.heading(2, f.label);
    if (!f.hint.empty()) d.paragraph(f.hint);
    std::vector<std::string> labels;
    for (const auto& o : f.options) labels.push_back(o.label);
    d.blocks.push_back(boxes(labels));
    return;
  }
  if (!f.hint.empty()) d.paragraph(f.hint);
  d.blocks.push_back(room(f.label, f.type == FieldType::LongText ? kLongLines : kShortLines));
}

/// Where the sheet goes.
std::vector<Text> handed_in(const charter::Charter& c) {
  std::vector<Text> out{Text("Give it to anybody who works for us.")};
  const auto* who = c.contact("data-protection");
  if (!who) who = c.contact("complaints");
  if (!who) return out;
  std::string words = "Or send it to " + who->title;
  for (const auto* reach : {&who->post, &who->email, &who->phone})
    if (!reach->empty()) words += ", " + *reach;
  out.emplace_back(words + ".");
  return out;
}

/// What the charter says of complaining, and to whom (IM-1.5).
void who_else(Document& d, const charter::Charter& c, const charter::Regulator& regulator) {
  const auto* right = charter::find_right(c, "complaint");
  if (!right || regulator.name.empty()) return;
  Note note{"If you do not agree with what we do", {}};
  if (!right->says.empty()) note.lines.emplace_back(right->says);
  std::string words = "The regulator is the " + regulator.name;
  if (!regulator.phone.empty()) words += ", " + regulator.phone;
  if (const auto url = address_of_regulator(c, regulator); !url.empty()) words += ", " + url;
  note.lines.emplace_back(words + ".");
  d.blocks.push_back(std::move(note));
}

}  // namespace

Document blank_form(const charter::Charter& c, const charter::Kind& kind,
                    const std::vector<std::string>& services, const charter::Regulator& regulator,
                    charter::Date today) {
  Document d;
  d.title = kind.from_outside->title;
  d.subtitle = c.organisation.name;
  d.running_foot = c.organisation.name;
  d.printed_on = iso_date(today);
  d.paragraph(kind.from_outside->says);
  if (services.size() > 1) {
    d.heading(2, "Which of our services is it about?");
    d.paragraph("If you do not know, choose the one that is nearest.");
    d.blocks.push_back(boxes(services));
  }
  for (const auto& f : kind.outside().fields) ask(d, f);
  d.blocks.push_back(Note{"Where it goes", handed_in(c)});
  who_else(d, c, regulator);
  d.heading(2, "For whoever takes it");
  d.blocks.push_back(KeyFacts{{{"It reached us on", Cell("\u00a0")}, {"Taken by", Cell("\u00a0")}}});
  return d;
}

}  // namespace candour::paper
