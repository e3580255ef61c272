// The import in four steps: the file, its columns, its rows, and keeping it. Every step is a page of its own
// that can be left and come back to; none needs a script.
#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/text.h"
#include "gate/standing.h"
#include "web/frame/page_table.h"
#include "web/pages/import/import_parts.h"
#include "web/pages/parts/journey_parts.h"
#include "web/pages/parts/names.h"

namespace candour::web {

using charter::Duty;
using exchange::ImportState;
using exchange::ImportSummary;
using html::Html;
using http::Request;
using http::Response;

ImportId import_of(const Request& r) {
  return ImportId::parse(r.param("import")).value_or(ImportId{});
}

std::string import_path(ImportId id, std::string_view rest) {
  return "/import/" + id.text() + std::string(rest);
}

std::string import_place(const ImportSummary& s) {
  if (s.state == ImportState::Columns) return import_path(s.id, "/columns");
  if (s.state == ImportState::Review) return import_path(s.id, "/rows");
  return import_path(s.id);
}

html::PageFrame import_step(const Site& site, const Request& r, int step) {
  static const std::vector<std::string> kSteps = {"Choose the file", "Say what the columns hold",
                                                  "Look at the rows", "Add them"};
  auto f = site.frame(r, kSteps[static_cast<std::size_t>(step - 1)], "import");
  f.heading = f.title;
  f.back = html::Crumb{"Imports", Site::visit(r).url("/import")};
  f.main = html::steps(kSteps, step);
  return f;
}

namespace {

constexpr int kListed = 20;

std::string people_words(int n) {
  return counted_words(n, "person", "people");
}

std::string_view state_words(ImportState s) {
  switch (s) {
    case ImportState::Columns:
      return "Columns to choose";
    case ImportState::Review:
      return "Rows to look at";
    case ImportState::Kept:
      return "Added";
    case ImportState::Undone:
      return "Undone";
    case ImportState::Discarded:
      return "Thrown away";
    case ImportState::Keeping:
      return "Being added";
    case ImportState::Undoing:
      return "Being taken back";
  }
  return "";
}

// The list, and the file

Result<Response> list_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto list, v.org->imports->recent(v.actor, kListed));
  html::Table t;
  t.caption = "Lately";
  t.columns = {{"Begun", false, true}, {"File"}, {"Service"}, {"By"}, {"State"}, {"Added", true}};
  t.when_empty = "Nothing has been imported yet.";
  for (const auto& s : list)
    t.rows.push_back({html::link(v.url(import_place(s)), date_time_words(s.at)),
                      html::text(s.file_name.empty() ? std::string("–") : s.file_name),
                      html::text(v.charter().at(s.service).name), html::text(v.staff->name(s.by)),
                      html::text(state_words(s.state)),
                      html::text(s.state == ImportState::Kept ? with_commas(s.kept) : std::string("–"))});
  auto f = site.frame(r, "Import", "import");
  f.heading = "Bring in a list of people";
  f.main = html::frag(
      html::paragraph(
          "From a spreadsheet. Nothing is kept before you have looked at it, and what was added can be taken back "
          "while nobody has worked with it."),
      html::button_link(v.url("/import/new"), "Choose a file"), html::table(t));
  return site.page(std::move(f));
}

std::vector<html::Choice> service_choices(const Visit& v) {
  std::vector<html::Choice> x;
  for (std::size_t i = 0; i < v.charter().services.size(); ++i) {
    const auto s = static_cast<ServiceIx>(i);
    const bool may = std::any_of(v.actor.posts.begin(), v.actor.posts.end(), [&](const gate::Post& p) {
      return v.charter().at(p.role).has(Duty::Import) && gate::covers(p, s);
    });
    if (may) x.push_back({v.charter().at(s).code, v.charter().at(s).name});
  }
  return x;
}

Result<Response> new_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::Import, "import"));
  auto f = import_step(site, r, 1);
  f.narrow = true;
  const SentForm form(v, v.url("/import/new"));
  f.main += form.form(
      html::frag(
          form.select({.name = "service",
                       .label = "Which service do they come to?",
                       .choices = service_choices(v),
                       .hint = "It decides what may be kept about them"}),
          form.select({.name = "source",
                       .label = "Who gave you this list?",
                       .choices = referrer_choices(v.charter())}),
          form.text_input({.name = "source-name",
                           .label = "Name of the organisation (if it helps)",
                           .width = 30,
                           .autocomplete = "off"}),
          form.checkbox("consent", "yes",
                        "The people in it, or those who may decide for them, agreed to be referred", false,
                        "Needed when somebody else gave you the list"),
          form.file_input(
              {.name = "file",
               .label = "The file",
               .hint = "A spreadsheet (.xlsx or .ods) or CSV, at most 25 MB and 50,000 rows, with a row of "
                       "headings such as First name, Last name, Date of birth.",
               .accept = ".xlsx,.xlsm,.ods,.csv,.tsv,.txt,text/csv"}),
          html::button({"Go on"})),
      {.files = true});
  return site.page(std::move(f));
}

