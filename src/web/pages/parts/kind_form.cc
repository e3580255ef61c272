#include "web/pages/parts/kind_form.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/line_types.h"
#include "charter/refused.h"
#include "record/drafts.h"

namespace candour::web {

using charter::Field;
using charter::FieldType;
using html::h;
using html::Html;

namespace {

constexpr int kFreshRows = 1;  // empty rows offered at the end of a group

class Questions {
 public:
  Questions(const Visit* v, const KindForm& f)
      : v_(v), f_(f), answers_(f.sent && f.sent->came_back() ? answers_of(f.sent->typed()) : f.answers) {}

  /// One field under `name` (its code, or "group-0-code" within a group).
  Html ask(const Field& f, const std::string& name, bool in_group = false) const {
    const bool may_refuse = !in_group && f_.use && f_.use->mandatory.contains(f.code);
    if (!may_refuse) return ask_plain(f, name, in_group);
    // Nobody is forced to answer: a refusal is kept, and somebody decides with the person what follows.
    const std::string box = name + std::string(charter::kRefusedBox);
    return html::frag(
        ask_plain(f, name, in_group),
        html::checkbox(box, "yes", "They would rather not say", typed(box) == "yes",
                       "The service may not be possible without it: your manager decides with them"));
  }

 private:
  Html ask_plain(const Field& f, const std::string& name, bool in_group) const {
    if (auto x = ask_words(f, name, in_group)) return *x;
    if (auto x = ask_choice(f, name, in_group)) return *x;
    if (auto x = ask_parts(f, name, in_group)) return *x;
    return {};
  }

  std::string typed(const std::string& name) const {
    const auto i = answers_.find(name);
    return i == answers_.end() ? std::string{} : i->second;
  }
  std::vector<std::string> all_typed(const std::string& name) const {
    std::vector<std::string> x;
    for (auto [i, end] = answers_.equal_range(name); i != end; ++i) x.push_back(i->second);
    return x;
  }
  std::string error(const std::string& name) const {
    if (f_.problems) return f_.problems->of(name);
    return f_.sent ? f_.sent->problems().of(name) : std::string();
  }

  /// Whether they work here, are fit to open records and hold a role that sees such things: who cannot act on
  /// it is not offered.
  bool may_open(StaffId staff, CategoryIx category) const {
    const auto actor = v_->org->gate->actor(staff);
    return actor && actor->agreement && actor->training &&
           std::ranges::any_of(actor->posts, [&](const gate::Post& p) {
             return v_->charter().at(p.role).sees.has(category);
           });
  }

  /// Whose work it becomes must be able to open it there.
  bool may_go(StaffId staff, const Field& f) const {
    if (f_.about.is_nil() || !f_.kind->says_whose(f)) return true;
    CategorySet of;
    of.add(f.category);
    return v_->org->gate->can_open(staff, f_.about, f_.service, of).value_or(false);
  }

  std::string reason_for(const Field& f) const {
    if (f_.use)
      if (auto i = f_.use->mandatory.find(f.code); i != f_.use->mandatory.end()) return i->second;
    return f.required || !f.needed_field.empty() ? f.reason : std::string{};
  }
  bool needed(const Field& f) const { return charter::needs_answer(f_.use, f); }

  std::string label(const Field& f) const {
    return needed(f) || !f.needed_field.empty() ? f.label : f.label + " (if you like)";
  }
  std::string group_label(const Field& f, bool in_group) const { return in_group ? f.label : label(f); }

  /// The answer that makes a question needed: “No” to “Do they agree?”.
  std::string answer_beside(const Field& f) const {
    const auto* other = f_.kind->find_field(f.needed_field);
    if (!other) return {};
    const auto option = std::ranges::find(other->options, f.needed_is, &charter::Option::code);
    const auto answer = option != other->options.end() ? option->label : f.needed_is == "yes" ? "Yes" : "No";
    return "“" + answer + "” to “" + other->label + "”";
  }
  /// Why it is asked stands beside every mandatory question (LL-2.4c).
  Html below(const Field& f) const {
    const std::string why = reason_for(f);
    if (why.empty()) return {};
    return html::hint_line((needed(f) ? "Needed. " : "Needed with " + answer_beside(f) + ". ") + why +
                           (why.ends_with('.') ? "" : "."));
  }

