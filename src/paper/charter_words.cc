#include "paper/charter_words.h"

#include <algorithm>
#include <cctype>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/lending.h"
#include "charter/requests.h"
#include "charter/sentence.h"

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
  return in_sentence(std::move(s));
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
  if (set.size() == static_cast<int>(c.categories.size()) && !set.empty()) return "Everything that we hold";
  return category_names(c, set);
}

std::string kept_as(const Charter& c) {
  return "Candour keeps this as version " + c.version.number + ", from " + date_words(c.version.from);
}

std::string printed_summary(const Charter& full, CategorySet said, CategorySet rule) {
  const Charter& c = full.to_print();
  if (said.size() == static_cast<int>(c.categories.size()) &&
      rule.size() == static_cast<int>(full.categories.size()))
    return category_summary(c, said);
  return category_names(c, said) +
         (said.empty() || said.size() >= rule.size() ? std::string() : ", " + std::string(kMoreUnlisted));
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
/// As the person reads it, and as staff do.
std::string_view trigger_words(Trigger t, bool to_person) {
  switch (t) {
    case Trigger::EndOfService:
      return to_person ? "after the service to you ends" : "after support ends";
    case Trigger::LastContact:
      return to_person ? "after we were last in touch with you" : "after the last contact";
    case Trigger::Birthday:
      return to_person ? "after your birthday" : "after a birthday";
    case Trigger::Shared:
      return "after it was shared";
    case Trigger::ContractEnd:
      return to_person ? "after our contract for the service ends" : "after the contract ends";
    case Trigger::Closure:
      return to_person ? "after the matter is closed" : "after it is closed";
    case Trigger::Created:
      return to_person ? "after it was written down" : "after it was written";
    case Trigger::Death:
      return to_person ? "after you die" : "after a death";
  }
  return "";
}

std::string keep_words(const Keep& k, bool to_person) {
  if (k.by_decision)
    return to_person ? "until we decide at a review that it is not needed any more"
                     : "until a review decides";
  // For whom a birthday counts is part of the rule: nobody is to take it for everybody's.
  if (k.birthday > 0 && !k.from_says.empty())
    return "until " + k.from_says + " " + std::to_string(k.birthday);
  const bool named = to_person && !k.from_says.empty();
  if (k.as_contract) return named ? k.from_says : "as long as the contract for the service says";
  if (k.birthday > 0)
    return std::string(to_person ? "until your " : "until the ") + ordinal(k.birthday) + " birthday";
  std::vector<std::string> parts;
  if (k.years) parts.push_back(years_words(k.years));
  if (k.months) parts.push_back(months_words(k.months));
  if (k.weeks) parts.push_back(count(k.weeks, "week", "weeks"));
  if (k.days) parts.push_back(count(k.days, "day", "days"));
  if (parts.empty()) return "";
  const auto after = named ? "after " + k.from_says : std::string(trigger_words(k.trigger, to_person));
  return (k.up_to ? "up to " : "") + and_list(parts) + " " + after;
}

std::string age_words(const Keep& k, bool to_person) {
  const std::string whose = to_person ? "if you were " : "aged ";
  if (k.age_from && k.age_from == k.age_to) return whose + std::to_string(k.age_from);
  if (!k.age_from) return whose + std::to_string(k.age_to) + " or younger";
  if (!k.age_to) return whose + std::to_string(k.age_from) + " or older";
  return whose + std::to_string(k.age_from) + " to " + std::to_string(k.age_to);
}
}  // namespace

std::string months_words(int n) {
  return count(n, "month", "months");
}
std::string years_words(int n) {
  return count(n, "year", "years");
}

std::string period_words(const Keep& k, bool to_person) {
  return upper_first(keep_words(k, to_person));
}

std::string period_words(const RetentionRule& r, bool to_person) {
  using Choose = RetentionRule::Choose;
  const std::string agreed = !r.as_agreed ? ""
                             : to_person  ? "; longer or shorter where you and we agree"
                                          : "; or as agreed";
  if (r.choose == Choose::Only) return upper_first(keep_words(r, to_person)) + agreed;
  // Of two of which the later counts, a birthday that is only some people's: "…; and until a child is 25, …".
  const auto of_some = [&](const Keep& k) {
    return r.choose == Choose::Later && k.birthday > 0 && !k.from_says.empty();
  };
  std::string s, some;
  int all = 0;
  for (const Keep& k : r.among) {
    const auto words = keep_words(k, to_person);
    if (of_some(k))
      some += "; and " + words + (to_person ? "" : ", if that is later");
    else if (r.choose == Choose::ByAge)
      s += (all++ ? "; " : "") + age_words(k, to_person) + " when it ended: " + words;
    else
      s += (all++ ? " or " : "") + words;
  }
  if (all > 1 && r.choose == Choose::Later) s += ", whichever is later";
  if (r.choose == Choose::Earlier) s += ", whichever is earlier";
  s += all ? some : some.substr(std::min<std::size_t>(some.size(), 6));
  return upper_first(s) + agreed;
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
  return shortest_months(r) < r.legal_minimum_years * 12;
}

std::string collision_words(const RetentionRule& r) {
  if (!collides(r)) return "";
  return "The law or guidance asks for at least " + years_words(r.legal_minimum_years) + " (" +
         r.legal_source + "). " + r.accept_collision;
}

std::string inform_words(std::string_view inform) {
  if (inform == "before") return "We tell you before we share it";
  if (inform == "after") return "We tell you after we have shared it";
  if (inform == "where-possible") return "We tell you where we can";
  if (inform == "try") return "We try to tell you";
  if (inform.empty()) return "";
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
  if (area == "EEA") return "the European Economic Area";
  if (area == "EU") return "the European Union";
  if (area == "UK") return "the United Kingdom";
  return std::string(area);
}