Result<Response> take_file(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->gate->may(v.actor, Duty::Import, "import"));
  const auto service = v.charter().find_service(r.form.get("service"));
  const auto* file = r.file("file");
  std::vector<FieldProblem> missing;
  if (!service) missing.push_back({"service", "Choose the service"});
  if (!file) missing.push_back({"file", "Choose the file"});
  if (!missing.empty()) return invalid(std::move(missing));
  const exchange::Origin origin{r.form.get("source"), r.form.trimmed("source-name"),
                                r.form.get("consent") == "yes"};
  const auto id = v.org->imports->begin(v.actor, *service, file->filename, file->bytes, origin);
  if (id) return site.done(r, import_path(*id, "/columns"), "");
  const auto& e = id.error();
  const bool about_the_file = (e.code == Code::Invalid || e.code == Code::TooMuch) && e.fields.empty();
  if (about_the_file) return invalid("file", e.words.text);
  return tl::unexpected<Error>(e);
}

// What is dropped and what was changed

Html tally_table(std::string_view caption, std::string_view of, std::string_view became,
                 const std::vector<exchange::Tally>& tallies) {
  html::Table t;
  t.caption = caption;
  t.columns = {{std::string(of), false, true}, {"Cells", true}, {std::string(became)}};
  for (const auto& tally : tallies) {
    std::vector<Html> examples;
    for (const auto& e : tally.examples)
      examples.push_back(html::text("Row " + std::to_string(e.line) + ": “" + e.cell + "” – " + e.words));
    t.rows.push_back({html::text(tally.kind), html::text(with_commas(tally.count)), html::bullets(examples)});
  }
  return html::table(t);
}

/// Before anything is added: all that is in the file and would not be in the records as it stands there.
Html reckoning_section(const ImportSummary& s, const exchange::Reckoning& r) {
  if (r.changed.empty() && r.left_out.empty() && r.columns.empty() && s.said.told.empty())
    return html::inset(html::paragraph("Everything in the rows that are added is taken in as it stands."));
  std::vector<Html> left;
  for (const auto& told : s.said.told) left.push_back(html::text(told));
  for (const auto& column : r.columns)
    left.push_back(html::text("Column “" + column.heading +
                              "”: " + counted_words(column.cells, "filled cell") +
                              (column.why.empty() ? "" : ", dropped because " + column.why)));
  return html::frag(
      html::when(!left.empty(),
                 [&] { return html::frag(html::heading(2, "What is left out"), html::bullets(left)); }),
      html::when(!r.left_out.empty(),
                 [&] {
                   return tally_table("Cells that are left out, unless you mend them", "Column",
                                      "For example", r.left_out);
                 }),
      html::when(!r.changed.empty(), [&] {
        return html::frag(html::heading(2, "What was changed on reading"),
                          html::paragraph(counted_words(r.changed_cells(), "cell is", "cells are") +
                                          " kept otherwise than they stand."),
                          tally_table("What was done, and how often", "What", "For example", r.changed));
      }));
}

// Who comes where

std::string named_counts(const std::vector<std::pair<std::string, int>>& all) {
  std::vector<std::string> words;
  for (const auto& [name, n] : all) words.push_back(name + " " + with_commas(n));
  return words.empty() ? "–" : listed(words);
}

/// As it is decided now: how many are referred, how many are in the service at once, and with whom.
Html arriving_section(const exchange::Reckoning& r) {
  if (r.arriving.empty()) return {};
  html::Table t;
  t.caption = "Who comes where";
  t.columns = {{"Service", false, true},
               {"Referred, to be decided", true},
               {"Enrolled at once", true},
               {"Key workers"},
               {"Teams"}};
  int from_today = 0, known = 0;
  for (const auto& a : r.arriving) {
    from_today += a.from_today;
    known += a.known;
    t.rows.push_back({html::text(a.service), html::text(with_commas(a.referred)),
                      html::text(with_commas(a.enrolled)), html::text(named_counts(a.workers)),
                      html::text(named_counts(a.teams))});
  }
  return html::frag(
      html::table(t),
      html::when(from_today > 0,
                 [&] {
                   return html::paragraph(counted_words(from_today, "person has", "people have") +
                                          " no start date in the file: they are enrolled from today.");
                 }),
      html::when(known > 0, [&] {
        return html::paragraph(
            counted_words(known, "row is", "rows are") +
            " about people who are known, or stand in the file twice: who is with a service already, or "
            "referred to it, stays there as they are.");
      }));
}

// Keeping and undoing

