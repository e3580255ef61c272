// What changes for whom between two charters, in words: everything that either of them says is compared, by
// its path. Codes tie the two together: a thing with another code is another thing.
#include <algorithm>
#include <map>
#include <set>

#include "charter/decide.h"
#include "charter/prose.h"
#include "charter/read_form.h"
#include "charter/said_words.h"

namespace candour::charter {

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kShort = 120;  // letters of a value that is shown whole

std::string value_words(const std::string& s) {
  return s == "true" ? "yes" : s == "false" ? "no" : s;
}

/// A ground, a claim or a part: it says how a value is known, and is no value itself.
bool beside(const std::vector<std::string>& path) {
  return path.back() == "clause" ||
         (path.size() > 1 && (path[path.size() - 2] == kGrounds || path[path.size() - 2] == kClaims));
}

/// Whether it is printed: neither it nor a row that it stands in is working.
bool in_print(const SaidIndex& in, const std::string& path) {
  for (auto p = path; !p.empty(); p = parent(p))
    if (const auto* said = in.find(p); said && said->ground.working()) return false;
  return true;
}

/// "may now also receive", where it is printed now and was so before: "may receive".
std::string as_it_is(std::string verb) {
  for (const std::string_view news : {"now also ", "now "})
    if (const auto at = verb.find(news); at == 0 || (at != verb.npos && verb[at - 1] == ' '))
      return verb.erase(at, news.size());
  return verb;
}

Words without(const Words& all, const Words& these) {
  Words rest;
  for (const auto& w : all)
    if (std::find(these.begin(), these.end(), w) == these.end()) rest.push_back(w);
  return rest;
}

class Differ {
 public:
  Differ(const Charter& older, const Charter& newer) : was_(older), is_(newer) {}

  std::vector<Change> run() {
    for (const auto& s : is_.charter().said) look(s.path);
    for (const auto& s : was_.charter().said) look(s.path);
    for (const auto& [list, shown] : came_) lists_in_print(list, shown, true);
    for (const auto& [list, shown] : went_) lists_in_print(list, shown, false);
    return std::move(all_);
  }

 private:
  void look(const std::string& path) {
    if (!seen_.insert(path).second) return;
    const auto* was = was_.find(path);
    const auto* is = is_.find(path);
    const Said& any = is ? *is : *was;
    if (any.value.empty()) {
      entries(parent(path));
    } else if (!inside_new_or_gone(path) && (!was || !is || was->value != is->value)) {
      value(path, was ? was->value : "", is ? is->value : "");
    }
    if (was && is) print(path, *was, *is);
  }

  /// What is confirmed comes into the notice, and what is no longer goes out of it: whoever reads it reads
  /// something else, though nobody does anything else. What stands in a row comes and goes with it.
  void print(const std::string& at, const Said& was, const Said& is) {
    const bool printed = in_print(is_, at);
    if (printed == in_print(was_, at) || is_plumbing(at)) return;
    for (auto p = parent(at); !p.empty(); p = parent(p))
      if (was_.find(p) && is_.find(p) && in_print(is_, p) != in_print(was_, p)) return;
    const auto path = segments(at);
    if (beside(path)) return;
    const SaidIndex& in = printed ? is_ : was_;
    const auto& words = (printed ? is : was).value;
    if (!words.empty())
      add(path,
          in.subject(path) + notice(printed) + " " + in.label(path) + " (“" + value_words(words) + "”).",
          in_print_reaches(path));
    else if (path.size() == 2 && !key_words(path))
      add(path, in.subject(path) + ": the notice " + (printed ? "now" : "no longer") + " tells of it.",
          in_print_reaches(path));
    else
      (printed ? came_ : went_)[parent(at)].push_back(path.back());
  }

  void lists_in_print(const std::string& list, const Words& shown, bool printed) {
    const auto path = segments(list + "/x");
    const SaidIndex& in = printed ? is_ : was_;
    add(segments(list),
        in.subject(path) + notice(printed) + ": " + as_it_is(in.verb(path, true)) + " " +
            in.names(path, shown) + ".",
        in_print_reaches(path));
  }

  static std::string notice(bool printed) {
    return std::string(": the notice ") + (printed ? "now says" : "no longer says");
  }

  /// Of what another value would reach nobody, as the reference of an assessment, its coming reaches nobody.
  static Reaches in_print_reaches(const Words& path) {
    const auto* row = key_words(path);
    return row && row->gained == Reaches::Nobody && row->lost == Reaches::Nobody ? Reaches::Nobody
                                                                                 : Reaches::People;
  }

