// What `candour charter explain` says of a body outside is what the engine does: asked of each recipient, in
// each service, of each of the five charters.
#include <gmock/gmock.h>

#include <set>

#include "gate/service_subject.h"
#include "paper/answers.h"
#include "paper/charter_words.h"
#include "paper/charters_for_tests.h"
#include "people/consent_for_tests.h"
#include "record/disclosures.h"
#include "record/scene_for_tests.h"
#include "record/sharing_for_tests.h"

namespace candour::letters {
namespace {

using namespace charter;
using people::must;
using people::World;
using ::testing::HasSubstr;

/// What explain prints of the ordinary case, apart from the exceptional ones.
std::string explained(const Charter& c, const Recipient& r, CategoryIx category, ServiceIx s) {
  const auto text = paper::flat(paper::explain_recipient(c, r, category, s));
  return text.substr(
      0, std::min(text.find("Otherwise, only in exceptional cases"), text.find("For planning and research")));
}
bool says(const std::string& text, std::string_view words) {
  return text.find(words) != text.npos;
}

/// Somebody in one service of a charter, about whom one body after another is told something.
struct Office {
  World& w;
  ServiceIx service;
  gate::Actor boss, worker;
  record::Entries entries{w.gate, *w.db, *w.vault, w.clock};
  gate::ConsentFlags flags{w.gate, *w.db, w.clock};
  PersonId person;
  KindIx kind;
  std::optional<Pass> pass;

  Office(World& world, ServiceIx s)
      : w(world), service(s), boss(w.actor(w.hire("supervisor", s))), kind(w.kind("disclosure")) {
    const auto id = w.hire("worker", s, std::nullopt, boss.id);
    boss = w.actor(boss.id);
    worker = w.actor(id);
    person = arrives();
    pass = must(w.gate.write(worker, person, service, kind));
  }
  PersonId arrives() {
    const auto& c = *w.charter;
    const auto who = PersonId::make(w.clock.now().ms);
    const auto kind_of = *c.find_kind("profile");
    Values values{{"given-name", "Maya"},
                  {"family-name", "Okafor"},
                  {"birth-date", c.at(service).for_children ? "2014-03-04" : "1984-03-04"}};
    for (const auto& [field, is] : {std::pair{"nhs-number", "9434765919"},
                                    {"gp-practice", "Hill Surgery"},
                                    {"child-school", "Hill School"}})
      if (const auto* use = c.kind_use(service, kind_of); use && use->mandatory.contains(field))
        values[field] = is;
    ReferralId referral;
    const auto registers = must(w.gate.register_new(boss, who, service));
    must(w.db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(w.people.add(txn, registers, who, values));
      people::NewReferral r;
      r.service = service;
      r.source = "self";
      TRY(referral, w.journeys.refer(txn, registers, r));
      return {};
    }));
    must(w.journeys.accept(boss, referral, 1, std::nullopt, worker.id));
    return who;
  }
  Values telling(const Recipient& r, PurposeIx p, CategoryIx what) {
    const auto& purpose = w.charter->at(p);
    auto v =
        record::what_is_told(today(w.clock.now()), r.code, rests_code(purpose), {w.charter->at(what).code});
    v["beyond-care"] = purpose.beyond_care.empty() ? "no" : purpose.beyond_care;
    return v;
  }
  /// What is wrong with it, by field, as the form would say it.
  std::multimap<std::string, std::string> wrong(const Values& values) {
    std::multimap<std::string, std::string> out;
    const record::ConsentRooms rooms{w.gate, *w.db, *w.vault, w.clock};
    const record::ConsentForm form{person, service, &w.charter->at(kind)};
    must(w.db->write([&](store::Txn& txn) -> Status {
      store::no_entry_needed("of a test: it asks and keeps nothing");
      const auto r = record::check_sharing(txn, rooms, *pass, form, values, nullptr);
      if (!r && r.error().code != Code::Invalid) return r;
      if (!r)
        for (const auto& f : r.error().fields) out.emplace(f.field, f.message);
      return {};
    }));
    return out;
  }
  bool wrong(const Values& values, std::string_view field, std::string_view words) {
    const auto all = wrong(values);
    return std::ranges::any_of(
        all, [&](const auto& x) { return x.first == field && x.second.find(words) != x.second.npos; });
  }
  void agree(const Recipient& r) { must(people::agree(*w.db, flags, *pass, person, tell_code(r))); }
  void sign(const Recipient& r) {
    const auto about = gate::subject_of(*w.charter, service);
    auto e = record::signed_for(w, about, r.code);
    e.service = service;
    must(entries.write(must(w.gate.write(boss, about, service, w.kind("agreement"))), e));
  }
};

