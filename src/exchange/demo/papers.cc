// The words of letters, files, consents, money and authority.
#include "base/calendar_words.h"
#include "charter/sharing.h"
#include "exchange/demo/scene.h"

namespace candour::exchange::demo {
namespace {

namespace json = boost::json;
using charter::Values;

void letter(Scene& s, Values& v) {
  v["sent-on"] = s.on(0);
  v["to"] = s.one_of({"{name}", "{doctor}", "{town} council", "{carer_is} of {name}"});
  v["to"] = with_capital(std::string(v["to"].as_string()));
  v["subject"] = s.one_of(
      {"What we agreed", "Your next review", "A question about an appointment", "Thank you for coming"});
  v["text"] =
      s.one_of({"We wrote down what we agreed on and enclose a copy in large print. Please tell us if "
                "something is wrong.",
                "We ask whether {name} can have the first appointment of the morning, since waiting is hard.",
                "Your next review is due. Tell us which day suits you and who should be there."});
  if (s.rng.chance(40)) v["answer-by"] = s.on(14);
}

void file(Scene& s, Values& v) {
  struct Paper {
    std::string_view title, sort;
  };
  static constexpr Paper kPapers[] = {{"Letter from the clinic", "letter"},
                                      {"Care plan from before", "care-plan"},
                                      {"Report of the review", "report"}};
  const auto& paper = s.rng.pick(std::span<const Paper>(kPapers));
  v["title"] = std::string(paper.title);
  v["sort"] = std::string(paper.sort);
  v["date"] = s.on(-s.rng.between(1, 20));
  v["from"] = s.say("{doctor}");
  v["about"] = s.one_of(
      {"No change to the medicines.", "What worked before, and what did not.", "Confirms what we agreed."});
}

void consent_form(Scene& s, Values& v) {
  struct Asked {
    std::string_view what, words;
  };
  static constexpr Asked kAsked[] = {
      {"Sharing the plan with the social worker",
       "We may send the plan to the social worker. You can take this back at any time by telling any of us."},
      {"Asking the surgery about medicines",
       "We may ask your surgery which medicines you take. You can take this back at any time by telling any "
       "of us."},
      {"Photo in the support plan",
       "We may keep one photo of you in your plan. You can take this back at any time by telling any of "
       "us."}};
  const auto& a = kAsked[static_cast<std::size_t>(s.turn) % std::size(kAsked)];
  v["purpose"] = "other";
  v["what-for"] = std::string(a.what);
  v["answer"] = s.rng.chance(85) ? "agreed" : "refused";
  v["words-shown"] = std::string(a.words);
  v["given-on"] = s.on(0);
  v["decided-by"] = s.who.child ? "parental" : "self";
  if (s.who.child) v["given-by"] = s.who.carer_name;
  v["how"] = s.one_of({"written", "written", "screen"});
  v["paper-at"] = s.one_of({"Locked cabinet in the office", "Paper file of the service, first shelf"});
  v["signature"] = json::object{{"typed", s.who.child ? s.who.carer_name : s.who.given + " " + s.who.family}};
  v["ask-again-on"] = s.on(365);
}

void voluntary_item(Scene& s, Values& v) {
  v["title"] = s.one_of({"My first year", "How I learnt to take the bus", "A day with {hobby}"});
  v["sort"] = "story";
  v["shared-on"] = s.on(0);
  v["story"] =
      s.say("{name} tells how it began, what was hard, and what {they} would say to others: try it once.");
  v["used-for"] = json::array{"website", "leaflet"};
  v["permission"] =
      json::object{{"typed", s.who.child ? s.who.carer_name : s.who.given + " " + s.who.family}};
  v["given-by"] = s.who.child ? s.who.carer_name + ", parent" : s.who.given + " " + s.who.family;
  v["renew-contact"] = "In person, at the review";
  v["ask-again-on"] = s.on(365);
}

void optional_details(Scene& s, Values& v) {
  v["what"] = s.one_of({"Faith", "Reason for stopping", "Best time of day"});
  v["details"] = s.one_of({"{name} fasts in Ramadan and wants appointments late in the day then.",
                           "{name} wants to be there for the grandchildren."});
  v["used-for"] = "Planning appointments";
  v["given-on"] = s.on(0);
}

void authority(Scene& s, Values& v) {
  v["who"] = s.who.carer_name;
  v["sort"] = s.who.child ? "parent" : s.one_of({"lpa-health", "lpa-property", "appointee"});
  v["what-they-may-do"] =
      s.say("Speak with us about the support and decide with {name} where {they} cannot decide alone.");
  v["reference"] = "700" + std::to_string(s.rng.between(1000000, 9999999));
  v["seen-by"] = s.author.text();
  v["seen-on"] = s.on(0);
  v["from-date"] = s.on(-s.rng.between(100, 900));
}

void finance_profile(Scene& s, Values& v) {
  v["how-we-help"] = s.one_of(
      {"Letters about benefits and the yearly form.", "Only our own invoices.", "Budgeting once a month."});
  const bool older = age_on(s.who.born, s.day) > 66;
  const std::string benefit = s.theme == Theme::Carer ? "Carer's Allowance"
                              : older                 ? "Attendance Allowance"
                                      : s.one_of({"Personal Independence Payment", "Universal Credit"});
  v["benefits"] = json::array{json::object{{"benefit", benefit},
                                           {"amount", std::int64_t{s.rng.between(72, 420)} * 100},
                                           {"every", "four-weeks"},
                                           {"talk-to", "The benefits line"}}};
  if (older && s.rng.chance(60))
    v["income"] = json::array{json::object{{"what", "Small pension"}, {"amount", std::int64_t{18500}}}};
  v["bank-account"] = json::object{{"sort_code", "000000"},
                                   {"account", "0" + std::to_string(s.rng.between(1000000, 9999999))},
                                   {"name", s.who.given + " " + s.who.family}};
  v["direct-debit"] = s.rng.chance(40) ? "yes" : "no";
  v["who-manages"] = s.one_of({"self", "self", "family", "appointee"});
  if (s.rng.chance(20))
    v["debts"] = s.say("A phone contract that {name} did not understand; paid off by instalments.");
}

void payment(Scene& s, Values& v) {
  v["date"] = s.on(0);
  v["direction"] = s.one_of({"charge", "charge", "payment", "bill"});
  v["amount"] = std::int64_t{s.rng.between(12, 160)} * 100 + 50 * s.rng.between(0, 1);
  v["what-for"] = "Support in " + month_year(s.day);
  v["due"] = s.on(28);
  v["reference"] = "INV-" + std::to_string(10000 + 97 * s.who.number + s.turn);
}

/// To whom the charter lets the service tell something in the ordinary way: body, purpose, kind of
/// information.
struct MayBeTold {
  const charter::Recipient* to;
  const charter::Purpose* purpose;
  std::string_view what;
};
std::vector<MayBeTold> may_be_told(const Scene& s) {
  std::vector<MayBeTold> out;
  const auto service = *s.charter.find_service(s.service.code);
  for (const auto& r : s.charter.recipients) {
    if (charter::needs_consent(r) || !r.represents.empty()) continue;
    for (const auto* code : {"care", "contact", "identity"}) {
      const auto category = s.charter.find_category(code);
      if (!category) continue;
      const auto terms = charter::may_share(s.charter, r, *category, service);
      if (!terms.allowed) continue;
      terms.purposes.each([&](PurposeIx p) { out.push_back({&r, &s.charter.at(p), code}); });
    }
  }
  return out;
}

void disclosure(Scene& s, Values& v) {
  const auto ways = may_be_told(s);
  if (!ways.empty()) {
    const auto& way = s.rng.pick(std::span<const MayBeTold>(ways));
    v["recipient"] = way.to->code;
    v["rests-on"] = charter::rests_code(*way.purpose);
    v["what"] = json::array{json::string(way.what)};
  } else if (!s.charter.grounds.empty()) {
    v["recipient"] = "other";
    v["where"] = "uk";
    v["rests-on"] = charter::rests_code(s.charter.grounds.front());
    v["what"] = json::array{"identity"};
    v["detail"] = s.say("{name} may be in danger at home.");
  }
  v["beyond-care"] = "no";
  v["to-whom"] = s.one_of({"The duty desk", "Front office, who rang back", "The team that knows {name}"});
  v["who-asks"] = s.one_of({"They rang and asked how things stand.", "We rang, so that both know the same."});
  v["words"] = s.say("{name} comes every week, and wants to go on so.");
  v["weighed"] = "One sentence; no more is needed.";
  v["arrangements"] = "By telephone, after ringing back the number in our book.";
  v["how"] = "phone";
  v["on"] = s.on(0);
  v["already"] = "no";
  v["told"] = "before";
  v["told-on"] = s.on(0);
}

void information_request(Scene& s, Values& v) {
  v["right"] = s.one_of({"access", "correction"});
  v["received-on"] = s.on(0);
  v["from"] = s.who.given + " " + s.who.family;
  v["how"] = s.one_of({"spoken", "email", "letter"});
  v["what"] = s.one_of({"I would like to see what you have written about me.",
                        "The date of my operation is wrong in your papers. Please put it right."});
  v["identity"] = s.say("{name} has been coming here for a long time, and asked at the desk.");
  v["counts-from"] = s.on(0);
  v["forwarded-on"] = s.on(1);
  v["forwarded-to"] = "To the person named in our contract. They agree with our answer.";
  v["answer"] =
      s.say("{name} looked at it with us, and has a copy. They know that they can go to the regulator.");
  v["delays"] = "no";
  v["answered-on"] = s.on(3);
}

constexpr NamedBuilder kTable[] = {{"disclosure", disclosure},
                                   {"information-request", information_request},
                                   {"letter", letter},
                                   {"file", file},
                                   {"consent-form", consent_form},
                                   {"voluntary-item", voluntary_item},
                                   {"optional-details", optional_details},
                                   {"authority", authority},
                                   {"finance-profile", finance_profile},
                                   {"payment", payment}};

}  // namespace

std::span<const NamedBuilder> paper_builders() {
  return kTable;
}

}  // namespace candour::exchange::demo
