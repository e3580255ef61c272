// Candour itself: each user is a person on the books, each record a contact note, sealed under the person's
// key; purpose, recipient and decisions stand in policy rows, objections with the person. Every operation
// asks the gate and leaves its line on the ledger, durably, before it is answered.
#include <filesystem>
#include <fstream>
#include <unordered_map>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "bench/gdpr.h"
#include "bench/population.h"
#include "exchange/demo/demo.h"
#include "record/keeping.h"

namespace candour::bench::gdpr {
namespace {

constexpr std::size_t kInOne = 2000, kLookedAt = 400;  // people in one transaction, in one look
constexpr std::string_view kKind = "contact-note", kField = "what-happened";

/// Charter ll with as many purposes as the benchmark wants.
std::string charter_file(const Setting& s, const std::string& folder) {
  std::ifstream in(s.source + "/charters/ll.yaml");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  std::string more, codes;
  for (const char* n : {"1", "2", "3"}) {
    more += std::string("  - code: measured-") + n + "\n    name: Measured " + n +
            "\n    says: \"A purpose that is there to be measured.\"\n    clause: \"2.3\"\n"
            "    categories: [identity, care]\n    bases: [{basis: contract, when: It is measured}]\n"
            "    conditions: [care-provision]\n";
    codes += std::string("measured-") + n + ", ";
  }
  text.insert(text.find("\nreasons:\n") + 1, more);
  // The benchmark marks records as decided on by a computer, which the notice of this charter rules out.
  const std::string none = "\nautomated-decisions: none";
  if (const auto at = text.find(none); at != text.npos)
    text.replace(at, none.size(), "\nautomated-decisions: Some records are marked, to be measured.");
  const std::string before = "statistics, website";
  for (std::size_t at = 0; (at = text.find(before, at)) != text.npos; at += before.size() + codes.size())
    text.insert(at + std::string("statistics, ").size(), codes);
  std::filesystem::create_directories(folder);
  const auto path = folder + "/ll.yaml";
  std::ofstream(path) << text;
  return path;
}

struct Known {
  PersonId person;
  EntryId entry;
  int day = 0;
};

/// What all threads share; changed only while one of them runs.
struct Data {
  SystemClock clock;
  std::unique_ptr<web::House> house;
  web::OrgHouse* org = nullptr;
  std::unique_ptr<record::Keeping> keeping;
  gate::Actor manager, protection;
  std::string folder;
  Date first;  // day 0
  CategorySet care;
  std::vector<PersonId> people;  // by user
  std::vector<Known> known;      // by key, as whoever calls keeps it in a link
  std::unordered_map<EntryId, int> key_of;
  std::int64_t role_from = 0;
  double before = 0;
};

class Candour final : public Engine {
 public:
  explicit Candour(std::shared_ptr<Data> d) : d_(std::move(d)), org_(*d_->org), keeping_(*d_->keeping) {}

  std::string name() const override { return "Candour"; }
  std::unique_ptr<Engine> another() override { return std::make_unique<Candour>(d_); }
  double bytes_before() const override { return d_->before; }
  double bytes_on_disk() override {
    must(org_.db->scrub());
    return static_cast<double>(must(org_.db->bytes_on_disk())) +
           static_cast<double>(std::filesystem::file_size(d_->folder + "/ll/keys.db"));
  }

  void fill(const Plan& plan) override {
    for (std::size_t from = 0; from < static_cast<std::size_t>(plan.users); from += kInOne)
      must(org_.db->write([&](store::Txn& txn) -> Status {
        for (auto i = from; i < std::min(from + kInOne, static_cast<std::size_t>(plan.users)); ++i)
          d_->people.push_back(take_in(org_, txn, d_->manager, invent(static_cast<int>(i)).profile(),
                                       kService, d_->clock.now()));
        return {};
      }));
    d_->before = bytes_on_disk();
    for (std::size_t from = 0; from < plan.records.size(); from += kInOne) {
      must(org_.db->write([&](store::Txn& txn) -> Status {
        for (auto k = from; k < std::min(from + kInOne, plan.records.size()); ++k)
          create(txn, plan.records[k]);
        return {};
      }));
      say("GDPRbench: Candour, records " + number(static_cast<double>(from)));
    }
    std::vector<bool> done(static_cast<std::size_t>(plan.users));
    for (const auto& r : plan.records) {
      const auto user = static_cast<std::size_t>(r.user);
      if (r.objection != kNone && !done[user]) object(r.user, r.objection);
      done[user] = true;
    }
  }

