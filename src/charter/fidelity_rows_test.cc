// How a row of the facts of the notices is held against a charter, and tried; what the rules themselves
// refuse is tried below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "charter/charter.h"
#include "charter/fidelity_for_tests.h"
#include "charter/path.h"
#include "charter/prose.h"
#include "charter/read_form.h"
#include "charter/said.h"

namespace candour::charter {

namespace {

constexpr std::string_view kAnd = " + ", kThere = "(there)", kAsks = "(asks ",
                           kNowhere = "nowhere: ", kSourced = "sourced ", kToldRows = "# told",
                           kInventedRows = "# invented";

std::vector<std::string> split(const std::string& s, std::string_view by) {
  std::vector<std::string> all;
  std::size_t from = 0;
  for (std::size_t at; (at = s.find(by, from)) != s.npos; from = at + by.size())
    all.push_back(s.substr(from, at - from));
  all.push_back(s.substr(from));
  return all;
}

std::string one_line(const std::string& s) {
  std::string out;
  for (const char ch : s) {
    const bool space = ch == '\n' || ch == ' ';
    if (!space || (!out.empty() && out.back() != ' ')) out += space ? ' ' : ch;
  }
  return out;
}

std::string lower(std::string s) {
  std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return std::tolower(c); });
  return s;
}

std::string number(std::size_t n) {
  return std::to_string(n);
}

bool ends_a_sentence(char c) {
  return c == '.' || c == '!' || c == '?';
}

std::vector<std::string> questions(const std::string& says) {
  return split(says.substr(kAsks.size(), says.size() - kAsks.size() - 1), ", ");
}

/// The words stand in the value as a whole, from the beginning of a sentence to the end of one.
std::string not_in_words(const std::string& path, const std::string& value, const std::string& says) {
  if (value == says) return {};
  const auto at = value.find(says);
  if (at == value.npos) return path + " does not say “" + says + "”";
  const auto end = at + says.size();
  const bool begins = at == 0 || (at > 1 && value[at - 1] == ' ' && ends_a_sentence(value[at - 2]));
  const bool stops = end == value.size() || (ends_a_sentence(value[end - 1]) && value[end] == ' ');
  if (!begins || !stops) return "“" + says + "” is no whole sentence of " + path;
  return {};
}

std::string not_said(const FactPlaces& p, const std::string& path, const FactPlace& place,
                     const std::string& says) {
  if (says == kThere) {
    if (!place.value.empty()) return path + " has words: say which";
    return p.said.contains(path + "/name") ? "name " + path + "/name" : "";
  }
  if (says.starts_with(kAsks)) {
    const auto form = p.asked.find(path);
    if (form == p.asked.end()) return path + " is no form of a service";
    for (const auto& question : questions(says))
      if (!form->second.contains(question)) return path + " does not ask " + question;
    return {};
  }
  if (place.value.empty()) return path + " has no words: write (there)";
  return not_in_words(path, place.value, says);
}

bool within(const std::string& part, const std::string& whole) {
  return part == whole || part.starts_with(whole + ".");
}

bool on(const ValueGround& ground, const std::string& part) {
  return ground.kind == ValueGround::Kind::Part && within(ground.ref, part);
}

}  // namespace

FactPlaces places_of(const Charter& c) {
  FactPlaces all;
  for (const auto& s : c.said) all.said[s.path] = {one_line(s.value), s.ground};
  for (const auto& s : c.services)
    for (const auto& use : s.kinds) {
      auto& asked = all.asked["services/" + s.code + "/kinds/" + c.at(use.kind).code];
      for (const auto& f : c.at(use.kind).fields) {
        if (std::find(use.leave_out.begin(), use.leave_out.end(), f.code) != use.leave_out.end()) continue;
        if (f.home_only && !s.home_based) continue;
        asked.insert(f.code);
        for (const auto& o : f.options) asked.insert(f.code + "/" + o.code);
        for (const auto& i : f.items) asked.insert(f.code + "/" + i.code);
      }
    }
  return all;
}

std::vector<std::string> FactRow::nowhere() const {
  if (!says.starts_with(kNowhere)) return {};
  auto all = split(says.substr(kNowhere.size()), " / ");
  std::erase(all, "");
  return all;
}

