// "When will this be deleted?": every period that governs something of one person, with the day and the
// reason.
#include "web/pages/person/kept.h"

#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "paper/charter_words.h"
#include "web/frame/person_parts.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using html::Html;
using http::Response;

namespace {

std::string until_words(const retention::OfPerson& p, const retention::Kept& k) {
  using How = charter::KeptUntil::How;
  if (p.open) return "Not before the service has ended";
  if (k.waits) return "Not before somebody has decided which of two periods counts";
  switch (k.until.how) {
    case How::Day:
      return long_date(k.until.day) + (k.until.at_most ? " at the latest" : "");
    case How::NoBirthDate:
      return "Not known: there is no birth date to reckon from";
    case How::Decision:
      return "Somebody decides at each review" +
             (k.until.day.ok() ? ", from " + long_date(k.until.day) + " on" : std::string());
    case How::Contract:
      return "As long as the contract says, and no end of it is known";
    case How::NotBegun:
      break;
  }
  return "The time has not begun yet";
}

Result<Response> kept_page(const PersonPage& p) {
  const auto& c = p.v.charter();
  TRY(const auto all, p.v.org->schedule->of(p.pass, p.person));
  TRY(auto f, person_frame(p.site, p.r, p.pass, p.person, "When will this be deleted?", ""));
  f.heading = f.title;
  html::Table table;
  table.caption = "What we keep, and until when";
  table.columns = {{"What"}, {"Kept until"}, {"Why"}};
  table.columns[0].row_header = true;
  for (const auto& k : all.kept)
    table.rows.push_back({html::text(category_names(c, k.categories)),
                          html::text(until_words(all, k) +
                                     (all.held.keeps_key(k.categories) ? ", and while a hold keeps it" : "")),
                          periods_of(c, k)});
  f.main = html::frag(
      html::when(
          all.held.any(),
          [&] {
            return html::inset(html::paragraph(
                all.held.whole
                    ? "A hold, or a request that is not answered yet, keeps this record: nothing of it is "
                      "destroyed before that has ended."
                    : "A hold keeps part of this record: nothing of that is destroyed before it has "
                      "ended."));
          }),
      html::when(all.whole.has_value(),
                 [&] {
                   return html::inset(
                       html::paragraph("Everything is over on " + long_date(*all.whole) +
                                       ", unless something holds it. Two people agree before it goes."));
                 }),
      services_left(c, all), html::table(table),
      html::hint_line(
          "What somebody gave by choice may go earlier: when they take it back, or when its own time is over."));
  return p.site.page(std::move(f));
}

}  // namespace

Html periods_of(const charter::Charter& c, const retention::Kept& k) {
  std::vector<Html> lines;
  for (const auto& r : c.retention)
    if (k.rules.contains(r.code)) {
      lines.push_back(html::text(paper::period_words(r, true) + charter::by_part(r.clause)));
      if (const auto words = paper::collision_words(r); !words.empty()) lines.push_back(html::text(words));
    }
  return html::bullets(lines);
}

Html services_left(const charter::Charter& c, const retention::OfPerson& all) {
  Html out;
  for (const auto& one : all.left) {
    const bool known = one.until.how == charter::KeptUntil::How::Day;
    out += html::inset(html::frag(
        html::paragraph(
            "What is of " + c.at(one.service).name + " alone " +
            (known ? "is kept until " + long_date(one.until.day) : std::string("has no last day yet")) +
            ", also while another service goes on. Details that any service needs, and what shows what was "
            "agreed, asked or told, stay until that has ended."),
        periods_of(c, {0, {}, one.rules, one.until, false})));
  }
  return out;
}

void add_kept_page(PageTable& t) {
  t.person(
      "/people/{person}/kept", "kept", gate::Thing::KeptUntil,
      [](const charter::Charter& c) { return banner_categories(c); }, kept_page);
}

}  // namespace candour::web