  void begin_role() override {
    must(org_.db->read([&](store::Session& db) -> Status {
      TRY(const auto c, org_.ledger->checkpoint(db));
      d_->role_from = c.size;
      return {};
    }));
  }

  std::string run(const Op& op) override {
    switch (op.what) {
      case Do::Create: {
        const Record r{op.user, op.purpose, op.recipient, op.day, kNone, false, op.data, true};
        must(org_.db->write([&](store::Txn& txn) -> Status { return create(txn, r), Status(); }));
        return "made";
      }
      case Do::DeleteByPurpose:
        return remove(must(keeping_.find(d_->protection, {purpose(op.purpose), {}, {}}, {}, kAtOnce)));
      case Do::DeleteByExpiry:
        return remove(must(keeping_.older_than(d_->protection, start_of_day(day(op.day)), kAtOnce)));
      case Do::DeleteByUser:
        return remove_user(op.user);
      case Do::ShareByPurpose:
        must(keeping_.change_recipient(d_->protection, purpose(op.purpose), {}, recipient(op.to)));
        return "changed";
      case Do::ShareByRecipient:
        must(keeping_.change_recipient(d_->protection, {}, recipient(op.recipient), recipient(op.to)));
        return "changed";
      case Do::ObjectByUser:
        return object(op.user, op.to), "changed";
      case Do::ReadData:
        return read(op.key);
      case Do::ReadMetadata:
        return metadata(op.user);
      case Do::UpdateData:
        return update(op);
      case Do::ChangePurpose:
        return change_purpose(op);
      case Do::DeleteRecord: {
        const auto& k = at(op.key);
        const int gone = must(keeping_.remove(to_write(k.person), k.person, {k.entry}));
        return gone ? "gone " + std::to_string(gone) : "none";
      }
      case Do::ReadByPurpose:
        return read_all(must(keeping_.find(d_->protection, {purpose(op.purpose), {}, {}}, {}, kPage)));
      case Do::ReadByObjection:
        return read_all(must(keeping_.objected(d_->protection, purpose(op.purpose), kPage)));
      case Do::ReadByDecision:
        return read_all(must(keeping_.find(d_->protection, {{}, {}, true}, {}, kPage)));
      case Do::ReadLog:
        return log(op.user);
      case Do::IsDeleted:
        return must(keeping_.is_gone(d_->protection, at(op.key).person, at(op.key).entry)) ? "gone" : "there";
    }
    return {};
  }

  std::vector<Record> all(std::size_t records) override {
    std::vector<Record> out(records);
    for (auto& r : out) r.there = false;
    for (std::size_t from = 0; from < d_->people.size(); from += kLookedAt) {
      const auto to = std::min(from + kLookedAt, d_->people.size());
      const std::vector<PersonId> some(d_->people.begin() + static_cast<std::ptrdiff_t>(from),
                                       d_->people.begin() + static_cast<std::ptrdiff_t>(to));
      const auto reach =
          must(org_.gate->see_many(d_->manager, some, {ledger::Act::View, "metadata", {}, d_->care}));
      for (auto user = from; user < to; ++user) {
        const auto person = d_->people[user];
        const auto& pass = *reach.pass_for(person);
        const int objection = objection_of(pass, person);
        for (const auto& h : must(keeping_.held(pass, person))) {
          const auto key = static_cast<std::size_t>(d_->key_of.at(h.entry));
          out[key] = record_of(h, static_cast<int>(user), objection);
          out[key].data = data_of(must(org_.entries->entry(pass, person, h.entry)));
        }
      }
    }
    return out;
  }

