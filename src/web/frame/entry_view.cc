#include "web/frame/entry_view.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/values.h"
#include "paper/charter_words.h"

namespace candour::web {

using charter::Field;
using charter::FieldType;
using html::h;
using html::Html;
using html::Tint;

namespace {

/// In which part of the notice it stands what this role sees.
void say_part(const Visit& v, html::HeldBack& x) {
  if (!v.actor.posts.empty()) x.clause = paper::part_words(v.charter().at(v.actor.posts[0].role).clause);
}

constexpr std::size_t kTimelineLetters = 600;

/// The answers of a group, one small list a row.
Html show_group(const Visit& v, const Field& f, const boost::json::value& value, std::string_view files_url) {
  Html rows;
  if (!value.is_array()) return rows;
  for (const auto& row : value.as_array()) {
    if (!row.is_object() || row.as_object().empty()) continue;
    html::SummaryList list;
    for (const auto& item : f.items)
      if (const auto* x = row.as_object().if_contains(item.code))
        list.rows.push_back({item.label, show_value(v, item, *x, files_url), {}});
    rows += html::summary_list(list);
  }
  return rows;
}

html::HeldBack held_back_entry(const Visit& v, const record::Entry& e) {
  const auto& c = v.charter();
  html::HeldBack x;
  x.title = c.at(e.kind).name;
  if (!e.holds) {
    x.words = record::kEntryDoesNotHold;
    return x;
  }
  CategoryIx first{};
  bool found = false;
  e.held_back.each([&](CategoryIx i) {
    if (!found) first = i;
    found = true;
  });
  if (found) {
    x.category = c.at(first).name;
    x.words = c.at(first).name + ": " + seen_by(c, first) + ".";
  } else {
    x.words = "Nothing of it may be shown to you.";
  }
  say_part(v, x);
  x.ask_href = v.ask_url(e.person);
  return x;
}

}  // namespace

std::pair<std::string, Tint> category_tag(const charter::Charter& c, CategoryIx i) {
  const auto& x = c.at(i);
  const Tint tint = x.sensitivity == charter::Sensitivity::Special    ? Tint::Special
                    : x.sensitivity == charter::Sensitivity::Criminal ? Tint::Criminal
                                                                      : Tint::Ordinary;
  return {x.name, tint};
}

std::string seen_by(const charter::Charter& c, CategoryIx i) {
  std::string s;
  bool anybody = false, without_consent = false;
  for (const auto& role : c.roles) {
    if (!role.sees.has(i)) continue;
    s += (s.empty() ? "seen by " : ", ") + role.name;
    role.purpose_set.each([&](PurposeIx p) {
      if (!c.at(p).categories.has(i)) return;
      anybody = true;
      without_consent = without_consent || !c.at(p).needs_consent();
    });
  }
  if (s.empty()) return "seen by nobody by right";
  return anybody && !without_consent ? s + ", and only while the person says yes" : s;
}

Html phone_link(const std::string& canonical) {
  const auto href = uk::phone_href(canonical);
  return href.empty() ? html::text(uk::show_phone(canonical)) : html::link(href, uk::show_phone(canonical));
}

namespace {

/// The name that was typed, and the picture that was drawn, on the screen and on paper.
Html show_signature(const Field& f, const boost::json::value& value, std::string_view files_url) {
  const auto* o = value.if_object();
  const auto* id = o ? o->if_contains("file") : nullptr;
  if (!id || !id->is_string()) return html::text(charter::show(f, value));
  return html::frag(html::text(o->contains("typed") ? charter::show(f, value) : "signed on the screen"),
                    html::h("img", {{"class", "candour-signature"},
                                    {"src", std::string(files_url) + "/" + std::string(id->get_string())},
                                    {"alt", "The signature as it was drawn"}}));
}

}  // namespace

Html show_value(const Visit& v, const Field& f, const boost::json::value& value, std::string_view files_url) {
  switch (f.type) {
    case FieldType::Group:
      return show_group(v, f, value, files_url);
    case FieldType::LongText:
      return html::typed_text(charter::show(f, value));
    case FieldType::Phone:
      if (value.is_string()) return phone_link(std::string(value.get_string()));
      return {};
    case FieldType::Staff:
      if (auto id = StaffId::parse(charter::show(f, value))) return html::text(v.staff->name(*id));
      return {};
    case FieldType::Person:
      if (auto id = PersonId::parse(charter::show(f, value)))
        return html::link(v.url("/people/" + id->text()), "their record");
      return {};
    case FieldType::File: {
      const auto* o = value.if_object();
      const auto* id = o ? o->if_contains("file") : nullptr;
      if (!id || !id->is_string()) return html::text(charter::show(f, value));
      return html::link(std::string(files_url) + "/" + std::string(id->as_string()), charter::show(f, value));
    }
    case FieldType::Signature:
      return show_signature(f, value, files_url);
    default: {
      const std::string words = charter::show(f, value);
      return words.find('\n') == std::string::npos ? html::text(words) : html::typed_text(words);
    }
  }
}

Html held_back_lines(const Visit& v, CategorySet held_back, PersonId person) {
  Html out;
  held_back.each([&](CategoryIx i) {
    const auto& c = v.charter();
    html::HeldBack x;
    x.title = c.at(i).name;
    x.category = c.at(i).name;
    x.words = c.at(i).name + ": " + seen_by(c, i) + ".";
    say_part(v, x);
    x.ask_href = v.ask_url(person);
    out += html::held_back_line(x);
  });
  return out;
}

Html show_values(const Visit& v, const charter::Kind& kind, const charter::Values& values,
                 CategorySet held_back, PersonId person, std::string_view files_url) {
  html::SummaryList list;
  for (const auto& f : kind.fields) {
    const auto* x = values.if_contains(f.code);
    if (!x || x->is_null()) continue;
    Html shown = show_value(v, f, *x, files_url);
    if (!shown.empty()) list.rows.push_back({f.label, std::move(shown), {}});
  }
  Html out = list.rows.empty() ? Html{} : html::summary_list(list);
  out += held_back_lines(v, held_back, person);
  return out;
}

std::string entry_title(const charter::Charter& c, const record::Entry& e) {
  const auto& kind = c.at(e.kind);
  if (const auto* f = kind.find_field(kind.title_field))
    if (const auto* x = e.values.if_contains(f->code))
      if (auto s = charter::show(*f, *x); !s.empty()) return kind.name + ": " + s;
  return kind.name;
}

std::string happened_words(const charter::Kind& kind, UnixMs at) {
  const auto* when = kind.find_field(kind.date_field);
  return when && when->type == FieldType::Date ? date_words(today(at)) : date_time_words(at);
}

std::string person_url(const Visit& v, PersonId person, std::string_view path) {
  return v.url("/people/" + person.text() + std::string(path));
}

std::string entry_url(const Visit& v, PersonId person, EntryId id) {
  return person_url(v, person, "/entries/" + id.text());
}

std::string said_of_them(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"Your", "Their"}, {"your", "their"}, {"yours", "theirs"}, {"you", "them"}};
  std::string out;
  for (std::size_t from = 0; from <= name.size();) {
    const auto end = std::min(name.find(' ', from), name.size());
    const auto word = name.substr(from, end - from);
    const auto found = std::ranges::find(kWords, word, [](const auto& w) { return w.first; });
    out += found == std::end(kWords) ? word : found->second;
    if (end < name.size()) out += ' ';
    from = end + 1;
  }
  return out;
}