  std::optional<Html> ask_words(const Field& f, const std::string& name, bool in_group) const {
    html::TextInput x{.name = name,
                      .label = group_label(f, in_group),
                      .value = typed(name),
                      .hint = f.hint,
                      .error = error(name),
                      .autocomplete = "off",
                      .below_hint = below(f)};
    switch (f.type) {
      case FieldType::LongText:
        return html::textarea({.name = name,
                               .label = group_label(f, in_group),
                               .value = typed(name),
                               .hint = f.hint,
                               .error = error(name),
                               .rows = in_group ? 3 : 5,
                               .below_hint = below(f)});
      case FieldType::ShortText:
      case FieldType::Organisation:
        return html::text_input(x);
      case FieldType::Number:
        x.width = 5;
        x.inputmode = "decimal";
        x.suffix = f.unit;
        return html::text_input(x);
      case FieldType::Money:
        x.width = 10;
        x.prefix = "£";
        x.inputmode = "decimal";
        return html::text_input(x);
      default:
        if (const auto* line = charter::line_type(f.type)) {
          x.type = line->box;
          x.width = line->width;
          x.spellcheck = line->spellcheck;
          return html::text_input(x);
        }
        return {};
    }
  }

  static std::vector<html::Choice> choices_of(const Field& f) {
    std::vector<html::Choice> x;
    for (const auto& o : f.options) x.push_back({o.code, o.label});
    return x;
  }

  std::optional<Html> ask_choice(const Field& f, const std::string& name, bool in_group) const {
    const std::string words = group_label(f, in_group);
    switch (f.type) {
      case FieldType::Choice:
        if (f.options.size() > 8 || in_group)
          return html::select({.name = name,
                               .label = words,
                               .choices = choices_of(f),
                               .value = typed(name),
                               .hint = f.hint,
                               .error = error(name),
                               .below_hint = below(f)});
        return html::radios({.name = name,
                             .legend = words,
                             .choices = choices_of(f),
                             .value = typed(name),
                             .hint = f.hint,
                             .error = error(name),
                             .small = true,
                             .below_hint = below(f)});
      case FieldType::Choices:
        return html::checkboxes({.name = name,
                                 .legend = words,
                                 .choices = choices_of(f),
                                 .values = all_typed(name),
                                 .hint = f.hint,
                                 .error = error(name),
                                 .small = true,
                                 .below_hint = below(f)});
      case FieldType::YesNo:
        return html::radios({.name = name,
                             .legend = words,
                             .choices = {{"yes", "Yes"}, {"no", "No"}, {"not-known", "Not known"}},
                             .value = typed(name),
                             .hint = f.hint,
                             .error = error(name),
                             .in_line = true,
                             .small = true,
                             .below_hint = below(f)});
      case FieldType::Staff: {
        std::vector<html::Choice> staff;
        for (const auto& m : v_->staff->all())
          if ((may_open(m.id, f.category) && may_go(m.id, f)) || m.id.text() == typed(name))
            staff.push_back({m.id.text(), m.name});
        return html::select({.name = name,
                             .label = words,
                             .choices = std::move(staff),
                             .value = typed(name),
                             .hint = f.hint,
                             .error = error(name),
                             .below_hint = below(f)});
      }
      default:
        return {};
    }
  }

  std::optional<Html> ask_parts(const Field& f, const std::string& name, bool in_group) const {
    const std::string words = group_label(f, in_group);
    switch (f.type) {
      case FieldType::Date:
        return html::date_input({.name = name,
                                 .label = words,
                                 .day = typed(name + "-day"),
                                 .month = typed(name + "-month"),
                                 .year = typed(name + "-year"),
                                 .hint = f.hint,
                                 .error = error(name),
                                 .below_hint = below(f)});
      case FieldType::DateTime:
        return html::date_time_input({.name = name,
                                      .label = words,
                                      .day = typed(name + "-day"),
                                      .month = typed(name + "-month"),
                                      .year = typed(name + "-year"),
                                      .time = typed(name + "-time"),
                                      .hint = f.hint,
                                      .error = error(name),
                                      .below_hint = below(f)});
      case FieldType::Address:
        return ask_address(f, name, words);
      case FieldType::BankAccount:
        return ask_bank(f, name, words);
      case FieldType::File:
        return ask_file(f, name, words);
      case FieldType::Signature:
        return ask_signature(f, name, words, in_group);
      case FieldType::Score:
        return ask_score(f, name, words);
      case FieldType::Group:
        return ask_group(f, name);
      case FieldType::Person:
        return html::text_input({.name = name,
                                 .label = words,
                                 .value = typed(name),
                                 .hint = "The record's own number from its address",
                                 .error = error(name),
                                 .autocomplete = "off",
                                 .below_hint = below(f)});
      default:
        return {};
    }
  }

  Html ask_address(const Field& f, const std::string& name, const std::string& words) const {
    const auto line = [&](std::string end, std::string label_words, int width) {
      return html::text_input({.name = name + end,
                               .label = std::move(label_words),
                               .value = typed(name + end),
                               .error = end == "-line-1" ? error(name) : std::string{},
                               .width = width,
                               .autocomplete = "off"});
    };
    // Two lines are enough for most; what stands there has as many as it has, or saving would drop the rest.
    Html lines = html::frag(line("-line-1", "House and street", 0), line("-line-2", "Second line", 0));
    for (const auto& [end, words_of_line] :
         {std::pair{"-line-3", "Third line"}, std::pair{"-line-4", "Fourth line"}})
      if (!typed(name + end).empty()) lines += line(end, words_of_line, 0);
    return html::fieldset(
        words, html::frag(below(f), lines, line("-town", "Town", 20), line("-postcode", "Postcode", 10)),
        html::LabelSize::S, f.hint);
  }