std::string transfer_words(const Charter& c) {
  std::vector<std::string> area;
  if (c.transfer_area != "listed") area.push_back(area_words(c.area()));
  for (const auto& country : c.transfer_countries) area.push_back(country_words(country));
  return and_list(area);
}

std::string limit_words(const Right& r) {
  if (r.days && r.months)
    return count(r.days, "day", "days") + " or " + months_words(r.months) + ", whichever ends first";
  if (r.days) return count(r.days, "day", "days");
  if (r.months) return months_words(r.months);
  return "";
}

std::string fee_words(std::string_view fee) {
  if (fee == "never") return "Free";
  if (fee == "unless-unfounded")
    return "Free, unless a request is clearly unfounded, repetitive or excessive";
  return std::string(fee);
}

std::string basis_line(Basis b) {
  if (b == Basis::None) return "";
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

std::string basis_said(const Charter& full, const Purpose& p, const PurposeBasis& b) {
  const auto at = "purposes/" + p.code + "/bases/" + std::string(basis_code(b.basis));
  std::vector<std::pair<std::string, std::string>> pieces{{basis_line(b.basis), at}};
  if (!b.when.empty()) pieces.emplace_back(": " + lower_first(b.when), at + "/when");
  if (!b.interests.empty())
    pieces.emplace_back((b.when.empty() ? ": " : "; ") + lower_first(b.interests), at + "/interests");
  std::string words, each;
  std::vector<std::string> paths;
  for (const auto& [said, path] : pieces) {
    words += said;
    each += said + stands_on(full, {path});
    paths.push_back(path);
  }
  // The part once, where all of it is in the notice.
  const auto all = stands_on(full, paths);
  return all.find(kToConfirm) == all.npos ? words + all : each;
}

std::vector<std::string> period_paths(const RetentionRule& r) {
  using Choose = RetentionRule::Choose;
  const auto at = "retention/" + r.code;
  std::vector<std::string> paths;
  if (r.choose != Choose::Only) {
    paths.push_back(at + (r.choose == Choose::Later     ? "/later-of"
                          : r.choose == Choose::Earlier ? "/earlier-of"
                                                        : "/by-age"));
  } else {
    paths.push_back(at + "/keep");
    if (!r.birthday && !r.by_decision && !r.as_contract) paths.push_back(at + "/from");
    if (!r.from_says.empty()) paths.push_back(at + "/from-says");
  }
  if (r.as_agreed) paths.push_back(at + "/or-as-agreed");
  return paths;
}

std::string automated_words(const Charter& c) {
  return c.automated_decisions == "none" ? "No decision about you is made by a computer."
                                         : c.automated_decisions;
}

std::string condition_line(const Condition& c) {
  std::string s = c.says.empty() ? "a condition of the law" : lower_first(c.says);
  while (s.ends_with('.')) s.pop_back();
  s += c.criminal ? " (UK GDPR Article 10" : " (UK GDPR Article " + c.article;
  if (!c.schedule1.empty()) s += "; Data Protection Act 2018, Schedule 1, paragraph " + c.schedule1;
  if (!c.policy_document.empty()) s += "; policy document " + c.policy_document;
  return s + ")";
}

std::string role_words(const Charter& c, std::string_view code) {
  return role_in_sentence(c, code);
}

std::string decision_words(const Charter& c, const Right& r) {
  if (r.decides.empty()) return {};
  const auto who = "The " + role_words(c, r.decides);
  if (r.seconds.empty()) return who + " decides.";
  std::vector<std::string> by_two;
  if (r.code == request_field::kErasure) by_two.emplace_back("to delete anything");
  if (may_cost(r)) by_two.emplace_back("to ask for a fee");
  by_two.emplace_back("to refuse it");
  const auto what = listed(by_two, "or") + ".";
  if (r.decides == r.seconds) return who + " decides; it takes two of them " + what;
  return who + " or the " + role_words(c, r.seconds) + " answers; it takes both " + what;
}

std::string told_words(const Charter& c, const Role& asks, const ReasonedAccess& a) {
  const auto who = told_of(c, asks, a.tells);
  return who.empty() ? who : upper_first(who) + " is told";
}

std::string reasoned_words(const Charter& c, const Role& asks, const ReasonedAccess& a) {
  std::vector<std::string> reasons;
  for (ReasonIx r : a.reasons) reasons.push_back(lower_first(c.at(r).name));
  const auto n = static_cast<std::size_t>(&a - asks.reasoned.data()) + 1;
  const std::string at = "roles/" + asks.code + "/reasoned-access/#" + std::to_string(n);
  // The part stands beside the reasons: hours, what is seen and who is told may be the organisation's own.
  std::string s = "With a reason (" + and_list(reasons) + ")";
  if (!a.clause.empty()) s += " (" + part_words(a.clause) + ")";
  s += ", for at most " + std::to_string(a.hours) + (a.hours == 1 ? " hour" : " hours") +
       to_confirm(c, at + "/hours") + ": " + lower_first(category_summary(c, a.sees)) +
       to_confirm(c, at + "/sees") + "; of " + std::string(reach_words(a.within)) +
       to_confirm(c, at + "/within") + ".";
  if (const auto told = told_words(c, asks, a); !told.empty())
    s += " " + told + to_confirm(c, at + "/tells") + ".";
  return s;
}

std::string what_is_agreed(const Charter& c, std::string_view code) {
  for (const Recipient& r : c.recipients)
    if (r.code == code) return r.name;
  if (const auto k = c.find_kind(code)) return c.at(*k).plural;
  if (const auto p = c.find_purpose(code)) return c.at(*p).name;
  std::string s(code);
  std::ranges::replace(s, '-', ' ');
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
