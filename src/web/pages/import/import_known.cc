// Deciding about many rows at once that may be somebody who is known, by what speaks for it: the same number,
// what is almost certain, what is likely, another row of the same file. Those that wait come first, always.
#include <array>

#include "base/text.h"
#include "web/pages/import/import_parts.h"

namespace candour::web {

using exchange::Decision;
using exchange::Evidence;
using exchange::ImportState;
using html::Html;
using http::Request;
using http::Response;

namespace {

struct Kind {
  Evidence evidence;
  std::string_view code, words, hint;
  bool record;  // there is a record that could be brought up to date
};
constexpr std::array<Kind, 5> kKinds = {
    {{Evidence::SameNumber, "number", "The same NHS number as a record here", "The number is one person’s.",
      true},
     {Evidence::AlmostCertain, "sure", "Almost certainly a record here",
      "Name, birth date and what else is known agree.", true},
     {Evidence::Likely, "likely", "Perhaps a record here",
      "Look at some of them before you decide about all.", true},
     {Evidence::InThisFile, "file", "Perhaps an earlier row of this file",
      "Leaving them out keeps the first of each.", false},
     {Evidence::Elsewhere, "elsewhere", "Perhaps known to a part of the organisation that you do not see",
      "Ask first, as each row says.", false}}};

constexpr std::pair<std::string_view, Decision> kDecisions[] = {{"skip", Decision::Skip},
                                                                {"update", Decision::UpdateExisting},
                                                                {"join", Decision::JoinEarlier},
                                                                {"add", Decision::AddAnyway}};

Html one_kind(const Visit& v, ImportId id, const Kind& kind, int waiting) {
  std::vector<html::Choice> choices = {{"skip", "Leave all of them out"}};
  if (kind.record)
    choices.push_back({"update", "Bring the likeliest record of each up to date, where you may"});
  else if (kind.evidence == Evidence::InThisFile)
    choices.push_back({"join", "One record each, in both services, where the rows name two"});
  choices.push_back({"add", "They are all somebody else: add them"});
  const SentForm form(v, v.url(import_path(id, "/known")), {"evidence", std::string(kind.code)});
  return html::card(std::string(kind.words) + ": " + counted_words(waiting, "row"),
                    form.form(html::frag(html::paragraph(std::string(kind.hint)),
                                         html::hidden("evidence", std::string(kind.code)),
                                         form.radios({.name = "decision-" + std::string(kind.code),
                                                      .legend = "What shall become of all of them?",
                                                      .choices = choices,
                                                      .small = true}),
                                         html::button({"Decide about all of them"}))));
}

Result<Response> known_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = import_of(r);
  TRY(const auto s, v.org->imports->summary(v.actor, id));
  if (s.state != ImportState::Review) return site.done(r, import_place(s), "");
  TRY(const auto waiting, v.org->imports->undecided(v.actor, id));
  auto f = import_step(site, r, 3);
  f.caption = s.file_name + " · " + v.charter().at(s.service).name;
  int all = 0;
  Html kinds;
  for (const auto& kind : kKinds)
    if (const auto it = waiting.find(kind.evidence); it != waiting.end()) {
      all += it->second;
      kinds += one_kind(v, id, kind, it->second);
    }
  f.main += html::frag(
      html::paragraph(all == 0
                          ? std::string("Every row is decided.")
                          : counted_words(all, "row") + " may be somebody who is known, and still to decide. "
                                                        "What is decided one by one stays as it is."),
      kinds,
      html::button_row(
          {html::button_link(v.url(import_path(id, "/rows?show=decide")), "One by one", html::Look::Second),
           html::button_link(v.url(import_path(id, "/keep")), "Go on to add them", html::Look::Second)}));
  return site.page(std::move(f));
}

Result<Response> take_known(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto code = r.form.get("evidence");
  const auto said = r.form.get("decision-" + code);
  for (const auto& kind : kKinds)
    for (const auto& [word, decision] : kDecisions)
      if (kind.code == code && word == said) {
        TRY(const int n, v.org->imports->decide_many(v.actor, import_of(r), kind.evidence, decision));
        return site.done(r, import_path(import_of(r), "/known"), counted_words(n, "row") + " decided.");
      }
  return invalid("decision-" + code, "Choose what shall become of them");
}

}  // namespace

void add_import_known_pages(PageTable& t) {
  constexpr auto kLane = http::Lane::Uploads;  // thousands of rows
  t.get("/import/{import}/known", "import.known", known_page);
  t.post("/import/{import}/known", "import.known.post", {"import.known"}, take_known, limits::kFormBytes,
         kLane);
}

}  // namespace candour::web
