#include "people/relationship.h"

#include <algorithm>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "base/hidden.h"
#include "base/text.h"
#include "charter/category_list.h"
#include "charter/kept_until.h"
#include "gate/own_door.h"
#include "gate/tasks.h"
#include "gate/words.h"
#include "people/account_holds.h"
#include "people/authority_claim.h"
#include "people/conflict_check.h"
#include "people/limits.h"
#include "people/not_told.h"
#include "people/others_told.h"
#include "people/own_doors.h"
#include "people/versions.h"

namespace candour::people {
namespace {

namespace json = boost::json;
using gate::authority_token;

constexpr Choice kRelations[] = {
    {"parent", "Parent"},
    {"child", "Son or daughter"},
    {"partner", "Partner, wife or husband"},
    {"sibling", "Brother or sister"},
    {"grandparent", "Grandparent"},
    {"grandchild", "Grandchild"},
    {"other-family", "Other family"},
    {"foster-carer", "Foster carer"},
    {"friend", "Friend"},
    {"neighbour", "Neighbour"},
    {"unpaid-carer", "Unpaid carer"},
    {"paid-carer", "Paid carer"},
    {"advocate", "Advocate"},
    {"attorney", "Attorney"},
    {"deputy", "Deputy"},
    {"guardian", "Guardian"},
    {"appointee", "Appointee for benefits"},
    {"social-worker", "Social worker"},
    {"gp", "GP"},
    {"nurse", "Nurse"},
    {"other-professional", "Other professional"},
    {"teacher", "Teacher or school"},
    {"employer", "Employer"},
    {"landlord", "Landlord"},
    {"other", "Somebody else"},
};

constexpr Choice kAuthorities[] = {
    {"lpa-health", "Lasting power of attorney: health and care"},
    {"lpa-finance", "Lasting power of attorney: property and money"},
    {"deputy", "Deputy of the Court of Protection"},
    {"guardian", "Guardian"},
    {"parental", "Parental responsibility"},
    {"appointee", "Appointee for benefits"},
    {"advocate", "Advocate who may answer for them"},
};

bool offered(std::span<const Choice> choices, std::string_view code) {
  for (const auto& c : choices)
    if (c.code == code) return true;
  return false;
}

/// Where the details are sealed: the first fitting category of the charter that the pass may write.
Result<CategoryIx> home_of(const charter::Charter& charter, const Pass& pass, PersonId person) {
  for (const auto code : gate::kCircleHomes)
    if (const auto c = charter.find_category(code); c && pass.writes(person, *c)) return *c;
  for (const auto code : gate::kCircleHomes)
    if (const auto c = charter.find_category(code))
      return not_allowed("Your role may not change the circle of support here.",
                         charter.clause_text(pass.ground(*c).clause));
  return not_allowed(
      "The notice of this organisation does not speak of the circle of support, "
      "so it is not kept.",
      "");
}

Status check(const charter::Charter& charter, const Relationship& r) {
  std::vector<FieldProblem> problems;
  if (r.name.empty()) problems.push_back({"name", "Enter their name"});
  if (!offered(kRelations, r.relation) && !other_in_records(charter, r.relation))
    problems.push_back({"relation", "Choose how they are related"});
  if (!r.authority.empty() && !offered(kAuthorities, r.authority))
    problems.push_back({"authority", "Choose the authority from the list"});
  if (!r.authority.empty() && r.evidence.empty())
    problems.push_back({"evidence", "Say what you have seen that proves it, and when"});
  if (!r.informed.empty() && r.informed != "agrees" && r.informed != "told" && r.informed != "not-yet" &&
      r.informed != kNotTold)
    problems.push_back({"informed", "Choose whether they know that we keep this"});
  const auto* rule = other_in_records(charter, r.relation);
  if (must_hear_first(charter, r))
    problems.push_back(
        {"informed",
         "The notice says that they are told before anything about them is kept. Tell them first, and "
         "then choose that you did" +
             (rule->told_unless.empty() ? std::string(".") : ", or that they are not told, and why.")});
  if (r.informed == kNotTold) {
    if (!rule || !may_stay_untold(*rule))
      problems.push_back(
          {"informed", "The notice gives no reason not to tell them: choose whether they know"});
    else if (r.notes.empty() && !rule->told_unless.empty())
      problems.push_back(
          {"notes", "Write why they are not told: it is left out only if " + rule->told_unless});
    else if (r.notes.empty())
      problems.push_back({"notes", "Write how you tried to tell them, and why that was not possible"});
  }
  for (const auto& code : r.may_know)
    if (!charter.find_category(code)) problems.push_back({"may-know", "Choose from the list"});
  check_not_told(charter, r, problems);
  if (r.from && r.until && *r.until < *r.from)
    problems.push_back({"until", "The end must not come before the beginning"});
  const auto hidden = [&](const char* field, const std::string& text, TextShape shape, const char* what) {
    const auto most = shape == TextShape::Line ? limits::kName : limits::kWords;
    for (auto& words : {hidden_character_words(text, shape, what), too_long(text, most, what)})
      if (!words.empty()) problems.push_back({field, words});
  };
  hidden("name", r.name, TextShape::Line, "the name");
  hidden("phone", r.phone, TextShape::Line, "the telephone number");
  hidden("email", r.email, TextShape::Line, "the email address");
  hidden("address", r.address, TextShape::Lines, "the address");
  hidden("notes", r.notes, TextShape::Lines, "the notes");
  hidden("evidence", r.evidence, TextShape::Lines, "what you have seen");
  hidden("not-to-know-words", r.not_to_know_words, TextShape::Lines, "what they do not want told");
  hidden("scope", r.scope, TextShape::Lines, "what they may decide");
  if (!problems.empty()) return invalid(std::move(problems));
  return {};
}

std::string to_sealed(const Relationship& r) {
  return json::serialize(
      json::object{{"name", clean_line(r.name)},
                   {"relation", r.relation},
                   {"phone", r.phone},
                   {"email", r.email},
                   {"address", clean_text(r.address)},
                   {"notes", clean_text(r.notes)},
                   {"emergency", r.emergency},
                   {"lives-with", r.lives_with},
                   {"carer", r.carer},
                   {"authority", r.authority},
                   {"evidence", clean_text(r.evidence)},
                   {"scope", clean_text(r.scope)},
                   {"authority-ends", r.authority_ends ? iso_date(*r.authority_ends) : ""},
                   {"may-know", json::array(r.may_know.begin(), r.may_know.end())},
                   {"not-to-know", json::array(r.not_to_know.begin(), r.not_to_know.end())},
                   {"not-to-know-words", clean_text(r.not_to_know_words)},
                   {"recipient", r.recipient},
                   {"informed", r.informed}});
}

}  // namespace

Status from_sealed(ByteView plain, Relationship& r) {
  boost::system::error_code bad;
  const auto value = json::parse(as_text(plain), bad);
  if (bad || !value.is_object())
    return fail(Code::Corrupt, "A part of this record cannot be read.",
                "a relationship is not a JSON object");
  const auto& o = value.get_object();
  const auto text = [&](std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  };
  const auto yes = [&](std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_bool() && v->get_bool();
  };
  r.name = text("name");
  r.relation = text("relation");
  r.phone = text("phone");
  r.email = text("email");
  r.address = text("address");
  r.notes = text("notes");
  r.emergency = yes("emergency");
  r.lives_with = yes("lives-with");
  r.carer = yes("carer");
  r.authority = text("authority");
  r.evidence = text("evidence");
  r.scope = text("scope");
  r.authority_ends = parse_iso_date(text("authority-ends"));
  r.informed = text("informed");
  r.not_to_know_words = text("not-to-know-words");
  r.recipient = text("recipient");
  for (const auto& [key, codes] :
       {std::pair{"may-know", &r.may_know}, std::pair{"not-to-know", &r.not_to_know}})
    if (const auto* known = o.if_contains(key); known && known->is_array())
      for (const auto& code : known->get_array())
        if (code.is_string()) codes->emplace_back(code.get_string());
  return {};
}

namespace {

store::Param moment(const std::optional<UnixMs>& at) {
  return at ? store::Param(at->ms) : store::Param();
}

template <class IdT>
store::Param maybe(const std::optional<IdT>& id) {
  return id ? store::Param(*id) : store::Param();
}

/// Codes of categories, as whoever tells representatives something asks for them.
std::string as_words(const std::vector<std::string>& codes) {
  std::string all;
  for (const auto& code : codes) all += (all.empty() ? "" : " ") + code;
  return all;
}

/// The first moment at which they stand there no more by a clock of their own; nothing where they have none.
store::Param goes_at(const charter::Charter& c, const Relationship& r, UnixMs written) {
  const auto* rule = other_in_records(c, r.relation);
  if (!rule || !rule->keep.said()) return {};
  charter::KeepDates dates;
  dates.known[charter::Trigger::Created] = today(written);
  return store::Param(start_of_day(add_days(charter::kept_until(rule->keep, dates).day, 1)).ms);
}

/// Whoever wrote somebody down who is to hear of it has it as work, until it is noted that they did.
Status ask_to_tell(store::Txn& txn, const charter::Charter& c, const Pass& pass, const Relationship& r,
                   UnixMs now) {
  CHECK_OK(gate::close_tasks(txn, c.org(), gate::kTellThem, r.id.text(), now));
  if (!other_in_records(c, r.relation) || !to_be_told(c, r)) return {};
  return gate::add_task(txn, c.org(),
                        {{}, pass.actor(), std::string(gate::kTellThem), r.person, r.id.text(), now})
      .map([](auto) {});
}

}  // namespace

Result<std::optional<CategorySet>> told_as_representative(store::Session& db, vault::Vault& vault,
                                                          const charter::Charter& c,
                                                          const std::vector<PersonId>& records,
                                                          const std::vector<std::string>& by, UnixMs now) {
  std::optional<CategorySet> out;
  for (const auto& record : records)
    CHECK_OK(db.each("SELECT id, authority, may_know FROM relationship WHERE org=$1 AND person=$2 AND " +
                         gate::authority_holds(3),
                     {c.org(), record, now.ms}, [&](const store::Row& row) {
                       const RelationshipId id = row.id<RelationshipId>(0);
                       if (std::ranges::none_of(by, [&](const auto& a) {
                             return row.i64(1) == authority_token(vault, id, a);
                           }))
                         return true;
                       if (!out) out.emplace();
                       if (!row.null(2)) *out = *out | charter::read_category_list(c, row.text(2));
                       return true;
                     }));
  return out;
}

Result<bool> answers_for(store::Session& db, vault::Vault& vault, const OrgCode& org,
                         const std::vector<PersonId>& records, std::string_view authority, UnixMs now) {
  bool found = false;
  for (const auto& record : records)
    CHECK_OK(db.each(
        "SELECT id, authority FROM relationship WHERE org=$1 AND person=$2 AND " + gate::authority_holds(3),
        {org, record, now.ms}, [&](const store::Row& row) {
          found = found || row.i64(1) == authority_token(vault, row.id<RelationshipId>(0), authority);
          return !found;
        }));
  return found;
}

std::span<const Choice> relations() {
  return kRelations;
}
std::span<const Choice> authorities() {
  return kAuthorities;
}

const charter::OtherPerson* other_in_records(const charter::Charter& c, std::string_view relation) {
  const auto at = std::ranges::find(c.others, relation, &charter::OtherPerson::code);
  return at == c.others.end() ? nullptr : &*at;
}

bool to_be_told(const charter::Charter& c, const Relationship& r) {
  const auto* rule = other_in_records(c, r.relation);
  if (rule && rule->told == "not-needed") return false;
  return !r.until && (r.informed.empty() || r.informed == "not-yet");
}

bool must_hear_first(const charter::Charter& c, const Relationship& r) {
  const auto* rule = other_in_records(c, r.relation);
  return rule && rule->told == "before" && to_be_told(c, r);
}

std::vector<std::pair<std::string, std::string>> relations_here(const charter::Charter& c) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& r : kRelations)
    if (!other_in_records(c, r.code)) all.emplace_back(r.code, r.words);
  for (const auto& o : c.others) all.emplace_back(o.code, o.name);
  return all;
}

