#include "people/staff.h"

#include <algorithm>
#include <tuple>

#include "base/hidden.h"
#include "base/text.h"
#include "gate/making.h"
#include "gate/seals.h"
#include "gate/tasks.h"
#include "people/kept_password.h"
#include "people/limits.h"
#include "people/own_words.h"
#include "people/staff_asked.h"
#include "people/staff_directory.h"
#include "vault/passwords.h"

namespace candour::people {
namespace {

constexpr std::string_view kStaffChanged = "staff";  // announced, so that every server reads the names anew

using charter::Duty;

bool username_shape(std::string_view u) {
  if (u.size() < limits::kUsernameFewest || u.size() > limits::kUsernameMost) return false;
  return std::ranges::all_of(u, [](char ch) {
    return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '.' || ch == '-' || ch == '_' ||
           ch == '@';
  });
}

Result<bool> some(store::Session& s, std::string_view sql, store::Params params) {
  bool found = false;
  CHECK_OK(s.each(sql, params, [&](const store::Row&) {
    found = true;
    return false;
  }));
  return found;
}

store::Param when(const std::optional<UnixMs>& t) {
  return t ? store::Param(t->ms) : store::Param();
}

std::string role_codes(const charter::Charter& c, const std::vector<gate::Post>& posts) {
  std::string codes = "posts:";
  for (const auto& p : posts) codes += (codes.back() == ':' ? "" : ",") + c.at(p.role).code;
  return codes.substr(0, 400);
}

}  // namespace

StaffBook::StaffBook(gate::Gate& gate, store::Db& db, vault::Vault& vault, const Clock& clock)
    : gate_(gate),
      db_(db),
      vault_(vault),
      clock_(clock),
      second_(gate, db, vault, clock),
      cache_(std::make_shared<DirectoryCache>()) {
  begin_second();
  listening_ = db_.listen([this](std::string_view what) {
    if (!what.empty() && what != kStaffChanged && what != gate::kStaffSealed) return;
    const Hold hold(cache_->mutex);
    cache_->stale = true;
  });
}

StaffBook::~StaffBook() {
  db_.unlisten(listening_);
}

std::shared_ptr<const Directory> StaffBook::directory() {
  {
    const Hold hold(cache_->mutex);
    if (!cache_->stale && cache_->now) return cache_->now;
  }
  // The connection first, then the lock: see Search::warm().
  std::shared_ptr<const Directory> found;
  const auto looked = db_.read([&](store::Session&) -> Status {
    const Hold hold(cache_->mutex);
    if (cache_->stale || !cache_->now) {
      if (auto fresh = load_directory(db_, vault_, gate_.charter(), gate_.seals())) {
        cache_->now = *fresh;
        cache_->stale = false;
      }
    }
    found = cache_->now;
    return {};
  });
  if (!looked) {
    const Hold hold(cache_->mutex);
    found = cache_->now;  // the old names are better than none
  }
  return found ? found : no_directory();
}

Status StaffBook::append(store::Txn& txn, StaffId by, std::string_view thing, std::string_view note) {
  txn.announce(std::string(kStaffChanged));
  ledger::Entry e;
  e.at = clock_.now();
  e.act = ledger::Act::StaffChange;
  e.actor = by;
  e.what = "staff";
  e.thing = thing;
  e.outcome = "allowed";
  e.note = note;
  TRY([[maybe_unused]] const auto seq, gate_.ledger().append(txn, e));
  return {};
}

Status StaffBook::check_posts(const std::vector<gate::Post>& posts, std::optional<StaffId> supervisor) {
  const auto& c = gate_.charter();
  if (posts.empty()) return invalid("posts", "Choose at least one post.");
  if (posts.size() > limits::kPosts) return invalid("posts", "Choose at most 20 posts.");
  return db_.read([&](store::Session& s) -> Status {
    for (const auto& p : posts) {
      if (static_cast<std::size_t>(p.role) >= c.roles.size())
        return invalid("posts", "Choose a role that the charter has.");
      if (p.service && static_cast<std::size_t>(*p.service) >= c.services.size())
        return invalid("posts", "Choose a service that the charter has.");
      if (!p.team) continue;
      TRY(const bool known, some(s, "SELECT 1 FROM team WHERE org=$1 AND id=$2", {c.org(), *p.team}));
      if (!known) return invalid("posts", "Choose a team that is on the list.");
    }
    if (!supervisor) return {};
    TRY(const bool known,
        some(s, "SELECT 1 FROM staff WHERE org=$1 AND id=$2 AND left_at IS NULL", {c.org(), *supervisor}));
    if (!known) return invalid("supervisor", "Choose a supervisor who works here.");
    return {};
  });
}

Status StaffBook::check(const NewStaff& s) {
  std::vector<FieldProblem> problems;
  if (normal_username(s.name).empty()) problems.push_back({"name", "Enter their name."});
  if (!s.email.empty() && s.email.find('@') == s.email.npos)
    problems.push_back({"email", "Enter an email address like name@example.org."});
  for (const auto& [field, text, what] :
       {std::tuple{"name", &s.name, "their name"}, std::tuple{"email", &s.email, "the email address"}})
    for (auto& words :
         {hidden_character_words(*text, TextShape::Line, what), too_long(*text, limits::kName, what)})
      if (!words.empty()) problems.push_back({field, words});
  if (!username_shape(normal_username(s.username)))
    problems.push_back(
        {"username", "Enter a sign-in name of 2 to 64 letters, figures, dots, dashes, underscores or @."});
  if (!problems.empty()) return invalid(std::move(problems));
  if (!s.password.empty())
    CHECK_OK(
        vault::check_new_password(s.password, own_words(gate_.charter(), {s.name, s.email, s.username})));
  return check_posts(s.posts, s.supervisor);
}

Result<StaffId> StaffBook::insert(const NewStaff& s, StaffId by, std::string_view note, bool only_first,
                                  std::string_view half) {
  CHECK_OK(check(s));
  const auto org = gate_.charter().org();
  const auto now = clock_.now();
  const auto id = StaffId::make(now.ms);
  std::string password;
  if (!s.password.empty()) {
    TRY(password, kept_password(vault_, id, s.password));
  }
  const auto asked = Asked::of(gate_.charter(), by, {}, s.posts);
  gate::Making made;
  made.made_by = by;
  made.once = s.once && !password.empty();
  if (!by.is_nil()) {
    made.posts_by = by, made.posts_at = now;
    if (!password.empty()) made.password_by = by, made.password_at = now;
  }
  const auto username = username_token(vault_, s.username);
  const auto sealed = seal_names(vault_, {s.name, s.email, normal_username(s.username)});
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    if (only_first) {
      TRY(const bool staffed, some(txn, "SELECT 1 FROM staff WHERE org=$1", {org}));
      if (staffed)
        return fail(Code::Conflict, "Somebody works here already. Add more staff after signing in.");
    }
    TRY(const bool taken, some(txn, "SELECT 1 FROM staff WHERE org=$1 AND username=$2", {org, username}));
    if (taken) return invalid("username", "Somebody has this sign-in name. Choose another.");
    const store::Param supervisor = s.supervisor ? store::Param(*s.supervisor) : store::Param();
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "INSERT INTO staff (org, id, username, sealed, supervisor, agreement_at, training_at, created, "
            "changed, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
            {org, id, username, sealed, supervisor, when(s.agreement_at), when(s.training_at), now.ms, by}));
    TRY([[maybe_unused]] const auto secret,
        txn.run("INSERT INTO staff_secret (org, staff, password) VALUES ($1, $2, $3)", {org, id, password}));
    CHECK_OK(gate::keep_making(txn, vault_, org, id, made));
    CHECK_OK(keep_posts(txn, id, asked.now));
    if (!asked.later.empty()) {
      auto waits = asked;
      waits.half = half;
      CHECK_OK(ask_posts(txn, by, id, waits));
    }
    return append(txn, by, id.text(), std::string(note) + " " + role_codes(gate_.charter(), asked.now));
  }));
  return id;
}

