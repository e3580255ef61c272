// Gathering everything that is held about somebody, part by part: details, circle, way through the services,
// what is begun, what the tables note, who looked, and every entry of every kind with its files.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/answers_as_items.h"
#include "charter/erasure.h"
#include "gate/who.h"
#include "people/values_in.h"
#include "record/disputes.h"
#include "record/drafts.h"
#include "rights/pack_parts.h"

namespace candour::rights {

namespace {

constexpr int kAtOnce = 40;  // entries in one slice
constexpr int kLooksAtOnce = 300;

std::string as_json(const std::string& text) {
  return text.empty() ? text : boost::json::serialize(boost::json::value(text));
}

class Gathering {
 public:
  Gathering(const PackRooms& r, const gate::Actor& actor, const Pass& pass, const Pack& pack)
      : r_(r), c_(r.gate.charter()), actor_(actor), pass_(pass), pack_(pack), staff_(r.staff.directory()) {}

  Status details();
  Status circle();
  Status journey();
  Status drafts();
  Status noted();
  Status looked(std::string_view before);
  Status entries(std::string_view key);
  Gathered out;

 private:
  Item& add(std::string_view source, std::string_view kind, std::string_view service, UnixMs at,
            Id128 thing = {}) {
    Item item;
    item.line.source = source;
    item.line.kind = kind;
    item.line.service = service;
    item.line.happened = at;
    item.line.thing = thing;
    out.items.push_back(std::move(item));
    return out.items.back();
  }
  void say(Item& item, std::string field, CategoryIx category, std::string label, std::string text,
           std::string value = {}) const {
    if (!text.empty())
      item.passages.push_back(
          {std::move(field), category, std::move(label), with_names(text, *staff_), std::move(value)});
  }
  /// Whether it is what they gave us, on their consent or a contract, where only that is taken along.
  bool goes(const record::Entry& e) const {
    if (pack_.portable != kGiven) return true;
    const auto& kind = c_.at(e.kind);
    if (charter::shows_what_was_done(kind) && !kind.records_consent) return false;
    const auto basis = charter::basis_of(e.basis);
    return (basis == charter::Basis::Consent || basis == charter::Basis::Contract) &&
           (e.source == "person" || e.source == record::kFromOutside);
  }
  std::string about(const record::Entry& e, std::string_view state) const;
  CategoryIx of(std::string_view code) const {
    const auto found = c_.find_category(code);
    return found && pass_.may_see().has(*found) ? *found : words();
  }
  /// Of days and codes, which stand in the open, where the reader does not see such words.
  CategoryIx words() const {
    const auto found = charter::words_category(c_);
    return pass_.may_see().has(found) ? found : plain_category(c_, pass_);
  }
  /// Whoever reads it reads too that they say otherwise.
  Status mark(Item& item, const charter::Kind& kind, CategoryIx category, const Id128& about);
  Status before(Item& item, const record::Entry& e, const charter::Kind& kind);
  Status entry(const record::Entry& e);
  void enclose(const record::Entry& e, const record::FileInfo& file);
  std::string name(StaffId id) const {
    const auto found = staff_->name(id);
    return id.is_nil() ? "nobody here" : found.empty() ? "a colleague" : found;
  }