std::vector<std::string> FactRow::rests_on() const {
  return split(fact, kAnd);
}

FactRow row_of(const std::string& line) {
  auto cells = split(line, "\t");
  cells.resize(std::max<std::size_t>(cells.size(), 5));
  FactRow r;
  r.id = cells[0], r.fact = cells[2], r.says = cells[4];
  r.parts = split(cells[1], kAnd), r.each = split(cells[4], kAnd);
  if (cells[3] != "-") r.paths = split(cells[3], kAnd);
  return r;
}

std::vector<FactRow> rows_of(const std::string& organisation) {
  std::ifstream in("tests/fidelity/" + organisation + ".tsv");
  std::vector<FactRow> rows;
  std::string section;
  for (std::string line; std::getline(in, line);) {
    if (line == kToldRows || line == kInventedRows) section = line;
    if (line.empty() || line.starts_with("#")) continue;
    rows.push_back(row_of(line));
    rows.back().told = section == kToldRows, rows.back().invented = section == kInventedRows;
  }
  return rows;
}

std::vector<std::string> whole_sentences(const std::string& value) {
  std::vector<std::string> all;
  std::size_t from = 0;
  for (std::size_t i = 1; i < value.size(); ++i)
    if (value[i] == ' ' && ends_a_sentence(value[i - 1]))
      all.push_back(value.substr(from, i - from)), from = i + 1;
  all.push_back(value.substr(from));
  return all;
}

std::string missing(const FactPlaces& p, const FactRow& r) {
  if (r.paths.empty()) return "the row names no place and no reason";
  if (r.says.empty()) return "the row says nothing of what stands at its places";
  if (r.each.size() != 1 && r.each.size() != r.paths.size())
    return "the row names " + number(r.paths.size()) + " places, and says what stands at " +
           number(r.each.size());
  std::set<std::string> met;
  for (std::size_t i = 0; i < r.paths.size(); ++i) {
    const auto place = p.said.find(r.paths[i]);
    if (place == p.said.end()) return "nothing stands at " + r.paths[i];
    const auto part = std::find_if(r.parts.begin(), r.parts.end(),
                                   [&](const std::string& one) { return on(place->second.ground, one); });
    if (part == r.parts.end())
      return r.paths[i] + ": " + ground_words(place->second.ground) + ", and not the part of the row";
    met.insert(*part);
    if (auto why = not_said(p, r.paths[i], place->second, r.says_at(i)); !why.empty()) return why;
  }
  for (const auto& part : r.parts)
    if (!met.contains(part)) return "nothing stands on part " + part;
  return {};
}

std::string unfounded(const std::vector<FactRow>& all, const FactRow& r) {
  std::set<std::string> met;
  for (const auto& id : r.rests_on()) {
    const auto fact = std::find_if(all.begin(), all.end(), [&](const FactRow& one) {
      return one.id == id && !one.told && !one.invented && !one.listed();
    });
    if (fact == all.end()) return "there is no fact '" + id + "' that the charter carries";
    for (const auto& part : r.parts)
      if (std::any_of(fact->parts.begin(), fact->parts.end(),
                      [&](const std::string& its) { return within(part, its) || within(its, part); }))
        met.insert(part);
  }
  for (const auto& part : r.parts)
    if (!met.contains(part)) return "none of its facts stands in part " + part;
  return {};
}

bool is_told(const std::string& path, const FactPlace& place) {
  if (place.ground.kind != ValueGround::Kind::Part) return false;
  const auto way = segments(path);
  if (way[0] == "easy-read") return way.size() == 4 && way[2] == "says";
  const bool about = way.size() > 1 && (way[way.size() - 2] == kClaims || way[way.size() - 2] == kGrounds);
  return is_prose(way) && !about && !place.value.empty();
}