 private:
  static constexpr ServiceIx kService{};

  std::string purpose(int n) const { return org_.charter->purposes.at(static_cast<std::size_t>(n)).code; }
  std::string recipient(int n) const { return org_.charter->recipients.at(static_cast<std::size_t>(n)).code; }
  Date day(int n) const { return add_days(d_->first, n); }
  const Known& at(int key) const { return d_->known.at(static_cast<std::size_t>(key)); }
  PersonId person(int user) const { return d_->people.at(static_cast<std::size_t>(user)); }
  KindIx kind() const { return org_.charter->find_kind(kKind).value(); }
  Pass to_see(PersonId who, std::string_view what, const std::string& thing) {
    return must(org_.gate->see(d_->manager, who, {ledger::Act::View, std::string(what), thing, d_->care}));
  }
  Pass to_write(PersonId who) { return must(org_.gate->write(d_->manager, who, kService, kind())); }

  charter::Values note(int on, const std::string& data) const {
    return {{"when", iso_date(day(on)) + "T10:00"}, {"method", "visit"}, {std::string(kField), data}};
  }
  static std::string data_of(const record::Entry& e) { return std::string(e.values.at(kField).get_string()); }

  void create(store::Txn& txn, const Record& r) {
    record::NewEntry e;
    e.person = person(r.user);
    e.service = kService;
    e.kind = kind();
    e.values = note(r.day, r.data);
    const auto pass = to_write(e.person);
    const auto id = must(org_.entries->write(txn, pass, e, d_->clock.now()));
    must(keeping_.assign(txn, pass, e.person, {id},
                         {purpose(r.purpose), recipient(r.recipient), r.automated}));
    d_->key_of.emplace(id, static_cast<int>(d_->known.size()));
    d_->known.push_back({e.person, id, r.day});
  }

  std::string remove(const std::vector<record::EntryOf>& which) {
    std::vector<std::pair<Pass, record::EntryOf>> all;
    for (const auto& w : which) all.emplace_back(to_write(w.person), w);
    int gone = 0;
    must(org_.db->write([&](store::Txn& txn) -> Status {
      for (const auto& [pass, w] : all) {
        TRY(const auto n, keeping_.remove(txn, pass, w.person, {w.entry}));
        gone += n;
      }
      return {};
    }));
    return "gone " + std::to_string(gone);
  }

  std::string remove_user(int user) {
    const auto who = person(user);
    const auto pass = to_write(who);
    std::vector<EntryId> entries;
    for (const auto& h : must(keeping_.held(pass, who))) entries.push_back(h.entry);
    return "gone " + std::to_string(must(keeping_.remove(pass, who, entries)));
  }

  void object(int user, int to) {
    const auto who = person(user);
    const auto pass = to_write(who);
    bool stands = false;
    for (const auto& f : must(org_.consents->list(pass, who))) {
      if (!f.objection || f.withdrawn) continue;
      if (to != kNone && f.purpose && static_cast<int>(*f.purpose) == to)
        stands = true;
      else
        must(org_.consents->withdraw_objection(pass, who, *f.purpose));
    }
    if (to != kNone && !stands) must(org_.consents->record_objection(pass, who, static_cast<PurposeIx>(to)));
  }

  std::string read(int key) {
    const auto& k = at(key);
    const auto pass = to_see(k.person, kKind, k.entry.text());
    const auto e = org_.entries->entry(pass, k.person, k.entry);
    if (!e && e.error().code == Code::NotFound) return "none";
    return data_line(key, data_of(must(e)));
  }

