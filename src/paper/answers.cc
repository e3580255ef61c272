#include "paper/answers.h"

#include <algorithm>
#include <functional>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/clock.h"
#include "charter/consent_terms.h"
#include "charter/opt_out.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

namespace {

Document begin(const Charter& c, std::string question) {
  Document d;
  d.title = std::move(question);
  d.subtitle = c.organisation.name + ", charter version " + c.version.number;
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number;
  return d;
}

std::string with_part(std::string words, std::string_view clause) {
  return clause.empty() ? words : words + " (" + part_words(clause) + ")";
}

/// Every service, or the one; those with the same answer together, in the order of the charter.
template <class Answer>
void for_services_alike(const Charter& c, std::optional<ServiceIx> only, Answer answer,
                        const std::function<void(ServiceSet, const std::vector<std::string>&)>& say) {
  std::vector<std::pair<std::vector<std::string>, ServiceSet>> alike;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    if (only && *only != s) continue;
    auto lines = answer(s);
    if (lines.empty()) continue;
    auto at = std::ranges::find(alike, lines, &std::pair<std::vector<std::string>, ServiceSet>::first);
    if (at == alike.end()) at = alike.insert(at, {std::move(lines), {}});
    at->second.add(s);
  }
  for (const auto& [lines, services] : alike) say(services, lines);
}

std::string where_words(const Charter& c, ServiceSet services) {
  const bool all = services.size() == static_cast<int>(c.services.size());
  return all ? "All services" : service_names(c, services);
}

std::vector<std::string> share_lines(const Charter& c, const Recipient& r, CategoryIx category, ServiceIx s) {
  const auto t = may_share(c, r, category, s);
  if (!t.allowed) return {with_part("No. " + t.why_not, t.clause)};
  std::vector<std::string> lines{with_part("Yes, for " + purpose_names(c, t.purposes) + ".", t.clause)};
  for (auto& line : terms_lines(t)) lines.push_back(std::move(line));
  return lines;
}

void say_grounds(Document& d, const Charter& c, CategoryIx category) {
  const auto all = exceptional_grounds(c, category);
  if (all.empty()) return;
  d.heading(2, "Otherwise, only in exceptional cases");
  std::vector<Text> items;
  for (const auto* g : all) {
    const auto t = may_share(c, *g, category);
    items.emplace_back(
        with_part(g->name + ": " + basis_line(g->basis) + ". " + t.approval + ". " + told_line(t), t.clause));
  }
  d.blocks.push_back(List{std::move(items), false});
}

void say_beyond_care(Document& d, const Charter& c) {
  d.heading(2, "For planning and research");
  d.paragraph(
      may_go_beyond_care(c)
          ? with_part("Only for a purpose that is for it, and only of somebody whom a check of the national "
                      "data opt-out left in: one sharing a check. Otherwise if they said yes by name to "
                      "that very use and to this body, or if the law demands it.",
                      c.opt_out.clause)
          : nothing_beyond_care(c));
}

std::vector<std::string> keep_lines(const Charter& c, CategoryIx category, ServiceIx s) {
  std::vector<std::string> lines;
  const auto say = [&](std::string_view what, const RetentionRule* r) {
    if (!r) return;
    auto line = with_part(
        std::string(what) + lower_first(period_words(*r, false)) + ". Then it is destroyed.", r->clause);
    if (std::ranges::count(lines, line) == 0) lines.push_back(std::move(line));
  };
  const auto* usual = c.retention_for(s, static_cast<KindIx>(0xFFFF), category);
  say("As a rule: ", usual);
  for (const auto& use : c.at(s).kinds) {
    const auto* own = c.retention_for(s, use.kind, category);
    if (own != usual && c.at(use.kind).categories().has(category)) say(c.at(use.kind).name + ": ", own);
  }
  return lines;
}

}  // namespace

std::string told_line(const Terms& t) {
  return inform_words(t.inform) + (t.inform_unless.empty() ? "." : ", unless " + t.inform_unless + ".");
}

std::string purpose_names(const Charter& c, PurposeSet purposes) {
  std::vector<std::string> names;
  purposes.each([&](PurposeIx p) { names.push_back("“" + c.at(p).name + "”"); });
  return and_list(names);
}

std::vector<std::string> terms_lines(const Terms& t) {
  std::vector<std::string> lines, grounds;
  for (const auto b : t.bases) grounds.push_back(basis_line(b));
  if (!grounds.empty()) lines.push_back("On what ground: " + and_list(grounds) + ".");
  if (!t.consent.empty()) lines.emplace_back("Only while the person agrees to it, by name.");
  if (t.agreement == AgreementNeed::Processing)
    lines.emplace_back("Only under an agreement by which it works for us (processing).");
  if (t.agreement == AgreementNeed::Any) lines.emplace_back("Only under an agreement with it.");
  if (!t.papers.empty())
    lines.emplace_back("Only once the papers by which they speak for the person were seen.");
  if (!t.approval.empty()) lines.push_back(t.approval + ".");
  lines.push_back(told_line(t));
  return lines;
}

