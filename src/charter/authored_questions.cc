// The questions of which a charter is made, as data.
#include <algorithm>
#include <array>

#include "charter/authored.h"
#include "charter/pictures.h"

namespace candour::charter {

namespace {
using enum AnswerType;
using Q = Question;

constexpr std::array kOrganisation{
    Q{"name", "What is the organisation called?", "As people know it.", Line, true},
    Q{"legal-name", "What is its registered name?", "Where it differs.", Line},
    Q{"code", "A short code for addresses", "Two to eight small letters, such as: hh", Line, true},
    Q{"says", "What does it do, in a sentence?", "", Words, true},
    Q{"holidays", "Whose bank holidays count?", "Days to answer in are reckoned by them.", One, true,
      "nations"},
};
constexpr std::array kContacts{
    Q{"role", "For what is this contact?", "One must be for data protection.", One, true, "contact-roles"},
    Q{"title", "Which post or team is it?", "No name of a person: the post stays, people change.", Line,
      true},
    Q{"email", "Its email", "", Line},
    Q{"phone", "Its telephone", "", Line},
    Q{"post", "Its postal address", "", Words},
    Q{"web", "Its page on the web", "", Line},
};
constexpr std::array kTexts{
    Q{"who-we-are", "Who are you?", "", Words, true},
    Q{"our-promise", "What do you promise?", "", Words},
    Q{"collecting", "How do you come by what you hold?", "", Words},
    Q{"why", "Why do you hold it?", "", Words},
    Q{"who-sees", "Who sees it?", "", Words},
    Q{"sharing", "With whom do you share, and when?", "", Words},
    Q{"keeping-safe", "How is it kept safe?", "", Words},
    Q{"how-long", "What do you say of how long it is kept?", "", Words},
    Q{"rights", "What do you say of people's rights?", "", Words},
    Q{"complaints", "How do people complain?", "", Words},
    Q{"changes", "How do people hear of a changed notice?", "", Words},
    Q{"children", "What do you say of children?", "", Words},
};
constexpr std::array kCategories{
    Q{"use", "Which kind of information?", "", One, true, "catalogue"},
    Q{"rename", "What does your notice call it?", "Where it has another name for it.", Line},
    Q{"describe", "What does your notice say belongs to it?", "Such as: your name, birthday and address",
      Words},
};
constexpr std::array kPurposes{
    Q{"name", "For what is information used?", "A few words, such as: Giving you support", Line, true},
    Q{"says", "In a sentence, to the person", "", Words, true},
    Q{"categories", "Which information is used for it?", "", Several, true, "categories"},
    Q{"basis", "What makes it lawful?", "With consent, nothing is used before somebody has said yes.", One,
      true, "bases"},
    Q{"interests", "Which legitimate interests?", "Where these make it lawful.", Line},
    Q{"condition", "What makes it lawful for health and other special information?",
      "Needed where such information is used.", One, false, "conditions"},
    Q{"policy-document", "The policy document that goes with it",
      "Its name or number, where the law asks for one.", Line},
    Q{"optional", "May people say no to it?", "", YesNo},
};
constexpr std::array kServices{
    Q{"name", "What is the service called?", "", Line, true},
    Q{"says", "What does it do, in a sentence?", "", Words, true},
    Q{"purposes", "For what does it use information?", "None chosen: for everything.", Several, false,
      "purposes"},
    Q{"kinds", "What is written down in it?",
      "None chosen: what is usual, as far as your information covers it.", Several, false, "kinds"},
    Q{"home-based", "Does it go to people's homes?", "", YesNo},
    Q{"for-children", "Is it for children?", "", YesNo},
    Q{"min-age", "From which age?", "", Number},
    Q{"max-age", "Up to which age?", "", Number},
    Q{"commissioner", "Who commissions it?", "", Line},
    Q{"controller", "For which controller is it run?",
      "Only where another body decides and you are its processor.", Line},
};
constexpr std::array kRoles{
    Q{"post", "What does this post do here?",
      "Four are needed: who supports people, who is above them, who "
      "looks after accounts and who answers for data protection.",
      One, true, "posts"},
    Q{"name", "What is the post called?", "", Line, true},
    Q{"says", "What does it do, in a sentence to the person?", "", Words, true},
    Q{"reach", "Whose records does it open?", "Not answered: as is usual for the post.", One, false,
      "reaches"},
    Q{"sees", "Which information does it see?", "None chosen: as is usual for the post.", Several, false,
      "categories"},
};
constexpr std::array kRecipients{
    Q{"name", "Who may be given something?", "Or tells you something.", Line, true},
    Q{"says", "When and why, in a sentence", "", Words, true},
    Q{"categories", "Which information may they get?", "None chosen: nothing; they only tell you.", Several,
      false, "categories"},
    Q{"basis", "What makes it lawful?", "", One, true, "bases"},
    Q{"inform", "When is the person told?", "Not answered: before.", One, false, "informs"},
    Q{"source", "Do they tell you things too?", "", YesNo},
    Q{"processor", "Do they work for you with it?", "A processor, such as a payroll or mailing firm.", YesNo},
    Q{"agreement", "Must there be a sharing agreement?", "", YesNo},
};
constexpr std::array kGrounds{
    Q{"name", "What else may make you share?", "Such as: somebody is in danger", Line, true},
    Q{"says", "In a sentence", "", Words, true},
    Q{"basis", "What makes it lawful?", "", One, true, "bases"},
    Q{"inform", "When is the person told?", "Not answered: before.", One, false, "informs"},
    Q{"approval", "Must somebody approve it?", "Not answered: before anything goes.", One, false,
      "approvals"},
};
constexpr std::array kRetention{
    Q{"name", "What is kept?", "A few words, such as: Everything, or: Stories", Line, true},
    Q{"categories", "Which information?", "None chosen: all that no other rule names.", Several, false,
      "categories"},
    Q{"services", "In which services?", "None chosen: in all.", Several, false, "services"},
    Q{"keep", "How long?", "Such as: 6 years, 12 months, up to 3 years, until birthday 25, by decision",
      Period, true},
    Q{"from", "From when?", "", One, false, "froms"},
    Q{"then", "What happens then?", "", One, true, "thens"},
    Q{"why", "Why so long?", "", Words},
};
constexpr std::array kConsent{
    Q{"how-to-withdraw", "How does somebody take a consent back?", "", Words},
    Q{"own-from-age", "From which age does somebody decide alone?", "Not answered: 16.", Number},
    Q{"renew-every", "How often is it asked again?", "Such as: 12 months", Period},
    Q{"keep-at-most", "How long does it count at most?", "Such as: 3 years", Period},
};
constexpr std::array kRights{
    Q{"code", "Which right?", "", One, true, "rights"},
    Q{"says", "What does your notice say of it?", "", Words, true},
    Q{"how", "How does somebody ask?", "", Words},
    Q{"days", "Answered within how many days?", "Where the notice counts in days.", Number},
    Q{"months", "Answered within how many months?", "Not answered: one, as the law has it.", Number},
    Q{"refusal", "When is it refused?", "", Words},
};
constexpr std::array kMarketing{
    Q{"says", "What does your notice say of news and fundraising?", "", Words},
    Q{"basis", "When is it sent?", "", One, false, "marketing"},
    Q{"channels", "How?", "", Several, false, "channels"},
};
constexpr std::array kTransfers{
    Q{"area", "Where may information be kept?", "Not answered: in the United Kingdom.", One, false, "areas"},
    Q{"safeguards", "What protects it elsewhere?", "", Words},
};
constexpr std::array kEasyRead{
    Q{"heading", "The heading of one idea", "Such as: Who sees it", Line, true},
    Q{"picture", "Its picture", "", One, true, "pictures"},
    Q{"says", "Its sentences", "One a line, of at most 16 short words. No times or ages: they change.", Words,
      true},
};

constexpr std::array kSections{
    Section{"organisation", "The organisation", "", false, kOrganisation, ""},
    Section{"contacts", "Whom to ask", "Posts and teams that people can write to or ring.", true, kContacts,
            "title"},
    Section{"texts", "In your own words", "What your notice tells, in plain words of your own.", false,
            kTexts, ""},
    Section{"categories", "What is held", "Each kind of information that your notice names.", true,
            kCategories, "use"},
    Section{"purposes", "What it is for", "", true, kPurposes, "name"},
    Section{"services", "Services", "Where people are supported.", true, kServices, "name"},
    Section{"roles", "Who works here", "Posts, and what each sees.", true, kRoles, "name"},
    Section{"recipients", "Who is told, and who tells you", "Bodies and people outside.", true, kRecipients,
            "name"},
    Section{"disclosure-grounds", "When you share without being asked", "Danger, crime, a court.", true,
            kGrounds, "name"},
    Section{"retention", "How long", "", true, kRetention, "name"},
    Section{"consent", "Consent", "", false, kConsent, ""},
    Section{"rights", "What people may ask for", "", true, kRights, "code"},
    Section{"marketing", "News and fundraising", "", false, kMarketing, ""},
    Section{"transfers", "Abroad", "", false, kTransfers, ""},
    Section{"easy-read", "In easy words",
            "Twelve to forty-five short sentences under headings with a picture.", true, kEasyRead,
            "heading"},
};

using Choices = std::vector<AnswerChoice>;
const std::map<std::string_view, Choices>& choices_of_law() {
  static const std::map<std::string_view, Choices> all = {
      {"nations",
       {{"england-and-wales", "England and Wales"},
        {"scotland", "Scotland"},
        {"northern-ireland", "Northern Ireland"}}},
      {"contact-roles",
       {{"data-protection", "Data protection"},
        {"complaints", "Complaints"},
        {"head-office", "Everything else"}}},
      {"bases",
       {{"consent", "Consent"},
        {"contract", "A contract or agreement with the person"},
        {"legal-obligation", "A legal obligation"},
        {"vital-interests", "Vital interests"},
        {"public-task", "A public task"},
        {"legitimate-interests", "Legitimate interests"}}},
      {"conditions",
       {{"care-provision", "Health or social care: Article 9(2)(h)"},
        {"explicit-consent", "Explicit consent: Article 9(2)(a)"},
        {"vital", "Vital interests: Article 9(2)(c)"},
        {"safeguarding", "Safeguarding: Article 9(2)(g), Schedule 1 paragraph 18"},
        {"counselling", "Counselling: Article 9(2)(g), Schedule 1 paragraph 17"},
        {"equality", "Equality of treatment: Article 9(2)(g), Schedule 1 paragraph 8"}}},
      {"reaches",
       {{"none", "Nobody's"},
        {"caseload", "Of people whom they support"},
        {"line", "Of people whom they or those below them support"},
        {"team", "Of their team's people"},
        {"service", "Of everybody in their service"},
        {"organisation", "Of everybody"}}},
      {"informs",
       {{"before", "Before"},
        {"after", "Afterwards"},
        {"try", "You try to tell them"},
        {"where-possible", "Where possible"},
        {"not-needed", "Not each time"}}},
  };
  return all;
}
/// About what is done here.
const std::map<std::string_view, Choices>& choices_of_practice() {
  static const std::map<std::string_view, Choices> all = {
      {"approvals", {{"before", "Before anything goes"}, {"none", "No"}}},
      {"froms",
       {{"end-of-service", "The end of the service"},
        {"last-contact", "The last contact"},
        {"birthday", "A birthday"},
        {"shared", "The day it was shared"},
        {"contract-end", "The end of the contract"},
        {"closure", "The day the matter was closed"},
        {"created", "The day it was written"},
        {"death", "Death"}}},
      {"thens", {{"destroy", "It is destroyed"}}},
      {"rights",
       {{"access", "See what is held"},
        {"correction", "Have mistakes put right"},
        {"erasure", "Have information deleted"},
        {"objection", "Object to a use"},
        {"restriction", "Limit what is done with it"},
        {"portability", "Take it elsewhere"},
        {"withdraw-consent", "Take back a consent"},
        {"marketing-objection", "Stop news and fundraising"},
        {"automated-decisions", "Not be decided about by a computer alone"},
        {"complaint", "Complain"},
        {"authorised-recipient", "Have a copy sent to somebody chosen"}}},
      {"marketing",
       {{"none", "Never"},
        {"opt-in", "Only after a yes"},
        {"charity-soft-opt-in", "To supporters who have not said no"}}},
      {"channels", {{"email", "Email"}, {"post", "Post"}, {"phone", "Telephone"}, {"sms", "Text message"}}},
      {"areas", {{"UK", "The United Kingdom alone"}, {"EEA", "The EEA too"}, {"EU", "The EU too"}}},
      {"posts",
       {{"worker", "Supports people"},
        {"supervisor", "Is above those who support people"},
        {"service-manager", "Manages a service"},
        {"finance", "Looks after money"},
        {"dp-lead", "Answers for data protection"},
        {"admin", "Looks after accounts and takes down referrals"},
        {"board", "Reads figures alone"}}},
  };
  return all;
}

bool is_chosen(const Kind& k) {
  return !k.engine && !k.journey;
}

}  // namespace

std::span<const Section> sections() {
  return kSections;
}

const Section* find_section(std::string_view code) {
  const auto* at = std::ranges::find(kSections, code, &Section::code);
  return at == kSections.end() ? nullptr : at;
}

const Question* Section::find(std::string_view question) const {
  const auto at = std::ranges::find(questions, question, &Question::code);
  return at == questions.end() ? nullptr : &*at;
}

std::vector<AnswerChoice> choices_for(const Question& q, const Authored& so_far,
                                      const CatalogueFiles& catalogue) {
  for (const auto* fixed : {&choices_of_law(), &choices_of_practice()})
    if (const auto at = fixed->find(q.from); at != fixed->end()) return at->second;
  Choices out;
  if (q.from == "catalogue")
    for (const auto& c : catalogue.categories) out.push_back({c.code, c.name});
  if (q.from == "kinds")
    for (const auto& k : catalogue.kinds)
      if (is_chosen(k)) out.push_back({k.code, k.name});
  if (q.from == "pictures")
    for (const auto& p : picture_names()) out.push_back({p, p});
  if (q.from == "categories")
    for (const auto& row : so_far.of(q.from)) {
      const auto& code = row.at("use").value;
      const auto at = std::ranges::find(catalogue.categories, code, &Category::code);
      const auto called = row.find("rename");
      out.push_back({code, called != row.end() && !called->second.value.empty() ? called->second.value
                           : at == catalogue.categories.end()                   ? code
                                                                                : at->name});
    }
  if (q.from == "purposes" || q.from == "services")
    for (const auto& row : so_far.of(q.from)) out.push_back({row.at("code").value, row.at("name").value});
  return out;
}

}  // namespace candour::charter
