// The steps up to the moment before anything is kept: reading, columns, rows, decisions.
#include "exchange/import.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/text.h"
#include "exchange/import_job.h"
#include "exchange/sheet_table.h"
#include "gate/act.h"
#include "gate/standing.h"
#include "people/limits.h"

namespace candour::exchange {

using charter::Duty;

namespace {

Status check_origin(const charter::Charter& c, const Origin& o) {
  const auto sources = people::referral_sources();
  const bool ours =
      std::any_of(sources.begin(), sources.end(), [&](const auto& s) { return s.code == o.source; });
  const bool known = ours || charter::body_name(c, o.source);
  if (!known) return invalid("source", "Choose who gave you this list.");
  if (auto words = too_long(o.name, people::limits::kName, "the name of the organisation"); !words.empty())
    return invalid("source-name", words + ".");
  if (!o.consent && people::needs_consent_to_refer(c, o.source))
    return invalid("consent",
                   "Ask whether the people in the list agreed to be referred to you, and tick the box when "
                   "they did. Without it their details cannot be taken in.");
  return {};
}

}  // namespace

bool any_post(const charter::Charter& c, const gate::Actor& actor, ServiceIx service, Duty duty) {
  return std::any_of(actor.posts.begin(), actor.posts.end(),
                     [&](const gate::Post& p) { return c.at(p.role).has(duty) && gate::covers(p, service); });
}

Imports::Imports(gate::Gate& gate, store::Db& db, vault::Vault& vault, people::People& people,
                 people::Journeys& journeys, people::Circle& circle, people::Search& search,
                 const Clock& clock, jobs::Jobs* jobs)
    : gate_(gate),
      db_(db),
      vault_(vault),
      people_(people),
      journeys_(journeys),
      circle_(circle),
      search_(search),
      clock_(clock),
      own_jobs_(jobs ? nullptr : std::make_unique<jobs::Jobs>(gate, db, clock)),
      jobs_(jobs ? *jobs : *own_jobs_),
      desk_(std::make_unique<Desk>()) {
  jobs_.add(std::make_unique<Keeping>(*this));
  jobs_.add(std::make_unique<Undoing>(*this));
  jobs_.add_sweep([this] { return sweep(); });
  listening_ = db_.listen([this](std::string_view what) {
    if (what.starts_with(kGone))
      if (const auto id = ImportId::parse(what.substr(kGone.size()))) desk_->forget(*id);
  });
}

Imports::~Imports() {
  db_.unlisten(listening_);
}

Status Imports::may(const gate::Actor& actor, ServiceIx service) {
  CHECK_OK(gate_.may(actor, Duty::Import, "import"));
  const auto& c = gate_.charter();
  if (any_post(c, actor, service, Duty::Import)) return {};
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::Refuse;
  e.actor = actor.id;
  e.what = "import";
  e.service = c.at(service).code;
  e.outcome = "not-allowed";
  e.clause = c.access_clause;
  CHECK_OK(gate_.ledger().record(e));
  return not_allowed("Your role may not import people into " + c.at(service).name + ".", c.access_clause);
}

/// What this actor could write down about somebody new: nothing is made and nobody is touched.
Result<Pass> Imports::trial(const gate::Actor& actor, ServiceIx service) {
  return gate_.register_new(actor, PersonId::make(clock_.now().ms), service);
}

Status Imports::note(store::Txn& txn, const gate::Actor& actor, const Job& job, ledger::Act act,
                     std::string_view what) {
  ledger::Entry e;
  e.at = clock_.now();
  e.act = act;
  e.actor = actor.id;
  e.what = "import";
  e.thing = job.said.id.text();
  e.service = gate_.charter().at(job.said.service).code;
  e.outcome = "allowed";
  e.note = what;
  return gate_.ledger().append(txn, e).map([](auto) {});
}

/// What a heading meant in one service says nothing of another, which may need what the first leaves out.
std::int64_t Imports::heading_token(ServiceIx service, const std::string& key) const {
  return vault_.blind_token("import-heading", gate_.charter().at(service).code + " " + key);
}

Result<Remembered> Imports::remembered(ServiceIx service, const std::vector<std::string>& headings) {
  Remembered out;
  const auto read = db_.read([&](store::Session& s) -> Status {
    for (const auto& key : heading_keys(headings)) {
      if (key.empty()) continue;
      CHECK_OK(s.each("SELECT field FROM import_heading WHERE org=$1 AND heading=$2",
                      {db_.org(), heading_token(service, key)}, [&](const store::Row& r) {
                        out[key] = r.str(0);
                        return false;
                      }));
    }
    return {};
  });
  CHECK_OK(read);
  return out;
}

Status Imports::remember(store::Txn& txn, ServiceIx service, const std::vector<Column>& columns) {
  std::vector<std::string> headings;
  for (const auto& c : columns) headings.push_back(c.heading);
  const auto keys = heading_keys(headings);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (keys[i].empty()) continue;
    CHECK_OK(
        txn.run("INSERT INTO import_heading (org, heading, field, at) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (org, heading) DO UPDATE SET field = excluded.field, at = excluded.at",
                {db_.org(), heading_token(service, keys[i]), columns[i].field, clock_.now().ms}));
  }
  return {};
}

