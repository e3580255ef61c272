#include "web/pages/parts/find_person.h"

#include <algorithm>

#include "base/text.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using html::Html;

namespace {

constexpr int kHits = 20, kTooOften = 429;

Html search_form(const FindBox& box, const std::string& typed) {
  return html::form(
      {.action = box.action, .csrf = {}, .get = true},
      html::frag(html::text_input({.name = "q",
                                   .label = box.label,
                                   .value = typed,
                                   .hint = "Name as it sounds, birth date, reference or NHS number",
                                   .width = 30,
                                   .type = "search",
                                   .autocomplete = "off",
                                   .spellcheck = false}),
                 html::button({"Find"})));
}

Result<Html> lines_of(const Visit& v, const std::vector<people::Hit>& hits, PersonId but, charter::Date today,
                      const FinishLine& finish) {
  std::vector<html::PersonLine> lines;
  for (const auto& hit : hits) {
    if (!hit.in_reach || hit.profile.id == but) continue;
    auto l = person_line(v, hit.profile, today, "found by " + hit.matched_by);
    CHECK_OK(finish(hit.profile, l));
    lines.push_back(std::move(l));
  }
  const auto beyond = std::ranges::find_if(hits, [](const people::Hit& h) { return !h.in_reach; });
  return html::frag(
      lines.empty() ? html::empty_state("Nobody found that you work with",
                                        "Try the reference, the birth date or another spelling.")
                    : html::person_lines(lines),
      html::when(beyond != hits.end(), [&] { return html::inset(html::paragraph(beyond->ask)); }));
}

}  // namespace

Result<FoundPeople> find_somebody(const Visit& v, const http::Request& r, const FindBox& box,
                                  charter::Date today, const FinishLine& finish) {
  const std::string typed = r.query.trimmed("q");
  FoundPeople found{search_form(box, typed)};
  if (typed.empty()) return found;
  const auto hits = v.org->search->find(v.actor, typed, kHits);
  if (hits) {
    TRY(auto lines, lines_of(v, *hits, box.but, today, finish));
    found.part += lines;
  } else if (hits.error().code == Code::TooMuch) {
    found.part += html::warning(hits.error().words.text);
    found.status = kTooOften;
  } else {
    return tl::unexpected<Error>(hits.error());
  }
  return found;
}

}  // namespace candour::web
