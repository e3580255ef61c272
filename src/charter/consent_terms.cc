#include "charter/consent_terms.h"

#include <algorithm>

#include "base/calendar.h"
#include "charter/sharing.h"

namespace candour::charter {

namespace {

constexpr std::string_view kTakenBackAnyhow =
    "You can take this back at any time: say so to anybody who works with you, in your own words. It counts at once.";

/// `written` names purposes, categories, or sorts of what is shared: a photo, a film, a voice, a story.
bool is_written(const Charter& c, const AgreedTo& to) {
  static constexpr std::array<std::string_view, 4> kSorts = {"photo", "video", "voice", "story"};
  static constexpr std::array<std::string_view, 2> kShared = {"voluntary", "media"};
  const auto& written = c.consent.written;
  if (std::ranges::count(written, to.recipient ? to.recipient->code : to.code)) return true;
  bool found = false;
  (to.recipient ? to.recipient->categories : to.purpose->categories).each([&](CategoryIx i) {
    const auto& code = c.at(i).code;
    found = found || std::ranges::count(written, code) > 0 ||
            (std::ranges::count(kShared, code) > 0 &&
             std::ranges::any_of(kSorts, [&](auto sort) { return std::ranges::count(written, sort) > 0; }));
  });
  return found;
}

}  // namespace

bool may_be_agreed_to(const Purpose& p) {
  return std::ranges::any_of(p.bases, [](const PurposeBasis& b) { return b.basis == Basis::Consent; });
}

AgreedTo agreed_to(const Purpose& p) {
  return {p.code, p.name, p.says, &p, nullptr};
}
AgreedTo agreed_to(const Recipient& r) {
  return {tell_code(r), "Telling: " + r.name, "We tell: " + r.name + ". " + r.says, nullptr, &r};
}

std::optional<AgreedTo> agreed_to(const Charter& c, std::string_view code) {
  if (const auto ix = c.find_purpose(code)) return agreed_to(c.at(*ix));
  for (const auto& r : c.recipients)
    if (needs_consent(r) && tell_code(r) == code) return agreed_to(r);
  return std::nullopt;
}

WithoutYes used_without_yes(const Charter& c, PurposeIx purpose) {
  const Purpose& p = c.at(purpose);
  WithoutYes out;
  if (!p.needs_consent()) return out;
  const auto legal_only = [](const Purpose& q) {
    return q.bases.size() == 1 &&
           q.bases[0].basis == Basis::LegalObligation;  // requests, and what courts want
  };
  CategorySet everyday;
  for (const char* code : {"identity", "contact", "consent-record"})
    if (const auto ix = c.find_category(code)) everyday.add(*ix);
  for (std::size_t j = 0; j < c.purposes.size(); ++j) {
    const auto other = static_cast<PurposeIx>(j);
    const Purpose& q = c.at(other);
    const auto both = (p.categories & q.categories) - everyday;
    const bool together = std::ranges::any_of(
        c.services, [&](const Service& s) { return s.purposes.has(purpose) && s.purposes.has(other); });
    if (q.needs_consent() || legal_only(q) || both.empty() || !together) continue;
    out.categories = out.categories | both;
    out.uses.push_back(other);
  }
  return out;
}

std::vector<AgreedTo> rests_on_consent(const Charter& c) {
  std::vector<AgreedTo> all;
  for (const auto& p : c.purposes)
    if (p.needs_consent()) all.push_back(agreed_to(p));
  for (const auto& r : c.recipients)
    if (needs_consent(r)) all.push_back(agreed_to(r));
  return all;
}

int own_age(const Charter& c, ServiceIx service) {
  int age = c.consent.from_age();
  for (const auto& own : c.consent.by_service)
    if (own.own_from_age && std::ranges::count(own.services, c.at(service).code) > 0) age = *own.own_from_age;
  return age;
}

ConsentTerms consent_terms(const Charter& c, ServiceIx service, const AgreedTo& p) {
  ConsentTerms t;
  t.from_age = own_age(c, service);
  t.renew_months = c.consent.renew_months;
  t.is_signed = is_written(c, p);
  t.clause = c.consent.clause;
  for (const auto& own : c.consent.by_service) {
    if (std::ranges::count(own.services, c.at(service).code) == 0) continue;
    if (own.renew_months) t.renew_months = own.renew_months;
    t.is_signed = t.is_signed || own.is_signed;
    t.competence = own.competence;
    if (!own.clause.empty()) t.clause = own.clause;
  }
  return t;
}

std::string consent_statement(const Charter& c, const AgreedTo& p) {
  // A form is no notice: what runs is said on it, also while nobody has confirmed it for print.
  const auto& how = c.consent.how_to_withdraw;
  return p.says + "\n\n" + (how.empty() ? "" : how + "\n\n") + std::string(kTakenBackAnyhow);
}

std::optional<Date> consent_until(const ConsentTerms& t, Date given, std::optional<Date> born) {
  std::optional<Date> until;
  const auto earlier = [&](Date d) {
    if (!until || d < *until) until = d;
  };
  if (t.renew_months) earlier(add_months(given, t.renew_months));
  if (born) earlier(add_days(birthday(*born, t.from_age), -1));
  return until;
}

}  // namespace candour::charter
