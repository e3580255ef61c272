// Every form of every page, as everybody has it: filled, broken, and sent. Whatever is wrong, it comes back
// with every word, every choice and every file; a session that ended loses nothing and shows nothing to
// anybody else; and a page offers only what its reader may do. The forms are found on the pages, so a new
// form is tried from the day it is added.
#include <algorithm>
#include <set>

#include "forms_on_page.h"
#include "house_for_tests.h"

namespace candour::attacks {
namespace {

using http::Fields;
using http::Method;
using http::Route;

/// Ours, filled in by the page.
bool ours(const FieldOnPage& f) {
  return f.type == "hidden" || f.name == "csrf" || f.name == "_leave-out";
}
bool secret(const FieldOnPage& f) {
  return f.type == "password" || f.name == "code";
}

struct Found {
  std::string page;  // its address
  FormOnPage form;
};

class Forms : public AttackedHouse {
 protected:
  static http::Request request(const std::string& target) {
    http::Request r;
    r.path = target.substr(0, target.find('?'));
    for (std::size_t i = 1; i < r.path.size();) {
      const auto next = std::min(r.path.find('/', i), r.path.size());
      r.segments.push_back(r.path.substr(i, next - i));
      i = next + 1;
    }
    auto query = target.find('?') == target.npos ? std::string() : target.substr(target.find('?') + 1);
    query = query.substr(0, query.find('#'));
    for (std::size_t i = 0; i < query.size();) {
      const auto end = std::min(query.find('&', i), query.size());
      const auto pair = query.substr(i, end - i);
      r.query.add(pair.substr(0, pair.find('=')),
                  pair.find('=') == pair.npos ? "" : pair.substr(pair.find('=') + 1));
      i = end + 1;
    }
    return r;
  }
  http::Response get(const std::string& target, const Caller& by) {
    return send(request(target), by, target + " by " + by.name);
  }
  http::Response post(const FormOnPage& form, const Caller& by, Fields answers,
                      std::vector<http::Upload> files = {}) {
    auto r = request(form.action);
    r.method = Method::Post;
    r.form = std::move(answers);
    r.files = std::move(files);
    return send(std::move(r), by, form.action + " posted by " + by.name);
  }
  static std::string header(const http::Response& r, std::string_view name) {
    for (const auto& [n, value] : r.headers)
      if (n == name) return value;
    return {};
  }
  const Route* route_of(const FormOnPage& form) {
    return router.match(Method::Post, request(form.action).segments).route;
  }

