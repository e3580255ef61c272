// What anybody may read: the organisations of this server, each one's notice in three forms, and how far
// these pages can be used by everybody.
#include <algorithm>

#include "paper/notice.h"
#include "paper/pdf.h"
#include "web/frame/page_table.h"
#include "web/pages/parts/document.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

OrgHouse& org_asked_for(const Site& site, const Request& r) {
  return *site.house().find(r.param("org"));
}

Result<paper::Setting> setting(const Site& site) {
  paper::Setting s;
  s.on = site.today();
  TRY(s.regulator, charter::regulator_on(site.house().catalogue_dir(), s.on));
  return s;
}

Result<Response> front(const Site& site) {
  auto f = site.public_frame(nullptr, "Candour");
  f.narrow = false;
  f.heading = "Care records that do what the privacy notice says";
  Html cards;
  for (const auto& o : site.house().all()) {
    const auto& c = *o->charter;
    const std::string at = "/" + c.organisation.code;
    cards += html::card(
        c.organisation.name,
        html::frag(
            html::paragraph(c.organisation.says),
            html::button_row({html::button_link(at + "/sign-in", "Sign in to " + c.organisation.name),
                              html::button_link(at + "/notice", "Privacy notice of " + c.organisation.name,
                                                html::Look::Second)})));
  }
  f.main = html::frag(
      h("p", {{"class", "govuk-body-l"}},
        "Each organisation here runs on its own charter: the file from which its privacy notice is "
        "printed is the file that decides who sees what."),
      cards);
  return site.page(std::move(f));
}

Html own_door_part(const charter::Charter& c) {
  if (!c.organisation.own_door) return {};
  return html::frag(
      html::heading(2, "Are we supporting you?", "m"),
      html::paragraph(
          "With a paper from our staff you read here what we hold about you, and who looked at it."),
      html::button_row({html::button_link("/" + c.organisation.code + "/own/come-in",
                                          "Come in by your own door", html::Look::Second)}));
}

/// Whom to reach for what, and how, as the notice says.
Html how_to_reach(const charter::Charter& c) {
  html::SummaryList list;
  std::vector<std::string> said;
  for (const auto& who : c.to_print().contacts) {
    std::string reach;
    for (const auto* way : {&who.phone, &who.email, &who.post})
      if (!way->empty()) reach += (reach.empty() ? "" : "\n") + *way;
    const auto line = who.title + reach;
    if (reach.empty() || std::ranges::count(said, line) > 0) continue;
    said.push_back(line);
    list.rows.push_back({who.title, html::typed_text(reach), {}});
  }
  if (list.rows.empty()) return {};
  return html::frag(html::heading(2, "How to reach us", "m"), html::summary_list(list));
}

Result<Response> org_front(const Site& site, const OrgHouse& org) {
  const auto& c = *org.charter;
  auto f = site.public_frame(&org, c.organisation.name);
  f.narrow = true;
  f.heading = c.organisation.name;
  const std::string at = "/" + c.organisation.code;
  f.main = html::frag(
      html::paragraph(c.organisation.says),
      html::button_row({html::button_link(at + "/sign-in", "Sign in"),
                        html::button_link(at + "/notice", "Read our privacy notice", html::Look::Second),
                        html::button_link(at + "/notice/easy-read", "Easy read", html::Look::Second)}),
      own_door_part(c), html::heading(2, "Tell us, or ask us", "m"), tell_us_links(c), how_to_reach(c));
  return site.page(std::move(f));
}

enum class Sheet { First, Details, Forms, EasyRead };

paper::Document sheet_of(const charter::Charter& c, const paper::Setting& s, Sheet sheet) {
  switch (sheet) {
    case Sheet::First:
      return paper::notice(c, s, paper::Layer::First);
    case Sheet::Details:
      return paper::details(c, s);
    case Sheet::Forms:
      return paper::forms(c, s);
    case Sheet::EasyRead:
      break;
  }
  return paper::easy_read(c, s);
}

