// The charter asked on its page: each kind of question has a form that works without a script, and the answer
// is that of the command line; what cannot be answered says what is missing and keeps what was typed.
#include "base/calendar.h"
#include "base/calendar_words.h"
#include "pages_for_tests.h"
#include "paper/answers.h"
#include "paper/matrix.h"

namespace candour::attacks {
namespace {

class ExplainPage : public Pages {
 protected:
  http::Response asked(http::Fields query) {
    return get("/ll/charter/explain", of("dp-lead"), std::move(query));
  }
  /// Each line as far as it goes without a sign that a page writes otherwise, or a part that is a link.
  void expect_answer(const http::Response& page, const paper::Document& d) {
    const auto plain = [](const std::string& line) { return line.substr(0, line.find_first_of("&<>\"'([")); };
    EXPECT_TRUE(says(page, plain(d.title)));
    int seen = 0;
    const auto expect = [&](const std::string& line) {
      EXPECT_TRUE(says(page, plain(line)));
      ++seen;
    };
    for (const auto& b : d.blocks) {
      if (const auto* p = std::get_if<paper::Paragraph>(&b)) expect(p->text.plain());
      if (const auto* l = std::get_if<paper::List>(&b))
        for (const auto& item : l->items) expect(item.plain());
      if (const auto* t = std::get_if<paper::Table>(&b)) expect(t->caption);
    }
    EXPECT_GT(seen, 0) << d.title;
  }
  const charter::Recipient& recipient() const { return charter().recipients.front(); }
};

TEST_F(ExplainPage, each_kind_of_question_has_its_own_form) {
  const auto first = asked({});
  const std::vector<std::pair<std::string, std::vector<std::string>>> forms{
      {"role", {"role", "category", "service"}},
      {"recipient", {"recipient", "category", "service"}},
      {"keeping", {"category", "service"}},
      {"ground", {"purpose"}},
      {"right", {"right", "on"}},
      {"birthday", {"age"}}};
  for (const auto& [kind, fields] : forms) {
    EXPECT_TRUE(kind == "role" || says(first, "explain?about=" + kind + "\"")) << kind;
    const auto page = asked({{"about", kind}});
    EXPECT_TRUE(says(page, "name=\"about\" value=\"" + kind + "\"")) << kind;
    for (const auto& field : fields)
      EXPECT_TRUE(says(page, "name=\"" + field + "\"")) << kind << ": " << field;
    for (const auto* missing : {"Choose a ", "Choose wh", "Type an age."})
      EXPECT_EQ(page.body.find(missing), std::string::npos) << "nothing was asked yet: " << kind;
  }
}

TEST_F(ExplainPage, a_role_and_a_kind_of_information) {
  const auto& c = charter();
  const auto role = *c.find_role("finance");
  const auto health = *c.find_category("health");
  expect_answer(asked({{"about", "role"}, {"role", "finance"}, {"category", "health"}}),
                paper::explain(c, role, health, std::nullopt));
  const auto& service = c.services.front().code;
  expect_answer(asked({{"role", "finance"}, {"category", "health"}, {"service", service}}),
                paper::explain(c, role, health, c.find_service(service)));
  EXPECT_TRUE(says(asked({{"about", "role"}, {"role", "finance"}, {"category", ""}}),
                   "Choose a role and a kind of information."));
}

TEST_F(ExplainPage, somebody_outside_and_a_kind_of_information) {
  const auto& c = charter();
  expect_answer(asked({{"about", "recipient"}, {"recipient", recipient().code}, {"category", "health"}}),
                paper::explain_recipient(c, recipient(), *c.find_category("health"), std::nullopt));
  EXPECT_TRUE(says(asked({{"about", "recipient"}, {"recipient", "zqnobody"}, {"category", "health"}}),
                   "Choose who would get it, and a kind of information."));
}

TEST_F(ExplainPage, how_long_and_from_when) {
  const auto& c = charter();
  expect_answer(asked({{"about", "keeping"}, {"category", "care"}}),
                paper::explain_keeping(c, *c.find_category("care"), std::nullopt));
  EXPECT_TRUE(says(asked({{"about", "keeping"}, {"category", "care"}}), "6 years"));
  EXPECT_TRUE(says(asked({{"about", "keeping"}, {"category", ""}}), "Choose a kind of information."));
}

TEST_F(ExplainPage, on_which_ground) {
  const auto& c = charter();
  for (std::size_t i = 0; i < c.purposes.size(); ++i)
    expect_answer(asked({{"about", "ground"}, {"purpose", c.purposes[i].code}}),
                  paper::explain_purpose(c, static_cast<PurposeIx>(i)));
  EXPECT_TRUE(says(asked({{"about", "ground"}, {"purpose", ""}}), "Choose a use."));
}

TEST_F(ExplainPage, by_when_and_by_whom_on_a_day) {
  const auto& c = charter();
  const auto access = std::ranges::find(c.rights, std::string("access"), &charter::Right::code);
  ASSERT_NE(access, c.rights.end());
  const auto page = asked({{"about", "right"}, {"right", "access"}, {"on", "27/11/2026"}});
  EXPECT_TRUE(says(page, "Asked on 27 November 2026, answered by 27 December 2026 at the latest"));
  expect_answer(asked({{"about", "right"}, {"right", "access"}, {"on", ""}}),
                paper::explain_right(c, *access, today(clock.now())));
  const auto wrong = asked({{"about", "right"}, {"right", "access"}, {"on", "31/31/2026"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(wrong.body.find("is not a date that we understand"), std::string::npos);
  EXPECT_NE(wrong.body.find("value=\"31/31/2026\""), std::string::npos) << "what was typed stands";
  EXPECT_TRUE(says(asked({{"about", "right"}, {"right", ""}, {"on", ""}}), "Choose what is asked for."));
}

TEST_F(ExplainPage, what_a_birthday_changes) {
  for (const int age : {16, 18, 25})
    expect_answer(asked({{"about", "birthday"}, {"age", std::to_string(age)}}),
                  paper::explain_birthday(charter(), age));
  for (const auto* typed : {"0", "121", "16x", "sixteen", "-3", "99999999999"}) {
    const auto wrong = asked({{"about", "birthday"}, {"age", typed}});
    EXPECT_EQ(wrong.status, 422) << typed;
    EXPECT_NE(wrong.body.find("Type an age from 1 to 120"), std::string::npos) << typed;
    EXPECT_NE(wrong.body.find(std::string("value=\"") + typed + "\""), std::string::npos) << typed;
  }
  EXPECT_TRUE(says(asked({{"about", "birthday"}, {"age", ""}}), "Type an age."));
}

TEST_F(ExplainPage, the_form_for_access_says_who_the_charter_tells) {
  const auto& outside =
      *std::ranges::find_if(callers, [](const Caller& c) { return c.name == "worker in another service"; });
  const auto page = get(at("/ask"), outside);
  ASSERT_EQ(page.status, 200);
  EXPECT_TRUE(says(page, "Your supervisor is told at once, and the person can see that you looked and why."));
  EXPECT_TRUE(says(page, "A sentence or two. Your supervisor reads it."));
}

}  // namespace
}  // namespace candour::attacks