Result<ImportId> Imports::begin(const gate::Actor& actor, ServiceIx service, std::string_view file_name,
                                ByteView content, const Origin& origin) {
  const auto& c = gate_.charter();
  CHECK_OK(may(actor, service));
  TRY(const auto pass, trial(actor, service));
  CHECK_OK(check_origin(c, origin));
  TRY(const auto read, read_table(as_text(content), {}));
  const auto& table = read.table;
  TRY(const auto past, remembered(service, table.rows.front().cells));
  const bool circle = circle_way(c, actor, service).has_value();
  const auto now = clock_.now();
  Job job;
  job.said.id = ImportId::make(now.ms);
  job.said.file_name = clean_line(file_name);
  job.said.encoding = read.kind;
  job.said.said = read.said;
  job.said.service = service;
  job.said.origin = origin;
  job.said.columns =
      guess_columns(table, targets_for(c, service, pass.may_write(), circle), past, read.hidden_columns);
  CHECK_OK(sweep());
  CHECK_OK(store_file(job.said.id, content));
  const auto stored = db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto sealed, job.seal(c, txn, vault_));
    CHECK_OK(txn.run(
        "INSERT INTO import_job (org, id, by, at, state, service, version, sealed, lines, good, problems, "
        "duplicates, ignored, keyed) VALUES ($1, $2, $3, $4, 'columns', $5, 1, $6, $7, 0, 0, 0, 0, 1)",
        {db_.org(), job.said.id, actor.id, now.ms, c.at(service).code, sealed,
         static_cast<std::int64_t>(table.rows.size() - 1)}));
    return note(txn, actor, job, ledger::Act::Import, "begun");
  });
  if (!stored) static_cast<void>(wipe(job.said.id, true));  // otherwise the next sweep does
  CHECK_OK(stored);
  return job.said.id;
}

Result<Imports::Job> Imports::job(const gate::Actor& actor, ImportId id) {
  std::optional<Result<Job>> found;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each(std::string(Job::kColumns) + "WHERE org=$1 AND id=$2", {db_.org(), id},
                  [&](const store::Row& r) {
                    found = Job::read(gate_.charter(), vault_, r);
                    return false;
                  });
  }));
  if (!found) {
    CHECK_OK(gate_.may(actor, Duty::Import, "import"));
    return not_found();
  }
  TRY(auto job, std::move(*found));
  CHECK_OK(gate_.may(actor, Duty::Import, "import"));
  // One of another service is, for them, none.
  if (!any_post(gate_.charter(), actor, job.said.service, Duty::Import)) return not_found();
  return job;
}

