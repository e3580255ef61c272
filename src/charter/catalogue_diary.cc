#include "charter/catalogue_diary.h"

#include <algorithm>

namespace candour::charter {
namespace {

/// The code of a field of that type; "" after saying what is wrong.
std::string field_of_type(MapReader& m, std::string_view key, const Kind& k, FieldType type, Need need) {
  const auto code = m.text(key, need);
  if (code.empty()) return code;
  const auto* f = k.find_field(code);
  if (f && f->type == type) return code;
  const std::string wanted(field_type_code(type));
  m.error(key, "kind '" + k.code + "' has no field '" + code + "' of the type " + wanted,
          "name a field of the type " + wanted);
  return "";
}

/// Whether the field can be answered so.
bool can_be(const Field& f, const std::string& answer) {
  if (f.type == FieldType::YesNo) return answer == "yes" || answer == "no";
  return std::ranges::find(f.options, answer, &Option::code) != f.options.end();
}

std::vector<std::string> answers_of(MapReader& m, std::string_view key, const Field& f, Need need,
                                    Findings& out) {
  std::vector<std::string> all;
  for (const auto* one : m.texts(key, need)) {
    if (!can_be(f, one->text))
      out.error(*one, "the field '" + f.code + "' cannot be answered '" + one->text + "'",
                "name one of its options");
    all.push_back(one->text);
  }
  return all;
}

}  // namespace

namespace {

/// Of another kind, which is not read yet: what is not there is left out when the form begins.
void read_after_visit(MapReader& diary, Diary& d, Findings& out) {
  d.trouble = diary.text("trouble");
  const auto* node = diary.get("note");
  if (!node) return;
  MapReader m(*node, "the note after a visit", out);
  d.note = m.text("kind", Need::Required);
  d.note_minutes = m.text("minutes");
  for (const auto* one : m.list("sets")) {
    MapReader s(*one, "answer", out);
    d.note_sets.emplace_back(s.text("field", Need::Required), s.text("is", Need::Required));
    s.only_these();
  }
  m.only_these();
}

}  // namespace

void read_diary(MapReader& kind, Kind& k, Findings& out) {
  const auto* node = kind.get("diary");
  if (!node) return;
  MapReader m(*node, "the diary of kind '" + k.code + "'", out);
  auto& d = k.diary;
  d.from = field_of_type(m, "from", k, FieldType::DateTime, Need::Required);
  d.minutes = field_of_type(m, "minutes", k, FieldType::Number, Need::Optional);
  d.staff = field_of_type(m, "staff", k, FieldType::Staff, Need::Optional);
  d.otherwise = m.number("otherwise", d.otherwise, 1, 24 * 60);
  d.late_after = m.number("late-after", d.late_after, 1, 24 * 60);
  for (const auto* state : m.texts("frees")) {
    if (std::ranges::find(k.states, state->text, &State::code) == k.states.end())
      out.error(*state, "kind '" + k.code + "' has no state '" + state->text + "'", "name one of its states");
    d.frees.push_back(state->text);
  }
  d.visit = field_of_type(m, "visit", k, FieldType::Choice, Need::Optional);
  if (const auto* f = k.find_field(d.visit)) {
    d.visit_is = answers_of(m, "visit-is", *f, Need::Required, out);
    d.alone_is = answers_of(m, "alone-is", *f, Need::Optional, out);
  }
  read_after_visit(m, d, out);
  // They are sealed, seen and held back together.
  for (const auto* other : {k.find_field(d.minutes), k.find_field(d.staff), k.find_field(d.visit)})
    if (const auto* from = k.find_field(d.from); from && other && other->category != from->category)
      m.error("from", "the field '" + other->code + "' is of another category than '" + from->code + "'",
              "put what stands in a diary into one category");
  m.only_these();
}

void read_before_visit(MapReader& kind, Kind& k, Findings& out) {
  for (const auto* node : kind.list("before-visit")) {
    MapReader m(*node, "before a visit", out);
    BeforeVisit one;
    one.field = m.text("field", Need::Required);
    const auto* f = k.find_field(one.field);
    if (!f) {
      m.error("field", "kind '" + k.code + "' has no field '" + one.field + "'", "name one of its fields");
    } else {
      one.is = answers_of(m, "is", *f, Need::Optional, out);
    }
    one.says = m.text("says", one.is.empty() ? Need::Optional : Need::Required);
    one.months = m.number("months", 0, 1, 240);
    m.only_these();
    k.before_visit.push_back(std::move(one));
  }
}

}  // namespace candour::charter
