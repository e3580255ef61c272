#include "gate/things.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace candour::gate {
namespace {

struct Line {
  Thing thing;
  std::string_view code, words;
};
constexpr std::array<Line, kThings> kLines{{
    {Thing::Access, "reasoned-access", "the access with a reason"},
    {Thing::AccessPack, "access-pack", "the copy that answers a request to see what is held"},
    {Thing::AccessReview, "reasoned-access-review", "the access with a reason"},
    {Thing::Address, "address", "a page that is not there"},
    {Thing::Allocation, "allocation", "who supports the person"},
    {Thing::BeforeVisit, "before-visit", "what visitors must know"},
    {Thing::Brought, "brought", "an entry that stood in another record"},
    {Thing::Caseload, "caseload", "the list of people they support"},
    {Thing::Circle, "circle", "the circle of support"},
    {Thing::Collected, "collected", "what was put ready to be collected"},
    {Thing::Consent, "consent", "a consent"},
    {Thing::Day, "day", "their page for the day"},
    {Thing::Death, "death", "the date of death"},
    {Thing::Details, "profile", "the details"},
    {Thing::Diary, "diary", "a diary"},
    {Thing::Enrolment, "enrolment", "the place in a service"},
    {Thing::Erased, "erased", "what was deleted as they asked"},
    {Thing::ExplainAccess, "why", "what they may see, and why"},
    {Thing::File, "file", "a file"},
    {Thing::Form, "form", "a form"},
    {Thing::Import, "import", "an import"},
    {Thing::ImportRows, "rows", "the rows of an import"},
    {Thing::Journey, "journey", "the way through the services"},
    {Thing::KeptUntil, "kept-until", "when it is deleted"},
    {Thing::LetGo, "let-go", "what was given by choice and taken back, with its keys"},
    {Thing::Mailing, "mailing-to", "how to reach them, to send something that goes to many"},
    {Thing::MedicineChart, "medicine-chart", "the chart of medicines given"},
    {Thing::Merge, "merge", "the joining of two records"},
    {Thing::Misfiled, "misfiled", "that an entry does not belong here"},
    {Thing::Objection, "objection", "an objection"},
    {Thing::OptOutCheck, "opt-out-check", "the NHS number, for a check of the national data opt-out"},
    {Thing::OwnDoor, "own-door", "the person’s own door"},
    {Thing::OwnRecord, "own-record", "the record, through the person’s own door"},
    {Thing::Part, "part", "a part of the record"},
    {Thing::People, "people", "a list of people"},
    {Thing::Record, "record", "the record"},
    {Thing::Referral, "referral", "the referral"},
    {Thing::Referrals, "referrals", "the list of referrals"},
    {Thing::Register, "register", "the taking down of somebody new"},
    {Thing::Relationship, "relationship", "the circle of support"},
    {Thing::Restriction, "restriction", "that nothing is done with it for now"},
    {Thing::SearchResults, "search", "the results of a search"},
    {Thing::Services, "services", "the services"},
    {Thing::Shared, "shared", "what was told to somebody outside"},
    {Thing::Statement, "statement", "the statement of account"},
    {Thing::Summary, "summary", "the one-page summary"},
    {Thing::TakenOff, "taken-off", "an entry that did not belong here"},
    {Thing::Timeline, "timeline", "the timeline"},
    {Thing::Transfer, "transfer", "what goes with a service to another provider"},
    {Thing::Unmerge, "unmerge", "the parting of two records"},
    {Thing::Waiting, "grants", "what waits to be looked at"},
    {Thing::WhoLooked, "who-looked", "who looked at the record"},
    {Thing::WithOthers, "with-others", "who else was part of something"},
}};
static_assert([] {
  for (std::size_t i = 0; i < kThings; ++i)
    if (static_cast<std::size_t>(kLines[i].thing) != i) return false;
  return true;
}());

/// Codes that version 0.1 wrote.
struct Old {
  std::string_view code;
  Thing thing;
};
constexpr Old kOld[] = {
    {"my-day", Thing::Day},      {"profile-edit", Thing::Details}, {"circle-edit", Thing::Circle},
    {"refer", Thing::Services},  {"list", Thing::People},          {"problem-rows", Thing::ImportRows},
    {"overview", Thing::Record}, {"person", Thing::Record},        {"act", Thing::Journey},
    {"part-plan", Thing::Part},  {"part-health", Thing::Part},     {"part-about", Thing::Part},
    {"part-money", Thing::Part},
};

/// "a contact note" of the kind; nothing when there is no such kind.
std::string kind_words(const charter::Charter& c, std::string_view code) {
  const auto kind = c.find_kind(code);
  if (!kind) return {};
  const auto name = inside_sentence(c.at(*kind).name);
  const bool vowel = !name.empty() && std::string_view("aeiouAEIOU").find(name[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + name;
}

}  // namespace

std::string_view thing_code(Thing t) {
  return kLines[static_cast<std::size_t>(t)].code;
}

std::string_view thing_words(Thing t) {
  return kLines[static_cast<std::size_t>(t)].words;
}

std::optional<Thing> find_thing(std::string_view code) {
  const auto found = std::ranges::find(kLines, code, &Line::code);
  if (found != kLines.end()) return found->thing;
  const auto old = std::ranges::find(kOld, code, &Old::code);
  return old == std::end(kOld) ? std::nullopt : std::optional(old->thing);
}

std::string what_words(const charter::Charter& c, std::string_view what, std::string_view thing) {
  constexpr std::string_view kWrite = "write-";
  if (what.starts_with(kWrite)) return what_words(c, thing_code(Thing::Form), what.substr(kWrite.size()));
  if (const auto t = find_thing(what)) {
    if (*t == Thing::Form)
      if (const auto kind = kind_words(c, thing); !kind.empty()) return "the form for " + kind;
    return std::string(thing_words(*t));
  }
  if (auto kind = kind_words(c, what); !kind.empty()) return kind;
  return std::string(thing_words(Thing::Record));
}

}  // namespace candour::gate
