// Questions on a form: a label, a hint, room for the answer, and what is wrong with it in words beside it.
// Promises: each question is labelled, its hint and error are tied to it for screen readers, and what was
// typed is shown again. Pure; any thread. It checks no answer: pages do, with Result and FieldProblem.
//
//   text_input({.name = "first", .label = "First name", .value = form.get("first"), .error = p.of("first")})
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/html/html.h"

namespace candour::html {

/// The problems of a form, to be asked per field.
class Problems {
 public:
  Problems() = default;
  Problems(std::vector<FieldProblem> p) : list_(std::move(p)) {}
  Problems(const Error& e) : list_(e.fields) {
    if (list_.empty()) list_.push_back({"", e.words.text});
  }
  bool any() const { return !list_.empty(); }
  /// Words for that field, or empty.
  std::string of(std::string_view field) const;
  const std::vector<FieldProblem>& list() const { return list_; }

 private:
  std::vector<FieldProblem> list_;
};
/// "There is a problem", with a link to each field; nothing when there are no problems. Goes first in main,
/// and the frame's has_errors is set.
Html error_summary(const Problems&);
/// The id of the element that a problem of this field links to.
std::string field_id(std::string_view name);

/// Opens a form: POST with the token. `draft_url`: the script saves what is typed there. `files`: multipart.
struct Form {
  std::string action;
  std::string csrf;
  std::string draft_url = {};
  bool files = false;
  bool get = false;  // a filter or search: GET, no token
  std::string id = {};
};
Html form(const Form&, const Html& inside);
Html hidden(std::string_view name, std::string_view value);
Html csrf_field(std::string_view token);

enum class LabelSize { Plain, S, M, L, Xl };  // Xl: the label is also the page's h1

struct TextInput {
  std::string name, label;
  std::string value = {}, hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  int width = 0;                  // in letters: 2, 3, 4, 5, 10, 20, 30; 0: full
  std::string type = "text";      // text, email, tel, search, url
  std::string inputmode = {};     // "numeric" for digits
  std::string autocomplete = {};  // "off" for somebody else's details
  std::string prefix = {}, suffix = {};
  bool spellcheck = true;
  bool required_words = false;  // adds "(needed)" to the label
  Html below_hint = {};         // why it is asked, "why can I see this?"
};
Html text_input(const TextInput&);

struct Textarea {
  std::string name, label;
  std::string value = {}, hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  int rows = 5;
  std::size_t max_letters = 0;  // 0: no count shown; else "You can write up to N letters"
  Html below_hint = {};
};
Html textarea(const Textarea&);

/// Password; with a "Show" button when the script runs.
struct PasswordInput {
  std::string name, label;
  std::string hint = {}, error = {};
  bool fresh = false;  // choosing a new one (autocomplete new-password)
};
Html password_input(const PasswordInput&);

/// Day, month and year as typed: fields name-day, name-month, name-year.
struct DateInput {
  std::string name, label;
  std::string day = {}, month = {}, year = {};
  std::string hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  bool birth = false;  // autocomplete bday is NOT set (it is somebody else's); only wording of the hint
  Html below_hint = {};
};
Html date_input(const DateInput&);

/// A date and a time: also field name-time, "14:20".
struct DateTimeInput {
  std::string name, label;
  std::string day = {}, month = {}, year = {}, time = {};
  std::string hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  Html below_hint = {};
};
Html date_time_input(const DateTimeInput&);

struct Choice {
  std::string value, words;
  std::string hint = {};
  bool divider_before = false;  // "or" above it
  std::string group = {};       // in a list to choose from: the heading under which it stands
};

struct Select {
  std::string name, label;
  std::vector<Choice> choices;
  std::string value = {}, hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  bool blank_first = true;  // "Choose one"
  Html below_hint = {};
};
Html select(const Select&);

struct Radios {
  std::string name, legend;
  std::vector<Choice> choices;
  std::string value = {}, hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  bool in_line = false, small = false;
  Html below_hint = {};
};
Html radios(const Radios&);

struct Checkboxes {
  std::string name, legend;
  std::vector<Choice> choices;
  std::vector<std::string> values = {};
  std::string hint = {}, error = {};
  LabelSize size = LabelSize::Plain;
  bool small = false;
  Html below_hint = {};
};
Html checkboxes(const Checkboxes&);
/// One box with its words: "I have read …".
Html checkbox(std::string_view name, std::string_view value, std::string_view words, bool ticked = false,
              std::string_view hint = {}, std::string_view error = {});

struct FileInput {
  std::string name, label;
  std::string hint = {}, error = {};
  std::string accept = {};  // ".csv,text/csv"
  bool several = false;
  LabelSize size = LabelSize::Plain;
};
Html file_input(const FileInput&);

/// A group of questions under one legend.
Html fieldset(std::string_view legend, const Html& inside, LabelSize size = LabelSize::M,
              std::string_view hint = {});

}  // namespace candour::html
