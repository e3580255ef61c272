// A charter made of answers. What nobody answered is taken as is usual, and stands as working.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/calendar_words.h"
#include "charter/authored_group.h"
#include "charter/yaml_text.h"

namespace candour::charter {

namespace {

using boost::json::array;
using boost::json::object;
using Codes = std::set<std::string, std::less<>>;

constexpr int kReviewDays = 364;  // a notice is looked at every year

/// What a post usually does. Reach and duties are a beginning: they are to be confirmed.
struct Post {
  std::string_view code, reach;
  std::vector<std::string_view> duties;
  bool writes = false, reviews = false;
  std::vector<std::string_view> sees;  // none: all that is held, where it reaches anybody
};
const std::vector<Post>& posts() {
  static const std::vector<Post> all = {
      {"worker", "caseload", {"add-person", "refer"}, true, false, {}},
      {"supervisor",
       "line",
       {"add-person", "refer", "decide-referral", "allocate", "close", "import", "see-access-log",
        "see-workload", "sign-off", "review-grants", "mark-death", "merge-records", "export-lists"},
       true,
       true,
       {}},
      {"service-manager",
       "service",
       {"decide-referral", "allocate", "see-workload", "sign-off", "review-grants"},
       true,
       true,
       {}},
      {"finance", "organisation", {}, true, false, {"identity", "contact", "financial", "transaction"}},
      {"dp-lead", "none", {"see-access-log", "see-ledger"}, false, false, {"none"}},
      {"admin",
       "none",
       {"add-person", "refer", "import", "manage-staff"},
       false,
       false,
       {"identity", "contact"}},
      {"board", "none", {}, false, false, {"none"}},
  };
  return all;
}

struct Lawful {
  std::string_view code, article, schedule1, says;
};
constexpr Lawful kConditions[] = {
    {"care-provision", "9(2)(h)", "2", "To give health or social care"},
    {"explicit-consent", "9(2)(a)", "", "You said yes in so many words"},
    {"vital", "9(2)(c)", "", "To protect a life"},
    {"safeguarding", "9(2)(g)", "18", "To keep people safe who are at risk"},
    {"counselling", "9(2)(g)", "17", "To give confidential counselling, advice or support"},
    {"equality", "9(2)(g)", "8", "To see that people are treated equally"},
};
/// What makes it lawful to use information about offences.
constexpr Lawful kOffences{"offences", "10", "18", "To keep people safe who are at risk"};

/// Kinds that most services write; each counts where the information of the service covers it.
constexpr std::string_view kUsualKinds[] = {
    "contact-note", "support-plan",         "risk-assessment",  "appointment", "hand-over", "incident",
    "complaint",    "safeguarding-concern", "complaint-letter", "compliment",  "feedback",  "letter",
    "file",         "consent-form",         "health-profile"};

class Composer {
 public:
  Composer(const Authored& a, const CatalogueFiles& files, Date today) : a_(a), files_(files), today_(today) {
    for (const auto& row : a.of("categories")) held_.insert(value(row, "use"));
  }

  object all() {
    root_["charter"] = 1;
    organisation();
    parts();
    rows("contacts", [](Group& g, const AnswerRow&) {
      for (const auto* q : {"role", "title", "email", "phone", "post", "web"}) g.take(q);
      return false;
    });
    single(
        "texts",
        [](Group& g) {
          for (const auto& q : find_section("texts")->questions) g.take(q.code);
        },
        false);
    easy_read();
    categories();
    conditions();
    purposes();
    services();
    roles();
    recipients();
    retention();
    consent();
    rights();
    single("marketing", [&](Group& g) { marketing(g); });
    disclosure_grounds();
    single("transfers", [](Group& g) {
      g.take("area");
      g.take("safeguards");
    });
    root_["automated-decisions"] = "none";
    root_["grounds"] = object{{"automated-decisions", boost::json::string_view(kWorking)}};
    return std::move(root_);
  }

