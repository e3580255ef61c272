#include "web/pages/entries/sharing_terms.h"

#include <algorithm>

#include "charter/sharing.h"
#include "gate/words.h"
#include "paper/answers.h"
#include "paper/charter_words.h"
#include "people/not_told.h"
#include "people/values_in.h"
#include "web/frame/person_parts.h"
#include "web/terms_now.h"

namespace candour::web {

namespace shared = charter::sharing_field;
using html::Html;

namespace {

/// Of a body in a service, all that it may get at all.
struct MayGet {
  std::vector<std::string> what;
  PurposeSet purposes;
  charter::Terms terms;
};
MayGet may_get(const charter::Charter& c, const charter::Recipient& to, ServiceIx service) {
  MayGet all{{}, {}, charter::terms_of(to)};
  for (std::size_t i = 0; i < c.categories.size(); ++i) {
    const auto category = static_cast<CategoryIx>(i);
    const auto t = charter::may_share(c, to, category, service);
    if (!t.allowed) continue;
    all.what.push_back("“" + c.at(category).name + "”");
    all.purposes = all.purposes | t.purposes;
    for (const auto b : t.bases)
      if (std::ranges::find(all.terms.bases, b) == all.terms.bases.end()) all.terms.bases.push_back(b);
  }
  return all;
}

std::string ground_words(const charter::Terms& t) {
  std::vector<std::string> names;
  for (const auto b : t.bases) names.push_back(paper::basis_line(b));
  return paper::and_list(names);
}

/// What must stand, and whether it does.
void standing_rows(html::FactsCard& card, const charter::Terms& t, const record::TermsNow& now) {
  const auto row = [&](const char* key, bool there, const char* yes, const char* no) {
    card.rows.push_back({key, html::text(there ? yes : no)});
  };
  const bool processing = t.agreement == charter::AgreementNeed::Processing;
  if (t.agreement != charter::AgreementNeed::None)
    row("Agreement", now.agreement, "One holds today.",
        processing ? "Needed, and none holds today by which it works for us: nothing is told before that."
                   : "Needed, and none holds today: nothing is told before that.");
  if (!t.consent.empty())
    row("Their consent", now.agreed, "They agreed to it, by name.",
        "Needed, by name, and not there: write down their consent first.");
  if (!t.papers.empty())
    row("Papers", now.papers, "Seen: somebody speaks for them so.",
        "Not seen: first put down in the circle of support by what authority somebody speaks for them.");
}

Html of_body(const charter::Charter& c, const charter::Recipient& to, ServiceIx service,
             const record::TermsNow& now) {
  const auto all = may_get(c, to, service);
  html::FactsCard card{"On what terms: " + said_of_them(to.name), {}, {}, {}, {}};
  card.rows.push_back(
      {"It may get", html::text(all.what.empty() ? "Nothing in " + c.at(service).name +
                                                       ", other than on an exceptional ground."
                                                 : paper::and_list(all.what))});
  wish_rows(card, c, now.not_told);
  if (!all.what.empty()) {
    card.rows.push_back({"For", html::text(paper::purpose_names(c, all.purposes))});
    card.rows.push_back({"On what ground", html::text(ground_words(all.terms))});
    standing_rows(card, all.terms, now);
    card.rows.push_back({"The person is told", html::text(paper::told_line(all.terms))});
  }
  if (!all.terms.clause.empty())
    card.rows.push_back({"Our notice", html::text(paper::part_words(all.terms.clause))});
  return html::facts_card(card);
}

Html of_ground(const charter::Charter& c, const charter::DisclosureGround& ground) {
  const auto t = charter::terms_of(c, ground);
  html::FactsCard card{"An exception: " + ground.name, {}, {}, {}, {}};
  card.rows.push_back({"On what ground", html::text(ground_words(t))});
  card.rows.push_back({"Who approves it", html::text(t.approval + ".")});
  card.rows.push_back({"The person is told", html::text(paper::told_line(t))});
  if (!t.clause.empty()) card.rows.push_back({"Our notice", html::text(paper::part_words(t.clause))});
  return html::facts_card(card);
}

Result<Html> terms_shown(const Site& site, const Visit& v, const Pass& pass, const TellingWhom& whom) {
  const auto& c = v.charter();
  if (const auto on = charter::rests_on(c, whom.rests_on); on.ground) return of_ground(c, *on.ground);
  const auto* to = charter::find_recipient(c, whom.recipient);
  if (to) {
    TRY(const auto now, terms_now(*v.org, site.clock(), pass, whom.person, *to));
    return of_body(c, *to, whom.service, now);
  }
  Html all;
  if (whom.recipient == shared::kOther)
    for (const auto& g : c.grounds) all += of_ground(c, g);
  return all;
}

}  // namespace

void wish_rows(html::FactsCard& card, const charter::Charter& c, const std::vector<people::NotTold>& wishes) {
  for (const auto& wish : wishes) {
    const auto words = people::not_told_words(c, wish.what, wish.words);
    card.rows.push_back(
        {wish.name.empty() ? "They do not want told" : "Not to be told to " + wish.name,
         html::typed_text(words.empty() ? "Something: ask whoever sees the circle of support." : words)});
  }
}

void begin_sharing(const Visit& v, const charter::Kind& kind, const std::string& to,
                   charter::RawAnswers& begins) {
  if (kind.records_sharing && charter::find_recipient(v.charter(), to))
    begins.emplace(shared::kRecipient, to);
}

TellingWhom whom(const SentForm& form, const charter::RawAnswers& begins, PersonId person,
                 ServiceIx service) {
  const auto said = [&](std::string_view code) {
    const auto at = begins.find(std::string(code));
    return form.value(code, at == begins.end() ? std::string() : at->second);
  };
  return {person, service, said(shared::kRecipient), said(shared::kRests)};
}

Result<Html> sharing_terms(const Site& site, const Visit& v, const Pass& pass, const charter::Kind& kind,
                           const TellingWhom& whom) {
  if (!kind.records_sharing) return Html();
  if (!whom.recipient.empty() || !whom.rests_on.empty()) return terms_shown(site, v, pass, whom);
  html::Select who{.name = "to", .label = "Who is to be told?", .choices = {}};
  for (const auto& o : kind.find_field(shared::kRecipient)->options)
    if (charter::find_recipient(v.charter(), o.code)) who.choices.push_back({o.code, said_of_them(o.label)});
  return html::form(
      {.action = person_url(v, whom.person, "/write/" + kind.code), .csrf = {}, .get = true, .id = "terms"},
      html::frag(html::select(who), html::hidden("service", v.charter().at(whom.service).code),
                 html::button({.words = "See on what terms", .look = html::Look::Second})));
}

Result<Html> terms_of_sharing(const Site& site, const Visit& v, const Pass& pass, const charter::Kind& kind,
                              const record::Entry& e) {
  const bool waits = e.state == shared::kReady || e.state == shared::kWaiting;
  if (!kind.records_sharing || !waits) return Html();
  // What of it the person does not want told stands in their circle of support.
  const auto wanted = pass.may_see() | gate::read_besides(v.charter(), kind);
  TRY(const auto wider, look_at(v, e.person, kind, e.id.text(), wanted));
  return terms_shown(site, v, wider,
                     {e.person, e.service, people::text_of(e.values, shared::kRecipient),
                      people::text_of(e.values, shared::kRests)});
}

}  // namespace candour::web
