#include "web/html/fields.h"

#include <algorithm>

namespace candour::html {
namespace {

std::string label_class(LabelSize size, std::string_view base) {
  std::string c(base);
  switch (size) {
    case LabelSize::Plain:
      break;
    case LabelSize::S:
      c += " " + std::string(base) + "--s";
      break;
    case LabelSize::M:
      c += " " + std::string(base) + "--m";
      break;
    case LabelSize::L:
      c += " " + std::string(base) + "--l";
      break;
    case LabelSize::Xl:
      c += " " + std::string(base) + "--xl";
      break;
  }
  return c;
}

Html label_of(const std::string& for_id, std::string_view words, LabelSize size) {
  Html label = h("label", {{"class", label_class(size, "govuk-label")}, {"for", for_id}}, words);
  return size == LabelSize::Xl ? h("h1", {{"class", "govuk-label-wrapper"}}, label) : label;
}

Html hint_of(const std::string& id, const std::string& hint) {
  return when(!hint.empty(), [&] { return h("div", {{"class", "govuk-hint"}, {"id", id + "-hint"}}, hint); });
}

Html error_of(const std::string& id, const std::string& error) {
  return when(!error.empty(), [&] {
    return h("p", {{"class", "govuk-error-message"}, {"id", id + "-error"}}, hidden_words("Error: "), error);
  });
}

Html why_line(const Html& piece) {
  return when(!piece.empty(), [&] { return h("div", {{"class", "candour-why-line"}}, piece); });
}

/// aria-describedby of an input; absent when there is nothing to say.
std::optional<std::string> described(const std::string& id, const std::string& hint, const std::string& error,
                                     std::string_view more = {}) {
  std::string s;
  auto add = [&](const std::string& x) { s += (s.empty() ? "" : " ") + x; };
  if (!hint.empty()) add(id + "-hint");
  if (!error.empty()) add(id + "-error");
  if (!more.empty()) add(std::string(more));
  return s.empty() ? std::nullopt : std::optional(s);
}

std::string group_class(const std::string& error) {
  return error.empty() ? "govuk-form-group" : "govuk-form-group govuk-form-group--error";
}

std::optional<std::string> unless_empty(const std::string& s) {
  return s.empty() ? std::nullopt : std::optional(s);
}

Html legend_of(std::string_view words, LabelSize size) {
  std::string c = label_class(size, "govuk-fieldset__legend");
  if (size == LabelSize::Xl)
    return h("legend", {{"class", c}}, h("h1", {{"class", "govuk-fieldset__heading"}}, words));
  return h("legend", {{"class", c}}, words);
}

/// A group of inputs under a legend, with hint and error tied to the group.
template <class... Inside>
Html group(const std::string& id, const std::string& legend, LabelSize size, const std::string& hint,
           const std::string& error, const Html& below_hint, const Inside&... inside) {
  return h(
      "div", {{"class", group_class(error)}},
      h("fieldset", {{"class", "govuk-fieldset"}, {"aria-describedby", described(id, hint, error)}},
        legend_of(legend, size), hint_of(id, hint), why_line(below_hint), error_of(id, error), inside...));
}

struct Part {
  std::string suffix, words, value, width, inputmode;
};

Html date_part(const std::string& base, const std::string& name, const Part& p, bool error, bool first) {
  std::string id = first ? base : base + "-" + p.suffix;
  std::string c = "govuk-input govuk-date-input__input govuk-input--width-" + p.width;
  if (error) c += " govuk-input--error";
  return h("div", {{"class", "govuk-date-input__item"}},
           h("div", {{"class", "govuk-form-group"}},
             h("label", {{"class", "govuk-label govuk-date-input__label"}, {"for", id}}, p.words),
             h("input", {{"class", c},
                         {"id", id},
                         {"name", name + "-" + p.suffix},
                         {"type", "text"},
                         {"inputmode", p.inputmode},
                         {"autocomplete", "off"},
                         {"value", unless_empty(p.value)}})));
}

Html date_parts(const std::string& name, const std::vector<Part>& parts, bool error) {
  std::string id = field_id(name);
  Out o;
  bool first = true;
  for (const auto& p : parts) {
    o.raw(date_part(id, name, p, error, first));
    first = false;
  }
  return h("div", {{"class", "govuk-date-input"}}, std::move(o).done());
}

/// One radio or checkbox.
struct Item {
  const std::string& name;
  const Choice& choice;
  std::string id;
  bool ticked;
  bool radio;
};
Html choice_item(const Item& i) {
  std::string kind = i.radio ? "govuk-radios" : "govuk-checkboxes";
  std::optional<std::string> by;
  if (!i.choice.hint.empty()) by = i.id + "-item-hint";
  return frag(when(i.choice.divider_before,
                   [&] {
                     return h("div", {{"class", kind + "__divider"}}, "or");
                   }),
              h("div", {{"class", kind + "__item"}},
                h("input", {{"class", kind + "__input"},
                            {"id", i.id},
                            {"name", i.name},
                            {"type", i.radio ? "radio" : "checkbox"},
                            {"value", i.choice.value},
                            {"checked", i.ticked},
                            {"aria-describedby", by}}),
                h("label", {{"class", "govuk-label " + kind + "__label"}, {"for", i.id}}, i.choice.words),
                when(by.has_value(), [&] {
                  return h("div", {{"id", *by}, {"class", "govuk-hint " + kind + "__hint"}}, i.choice.hint);
                })));
}

Html items(const std::string& name, const std::vector<Choice>& choices,
           const std::vector<std::string>& values, bool radio) {
  Out o;
  std::string id = field_id(name);
  for (std::size_t n = 0; n < choices.size(); ++n) {
    bool ticked = std::find(values.begin(), values.end(), choices[n].value) != values.end();
    o.raw(choice_item({name, choices[n], n == 0 ? id : id + "-" + std::to_string(n + 1), ticked, radio}));
  }
  return std::move(o).done();
}

}  // namespace

std::string Problems::of(std::string_view field) const {
  for (const auto& p : list_)
    if (p.field == field) return p.message;
  return {};
}

std::string field_id(std::string_view name) {
  std::string id = "f-";
  for (char c : name) {
    bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    id += plain ? c : '-';
  }
  return id;
}

Html error_summary(const Problems& problems) {
  if (!problems.any()) return {};
  Html list = each(problems.list(), [](const FieldProblem& p) {
    return p.field.empty() ? h("li", p.message)
                           : h("li", h("a", {{"href", "#" + field_id(p.field)}}, p.message));
  });
  return h(
      "div", {{"class", "govuk-error-summary"}, {"id", "problems"}, {"tabindex", "-1"}},
      h("div", {{"role", "alert"}}, h("h2", {{"class", "govuk-error-summary__title"}}, "There is a problem"),
        h("div", {{"class", "govuk-error-summary__body"}},
          h("ul", {{"class", "govuk-list govuk-error-summary__list"}}, list))));
}

Html hidden(std::string_view name, std::string_view value) {
  return h("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

Html csrf_field(std::string_view token) {
  return hidden("csrf", token);
}

Html form(const Form& f, const Html& inside) {
  std::optional<std::string> enctype;
  if (f.files) enctype = "multipart/form-data";
  // Without "novalidate" the browser's own bubbles would come before our words.
  return h("form",
           {{"action", f.action},
            {"method", f.get ? "get" : "post"},
            {"enctype", enctype},
            {"id", unless_empty(f.id)},
            {"data-draft-url", unless_empty(f.draft_url)},
            {"novalidate", !f.get}},
           when(!f.get, [&] { return csrf_field(f.csrf); }), inside, when(!f.draft_url.empty(), [] {
             return h(
                 "p",
                 {{"class", "candour-draft-status"}, {"data-draft-status", true}, {"aria-live", "polite"}});
           }));
}

Html text_input(const TextInput& f) {
  std::string id = field_id(f.name), c = "govuk-input";
  if (f.width) c += " govuk-input--width-" + std::to_string(f.width);
  if (!f.error.empty()) c += " govuk-input--error";
  std::optional<std::string> spell;
  if (!f.spellcheck) spell = "false";
  Html input = h("input", {{"class", c},
                           {"id", id},
                           {"name", f.name},
                           {"type", f.type},
                           {"value", unless_empty(f.value)},
                           {"inputmode", unless_empty(f.inputmode)},
                           {"autocomplete", unless_empty(f.autocomplete)},
                           {"spellcheck", spell},
                           {"aria-describedby", described(id, f.hint, f.error)}});
  auto fix = [](std::string_view side, const std::string& words) {
    return when(!words.empty(), [&] {
      return h("div", {{"class", "govuk-input__" + std::string(side)}, {"aria-hidden", "true"}}, words);
    });
  };
  if (!f.prefix.empty() || !f.suffix.empty())
    input = h("div", {{"class", "govuk-input__wrapper"}}, fix("prefix", f.prefix), input,
              fix("suffix", f.suffix));
  return h("div", {{"class", group_class(f.error)}},
           label_of(id, f.required_words ? f.label + " (needed)" : f.label, f.size), hint_of(id, f.hint),
           why_line(f.below_hint), error_of(id, f.error), input);
}

Html textarea(const Textarea& f) {
  std::string id = field_id(f.name), c = "govuk-textarea";
  if (!f.error.empty()) c += " govuk-textarea--error";
  bool counted = f.max_letters > 0;
  std::optional<std::string> count;
  if (counted) count = std::to_string(f.max_letters);
  return h("div", {{"class", group_class(f.error)}}, label_of(id, f.label, f.size), hint_of(id, f.hint),
           why_line(f.below_hint), error_of(id, f.error),
           // A line end straight after <textarea> is dropped by browsers; this one keeps the typed one.
           h("textarea",
             {{"class", c},
              {"id", id},
              {"name", f.name},
              {"rows", f.rows},
              {"data-max-letters", count},
              {"aria-describedby", described(id, f.hint, f.error, counted ? id + "-count" : "")}},
             "\n", f.value),
           when(counted, [&] {
             return h("div", {{"class", "govuk-hint candour-count"}, {"id", id + "-count"}},
                      "You can write up to ", *count, " characters.");
           }));
}

Html password_input(const PasswordInput& f) {
  std::string id = field_id(f.name), c = "govuk-input govuk-password-input__input";
  if (!f.error.empty()) c += " govuk-input--error";
  return h("div", {{"class", group_class(f.error)}}, label_of(id, f.label, LabelSize::Plain),
           hint_of(id, f.hint), error_of(id, f.error),
           h("div", {{"class", "govuk-input__wrapper govuk-password-input__wrapper"}},
             h("input", {{"class", c},
                         {"id", id},
                         {"name", f.name},
                         {"type", "password"},
                         {"spellcheck", "false"},
                         {"autocapitalize", "none"},
                         {"autocomplete", f.fresh ? "new-password" : "current-password"},
                         {"data-show-password", true},
                         {"aria-describedby", described(id, f.hint, f.error)}})));
}

Html date_input(const DateInput& f) {
  std::string hint =
      f.hint.empty() ? (f.birth ? "For example, 4 3 1999" : "For example, 21 11 2026") : f.hint;
  return group(field_id(f.name), f.label, f.size, hint, f.error, f.below_hint,
               date_parts(f.name,
                          {{"day", "Day", f.day, "2", "numeric"},
                           {"month", "Month", f.month, "2", "text"},
                           {"year", "Year", f.year, "4", "numeric"}},
                          !f.error.empty()));
}

Html date_time_input(const DateTimeInput& f) {
  std::string hint = f.hint.empty() ? "For example, 21 11 2026 at 14:20" : f.hint;
  return group(field_id(f.name), f.label, f.size, hint, f.error, f.below_hint,
               date_parts(f.name,
                          {{"day", "Day", f.day, "2", "numeric"},
                           {"month", "Month", f.month, "2", "text"},
                           {"year", "Year", f.year, "4", "numeric"},
                           {"time", "Time", f.time, "5", "text"}},
                          !f.error.empty()));
}

Html select(const Select& f) {
  std::string id = field_id(f.name), c = "govuk-select";
  if (!f.error.empty()) c += " govuk-select--error";
  Html options;
  for (std::size_t i = 0; i < f.choices.size();) {
    const auto& group = f.choices[i].group;
    Html some;
    for (; i < f.choices.size() && f.choices[i].group == group; ++i) {
      const auto& x = f.choices[i];
      some +=
          h("option", {{"value", x.value}, {"selected", x.value == f.value && !x.value.empty()}}, x.words);
    }
    options += group.empty() ? some : h("optgroup", {{"label", group}}, some);
  }
  return h(
      "div", {{"class", group_class(f.error)}}, label_of(id, f.label, f.size), hint_of(id, f.hint),
      why_line(f.below_hint), error_of(id, f.error),
      h("select",
        {{"class", c}, {"id", id}, {"name", f.name}, {"aria-describedby", described(id, f.hint, f.error)}},
        when(f.blank_first,
             [] {
               return h("option", {{"value", ""}}, "Choose one");
             }),
        options));
}

Html radios(const Radios& f) {
  std::string c = "govuk-radios";
  if (f.in_line) c += " govuk-radios--inline";
  if (f.small) c += " govuk-radios--small";
  return group(field_id(f.name), f.legend, f.size, f.hint, f.error, f.below_hint,
               h("div", {{"class", c}}, items(f.name, f.choices, {f.value}, true)));
}

Html checkboxes(const Checkboxes& f) {
  std::string c = f.small ? "govuk-checkboxes govuk-checkboxes--small" : "govuk-checkboxes";
  return group(field_id(f.name), f.legend, f.size, f.hint, f.error, f.below_hint,
               h("div", {{"class", c}}, items(f.name, f.choices, f.values, false)));
}

Html checkbox(std::string_view name, std::string_view value, std::string_view words, bool ticked,
              std::string_view hint, std::string_view error) {
  std::string n(name), id = field_id(name), e(error);
  Choice choice{std::string(value), std::string(words), std::string(hint)};
  return h("div", {{"class", group_class(e)}}, error_of(id, e),
           h("div", {{"class", "govuk-checkboxes"}}, choice_item({n, choice, id, ticked, false})));
}

Html file_input(const FileInput& f) {
  std::string id = field_id(f.name), c = "govuk-file-upload";
  if (!f.error.empty()) c += " govuk-file-upload--error";
  return h("div", {{"class", group_class(f.error)}}, label_of(id, f.label, f.size), hint_of(id, f.hint),
           error_of(id, f.error),
           h("input", {{"class", c},
                       {"id", id},
                       {"name", f.name},
                       {"type", "file"},
                       {"accept", unless_empty(f.accept)},
                       {"multiple", f.several},
                       {"aria-describedby", described(id, f.hint, f.error)}}));
}

Html fieldset(std::string_view legend, const Html& inside, LabelSize size, std::string_view hint) {
  return h("fieldset", {{"class", "govuk-fieldset candour-fieldset"}}, legend_of(legend, size),
           when(!hint.empty(),
                [&] {
                  return h("div", {{"class", "govuk-hint"}}, hint);
                }),
           inside);
}

}  // namespace candour::html
