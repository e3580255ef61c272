// The page behind the address at which somebody outside collects what was put ready for them: the code, and
// then the paper. It tells nothing of who is known here, and keeps nothing in the browser.
#include "base/text.h"
#include "web/frame/numbers.h"
#include "web/pages/public/secret_page.h"

namespace candour::web {

using http::Access;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kCoverSheet = "cover";

Result<Response> nothing_here(const Site& site, OrgHouse& org, const Error& e) {
  return no_such_address(
      site, org, e, "There is nothing to collect here",
      "Look whether the whole address is there. It works for some days, and from the first "
      "opening for an hour: if it is over, ask whoever sent it to you.");
}

Response ask_code(const Site& site, OrgHouse& org, const Request& r, const html::Problems& problems) {
  auto f = secret_frame(site, org, "Collect what was put ready for you");
  f.has_errors = problems.any();
  f.main = html::frag(
      html::error_summary(problems),
      html::paragraph("You were told a code of eight digits on another way, by telephone for instance."),
      html::form({.action = r.path, .csrf = {}}, html::frag(html::text_input({.name = "code",
                                                                              .label = "Code",
                                                                              .error = problems.of("code"),
                                                                              .width = 10,
                                                                              .inputmode = "numeric",
                                                                              .autocomplete = "one-time-code",
                                                                              .spellcheck = false}),
                                                            html::button({"Collect it"}))),
      html::hint_line(
          "It is one file: a PDF, or data for another system. Whoever collects it, and when, is written down."));
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> collecting_page(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  const auto there = org.pickups->there(r.param("token"), r.remote);
  if (!there) return nothing_here(site, org, there.error());
  return ask_code(site, org, r, {});
}

/// The records of a service are several files: each is asked for with the code again.
Response volumes_page(const Site& site, OrgHouse& org, const Request& r,
                      const exchange::Transfers::Counts& counts) {
  auto f = secret_frame(site, org, "Collect the records of a service");
  const auto button = [&](std::string part, std::string words) {
    return html::form({.action = r.path, .csrf = {}},
                      html::frag(html::hidden("code", r.form.get("code")), html::hidden("part", part),
                                 html::button({.words = std::move(words), .look = html::Look::Second})));
  };
  std::vector<html::Html> files{button(std::string(kCoverSheet), "What it is, and what stays (PDF)")};
  for (std::int64_t n = 1; n <= counts.volumes; ++n)
    files.push_back(button(std::to_string(n), "Volume " + std::to_string(n) + " (ZIP)"));
  f.main = html::frag(
      html::paragraph(counted_words(counts.people, "person", "people") + ", " +
                      counted_words(counts.entries, "entry", "entries") + ", " +
                      counted_words(counts.files, "file", "files") +
                      ". Take every file within an hour of the first."),
      html::bullets(files),
      html::hint_line(
          "Each volume has the manifest. Count against it, and tell whoever sent you the address what "
          "you counted: that is the receipt."));
  auto answer = site.page(std::move(f));
  answer.with("Cache-Control", "no-store");
  return answer;
}

Response later_page(const Site& site, OrgHouse& org, const Error& e) {
  auto f = secret_frame(site, org, "It cannot be collected now");
  f.main = html::paragraph(e.words.text);
  return site.page(std::move(f), 409);
}

Result<Response> volume_file(OrgHouse& org, EntryId of, const std::string& part) {
  const auto n = number_in<std::int64_t>(part);
  if (!n) return not_found();
  TRY(auto zip, org.transfers->volume(of, *n));
  return Response::download("records-" + std::to_string(*n) + ".zip", "application/zip", std::move(zip));
}

Result<Response> collect(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto found =
      org.pickups->collect(r.param("token"), r.form.get("code"), r.remote, !r.form.get("part").empty());
  if (!found && found.error().code == Code::Invalid) return ask_code(site, org, r, found.error());
  if (!found) return nothing_here(site, org, found.error());
  const auto part = r.form.get("part");
  const auto transfer = org.transfers->offered(found->of);
  if (!transfer && transfer.error().code != Code::NotFound) return later_page(site, org, transfer.error());
  if (transfer && part.empty()) return volumes_page(site, org, r, *transfer);
  if (transfer && part != kCoverSheet) {
    auto file = volume_file(org, found->of, part);
    if (!file) return nothing_here(site, org, file.error());
    file->with("Cache-Control", "no-store");
    return file;
  }
  std::string file(found->file.begin(), found->file.end());
  auto answer = found->is_data()
                    ? Response::download("information.json", "application/json", std::move(file))
                    : Response::inline_file("information.pdf", "application/pdf", std::move(file));
  answer.with("Cache-Control", "no-store");
  return answer;
}

}  // namespace

void add_collect_pages(http::Router& router, Site& site) {
  router.get("/{org}/collect/{token}", "collect", Access::Public, "public",
             public_page(site, collecting_page));
  router.post("/{org}/collect/{token}", "collect.post", Access::Public, "public", public_page(site, collect),
              limits::kBodyBytes);
}

}  // namespace candour::web