namespace {

Status nothing_for_others(const NewStaff& s) {
  if (s.agreement_at)
    return invalid("agreement", "Everybody signs the agreement themselves, after signing in.");
  return {};
}

}  // namespace

Result<StaffId> StaffBook::add(const gate::Actor& by, const NewStaff& s) {
  // The set-up command has no actor yet: it may add the first member of staff and nobody else.
  if (by.id.is_nil()) return insert(s, {}, "first", true);
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  CHECK_OK(nothing_for_others(s));
  auto one = s;
  one.once = true;
  one.training_at.reset();
  TRY(const auto id, insert(one, by.id, "added", false));
  if (s.training_at) CHECK_OK(record_training(by, id, *s.training_at));
  return id;
}

Result<StaffBook::Added> StaffBook::add_with_halves(const gate::Actor& by, NewStaff s) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  CHECK_OK(nothing_for_others(s));
  Added out;
  out.half = vault::new_recovery_codes().front();
  out.whole = Asked::of(gate_.charter(), by.id, {}, s.posts).later.empty();
  s.once = true;
  s.password.clear();
  s.training_at.reset();
  if (out.whole) s.password = out.half = out.half + "-" + vault::new_recovery_codes().front();
  TRY(out.id, insert(s, by.id, "added", false, out.whole ? std::string_view() : out.half));
  return out;
}

Result<StaffId> StaffBook::seed(const NewStaff& s, bool allow_more) {
  return insert(s, {}, "seeded", !allow_more);
}

