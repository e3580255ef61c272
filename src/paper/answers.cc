#include "paper/answers.h"

#include <algorithm>
#include <functional>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/clock.h"
#include "charter/consent_terms.h"
#include "charter/opt_out.h"
#include "charter/sharing.h"
#include "paper/charter_words.h"

namespace candour::paper {

using namespace charter;

namespace {

Document begin(const Charter& c, std::string question) {
  Document d;
  d.title = std::move(question);
  d.subtitle = c.organisation.name + ", charter version " + c.version.number;
  d.running_head = d.title;
  d.running_foot = "Version " + c.version.number;
  return d;
}

std::string without_stop(std::string words) {
  if (words.ends_with('.')) words.pop_back();
  return words;
}

/// Words, each with what it stands on; what stands on the same is said together.
using Grounded = std::vector<std::pair<std::string, std::string>>;
std::string together(const Grounded& said, std::string (*join)(const std::vector<std::string>&) = and_list,
                     const std::string& all = {}) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // on what, and what
  for (const auto& [words, on] : said) {
    auto at = std::ranges::find(groups, on, &std::pair<std::string, std::vector<std::string>>::first);
    if (at == groups.end()) at = groups.insert(at, {on, {}});
    at->second.push_back(words);
  }
  std::string out;
  for (const auto& [on, words] : groups)
    out += (out.empty() ? "" : "; ") + (groups.size() == 1 && !all.empty() ? all : join(words)) + on;
  return out;
}

std::string commas(const std::vector<std::string>& words) {
  std::string s;
  for (const auto& w : words) s += (s.empty() ? "" : ", ") + w;
  return s;
}

/// Every service, or the one; those with the same answer together, in the order of the charter.
template <class Answer>
void for_services_alike(const Charter& c, std::optional<ServiceIx> only, Answer answer,
                        const std::function<void(ServiceSet, const std::vector<std::string>&)>& say) {
  std::vector<std::pair<std::vector<std::string>, ServiceSet>> alike;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    if (only && *only != s) continue;
    auto lines = answer(s);
    if (lines.empty()) continue;
    auto at = std::ranges::find(alike, lines, &std::pair<std::vector<std::string>, ServiceSet>::first);
    if (at == alike.end()) at = alike.insert(at, {std::move(lines), {}});
    at->second.add(s);
  }
  for (const auto& [lines, services] : alike) say(services, lines);
}

std::string where_words(const Charter& c, ServiceSet services) {
  const bool all = services.size() == static_cast<int>(c.services.size());
  return all ? "All services" : service_names(c, services);
}

std::string on_ground(const Stands& stands, const std::vector<std::string>& keys) {
  return stands ? stands(keys) : std::string();
}

/// Where a ground of a body stands: with the body, or where the charter gives it none, with a use for which
/// it gets something.
std::string basis_path(const Charter& c, const Recipient& r, PurposeSet uses, const std::string& key) {
  if (!r.bases.empty()) return "recipients/" + r.code + "/" + key;
  std::string path;
  uses.each([&](PurposeIx p) {
    const auto at = "purposes/" + c.at(p).code + "/" + key;
    const bool has = std::ranges::any_of(c.at(p).bases, [&](const PurposeBasis& b) {
      return key == "bases/" + std::string(basis_code(b.basis));
    });
    if (has && (path.empty() || !to_confirm(c, path).empty())) path = at;
  });
  return path;
}

/// What the terms of a body stand on.
Stands stands_of(const Charter& c, const Recipient& r, PurposeSet uses) {
  return [&c, &r, uses](const std::vector<std::string>& keys) {
    const auto at = "recipients/" + r.code + "/";
    std::vector<std::string> paths;
    for (const auto& key : keys)
      paths.push_back(key.starts_with("bases/") ? basis_path(c, r, uses, key)
                      : key == "consent"        ? at + (r.direct ? "bases/consent" : "direct")
                      : key == "agreement"      ? at + (r.processor ? "processor" : "agreement")
                                                : at + key);
    return stands_on(c, paths);
  };
}

/// The same of an exceptional ground.
Stands stands_of(const Charter& c, const DisclosureGround& g) {
  return [&c, &g](const std::vector<std::string>& keys) {
    const auto at = "disclosure-grounds/" + g.code + "/";
    std::vector<std::string> paths;
    for (const auto& key : keys) {
      paths.push_back(at + key);
      if (key != "approval") continue;
      if (!g.approved_by.empty()) paths.push_back(at + "approved-by");
      if (g.approval == "after") paths.push_back(at + "review-within-hours");
    }
    return stands_on(c, paths);
  };
}

