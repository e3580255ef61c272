// The charter asked, one kind of question at a time: who may see something, who outside may get it, how long
// it is kept, on what a use stands, by when a request is answered, what a birthday changes. The answers are
// those of the command line (paper/answers.h). Nothing here is about a person.
#include <charconv>

#include "paper/answers.h"
#include "paper/matrix.h"
#include "web/pages/charter/frame.h"
#include "web/pages/parts/asked_dates.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

/// What of a question was answered: the document, or what still has to be chosen.
struct CharterAnswer {
  std::optional<paper::Document> document;
  std::string choose;
  html::Problems problems;
};

template <class Rows>
std::vector<html::Choice> choices_by_name(const Rows& rows) {
  std::vector<html::Choice> out;
  for (const auto& x : rows) out.push_back({x.code, x.name});
  return out;
}

Html select_of(const Request& r, std::string name, std::string label, std::vector<html::Choice> choices) {
  const auto value = r.query.get(name);
  return html::select(
      {.name = std::move(name), .label = std::move(label), .choices = std::move(choices), .value = value});
}

Html category_select(const charter::Charter& c, const Request& r) {
  return select_of(r, "category", "Kind of information", choices_by_name(c.categories));
}
Html service_select(const charter::Charter& c, const Request& r) {
  return select_of(r, "service", "Service (leave empty for all)", choices_by_name(c.services));
}

Html role_fields(const charter::Charter& c, const Request& r, Date, const html::Problems&) {
  return html::frag(select_of(r, "role", "Role", choices_by_name(c.roles)), category_select(c, r),
                    service_select(c, r));
}
CharterAnswer role_answer(const charter::Charter& c, const Request& r, Date) {
  const auto role = c.find_role(r.query.get("role"));
  const auto category = c.find_category(r.query.get("category"));
  if (!role || !category) return {{}, "Choose a role and a kind of information.", {}};
  return {paper::explain(c, *role, *category, c.find_service(r.query.get("service"))), {}, {}};
}

Html recipient_fields(const charter::Charter& c, const Request& r, Date, const html::Problems&) {
  return html::frag(select_of(r, "recipient", "Who would get it", choices_by_name(c.recipients)),
                    category_select(c, r), service_select(c, r));
}
CharterAnswer recipient_answer(const charter::Charter& c, const Request& r, Date) {
  const auto* to = charter::find_recipient(c, r.query.get("recipient"));
  const auto category = c.find_category(r.query.get("category"));
  if (!to || !category) return {{}, "Choose who would get it, and a kind of information.", {}};
  return {paper::explain_recipient(c, *to, *category, c.find_service(r.query.get("service"))), {}, {}};
}

Html keeping_fields(const charter::Charter& c, const Request& r, Date, const html::Problems&) {
  return html::frag(category_select(c, r), service_select(c, r));
}
CharterAnswer keeping_answer(const charter::Charter& c, const Request& r, Date) {
  const auto category = c.find_category(r.query.get("category"));
  if (!category) return {{}, "Choose a kind of information.", {}};
  return {paper::explain_keeping(c, *category, c.find_service(r.query.get("service"))), {}, {}};
}

Html ground_fields(const charter::Charter& c, const Request& r, Date, const html::Problems&) {
  return select_of(r, "purpose", "Use", choices_by_name(c.purposes));
}
CharterAnswer ground_answer(const charter::Charter& c, const Request& r, Date) {
  const auto purpose = c.find_purpose(r.query.get("purpose"));
  if (!purpose) return {{}, "Choose a use.", {}};
  return {paper::explain_purpose(c, *purpose), {}, {}};
}

Html right_fields(const charter::Charter& c, const Request& r, Date today, const html::Problems& wrong) {
  return html::frag(select_of(r, "right", "What is asked for", choices_by_name(c.rights)),
                    html::text_input({.name = "on",
                                      .label = "The day on which it is asked (leave empty for today, " +
                                               date_words(today) + ")",
                                      .value = r.query.get("on"),
                                      .hint = "Like 31/3/2026",
                                      .error = wrong.of("on"),
                                      .width = 10,
                                      .autocomplete = "off"}));
}
CharterAnswer right_answer(const charter::Charter& c, const Request& r, Date today) {
  const auto code = r.query.get("right");
  const auto right = std::ranges::find_if(c.rights, [&](const charter::Right& x) { return x.code == code; });
  if (right == c.rights.end()) return {{}, "Choose what is asked for.", {}};
  const auto on = asked_date(r, "on");
  if (!on) return {{}, {}, html::Problems(on.error())};
  return {paper::explain_right(c, *right, on->value_or(today)), {}, {}};
}