  /// Each form that this caller meets, once for each route that it is sent to.
  std::vector<Found> forms_met_by(const Caller& by) {
    std::vector<Found> all;
    std::set<std::string> had;
    for (const auto& r : router.routes()) {
      if (r.access != http::Access::SignedIn || r.method == Method::Post) continue;
      for (const auto& query : {Fields{}, Fields{{"service", "community-support"}}})
        for (const auto& params : fill(r, ids)) {
          http::Request q;
          const auto path = http::path_for(r.pattern, params) + http::query_text(query);
          const auto page = get(path, by);
          if (page.status != 200) continue;
          for (auto& form : forms_of(page.bytes())) {
            const auto* to = form.post ? route_of(form) : nullptr;
            if (to && to->name != "sign-out" &&
                had.insert(to->name + (form.has("move") ? form.action : "")).second)
              all.push_back({path, std::move(form)});
          }
        }
    }
    return all;
  }
  /// All that somebody could type and choose; `dates`: also in every date.
  static Fields filled(const FormOnPage& form, const std::string& words, const std::string& csrf) {
    Fields x;
    std::set<std::string> radios;
    for (const auto& f : form.fields) {
      if (f.name == "csrf") {
        x.add("csrf", csrf.empty() ? f.value : csrf);
      } else if (f.type == "hidden") {
        x.add(f.name, f.value);
      } else if (f.type == "select") {
        x.add(f.name, f.options.empty() ? "" : f.options.back());
      } else if (f.type == "radio") {
        if (radios.insert(f.name).second) x.add(f.name, f.value);
      } else if (f.type == "checkbox") {
        if (!ours(f)) x.add(f.name, f.value);
      } else if (f.type == "password") {
        x.add(f.name, "zqsecretqz words of mine");
      } else if (f.type != "file" && f.type != "submit") {
        x.add(f.name, words + " " + f.name);
      }
    }
    return x;
  }
  static std::vector<http::Upload> files_for(const FormOnPage& form) {
    std::vector<http::Upload> x;
    for (const auto& f : form.fields)
      if (f.type == "file") x.push_back({f.name, "zqletterqz.txt", "text/plain", Bytes(40, 'a')});
    return x;
  }
  /// The form of that page which is sent to the same place, with everything that was sent in it.
  void expect_all_back(const FormOnPage& sent, const Fields& answers, const std::vector<http::Upload>& files,
                       const http::Response& page, const std::string& what) {
    for (const auto& back : forms_of(page.bytes())) {
      if (!back.post || back.action != sent.action ||
          (sent.has("move") && answers.get("move") != value_of(back, "move")))
        continue;
      for (const auto& [name, value] : answers.items()) expect_back(sent, back, name, value, what);
      for (const auto& f : files)
        EXPECT_NE(page.bytes().find(f.filename), std::string_view::npos)
            << what << ": the file of " << f.name << " is lost";
      EXPECT_TRUE(files.empty() || !value_of(back, "_waiting").empty()) << what << ": no file waits";
      return;
    }
    // What it was about has changed meanwhile, and has no such form any more: the words stand there to be
    // read.
    if (page.bytes().find("What you had typed") != std::string_view::npos) {
      for (const auto& [name, value] : answers.items())
        if (value.starts_with("zqtypedqz"))
          EXPECT_NE(page.bytes().find(value), std::string_view::npos) << what << ": " << name << " is lost";
      return;
    }
    // A button alone, whose step was taken meanwhile: nobody typed anything.
    const auto typed = [](const auto& a) { return a.second.starts_with("zqtypedqz"); };
    if (files.empty() && std::ranges::none_of(answers.items(), typed)) return;
    ADD_FAILURE() << what << ": the form does not come back (" << page.status << ")\n"
                  << page.bytes().substr(0, 3000);
  }
  /// Links to a part of the notice.
  static void look_at_parts(const http::Response& page, std::set<std::string>& parts) {
    for (const auto& to : links_of(page.bytes()))
      if (to.find("/notice#") != to.npos) parts.insert(to);
  }
  void expect_in_the_notice(const std::set<std::string>& parts) {
    for (const auto& part : parts) {
      const auto hash = part.find('#');
      const auto notice = get(part.substr(0, hash), nobody);
      EXPECT_NE(notice.bytes().find("id=\"" + part.substr(hash + 1) + "\""), std::string::npos)
          << part << " is no part of the notice";
    }
  }
  static std::string text_of(const http::Response& r) {
    const auto main = r.bytes().find("<main");
    return std::string(r.bytes().substr(main == std::string_view::npos ? 0 : main, 900));
  }
  static std::string value_of(const FormOnPage& form, std::string_view name) {
    const auto f = std::ranges::find(form.fields, name, &FieldOnPage::name);
    return f == form.fields.end() ? std::string() : f->value;
  }
  static void expect_back(const FormOnPage& sent, const FormOnPage& back, const std::string& name,
                          const std::string& value, const std::string& what) {
    const auto field = std::ranges::find(sent.fields, name, &FieldOnPage::name);
    if (field == sent.fields.end() || ours(*field) || value.empty()) return;
    if (secret(*field)) {
      EXPECT_TRUE(value_of(back, name).empty()) << what << ": a secret comes back in " << name;
      return;
    }
    const bool there = std::ranges::any_of(back.fields, [&](const FieldOnPage& f) {
      const bool choice = f.type == "radio" || f.type == "checkbox" || f.type == "select";
      return f.name == name && f.value == value && (!choice || f.chosen);
    });
    EXPECT_TRUE(there) << what << ": what was given in " << name << " is lost: " << value;
  }
};

TEST_F(Forms, whatever_is_wrong_every_word_choice_and_file_comes_back) {
  int tried = 0, came_back = 0;
  std::set<std::string> routes, parts;
  for (const auto& by : callers) {
    for (const auto& [at, form] : forms_met_by(by)) {
      const auto* to = route_of(form);
      if (form.fields.size() < 2) continue;
      const auto files = files_for(form);
      // Words where a number, a date or a telephone belongs; and all of them far too long.
      for (const auto& words : {std::string("zqtypedqz not that"), "zqtypedqz " + std::string(9000, 'w')}) {
        const auto answers = filled(form, words, {});
        const auto answer = post(form, by, answers, files);
        ++tried;
        const std::string what =
            to->name + " on " + at + " by " + by.name + " (" + std::to_string(answer.status) + ")";
        EXPECT_NE(answer.status, 403) << what << " is offered and refused\n" << text_of(answer);
        if (answer.status == 303 || answer.status == 200 || answer.status == 403) continue;
        ++came_back;
        look_at_parts(answer, parts);
        routes.insert(to->name);
        EXPECT_NE(answer.bytes().find("There is a problem"), std::string_view::npos) << what;
        expect_all_back(form, answers, files, answer, what);
      }
    }
  }
  expect_in_the_notice(parts);
  EXPECT_GT(tried, 100);
  EXPECT_GT(came_back, 60);
  for (const auto* name : {"entry.write.post", "person.profile.edit.post", "people.new.post",
                           "circle.new.post", "staff.new.post", "person.ask.post"})
    EXPECT_TRUE(routes.contains(name)) << name << " was never broken";
}

TEST_F(Forms, a_session_that_ended_loses_nothing_and_shows_nothing_to_anybody_else) {
  int kept = 0;
  auto& other = callers.front();
  for (auto& by : callers) {
    if (&by == &other) continue;
    for (const auto& [at, form] : forms_met_by(by)) {
      const bool typed = std::ranges::any_of(
          form.fields, [](const auto& f) { return !ours(f) && !secret(f) && f.type != "submit"; });
      if (!typed) continue;
      const std::string what = form.action + " of " + at + " by " + by.name;
      const auto answers = filled(form, "zqtypedqz", {});
      const auto files = files_for(form);
      must(ll->sessions->end(by.token));
      const auto out = post(form, by, answers, files);
      EXPECT_EQ(out.status, 401) << what;
      EXPECT_EQ(out.bytes().find("zqtypedqz"), std::string_view::npos)
          << what << ": shown to whoever stands there";
      std::string next;
      for (const auto& f : forms_of(out.bytes())) next = value_of(f, "next");
      ASSERT_NE(next.find("kept="), std::string::npos) << what << ": nothing is kept";
      const auto to_other = get(next, other);
      EXPECT_EQ(to_other.bytes().find("zqtypedqz"), std::string_view::npos)
          << what << ": shown to somebody else";
      by.token = sign_in(by);
      const auto back = get(next, by);
      EXPECT_EQ(back.status, 200) << what;
      expect_all_back(form, answers, files, back, what);
      ++kept;
    }
  }
  EXPECT_GT(kept, 30);
}

TEST_F(Forms, a_form_made_before_one_signed_in_again_is_taken_and_a_colleagues_is_not) {
  auto& by = callers.front();
  const auto page = get("/ll/people/" + person.text() + "/write/contact-note", by);
  ASSERT_EQ(page.status, 200);
  FormOnPage form;
  for (auto& f : forms_of(page.bytes()))
    if (f.action.ends_with("/write/contact-note")) form = f;
  auto answers = filled(form, "zqtypedqz", {});
  const std::string colleagues = callers[1].csrf;
  must(ll->sessions->end(by.token));
  by.token = sign_in(by);
  EXPECT_EQ(post(form, by, filled(form, "zqtypedqz", colleagues)).status, 409);
  EXPECT_NE(post(form, by, answers).status, 409) << "their own form of a session that has ended";
}

/// Somebody went on with a draft: the answer never came, and the form is sent again after the server was
/// started again.
TEST_F(Forms, a_draft_that_is_kept_and_sent_again_is_one_entry_and_one_that_is_gone_loses_no_word) {
  const auto& by = callers.front();
  const auto page = "/ll/people/" + person.text() + "/write/contact-note";
  const auto form_of_page = [&](const std::string& at) {
    for (auto& f : forms_of(get(at, by).bytes()))
      if (f.action == page) return f;
    throw std::runtime_error("no form at " + at);
  };
  const auto drafted = [&] {
    const auto form = form_of_page(page);
    auto answers = filled(form, "zqtypedqz", {});
    answers.add("_do", "draft");
    EXPECT_EQ(post(form, by, answers).status, 303);
    return page + "?draft=" + must(ll->drafts->mine(by.id)).front().id.text();
  };
  const auto right = [](const FormOnPage& form) {
    Fields x;
    for (const auto& f : form.fields)
      if (f.type == "hidden") x.add(f.name, f.value);
    for (const auto& [name, value] : {std::pair{"when", "2026-11-20T14:20"},
                                      {"method", "visit"},
                                      {"what-happened", "zqtypedqz all of it"},
                                      {"_source", "person"}})
      x.add(name, value);
    return x;
  };

  const auto form = form_of_page(drafted());
  for (const auto& f : form_of_page(page).fields)
    if (f.type == "hidden" && !f.value.empty())
      EXPECT_FALSE(value_of(form, f.name).empty()) << f.name << " is lost in the draft";
  const auto first = post(form, by, right(form));
  clock.set({clock.now().ms + 60'000});  // nobody remembers the first click any more
  const auto again = post(form, by, right(form));
  EXPECT_EQ(first.status, 303) << text_of(first);
  EXPECT_EQ(again.status, 303) << text_of(again);
  EXPECT_EQ(header(again, "location"), header(first, "location"));

  const auto second = form_of_page(drafted());
  const auto draft = must(ll->drafts->mine(by.id)).front().id;
  ASSERT_EQ(value_of(second, "_draft"), draft.text());
  FormOnPage discard;
  discard.action = "/ll/drafts/" + draft.text() + "/discard";
  post(discard, by, {{"csrf", by.csrf}});
  const auto gone = post(second, by, right(second));
  EXPECT_EQ(gone.status, 422);
  EXPECT_NE(gone.bytes().find("kept or thrown away meanwhile"), std::string_view::npos) << text_of(gone);
  for (const auto& f : forms_of(gone.bytes()))
    if (f.action == page) {
      EXPECT_NE(gone.bytes().find("zqtypedqz all of it"), std::string_view::npos);
      const auto kept = post(f, by, right(f));
      EXPECT_EQ(kept.status, 303) << text_of(kept);
      return;
    }
  FAIL() << "the form does not come back\n" << text_of(gone);
}

TEST_F(Forms, a_form_that_is_saved_as_it_stands_changes_nothing) {
  const auto by =
      *std::ranges::find_if(callers, [](const auto& c) { return c.name == "supervisor in team A"; });
  const auto actor = must(ll->gate->actor(by.id));
  const auto values_of = [&](EntryId id) {
    const auto pass =
        must(ll->gate->see(actor, person, {ledger::Act::View, "record", "", CategorySet::of_bits(~0ull)}));
    return must(ll->entries->entry(pass, person, id)).values;
  };
  int tried = 0;
  for (const auto& text : ids["entry"]) {
    const auto id = EntryId::parse(text).value();
    const auto page = get("/ll/people/" + person.text() + "/entries/" + text + "/edit", by);
    if (page.status != 200) continue;
    for (const auto& form : forms_of(page.bytes())) {
      if (!form.action.ends_with("/edit")) continue;
      Fields as_it_stands;
      for (const auto& f : form.fields) {
        const bool box = f.type == "radio" || f.type == "checkbox";
        if (f.type != "file" && f.type != "submit" && (!box || f.chosen)) as_it_stands.add(f.name, f.value);
      }
      const auto before = values_of(id);
      const auto answer = post(form, by, as_it_stands);
      EXPECT_EQ(answer.status, 303) << form.action << text_of(answer);
      EXPECT_EQ(boost::json::serialize(before), boost::json::serialize(values_of(id))) << form.action;
      ++tried;
    }
  }
  EXPECT_GT(tried, 5);
}

TEST_F(Forms, every_page_offers_only_what_may_be_done) {
  std::set<std::string> parts;
  for (const auto& by : callers) {
    std::set<std::string> links;
    for (const auto& r : router.routes()) {
      if (r.access != http::Access::SignedIn || r.method == Method::Post) continue;
      for (const auto& params : fill(r, ids)) {
        const auto page = get(http::path_for(r.pattern, params), by);
        if (page.status == 200 || page.status == 403) look_at_parts(page, parts);
        if (page.status != 200) continue;
        for (const auto& to : links_of(page.bytes())) {
          const auto shape = to.substr(0, to.find('#'));
          if (!links.insert(shape).second) continue;
          const auto there = get(shape, by);
          EXPECT_TRUE(there.status != 403 && there.status != 404)
              << r.name << " leads " << by.name << " to " << shape << ", which answers " << there.status;
        }
      }
    }
    EXPECT_GT(links.size(), 10u) << by.name;
  }
  EXPECT_GT(parts.size(), 10u) << "refusals and grounds lead to the part of the notice that says it";
  expect_in_the_notice(parts);
}

}  // namespace
}  // namespace candour::attacks