 private:
  const AnswerRow& only(std::string_view section) const {
    static const AnswerRow kNone;
    const auto& rows = a_.of(section);
    return rows.empty() ? kNone : rows.front();
  }
  void single(std::string_view section, const auto& fill, bool has_clause = true) {
    if (a_.of(section).empty()) return;
    Group g(only(section));
    fill(g);
    auto done = g.done(has_clause);
    if (!done.empty()) root_[section] = std::move(done);
  }
  /// `fill` answers whether the group may have a clause.
  void rows(std::string_view section, const auto& fill) {
    array out;
    for (const auto& row : a_.of(section)) {
      Group g(row);
      const bool has_clause = fill(g, row);
      out.push_back(g.done(has_clause));
    }
    if (!out.empty()) root_[section] = std::move(out);
  }

  void organisation() {
    single(
        "organisation",
        [&](Group& g) {
          g.take_code();
          for (const auto* q : {"name", "legal-name", "says", "holidays"}) g.take(q);
          g.usual("hosting", "GB");
          std::string prefix = value(only("organisation"), "code").substr(0, 6);
          std::erase_if(prefix, [](char c) { return c < 'a' || c > 'z'; });
          for (char& c : prefix) c = static_cast<char>(c - 'a' + 'A');
          g.usual("reference-prefix", boost::json::string_view(prefix));
        },
        false);
    root_["version"] = object{{"number", "1.0"},
                              {"from", iso_date(today_)},
                              {"major", true},
                              {"review-by", iso_date(add_days(today_, kReviewDays))}};
  }
  void parts() {
    array out;
    for (const auto& p : a_.parts) {
      object one{{"number", p.number}};
      if (!p.title.empty()) one["title"] = p.title;
      out.push_back(std::move(one));
    }
    if (!out.empty()) root_["parts"] = std::move(out);
  }
  void easy_read() {
    rows("easy-read", [](Group& g, const AnswerRow& row) {
      g.take("heading");
      g.take("picture");
      g.put("says", list_of(lines_typed(value(row, "says"))), g.part("says"));
      return true;
    });
  }
  void categories() {
    array use;
    object rename, describe, grounds;
    for (const auto& row : a_.of("categories")) {
      const auto code = value(row, "use");
      use.emplace_back(code);
      const auto ground = [&](std::string_view question, const std::string& key) {
        const auto at = row.find(question);
        grounds[key + "/" + code] =
            at == row.end() || at->second.part.empty() ? std::string(kWorking) : at->second.part;
      };
      ground("use", "use");
      for (auto* into : {&rename, &describe}) {
        const std::string question = into == &rename ? "rename" : "describe";
        if (value(row, question).empty()) continue;
        (*into)[code] = value(row, question);
        ground(question, question);
      }
    }
    object group{{"use", std::move(use)}};
    if (!rename.empty()) group["rename"] = std::move(rename);
    if (!describe.empty()) group["describe"] = std::move(describe);
    group["grounds"] = std::move(grounds);
    root_["categories"] = std::move(group);
  }

  bool some_are(Sensitivity wanted, const Codes& codes) const {
    return std::ranges::any_of(files_.categories, [&](const Category& c) {
      return codes.contains(c.code) && c.sensitivity == wanted;
    });
  }
  static Codes codes_of(const AnswerRow& row, std::string_view question) {
    const auto codes = codes_in(value(row, question));
    return {codes.begin(), codes.end()};
  }
  /// The conditions by which a purpose may use what is special.
  std::vector<const Lawful*> lawful(const AnswerRow& purpose) const {
    std::vector<const Lawful*> out;
    const auto uses = codes_of(purpose, "categories");
    if (some_are(Sensitivity::Special, uses))
      for (const auto& c : kConditions)
        if (c.code == value(purpose, "condition")) out.push_back(&c);
    if (some_are(Sensitivity::Criminal, uses)) out.push_back(&kOffences);
    return out;
  }
  void conditions() {
    array out;
    Codes done;
    for (const auto& purpose : a_.of("purposes"))
      for (const auto* c : lawful(purpose)) {
        if (!done.insert(std::string(c->code)).second) continue;
        object one{{"code", boost::json::string_view(c->code)},
                   {"article", boost::json::string_view(c->article)},
                   {"says", boost::json::string_view(c->says)}};
        if (!c->schedule1.empty()) one["schedule1"] = boost::json::string_view(c->schedule1);
        if (c == &kOffences) one["criminal"] = true;
        if (const auto policy = value(purpose, "policy-document"); !policy.empty() && c->schedule1 != "2")
          one["policy-document"] = policy;
        one["grounds"] = object{{"all", boost::json::string_view(kWorking)}};
        out.push_back(std::move(one));
      }
    if (!out.empty()) root_["conditions"] = std::move(out);
  }
  void purposes() {
    rows("purposes", [&](Group& g, const AnswerRow& row) {
      g.begin();
      g.take_list("categories");
      object basis{{"basis", value(row, "basis")}};
      if (const auto why = value(row, "interests"); !why.empty()) basis["interests"] = why;
      const auto weighed = value(row, "assessment");
      if (!weighed.empty()) basis["assessment"] = weighed;
      g.put("bases", array{std::move(basis)}, g.part("basis"));
      if (!weighed.empty()) g.stands("bases/legitimate-interests/assessment", g.part("assessment"));
      std::vector<std::string_view> conditions;
      for (const auto* c : lawful(row)) conditions.push_back(c->code);
      if (!conditions.empty()) g.put("conditions", list_of(conditions), g.part("condition"));
      g.take_flag("optional");
      return true;
    });
  }

