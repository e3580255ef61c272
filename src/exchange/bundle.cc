#include "exchange/bundle.h"

#include <algorithm>
#include <set>

#include "base/calendar_words.h"
#include "exchange/import_columns.h"
#include "exchange/import_job.h"
#include "gate/standing.h"
#include "people/values_in.h"
#include "record/with_files.h"

namespace candour::exchange {

using charter::Duty;

namespace {

/// Whether one of the posts, with at least that reach, lets them write it of somebody in the service.
bool may_write_in(const charter::Charter& c, const gate::Actor& actor, ServiceIx service, KindIx kind,
                  charter::Reach reach) {
  if (!c.kind_use(service, kind)) return false;
  return std::ranges::any_of(actor.posts, [&](const gate::Post& p) {
    const auto& role = c.at(p.role);
    return gate::covers(p, service) && role.reach >= reach &&
           std::ranges::find(role.writes, kind) != role.writes.end();
  });
}

/// Whether all of it may be written under the pass: not what the person has not agreed to here.
bool covers_all(const Pass& pass, const charter::Kind& kind, const charter::Values& values) {
  bool all = true;
  for (const auto& [category, part] : charter::part_by_category(kind, values))
    all = all && pass.may_write().has(category);
  return all;
}

/// Where roles reach no further than the people somebody works with, whoever brings them in works with them.
bool becomes_theirs(const charter::Charter& c, const gate::Actor& actor, ServiceIx service) {
  return std::ranges::none_of(actor.posts, [&](const gate::Post& p) {
    return gate::covers(p, service) && !c.at(p.role).writes.empty() &&
           c.at(p.role).reach >= charter::Reach::Service;
  });
}

std::string where_it_failed(const charter::Charter& c, const BundleEntry& e) {
  return c.at(e.kind).name + " of " + (e.authored.empty() ? "no day" : e.authored.substr(0, 10));
}

constexpr int kTurns = 10;  // until nothing more is refused
constexpr std::size_t kMostLines = 300;

bool about_what_it_says(const Error& e) {
  return e.code == Code::Invalid || e.code == Code::Conflict || e.code == Code::NotAllowed;
}

/// One line for each thing that is wrong with it.
std::vector<std::string> lines_of(const Error& e, const std::string& where) {
  std::vector<std::string> lines;
  for (const auto& f : e.fields) lines.push_back(where + ": " + f.message);
  if (lines.empty()) lines.push_back(where + ": " + e.words.text);
  return lines;
}

std::vector<FieldProblem> at_the_file(const std::vector<std::string>& lines) {
  std::vector<FieldProblem> out;
  for (const auto& line : lines) {
    const bool more = out.size() == kMostLines;
    out.push_back({"file", more ? "And more: mend these first." : line});
    if (more) break;
  }
  return out;
}
Error at_the_file(Error e, const std::string& where) {
  if (!about_what_it_says(e)) return e;
  return invalid(at_the_file(lines_of(e, where))).value();
}

}  // namespace

struct Bundles::Refused {
  std::vector<std::size_t> entries, circle;  // which, from the first to the last
  std::vector<std::string> lines;