std::string what_happens(const exchange::Reckoning& r) {
  int referred = 0, enrolled = 0;
  for (const auto& a : r.arriving) {
    referred += a.referred;
    enrolled += a.enrolled;
  }
  std::vector<std::string> what;
  if (enrolled) what.push_back(counted_words(enrolled, "person is", "people are") + " enrolled");
  if (referred)
    what.push_back(counted_words(referred, "person is", "people are") +
                   " added with a referral to be decided");
  const std::string first = what.empty() ? "Nobody is added yet." : listed(what) + ".";
  return first +
         " They appear one after the other while you and your colleagues go on working, and all of it can be "
         "taken back. When it is done, the file itself is destroyed here; take away the rows with problems first.";
}

Result<Response> keep_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  if (s.state != ImportState::Review) return site.done(r, import_place(s), "");
  auto f = import_step(site, r, 4);
  f.caption = s.file_name + " · " + v.charter().at(s.service).name;
  f.narrow = true;
  html::SummaryList list;
  list.rows = {
      {"Good rows", html::text(with_commas(s.good)), {}},
      {"Perhaps known already",
       html::text(with_commas(s.duplicates) +
                  (s.undecided ? ", of which " + with_commas(s.undecided) + " still to decide" : "")),
       {{v.url(import_path(s.id, s.undecided ? "/known" : "/rows?show=decide")), "Look"}}},
      {"To mend first, not added",
       html::text(with_commas(s.problems)),
       {{v.url(import_path(s.id, "/rows?show=problems")), "Look"}}},
      {"Empty or explaining", html::text(with_commas(s.ignored)), {}}};
  TRY(const auto reckoning, v.org->imports->reckoning(v.actor, s.id));
  f.main += html::frag(
      html::summary_list(list), arriving_section(reckoning), reckoning_section(s, reckoning),
      html::paragraph(what_happens(reckoning)),
      html::button_row({html::act(v.url(import_path(s.id, "/keep")), v.session.csrf, {"Add them now"}),
                        html::act(v.url(import_path(s.id, "/discard")), v.session.csrf,
                                  {.words = "Throw this file away", .look = html::Look::Danger})}));
  return site.page(std::move(f));
}

Result<Response> take_keep(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->imports->begin_keep(v.actor, import_of(r)));
  return site.done(r, import_path(import_of(r)), "");
}

/// Why a job stands still, and what can be done about it.
std::string stopped_words(const std::string& code, bool keeping) {
  const std::string what = keeping ? "Adding them" : "Taking them back";
  if (code == "account-ended") return what + " stopped, because the account of whoever began it was ended.";
  if (code == "not-allowed") return what + " stopped, because whoever began it may no longer do so.";
  if (code == "not-sealed")
    return what + " stopped, because what is stored about it was changed outside Candour.";
  return what + " stopped, because something went wrong. Tell whoever looks after the server.";
}

/// While a job is at it: how far it is. The browser asks again by itself, with a script or without.
Result<Response> progress_page(const Site& site, const Request& r, const ImportSummary& s) {
  const Visit& v = Site::visit(r);
  const bool keeping = s.state == ImportState::Keeping;
  auto f = site.frame(r, "Import", "import");
  f.heading = keeping ? "Adding the people of this file" : "Taking this import back";
  f.caption = v.charter().at(s.service).name;
  f.narrow = true;
  f.back = html::Crumb{"Imports", v.url("/import")};
  const auto here = v.url(import_path(s.id));
  const auto far = with_commas(s.done) + " of " + with_commas(s.total);
  f.main = html::progress({.label = f.heading,
                           .done = static_cast<int>(s.done),
                           .of = static_cast<int>(std::max<std::int64_t>(s.total, 1)),
                           .left = far});
  const auto back = html::act(v.url(import_path(s.id, "/undo")), v.session.csrf,
                              {.words = "Stop and take all of it back", .look = html::Look::Danger});
  if (!s.stopped.empty()) {
    f.main += html::frag(
        html::inset(
            html::paragraph(stopped_words(s.stopped, keeping) + " " + far + " were done, and stand.")),
        html::button_row({html::act(v.url(import_path(s.id, "/go-on")), v.session.csrf, {"Go on in my name"}),
                          html::when(keeping, [&] { return back; })}));
    return site.page(std::move(f));
  }
  f.main += html::frag(
      html::paragraph(
          keeping ? "Each person appears as soon as they are added. You can leave this page: it goes on."
                  : "You can leave this page: it goes on."),
      html::button_row({html::button_link(here, "See how far it is", html::Look::Second),
                        html::when(keeping, [&] { return back; })}));
  return site.page(std::move(f)).with("Refresh", "2");
}

constexpr int kNamesShown = 50;