std::string refused_line(const Charter& c, const Recipient& r, CategoryIx category, ServiceIx s,
                         const SharingTerms& t) {
  const auto at = "recipients/" + r.code;
  const bool in_list = r.categories.has(category);
  const bool here = r.services.empty() || r.services.has(s);
  const auto path = !in_list             ? at + "/categories"
                    : !here              ? at + "/services"
                    : r.purposes.empty() ? "services/" + c.at(s).code + "/purposes"
                                         : at + "/purposes";
  return "No. " + without_stop(t.why_not) + stands_on(c, {path}) + ".";
}

std::vector<std::string> share_lines(const Charter& c, const Recipient& r, CategoryIx category, ServiceIx s) {
  const auto t = may_share(c, r, category, s);
  if (!t.allowed) return {refused_line(c, r, category, s, t)};
  const auto at = "recipients/" + r.code;
  const auto& what = c.at(category).code;
  Grounded uses;
  t.purposes.each([&](PurposeIx p) {
    const auto& code = c.at(p).code;
    uses.emplace_back("“" + c.at(p).name + "”",
                      stands_on(c, {r.purposes.empty() ? "purposes/" + code + "/categories/" + what
                                                       : at + "/purposes/" + code}));
  });
  std::vector<std::string> lines{
      "Yes, for " + together(uses) + ".",
      "This is among what it may get" + stands_on(c, {at + "/categories/" + what}) + "."};
  for (auto& line : terms_lines(t, stands_of(c, r, t.purposes))) lines.push_back(std::move(line));
  return lines;
}

void say_grounds(Document& d, const Charter& c, CategoryIx category) {
  const auto all = exceptional_grounds(c, category);
  if (all.empty()) return;
  d.heading(2, "Otherwise, only in exceptional cases");
  std::vector<Text> items;
  for (const auto* g : all) {
    const auto t = may_share(c, *g, category);
    const auto stands = stands_of(c, *g);
    std::vector<std::string> on{"basis"};
    if (!g->categories.empty()) on.push_back("categories/" + c.at(category).code);
    items.emplace_back(g->name + to_confirm(c, "disclosure-grounds/" + g->code + "/name") + ": " +
                       basis_line(g->basis) + stands(on) + ". " + t.approval + stands({"approval"}) + ". " +
                       told_line(t, stands));
  }
  d.blocks.push_back(List{std::move(items), false});
}

void say_beyond_care(Document& d, const Charter& c) {
  constexpr const char* kAt = "planning-and-research";
  d.heading(2, "For planning and research");
  d.paragraph(
      may_go_beyond_care(c)
          ? "Only for a purpose that is for it, and only of somebody whom a check of the national data opt-out "
            "left in: one sharing a check. Otherwise if they said yes by name to that very use and to this "
            "body, or if the law demands it" +
                stands_on(c, {kAt}) + "."
          : without_stop(nothing_beyond_care(c)) + to_confirm(c, kAt) + ".");
}

/// All that the rule says of this: the period, and that it holds for this kind of information, here.
std::vector<std::string> keep_paths(const Charter& c, const RetentionRule& r, CategoryIx category,
                                    ServiceIx s, const Kind* kind) {
  auto paths = period_paths(r);
  const auto at = "retention/" + r.code;
  paths.push_back(at + "/categories/" + c.at(category).code);
  paths.push_back(at + "/services/" + c.at(s).code);
  if (kind && !r.kinds.empty()) paths.push_back(at + "/kinds/" + kind->code);
  return paths;
}

std::vector<std::string> keep_lines(const Charter& c, CategoryIx category, ServiceIx s) {
  std::vector<std::string> lines;
  const auto say = [&](std::string_view what, const RetentionRule* r, const Kind* kind) {
    if (!r) return;
    auto line = std::string(what) + lower_first(period_words(*r, false)) +
                stands_on(c, keep_paths(c, *r, category, s, kind)) + ". Then it is destroyed" +
                stands_on(c, {"retention/" + r->code + "/then"}) + ".";
    if (std::ranges::count(lines, line) == 0) lines.push_back(std::move(line));
  };
  const auto* usual = c.retention_for(s, static_cast<KindIx>(0xFFFF), category);
  say("As a rule: ", usual, nullptr);
  for (const auto& use : c.at(s).kinds) {
    const auto* own = c.retention_for(s, use.kind, category);
    const auto& kind = c.at(use.kind);
    if (own != usual && kind.categories().has(category)) say(kind.name + ": ", own, &kind);
  }
  return lines;
}

/// Where the age from which somebody says yes alone in a service is said (charter::own_age).
std::string own_age_path(const Charter& c, ServiceIx s) {
  std::string path = "consent/own-from-age";
  const auto& own = c.consent.by_service;
  for (std::size_t i = 0; i < own.size(); ++i)
    if (own[i].own_from_age && std::ranges::count(own[i].services, c.at(s).code))
      path = "consent/by-service/#" + std::to_string(i + 1) + "/own-from-age";
  return path;
}

