// The words of a decision: what a member of staff reads when something is held back, and what they can do.
#include <algorithm>

#include "charter/decide.h"
#include "charter/lending.h"
#include "charter/sentence.h"

namespace candour::charter {

std::string_view why_code(Why w) {
  switch (w) {
    case Why::Allowed:
      return "allowed";
    case Why::NoAgreement:
      return "no-agreement";
    case Why::TrainingLapsed:
      return "training-lapsed";
    case Why::OutOfReach:
      return "out-of-reach";
    case Why::NotInService:
      return "not-in-service";
    case Why::PurposeNotInService:
      return "purpose-not-in-service";
    case Why::PurposeNotOfRole:
      return "purpose-not-of-role";
    case Why::CategoryNotOfPurpose:
      return "category-not-of-purpose";
    case Why::CategoryNotOfRole:
      return "category-not-of-role";
    case Why::NoConsent:
      return "no-consent";
    case Why::Restricted:
      return "restricted";
    case Why::Objected:
      return "objected";
    case Why::NotWritable:
      return "not-writable";
  }
  return "unknown";
}

std::string list_words(const std::vector<std::string>& items) {
  std::string s;
  for (std::size_t i = 0; i < items.size(); ++i)
    s += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  return s;
}

std::string category_words(const Charter& c, CategoryIx ix) {
  std::string s = c.at(ix).code;
  std::replace(s.begin(), s.end(), '-', ' ');
  return s;
}

namespace {

/// The plural names of the roles that see a category in a service by right.
std::vector<std::string> who_sees(const Charter& c, ServiceIx service, CategoryIx category) {
  std::vector<std::string> who;
  for (auto& r : c.roles) {
    bool sees = false;
    (r.purpose_set & c.at(service).purposes).each([&](PurposeIx p) {
      sees = sees || c.at(p).categories.has(category);
    });
    if (sees && r.reach != Reach::None && r.sees.has(category)) who.push_back(r.plural);
  }
  return who;
}

/// "You can ask for access for a reason: looking into a complaint." where that opens it; else nothing.
std::string ask_words(const Charter& c, const Facts& f, PurposeIx p, CategoryIx category) {
  std::vector<std::string> reasons;
  for (const auto& lent : reasons_for(c, f, p, category))
    reasons.push_back(in_sentence(c.at(lent.reason).name));
  if (reasons.empty()) return "";
  return " You can ask for access for a stated reason: " + list_words(reasons) + ".";
}

/// Whether the role sees it for this purpose once the person is among those whom it reaches.
bool seen_within_reach(const Charter& c, Facts f, PurposeIx p, CategoryIx category) {
  f.reach = c.at(f.role).reach;
  f.reasoned = false;
  return decide(c, f, p, category, Doing::See).allowed();
}

std::string reach_refusal(const Charter& c, const Facts& f, PurposeIx p, CategoryIx category) {
  const Role& role = c.at(f.role);
  std::string s = "Held back: ";
  if (role.reach == Reach::None)
    s += role.plural + " do not see anybody's record as part of their everyday work.";
  else
    s += role.plural + " see " + std::string(reach_words(role.reach)) + ", and in " + c.at(f.service).name +
         " this person is not among them.";
  auto ask = ask_words(c, f, p, category);
  // Nobody adds a role that reaches nobody to a team, nor one that would not see it there.
  if (ask.empty() && seen_within_reach(c, f, p, category))
    ask = " If you support this person, ask their team to add you.";
  return s + ask;
}

std::string category_refusal(const Charter& c, const Facts& f, PurposeIx p, CategoryIx category) {
  const Role& role = c.at(f.role);
  auto who = who_sees(c, f.service, category);
  // The role sees it by right, and not in what was opened for a reason alone.
  const bool by_right = std::erase(who, role.plural) > 0;
  std::string s = "Held back: " + category_words(c, category);
  if (by_right)
    s += " is seen by " + role.plural +
         " in the records that they reach by right, and the reason that you gave does "
         "not lend it.";
  else if (who.empty())
    s += " is not seen by any role in " + c.at(f.service).name + ".";
  else
    s += " is seen by " + list_words(who) + " of " + c.at(f.service).name + ", not by " + role.plural + ".";
  return s + ask_words(c, f, p, category);
}

/// What was opened for a reason, and who heard of it.
std::string lent_words(const Charter& c, const Facts& f, const std::string& what) {
  const Role& role = c.at(f.role);
  const auto* access = live_access(role, f);
  const auto told = access ? told_of_yours(c, role, access->tells) : std::string();
  return "You see " + what + " for the reason that you gave. It is recorded" +
         (told.empty() ? "." : ", and " + told + " is told.");
}

}  // namespace

std::string why_words(const Charter& c, const Decision& d, const Facts& f, PurposeIx p, CategoryIx category) {
  const Role& role = c.at(f.role);
  const std::string what = category_words(c, category);
  const std::string purpose = "“" + c.at(p).name + "”";
  const std::string& service = c.at(f.service).name;
  switch (d.why) {
    case Why::Allowed:
      if (d.obligations & kReasonedAccess) return lent_words(c, f, what);
      return "You see " + what + " because " + role.plural + " need it for " + purpose + " in " + service +
             ". " + std::string(basis_words(d.basis)) + " (Article " + std::string(basis_article(d.basis)) +
             ").";
    case Why::NoAgreement:
      return "Held back: you have not signed the confidentiality agreement. Sign it first; then records "
             "open.";
    case Why::TrainingLapsed:
      return "Held back: your data-protection training is missing or older than " +
             std::to_string(c.training_months()) +
             " months. Do the training, and ask for its date to be recorded.";
    case Why::OutOfReach:
      return reach_refusal(c, f, p, category);
    case Why::NotInService:
      return "Held back: this person is not with " + service +
             ", or no longer. Ask their team if you need to know.";
    case Why::PurposeNotInService:
      return "Held back: " + purpose + " is not one of the purposes of " + service + ".";
    case Why::PurposeNotOfRole:
      return "Held back: " + purpose + " is not part of the work of " + role.plural + ".";
    case Why::CategoryNotOfPurpose:
      return "Held back: " + what + " is not needed for " + purpose + ".";
    case Why::CategoryNotOfRole:
      return category_refusal(c, f, p, category);
    case Why::NoConsent:
      return "Held back: " + purpose +
             " needs the person's consent, and there is none at present. Ask them, and "
             "record what they say.";
    case Why::Restricted:
      return "Held back: the use of this record is restricted. It is kept, but not used or changed, until "
             "the "
             "data-protection lead lifts the restriction.";
    case Why::Objected:
      return "Held back: the person objected to " + purpose + ", so we no longer do it.";
    case Why::NotWritable:
      return "You may read " + what + " here, but " + role.plural +
             " do not write it. Ask somebody who does.";
  }
  return "";
}

}  // namespace candour::charter