std::string relation_words(const charter::Charter& c, std::string_view code) {
  if (const auto* other = other_in_records(c, code)) return other->name;
  const auto at = std::ranges::find(kRelations, code, &Choice::code);
  return std::string(at == std::end(kRelations) ? code : at->words);
}

Circle::Circle(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate), db_(db), vault_(vault), clock_(clock) {}

Result<std::vector<Relationship>> Circle::some(const Pass& pass, PersonId person, std::string_view only,
                                               CategorySet* held_back) {
  const auto& charter = gate_.charter();
  std::vector<Relationship> circle;
  if (!pass.covers(person)) return not_found();
  const auto read = db_.read_records([&](store::Session& db) -> Status {
    for (const auto& record : pass.records_of(person)) {
      CHECK_OK(details_hold(gate_, db, record));
      std::vector<vault::Vault::EntryRef> refs;
      const auto first = circle.size();
      CHECK_OK(
          db.each(std::string("SELECT id, other, version, category, began, ended, created, ") +
                      std::string(kClaimColumns) + " FROM relationship WHERE org=$1 AND person=$2 " +
                      std::string(only) + "ORDER BY id",
                  {charter.organisation.code, record}, [&](const store::Row& r) {
                    const auto category = charter.find_category(r.text(3));
                    if (!category) return true;
                    if (!pass.sight(record, {r.i64(6)}).sees(record, *category)) {
                      if (held_back && r.null(5)) held_back->add(*category);
                      return true;
                    }
                    Relationship one;
                    one.id = r.id<RelationshipId>(0);
                    one.person = pass.stays(record);
                    if (!r.null(1)) one.other = r.id<PersonId>(1);
                    one.version = r.i64(2);
                    if (!r.null(4)) one.from = UnixMs{r.i64(4)};
                    if (!r.null(5)) one.until = UnixMs{r.i64(5)};
                    read_claim(r, 7, one);
                    refs.push_back({record, EntryId{one.id.raw}, static_cast<std::uint32_t>(one.version)});
                    circle.push_back(std::move(one));
                    return true;
                  }));
      if (refs.empty()) continue;
      TRY(const auto segments, vault_.get_many(db, pass, refs));
      for (std::size_t i = 0; i < refs.size(); ++i)
        for (const auto& opened : segments[i].opened) CHECK_OK(from_sealed(opened.plain, circle[first + i]));
    }
    return {};
  });
  CHECK_OK(read);
  return circle;
}