  /// What it says cannot be kept here; the error itself where that is not why.
  Status note(std::vector<std::size_t>& which, std::size_t i, const std::string& where, const Error& e) {
    if (!about_what_it_says(e)) return tl::unexpected<Error>(e);
    which.push_back(i);
    for (auto& line : lines_of(e, where)) lines.push_back(std::move(line));
    return {};
  }
  void take_out_of(Bundle& b) const {
    for (auto i = entries.rbegin(); i != entries.rend(); ++i)
      b.entries.erase(b.entries.begin() + static_cast<std::ptrdiff_t>(*i));
    for (auto i = circle.rbegin(); i != circle.rend(); ++i)
      b.circle.erase(b.circle.begin() + static_cast<std::ptrdiff_t>(*i));
    b.left.insert(b.left.end(), lines.begin(), lines.end());
  }
};

Status Bundles::may(const gate::Actor& actor, ServiceIx service) const {
  const auto& c = r_.gate.charter();
  CHECK_OK(r_.gate.may(actor, Duty::AddPerson, "import"));
  CHECK_OK(r_.gate.may(actor, Duty::DecideReferral, "import"));
  if (any_post(c, actor, service, Duty::AddPerson) && any_post(c, actor, service, Duty::DecideReferral))
    return {};
  return not_allowed("Your role may not add people to " + c.at(service).name +
                         " and take them on there. Somebody who may brings the file in.",
                     c.at(service).clause);
}

Result<Bundle> Bundles::read(const gate::Actor& actor, ServiceIx service, std::string_view bytes,
                             const Choice& choice) const {
  const auto& c = r_.gate.charter();
  const BundleFor here{
      c, service, r_.clock.now(),
      [&](ServiceIx s, KindIx k) {
        const bool theirs = becomes_theirs(c, actor, s);
        return may_write_in(c, actor, s, k, theirs ? charter::Reach::Caseload : charter::Reach::Service) &&
               any_post(c, actor, s, Duty::AddPerson) && any_post(c, actor, s, Duty::DecideReferral) &&
               (!theirs || any_post(c, actor, s, Duty::Allocate));
      },
      circle_way(c, actor, service).has_value()};
  auto bundle = read_bundle(here, bytes);
  if (!bundle) {
    if (bundle.error().code == Code::Invalid || bundle.error().code == Code::TooMuch)
      return invalid("file", bundle.error().words.text);
    return bundle;
  }
  if (choice.look)
    for (const auto& e : bundle->entries)
      for (const auto& f : e.files) CHECK_OK(choice.look(f.content));
  if (bundle->details.empty()) return invalid(at_the_file(bundle->left));
  return bundle;
}

Result<Bundles::Brought> Bundles::bring(const gate::Actor& actor, ServiceIx service, std::string_view bytes,
                                        const Choice& choice) const {
  CHECK_OK(may(actor, service));
  TRY(auto bundle, read(actor, service, bytes, choice));
  const auto id = choice.id.is_nil() ? PersonId::make(r_.clock.now().ms) : choice.id;
  std::vector<std::string> here;
  if (!choice.somebody_else) {
    TRY(const auto alike, r_.search.duplicates(actor, bundle.details));
    if (!alike.empty())
      here.emplace_back(
          "Somebody like this is here already. Find them first; if it is somebody else, tick that and "
          "choose the file again.");
  }
  // What the charter refuses shows when it is written: all of it is found before anything stays.
  for (int turn = 0;; ++turn) {
    const bool told = here.empty() && (choice.leave || bundle.left.empty());
    Refused refused;
    const auto done = r_.db.write([&](store::Txn& txn) -> Status {
      CHECK_OK(enter(txn, actor, service, id, bundle, refused));
      return told && refused.lines.empty() ? Status()
                                           : fail(Code::Invalid, "Not all of it can be brought in.");
    });
    if (done) break;
    if (told && refused.lines.empty()) return tl::unexpected<Error>(done.error());
    refused.take_out_of(bundle);
    if (told && choice.leave && turn < kTurns) continue;
    here.insert(here.begin(), bundle.left.begin(), bundle.left.end());
    for (const auto& f : done.error().fields) here.push_back(f.message);  // of the details
    return invalid(at_the_file(here));
  }
  [[maybe_unused]] const auto tried = r_.entries.destroy_taken_back();
  return Brought{id, bundle.from, bundle.entries.size(), bundle.circle.size(), bundle.left.size()};
}

Status Bundles::enter(store::Txn& txn, const gate::Actor& actor, ServiceIx into, PersonId id, const Bundle& b,
                      Refused& refused) const {
  const auto& c = r_.gate.charter();
  std::set<ServiceIx> services{into};
  for (const auto& e : b.entries) services.insert(e.service);
  people::FoundFit fit;
  std::vector<std::pair<Pass, ReferralId>> referred;
  // All passes for somebody new before they are here; the service that takes them in is the first.
  std::vector<Pass> passes;
  TRY(auto first, r_.gate.register_new(actor, id, into));
  passes.push_back(std::move(first));
  for (const auto s : services)
    if (s != into) {
      TRY(auto more, r_.gate.register_new(actor, id, s));
      passes.push_back(std::move(more));
    }
  if (auto added = r_.people.add(txn, passes.front(), id, b.details); !added)
    return tl::unexpected<Error>(at_the_file(added.error(), "Details"));
  for (const auto& pass : passes) {
    people::NewReferral referral;
    referral.person = id;
    referral.service = pass.service();
    referral.source = "self";
    referral.reason_words = "Comes with their information from " + b.from;
    TRY(const auto made, r_.journeys.refer(txn, pass, referral));
    referred.emplace_back(pass, made);
  }
  for (const auto& [pass, referral] : referred) {
    TRY(const auto act, r_.gate.act(actor, id, pass.service(), Duty::DecideReferral));
    people::Arrival a;
    if (becomes_theirs(c, actor, pass.service()) && any_post(c, actor, pass.service(), Duty::Allocate))
      a.worker = actor.id;
    a.born = parse_iso_date(people::text_of(b.details, "birth-date"));
    if (auto arrived = r_.journeys.arrive(txn, act, referral, a, fit); !arrived)
      return tl::unexpected<Error>(at_the_file(arrived.error(), c.at(pass.service()).name));
  }
  CHECK_OK(enter_circle(txn, actor, into, id, b, refused));
  CHECK_OK(enter_entries(txn, actor, id, b, refused));
  auto line = r_.gate.entry_for(passes.front(), ledger::Act::Import, "import", id.text(), {});
  line.note = "bundle entries:" + std::to_string(b.entries.size()) + " left:" + std::to_string(b.left.size());
  CHECK_OK(r_.gate.ledger().append(txn, line));
  return {};
}

Status Bundles::enter_circle(store::Txn& txn, const gate::Actor& actor, ServiceIx into, PersonId id,
                             const Bundle& b, Refused& refused) const {
  for (std::size_t i = 0; i < b.circle.size(); ++i) {
    auto r = b.circle[i];
    r.person = id;
    TRY(const auto pass, r_.gate.write(actor, id, into, circle_way(r_.gate.charter(), actor, into)->kind));
    if (auto made = r_.circle.add(txn, pass, r); !made)
      CHECK_OK(refused.note(refused.circle, i, "Circle, " + r.name, made.error()));
  }
  return {};
}

Status Bundles::enter_entries(store::Txn& txn, const gate::Actor& actor, PersonId id, const Bundle& b,
                              Refused& refused) const {
  const auto& c = r_.gate.charter();
  for (std::size_t i = 0; i < b.entries.size(); ++i) {
    const auto& e = b.entries[i];
    // Whether it may be written about them depends on what they agreed to here, which is known only now.
    const auto pass = r_.gate.write(actor, id, e.service, e.kind);
    const bool may = pass && covers_all(*pass, c.at(e.kind), e.values);
    const auto written =
        may ? write(txn, *pass, id, e)
            : Status(
                  invalid("file",
                          "it may not be written about them here as long as they have not agreed to it, or "
                          "not by you. Leave it out, and ask them."));
    if (!written) CHECK_OK(refused.note(refused.entries, i, where_it_failed(c, e), written.error()));
  }
  return {};
}

Status Bundles::write(store::Txn& txn, const Pass& pass, PersonId id, const BundleEntry& e) const {
  const auto& kind = r_.gate.charter().at(e.kind);
  const auto now = r_.clock.now();
  record::NewEntry entry;
  entry.person = id;
  entry.service = e.service;
  entry.kind = e.kind;
  entry.values = e.values;
  entry.source = e.source;
  entry.source_name = e.told;
  entry.id = EntryId::make(now.ms);
  for (const auto& f : e.files) {
    TRY(const auto info, r_.files.put(txn, pass, id, entry.id, kind.find_field(f.field)->category, f.field,
                                      f.name, f.content));
    entry.values[f.field] = record::file_value(info);
  }
  return r_.entries.write(txn, pass, entry, now).map([](auto) {});
}

}  // namespace candour::exchange
