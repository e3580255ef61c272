#include "paper/charter_words.h"

#include <cctype>

namespace candour::paper {

using namespace charter;

std::string and_list(const std::vector<std::string>& words) {
  std::string s;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i) s += i + 1 == words.size() ? " and " : ", ";
    s += words[i];
  }
  return s;
}

std::string upper_first(std::string s) {
  if (!s.empty()) s[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(s[0])));
  return s;
}

std::string lower_first(std::string s) {
  auto upper = [&](std::size_t i) { return i < s.size() && std::isupper(static_cast<unsigned char>(s[i])); };
  auto lower = [&](std::size_t i) { return i < s.size() && std::islower(static_cast<unsigned char>(s[i])); };
  bool name = upper(1);  // "NHS number"
  // A later word with a capital is a name ("Care Quality Commission"); an abbreviation is not ("Your GP").
  for (std::size_t i = 1; i + 1 < s.size(); ++i) name = name || (s[i - 1] == ' ' && upper(i) && lower(i + 1));
  if (!s.empty() && !name) s[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(s[0])));
  return s;
}

std::string soft_list(const std::vector<std::string>& words) {
  std::string s;
  for (const auto& w : words) s += s.empty() ? upper_first(w) : ", " + lower_first(w);
  return s;
}

std::vector<std::string> category_name_list(const Charter& c, CategorySet set) {
  std::vector<std::string> names;
  set.each([&](CategoryIx i) { names.push_back(c.at(i).name); });
  return names;
}

std::string category_names(const Charter& c, CategorySet set) {
  return soft_list(category_name_list(c, set));
}

std::string category_summary(const Charter& c, CategorySet set) {
  CategorySet all;
  for (std::size_t i = 0; i < c.categories.size(); ++i) all.add(static_cast<CategoryIx>(i));
  const CategorySet missing = all - set;
  if (missing.empty()) return "Everything that we hold";
  // A long list hides what matters: what is left out says more once little is left out.
  if (set.size() > 8 && missing.size() <= 6)
    return "Everything that we hold, except: " + lower_first(category_names(c, missing));
  return category_names(c, set);
}

std::string service_names(const Charter& c, ServiceSet set) {
  if (set.empty() || set.size() == static_cast<int>(c.services.size())) return "All services";
  std::vector<std::string> names;
  set.each([&](ServiceIx i) { names.push_back(c.at(i).name); });
  return and_list(names);
}

std::string part_words(std::string_view clause) {
  return clause.empty() ? std::string() : "Notice, part " + std::string(clause);
}

namespace {
std::string count(int n, std::string_view one, std::string_view many) {
  return n == 1 ? "one " + std::string(one) : std::to_string(n) + " " + std::string(many);
}
std::string ordinal(int n) {
  const char* end = "th";
  if (n % 100 < 11 || n % 100 > 13) end = n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
  return std::to_string(n) + end;
}
std::string_view trigger_words(Trigger t) {
  switch (t) {
    case Trigger::EndOfService:
      return "after the service to you ends";
    case Trigger::LastContact:
      return "after we were last in touch with you";
    case Trigger::Birthday:
      return "after your birthday";
    case Trigger::Shared:
      return "after it was shared";
    case Trigger::ContractEnd:
      return "after our contract for the service ends";
    case Trigger::Closure:
      return "after the matter is closed";
    case Trigger::Created:
      return "after it was written down";
  }
  return "";
}
}  // namespace

std::string months_words(int n) {
  return count(n, "month", "months");
}
std::string years_words(int n) {
  return count(n, "year", "years");
}

std::string period_words(const RetentionRule& r) {
  if (r.birthday > 0) return "Until your " + ordinal(r.birthday) + " birthday";
  std::vector<std::string> parts;
  if (r.years) parts.push_back(years_words(r.years));
  if (r.months) parts.push_back(months_words(r.months));
  return upper_first(and_list(parts) + " " + std::string(trigger_words(r.trigger)));
}

std::string subject_words(const Charter& c, const RetentionRule& r) {
  const bool all = r.categories.empty() || r.categories.size() == static_cast<int>(c.categories.size());
  std::string what = all ? "Everything" : category_summary(c, r.categories);
  if (r.kinds.empty()) return what;
  std::vector<std::string> kinds;
  for (KindIx k : r.kinds) kinds.push_back(c.at(k).plural.empty() ? c.at(k).name : c.at(k).plural);
  return all ? soft_list(kinds) : what + ", in: " + lower_first(soft_list(kinds));
}

bool collides(const RetentionRule& r) {
  return !r.anonymise && r.birthday == 0 && r.legal_minimum_years * 12 > r.years * 12 + r.months;
}

