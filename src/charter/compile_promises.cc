// What the person may ask for and refuse, and the rest of what is promised.
#include <algorithm>

#include "base/text.h"
#include "charter/compile.h"
#include "charter/opt_out.h"

namespace candour::charter {

namespace {
constexpr std::size_t kFewestLetters = 12;  // of a reason: "it fits" is none

int period(MapReader& m, std::string_view key, std::string_view unit) {
  const auto words = m.text(key);
  const auto space = words.find(' ');
  const auto n = parse_int(std::string_view(words).substr(0, space));
  if (n && *n > 0 && space != std::string::npos && words.substr(space + 1).starts_with(unit)) return *n;
  if (!words.empty())
    m.error(key, "'" + words + "' is not a period here", "write it as '12 " + std::string(unit) + "s'");
  return 0;
}

/// Whether words such as "over 13" mean that age, in whole years.
bool means_age(std::string_view words, int age) {
  const auto from = words.find_first_of("0123456789");
  if (from == words.npos) return false;
  const auto n = parse_int(words.substr(from, words.find_first_not_of("0123456789", from) - from));
  return n && *n == (words.substr(0, from).find("over ") == words.npos ? age : age - 1);
}
}  // namespace

void Compiler::consent_of_services(MapReader& consent) {
  std::vector<std::string> met;
  for (const auto* node : consent.list("by-service")) {
    MapReader m(*node, "consent: by-service", out_);
    ServiceConsent s;
    const auto nodes = m.texts("services", Need::Required);
    service_set(nodes);
    for (const auto* y : nodes) {
      if (std::ranges::count(met, y->text))
        out_.error(*y, "the service '" + y->text + "' has rules of consent already", "keep one of the two");
      met.push_back(y->text);
      s.services.push_back(y->text);
    }
    if (m.here().find("own-from-age")) s.own_from_age = m.number("own-from-age", 0, 0, 25);
    m.get("own-from-age");
    s.renew_months = period(m, "renew-every", "month");
    s.keep_years = period(m, "keep-at-most", "year");
    s.is_signed = m.flag("signed");
    s.competence = m.flag("competence");
    s.says = m.text("says");
    s.clause = m.text("clause");
    m.only_these();
    c_.consent.by_service.push_back(std::move(s));
  }
}

void Compiler::right_details(MapReader& m, Right& r) {
  r.how = m.text("how");
  r.identity = m.text("identity");
  r.exceptions = m.text("exceptions");
  r.refusal = m.text("refusal");
  r.extension = m.text("extension");
  r.contact = m.text("contact");
  if (r.contact.empty() || c_.contact(r.contact)) return;
  std::vector<std::string> roles;
  for (const auto& k : c_.contacts) roles.push_back(k.role);
  m.error("contact", "there is no contact '" + r.contact + "'", suggest(r.contact, roles));
}

void Compiler::consent_and_rights(MapReader& top) {
  if (auto* y = top.get("consent")) {
    MapReader m(*y, "consent", out_);
    if (m.here().find("own-from-age")) c_.consent.own_from_age = m.number("own-from-age", 0, 0, 25);
    m.get("own-from-age");
    if (const auto says = m.text("own-from-says");
        !says.empty() && !means_age(says, c_.consent.own_from_age.value_or(-1)))
      m.error("own-from-says", "'" + says + "' is not the age under own-from-age",
              "write it as the notice does, with its number: from 14 on may be said as `over 13`");
    c_.consent.renew_months = period(m, "renew-every", "month");
    c_.consent.keep_years = period(m, "keep-at-most", "year");
    for (auto* w : m.texts("written")) c_.consent.written.push_back(w->text);
    c_.consent.how_to_withdraw = m.text("how-to-withdraw");
    c_.consent.clause = m.text("clause");
    consent_of_services(m);
    m.only_these();
  }
  static const std::vector<std::string> known = {
      "access",           "correction",           "erasure",
      "objection",        "restriction",          "portability",
      "withdraw-consent", "marketing-objection",  "automated-decisions",
      "complaint",        "authorised-recipient", "informed",
      "access-history"};
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
    r.months = m.number("months", 0, 0, 12);
    r.tries = m.flag("tries");
    r.fee = m.choice_or_silent("fee", {"never", "unless-unfounded"});
    r.decides = m.text("decides");
    r.seconds = m.text("seconds");
    right_details(m, r);
    m.only_these();
    add(c_.rights, std::move(r), m, 64);
    at_.rights.push_back(node);
  }
}