  Html ask_bank(const Field& f, const std::string& name, const std::string& words) const {
    const auto part = [&](std::string end, std::string label_words, int width) {
      return html::text_input({.name = name + end,
                               .label = std::move(label_words),
                               .value = typed(name + end),
                               .error = end == "-sort-code" ? error(name) : std::string{},
                               .width = width,
                               .inputmode = end == "-name" ? "" : "numeric",
                               .autocomplete = "off",
                               .spellcheck = false});
    };
    return html::fieldset(
        words,
        html::frag(below(f), part("-name", "Name on the account", 20), part("-sort-code", "Sort code", 5),
                   part("-account", "Account number", 10)),
        html::LabelSize::S, f.hint);
  }

  Html ask_file(const Field& f, const std::string& name, const std::string& words) const {
    if (f_.leave_out_files) return {};
    Html kept;
    if (const auto had = typed(name + "-name"); !had.empty()) {
      kept = html::hint_line("Kept: " + had);
      for (const char* end : {"-file", "-name", "-type", "-size"})
        kept += html::hidden(name + end, typed(name + end));
    }
    const html::FileInput input{
        .name = name, .label = words, .hint = f.hint.empty() ? "Up to 25 MB" : f.hint, .error = error(name)};
    return html::frag(f_.sent ? f_.sent->file_input(input) : html::file_input(input), below(f), kept);
  }

  /// A name to type, which works everywhere; the script puts a place to draw beneath it.
  Html ask_signature(const Field& f, const std::string& name, const std::string& words, bool in_group) const {
    Html all = html::text_input({.name = name + "-typed",
                                 .label = words,
                                 .value = typed(name + "-typed"),
                                 .hint = f.hint.empty() ? "Type the name of the person who signs" : f.hint,
                                 .error = error(name),
                                 .autocomplete = "off",
                                 .below_hint = below(f)});
    if (in_group || f_.leave_out_files || !v_) return all;
    if (const auto drawn = typed(name + "-file"); !drawn.empty())
      all += html::frag(html::hint_line("The drawn signature is kept."), html::hidden(name + "-file", drawn));
    // The lines of the drawing, for the draft: the script puts them there, and draws them again.
    const auto strokes = name + std::string(record::kStrokes);
    all += html::hidden(strokes, typed(strokes));
    all += h("div", {{"class", "candour-sign"}, {"data-sign", name}});
    if (f_.sent) all += f_.sent->waiting(name);
    return all;
  }

  Html ask_score(const Field& f, const std::string& name, const std::string& words) const {
    Html items;
    for (const auto& item : f.items) {
      const auto& options = item.options.empty() ? f.options : item.options;
      std::vector<html::Choice> choices;
      for (const auto& o : options) choices.push_back({o.code, o.label});
      items += html::radios({.name = name + "-" + item.code,
                             .legend = item.label,
                             .choices = std::move(choices),
                             .value = typed(name + "-" + item.code),
                             .error = error(name + "-" + item.code),
                             .small = true});
    }
    return html::fieldset(words, html::frag(below(f), items), html::LabelSize::S, f.hint);
  }

  Html ask_group(const Field& f, const std::string& name) const {
    int rows = 0;
    for (const auto& [field, value] : answers_) {
      if (!field.starts_with(name + "-")) continue;
      const int i = std::atoi(field.c_str() + name.size() + 1);
      if (!value.empty()) rows = std::max(rows, i + 1);
    }
    const int shown = std::min(rows + kFreshRows, charter::kGroupRows);
    Html all;
    for (int i = 0; i < shown; ++i) {
      const std::string row = name + "-" + std::to_string(i) + "-";
      Html items;
      for (const auto& item : f.items) items += ask(item, row + item.code, true);
      if (i >= rows && rows > 0)
        all += html::details("Add another", items);
      else
        all += html::fieldset(f.label + (shown > 1 ? " " + std::to_string(i + 1) : ""), items,
                              html::LabelSize::S, i == 0 ? f.hint : std::string{});
    }
    const std::string problem = error(name);
    return html::frag(problem.empty() ? Html{} : html::warning(problem), below(f), all);
  }

