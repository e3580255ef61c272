// A charter made of answers. What nobody answered is taken as is usual, and stands as working.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "charter/authored_group.h"
#include "charter/yaml_text.h"

namespace candour::charter {

namespace {

using boost::json::array;
using boost::json::object;
using Codes = std::set<std::string, std::less<>>;

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
  bool criminal() const { return article == "10"; }
};
constexpr Lawful kConditions[] = {
    {"care-provision", "9(2)(h)", "2", "To give health or social care"},
    {"explicit-consent", "9(2)(a)", "", "You said yes in so many words"},
    {"vital", "9(2)(c)", "", "To protect a life"},
    {"safeguarding", "9(2)(g)", "18", "To keep people safe who are at risk"},
    {"counselling", "9(2)(g)", "17", "To give confidential counselling, advice or support"},
    {"equality", "9(2)(g)", "8", "To see that people are treated equally"},
    {"legal-claims", "9(2)(f)", "", "For a court or a legal claim"},
    {"social-protection", "9(2)(b)", "1", "To meet duties of employment and social protection law"},
    {"public-health", "9(2)(i)", "3", "To protect public health"},
    {"research", "9(2)(j)", "4", "For research that is in the public interest"},
    {"offences-care", "10", "2", "Offences that matter for giving health or social care"},
};
/// What makes it lawful to use information about offences, where nothing else was chosen.
constexpr Lawful kOffences{"offences", "10", "18", "To keep people safe who are at risk"};

/// Kinds that most services write; each counts where the information of the service covers it.
constexpr std::string_view kUsualKinds[] = {
    "contact-note", "support-plan",         "risk-assessment",  "appointment", "hand-over", "incident",
    "complaint",    "safeguarding-concern", "complaint-letter", "compliment",  "feedback",  "letter",
    "file",         "consent-form",         "health-profile"};

/// Looks that are promised for the whole organisation: where the answer stands, and the kind that records it.
constexpr std::pair<std::pair<std::string_view, std::string_view>, std::string_view> kLooks[] = {
    {{"opt-out", "review-every"}, "opt-out-review"},
    {{"reviews", "retention-every"}, "retention-review"},
    {{"reviews", "accuracy-every"}, "accuracy-review"}};

/// Written by those above alone: it concerns many people, or what goes for ever.
bool is_for_those_above(const Kind& k) {
  return k.records_agreement || k.records_mailing || k.records_hold || k.records_destruction ||
         k.reviews != Reviewed::Nothing;
}

/// What is tied to the catalogue: information, uses, services, those who work here and those who get
/// something.
class Composer {
 public:
  Composer(const Authored& a, const CatalogueFiles& files, Date today)
      : a_(a), files_(files), today_(today), to_{a, files} {
    for (const auto& row : a.of("purposes")) used_.merge(codes_of(row, "categories"));
  }

  object all() {
    compose_organisation(to_, today_);
    compose_words(to_);
    categories();
    conditions();
    purposes();
    services();
    reasons();
    roles();
    recipients();
    compose_promises(to_);
    to_.root["grounds"] = std::move(to_.grounds);
    return std::move(to_.root);
  }

