#include "letters/summary.h"

#include <algorithm>
#include <functional>
#include <span>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/rows_now.h"
#include "paper/charter_words.h"
#include "paper/pdf.h"
#include "people/not_told.h"

namespace candour::letters {

using charter::Values;
using record::Entry;

namespace {

constexpr int kEach = 20;            // entries of a kind that may be several
constexpr std::size_t kShort = 180;  // letters of an answer, once nothing else can be left out

/// The kinds that it draws on; those of which somebody has several are all read.
constexpr std::string_view kOnce[] = {"communication-profile", "health-profile", "about-me"};
constexpr std::string_view kSeveral[] = {"emergency-contact", "authority", "risk-assessment", "support-plan"};

/// One heading with its answers; the least urgent have the highest number, and 0 is never left out.
struct Section {
  std::string title;
  int urgency = 0;
  std::vector<paper::KeyFacts::Fact> facts;
};

std::string one_line(std::string s) {
  std::ranges::replace(s, '\n', ' ');
  return s;
}

class Writer {
 public:
  Writer(const charter::Charter& c, const SummarySource& s, Date today) : c_(c), s_(s), today_(today) {}

  std::vector<Section> sections() {
    who();
    disputed();
    hurts();
    talking();
    medicines();
    conditions();
    decisions();
    contacts();
    doctors();
    plans();
    std::erase_if(out_, [](const Section& x) { return x.facts.empty(); });
    return std::move(out_);
  }

 private:
  void begin(std::string title, int urgency) { out_.push_back({std::move(title), urgency, {}}); }
  void say(std::string name, std::string words) {
    if (!words.empty()) out_.back().facts.push_back({std::move(name), one_line(std::move(words))});
  }
  std::vector<const Entry*> of(std::string_view kind) const {
    std::vector<const Entry*> found;
    const auto ix = c_.find_kind(kind);
    for (const auto& e : s_.entries)
      if (ix && e.kind == *ix) found.push_back(&e);
    return found;
  }
  std::string answer(const Entry& e, std::string_view field) const {
    const auto* f = c_.at(e.kind).find_field(field);
    const auto* x = f ? e.values.if_contains(field) : nullptr;
    return x ? charter::show(*f, *x) : std::string();
  }
  /// Under its own question, without the question mark.
  void say_answer(const Entry& e, std::string_view field, std::string_view name = {}) {
    const auto* f = c_.at(e.kind).find_field(field);
    if (!f) return;
    auto label = name.empty() ? f->label : std::string(name);
    if (label.ends_with('?')) label.pop_back();
    say(std::move(label), answer(e, field));
  }
  /// The rows of a group in words: each item that is answered, joined with `between`.
  std::vector<std::string> rows(const Entry& e, std::string_view field,
                                const std::vector<std::string_view>& items, std::string_view between) const {
    std::vector<std::string> lines;
    const auto* f = c_.at(e.kind).find_field(field);
    const auto* x = f ? e.values.if_contains(field) : nullptr;
    if (!x || !x->is_array()) return lines;
    for (const auto& row : x->as_array()) {
      std::string line;
      for (const auto code : items) {
        const auto item = std::ranges::find(f->items, code, &charter::Field::code);
        const auto* value = row.is_object() ? row.as_object().if_contains(code) : nullptr;
        if (item == f->items.end() || !value) continue;
        const auto words = charter::show(*item, *value);
        if (!words.empty()) line += (line.empty() ? "" : std::string(between)) + words;
      }
      if (!line.empty()) lines.push_back(one_line(std::move(line)));
    }
    return lines;
  }
  std::string of_profile(std::string_view field) const {
    const auto kind = c_.find_kind("profile");
    const auto* f = kind ? c_.at(*kind).find_field(field) : nullptr;
    const auto* x = f ? s_.person.values.if_contains(field) : nullptr;
    if (!x) return {};
    if (f->type != charter::FieldType::Group) return charter::show(*f, *x);
    std::string all;
    if (f->items.empty()) return all;
    const auto& first = f->items.front();
    for (const auto* row : charter::rows_now(*x, first.code, today_))
      all += (all.empty() ? "" : "; ") + one_line(charter::show(first, row->at(first.code)));
    return all;
  }

