// The first page of the notice: its parts in its own order and under its own numbers, in the charter's words,
// with how to ask on top; and the easy-read sheet. What stands behind it is notice_details.cc.
#include "paper/notice.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/calendar_words.h"
#include "paper/charter_words.h"
#include "paper/notice_parts.h"

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
    if (const auto url = address_of_regulator(c, s.regulator); !url.empty())
      regulator.add(", ").link(url, url);
    facts.facts.push_back({"The regulator, to whom you may complain", Cell(std::move(regulator))});
  }
  if (!facts.facts.empty()) d.blocks.push_back(std::move(facts));
}

/// The words of each part, in the order in which the charter has them. What the organisation says of itself,
/// of marketing and of social media stands in its part too, unless a text is there for it.
std::map<std::string, std::vector<std::string>> words_by_part(const Charter& full) {
  const Charter& c = full.to_print();
  std::map<std::string, std::vector<std::string>> all;
  const auto add = [&](const Said& said, std::string_view words) {
    if (said.ground.kind == ValueGround::Kind::Part && !words.empty())
      all[said.ground.ref].emplace_back(words);
  };
  for (const auto& said : full.said)
    if (said.path.starts_with("texts/")) add(said, c.text(segments(said.path).back()));
  for (const auto& said : full.said) {
    if (said.path == "social-media" && c.text("social-media").empty()) add(said, c.social_media);
    if (said.path == "marketing/says" && !all.contains(said.ground.ref)) add(said, c.marketing.says);
    if (said.path == "organisation/says" && !all.contains(said.ground.ref)) add(said, c.organisation.says);
  }
  return all;
}

/// What the part lists by name; nothing where no rule of it is printed.
template <class Rules>
void list_names(Document& d, const Part& p, const Rules& rules, const char* opening) {
  List names;
  for (const auto& rule : rules)
    if (rule.clause == p.number) names.items.emplace_back(rule.name);
  if (names.items.empty()) return;
  d.paragraph(opening);
  d.blocks.push_back(std::move(names));
}

/// The parts that a refusal, or "why can I see this?", may name: each is a place to be led to, also where
/// nothing is printed of what stands in it.
std::set<std::string> may_be_cited(const Charter& c) {
  std::set<std::string> all(c.clauses.begin(), c.clauses.end());
  const auto add = [&](const auto& rows) {
    for (const auto& row : rows) all.insert(row.clause);
  };
  add(c.services), add(c.recipients), add(c.sources), add(c.others), add(c.unasked), add(c.grounds);
  add(c.retention), add(c.rights), add(c.reviews), add(c.consent.by_service);
  for (const auto& service : c.services) add(service.kinds);
  all.insert({c.consent.clause, c.marketing.clause, c.opt_out.clause, c.transfer_clause, c.cctv.clause});
  return all;
}

void first_page(Document& d, const Charter& full, const Setting& s, bool with_details) {
  const Charter& c = full.to_print();
  ask_us(d, c, s);
  const auto words = words_by_part(full);
  const auto details = details_by_part(full);
  const auto cited = may_be_cited(full);
  for (const Part& p : full.parts) {
    const auto texts = words.find(p.number);
    const auto more = details.find(p.number);
    if (p.title.empty() && texts == words.end() && more == details.end() && !cited.contains(p.number))
      continue;
    d.heading(level_of(p.number), p.title.empty() ? p.number : p.number + " " + p.title,
              part_anchor(p.number));
    if (texts != words.end())
      for (const auto& text : texts->second) d.words(text);
    if (p.lists_uses) list_names(d, p, c.purposes, "We use it for:");
    if (p.lists_recipients) list_names(d, p, c.recipients, "We may share with:");
    if (more == details.end()) continue;
    Text line("In detail: ");
    bool first = true;
    for (const auto& [anchor, title] : more->second) {
      if (!first) line.add(", ");
      // Printed alone, the first page still says under which heading of the details the rules stand.
      if (with_details)
        line.link(lower_first(title), s.details + "#" + anchor);
      else
        line.add("“" + title + "”");
      first = false;
    }
    d.paragraph(std::move(line));
  }
}