std::string inform_words(std::string_view inform) {
  if (inform == "before") return "We tell you before we share it";
  if (inform == "after") return "We tell you after we have shared it";
  if (inform == "where-possible") return "We tell you where we can";
  return "We do not tell you each time";
}

std::string country_words(std::string_view code) {
  struct Row {
    std::string_view code, name;
  };
  static constexpr Row kRows[] = {{"GB", "the United Kingdom"},
                                  {"UK", "the United Kingdom"},
                                  {"IE", "Ireland"},
                                  {"DE", "Germany"},
                                  {"FR", "France"},
                                  {"NL", "the Netherlands"},
                                  {"BE", "Belgium"},
                                  {"ES", "Spain"},
                                  {"IT", "Italy"},
                                  {"SE", "Sweden"},
                                  {"DK", "Denmark"},
                                  {"FI", "Finland"},
                                  {"NO", "Norway"},
                                  {"AT", "Austria"},
                                  {"PL", "Poland"},
                                  {"PT", "Portugal"},
                                  {"US", "the United States"},
                                  {"EEA", "the European Economic Area"}};
  for (const Row& r : kRows)
    if (r.code == code) return std::string(r.name);
  return std::string(code);
}

std::string area_words(std::string_view area) {
  if (area == "EEA") return "the United Kingdom and the European Economic Area";
  if (area == "UK") return "the United Kingdom";
  return std::string(area);
}

std::string limit_words(const Right& r) {
  if (r.days && r.months)
    return count(r.days, "day", "days") + " or " + months_words(r.months) + ", whichever ends first";
  if (r.days) return count(r.days, "day", "days");
  if (r.months) return months_words(r.months);
  return "As soon as we can";
}

std::string fee_words(std::string_view fee) {
  if (fee == "never") return "Free";
  if (fee == "unless-unfounded") return "Free, unless clearly unfounded or excessive";
  return std::string(fee);
}

std::string basis_line(Basis b) {
  std::string s(basis_words(b));
  if (!basis_article(b).empty()) s += " (UK GDPR Article " + std::string(basis_article(b)) + ")";
  return s;
}

std::string basis_line(const PurposeBasis& b) {
  std::string s = basis_line(b.basis);
  if (!b.when.empty()) s += ": " + lower_first(b.when);
  if (!b.interests.empty()) s += (b.when.empty() ? ": " : "; ") + lower_first(b.interests);
  if (!b.assessment.empty()) s += " (assessment " + b.assessment + ")";
  return s;
}

std::string condition_line(const Condition& c) {
  std::string s = c.says.empty() ? "a condition of the law" : lower_first(c.says);
  while (s.ends_with('.')) s.pop_back();
  s += c.criminal ? " (UK GDPR Article 10" : " (UK GDPR Article " + c.article;
  if (!c.schedule1.empty()) s += "; Data Protection Act 2018, Schedule 1, paragraph " + c.schedule1;
  if (!c.policy_document.empty()) s += "; policy document " + c.policy_document;
  return s + ")";
}

std::string sensitivity_words(Sensitivity s) {
  switch (s) {
    case Sensitivity::Ordinary:
      return "Personal information";
    case Sensitivity::Special:
      return "Specially protected by law";
    case Sensitivity::Criminal:
      return "Specially protected by law: criminal offences";
  }
  return "";
}

std::string role_words(const Charter& c, std::string_view code) {
  if (auto r = c.find_role(code)) return lower_first(c.at(*r).name);
  std::string s(code);
  for (char& ch : s)
    if (ch == '-') ch = ' ';
  return s;
}

std::string reasoned_words(const Charter& c, const ReasonedAccess& a) {
  std::vector<std::string> reasons;
  for (ReasonIx r : a.reasons) reasons.push_back(lower_first(c.at(r).name));
  std::string s = "With a written reason (" + and_list(reasons) + "), for at most " +
                  std::to_string(a.hours) + (a.hours == 1 ? " hour: " : " hours: ") +
                  lower_first(category_summary(c, a.sees)) + "; of " + std::string(reach_words(a.within)) +
                  ".";
  if (!a.tells.empty()) s += " The " + role_words(c, a.tells) + " is told.";
  if (!a.clause.empty()) s += " (" + part_words(a.clause) + ")";
  return s;
}

ServiceSet services_of(const Charter& c, PurposeIx p) {
  ServiceSet set;
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (c.services[i].purposes.has(p)) set.add(static_cast<ServiceIx>(i));
  return set;
}

CategorySet seen_by(const Charter& c, const Role& r) {
  CategorySet covered;
  for (PurposeIx p : r.purposes) covered = covered | c.at(p).categories;
  return r.sees & covered;
}

}  // namespace candour::paper
