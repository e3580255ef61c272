// Of a charter made of answers: when something is shared without being asked, how long all is kept, consent,
// rights, news, and what else an organisation promises.
#include <algorithm>
#include <boost/json.hpp>

#include "charter/authored_group.h"

namespace candour::charter {

namespace {

using boost::json::array;
using boost::json::object;

/// One of two periods. Where one of them has no part, neither has: half a rule in print would be another.
object period(const AnswerRow& row, bool second, bool grounded) {
  Group g(row);
  for (const std::string_view key : {"keep", "from", "from-says"}) {
    const auto question = (second ? "or-" : "") + std::string(key);
    if (const auto said = value(row, question); !said.empty())
      g.put(key, boost::json::string(said), grounded ? g.part(question) : std::string());
  }
  const auto age = value(row, "age");
  if (value(row, "choose") == "by-age" && !age.empty()) {
    const auto part = grounded ? g.part("age") : std::string();
    g.put(second ? "age-from" : "age-to", std::stoi(age) - (second ? 0 : 1), part);
  }
  return g.inside();
}

void retention(Growing& to) {
  to.table("retention", [](Group& g, const AnswerRow& row) {
    g.take_code();
    for (const auto* q : {"categories", "services"}) {
      g.take_list(q);
      g.usual(q, "all");
    }
    g.take_list("kinds");
    const auto choose = value(row, "choose");
    if (choose.empty() || value(row, "or-keep").empty()) {
      for (const auto* q : {"keep", "from", "from-says"}) g.take(q);
    } else {
      const bool grounded = !g.part("keep").empty() && !g.part("or-keep").empty();
      g.hold(choose, array{period(row, false, grounded), period(row, true, grounded)});
    }
    for (const auto* q : {"then", "why", "accept-collision"}) g.take(q);
    g.take_flag("or-as-agreed");
    if (const auto years = value(row, "legal-minimum"); !years.empty())
      g.put("legal-minimum", object{{"years", std::stoi(years)}, {"source", value(row, "legal-source")}},
            g.part("legal-minimum"));
    return true;
  });
}

void consent(Growing& to) {
  to.single("consent", [](Group& g) {
    g.take("how-to-withdraw");
    g.usual("how-to-withdraw", "Tell any of us, in any way, at any time.");
    g.take_each("consent", {"how-to-withdraw"});
  });
  array own;
  for (const auto& row : to.a.of("consent-by-service")) {
    Group g(row);
    g.take_each("consent-by-service");
    own.push_back(g.inside(true));
  }
  to.rows_in("consent", "by-service", std::move(own));
}

/// Who answers a right, until it is said: whoever answers for data protection.
std::string who_decides(const Authored& a) {
  for (const auto& row : a.of("roles"))
    if (value(row, "post") == "dp-lead") return value(row, "code");
  return "supervisor";
}

void rights(Growing& to) {
  const auto choices = choices_for(*find_section("rights")->find("code"), to.a, to.files);
  to.table("rights", [&](Group& g, const AnswerRow& row) {
    g.take_code();
    g.take("name");
    const auto named = std::ranges::find(choices, value(row, "code"), &AnswerChoice::code);
    if (value(row, "name").empty())
      g.put("name", boost::json::string(named == choices.end() ? value(row, "code") : named->words),
            g.part("code"));
    g.take_each("rights", {"code", "name"});
    g.usual("decides", boost::json::string(who_decides(to.a)));
    return true;
  });
}

void marketing(Growing& to) {
  to.single("marketing", [&](Group& g) {
    const auto basis = value(only(to.a, "marketing"), "basis");
    g.take("says");
    g.take("third-party");
    if (basis.empty()) return;
    g.put("allowed", basis != "none", g.part("basis"));
    g.take("basis");
    if (basis != "none") g.take_list("channels");
  });
  array routes;
  for (const auto& row : to.a.of("marketing-routes")) {
    Group g(row);
    g.take_each("marketing-routes");
    routes.push_back(g.inside(true));
  }
  to.rows_in("marketing", "routes", std::move(routes));
}

/// Whether anything goes to planning and research, and how the opt-out is kept then.
void planning(Growing& to) {
  if (to.a.of("opt-out").empty()) return;
  const Group said(only(to.a, "opt-out"));
  to.put("planning-and-research", value(only(to.a, "opt-out"), "planning-and-research"),
         said.part("planning-and-research"));
  to.single("opt-out", [](Group& g) { g.take_each("opt-out", {"planning-and-research"}); });
}

/// What the whole organisation looks at again and again.
void reviews(Growing& to) {
  const auto& row = only(to.a, "reviews");
  array out;
  const auto look = [&](const char* code, const char* every, const char* ask_every) {
    Group g(row);
    for (const auto& [key, question] : {std::pair{"every", every}, std::pair{"ask-every", ask_every}})
      if (const auto said = value(row, question); !said.empty())
        g.put(key, boost::json::string(said), g.part(question));
    auto done = g.done(true);
    if (done.empty()) return;
    done["code"] = code;
    out.push_back(std::move(done));
  };
  look("retention", "retention-every", "");
  look("accuracy", "accuracy-every", "accuracy-ask");
  if (!out.empty()) to.root["reviews"] = std::move(out);
}

void besides(Growing& to) {
  const auto& row = only(to.a, "besides");
  Group g(row);
  for (const auto* q : {"social-media", "automated-decisions", "before-visit"})
    if (const auto said = value(row, q); !said.empty()) to.put(q, said, g.part(q));
  if (!to.root.contains("automated-decisions")) to.put("automated-decisions", "none", "");
  if (const auto agreement = value(row, "agreement"); !agreement.empty())
    g.put("agreement", agreement == "yes", g.part("agreement"));
  g.take_number("training-months");
  if (auto access = g.done(true); !access.empty()) to.root["access"] = std::move(access);
}

}  // namespace

void compose_promises(Growing& to) {
  to.table("disclosure-grounds", [](Group& g, const AnswerRow&) {
    g.take_code();
    g.take_each("disclosure-grounds");
    return true;
  });
  planning(to);
  retention(to);
  consent(to);
  rights(to);
  marketing(to);
  to.single("transfers", [](Group& g) { g.take_each("transfers"); });
  reviews(to);
  besides(to);
}

}  // namespace candour::charter
