// The first page of the notice: its parts in its own order and under its own numbers, in the charter's words,
// with how to ask on top; and the easy-read sheet. What stands behind it is notice_details.cc.
#include "paper/notice.h"

#include <algorithm>
#include <map>

#include "base/calendar_words.h"
#include "paper/charter_words.h"
#include "paper/notice_parts.h"
#include "paper/pictogram.h"

namespace candour::paper {

using namespace charter;

namespace {

/// "3.1" stands under "3", and "1.0" is what others call "1".
int level_of(std::string_view number) {
  if (number.ends_with(".0")) number.remove_suffix(2);
  return std::min(2 + static_cast<int>(std::ranges::count(number, '.')), 4);
}

void ask_us(Document& d, const Charter& c, const Setting& s) {
  KeyFacts facts;
  if (const Contact* k = c.contact("data-protection"))
    facts.facts.push_back({k->title.empty() ? "Ask us" : k->title, contact_cell(*k)});
  if (!s.regulator.name.empty()) {
    Text regulator(s.regulator.name);
    if (!s.regulator.phone.empty()) regulator.add(", " + s.regulator.phone);
    if (!s.regulator.url.empty()) regulator.add(", ").link(s.regulator.url, s.regulator.url);
    facts.facts.push_back({"If you are not happy", Cell(std::move(regulator))});
  }
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
}

/// The words of each part, in the order in which the charter has them.
std::map<std::string, std::vector<std::string>> words_by_part(const Charter& c) {
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& said : c.said)
    if (said.path.starts_with("texts/") && said.ground.kind == ValueGround::Kind::Part)
      all[said.ground.ref].push_back(segments(said.path).back());
  return all;
}

void first_page(Document& d, const Charter& full, const Setting& s, bool with_details) {
  const Charter& c = full.to_print();
  ask_us(d, c, s);
  const auto words = words_by_part(full);
  const auto details = with_details ? details_by_part(full) : PartsToDetails{};
  for (const Part& p : full.parts) {
    const auto texts = words.find(p.number);
    const auto more = details.find(p.number);
    if (p.title.empty() && texts == words.end() && more == details.end()) continue;
    d.heading(level_of(p.number), p.title.empty() ? p.number : p.number + " " + p.title,
              part_anchor(p.number));
    if (texts != words.end())
      for (const auto& code : texts->second) d.words(c.text(code));
    if (more == details.end()) continue;
    Text line("In detail: ");
    bool first = true;
    for (const auto& [anchor, title] : more->second) {
      if (!first) line.add(", ");
      line.link(lower_first(title), s.details + "#" + anchor);
      first = false;
    }
    d.paragraph(std::move(line));
  }
}

}  // namespace

std::string part_anchor(std::string_view number) {
  return "part-" + anchor_of(number);
}

Text part_link(std::string_view clause, std::string_view notice) {
  if (clause.empty()) return {};
  return Text("Notice, ")
      .link("part " + std::string(clause), std::string(notice) + "#" + part_anchor(clause));
}

Document notice(const Charter& c, const Setting& s, Layer layer) {
  Document d;
  d.title = c.organisation.name + ": how we look after your information";
  d.subtitle =
      "Privacy notice, version " + c.version.number + ", in force from " + date_words(c.version.from);
  d.running_head = d.title;
  d.running_foot = "Privacy notice " + c.version.number + ", printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.contents = layer == Layer::Whole;
  first_page(d, c, s, layer == Layer::Whole || !s.details.empty());
  if (layer == Layer::Whole)
    for (NoticePart& p : notice_details(c, s)) {
      d.heading(2, p.title, p.anchor);
      std::ranges::move(p.blocks, std::back_inserter(d.blocks));
    }
  return d;
}

Document details(const Charter& c, const Setting& s) {
  Document d;
  d.title = c.organisation.name + ": our privacy notice in detail";
  d.subtitle = "Version " + c.version.number + ", in force from " + date_words(c.version.from);
  d.running_head = d.title;
  d.running_foot = "Privacy notice " + c.version.number + ", printed on " + date_words(s.on);
  d.printed_on = iso_date(s.on);
  d.contents = true;
  for (NoticePart& p : notice_details(c, s)) {
    d.heading(2, p.title, p.anchor);
    std::ranges::move(p.blocks, std::back_inserter(d.blocks));
  }
  return d;
}

Document easy_read(const Charter& charter, const Setting& s) {
  const Charter& c = charter.to_print();
  Document d;
  d.title = "Your information and " + c.organisation.name;
  d.subtitle = "Easy read";
  d.running_head = d.title;
  d.running_foot = "Easy read, version " + c.version.number;
  d.printed_on = iso_date(s.on);
  d.large = true;
  for (const std::string& line : c.easy_read)
    d.blocks.push_back(Picture{std::string(pictogram_for(line)), line});
  d.heading(2, "Ask us", "ask-us");
  auto say = [&](std::string_view picture, Text t) {
    d.blocks.push_back(Picture{std::string(picture), std::move(t)});
  };
  if (const Contact* k = c.contact("data-protection")) {
    if (!k->title.empty()) say("person", "You can ask our " + k->title + ".");
    if (!k->phone.empty()) say("phone", "Phone: " + k->phone);
    if (!k->email.empty()) say("letter", Text("Email: ").link(k->email, "mailto:" + k->email));
    if (!k->post.empty()) say("letter", "Write to: " + k->post);
  }
  say("flag", Text("You can also complain to the " + s.regulator.name + "."));
  if (!s.regulator.phone.empty()) say("phone", "Phone: " + s.regulator.phone);
  return d;
}

}  // namespace candour::paper
