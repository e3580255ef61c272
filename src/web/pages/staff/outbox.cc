// What waits to be sent and what was given up, for those who run the organisation: since when, how often it
// was tried, why it did not go, and what is to be done. No content, and nobody who is supported.
#include "web/pages/staff/outbox.h"

#include "base/calendar_words.h"
#include "base/text.h"
#include "letters/outbox_list.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

Html list_of(const Visit& v, const std::vector<letters::InOutbox>& items, std::string title,
             std::string when_empty) {
  html::Table t;
  t.caption = std::move(title);
  t.columns = {{"What"}, {"Since", false, true}, {"Tried", true}, {"How it stands"}, {"What to do"}};
  t.when_empty = std::move(when_empty);
  for (const auto& item : items) {
    const bool alert = item.sort == letters::InOutbox::Sort::Alert;
    auto stands = item.ends ? "Can be collected until " + date_time_words(*item.ends)
                  : item.given_up && item.why == record::NotSent::CameBack
                      ? "Sent, and reported on " + date_time_words(*item.given_up)
                  : item.given_up ? "Given up on " + date_time_words(*item.given_up)
                  : item.tries    ? std::string("Not sent yet")
                                  : std::string("Goes by itself");
    if (item.tries > 0 && !item.ends) stands += ": " + std::string(record::not_sent_words(item.why));
    t.rows.push_back(
        {html::frag(std::string(letters::words_of(item.sort)),
                    html::hint_line(item.staff.is_nil()
                                        ? std::string("Asked for at the door itself")
                                        : (alert ? "To " : "Asked for by ") + v.staff->name(item.staff))),
         html::text(date_time_words(item.since)),
         html::text(item.ends ? std::string("–") : with_commas(item.tries)), html::text(stands),
         html::text(std::string(letters::what_to_do(item)))});
  }
  return html::table(t);
}

Result<Response> outbox_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto list, v.org->letter_mail->outbox(v.actor));
  auto f = site.frame(r, "Outbox", "server");
  f.heading = f.title;
  if (!site.options().mail)
    f.main = html::inset(html::paragraph(
        "This server sends no mail: whoever runs it starts Candour with --smtp. Until then what should go by "
        "mail is printed, or collected."));
  f.main += list_of(v, list.waits, "What waits", "Nothing waits.");
  f.main += list_of(
      v, list.given_up,
      "Given up, or came back, in the last " + std::to_string(letters::OutboxList::kGivenUpDays) + " days",
      "Nothing was given up, and nothing came back.");
  if (list.more) f.main += html::hint_line("There is more than stands here: mend what stops it first.");
  f.main += html::hint_line(
      "What it says and whom it is about stands with those who asked for it. Letters of a mailing that are "
      "printed stand with the mailing.");
  return site.page(std::move(f));
}

}  // namespace

void add_outbox_page(PageTable& t) {
  t.get("/outbox", "outbox", outbox_page);
}

}  // namespace candour::web
