#include "web/pages/person/circle_authority.h"

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using html::Html;
using people::Relationship;

namespace {

std::string verified_words(const Visit& v, const Relationship& x) {
  if (!x.verified) return "By nobody yet: until then nobody is told or decides anything by it";
  return "By " + v.staff->name(x.verified_by) + " on " + date_words(today(*x.verified));
}

std::string writers_words(const Visit& v, const Relationship& x) {
  std::vector<std::string> names;
  for (const auto& id : x.claimed_by) names.push_back(v.staff->name(id));
  return listed(names);
}

}  // namespace

std::vector<html::SummaryRow> authority_rows(const Visit& v, const Relationship& x) {
  std::vector<html::SummaryRow> rows;
  if (x.authority.empty()) return rows;
  rows.push_back({"Speaks for them as", html::text(words_of(people::authorities(), x.authority)), {}});
  if (!x.scope.empty()) rows.push_back({"What they may decide", html::typed_text(x.scope), {}});
  if (x.authority_ends) rows.push_back({"It holds until", html::text(date_words(*x.authority_ends)), {}});
  rows.push_back({"What we have seen of it", html::typed_text(x.evidence), {}});
  if (!x.claimed_by.empty()) rows.push_back({"Written down by", html::text(writers_words(v, x)), {}});
  rows.push_back({"Verified", html::text(verified_words(v, x)), {}});
  return rows;
}

Html authority_tag(const Relationship& x) {
  return people::waits_to_be_verified(x) ? html::tag("Authority not verified", html::Tint::Bad) : Html{};
}

Result<Html> verify_part(const Visit& v, const Relationship& x, const std::string& act, bool may_write) {
  if (!people::waits_to_be_verified(x)) return Html{};
  TRY(const auto why, v.org->circle->why_not_verify(v.actor, x));
  if (!why.empty()) return html::hint_line(why);
  if (!may_write) return Html{};
  return html::frag(
      html::hint_line(
          "Look at what proves it yourself: whose name it has, what it covers, and until when. If it "
          "does not hold, choose Change and take the authority out."),
      html::act(act, v.session.csrf,
                {.words = "I have seen what proves it: verify", .look = html::Look::Second, .about = x.name},
                {{"version", std::to_string(x.version)}}));
}

Html authority_fields(const Relationship& x, const SentForm& form) {
  const auto ends = x.authority_ends;
  const auto part = [&](auto number) { return ends ? std::to_string(number) : std::string(); };
  return html::frag(
      form.select({.name = "authority",
                   .label = "May they speak or decide for the person?",
                   .choices = choices_of(people::authorities()),
                   .value = x.authority,
                   .hint =
                       "Leave empty when they may not. Another person verifies it before anybody acts on it, "
                       "and again when something of it is changed."}),
      form.textarea({.name = "evidence",
                     .label = "What have you seen that proves it, and when?",
                     .value = x.evidence,
                     .hint = "For example the sealed lasting power of attorney",
                     .rows = 3}),
      form.textarea(
          {.name = "scope",
           .label = "What may they decide by it?",
           .value = x.scope,
           .hint = "As the paper says it. Leave empty when it is all that such an authority covers.",
           .rows = 2}),
      form.date_input({.name = "authority-ends",
                       .label = "Until when does it hold?",
                       .day = ends ? part(static_cast<unsigned>(ends->day())) : "",
                       .month = ends ? part(static_cast<unsigned>(ends->month())) : "",
                       .year = ends ? part(static_cast<int>(ends->year())) : "",
                       .hint = "The last day. Leave empty when it has no end."}));
}

void read_authority(const http::Fields& form, Relationship& x, std::vector<FieldProblem>& problems) {
  x.authority = form.get("authority");
  x.evidence = form.trimmed("evidence");
  x.scope = form.trimmed("scope");
  x.authority_ends.reset();
  if (form.trimmed("authority-ends-day").empty() && form.trimmed("authority-ends-month").empty() &&
      form.trimmed("authority-ends-year").empty())
    return;
  const auto ends =
      sent_date(form, "authority-ends", "Write the last day, such as 31 3 2027, or leave it empty.");
  if (ends)
    x.authority_ends = *ends;
  else
    for (const auto& f : ends.error().fields) problems.push_back(f);
}

}  // namespace candour::web
