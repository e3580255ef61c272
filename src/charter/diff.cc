// What changes for whom between two charters, in words. Codes tie the two together: a thing with another code
// is another thing.
#include <algorithm>
#include <functional>

#include "charter/decide.h"
#include "charter/read.h"

namespace candour::charter {

namespace {

using Words = std::vector<std::string>;

class Differ {
 public:
  Differ(const Charter& older, const Charter& newer) : a_(older), b_(newer) {}

  std::vector<Change> run() {
    tables();
    roles();
    retention();
    services();
    scalars();
    return std::move(all_);
  }

 private:
  void add(std::string part, std::string subject, std::string what, bool major) {
    all_.push_back({std::move(part), std::move(subject), std::move(what), major});
  }
  void text(const std::string& part, const std::string& subject, const std::string& what,
            const std::string& was, const std::string& is, bool major) {
    if (was == is) return;
    auto quoted = [](const std::string& s) { return s.empty() ? std::string("nothing") : "“" + s + "”"; };
    add(part, subject, what + " was " + quoted(was) + " and is now " + quoted(is) + ".", major);
  }
  /// "Support worker: now also sees health" and "… no longer sees …".
  void lists(const std::string& part, const std::string& subject, const std::string& name,
             const std::string& more, const std::string& less, const Words& was, const Words& is,
             bool more_major, bool less_major) {
    auto minus = [](const Words& x, const Words& y) {
      Words rest;
      for (auto& w : x)
        if (std::find(y.begin(), y.end(), w) == y.end()) rest.push_back(w);
      return rest;
    };
    if (auto gained = minus(is, was); !gained.empty())
      add(part, subject, name + " " + more + " " + list_words(gained) + ".", more_major);
    if (auto lost = minus(was, is); !lost.empty())
      add(part, subject, name + " " + less + " " + list_words(lost) + ".", less_major);
  }
  static Words categories(const Charter& c, CategorySet set) {
    Words w;
    set.each([&](CategoryIx ix) { w.push_back(category_words(c, ix)); });
    return w;
  }
  static Words purposes(const Charter& c, PurposeSet set) {
    Words w;
    set.each([&](PurposeIx ix) { w.push_back("“" + c.at(ix).name + "”"); });
    return w;
  }

  /// Pairs up the rows of two tables by code; reports those that came and went.
  template <class T>
  void pairs(const std::string& part, const std::vector<T>& was, const std::vector<T>& is, bool new_major,
             bool gone_major, const std::function<void(const T&, const T&)>& both) {
    auto find = [](const std::vector<T>& table, const std::string& code) {
      return std::find_if(table.begin(), table.end(), [&](auto& row) { return row.code == code; });
    };
    for (auto& row : is) {
      auto it = find(was, row.code);
      if (it == was.end())
        add(part, row.code, title(row) + " is new.", new_major);
      else
        both(*it, row);
    }
    for (auto& row : was)
      if (find(is, row.code) == is.end())
        add(part, row.code, title(row) + " is no longer there.", gone_major);
  }
  template <class T>
  static std::string title(const T& row) {
    if constexpr (requires { row.name; })
      return row.name;
    else
      return "The rule “" + row.code + "”";
  }