  std::string category_of(const Field& f) const {
    return files_.categories[static_cast<std::size_t>(f.category)].code;
  }
  Codes covered_by(const AnswerRow& service) const {
    Codes out;
    const auto chosen = codes_of(service, "purposes");
    for (const auto& p : a_.of("purposes"))
      if (chosen.empty() || chosen.contains(value(p, "code"))) out.merge(codes_of(p, "categories"));
    return out;
  }
  bool can_be_written(const Kind& k, const Codes& covered) const {
    return std::ranges::all_of(
        k.fields, [&](const Field& f) { return !f.required || covered.contains(category_of(f)); });
  }
  std::vector<const Kind*> kinds_of(const AnswerRow& service, const Codes& covered) const {
    std::vector<const Kind*> out;
    if (const auto* profile = files_.find_kind("profile")) out.push_back(profile);
    const auto chosen = codes_in(value(service, "kinds"));
    for (const auto& code : chosen)
      if (const auto* k = files_.find_kind(code)) out.push_back(k);
    if (chosen.empty())
      for (const auto code : kUsualKinds)
        if (const auto* k = files_.find_kind(code); k && can_be_written(*k, covered)) out.push_back(k);
    std::erase_if(out, [&](const Kind* k) { return k->home_visit && value(service, "home-based") != "yes"; });
    return out;
  }
  void services() {
    rows("services", [&](Group& g, const AnswerRow& row) {
      g.begin();
      g.take_list("purposes");
      std::vector<std::string> all;
      for (const auto& p : a_.of("purposes")) all.push_back(value(p, "code"));
      g.usual("purposes", list_of(all));
      const auto covered = covered_by(row);
      array kinds;
      for (const auto* k : kinds_of(row, covered)) {
        written_.insert(k->code);
        object one{{"kind", k->code}};
        array out;
        for (const auto& f : k->fields)
          if (!covered.contains(category_of(f))) out.emplace_back(f.code);
        if (!out.empty()) one["leave-out"] = std::move(out);
        kinds.push_back(std::move(one));
      }
      g.put("kinds", std::move(kinds), g.part("kinds"));
      g.take_flag("home-based");
      g.take_flag("for-children");
      g.take_number("min-age");
      g.take_number("max-age");
      g.take("commissioner");
      if (!value(row, "controller").empty()) {
        g.put("processor", true, g.part("controller"));
        g.take("controller");
      }
      return true;
    });
  }