 private:
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
    to_.root["categories"] = std::move(group);
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
  /// The conditions by which a purpose may use what is special, and what is about offences.
  std::vector<const Lawful*> lawful(const AnswerRow& purpose) const {
    std::vector<const Lawful*> out;
    const auto uses = codes_of(purpose, "categories"), chosen = codes_of(purpose, "condition");
    const bool special = some_are(Sensitivity::Special, uses);
    const bool criminal = some_are(Sensitivity::Criminal, uses);
    for (const auto& c : kConditions)
      if (chosen.contains(c.code) && (c.criminal() ? criminal : special)) out.push_back(&c);
    if (criminal && std::ranges::none_of(out, &Lawful::criminal)) out.push_back(&kOffences);
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
        if (c->criminal()) one["criminal"] = true;
        if (const auto policy = value(purpose, "policy-document"); !policy.empty() && c->schedule1 != "2")
          one["policy-document"] = policy;
        one["grounds"] = object{{"all", boost::json::string_view(kWorking)}};
        out.push_back(std::move(one));
      }
    if (!out.empty()) to_.root["conditions"] = std::move(out);
  }
  /// One ground of a use, with what goes with it; each answer has its own part.
  static object basis_of(const AnswerRow& row) {
    Group g(row);
    for (const auto* q : {"basis", "when", "interests", "assessment"}) g.take(q);
    return g.inside();
  }
  void purposes() {
    to_.table("purposes", [&](Group& g, const AnswerRow& row) {
      g.begin();
      g.take_list("categories");
      array bases{basis_of(row)};
      Codes met{value(row, "basis")};
      for (const auto& more : a_.of("further-grounds"))
        if (value(more, "purpose") == value(row, "code") && met.insert(value(more, "basis")).second)
          bases.push_back(basis_of(more));
      g.hold("bases", std::move(bases));
      std::vector<std::string_view> conditions;
      for (const auto* c : lawful(row)) conditions.push_back(c->code);
      if (!conditions.empty()) g.put("conditions", list_of(conditions), g.part("condition"));
      g.take_flag("optional");
      g.take_list("mailings");
      g.take("beyond-care");
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
    for (const auto& [asked, code] : kLooks) {
      const bool promised = !value(only(a_, asked.first), asked.second).empty();
      const auto* k = files_.find_kind(code);
      // It looks at all services, and so stands in one.
      const bool here = &service == &a_.of("services").front() && std::ranges::find(out, k) == out.end();
      if (promised && here && k && can_be_written(*k, covered)) out.push_back(k);
    }
    return out;
  }
  void services() {
    to_.table("services", [&](Group& g, const AnswerRow& row) {
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
      g.take("contract-end");
      if (!value(row, "controller").empty()) {
        g.put("processor", true, g.part("controller"));
        g.take("controller");
        g.take("controller-instructions");
      }
      return true;
    });
  }

  /// The kinds whose needed answers a role sees.
  std::vector<std::string> writes(const Codes& sees, bool above) const {
    std::vector<std::string> out;
    for (const auto& code : written_)
      if (const auto* k = files_.find_kind(code);
          k && !k->engine && (above || !is_for_those_above(*k)) && can_be_written(*k, sees))
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
    if (post.sees.empty()) return used_;
    Codes out;
    for (const auto code : post.sees)
      if (used_.contains(code)) out.emplace(code);
    return out;
  }
  void reasons() {
    array out;
    for (const auto& row : a_.of("reasoned-access")) {
      Group g(row);
      g.begin();
      out.push_back(g.done(false));
    }
    if (!out.empty()) to_.root["reasons"] = std::move(out);
  }
  /// What a role opens for a reason alone: as it was said, or what it sees anyhow, of more people.
  array reasoned(const std::string& role, const Codes& sees, Codes& lent) const {
    array out;
    for (const auto& row : a_.of("reasoned-access")) {
      if (!codes_of(row, "roles").contains(role)) continue;
      Group g(row);
      g.put("reasons", list_of(std::vector{value(row, "code")}), g.part("name"));
      g.take_number("hours");
      g.take("within");
      auto opened = codes_of(row, "sees");
      if (opened.empty()) opened = sees.empty() ? used_ : sees;
      g.put("sees", list_of(opened), g.part("sees"));
      g.take("tells");
      g.usual("tells", "supervisor");
      out.push_back(g.inside(true));
      lent.merge(opened);
    }
    return out;
  }
  array duties(const Post& post) const {
    auto out = list_of(post.duties);
    const auto planning = value(only(a_, "opt-out"), "planning-and-research");
    if (post.code == "dp-lead" && planning == "opt-out-filtered") out.emplace_back("check-opt-out");
    return out;
  }
  void roles() {
    to_.table("roles", [&](Group& g, const AnswerRow& row) {
      const auto post = std::ranges::find(posts(), value(row, "post"), &Post::code);
      g.begin();
      if (post == posts().end()) return true;
      g.take("reach");
      g.usual("reach", boost::json::string_view(post->reach));
      auto sees = codes_of(row, "sees");
      if (sees.empty()) sees = usual_sight(*post);
      g.put("sees", list_of(sees), g.part("sees"));
      auto opens = sees;
      auto for_reasons = reasoned(value(row, "code"), sees, opens);
      array purposes;
      for (const auto& p : a_.of("purposes")) {
        const auto uses = codes_of(p, "categories");
        if (std::ranges::any_of(uses, [&](const auto& c) { return opens.contains(c); }))
          purposes.emplace_back(value(p, "code"));
      }
      g.put("purposes", std::move(purposes), "");
      if (const auto kinds = writes(sees, post->reviews); post->writes && !kinds.empty()) {
        g.put("writes", list_of(kinds), "");
        if (auto steps = moves(kinds, post->reviews); !steps.empty()) g.put("moves", std::move(steps), "");
      }
      if (auto all = duties(*post); !all.empty()) g.put("duties", std::move(all), "");
      g.hold("reasoned-access", std::move(for_reasons));
      return true;
    });
  }

  void recipients() {
    to_.table("recipients", [&](Group& g, const AnswerRow& row) {
      g.begin();
      g.put("bases", list_of(codes_in(value(row, "basis"))), g.part("basis"));
      g.take_each("recipients", {"name", "says", "basis", "agreement", "direct"});
      if (value(row, "agreement") == "yes") g.put("agreement", "needed", g.part("agreement"));
      if (value(row, "direct") == "no") g.put("direct", false, g.part("direct"));
      return true;
    });
  }

  const Authored& a_;
  const CatalogueFiles& files_;
  const Date today_;
  Growing to_;
  Codes used_;  // what some purpose uses: nobody sees anything else
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
