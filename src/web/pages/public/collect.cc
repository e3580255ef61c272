// The page behind the address at which somebody outside collects what was put ready for them: the code, and
// then the paper. It tells nothing of who is known here, and keeps nothing in the browser.
#include "web/pages/public/secret_page.h"

namespace candour::web {

using http::Access;
using http::Request;
using http::Response;

namespace {

Result<Response> nothing_here(const Site& site, OrgHouse& org, const Error& e) {
  return no_such_address(site, org, e, "There is nothing to collect here",
                         "Look whether the whole address is there. It works for some days and for one "
                         "collecting: if it is over, ask whoever sent it to you.");
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
      html::hint_line("It is a PDF. Whoever collects it, and when, is written down."));
  return site.page(std::move(f), problems.any() ? 422 : 200);
}

Result<Response> ask(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  const auto there = org.pickups->there(r.param("token"), r.remote);
  if (!there) return nothing_here(site, org, there.error());
  return ask_code(site, org, r, {});
}

Result<Response> collect(const Site& site, const Request& r) {
  OrgHouse& org = site.org(r);
  auto pdf = org.pickups->collect(r.param("token"), r.form.get("code"), r.remote);
  if (!pdf && pdf.error().code == Code::Invalid) return ask_code(site, org, r, pdf.error());
  if (!pdf) return nothing_here(site, org, pdf.error());
  auto answer =
      Response::inline_file("information.pdf", "application/pdf", std::string(pdf->begin(), pdf->end()));
  answer.with("Cache-Control", "no-store");
  return answer;
}

}  // namespace

void add_collect_pages(http::Router& router, Site& site) {
  router.get("/{org}/collect/{token}", "collect", Access::Public, "public", public_page(site, ask));
  router.post("/{org}/collect/{token}", "collect.post", Access::Public, "public", public_page(site, collect),
              limits::kBodyBytes);
}

}  // namespace candour::web