std::string still_said(const FactPlaces& p, const FactRow& r) {
  const auto words = r.nowhere();
  for (const auto& one : words)
    for (const auto& [path, place] : p.said) {
      const auto& here = path.starts_with("easy-read/") ? path : place.value;  // its lines are no values
      if (lower(here).find(lower(one)) != std::string::npos) return path + " says “" + one + "”";
    }
  const bool removed = r.says == "removed", working = r.says == "working",
             sourced = r.says.starts_with(kSourced);
  if (r.paths.empty() ? words.empty() : !removed && !working && !sourced) return "the row asserts nothing";
  for (const auto& path : r.paths) {
    int there = 0;
    for (auto at = p.said.lower_bound(path); at != p.said.end() && at->first.starts_with(path); ++at) {
      const auto& [here, place] = *at;
      if (here != path && here[path.size()] != '/') continue;
      // How it is known, and on what it stands, are no statements.
      if (here.find("/claims/") != here.npos || here.find("/grounds/") != here.npos) continue;
      ++there;
      if (removed) return "there still stands " + here;
      if (working ? !place.ground.working() : !on(place.ground, r.says.substr(kSourced.size())))
        return here + ": " + ground_words(place.ground);
    }
    if (!removed && there == 0) return "nothing stands at " + path + ": write `removed`";
  }
  return {};
}

namespace {

/// A value in other words: each word taken out, a “not” before each, each number another, and something else.
std::vector<std::string> other_words(const std::string& says) {
  if (says == "true") return {"false"};
  if (says == "false") return {"true"};
  std::vector<std::string> all{"Something else."};
  const auto words = split(says, " ");
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string without, with;
    for (std::size_t j = 0; j < words.size(); ++j) {
      if (j != i) without += (without.empty() ? "" : " ") + words[j];
      with += (with.empty() ? "" : " ") + std::string(j == i ? "not " : "") + words[j];
    }
    all.push_back(without), all.push_back(with);
    if (words[i].find_first_not_of("0123456789") == std::string::npos) {
      auto other = words;
      other[i] = std::to_string(std::stoull(words[i]) + 1);
      std::string joined;
      for (const auto& w : other) joined += (joined.empty() ? "" : " ") + w;
      all.push_back(joined);
    }
  }
  return all;
}

void each_other_ground(FactPlace& place, const std::function<void(const std::string&)>& tell) {
  const auto was = place.ground;
  for (const char* other : {"working", "law other", "0.0"}) {
    place.ground = ground_of(other).value();
    tell(": " + ground_words(place.ground));
  }
  place.ground = was;
}

}  // namespace

void each_change(FactPlaces& p, const FactRow& r, std::size_t path,
                 const std::function<void(const std::string&)>& tell) {
  const auto& at = r.paths[path];
  if (r.invented) {
    if (r.says == "removed") {
      p.said[at] = {"It is back", ground_of("1").value()};
      tell(" is back");
      p.said.erase(at);
      return;
    }
    for (auto it = p.said.lower_bound(at); it != p.said.end() && it->first.starts_with(at); ++it) {
      if (it->first != at && it->first[at.size()] != '/') continue;
      if (it->first.find("/claims/") != std::string::npos || it->first.find("/grounds/") != std::string::npos)
        continue;
      const auto was = std::exchange(it->second.ground, ground_of("0.0").value());
      tell(" is printed, at " + it->first);
      it->second.ground = was;
    }
    return;
  }
  auto& place = p.said.at(at);
  each_other_ground(place, tell);
  const std::string says = r.says_at(path);
  if (says.starts_with(kAsks)) {
    auto& asked = p.asked.at(at);
    for (const auto& question : questions(says)) {
      asked.erase(question);
      tell(" leaves out " + question);
      asked.insert(question);
    }
  } else if (says != kThere) {
    const auto was = place.value;
    for (const auto& other : other_words(says)) {
      place.value = was;
      place.value.replace(was.find(says), says.size(), other);
      if (place.value != was) tell(" says “" + other + "”");
    }
    place.value = was;
  }
  const auto was = p.said.extract(at);
  tell(" is gone");
  auto back = was.mapped();
  p.said[at] = std::move(back);
}

