// Who receives information, how long it is kept, and what the person may ask for.
#include <algorithm>

#include "charter/compile.h"

namespace candour::charter {

void Compiler::recipients(MapReader& top) {
  for (auto* node : top.list("recipients")) {
    MapReader m(*node, "recipient", out_);
    Recipient r;
    r.code = m.code("code");
    m.rename("recipient '" + r.code + "'");
    r.name = m.text("name", Need::Required);
    r.says = m.text("says", Need::Required);
    r.clause = m.text("clause");
    r.country = m.text("country", Need::Required);
    r.inform = m.choice("inform", {"before", "after", "where-possible", "not-needed"}, Need::Required);
    r.agreement_needed = m.choice("agreement", {"not-needed", "needed"}) == "needed";
    r.processor = m.flag("processor");
    r.processor_for = m.text("processor-for");
    r.direct = m.flag("direct", true);
    r.source = m.flag("source");
    r.marketing = m.flag("marketing");
    for (auto* y : m.texts("bases"))
      if (auto b = basis(*y, y->text); b != Basis::None) r.bases.push_back(b);
    r.categories = category_set(m.texts("categories"));
    for (auto* y : m.texts("email-domains")) {
      if (y->text.find('.') == std::string::npos || y->text.find('@') != std::string::npos)
        out_.error(*y, "'" + y->text + "' is not a mail domain",
                   "write the part after the @, such as nhs.net");
      r.email_domains.push_back(y->text);
    }
    m.only_these();
    add(c_.recipients, std::move(r), m, 200);
    at_.recipients.push_back(node);
  }
}

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
    } else {
      for (auto* y : m.texts("services", Need::Required))
        if (auto s = c_.find_service(y->text))
          r.services.add(*s);
        else
          out_.error(*y, "there is no service '" + y->text + "'", suggest(y->text, codes_of(c_.services)));
    }
    keep(m, r);
    r.anonymise = m.choice("then", {"destroy", "anonymise"}, Need::Required) == "anonymise";
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

