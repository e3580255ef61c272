// What the check says, word for word: one row for each mistake, so that a message can be read as its reader
// will. The small charter of the tests is broken in one place; the first finding is compared.
#include "charter/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "base/thread_time_for_tests.h"
#include "charter/catalogue_read.h"
#include "charter/charters_for_tests.h"
#include "charter/read.h"

namespace candour::charter {
namespace {

const std::string kSmallCatalogue = "tests/charters/catalogue";

struct Mistake {
  std::string name, from, to;  // what is changed in the small charter
  std::string what, mend;      // of the finding that it draws
  bool warning = false;
};

std::string small_charter() {
  return read_text_file("tests/charters/base.yaml").value_or("");
}

const std::vector<Mistake> kMistakes = {
    {"a category that a yes alone opens, and another purpose too",
     "categories: [identity, contact, care, health]\n    bases: [{basis: contract",
     "categories: [identity, contact, care, health, voluntary]\n    bases: [{basis: contract",
     "purpose 'tell-stories' needs consent, but 'voluntary' can be used without it, for 'deliver-support'",
     "take the category out of those purposes, or say in the notice that it is used for them too", true},
    {"a purpose that no role works for",
     "reasons:\n  - {code: complaint, name: Looking into a complaint, says: Somebody complained.}\n  - {code: audit, name: Checking quality, says: A check of files.}\nservices:\n  - code: community\n    name: Community support\n    says: Support at home.\n    clause: \"1.1\"\n    home-based: true\n    purposes: [deliver-support, keep-safe, collect-payments, tell-stories]",
     "  - {code: visits, name: Visits, says: We visit., clause: \"2.1\", categories: [contact], bases: [{basis: public-task}]}\nreasons:\n  - {code: complaint, name: Looking into a complaint, says: Somebody complained.}\n  - {code: audit, name: Checking quality, says: A check of files.}\nservices:\n  - code: community\n    name: Community support\n    says: Support at home.\n    clause: \"1.1\"\n    home-based: true\n    purposes: [deliver-support, keep-safe, collect-payments, tell-stories, visits]",
     "no role works for 'visits', so nothing is done for them here",
     "add them to `purposes:` of a role, if staff do this with Candour", true},
    {"an optional purpose on contract", "bases: [{basis: consent}]", "bases: [{basis: contract}]",
     "purpose 'tell-stories' may be refused, and rests on a contract or on the law",
     "take out `optional: true`, or the basis that leaves no choice", true},
    {"an optional purpose on a legal obligation", "bases: [{basis: consent}]",
     "bases: [{basis: legal-obligation}]",
     "purpose 'tell-stories' may be refused, and rests on a contract or on the law",
     "take out `optional: true`, or the basis that leaves no choice", true},
    {"a category that nothing stores", "voluntary]\n  rename", "voluntary, religion]\n  rename",
     "no form of any service stores 'incident', 'convictions', 'voluntary', 'religion', 'equipment'",
     "use a kind that has a field for it, or leave the category out if nobody holds it", true},
    {"a promise that nothing enforces", "\nrecipients:",
     "\nothers-in-records: [{code: neighbour, name: Neighbours, says: Who lives near, told: before, withheld: true}]\nrecipients:",
     "printed, and not enforced by this version of Candour yet: 'rights', 'disclosure-grounds', 'retention', 'consent: own-from-age, renew-every, written', 'consent: keep-at-most', 'recipients: inform, purposes', 'planning-and-research', 'cctv', 'others-in-records: told, conflict-check, keep', 'others-in-records: withheld'",
     "see to it yourselves until a later version does", true},
    {"the same in two services, once",
     "categories: [identity, contact, care, health]\n    bases: [{basis: contract, when: while we support you}]\n    conditions: [care-provision]\n  - code: keep-safe\n    name: Keeping people safe\n    says: We use it to keep people safe.\n    clause: \"2.2\"\n    categories: [identity, contact, care, health,",
     "categories: [identity, contact, health]\n    bases: [{basis: contract, when: while we support you}]\n    conditions: [care-provision]\n  - code: keep-safe\n    name: Keeping people safe\n    says: We use it to keep people safe.\n    clause: \"2.2\"\n    categories: [identity, contact, health,",
     "services 'community' and 'advice' collect the field 'what-happened' of 'contact-note' (category 'care'), but no purpose of this service covers it",
     "add 'care' to one of its purposes, or write {kind: contact-note, leave-out: [what-happened]}"},
    {"a colon in braces", "says: Support at home.", "says: {label: We help: at home}",
     "this is not well-formed YAML: a sign here has a meaning of its own (in braces and brackets: ? , : { } [ ])",
     "put the whole text in quotes: label: \"May we ask?\""},
    {"a day that the month does not have", "from: 2026-11-01", "from: 2026-11-31",
     "version: there is no day '2026-11-31'", "November has 30 days"},
    {"the 29th of February of a common year", "from: 2026-11-01", "from: 2026-02-29",
     "version: there is no day '2026-02-29'", "February 2026 has 28 days"},
    {"a month that is none", "from: 2026-11-01", "from: 2026-13-01", "version: there is no day '2026-13-01'",
     "write a month from 01 to 12"},
    {"a part that the notice has not", "clause: \"2.2\"", "clause: \"9.9\"", "the notice has no part '9.9'",
     "use one of: 1.1, 2.1, 2.2, 2.3, 2.4, 2.5, 3.1, 3.2, 3.3, 3.4, 3.5, 4.1 …"},
    {"two grounds for one value", "    says: Leads a team.",
     "    says: Leads a team.\n    grounds: {all: working}",
     "two grounds for all of this: `clause` and `grounds: all`", "keep one of the two"},
    {"a value confirmed by nobody", "    says: Leads a team.",
     "    says: Leads a team.\n    grounds: {sees: confirmed by director on 2026-10-01}",
     "there is no role 'director' that could have confirmed this",
     "use one of: worker, supervisor, finance, service-manager, dp-lead"},
    {"a value confirmed on a day to come", "    says: Leads a team.",
     "    says: Leads a team.\n    grounds: {sees: confirmed by dp-lead on 2026-11-28}",
     "confirmed on 28 November 2026, which is still to come", "write the day on which it was confirmed"},
    {"a list that is like itself", "    sees: [identity, contact, care, health, incident, voluntary]",
     "    sees: like roles/supervisor/sees", "the list 'roles/supervisor/sees' is like itself",
     "write one of the lists out"},
    {"an own field that shadows another", "\nrecipients:",
     "\nkinds:\n  - {extends: contact-note, fields: [{code: what-happened, label: Note, type: short-text, category: care}]}\nrecipients:",
     "the kind 'contact-note' has a field 'what-happened' already", "give your own field another code"},
    {"an own field that is a box of another", "\nrecipients:",
     "\nkinds:\n  - {extends: contact-note, fields: [{code: when-day, label: Day, type: short-text, category: care}]}\nrecipients:",
     "the kind 'contact-note' has a field 'when', which shares a box with 'when-day' on the form",
     "give your own field another code"},
    {"an own field of which another is a box", "\nrecipients:",
     "\nkinds:\n  - {extends: contact-note, fields: [{code: what, label: Score, type: score, category: care, options: [{code: yes, label: \"Yes\", score: 1}], items: [{code: happened, label: Happened, type: short-text}]}]}\nrecipients:",
     "the kind 'contact-note' has a field 'what-happened', which shares a box with 'what' on the form",
     "give your own field another code"},
    {"an own category in the place of a shared one",
     "{code: equipment, name: Equipment, says: What we lent you, sensitivity: ordinary}",
     "{code: religion, name: Religion, says: What you believe, sensitivity: ordinary}",
     "the catalogue has a category 'religion' already",
     "list it under `use:`, and rename or describe it there, or give your own another code"},
    {"an end that nothing brings about", "then: destroy, why: Claims", "then: anonymise, why: Claims",
     "retention rule 'main': nothing that could name somebody is taken out of a record: it is destroyed whole",
     "write `then: destroy`; counts that name nobody stay in the statistics anyway"},
    {"marketing by a channel that no route names",
     "marketing: {allowed: false, basis: none, third-party: refused, channels: []",
     "marketing: {allowed: true, basis: opt-in, third-party: refused, channels: [email, post], routes: [{channel: email, basis: opt-in}]",
     "marketing is allowed by 'post', but no route says so, so nothing is sent that way",
     "add under marketing: `routes: [{channel: post, basis: opt-in}]`", true},
    {"marketing by no channel at all",
     "marketing: {allowed: false, basis: none, third-party: refused, channels: []",
     "marketing: {allowed: true, basis: opt-in, third-party: refused, channels: []",
     "marketing is allowed, but no route says so, so nothing is sent that way",
     "add under marketing: `routes: [{channel: email, basis: opt-in}]`", true},
    {"marketing to those who did not say yes",
     "marketing: {allowed: false, basis: none, third-party: refused, channels: []",
     "marketing: {allowed: true, basis: opt-in, third-party: refused, channels: [post], routes: [{channel: post, basis: opt-out}]",
     "printed, and not enforced by this version of Candour yet: 'rights', 'disclosure-grounds', 'retention', 'consent: own-from-age, renew-every, written', 'consent: keep-at-most', 'recipients: inform, purposes', 'marketing', 'marketing: soft-opt-in, opt-out, when', 'planning-and-research', 'cctv'",
     "see to it yourselves until a later version does", true},
    {"a version from tomorrow", "from: 2026-11-01", "from: 2026-11-28",
     "this version begins on 28 November 2026, which is still to come",
     "let the server run the version of before until that day", true},
    {"a value that is not there to fill in", "As promised", "\"For {retention/storis/keep}\"",
     "there is no value 'retention/storis/keep' to fill in", "under 'retention': did you mean 'stories'?"},
    {"a value that makes no words", "As promised", "\"For {retention/stories/from}\"",
     "'retention/stories/from' cannot be filled into a sentence",
     "name a period, an age, a number of days, a date, a name, or a list of categories"},
    {"a value in a sentence that says no", "says: Leads a team.",
     "says: \"The {roles/finance/name} does not see health.\"",
     "a value is filled into a sentence that says no: “The {roles/finance/name} does not see health.”; when the rule changes, it would deny another thing unseen",
     "say what is so instead of what is not, or write the words out and add a claim such as `claims: [finance does not see health]`"},
    {"a printed sentence from a value that nobody confirmed",
     "cctv: {says: One camera., clause: \"7\", never: [bathrooms], cameras: [{site: Office, area: Front door}]}\nsocial-media: We never write about you there.\nautomated-decisions: none\naccess: {agreement: true, training-months: 12, clause: \"8.1\"}", "cctv: {says: \"After {access/training-months}.\", clause: \"7\", never: [bathrooms], cameras: [{site: Office, area: Front door}]}\nsocial-media: We never write about you there.\nautomated-decisions: none\naccess: {agreement: true, training-months: 12, clause: \"8.1\", grounds: {training-months: working}}",
     "a printed sentence is filled from 'access/training-months', which nobody has confirmed",
     "give that value its ground, or write the words out"},
    {"a false claim", "says: Looks after payments.",
     "says: Looks after payments.\n    claims: [finance does not see financial]",
     "the words claim 'finance does not see financial', but 'finance' sees 'financial'",
     "change the words, or the rule"},
    {"a claim with a name that is not there", "says: Looks after payments.",
     "says: Looks after payments.\n    claims: [finance does not see helth]",
     "a claim names the category 'helth', and there is none", "did you mean 'health'?"},
    {"a claim in no form that there is", "says: Looks after payments.",
     "says: Looks after payments.\n    claims: [finance never sees health]",
     "'finance never sees health' is no claim that can be proved",
     "write one of the forms in docs/reference/charter.md, such as: finance does not see health"},
    {"a claim for words that are not there", "says: Looks after payments.",
     "says: Looks after payments.\n    claims: {duties: [finance sees financial]}",
     "a claim stands for the words at 'roles/finance/duties', and there are none",
     "name a key that stands beside it, or a way down from it such as texts/how-long"},
    {"a claim that is no list", "says: Looks after payments.",
     "says: Looks after payments.\n    claims: finance sees financial",
     "`claims` of 'roles/finance' is a single value, not a list",
     "write claims: [finance does not see health]"},
    {"words that the clause alone says, and do not stand there", "says: Looks after payments.",
     "says: Looks after payments.\n    claims: [the clause alone says twice a week]",
     "the words “twice a week” do not stand at 'roles/finance'", "write them as the text does"},
    {"years in prose, tied to no rule", "As promised", "Kept for twenty years",
     "said in prose, tied to no rule (a time): “Kept for twenty years”",
     "fill the value in, such as {retention/main/keep}, or add what it claims of the rules to `claims:`",
     true},
    {"a claim that says the opposite of its sentence", "says: Looks after payments.",
     "says: Does not see payments.\n    claims: [finance sees financial]",
     "said in prose, tied to no rule ('finance'): “Does not see payments.”",
     "fill the value in, such as {retention/main/keep}, or add what it claims of the rules to `claims:`",
     true},
    {"who sees what in prose, tied to no rule", "says: Looks after payments.", "says: Does not see health.",
     "said in prose, tied to no rule ('finance', 'health'): “Does not see health.”",
     "fill the value in, such as {retention/main/keep}, or add what it claims of the rules to `claims:`",
     true},
};

std::string found_in(const std::string& text, const Mistake& row) {
  const auto loaded = load_text("base.yaml", text, kSmallCatalogue,
                                Date{std::chrono::year(2026), std::chrono::November, std::chrono::day(27)});
  std::string all;
  for (const auto& f : loaded.findings) {
    if (f.what == row.what && f.mend == row.mend && f.warning == row.warning) return {};
    all += f.text() + "\n";
  }
  return all.empty() ? "nothing was found" : all;
}

TEST(Check, says_each_mistake_in_these_words) {
  for (const auto& row : kMistakes) {
    auto text = small_charter();
    const auto at = text.find(row.from);
    ASSERT_NE(at, text.npos) << row.name;
    text.replace(at, row.from.size(), row.to);
    EXPECT_EQ(found_in(text, row), "") << row.name << " was not found; instead:";
    EXPECT_NE(found_in(small_charter(), row), "")
        << row.name << " is found in a charter that has no such mistake";
  }
}

TEST(Check, refuses_a_charter_in_which_nobody_may_do_what_must_be_done) {
  for (const std::string duty : {"manage-staff", "add-person", "decide-referral", "allocate", "see-ledger"}) {
    auto text = small_charter();
    for (auto at = text.find(duty); at != text.npos; at = text.find(duty, at)) {
      // With the comma that goes with it.
      const auto end = text.compare(at + duty.size(), 2, ", ") == 0 ? duty.size() + 2 : duty.size();
      text.erase(at, end);
      if (text.compare(at - 2, 3, ", ]") == 0) text.erase(at - 2, 2);
    }
    const auto loaded = load_text("base.yaml", text, kSmallCatalogue);
    EXPECT_TRUE(std::ranges::any_of(loaded.findings, [&](const Finding& f) {
      return !f.warning && f.text().find("no role has the duty '" + duty + "'") != std::string::npos;
    })) << duty;
  }
}

TEST(Check, compiles_a_charter_in_under_50_milliseconds) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitiser slows it";
#endif
  std::vector<Finding> none;
  const auto catalogue = read_catalogue("charters/catalogue", none);
  for (const char* org : {"im", "ig", "ll", "ps", "lw"}) {
    const auto text = read_text_file("charters/" + std::string(org) + ".yaml").value();
    std::vector<double> took;
    for (int i = 0; i < 5; ++i) {
      const auto from = milliseconds_of_work();
      Loaded loaded;
      load_against(catalogue, std::string(org) + ".yaml", text, std::nullopt, loaded);
      took.push_back(milliseconds_of_work() - from);
      ASSERT_TRUE(loaded.charter) << org;
    }
    const auto best = *std::ranges::min_element(took);
    EXPECT_LT(best, 50) << org;
    std::cout << org << ": " << best << " ms to compile\n";
  }
}

TEST(Check, names_what_stops_the_server_before_what_is_remarked) {
  auto text = small_charter();
  for (
      const auto& [from, to] :
      {std::pair<std::string, std::string>{
           "    optional: true\n",
           "    optional: true\n  - {code: visits, name: Visits, says: We visit., clause: \"2.1\", categories: [contact], bases: [{basis: public-task}]}\n"},
       {"    says: Looks after payments.\n",
        "    says: Looks after payments.\n    claims: [finance sees nothing]\n"}})
    text.replace(text.find(from), from.size(), to);
  const auto loaded = load_text("base.yaml", text, kSmallCatalogue);
  ASSERT_EQ(loaded.findings.size(), 2u);
  EXPECT_FALSE(loaded.findings[0].warning);
  EXPECT_TRUE(loaded.findings[1].warning);
  EXPECT_GT(loaded.findings[0].line, loaded.findings[1].line) << "by place it would stand second";
}

/// Of what is listed as not enforced, nothing outside these rooms reads the words; when something does, its
/// row goes (check_running.cc).
TEST(Check, what_is_told_as_not_enforced_is_read_by_no_room_that_could) {
  // Of the section, which says on what ground news go by which way; a recipient has a word of that name.
  const std::string_view fields[] = {
      "c.marketing", "charter.marketing", "charter().marketing", "charter_->marketing",
      "cctv",        "keep_years",        "agreement_needed"};
  int read = 0;
  for (const auto& e : std::filesystem::recursive_directory_iterator("src")) {
    const auto file = e.path().generic_string();
    const bool other = file.ends_with(".cc") && !file.ends_with("_test.cc") &&
                       !file.starts_with("src/charter/") && !file.starts_with("src/paper/") &&
                       !file.starts_with("src/cli/");
    if (!other) continue;
    ++read;
    const auto text = read_text_file(file).value_or("");
    for (const auto field : fields)
      EXPECT_EQ(text.find(field), text.npos) << file << " reads " << field << ": is it enforced now?";
  }
  EXPECT_GT(read, 100);
}

TEST(Check, a_charter_of_five_megabytes_is_refused_at_once) {
  const std::string large = small_charter() + "\n# " + std::string(5 * 1024 * 1024, 'x');
  const auto began = std::chrono::steady_clock::now();
  const auto loaded = load_text("large.yaml", large, kSmallCatalogue);
  const auto took = std::chrono::steady_clock::now() - began;
  ASSERT_EQ(loaded.findings.size(), 1u);
  EXPECT_EQ(loaded.findings[0].text(),
            "large.yaml:1:1: the file is larger than 1 MB. To mend: a charter is a few pages.");
  EXPECT_LT(took, std::chrono::seconds(1));
}

}  // namespace
}  // namespace candour::charter
