#include "web/pages/entries/mailing.h"

#include <algorithm>

#include "base/calendar_words.h"
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

/// Of a change of the notice: how many were told of that version already, and what the letters say of it.
Result<Html> notice_rows(const Visit& v, const record::Entry& e, html::FactsCard& card) {
  if (people::text_of(e.values, field::kSort) != field::kNotice) return Html{};
  const auto version = people::text_of(e.values, field::kVersion);
  TRY(const auto told, v.org->mailings->told(version, e.service));
  const auto done = told.by_mail + told.by_post + told.on_its_way;
  if (done > 0)
    card.rows.push_back({"Told of this version already, and left out", html::text(people_words(done))});
  TRY(const auto changes, v.org->mailings->changes(version));
  std::vector<Html> lines;
  for (const auto& change : changes) lines.push_back(html::text(change));
  html::FactsCard says{"What it adds: the difference in version " + version, {}, {}, {}, {}};
  says.after = lines.empty()
                   ? html::paragraph("Candour cannot say what version " + version +
                                     " changed: it is the first, or not one that was in force here. Say it "
                                     "in the words above.")
                   : html::bullets(lines);
  return html::facts_card(says);
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
  TRY(auto changes, notice_rows(v, e, card));
  card.after = html::hint_line(
      "Who gets it is found out again for each of them when it is sent. Somebody else looks at it and sends it. "
      "It reaches those whom the one who sends it reaches.");
  return html::frag(html::facts_card(card), changes);
}

Html became(const Visit& v, const record::Entry& e, const letters::Mailings::Progress& p) {
  html::FactsCard card{"What became of it", {}, {}, {}, {}};
  const auto row = [&](std::string name, std::int64_t n) {
    if (n > 0) card.rows.push_back({std::move(name), html::text(people_words(n))});
  };
  row("Had this service", p.people);
  row("By mail", p.by_mail);
  row("The mail server has it", p.mailed);
  row("Came back", p.came_back);
  row("Could not be mailed for a day, or said no before", p.given_up);
  row("By post", p.by_post);
  row("No address that may be used", p.no_address);
  row("Said no with the link in it", p.said_no);
  row("Not to be sent it, or out of reach of who sent it", p.people - p.by_mail - p.by_post - p.no_address);
  if (e.state == field::kHalted)
    return html::frag(
        html::warning(
            "It came to a halt before everybody was looked up: whoever sent it has left or may not send "
            "it any more, or the server could not go on. “Send it” sends it to the others in your own "
            "name; nobody gets it twice."),
        html::facts_card(card));
  if (!p.done && e.state != field::kStopped)
    card.after = html::hint_line("It is still being sent. Load the page again to see how far it is.");
  else if (p.by_post > 0 && e.state != field::kStopped)
    card.after = html::button_row({html::button_link(entry_url(v, e.person, e.id) + "/letters-to-post.pdf",
                                                     "Print the letters", html::Look::Second)});
  return html::facts_card(card);
}

/// Stories and pictures in it, and why one of them stopped it.
Result<Html> shown_in_it(const Visit& v, const Pass& pass, const record::Entry& e) {
  TRY(const auto all, v.org->mailings->pictures().in(pass, e.id));
  if (all.empty()) return Html{};
  html::FactsCard card{"Stories and pictures in it", {}, {}, {}, {}};
  Html warning;
  for (const auto& one : all) {
    const auto what = one.picture ? "A picture" : "A story";
    if (one.over.empty()) {
      card.rows.push_back(
          {what, html::frag(html::link(entry_url(v, one.person, one.item), "Its entry"),
                            ", put in on " + date_time_words(one.added) + " by " + v.staff->name(one.by))});
      continue;
    }
    const std::string why(record::use_over_words(one.over));
    card.rows.push_back({what, html::text("May not be shown: " + why + ".")});
    const bool sent = e.state == field::kSent;
    warning =
        sent ? html::warning("This was sent before " + std::string(one.picture ? "a picture" : "a story") +
                             " in it ended: " + why +
                             ". What went cannot be fetched back. Do not show or send it again.")
             : html::warning(
                   "It is not sent any more: " + std::string(one.picture ? "a picture" : "a story") +
                   " in it may not be shown, since " + why +
                   ". Letters that were printed are not to be posted: destroy them. To send the rest, "
                   "write a new one without it.");
  }
  if (warning.empty())
    card.after = html::hint_line(
        "By email a picture goes along. Print it and put it to the letters, and tell a story in the words above.");
  return html::frag(warning, html::facts_card(card));
}