Status StaffBook::change_one(const gate::Actor& by, StaffId id, std::string_view note,
                             const std::function<Status(store::Txn&)>& body) {
  const auto org = gate_.charter().org();
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY(const auto rows, txn.run("UPDATE staff SET changed=$3, changed_by=$4 WHERE org=$1 AND id=$2 "
                                 "AND left_at IS NULL",
                                 {org, id, clock_.now().ms, by.id}));
    if (rows == 0) return not_found();
    CHECK_OK(body(txn));
    return append(txn, by.id, id.text(), note);
  }));
  return {};
}

Status StaffBook::others_manage(store::Session& s, StaffId id, const std::vector<gate::Post>& next,
                                StaffId acting) {
  const auto& c = gate_.charter();
  const auto manages = [&](const gate::Post& p) { return c.at(p.role).has(Duty::ManageStaff); };
  TRY(const auto held, posts_of(s, id));
  if (std::ranges::none_of(held, manages) || std::ranges::any_of(next, manages)) return {};
  std::vector<StaffId> others;
  for (const auto& role : c.roles) {
    if (!role.has(Duty::ManageStaff)) continue;
    CHECK_OK(s.each(
        "SELECT DISTINCT s.id, x.password FROM staff s JOIN staff_post p ON p.org=s.org AND p.staff=s.id "
        "JOIN staff_secret x ON x.org=s.org AND x.staff=s.id "
        "WHERE s.org=$1 AND p.role=$2 AND s.left_at IS NULL AND s.id<>$3",
        {c.org(), role.code, id}, [&](const store::Row& row) {
          const auto other = row.id<StaffId>(0);
          if (other == acting || !row.text(1).empty()) others.push_back(other);
          return true;
        }));
  }
  for (const auto other : others) {
    if (other == acting) return {};
    TRY(const auto made, gate::making_of(s, vault_, c.org(), other));
    if (made && !made->once) return {};
  }
  return invalid(
      "posts",
      "Nobody else can manage staff accounts yet, so nothing was changed. First give somebody else a "
      "role that manages staff, and let them sign in and choose a password of their own.");
}

Status StaffBook::change_posts(const gate::Actor& by, StaffId id, const std::vector<gate::Post>& posts,
                               std::optional<StaffId> supervisor) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  CHECK_OK(check_posts(posts, supervisor));
  if (supervisor) {
    TRY(const auto them, gate_.actor(id));
    if (*supervisor == id || std::ranges::find(them.line, *supervisor) != them.line.end())
      return invalid("supervisor", "Choose somebody who does not work under this person.");
  }
  const auto org = gate_.charter().org();
  return change_one(by, id, "posts-changed", [&](store::Txn& txn) -> Status {
    CHECK_OK(others_manage(txn, id, posts, by.id));
    TRY(const auto held, posts_of(txn, id));
    TRY(auto made, gate::making_of(txn, vault_, org, id));
    auto asked = Asked::of(gate_.charter(), by.id, held, posts);
    // Whom somebody supervises opens records to them: nobody takes people under themselves alone.
    if (supervisor) {
      // Nor through an account above which one stands, or that is really one's own.
      TRY(const auto over, gate_.actor(*supervisor));
      const bool above = std::ranges::find(by.line, *supervisor) != by.line.end();
      TRY(const bool own, gate::one_hand(txn, vault_, org, by.id, over.id, clock_.now()));
      asked.supervisor_later = above || own;
    }
    if (id == by.id) asked = Asked::all_later(posts, supervisor);
    if (!asked.everything_later) {
      if (!asked.supervisor_later) {
        const store::Param over = supervisor ? store::Param(*supervisor) : store::Param();
        TRY([[maybe_unused]] const auto rows,
            txn.run("UPDATE staff SET supervisor=$3 WHERE org=$1 AND id=$2", {org, id, over}));
      }
      CHECK_OK(keep_posts(txn, id, asked.now));
      if (made) {
        made->posts_by = by.id, made->posts_at = clock_.now();
        CHECK_OK(gate::keep_making(txn, vault_, org, id, *made));
      }
    }
    CHECK_OK(append(txn, by.id, id.text(),
                    role_codes(gate_.charter(), asked.everything_later ? held : asked.now)));
    if (asked.later.empty() && !asked.supervisor_later && !asked.everything_later) return {};
    asked.supervisor = supervisor;
    return ask_posts(txn, by.id, id, asked);
  });
}

Status StaffBook::sign_agreement(const gate::Actor& self) {
  return change_one(self, self.id, "agreement-signed", [&](store::Txn& txn) -> Status {
    const auto org = gate_.charter().org();
    TRY(const auto made, gate::making_of(txn, vault_, org, self.id));
    if (!made || made->once)
      return invalid("agree", "Choose a password of your own first: only then is the signature yours.");
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff SET agreement_at=$3 WHERE org=$1 AND id=$2", {org, self.id, clock_.now().ms}));
    return {};
  });
}

