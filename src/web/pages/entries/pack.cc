// Putting together the copy that answers a request to see what is held: gathering, review, release, files.
#include "web/pages/entries/pack.h"

#include <array>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/by_part.h"
#include "charter/category_list.h"
#include "charter/requests.h"
#include "exchange/zip_file.h"
#include "people/values_in.h"
#include "rights/cutting.h"
#include "rights/pack.h"
#include "web/frame/numbers.h"
#include "web/frame/person_parts.h"
#include "web/pages/entries/pack_piece.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using html::Html;
using http::Request;
using http::Response;
using rights::Pack;
using rights::Packs;
using rights::PackState;

namespace {

constexpr int kShown = 100;

std::string state_words(const Pack& p, bool second) {
  switch (p.state) {
    case PackState::Gathering:
      return "Being gathered";
    case PackState::Review:
      return "To be reviewed";
    case PackState::Reviewed:
      return second ? "Reviewed: a second person agrees to what is left out"
                    : "Reviewed: ready to be handed over";
    case PackState::Agreed:
      return "Agreed: ready to be handed over";
    case PackState::Released:
      return "Handed over on " + date_words(today(*p.released));
    case PackState::Gone:
      break;
  }
  return "Destroyed";
}

std::string step_words(const rights::PackStep& s) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWords = {
      {{"begun", "began to gather it"},
       {"gathered", "gathered all of it"},
       {"reviewed", "ended the review"},
       {"reopened", "opened the review again"},
       {"agreed", "agreed to what is left out"},
       {"released", "handed it over"},
       {"taken", "took it as a file"},
       {"gone", "destroyed it, as its time was over"}}};
  for (const auto& [code, words] : kWords)
    if (code == s.what) return std::string(words) + (s.what == "taken" ? " (" + s.note + ")" : "");
  return {};
}

/// What was done, but for the single decisions, which stand at their pieces.
Html history(const Visit& v, const Pack& p) {
  std::vector<Html> lines;
  for (const auto& s : p.steps)
    if (const auto words = step_words(s); !words.empty())
      lines.push_back(html::text(date_time_words(s.at) + ": " +
                                 (s.by.is_nil() ? std::string("Candour") : v.staff->name(s.by)) + " " +
                                 words + "."));
  return html::details("What was done with it", html::bullets(lines));
}

/// Whether they asked to take it elsewhere, and not to see it.
bool moved(const record::Entry& request) {
  return people::text_of(request.values, charter::request_field::kRight) == rights::kPortability;
}

std::string title_of(const record::Entry& request) {
  return moved(request) ? "What they take with them" : "The copy for them";
}

Html act_button(const Visit& v, const PackAsked& a, std::string_view act, std::string words,
                html::Look look = html::Look::Main) {
  const SentForm form(v, pack_url(v, a), {"act", std::string(act)});
  return form.form(html::frag(html::hidden("act", act),
                              html::hidden("based-on", std::to_string(a.pack ? a.pack->version() : 0)),
                              html::button({std::move(words), look})));
}

Html file_links(const Visit& v, const PackAsked& a) {
  const auto at = pack_url(v, a, "/as/");
  if (!a.pack->portable.empty())
    return html::card(
        "As files",
        html::frag(html::paragraph(
                       "Everything together: FHIR and JSON for other systems, tables, and the files. Each "
                       "time somebody takes one it is written down."),
                   html::button_row({html::button_link(at + "zip", "All of it (ZIP)", html::Look::Second)}),
                   html::bullets({html::link(at + "fhir", "For another care system (FHIR R4)"),
                                  html::link(at + "json", "For a computer (JSON)")})));
  return html::card(
      "As files",
      html::frag(html::paragraph("Everything together, with the files enclosed, or one of them. Each time "
                                 "somebody takes one it is written down."),
                 html::button_row({html::button_link(at + "zip", "All of it (ZIP)", html::Look::Second)}),
                 html::bullets({html::link(at + "pdf", "On paper (PDF)"),
                                html::link(at + "html", "To read on a screen (HTML)"),
                                html::link(at + "json", "For a computer (JSON)")})));
}

