// A form of a page as it stands in this answer: empty, as stored, or with everything that was typed and
// chosen and what was wrong with it. Every field of every form is made through it, so that no page can lose a
// word: what comes back is decided here, not page by page. One request, one thread. Passwords and codes never
// come back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/html/components.h"
#include "web/http/request.h"

namespace candour::web {

struct Visit;

/// What came from one form and could not be kept, or had waited until its writer signed in again.
struct Sent {
  std::string action;  // where the form is sent, without a query
  http::Fields typed;  // without token and secrets
  html::Problems problems;
  std::string clause;     // the part of the notice that decided so
  std::string note;       // said above the page when nothing is wrong: why it has come back
  html::Html before;      // the page of two versions: what differs
  bool conflict = false;  // somebody else changed the same meanwhile
  std::string waiting;    // under which the chosen files wait (record/kept_forms.h); empty: none do
  struct File {
    std::string field, name;
    std::size_t bytes = 0;
  };
  std::vector<File> files;
  bool shown = false;  // some form of the page has taken it up
};

class SentForm {
 public:
  /// `action` as html::Form takes it: "/ll/people/…", perhaps with a query.
  /// `which`: a hidden field that tells several forms with one action apart.
  SentForm(const Visit& v, std::string action, const http::Fields::Item& which = {});

  /// Whether this form is the one that came back: then what was typed counts, and nothing else.
  bool came_back() const { return sent_ != nullptr; }
  const http::Fields& typed() const;
  const html::Problems& problems() const;
  /// What was typed; on a form that did not come back, `otherwise`.
  std::string value(std::string_view name, std::string_view otherwise = {}) const;

  // The fields of html/fields.h, with value and error filled in where the form has come back.
  html::Html text_input(html::TextInput f) const;
  html::Html textarea(html::Textarea f) const;
  html::Html password_input(html::PasswordInput f) const;
  html::Html date_input(html::DateInput f) const;
  html::Html select(html::Select f) const;
  html::Html radios(html::Radios f) const;
  html::Html checkboxes(html::Checkboxes f) const;
  html::Html checkbox(std::string_view name, std::string_view value, std::string_view words,
                      bool ticked = false, std::string_view hint = {}) const;
  html::Html file_input(html::FileInput f) const;
  /// The files of that field that wait with the form, for a field that is drawn rather than chosen.
  html::Html waiting(std::string_view field) const;

  /// The version that the answers were made on. After a conflict it is `now`: whoever sends again has seen
  /// both.
  html::Html version(std::string_view name, std::int64_t now) const;
  /// The form itself, with its token, and the files that wait for it.
  html::Html form(const html::Html& inside, html::Form more = {}) const;

 private:
  std::string error(std::string_view name) const;
  const Visit& v_;
  std::string action_;
  Sent* sent_ = nullptr;
};

/// By which part of the notice something is refused; nothing for none.
html::Html decided_by(std::string_view clause);
/// What stands above a page whose form has come back: what is wrong or why it is here, what differs, and all
/// that was typed when no form of the page has it.
html::Html what_came_back(const Sent& sent);
/// What somebody typed, to read again.
html::Html typed_summary(const http::Fields& fields);
/// "Chosen already: letter.pdf (2 MB)" of one field, with a box to leave it out.
html::Html waiting_files(const Sent& sent, std::string_view field);

}  // namespace candour::web
