#include "exchange/import_job.h"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

namespace candour::exchange {

namespace json = boost::json;

namespace {

constexpr std::string_view kUse = "import";
constexpr std::pair<ImportState, std::string_view> kStates[] = {
    {ImportState::Columns, "columns"},     {ImportState::Review, "review"},
    {ImportState::Kept, "kept"},           {ImportState::Undone, "undone"},
    {ImportState::Discarded, "discarded"}, {ImportState::Keeping, "keeping"},
    {ImportState::Undoing, "undoing"}};
constexpr std::pair<Decision, std::string_view> kDecisions[] = {{Decision::Undecided, ""},
                                                                {Decision::AddAnyway, "add"},
                                                                {Decision::Skip, "skip"},
                                                                {Decision::UpdateExisting, "update"},
                                                                {Decision::JoinEarlier, "join"}};

std::string text_of(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

bool yes(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

/// All but what stood in the file.
json::object in_words(const charter::Charter& c, const ImportSummary& said) {
  return {{"id", said.id.text()},
          {"service", c.at(said.service).code},
          {"file", said.file_name},
          {"encoding", said.encoding},
          {"source", said.origin.source},
          {"source-name", said.origin.name},
          {"consent", said.origin.consent},
          {"date-order", said.date_order},
          {"enrolled-when-empty", said.enrolled_when_empty}};
}

int number_of(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_int64() ? static_cast<int>(v->get_int64()) : 0;
}

json::object sheets_json(const SheetsSaid& s) {
  json::array sheets, told;
  for (const auto& one : s.sheets)
    sheets.push_back(json::object{{"name", one.name}, {"rows", one.rows}, {"hidden", one.hidden}});
  for (const auto& words : s.told) told.emplace_back(words);
  return {{"all", std::move(sheets)},     {"read", s.sheet},
          {"heading-row", s.heading_row}, {"hidden-rows", s.hidden_rows},
          {"take-hidden", s.take_hidden}, {"told", std::move(told)}};
}

void read_sheets(const json::object& o, SheetsSaid& s) {
  if (const auto* all = o.if_contains("all"); all && all->is_array())
    for (const auto& one : all->get_array())
      if (const auto* x = one.if_object())
        s.sheets.push_back({text_of(*x, "name"), number_of(*x, "rows"), yes(*x, "hidden")});
  s.sheet = text_of(o, "read");
  s.heading_row = number_of(o, "heading-row");
  s.hidden_rows = number_of(o, "hidden-rows");
  s.take_hidden = yes(o, "take-hidden");
  if (const auto* told = o.if_contains("told"); told && told->is_array())
    for (const auto& words : told->get_array())
      if (words.is_string()) s.told.emplace_back(words.get_string());
}

}  // namespace

std::string_view state_code(ImportState s) {
  for (const auto& [state, code] : kStates)
    if (state == s) return code;
  return "";
}

std::string_view decision_code(Decision d) {
  for (const auto& [decision, code] : kDecisions)
    if (decision == d) return code;
  return "";
}

Decision decision_of(std::string_view code) {
  for (const auto& [decision, c] : kDecisions)
    if (c == code) return decision;
  return Decision::Undecided;
}

Result<Bytes> Imports::Job::seal(const charter::Charter& c, store::Txn& txn, vault::Vault& vault) const {
  json::array columns;
  for (const auto& column : said.columns)
    columns.push_back(json::object{{"heading", column.heading},
                                   {"field", column.field},
                                   {"guessed", column.guessed},
                                   {"sample", column.sample},
                                   {"hidden", column.hidden}});
  auto o = in_words(c, said);
  o["columns"] = std::move(columns);
  o["sheets"] = sheets_json(said.said);
  return vault.seal_thing(txn, said.id.raw, kUse, as_bytes(json::serialize(o)));
}

Bytes Imports::Job::remains(const charter::Charter& c, vault::Vault& vault, bool name) const {
  const auto o =
      name ? in_words(c, said) : json::object{{"id", said.id.text()}, {"service", c.at(said.service).code}};
  return vault.seal_org(kUse, as_bytes(json::serialize(o)));
}

Result<Imports::Job> Imports::Job::read(const charter::Charter& c, vault::Vault& vault,
                                        const store::Row& row) {
  Job job;
  auto& s = job.said;
  s.id = row.id<ImportId>(0);
  s.by = row.id<StaffId>(1);
  s.at = {row.i64(2)};
  for (const auto& [state, code] : kStates)
    if (code == row.text(3)) s.state = state;
  const auto service = c.find_service(row.text(4));
  if (!service) return not_found();  // the charter no longer has it
  s.service = *service;
  job.version = row.i64(5);
  job.keyed = static_cast<Keyed>(row.i64(17));
  TRY(const auto plain, job.keyed == Keyed::Own ? vault.open_thing(s.id.raw, kUse, row.blob(6))
                                                : vault.open_org(kUse, row.blob(6)));
  int* counts[] = {&s.rows, &s.good,    &s.problems,    &s.duplicates,  &s.ignored,
                   &s.kept, &s.updated, &s.not_updated, &s.left_behind, &s.marked};
  for (int i = 0; auto* count : counts) *count = static_cast<int>(row.i64(7 + i++));

  boost::system::error_code bad;
  const auto value = json::parse(as_text(plain), bad);
  const auto* o = bad ? nullptr : value.if_object();
  // The service says who sees it: what stands open in the row must be what was sealed (0.1 sealed none).
  const bool elsewhere = o && o->contains("service") && text_of(*o, "service") != row.text(4);
  if (!o || elsewhere || text_of(*o, "id") != s.id.text())
    return fail(Code::Corrupt, "This import is damaged. Throw it away and begin again.",
                "import " + s.id.text());
  s.file_name = text_of(*o, "file");
  s.encoding = text_of(*o, "encoding");
  s.origin = {text_of(*o, "source"), text_of(*o, "source-name"), yes(*o, "consent")};
  s.date_order = text_of(*o, "date-order");
  s.enrolled_when_empty = yes(*o, "enrolled-when-empty");
  if (const auto* columns = o->if_contains("columns"); columns && columns->is_array())
    for (const auto& one : columns->get_array())
      if (const auto* x = one.if_object())
        s.columns.push_back({text_of(*x, "heading"), text_of(*x, "field"), yes(*x, "guessed"),
                             text_of(*x, "sample"), yes(*x, "hidden")});
  if (const auto* sheets = o->if_contains("sheets"); sheets && sheets->is_object())
    read_sheets(sheets->get_object(), s.said);
  return job;
}

Result<DecidedRows> decided_rows(store::Session& db, const OrgCode& org, ImportId id, int after,
                                 std::int64_t most) {
  DecidedRows out;
  CHECK_OK(db.each(
      "SELECT line, decision, existing, outcome, person, circle, version_before, version_after, "
      "referral, service, enrolment FROM import_row WHERE org=$1 AND id=$2 AND line>$3 ORDER BY line LIMIT $4",
      {org, id, after, most > 0 ? most : std::numeric_limits<std::int32_t>::max()}, [&](const store::Row& r) {
        auto& d = out[static_cast<int>(r.i64(0))];
        d.decision = decision_of(r.text(1));
        if (!r.null(2)) d.existing = r.id<PersonId>(2);
        d.outcome = r.str(3);
        if (!r.null(4)) d.person = r.id<PersonId>(4);
        if (!r.null(6)) d.before = static_cast<std::uint32_t>(r.i64(6));
        if (!r.null(7)) d.after = static_cast<std::uint32_t>(r.i64(7));
        if (!r.null(8)) d.referral = r.id<ReferralId>(8);
        if (!r.null(9)) d.service = r.str(9);
        if (!r.null(10)) d.enrolment = r.id<EnrolmentId>(10);
        if (r.null(5)) return true;
        const auto ids = r.blob(5);
        for (std::size_t at = 0; at + 16 <= ids.size(); at += 16)
          d.circle.push_back(RelationshipId::from_bytes(ids.subspan(at, 16)));
        return true;
      }));
  return out;
}

const RowCheck* Imports::Work::find(int line) const {
  const auto it = std::lower_bound(checks.begin(), checks.end(), line,
                                   [](const RowCheck& c, int l) { return c.line < l; });
  return it == checks.end() || it->line != line ? nullptr : &*it;
}

ImportRow Imports::Work::row(const RowCheck& check, const DecidedRows& decided) const {
  ImportRow out;
  out.line = check.line;
  out.state = check.state;
  out.cells = table.rows[check.at].cells;
  out.same_as_line = check.same_as_line;
  out.same_why = check.same_why;
  if (check.state == RowState::Empty || check.state == RowState::Instruction) return out;
  auto read = read_row(reading, table.rows[check.at]);
  out.values = std::move(read.values);
  out.circle = std::move(read.circle);
  out.way = std::move(read.way);
  out.joins = check.joins;
  out.marks = std::move(read.marks);
  out.problems = std::move(read.problems);
  if (const auto it = duplicates.find(check.line); it != duplicates.end()) out.duplicates = it->second;
  if (const auto it = decided.find(check.line); it != decided.end()) {
    out.decision = it->second.decision;
    out.existing = it->second.existing;
  }
  out.evidence = evidence_of(out);
  return out;
}

std::shared_ptr<const Imports::Work> Imports::Desk::find(ImportId id, std::int64_t version, StaffId staff) {
  const Hold hold(lock);
  for (auto it = newest_first.begin(); it != newest_first.end(); ++it)
    if ((*it)->id == id && (*it)->version == version && (*it)->checked_for == staff) {
      newest_first.splice(newest_first.begin(), newest_first, it);
      return newest_first.front();
    }
  return nullptr;
}

void Imports::Desk::put(std::shared_ptr<const Work> work) {
  const Hold hold(lock);
  std::erase_if(newest_first, [&](const auto& w) { return w->id == work->id; });
  newest_first.push_front(std::move(work));
  if (newest_first.size() > limits::kImportsInMemory) newest_first.pop_back();
}

void Imports::Desk::forget(ImportId id) {
  const Hold hold(lock);
  std::erase_if(newest_first, [&](const auto& w) { return w->id == id; });
  if (plan_of == id) plan.reset();
}

Result<std::int64_t> count_people(store::Session& db, const OrgCode& org) {
  std::int64_t n = 0;
  CHECK_OK(db.each("SELECT count(*) FROM person WHERE org=$1", {org}, [&](const store::Row& r) {
    n = r.i64(0);
    return false;
  }));
  return n;
}

}  // namespace candour::exchange
