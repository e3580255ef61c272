// What waits for a second person: the page of those who may confirm and of the one who asked; and the page
// for somebody outside, who has a code on paper and no account.
#include "base/calendar_words.h"
#include "people/waiting_words.h"
#include "web/frame/page_table.h"
#include "web/frame/secret_fields.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kWords = "words";

Html what_waits(const OrgHouse& org, const people::Directory& staff, const people::Waiting& w) {
  const auto words = people::waiting_words(*org.charter, staff, w);
  std::vector<Html> lines;
  for (const auto& line : words.lines) lines.push_back(html::text(line));
  html::SummaryList list;
  if (!lines.empty()) list.rows.push_back({"What", html::join(lines, "; "), {}});
  list.rows.push_back({"Asked by", html::text(staff.name(w.asked_by) + ", " + date_time_words(w.asked)), {}});
  if (w.state == "waiting") list.rows.push_back({"Waits until", html::text(date_time_words(w.ends)), {}});
  if (!w.why.empty()) list.rows.push_back({"Why not", html::typed_text(w.why), {}});
  return html::summary_list(list);
}

/// Confirm, or refuse with a word why. Two forms, so that no word is asked for to confirm.
Html decision_forms(const std::string& action, std::string_view csrf, std::string_view ticket,
                    const std::string& id, const html::Problems& problems, const std::string& typed,
                    std::string_view about) {
  std::vector<std::pair<std::string, std::string>> hidden = {{"decision", "confirm"}, {"waiting", id}};
  if (!ticket.empty()) hidden.emplace_back("ticket", ticket);
  Html inside = html::frag(html::hidden("decision", "refuse"), html::hidden("waiting", id),
                           html::textarea({.name = std::string(kWords),
                                           .label = "Why not?",
                                           .value = typed,
                                           .error = problems.of(kWords),
                                           .rows = 2}));
  if (!ticket.empty()) inside += html::hidden("ticket", ticket);
  inside += html::button({.words = "Refuse", .look = html::Look::Danger, .about = std::string(about)});
  return html::frag(
      html::act(action, csrf, {.words = "Confirm", .about = std::string(about)}, hidden),
      html::details("Refuse it", html::form({.action = action, .csrf = std::string(csrf)}, inside),
                    problems.any()));
}

Html mine_part(const Visit& v, const std::vector<people::Waiting>& asked) {
  if (asked.empty()) return {};
  Html all = html::heading(2, "What you asked for", "m");
  for (const auto& w : asked) {
    const auto words = people::waiting_words(v.charter(), *v.staff, w);
    Html inside = what_waits(*v.org, *v.staff, w);
    if (w.state == "waiting") {
      inside += html::act(v.url("/second-person/waiting/" + w.id.text()), v.session.csrf,
                          {.words = "Take it back", .look = html::Look::Second, .about = words.title},
                          {{"decision", "withdraw"}});
    } else {
      const std::string by = w.decided_by.is_nil() ? "a second person outside" : v.staff->name(w.decided_by);
      inside += html::paragraph((w.state == "confirmed" ? "Confirmed by "
                                 : w.state == "refused" ? "Refused by "
                                                        : "Taken back by ") +
                                by + (w.decided ? ", " + date_time_words(*w.decided) : std::string()) + ".");
    }
    all += html::card(words.title, inside, 3);
  }
  return all;
}

