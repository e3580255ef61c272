#include "gate/seal_tables.h"

#include <algorithm>
#include <map>
#include <memory>

#include "base/locks.h"

namespace candour::gate {
namespace {

using Type = vault::RowColumn::Type;

/// Columns with their types: b bytes, t text, i whole number. A column that a table is given later stands
/// last here, and may be NULL: then the marks of rows without it stay as they are.
struct Line {
  std::string_view table;
  SealSet set;
  std::string_view subject, columns;
  bool has_mac = false;
};
constexpr Line kLines[] = {
    {"person", SealSet::Person, "id",
     "b:id t:reference i:restricted t:died i:version t:parts i:created i:changed b:changed_by"},
    {"enrolment", SealSet::Person, "person",
     "b:id b:person t:service b:referral b:team i:started i:ended t:reason t:outcome i:words i:version "
     "i:changed b:changed_by"},
    {"referral", SealSet::Person, "person",
     "b:id b:person t:service t:state t:source t:urgency i:consent i:received b:taken_by i:decided "
     "b:decided_by t:reason i:words i:version i:created b:taken_in t:unasked_basis t:unasked_clause"},
    {"allocation", SealSet::Person, "person",
     "b:enrolment b:staff i:started b:person i:key_worker b:team i:ended"},
    {"reasoned_access", SealSet::Person, "person",
     "b:id b:staff b:person t:role t:reason b:told i:started i:ends i:reviewed b:reviewed_by i:in_order "
     "i:words_token"},
    {"consent_flag", SealSet::Person, "person",
     "b:person t:purpose i:given_at i:withdrawn_at b:entry i:until"},
    {"objection_flag", SealSet::Person, "person", "b:person t:purpose i:made_at i:withdrawn_at b:entry"},
    {"joined_record", SealSet::Person, "person",
     "b:id b:person b:other i:away i:at b:by i:ended b:ended_by t:undo"},
    {"own_door", SealSet::Person, "person",
     "b:id b:person b:speaks i:code i:made b:made_by i:until i:opened i:shut b:shut_by i:mail i:born"},
    {"person_version", SealSet::Profile, "person", "b:person i:version i:at b:by t:why t:parts"},
    {"relationship", SealSet::Profile, "person",
     "b:id b:person b:other i:version t:category i:began i:ended i:created i:changed b:changed_by i:authority t:may_know "
     "i:goes i:claim t:claimed_by b:verified_by i:verified i:authority_ends t:recipient t:not_told i:not_told_at"},
    {"staff", SealSet::Staff, "id",
     "b:id i:username b:sealed b:supervisor i:agreement_at i:training_at i:left_at i:created i:changed "
     "b:changed_by"},
    {"staff_post", SealSet::Staff, "staff", "b:staff i:place t:role t:service b:team"},
    {"staff_cover", SealSet::Staff, "cover",
     "b:id b:away b:cover i:from_day i:to_day i:made b:made_by i:ended"},
    {"staff_making", SealSet::Staff, "staff", "b:staff b:sealed"},
    {"staff_secret", SealSet::Secret, "staff", "b:staff t:password b:totp b:totp_offer i:totp_step"},
    {"staff_recovery", SealSet::Secret, "staff", "b:staff b:code"},
    {"staff_session", SealSet::Session, "staff",
     "b:id b:token b:staff i:started i:last_seen i:ends i:ended i:half t:device t:csrf i:network "
     "i:news"},
    {"own_session", SealSet::Session, "door",
     "b:id b:door b:person b:token t:csrf i:started i:last_seen i:ends i:ended"},
    {"task", SealSet::Work, "staff", "b:id b:staff t:kind b:about_person t:about_thing i:created i:done"},
    {"draft", SealSet::Work, "writer", "b:id b:writer b:person t:kind t:service b:entry i:based_on i:saved"},
    {"job", SealSet::Work, "by",
     "b:id t:kind b:about b:by i:started t:state t:cursor i:done i:total t:outcome i:changed"},
    {"entry", SealSet::Entry, "id",
     "b:id b:person t:kind t:service i:version t:state i:happened i:written b:author i:changed b:changed_by "
     "t:source i:policy i:corrected t:post_key t:parts b:part_of",
     true},
    {"entry_version", SealSet::Entry, "entry", "b:entry i:version i:at b:by t:change t:state t:parts"},
    {"misfiled", SealSet::Entry, "entry",
     "b:id b:entry b:person b:to_person t:why t:kind t:service i:happened i:written b:author t:state i:asked "
     "b:asked_by i:decided b:decided_by"},
    {"journey_step", SealSet::Entry, "thing",
     "b:thing i:version b:person t:move t:reason t:outcome i:words i:at b:by"},
    {"file", SealSet::Entry, "entry",
     "b:id b:person b:entry t:field t:category t:type i:size i:added b:by i:own_key"},
    {"access_pack_step", SealSet::Entry, "entry",
     "b:pack i:n b:person b:entry i:at b:by t:what i:place i:left_out t:note"},
    {"disputed", SealSet::Entry, "entry",
     "b:entry b:request b:person t:fields i:version i:since b:by_staff i:stays i:ended"},
    {"agreement_flag", SealSet::House, "", "b:entry t:recipient i:from_day i:until_day i:ended t:sort"},
    {"hold_flag", SealSet::House, "", "b:entry b:person i:since i:released"},
    {"hold_scope", SealSet::House, "", "b:entry i:everywhere t:categories t:kinds i:born_from i:born_to"},
    {"destruction", SealSet::House, "",
     "b:entry t:service i:up_to i:proposed b:proposed_by i:approved b:approved_by i:withdrawn i:done i:entries i:files "
     "b:seed t:proposed_roles t:approved_roles t:charter b:charter_digest t:holds t:absent i:entry_seq"},
    {"destruction_look", SealSet::House, "", "b:entry b:by i:at"},
    {"destruction_matter", SealSet::House, "", "b:entry b:matter t:kind i:day t:rules"},
    {"period_decision", SealSet::House, "", "t:rule t:said i:law b:why i:at b:by_staff"},
    {"destruction_month", SealSet::House, "", "t:service i:day i:found i:people i:matters"},
    {"server_date", SealSet::House, "", "i:seen i:jumped_from i:jumped_to"},
    {"safekeeping", SealSet::House, "", "t:what i:at b:by_staff t:detail"},
    {"opt_out_check", SealSet::House, "",
     "b:id t:purpose t:services i:made_at b:made_by t:name i:sent b:hash i:received_at b:received_by "
     "i:cleaned i:unused i:ends"},
    {"team", SealSet::House, "", "b:id t:name t:service"},
    {"charter_in_force", SealSet::House, "", "t:version b:digest i:since"},
    {"charter_version", SealSet::House, "", "t:version i:since b:file t:catalogue"},
    {"charter_proposal", SealSet::House, "",
     "b:id i:made i:changed b:author t:state t:base t:version t:from_day t:digest i:decided b:decided_by b:why"},
    {"waiting_change", SealSet::House, "",
     "b:id b:about b:asked_by i:ends t:state b:sealed i:decided b:decided_by b:why"},
    {"outside_code", SealSet::House, "", "b:id i:made i:used b:sealed"},
    {"policy", SealSet::House, "",
     "i:id t:purpose t:basis t:conditions t:categories t:clause t:retention t:recipient i:automated"},
};

Type type_of(char letter) {
  return letter == 'b' ? Type::Bytes : letter == 't' ? Type::Text : Type::Whole;
}

SealTable read_line(const Line& line) {
  SealTable t;
  t.name = line.table;
  t.set = line.set;
  t.subject = line.subject;
  t.has_mac = line.has_mac;
  for (auto rest = line.columns; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    t.handed.push_back({type_of(rest[0]), static_cast<int>(t.columns.size())});
    t.columns.emplace_back(rest.substr(2, end - 2));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto at = std::ranges::find(t.columns, t.subject);
  if (at != t.columns.end()) t.subject_at = static_cast<int>(at - t.columns.begin());
  return t;
}

int count(const SealTable& t, Type type) {
  return static_cast<int>(std::ranges::count(t.handed, type, &vault::RowColumn::type)) +
         (type == Type::Bytes && t.has_mac ? 1 : 0);
}

std::vector<SealTable> read_lines() {
  std::vector<SealTable> all;
  for (const auto& line : kLines) all.push_back(read_line(line));
  // In the query of a set, the columns of one type of all its tables share places.
  for (auto& t : all) {
    int blobs = 2, texts = 0;  // a seal has two of bytes
    for (const auto& o : all)
      if (o.set == t.set)
        blobs = std::max(blobs, count(o, Type::Bytes)), texts = std::max(texts, count(o, Type::Text));
    int next[] = {1, 1 + blobs, 1 + blobs + texts};
    for (const auto& c : t.handed)
      t.read.push_back({c.type, next[c.type == Type::Bytes ? 0 : c.type == Type::Text ? 1 : 2]++});
    if (t.has_mac) t.mac_at = next[0];
  }
  return all;
}

const std::vector<SealTable>& all_tables() {
  static const auto all = read_lines();
  return all;
}

}  // namespace

std::string_view set_code(SealSet s) {
  static constexpr std::string_view kCodes[kSealSets] = {"person",  "profile", "staff", "secret",
                                                         "session", "work",    "entry", "house"};
  return kCodes[static_cast<std::size_t>(s)];
}

int SealTable::at(std::string_view column) const {
  const auto found = std::ranges::find(columns, column);
  return found == columns.end() ? -1 : read[static_cast<std::size_t>(found - columns.begin())].at;
}

const SealTable* seal_table(std::string_view name) {
  const auto found = std::ranges::find(all_tables(), name, &SealTable::name);
  return found == all_tables().end() ? nullptr : &*found;
}

SealQuery make_query(SealSet set) {
  SealQuery q;
  q.set_ = set;
  q.blobs_ = 2;
  for (const auto& t : all_tables()) {
    if (t.set != set) continue;
    q.tables.push_back(&t);
    q.blobs_ = std::max(q.blobs_, count(t, Type::Bytes));
    q.texts_ = std::max(q.texts_, count(t, Type::Text));
    q.wholes_ = std::max(q.wholes_, count(t, Type::Whole));
  }
  q.version = 1 + q.blobs_ + q.texts_;
  return q;
}

/// `condition`: with # in the place of the column that says whose a row is. $2 fills places that hold bytes,
/// since '' would be a text there.
std::string SealQuery::with(std::string_view condition) const {
  std::string sql;
  const auto among = [&](std::string_view column) {
    std::string all = " AND ";
    for (const char c : condition) c == '#' ? all += column : all += c;
    return all;
  };
  const auto select = [&](int number, std::vector<std::string> cells[3]) {
    sql += (sql.empty() ? "SELECT " : " UNION ALL SELECT ") + std::to_string(number);
    const int rooms[] = {blobs_, texts_, wholes_};
    static constexpr std::string_view kNothing[] = {"$2", "''", "0"};
    for (std::size_t type = 0; type < 3; ++type)
      for (std::size_t i = 0; i < static_cast<std::size_t>(rooms[type]); ++i)
        sql += ", " + (i < cells[type].size() ? cells[type][i] : std::string(kNothing[type]));
  };
  for (std::size_t n = 0; n < tables.size(); ++n) {
    std::vector<std::string> cells[3];
    for (std::size_t i = 0; i < tables[n]->columns.size(); ++i) {
      const auto type = tables[n]->handed[i].type;
      cells[type == Type::Bytes ? 0 : type == Type::Text ? 1 : 2].push_back(tables[n]->columns[i]);
    }
    if (tables[n]->has_mac) cells[0].emplace_back("mac");
    select(static_cast<int>(n), cells);
    sql += " FROM " + tables[n]->name + " WHERE org=$1";
    if (!tables[n]->subject.empty()) sql += among(tables[n]->subject);
  }
  std::vector<std::string> seal[3] = {{"subject", "sealed"}, {}, {"version"}};
  select(-1, seal);
  return sql + " FROM seal WHERE org=$1 AND what='" + std::string(set_code(set_)) + "'" + among("subject");
}

std::string SealQuery::of(std::size_t n) const {
  std::string in = "# IN ($3";
  for (std::size_t i = 1; i < n; ++i) in += ", $" + std::to_string(i + 3);
  return with(in + ")");
}

std::string SealQuery::range() const {
  // The organisation's own seal has the nil id, which no range after another one would hold.
  return with(set_ == SealSet::House ? "# <= $4" : "# > $3 AND # <= $4");
}

Id128 SealQuery::subject(const store::Row& row) const {
  const auto number = row.i64(0);
  if (number < 0) return row.id<PersonId>(kSubject).raw;
  const auto& t = *tables[static_cast<std::size_t>(number)];
  return t.subject_at < 0 ? Id128{} : row.id<PersonId>(t.read[static_cast<std::size_t>(t.subject_at)].at).raw;
}

const SealQuery& seal_query(SealSet set) {
  static const auto all = [] {
    std::vector<SealQuery> made;
    for (std::size_t i = 0; i < kSealSets; ++i) made.push_back(make_query(set_at(i)));
    return made;
  }();
  return all[static_cast<std::size_t>(set)];
}

const std::string& seal_query_of(SealSet set, std::size_t n) {
  static Mutex lock{LockRank::Last};
  static std::map<std::pair<SealSet, std::size_t>, std::unique_ptr<const std::string>> made;
  const Hold hold(lock);
  auto& kept = made[{set, n}];
  if (!kept) kept = std::make_unique<const std::string>(seal_query(set).of(n));
  return *kept;
}

}  // namespace candour::gate
