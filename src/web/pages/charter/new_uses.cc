// What a version uses for something new: the old purposes beside the new one, whom it touches, the ground
// that people are told, and what the version answers; and the day on which they were told, as somebody
// records it.
#include <charconv>

#include "base/calendar_words.h"
#include "charter/decide.h"
#include "web/pages/charter/frame.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using charter::Charter;
using charter::NewUse;
using html::Html;
using http::Request;
using http::Response;

namespace {

/// "Supported living: health and care (214 people)"
Html where_lines(const Charter& c, const NewUse& u, const std::map<std::string, std::int64_t>* people) {
  std::vector<Html> lines;
  for (const auto& [service, categories] : u.where) {
    std::vector<std::string> what;
    categories.each([&](CategoryIx i) { what.push_back(charter::category_words(c, i)); });
    const auto& s = c.at(service);
    std::string touched;
    if (people) {
      const auto n = people->contains(s.code) ? people->at(s.code) : 0;
      touched = " (" + std::to_string(n) + (n == 1 ? " person)" : " people)");
    }
    lines.push_back(html::text(s.name + ": " + charter::list_words(what) + touched));
  }
  return html::bullets(lines);
}

Html ground_lines(const charter::Purpose& p) {
  std::vector<Html> lines;
  for (const auto& b : p.bases)
    lines.push_back(html::text(std::string(charter::basis_words(b.basis)) + " (Article " +
                               std::string(charter::basis_article(b.basis)) + ")" +
                               (b.interests.empty() ? "" : ": " + b.interests)));
  return html::bullets(lines);
}

Html answer_cell(const Charter& c, const NewUse& u) {
  if (!u.answer) return html::text("Nothing answers for it.");
  const auto& a = *u.answer;
  if (!a.fits.empty()) return html::text("It fits with what the information was collected for: " + a.fits);
  if (!a.law.empty()) {
    std::string law = a.law;
    for (const auto& [code, name] : c.laws)
      if (code == a.law) law = name;
    return html::text("People are not told, as " + law + " requires or permits: " + a.because);
  }
  return html::text("It does not fit, so people are told: “" + a.tell + "” " +
                    (a.told ? "They were told on " + date_words(*a.told) + ": " + a.told_by
                            : std::string("They were not told yet.")));
}

}  // namespace

Html new_uses_part(const Charter& c, const std::vector<NewUse>& all,
                   const std::map<std::string, std::int64_t>* people) {
  if (all.empty()) return {};
  html::Table t;
  t.caption = "Information that was collected before, and is used for something new";
  t.caption_hidden = true;
  t.columns = {{"The new use", false, true},
               {"What it was used for until then"},
               {"Whose information"},
               {"The legal ground"},
               {"The answer"}};
  for (const auto& u : all) {
    const auto& p = c.at(u.purpose);
    std::vector<Html> before;
    for (const auto& words : u.before) before.push_back(html::text(words));
    t.rows.push_back({html::text(p.name + ": " + p.says), html::bullets(before), where_lines(c, u, people),
                      ground_lines(p), answer_cell(c, u)});
  }
  return html::frag(html::heading(2, "New uses of information", "m"), html::table(t));
}

Html uses_to_tell(const Site& site, const Visit& v, const people::Proposal& p, const people::Assessed& a) {
  const auto& c = *a.charter;
  const std::string to = v.url("/charter/proposals/" + p.id.text());
  Html all;
  for (const auto& u : a.uses) {
    const auto missing = charter::use_not_told(c, u, site.today());
    if (missing.empty()) continue;
    all += html::warning(missing);
    if (p.state != "open" || u.answer->told || !makes_proposals(v)) continue;
    const std::string decision =
        std::string(kTold) + std::to_string(static_cast<std::size_t>(u.answer - c.version.new_uses.data()));
    const SentForm form(v, to, {"decision", decision});
    const auto& name = c.at(u.purpose).name;
    all += html::details(
        "Record that people were told of “" + name + "”",
        form.form(html::frag(
            html::paragraph("Tell them what it is, and the legal ground. Who records it is then the one who "
                            "proposes this version, and another person approves it."),
            html::hidden("decision", decision), html::hidden("seen", p.digest),
            form.date_input({.name = "told", .label = "On which day were they told?"}),
            form.textarea({.name = "told-by",
                           .label = "How were they told?",
                           .hint = "For example: a letter to each of them, and the notice on the website.",
                           .rows = 2}),
            html::button({.words = "Record it", .about = name}))),
        form.came_back());
  }
  return all;
}

Result<Response> record_told(const Site& site, const Request& r, people::ProposalId id) {
  const Visit& v = Site::visit(r);
  const auto digits = r.form.get("decision").substr(kTold.size());
  std::size_t use = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), use);
  if (digits.empty() || read.ptr != digits.data() + digits.size())
    return invalid("told-by", "There is nothing to record here. Read the proposal once more.");
  TRY(const auto on, sent_date(r.form, "told", "Write the day on which they were told, such as 21 11 2026."));
  CHECK_OK(v.org->proposals->told(v.actor, id, use, on, r.form.trimmed("told-by"), r.form.get("seen")));
  return site.done(r, "/charter/proposals/" + id.text(), "Recorded. Another person approves the version.");
}

}  // namespace candour::web