  static bool untold(const Charter& c, const std::string& code) {
    const auto ix = c.find_category(code);
    return ix && c.untold.has(*ix);
  }
  void tables() {
    pairs<Category>("categories", a_.categories, b_.categories, true, true, [&](auto& x, auto& y) {
      text("categories", y.code, "The name", x.name, y.name, false);
      text("categories", y.code, "What it holds", x.says, y.says, true);
      const bool was = untold(a_, y.code), is = untold(b_, y.code);
      if (was != is)
        add("categories", y.code,
            "That there is something in “" + y.name + "” is " + (is ? "no longer" : "now") +
                " told to those who may not see it.",
            !is);
    });
    pairs<Purpose>("purposes", a_.purposes, b_.purposes, true, true, [&](auto& x, auto& y) {
      lists("purposes", y.code, y.name, "now also uses", "no longer uses", categories(a_, x.categories),
            categories(b_, y.categories), true, false);
      lists("purposes", y.code, y.name, "now also rests on", "no longer rests on", bases(x), bases(y), true,
            true);
      text("purposes", y.code, "What it says", x.says, y.says, true);
      if (x.optional != y.optional)
        add("purposes", y.code, y.name + (y.optional ? " may now be refused." : " may no longer be refused."),
            true);
    });
    pairs<Recipient>("recipients", a_.recipients, b_.recipients, true, true, [&](auto& x, auto& y) {
      lists("recipients", y.code, y.name, "may now also receive", "no longer receives",
            categories(a_, x.categories), categories(b_, y.categories), true, false);
      text("recipients", y.code, "When the person is told", x.inform, y.inform, true);
      text("recipients", y.code, "The country", x.country, y.country, true);
    });
    pairs<Right>("rights", a_.rights, b_.rights, true, true, [&](auto& x, auto& y) {
      text("rights", y.code, "The time for an answer in months", number(x.months), number(y.months), true);
      text("rights", y.code, "The time for an answer in days", number(x.days), number(y.days), true);
      text("rights", y.code, "The fee", x.fee, y.fee, true);
      text("rights", y.code, "Who decides", x.decides, y.decides, false);
    });
    pairs<DisclosureGround>("disclosure-grounds", a_.grounds, b_.grounds, true, true, [&](auto& x, auto& y) {
      text("disclosure-grounds", y.code, "When the person is told", x.inform, y.inform, true);
      if (x.approval != y.approval)
        add("disclosure-grounds", y.code,
            y.name + (y.approval ? " now needs" : " no longer needs") + " approval.", true);
    });
  }

  static std::string number(int n) { return n ? std::to_string(n) : ""; }
  static Words bases(const Purpose& p) {
    Words w;
    for (auto& b : p.bases) w.emplace_back(basis_code(b.basis));
    return w;
  }

  void roles() {
    pairs<Role>("roles", a_.roles, b_.roles, true, false, [&](auto& x, auto& y) {
      lists("roles", y.code, y.name + ":", "now also sees", "no longer sees", categories(a_, x.sees),
            categories(b_, y.sees), true, false);
      lists("roles", y.code, y.name + ":", "now also works for", "no longer works for",
            purposes(a_, x.purpose_set), purposes(b_, y.purpose_set), true, false);
      lists("roles", y.code, y.name + ":", "now also writes", "no longer writes", kinds(a_, x.writes),
            kinds(b_, y.writes), false, false);
      if (x.reach != y.reach)
        add("roles", y.code,
            y.name + ": saw " + std::string(reach_words(x.reach)) + ", and now sees " +
                std::string(reach_words(y.reach)) + ".",
            y.reach > x.reach);
      if (x.duties != y.duties) add("roles", y.code, y.name + ": the duties change.", false);
      lists("roles", y.code, y.name + ":", "may now see for a reason", "may no longer see for a reason",
            categories(a_, lent(x)), categories(b_, lent(y)), true, false);
    });
  }
  static CategorySet lent(const Role& r) {
    CategorySet set;
    for (auto& ra : r.reasoned) set = set | ra.sees;
    return set;
  }
  static Words role_codes(const Charter& c, const std::vector<RoleIx>& list) {
    Words w;
    for (auto r : list) w.push_back(c.at(r).code);
    return w;
  }
  static Words kinds(const Charter& c, const std::vector<KindIx>& list) {
    Words w;
    for (auto k : list) w.push_back(c.at(k).code);
    return w;
  }

  static std::string period(const RetentionRule& r) {
    static constexpr const char* from[] = {
        "the end of the service",  "the last contact", "birth",         "sharing",
        "the end of the contract", "closure",          "it was written"};
    std::string s = r.birthday ? "until birthday " + std::to_string(r.birthday)
                    : r.months ? std::to_string(r.months) + " months"
                               : std::to_string(r.years) + " years";
    if (!r.birthday) s += std::string(" after ") + from[static_cast<std::size_t>(r.trigger)];
    return s + (r.anonymise ? ", then made anonymous" : ", then destroyed");
  }
  void retention() {
    pairs<RetentionRule>("retention", a_.retention, b_.retention, true, true, [&](auto& x, auto& y) {
      text("retention", y.code, "How long it is kept", period(x), period(y), true);
      lists("retention", y.code, title(y), "now also governs", "no longer governs",
            categories(a_, x.categories), categories(b_, y.categories), true, true);
    });
  }

