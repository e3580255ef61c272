#include "web/pages/entries/sending.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/category_list.h"
#include "charter/requests.h"
#include "charter/sharing.h"
#include "charter/values.h"
#include "outbox/post.h"
#include "paper/pdf.h"
#include "paper/plain.h"
#include "people/values_in.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/disputing.h"

namespace candour::web {

namespace shared = charter::sharing_field;
using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kEntriesToPick = 60;           // entries on the page, newest first
constexpr std::string_view kPick = "pick-";  // before the entry whose answers the boxes are
constexpr std::string_view kForm = "form", kData = "data", kToRead = "paper";
constexpr std::string_view kTheirWords = "their-words", kYes = "yes";
constexpr std::string_view kLocked = "locked";  // what the button says by which the paper itself goes

/// The sharing, and what the reader may see of what it is about.
struct Sending {
  OfEntry at;
  Pass pass;  // sees the kinds of information that are shared, and the sharing
  record::Entry sharing;
  CategorySet what;
};

Result<Sending> sending_of(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& kind = v.charter().at(asked.place.kind);
  if (!kind.records_sharing) return not_found();
  TRY(const auto first, v.org->gate->step(v.actor, asked.person, asked.place.service, asked.place.kind));
  TRY(auto sharing, v.org->entries->entry(first, asked.person, asked.id));
  const auto what = charter::chosen_categories(v.charter(), sharing.values, shared::kWhat);
  TRY(auto pass, look_at(v, asked.person, gate::Thing::Collected, asked.id.text(),
                         what | kind.categories() | charter::told_in_requests(v.charter())));
  return Sending{asked, std::move(pass), std::move(sharing), what};
}

/// Whether it can go now: it may be told, or it was to go and did not get there.
Result<bool> may_send(const Visit& v, const Pass& pass, const record::Entry& sharing) {
  if (sharing.state == shared::kReady) return true;
  if (sharing.state != shared::kGiven) return false;
  TRY(const auto posted, v.org->letter_mail->posted(pass, sharing.person, sharing.id));
  if (posted && posted->itself) return posted->given_up || posted->came_back;
  TRY(const auto before, v.org->pickups->of(pass, sharing.person, sharing.id));
  return before && before->shut && !before->collected;
}

Result<std::vector<record::Entry>> to_pick(const Visit& v, const Sending& s) {
  TRY(auto page, v.org->entries->timeline(s.pass, s.at.person, {}, {}, kEntriesToPick));
  std::erase_if(page.entries, [&](const record::Entry& e) {
    return e.id == s.at.id || letters::may_be_picked(v.charter(), e, s.what).empty();
  });
  return page.entries;
}

/// Names of those in the circle of support that stand in an answer: whoever picks looks twice.
std::string names_in(const std::string& words, const std::vector<people::Relationship>& circle) {
  for (const auto& r : circle)
    if (!r.name.empty() && words.find(r.name) != words.npos) return "names " + r.name;
  return {};
}

/// Domains of whoever is told to which mail would go locked from here.
std::vector<std::string> locked_domains(const Site& site, const Visit& v, const record::Entry& sharing) {
  const auto* to = charter::find_recipient(v.charter(), people::text_of(sharing.values, shared::kRecipient));
  auto all = to ? to->email_domains : std::vector<std::string>();
  std::erase_if(all, [&](const auto& domain) { return !site.mails_locked("a@" + domain); });
  return all;
}

Html ticks(const Visit& v, const Sending& s, const SentForm& form, const std::vector<record::Entry>& entries,
           const std::vector<people::Relationship>& circle, const record::Disputed& disputed) {
  Html list;
  for (const auto& e : entries) {
    const auto& kind = v.charter().at(e.kind);
    html::Checkboxes boxes{.name = std::string(kPick) + letters::pick_code(e),
                           .legend = kind.name + ", " + happened_words(kind, e.happened)};
    boxes.small = true;
    for (const auto* d : record::disputes_of(disputed, e.id.raw))
      boxes.hint += record::disputed_words(kind, *d, true) + " ";
    if (!boxes.hint.empty()) boxes.hint += "They are told that it is disputed.";
    for (const auto* f : letters::may_be_picked(v.charter(), e, s.what)) {
      const auto words = charter::show(*f, e.values.at(f->code));
      html::Choice choice{f->code, f->label + ": " + words};
      choice.hint = names_in(words, circle);
      boxes.choices.push_back(std::move(choice));
    }
    list += form.checkboxes(boxes);
  }
  if (!entries.empty()) return list;
  return html::inset(
      html::paragraph("There is nothing of these kinds of information in the record that you see. "
                      "What you wrote in the sharing goes alone."));
}

/// What the person says instead is of no kind of information that was chosen for this sharing: it goes by a
/// choice of its own.
Html words_box(const SentForm& form, const std::vector<record::Entry>& entries,
               const record::Disputed& disputed) {
  const auto has_words = [&](const record::Dispute& d) {
    return !d.words.empty() &&
           std::ranges::any_of(entries, [&](const record::Entry& e) { return e.id.raw == d.about; });
  };
  if (std::ranges::none_of(disputed, has_words)) return {};
  return form.checkbox(kTheirWords, kYes, "What the person says instead goes too", false,
                       "Otherwise they are told that it is disputed, and nothing else. Read their words "
                       "first: they may be about more than this is about.");
}

/// "ENTRY.VERSION/field", of all boxes: one that is not on the page any more is among them.
std::vector<std::string> ticked(const Request& r) {
  std::vector<std::string> out;
  for (const auto& [name, value] : r.form.items())
    if (name.starts_with(kPick)) out.push_back(name.substr(kPick.size()) + "/" + value);
  return out;
}

Html forms(const SentForm& form) {
  return form.radios({.name = std::string(kForm),
                      .legend = "In what form is it collected?",
                      .choices = {{std::string(kToRead), "A paper to read (PDF)"},
                                  {std::string(kData), "Data that another system reads (JSON)"}},
                      .value = std::string(kToRead),
                      .hint = "By locked mail it always goes as words to read."});
}

/// By mail goes where it is collected; the paper itself only by a locked way.
Html ways(const Site& site, const SentForm& form, const std::vector<std::string>& locked) {
  if (!site.options().mail) return html::button({"Put it ready to be collected"});
  std::string hint = "To tell them where to collect it. The mail says nothing else, and never the code.";
  if (!locked.empty())
    hint += " To an address at " + listed(locked, "or") + " the paper itself may go, locked on its way.";
  Html all = form.text_input({.name = "mail",
                              .label = "Their email address, if mail is to go",
                              .hint = std::move(hint),
                              .width = 30,
                              .type = "email",
                              .autocomplete = "off"});
  std::vector<Html> buttons{
      html::button({.words = "Put it ready to be collected", .name = "_do", .value = "collect"})};
  if (!locked.empty())
    buttons.push_back(html::button({.words = "Send it by locked mail",
                                    .look = html::Look::Second,
                                    .name = "_do",
                                    .value = std::string(kLocked)}));
  return html::frag(all, html::button_row(buttons));
}

Result<Response> choose_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sending_of(v, r));
  TRY(const bool may, may_send(v, s.pass, s.sharing));
  if (!may) return fail(Code::Conflict, "This is not to be sent now: see what stands in the sharing.");
  TRY(const auto entries, to_pick(v, s));
  TRY(const auto circle, v.org->circle->of(s.pass, s.at.person));
  TRY(const auto disputed, disputed_of(v, s.pass, s.at.person));
  TRY(auto f, person_frame(site, r, s.pass, s.at.person,
                           "What goes to " + people::text_of(s.sharing.values, "to-whom"), ""));
  f.heading = f.title;
  const SentForm form(v, r.path);
  f.main = html::frag(
      html::paragraph(
          "Tick the least that serves. Nothing is ticked for you, and nothing else goes. What you wrote "
          "under “What exactly are they told?” goes with it."),
      form.form(html::frag(ticks(v, s, form, entries, circle, disputed), words_box(form, entries, disputed),
                           forms(form), form.version("based-on", s.sharing.version),
                           ways(site, form, locked_domains(site, v, s.sharing)))),
      html::hint_line("Shown are the newest " + std::to_string(kEntriesToPick) +
                      " entries. Leave out what is about other people."));
  return site.page(std::move(f));
}