constexpr int kOldest = 120;

Html birthday_fields(const charter::Charter&, const Request& r, Date, const html::Problems& wrong) {
  return html::text_input({.name = "age",
                           .label = "Which birthday",
                           .value = r.query.get("age"),
                           .hint = "An age, like 16",
                           .error = wrong.of("age"),
                           .width = 3,
                           .inputmode = "numeric",
                           .autocomplete = "off"});
}
CharterAnswer birthday_answer(const charter::Charter& c, const Request& r, Date) {
  const auto typed = r.query.trimmed("age");
  if (typed.empty()) return {{}, "Type an age.", {}};
  int age = 0;
  const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), age);
  if (read.ec != std::errc{} || read.ptr != typed.data() + typed.size() || age < 1 || age > kOldest)
    return {{},
            {},
            html::Problems({{"age", "Type an age from 1 to " + std::to_string(kOldest) + ", in figures."}})};
  return {paper::explain_birthday(c, age), {}, {}};
}

struct CharterQuestion {
  std::string_view code, words;
  Html (*fields)(const charter::Charter&, const Request&, Date today, const html::Problems&);
  CharterAnswer (*answer)(const charter::Charter&, const Request&, Date today);
};
constexpr CharterQuestion kCharterQuestions[] = {
    {"role", "May a role see something?", role_fields, role_answer},
    {"recipient", "May somebody outside get something?", recipient_fields, recipient_answer},
    {"keeping", "How long is something kept?", keeping_fields, keeping_answer},
    {"ground", "On which ground does a use stand?", ground_fields, ground_answer},
    {"right", "By when, and by whom, is a request answered?", right_fields, right_answer},
    {"birthday", "What changes on a birthday?", birthday_fields, birthday_answer}};

/// Links to the other questions, so that each has its own form without a script.
Html other_questions(const Visit& v, const CharterQuestion& asked) {
  std::vector<Html> items;
  for (const auto& q : kCharterQuestions)
    items.push_back(&q == &asked
                        ? html::b(q.words)
                        : html::link(v.url("/charter/explain?about=" + std::string(q.code)), q.words));
  return html::frag(html::heading(2, "What do you want to know?", "m"), html::bullets(items));
}

Result<Response> explain_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto& c = v.charter();
  const auto* asked = std::ranges::find(kCharterQuestions, r.query.get("about"), &CharterQuestion::code);
  if (asked == std::end(kCharterQuestions)) asked = kCharterQuestions;
  const auto today = site.today();
  // A link to a question asks nothing yet.
  const bool sent = std::ranges::any_of(r.query.items(), [](const auto& x) { return x.first != "about"; });
  const auto answer = sent ? asked->answer(c, r, today) : CharterAnswer{};
  auto f = charter_frame(site, r, "Ask the charter", "/explain");
  f.has_errors = answer.problems.any();
  f.main = html::frag(
      html::error_summary(answer.problems), other_questions(v, *asked), html::heading(2, asked->words, "m"),
      html::form({.action = v.url("/charter/explain"), .csrf = {}, .get = true},
                 html::frag(html::hidden("about", asked->code), asked->fields(c, r, today, answer.problems),
                            html::button({"Ask"}))));
  if (!answer.choose.empty()) f.main += html::inset(html::paragraph(answer.choose));
  if (answer.document)
    f.main += html::frag(html::heading(2, answer.document->title, "m"), from_document(*answer.document));
  return site.page(std::move(f), answer.problems.any() ? 422 : 200);
}

}  // namespace

void add_explain_page(PageTable& t) {
  t.get("/charter/explain", "charter.explain", explain_page);
}

}  // namespace candour::web