  void who() {
    begin("Who", 0);
    const auto& p = s_.person;
    say("Name",
        p.name() + (p.likes().empty() || p.likes() == p.name() ? "" : ", likes to be called " + p.likes()));
    if (const auto born = p.birth_date())
      say("Born", date_words(*born) + " (" + age_words(*born, p.died.value_or(today_)) + ")");
    if (p.died) say("Died", date_words(*p.died));
    say("Pronouns", of_profile("pronouns"));
    say("NHS number", of_profile("nhs-number"));
    say("Lives at", of_profile("addresses"));
    say("Phone", of_profile("phones"));
    say("Our reference", p.reference);
  }
  /// Whoever reads it relies on it: that somebody says otherwise is never left out. What they say instead
  /// stands in their request, and stays there: it may be about more than this sheet is for.
  void disputed() {
    begin("What is disputed", 0);
    for (const auto* d : record::disputes_of(s_.disputed, s_.person.id.raw))
      say("Details", record::disputed_words(c_.kinds.front(), *d, false));
    for (const auto& e : s_.entries)
      for (const auto* d : record::disputes_of(s_.disputed, e.id.raw))
        say(c_.at(e.kind).name, record::disputed_words(c_.at(e.kind), *d, false));
  }
  void hurts() {
    begin("What can hurt", 0);
    for (const auto* e : of("health-profile")) {
      say_answer(*e, "allergies");
      say_answer(*e, "what-to-watch", "Watch for, and when to call for help");
    }
    for (const auto* e : of("risk-assessment"))
      if (e->state != "replaced" && e->state != "draft")
        say("Risk: " + answer(*e, "risk"), answer(*e, "what-visitors-must-know").empty()
                                               ? answer(*e, "what-we-do")
                                               : answer(*e, "what-visitors-must-know"));
  }
  void talking() {
    begin("How to talk with them", 0);
    for (const auto* e : of("communication-profile")) {
      say_answer(*e, "in-short", "In one line");
      say_answer(*e, "how-i-communicate", "How they communicate");
      say_answer(*e, "please-do");
      say_answer(*e, "please-do-not");
      say("Adjustments", listed(rows(*e, "adjustments", {"adjustment"}, ", ")));
    }
    begin("What helps when they talk", 2);
    for (const auto* e : of("communication-profile")) say_answer(*e, "support", "What helps");
    say("Languages", of_profile("languages"));
  }
  void medicines() {
    begin("Medicines now", 0);
    for (const auto* e : of("health-profile"))
      for (const auto& line : rows(*e, "medicines", {"medicine", "dose", "for-what"}, ", ")) {
        const auto at = std::min(line.find(", "), line.size());
        say(line.substr(0, at), at == line.size() ? "how much is not written down" : line.substr(at + 2));
      }
  }
  void conditions() {
    begin("Health", 1);
    for (const auto* e : of("health-profile")) {
      say("Conditions", listed(rows(*e, "conditions", {"condition"}, ", ")));
      say_answer(*e, "conditions-in-short", "In a few words");
    }
  }
  void decisions() {
    begin("Who may decide", 0);
    for (const auto* e : of("authority")) {
      const auto until = parse_iso_date(raw(*e, "until"));
      if (e->state == "ended" || (until && *until < today_)) continue;
      say(answer(*e, "sort"), answer(*e, "who") +
                                  (e->state == "verified" ? " (checked)" : " (not yet checked)") + ": " +
                                  answer(*e, "what-they-may-do"));
    }
    for (const auto& x : s_.circle)
      if (!x.until && !x.authority.empty() && !(x.authority_ends && *x.authority_ends < today_))
        for (const auto& a : people::authorities())
          if (a.code == x.authority)
            say(std::string(a.words), x.name + (x.verified ? "" : " (not yet verified)") +
                                          (x.phone.empty() ? "" : ", " + uk::show_phone(x.phone)));
  }
  /// What the person does not want told to them, before their number.
  std::string wish(const people::Relationship& x) const {
    const auto words = people::not_told_words(c_, x);
    return words.empty() ? words : "Do not tell them: " + words + ". ";
  }
  void contacts() {
    begin("Whom to call", 0);
    auto entries = of("emergency-contact");
    std::ranges::stable_sort(entries, {}, [&](const Entry* e) { return raw(*e, "order"); });
    for (const auto* e : entries) {
      std::string words = answer(*e, "relation");
      for (const auto* field : {"phone", "other-phone"})
        if (const auto phone = answer(*e, field); !phone.empty())
          words += (words.empty() ? "" : ", ") + phone;
      if (raw(*e, "next-of-kin") == "yes") words += ", next of kin";
      say(answer(*e, "name"), words.empty() ? "no number is written down" : words);
    }
    for (const auto& x : s_.circle) {
      if (x.until || !x.emergency) continue;
      const auto words = relation(x);
      say(x.name,
          wish(x) + words + (x.phone.empty() ? "" : (words.empty() ? "" : ", ") + uk::show_phone(x.phone)));
    }
    begin("Others around them", 3);
    for (const auto& x : s_.circle)
      if (!x.until && !x.emergency)
        say(x.name, wish(x) + relation(x) + (x.phone.empty() ? "" : ", " + uk::show_phone(x.phone)));
  }
  void doctors() {
    begin("Doctor and worker", 0);
    say("GP practice", of_profile("gp-practice"));
    for (const auto* e : of("health-profile")) say_answer(*e, "doctor");
    say("Supported by",
        s_.workers.empty() ? std::string() : listed(s_.workers) + ", " + c_.organisation.name);
  }
  void plans() {
    begin("Plans in short", 4);
    for (const auto* e : of("support-plan")) {
      if (e->state == "replaced") continue;
      say_answer(*e, "what-matters", "What matters to them");
      say_answer(*e, "how-to-support", "How to support them");
      break;  // the newest
    }
    begin("Good to know", 5);
    for (const auto* e : of("about-me"))
      for (const auto& f : c_.at(e->kind).fields)
        if (f.type == charter::FieldType::LongText || f.type == charter::FieldType::ShortText)
          say_answer(*e, f.code);
  }
  static std::string relation(const people::Relationship& x) {
    for (const auto& r : people::relations())
      if (r.code == x.relation) return std::string(r.words);
    return {};
  }
  static std::string raw(const Entry& e, std::string_view field) {
    const auto* x = e.values.if_contains(field);
    if (!x) return {};
    return x->is_string() ? std::string(x->as_string()) : boost::json::serialize(*x);
  }