/// The address to which mail goes; empty: none is to go.
Result<std::string> mail_address(const Site& site, const Visit& v, const Sending& s, const Request& r) {
  const bool itself = r.form.get("_do") == kLocked;
  const auto typed = r.form.trimmed("mail");
  if (typed.empty() && !itself) return std::string();
  if (!site.options().mail) return invalid("mail", "This server sends no mail: leave it empty.");
  const auto address = uk::email(typed);
  if (!address) return invalid("mail", "Give a whole email address, such as name@example.org.");
  if (!outbox::read_target("mailto:" + *address))
    return invalid("mail",
                   "Mail cannot go to an address with such letters before the @. Ask them for another one.");
  const auto domains = locked_domains(site, v, s.sharing);
  if (itself && std::ranges::none_of(domains, [&](const auto& one) { return uk::at_domain(*address, one); }))
    return invalid("mail", domains.empty()
                               ? "No mail to them would be locked on its way: put it ready to be collected."
                               : "Locked mail goes only to an address at " + listed(domains, "or") +
                                     ". To this one you can mail where to collect it.");
  return *address;
}

Result<letters::SharedPaper> shared_of(const Site& site, const Visit& v, const Sending& s,
                                       const std::vector<record::Entry>& from,
                                       const std::vector<letters::PickedPart>& parts, bool their_words) {
  TRY(const auto profile, v.org->people->profile(s.pass, s.at.person));
  letters::SharedPaper paper;
  paper.person = profile.name().empty() ? profile.reference : profile.name();
  paper.to_whom = people::text_of(s.sharing.values, "to-whom");
  paper.words = people::text_of(s.sharing.values, "words");
  paper.by = v.staff_name;
  paper.now = site.clock().now();
  TRY(paper.disputed, disputed_of(v, s.pass, s.at.person));
  paper.their_words = their_words;
  for (const auto& part : parts) {
    const auto e = std::ranges::find(from, part.entry, &record::Entry::id);
    paper.picked.emplace_back(*e, part.fields);
  }
  return paper;
}

