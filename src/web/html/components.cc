#include "web/html/components.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace candour::html {
namespace {

std::string default_size(int level) {
  return level <= 1 ? "l" : level == 2 ? "m" : "s";
}

Html heading_element(int level, const std::string& css, const std::optional<std::string>& id,
                     const Html& inside) {
  switch (level) {
    case 1:
      return h("h1", {{"class", css}, {"id", id}}, inside);
    case 2:
      return h("h2", {{"class", css}, {"id", id}}, inside);
    case 3:
      return h("h3", {{"class", css}, {"id", id}}, inside);
    case 4:
      return h("h4", {{"class", css}, {"id", id}}, inside);
    case 5:
      return h("h5", {{"class", css}, {"id", id}}, inside);
    default:
      return h("h6", {{"class", css}, {"id", id}}, inside);
  }
}

std::optional<std::string> unless_empty(std::string_view s) {
  return s.empty() ? std::nullopt : std::optional(std::string(s));
}

std::string look_class(Look look) {
  switch (look) {
    case Look::Main:
      return "govuk-button";
    case Look::Second:
      return "govuk-button govuk-button--secondary";
    case Look::Danger:
      return "govuk-button govuk-button--warning";
    case Look::Quiet:
      return "candour-quiet-button";
  }
  return "govuk-button";
}

Html action_links(const std::vector<std::pair<std::string, std::string>>& actions, const std::string& about) {
  std::vector<Html> links;
  for (const auto& [href, words] : actions) links.push_back(link(href, words, about));
  if (links.size() < 2) return join(links, "");
  Out o;
  for (const auto& l : links) o.raw(h("li", {{"class", "govuk-summary-list__actions-list-item"}}, l));
  return h("ul", {{"class", "govuk-summary-list__actions-list"}}, std::move(o).done());
}

Html column_heading(const Column& c) {
  std::string css = c.number ? "govuk-table__header govuk-table__header--numeric" : "govuk-table__header";
  Html words = c.hidden ? hidden_words(c.words) : text(c.words);
  if (!c.sort_href.empty())
    words = h("a", {{"class", "govuk-link candour-sort"}, {"href", c.sort_href}}, c.words,
              when(!c.sorted.empty(), [&] {
                return h("span", {{"aria-hidden", "true"}}, c.sorted == "ascending" ? " ▲" : " ▼");
              }));
  return h("th", {{"scope", "col"}, {"class", css}, {"aria-sort", unless_empty(c.sorted)}}, words);
}

Html table_cell(const Column& c, const Html& value) {
  // On a phone the heading stands before the cell (CSS reads data-heading), so a row is a card.
  std::string css = c.row_header ? "govuk-table__header" : "govuk-table__cell";
  if (c.number) css += " govuk-table__cell--numeric";
  std::optional<std::string> head;
  if (!c.hidden) head = c.words;
  Html inside = h("span", {{"class", "candour-table__value"}}, value);
  if (c.row_header)
    return h("th", {{"scope", "row"}, {"role", "rowheader"}, {"class", css}, {"data-heading", head}}, inside);
  return h("td", {{"role", "cell"}, {"class", css}, {"data-heading", head}}, inside);
}

std::string plain_number(double v) {
  double r = std::round(v * 10) / 10;
  if (r == std::floor(r)) return std::to_string(static_cast<long long>(r));
  std::string s = std::to_string(r);
  return s.substr(0, s.find('.') + 2);
}

}  // namespace

Html heading(int level, std::string_view words, std::string_view size, std::string_view id) {
  std::string css = "govuk-heading-" + (size.empty() ? default_size(level) : std::string(size));
  return heading_element(level, css, unless_empty(id), text(words));
}

Html paragraph(std::string_view words) {
  return h("p", {{"class", "govuk-body"}}, words);
}
Html paragraph(const Html& piece) {
  return h("p", {{"class", "govuk-body"}}, piece);
}
Html hint_line(std::string_view words) {
  return h("p", {{"class", "govuk-hint"}}, words);
}

Html bullets(const std::vector<Html>& items) {
  return h("ul", {{"class", "govuk-list govuk-list--bullet"}},
           each(items, [](const Html& i) { return h("li", i); }));
}
Html numbered(const std::vector<Html>& items) {
  return h("ol", {{"class", "govuk-list govuk-list--number"}},
           each(items, [](const Html& i) { return h("li", i); }));
}
Html button(const Button& b) {
  return h("button",
           {{"type", "submit"},
            {"class", look_class(b.look)},
            {"name", unless_empty(b.name)},
            {"value", b.name.empty() ? std::nullopt : std::optional(b.value)},
            {"data-once", b.once},
            {"formnovalidate", b.skip_validation}},
           b.words, when(!b.about.empty(), [&] { return hidden_words(" " + b.about); }));
}

Html button_link(std::string_view href, std::string_view words, Look look) {
  return h("a", {{"href", href}, {"class", look_class(look)}, {"draggable", "false"}}, words);
}

Html button_row(const std::vector<Html>& buttons) {
  return h("div", {{"class", "govuk-button-group"}}, buttons);
}