/// Who came with the file, each with a link, as far as the reader may open them.
Result<Html> added_part(const Visit& v, const exchange::AddedPeople& added, int all) {
  TRY(const auto names, Names::of(v, added.people, gate::Thing::People));
  std::vector<Html> lines;
  for (const auto& id : added.people)
    if (names.find(id)) lines.push_back(html::link(v.url("/people/" + id.text()), names.name(id)));
  if (lines.empty()) return Html{};
  const bool more = all > std::ssize(lines);
  return html::frag(
      html::heading(2, "Who was added", "m"), html::bullets(lines),
      more ? html::paragraph(html::link(v.url("/people/list"), "Everybody on the list of people")) : Html{});
}

Result<Response> done_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto s, v.org->imports->summary(v.actor, import_of(r)));
  if (s.state == ImportState::Columns || s.state == ImportState::Review)
    return site.done(r, import_place(s), "");
  if (s.state == ImportState::Keeping || s.state == ImportState::Undoing) return progress_page(site, r, s);
  auto f = site.frame(r, "Import", "import");
  f.heading = s.file_name.empty() ? "An import of " + date_time_words(s.at) : s.file_name;
  f.caption = v.charter().at(s.service).name;
  f.narrow = true;
  f.back = html::Crumb{"Imports", v.url("/import")};
  html::SummaryList list;
  list.rows = {{"State", html::text(state_words(s.state)), {}},
               {"Begun", html::text(date_time_words(s.at) + " by " + v.staff->name(s.by)), {}}};
  if (s.state == ImportState::Kept || s.state == ImportState::Undone) {
    list.rows.push_back({"Added", html::text(people_words(s.kept)), {}});
    if (s.enrolled)
      list.rows.push_back({"Enrolled at once", html::text(counted_words(s.enrolled, "time")), {}});
    list.rows.push_back({"Brought up to date", html::text(people_words(s.updated)), {}});
    if (s.not_updated)
      list.rows.push_back(
          {"Could not be brought up to date",
           html::text(people_words(s.not_updated) + ": open their details and change them there"),
           {}});
    list.rows.push_back({"Not added because of problems", html::text(counted_words(s.problems, "row")), {}});
  }
  if (s.state == ImportState::Undone && s.left_behind)
    list.rows.push_back({"Could not be taken back",
                         html::text(people_words(s.left_behind) + ", since somebody has worked with them"),
                         {}});
  f.main = html::summary_list(list);
  if (s.state == ImportState::Kept) {
    TRY(const auto added, v.org->imports->added(v.actor, s.id, kNamesShown));
    TRY(const auto who, added_part(v, added, s.kept));
    f.main += html::frag(
        who,
        html::button_row(
            {html::when(added.to_decide,
                        [&] { return html::button_link(v.url("/referrals"), "Decide on the referrals"); }),
             html::button_link(v.url("/import/new"), "Import another file", html::Look::Second)}),
        html::details(
            "This was a mistake: undo it",
            html::frag(
                html::paragraph("Everybody who came with this file is removed again, with their "
                                "referrals, enrolments and family, and details that were brought up to "
                                "date are again what they were. Whoever has been worked with since stays."),
                html::act(v.url(import_path(s.id, "/undo")), v.session.csrf,
                          {.words = "Undo this import", .look = html::Look::Danger}))));
  }
  return site.page(std::move(f));
}

Result<Response> take_undo(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->imports->begin_undo(v.actor, import_of(r)));
  return site.done(r, import_path(import_of(r)), "");
}

Result<Response> take_go_on(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->imports->go_on(v.actor, import_of(r)));
  return site.done(r, import_path(import_of(r)), "");
}

Result<Response> take_discard(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->imports->discard(v.actor, import_of(r)));
  return site.done(r, "/import", "Thrown away. Nothing of the file was kept.");
}

}  // namespace

void add_import_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "import");
  t.get("/import", "import", list_page);
  t.get("/import/new", "import.new", new_page);
  constexpr auto kForm = limits::kBodyBytes;
  constexpr auto kLane = http::Lane::Uploads;  // thousands of rows are read, checked, added or taken back
  t.post("/import/new", "import.new.post", {"import.new"}, take_file, limits::kUploadBodyBytes, kLane);
  t.get("/import/{import}", "import.done", done_page);
  t.get("/import/{import}/keep", "import.keep", keep_page);
  t.post("/import/{import}/keep", "import.keep.post", {"import.keep"}, take_keep, kForm, kLane);
  t.post("/import/{import}/undo", "import.undo", {"import.done"}, take_undo, kForm, kLane);
  t.post("/import/{import}/discard", "import.discard", {"import.done"}, take_discard);
  t.post("/import/{import}/go-on", "import.go-on", {"import.done"}, take_go_on);
  add_import_bundle_pages(t);
  add_import_column_pages(t);
  add_import_row_pages(t);
  add_import_known_pages(t);
}

}  // namespace candour::web
