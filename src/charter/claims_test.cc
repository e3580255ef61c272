// Each form of a claim holds of a charter that says so, and no longer when its rule is changed; and what is
// filled into a sentence changes with its rule.
#include "charter/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/prose.h"

namespace candour::charter {
namespace {

using ::testing::HasSubstr;

CharterPtr base_changed(std::vector<std::pair<std::string, std::string>> changes) {
  auto text = read_text_file("tests/charters/base.yaml").value_or("");
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    text.replace(at, from.size(), to);
  }
  const auto loaded = load_text("base.yaml", text, "tests/charters/catalogue");
  return loaded.charter;
}

struct FormRow {
  std::string form, claim, from, to, instead;
};

const std::vector<FormRow> kForms = {
    {"ROLES see/sees nothing", "board sees nothing", "code: board\n",
     "code: board\n    reasoned-access: [{reasons: [audit], hours: 1, sees: [identity], tells: dp-lead}]\n    purposes: [keep-safe]\n",
     "'board' sees 'identity' for a stated reason"},
    {"ROLES open/opens no record", "board opens no record", "code: board\n",
     "code: board\n    reasoned-access: [{reasons: [audit], hours: 1, sees: [identity], tells: dp-lead}]\n    purposes: [keep-safe]\n",
     "'board' sees 'identity' for a stated reason"},
    {"ROLES do/does not see CATEGORIES", "worker and supervisor do not see financial or convictions",
     "sees: [identity, contact, care, health]", "sees: [identity, contact, care, health, convictions]",
     "'worker' sees 'convictions'"},
    {"ROLES see/sees CATEGORIES for a reason", "service-manager sees identity and care for a reason",
     "sees: [identity, care], tells", "sees: [identity], tells", "and not 'care'"},
    {"ROLES see/sees CATEGORIES", "worker sees identity, care and health",
     "sees: [identity, contact, care, health]\n    purposes: [deliver-support, keep-safe, tell-stories]\n    writes: [contact-note, health-profile, home-check]",
     "sees: [identity, contact, care]\n    purposes: [deliver-support, keep-safe, tell-stories]\n    writes: [contact-note, home-check]",
     "and not 'health'"},
    {"only ROLES see/sees CATEGORIES", "only finance sees financial",
     "sees: [identity, contact, care, health, incident, voluntary]\n    purposes: [",
     "sees: [identity, contact, care, health, incident, voluntary, financial]\n    purposes: [collect-payments, ",
     "'supervisor' sees 'financial' too"},
    {"ROLES reach/reaches REACH", "worker reaches team", "reach: team", "reach: service",
     "'worker' reaches service"},
    {"ROLES open/opens records for a reason alone", "service-manager opens records for a reason alone",
     "reach: none\n    sees: []", "reach: service\n    sees: [identity]",
     "'service-manager' sees 'identity' without one"},
    {"ROLES may look for NUMBER hours", "service-manager may look for 72 hours", "hours: 72", "hours: 24",
     "24 hours"},
    {"ROLES write/writes", "worker writes",
     "writes: [contact-note, health-profile, home-check]\n    moves: [{kind: contact-note, move: finish}]",
     "writes: []", "'worker' writes nothing"},
    {"ROLES write/writes nothing", "dp-lead writes nothing", "duties: [see-ledger, see-access-log]",
     "duties: [see-ledger, see-access-log]\n    writes: [contact-note]", "'dp-lead' writes"},
    {"RECIPIENTS may get something", "gp may get something", "categories: [identity, health]\n    inform",
     "inform", "'gp' may get nothing"},
    {"RECIPIENTS do/does not get CATEGORIES", "gp does not get convictions or financial",
     "categories: [identity, health]\n    inform", "categories: [identity, health, financial]\n    inform",
     "'gp' may get 'financial'"},
    {"RECIPIENTS get/gets CATEGORIES", "gp gets health", "categories: [identity, health]\n    inform",
     "categories: [identity]\n    inform", "'gp' may get 'identity', and not 'health'"},
    {"only RECIPIENTS get/gets CATEGORIES", "only gp gets health", "recipients:\n",
     "recipients:\n  - {code: nurse, name: Nurse, says: A nurse., bases: [contract], categories: [health]}\n",
     "'nurse' may get 'health' too"},
    {"RECIPIENTS need/needs consent", "boss needs consent",
     "code: boss, name: Boss, says: Yours., bases: [consent]",
     "code: boss, name: Boss, says: Yours., bases: [consent, contract]", "'boss' may get it on 'contract'"},
    {"RECIPIENTS tell/tells us", "gp tells us", "source: true", "source: false", "'gp' gives nothing to us"},
    {"of RECIPIENTS people are told INFORM", "of gp people are told before", "inform: before",
     "inform: after", "of 'gp' people are told 'after'"},
    {"under GROUND people are told INFORM", "under serious-risk people are told where-possible",
     "inform: where-possible", "inform: after", "under 'serious-risk' people are told 'after'"},
    {"GROUND has approval APPROVAL", "serious-risk has approval before", "approval: before", "approval: none",
     "'serious-risk' has approval 'none'"},
    {"GROUND is reviewed within NUMBER hours", "late is reviewed within 48 hours", "review-within-hours: 48",
     "review-within-hours: 12", "reviewed within 12 hours"},
    {"PURPOSE needs consent", "tell-stories needs consent", "bases: [{basis: consent}]",
     "bases: [{basis: consent}, {basis: public-task}]", "'tell-stories' may be done without"},
    {"PURPOSE may be refused", "visits may be refused", "name: Visits, optional: true",
     "name: Visits, optional: false", "'visits' is not optional"},
    {"PURPOSE rests on BASIS", "deliver-support rests on contract", "bases: [{basis: contract, when",
     "bases: [{basis: public-task, when", "'deliver-support' rests on 'public-task'"},
    {"PURPOSE does not use CATEGORIES", "collect-payments does not use health",
     "categories: [identity, contact, financial]\n    bases:",
     "categories: [identity, contact, financial, health]\n    conditions: [care-provision]\n    bases:",
     "'collect-payments' uses 'health'"},
    {"PURPOSE uses CATEGORIES", "keep-safe uses convictions",
     "categories: [identity, contact, care, health, incident, convictions]\n    bases",
     "categories: [identity, contact, care, health, incident]\n    bases", "and not 'convictions'"},
    {"CATEGORIES is/are used only after a yes", "voluntary is used only after a yes",
     "categories: [identity, contact, care, health]\n    bases: [{basis: contract",
     "categories: [identity, contact, care, health, voluntary]\n    bases: [{basis: contract",
     "'deliver-support' uses 'voluntary' without one"},
    {"KEPTS is/are kept until birthday NUMBER", "children is kept until birthday 25",
     "keep: until birthday 25", "keep: until birthday 30", "the rule 'children' is kept until birthday 30"},
    {"KEPTS is/are kept NUMBER UNIT in SERVICES", "care is kept 6 years in community", "keep: 6 years",
     "keep: 7 years", "'care' in 'community', by the rule 'main', is kept seven years"},
    {"KEPTS is/are kept NUMBER UNIT", "main and everything are kept 6 years", "keep: 6 years",
     "keep: 5 years", "the rule 'main' is kept five years"},
    {"KEPTS is/are kept up to NUMBER UNIT", "films is kept up to 30 days", "keep: up to 30 days",
     "keep: 30 days", "the rule 'films' is kept 30 days"},
    {"KEPTS may be kept NUMBER UNIT", "later may be kept 8 years", "{keep: 8 years, from: created}",
     "{keep: 9 years, from: created}", "the later of nine years and until birthday 25"},
    {"KEPTS may be kept until birthday NUMBER", "later may be kept until birthday 25",
     "{keep: until birthday 25, from: birthday}]", "{keep: until birthday 26, from: birthday}]",
     "until birthday 26"},
    {"consent from NUMBER in SERVICES", "consent from 16 in advice", "consent: {own-from-age: 16",
     "consent: {own-from-age: 13", "in 'advice' people say yes themselves from 13"},
    {"consent from NUMBER", "consent from 16", "consent: {own-from-age: 16", "consent: {own-from-age: 13",
     "from 13"},
    {"consent is renewed every NUMBER UNIT in SERVICES", "consent is renewed every 12 months in advice",
     "renew-every: 12 months", "renew-every: 6 months", "every six months"},
    {"consent is renewed every NUMBER UNIT", "consent is renewed every 1 year", "renew-every: 12 months",
     "renew-every: 6 months", "every six months"},
    {"consent is kept NUMBER UNIT in SERVICES", "consent is kept 3 years in advice", "keep-at-most: 3 years",
     "keep-at-most: 2 years", "kept 2 years"},
    {"consent is kept NUMBER UNIT", "consent is kept 3 years", "keep-at-most: 3 years",
     "keep-at-most: 2 years", "kept 2 years"},
    {"RIGHT is answered within NUMBER UNIT", "access is answered within 1 month", "months: 1, fee",
     "days: 20, fee", "within 20 days"},
    {"RIGHT is free", "access is free", "fee: never", "fee: unless-unfounded", "may cost something"},
    {"RIGHT may cost something only if unfounded", "objection may cost something only if unfounded",
     "fee: unless-unfounded, code: objection", "fee: never, code: objection", "'never'"},
    {"SERVICES take/takes people from NUMBER", "advice takes people from 18", "min-age: 18", "min-age: 16",
     "the limit 16"},
    {"SERVICES take/takes people up to NUMBER", "advice takes people up to 65", "max-age: 65", "max-age: 70",
     "the limit 70"},
    {"nothing leaves the United Kingdom", "nothing leaves the United Kingdom", "transfers: {area: UK",
     "transfers: {area: EU", "the area of `transfers` is EU"},
    {"nothing leaves the EEA", "nothing leaves the EEA", "", "", ""},
    {"nothing leaves the EU", "nothing leaves the EU", "", "", ""},
    {"marketing is not sent", "marketing is not sent", "allowed: false, basis: none",
     "allowed: true, basis: opt-in", "marketing is allowed"},
    {"marketing is sent only after a yes", "marketing is sent only after a yes",
     "allowed: false, basis: none", "allowed: true, basis: charity-soft-opt-in", "'charity-soft-opt-in'"},
    {"others send no marketing", "others send no marketing", "third-party: refused", "third-party: opt-in",
     "others may"},
    {"planning and research are looked at every NUMBER UNIT",
     "planning and research are looked at every 1 year", "review-every: 12 months, keep-days",
     "review-every: 6 months, keep-days", "every six months"},
    {"no decision is automated", "no decision is automated", "automated-decisions: none",
     "automated-decisions: A score is worked out.", "A score is worked out."},
    {"agreement before access", "agreement before access", "access: {agreement: true",
     "access: {agreement: false", "no agreement is needed"},
    {"training within NUMBER months", "training within 12 months", "training-months: 12",
     "training-months: 6", "6 months old"},
};

/// The small charter with a few rows more, so that every form has something to be proved of.
const std::vector<std::pair<std::string, std::string>> kMore = {
    {"    writes: [contact-note]\n    duties: [add-person",
     "    writes: [contact-note, health-profile, home-check]\n    duties: [add-person"},
    {"sees: [identity, contact, care, health, incident, convictions]\n    purposes",
     "sees: [identity, contact, care, health, incident]\n    purposes"},
    {"recipients:\n",
     "  - code: board\n    name: Trustees\n    says: Decide.\n    reach: none\nrecipients:\n  - {code: boss, name: Boss, says: Yours., bases: [consent], categories: [identity], direct: false}\n"},
    {"reasons:\n",
     "  - {code: visits, name: Visits, optional: true, says: We visit., clause: \"2.1\", categories: [contact], bases: [{basis: public-task}]}\nreasons:\n"},
    {"disclosure-grounds:\n",
     "disclosure-grounds:\n  - {code: late, name: At night, says: At once., basis: vital-interests, approval: after, review-within-hours: 48}\n"},
    {"planning-and-research: refused\n",
     "planning-and-research: refused\nopt-out: {review-every: 12 months, keep-days: 7}\n"},
    {"rights:\n",
     "rights:\n  - {fee: unless-unfounded, code: objection, name: Object, says: You can object., decides: dp-lead}\n"},
    {"retention:\n",
     "retention:\n  - {code: children, categories: [equipment], services: [community], kinds: [home-check], keep: until birthday 25, from: birthday, then: destroy, why: So}\n"
     "  - {code: films, categories: [equipment], services: [advice], kinds: [payment], keep: up to 30 days, from: created, then: destroy, why: So}\n"
     "  - {code: later, categories: [equipment], services: [advice], kinds: [home-check], later-of: [{keep: 8 years, from: created}, {keep: until birthday 25, from: birthday}], then: destroy, why: So}\n"},
    {"says: Advice by phone.", "says: Advice by phone.\n    min-age: 18\n    max-age: 65"},
};

TEST(Claims, hold_of_their_rule_and_not_of_another) {
  const auto base = base_changed(kMore);
  ASSERT_TRUE(base);
  for (const auto& row : kForms) {
    if (row.from.empty()) {
      EXPECT_THAT(prove(*base, row.claim).what, HasSubstr("the area of `transfers` is UK")) << row.claim;
      continue;
    }
    const auto holds = prove(*base, row.claim);
    EXPECT_TRUE(holds.holds) << row.claim << ": " << holds.what;
    auto changes = kMore;
    changes.emplace_back(row.from, row.to);
    const auto other = base_changed(changes);
    if (!other) {
      ADD_FAILURE() << row.claim;
      continue;
    }
    const auto no = prove(*other, row.claim);
    EXPECT_FALSE(no.holds) << row.claim;
    EXPECT_THAT(no.what, HasSubstr(row.instead)) << row.claim;
  }
}

TEST(Claims, every_form_is_tried_above_and_stands_in_the_reference) {
  std::set<std::string> tried;
  for (const auto& row : kForms) tried.insert(row.form);
  const auto reference = read_text_file("docs/reference/charter.md").value_or("");
  for (const auto form : claim_forms()) {
    EXPECT_TRUE(tried.contains(std::string(form))) << form;
    EXPECT_NE(reference.find("`" + std::string(form) + "`"), reference.npos) << form;
  }
  EXPECT_EQ(tried.size(), claim_forms().size());
}

/// Changing the rule changes the sentence.
TEST(Prose, what_is_filled_in_changes_with_its_rule) {
  struct Filled {
    std::string name, says, from, to, then;
  };
  const std::vector<Filled> rows = {
      {"retention/main/keep", "six years", "keep: 6 years", "keep: 30 years", "30 years"},
      {"retention/main/keep", "six years", "keep: 6 years", "keep: up to 8 weeks", "up to eight weeks"},
      {"consent/own-from-age", "16", "own-from-age: 16", "own-from-age: 13", "13"},
      {"consent/renew-every", "twelve months", "renew-every: 12 months", "renew-every: 6 months",
       "six months"},
      {"consent/keep-at-most", "three years", "keep-at-most: 3 years", "keep-at-most: 1 years", "one year"},
      {"rights/access/months", "one month", "months: 1", "months: 2", "two months"},
      {"access/training-months", "twelve months", "training-months: 12", "training-months: 18", "18 months"},
      {"roles/service-manager/reasoned-access/#1/hours", "72 hours", "hours: 72", "hours: 24", "24 hours"},
      {"roles/worker/name", "support worker", "name: Support worker", "name: Helper", "helper"},
      {"recipients/gp/name", "Your doctor", "name: Your doctor", "name: Your GP", "Your GP"},
      {"services/community/name", "Community support", "name: Community support", "name: At home", "At home"},
      {"services/advice/controller", "A council", "controller: A council", "controller: Leeds", "Leeds"},
      {"categories/care", "supporting you", "rename: {care: Supporting you}", "rename: {care: Our work}",
       "our work"},
      {"categories/equipment", "equipment", "name: Equipment,", "name: Things lent,", "things lent"},
      {"roles/finance/sees", "payments", "sees: [identity, contact, financial]",
       "sees: [identity, financial]", "and"},
      {"contacts/data-protection/email", "privacy@base.example.org", "email: privacy@", "email: data@",
       "data@base.example.org"},
      {"version/from", "1 November 2026", "from: 2026-11-01", "from: 2026-11-02", "2 November 2026"},
      {"transfers/area", "the United Kingdom", "transfers: {area: UK", "transfers: {area: EEA",
       "the European Economic Area"},
      {"organisation/hosting", "the United Kingdom", "", "", ""},
  };
  for (const auto& row : rows) {
    const std::pair<std::string, std::string> sentence{"We support people.",
                                                       "\"We say {" + row.name + "} here.\""};
    const auto was = base_changed({sentence});
    ASSERT_TRUE(was) << row.name;
    const std::string words(was->text("who-we-are"));
    if (row.name != "roles/finance/sees") EXPECT_EQ(words, "We say " + row.says + " here.");
    if (row.from.empty()) continue;
    const auto is = base_changed({{row.from, row.to}, sentence});
    ASSERT_TRUE(is) << row.name;
    EXPECT_NE(is->text("who-we-are"), words) << row.name;
    EXPECT_THAT(std::string(is->text("who-we-are")), HasSubstr(row.then)) << row.name;
  }
}

TEST(Prose, begins_a_sentence_with_a_capital) {
  EXPECT_EQ(base_changed({{"We support people.", "\"{retention/main/keep}. {rights/access/months}.\""}})
                ->text("who-we-are"),
            "Six years. One month.");
}

/// The charters we ship: a rule that is changed under its sentence is refused, or changes the sentence.
TEST(Prose, of_the_five_charters_follows_the_rules_or_is_refused) {
  struct Change {
    const char *org, *from, *to, *found;
  };
  constexpr Change kChanges[] = {
      {"im", "keep: 6 years", "keep: 10 years", "tax is kept 6 years"},
      {"im", "keep: up to 20 years", "keep: up to 10 years", "long-term is kept up to 20 years"},
      {"ll", "keep: 6 years", "keep: 10 years", "main is kept 6 years"},
      {"ll", "area: EU", "area: EEA", "nothing leaves the EU"},
      {"lw", "keep: 3 years", "keep: 10 years", "everything is kept 3 years"},
      {"ps", "own-from-age: 14", "own-from-age: 12", "is not the age under own-from-age"},
      {"ig", "keep: until birthday 25", "keep: until birthday 30", "main may be kept until birthday 25"},
  };
  for (const auto& change : kChanges) {
    auto text = read_text_file(std::string("charters/") + change.org + ".yaml").value_or("");
    const auto at = text.find(change.from);
    ASSERT_NE(at, text.npos) << change.org << ": " << change.from;
    text.replace(at, std::string_view(change.from).size(), change.to);
    const auto loaded = load_text(std::string(change.org) + ".yaml", text, "charters/catalogue");
    EXPECT_FALSE(loaded.charter) << change.org << ": " << change.from;
    EXPECT_TRUE(std::ranges::any_of(loaded.findings, [&](const Finding& f) {
      return !f.warning && f.what.find(change.found) != f.what.npos;
    })) << change.found;
  }
}

/// Given what a sentence says that it does not see, the role makes the charter false.
TEST(Prose, that_says_what_a_role_does_not_see_is_refused_when_it_does) {
  for (const auto& [org, role, category] : {std::tuple{"im", "admin", "health"},
                                            {"im", "finance", "health"},
                                            {"ig", "admin", "health"},
                                            {"ll", "incident-lead", "health"},
                                            {"ps", "admin", "health"},
                                            {"lw", "admin", "health"}}) {
    auto text = read_text_file(std::string("charters/") + org + ".yaml").value_or("");
    const auto at = text.find("\n  - code: " + std::string(role) + "\n", text.find("\nroles:\n"));
    ASSERT_NE(at, text.npos) << org;
    const auto sees = text.find("sees:", at), list = text.find('[', sees);
    ASSERT_LT(list - sees, 20u) << org << " " << role;
    text.insert(list + 1, std::string(category) + ", ");
    const auto reach = text.find("reach: none", at);
    if (reach < sees) text.replace(reach, 11, "reach: organisation");
    const auto loaded = load_text(std::string(org) + ".yaml", text, "charters/catalogue");
    EXPECT_TRUE(std::ranges::any_of(loaded.findings,
                                    [&](const Finding& f) {
                                      return !f.warning &&
                                             f.what.find("but '" + std::string(role) + "' sees '" + category +
                                                         "'") != f.what.npos;
                                    }))
        << org << " " << role;
  }
}

TEST(Prose, of_the_five_charters_leaves_nothing_tied_to_no_rule) {
  for (const char* org : {"im", "ig", "ll", "ps", "lw"}) {
    const auto loaded = load(std::string("charters/") + org + ".yaml", "charters/catalogue");
    for (const auto& f : loaded.findings) EXPECT_EQ(f.what.find("tied to no rule"), f.what.npos) << f.text();
  }
}

}  // namespace
}  // namespace candour::charter