Html act(std::string_view action, std::string_view csrf, const Button& b,
         const std::vector<std::pair<std::string, std::string>>& hidden_fields) {
  return h("form", {{"action", action}, {"method", "post"}, {"class", "candour-act"}}, csrf_field(csrf),
           each(hidden_fields, [](const auto& f) { return hidden(f.first, f.second); }), button(b));
}

Html details(std::string_view summary, const Html& inside, bool open) {
  return h("details", {{"class", "govuk-details"}, {"open", open}},
           h("summary", {{"class", "govuk-details__summary"}},
             h("span", {{"class", "govuk-details__summary-text"}}, summary)),
           h("div", {{"class", "govuk-details__text"}}, inside));
}

Html inset(const Html& inside) {
  return h("div", {{"class", "govuk-inset-text"}}, inside);
}

Html warning(std::string_view words) {
  return h("div", {{"class", "govuk-warning-text"}},
           h("span", {{"class", "govuk-warning-text__icon"}, {"aria-hidden", "true"}}, "!"),
           h("strong", {{"class", "govuk-warning-text__text"}}, hidden_words("Warning: "), words));
}

Html notification(std::string_view title, const Html& inside, bool success) {
  std::string css = "govuk-notification-banner";
  if (success) css += " govuk-notification-banner--success";
  return h("section", {{"class", css}, {"aria-label", title}},
           h("div", {{"class", "govuk-notification-banner__header"}},
             h("p", {{"class", "govuk-notification-banner__title"}}, title)),
           h("div", {{"class", "govuk-notification-banner__content"}}, inside));
}

Html summary_list(const SummaryList& list) {
  bool any_action =
      std::any_of(list.rows.begin(), list.rows.end(), [](const auto& r) { return !r.actions.empty(); });
  Html rows = each(list.rows, [&](const SummaryRow& r) {
    std::string css = "govuk-summary-list__row";
    if (any_action && r.actions.empty()) css += " govuk-summary-list__row--no-actions";
    return h("div", {{"class", css}}, h("dt", {{"class", "govuk-summary-list__key"}}, r.key),
             h("dd", {{"class", "govuk-summary-list__value"}}, r.value), when(!r.actions.empty(), [&] {
               return h("dd", {{"class", "govuk-summary-list__actions"}}, action_links(r.actions, r.key));
             }));
  });
  Html dl = h("dl", {{"class", "govuk-summary-list"}}, rows);
  if (list.title.empty()) return dl;
  return h("section", {{"class", "govuk-summary-card"}, {"aria-label", list.title}},
           h("div", {{"class", "govuk-summary-card__title-wrapper"}},
             h("h2", {{"class", "govuk-summary-card__title"}}, list.title),
             when(!list.title_actions.empty(),
                  [&] {
                    return h("ul", {{"class", "govuk-summary-card__actions"}},
                             each(list.title_actions, [&](const auto& a) {
                               return h("li", {{"class", "govuk-summary-card__action"}},
                                        link(a.first, a.second, list.title));
                             }));
                  })),
           h("div", {{"class", "govuk-summary-card__content"}}, dl));
}

Html table(const Table& t) {
  if (t.rows.empty())
    return h("div", {{"class", "candour-empty"}},
             when(!t.caption_hidden,
                  [&] {
                    return h("p", {{"class", "candour-empty__title"}}, t.caption);
                  }),
             h("p", {{"class", "govuk-body"}}, t.when_empty));
  Out body;
  for (const auto& row : t.rows) {
    if (row.size() != t.columns.size())
      throw std::logic_error("a table's row and its columns differ in number");
    body.open("tr", {{"class", "govuk-table__row"}, {"role", "row"}});
    for (std::size_t i = 0; i < row.size(); ++i) body.raw(table_cell(t.columns[i], row[i]));
    body.close("tr");
  }
  std::string css = "govuk-table__caption govuk-table__caption--m";
  if (t.caption_hidden) css += " govuk-visually-hidden";
  // The roles are repeated because display:block (the cards on a phone) takes them away in some browsers.
  return h("table", {{"class", "govuk-table candour-table"}, {"role", "table"}},
           h("caption", {{"class", css}}, t.caption),
           h("thead", {{"class", "govuk-table__head"}, {"role", "rowgroup"}},
             h("tr", {{"class", "govuk-table__row"}, {"role", "row"}}, each(t.columns, column_heading))),
           h("tbody", {{"class", "govuk-table__body"}, {"role", "rowgroup"}}, std::move(body).done()));
}

namespace {

Html card_of(std::string_view css, std::string_view title, const Html& inside, int level) {
  return h("section", {{"class", css}},
           when(!title.empty(),
                [&] { return heading_element(level, "candour-card__title", std::nullopt, text(title)); }),
           inside);
}

}  // namespace

Html card(std::string_view title, const Html& inside, int level) {
  return card_of("candour-card", title, inside, level);
}

Html acts_card(std::string_view title, const Html& inside) {
  return card_of("candour-card candour-card--acts", title, inside, 2);
}