Html release_form(const Visit& v, const PackAsked& a) {
  const SentForm form(v, pack_url(v, a, "/release"));
  std::vector<html::Choice> ways;
  for (const auto& w : Packs::ways()) ways.push_back({std::string(w.code), std::string(w.words)});
  return html::card(
      "Hand it over",
      form.form(html::frag(
          html::hidden("based-on", std::to_string(a.pack->version())),
          form.radios({.name = "way", .legend = "How is it handed over?", .choices = std::move(ways)}),
          form.textarea({.name = "to",
                         .label = "To whom, and how did you know them?",
                         .hint = "It is kept with the request.",
                         .rows = 3}),
          html::button({"It was handed over"}))));
}

Html lines_table(const Visit& v, const PackAsked& a, const std::vector<rights::ItemLine>& lines) {
  html::Table table;
  table.caption = "Pieces";
  table.columns = {{"Number"}, {"What"}, {"To look at"}, {"Decided"}};
  table.columns[0].row_header = true;
  for (const auto& l : lines)
    table.rows.push_back(
        {html::link(pack_url(v, a, "/pieces/" + std::to_string(l.place)), std::to_string(l.place)),
         html::text(rights::piece_title(v.charter(), l)),
         html::text(l.flags > 0 ? counted_words(l.flags, "suggestion") : "nothing"),
         html::text(l.by_notice      ? "left out by the notice"
                    : !l.decided     ? (l.flags > 0 ? "not yet" : "given")
                    : l.left_out > 0 ? counted_words(l.left_out, "passage") + " left out"
                                     : "given")});
  return html::table(table);
}

Result<Html> pieces(const Visit& v, const Request& r, const PackAsked& a) {
  const auto show = r.query.get("show");
  const auto which = show == "all"    ? Packs::Which::All
                     : show == "left" ? Packs::Which::LeftOut
                                      : Packs::Which::ToLookAt;
  const int after = number_in<int>(r.query.get("after")).value_or(0);
  TRY(const auto lines, v.org->packs->lines(a.pass, *a.pack, which, after, kShown + 1));
  const auto at = pack_url(v, a);
  Html all = html::paragraph(html::frag(html::link(at, "To look at"), ", ",
                                        html::link(at + "?show=left", "left out"), ", ",
                                        html::link(at + "?show=all", "all of them")));
  auto shown = lines;
  const bool more = std::ssize(lines) > kShown;
  if (more) shown.pop_back();
  if (shown.empty())
    return html::frag(all, html::paragraph(which == Packs::Which::LeftOut ? "Nothing is left out."
                                                                          : "Nothing waits for a decision."));
  if (which == Packs::Which::ToLookAt && a.pack->state == PackState::Review)
    all += html::button_row(
        {html::button_link(at + "/read", "Read them one below the other", html::Look::Second)});
  all += lines_table(v, a, shown);
  if (more)
    all += html::pagination("",
                            at + "?show=" + (show.empty() ? std::string("look") : std::string(show)) +
                                "&after=" + std::to_string(shown.back().place),
                            "Earlier", "More");
  return all;
}

/// How much they take: what they gave, or all of it where they ask for that.
Html how_much(const Visit& v, const PackAsked& a, std::string words, html::Look look) {
  const SentForm form(v, pack_url(v, a), {"act", "begin"});
  return form.form(html::frag(
      html::hidden("act", "begin"), html::hidden("based-on", std::to_string(a.pack ? a.pack->version() : 0)),
      form.radios(
          {.name = "portable",
           .legend = "How much do they take with them?",
           .choices = {{std::string(rights::kGiven),
                        "What they gave us on their consent or a contract, with their details and circle"},
                       {std::string(rights::kAllHeld), "All that is held, since they asked for it"}},
           .value = std::string(a.pack && !a.pack->portable.empty() ? a.pack->portable
                                                                    : std::string(rights::kGiven))}),
      html::button({std::move(words), look})));
}