/// From which day on it is late, and which value or law says so.
std::string due_line(const Charter& c, const Right& r, Date asked) {
  const auto at = "rights/" + r.code;
  const int months = r.months ? r.months : r.days ? 0 : 1;  // silent: the month of the law
  std::optional<Date> due;
  std::string on;
  if (months) {
    due = statutory_due(nation_of(c), asked, months);
    on = r.months ? stands_on(c, {at + "/months"}) : ", the month of the law (UK GDPR Article 12(3))";
  }
  if (r.days)
    if (const auto by_days = add_days(asked, r.days); !due || by_days < *due) {
      due = by_days;
      on = stands_on(c, {at + "/days"});
    }
  return "Asked on " + date_words(asked) + ", answered by " + date_words(*due) + " at the latest" + on + ".";
}

std::string contact_words(const Charter& c, const Contact& k) {
  const auto at = "contacts/" + k.role + "/";
  Grounded said{{k.title, stands_on(c, {at + "title"})}};
  for (const auto& [reach, key] : {std::pair{&k.email, "email"}, {&k.phone, "phone"}, {&k.post, "post"}})
    if (!reach->empty()) said.emplace_back(*reach, stands_on(c, {at + key}));
  return together(said, commas);
}

}  // namespace

std::string told_line(const Terms& t, const Stands& stands) {
  std::vector<std::string> keys{"inform"};
  if (!t.inform_unless.empty()) keys.emplace_back("inform-unless");
  return inform_words(t.inform) + (t.inform_unless.empty() ? "" : ", unless " + t.inform_unless) +
         on_ground(stands, keys) + ".";
}

std::string purpose_names(const Charter& c, PurposeSet purposes) {
  std::vector<std::string> names;
  purposes.each([&](PurposeIx p) { names.push_back("“" + c.at(p).name + "”"); });
  return and_list(names);
}

std::vector<std::string> terms_lines(const Terms& t, const Stands& stands) {
  std::vector<std::string> lines;
  Grounded grounds;
  for (const auto b : t.bases)
    grounds.emplace_back(basis_line(b), on_ground(stands, {"bases/" + std::string(basis_code(b))}));
  if (!grounds.empty()) lines.push_back("On what ground: " + together(grounds) + ".");
  const auto say = [&](std::string words, const std::vector<std::string>& keys) {
    lines.push_back(std::move(words) + on_ground(stands, keys) + ".");
  };
  if (!t.consent.empty()) say("Only while the person agrees to it, by name", {"consent"});
  if (t.agreement == AgreementNeed::Processing)
    say("Only under an agreement by which it works for us (processing)", {"agreement"});
  if (t.agreement == AgreementNeed::Any) say("Only under an agreement with it", {"agreement"});
  if (!t.papers.empty())
    say("Only once the papers by which they speak for the person were seen", {"represents"});
  if (!t.approval.empty()) say(t.approval, {"approval"});
  lines.push_back(told_line(t, stands));
  return lines;
}

Document explain_recipient(const Charter& c, const Recipient& r, CategoryIx category,
                           std::optional<ServiceIx> service) {
  auto d = begin(c, "May “" + r.name + "” get “" + c.at(category).name + "”?");
  for_services_alike(
      c, service, [&](ServiceIx s) { return share_lines(c, r, category, s); },
      [&](ServiceSet services, const std::vector<std::string>& lines) {
        d.heading(2, where_words(c, services));
        for (const auto& line : lines) d.paragraph(line);
      });
  say_grounds(d, c, category);
  say_beyond_care(d, c);
  return d;
}

Document explain_keeping(const Charter& c, CategoryIx category, std::optional<ServiceIx> service) {
  auto d = begin(c, "How long is “" + c.at(category).name + "” kept?");
  for_services_alike(
      c, service, [&](ServiceIx s) { return keep_lines(c, category, s); },
      [&](ServiceSet services, const std::vector<std::string>& lines) {
        d.heading(2, where_words(c, services));
        for (const auto& line : lines) d.paragraph(line);
      });
  return d;
}

