// What staff do besides writing: training, looking, searching, asking with a reason, starting work.
#include <utility>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/sharing.h"
#include "exchange/demo/stage.h"
#include "gate/service_subject.h"
#include "gate/tasks.h"
#include "record/alerts.h"

namespace candour::exchange::demo {

/// Nobody records their own training alone.
Status Stage::confirm_training(StaffId about) {
  for (std::size_t i = 0; i < cast_.all.size(); ++i) {
    if (cast_.all[i].id == about || !charter().at(cast_.all[i].role).has(charter::Duty::SeeLedger)) continue;
    TRY(const auto second, actor(i));
    TRY(const auto waits, rooms_.staff.second().for_me(second));
    for (const auto& w : waits)
      if (w.about == about) CHECK_OK(rooms_.staff.second().confirm(second, w.id));
    return {};
  }
  return {};  // nobody could: it waits
}

Status Stage::train(std::size_t member) {
  TRY(const auto admin, actor(*cast_.admin));
  CHECK_OK(rooms_.staff.record_training(admin, cast_.all[member].id, rooms_.clock.now()));
  if (member == *cast_.admin) CHECK_OK(confirm_training(cast_.all[member].id));
  actors_.clear();
  return {};
}

Status Stage::look(std::size_t member, std::size_t person, std::string_view what) {
  TRY(const auto them, actor(member));
  gate::Look look;
  look.what = what;
  if (what == "profile") look.wanted = charter().at(*charter().find_kind("profile")).categories();
  CHECK_OK(rooms_.gate.see(them, plot_.people[person].id, look));
  return {};
}

Status Stage::be_refused(std::size_t member, std::size_t person) {
  TRY(const auto them, actor(member));
  gate::Look look;
  look.what = "timeline";
  const auto pass = rooms_.gate.see(them, plot_.people[person].id, look);
  if (!pass && pass.error().code != Code::NotAllowed) return tl::unexpected<Error>(pass.error());
  return {};
}

Status Stage::search(std::size_t member, std::string_view typed) {
  TRY(const auto them, actor(member));
  CHECK_OK(rooms_.search.find(them, typed));
  return {};
}

Status Stage::ask_with_reason(std::size_t member, std::size_t person, std::string_view words) {
  TRY(const auto them, actor(member));
  const auto id = plot_.people[person].id;
  TRY(const auto offers, rooms_.gate.offers(them, id));
  if (offers.empty()) return {};
  CHECK_OK(rooms_.gate.ask(them, id, offers.front().reason, words, rooms_.vault));
  return look(member, person, "timeline");
}

Status Stage::review_reasons(std::size_t member) {
  TRY(const auto them, actor(member));
  TRY(const auto open, rooms_.gate.grants(them, rooms_.vault, true));
  for (const auto& g : open)
    CHECK_OK(rooms_.gate.review_grant(them, g.id, true, "Spoke about it; the reason holds.", rooms_.vault));
  return {};
}

/// Who was told of something sees it before long; what came in the last two days still waits.
Status Stage::see_alerts() {
  constexpr std::int64_t kTwoDays = std::int64_t{2} * 24 * 60 * 60 * 1000;
  if (rooms_.clock.now().ms > setting_.until.ms - kTwoDays) return {};
  record::Alerts alerts(rooms_.gate, rooms_.db);
  gate::Tasks tasks(rooms_.gate, rooms_.db, rooms_.clock);
  for (const auto& m : cast_.all) {
    TRY(const auto them, actor_of(m.id));
    TRY(const auto waiting, alerts.waiting(them));
    for (const auto& a : waiting) CHECK_OK(tasks.complete(them, a.task));
  }
  return {};
}

Status Stage::start_new() {
  TRY(auto m, new_starter(rooms_, setting_, cast_, Random(setting_.seed)));
  plot_.starter = std::move(m);
  return {};
}

/// With every body that gets nothing without one, for a year and a little more.
Status Stage::sign_agreements(ServiceIx service) {
  const auto kind = charter().find_kind("agreement");
  if (!kind) return {};
  const auto subject = gate::subject_of(charter(), service);
  TRY(const auto who, actor(cast_.supervisor[static_cast<std::size_t>(service)]));
  TRY(const auto pass, rooms_.gate.write(who, subject, service, *kind));
  const auto day = today(rooms_.clock.now());
  const auto last = add_days(day, kAgreed + 20);
  for (const auto& before : std::exchange(signed_, {}))
    CHECK_OK(rooms_.entries.move(who, pass, subject, before, 1, "renew", ""));
  for (const auto& r : charter().recipients) {
    if (!charter::needs_agreement(r)) continue;
    record::NewEntry e;
    e.person = subject;
    e.service = service;
    e.kind = *kind;
    e.values = {{"recipient", r.code},
                {"with", r.name},
                {"sort", r.processor ? "processing" : "sharing"},
                {"terms",
                 "Only for what is written down here, never passed on, deleted when it is no longer needed."},
                {"security", "Sent by secure mail, kept behind a password; we looked at their rules."},
                {"reviewed-on", iso_date(day)},
                {"from", iso_date(day)},
                {"until", iso_date(last)},
                {"renew-from", iso_date(add_days(last, -60))}};
    TRY(const auto id, rooms_.entries.write(pass, e));
    signed_.push_back(id);
    ++written_;
  }
  return {};
}

/// What goes to many, and to those who pay: written, and waiting for somebody else to look at it.
Status Stage::write_to_many(ServiceIx service) {
  const auto subject = gate::subject_of(charter(), service);
  TRY(const auto who, actor(cast_.supervisor[static_cast<std::size_t>(service)]));
  const auto day = iso_date(today(rooms_.clock.now()));
  const auto write = [&](std::string_view code, charter::Values values) -> Status {
    const auto kind = charter().find_kind(code);
    if (!kind || !charter().kind_use(service, *kind)) return {};
    TRY(const auto pass, rooms_.gate.write(who, subject, service, *kind));
    record::NewEntry e;
    e.person = subject;
    e.service = service;
    e.kind = *kind;
    e.values = std::move(values);
    CHECK_OK(rooms_.entries.write(pass, e).map([](auto) {}));
    ++written_;
    return {};
  };
  CHECK_OK(write("mailing",
                 {{"sort", "notice"},
                  {"version", charter().version.number},
                  {"subject", "Our privacy notice has changed"},
                  {"words", "We wrote our privacy notice anew. Ask us for it, or read it on our website."}}));
  std::string body;
  for (const auto& r : charter().recipients)
    if (r.code == "regulator" || r.code == "commissioner") body = body.empty() ? r.code : body;
  return write("return",
               {{"recipient", body},
                {"subject", "Falls, last quarter"},
                {"sort", "figures"},
                {"counts", boost::json::array{boost::json::object{{"of-what", "Falls"}, {"number", 12}}}},
                {"what", boost::json::array{"none"}},
                {"words", "How many falls there were, of all who have this service."},
                {"how", "portal"},
                {"on", day}});
}

}  // namespace candour::exchange::demo