Result<RelationshipId> Circle::add(const Pass& pass, const Relationship& r) {
  RelationshipId id;
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(id, add(txn, pass, r));
    return {};
  }));
  return id;
}

Result<RelationshipId> Circle::add(store::Txn& txn, const Pass& pass, const Relationship& given) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  const auto id = RelationshipId::make(now.ms);
  if (!pass.covers(given.person)) return not_found();
  auto r = given;
  r.person = pass.stays(r.person);
  CHECK_OK(check(charter, r));
  TRY(const auto category, home_of(charter, pass, r.person));
  const vault::SegmentName name{r.person, EntryId{id.raw}, 1, category,
                                vault::KeySlot::group(charter.retention_group(category))};
  CHECK_OK(vault_.put(txn, pass, name, as_bytes(to_sealed(r))));
  CHECK_OK(txn.run(
      "INSERT INTO relationship (org, id, person, other, version, category, began, ended, "
      "created, changed, changed_by, may_know, goes) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $8, $9, $10, $11)",
      {charter.organisation.code, id, r.person, maybe(r.other), charter.at(category).code, moment(r.from),
       moment(r.until), now.ms, pass.actor(), as_words(r.may_know), goes_at(charter, r, now)}));
  r.id = id;
  CHECK_OK(keep_claim(txn, vault_, charter, pass, r, now).map([](bool) {}));
  CHECK_OK(keep_not_told(txn, charter, r, now));
  CHECK_OK(ask_to_tell(txn, charter, pass, r, now));
  CHECK_OK(keep_name_to_look_for(txn, vault_, charter, r, now));
  CategorySet touched;
  touched.add(category);
  CHECK_OK(gate_.ledger().append(
      txn, gate_.entry_for(pass, ledger::Act::Create, "relationship", id.text(), touched)));
  return id;
}

