// Letters about somebody: choose one, see it filled in, change the words, look at it as it will go out, keep
// it and print it.
#include <algorithm>

#include "base/text.h"
#include "charter/sharing.h"
#include "paper/answers.h"
#include "paper/pdf.h"
#include "paper/plain.h"
#include "vault/passwords.h"
#include "web/frame/entry_view.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/sending.h"
#include "web/pages/entries/sharing_terms.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using charter::LetterTemplate;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kWords = "w-";  // before the code of a paragraph to write

/// One letter of the address: the template, what it is about, and whether its reader may keep it.
struct Sheet {
  PersonId person;
  const LetterTemplate* letter = nullptr;
  std::optional<EntryId> entry;
  std::optional<ServiceIx> of_entry;  // its service
};

Result<Sheet> sheet_of(const Visit& v, const Request& r) {
  Sheet s;
  s.person = person_of(r);
  s.letter = v.charter().find_letter(r.param("letter"));
  if (!s.letter) return not_found();
  if (s.letter->about.empty() == r.params.has("entry")) return not_found();
  if (!s.letter->about.empty()) {
    s.entry = entry_of(r);
    TRY(const auto place, v.org->entries->place(s.person, *s.entry));
    if (v.charter().at(place.kind).code != s.letter->about) return not_found();
    s.of_entry = place.service;
  }
  return s;
}

std::string letter_url(const Visit& v, const Sheet& s) {
  return (s.entry ? entry_url(v, s.person, *s.entry) : person_url(v, s.person)) + "/letters/" +
         s.letter->code;
}

Result<Pass> pass_to_keep(const Visit& v, const Sheet& s) {
  const auto kind = v.charter().find_kind(s.letter->kept_as);
  if (!kind) return not_found();
  return v.org->gate->write_about(v.actor, s.person, *kind, s.of_entry);
}

Result<Pass> pass_to_see(const Visit& v, const Sheet& s) {
  return look_at(v, s.person, gate::Thing::Form, s.letter->kept_as, v.org->letters->wanted(*s.letter));
}

letters::Asked asked_of(const Sheet& s, const http::Fields& form) {
  letters::Asked a{s.letter,
                   s.person,
                   s.entry,
                   form.get("to"),
                   form.get("name"),
                   form.get("address"),
                   form.get("mail"),
                   {},
                   form.get("told") == charter::sharing_field::kBefore};
  for (const auto& part : s.letter->parts)
    if (!part.write.empty()) a.words[part.write] = form.get(std::string(kWords) + part.write);
  return a;
}

/// What is wrong with a paragraph stands at its field.
Error at_fields(Error e) {
  for (auto& f : e.fields)
    if (!f.field.empty() && f.field != "to" && f.field != "told" && f.field != "name" &&
        f.field != "address" && f.field != "mail")
      f.field = std::string(kWords) + f.field;
  return e;
}

Html letter_fields(const Site& site, const Sheet& s, const SentForm& form,
                   const std::vector<letters::Addressee>& to,
                   const std::map<std::string, std::string>& begins) {
  std::vector<html::Choice> choices;
  bool typed_name = false;
  for (const auto& a : to) {
    const bool complainant = a.to == charter::LetterTo::Complainant;
    typed_name = typed_name || a.to != charter::LetterTo::Person;
    const auto ground = inside_sentence(charter::basis_words(a.ground));
    choices.push_back({a.code,
                       complainant && a.name.empty() ? "Somebody else who complained"
                       : complainant                 ? a.name + ", who complained"
                       : s.letter->says_ground()     ? a.name + ": " + ground
                                                     : a.name,
                       a.to == charter::LetterTo::Person ? "The person themselves" : ""});
  }
  Html all = form.select({.name = "to",
                          .label = "To whom?",
                          .choices = std::move(choices),
                          .value = to.size() == 1 ? to.front().code : std::string()});
  const bool told = std::ranges::any_of(
      to, [](const auto& a) { return !a.recipient.empty() && a.ground == charter::Basis::None; });
  if (told)
    all +=
        form.radios({.name = "told",
                     .legend = "If it goes to a body of our notice: does the person know of it?",
                     .choices = {{std::string(charter::sharing_field::kBefore), "Yes, they were told before"},
                                 {"no", "No"}}});
  if (typed_name)
    all += form.text_input({.name = "name",
                            .label = "Name, if it is not the one above",
                            .hint = "For example a doctor of a practice, or who complained.",
                            .width = 30,
                            .autocomplete = "off"});
  all += form.textarea({.name = "address",
                        .label = "Address for the envelope",
                        .hint = "Leave it empty to take the one that we have.",
                        .rows = 4});
  if (site.options().mail && std::ranges::any_of(to, [](const auto& a) { return !a.mail_domains.empty(); }))
    all += form.text_input({.name = "mail",
                            .label = "Email address, if it is to go by mail",
                            .hint = "Only to an address that the notice says is safe.",
                            .width = 30,
                            .type = "email",
                            .autocomplete = "off"});
  for (const auto& part : s.letter->parts) {
    if (part.write.empty()) continue;
    const auto begin = begins.find(part.write);
    all += form.textarea({.name = std::string(kWords) + part.write,
                          .label = part.label + (part.required ? "" : " (if there is something to say)"),
                          .value = begin == begins.end() ? std::string() : begin->second,
                          .hint = part.hint,
                          .rows = part.required ? 5 : 3,
                          .max_letters = letters::kWordsLetters});
  }
  return all;
}

