// How long everything is kept.
#include <algorithm>
#include <set>

#include "charter/compile.h"

namespace candour::charter {

void Compiler::retention(MapReader& top) {
  for (auto* node : top.list("retention", Need::Required)) {
    MapReader m(*node, "retention rule", out_);
    RetentionRule r;
    r.code = m.code("code");
    m.rename("retention rule '" + r.code + "'");
    auto is_all = [&](std::string_view key) {
      auto* y = node->find(key);
      return y && y->shape == Yaml::Shape::Text && y->text == "all";
    };
    if (is_all("categories")) {
      m.text("categories");
      for (std::size_t i = 0; i < c_.categories.size(); ++i) r.categories.add(static_cast<CategoryIx>(i));
    } else {
      r.categories = category_set(m.texts("categories", Need::Required));
    }
    for (auto* y : m.texts("kinds"))
      if (auto k = kind(*y)) r.kinds.push_back(*k);
    if (is_all("services")) {
      m.text("services");
      r.all_services = true;
    } else {
      r.services = service_set(m.texts("services", Need::Required));
    }
    retention_among(m, r);
    if (const auto* then = node->find("then"); then && then->text == "anonymise") {
      m.text("then");
      m.error("then", "nothing that could name somebody is taken out of a record: it is destroyed whole",
              "write `then: destroy`; counts that name nobody stay in the statistics anyway");
    } else {
      r.then = m.choice("then", {"destroy"}, Need::Required);
    }
    r.as_agreed = m.flag("or-as-agreed");
    r.why = m.text("why");
    r.source = m.text("source");
    r.clause = m.text("clause");
    r.accept_collision = m.text("accept-collision");
    if (auto* y = m.get("legal-minimum")) {
      MapReader l(*y, m.what() + ": legal-minimum", out_);
      r.legal_minimum_years = l.number("years", 0, 1, 100, Need::Required);
      r.legal_source = l.text("source", Need::Required);
      l.only_these();
    }
    m.only_these();
    add(c_.retention, std::move(r), m, 200);
    at_.retention.push_back(node);
  }
  retention_groups();
}

/// `keep: 6 years`, `up to 30 days`, `until birthday 25`, `by decision`, `as the contract says`; and `from:`.
Keep Compiler::keep(MapReader& m) {
  Keep k;
  const auto written = m.text("keep", Need::Required);
  std::string_view words = written;
  if (words.starts_with("up to ")) {
    k.up_to = true;
    words.remove_prefix(6);
  }
  constexpr std::string_view kBirthday = "until birthday ";
  const auto space = words.find(' ');
  const auto n = parse_int(words.substr(0, space));
  const auto unit = space == words.npos ? std::string_view() : words.substr(space + 1);
  const auto is = [&](std::string_view one) {
    return unit == one || (unit.starts_with(one) && unit.substr(one.size()) == "s");
  };
  if (words.starts_with(kBirthday) && parse_int(words.substr(kBirthday.size())))
    k.birthday = *parse_int(words.substr(kBirthday.size()));
  else if (words == "by decision")
    k.by_decision = true;
  else if (words == "as the contract says")
    k.as_contract = true;
  else if (n && is("year"))
    k.years = *n;
  else if (n && is("month"))
    k.months = *n;
  else if (n && is("week"))
    k.weeks = *n;
  else if (n && is("day"))
    k.days = *n;
  else if (!words.empty())
    m.error("keep", "'" + written + "' is not a period",
            "write '6 years', '18 months', '3 weeks', 'up to 30 days', 'until birthday 25', 'by decision' or "
            "'as the contract says'");
  const auto out_of = [](int x, int most) { return x < 0 || x > most; };
  if (out_of(k.years, 150) || out_of(k.months, 1800) || out_of(k.weeks, 7800) || out_of(k.days, 54750) ||
      out_of(k.birthday, 120))
    m.error("keep", "'" + written + "' cannot be kept", "write a period of at most 150 years");
  static const std::vector<std::string> froms = {"end-of-service", "last-contact", "birthday", "shared",
                                                 "contract-end",   "closure",      "created",  "death"};
  const bool counted = !k.birthday && !k.by_decision && !k.as_contract;
  const auto from = m.choice("from", froms, counted ? Need::Required : Need::Optional);
  if (!from.empty())
    k.trigger = static_cast<Trigger>(std::find(froms.begin(), froms.end(), from) - froms.begin());
  k.from_says = m.text("from-says");
  const bool figures = std::ranges::any_of(k.from_says, [](char ch) { return ch >= '0' && ch <= '9'; });
  // Words that stand instead of the day must not go on saying it when the rule counts from another.
  const bool other_day = counted && k.trigger != Trigger::LastContact;
  if (!k.from_says.empty() && (figures || k.by_decision || other_day))
    m.error("from-says", "'" + k.from_says + "' does not say when a period begins or ends",
            other_day ? "delete it: only the last contact may be named in other words"
            : k.by_decision
                ? "delete it: somebody decides"
                : "leave numbers to `keep`, and write 'your last visit', or 'a child or young person is'");
  if (k.birthday && !m.here().find("from")) k.trigger = Trigger::Birthday;
  if ((k.birthday > 0) != (k.trigger == Trigger::Birthday) && !words.empty())
    m.error("from", "a birthday rule and another start do not fit together",
            "write `keep: until birthday 25` with `from: birthday`, or a period with another start");
  return k;
}

/// One period, or several of which one counts: the later, the earlier, or that of the age.
void Compiler::retention_among(MapReader& m, RetentionRule& r) {
  using Choose = RetentionRule::Choose;
  for (const auto& [key, choose] :
       {std::pair{"later-of", Choose::Later}, {"earlier-of", Choose::Earlier}, {"by-age", Choose::ByAge}}) {
    const auto nodes = m.list(key);
    if (nodes.empty()) continue;
    if (r.choose != Choose::Only) m.error(key, "two ways to choose among periods", "keep one of them");
    r.choose = choose;
    for (const auto* node : nodes) {
      MapReader k(*node, m.what() + ": " + key, out_);
      r.among.push_back(keep(k));
      if (choose == Choose::ByAge) {
        r.among.back().age_from = k.number("age-from", 0, 0, 120);
        r.among.back().age_to = k.number("age-to", 0, 0, 120);
      }
      k.only_these();
    }
    if (r.among.size() < 2) m.error(key, "there is nothing to choose from", "name two periods at least");
  }
  if (r.choose == Choose::Only) {
    static_cast<Keep&>(r) = keep(m);
    return;
  }
  if (m.here().find("keep") || m.here().find("from"))
    m.error("keep", "a period beside a choice of periods", "put it into the list");
  static_cast<Keep&>(r) = r.among.front();
}

namespace {
std::uint32_t hash(const std::set<std::string>& codes) {
  std::uint32_t h = 2166136261u;  // FNV-1a: stable across builds and machines, since keys are filed under it
  for (auto& code : codes)
    for (char ch : code + '\n') h = (h ^ static_cast<unsigned char>(ch)) * 16777619u;
  return h;
}
}  // namespace

/// Categories that the same rules govern, everywhere, are destroyed together and share a key. The set of
/// rules says it all: which of them wins in a service and kind does not depend on the category.
void Compiler::retention_groups() {
  std::map<std::uint32_t, std::set<std::string>> groups;
  std::vector<KindIx> kinds{static_cast<KindIx>(0xFFFF)};  // a kind that no rule names
  for (auto& r : c_.retention) kinds.insert(kinds.end(), r.kinds.begin(), r.kinds.end());
  for (std::size_t i = 0; i < c_.categories.size(); ++i) {
    std::set<std::string> codes;
    for (std::size_t s = 0; s < c_.services.size(); ++s)
      for (auto k : kinds)
        if (auto* r = c_.retention_for(static_cast<ServiceIx>(s), k, static_cast<CategoryIx>(i)))
          codes.insert(r->code);
    auto h = hash(codes);
    auto [it, fresh] = groups.emplace(h, codes);
    if (!fresh && it->second != codes)
      out_.error(root_, "two sets of retention rules get the same group number", "rename one of the rules");
    c_.retention_groups.push_back(h);
  }
}

}  // namespace candour::charter