Html begin_again(const Visit& v, const PackAsked& a) {
  if (moved(a.request)) return how_much(v, a, "Gather it anew", html::Look::Second);
  return act_button(v, a, "begin", "Gather it anew", html::Look::Second);
}

Html what_next(const Visit& v, const PackAsked& a) {
  if ((!a.pack || a.pack->state == PackState::Gone) && moved(a.request))
    return html::frag(
        html::paragraph(
            "Candour gathers what they take to another organisation, or home: as FHIR R4, which other "
            "systems for care read and which Candour takes in again, as JSON, as tables, and with the "
            "files. Then you review it: what is about others stays here where it would harm them."),
        how_much(v, a, "Gather it", html::Look::Main));
  if (!a.pack || a.pack->state == PackState::Gone)
    return html::frag(
        html::paragraph(
            "Candour gathers everything that is held about them: details, circle, services, every entry "
            "with its files, what was sent and told, and who looked. Then you review it."),
        act_button(v, a, "begin", "Gather everything"));
  const auto& p = *a.pack;
  const bool second = v.org->packs->needs_second(p);
  switch (p.state) {
    case PackState::Review:
      return html::frag(act_button(v, a, "review", "The review is done"), begin_again(v, a));
    case PackState::Reviewed:
      return html::frag(second ? act_button(v, a, "agree", "Agree to what is left out") : release_form(v, a),
                        act_button(v, a, "again", "Review it again", html::Look::Second));
    case PackState::Agreed:
      return html::frag(release_form(v, a), act_button(v, a, "again", "Review it again", html::Look::Second));
    default:
      return {};
  }
}

/// What the notice itself excepts from this right, for whoever reviews what is given.
Html exceptions(const Visit& v, const PackAsked& a) {
  const auto* right =
      charter::find_right(v.charter(), moved(a.request) ? rights::kPortability : rights::kAccess);
  if (!right || right->exceptions.empty()) return {};
  return html::inset(html::paragraph("The notice excepts from this right: " + right->exceptions +
                                     charter::by_part(right->clause)));
}

Result<Html> gathering(const Visit& v, const PackAsked& a) {
  TRY(const auto job, v.org->packs->job(a.pass, *a.pack));
  if (job && job->state == jobs::JobState::Stopped)
    return html::frag(
        html::warning("It could not be gathered: whoever began it may not open all of it, or lost the "
                      "right. Ask for access to the record, and begin again."),
        begin_again(v, a));
  return html::frag(
      html::paragraph("It is being gathered: " + counted_words(job ? job->done : 0, "piece") + " so far."),
      html::paragraph(html::link(pack_url(v, a), "Look again")));
}

Result<Response> pack_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  TRY(auto f, person_frame(site, r, a.pass, a.person, title_of(a.request), ""));
  f.heading = title_of(a.request);
  f.caption = entry_title(v.charter(), a.request);
  if (!a.pack || a.pack->state == PackState::Gone) {
    f.main = what_next(v, a);
    if (a.pack) f.main += history(v, *a.pack);
    return site.page(std::move(f));
  }
  const auto& p = *a.pack;
  html::SummaryList list;
  list.rows = {{"State", html::text(state_words(p, v.org->packs->needs_second(p))), {}}};
  if (p.state == PackState::Gathering) {
    TRY(const auto part, gathering(v, a));
    f.main = html::frag(html::summary_list(list), part);
    return site.page(std::move(f));
  }
  if (!p.portable.empty())
    list.rows.push_back(
        {"How much",
         html::text(p.portable == rights::kGiven ? "What they gave us, on consent or a contract"
                                                 : "All that is held"),
         {}});
  list.rows.push_back({"Pieces", html::text(with_commas(p.items)), {}});
  list.rows.push_back({"Passages left out", html::text(with_commas(p.left_out)), {}});
  TRY(const auto handed, v.org->packs->handed_to(a.pass, p));
  if (!handed.empty()) list.rows.push_back({"Handed to", html::typed_text(handed), {}});
  f.main = html::summary_list(list);
  if (!p.missing.empty())
    f.main += html::warning(
        "Not all of it is there: whoever gathered it may not open all that is held. Ask for access "
        "to the record with the reason “Answering a request”, and gather it anew.");
  TRY(const auto table, pieces(v, r, a));
  if (p.state == PackState::Review) f.main += exceptions(v, a);
  f.main += html::frag(what_next(v, a), table, history(v, p));
  if (v.org->packs->may_leave(a.pass, p)) f.aside = file_links(v, a);
  return site.page(std::move(f));
}