Status StaffBook::record_training(const gate::Actor& by, StaffId id, UnixMs at) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  if (at > clock_.now()) return invalid("training", "Enter a day that is not in the future.");
  return change_one(by, id, "training", [&](store::Txn& txn) -> Status {
    const auto org = gate_.charter().org();
    TRY(const auto made, gate::making_of(txn, vault_, org, id));
    TRY(bool own, gate::one_hand(txn, vault_, org, by.id, id, clock_.now()));
    own = own || !made || made->made_by == by.id;
    if (own) {
      CHECK_OK(second_.ask(txn, kWaitsTraining, id, by.id, std::to_string(at.ms)));
      return {};
    }
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff SET training_at=$3 WHERE org=$1 AND id=$2", {org, id, at.ms}));
    return {};
  });
}

Status StaffBook::tell_of_people_left(store::Txn& txn, StaffId id) {
  const auto& c = gate_.charter();
  ServiceSet services;
  CHECK_OK(txn.each(
      "SELECT DISTINCT n.service FROM allocation a JOIN enrolment n ON n.org=a.org AND n.id=a.enrolment "
      "WHERE a.org=$1 AND a.staff=$2 AND a.ended IS NULL AND n.ended IS NULL",
      {c.org(), id}, [&](const store::Row& r) {
        if (const auto s = c.find_service(r.text(0))) services.add(*s);
        return true;
      }));
  if (services.empty()) return {};
  TRY(const auto all, gate_.everybody());
  for (const auto& one : all) {
    const auto allocates = [&](const gate::Post& p) {
      return c.at(p.role).has(Duty::Allocate) && (!p.service || services.has(*p.service));
    };
    if (one.id == id || std::ranges::none_of(one.posts, allocates)) continue;
    CHECK_OK(gate::add_task(
        txn, c.org(), {{}, one.id, std::string(gate::kLeftPeople), std::nullopt, id.text(), clock_.now()}));
  }
  return {};
}

Status StaffBook::leave(const gate::Actor& by, StaffId id) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  if (id == by.id) return invalid("staff", "Nobody signs themselves off. Ask another administrator.");
  return change_one(by, id, "left", [&](store::Txn& txn) -> Status {
    const auto org = gate_.charter().org();
    const auto now = clock_.now().ms;
    CHECK_OK(others_manage(txn, id, {}, by.id));
    TRY([[maybe_unused]] const auto sessions,
        txn.run("UPDATE staff_session SET ended=$3 WHERE org=$1 AND staff=$2 AND ended IS NULL",
                {org, id, now}));
    TRY([[maybe_unused]] const auto devices,
        txn.run("DELETE FROM staff_known WHERE org=$1 AND staff=$2", {org, id}));
    TRY([[maybe_unused]] const auto waits,
        txn.run("UPDATE waiting_change SET state='withdrawn', decided=$3, decided_by=$4 "
                "WHERE org=$1 AND (about=$2 OR asked_by=$2) AND state='waiting'",
                {org, id, now, by.id}));
    // Their allocations stay in view of their supervisor until somebody else takes the people on: who can see
    // to that is told.
    CHECK_OK(tell_of_people_left(txn, id));
    TRY([[maybe_unused]] const auto rows,
        txn.run("UPDATE staff SET left_at=$3 WHERE org=$1 AND id=$2", {org, id, now}));
    return {};
  });
}

Result<TeamId> StaffBook::add_team(const gate::Actor& by, std::string_view name, ServiceIx service) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  return insert_team(by.id, name, service);
}

Result<TeamId> StaffBook::seed_team(std::string_view name, ServiceIx service) {
  return insert_team({}, name, service);
}

Result<TeamId> StaffBook::insert_team(StaffId by, std::string_view name, ServiceIx service) {
  const auto& c = gate_.charter();
  if (normal_username(name).empty()) return invalid("name", "Enter the team's name.");
  if (auto words = too_long(name, limits::kName, "the team's name"); !words.empty())
    return invalid("name", words);
  if (auto words = hidden_character_words(name, TextShape::Line, "the team's name"); !words.empty())
    return invalid("name", words);
  if (static_cast<std::size_t>(service) >= c.services.size())
    return invalid("service", "Choose a service that the charter has.");
  const auto id = TeamId::make(clock_.now().ms);
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    TRY([[maybe_unused]] const auto rows,
        txn.run("INSERT INTO team (org, id, name, service) VALUES ($1, $2, $3, $4)",
                {c.org(), id, name, c.at(service).code}));
    return append(txn, by, id.text(), "team-added");
  }));
  return id;
}

}  // namespace candour::people