Result<Response> waiting_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto waits, v.org->staff->second().for_me(v.actor));
  TRY(const auto asked, v.org->staff->second().asked_by(v.actor));
  auto f = site.frame(r, "Waiting for a second person", v.has(charter::Duty::ManageStaff) ? "staff" : "");
  f.heading = "Waiting for a second person";
  f.narrow = true;
  f.main = html::frag(
      html::paragraph("What opens records or gives power over accounts takes effect only when a second "
                      "person has confirmed it. Nobody confirms what they asked for, what is about "
                      "them, nor anything asked by an account that they made."),
      html::heading(2, "For you to decide", "m"));
  if (waits.empty()) f.main += html::paragraph("Nothing waits for you.");
  for (const auto& w : waits) {
    const auto words = people::waiting_words(v.charter(), *v.staff, w);
    const SentForm form(v, v.url("/second-person/waiting/" + w.id.text()));
    f.main += html::card(
        words.title,
        html::frag(what_waits(*v.org, *v.staff, w), html::paragraph(words.opens),
                   decision_forms(v.url("/second-person/waiting/" + w.id.text()), v.session.csrf, {},
                                  w.id.text(), form.problems(), form.value(kWords), words.title)),
        3);
  }
  f.main += mine_part(v, asked);
  if (v.has(charter::Duty::ManageStaff))
    f.main += html::details(
        "A code for a second person outside",
        html::frag(
            html::paragraph(
                "In a small organisation the second person may be somebody without an account, such "
                "as the chair. They confirm with a code on paper, which works once. To make a new "
                "code, ask here; whoever confirms it prints it. Whoever runs the server can make "
                "one, too: candour staff code."),
            html::act(v.url("/second-person/waiting/new"), v.session.csrf,
                      {.words = "Ask for a new code", .look = html::Look::Second}, {{"decision", "code"}})));
  return site.page(std::move(f));
}

/// The words that are shown once, for the two kinds that have any.
Html shown_once(const std::string& shown, bool code) {
  if (code)
    return html::frag(
        html::paragraph("This is the new code. Print this page, or write it down, and give it to a second "
                        "person outside who answers for the organisation. It is not shown again, and "
                        "works once."),
        html::inset(html::paragraph(h("code", shown))));
  return html::frag(
      html::paragraph(
          "This is the second half of their password. Tell it to them yourself. They type the "
          "half that they got from whoever asked, a dash, and then this. It works once, and "
          "they choose their own; when they had lost the old one, within 24 hours. It is not shown "
          "again."),
      html::inset(html::paragraph(h("code", shown))));
}

Response shown_page(const Site& site, html::PageFrame f, const std::string& shown, bool code,
                    const std::string& on) {
  f.heading = "Confirmed";
  f.narrow = true;
  f.main = html::frag(shown_once(shown, code), html::button_link(on, "I have written it down"));
  return site.page(std::move(f));
}

Result<Response> decide(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  auto& second = v.org->staff->second();
  const std::string decision = r.form.get("decision");
  if (decision == "code" && r.param("waiting") == "new") {
    CHECK_OK(v.org->staff->ask_outside_code(v.actor));
    return site.done(r, "/second-person/waiting", "Asked. Somebody else confirms it and prints the code.");
  }
  const auto id = people::WaitingId::parse(r.param("waiting"));
  if (!id) return not_found();
  if (decision == "withdraw") {
    CHECK_OK(second.withdraw(v.actor, *id));
    return site.done(r, "/second-person/waiting", "Taken back.");
  }
  if (decision == "refuse") {
    CHECK_OK(second.refuse(v.actor, *id, r.form.trimmed(kWords)));
    return site.done(r, "/second-person/waiting", "Refused. Whoever asked sees why.");
  }
  if (decision != "confirm") return invalid("decision", "Go back and confirm or refuse it.");
  bool code = false;
  TRY(const auto all, second.for_me(v.actor));
  for (const auto& w : all) code = code || (w.id == *id && w.kind == people::kWaitsCode);
  TRY(const auto shown, second.confirm(v.actor, *id));
  if (shown.empty())
    return site.done(r, "/second-person/waiting", "Confirmed. It counts from their next page.");
  return shown_page(site, site.frame(r, "Confirmed", ""), shown, code, v.url("/second-person/waiting"));
}

// The one outside

Response outside_page(const Site& site, OrgHouse& org, const html::Problems& problems, int status) {
  auto f = site.public_frame(&org, "Second person");
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::error_summary(problems);
  f.main += html::heading(1, "Confirm something as a second person", "l");
  f.main += html::paragraph(
      "You have a code on paper because " + org.charter->organisation.name +
      " asks somebody outside to look at what gives power. Type it to see what is asked. You need "
      "no account.");
  const Html input = html::text_input({.name = "outside-code",
                                       .label = "Code",
                                       .error = problems.of("code"),
                                       .width = 30,
                                       .autocomplete = "off",
                                       .spellcheck = false});
  f.main += html::form({.action = "/" + org.charter->organisation.code + "/second-person", .csrf = {}},
                       html::frag(input, html::button({"See what is asked"})));
  return site.page(std::move(f), status);
}

