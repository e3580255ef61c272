// The pieces of a copy that wait for a decision, one below the other: whoever read them gives them with one
// press, and keeps back those that are to be looked at by themselves.
#include <algorithm>

#include "base/text.h"
#include "web/frame/numbers.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/pack_piece.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;

namespace {

constexpr std::string_view kPiece = "piece", kByItself = "by-itself";

/// One passage, with what is suggested of it in front.
Html passage(const rights::Passage& p, const std::vector<rights::Suggestion>& all) {
  const auto why = suggested_lines(p, all);
  return html::frag(html::when(!why.empty(), [&] { return html::inset(html::bullets(why)); }),
                    html::typed_text(p.text));
}

Html piece_card(const Visit& v, const PackAsked& a, const SentForm& form, const rights::ToRead& read) {
  const auto& [item, suggested] = read;
  const auto n = std::to_string(item.line.place);
  html::SummaryList list;
  for (const auto& p : item.passages) list.rows.push_back({p.label, passage(p, suggested), {}});
  Html held;
  if (!item.held_back.empty()) held = held_back_lines(v, item.held_back, a.person);
  return html::card(
      n + ". " + rights::piece_title(v.charter(), item.line),
      html::frag(html::summary_list(list), held, html::hidden(kPiece, n),
                 form.checkboxes({.name = std::string(kByItself),
                                  .choices = {{n, "Not yet: I look at number " + n + " by itself"}},
                                  .small = true}),
                 html::paragraph(html::link(pack_url(v, a, "/pieces/" + n), "Leave something of it out"))));
}

Result<Response> reading_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  if (!a.pack || a.pack->state != rights::PackState::Review) return not_found();
  const int after = number_in<int>(r.query.get("after")).value_or(0);
  TRY(const auto waiting, v.org->packs->to_read(a.pass, *a.pack, after));
  TRY(auto f, person_frame(site, r, a.pass, a.person, "To be read", ""));
  f.heading = "To be read";
  f.narrow = true;
  if (waiting.empty()) {
    f.main = html::frag(html::paragraph("Nothing more waits for a decision here."),
                        html::paragraph(html::link(pack_url(v, a), "Back to the copy")));
    return site.page(std::move(f));
  }
  const SentForm form(v, pack_url(v, a, "/read"));
  Html inside;
  for (const auto& one : waiting) inside += piece_card(v, a, form, one);
  inside += html::button_row({html::button({"I have read them: give them"}),
                              html::button_link(pack_url(v, a), "Back", html::Look::Quiet)});
  f.main = html::frag(
      html::paragraph(
          "Each of these may name somebody else, or hurt somebody. Read them. What you do not keep "
          "back is given as it stands."),
      form.form(inside));
  return site.page(std::move(f));
}

Result<Response> take_reading(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  if (!a.pack) return not_found();
  const auto kept_back = r.form.all(kByItself);
  std::vector<int> given;
  int last = 0;
  for (const auto& words : r.form.all(kPiece)) {
    const auto n = number_in<int>(words);
    if (!n || *n < 1) return not_found();
    last = std::max(last, *n);
    if (std::ranges::find(kept_back, words) == kept_back.end()) given.push_back(*n);
  }
  std::ranges::sort(given);
  if (!given.empty()) CHECK_OK(v.org->packs->give(v.actor, *a.pack, given));
  TRY(const auto more, v.org->packs->lines(a.pass, *a.pack, rights::Packs::Which::ToLookAt, last, 1));
  return site.done(
      r, more.empty() ? a.path() : a.path() + "/read?after=" + std::to_string(last),
      counted_words(std::ssize(given), "piece") + (given.size() == 1 ? " is given." : " are given."));
}

}  // namespace

void add_reading_pages(PageTable& t) {
  const std::string at = "/people/{person}/entries/{entry}/pack/read";
  t.get(at, "pack.read", reading_page);
  t.post(at, "pack.read.post", {"pack.read"}, take_reading);
}

}  // namespace candour::web