  void services() {
    pairs<Service>("services", a_.services, b_.services, true, true, [&](auto& x, auto& y) {
      lists("services", y.code, y.name, "now also works for", "no longer works for", purposes(a_, x.purposes),
            purposes(b_, y.purposes), true, false);
      Words was, is;
      for (auto& k : x.kinds) was.push_back(a_.at(k.kind).code);
      for (auto& k : y.kinds) is.push_back(b_.at(k.kind).code);
      lists("services", y.code, y.name, "now also records", "no longer records", was, is, true, false);
      lists("services", y.code, y.name, "now requires", "no longer requires", mandatory(a_, x),
            mandatory(b_, y), true, false);
      lists("services", y.code, y.name, "now leaves out", "no longer leaves out", left_out(a_, x),
            left_out(b_, y), false, true);
      text("services", y.code, "The controller", x.controller, y.controller, true);
      lists("services", y.code, "That somebody is known in " + y.name, "is now told to",
            "is no longer told to", role_codes(a_, x.told_to), role_codes(b_, y.told_to), true, false);
      text("services", y.code, "What is said of somebody who is known", x.told_says, y.told_says, true);
    });
  }
  static Words mandatory(const Charter& c, const Service& s) {
    Words w;
    for (auto& k : s.kinds)
      for (auto& [field, reason] : k.mandatory) w.push_back(c.at(k.kind).code + "/" + field);
    return w;
  }
  static Words left_out(const Charter& c, const Service& s) {
    Words w;
    for (auto& k : s.kinds)
      for (auto& field : k.leave_out) w.push_back(c.at(k.kind).code + "/" + field);
    return w;
  }

  void scalars() {
    text("organisation", "name", "The name", a_.organisation.name, b_.organisation.name, true);
    text("organisation", "hosting", "Where records are kept", a_.organisation.hosting,
         b_.organisation.hosting, true);
    text("transfers", "area", "Where information may go", a_.transfer_area, b_.transfer_area, true);
    text("planning-and-research", "", "Use for planning and research", a_.planning_and_research,
         b_.planning_and_research, true);
    text("automated-decisions", "", "Automated decisions", a_.automated_decisions, b_.automated_decisions,
         true);
    const auto told = [](const Charter& c) { return c.before_visit ? c.at(*c.before_visit).name : ""; };
    text("before-visit", "", "Why those who visit a home are told what they must know", told(a_), told(b_),
         true);
    text("social-media", "", "Social media", a_.social_media, b_.social_media, true);
    text("marketing", "basis", "The basis of marketing", a_.marketing.basis, b_.marketing.basis, true);
    text("consent", "own-from-age", "The age of own consent", number(a_.consent.own_from_age),
         number(b_.consent.own_from_age), true);
    text("consent", "renew-every", "Months after which consent is asked again",
         number(a_.consent.renew_months), number(b_.consent.renew_months), true);
    text("consent", "keep-at-most", "Years that shared things are kept", number(a_.consent.keep_years),
         number(b_.consent.keep_years), true);
    text("access", "training-months", "Months for which training lasts", number(a_.training_months),
         number(b_.training_months), false);
    if (a_.agreement_required != b_.agreement_required)
      add("access", "agreement",
          b_.agreement_required ? "Staff must now sign a confidentiality agreement before access."
                                : "Staff need no longer sign a confidentiality agreement before access.",
          true);
    for (auto& now : b_.contacts) {
      auto* was = a_.contact(now.role);
      std::string then = was ? was->email + " " + was->phone + " " + was->post + " " + was->web : "";
      if (!was || then != now.email + " " + now.phone + " " + now.post + " " + now.web)
        add("contacts", now.role, now.title + ": how to reach them changes.", true);
    }
    for (auto& [part, words] : b_.texts)
      if (a_.text(part) != words) add("texts", part, "The words of this part change.", false);
  }

  const Charter& a_;
  const Charter& b_;
  std::vector<Change> all_;
};

}  // namespace

std::vector<Change> diff(const Charter& older, const Charter& newer) {
  return Differ(older, newer).run();
}

}  // namespace candour::charter
