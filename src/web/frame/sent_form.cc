#include "web/frame/sent_form.h"

#include <algorithm>

#include "base/text.h"
#include "charter/by_part.h"
#include "paper/charter_words.h"
#include "web/frame/secret_fields.h"
#include "web/frame/site.h"

namespace candour::web {

using html::Html;

SentForm::SentForm(const Visit& v, std::string action, const http::Fields::Item& which)
    : v_(v), action_(std::move(action)) {
  auto& sent = v.state->sent;
  if (!sent || sent->action != action_.substr(0, action_.find('?'))) return;
  if (!which.first.empty() && sent->typed.get(which.first) != which.second) return;
  sent_ = &*sent;
  sent_->shown = true;
}

const http::Fields& SentForm::typed() const {
  static const http::Fields kNone;
  return sent_ ? sent_->typed : kNone;
}

const html::Problems& SentForm::problems() const {
  static const html::Problems kNone;
  return sent_ ? sent_->problems : kNone;
}

std::string SentForm::value(std::string_view name, std::string_view otherwise) const {
  return sent_ ? sent_->typed.get(name) : std::string(otherwise);
}

std::string SentForm::error(std::string_view name) const {
  return problems().of(name);
}

Html SentForm::text_input(html::TextInput f) const {
  f.value = value(f.name, f.value);
  if (f.error.empty()) f.error = error(f.name);
  return html::text_input(f);
}

Html SentForm::textarea(html::Textarea f) const {
  f.value = value(f.name, f.value);
  if (f.error.empty()) f.error = error(f.name);
  return html::textarea(f);
}

Html SentForm::password_input(html::PasswordInput f) const {
  if (f.error.empty()) f.error = error(f.name);
  return html::password_input(f);
}

Html SentForm::date_input(html::DateInput f) const {
  f.day = value(f.name + "-day", f.day);
  f.month = value(f.name + "-month", f.month);
  f.year = value(f.name + "-year", f.year);
  if (f.error.empty()) f.error = error(f.name);
  return html::date_input(f);
}

Html SentForm::select(html::Select f) const {
  f.value = value(f.name, f.value);
  if (f.error.empty()) f.error = error(f.name);
  return html::select(f);
}

Html SentForm::radios(html::Radios f) const {
  f.value = value(f.name, f.value);
  if (f.error.empty()) f.error = error(f.name);
  return html::radios(f);
}

Html SentForm::checkboxes(html::Checkboxes f) const {
  if (sent_) f.values = sent_->typed.all(f.name);
  if (f.error.empty()) f.error = error(f.name);
  return html::checkboxes(f);
}

Html SentForm::checkbox(std::string_view name, std::string_view val, std::string_view words, bool ticked,
                        std::string_view hint) const {
  return html::checkbox(name, val, words, sent_ ? sent_->typed.get(name) == val : ticked, hint, error(name));
}

Html SentForm::file_input(html::FileInput f) const {
  if (f.error.empty()) f.error = error(f.name);
  return html::frag(html::file_input(f), waiting(f.name));
}

Html SentForm::waiting(std::string_view field) const {
  return sent_ ? waiting_files(*sent_, field) : Html{};
}

Html SentForm::version(std::string_view name, std::int64_t now) const {
  const bool keep = sent_ && !sent_->conflict && sent_->typed.has(name);
  return html::hidden(name, keep ? sent_->typed.get(name) : std::to_string(now));
}

Html SentForm::form(const Html& inside, html::Form more) const {
  more.action = action_;
  more.csrf = v_.session.csrf;
  Html all;
  if (sent_ && !sent_->waiting.empty()) all = html::hidden("_waiting", sent_->waiting);
  all += inside;
  return html::form(more, all);
}

namespace {

/// "what-happened" as "What happened": the form with its own words is not at hand.
std::string name_of_field(std::string name) {
  if (name.starts_with('_')) name.erase(0, 1);
  std::ranges::replace(name, '-', ' ');
  return paper::upper_first(std::move(name));
}

/// Fields that the page puts there and nobody types.
bool nobody_typed(std::string_view name) {
  constexpr std::string_view kOurs[] = {"csrf",      "_do",      "_waiting", "_draft", "_post-key",
                                        "_based-on", "_correct", "_service", "_same",  "_anyway",
                                        "_id",       "version",  "based-on", "move"};
  return std::ranges::find(kOurs, name) != std::end(kOurs);
}

/// Words at a field mostly name their part themselves.
bool says_its_part(const Sent& sent) {
  return std::ranges::any_of(sent.problems.list(), [&](const FieldProblem& p) {
    return p.message.find(charter::by_part(sent.clause)) != p.message.npos;
  });
}

}  // namespace

Html typed_summary(const http::Fields& fields) {
  html::SummaryList list;
  for (const auto& [name, value] : fields.items())
    if (!value.empty() && !nobody_typed(name) && !secret_field(name))
      list.rows.push_back({name_of_field(name), html::typed_text(value), {}});
  if (list.rows.empty()) return {};
  return html::details("What you had typed", html::summary_list(list), true);
}

Html decided_by(std::string_view clause) {
  if (clause.empty()) return {};
  return html::inset(html::paragraph("This is decided by the notice, part " + std::string(clause) + "."));
}

Html what_came_back(const Sent& sent) {
  Html x = html::error_summary(sent.problems);
  if (!says_its_part(sent)) x += decided_by(sent.clause);
  if (!sent.note.empty()) x += html::notification("Nothing is kept yet", html::paragraph(sent.note));
  x += sent.before;
  if (!sent.shown) x += typed_summary(sent.typed);
  return x;
}

Html waiting_files(const Sent& sent, std::string_view field) {
  Html x;
  for (std::size_t i = 0; i < sent.files.size(); ++i) {
    const auto& f = sent.files[i];
    if (f.field != field) continue;
    x += html::hint_line("Chosen already, and kept with this form: " + f.name + " (" +
                         size_words(static_cast<std::int64_t>(f.bytes)) + ").");
    x += html::checkbox("_leave-out", std::to_string(i), "Leave out " + f.name);
  }
  return x;
}

}  // namespace candour::web