Document explain_recipient(const Charter& c, const Recipient& r, CategoryIx category,
                           std::optional<ServiceIx> service) {
  auto d = begin(c, "May “" + r.name + "” get “" + c.at(category).name + "”?");
  for_services_alike(
      c, service, [&](ServiceIx s) { return share_lines(c, r, category, s); },
      [&](ServiceSet services, const std::vector<std::string>& lines) {
        d.heading(2, where_words(c, services));
        for (const auto& line : lines) d.paragraph(line);
      });
  say_grounds(d, c, category);
  say_beyond_care(d, c);
  return d;
}

Document explain_keeping(const Charter& c, CategoryIx category, std::optional<ServiceIx> service) {
  auto d = begin(c, "How long is “" + c.at(category).name + "” kept?");
  for_services_alike(
      c, service, [&](ServiceIx s) { return keep_lines(c, category, s); },
      [&](ServiceSet services, const std::vector<std::string>& lines) {
        d.heading(2, where_words(c, services));
        for (const auto& line : lines) d.paragraph(line);
      });
  return d;
}

Document explain_purpose(const Charter& c, PurposeIx ix) {
  const auto& p = c.at(ix);
  auto d = begin(c, "On what does “" + p.name + "” stand?");
  d.paragraph(with_part(p.says, p.clause));
  std::vector<Text> grounds;
  for (const auto& b : p.bases) grounds.emplace_back(basis_line(b));
  d.blocks.push_back(List{std::move(grounds), false});
  for (const auto i : p.conditions) d.paragraph(condition_line(c.conditions[i]));
  d.paragraph("What it uses: " + category_summary(c, p.categories) + ".");
  d.paragraph("Where: " + where_words(c, services_of(c, ix)) + ".");
  if (p.needs_consent()) d.paragraph("Nothing is done for it before the person has said yes.");
  return d;
}

Document explain_right(const Charter& c, const Right& r, Date asked) {
  auto d = begin(c, "By when, and by whom: “" + r.name + "”?");
  d.paragraph(with_part(r.says, r.clause));
  const auto nation = nation_of(c);
  const int months = r.months ? r.months : r.days ? 0 : 1;  // silent: the month of the law
  std::optional<Date> due;
  if (months) due = statutory_due(nation, asked, months);
  if (r.days)
    if (const auto by_days = add_days(asked, r.days); !due || by_days < *due) due = by_days;
  d.paragraph("Asked on " + date_words(asked) + ", answered by " + date_words(*due) + " at the latest.");
  if (!r.extension.empty()) d.paragraph("When it takes longer: " + r.extension);
  if (const auto who = decision_words(c, r); !who.empty()) d.paragraph("Who decides: " + lower_first(who));
  const auto* contact = c.contact(r.contact.empty() ? "data-protection" : r.contact);
  if (contact) {
    std::string line = "Whom to ask: " + contact->title;
    for (const auto* reach : {&contact->email, &contact->phone, &contact->post})
      if (!reach->empty()) line += ", " + *reach;
    d.paragraph(line + ".");
  }
  d.paragraph("What it costs: " + (r.fee.empty() ? "nothing" : lower_first(fee_words(r.fee))) + ".");
  if (!r.exceptions.empty()) d.paragraph("Exceptions: " + r.exceptions);
  return d;
}

Document explain_birthday(const Charter& c, int age) {
  auto d = begin(c, "What changes at " + std::to_string(age) + "?");
  std::vector<Text> items;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const auto& x = c.at(s);
    for (const auto& p : c.purposes)
      if (may_be_agreed_to(p) && x.purposes.has(*c.find_purpose(p.code)))
        if (const auto t = consent_terms(c, s, agreed_to(p)); t.from_age == age)
          items.emplace_back(with_part("In " + x.name + " they say yes or no for themselves to “" + p.name +
                                           "”; what others said for them ends, and they are asked anew.",
                                       t.clause));
    const int last = x.max_age ? x.max_age : x.for_children ? 17 : 0;
    if (x.min_age == age) items.emplace_back(with_part(x.name + " can take them on.", x.clause));
    if (last && last + 1 == age) items.emplace_back(with_part(x.name + " takes them on no more.", x.clause));
  }
  for (const auto& r : c.retention) {
    const auto ends = [&](const Keep& k) { return k.birthday == age; };
    if (ends(r) || std::ranges::any_of(r.among, ends))
      items.emplace_back(
          with_part(subject_words(c, r) + ": " + lower_first(period_words(r, false)) + ".", r.clause));
  }
  if (items.empty()) items.emplace_back("Nothing that this charter says.");
  d.blocks.push_back(List{std::move(items), false});
  return d;
}

}  // namespace candour::paper