/// Whether it can go by mail from here: itself by a locked way, or where it is collected.
bool goes_by_mail(const Site& site, const letters::Composed& letter) {
  if (!site.options().mail || letter.mail_to.empty()) return false;
  return !letter.mail_locked || site.mails_locked(letter.mail_to);
}
std::string why_no_mail(const Site& site, const letters::Composed& letter) {
  if (!site.options().mail) return "Print it and post it: this server sends no mail.";
  if (!letter.no_mail.empty()) return letter.no_mail;
  return "From this server no mail to " + letter.mail_to +
         " would be locked on its way: print it and post it.";
}

/// What the person does not want told to a body of the notice, and when they hear of what is told to it.
Html told_to_body(const charter::Charter& c, const letters::Composed& letter) {
  const auto* to = letter.shared ? charter::find_recipient(c, letter.shared->with) : nullptr;
  if (!to) return {};
  html::FactsCard card{"On what terms: " + said_of_them(to->name), {}, {}, {}, {}};
  wish_rows(card, c, letter.not_wanted);
  card.rows.push_back({"The person is told", html::text(paper::told_line(charter::terms_of(*to)))});
  return html::facts_card(card);
}

/// The letter as it will go out, and the ways to let exactly this go.
Html preview(const Site& site, const charter::Charter& c, const letters::Composed& letter) {
  std::vector<Html> ways{html::button({.words = "Keep it and print", .name = "_do", .value = "keep"})};
  std::string how = "Its copy is kept in the record.";
  if (goes_by_mail(site, letter))
    ways.push_back(html::button(
        {.words = letter.mail_locked ? "Keep it and send it by mail to " + letter.mail_to
                                     : "Keep it and mail to " + letter.mail_to + " where to collect it",
         .look = html::Look::Second,
         .name = "_do",
         .value = "mail"}));
  else
    how += " " + why_no_mail(site, letter);
  ways.push_back(html::button({.words = "Show it again with my changes",
                               .look = html::Look::Second,
                               .name = "_do",
                               .value = "show"}));
  return html::frag(html::heading(2, "This is how it goes out", "m", "preview"),
                    html::h("div", {{"class", "candour-letter"}},
                            html::heading(3, letter.document.title, "m"), from_document(letter.document)),
                    told_to_body(c, letter), html::hidden("_mark", letter.mark), html::button_row(ways),
                    html::hint_line(how));
}

Result<Response> write_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sheet_of(v, r));
  TRY(const auto keeps, pass_to_keep(v, s));
  TRY(const auto pass, pass_to_see(v, s));
  const SentForm form(v, letter_url(v, s));
  letters::Asked asked = asked_of(s, form.typed());
  TRY(const auto to, v.org->letters->addressees(pass, s.person, *s.letter, keeps.service(), s.entry));
  TRY(const auto begins, v.org->letters->beginnings(pass, asked, keeps.service(), v.staff_name));
  TRY(auto f, person_frame(site, r, pass, s.person, s.letter->name, ""));
  f.heading = s.letter->name;
  f.narrow = true;
  Html inside = letter_fields(site, s, form, to, begins);
  const auto key = form.value("_post-key");
  inside += html::hidden("_post-key", key.empty() ? vault::random_token(16) : key);
  std::optional<letters::Composed> letter;
  if (form.came_back() && !form.problems().any()) {
    auto made = v.org->letters->compose(pass, asked, keeps.service(), v.staff_name);
    if (made) letter = std::move(*made);
  }
  if (letter)
    inside = html::frag(html::details("Change the words", inside), preview(site, v.charter(), *letter));
  else
    inside += html::button_row(
        {html::button({.words = "Show me the letter", .name = "_do", .value = "show"}),
         html::button_link(s.entry ? entry_url(v, s.person, *s.entry) : person_url(v, s.person, "/letters"),
                           "Cancel", html::Look::Quiet)});
  f.main = html::paragraph(s.letter->says);
  if (s.entry) {
    TRY(const auto e, v.org->entries->entry(pass, s.person, *s.entry));
    f.main += html::details("What it is about", show_values(v, v.charter().at(e.kind), e.values, e.held_back,
                                                            s.person, person_url(v, s.person, "/files")));
  }
  f.main += form.form(inside);
  return site.page(std::move(f));
}

