#include "web/pages/entries/pack_piece.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "rights/cutting.h"
#include "web/frame/numbers.h"
#include "web/frame/person_parts.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using rights::Cut;
using rights::How;

namespace {

constexpr std::string_view kHow[] = {"given", "words", "whole"};
constexpr std::string_view kNames[] = {"how-", "marked-", "reason-", "why-", "opinion-of-", "opinion-on-"};

Html leaving(const SentForm& form, const rights::Passage& p, const Cut* cut, const std::string& n) {
  std::vector<html::Choice> reasons;
  for (const auto& r : rights::reasons())
    if (r.code != rights::kByNotice)
      reasons.push_back({std::string(r.code), std::string(r.words) + " (" + std::string(r.law) + ")"});
  const auto on = cut ? parse_iso_date(cut->opinion_on) : std::nullopt;
  const auto part = [&](unsigned x) { return on ? std::to_string(x) : std::string(); };
  const bool open = form.came_back() ? form.value("how-" + n) != "given" : cut && cut->how != How::Given;
  return html::details(
      "Leave something out",
      html::frag(
          form.textarea({.name = "marked-" + n,
                         .label = "Some words of it",
                         .value = cut && cut->how == How::Words ? cut->marked : rights::for_marking(p.text),
                         .hint = "Put what is left out in [[double brackets]], and change nothing else.",
                         .rows = 4}),
          form.select({.name = "reason-" + n,
                       .label = "Reason of the law",
                       .choices = std::move(reasons),
                       .value = cut ? cut->reason : std::string()}),
          form.textarea({.name = "why-" + n,
                         .label = "Why does it count here?",
                         .value = cut ? cut->why : std::string(),
                         .hint = "Kept with the request, and not given.",
                         .rows = 2}),
          form.text_input({.name = "opinion-of-" + n,
                           .label = "For serious harm: whose opinion, and what are they?",
                           .value = cut ? cut->opinion_of : std::string()}),
          form.date_input({.name = "opinion-on-" + n,
                           .label = "And of which day?",
                           .day = part(on ? static_cast<unsigned>(on->day()) : 0),
                           .month = part(on ? static_cast<unsigned>(on->month()) : 0),
                           .year = on ? std::to_string(static_cast<int>(on->year())) : std::string()})),
      open);
}

Html passage_card(const SentForm& form, const rights::Item& item, std::size_t i,
                  const std::vector<rights::Suggestion>& all) {
  const auto& p = item.passages[i];
  const auto n = std::to_string(i);
  const auto* cut = item.cut_of(p.field);
  const auto why = suggested_lines(p, all);
  const auto how = static_cast<std::size_t>(cut ? cut->how : How::Given);
  return html::card(
      p.label,
      html::frag(html::typed_text(p.text),
                 html::when(!why.empty(), [&] { return html::inset(html::bullets(why)); }),
                 form.radios({.name = "how-" + n,
                              .legend = "Is this given?",
                              .choices = {{"given", "Give it"},
                                          {"words", "Leave out the words in [[brackets]]"},
                                          {"whole", "Leave all of it out"}},
                              // What is suggested is decided by somebody, and not by what was ticked already.
                              .value = cut || why.empty() ? std::string(kHow[how]) : std::string(),
                              .small = true}),
                 leaving(form, p, cut, n)));
}

Result<int> place_of(const Request& r) {
  const auto n = number_in<int>(r.param("piece"));
  if (!n || *n < 1) return not_found();
  return *n;
}

Result<Response> piece_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  TRY(const auto place, place_of(r));
  if (!a.pack || a.pack->state == rights::PackState::Gathering) return not_found();
  TRY(const auto item, v.org->packs->item(a.pass, *a.pack, place));
  TRY(const auto suggested, v.org->packs->suggestions(a.pass, item));
  TRY(auto f, person_frame(site, r, a.pass, a.person, "Piece " + std::to_string(place), ""));
  f.heading = "Piece " + std::to_string(place);
  f.caption = rights::piece_title(v.charter(), item.line);
  f.narrow = true;
  if (item.line.source == "entries" || item.line.source == "file")
    f.main = html::paragraph(
        item.line.source == "file"
            ? html::link(person_url(v, a.person, "/files/" + FileId{item.line.thing}.text()), "Open the file")
            : html::link(entry_url(v, a.person, EntryId{item.line.thing}), "Open the entry"));
  if (!item.held_back.empty()) f.main += held_back_lines(v, item.held_back, a.person);
  if (item.line.by_notice || a.pack->state != rights::PackState::Review) {
    html::SummaryList list;
    for (const auto& p : item.passages) {
      const auto* cut = item.cut_of(p.field);
      const auto given = rights::given(p, cut);
      list.rows.push_back(
          {p.label,
           html::frag(html::typed_text(given),
                      cut && cut->how != How::Given
                          ? html::frag(" Left out: ", std::string(rights::find_reason(cut->reason)->words),
                                       cut->why.empty() ? "" : ". " + cut->why)
                          : Html{}),
           {}});
    }
    f.main += html::summary_list(list);
    return site.page(std::move(f));
  }
  const SentForm form(v, pack_url(v, a, "/pieces/" + std::to_string(place)));
  Html inside = form.version("based-on", item.line.decided);
  for (std::size_t i = 0; i < item.passages.size(); ++i) inside += passage_card(form, item, i, suggested);
  inside += html::button_row(
      {html::button({"Decide"}), html::button_link(pack_url(v, a), "Back", html::Look::Quiet)});
  f.main += form.form(inside);
  return site.page(std::move(f));
}