Result<AddedPeople> Imports::added(const gate::Actor& actor, ImportId id, int most) {
  TRY(const auto j, job(actor, id));
  AddedPeople out;
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    CHECK_OK(s.each(
        "SELECT DISTINCT r.person FROM import_row r JOIN referral f ON f.org=r.org AND f.person=r.person AND "
        "f.state='new' WHERE r.org=$1 AND r.id=$2 AND r.outcome='added' LIMIT 1",
        {db_.org(), j.said.id}, [&](const store::Row&) { return out.to_decide = true; }));
    return s.each(
        "SELECT person FROM import_row WHERE org=$1 AND id=$2 AND outcome='added' AND person IS NOT NULL "
        "ORDER BY line LIMIT $3",
        {db_.org(), j.said.id, std::int64_t{most}}, [&](const store::Row& r) {
          const auto person = r.id<PersonId>(0);
          if (std::ranges::find(out.people, person) == out.people.end()) out.people.push_back(person);
          return true;
        });
  }));
  return out;
}

Result<ImportSummary> Imports::summary(const gate::Actor& actor, ImportId id) {
  TRY(auto j, job(actor, id));
  auto& said = j.said;
  if (said.state == ImportState::Keeping || said.state == ImportState::Undoing) {
    CHECK_OK(db_.read([&](store::Session& s) -> Status {
      TRY(const auto at, jobs_.about(s, id.raw));
      if (!at) return {};
      said.done = at->done;
      said.total = at->total;
      if (at->state != jobs::JobState::Waiting) said.stopped = at->outcome;
      return {};
    }));
    return std::move(said);
  }
  if (said.state == ImportState::Kept)
    CHECK_OK(db_.read([&](store::Session& s) {
      return s.each("SELECT count(enrolment) FROM import_row WHERE org=$1 AND id=$2", {db_.org(), id},
                    [&](const store::Row& r) { return said.enrolled = static_cast<int>(r.i64(0)), false; });
    }));
  if (said.state != ImportState::Review) return std::move(said);
  std::int64_t decided = 0;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT count(*) FROM import_row WHERE org=$1 AND id=$2 AND decision<>''", {db_.org(), id},
                  [&](const store::Row& r) { return decided = r.i64(0), false; });
  }));
  said.undecided = said.duplicates - static_cast<int>(decided);
  return std::move(said);
}

Result<std::vector<ImportSummary>> Imports::recent(const gate::Actor& actor, int most) {
  CHECK_OK(gate_.may(actor, Duty::Import, "import"));
  const auto& c = gate_.charter();
  std::vector<ImportSummary> out;
  Status bad;
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each(std::string(Job::kColumns) + "WHERE org=$1 ORDER BY id DESC LIMIT $2",
                  {db_.org(), std::clamp(most, 1, limits::kRowsAtOnce)}, [&](const store::Row& r) {
                    const auto service = c.find_service(r.text(4));
                    if (!service || !any_post(c, actor, *service, Duty::Import)) return true;
                    auto j = Job::read(c, vault_, r);
                    if (!j) {
                      bad = tl::unexpected<Error>(std::move(j).error());
                      return false;
                    }
                    j->said.columns.clear();
                    out.push_back(std::move(j->said));
                    return true;
                  });
  }));
  CHECK_OK(bad);
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> Imports::targets(const gate::Actor& actor,
                                                                          ServiceIx service) {
  TRY(const auto pass, trial(actor, service));
  const bool circle = circle_way(gate_.charter(), actor, service).has_value();
  std::vector<std::pair<std::string, std::string>> out;
  for (auto& t : targets_for(gate_.charter(), service, pass.may_write(), circle))
    out.emplace_back(std::move(t.code), std::move(t.label));
  return out;
}

Result<std::shared_ptr<const Imports::Work>> Imports::work(const gate::Actor& actor, const Job& job) {
  auto known = desk_->find(job.said.id, job.version, actor.id);
  if (known && known->looked) return known;
  return check(actor, job);
}

bool Imports::may_enrol(const gate::Actor& actor, ServiceIx service) const {
  return gate::may_act_on_newcomer(gate_.charter(), actor, Duty::DecideReferral).has(service);
}