/// Under headings of their own, so that a number is not looked for among other sentences. Nothing that is not
/// in the contacts is said: one who has no telephone there is not to be called.
void how_to_ask(Document& d, const Charter& c, const Setting& s) {
  if (const Contact* k = c.contact("data-protection")) {
    Picture ask{"question", "How to ask us", {}};
    if (!k->title.empty()) ask.lines.emplace_back("Ask: " + k->title + ".");
    d.blocks.push_back(std::move(ask));
    if (!k->phone.empty()) d.blocks.push_back(Picture{"phone", "Call us", {Text().strong(k->phone)}});
    if (!k->email.empty())
      d.blocks.push_back(Picture{"email", "Email us", {Text().link(k->email, "mailto:" + k->email)}});
    if (!k->post.empty()) d.blocks.push_back(Picture{"letter", "Write to us", {Text(k->post)}});
  }
  if (s.regulator.name.empty()) return;
  Picture complain{"flag", "How to complain", {}};
  complain.lines.emplace_back("You can complain to the " + s.regulator.name + ".");
  if (!s.regulator.phone.empty()) complain.lines.push_back(Text("Phone: ").strong(s.regulator.phone));
  if (const auto url = address_of_regulator(c, s.regulator); !url.empty())
    complain.lines.push_back(Text("On the web: ").link(url, url));
  d.blocks.push_back(std::move(complain));
}

}  // namespace

std::string address_of_regulator(const Charter& c, const charter::Regulator& regulator) {
  const std::string& url = regulator.url;
  const auto scheme = url.find("://");
  if (scheme == url.npos) return url;
  const std::string host = url.substr(scheme + 3);
  for (const auto& [part, words] : c.texts)
    for (auto at = words.find(host + "/"); at != words.npos; at = words.find(host + "/", at + 1)) {
      auto page = words.substr(at, words.find_first_of(" \n", at) - at);
      while (page.ends_with('.') || page.ends_with(',') || page.ends_with(')')) page.pop_back();
      if (page.find("concern") != page.npos || page.find("complain") != page.npos)
        return url.substr(0, scheme + 3) + page;
    }
  return url;
}

std::string part_anchor(std::string_view number) {
  return "part-" + anchor_of(number);
}

std::vector<std::string> printed_parts(const Charter& c) {
  Document d;
  first_page(d, c, {}, false);
  std::set<std::string> anchors;
  for (const Block& b : d.blocks)
    if (const auto* heading = std::get_if<Heading>(&b)) anchors.insert(heading->anchor);
  std::vector<std::string> numbers;
  for (const Part& p : c.parts)
    if (anchors.contains(part_anchor(p.number))) numbers.push_back(p.number);
  return numbers;
}

Text part_link(std::string_view clause, std::string_view notice) {
  if (clause.empty()) return {};
  return Text("Notice, ")
      .link("part " + std::string(clause), std::string(notice) + "#" + part_anchor(clause));
}

Document notice(const Charter& c, const Setting& s, Layer layer) {
  Document d;
  d.title = c.organisation.name + ": how we look after your information";
  d.subtitle = "Privacy notice";
  d.running_head = d.title;
  d.running_foot = kept_as(c) + ". Printed on " + date_words(s.on);
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
  d.running_head = d.title;
  d.running_foot = kept_as(c) + ". Printed on " + date_words(s.on);
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
  d.running_foot = kept_as(c);
  d.printed_on = iso_date(s.on);
  d.large = true;
  for (const EasySection& x : c.easy_read)
    if (!x.says.empty()) d.blocks.push_back(Picture{x.picture, x.heading, texts_of(x.says)});
  how_to_ask(d, c, s);
  return d;
}

}  // namespace candour::paper