/// As whoever collects it wants it.
Result<std::string> file_of(const Visit& v, const letters::SharedPaper& shared, std::string_view form) {
  if (form == kData) return letters::shared_data(v.charter(), shared);
  if (!form.empty() && form != kToRead)
    return invalid(std::string(kForm), "Choose in what form it is collected.");
  return paper::to_pdf(letters::shared_paper(v.charter(), shared));
}

/// From now on it is told: asked once more whether it may be. `along`: what brings it on its way, in the same
/// transaction, so that nothing is told that does not go.
Status told_now(const Visit& v, const Sending& s, const Request& r, const record::Entries::Along& along) {
  TRY(auto pass, v.org->gate->step(v.actor, s.at.person, s.at.place.service, s.at.place.kind));
  // Once more: what let it be told may have ended since.
  if (s.sharing.state != shared::kReady)
    return v.org->entries->may_be_told_again(pass, s.at.person, s.at.id, along);
  return v.org->entries
      ->move(v.actor, pass, s.at.person, s.at.id, version_in(r.form.get("based-on")), "give", "", {}, along)
      .map([](const auto&) {});
}

Result<Response> send(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sending_of(v, r));
  TRY(const bool may, may_send(v, s.pass, s.sharing));
  if (!may) return fail(Code::Conflict, "This was sent already, or is not to be sent now.");
  TRY(const auto address, mail_address(site, v, s, r));
  TRY(const auto from, to_pick(v, s));
  TRY(const auto parts, letters::pick(v.charter(), from, s.what, ticked(r)));
  TRY(const auto shared, shared_of(site, v, s, from, parts, r.form.get(kTheirWords) == kYes));
  auto& mail = *v.org->letter_mail;
  letters::LetterMail::Before before;
  if (r.form.get("_do") == kLocked) {
    const letters::LetterParcel parcel{.to = address,
                                       .subject = "Confidential: from " + v.charter().organisation.name,
                                       .text = paper::plain_text(letters::shared_paper(v.charter(), shared)),
                                       .stop = {},
                                       .purpose = {},
                                       .again = true,
                                       .parts = parts};
    CHECK_OK(told_now(v, s, r, mail.along(s.pass, s.at.person, s.at.id, parcel, before)));
    CHECK_OK(mail.forget(before));
    return site.done(r, s.at.path(), "It goes by mail now, locked on its way.");
  }
  TRY(const auto file, file_of(v, shared, r.form.get(kForm)));
  TRY(const auto made, v.org->pickups->make(s.pass, s.at.person, s.at.id, parts, as_bytes(file)));
  record::Entries::Along tells;
  if (!address.empty())
    tells = mail.along(s.pass, s.at.person, s.at.id, where_to_collect(site, r, made, address), before);
  CHECK_OK(told_now(v, s, r, v.org->pickups->along(s.pass, made.id, tells)));
  CHECK_OK(mail.forget(before));
  TRY(auto f, person_frame(site, r, s.pass, s.at.person, "Ready to be collected", ""));
  return ready_page(site, r, std::move(f), made, address, s.at.path());
}

