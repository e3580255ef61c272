#include "web/pages/person/begun.h"

#include "gate/service_subject.h"

namespace candour::web {

using html::Html;

std::string Begun::of(const std::string& name) const {
  const auto at = answers.find(name);
  return at == answers.end() ? std::string() : at->second;
}

std::string begun_text(const Begun& b) {
  return b.about.is_nil() ? std::string() : b.about.text() + "/" + b.entry.text();
}

std::string begun_path(const Begun& b, PersonId to) {
  return "/people/" + b.about.text() + "/entries/" + b.entry.text() + "/misfiled?to=" + to.text();
}

Result<Begun> begun_from(const Visit& v, const std::string& from) {
  const auto slash = from.find('/');
  const auto about = PersonId::parse(from.substr(0, slash));
  const auto id = slash == from.npos ? std::nullopt : EntryId::parse(from.substr(slash + 1));
  if (!about || !id || !gate::service_of_subject(v.charter(), *about)) return Begun{};
  const auto place = v.org->entries->place(*about, *id);
  if (!place) return Begun{};  // it has gone to somebody's record meanwhile
  const auto& kind = v.charter().at(place->kind);
  if (!kind.from_outside) return Begun{};
  TRY(const auto pass, look_at(v, *about, kind, id->text(), kind.categories()));
  TRY(const auto e, v.org->entries->entry(pass, *about, *id));
  Begun out{*about, *id, {}};
  for (const auto& [name, value] : charter::to_raw(kind, e.values))
    for (const auto& [field, as] : kind.from_outside->begins)
      if (name == field ||
          (name.starts_with(field + "-") && kind.find_field(field)->type == charter::FieldType::Date))
        out.answers.emplace(as + name.substr(field.size()), value);
  return out;
}

Html begin_part(const Visit& v, PersonId person, const charter::Kind& kind, const record::Entry& e) {
  const auto state = std::ranges::find(kind.states, e.state, &charter::State::code);
  if (!kind.from_outside || kind.from_outside->begins.empty() || !v.has(charter::Duty::AddPerson) ||
      !gate::service_of_subject(v.charter(), person) || (state != kind.states.end() && state->final))
    return {};
  return html::button_row({html::button_link(v.url("/people/new?service=" + v.charter().at(e.service).code +
                                                   "&from=" + begun_text({person, e.id, {}})),
                                             "Add them from this")});
}

}  // namespace candour::web