  const PackRooms& r_;
  const charter::Charter& c_;
  const gate::Actor& actor_;
  const Pass& pass_;
  const Pack& pack_;
  std::shared_ptr<const people::Directory> staff_;
  std::optional<record::Disputed> disputed_;  // once it was asked for
};

Status Gathering::mark(Item& item, const charter::Kind& kind, CategoryIx category, const Id128& about) {
  if (!disputed_) {
    TRY(disputed_, record::disputed_in(r_.gate, r_.db, r_.entries, pass_, pack_.person));
  }
  int n = 0;
  for (const auto* d : record::disputes_of(*disputed_, about)) {
    ++n;
    say(item, n == 1 ? "#disputed" : "#disputed-" + std::to_string(n), category, "Disputed",
        record::disputed_words(kind, *d, true));
  }
  return {};
}

Status Gathering::details() {
  const auto kind = c_.find_kind("profile");
  if (!kind) return {};
  for (const auto& record : pass_.records_of(pack_.person)) {
    TRY(auto now, r_.people.profile(pass_, record));
    auto& item = add("details", "profile", "", now.changed);
    say(item, "#reference", of("identity"), "Our reference", now.reference);
    if (now.died)
      say(item, "#died", of("identity"), "Died", date_words(*now.died), as_json(iso_date(*now.died)));
    add_values(c_, c_.at(*kind), now.values, "", "", item.passages);
    CHECK_OK(mark(item, c_.at(*kind), of("identity"), pass_.stays(pack_.person).raw));
    TRY(const auto versions, r_.people.versions(pass_, record));
    auto newer = now.values;
    for (const auto& v : versions) {  // the newest first
      if (v.version == now.version || pack_.portable == kGiven) continue;
      TRY(auto old, r_.people.profile_at(pass_, record, v.version));
      charter::Values differs;
      for (const auto& [code, value] : old.values)
        if (!newer.contains(code) || newer.at(code) != value) differs[code] = value;
      add_values(c_, c_.at(*kind), differs, "v" + std::to_string(v.version) + ":",
                 "Before (as of " + date_words(today(v.at)) + "): ", item.passages);
      newer = std::move(old.values);
    }
    for (auto& p : item.passages) p.text = with_names(p.text, *staff_);
  }
  return {};
}

Status Gathering::circle() {
  TRY(const auto all, r_.circle.of(pass_, pack_.person));
  const auto cat = of("relationship");
  for (const auto& x : all) {
    auto& item = add("circle", "", "", x.from.value_or(UnixMs{}), x.id.raw);
    const auto* rule = people::other_in_records(c_, x.relation);
    item.line.by_notice = rule && rule->withheld;
    say(item, "name", cat, "Name", x.name);
    say(item, "relation", cat, "How they belong to you", people::relation_words(c_, x.relation),
        as_json(x.relation));
    say(item, "phone", cat, "Phone", x.phone);
    say(item, "email", cat, "Email", x.email);
    say(item, "address", cat, "Address", x.address);
    std::vector<std::string> marks;
    if (x.emergency) marks.emplace_back("to be called in an emergency");
    if (x.lives_with) marks.emplace_back("lives with you");
    if (x.carer) marks.emplace_back("your carer");
    std::string codes;
    for (const auto& [on, code] :
         {std::pair{x.emergency, "emergency"}, {x.lives_with, "lives-with"}, {x.carer, "carer"}})
      if (on) codes += (codes.empty() ? "" : " ") + std::string(code);
    say(item, "marks", cat, "Also", listed(marks), as_json(codes));
    for (const auto& a : people::authorities())
      if (a.code == x.authority)
        say(item, "authority", cat, "Speaks for you as", std::string(a.words), as_json(x.authority));
    say(item, "evidence", cat, "What we have seen of it", x.evidence);
    say(item, "scope", cat, "What they may decide", x.scope);
    if (x.authority_ends) say(item, "authority-ends", cat, "It holds until", date_words(*x.authority_ends));
    if (!x.authority.empty())
      say(item, "verified", cat, "Verified by a second person",
          x.verified ? "On " + date_words(today(*x.verified)) : "Not yet: nobody acts on it");
    say(item, "notes", cat, "Notes", x.notes);
    std::vector<std::string> know;
    for (const auto& code : x.may_know)
      if (const auto found = c_.find_category(code)) know.push_back(c_.at(*found).name);
    std::vector<std::string> not_know;
    for (const auto& code : x.not_to_know)
      if (const auto found = c_.find_category(code)) not_know.push_back(c_.at(*found).name);
    say(item, "not-to-know", cat, "What you do not want told to them", listed(not_know));
    say(item, "not-to-know-words", cat, "In your words", x.not_to_know_words);
    codes.clear();
    for (const auto& code : x.may_know) codes += (codes.empty() ? "" : " ") + code;
    say(item, "may-know", cat, "What they may know", listed(know), as_json(codes));
    if (x.until)
      say(item, "until", cat, "Until", date_words(today(*x.until)), as_json(iso_date(today(*x.until))));
  }
  return {};
}

Status Gathering::journey() {
  TRY(const auto referrals, r_.journeys.referrals(pass_, pack_.person));
  TRY(const auto places, r_.journeys.enrolments(pass_, pack_.person));
  TRY(const auto steps, r_.journeys.steps(pass_, pack_.person));
  TRY(const auto workers, r_.journeys.allocations(pass_, pack_.person));
  const auto steps_of = [&](Item& item, const Id128& thing) {
    int n = 0;
    for (const auto& s : steps)
      if (s.thing.raw == thing)
        say(item, "step-" + std::to_string(++n), words(), date_time_words(s.at) + ", " + s.move,
            name(s.by) + (s.reason.empty() ? "" : "; " + s.reason) +
                (s.outcome.empty() ? "" : "; " + s.outcome) + (s.words.empty() ? "" : ": " + s.words));
  };
  for (const auto& x : referrals) {
    auto& item = add("journey", "referral", c_.at(x.service).code, x.received, x.id.raw);
    say(item, "source", words(), "Who referred you", x.source);
    say(item, "source-name", words(), "Their name", x.source_name);
    say(item, "source-contact", words(), "How we reach them", x.source_contact);
    const auto state = std::string(people::referral_state_code(x.state));
    say(item, "state", words(), "What became of it", state, as_json(state));
    say(item, "urgency", words(), "How urgent", x.urgency);
    say(item, "taken", words(), "Taken down by", name(x.taken_by));
    say(item, "reason", words(), "Why", x.reason_words);
    say(item, "decision", words(), "What was decided",
        x.decided ? date_words(today(*x.decided)) + ", " + name(x.decided_by) +
                        (x.decision_words.empty() ? "" : ": " + x.decision_words)
                  : "");
    steps_of(item, x.id.raw);
  }
  for (const auto& x : places) {
    auto& item = add("journey", "support", c_.at(x.service).code, x.started, x.id.raw);
    say(item, "started", words(), "From", date_words(today(x.started)), as_json(iso_date(today(x.started))));
    if (x.ended)
      say(item, "ended", words(), "Until", date_words(today(*x.ended)), as_json(iso_date(today(*x.ended))));
    say(item, "state", words(), "State", x.ended ? "Ended" : "Going on",
        as_json(x.ended ? "closed" : "open"));
    say(item, "reason", words(), "Why it ended", x.closure_reason);
    say(item, "outcome", words(), "What came of it", x.outcome);
    say(item, "words", words(), "In words", x.words);
    int n = 0;
    for (const auto& a : workers)
      if (a.enrolment == x.id)
        say(item, "worker-" + std::to_string(++n), words(), "Who worked with you",
            name(a.worker) + ", from " + date_words(today(a.from)) +
                (a.until ? " until " + date_words(today(*a.until)) : ""));
    steps_of(item, x.id.raw);
  }
  return {};
}

/// What somebody began to write: whoever began it sees it in their own list, and the person here.
Status Gathering::drafts() {
  struct One {
    DraftId id;
    StaffId writer;
    PersonId record;
    std::string kind, service;
    UnixMs saved;
  };
  std::vector<One> all;
  return r_.db.read([&](store::Session& db) -> Status {
    for (const auto& record : pass_.records_of(pack_.person))
      CHECK_OK(db.each(
          "SELECT id, writer, kind, service, saved FROM draft WHERE org=$1 AND person=$2",
          {r_.db.org(), record}, [&](const store::Row& r) {
            all.push_back({r.id<DraftId>(0), r.id<StaffId>(1), record, r.str(2), r.str(3), {r.i64(4)}});
            return true;
          }));
    std::vector<vault::Vault::EntryRef> refs;
    for (const auto& d : all) refs.push_back({d.record, EntryId{d.id.raw}, 1});
    TRY(const auto parts, r_.vault.get_many(db, pass_, refs));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& d = all[i];
      auto& item = add("draft", d.kind, d.service, d.saved, d.id.raw);
      for (const auto& part : parts[i].opened) {
        boost::system::error_code bad;
        const auto v = boost::json::parse(as_text(part.plain), bad);
        if (bad || !v.is_array()) continue;
        for (const auto& pair : v.get_array())
          if (pair.is_array() && pair.get_array().size() == 2 && pair.get_array()[1].is_string()) {
            const auto field = std::string(pair.get_array()[0].as_string());
            const auto kind = c_.find_kind(d.kind);
            const auto* f = kind ? charter::field_of(c_.at(*kind), field) : nullptr;
            const bool drawn =
                f && f->type == charter::FieldType::Signature && field.ends_with(record::kStrokes);
            say(item, field, part.name.category, f ? f->label : field,
                drawn ? "Drawn on the screen, and not kept yet"
                      : std::string(pair.get_array()[1].get_string()));
          }
      }
      if (item.passages.empty()) out.items.pop_back();
    }
    return {};
  });
}

Status Gathering::noted() {
  TRY(out.items, noted_rows(r_, pass_, *staff_));
  return {};
}

Status Gathering::looked(std::string_view before) {
  TRY(const bool may, r_.gate.may_see_who_looked(actor_, pack_.person));
  if (!may)
    return not_allowed(
        "Who looked at the record belongs into the copy, and is not for you to see. Somebody gathers it who checks "
        "access, or who works with the person.",
        "");
  std::int64_t from = before.empty() ? 0 : std::atoll(std::string(before).c_str());
  TRY(const auto kept, r_.gate.who_looked(actor_, pack_.person, from, kLooksAtOnce, false));
  if (kept.empty()) return {};
  auto& item = add("looked", "", "", kept.back().entry.at);
  std::string all;
  boost::json::array lines;
  for (const auto& l : gate::who_lines(c_, kept)) {
    lines.push_back(boost::json::object{{"at", charter::fhir_moment(l.first)},
                                        {"times", l.times},
                                        {"who", l.staff.is_nil() ? "Candour" : name(l.staff)},
                                        {"what", l.sentence}});
    all += date_time_words(l.first) + (l.times > 1 ? ", " + std::to_string(l.times) + " times" : "") + ": " +
           (l.staff.is_nil() ? "Candour" : name(l.staff)) + ". " + l.sentence + "\n";
  }
  say(item, "lines", of("identity"), "Who, when and why", std::move(all), boost::json::serialize(lines));
  if (std::ssize(kept) == kLooksAtOnce) out.next = "looked " + std::to_string(kept.back().seq);
  return {};
}

/// What an entry said before, as far as it said something else.
Status Gathering::before(Item& item, const record::Entry& e, const charter::Kind& kind) {
  if (e.version <= 1 || pack_.portable == kGiven) return {};
  TRY(const auto versions, r_.entries.versions(pass_, e.person, e.id));
  auto newer = e.values;
  const auto first = kind.fields.empty() ? words() : kind.fields.front().category;
  for (const auto& v : versions) {  // the newest first
    const auto mark = "v" + std::to_string(v.version) + ":";
    if (!v.why.empty())
      say(item, mark + "#why", pass_.may_see().has(first) ? first : words(),
          "Why it was changed on " + date_words(today(v.at)), v.why);
    if (v.version == e.version) continue;
    TRY(const auto old, r_.entries.entry_at(pass_, e.person, e.id, v.version));
    charter::Values differs;
    for (const auto& [code, value] : old.values)
      if (!newer.contains(code) || newer.at(code) != value) differs[code] = value;
    add_values(c_, kind, differs, mark, "Before (" + date_words(today(v.at)) + "): ", item.passages);
    newer = old.values;
  }
  return {};
}

void Gathering::enclose(const record::Entry& e, const record::FileInfo& file) {
  const auto* f = c_.at(e.kind).find_field(file.field);
  auto& item = add("file", c_.at(e.kind).code, c_.at(e.service).code, file.added, file.id.raw);
  item.passages.push_back(
      {"file", f ? f->category : words(), f ? f->label : "File", file.name,
       boost::json::serialize(boost::json::object{
           {"entry", e.id.text()}, {"field", file.field}, {"type", file.type}, {"size", file.size}})});
}

/// On which ground it was written, when and by whom, in which state it is: for other systems.
std::string Gathering::about(const record::Entry& e, std::string_view state) const {
  const auto purpose = c_.find_purpose(e.purpose);
  return boost::json::serialize(boost::json::object{{"written", charter::fhir_moment(e.written)},
                                                    {"by", name(e.author)},
                                                    {"state", e.state},
                                                    {"state-name", state},
                                                    {"source", e.source},
                                                    {"purpose", purpose ? c_.at(*purpose).name : e.purpose},
                                                    {"basis", e.basis},
                                                    {"part", e.clause}});
}

Status Gathering::entry(const record::Entry& e) {
  const auto& kind = c_.at(e.kind);
  Item item;
  item.line.source = "entries";
  item.line.kind = kind.code;
  item.line.service = c_.at(e.service).code;
  item.line.happened = e.happened;
  item.line.thing = e.id.raw;
  if (!e.holds)
    return fail(Code::Corrupt, std::string(record::kEntryDoesNotHold), "an entry of an access pack");
  CategorySet here;
  for (const auto& [category, part] : charter::part_by_category(kind, e.values)) here.add(category);
  auto first = words();
  for (const auto& f : kind.fields)
    if (here.has(f.category)) {
      first = f.category;
      break;
    }
  std::string state;
  for (const auto& s : kind.states)
    if (s.code == e.state) state = "; " + s.name;
  say(item, "#written", first, "Written",
      date_time_words(e.written) + " by " + name(e.author) + state + (e.corrected ? "; corrected since" : ""),
      about(e, state.empty() ? state : state.substr(2)));
  add_values(c_, kind, e.values, "", "", item.passages);
  if (!e.source_name.empty()) say(item, "#source", first, "Told by", e.source_name);
  CHECK_OK(mark(item, kind, first, e.id.raw));
  CHECK_OK(before(item, e, kind));
  for (auto& p : item.passages) p.text = with_names(p.text, *staff_);
  out.items.push_back(std::move(item));
  bool any = false;
  for (const auto& f : kind.fields)
    any = any || f.type == charter::FieldType::File || f.type == charter::FieldType::Signature;
  if (!any) return {};
  TRY(const auto files, r_.files.of(pass_, e.person, e.id));
  for (const auto& file : files) enclose(e, file);
  return {};
}

Status Gathering::entries(std::string_view key) {
  std::optional<record::TimelineKey> older;
  if (const auto gap = key.find(' '); gap != key.npos)
    older = record::TimelineKey{{std::atoll(std::string(key.substr(0, gap)).c_str())},
                                EntryId::parse(key.substr(gap + 1)).value_or(EntryId{})};
  TRY(const auto page, r_.entries.timeline(pass_, pack_.person, {}, older, kAtOnce));
  for (const auto& e : page.entries)
    if (goes(e)) CHECK_OK(entry(e));
  if (page.older)
    out.next = "entries " + std::to_string(page.older->happened.ms) + " " + page.older->id.text();
  return {};
}

}  // namespace

