// Do sentences agree with the rules? Every claim is proved; and a printed sentence that states a number of
// years or names who sees what, tied to no rule, is told: it would stand when the rule changes.
#include <algorithm>
#include <map>

#include "charter/check_parts.h"
#include "charter/claims.h"
#include "charter/prose.h"

namespace candour::charter {

namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kUnits[] = {"year", "month", "week", "day", "hour"};
/// Words beside which a name says who is told what.
constexpr std::string_view kSharing[] = {
    "see",    "sees",   "seen", "look",  "looks",  "open",   "opens",   "read",     "reads", "share",
    "shares", "told",   "tell", "tells", "shared", "give",   "gives",   "given",    "get",   "gets",
    "pass",   "passes", "send", "sends", "sent",   "passed", "receive", "receives", "access"};

/// "You tell us", "looks after payments", "looks into complaints".
constexpr std::string_view kNotSharing[] = {"us", "after", "into", "for", "through", "closely"};
constexpr std::string_view kBeforeAges[] = {"under", "age", "aged", "birthday", "turn",
                                            "turns", "are", "is",   "until"};

template <class All>
bool in(const All& all, const std::string& word) {
  return std::find(std::begin(all), std::end(all), word) != std::end(all);
}

/// "over 13" is from 13 or from 14, as the rule has it. "6 years", "one month", "a year" of "every year"; as
/// claims write it, in months or days where that can be.
struct Time {
  int n = 0;
  std::string unit;
  bool operator==(const Time&) const = default;
};
Time time_of(int n, std::string unit) {
  if (unit.ends_with('s')) unit.pop_back();
  if (unit == "year") return {n * 12, "month"};
  if (unit == "week") return {n * 7, "day"};
  return {n, std::move(unit)};
}

bool is_unit(std::string word) {
  if (word.ends_with('s')) word.pop_back();
  return in(kUnits, word);
}

std::vector<Time> times_in(const Words& w) {
  std::vector<Time> all;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const int n = number_in(w[i]);
    const std::size_t next = i + 1 < w.size() && w[i + 1] == "working" ? i + 2 : i + 1;
    if (n > 0 && next < w.size() && is_unit(w[next]))
      all.push_back(time_of(n, w[next]));
    else if (n > 0 && i > 0 && w[i - 1] == "over")
      all.push_back({n, "over"});
    else if (n > 9 && i > 0 && in(kBeforeAges, w[i - 1]))
      all.push_back({n, "age"});
    else if (i > 0 && is_unit(w[i]) && !w[i].ends_with('s') &&
             (w[i - 1] == "every" ||
              (w[i - 1] == "a" && i > 1 && (w[i - 2] == "once" || w[i - 2] == "within"))))
      all.push_back(time_of(1, w[i]));
  }
  return all;
}

bool holds_time(const Words& claim, const Time& t) {
  for (std::size_t i = 0; i < claim.size(); ++i)
    if (const int n = number_in(claim[i]); n > 0) {
      const bool unit = i + 1 < claim.size() && is_unit(claim[i + 1]);
      const bool age = t.n == n ? t.unit == "age" || t.unit == "over" : t.unit == "over" && t.n + 1 == n;
      if (unit ? time_of(n, claim[i + 1]) == t : age) return true;
    }
  return false;
}

bool holds(const Words& sentence, const Words& name) {
  return !name.empty() &&
         std::search(sentence.begin(), sentence.end(), name.begin(), name.end()) != sentence.end();
}

/// Where the words stand that say who is told what. "Tell our officer …" and "you tell us" are about what the
/// person does.
std::vector<std::size_t> sharing_in(const Words& w) {
  std::vector<std::size_t> all;
  const bool asked = !w.empty() && in(Words{"tell", "talk", "write", "ask", "contact"}, w.front());
  for (std::size_t i = 0; i < w.size() && !asked; ++i)
    if (in(kSharing, w[i]) && !(i + 1 < w.size() && in(kNotSharing, w[i + 1]))) all.push_back(i);
  return all;
}

/// A name within a few words after one of these places: "share your health".
bool follows(const Words& sentence, const std::vector<std::size_t>& places, const Words& name) {
  constexpr std::size_t kNear = 4;
  return !name.empty() && std::ranges::any_of(places, [&](std::size_t at) {
    for (std::size_t i = at + 1; i <= at + kNear && i + name.size() <= sentence.size(); ++i)
      if (std::equal(name.begin(), name.end(), sentence.begin() + static_cast<std::ptrdiff_t>(i)))
        return true;
    return false;
  });
}

/// A claim that denies is of no use to a sentence that says yes, nor the other way round: "finance sees
/// health" does not bear out "Finance does not see health". What says under which condition fits both.
bool of_one_mind(const Words& claim, bool sentence_denies) {
  const auto any = [&](const Words& these) {
    return std::ranges::any_of(claim, [&](const auto& w) { return in(these, w); });
  };
  if (any({"not", "nothing", "no", "only", "alone"})) return sentence_denies;
  return !any({"see", "sees", "get", "gets"}) || !sentence_denies;
}

/// A name as sentences use it: "Your GP" stands as "gp".
Words spoken(const std::string& name) {
  Words w = words_of(name);
  while (!w.empty() && in(Words{"your", "a", "an", "the", "other", "our"}, w.front())) w.erase(w.begin());
  return w;
}