/// `keep: 6 years` | `18 months` | `until birthday 25`, and `from:`.
void Compiler::keep(MapReader& m, RetentionRule& r) {
  auto words = m.text("keep", Need::Required);
  auto space = words.find(' ');
  auto n = parse_int(std::string_view(words).substr(0, space));
  auto unit = space == std::string::npos ? "" : words.substr(space + 1);
  if (words.starts_with("until birthday ") && parse_int(std::string_view(words).substr(15)))
    r.birthday = *parse_int(std::string_view(words).substr(15));
  else if (n && (unit == "years" || unit == "year"))
    r.years = *n;
  else if (n && (unit == "months" || unit == "month"))
    r.months = *n;
  else if (!words.empty())
    m.error("keep", "'" + words + "' is not a period", "write '6 years', '18 months' or 'until birthday 25'");
  if (r.years < 0 || r.months < 0 || r.birthday < 0 || r.years > 150 || r.months > 1800 || r.birthday > 120)
    m.error("keep", "'" + words + "' cannot be kept", "write a period of at most 150 years");
  static const std::vector<std::string> froms = {"end-of-service", "last-contact", "birthday", "shared",
                                                 "contract-end",   "closure",      "created"};
  bool by_birthday = r.birthday > 0;
  auto from = m.choice("from", froms, by_birthday ? Need::Optional : Need::Required);
  r.trigger = static_cast<Trigger>(std::find(froms.begin(), froms.end(), from) - froms.begin());
  if (by_birthday && !m.here().find("from")) r.trigger = Trigger::Birthday;
  if (by_birthday != (r.trigger == Trigger::Birthday) && !words.empty())
    m.error("from", "a birthday rule and another start do not fit together",
            "write `keep: until birthday 25` with `from: birthday`, or a period with another start");
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

void Compiler::consent_and_rights(MapReader& top) {
  if (auto* y = top.get("consent", Need::Required)) {
    MapReader m(*y, "consent", out_);
    auto period = [&](std::string_view key, std::string_view unit, int& into) {
      auto words = m.text(key);
      auto space = words.find(' ');
      auto n = parse_int(std::string_view(words).substr(0, space));
      bool fits = n && *n > 0 && space != std::string::npos && words.substr(space + 1).starts_with(unit);
      if (fits) into = *n;
      if (!fits && !words.empty())
        m.error(key, "'" + words + "' is not a period here", "write it as '12 " + std::string(unit) + "s'");
    };
    c_.consent.own_from_age = m.number("own-from-age", 16, 0, 25, Need::Required);
    period("renew-every", "month", c_.consent.renew_months);
    period("keep-at-most", "year", c_.consent.keep_years);
    for (auto* w : m.texts("written")) c_.consent.written.push_back(w->text);
    c_.consent.how_to_withdraw = m.text("how-to-withdraw", Need::Required);
    c_.consent.clause = m.text("clause");
    m.only_these();
  }
  static const std::vector<std::string> known = {
      "access",           "correction",          "erasure",
      "objection",        "restriction",         "portability",
      "withdraw-consent", "marketing-objection", "automated-decisions",
      "complaint",        "authorised-recipient"};
  for (auto* node : top.list("rights", Need::Required)) {
    MapReader m(*node, "right", out_);
    Right r;
    r.code = m.code("code");
    m.rename("right '" + r.code + "'");
    if (!r.code.empty() && std::find(known.begin(), known.end(), r.code) == known.end())
      m.error("code", "there is no such right", suggest(r.code, known));
    r.name = m.text("name", Need::Required);
    r.says = m.text("says", Need::Required);
    r.clause = m.text("clause");
    r.days = m.number("days", 0, 0, 365);
    r.months = m.number("months", r.days ? 0 : 1, 0, 12);  // one month is the law's own limit
    r.fee = m.choice("fee", {"never", "unless-unfounded"});
    r.decides = m.text("decides", Need::Required);
    r.seconds = m.text("seconds");
    m.only_these();
    add(c_.rights, std::move(r), m, 64);
    at_.rights.push_back(node);
  }
}

void Compiler::marketing(MapReader& top) {
  auto* y = top.get("marketing", Need::Required);
  if (!y) return;
  MapReader m(*y, "marketing", out_);
  Marketing& k = c_.marketing;
  k.allowed = m.flag("allowed");
  k.basis = m.choice("basis", {"none", "opt-in", "charity-soft-opt-in"});
  k.third_party = m.choice("third-party", {"refused", "opt-in"}) == "opt-in";
  for (auto* c : m.texts("channels")) k.channels.push_back(c->text);
  k.clause = m.text("clause");
  k.says = m.text("says", Need::Required);
  m.only_these();
}

void Compiler::grounds(MapReader& top) {
  for (auto* node : top.list("disclosure-grounds")) {
    MapReader m(*node, "disclosure ground", out_);
    DisclosureGround g;
    g.code = m.code("code");
    m.rename("disclosure ground '" + g.code + "'");
    g.name = m.text("name", Need::Required);
    g.says = m.text("says", Need::Required);
    auto word = m.text("basis", Need::Required);
    g.basis = basis(m.at("basis"), word);
    g.inform = m.choice("inform", {"before", "after", "where-possible", "not-needed"}, Need::Required);
    g.approval = m.flag("approval", true);
    g.clause = m.text("clause");
    m.only_these();
    add(c_.grounds, std::move(g), m, 64);
    at_.grounds.push_back(node);
  }
}

/// A letter that tells what this charter does not keep could only have gaps: it is not offered.
void Compiler::letters() {
  for (const auto& t : catalogue_.letters) {
    const bool whole = std::ranges::all_of(
        t.fields(), [&](const std::string& field) { return letter_field(c_, t, field).known; });
    if (whole && c_.find_kind(t.kept_as) && (t.about.empty() || c_.find_kind(t.about)))
      c_.letters.push_back(t);
  }
}

void Compiler::rest(MapReader& top) {
  c_.planning_and_research =
      top.choice("planning-and-research", {"refused", "opt-out-filtered"}, Need::Required);
  c_.social_media = top.text("social-media");
  c_.automated_decisions = top.text("automated-decisions", Need::Required);
  if (const auto code = top.text("before-visit"); !code.empty()) {
    c_.before_visit = c_.find_purpose(code);
    if (!c_.before_visit)
      top.error("before-visit", "there is no purpose '" + code + "'", suggest(code, codes_of(c_.purposes)));
    else if (c_.at(*c_.before_visit).needs_consent())
      top.error("before-visit",
                "the purpose '" + code + "' needs consent, and the danger does not wait for it",
                "name a purpose with another basis");
  }
  if (auto* y = top.get("transfers", Need::Required)) {
    MapReader m(*y, "transfers", out_);
    c_.transfer_area = m.choice("area", {"UK", "EEA"}, Need::Required);
    c_.transfer_clause = m.text("clause");
    m.only_these();
  }
  if (auto* y = top.get("access", Need::Required)) {
    MapReader m(*y, "access", out_);
    c_.agreement_required = m.flag("agreement", true);
    c_.training_months = m.number("training-months", 0, 0, 60);
    c_.access_clause = m.text("clause");
    c_.access_clause_ix = clause_ix(c_.access_clause);
    m.only_these();
  }
  if (auto* y = top.get("cctv")) {
    MapReader m(*y, "cctv", out_);
    c_.cctv.says = m.text("says", Need::Required);
    c_.cctv.clause = m.text("clause");
    for (auto* n : m.texts("never")) c_.cctv.never.push_back(n->text);
    for (auto* n : m.list("cameras")) {
      MapReader k(*n, "camera", out_);
      auto site = k.text("site", Need::Required);
      c_.cctv.cameras.emplace_back(std::move(site), k.text("area", Need::Required));
      k.only_these();
    }
    m.only_these();
  }
}

}  // namespace candour::charter