namespace {

using ::testing::HasSubstr;

/// What a row must have, by rows that do not.
TEST(FidelityRows, a_row_that_proves_nothing_is_refused) {
  FactPlaces p;
  const auto stands = [&](const std::string& path, const std::string& value, const std::string& part) {
    p.said[path] = {value, ground_of(part).value()};
  };
  stands("texts/a", "We keep it. Nobody else sees it. That is our rule.", "2.1");
  stands("categories/use/health", "", "2.1");
  stands("recipients/gp", "", "3"), stands("recipients/gp/name", "Your GP", "3");
  stands("services/s/kinds/note", "", "2.1");
  stands("consent/renew-every", "12 months", "working");
  p.asked["services/s/kinds/note"] = {"when", "sort", "sort/call"};
  const auto refused = [&](const std::string& line) { return missing(p, row_of(line)); };
  const std::string fact = "x\t2.1\ta fact\t";

  EXPECT_EQ(refused(fact + "texts/a\tNobody else sees it."), "");
  EXPECT_EQ(refused("x\t2\ta fact\ttexts/a\tNobody else sees it."), "") << "a part below it";
  EXPECT_EQ(refused(fact + "texts/a\tWe keep it. Nobody else sees it."), "");
  EXPECT_EQ(refused(fact + "texts/a + categories/use/health\tWe keep it. + (there)"), "");
  EXPECT_EQ(refused(fact + "services/s/kinds/note\t(asks when, sort/call)"), "");
  EXPECT_EQ(refused("x\t2.1 + 3\ta fact\ttexts/a + recipients/gp/name\tWe keep it. + Your GP"), "");

  EXPECT_THAT(refused(fact + "texts/a"), HasSubstr("says nothing"));
  EXPECT_THAT(refused(fact + "texts/a + categories/use/health + recipients/gp/name\tWe keep it. + (there)"),
              HasSubstr("3 places, and says what stands at 2"));
  EXPECT_THAT(refused(fact + "texts/a\tNobody else"), HasSubstr("whole sentence"));
  EXPECT_THAT(refused(fact + "texts/a\telse sees it."), HasSubstr("whole sentence"));
  EXPECT_THAT(refused(fact + "texts/b\tWe keep it."), HasSubstr("nothing stands at texts/b"));
  EXPECT_THAT(refused(fact + "texts/a\tEverybody sees it."), HasSubstr("does not say"));
  EXPECT_THAT(refused(fact + "texts/a\t(there)"), HasSubstr("has words"));
  EXPECT_THAT(refused("x\t3\ta fact\trecipients/gp\t(there)"), HasSubstr("recipients/gp/name"));
  EXPECT_THAT(refused(fact + "categories/use/health\thealth"), HasSubstr("has no words"));
  EXPECT_THAT(refused(fact + "services/s/kinds/note\t(asks where)"), HasSubstr("does not ask where"));
  EXPECT_THAT(refused(fact + "services/s/kinds/note\t(asks sort/visit)"),
              HasSubstr("does not ask sort/visit"));
  EXPECT_THAT(refused(fact + "texts/a\t(asks when)"), HasSubstr("no form"));
  EXPECT_THAT(refused("x\t2.2\ta fact\ttexts/a\tWe keep it."), HasSubstr("part 2.1 of the notice, and not"));
  EXPECT_THAT(refused("x\t2.1 + 3\ta fact\ttexts/a\tWe keep it."), HasSubstr("nothing stands on part 3"));
  EXPECT_THAT(refused(fact + "consent/renew-every\t12 months"), HasSubstr("not yet confirmed"));
  EXPECT_THAT(refused(fact + "-\t"), HasSubstr("no place"));
}

TEST(FidelityRows, what_is_told_rests_on_a_fact_of_its_part) {
  std::vector<FactRow> all{
      row_of("1a\t2.1\ta fact\ttexts/a\tWe keep it."), row_of("1b\t3\tanother\ttexts/b\tWe share it."),
      row_of("1c\t2.1\tnowhere\t-\tlisted: no place"), row_of("t1\t2.1\t1a\troles/worker/says\tKeeps it."),
      row_of("i1\t2.1\tinvented\troles/worker/reach\tworking")};
  all[3].told = true, all[4].invented = true;
  const auto refused = [&](const std::string& part, const std::string& facts) {
    return unfounded(all,
                     row_of("t2\t" + part + "\t" + facts + "\teasy-read/What/says/We keep it.\t(there)"));
  };
  EXPECT_EQ(refused("2.1", "1a"), "");
  EXPECT_EQ(refused("2.1", "1b + 1a"), "");
  EXPECT_EQ(refused("2", "1a"), "") << "a part above";
  EXPECT_EQ(refused("2.1.3", "1a"), "") << "a part below";
  EXPECT_THAT(refused("3", "1a"), HasSubstr("in part 3"));
  EXPECT_THAT(refused("2.1", "1b"), HasSubstr("in part 2.1"));
  for (const char* other : {"1d", "1c", "t1", "i1", "1a, 1b", ""})
    EXPECT_THAT(refused("2.1", other), HasSubstr("no fact '" + std::string(other) + "'")) << other;
}

TEST(FidelityRows, what_print_tells_people_is_known) {
  const auto told = [](const std::string& path, const std::string& value, const char* ground = "2.1") {
    return is_told(path, {value, ground_of(ground).value()});
  };
  EXPECT_TRUE(told("texts/a", "We keep it."));
  EXPECT_TRUE(told("roles/worker/says", "Sees their own people"));
  EXPECT_TRUE(told("rights/access/refusal", "If it is unfounded"));
  EXPECT_TRUE(told("purposes/support/bases/contract/when", "You asked us"));
  EXPECT_TRUE(told("categories/describe/health", "Your health"));
  EXPECT_TRUE(told("easy-read/What we hold/says/We keep it.", ""));
  EXPECT_FALSE(told("roles/worker/says", "Sees their own people", "working"));
  EXPECT_FALSE(told("easy-read/What we hold/says/We keep it.", "", "working"));
  EXPECT_FALSE(told("easy-read/What we hold", ""));
  EXPECT_FALSE(told("easy-read/What we hold/clause", "2.1"));
  EXPECT_FALSE(told("easy-read/What we hold/grounds/says~1We keep it.", "2.1"));
  EXPECT_FALSE(told("roles/worker/grounds/says", "2.1"));
  EXPECT_FALSE(told("recipients/gp/claims/says", "gp gets health"));
  EXPECT_FALSE(told("purposes/support/categories/identity", "")) << "a code";
  EXPECT_FALSE(told("retention/main/keep", "6 years"));
}

TEST(FidelityRows, what_was_invented_is_watched) {
  FactPlaces p;
  p.said["roles/finance/reach"] = {"none", ground_of("working").value()};
  p.said["organisation/name"] = {"The Centres", ground_of("9").value()};
  const auto said = [&](const std::string& line) {
    auto r = row_of(line);
    r.invented = true;
    return still_said(p, r);
  };
  p.said["easy-read/Your rights/says/You never pay."] = {"", ground_of("9").value()};
  EXPECT_EQ(said("i1\t-\tx\troles/finance\tworking"), "");
  EXPECT_EQ(said("i1\t-\tx\torganisation/name\tsourced 9"), "");
  EXPECT_EQ(said("i1\t-\tx\troles/board\tremoved"), "");
  EXPECT_EQ(said("i1\t-\tx\t-\tnowhere: free of charge / for nothing"), "");
  EXPECT_THAT(said("i1\t-\tx\torganisation/name\tworking"), HasSubstr("part 9"));
  EXPECT_THAT(said("i1\t-\tx\torganisation/name\tsourced 3"), HasSubstr("part 9"));
  EXPECT_THAT(said("i1\t-\tx\troles/board\tworking"), HasSubstr("write `removed`"));
  EXPECT_THAT(said("i1\t-\tx\troles/finance\tremoved"), HasSubstr("roles/finance/reach"));
  EXPECT_THAT(said("i1\t-\tx\t-\tnowhere: for nothing / the centres"), HasSubstr("the centres"));
  EXPECT_THAT(said("i1\t-\tx\t-\tnowhere: never pay"), HasSubstr("easy-read/Your rights"));
  EXPECT_THAT(said("i1\t-\tx\t-\tremoved"), HasSubstr("asserts nothing"));
  EXPECT_THAT(said("i1\t-\tx\t-\tnowhere: "), HasSubstr("asserts nothing"));
  EXPECT_THAT(said("i1\t-\tx\torganisation/name\t"), HasSubstr("asserts nothing"));
}

}  // namespace
}  // namespace candour::charter
