// The frame of every page about a person: who they are and how to talk with them come first, then what can
// hurt them, then the tabs.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/uk.h"
#include "charter/rows_now.h"
#include "gate/service_subject.h"
#include "web/frame/entry_view.h"

namespace candour::web {

using html::Html;

namespace {

struct TabSpec {
  std::string_view id, words, path;
};
constexpr TabSpec kTabs[] = {
    {"timeline", "Timeline", ""},
    {"plan", "Plan and safety", "/part/plan"},
    {"health", "Health", "/part/health"},
    {"about", "About", "/part/about"},
    {"circle", "Circle of support", "/circle"},
    {"money", "Money and home", "/part/money"},
    {"services", "Services", "/services"},
    {"profile", "Details", "/profile"},
    {"who", "Who looked", "/who-looked"},
};

/// A question as the heading of its answer: without the question mark.
std::string heading_of(std::string label) {
  if (label.ends_with('?')) label.pop_back();
  return label;
}

/// An answer in one line; of a group only what each row says first.
std::string in_one_line(const charter::Field& f, const boost::json::value& value) {
  std::string words;
  if (f.type == charter::FieldType::Group && value.is_array() && !f.items.empty()) {
    const auto& first = f.items.front();
    for (const auto& row : value.as_array())
      if (const auto* x = row.is_object() ? row.as_object().if_contains(first.code) : nullptr)
        words += (words.empty() ? "" : "; ") + charter::show(first, *x);
  } else {
    words = charter::show(f, value);
  }
  std::replace(words.begin(), words.end(), '\n', ' ');
  return words;
}

/// Strips of the banner from the newest entries of the kinds that stand there.
void add_strips(const Visit& v, const people::Profile& p, const std::vector<record::Entry>& entries,
                html::PersonBanner& b) {
  const std::string name = p.likes().empty() ? p.name() : p.likes();
  for (const auto& e : entries) {
    const auto& kind = v.charter().at(e.kind);
    for (const auto& code : kind.banner_fields) {
      const auto* f = kind.find_field(code);
      const auto* x = f ? e.values.if_contains(code) : nullptr;
      if (!x) continue;
      std::string words = in_one_line(*f, *x);
      if (words.empty()) continue;
      if (kind.alert)
        b.alerts.push_back({heading_of(f->label), std::move(words)});
      else
        b.communication.push_back(
            {b.communication.empty() ? "How to talk with " + name : heading_of(f->label), std::move(words)});
    }
  }
}

/// One answer of the banner's fold. A map is opened by the phone's own application (RFC 5870): no address of
/// a supported person is sent to a map on the web by a link of ours.
void add_one_reach(const charter::Field& f, std::string label, const boost::json::value& value,
                   html::PersonBanner& b) {
  using enum charter::FieldType;
  if (f.type != Phone && f.type != Email && f.type != Address && f.type != NhsNumber)
    return;  // name, pronouns
  auto words = charter::show(f, value);
  if (words.empty()) return;
  html::Reach x{std::move(label), std::move(words)};
  if (f.type == Phone && value.is_string()) x.href = uk::phone_href(value.as_string());
  if (f.type == Email) x.href = "mailto:" + x.words;
  if (f.type == Address) x.map = "geo:0,0?q=" + http::encode_segment(x.words);
  b.reach.push_back(std::move(x));
}

/// How to reach them, and the number on paper: the fields of the profile that its kind names for the banner.
void add_reach(const Visit& v, const people::Profile& p, const Date& today, html::PersonBanner& b) {
  for (const auto& kind : v.charter().kinds) {
    if (!kind.engine) continue;
    for (const auto& code : kind.banner_fields) {
      const auto* f = kind.find_field(code);
      const auto* x = f ? p.values.if_contains(code) : nullptr;
      if (!x) continue;
      if (f->type != charter::FieldType::Group || !x->is_array() || f->items.empty()) {
        add_one_reach(*f, f->label, *x, b);
        continue;
      }
      const auto& first = f->items.front();
      for (const auto* row : charter::rows_now(*x, first.code, today)) {
        const auto* said = row->if_contains(first.code);
        const auto* which = row->if_contains("kind");
        const auto named = std::ranges::find(f->items, "kind", &charter::Field::code);
        const auto label = which && named != f->items.end() ? charter::show(*named, *which) : first.label;
        if (said) add_one_reach(first, label, *said, b);
      }
    }
  }
}

std::string worker_words(const Visit& v, const std::vector<people::Allocation>& allocations) {
  std::vector<StaffId> named;  // once each, in however many services
  std::string s;
  for (const auto& a : allocations) {
    if (a.until || std::ranges::find(named, a.worker) != named.end()) continue;
    named.push_back(a.worker);
    if (!s.empty()) s += ", ";
    const auto* member = v.staff->find(a.worker);
    s += a.worker == v.actor.id ? "you" : v.staff->name(a.worker);
    if (member && member->left_at) s += ", has left";
  }
  return s;
}

std::string text_of(const charter::Values& values, std::string_view field) {
  const auto* x = values.if_contains(field);
  return x && x->is_string() ? std::string(x->as_string()) : std::string{};
}

}  // namespace

Result<html::PageFrame> person_frame(const Site& site, const http::Request& r, const Pass& pass,
                                     PersonId person, std::string title, std::string_view tab) {
  const Visit& v = Site::visit(r);
  const Pass banner = pass.only(banner_categories(v.charter()));
  TRY(auto p, v.org->people->profile(banner, person));
  std::vector<KindIx> kinds;
  for (const auto& k : v.charter().kinds)
    if (!k.banner_fields.empty() && !k.engine) kinds.push_back(k.ix);
  TRY(auto newest, v.org->entries->newest_of(banner, person, kinds));
  TRY(auto allocations, v.org->journeys->allocations(pass, person));

  const auto today = site.today();
  html::PersonBanner b;
  b.name = p.name().empty() ? "Name held back" : p.name();
  b.is_heading = tab == "timeline";
  if (!b.is_heading) b.href = person_url(v, person);
  b.likes_name = p.likes() == p.name() ? "" : p.likes();
  b.pronouns = text_of(p.values, "pronouns");
  if (const auto born = p.birth_date()) {
    b.born = date_words(*born);
    b.age = age_words(*born, p.died.value_or(today));
  }
  if (p.died) b.died = "died " + date_words(*p.died);
  b.reference = p.reference;
  b.worker = worker_words(v, allocations);
  add_reach(v, p, today, b);
  add_strips(v, p, newest, b);
  html::Html notice;
  if (p.restricted)
    notice += html::inset(html::paragraph(
        "The use of this record is restricted: it is kept, and neither used nor changed until that ends."));
  if (pass.obligations() & kReasonedAccess)
    notice += html::inset(html::paragraph(
        "You see this under reasoned access, for a limited time. Whoever "
        "looks at such access has been told, and it stands on this person's list of who looked."));
  if (!notice.empty()) b.notice = std::move(notice);
  html::PageFrame f = site.frame(r, std::move(title), "people");
  f.banner = html::person_banner(b);
  std::vector<html::Tab> tabs;
  TRY(const bool sees_log, v.org->gate->may_see_who_looked(v.actor, person));
  // A service itself has no details, circle or services: what is written of it, and who looked.
  const bool service = gate::service_of_subject(v.charter(), person).has_value();
  for (const auto& t : kTabs)
    if ((t.id != "who" || sees_log) && (!service || t.id == "who" || t.id == "timeline"))
      tabs.push_back({std::string(t.words), person_url(v, person, t.path), t.id == tab, 0});
  f.below_banner = html::tabs("Parts of the record", tabs);
  f.print_title = b.name + (b.reference.empty() ? "" : ", " + b.reference) + ", " + f.title;
  return f;
}

}  // namespace candour::web