Result<Gathered> gather(const PackRooms& r, const gate::Actor& actor, const Pass& pass, const Pack& pack,
                        std::string_view cursor) {
  static constexpr std::string_view kOrder[] = {"details", "circle", "journey", "drafts",
                                                "noted",   "looked", "entries"};
  const auto gap = std::min(cursor.find(' '), cursor.size());
  const auto part = cursor.empty() ? kOrder[0] : cursor.substr(0, gap);
  const auto rest = gap < cursor.size() ? cursor.substr(gap + 1) : std::string_view{};
  Gathering g(r, actor, pass, pack);
  if (part == "details") CHECK_OK(g.details());
  if (part == "circle") CHECK_OK(g.circle());
  if (part == "journey") CHECK_OK(g.journey());
  if (part == "drafts") CHECK_OK(g.drafts());
  if (part == "noted") CHECK_OK(g.noted());
  if (part == "looked") CHECK_OK(g.looked(rest));
  if (part == "entries") CHECK_OK(g.entries(rest));
  auto at = std::ranges::find(kOrder, part);
  if (g.out.next.empty() && at != std::end(kOrder)) {
    // What we did and noted is not what they gave us.
    while (++at != std::end(kOrder) && pack.portable == kGiven && *at != "circle" && *at != "entries") {
    }
    if (at != std::end(kOrder)) g.out.next = *at;
  }
  if (pack.portable.empty())
    for (auto& i : g.out.items)
      for (auto& p : i.passages) p.value.clear();
  std::erase_if(g.out.items, [](const Item& i) { return i.passages.empty(); });
  return std::move(g.out);
}

}  // namespace candour::rights