  const charter::Charter& c_;
  const SummarySource& s_;
  const Date today_;
  std::vector<Section> out_;
};

paper::Document laid_out(const charter::Charter& c, const SummarySource& s,
                         const std::vector<Section>& sections, const std::vector<std::string>& left_out,
                         bool shortened, std::string_view for_whom, std::string_view by, UnixMs now) {
  paper::Document d;
  d.title = s.person.name().empty() ? "Summary" : s.person.name();
  d.subtitle = "One-page summary for " + std::string(for_whom);
  d.running_foot =
      c.organisation.name + ". Made by " + std::string(by) + ", " + date_time_words(now) + ". Confidential";
  d.printed_on = iso_date(today(now));
  d.dense = true;
  for (const auto& x : sections) {
    d.heading(2, x.title);
    auto facts = x.facts;
    if (shortened)
      for (auto& f : facts)
        for (auto& line : f.value.lines) line = paper::Text(shorten(line.plain(), kShort));
    d.blocks.push_back(paper::KeyFacts{std::move(facts)});
  }
  paper::Note note;
  if (!left_out.empty())
    note.lines.emplace_back("Left out so that it fits one sheet: " + listed(left_out) + ". Ask us for it.");
  if (shortened) note.lines.emplace_back("Long answers are cut short (…). Ask us for the rest.");
  if (s.held_back) note.lines.emplace_back("Something was left out: not for whoever made this page to see.");
  if (!note.lines.empty()) d.blocks.push_back(std::move(note));
  return d;
}

}  // namespace

CategorySet Summaries::wanted() const {
  const auto& c = gate_.charter();
  CategorySet set;
  for (const char* code : {"identity", "contact", "reference-numbers", "communication", "health",
                           "relationship", "family", "emergency-contact"})
    if (const auto ix = c.find_category(code)) set.add(*ix);
  for (const auto& kinds :
       {std::span<const std::string_view>(kOnce), std::span<const std::string_view>(kSeveral)})
    for (const auto code : kinds)
      if (const auto kind = c.find_kind(code))
        for (const auto& f : c.at(*kind).fields)
          if (f.type != charter::FieldType::File) set.add(f.category);
  return set;
}

Result<SummarySource> Summaries::open(const Pass& pass, PersonId person,
                                      const people::Directory& staff) const {
  const auto& c = gate_.charter();
  SummarySource s;
  TRY(s.person, people_.profile(pass, person));
  std::vector<KindIx> once;
  for (const auto code : kOnce)
    if (const auto kind = c.find_kind(code)) once.push_back(*kind);
  TRY(s.entries, entries_.newest_of(pass, person, once));
  for (const auto code : kSeveral) {
    const auto kind = c.find_kind(code);
    if (!kind) continue;
    record::TimelineFilter only;
    only.kind = *kind;
    TRY(auto page, entries_.timeline(pass, person, only, {}, kEach));
    for (auto& e : page.entries) s.entries.push_back(std::move(e));
  }
  auto held = s.person.held_back;
  for (const auto& e : s.entries) held = held | e.held_back;
  CategorySet circle_held;
  TRY(s.circle, circle_.of(pass, person, &circle_held));
  s.held_back = !(((held & wanted()) | circle_held) - c.untold).empty();
  TRY(const auto allocations, journeys_.allocations(pass, person));
  for (const auto& a : allocations)
    if (const auto name = staff.name(a.worker); !a.until && std::ranges::count(s.workers, name) == 0)
      s.workers.push_back(name);
  return s;
}

Result<SummarySheet> summary_sheet(const charter::Charter& c, const SummarySource& s,
                                   std::string_view for_whom, std::string_view by, UnixMs now) {
  const auto sections = Writer(c, s, today(now)).sections();
  std::vector<std::size_t> least_first;
  for (std::size_t i = 0; i < sections.size(); ++i)
    if (sections[i].urgency > 0) least_first.push_back(i);
  std::ranges::stable_sort(least_first, std::greater{}, [&](std::size_t i) { return sections[i].urgency; });
  /// With so many of them left out; when all are and it is still too long, cut short as well.
  const auto without = [&](std::size_t many) {
    SummarySheet sheet;
    std::vector<Section> rest;
    const auto out = std::span(least_first).first(std::min(many, least_first.size()));
    for (std::size_t i = 0; i < sections.size(); ++i)
      (std::ranges::count(out, i) > 0 ? void(sheet.left_out.push_back(sections[i].title))
                                      : void(rest.push_back(sections[i])));
    sheet.document = laid_out(c, s, rest, sheet.left_out, many > least_first.size(), for_whom, by, now);
    return sheet;
  };
  // The fewest that make it fit, by halves: measuring is what takes long.
  std::size_t fewest = 0, most = least_first.size() + 1;
  while (fewest < most) {
    const auto half = (fewest + most) / 2;
    TRY(const int pages, paper::pages_of(without(half).document));
    if (pages <= 1)
      most = half;
    else
      fewest = half + 1;
  }
  return without(most);  // what nobody may leave out goes on over the page, if it must
}

}  // namespace candour::letters