Result<Response> take_back(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, sending_of(v, r));
  TRY(const auto ready, v.org->pickups->of(s.pass, s.at.person, s.at.id));
  if (ready) CHECK_OK(v.org->pickups->take_back(s.pass, s.at.person, s.at.id));
  CHECK_OK(v.org->letter_mail->call_back(s.pass, s.at.person, s.at.id));
  return site.done(r, s.at.path(), "Nobody can collect it any more, and no mail of it goes.");
}

/// Whether a mail went, and if not, why.
void mail_rows(html::FactsCard& card, const letters::LetterPosted& posted) {
  const auto why = std::string(record::not_sent_words(posted.why));
  card.rows.push_back({posted.itself ? "Mail asked for" : "Mail that says where, asked for",
                       html::text(date_time_words(posted.asked))});
  card.rows.push_back(
      {"Mail sent", html::text(posted.came_back ? date_time_words(*posted.sent) + ", and " + why + " (" +
                                                      date_time_words(*posted.came_back) + ")."
                               : posted.sent      ? date_time_words(*posted.sent)
                               : posted.given_up  ? "No: " + why + "."
                               : posted.tries > 0 ? "Not yet: " + why + ". It is tried again by itself."
                                                  : "Not yet: it goes by itself")});
}

void part_rows(const Visit& v, PersonId person, html::FactsCard& card,
               const std::vector<letters::PickedPart>& parts) {
  for (const auto& part : parts)
    card.rows.push_back(
        {"What went",
         html::link(entry_url(v, person, part.entry) + "?version=" + std::to_string(part.version),
                    counted_words(static_cast<std::int64_t>(part.fields.size()), "answer", "answers") +
                        " of an entry")});
}

void pickup_rows(html::FactsCard& card, const letters::Pickups::State& state) {
  card.rows.push_back({"Put ready", html::text(date_time_words(state.made))});
  card.rows.push_back({state.shut && !state.collected ? "Could be collected until" : "Can be collected until",
                       html::text(date_time_words(state.ends))});
  card.rows.push_back(
      {"Collected", html::text(state.collected ? date_time_words(*state.collected) : "not yet")});
  if (state.openings > 0)
    card.rows.push_back(
        {"Opened", html::text(counted_words(state.openings, "time", "times") + " with the code, of " +
                              std::to_string(letters::Pickups::kOpenings) + " that it may be.")});
}

}  // namespace

letters::LetterParcel where_to_collect(const Site& site, const Request& r, const letters::Pickups::Made& made,
                                       const std::string& to) {
  const Visit& v = Site::visit(r);
  return {.to = to,
          .subject = "Something is ready for you to collect",
          .text = v.charter().organisation.name + " has put something ready for you.\n\nOpen this page:\n" +
                  site.reached_at(r) + v.url("/collect/" + made.secret) +
                  "\n\nIt asks for a code of eight digits. We tell you the code on another way, by telephone "
                  "for instance. It can be collected until " +
                  date_time_words(made.ends) +
                  ".\n\nThis message says no more on purpose. You do not expect it? Then delete it. Nobody "
                  "reads answers to it.\n",
          .stop = {},
          .purpose = {},
          .open = true,
          .again = true};
}