  /// A row that came or went is told once, not value by value.
  bool inside_new_or_gone(const std::string& path) const {
    for (auto p = parent(path); !p.empty(); p = parent(p)) {
      const auto* was = was_.find(p);
      const auto* is = is_.find(p);
      if ((was || is) && (!was || !is)) return true;
    }
    return false;
  }

  /// A table, or a list: what came, what went, and whether the rest stands in another order.
  void entries(const std::string& list) {
    if (!listed_.insert(list).second || inside_new_or_gone(list + "/x")) return;
    const Words was = was_.entries(list), is = is_.entries(list), gained = without(is, was),
                lost = without(was, is);
    auto path = segments(list + "/x");
    if (narrows(path)) return narrowed(path, was, is);
    const auto* row = key_words(path);
    if (!row && path.size() == 2) {
      for (const auto& code : gained)
        add({path[0], code}, is_.subject({path[0], code}) + " is new.", Reaches::People);
      for (const auto& code : lost)
        add({path[0], code}, was_.subject({path[0], code}) + " is no longer there.", Reaches::People);
    } else {
      if (!gained.empty())
        add(path, is_.subject(path) + ": " + is_.verb(path, true) + " " + is_.names(path, gained) + ".",
            row ? row->gained : Reaches::People);
      if (!lost.empty())
        add(path, was_.subject(path) + ": " + was_.verb(path, false) + " " + was_.names(path, lost) + ".",
            row ? row->lost : Reaches::People);
    }
    if (without(was, lost) != without(is, gained))
      add(path, is_.subject(path) + ": the order of " + plain_words(path[path.size() - 2]) + " is another.",
          Reaches::Staff);
  }

  /// Lists of a recipient that take away: without one it gets for every use, and in every service.
  static bool narrows(const Words& path) {
    return path.size() == 4 && path[0] == "recipients" && (path[2] == "purposes" || path[2] == "services");
  }

  void narrowed(const Words& path, const Words& was, const Words& is) {
    const bool uses = path[2] == "purposes";
    const std::string all = uses ? "for every use" : "in every service", some = uses ? "for " : "in ";
    const auto names = [&](const SaidIndex& in, const Words& these) {
      return these.empty() ? all : some + in.names(path, these);
    };
    const Words gained = without(is, was), lost = without(was, is);
    const std::string who = is_.subject(path);
    if (was.empty() || is.empty()) {
      add(path,
          who + ": may now receive " + std::string(is.empty() ? "" : "only ") + names(is_, is) +
              "; before, " + std::string(was.empty() ? "" : "only ") + names(was_, was) + ".",
          Reaches::People);
    } else {
      if (!gained.empty()) add(path, who + ": may now receive " + names(is_, gained) + ".", Reaches::People);
      if (!lost.empty())
        add(path, who + ": may no longer receive " + names(was_, lost) + ".", Reaches::People);
    }
    if (without(was, lost) != without(is, gained))
      add(path, who + ": the order of " + path[2] + " is another.", Reaches::Staff);
  }

  void value(const std::string& at, const std::string& was, const std::string& is) {
    const auto path = segments(at);
    const SaidIndex& in = is.empty() ? was_ : is_;
    const auto* row = key_words(path);
    const std::string label = in.label(path);
    // Of what comes into print by a ground, or goes, print() tells.
    const auto reaches = row ? row->gained : beside(path) ? Reaches::Nobody : Reaches::People;
    if (was.size() > kShort && is.size() > kShort) {
      const Words before = sentences_of(was), now = sentences_of(is);
      std::string s;
      for (const auto& x : without(before, now)) s += " No longer: “" + x + "”";
      for (const auto& x : without(now, before)) s += " Now: “" + x + "”";
      add(path, in.subject(path) + ": " + label + " changes." + (s.empty() ? " The order is another." : s),
          reaches);
      return;
    }
    const auto said = [](const std::string& s) {
      return s.empty() ? std::string("not said") : "“" + value_words(s) + "”";
    };
    add(path, in.subject(path) + ": " + label + " was " + said(was) + " and is now " + said(is) + ".",
        reaches);
  }

  void add(const std::vector<std::string>& path, std::string what, Reaches reaches) {
    all_.push_back({path[0], path.size() > 1 ? path[1] : "", std::move(what), reaches});
  }

  const SaidIndex was_, is_;
  std::set<std::string> seen_, listed_;
  std::map<std::string, Words> came_, went_;  // into print, out of it: entries by their list
  std::vector<Change> all_;
};

}  // namespace

std::string_view reaches_words(Reaches r) {
  return r == Reaches::People  ? "Reaches the people you support: they must be told"
         : r == Reaches::Staff ? "Reaches staff: they must know"
                               : "Reaches nobody outside the office";
}

std::vector<Change> diff(const Charter& older, const Charter& newer) {
  return Differ(older, newer).run();
}

}  // namespace candour::charter