Result<Response> notice_page(const Site& site, const OrgHouse& org, Sheet sheet) {
  TRY(auto s, setting(site));
  const std::string at = "/" + org.charter->organisation.code + "/notice";
  s.notice = at;
  s.details = at + "/details";
  const auto d = sheet_of(*org.charter, s, sheet);
  auto f = site.public_frame(&org, d.title);
  f.index = true;
  f.narrow = true;
  f.heading = d.title;
  std::vector<Html> ways;
  const auto way = [&](Sheet to, const std::string& path, const char* words) {
    if (to != sheet) ways.push_back(html::button_link(at + path, words, html::Look::Second));
  };
  way(Sheet::First, "", "Our privacy notice");
  if (sheet == Sheet::First)
    ways.push_back(html::button_link(at + "/details#your-rights", "Your rights", html::Look::Second));
  way(Sheet::Details, "/details", "In detail");
  way(Sheet::EasyRead, "/easy-read", "Easy read, with pictures");
  way(Sheet::Forms, "/forms", "What our forms ask");
  ways.push_back(html::button_link(at + ".pdf", "To print (PDF)", html::Look::Second));
  const Html others = html::button_row(ways);
  f.main = html::frag(others, sheet == Sheet::First ? in_parts(d) : from_document(d));
  return site.page(std::move(f));
}

Result<Response> notice_pdf(const Site& site, const OrgHouse& org) {
  TRY(auto s, setting(site));
  TRY(auto bytes, paper::to_pdf(paper::notice(*org.charter, s)));
  return Response::inline_file(org.charter->organisation.code + "-privacy-notice.pdf", "application/pdf",
                               std::move(bytes));
}

Result<Response> accessibility(const Site& site) {
  auto f = site.public_frame(nullptr, "Accessibility");
  f.narrow = true;
  f.heading = "Accessibility";
  f.main = html::frag(
      html::paragraph(
          "Everybody should be able to use these pages, with a keyboard, a screen reader, large print, "
          "or an old phone. They work without JavaScript. They are built to WCAG 2.2, level AA, and an "
          "automatic check (axe) runs over every page before each release."),
      html::heading(2, "What you can do", "m"),
      html::bullets({html::text("enlarge the text to 400% without scrolling sideways"),
                     html::text("go through every page with the keyboard"),
                     html::text("print any page: the menus stay off the paper"),
                     html::text("read every organisation's notice in easy read")}),
      html::heading(2, "What is not good yet", "m"),
      html::paragraph(
          "The PDF of a notice is tagged but has not been checked against PDF/UA. The web page says the "
          "same and is the better choice with a screen reader."),
      html::paragraph(
          "If something does not work for you, tell the organisation: its address stands at the end "
          "of its notice."));
  return site.page(std::move(f));
}

/// A page of no organisation, the same for everybody. What goes wrong is told in plain words.
http::Handler of_all(const Site& site, std::string name, Result<Response> (*make)(const Site&)) {
  return [&site, name = std::move(name), make](const Request& r) {
    auto answer = site.same_for_all(nullptr, name, r, [&] { return make(site); });
    return answer ? std::move(*answer) : site.refused(r, answer.error());
  };
}

/// The same of an organisation.
PageHandler of_org(std::string name, std::function<Result<Response>(const Site&, const OrgHouse&)> make) {
  return [name = std::move(name), make = std::move(make)](const Site& site, const Request& r) {
    const OrgHouse& org = org_asked_for(site, r);
    return site.same_for_all(&org, name, r, [&] { return make(site, org); });
  };
}

}  // namespace

void add_front_pages(http::Router& router, Site& site) {
  router.get("/", "front", Access::Public, "public", of_all(site, "front", front));
  router.get("/accessibility", "accessibility", Access::Public, "public",
             of_all(site, "accessibility", accessibility));
  router.get("/healthz", "healthz", Access::Public, "public",
             [](const Request&) { return Response::text("ready\n"); });
  PageTable t(router, site, "public", Access::Public);
  t.get("", "org.front", of_org("front", org_front));
  t.get("/notice", "notice",
        of_org("notice", [](const Site& s, const OrgHouse& o) { return notice_page(s, o, Sheet::First); }));
  t.get("/notice/details", "notice.details", of_org("details", [](const Site& s, const OrgHouse& o) {
          return notice_page(s, o, Sheet::Details);
        }));
  t.get("/notice/forms", "notice.forms",
        of_org("forms", [](const Site& s, const OrgHouse& o) { return notice_page(s, o, Sheet::Forms); }));
  t.get("/notice/easy-read", "notice.easy-read", of_org("easy-read", [](const Site& s, const OrgHouse& o) {
          return notice_page(s, o, Sheet::EasyRead);
        }));
  t.get("/notice.pdf", "notice.pdf", of_org("notice.pdf", notice_pdf), http::Lane::Paper);
}

}  // namespace candour::web