/// Who asked for email instead of paper is mailed where it lies, and told the code.
Result<Response> collected(const Site& site, const Request& r, const Sheet& s, const Pass& keeps,
                           const Pass& pass, const letters::Composed& letter, EntryId id) {
  const Visit& v = Site::visit(r);
  TRY(const auto pdf, paper::to_pdf(letter.document));
  TRY(const auto made, v.org->pickups->make(keeps, s.person, id, {}, as_bytes(pdf)));
  CHECK_OK(v.org->pickups->open(keeps, made.id));
  CHECK_OK(v.org->letter_mail->queue(keeps, s.person, id, where_to_collect(site, r, made, letter.mail_to)));
  TRY(auto f, person_frame(site, r, pass, s.person, "Ready to be collected", ""));
  return ready_page(site, r, std::move(f), made, letter.mail_to,
                    "/people/" + s.person.text() + "/entries/" + id.text());
}

/// The same page with the form as it was sent, and below it the letter.
Result<Response> take_letter(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sheet_of(v, r));
  TRY(const auto keeps, pass_to_keep(v, s));
  TRY(const auto pass, pass_to_see(v, s));
  const auto asked = asked_of(s, r.form);
  auto letter = v.org->letters->compose(pass, asked, keeps.service(), v.staff_name);
  if (!letter) return tl::unexpected<Error>(at_fields(std::move(letter.error())));
  const auto what = r.form.get("_do");
  const bool by_mail = what == "mail";
  if (what != "keep" && !by_mail) {
    http::Fields typed;
    for (const auto& [name, value] : r.form.items())
      if (name != "csrf") typed.add(name, value);
    go_on_with(v, r.path, std::move(typed), "");
    return write_page(site, r);
  }
  if (by_mail && !goes_by_mail(site, *letter))
    return invalid("", "This letter cannot go by mail. " + why_no_mail(site, *letter));
  TRY(const auto id,
      v.org->letters->keep(keeps, asked, *letter, r.form.get("_mark"), r.form.get("_post-key")));
  // Of a letter that was kept and not queued the form comes back: sent again, it is the same letter.
  if (by_mail && !letter->mail_locked) return collected(site, r, s, keeps, pass, *letter, id);
  if (by_mail)
    CHECK_OK(v.org->letter_mail->queue(
        keeps, s.person, id,
        {.to = letter->mail_to, .subject = "A letter for you", .text = paper::plain_text(letter->document)}));
  return site.done(r, "/people/" + s.person.text() + "/entries/" + id.text(),
                   by_mail ? "The letter is kept and goes out by mail now."
                           : "The letter is kept. Open its PDF under “The letter” to print it.");
}

/// The letters that the reader may write about somebody without anything else that they are about.
Result<Response> letters_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const PersonId person = person_of(r);
  TRY(const auto pass, look_at(v, person, gate::Thing::Form, "letter", {}));
  TRY(const auto kinds, v.org->gate->writable(v.actor, person));
  std::vector<Html> choices;
  for (const auto& t : v.charter().letters) {
    const auto kept = v.charter().find_kind(t.kept_as);
    if (t.about.empty() && std::ranges::any_of(kinds, [&](const auto& w) { return w.kind == kept; }))
      choices.push_back(
          html::frag(html::link(person_url(v, person, "/letters/" + t.code), t.name), ": ", t.says));
  }
  TRY(auto f, person_frame(site, r, pass, person, "Write a letter", ""));
  f.heading = "Write a letter";
  f.narrow = true;
  if (choices.empty())
    f.main =
        html::empty_state("No letter here is yours to write",
                          "Who writes letters about somebody is decided by your role and their service.");
  else
    f.main = html::frag(html::bullets(choices),
                        html::hint_line("Letters about a complaint or a request are offered on its page."));
  return site.page(std::move(f));
}

}  // namespace

void add_handing_pages(PageTable& t);  // handing.cc

void add_letter_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "letters");
  t.get("/people/{person}/letters", "letters", letters_page);
  t.get("/people/{person}/letters/{letter}", "letter.write", write_page);
  t.post("/people/{person}/letters/{letter}", "letter.write.post", {"letter.write"}, take_letter,
         limits::kFormBytes, http::Lane::Paper);
  t.get("/people/{person}/entries/{entry}/letters/{letter}", "letter.about", write_page);
  t.post("/people/{person}/entries/{entry}/letters/{letter}", "letter.about.post", {"letter.about"},
         take_letter, limits::kFormBytes, http::Lane::Paper);
  add_handing_pages(t);
}

}  // namespace candour::web
