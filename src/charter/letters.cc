#include "charter/letters.h"

#include <algorithm>
#include <array>

#include "charter/charter.h"

namespace candour::charter {
namespace {

struct Known {
  std::string_view code, category;  // "" tells nothing about the person
};
constexpr Known kKnown[] = {{"person.name", "identity"},
                            {"person.likes", "identity"},
                            {"person.reference", ""},
                            {"person.born", "identity"},
                            {"person.address", "contact"},
                            {"organisation.name", ""},
                            {"service.name", ""},
                            {"worker.name", ""},
                            {"date", ""},
                            {"to", ""},
                            {"ground", ""},
                            {"regulator.name", ""},
                            {"regulator.phone", ""},
                            {"regulator.url", ""},
                            {"ombudsman.name", ""},
                            {"ombudsman.phone", ""},
                            {"ombudsman.url", ""},
                            {"complain-to", ""}};
constexpr std::array<std::string_view, 4> kToCodes = {"person", "circle", "recipient", "complainant"};

CategorySet only(CategoryIx ix) {
  CategorySet set;
  set.add(ix);
  return set;
}

void add_once(std::vector<std::string>& to, const std::vector<std::string>& codes) {
  for (const auto& code : codes)
    if (std::ranges::find(to, code) == to.end()) to.push_back(code);
}

}  // namespace

std::string_view letter_to_code(LetterTo to) {
  return kToCodes[static_cast<std::size_t>(to)];
}

bool LetterTemplate::may_go_to(LetterTo wanted) const {
  return std::ranges::find(to, wanted) != to.end();
}

bool LetterTemplate::says_ground() const {
  const auto all = fields();
  return std::ranges::find(all, "ground") != all.end();
}

std::vector<std::string> LetterTemplate::fields() const {
  auto all = fields_in(subject);
  for (const auto& p : parts) add_once(all, fields_in(p.text));
  return all;
}

std::vector<std::string> letter_field_codes() {
  std::vector<std::string> all;
  for (const auto& k : kKnown) all.emplace_back(k.code);
  return all;
}

std::vector<std::string> fields_in(std::string_view text) {
  std::vector<std::string> all;
  for (auto from = text.find('{'); from != text.npos; from = text.find('{', from + 1)) {
    const auto to = text.find('}', from);
    if (to == text.npos) break;
    add_once(all, {std::string(text.substr(from + 1, to - from - 1))});
  }
  return all;
}

std::string filled(std::string_view text, const std::function<std::string(const std::string&)>& value) {
  std::string out;
  while (true) {
    const auto from = text.find('{');
    const auto to = from == text.npos ? text.npos : text.find('}', from);
    if (to == text.npos) return out += text;
    out += text.substr(0, from);
    out += value(std::string(text.substr(from + 1, to - from - 1)));
    text.remove_prefix(to + 1);
  }
}

LetterField letter_field(const Charter& c, const LetterTemplate& t, std::string_view field) {
  if (field.starts_with(kEntryField)) {
    const auto kind = c.find_kind(t.about);
    const auto* f = kind ? c.at(*kind).find_field(field.substr(kEntryField.size())) : nullptr;
    if (!f) return {};
    return {true, only(f->category)};
  }
  const auto known = std::ranges::find(kKnown, field, &Known::code);
  if (known == std::end(kKnown)) return {};
  if (known->category.empty()) return {true, {}};
  const auto category = c.find_category(known->category);
  if (!category) return {};
  return {true, only(*category)};
}

CategorySet letter_tells(const Charter& c, const LetterTemplate& t) {
  CategorySet all;
  for (const auto& field : t.fields()) all = all | letter_field(c, t, field).tells;
  return all;
}

CategorySet complainant_may_get(const Charter& c, std::string_view about) {
  CategorySet set;
  if (const auto x = c.find_category("identity")) set.add(*x);
  const auto kind = c.find_kind(about);
  return kind && c.at(*kind).from_outside ? set | c.at(*kind).categories() : set;
}

}  // namespace candour::charter
