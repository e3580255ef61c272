// What is shown and what the ledger says of it, for every page and everybody: one look for one view, none for
// a page that is not there, no category that was not shown and none shown that is not named; and words for
// every look.
#include <algorithm>
#include <set>

#include "gate/things.h"
#include "gate/who.h"
#include "house_for_tests.h"

namespace candour::attacks {
namespace {

using http::Method;
using ledger::Act;

class LooksLogged : public AttackedHouse {
 protected:
  /// Categories of which a word stands on the page.
  std::set<std::string> shown(const http::Response& page) const {
    std::set<std::string> x;
    for (const auto& c : charter().categories)
      if (page.bytes().find(marker(c)) != std::string_view::npos) x.insert(c.code);
    if (page.bytes().find(kGiven) != std::string_view::npos) x.insert("identity");
    if (page.bytes().find("999 000 0018") != std::string_view::npos) x.insert("reference-numbers");
    return x;
  }
  /// Categories of which a title stands in a list that was chosen and not written: "A fall".
  std::set<std::string> titled(const http::Response& page) const {
    std::set<std::string> x;
    for (const auto& kind : charter().kinds)
      if (const auto* f = kind.find_field(kind.title_field))
        for (const auto& o : f->options)
          if (page.bytes().find(o.label) != std::string_view::npos) x.insert(charter().at(f->category).code);
    return x;
  }
  static std::string listed(const std::set<std::string>& x) {
    std::string s;
    for (const auto& c : x) s += " " + c;
    return s;
  }
  bool about_person(const ledger::Entry& e) const {
    return std::ranges::find(e.people, person) != e.people.end();
  }
};

TEST_F(LooksLogged, one_look_for_one_view_with_what_was_shown) {
  int views = 0;
  for (const auto& by : callers)
    for (const auto& r : router.routes()) {
      if (r.access != http::Access::SignedIn || r.method == Method::Post) continue;
      for (const auto& params : fill(r, ids)) {
        news();
        const auto page = ask(r, params, by, {{"service", "community-support"}});
        std::vector<ledger::Entry> looks;
        for (const auto& e : news())
          if (e.actor == by.id && about_person(e) && (e.act == Act::View || e.act == Act::Search))
            looks.push_back(e);
        const auto on_page = shown(page);
        const std::string what = r.name + " by " + by.name + " (" + std::to_string(page.status) + ")";
        if (page.status != 200) {
          EXPECT_TRUE(looks.empty()) << what << ": a look that never happened: " << looks.front().what;
          continue;
        }
        const bool about = r.pattern.find("{person}") != std::string::npos || r.name == "referral";
        EXPECT_TRUE(!about || r.name == "person.ask" || looks.size() == 1)
            << what << " leaves " << looks.size() << " looks";
        // The words of a reason that somebody gave are a look of their own, at the access.
        EXPECT_LE(looks.size(), r.name == "grants" ? 2u : 1u) << what;
        std::set<std::string> named;
        for (const auto& e : looks) named.insert(e.categories.begin(), e.categories.end());
        for (const auto& c : on_page)
          EXPECT_TRUE(named.contains(c))
              << what << " shows " << c << ", and the ledger names" << listed(named);
        views += !looks.empty();
      }
    }
  EXPECT_GT(views, 200);
}

TEST_F(LooksLogged, no_category_is_named_that_was_not_shown) {
  // A file is given as it is. The timeline shows entries in short, and the summary leaves out what does not
  // fit one sheet: what was opened of them is named, though not all of it is there to be read.
  const std::set<std::string> files = {"entry.file",  "person.timeline",    "summary.for",
                                       "summary.pdf", "medicine-chart.pdf", "statement.pdf"};
  // A category of which no field holds words can be told on no page of this house.
  std::set<std::string> tellable;
  for (const auto& by : callers)
    for (const auto& r : router.routes()) {
      if (r.access != http::Access::SignedIn || r.method == Method::Post) continue;
      for (const auto& params : fill(r, ids)) tellable.merge(shown(ask(r, params, by)));
    }
  EXPECT_GT(tellable.size(), 12u);
  for (const auto& by : callers)
    for (const auto& r : router.routes()) {
      if (r.access != http::Access::SignedIn || r.method == Method::Post || files.contains(r.name)) continue;
      for (const auto& params : fill(r, ids)) {
        news();
        const auto page = ask(r, params, by, {{"service", "community-support"}});
        auto on_page = shown(page);
        if (r.name == "day" || r.name == "work" || r.name == "register") on_page.merge(titled(page));
        for (const auto& e : news()) {
          if (e.actor != by.id || !about_person(e) || e.act != Act::View) continue;
          for (const auto& c : e.categories)
            EXPECT_TRUE(on_page.contains(c) || !tellable.contains(c))
                << r.name << " by " << by.name << " names " << c << ", and shows" << listed(on_page);
        }
      }
    }
}

TEST_F(LooksLogged, every_look_has_words_for_the_person) {
  std::set<std::string> said;
  for (const auto& by : callers)
    for (const auto& r : router.routes()) {
      if (r.access != http::Access::SignedIn || r.method == Method::Post) continue;
      for (const auto& params : fill(r, ids)) {
        ask(r, params, by);
        for (const auto& e : news()) {
          if (e.people.empty()) continue;
          EXPECT_TRUE(gate::find_thing(e.what) || charter().find_kind(e.what))
              << r.name << ": " << e.what << " has no words";
          const auto words = gate::who_sentence(charter(), e);
          EXPECT_EQ(words.find("“" + e.what), std::string::npos) << words;
          said.insert(words);
        }
      }
    }
  EXPECT_GT(said.size(), 10u);
}

}  // namespace
}  // namespace candour::attacks
