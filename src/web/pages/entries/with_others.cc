#include "web/pages/entries/with_others.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "gate/service_subject.h"
#include "web/pages/parts/find_person.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

/// The one line of words that is taken over: it was one place, and places are counted by what is written
/// there.
constexpr std::string_view kWhere = "where";

std::string here(const Visit& v, PersonId person, EntryId id) {
  return entry_url(v, person, id) + "/with";
}

/// Asked of many, so it is no try that would be refused.
Result<bool> may_write(const Visit& v, PersonId person, KindIx kind) {
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  return std::ranges::any_of(kinds, [&](const auto& w) { return w.kind == kind; });
}

Result<Response> with_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  if (!kind.with_others || gate::service_of_subject(v.charter(), person)) return not_found();
  TRY(const auto pass, look_at(v, person, gate::Thing::WithOthers, id.text(), {}));
  TRY([[maybe_unused]] const auto writes, v.org->gate->write(v.actor, person, place.service, place.kind));
  TRY(auto f, person_frame(site, r, pass, person, "Add somebody who was part of it", ""));
  f.heading = "Add somebody who was part of it";
  f.caption = kind.name;
  f.narrow = true;
  f.main = html::paragraph(
      "Each of them has an entry of their own, with what concerns them and nobody else: so that each can read "
      "theirs, and nobody reads of another. Who may open both records sees that they belong together.");
  TRY(const auto parts, v.org->entries->other_parts(pass, person, id));
  TRY(const auto found,
      find_somebody(v, r, {here(v, person, id), "Who else was part of it?", person}, site.today(),
                    [&](const people::Profile& p, html::PersonLine& l) -> Status {
                      const auto theirs = std::ranges::find(parts, p.id, &record::Entries::OtherPart::person);
                      if (theirs != parts.end()) {
                        l.right =
                            html::link(entry_url(v, p.id, theirs->entry), "Has a part already: open it");
                        return {};
                      }
                      TRY(const bool may, may_write(v, p.id, place.kind));
                      if (may)
                        l.right = html::button_link(
                            v.url("/people/" + p.id.text() + "/write/" + kind.code + "?with=" + id.text() +
                                  "&of=" + person.text() + "&service=" + v.charter().at(place.service).code),
                            "Write their part", html::Look::Second);
                      return {};
                    }));
  f.main += found.part;
  return site.page(std::move(f), found.status);
}

}  // namespace

Result<std::optional<OtherEntry>> other_entry(const Visit& v, const charter::Kind& kind,
                                              const std::string& entry, const std::string& person) {
  const auto id = EntryId::parse(entry);
  const auto who = PersonId::parse(person);
  if (entry.empty() && person.empty()) return std::nullopt;
  if (!id || !who || !kind.with_others) return not_found();
  // First of all whether they may write about that person: to whoever may not, every id says the same.
  TRY(const bool may, may_write(v, *who, kind.ix));
  if (!may) return not_found();
  TRY(const auto place, v.org->entries->place(*who, *id));
  if (place.kind != kind.ix) return not_found();
  TRY(auto pass, v.org->gate->write(v.actor, *who, place.service, place.kind));
  return OtherEntry{*who, *id, std::move(pass)};
}

Status begin_alike(const Visit& v, const charter::Kind& kind, const OtherEntry& other,
                   charter::RawAnswers& begins) {
  std::vector<const charter::Field*> fields;
  CategorySet wanted;
  for (const auto& code : {kind.date_field, kind.title_field, std::string(kWhere)}) {
    const auto* f = kind.find_field(code);
    const bool words =
        f && (f->type == charter::FieldType::ShortText || f->type == charter::FieldType::LongText);
    if (!f || (words && code != kWhere)) continue;
    fields.push_back(f);
    wanted.add(f->category);
  }
  TRY(const auto look, look_at(v, other.person, kind, other.entry.text(), wanted));
  TRY(const auto theirs, v.org->entries->entry(look, other.person, other.entry));
  charter::Values alike;
  for (const auto* f : fields)
    if (const auto* x = theirs.values.if_contains(f->code)) alike[f->code] = *x;
  auto raw = charter::to_raw(kind, alike);
  for (const auto& [name, value] : raw) begins.erase(name);
  begins.merge(raw);
  return {};
}

Result<Html> with_others_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                              const record::Entry& e, bool may_write) {
  if (!kind.with_others || gate::service_of_subject(v.charter(), e.person)) return Html{};
  TRY(const auto parts, v.org->entries->other_parts(pass, e.person, e.id));
  std::vector<gate::WorkAsked> asked;
  for (const auto& p : parts) asked.push_back({p.person, p.service, v.charter().at(p.kind).categories()});
  TRY(const auto sights, v.org->gate->work_sights(v.actor, asked));
  std::vector<PersonId> open;
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (sights[i].sees) open.push_back(parts[i].person);
  TRY(const auto names, Names::of(v, open, gate::Thing::WithOthers));
  std::vector<Html> lines;
  std::set<PersonId> shut;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (sights[i].sees && names.find(parts[i].person))
      lines.push_back(html::link(entry_url(v, parts[i].person, parts[i].entry), names.name(parts[i].person)));
    else
      shut.insert(parts[i].person);
  }
  if (!shut.empty())
    lines.push_back(
        html::text(counted_words(std::ssize(shut), "person", "people") + " whose record is not open to you"));
  Html all = lines.empty() ? Html{} : html::bullets(lines);
  if (may_write)
    all += html::paragraph(html::link(here(v, e.person, e.id), "Add somebody who was part of it"));
  if (all.empty()) return all;
  return lines.empty() ? html::acts_card("Who else was part of it", all)
                       : html::card("Who else was part of it", all);
}

void add_with_others_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/with", "entry.with", with_page);
}

}  // namespace candour::web