Response ready_page(const Site& site, const Request& r, html::PageFrame f, const letters::Pickups::Made& made,
                    const std::string& mailed_to, const std::string& back) {
  const Visit& v = Site::visit(r);
  f.title = "Ready to be collected";
  f.heading = f.title;
  const auto address = site.reached_at(r) + v.url("/collect/" + made.secret);
  html::FactsCard card{"Tell them", {}, {}, {}, {}};
  card.rows.push_back(
      {mailed_to.empty() ? "The address, by mail" : "The address, which is mailed to " + mailed_to,
       html::h("code", {}, html::text(address))});
  card.rows.push_back(
      {"The code, by telephone or in person",
       html::h("strong", {}, html::text(made.code.substr(0, 4) + " " + made.code.substr(4)))});
  card.rows.push_back({"Until", html::text(date_time_words(made.ends))});
  f.main = html::frag(
      html::warning(mailed_to.empty() ? "Write both down now: they are not shown again."
                                      : "Write the code down now: it is not shown again."),
      html::facts_card(card),
      html::hint_line(
          "Never send both on the same way. After five wrong codes nothing can be collected any more."),
      html::button_row({html::button_link(v.url(back), "Back")}));
  auto answer = site.page(std::move(f));
  answer.with("Cache-Control", "no-store");
  return answer;
}

Result<Html> mail_part(const Visit& v, const Pass& pass, const charter::Kind& kind, const record::Entry& e) {
  if (std::ranges::find(v.charter().letters, kind.code, &charter::LetterTemplate::kept_as) ==
      v.charter().letters.end())
    return Html{};
  TRY(const auto posted, v.org->letter_mail->posted(pass, e.person, e.id));
  TRY(const auto ready, v.org->pickups->of(pass, e.person, e.id));
  if (!posted && !ready) return Html{};
  html::FactsCard card{"By mail", {}, {}, {}, {}};
  if (posted) mail_rows(card, *posted);
  if (ready) pickup_rows(card, *ready);
  if ((posted && (posted->given_up || posted->came_back)) || (ready && ready->shut && !ready->collected))
    card.after = html::hint_line("Print it and post it.");
  return html::facts_card(card);
}

Result<Html> sending_part(const Visit& v, const Pass& pass, const charter::Kind& kind, const record::Entry& e,
                          const std::vector<const charter::Move*>& moves) {
  if (!kind.records_sharing) return Html();
  const bool gives = std::ranges::any_of(moves, [](const charter::Move* m) { return m->code == "give"; });
  TRY(const auto state, v.org->pickups->of(pass, e.person, e.id));
  TRY(const auto posted, v.org->letter_mail->posted(pass, e.person, e.id));
  const auto at = entry_url(v, e.person, e.id);
  if (!state && !posted && !(gives && e.state == shared::kReady)) return Html();
  html::FactsCard card{"How it gets to them", {}, {}, {}, {}};
  if (!state && !posted) {
    card.after = html::frag(
        html::hint_line("Pick what goes; they collect it with an address and a code."),
        html::button_row({html::button_link(at + "/send", "Pick and put it ready", html::Look::Second)}));
    return html::facts_card(card);
  }
  const bool by_mail = posted && posted->itself;
  if (posted) mail_rows(card, *posted);
  if (by_mail) part_rows(v, e.person, card, posted->parts);
  if (state && !by_mail) {
    pickup_rows(card, *state);
    part_rows(v, e.person, card, state->parts);
  }
  const bool open = by_mail ? posted->waits() : state && !state->shut;
  TRY(const bool again, may_send(v, pass, e));
  if (e.state == shared::kGiven || e.state == shared::kLookedAt) {
    TRY(const auto why_not, v.org->letter_mail->why_not_any_more(pass, e.person, e.id));
    if (!why_not.empty()) card.rows.push_back({"Goes no more", html::text(why_not)});
  }
  if (open)
    card.after = html::act(
        at + "/send/end", v.session.csrf,
        {.words = by_mail ? "It is not to go" : "Nobody is to collect it", .look = html::Look::Second});
  else if (again)
    card.after =
        html::button_row({html::button_link(at + "/send", "Put it ready once more", html::Look::Second)});
  return html::facts_card(card);
}

void add_sending_pages(PageTable& t) {
  t.get("/people/{person}/entries/{entry}/send", "sending", choose_page);
  t.post("/people/{person}/entries/{entry}/send", "sending.post", {"sending"}, send);
  t.post("/people/{person}/entries/{entry}/send/end", "sending.end", {"entry"}, take_back);
}

}  // namespace candour::web
