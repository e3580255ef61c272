#include "web/pages/entries/mailing.h"

#include "base/text.h"
#include "charter/mailings.h"
#include "paper/pdf.h"
#include "people/values_in.h"
#include "web/frame/person_parts.h"

namespace candour::web {

namespace field = charter::mailing_field;
using html::Html;
using http::Request;
using http::Response;

namespace {

std::string people_words(std::int64_t n) {
  return n == 1 ? "1 person" : with_commas(n) + " people";
}

/// Before it goes: to how many, and why not to the others.
Result<Html> would_get_it(const Visit& v, const record::Entry& e) {
  const auto sort = people::text_of(e.values, field::kSort);
  const auto terms = charter::may_send(v.charter(), sort, e.service);
  if (!terms.purpose) return html::warning(terms.why_not);
  TRY(const auto who, v.org->mailings->audience(sort, e.service));
  html::FactsCard card{"Who would get it now", {}, {}, {}, {}};
  card.rows.push_back({"Have this service", html::text(people_words(who.people))});
  card.rows.push_back(
      {terms.only_after_yes ? "Said yes to it" : "Did not say no", html::text(people_words(who.may_get))});
  card.rows.push_back({"For", html::text(v.charter().at(*terms.purpose).name)});
  card.after = html::hint_line(
      "Who gets it is found out again for each of them when it is sent. Somebody else looks at it and sends it. "
      "It reaches those whom the one who sends it reaches.");
  return html::facts_card(card);
}

Html became(const Visit& v, const record::Entry& e, const letters::Mailings::Progress& p) {
  html::FactsCard card{"What became of it", {}, {}, {}, {}};
  const auto row = [&](std::string name, std::int64_t n) {
    if (n > 0) card.rows.push_back({std::move(name), html::text(people_words(n))});
  };
  row("Had this service", p.people);
  row("By mail", p.by_mail);
  row("The mail server has it", p.mailed);
  row("Could not be mailed for a day, or said no before", p.given_up);
  row("By post", p.by_post);
  row("No address that may be used", p.no_address);
  row("Said no with the link in it", p.said_no);
  row("Not to be sent it, or out of reach of who sent it", p.people - p.by_mail - p.by_post - p.no_address);
  if (!p.done)
    card.after = html::hint_line("It is still being sent. Load the page again to see how far it is.");
  else if (p.by_post > 0 && e.state != field::kStopped)
    card.after = html::button_row({html::button_link(entry_url(v, e.person, e.id) + "/letters-to-post.pdf",
                                                     "Print the letters", html::Look::Second)});
  return html::facts_card(card);
}

Result<Response> letters_pdf(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& [person, id, place] = asked;
  const auto& kind = v.charter().at(place.kind);
  if (!kind.records_mailing) return not_found();
  TRY(auto pass, v.org->gate->step(v.actor, person, place.service, place.kind));
  TRY(const auto e, v.org->entries->entry(pass, person, id));
  const auto after = PersonId::parse(r.query.get("after"));
  TRY(auto made, v.org->mailings->print(v.actor, pass, e, after));
  if (made.next) {
    const auto path = entry_url(v, person, id) + "/letters-to-post.pdf?after=" + made.next->text();
    paper::Text more("These are the first letters. The next are at ");
    made.document.blocks.insert(made.document.blocks.begin() + 1,
                                paper::Paragraph{more.add(path + "."), false});
  }
  TRY(auto bytes, paper::to_pdf(made.document));
  return Response::inline_file("letters-to-post.pdf", "application/pdf", std::move(bytes));
}

}  // namespace

Result<Html> mailing_part(const Visit& v, const Pass& pass, const charter::Kind& kind,
                          const record::Entry& e) {
  if (!kind.records_mailing) return Html{};
  if (e.state == field::kReady) return would_get_it(v, e);
  TRY(const auto progress, v.org->mailings->progress(pass, e.id));
  return progress ? became(v, e, *progress) : Html{};
}

void add_mailing_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/letters-to-post.pdf", "mailing.pdf", letters_pdf,
        http::Lane::Paper);
}

}  // namespace candour::web
