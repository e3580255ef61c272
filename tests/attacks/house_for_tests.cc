// Builds the attacked house: staff, a person, an entry of every kind that somebody may write, a draft, files,
// a referral, a circle, a reasoned access, an import.
#include "house_for_tests.h"

#include <algorithm>

#include "charter/edit.h"
#include "record/with_files.h"

namespace candour::attacks {

using charter::Field;
using charter::FieldType;
using charter::Kind;

namespace {

boost::json::value text_value(std::string words, int most) {
  if (most > 0) words.resize(std::min(words.size(), static_cast<std::size_t>(most)));
  return boost::json::string(words);
}

/// A value that the type allows; null where only the house could know one (people, files).
boost::json::value value_for(const charter::Charter& c, const Field& f) {
  const std::string words = marker(c.at(f.category));
  switch (f.type) {
    case FieldType::ShortText:
    case FieldType::LongText:
    case FieldType::Organisation:
      return text_value(words, f.max_length);
    case FieldType::Date:
      return f.past_only ? "2026-10-01" : "2026-12-24";
    case FieldType::DateTime:
      return "2026-11-20T10:00";
    case FieldType::Number:
      return f.min.value_or(1);
    case FieldType::Choice:
      return boost::json::string(f.options.front().code);
    case FieldType::Choices:
      return boost::json::array{boost::json::string(f.options.front().code)};
    case FieldType::YesNo:
      return "yes";
    case FieldType::Address:
      return {{"lines", {words, "Second", "Third", "Fourth"}}, {"town", "Ipswich"}, {"postcode", "IP1 1AA"}};
    case FieldType::Phone:
      return "07700900123";
    case FieldType::Email:
      return boost::json::string(words + "@example.org");
    case FieldType::NhsNumber:
      return "9990000018";
    case FieldType::NationalInsurance:
      return "QQ123456C";
    case FieldType::BankAccount:
      return {{"sort_code", "001122"}, {"account", "12345678"}, {"name", words}};
    case FieldType::Money:
      return 1250;
    case FieldType::Signature:
      return {{"typed", words}};
    case FieldType::Group: {
      boost::json::object row;
      for (const auto& item : f.items)
        if (auto v = value_for(c, item); !v.is_null()) row[item.code] = std::move(v);
      return boost::json::array{std::move(row)};
    }
    case FieldType::Person:
    case FieldType::Staff:
    case FieldType::File:
    case FieldType::Score:
      return nullptr;
  }
  return nullptr;
}

bool left_out(const charter::KindUse* use, const std::string& field) {
  return use && std::find(use->leave_out.begin(), use->leave_out.end(), field) != use->leave_out.end();
}

}  // namespace

std::string marker(const charter::Category& c) {
  std::string s = "zq" + c.code + "qz";
  std::erase(s, '-');
  return s;
}

charter::Values filled(const charter::Charter& c, const Kind& kind, const charter::KindUse* use,
                       CategorySet writable) {
  charter::Values values;
  for (const auto& f : kind.fields) {
    if (!writable.has(f.category) || left_out(use, f.code) || kind.asked_at_a_step(f.code)) continue;
    if (auto v = value_for(c, f); !v.is_null()) values[f.code] = std::move(v);
  }
  return values;
}

AttackedHouse::AttackedHouse()
    : clock(*to_unix({make_date(2026, 11, 21), 10, 0})),
      log(clock, [this](std::string_view line) { diary += line; }) {
  const std::string base = std::string(CANDOUR_SOURCE_DIR) + "/charters";
  dir = std::filesystem::path(testing::TempDir()) /
        ("candour-attacks-" + to_text(make_id128(SystemClock{}.now().ms)));
  web::HouseOptions where;
  where.charter_files = {base + "/im.yaml", base + "/ll.yaml"};
  where.catalogue_dir = base + "/catalogue";
  where.data_dir = dir.string();
  where.log = &log;
  house = must(web::open_house(where, clock));
  ll = house->find("ll");
  site = std::make_unique<web::Site>(*house, html::AssetUrls{}, web::SiteOptions{}, log);
  web::add_all_pages(router, *site);
  near_ = charter().find_service("community-support").value();
  far_ = charter().find_service("supported-living").value();
  hire_all();
  add_person();
  write_everything();
  add_the_rest();
  give_door();
  add_double();
  for (auto& c : callers) c.token = sign_in(c);
  Caller other{.name = "a bystander", .id = bystander};
  sign_in(other);
  ids["session"] = {must(ll->sessions->mine(bystander)).front().id.text()};
  ids["device"] = {must(ll->sessions->devices(bystander)).front().id.text()};
  news();
  diary.clear();
}

AttackedHouse::~AttackedHouse() {
  site.reset();
  house.reset();
  std::error_code ignored;  // a folder left behind in the temporary one harms nobody
  std::filesystem::remove_all(dir, ignored);
}

StaffId AttackedHouse::hire(const std::string& username, RoleIx role, std::optional<ServiceIx> in,
                            std::optional<TeamId> team) {
  people::NewStaff s;
  s.username = username;
  s.name = "Staff " + username;
  s.email = username + "@example.org";
  s.posts = {{role, in, team}};
  s.agreement_at = s.training_at = clock.now();
  s.password = kPassword;
  if (!callers.empty() && (username.starts_with("quality") || username.starts_with("below")))
    s.supervisor = caller("supervisor").id;
  return must(ll->staff->seed(s, true));
}

void AttackedHouse::hire_all() {
  team_ = must(ll->staff->seed_team("Team A", near_));
  other_team_ = must(ll->staff->seed_team("Team B", near_));
  far_team_ = must(ll->staff->seed_team("Team C", far_));
  const auto add = [&](RoleIx role, ServiceIx in, TeamId team, std::string where) {
    const auto& r = charter().at(role);
    Caller c;
    c.name = r.code + " in " + where;
    c.role = role;
    c.in_service = in == near_;
    c.id = hire(r.code + "-" + std::to_string(callers.size()), role, in, team);
    // The person is in team A of the service, on the caseload of its worker and key worker.
    c.reaches = r.reach == Reach::Organisation || (in == near_ && r.reach == Reach::Service) ||
                (team == team_ && (r.reach == Reach::Team || r.reach == Reach::Caseload));
    callers.push_back(c);
  };
  for (const auto* first : {"supervisor", "worker", "key-worker"})
    add(charter().find_role(first).value(), near_, team_, "team A");
  for (std::size_t i = 0; i < charter().roles.size(); ++i) {
    const auto role = static_cast<RoleIx>(i);
    const auto& code = charter().at(role).code;
    if (code != "supervisor" && code != "worker" && code != "key-worker") add(role, near_, team_, "team A");
    add(role, far_, far_team_, "another service");
  }
  for (const auto* other : {"worker", "key-worker"})
    add(charter().find_role(other).value(), near_, other_team_, "another team");
  bystander = hire("bystander", charter().find_role("board").value(), far_, far_team_);
  leaver = hire("leaver", charter().find_role("worker").value(), far_, far_team_);
}

const Caller& AttackedHouse::caller(std::string_view role) const {
  const auto code = charter().find_role(role).value();
  return *std::find_if(callers.begin(), callers.end(), [&](const Caller& c) { return c.role == code; });
}

void AttackedHouse::add_person() {
  const auto by = actor(caller("supervisor"));
  person = PersonId::make(clock.now().ms);
  const auto pass = must(ll->gate->register_new(by, person, near_));
  const auto& kind = charter().kinds.front();
  auto values = filled(charter(), kind, charter().kind_use(near_, kind.ix), pass.may_write());
  for (const auto& [field, value] : std::initializer_list<std::pair<const char*, std::string_view>>{
           {"given-name", kGiven}, {"family-name", kFamily}, {"birth-date", "1964-03-04"}})
    values[field] = boost::json::string(value);
  ReferralId referral;
  must(ll->db->write([&](store::Txn& txn) -> Status {
    CHECK_OK(ll->people->add(txn, pass, person, values));
    people::NewReferral r;
    r.service = near_;
    r.source = "self";
    r.reason_words = marker(charter().at(*charter().find_category("care")));
    TRY(referral, ll->journeys->refer(txn, pass, r));
    return {};
  }));
  const auto enrolment = must(ll->journeys->accept(by, referral, 1, team_, caller("worker").id));
  must(ll->journeys->allocate(by, person, enrolment, caller("key-worker").id, false, team_));
  ids = {{"org", {"ll"}},
         {"person", {person.text()}},
         {"referral", {referral.text()}},
         {"enrolment", {enrolment.text()}},
         {"staff", {leaver.text()}},
         {"team", {team_.text()}},
         {"part", {"plan", "health", "about", "money"}},
         {"letter", {"plain", "complaint-acknowledged"}},
         {"for", {"hospital"}},
         {"piece", {"1"}},
         {"as", {"json"}},
         {"tile", {"0/000", "0/000.p/5", "1/000.p/1", "entries/000", "entries/000.p/5"}}};
  for (std::size_t i = 0; i < charter().purposes.size(); ++i)
    if (charter().purposes[i].needs_consent())
      must(ll->db->write([&](store::Txn& txn) {
        return ll->consents->give(txn, pass_to_write(caller("supervisor"), "profile"), person,
                                  charter().purposes[i].code, {});
      }));
}

/// Two more records of somebody in the same place: one that could be joined with the person's, and one that
/// was, and was parted again.
void AttackedHouse::add_double() {
  const auto by = actor(caller("supervisor"));
  for (const auto* sort : {"other", "parted"}) {
    const auto id = PersonId::make(clock.now().ms);
    const auto pass = must(ll->gate->register_new(by, id, near_));
    const charter::Values values = {{"given-name", boost::json::string(kGiven)},
                                    {"family-name", boost::json::string(kFamily)},
                                    {"birth-date", "1964-03-04"}};
    ReferralId referral;
    must(ll->db->write([&](store::Txn& txn) -> Status {
      CHECK_OK(ll->people->add(txn, pass, id, values));
      people::NewReferral r;
      r.service = near_;
      r.source = "self";
      TRY(referral, ll->journeys->refer(txn, pass, r));
      return {};
    }));
    must(ll->journeys->accept(by, referral, 1, team_, std::nullopt));
    ids[sort] = {id.text()};
  }
  const auto version = [&](PersonId p) {
    return must(ll->people->profile(must(ll->gate->whole(by, p)), p)).version;
  };
  const auto parted = PersonId::parse(ids["parted"].front()).value();
  const std::string care = marker(charter().at(*charter().find_category("identity")));
  const auto id = must(ll->joins->join(by, {person, parted, version(person), version(parted), {}, care}));
  must(ll->joins->part(by, person, id, care));
  ids["merge"] = {id.text()};
  ids.erase("parted");
}

Pass AttackedHouse::pass_to_write(const Caller& c, std::string_view kind) const {
  return must(ll->gate->write(actor(c), person, near_, charter().find_kind(kind).value()));
}

void AttackedHouse::write_everything() {
  for (const auto& kind : charter().kinds)
    if (!kind.engine && charter().kind_use(near_, kind.ix)) write_one(kind);
  ids["kind"] = {"contact-note", "convictions", "household", "finance-profile"};
  ids["move"] = {"review", "acknowledge"};  // steps that ask something
}

void AttackedHouse::write_one(const Kind& kind) {
  for (const auto& c : callers) {
    if (!c.reaches) continue;
    const auto pass = ll->gate->write(actor(c), person, near_, kind.ix);
    if (!pass) continue;
    record::NewEntry e;
    e.person = person;
    e.service = near_;
    e.kind = kind.ix;
    e.values = filled(charter(), kind, charter().kind_use(near_, kind.ix), pass->may_write());
    std::vector<std::string> contents;
    contents.reserve(kind.fields.size());  // the views below stay good
    std::vector<record::NewFile> files;
    for (const auto& f : kind.fields) {
      if (f.type != FieldType::File || !pass->may_write().has(f.category)) continue;
      const std::string words = marker(charter().at(f.category));
      contents.push_back("%PDF-1.4\n" + words);
      files.push_back({f.code, words + ".pdf", as_bytes(contents.back())});
    }
    const auto id = must(record::write_with_files(*ll->entries, *ll->files, *pass, std::move(e), files));
    ids["entry"].push_back(id.text());
    for (const auto& f : must(ll->files->of(*pass, person, id))) ids["file"].push_back(f.id.text());
    return;
  }
}

void AttackedHouse::give_door() {
  const auto pass = pass_to_write(caller("supervisor"), "profile");
  const people::OwnDoors::New door{person, {}, "zq@example.org", make_date(1964, 3, 4)};
  ids["door"] = {must(ll->own_doors->hand_over(pass, door)).id.text()};
}

void AttackedHouse::add_the_rest() {
  const auto& worker = caller("worker");
  people::Relationship aunt;
  aunt.person = person;
  aunt.name = marker(charter().at(*charter().find_category("relationship")));
  aunt.relation = "other-family";
  aunt.informed = "told";
  ids["relationship"] = {must(ll->circle->add(pass_to_write(worker, "supporters"), aunt)).text()};

  record::Draft draft;
  draft.writer = worker.id;
  draft.person = person;
  draft.kind = charter().find_kind("contact-note").value();
  draft.service = near_;
  draft.answers = {{"what-happened", std::string(kDraftWords)}};
  ids["draft"] = {must(ll->drafts->save(pass_to_write(worker, "contact-note"), draft)).text()};

  // A reasoned access that is over: it opens nothing any more, but waits to be looked at.
  const auto grant =
      must(ll->gate->ask(actor(caller("quality")), person, charter().find_reason("audit").value(),
                         std::string(kReasonWords) + ", to check a sample", *ll->vault));
  ids["grant"] = {grant.text()};
  must(ll->staff->ask_recovery(actor(caller("admin")), leaver, true, false));
  ids["waiting"] = {must(ll->staff->second().about(actor(caller("admin")), leaver)).front().id.text()};
  ids["task"] = {must(ll->tasks->open(actor(caller("supervisor")), 9)).front().id.text()};
  clock.set({clock.now().ms + 73ll * 60 * 60 * 1000});

  const std::string csv =
      "First name,Last name,Date of birth\n" + std::string(kImportedName) + ",Reed,2001-02-03\n";
  const auto by = actor(caller("supervisor"));
  const auto import = must(ll->imports->begin(by, near_, "list.csv", as_bytes(csv)));
  std::vector<std::string> fields;
  for (const auto& column : must(ll->imports->summary(by, import)).columns) fields.push_back(column.field);
  must(ll->imports->choose(by, import, fields));
  ids["import"] = {import.text()};
  ids["line"] = {"0000000002"};  // so long that it can be taken out of a page without harm

  must(ll->db->write([&](store::Txn& txn) {
    return gate::tell_of_pattern(txn, *ll->gate, bystander, "limit", clock.now());
  }));
  const auto worker_role = charter().find_role("worker").value();
  const auto away = hire("below-away", worker_role, near_, {}),
             there = hire("below-there", worker_role, near_, {});
  const auto today = candour::today(clock.now());
  ids["cover"] = {
      must(ll->covers->make(actor(caller("supervisor")), away, there, today, add_days(today, 7))).text()};
  const auto lead = actor(caller("dp-lead"));
  auto& proposals = *ll->proposals;
  const auto renamed =
      must(charter::with_value(proposals.text_in_force(), "organisation/name", "Leading Lives anew"));
  ids["proposal"] = {must(proposals.propose(lead, renamed, today, proposals.base())).text()};
  ids["version"] = {charter().version.number};
  charter::Authored answers;
  answers.keep(*charter::find_section("services"), {{"name", {"Visits", ""}}, {"says", {"We visit.", ""}}},
               {});
  must(ll->charter_answers->keep(lead, "1 Who we are", answers, {}));
  ids["section"] = {"services"};
  ids["secret"] = {must(ll->calendar_feeds->make(actor(caller("worker"))))};
  ids["token"] = {"link-of-a-mailing"};
  must(ll->db->write([&](store::Txn& txn) {
    const auto token = vault::token_hash(ids["token"].front());
    return txn
        .run(
            "INSERT INTO mailing_to (org, entry, person, way, purpose, at, token) VALUES ($1, $2, $3, 'mail', "
            "'keep-you-informed', $4, $5)",
            {ll->db->org(), EntryId{person.raw}, person, clock.now().ms, ByteView(token)})
        .map([](auto) {});
  }));
  ids["pattern"] = {must(ll->search->askings().patterns(actor(caller("dp-lead")), 1)).front().id.text()};
}

}  // namespace candour::attacks