/// The copy as whoever pressed the button saw it.
Result<Pack> seen(const PackAsked& a, const Request& r) {
  if (!a.pack) return not_found();
  if (number_in<std::int64_t>(r.form.get("based-on")) != a.pack->version())
    return fail(Code::Conflict, "Somebody went on with this copy meanwhile. Look at it again.");
  return *a.pack;
}

Result<Response> take_act(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  const auto act = r.form.get("act");
  auto& packs = *v.org->packs;
  if (act == "begin") {
    TRY([[maybe_unused]] const auto id, packs.begin(v.actor, a.person, a.request.id, r.form.get("portable")));
    return site.done(r, a.path(), "It is being gathered.");
  }
  TRY(const auto pack, seen(a, r));
  if (act == "review") {
    CHECK_OK(packs.finish_review(v.actor, pack));
    return site.done(r, a.path(), "The review is done.");
  }
  if (act == "again") {
    CHECK_OK(packs.review_again(v.actor, pack));
    return site.done(r, a.path(), "It is reviewed again.");
  }
  if (act != "agree") return not_found();
  CHECK_OK(packs.agree(v.actor, pack));
  return site.done(r, a.path(), "Agreed. It can be handed over.");
}

Result<Response> take_release(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  TRY(const auto pack, seen(a, r));
  CHECK_OK(v.org->packs->release(v.actor, pack, r.form.get("way"), r.form.trimmed("to")));
  return site.done(r, a.path(), "Written down. Answer the request now: that ends it.");
}

Result<Response> as_file(const Site&, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto a, pack_asked(v, r));
  if (!a.pack) return not_found();
  const auto form = r.param("as");
  if (form != "zip") {
    TRY(auto file, v.org->packs->file_of(a.pass, *a.pack, form));
    CHECK_OK(v.org->packs->taken(a.pass, *a.pack, form));
    return Response::download(file.name, file.type, std::move(file.bytes));
  }
  TRY(const auto files, v.org->packs->files_of(a.pass, *a.pack));
  std::vector<exchange::ZipPart> parts;
  for (const auto& f : files) parts.push_back({f.name, f.bytes});
  TRY(auto zip, exchange::zip_of(parts));
  CHECK_OK(v.org->packs->taken(a.pass, *a.pack, form));
  return Response::download(a.pack->portable.empty() ? "what-we-hold.zip" : "portable.zip", "application/zip",
                            std::move(zip));
}

}  // namespace

Result<Html> pack_part(const Visit& v, const Pass& pass, const record::Entry& e) {
  if (!v.charter().at(e.kind).records_request || !v.org->packs->may_answer(v.actor, e)) return Html{};
  TRY(const auto pack, v.org->packs->of(pass, e.person, e.id));
  html::FactsCard card{title_of(e), {}, {}, {}, {}};
  card.rows.push_back({"State", html::text(pack ? state_words(*pack, v.org->packs->needs_second(*pack))
                                                : std::string("Not begun"))});
  card.after = html::link(entry_url(v, e.person, e.id) + "/pack", pack ? "Go on with it" : "Put it together");
  return html::facts_card(card);
}

void add_pack_pages(PageTable& t) {
  const std::string at = "/people/{person}/entries/{entry}/pack";
  t.get(at, "pack", pack_page);
  t.post(at, "pack.post", {"pack"}, take_act);
  t.post(at + "/release", "pack.release.post", {"pack"}, take_release);
  t.get(at + "/as/{as}", "pack.as", as_file, http::Lane::Paper);
  add_piece_pages(t);
  add_reading_pages(t);
}

}  // namespace candour::web