Html empty_state(std::string_view title, std::string_view words, const Html& next) {
  return h("div", {{"class", "candour-empty"}}, h("p", {{"class", "candour-empty__title"}}, title),
           h("p", {{"class", "govuk-body"}}, words), next);
}

Html tabs(std::string_view label, const std::vector<Tab>& list) {
  Html links = each(list, [](const Tab& t) {
    std::optional<std::string> current;
    if (t.current) current = "page";
    return h("li", {{"class", "moj-sub-navigation__item"}},
             h("a", {{"class", "moj-sub-navigation__link"}, {"href", t.href}, {"aria-current", current}},
               t.words, when(t.count > 0, [&] {
                 return frag(" ", h("span", {{"class", "candour-disc"}}, t.count));
               })));
  });
  return h("nav", {{"class", "moj-sub-navigation candour-tabs"}, {"aria-label", label}},
           h("ul", {{"class", "moj-sub-navigation__list"}}, links));
}

Html pagination(std::string_view newer_href, std::string_view older_href, std::string_view newer,
                std::string_view older) {
  if (newer_href.empty() && older_href.empty()) return {};
  auto step = [](std::string_view href, std::string_view words, bool back) {
    if (href.empty()) return Html{};
    return h("a", {{"class", "candour-pages__link"}, {"href", href}, {"rel", back ? "prev" : "next"}},
             when(back,
                  [] {
                    return h("span", {{"aria-hidden", "true"}}, "← ");
                  }),
             words, when(!back, [] {
               return h("span", {{"aria-hidden", "true"}}, " →");
             }));
  };
  return h("nav", {{"class", "candour-pages"}, {"aria-label", "Pages"}}, step(newer_href, newer, true),
           step(older_href, older, false));
}

Html progress(const Progress& p) {
  int of = std::max(1, p.of), done = std::clamp(p.done, 0, of);
  std::string left = p.left.empty() ? std::to_string(done) + " of " + std::to_string(of) + " done" : p.left;
  return h(
      "div", {{"class", "candour-progress"}},
      h("progress",
        {{"class", "candour-progress__bar"}, {"max", of}, {"value", done}, {"aria-label", p.label}}, left),
      h("div", {{"class", "candour-progress__words"}}, h("span", left),
        when(!p.right.empty(), [&] { return h("span", p.right); })));
}

Html steps(const std::vector<std::string>& names, int current) {
  int total = static_cast<int>(names.size());
  current = std::clamp(current, 1, std::max(1, total));
  int n = 0;
  Html list = each(names, [&](const std::string& name) {
    ++n;
    std::string css = "candour-steps__item";
    if (n < current) css += " candour-steps__item--done";
    if (n == current) css += " candour-steps__item--current";
    std::optional<std::string> step;
    if (n == current) step = "step";
    return h("li", {{"class", css}, {"aria-current", step}}, name,
             when(n < current, [] { return hidden_words(" (done)"); }));
  });
  return h("nav", {{"class", "candour-steps"}, {"aria-label", "Steps"}},
           h("p", {{"class", "candour-steps__count"}}, "Step ", current, " of ", total),
           h("ol", {{"class", "candour-steps__list"}}, list));
}

Html stat_tiles(const std::vector<Stat>& stats) {
  return h("ul", {{"class", "candour-stats"}}, each(stats, [](const Stat& s) {
             Html inside = frag(h("span", {{"class", "candour-stat__number"}}, s.number), " ",
                                h("span", {{"class", "candour-stat__words"}}, s.words));
             return h("li", {{"class", "candour-stat"}},
                      s.href.empty() ? inside
                                     : h("a", {{"class", "candour-stat__link"}, {"href", s.href}}, inside));
           }));
}

Html bar_chart(std::string_view title, const std::vector<Bar>& bars, std::string_view unit) {
  double most = 0;
  for (const auto& b : bars) most = std::max(most, b.value);
  // A list of words and numbers; the drawn bar beside each is decoration and hidden from screen readers.
  Html rows = each(bars, [&](const Bar& b) {
    std::string words = b.words.empty() ? plain_number(b.value) : b.words;
    if (b.words.empty() && !unit.empty()) words += " " + std::string(unit);
    int width = most > 0 ? static_cast<int>(std::lround(std::max(0.0, b.value) / most * 1000)) : 0;
    return h(
        "li", {{"class", "candour-bars__row"}},
        h("span", {{"class", "candour-bars__label"}}, b.href.empty() ? text(b.label) : link(b.href, b.label)),
        h("svg",
          {{"class", "candour-bars__bar"},
           {"viewBox", "0 0 1000 20"},
           {"preserveAspectRatio", "none"},
           {"aria-hidden", "true"},
           {"focusable", "false"}},
          h("rect", {{"class", "candour-bars__track"}, {"width", 1000}, {"height", 20}}),
          h("rect", {{"class", "candour-bars__fill"}, {"width", width}, {"height", 20}})),
        h("span", {{"class", "candour-bars__words"}}, words));
  });
  return h("figure", {{"class", "candour-bars"}}, h("figcaption", {{"class", "candour-bars__title"}}, title),
           h("ul", {{"class", "candour-bars__list"}}, rows));
}

}  // namespace candour::html
