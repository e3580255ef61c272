// The questions of which a charter is made, as data.
#include <algorithm>
#include <array>

#include "charter/authored.h"

namespace candour::charter {

namespace {
using enum AnswerType;
using Q = Question;

/// Asked apart: few notices say so.
constexpr Q rare(Q q) {
  q.rare = true;
  return q;
}

constexpr std::array kOrganisation{
    Q{"name", "What is the organisation called?", "As people know it.", Line, true},
    Q{"legal-name", "What is its registered name?", "Where it differs.", Line},
    Q{"code", "A short code for addresses", "Two to eight small letters, such as: hh", Line, true},
    Q{"says", "What does it do, in a sentence?", "", Words, true},
    Q{"holidays", "Whose bank holidays count?", "Days to answer in are reckoned by them.", One, true,
      "nations"},
    rare({"part-of", "Of which larger body is it part?", "Such as: the Quayside group", Line}),
    rare({"part-of-says", "What do you say of that body?", "", Words}),
    rare({"registrations", "Where is it registered?",
          "One a line, with the number: Information Commissioner's Office: Z1234567", Pairs}),
    rare({"own-door", "May people open what is held of them by themselves, on the web?", "", YesNo}),
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
constexpr std::array kPartners{
    Q{"name", "With whom do you answer together, or share one system?", "", Line, true},
    Q{"says", "What do you do together?", "", Words},
    Q{"joint-controller", "Do you decide together about the information?", "As joint controllers.", YesNo},
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
constexpr std::array kOwnTexts{
    Q{"name", "What is it about?", "A few words of your own, such as: Cookies, or: Abroad", Line, true},
    Q{"says", "What do you say of it?",
      "Nothing is added to it: it is printed under the part that you choose.", Words, true},
};
constexpr std::array kCategories{
    Q{"use", "Which kind of information?", "", One, true, "catalogue"},
    Q{"rename", "What does your notice call it?", "Where it has another name for it.", Line},
    Q{"describe", "What does your notice say belongs to it?", "Such as: your name, birthday and address",
      Words},
};
constexpr std::array kCctv{
    Q{"says", "What do you say of cameras (CCTV)?", "", Words, true},
    Q{"never", "Where are there never any?", "With commas between, such as: bathrooms, bedrooms", List},
    Q{"cameras", "Where are they, and what do they see?",
      "One a line, with a colon: Front door: the path to it", Pairs},
};
constexpr std::array kSources{
    Q{"name", "Who tells you things, and is told nothing?", "Such as: your last support provider", Line,
      true},
    Q{"says", "When, or what?", "", Words},
    Q{"internal", "Is it another service of your own?", "", YesNo},
};
constexpr std::array kOthers{
    Q{"name", "Who else may stand in somebody's record?", "Such as: your family and friends", Line, true},
    Q{"says", "What do you say of them?", "", Words, true},
    Q{"told", "When do they hear of it?", "", One, false, "informs"},
    rare({"told-unless", "When do they not hear of it after all?", "Such as: it would put you in danger",
          Line}),
    rare({"withheld", "Is what stands about them left out of copies?", "", YesNo}),
    rare({"conflict-check", "Do you look for them before you take somebody on?", "", YesNo}),
    rare({"keep", "How long after it was written down is it kept?",
          "Not answered: as long as the record. Such as: 2 years", Period}),
};
constexpr std::array kLaws{
    Q{"name", "Which law does your notice name?", "Such as: Care Act 2014", Line, true},
};
constexpr std::array kPurposes{
    Q{"name", "For what is information used?", "A few words, such as: Giving you support", Line, true},
    Q{"says", "In a sentence, to the person", "", Words, true},
    Q{"categories", "Which information is used for it?", "", Several, true, "categories"},
    Q{"basis", "What makes it lawful?", "With consent, nothing is used before somebody has said yes.", One,
      true, "bases"},
    Q{"interests", "Which legitimate interests?", "Where these make it lawful.", Line},
    Q{"assessment", "The assessment in which these interests were weighed",
      "Its name or number, where these make it lawful.", Line},
    Q{"condition", "What makes it lawful for health and other special information?",
      "Needed where such information is used.", Several, false, "conditions"},
    Q{"policy-document", "The policy document that goes with it",
      "Its name or number, where the law asks for one.", Line},
    Q{"optional", "May people say no to it?", "", YesNo},
    rare({"when", "When is that what makes it lawful?", "Such as: while we support you", Line}),
    rare({"mailings", "What is sent to many people for it?", "", Several, false, "mailings"}),
    rare({"beyond-care", "Is it for more than the person's own care?", "", One, false, "beyond"}),
};
constexpr std::array kFurtherGrounds{
    Q{"purpose", "Which use has another ground?", "", One, true, "purposes"},
    Q{"basis", "What else makes it lawful?", "", One, true, "bases"},
    Q{"when", "When?", "Such as: when a court wants it", Line},
    Q{"interests", "Which legitimate interests?", "Where these make it lawful.", Line},
    Q{"assessment", "The assessment of these interests", "Its name or number.", Line},
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
    rare({"controller-instructions", "Where do that controller's instructions stand?",
          "The number or name of the paper.", Line}),
    rare({"contract-end", "When does its contract end?",
          "Needed where something is kept as a contract says. Such as: 2029-03-31", Day}),
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
constexpr std::array kReasoned{
    Q{"name", "For what reason may somebody open more than usual?", "Such as: Looking into a complaint", Line,
      true},
    Q{"says", "What is that, in a sentence?", "Such as: Somebody is unhappy and is owed an answer", Words,
      true},
    Q{"roles", "Which posts may?", "", Several, true, "roles"},
    Q{"hours", "For how many hours at a time?", "Such as: 48", Number, true},
    Q{"within", "Of whom?", "Not answered: of everybody.", One, false, "widths"},
    Q{"sees", "Which information?", "None chosen: what the post sees anyhow.", Several, false, "categories"},
    Q{"tells", "Who is told of it?", "Not answered: their supervisor.", One, false, "told"},
};
constexpr std::array kRecipients{
    Q{"name", "Who may be given something?", "Or tells you something.", Line, true},
    Q{"says", "When and why, in a sentence", "", Words, true},
    Q{"categories", "Which information may they get?", "None chosen: nothing; they only tell you.", Several,
      false, "categories"},
    Q{"basis", "What makes it lawful?", "", Several, true, "bases"},
    Q{"inform", "When is the person told?", "Not answered: before.", One, false, "informs"},
    Q{"source", "Do they tell you things too?", "", YesNo},
    Q{"processor", "Do they work for you with it?", "A processor, such as a payroll or mailing firm.", YesNo},
    Q{"agreement", "Must there be a sharing agreement?", "", YesNo},
    rare({"purposes", "For which uses alone?", "None chosen: for all that use what they may get.", Several,
          false, "purposes"}),
    rare({"services", "In which services alone?", "None chosen: in all.", Several, false, "services"}),
    rare({"inform-unless", "When is the person not told after all?", "Such as: it would warn an offender",
          Line}),
    rare({"direct", "Do they take part in the person's care or support?",
          "Who does not gets something by consent alone.", YesNo}),
    rare({"represents", "By which authority do they speak for the person?",
          "Its papers must then be seen first.", Several, false, "authorities"}),
    rare({"email-domains", "How do their email addresses end?", "Such as: nhs.net, nhs.uk", List}),
    rare({"country", "In which country are they?", "Where it is another. Two capital letters, such as: IE",
          Line}),
};
constexpr std::array kGrounds{
    Q{"name", "What else may make you share?", "Such as: somebody is in danger", Line, true},
    Q{"says", "In a sentence", "", Words, true},
    Q{"basis", "What makes it lawful?", "", One, true, "bases"},
    Q{"inform", "When is the person told?", "Not answered: before.", One, false, "informs"},
    Q{"approval", "Must somebody approve it?", "Not answered: before anything goes.", One, false,
      "approvals"},
    rare({"review-within-hours", "Within how many hours is it looked at afterwards?",
          "Where it is approved afterwards. Such as: 48", Number}),
    rare({"approved-by", "Which post approves it?", "Not answered: whoever is above.", One, false, "roles"}),
    rare({"inform-unless", "When is the person not told after all?", "Such as: it would warn an offender",
          Line}),
    rare({"categories", "Which information alone?", "None chosen: what is needed.", Several, false,
          "categories"}),
};
constexpr std::array kOptOut{
    Q{"planning-and-research", "Is anything shared for planning or research?", "", One, true, "planning"},
    Q{"review-every", "How often do you look whether that is kept?", "Such as: 12 months", Months},
    rare({"mailbox", "The mailbox that names the files of the national data opt-out",
          "Needed where something is shared. Such as: A1B2C001", Line}),
    rare({"keep-days", "For how many days does a check of it count?",
          "Needed where something is shared. Such as: 7", Number}),
    rare({"source", "Who told you these names and days?", "Needed where something is shared.", Line}),
    rare({"reply-name", "How is a reply named?", "With NAME where the name of your file stands.", Line}),
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
    rare({"choose", "Does a second period count beside it?",
          "Such as: six years, or until 25 if that is later", One, false, "choosing"}),
    rare({"or-keep", "How long is the second?", "", Period}),
    rare({"or-from", "From when does the second count?", "", One, false, "froms"}),
    rare({"age", "From which age on does the second count?", "Where it goes by age. Such as: 18", Number}),
    rare({"from-says", "What does your notice call that day or person?",
          "No number. Of a last contact: your last visit. Of a birthday: a child is", Line}),
    rare({"or-from-says", "And of the second period?", "", Line}),
    rare({"or-as-agreed", "May it be longer or shorter where both agree?", "", YesNo}),
    rare({"kinds", "Which entries alone?", "None chosen: all of them.", Several, false, "kinds"}),
    rare({"legal-minimum", "For how many years at least must it be kept by law?", "", Number}),
    rare({"legal-source", "Where does that stand?", "The law or code.", Line}),
    rare({"accept-collision", "Why does your promise stand, where it is shorter?", "", Words}),
};
constexpr std::array kConsent{
    Q{"how-to-withdraw", "How does somebody take a consent back?", "", Words},
    Q{"own-from-age", "From which age does somebody decide alone?", "Not answered: 16.", Number},
    Q{"renew-every", "How often is it asked again?", "Such as: 12 months", Months},
    Q{"keep-at-most", "How long does it count at most?", "Such as: 3 years", Years},
    Q{"written", "What needs a yes in writing?", "", Several, false, "written"},
    rare({"own-from-says", "How does your notice say that age?",
          "With its number, such as: over 13 (from 14)", Line}),
};
constexpr std::array kServiceConsent{
    Q{"services", "In which services is consent otherwise?", "", Several, true, "services"},
    Q{"says", "What does your notice say of it?", "", Words},
    Q{"own-from-age", "From which age does somebody decide alone there?", "", Number},
    Q{"renew-every", "How often is it asked again there?", "Such as: 6 months", Months},
    Q{"keep-at-most", "How long does it count there at most?", "Such as: 1 year", Years},
    Q{"signed", "Must it be signed there?", "", YesNo},
    Q{"competence", "Is it considered there whether a young person understands?", "", YesNo},
};
constexpr std::array kRights{
    Q{"code", "Which right?", "", One, true, "rights"},
    Q{"says", "What does your notice say of it?", "", Words, true},
    Q{"how", "How does somebody ask?", "", Words},
    Q{"days", "Answered within how many days?", "Where the notice counts in days.", Number},
    Q{"months", "Answered within how many months?", "Not answered: one, as the law has it.", Number},
    Q{"refusal", "When is it refused?", "", Words},
    Q{"contact", "To whom does one write?", "Not answered: to whoever answers for data protection.", One,
      false, "contacts"},
    rare({"name", "What does your notice call it?", "Where it has another name for it.", Line}),
    rare({"identity", "What must somebody show of who they are?", "", Words}),
    rare({"exceptions", "For what does it not hold?", "", Words}),
    rare({"extension", "When may it take longer?", "", Words}),
    rare({"tries", "Does your notice say that you try to answer by then?", "", YesNo}),
    rare({"fee", "What does it cost?", "Not answered: nothing.", One, false, "fees"}),
    rare({"decides", "Who decides?", "Not answered: whoever answers for data protection.", One, false,
          "deciders"}),
    rare({"seconds", "Who must agree?", "", One, false, "deciders"}),
};
constexpr std::array kMarketing{
    Q{"says", "What does your notice say of news and fundraising?", "", Words},
    Q{"basis", "When is it sent?", "", One, false, "marketing"},
    Q{"channels", "How?", "", Several, false, "channels"},
    rare({"third-party", "May others get details for news of their own?", "", One, false, "third-party"}),
};
constexpr std::array kRoutes{
    Q{"channel", "Which way of sending news is otherwise?", "Such as: post", Line, true},
    Q{"basis", "When is it sent that way?", "", One, true, "routes"},
    Q{"when", "In which case?", "Such as: you asked about a service", Line},
};
constexpr std::array kTransfers{
    Q{"area", "Where may information be kept?", "Not answered: in the United Kingdom.", One, false, "areas"},
    Q{"safeguards", "What protects it elsewhere?", "", Words},
    rare({"countries", "Which countries besides?", "Two capital letters each, such as: IE, FR", List}),
};
constexpr std::array kReviews{
    Q{"retention-every", "How often do you look whether your periods are right?", "Such as: 12 months",
      Months},
    Q{"accuracy-every", "How often do you look whether records are right?", "Such as: 12 months", Months},
    Q{"accuracy-ask", "How often is each person asked whether their details are right?", "Such as: 12 months",
      Months},
};
constexpr std::array kBesides{
    Q{"social-media", "What do you say of social media?", "", Words},
    Q{"automated-decisions", "What is decided by a computer alone?", "Not answered: nothing.", Line},
    Q{"before-visit", "By which use is whoever visits a home told what they must know?", "", One, false,
      "purposes"},
    Q{"agreement", "Do your people sign to keep things confidential before they see any?",
      "Not answered: yes.", YesNo},
    Q{"training-months", "How many months does their training in data protection count?",
      "Not answered: 12. No condition: 0.", Number},
};
constexpr std::array kEasyRead{
    Q{"heading", "The heading of one idea", "Such as: Who sees it", Line, true},
    Q{"picture", "Its picture", "", One, true, "pictures"},
    Q{"says", "Its sentences", "One a line, of at most 16 short words. No times or ages: they change.", Words,
      true},
};

constexpr bool kMany = true, kOptional = true;
constexpr std::array kSections{
    Section{"organisation", "The organisation", "", false, kOrganisation, ""},
    Section{"contacts", "Whom to ask", "Posts and teams that people can write to or ring.", kMany, kContacts,
            "title"},
    Section{"partners", "With whom you answer together",
            "Joint controllers, and who shares a system with you.", kMany, kPartners, "name", kOptional},
    Section{"texts", "In your own words", "What your notice tells, in plain words of your own.", false,
            kTexts, ""},
    Section{"own-texts", "More of your own words", "Whatever else your notice tells, part by part.", kMany,
            kOwnTexts, "name", kOptional},
    Section{"categories", "What is held", "Each kind of information that your notice names.", kMany,
            kCategories, "use"},
    Section{"cctv", "Cameras", "", false, kCctv, "", kOptional},
    Section{"sources", "Who tells you things", "And gets nothing from you; who gets something comes later.",
            kMany, kSources, "name", kOptional},
    Section{"others-in-records", "Others in somebody's record", "", kMany, kOthers, "name", kOptional},
    Section{"laws", "Laws that you name", "", kMany, kLaws, "name", kOptional},
    Section{"purposes", "What it is for", "", kMany, kPurposes, "name"},
    Section{"further-grounds", "Further grounds of a use", "Where more than one thing makes it lawful.",
            kMany, kFurtherGrounds, "purpose", kOptional},
    Section{"services", "Services", "Where people are supported.", kMany, kServices, "name"},
    Section{"roles", "Who works here", "Posts, and what each sees.", kMany, kRoles, "name"},
    Section{"reasoned-access", "Who may look for a reason",
            "More than they open from day to day, for a time, and somebody is told.", kMany, kReasoned,
            "name", kOptional},
    Section{"recipients", "Who is told, and who tells you", "Bodies and people outside.", kMany, kRecipients,
            "name", kOptional},
    Section{"disclosure-grounds", "When you share without being asked", "Danger, crime, a court.", kMany,
            kGrounds, "name", kOptional},
    Section{"opt-out", "Planning and research", "And the national data opt-out.", false, kOptOut, "",
            kOptional},
    Section{"retention", "How long", "", kMany, kRetention, "name"},
    Section{"consent", "Consent", "", false, kConsent, ""},
    Section{"consent-by-service", "Consent that is otherwise in a service", "", kMany, kServiceConsent,
            "services", kOptional},
    Section{"rights", "What people may ask for", "", kMany, kRights, "code"},
    Section{"marketing", "News and fundraising", "", false, kMarketing, ""},
    Section{"marketing-routes", "News that is otherwise by some ways", "", kMany, kRoutes, "channel",
            kOptional},
    Section{"transfers", "Abroad", "", false, kTransfers, ""},
    Section{"reviews", "What is looked at again", "", false, kReviews, ""},
    Section{"besides", "What else you say", "", false, kBesides, ""},
    Section{"easy-read", "In easy words",
            "Twelve to forty-five short sentences under headings with a picture.", kMany, kEasyRead,
            "heading"},
};

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

}  // namespace candour::charter