/// Whom or what a sentence could name: by code, with the words for it.
struct Named {
  std::string code;
  std::vector<Words> words;
  bool party = true;  // a role or a recipient; else a category
};

std::vector<Named> named(const Charter& c) {
  std::vector<Named> all;
  const auto several = [](Words w) {
    if (!w.empty()) w.back() += "s";
    return w;
  };
  for (const auto& r : c.roles)
    all.push_back({r.code, {spoken(r.name), several(spoken(r.name)), words_of(r.plural)}});
  for (const auto& r : c.recipients) all.push_back({r.code, {spoken(r.name), several(spoken(r.name))}});
  for (const auto& k : c.categories) all.push_back({k.code, {spoken(k.name)}, false});
  return all;
}

class Tied {
 public:
  Tied(const Draft& d, Findings& out)
      : c_(*d.charter), prose_(d.prose), claims_(claims_in(*d.at.root, out)), named_(named(c_)), out_(out) {
    for (const auto& s : c_.said) said_.emplace(s.path, &s);
  }

  void run() {
    for (const auto& claim : claims_) look(claim);
    for (const auto& p : prose_) {
      const auto it = said_.find(p.path);
      if (it == said_.end() || it->second->ground.working()) continue;
      filled_from_what_is_printed(p);
      for (const auto& s : sentences_of(p.written)) look(p, s);
    }
  }

 private:
  void look(const Claim& claim) {
    if (const auto words = said_by_the_clause(claim.text); !words.empty()) return clause_says(claim, words);
    if (const auto p = prove(c_, claim.text); !p.holds) out_.error(*claim.at, p.what, p.mend);
    const bool there =
        std::ranges::any_of(prose_, [&](const Prose& p) { return beneath(p.path, claim.path); });
    if (!there)
      out_.error(*claim.at, "a claim stands for the words at '" + claim.path + "', and there are none",
                 "name a key that stands beside it, or a way down from it such as texts/how-long");
  }

  /// Words that no rule of the engine could carry stand in the notice itself, and in this text.
  void clause_says(const Claim& claim, std::string_view words) {
    const Words quoted = words_of(words);
    for (const auto& p : prose_) {
      if (!beneath(p.path, claim.path) || !holds(words_of(p.written), quoted)) continue;
      const auto it = said_.find(p.path);
      if (it != said_.end() && it->second->ground.kind == ValueGround::Kind::Part) return;
      return out_.error(*claim.at, "'" + p.path + "' stands on no part of the notice that could say this",
                        "give it its part, or take the claim out");
    }
    out_.error(*claim.at, "the words “" + std::string(words) + "” do not stand at '" + claim.path + "'",
               "write them as the text does");
  }

  void filled_from_what_is_printed(const Prose& p) {
    for (const auto& from : p.from)
      if (const auto it = said_.find(from); it != said_.end() && it->second->ground.working())
        out_.error(p.at, "a printed sentence is filled from '" + from + "', which nobody has confirmed",
                   "give that value its ground, or write the words out");
  }

  void look(const Prose& p, const std::string& sentence) {
    const Words words = words_of(sentence);
    for (const auto& t : times_in(words))
      if (!claimed(p.path, words, [&](const Words& claim) { return holds_time(claim, t); }))
        return told(p, sentence, t.unit == "age" || t.unit == "over" ? "an age" : "a time");
    const auto sharing = sharing_in(words);
    if (sharing.empty()) return;
    std::string open;
    const bool no = says_no(sentence) || in(words, std::string("only"));
    for (const auto& n : named_) {
      const bool itself = p.path == "roles/" + n.code + "/says";  // "Opens no record."
      const bool here = itself || std::ranges::any_of(n.words, [&](const Words& w) {
                          return n.party ? holds(words, w) : no && follows(words, sharing, w);
                        });
      const Words code = words_of(n.code);
      const auto covers = [&](const Words& claim) { return holds(claim, code) && of_one_mind(claim, no); };
      if (here && !claimed(p.path, words, covers)) open += (open.empty() ? "'" : ", '") + n.code + "'";
    }
    if (!open.empty()) told(p, sentence, open);
  }

  template <class Test>
  bool claimed(const std::string& path, const Words& sentence, const Test& covers) const {
    return std::ranges::any_of(claims_, [&](const Claim& claim) {
      if (!beneath(path, claim.path)) return false;
      const auto quoted = said_by_the_clause(claim.text);
      return quoted.empty() ? covers(words_of(claim.text)) : holds(sentence, words_of(quoted));
    });
  }

  void told(const Prose& p, const std::string& sentence, const std::string& what) {
    out_.warn(
        p.at, "said in prose, tied to no rule (" + what + "): “" + sentence + "”",
        "fill the value in, such as {retention/main/keep}, or add what it claims of the rules to `claims:`");
  }

  static bool beneath(const std::string& path, const std::string& group) {
    return group.empty() || path == group || path.starts_with(group + "/");
  }

  const Charter& c_;
  const std::vector<Prose>& prose_;
  const std::vector<Claim> claims_;
  const std::vector<Named> named_;
  Findings& out_;
  std::map<std::string, const Said*> said_;
};

}  // namespace

void check_prose(const Draft& d, Findings& out) {
  Tied(d, out).run();
}

}  // namespace candour::charter