/// Other services only where rows can name them. `pass`: of the service of the file.
Result<std::shared_ptr<const WaysIn>> Imports::ways(const gate::Actor& actor, const Job& job,
                                                    const Pass& pass) {
  const auto& c = gate_.charter();
  const auto enrols = gate::may_act_on_newcomer(c, actor, Duty::DecideReferral);
  const auto allocates = gate::may_act_on_newcomer(c, actor, Duty::Allocate);
  const auto& columns = job.said.columns;
  const bool others =
      std::any_of(columns.begin(), columns.end(), [](const Column& x) { return x.field == kService; });
  std::vector<WaysIn::Into> into;
  for (std::size_t i = 0; i < c.services.size(); ++i) {
    const auto service = static_cast<ServiceIx>(i);
    const bool of_file = service == job.said.service;
    if (!of_file && (!others || !any_post(c, actor, service, Duty::Import) ||
                     !any_post(c, actor, service, Duty::AddPerson)))
      continue;
    if (!of_file && !c.kind_use(service, profile_kind(c).ix)) continue;
    WaysIn::Into one;
    one.service = service;
    one.may_write = pass.may_write();
    if (!of_file) {
      TRY(const auto there, trial(actor, service));
      one.may_write = there.may_write();
    }
    one.circle = circle_way(c, actor, service).has_value();
    one.enrol = enrols.has(service);
    one.allocate = allocates.has(service);
    TRY(one.able, journeys_.who_could_support(service));
    into.push_back(std::move(one));
  }
  TRY(const auto staff, people::load_directory(db_, vault_, c, gate_.seals()));
  return make_ways(c, *staff, std::move(into));
}

/// Read and checked by itself; who is known already was not asked.
Result<std::shared_ptr<Imports::Work>> Imports::opened(const gate::Actor& actor, const Job& job) {
  TRY(const auto pass, trial(actor, job.said.service));
  auto w = std::make_shared<Work>();
  w->id = job.said.id;
  w->version = job.version;
  w->checked_for = actor.id;
  TRY(const auto bytes, open_file(job.said.id));
  TRY(auto read, read_table(bytes, job.choice()));
  w->table = std::move(read.table);
  TRY(auto into, ways(actor, job, pass));
  w->reading = make_reading(gate_.charter(), job.said.service, std::move(into), today(clock_.now()),
                            job.said.columns, w->table);
  w->reading.from_1904 = read.from_1904;
  w->reading.enrolled_when_empty = job.said.enrolled_when_empty;
  TRY(const auto typed, mended(job.said.id));
  apply_mended(typed, w->table, w->reading);
  w->checks = check_rows(w->reading, w->table);
  return w;
}

Result<std::shared_ptr<const Imports::Work>> Imports::check(const gate::Actor& actor, const Job& job) {
  TRY(auto w, opened(actor, job));
  CHECK_OK(db_.read([&](store::Session& s) -> Status {
    TRY(w->people_known, count_people(s, db_.org()));
    return {};
  }));
  std::vector<charter::Values> asked;
  std::vector<RowCheck*> of;
  for (auto& row : w->checks)
    if (row.state == RowState::Good || row.state == RowState::Duplicate) {
      asked.push_back(read_row(w->reading, w->table.rows[row.at]).values);
      of.push_back(&row);
    }
  TRY(auto found, search_.duplicates_many(actor, asked));
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (found[i].empty()) continue;
    of[i]->state = RowState::Duplicate;
    w->duplicates[of[i]->line] = std::move(found[i]);
  }
  w->looked = true;
  std::shared_ptr<const Work> done = std::move(w);
  desk_->put(done);
  return done;
}

Status Imports::count(store::Txn& txn, const Job& job, const Work& work) {
  std::int64_t good = 0, problems = 0, duplicates = 0, ignored = 0, marked = 0;
  for (const auto& c : work.checks) {
    marked += c.marked && c.state != RowState::Problem;
    ++(c.state == RowState::Good        ? good
       : c.state == RowState::Problem   ? problems
       : c.state == RowState::Duplicate ? duplicates
                                        : ignored);
  }
  return txn
      .run(
          "UPDATE import_job SET lines=$3, good=$4, problems=$5, duplicates=$6, ignored=$7, marked=$8 WHERE "
          "org=$1 AND id=$2",
          {db_.org(), job.said.id, static_cast<std::int64_t>(work.checks.size()), good, problems, duplicates,
           ignored, marked})
      .map([](auto) {});
}

}  // namespace candour::exchange