void Compiler::marketing(MapReader& top) {
  auto* y = top.get("marketing");
  if (!y) return;
  MapReader m(*y, "marketing", out_);
  Marketing& k = c_.marketing;
  k.allowed = m.flag_or_silent("allowed");
  k.basis = m.choice_or_silent("basis", {"none", "opt-in", "charity-soft-opt-in"});
  k.third_party = m.choice_or_silent("third-party", {"refused", "opt-in"});
  for (auto* c : m.texts("channels")) k.channels.push_back(c->text);
  for (auto* node : m.list("routes")) {
    MapReader r(*node, "marketing: route", out_);
    Marketing::Route route;
    route.channel = r.text("channel", Need::Required);
    route.basis = r.choice("basis", {"opt-in", "soft-opt-in", "opt-out"}, Need::Required);
    route.when = r.text("when");
    r.text("clause");
    r.only_these();
    k.routes.push_back(std::move(route));
  }
  k.clause = m.text("clause");
  k.says = m.text("says");
  m.only_these();
}

/// What the version answers for uses that were none before.
void Compiler::new_uses() {
  const Yaml* version = root_.find("version");
  const Yaml* answers = version ? version->find("new-uses") : nullptr;
  if (!answers) return;
  for (const auto& node : answers->list) {
    MapReader m(node, "new use", out_);
    UseAnswer a;
    const auto code = m.code("purpose");
    m.rename("new use for '" + code + "'");
    const auto purpose = c_.find_purpose(code);
    if (!purpose && !code.empty())
      m.error("purpose", "there is no purpose '" + code + "'", suggest(code, codes_of(c_.purposes)));
    a.categories = category_set(m.texts("categories", Need::Required));
    const auto sentence = [&](std::string_view key, Need need = Need::Optional) {
      auto words = m.text(key, need);
      if (!words.empty() && count_letters(words) < kFewestLetters)
        m.error(key, "'" + words + "' says too little", "write a sentence that others can judge by");
      return words;
    };
    a.fits = sentence("fits");
    a.tell = sentence("tell");
    a.told = m.date("told");
    a.told_by = sentence("told-by", a.told ? Need::Required : Need::Optional);
    a.law = m.text("without-knowledge");
    a.because = sentence("because", a.law.empty() ? Need::Optional : Need::Required);
    m.only_these();
    if (!a.fits.empty() + !a.tell.empty() + !a.law.empty() != 1)
      m.error("fits", "a new use fits, or is told of, or stands on a law",
              "write one of `fits`, `tell` and `without-knowledge`");
    if (a.tell.empty() && (a.told || !a.told_by.empty()))
      m.error("told", "people were told, and nothing says of what", "write it as `tell`");
    if (!a.law.empty() && std::ranges::none_of(c_.laws, [&](const auto& l) { return l.first == a.law; }))
      m.error("without-knowledge", "there is no law '" + a.law + "' among `laws`",
              "name one of them, or add it to `laws`");
    if (!purpose) continue;
    a.purpose = *purpose;
    c_.version.new_uses.push_back(std::move(a));
  }
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
    g.inform = m.choice_or_silent("inform", informs());
    g.inform_unless = m.text("inform-unless");
    g.approval = m.choice_or_silent("approval", {"before", "after", "none"});
    g.approved_by = m.text("approved-by");
    if (!g.approved_by.empty() && !c_.find_role(g.approved_by))
      m.error("approved-by", "there is no role '" + g.approved_by + "'",
              suggest(g.approved_by, codes_of(c_.roles)));
    g.review_hours = m.number("review-within-hours", 0, 1, 24 * 90);
    if ((g.approval == "after") != (g.review_hours > 0) && !g.approval.empty())
      m.error("approval", "approval afterwards and its time go together",
              "write `approval: after` with `review-within-hours: 48`, or neither");
    g.categories = category_set(m.texts("categories"));
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
  c_.planning_and_research = top.choice_or_silent("planning-and-research", {"refused", "opt-out-filtered"});
  c_.social_media = top.text("social-media");
  c_.automated_decisions = top.text("automated-decisions");
  if (const auto code = top.text("before-visit"); !code.empty()) {
    c_.before_visit = c_.find_purpose(code);
    if (!c_.before_visit)
      top.error("before-visit", "there is no purpose '" + code + "'", suggest(code, codes_of(c_.purposes)));
    else if (c_.at(*c_.before_visit).needs_consent())
      top.error("before-visit",
                "the purpose '" + code + "' needs consent, and the danger does not wait for it",
                "name a purpose with another basis");
  }
  opt_out(top);
  reviews(top);
  transfers(top);
  if (auto* y = top.get("access")) {
    MapReader m(*y, "access", out_);
    c_.agreement = m.flag_or_silent("agreement");
    if (m.here().find("training-months")) c_.training = m.number("training-months", 0, 0, 60);
    m.get("training-months");
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

void Compiler::opt_out(MapReader& top) {
  const auto* y = top.get("opt-out");
  if (!y) return;
  MapReader m(*y, "opt-out", out_);
  auto& o = c_.opt_out;
  o.review_months = period(m, "review-every", "month");
  o.keep_days = m.number("keep-days", 0, 1, 31);
  o.mailbox = m.text("mailbox");
  const auto in_name = [](char ch) { return (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9'); };
  if (!std::ranges::all_of(o.mailbox, in_name) || o.mailbox.size() > 20)
    m.error("mailbox", "'" + o.mailbox + "' is no mailbox", "write its capital letters and figures, as told");
  o.reply_name = m.text("reply-name");
  if (!o.reply_name.empty() && o.reply_name.find(kSentName) == std::string::npos)
    m.error("reply-name", "it does not say to which file it is the reply",
            "write " + std::string(kSentName) + " where the name of our file stands");
  o.source = m.text("source");
  o.clause = m.text("clause");
  m.only_these();
}

void Compiler::reviews(MapReader& top) {
  for (const auto* node : top.list("reviews")) {
    MapReader m(*node, "review", out_);
    ReviewRule r;
    const auto of = m.choice("code", {"retention", "accuracy"}, Need::Required);
    m.rename("review '" + of + "'");
    if (of == "retention") r.of = Reviewed::Retention;
    if (of == "accuracy") r.of = Reviewed::Accuracy;
    r.months = period(m, "every", "month");
    r.ask_months = period(m, "ask-every", "month");
    if (r.ask_months > 0 && r.of != Reviewed::Accuracy)
      m.error("ask-every", "nobody is asked whether a period is right", "take `ask-every` out");
    r.clause = m.text("clause");
    m.only_these();
    if (std::ranges::find(c_.reviews, r.of, &ReviewRule::of) != c_.reviews.end())
      m.error("code", "this look stands here twice", "join the two");
    c_.reviews.push_back(std::move(r));
  }
}

void Compiler::transfers(MapReader& top) {
  const auto* y = top.get("transfers");
  if (!y) return;
  MapReader m(*y, "transfers", out_);
  c_.transfer_area = m.choice_or_silent("area", {"UK", "EEA", "EU", "listed"});
  for (const auto* n : m.texts("countries")) {
    const bool code =
        n->text.size() == 2 && std::ranges::all_of(n->text, [](char ch) { return ch >= 'A' && ch <= 'Z'; });
    if (!code)
      out_.error(*n, "'" + n->text + "' is not a country", "write its two capital letters, such as IE");
    c_.transfer_countries.push_back(n->text);
  }
  if (c_.transfer_area == "listed" && c_.transfer_countries.empty())
    m.error("area", "the countries are not listed", "add `countries: [GB, IE]`");
  c_.transfer_safeguards = m.text("safeguards");
  c_.transfer_clause = m.text("clause");
  m.only_these();
}

}  // namespace candour::charter
