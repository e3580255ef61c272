#include "web/html/page.h"

#include "web/html/components.h"

namespace candour::html {
namespace {

std::string full_title(const PageFrame& f) {
  std::string t = f.has_errors ? "Error: " : "";
  if (!f.title.empty()) t += f.title + " – ";
  if (!f.org_name.empty()) t += f.org_name + " – ";
  return t + "Candour";
}

Html head_of(const PageFrame& f, const AssetUrls& a) {
  return h("head", h("meta", {{"charset", "utf-8"}}), h("title", full_title(f)),
           h("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}),
           h("meta", {{"name", "color-scheme"}, {"content", "light"}}),
           h("meta", {{"name", "theme-color"}, {"content", "#12403f"}}),
           when(!f.index,
                [] {
                  return h("meta", {{"name", "robots"}, {"content", "noindex"}});
                }),
           each(a.fonts,
                [](const std::string& url) {
                  return h("link", {{"rel", "preload"},
                                    {"href", url},
                                    {"as", "font"},
                                    {"type", "font/woff2"},
                                    {"crossorigin", "anonymous"}});
                }),
           when(!a.icon.empty(),
                [&] {
                  return h("link", {{"rel", "icon"}, {"href", a.icon}, {"type", "image/svg+xml"}});
                }),
           h("link", {{"rel", "stylesheet"}, {"href", a.css}}), script_file(a.js));
}

Html find_box(const PageFrame& f) {
  if (!f.search || f.links.search.empty()) return {};
  std::optional<std::string> words;
  if (!f.search_words.empty()) words = f.search_words;
  return h("form",
           {{"class", "candour-find"}, {"action", f.links.search}, {"method", "get"}, {"role", "search"}},
           h("label", {{"class", "govuk-visually-hidden"}, {"for", "find"}}, "Find a person"),
           h("input", {{"class", "candour-find__words"},
                       {"id", "find"},
                       {"name", "q"},
                       {"type", "search"},
                       {"placeholder", "Name, birth date or reference"},
                       {"autocomplete", "off"},
                       {"value", words}}),
           h("button", {{"class", "candour-find__button"}, {"type", "submit"}}, "Find"));
}

Html who(const PageFrame& f) {
  if (f.staff_name.empty())
    return when(!f.links.sign_in.empty(), [&] {
      return h("div", {{"class", "candour-header__who"}},
               h("a", {{"class", "candour-header__link"}, {"href", f.links.sign_in}}, "Sign in"));
    });
  Html name = f.links.account.empty()
                  ? h("span", f.staff_name)
                  : h("a", {{"class", "candour-header__link"}, {"href", f.links.account}}, f.staff_name);
  return h("div", {{"class", "candour-header__who"}}, name, when(!f.links.sign_out.empty(), [&] {
             return h("form",
                      {{"action", f.links.sign_out}, {"method", "post"}, {"class", "candour-header__out"}},
                      csrf_field(f.csrf),
                      h("button", {{"class", "candour-header__button"}, {"type", "submit"}}, "Sign out"));
           }));
}

Html demo_strip(const PageFrame& f) {
  if (!f.demo) return {};
  return h("div", {{"class", "candour-demo"}, {"role", "note"}, {"aria-label", "Demonstration"}},
           h("p", b("Demonstration."), " Everybody here is invented.", when(!f.demo_date.empty(), [&] {
               return h("span", {{"class", "candour-demo__date"}}, " Today is " + f.demo_date + ".");
             })));
}

Html header_of(const PageFrame& f) {
  std::string line = f.org_name;
  if (!f.team_line.empty()) line += (line.empty() ? "" : " · ") + f.team_line;
  return h("header", {{"class", "candour-header"}}, demo_strip(f),
           h("div", {{"class", "candour-header__inner"}},
             h("a", {{"class", "candour-header__mark"}, {"href", f.links.home.empty() ? "/" : f.links.home}},
               mark(32), h("span", {{"class", "candour-header__name"}}, "Candour")),
             when(!line.empty(),
                  [&] {
                    return h("span", {{"class", "candour-header__org"}}, line);
                  }),
             find_box(f), who(f)));
}

Html nav_of(const PageFrame& f) {
  if (f.nav.empty()) return {};
  return h("nav", {{"class", "candour-nav"}, {"aria-label", "Main menu"}},
           h("ul", {{"class", "candour-nav__list"}}, each(f.nav, [](const NavItem& n) {
               std::optional<std::string> current;
               if (n.current) current = "page";
               return h("li", {{"class", "candour-nav__item"}},
                        h("a", {{"class", "candour-nav__link"}, {"href", n.href}, {"aria-current", current}},
                          n.words, when(n.count > 0, [&] {
                            return frag(" ", h("span", {{"class", "candour-disc"}}, n.count));
                          })));
             })));
}

Html alarms_of(const PageFrame& f) {
  Html all;
  for (const auto& [words, href] : f.alarms)
    all += h("div", {{"class", "candour-flash candour-flash--problem"}, {"role", "alert"}},
             h("p", {{"class", "candour-flash__words"}},
               b(href.empty() ? "Something is wrong with what is stored:" : "Needs you now:"), " ", words,
               when(!href.empty(), [&] { return frag(" ", link(href, "Answer")); })));
  return all;
}

Html alerts_of(const PageFrame& f) {
  return each(f.alerts, [](const Crumb& a) {
    return h("div", {{"class", "candour-flash candour-flash--problem"}, {"role", "alert"}},
             h("p", {{"class", "candour-flash__words"}}, b("Needs you now:"), " ", link(a.href, a.words)));
  });
}

Html flash_of(const PageFrame& f) {
  if (!f.flash) return {};
  const Flash& x = *f.flash;
  const char* kind = x.kind == Flash::Kind::Done ? "done" : x.kind == Flash::Kind::Note ? "note" : "problem";
  const char* said = x.kind == Flash::Kind::Done ? "Done" : x.kind == Flash::Kind::Note ? "Note" : "Problem";
  return h("div",
           {{"class", std::string("candour-flash candour-flash--") + kind},
            {"role", x.kind == Flash::Kind::Problem ? "alert" : "status"}},
           h("p", {{"class", "candour-flash__words"}}, b(std::string(said) + ":"), " ", x.words), x.more);
}

Html way_back(const PageFrame& f) {
  if (f.back)
    return h("nav", {{"aria-label", "Back"}},
             h("a", {{"class", "govuk-back-link"}, {"href", f.back->href}}, f.back->words));
  if (f.crumbs.empty()) return {};
  return h(
      "nav",
      {{"class", "govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile"}, {"aria-label", "You are here"}},
      h("ol", {{"class", "govuk-breadcrumbs__list"}}, each(f.crumbs, [](const Crumb& c) {
          if (c.href.empty())
            return h("li", {{"class", "govuk-breadcrumbs__list-item"}, {"aria-current", "page"}}, c.words);
          return h("li", {{"class", "govuk-breadcrumbs__list-item"}},
                   h("a", {{"class", "govuk-breadcrumbs__link"}, {"href", c.href}}, c.words));
        })));
}

Html page_heading(const PageFrame& f) {
  if (f.heading.empty()) return {};
  return frag(when(!f.caption.empty(),
                   [&] {
                     return h("span", {{"class", "govuk-caption-l"}}, f.caption);
                   }),
              h("h1", {{"class", "govuk-heading-l"}}, f.heading));
}

Html footer_of(const PageFrame& f) {
  Out links;
  auto add = [&](const std::string& href, std::string_view words) {
    if (!href.empty()) links.raw(h("li", h("a", {{"href", href}}, words)));
  };
  std::string whose =
      f.org_name.empty() ? "Privacy notice" : "What " + f.org_name + " promises: the public notice";
  add(f.links.notice, whose);
  add(f.links.accessibility, "Accessibility");
  return h("footer", {{"class", "candour-footer"}},
           h("div", {{"class", "candour-footer__inner"}},
             h("ul", {{"class", "candour-footer__links"}}, std::move(links).done()),
             when(!f.contact.empty(),
                  [&] {
                    return h("p", {{"class", "candour-footer__line"}}, f.contact);
                  }),
             h("p", {{"class", "candour-footer__line"}},
               "Candour: care records that do what the privacy notice says.")));
}

Html columns(const PageFrame& f) {
  Html lead = frag(alarms_of(f), alerts_of(f), flash_of(f));
  Html main = frag(f.above ? f.above() : Html{}, page_heading(f), f.main);
  if (f.aside)
    return frag(lead,
                h("div", {{"class", "candour-columns"}}, h("div", {{"class", "candour-columns__main"}}, main),
                  h("aside", {{"class", "candour-columns__aside"}, {"aria-label", "Facts"}}, *f.aside)));
  return frag(lead, h("div", {{"class", f.narrow ? "candour-narrow" : "candour-wide"}}, main));
}

}  // namespace

FrameLinks default_links(const std::string& org) {
  std::string at = org.empty() ? "" : "/" + org;
  FrameLinks l;
  l.home = at + "/";
  l.accessibility = "/accessibility";
  if (org.empty()) return l;
  l.search = at + "/search";
  l.sign_in = at + "/sign-in";
  l.sign_out = at + "/sign-out";
  l.account = at + "/account";
  l.notice = at + "/notice";
  return l;
}

Html mark(int size) {
  return h("svg",
           {{"class", "candour-mark"},
            {"width", size},
            {"height", size},
            {"viewBox", "0 0 32 32"},
            {"aria-hidden", "true"},
            {"focusable", "false"}},
           h("path", {{"fill", "#f4b740"},
                      {"d",
                       "M16 3C9 3 3.5 8.2 3.5 14.7c0 3 1.2 5.7 3.1 7.7L5 28.2c-.2.6.4 1.1 1 .8l6-2.6"
                       "c1.3.3 2.6.5 4 .5 7 0 12.5-5.4 12.5-12.2S23 3 16 3z"}}),
           h("path", {{"fill", "none"},
                      {"stroke", "#12403f"},
                      {"stroke-width", "3.2"},
                      {"stroke-linecap", "round"},
                      {"stroke-linejoin", "round"},
                      {"d", "M10.8 15l3.8 3.8 6.9-7.4"}}));
}

std::string render_page(const PageFrame& f, const AssetUrls& a) {
  std::optional<std::string> ends, extend, token;
  if (f.session_seconds > 0) ends = std::to_string(f.session_seconds);
  if (ends && !f.extend_url.empty()) extend = f.extend_url, token = f.csrf;
  Html print_line = h("p", {{"class", "candour-print-title"}, {"aria-hidden", "true"}},
                      (f.print_title.empty() ? full_title(f) : f.print_title) +
                          (f.printed_by.empty() ? "" : ". " + f.printed_by));
  Html body = h("body",
                {{"class", "govuk-template__body"},
                 {"data-session-seconds", ends},
                 {"data-extend-url", extend},
                 {"data-csrf", token}},
                h("a", {{"class", "govuk-skip-link"}, {"href", "#main"}}, "Skip to the page"), header_of(f),
                nav_of(f), print_line,
                h("div", {{"class", "candour-page"}}, way_back(f),
                  h("main", {{"class", "candour-main"}, {"id", "main"}, {"tabindex", "-1"}}, f.banner,
                    f.below_banner, columns(f))),
                footer_of(f));
  Html document = h("html", {{"lang", "en"}, {"class", "govuk-template"}}, head_of(f, a), body);
  std::string out = "<!DOCTYPE html>\n" + std::move(document).take();
  return out;
}

PageFrame refusal_frame(int status, std::string_view words, std::string_view request_id) {
  PageFrame f;
  switch (status) {
    case 400:
      f.heading = "We could not read that";
      break;
    case 403:
      f.heading = "You cannot do that here";
      break;
    case 404:
      f.heading = "There is nothing here that you can see";
      break;
    case 405:
      f.heading = "That page cannot be used this way";
      break;
    case 408:
      f.heading = "That took too long to arrive";
      break;
    case 413:
      f.heading = "That is too big";
      break;
    case 503:
      f.heading = "Busy at the moment";
      break;
    default:
      f.heading = status >= 500 ? "Something went wrong on our side" : "We could not take that";
      break;
  }
  f.title = f.heading;
  f.narrow = true;
  f.links = default_links("");
  f.main = frag(paragraph(words), paragraph(frag(link("/", "Go to the start page"), ".")),
                when(!request_id.empty(), [&] {
                  return h("p", {{"class", "govuk-hint"}},
                           "If you tell somebody about this, give them the number ",
                           h("span", {{"class", "candour-reference"}}, request_id), ".");
                }));
  return f;
}

}  // namespace candour::html