  const Visit* v_;  // null where nobody is signed in
  const KindForm& f_;
  const charter::RawAnswers answers_;
};

bool collected(const KindForm& f, const Field& field) {
  if (field.code == "died") return false;  // recorded with care, on a page of its own
  if (field.home_only && !f.home_based) return false;
  // A later step asks for it; once it is answered it can be changed and corrected with the rest.
  const bool answered = std::ranges::any_of(f.answers, [&](const auto& a) {
    const auto* of = charter::field_of(*f.kind, a.first);
    return of && of->code == field.code;
  });
  if (f.kind->asked_at_a_step(field.code) && !answered) return false;
  if (!f.use) return true;
  return std::find(f.use->leave_out.begin(), f.use->leave_out.end(), field.code) == f.use->leave_out.end();
}

}  // namespace

Html kind_fields(const Visit& v, const KindForm& f) {
  const Questions q(&v, f);
  Html all;
  CategorySet not_asked;
  for (const auto& field : f.kind->fields) {
    if (!collected(f, field)) continue;
    if (!f.may_write.has(field.category)) {
      not_asked.add(field.category);
      continue;
    }
    all += q.ask(field, field.code);
  }
  if (!not_asked.empty()) {
    std::string names;
    not_asked.each([&](CategoryIx i) { names += (names.empty() ? "" : ", ") + v.charter().at(i).name; });
    all += html::inset(html::paragraph("Not asked of you, because others write it: " + names +
                                       ". What is there stays as it is."));
  }
  return all;
}

Html outside_fields(const KindForm& f) {
  const Questions q(nullptr, f);
  Html all;
  for (const auto& field : f.kind->fields) all += q.ask(field, field.code);
  return all;
}

charter::RawAnswers answers_of(const http::Fields& form) {
  charter::RawAnswers raw;
  for (const auto& [name, value] : form.items())
    if (name != "csrf" && !name.starts_with("_")) raw.emplace(name, value);
  return raw;
}

std::vector<FieldProblem> problems_of(const charter::Kind& kind, CategorySet may_write,
                                      const charter::Checked& checked,
                                      const std::vector<http::Upload>& files) {
  std::vector<FieldProblem> x;
  for (const auto& p : checked.problems) {
    const auto* f = kind.find_field(p.field);
    const bool comes = std::ranges::any_of(files, [&](const auto& file) { return file.name == p.field; });
    if (!comes && (!f || may_write.has(f->category))) x.push_back(p);
  }
  return x;
}

namespace {

using ByField = std::map<const Field*, charter::RawAnswers>;

ByField by_field(const charter::Kind& kind, const charter::RawAnswers& all) {
  ByField x;
  for (const auto& [name, value] : all)
    if (const auto* f = charter::field_of(kind, name); f && !value.empty()) x[f].emplace(name, value);
  return x;
}

}  // namespace

charter::RawAnswers merged_answers(const charter::Kind& kind, const charter::RawAnswers& base,
                                   const charter::RawAnswers& theirs, const charter::RawAnswers& mine) {
  auto began = by_field(kind, base), now = by_field(kind, theirs), typed = by_field(kind, mine);
  charter::RawAnswers x;
  for (const auto& f : kind.fields) x.merge(typed[&f] == began[&f] ? now[&f] : typed[&f]);
  return x;
}

html::Html what_differs(const charter::Kind& kind, const charter::Values& theirs, const charter::Values& mine,
                        const std::string& who) {
  const auto shown = [](const charter::Field& f, const charter::Values& values) {
    const auto* v = values.if_contains(f.code);
    return v ? charter::show(f, *v) : std::string();
  };
  std::vector<html::Conflict> all;
  for (const auto& f : kind.fields) all.push_back({f.label, shown(f, theirs), shown(f, mine), who});
  return html::conflicts(all);
}

html::Html both_versions_words(const charter::Kind& kind, const charter::Values& theirs,
                               const charter::Values& form, const std::string& who, const std::string& when) {
  return html::frag(
      html::notification(
          "Somebody else changed this too",
          html::paragraph(who + " saved it " + when +
                          ", while you were writing. Nothing of yours is "
                          "lost: what you changed stands in the form, and what only they changed stands "
                          "there as they left it. Where both of you changed the same, saving again puts "
                          "your words in place of theirs; theirs stay in the history.")),
      what_differs(kind, theirs, form, who));
}

bool has_files(const charter::Kind& kind) {
  return std::ranges::any_of(kind.fields, [](const Field& f) {
    return f.type == FieldType::File || f.type == FieldType::Signature;
  });
}

charter::RawAnswers answers_now(const charter::Kind& kind, UnixMs now) {
  const auto* f = kind.find_field(kind.date_field);
  charter::Values values;
  if (f && f->type == charter::FieldType::DateTime) values[f->code] = iso_minute(local_time(now));
  if (f && f->type == charter::FieldType::Date) values[f->code] = iso_date(today(now));
  return charter::to_raw(kind, values);
}

}  // namespace candour::web