  /// The kinds whose needed answers a role sees.
  std::vector<std::string> writes(const Codes& sees) const {
    std::vector<std::string> out;
    for (const auto& code : written_)
      if (const auto* k = files_.find_kind(code); k && !k->engine && can_be_written(*k, sees))
        out.push_back(code);
    return out;
  }
  array moves(const std::vector<std::string>& kinds, bool reviews) const {
    array out;
    for (const auto& code : kinds)
      for (const auto& m : files_.find_kind(code)->moves)
        if (reviews || !m.supervisor) out.push_back(object{{"kind", code}, {"move", m.code}});
    return out;
  }
  Codes usual_sight(const Post& post) const {
    if (post.sees.empty()) return held_;
    Codes out;
    for (const auto code : post.sees)
      if (held_.contains(code)) out.emplace(code);
    return out;
  }
  void roles() {
    rows("roles", [&](Group& g, const AnswerRow& row) {
      const auto post = std::ranges::find(posts(), value(row, "post"), &Post::code);
      g.begin();
      if (post == posts().end()) return true;
      g.take("reach");
      g.usual("reach", boost::json::string_view(post->reach));
      auto sees = codes_of(row, "sees");
      if (sees.empty()) sees = usual_sight(*post);
      g.put("sees", list_of(sees), g.part("sees"));
      array purposes;
      for (const auto& p : a_.of("purposes")) {
        const auto uses = codes_of(p, "categories");
        if (std::ranges::any_of(uses, [&](const auto& c) { return sees.contains(c); }))
          purposes.emplace_back(value(p, "code"));
      }
      g.put("purposes", std::move(purposes), "");
      if (const auto kinds = writes(sees); post->writes && !kinds.empty()) {
        g.put("writes", list_of(kinds), "");
        if (auto steps = moves(kinds, post->reviews); !steps.empty()) g.put("moves", std::move(steps), "");
      }
      if (!post->duties.empty()) g.put("duties", list_of(post->duties), "");
      return true;
    });
  }

  void recipients() {
    rows("recipients", [&](Group& g, const AnswerRow& row) {
      g.begin();
      g.take_list("categories");
      g.put("bases", array{boost::json::string(value(row, "basis"))}, g.part("basis"));
      g.take("inform");
      g.take_flag("source");
      g.take_flag("processor");
      if (value(row, "agreement") == "yes") g.put("agreement", "needed", g.part("agreement"));
      return true;
    });
  }
  void disclosure_grounds() {
    rows("disclosure-grounds", [](Group& g, const AnswerRow&) {
      g.begin();
      for (const auto* q : {"basis", "inform", "approval"}) g.take(q);
      return true;
    });
  }
  void retention() {
    rows("retention", [](Group& g, const AnswerRow&) {
      g.take_code();
      for (const auto* q : {"categories", "services"}) {
        g.take_list(q);
        g.usual(q, "all");
      }
      for (const auto* q : {"keep", "from", "then", "why"}) g.take(q);
      return true;
    });
  }
  void consent() {
    single("consent", [](Group& g) {
      g.take("how-to-withdraw");
      g.usual("how-to-withdraw", "Tell any of us, in any way, at any time.");
      g.take_number("own-from-age");
      g.take("renew-every");
      g.take("keep-at-most");
    });
  }
  /// Who answers a right, until it is said: whoever answers for data protection.
  std::string who_decides() const {
    for (const auto& row : a_.of("roles"))
      if (value(row, "post") == "dp-lead") return value(row, "code");
    return "supervisor";
  }
  void rights() {
    const auto& choices = choices_for(*find_section("rights")->find("code"), a_, files_);
    rows("rights", [&](Group& g, const AnswerRow& row) {
      g.take_code();
      const auto named = std::ranges::find(choices, value(row, "code"), &AnswerChoice::code);
      g.put("name", boost::json::string(named == choices.end() ? value(row, "code") : named->words),
            g.part("code"));
      for (const auto* q : {"says", "how", "refusal"}) g.take(q);
      g.take_number("days");
      g.take_number("months");
      g.usual("decides", boost::json::string(who_decides()));
      return true;
    });
  }
  void marketing(Group& g) {
    const auto& row = only("marketing");
    const auto basis = value(row, "basis");
    g.take("says");
    if (basis.empty()) return;
    g.put("allowed", basis != "none", g.part("basis"));
    g.take("basis");
    if (basis != "none") g.take_list("channels");
  }

  const Authored& a_;
  const CatalogueFiles& files_;
  const Date today_;
  object root_;
  Codes held_;
  std::set<std::string> written_;
};

}  // namespace

std::string compose(const Authored& a, const CatalogueFiles& catalogue, Date today) {
  const auto name =
      a.of("organisation").empty() ? std::string() : value(a.of("organisation").front(), "name");
  return "# " + (name.empty() ? std::string("A charter") : name) +
         ", from answers beside its own notice. What has no part as its ground was taken as usual: it\n"
         "# runs, it is not printed, and waits to be confirmed.\n" +
         yaml_text(Composer(a, catalogue, today).all());
}

}  // namespace candour::charter
