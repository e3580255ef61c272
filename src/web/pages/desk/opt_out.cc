// Planning and research, for whoever answers for data protection: what the notice says of them, when it was
// looked at, and the checks against the national data opt-out, with both of their files.
#include "charter/opt_out.h"

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/reviews.h"
#include "gate/service_subject.h"
#include "gate/things.h"
#include "record/opt_out_checks.h"
#include "web/frame/page_table.h"
#include "web/pages/parts/work_parts.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using record::OptOutCheck;

namespace {

constexpr int kChecksShown = 50;

Html position(const charter::Charter& c) {
  if (!charter::may_go_beyond_care(c)) return html::paragraph(charter::nothing_beyond_care(c));
  return html::paragraph("Something may go to planning or research, of whom a check leaves in" +
                         charter::by_part(c.opt_out.clause) + ". A check holds for " +
                         counted_words(std::int64_t{c.opt_out.keep_days}, "day", "days") + " (" +
                         c.opt_out.source + ").");
}

/// Where the looks that the notice promises are written down, and the first of them begun.
Html looks_part(const Visit& v) {
  const auto& c = v.charter();
  const auto service = charter::reviewed_in(c, charter::Reviewed::OptOut);
  if (!service) return {};
  const auto& kind = c.at(charter::review_kind(c, charter::Reviewed::OptOut));
  return html::frag(
      html::heading(2, "Looking at it", "m"),
      html::paragraph("Every " + counted_words(std::int64_t{c.opt_out.review_months}, "month", "months") +
                      " it is looked at whether anything is used so" + charter::by_part(c.opt_out.clause) +
                      "."),
      html::bullets(
          {html::link(v.url("/registers/" + kind.code), "All looks at it"),
           html::link(v.url("/people/" + gate::subject_of(c, *service).text() + "/write/" + kind.code),
                      "Begin one")}));
}

std::string where_it_stands(const OptOutCheck& check, UnixMs now) {
  if (check.ended(now)) return check.received ? "Over" : "No reply came in time";
  if (!check.received) return "Waits for its reply until " + date_words(today(check.ends));
  return "Holds until " + date_words(today(check.ends)) + "; " +
         counted_words(check.unused, "person", "people") + " not told about yet";
}

Html checks_table(const Visit& v, const std::vector<OptOutCheck>& checks, UnixMs now) {
  html::Table t;
  t.caption = "Checks that were made";
  t.columns = {{"Made", false, true}, {"For"}, {"Numbers sent", true},
               {"Left in", true},     {"Now"}, {"File sent"}};
  t.when_empty = "None.";
  for (const auto& check : checks) {
    const auto purpose = v.charter().find_purpose(check.purpose);
    t.rows.push_back({html::frag(date_time_words(check.made), html::hint_line(v.staff->name(check.made_by))),
                      html::text(purpose ? v.charter().at(*purpose).name : check.purpose),
                      html::text(with_commas(check.sent)),
                      html::text(check.received ? with_commas(check.cleaned) : std::string("–")),
                      html::text(where_it_stands(check, now)),
                      html::frag(check.name, html::hint_line("SHA-256 " + check.hash))});
  }
  return html::table(t);
}

Html make_form(const Visit& v) {
  const auto& c = v.charter();
  std::vector<html::Choice> purposes, services;
  for (const auto& p : c.purposes)
    if (!p.beyond_care.empty()) purposes.push_back({p.code, p.name, p.says});
  for (std::size_t i = 0; i < c.services.size(); ++i)
    if (!charter::beyond_care(c, static_cast<ServiceIx>(i)).empty())
      services.push_back({c.services[i].code, c.services[i].name});
  const SentForm form(v, v.url("/opt-out/file"));
  return html::frag(
      html::heading(2, "Make a check", "m"),
      html::paragraph(
          "You get a file with the NHS numbers of everybody who is in these services now and has a valid one. "
          "Each of them is on the ledger. Send it to the national opt-out service by your mailbox; the reply is "
          "the same list without those who opted out."),
      form.form(
          html::frag(form.radios({.name = "purpose", .legend = "What is it for?", .choices = purposes}),
                     form.checkboxes({.name = "services", .legend = "Who is it about?", .choices = services}),
                     html::button({"Get the file"}))));
}

Html reply_form(const Visit& v) {
  const SentForm form(v, v.url("/opt-out/reply"));
  return html::frag(
      html::heading(2, "Bring in a reply", "m"),
      form.form(html::frag(form.file_input({.name = "reply",
                                            .label = "The reply",
                                            .hint = "As it came, under the name that it came with.",
                                            .accept = ".dat"}),
                           html::button({"Take it in"})),
                {.files = true}));
}

Result<Response> opt_out_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto checks, v.org->opt_outs->checks(v.actor, kChecksShown));
  TRY(const auto never, never_begun_notice(v));
  const bool may = charter::may_go_beyond_care(v.charter());
  auto f = site.frame(r, "Planning and research", "day");
  f.heading = f.title;
  f.main = html::frag(never, position(v.charter()), looks_part(v));
  if (may && v.has(charter::Duty::CheckOptOut)) f.main += html::frag(make_form(v), reply_form(v));
  if (may || !checks.empty()) f.main += checks_table(v, checks, site.clock().now());
  return site.page(std::move(f));
}

Result<Response> make_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  std::vector<ServiceIx> services;
  for (const auto& code : r.form.all("services"))
    if (const auto s = v.charter().find_service(code)) services.push_back(*s);
  TRY(auto sent, v.org->opt_outs->send(v.actor, r.form.get("purpose"), services));
  return Response::download(sent.name, "application/octet-stream", std::move(sent.bytes));
}

Result<Response> take_reply(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto* file = r.file("reply");
  if (!file) return invalid("reply", "Choose the file of the reply.");
  TRY(auto said, v.org->opt_outs->receive(v.actor, file->filename, as_text(file->bytes)));
  return site.done(r, "/opt-out", std::move(said));
}

}  // namespace

void add_opt_out_pages(http::Router& router, Site& site) {
  PageTable(router, site, "day")
      .get("/opt-out", "opt-out", opt_out_page)
      .post("/opt-out/file", "opt-out.file", {"opt-out"}, make_file, limits::kFormBytes, http::Lane::Paper)
      .post("/opt-out/reply", "opt-out.reply", {"opt-out"}, take_reply, limits::kFormBytes,
            http::Lane::Uploads);
}

}  // namespace candour::web
