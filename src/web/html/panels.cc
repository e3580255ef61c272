#include "web/html/panels.h"

#include "web/html/components.h"

namespace candour::html {
namespace {

std::string tag_class(Tint t) {
  switch (t) {
    case Tint::Ordinary:
      return "candour-tag";
    case Tint::Special:
      return "candour-tag candour-tag--special";
    case Tint::Criminal:
      return "candour-tag candour-tag--criminal";
    case Tint::Plain:
      return "candour-tag candour-tag--plain";
    case Tint::Good:
      return "candour-tag candour-tag--good";
    case Tint::Bad:
      return "candour-tag candour-tag--bad";
  }
  return "candour-tag";
}

Html entry_heading(int level, const Html& inside) {
  constexpr const char* css = "candour-entry__title";
  switch (level) {
    case 2:
      return h("h2", {{"class", css}}, inside);
    case 3:
      return h("h3", {{"class", css}}, inside);
    case 4:
      return h("h4", {{"class", css}}, inside);
    default:
      return h("h5", {{"class", css}}, inside);
  }
}

/// Bytes of the UTF-8 letter that begins at s[i].
std::size_t letter_bytes(std::string_view s, std::size_t i) {
  auto c = static_cast<unsigned char>(s[i]);
  std::size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  return std::min(n, s.size() - i);
}

std::string upper_letter(std::string_view letter) {
  std::string s(letter);
  if (s.size() == 1 && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
  return s;
}

Html strips(const std::vector<Strip>& list, std::string_view css, std::string_view label) {
  if (list.empty()) return {};
  Out o;
  bool first = true;
  for (const auto& s : list) {
    if (!first) o << " ";
    first = false;
    o.raw(h("span", {{"class", "candour-strip__item"}}, b(s.label + ":"), " ", s.words));
  }
  return h("div",
           {{"class", "candour-strip candour-strip--" + std::string(css)},
            {"role", "note"},
            {"aria-label", label}},
           std::move(o).done());
}

Html fact(std::string_view words) {
  return h("li", words);
}

Html banner_name(const PersonBanner& p) {
  Html name = p.href.empty() ? text(p.name) : h("a", {{"href", p.href}}, p.name);
  return p.is_heading ? h("h1", {{"class", "candour-person__name"}}, name)
                      : h("p", {{"class", "candour-person__name candour-person__name--small"}}, name);
}

Html banner_facts(const PersonBanner& p) {
  Out o;
  if (!p.likes_name.empty() && p.likes_name != p.name) o.raw(h("li", "likes ", b(p.likes_name)));
  if (!p.pronouns.empty()) o.raw(fact(p.pronouns));
  std::string age = p.age;
  if (!p.born.empty()) age += (age.empty() ? "born " : ", born ") + p.born;
  if (!age.empty()) o.raw(fact(age));
  if (!p.reference.empty()) o.raw(h("li", h("span", {{"class", "candour-reference"}}, p.reference)));
  if (!p.worker.empty()) o.raw(h("li", "Worker: ", b(p.worker)));
  return h("ul", {{"class", "candour-person__facts"}}, std::move(o).done());
}

Html banner_reach(const PersonBanner& p) {
  if (p.reach.empty()) return {};
  return h(
      "ul", {{"class", "candour-person__facts candour-person__reach"}}, each(p.reach, [](const Reach& x) {
        return h("li", x.label + ": ", x.href.empty() ? text(x.words) : h("a", {{"href", x.href}}, x.words),
                 when(!x.map.empty(), [&] {
                   return frag(" ", h("a", {{"class", "candour-person__map"}, {"href", x.map}}, "Map",
                                      hidden_words(" of " + x.words)));
                 }));
      }));
}

Html meta_links(const std::vector<std::pair<std::string, std::string>>& links, const std::string& about) {
  return each(links, [&](const auto& l) { return h("li", link(l.first, l.second, about)); });
}

}  // namespace

Html tag(std::string_view words, Tint tint) {
  return h("strong", {{"class", tag_class(tint)}}, words);
}

std::string initials(std::string_view name) {
  std::vector<std::string_view> firsts;
  bool at_start = true;
  for (std::size_t i = 0; i < name.size();) {
    std::size_t n = letter_bytes(name, i);
    bool blank = name[i] == ' ' || name[i] == '\t';
    if (!blank && at_start) firsts.push_back(name.substr(i, n));
    at_start = blank;
    i += n;
  }
  if (firsts.empty()) return "?";
  std::string out = upper_letter(firsts.front());
  if (firsts.size() > 1) out += upper_letter(firsts.back());
  return out;
}

Html person_banner(const PersonBanner& p) {
  Html face = p.photo_url.empty()
                  ? h("span", {{"class", "candour-person__disc"}, {"aria-hidden", "true"}}, initials(p.name))
                  : h("img", {{"class", "candour-person__disc"},
                              {"src", p.photo_url},
                              {"alt", ""},
                              {"width", 84},
                              {"height", 84}});
  const std::string& called = p.likes_name.empty() ? p.name : p.likes_name;
  return h(
      "section", {{"class", "candour-person"}, {"aria-label", "About " + called}}, face,
      h("div", {{"class", "candour-person__words"}}, banner_name(p),
        // On a phone the rest is one line each until it is asked for; the link works without a script.
        h("a", {{"class", "candour-person__show"}, {"href", "#person-more"}}, "Show all",
          hidden_words(" about " + called)),
        when(!p.died.empty(),
             [&] {
               return h("p", {{"class", "candour-person__died"}}, b(p.died));
             }),
        h("div", {{"class", "candour-person__more"}, {"id", "person-more"}}, banner_facts(p), banner_reach(p),
          strips(p.communication, "talk", "Communication"), strips(p.alerts, "alert", "Alerts")),
        when(p.notice.has_value(),
             [&] {
               return h("div", {{"class", "candour-person__notice"}}, *p.notice);
             }),
        when(p.actions.has_value(), [&] {
          return h("div", {{"class", "candour-person__actions"}}, *p.actions);
        })));
}

Html timeline_item(const TimelineItem& t, int level) {
  Html title = t.href.empty() ? text(t.title) : h("a", {{"href", t.href}}, t.title);
  std::optional<std::string> id;
  if (!t.id.empty()) id = t.id;
  Out meta;
  if (t.draft) meta.raw(h("li", tag("Draft, only you see it", Tint::Plain)));
  if (t.corrected) meta.raw(h("li", tag("Corrected", Tint::Plain)));
  for (const auto& [words, tint] : t.tags) meta.raw(h("li", tag(words, tint)));
  for (const auto& m : t.meta) meta.raw(h("li", m));
  meta.raw(meta_links(t.links, ": " + t.title));
  if (!t.why_href.empty()) meta.raw(h("li", link(t.why_href, t.why_words, t.title)));
  std::string css = t.draft ? "candour-entry candour-entry--draft" : "candour-entry";
  return h("article", {{"class", css}, {"id", id}}, entry_heading(level, title),
           h("div", {{"class", "candour-entry__body"}}, t.body),
           h("ul", {{"class", "candour-entry__meta"}}, std::move(meta).done()));
}

Html held_back(const HeldBack& x, int level) {
  return h("article", {{"class", "candour-entry candour-entry--held"}}, entry_heading(level, text(x.title)),
           h("div", {{"class", "candour-entry__body"}}, h("p", b("Held back:"), " ", x.words)),
           h("ul", {{"class", "candour-entry__meta"}},
             when(!x.category.empty(), [&] { return h("li", tag(x.category, Tint::Plain)); }),
             when(!x.clause.empty(), [&] { return h("li", x.clause); }),
             when(!x.ask_href.empty(), [&] { return h("li", link(x.ask_href, x.ask_words, x.title)); })));
}

Html held_back_line(const HeldBack& x) {
  return h("span", {{"class", "candour-held-line"}}, b("Held back"), when(!x.words.empty(), ": " + x.words),
           when(!x.clause.empty(), " (" + x.clause + ")"),
           when(!x.ask_href.empty(), [&] { return frag(". ", link(x.ask_href, x.ask_words, x.title)); }));
}

Html timeline_day(std::string_view day, const std::vector<Html>& items, int level) {
  constexpr const char* css = "candour-day__date";
  Html date = level <= 2 ? h("h2", {{"class", css}}, day) : h("h3", {{"class", css}}, day);
  return h("section", {{"class", "candour-day"}}, date, items);
}

Html facts_card(const FactsCard& c, int level) {
  Html rows = each(c.rows, [](const FactRow& r) {
    std::string css = "candour-facts__value";
    if (r.tint == Tint::Good) css += " candour-facts__value--good";
    if (r.tint == Tint::Bad || r.tint == Tint::Criminal) css += " candour-facts__value--bad";
    return h("div", {{"class", "candour-facts__row"}}, h("dt", {{"class", "candour-facts__key"}}, r.key),
             h("dd", {{"class", css}}, r.value));
  });
  return card(c.title,
              frag(c.before,
                   when(!c.rows.empty(),
                        [&] {
                          return h("dl",
                                   {{"class", c.sentences ? "candour-facts candour-facts--sentences"
                                                          : "candour-facts"}},
                                   rows);
                        }),
                   when(c.rows.empty() && !c.when_empty.empty(),
                        [&] {
                          return h("p", {{"class", "candour-facts__none"}}, c.when_empty);
                        }),
                   when(!c.after.empty(),
                        [&] {
                          return h("div", {{"class", "candour-facts__after"}}, c.after);
                        })),
              level);
}

Html person_lines(const std::vector<PersonLine>& people) {
  return h(
      "ul", {{"class", "candour-people"}}, each(people, [](const PersonLine& p) {
        Html name = p.href.empty()
                        ? h("strong", {{"class", "candour-people__name"}}, p.name)
                        : h("a", {{"class", "govuk-link candour-people__name"}, {"href", p.href}}, p.name);
        return h("li", {{"class", "candour-people__row"}},
                 h("span", {{"class", "candour-people__disc"}, {"aria-hidden", "true"}}, initials(p.name)),
                 h("div", {{"class", "candour-people__words"}}, name,
                   when(!p.detail.empty(),
                        [&] {
                          return h("span", {{"class", "candour-people__detail"}}, p.detail);
                        }),
                   when(!p.where.empty(),
                        [&] {
                          return h("span", {{"class", "candour-people__detail"}}, p.where);
                        }),
                   when(!p.tags.empty(),
                        [&] {
                          return h(
                              "span", {{"class", "candour-people__tags"}},
                              each(p.tags, [](const auto& t) { return frag(tag(t.first, t.second), " "); }));
                        })),
                 when(!p.right.empty(), [&] {
                   return h("div", {{"class", "candour-people__right"}}, p.right);
                 }));
      }));
}

Html why(const Why& w) {
  std::vector<SummaryRow> rows;
  if (!w.purpose.empty()) rows.push_back({"What for", text(w.purpose)});
  if (!w.basis.empty()) rows.push_back({"Lawful basis", text(w.basis)});
  if (!w.clause.empty()) rows.push_back({"Where the notice says so", text(w.clause)});
  return h("section", {{"class", w.may ? "candour-why" : "candour-why candour-why--not"}},
           h("h2", {{"class", "candour-why__title"}},
             w.may ? "Why you can see this: " : "Why you cannot see this: ", w.what),
           h("p", {{"class", "govuk-body"}}, w.words),
           when(!rows.empty(), [&] { return summary_list({rows}); }));
}

}  // namespace candour::html