Document explain_purpose(const Charter& c, PurposeIx ix) {
  const auto& p = c.at(ix);
  const auto at = "purposes/" + p.code;
  auto d = begin(c, "On what does “" + p.name + "” stand?");
  const auto words_on = stands_on(c, {at + "/says"}), name_on = stands_on(c, {at + "/name"});
  if (!p.says.empty()) d.paragraph(p.says + words_on);
  if (p.says.empty() || name_on != words_on) d.paragraph("It is called so" + name_on + ".");
  std::vector<Text> grounds;
  for (const auto& b : p.bases) {
    const auto assessed = at + "/bases/" + std::string(basis_code(b.basis)) + "/assessment";
    grounds.emplace_back(
        basis_said(c, p, b) +
        (b.assessment.empty() ? "" : "; assessment " + b.assessment + stands_on(c, {assessed})));
  }
  d.blocks.push_back(List{std::move(grounds), false});
  for (const auto i : p.conditions) {
    const auto& k = c.conditions[i];
    std::vector<std::string> paths{at + "/conditions/" + k.code};
    for (const auto& [value, key] : {std::pair{&k.says, "/says"},
                                     {&k.schedule1, "/schedule1"},
                                     {&k.policy_document, "/policy-document"}})
      if (!value->empty()) paths.push_back("conditions/" + k.code + key);
    d.paragraph(upper_first(condition_line(k)) + stands_on(c, paths) + ".");
  }
  Grounded uses, where;
  p.categories.each([&](CategoryIx i) {
    uses.emplace_back(c.at(i).name, stands_on(c, {at + "/categories/" + c.at(i).code}));
  });
  d.paragraph("What it uses: " + together(uses, soft_list, category_summary(c, p.categories)) + ".");
  const auto in = services_of(c, ix);
  in.each([&](ServiceIx s) {
    where.emplace_back(c.at(s).name, stands_on(c, {"services/" + c.at(s).code + "/purposes/" + p.code}));
  });
  d.paragraph("Where: " + (in.empty() ? "in no service" : together(where, and_list, where_words(c, in))) +
              ".");
  if (p.needs_consent())
    d.paragraph("Nothing is done for it before the person has said yes" +
                stands_on(c, {at + "/bases/consent"}) + ".");
  return d;
}

Document explain_right(const Charter& c, const Right& r, Date asked) {
  auto d = begin(c, "By when, and by whom: “" + r.name + "”?");
  const auto at = "rights/" + r.code + "/";
  const auto say = [&](std::string_view lead, const std::string& words, const char* key) {
    if (!words.empty()) d.paragraph(std::string(lead) + words + stands_on(c, {at + key}));
  };
  say("", r.says, "says");
  d.paragraph(due_line(c, r, asked));
  say("When it takes longer: ", r.extension, "extension");
  if (const auto who = decision_words(c, r); !who.empty()) {
    std::vector<std::string> named{at + "decides"};
    if (!r.seconds.empty()) named.push_back(at + "seconds");
    d.paragraph("Who decides: " + lower_first(who.substr(0, who.size() - 1)) + stands_on(c, named) + ".");
  }
  if (const auto* contact = c.contact(r.contact.empty() ? "data-protection" : r.contact))
    d.paragraph("Whom to ask: " + contact_words(c, *contact) + ".");
  d.paragraph("What it costs: " +
              (r.fee.empty() ? "nothing (UK GDPR Article 12(5))"
                             : lower_first(fee_words(r.fee)) + stands_on(c, {at + "fee"})) +
              ".");
  say("Exceptions: ", r.exceptions, "exceptions");
  return d;
}

Document explain_birthday(const Charter& c, int age) {
  auto d = begin(c, "What changes at " + std::to_string(age) + "?");
  std::vector<Text> items;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const auto& x = c.at(s);
    const auto at = "services/" + x.code + "/";
    for (const auto& p : c.purposes)
      if (may_be_agreed_to(p) && x.purposes.has(*c.find_purpose(p.code)) && own_age(c, s) == age)
        items.emplace_back("In " + x.name + " they say yes or no for themselves to “" + p.name +
                           "”; what others said for them ends, and they are asked anew" +
                           stands_on(c, {own_age_path(c, s), "purposes/" + p.code + "/bases/consent",
                                         at + "purposes/" + p.code}) +
                           ".");
    const int last = x.max_age ? x.max_age : x.for_children ? 17 : 0;
    if (x.min_age == age)
      items.emplace_back(x.name + " can take them on" + stands_on(c, {at + "min-age"}) + ".");
    if (last && last + 1 == age)
      items.emplace_back(x.name + " takes them on no more" +
                         stands_on(c, {at + (x.max_age ? "max-age" : "for-children")}) + ".");
  }
  for (const auto& r : c.retention) {
    const auto ends = [&](const Keep& k) { return k.birthday == age; };
    if (ends(r) || std::ranges::any_of(r.among, ends))
      items.emplace_back(subject_words(c, r) + to_confirm(c, "retention/" + r.code + "/categories") + ": " +
                         lower_first(period_words(r, false)) + stands_on(c, period_paths(r)) + ".");
  }
  if (items.empty()) items.emplace_back("Nothing that this charter says.");
  d.blocks.push_back(List{std::move(items), false});
  return d;
}

}  // namespace candour::paper
