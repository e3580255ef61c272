#include "web/pages/charter/frame.h"

#include "base/calendar_words.h"
#include "web/pages/charter/told.h"
#include "web/pages/parts/asked_dates.h"

namespace candour::web {

using charter::Duty;
using http::Request;
using http::Response;

html::PageFrame charter_frame(const Site& site, const Request& r, std::string title, std::string_view tab) {
  const Visit& v = Site::visit(r);
  auto f = site.frame(r, std::move(title), "charter");
  const auto t = [&](std::string words, std::string path) {
    return html::Tab{std::move(words), v.url("/charter" + path), tab == path};
  };
  std::vector<html::Tab> tabs{t("Our notice", ""),           t("Purposes", "/purposes"),
                              t("Who sees what", "/matrix"), t("Shared with", "/recipients"),
                              t("Kept until", "/retention"), t("Ask it", "/explain")};
  if (makes_proposals(v)) tabs.push_back(t("To be confirmed", "/working"));
  if (reads_proposals(v)) tabs.push_back(t("Versions", "/proposals"));
  if (makes_proposals(v)) tabs.push_back(t("Own kinds", "/own"));
  if (tab == "/new") tabs.push_back(t("From a notice", "/new"));
  f.below_banner = html::tabs("The charter", std::move(tabs));
  f.heading = f.title;
  return f;
}

bool makes_proposals(const Visit& v) {
  return v.has(Duty::SeeLedger) || v.has(Duty::ManageStaff);
}
bool reads_proposals(const Visit& v) {
  return makes_proposals(v) || v.has(Duty::ReviewGrants);
}

std::string query_text(std::string_view s) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char ch : s) {
    const auto c = static_cast<unsigned char>(ch);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '/')
      out += ch;
    else
      out.append({'%', kHex[c >> 4], kHex[c & 15]});
  }
  return out;
}

std::string answering_role(const Visit& v) {
  for (const auto duty : {Duty::SeeLedger, Duty::ManageStaff})
    for (const auto& post : v.actor.posts)
      if (v.charter().at(post.role).has(duty)) return v.charter().at(post.role).code;
  return {};
}

std::string confirmed_today(const Site& site, const Visit& v) {
  return "confirmed by " + answering_role(v) + " on " + iso_date(site.today());
}

html::Html day_field(const SentForm& form, const Site& site) {
  const auto d = add_days(site.today(), 1);
  const auto number = [](auto n) { return std::to_string(static_cast<int>(n)); };
  return form.date_input({.name = "from",
                          .label = "From which day does the new version hold?",
                          .day = std::to_string(static_cast<unsigned>(d.day())),
                          .month = std::to_string(static_cast<unsigned>(d.month())),
                          .year = number(d.year()),
                          .hint = "It counts from that day once another person has approved it."});
}

Result<std::optional<Date>> sent_day(const Request& r) {
  const auto& form = r.form;
  if (form.trimmed("from-day").empty() && form.trimmed("from-month").empty() &&
      form.trimmed("from-year").empty())
    return std::optional<Date>{};
  TRY(const auto day, sent_date(form, "from", "Write the day from which it holds, such as 1 12 2026."));
  return std::optional<Date>(day);
}

Result<Response> proposed(const Site& site, const Request& r, const std::string& text,
                          const std::string& base) {
  const Visit& v = Site::visit(r);
  TRY(const auto from, sent_day(r));
  TRY(const auto id, v.org->proposals->propose(v.actor, text, from, base));
  return site.done(r, "/charter/proposals/" + id.text(),
                   "Proposed. It changes nothing until another person has approved it and its day has come.");
}

html::Html finding_line(const charter::Finding& f) {
  return html::text("Line " + std::to_string(f.line) + ": " + f.what + ". To mend: " + f.mend + ".");
}

void add_charter_desk(PageTable& t) {
  add_working_pages(t);
  add_proposal_text_pages(t);
  add_proposal_pages(t);
  add_version_pages(t);
  add_told_pages(t);
  add_own_kind_pages(t);
  add_authoring_pages(t);
}

}  // namespace candour::web
