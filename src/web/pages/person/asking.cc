// Who asked how often who is here, in counts, for whoever keeps the ledger; and what looked like a pattern,
// to be marked as looked at. Nothing of what was typed is kept, so nothing of it can be shown.
#include "base/calendar_words.h"
#include "base/text.h"
#include "web/frame/page_table.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr int kDaysShown = 7, kPatternsShown = 50;

Html pattern_card(const Visit& v, const gate::Pattern& p) {
  html::SummaryList list;
  list.rows = {{"Who", html::text(v.staff->name(p.staff)), {}},
               {"When", html::text(date_time_words(p.at)), {}},
               {"What", html::text(gate::pattern_words(p.why) + "."), {}}};
  const std::string title = v.staff->name(p.staff) + ", " + date_time_words(p.at);
  if (p.looked) {
    list.rows.push_back(
        {"Looked at", html::text(date_time_words(*p.looked) + " by " + v.staff->name(p.looked_by)), {}});
    return html::card(title, html::summary_list(list));
  }
  if (p.staff == v.actor.id) {
    list.rows.push_back({"Looked at", html::text("Not yet. Somebody else does that: it is about you."), {}});
    return html::card(title, html::summary_list(list));
  }
  return html::card(title, html::frag(html::summary_list(list),
                                      html::act(v.url("/asking/" + p.id.text()), v.session.csrf,
                                                {.words = "I have looked at this", .about = title})));
}

Html counts_table(const Visit& v, const std::vector<gate::AskedLine>& lines) {
  html::Table t;
  t.caption = "In the last seven days, most without an answer first";
  t.columns = {{"Who", false, true},      {"What"},          {"Asked", true},
               {"Nobody in reach", true}, {"Stopped", true}, {"Last"}};
  t.when_empty = "Nobody has asked who is here.";
  for (const auto& l : lines)
    t.rows.push_back({html::text(v.staff->name(l.staff)), html::text(std::string(gate::asking_words(l.what))),
                      html::text(with_commas(l.questions)), html::text(with_commas(l.misses)),
                      html::text(with_commas(l.refused)), html::text(date_time_words(l.last))});
  return html::table(t);
}

Html taken_table(const Visit& v, const std::vector<exchange::ListExports::Taken>& taken) {
  html::Table t;
  t.caption = "Lists taken away as a file, newest first";
  t.columns = {{"Who", false, true}, {"When"}, {"People", true}, {"Reason"}};
  t.when_empty = "Nobody has taken a list away.";
  for (const auto& x : taken)
    t.rows.push_back({html::text(v.staff->name(x.by)), html::text(date_time_words(x.at)),
                      html::text(with_commas(x.people)), html::typed_text(x.reason)});
  return html::table(t);
}

Result<Response> asking_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  auto& askings = v.org->search->askings();
  TRY(const auto patterns, askings.patterns(v.actor, kPatternsShown));
  TRY(const auto lines, askings.lines(v.actor, kDaysShown));
  TRY(const auto taken, v.org->list_exports->taken(v.actor, kPatternsShown));
  auto f = site.frame(r, "Who asks who is here", "ledger");
  f.heading = f.title;
  f.back = html::Crumb{"Ledger", v.url("/ledger")};
  Html cards;
  for (const auto& p : patterns) cards += pattern_card(v, p);
  f.main = html::frag(
      html::paragraph(
          "Searches, checks whether somebody is known already, and rows of imports are counted for each "
          "member of staff. What they typed is not kept. A pattern is no proof: ask them what they were "
          "looking for."),
      html::heading(2, "Patterns", "m"),
      patterns.empty()
          ? html::empty_state("Nothing unusual", "Whoever asks in an unusual way is listed here.")
          : cards,
      html::heading(2, "Counts", "m"), counts_table(v, lines), html::heading(2, "Lists taken away", "m"),
      taken_table(v, taken));
  return site.page(std::move(f));
}

Result<Response> looked(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = gate::PatternId::parse(r.param("pattern"));
  if (!id) return not_found();
  CHECK_OK(v.org->search->askings().looked(v.actor, *id));
  return site.done(r, "/asking", "Marked as looked at.");
}

}  // namespace

void add_asking_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "ledger");
  t.get("/asking", "asking", asking_page);
  t.post("/asking/{pattern}", "asking.looked", {"asking"}, looked);
}

}  // namespace candour::web