Response outside_list(const Site& site, OrgHouse& org, const people::SecondPerson::Outside& out,
                      const html::Problems& problems, const std::string& typed) {
  const auto staff = org.staff->directory();
  auto f = site.public_frame(&org, "What is asked");
  f.narrow = true;
  f.has_errors = problems.any();
  f.main = html::frag(
      html::error_summary(problems), html::heading(1, "What is asked", "l"),
      html::paragraph("Your code is good for one of these. Speak with whoever it is about before you "
                      "confirm. When you have decided, the code is used up."));
  if (out.waiting.empty()) f.main += html::paragraph("Nothing waits just now. Your code stays good.");
  for (const auto& w : out.waiting) {
    const auto words = people::waiting_words(*org.charter, *staff, w);
    f.main += html::card(
        words.title, html::frag(what_waits(org, *staff, w), html::paragraph(words.opens),
                                decision_forms("/" + org.charter->organisation.code + "/second-person/decide",
                                               {}, out.ticket, w.id.text(), problems, typed, words.title)));
  }
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> take_outside_code(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto out = org.staff->second().outside(r.form.get("outside-code"), r.remote);
  if (out) return outside_list(site, org, *out, {}, {});
  if (out.error().code != Code::Invalid && out.error().code != Code::TooMuch)
    return tl::unexpected<Error>(out.error());
  auto problems = out.error().fields.empty()
                      ? html::Problems(std::vector<FieldProblem>{{"code", out.error().words.text}})
                      : html::Problems(out.error());
  return outside_page(site, org, problems, out.error().code == Code::TooMuch ? 429 : 422);
}

Result<Response> decide_outside(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto& second = org.staff->second();
  const auto id = people::WaitingId::parse(r.form.get("waiting"));
  if (!id) return outside_page(site, org, {}, 422);
  const std::string ticket = r.form.get("ticket");
  Result<std::string> done =
      r.form.get("decision") == "refuse" ? std::string() : second.confirm_outside(ticket, *id);
  if (r.form.get("decision") == "refuse") {
    auto refused = second.refuse_outside(ticket, *id, r.form.trimmed(kWords));
    if (!refused) done = tl::unexpected<Error>(std::move(refused).error());
  }
  if (!done) {
    if (done.error().code == Code::Invalid && html::Problems(done.error()).of("code").empty()) {
      auto again = second.outside_again(ticket);
      if (again) return outside_list(site, org, *again, html::Problems(done.error()), r.form.get(kWords));
    }
    if (done.error().code == Code::Invalid) return outside_page(site, org, html::Problems(done.error()), 422);
    return tl::unexpected<Error>(done.error());
  }
  auto f = site.public_frame(&org, "Thank you");
  f.narrow = true;
  f.heading = "Thank you";
  f.main = html::paragraph(
      "It is done and written down. Your code is used up: put the paper away, and ask for a new "
      "one.");
  if (!done->empty()) f.main += shown_once(*done, done->size() > 15);
  return site.page(std::move(f));
}

}  // namespace

void add_second_person_pages(http::Router& router, Site& site) {
  PageTable(router, site, "second-person")
      .get("/second-person/waiting", "second-person.waiting", waiting_page)
      .post_password("/second-person/waiting/{waiting}", "second-person.decide", {"second-person.waiting"},
                     decide);
  PageTable(router, site, "public", Access::Public)
      .get("/second-person", "second-person.outside",
           [](const Site& s, const Request& r) -> Result<Response> {
             return outside_page(s, s.org(r), {}, 200);
           })
      .post_password("/second-person", "second-person.outside.post", {"second-person.outside"},
                     take_outside_code)
      .post_password("/second-person/decide", "second-person.outside.decide", {"second-person.outside"},
                     decide_outside);
}

}  // namespace candour::web