Status Circle::change(const Pass& pass, const Relationship& r) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  CHECK_OK(check(charter, r));
  return db_.write([&](store::Txn& txn) -> Status {
    if (!pass.covers(r.person)) return not_found();
    std::int64_t version = 0;
    UnixMs written;
    std::optional<CategoryIx> home;
    PersonId record;  // in which of several that were joined it stands
    CHECK_OK(txn.each("SELECT version, category, person, created FROM relationship WHERE org=$1 AND id=$2",
                      {charter.organisation.code, r.id}, [&](const store::Row& row) {
                        version = row.i64(0);
                        home = charter.find_category(row.text(1));
                        record = row.id<PersonId>(2);
                        written = {row.i64(3)};
                        return false;
                      }));
    if (!home || pass.stays(record) != pass.stays(r.person)) return not_found();
    const auto category = *home;
    if (version != r.version)
      return fail(Code::Conflict,
                  "Somebody else changed this while you were writing. Look at both and save again.");
    const vault::SegmentName name{record, EntryId{r.id.raw}, static_cast<std::uint32_t>(version + 1),
                                  category, vault::KeySlot::group(charter.retention_group(category))};
    CHECK_OK(vault_.put(txn, pass, name, as_bytes(to_sealed(r))));
    auto now_there = r;
    now_there.person = record;
    CHECK_OK(keep_not_told(txn, charter, now_there, now));
    TRY(const bool taken_back, keep_claim(txn, vault_, charter, pass, now_there, now));
    CHECK_OK(
        txn.run("UPDATE relationship SET other=$3, version=$4, began=$5, ended=$6, "
                "changed=$7, changed_by=$8, may_know=$9, goes=$10 WHERE org=$1 AND id=$2",
                {charter.organisation.code, r.id, maybe(r.other), version + 1, moment(r.from),
                 moment(r.until), now.ms, pass.actor(), as_words(r.may_know), goes_at(charter, r, written)}));
    CHECK_OK(ask_to_tell(txn, charter, pass, now_there, now));
    CHECK_OK(keep_name_to_look_for(txn, vault_, charter, now_there, now));
    CHECK_OK(own_doors_follow(txn, vault_, charter.org(), r.id, r.email));
    CategorySet touched;
    touched.add(category);
    auto line = gate_.entry_for(pass, ledger::Act::Change, "relationship", r.id.text(), touched);
    if (taken_back) line.note = "verification-taken-back";
    return gate_.ledger().append(txn, line).map([](auto) {});
  });
}