namespace {

constexpr std::string_view kActForThem[] = {"advocate", "attorney", "deputy", "guardian", "appointee"};
constexpr std::string_view kAtWork[] = {"paid-carer",         "social-worker", "gp",       "nurse",
                                        "other-professional", "teacher",       "employer", "landlord"};

}  // namespace

std::vector<html::Choice> source_choices(const charter::Charter& c) {
  std::vector<html::Choice> x{{"staff", "What staff saw or did"}, {"person", "The person themselves"}};
  std::vector<html::Choice> near, act, work, others;
  const auto among = [](const auto& codes, std::string_view code) {
    return std::ranges::find(codes, code) != std::end(codes);
  };
  const auto relations = people::relations();
  for (const auto& r : relations) {
    auto& group = among(kActForThem, r.code) ? act : among(kAtWork, r.code) ? work : near;
    const std::string words(r.words);
    group.push_back({std::string(r.code), r.code == "other" ? words : "Their " + inside_sentence(words)});
  }
  for (const auto& [code, name] : charter::givers(c))
    if (std::ranges::find(relations, code, &people::Choice::code) == relations.end())
      others.push_back({code, said_of_them(name)});
  std::ranges::sort(others, {}, &html::Choice::words);
  const auto add = [&](std::vector<html::Choice>& group, const std::string& heading) {
    for (auto& choice : group) {
      choice.group = heading;
      x.push_back(std::move(choice));
    }
  };
  add(near, "Family and others around them");
  add(act, "Who acts or speaks for them");
  add(work, "Who works with them");
  add(others, "Organisations and other sources");
  return x;
}

std::string source_words(const charter::Charter& c, std::string_view source, std::string_view name) {
  std::string s;
  if (source == "person" || source.empty()) return "from the person";
  if (source == record::kFromOutside) return "from outside, by our public page";
  if (const auto* body = charter::body_name(c, source)) s = "from " + inside_sentence(said_of_them(*body));
  if (s.empty())
    for (const auto& r : people::relations())
      if (r.code == source) s = "from their " + inside_sentence(r.words);
  if (s.empty()) s = source == "staff" ? "what staff saw or did" : "from " + std::string(source);
  if (!name.empty()) s += " (" + std::string(name) + ")";
  return s;
}

Html timeline_entry(const Visit& v, const record::Entry& e, bool disputed) {
  const auto& c = v.charter();
  const auto& kind = c.at(e.kind);
  if (e.values.empty()) return html::held_back(held_back_entry(v, e));
  html::TimelineItem item;
  item.id = "e-" + e.id.text();
  item.title = entry_title(c, e);
  item.href = entry_url(v, e.person, e.id);
  if (const auto* f = kind.find_field(kind.body_field))
    if (const auto* x = e.values.if_contains(f->code))
      item.body = html::typed_text(shorten(charter::show(*f, *x), kTimelineLetters));
  CategorySet shown;
  for (const auto& [code, value] : e.values)
    if (const auto* f = kind.find_field(code)) shown.add(f->category);
  if (disputed) item.tags.emplace_back("Disputed: the person says otherwise", Tint::Bad);
  shown.each([&](CategoryIx i) { item.tags.push_back(category_tag(c, i)); });
  for (const auto& s : kind.states)
    if (s.code == e.state) item.tags.emplace_back(s.name, Tint::Plain);
  item.meta.push_back(v.staff->name(e.author) + ", " + happened_words(kind, e.happened));
  if (e.source != "person" && e.source != "staff")
    item.meta.push_back(source_words(c, e.source, e.source_name));
  if (!e.held_back.empty()) item.meta.push_back("partly held back");
  item.corrected = e.corrected;
  item.why_href = person_url(v, e.person, "/why?entry=" + e.id.text());
  return html::timeline_item(item);
}

}  // namespace candour::web