/// The image that was put to a story or picture; empty where there is none.
Result<record::Files::Content> picture_of(const Visit& v, const Pass& pass, PersonId person, EntryId id) {
  TRY(const auto all, v.org->files->of(pass, person, id));
  for (const auto& f : all)
    if (f.type == "image/jpeg" || f.type == "image/png") return v.org->files->get(pass, person, f.id);
  return record::Files::Content{};
}

Result<Response> put_in(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto asked, of_entry(v, r));
  const auto& kind = v.charter().at(asked.place.kind);
  const auto* step = record::use_step(kind);
  if (!step) return not_found();
  TRY(auto pass, v.org->gate->step(v.actor, asked.person, asked.place.service, asked.place.kind));
  TRY(auto item, v.org->entries->entry(pass, asked.person, asked.id));
  CHECK_OK(v.org->entries->may_take(v.actor, item, *step));
  const auto into = EntryId::parse(r.form.get("mailing"));
  if (!into) return invalid("mailing", "Choose the mailing in which it is to stand.");
  item.version = version_in(r.form.get("based-on"));
  TRY(const auto picture, picture_of(v, pass, asked.person, asked.id));
  const auto done =
      v.org->mailings->pictures().put_in(v.actor, pass, item, *into, picture.info.type, picture.bytes);
  if (!done && done.error().code == Code::Invalid) {
    // The step's own answers are not on this form: what is wrong with them is wrong with the choice.
    auto why = done.error();
    for (auto& f : why.fields) f.field = "mailing";
    return tl::unexpected<Error>(std::move(why));
  }
  CHECK_OK(done);
  return site.done(r, asked.path(),
                   "It stands in the mailing now, and is taken out again if they take it back.");
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
  TRY(const auto shown, shown_in_it(v, pass, e));
  if (e.state == field::kReady) {
    TRY(const auto who, would_get_it(v, e));
    return html::frag(shown, who);
  }
  TRY(const auto progress, v.org->mailings->progress(pass, e.id));
  return html::frag(shown, progress ? became(v, e, *progress) : Html{});
}

Result<Html> into_mailing_part(const Visit& v, const charter::Kind& kind, const record::Entry& e,
                               const std::vector<const charter::Move*>& moves) {
  const auto* step = record::use_step(kind);
  if (!step || std::ranges::find(moves, step) == moves.end()) return Html{};
  TRY(const auto open, v.org->mailings->pictures().waiting(v.actor, e));
  if (open.empty()) return Html{};
  std::vector<html::Choice> choices;
  for (const auto& one : open) choices.push_back({one.id.text(), one.subject});
  const SentForm form(v, entry_url(v, e.person, e.id) + "/into-mailing");
  html::FactsCard card{"Show it to many", {}, {}, {}, {}};
  card.after = html::frag(form.form(html::frag(
      form.select({.name = "mailing",
                   .label = "In which mailing that waits to be looked at?",
                   .choices = std::move(choices),
                   .hint = "Only if they signed for newsletters. If they take it back, the mailing stops."}),
      form.version("based-on", e.version),
      html::button({.words = "Put it in", .look = html::Look::Second}))));
  return html::facts_card(card);
}

void add_mailing_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/letters-to-post.pdf", "mailing.pdf", letters_pdf,
        http::Lane::Paper);
  t.post("/people/{person}/entries/{entry}/into-mailing", "mailing.use", {"entry"}, put_in);
}

}  // namespace candour::web