  std::string read_all(const std::vector<record::EntryOf>& which) {
    if (which.empty()) return {};
    std::vector<PersonId> people;
    for (const auto& w : which) people.push_back(w.person);
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    const auto reach =
        must(org_.gate->see_many(d_->manager, people, {ledger::Act::View, std::string(kKind), {}, d_->care}));
    std::string text;
    must(org_.db->read_records([&](store::Session&) -> Status {
      for (const auto& w : which) {
        const auto* pass = reach.pass_for(w.person);
        if (!pass) return not_found();
        TRY(const auto e, org_.entries->entry(*pass, w.person, w.entry));
        text += data_line(d_->key_of.at(w.entry), data_of(e));
      }
      return {};
    }));
    return text;
  }

  int objection_of(const Pass& pass, PersonId who) {
    for (const auto& f : must(org_.consents->list(pass, who)))
      if (f.objection && !f.withdrawn && f.purpose) return static_cast<int>(*f.purpose);
    return kNone;
  }

  Record record_of(const record::Held& h, int user, int objection) const {
    Record r;
    r.user = user;
    r.purpose = static_cast<int>(org_.charter->find_purpose(h.reasons.purpose).value());
    for (int i = 0; i < kRecipients; ++i)
      if (recipient(i) == h.reasons.recipient) r.recipient = i;
    r.day = static_cast<int>(
        (std::chrono::sys_days(local_date(h.happened)) - std::chrono::sys_days(d_->first)).count());
    r.objection = objection;
    r.automated = h.reasons.automated;
    return r;
  }
  static Date local_date(UnixMs at) { return today(at); }

  std::string metadata(int user) {
    const auto who = person(user);
    const auto pass = to_see(who, "metadata", {});
    const int objection = objection_of(pass, who);
    std::string text;
    for (const auto& h : must(keeping_.held(pass, who)))
      text += metadata_line(d_->key_of.at(h.entry), record_of(h, user, objection));
    return text;
  }

  std::string update(const Op& op) {
    const auto& k = at(op.key);
    const auto pass = to_write(k.person);
    const auto place = org_.entries->place(k.person, k.entry);
    if (!place && place.error().code == Code::NotFound) return "none";
    must(org_.entries->change(pass, k.person, k.entry, must(place).version, note(k.day, op.data), {}));
    return "changed";
  }

  std::string change_purpose(const Op& op) {
    const auto& k = at(op.key);
    const auto done = keeping_.assign(to_write(k.person), k.person, {k.entry}, {purpose(op.to), {}, {}});
    if (!done && done.error().code == Code::NotFound) return "none";
    must(done);
    return "changed";
  }

  std::string log(int user) {
    std::string text;
    for (const auto& [seq, e] : must(org_.gate->who_looked(d_->protection, person(user), 0, kPage))) {
      if (seq < d_->role_from) break;
      if (e.what == "who-looked") {
        text += "looked at the log\n";
      } else if (e.what == "metadata") {
        text += "looked at the metadata\n";
      } else if (e.what == "removal") {
        const auto id = EntryId::parse(e.thing);
        text += "asked after " + std::to_string(d_->key_of.at(id.value())) + "\n";
      } else {
        text += "other\n";
      }
    }
    return text;
  }

  std::shared_ptr<Data> d_;
  web::OrgHouse& org_;
  record::Keeping& keeping_;
};

}  // namespace

std::unique_ptr<Engine> open_candour(const Setting& s, const std::string& folder) {
  auto d = std::make_shared<Data>();
  d->folder = folder;
  const auto password = exchange::demo::new_password();
  auto opened = open_organisation(s, folder, d->clock, password, charter_file(s, folder + "-charter"));
  d->house = std::move(opened.house);
  d->org = d->house->find("ll");
  if (d->org->charter->purposes.size() != kPurposes)
    throw std::runtime_error("the charter that is measured has not 25 purposes");
  d->keeping = std::make_unique<record::Keeping>(*d->org->gate, *d->org->db, *d->org->vault, d->clock);
  d->manager = must(d->org->gate->actor(opened.manager));
  d->protection = must(d->org->gate->actor(opened.protection));
  d->first = add_days(today(d->clock.now()), -731);
  d->care.add(d->org->charter->find_category("care").value());
  return std::make_unique<Candour>(d);
}

}  // namespace candour::bench::gdpr