Status Circle::end(const Pass& pass, RelationshipId id) {
  const auto& charter = gate_.charter();
  const auto now = clock_.now();
  return db_.write([&](store::Txn& txn) -> Status {
    PersonId person;
    std::optional<CategoryIx> category;
    CHECK_OK(txn.each("SELECT person, category FROM relationship WHERE org=$1 AND id=$2 AND ended IS NULL",
                      {charter.organisation.code, id}, [&](const store::Row& row) {
                        person = row.id<PersonId>(0);
                        category = charter.find_category(row.text(1));
                        return false;
                      }));
    if (!category || !pass.covers(person)) return not_found();
    if (!pass.writes(person, *category))
      return not_allowed("Your role may not change the circle of support here.",
                         charter.clause_text(pass.ground(*category).clause));
    CHECK_OK(txn.run("UPDATE relationship SET ended=$3, changed=$3, changed_by=$4 WHERE org=$1 AND id=$2",
                     {charter.organisation.code, id, now.ms, pass.actor()}));
    for (const auto kind : {gate::kTellThem, gate::kVerifyAuthority})
      CHECK_OK(gate::close_tasks(txn, charter.org(), kind, id.text(), now));
    CategorySet touched;
    touched.add(*category);
    auto line = gate_.entry_for(pass, ledger::Act::Change, "relationship", id.text(), touched);
    line.note = "ended";
    CHECK_OK(gate_.ledger().append(txn, line));
    return {};
  });
}

Status Circle::remove_untouched(store::Txn& txn, const Pass& pass, PersonId person,
                                const std::vector<RelationshipId>& ids) {
  for (const auto& id : ids) {
    TRY(const auto gone,
        txn.run("DELETE FROM relationship WHERE org=$1 AND id=$2 AND person=$3 AND version=1 "
                "AND ended IS NULL",
                {pass.org(), id, person}));
    if (gone != 1)
      return fail(Code::Conflict, "Somebody has already worked with this person’s circle of support.");
    CHECK_OK(vault_.drop(txn, pass, person, EntryId{id.raw}));
    CHECK_OK(forget_name_to_look_for(txn, pass.org(), id));
  }
  return {};
}

}  // namespace candour::people