class EveryRecipient : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Charters, EveryRecipient, ::testing::ValuesIn(paper::five()),
                         [](const auto& i) { return i.param; });

/// One body that may get this kind of information here: what it stands on, and when the person is told.
void as_explained(Office& o, const Recipient& r, CategoryIx category, const std::string& text) {
  const auto& c = *o.w.charter;
  SCOPED_TRACE(r.code + " in " + c.at(o.service).code + ", “" + c.at(category).name + "”: " + text);
  std::optional<PurposeIx> may;
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const auto p = static_cast<PurposeIx>(i);
    if (!c.at(p).beyond_care.empty()) continue;  // the national opt-out has tests of its own
    const bool named = says(text.substr(0, text.find(". ")), "“" + c.at(p).name + "”");
    EXPECT_EQ(o.wrong(o.telling(r, p, category), "rests-on", "is not given to"), !named) << c.at(p).code;
    if (named && !may) may = p;
  }
  if (!may) return;
  auto values = o.telling(r, *may, category);
  const bool before = says(text, "We tell you before we share it");
  const bool after = says(text, "We tell you after we have shared it");
  EXPECT_EQ(before, r.inform.empty() || r.inform == "before");
  EXPECT_EQ(after, r.inform == "after");
  auto later = values, never = values;
  later["told"] = "after";
  never["told"] = "no";
  never["why-not-told"] = "He reads her post";
  EXPECT_EQ(o.wrong(later, "told", "told before"), before);
  EXPECT_EQ(o.wrong(never, "told", "names no exception"), (before || after) && !says(text, ", unless "));
  EXPECT_THAT(text, HasSubstr("On what ground: "));
  for (const auto b : r.bases) EXPECT_THAT(text, HasSubstr(paper::basis_line(b)));
  EXPECT_EQ(o.wrong(values, "recipient", "Nobody speaks for them"), says(text, "Only once the papers"));
  EXPECT_EQ(o.wrong(values, "recipient", "under an agreement by which it works for us"),
            says(text, "Only under an agreement by which it works for us"));
  EXPECT_EQ(o.wrong(values, "recipient", "only under an agreement"), says(text, "Only under an agreement"));
  EXPECT_EQ(o.wrong(values, "recipient", "must have agreed"), says(text, "Only while the person agrees"));
  if (says(text, "Only under an agreement")) o.sign(r);
  if (says(text, "Only while the person agrees")) o.agree(r);
  if (!says(text, "Only once the papers"))
    EXPECT_TRUE(o.wrong(values).empty()) << o.wrong(values).begin()->second;
}

TEST_P(EveryRecipient, gets_what_explain_says_on_the_terms_that_it_says_and_nothing_else) {
  const auto c = paper::charter_of(GetParam());
  int asked = 0, allowed = 0;
  std::set<std::string> got_something;
  for (std::size_t s = 0; s < c->services.size(); ++s) {
    const auto service = static_cast<ServiceIx>(s);
    World w(GetParam());
    Office o(w, service);
    Values everything{{"what", boost::json::array()}};
    for (const auto& x : c->categories) everything["what"].as_array().emplace_back(x.code);
    for (const auto& r : c->recipients) {
      auto all = o.telling(r, static_cast<PurposeIx>(0), static_cast<CategoryIx>(0));
      all["what"] = everything["what"];
      const auto refused = o.wrong(all);
      bool tried = false;
      for (std::size_t i = 0; i < c->categories.size(); ++i) {
        const auto category = static_cast<CategoryIx>(i);
        const auto text = explained(*c, r, category, service);
        const bool yes = says(text, "Yes, for ");
        ++asked;
        const auto why_not = may_share(*c, r, category, service).why_not;
        const auto because = [&](const auto& x) {
          return x.first == "what" && x.second.find("“" + c->at(category).name + "”") != x.second.npos;
        };
        // The same words for every kind.
        const bool nowhere = r.figures_only || says(why_not, "It gets nothing in ");
        EXPECT_EQ(std::ranges::any_of(refused, because), !yes && !nowhere)
            << r.code << " " << c->at(category).code << ": " << text;
        if (nowhere) EXPECT_TRUE(refused.contains("what")) << r.code;
        if (!yes) EXPECT_THAT(text, HasSubstr("No. " + why_not.substr(0, why_not.size() - 1)));
        if (!yes || tried) continue;
        tried = true;
        got_something.insert(r.code);
        as_explained(o, r, category, text);
        ++allowed;
      }
    }
  }
  EXPECT_GT(asked, 100);
  EXPECT_GT(allowed, 3);
  for (const auto& r : c->recipients)
    EXPECT_TRUE(got_something.contains(r.code) || r.categories.empty() || r.figures_only)
        << r.code << " gets nothing anywhere";
}

}  // namespace
}  // namespace candour::letters