/// What was chosen for each passage.
Result<std::vector<Cut>> cuts_of(const rights::Item& item, const http::Fields& form) {
  std::vector<Cut> cuts;
  std::vector<FieldProblem> wrong;
  for (std::size_t i = 0; i < item.passages.size(); ++i) {
    const auto n = std::to_string(i);
    const auto how = std::ranges::find(kHow, form.get("how-" + n));
    if (how == std::end(kHow)) {
      wrong.push_back({"how-" + n, "Decide whether it is given"});
      continue;
    }
    Cut c{item.passages[i].field,
          item.passages[i].category,
          static_cast<How>(how - std::begin(kHow)),
          {},
          {},
          {},
          {},
          {}};
    if (c.how == How::Words) c.marked = form.get("marked-" + n);
    if (c.how != How::Given) {
      c.reason = form.get("reason-" + n);
      c.why = form.trimmed("why-" + n);
      const auto* reason = rights::find_reason(c.reason);
      if (reason && reason->needs_opinion) {
        c.opinion_of = form.trimmed("opinion-of-" + n);
        const auto on =
            parse_date_parts(form.get("opinion-on-" + n + "-day"), form.get("opinion-on-" + n + "-month"),
                             form.get("opinion-on-" + n + "-year"));
        if (on) c.opinion_on = iso_date(*on);
      }
    }
    cuts.push_back(std::move(c));
  }
  if (!wrong.empty()) return invalid(std::move(wrong));
  return cuts;
}

/// Problems at "why-FIELD" become those of the form, which counts its passages.
Error at_the_form(Error e, const rights::Item& item) {
  const auto counted = [&](const std::string& field) {
    for (const auto name : kNames)
      for (std::size_t i = 0; i < item.passages.size(); ++i)
        if (field == std::string(name) + item.passages[i].field) return std::string(name) + std::to_string(i);
    return field;
  };
  for (auto& f : e.fields) f.field = counted(f.field);
  return e;
}

Result<Response> take_piece(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  TRY(const auto place, place_of(r));
  if (!a.pack) return not_found();
  TRY(const auto item, v.org->packs->item(a.pass, *a.pack, place));
  TRY(const auto cuts, cuts_of(item, r.form));
  const auto based_on = number_in<std::int64_t>(r.form.get("based-on")).value_or(-1);
  if (auto done = v.org->packs->decide(v.actor, *a.pack, place, based_on, cuts); !done)
    return tl::unexpected<Error>(at_the_form(done.error(), item));
  TRY(const auto next, v.org->packs->lines(a.pass, *a.pack, rights::Packs::Which::ToLookAt, place, 1));
  return site.done(r, next.empty() ? a.path() : a.path() + "/pieces/" + std::to_string(next.front().place),
                   "Decided about piece " + std::to_string(place) + ".");
}

}  // namespace

std::string pack_url(const Visit& v, const PackAsked& a, std::string_view rest) {
  return entry_url(v, a.person, a.request.id) + "/pack" + std::string(rest);
}

Result<PackAsked> pack_asked(const Visit& v, const Request& r) {
  TRY(const auto asked, of_entry(v, r));
  const auto& kind = v.charter().at(asked.place.kind);
  TRY(auto pass, look_at(v, asked.person, gate::Thing::AccessPack, asked.id.text(), all_categories()));
  if (!kind.records_request) return not_found();
  TRY(auto entry, v.org->entries->entry(pass, asked.person, asked.id));
  if (auto may = v.org->packs->may_answer(v.actor, entry); !may && !v.state->sent) {
    if (may.error().code == Code::NotAllowed)
      return refuse_here(v, pass, asked.person, gate::thing_code(gate::Thing::AccessPack), asked.id.text(),
                         may.error());
    return tl::unexpected<Error>(may.error());
  }
  TRY(auto pack, v.org->packs->of(pass, asked.person, asked.id));
  return PackAsked{asked.person, std::move(entry), std::move(pass), std::move(pack)};
}

std::vector<Html> suggested_lines(const rights::Passage& p, const std::vector<rights::Suggestion>& all) {
  std::vector<Html> lines;
  for (const auto& s : all)
    if (s.field == p.field)
      lines.push_back(html::text(s.why + (s.found.empty() ? "" : ": “" + s.found + "”")));
  return lines;
}

void add_piece_pages(PageTable& t) {
  const std::string at = "/people/{person}/entries/{entry}/pack/pieces/{piece}";
  t.get(at, "pack.piece", piece_page);
  t.post(at, "pack.piece.post", {"pack.piece"}, take_piece);
}

}  // namespace candour::web
