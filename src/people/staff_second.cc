// What waits for a second person when staff change, and how it takes effect.
// waiting_change.what of posts: {"posts": [[role, service, team] …], "all": bool, "supervisor": id, "half":
// text}; of training: milliseconds; of recovery: {"half": text, "two-step": bool}.
#include <algorithm>
#include <boost/json.hpp>

#include "gate/making.h"
#include "gate/tasks.h"
#include "people/kept_password.h"
#include "people/limits.h"
#include "people/staff_asked.h"
#include "people/staff_directory.h"
#include "vault/passwords.h"

namespace candour::people {

namespace json = boost::json;
using charter::Duty;

namespace {

/// Who somebody is and how to reach them: what taking down a new person needs.
constexpr std::string_view kRegistering[] = {"identity", "contact"};
constexpr Duty kPower[] = {Duty::ManageStaff, Duty::ReviewGrants, Duty::SeeLedger, Duty::SeeAccessLog};

json::array posts_json(const charter::Charter& c, const std::vector<gate::Post>& posts) {
  json::array out;
  for (const auto& p : posts)
    out.push_back(json::array{c.at(p.role).code, p.service ? c.at(*p.service).code : std::string(),
                              p.team ? p.team->text() : std::string()});
  return out;
}

/// What the charter has of them still.
std::vector<gate::Post> posts_from(const charter::Charter& c, const json::array& all) {
  std::vector<gate::Post> out;
  for (const auto& v : all) {
    const auto& a = v.as_array();
    const auto text = [&](std::size_t i) { return std::string_view(a.at(i).as_string()); };
    const auto role = c.find_role(text(0));
    gate::Post p;
    if (!text(1).empty()) p.service = c.find_service(text(1));
    if (!text(2).empty()) p.team = TeamId::parse(text(2));
    if (!role || (!text(1).empty() && !p.service)) continue;
    p.role = *role;
    out.push_back(p);
  }
  return out;
}

Result<json::object> read_what(const Waiting& w) {
  boost::system::error_code ec;
  const auto v = json::parse(w.what, ec);
  if (ec || !v.is_object())
    return fail(Code::Corrupt, "A change that waits cannot be read. Ask for it again.",
                "waiting " + w.id.text());
  return v.get_object();
}

std::string text_of(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_string() ? std::string(v->get_string()) : std::string();
}

bool true_in(const json::object& o, std::string_view key) {
  const auto* v = o.if_contains(key);
  return v && v->is_bool() && v->get_bool();
}

}  // namespace

bool opens_records(const charter::Charter& c, RoleIx role) {
  const auto& r = c.at(role);
  if (std::ranges::any_of(kPower, [&](Duty d) { return r.has(d); })) return true;
  CategorySet beyond = r.sees;
  for (const auto& way : r.reasoned) way.sees.each([&](CategoryIx cat) { beyond.add(cat); });
  bool more = false;
  beyond.each([&](CategoryIx cat) {
    if (static_cast<std::size_t>(cat) < c.categories.size())
      more = more || std::ranges::find(kRegistering, c.at(cat).code) == std::end(kRegistering);
  });
  return more;
}

StaffBook::Asked StaffBook::Asked::of(const charter::Charter& c, StaffId by,
                                      const std::vector<gate::Post>& held,
                                      const std::vector<gate::Post>& wanted) {
  Asked out;
  for (const auto& p : wanted) {
    const bool has = std::ranges::any_of(held, [&](const gate::Post& h) { return same_post(h, p); });
    (by.is_nil() || has || !opens_records(c, p.role) ? out.now : out.later).push_back(p);
  }
  return out;
}

StaffBook::Asked StaffBook::Asked::all_later(const std::vector<gate::Post>& posts,
                                             std::optional<StaffId> supervisor) {
  Asked out;
  out.later = posts;
  out.everything_later = true;
  out.supervisor = supervisor;
  return out;
}

Status StaffBook::keep_posts(store::Txn& txn, StaffId id, const std::vector<gate::Post>& posts) {
  const auto& c = gate_.charter();
  TRY([[maybe_unused]] const auto gone,
      txn.run("DELETE FROM staff_post WHERE org=$1 AND staff=$2", {c.org(), id}));
  int place = 0;
  for (const auto& p : posts) {
    const std::string service = p.service ? c.at(*p.service).code : std::string();
    const store::Param team = p.team ? store::Param(*p.team) : store::Param();
    TRY([[maybe_unused]] const auto rows,
        txn.run(
            "INSERT INTO staff_post (org, staff, place, role, service, team) VALUES ($1, $2, $3, $4, $5, $6)",
            {c.org(), id, place++, c.at(p.role).code, service, team}));
  }
  return {};
}

Result<std::vector<gate::Post>> StaffBook::posts_of(store::Session& s, StaffId id) {
  return people::posts_of(s, gate_.charter(), id);
}

Result<std::vector<gate::Post>> posts_of(store::Session& s, const charter::Charter& c, StaffId id) {
  std::vector<gate::Post> out;
  CHECK_OK(s.each(
      "SELECT p.role, p.service, p.team FROM staff_post p JOIN staff s ON s.org=p.org AND s.id=p.staff WHERE "
      "p.org=$1 AND p.staff=$2 AND s.left_at IS NULL ORDER BY p.place",
      {c.org(), id}, [&](const store::Row& row) {
        const auto role = c.find_role(row.text(0));
        gate::Post p;
        if (!row.text(1).empty()) p.service = c.find_service(row.text(1));
        if (!row.null(2)) p.team = row.id<TeamId>(2);
        if (!role || (!row.text(1).empty() && !p.service)) return true;
        p.role = *role;
        out.push_back(p);
        return true;
      }));
  return out;
}

Status StaffBook::ask_posts(store::Txn& txn, StaffId by, StaffId id, const Asked& asked) {
  json::object what = {{"posts", posts_json(gate_.charter(), asked.later)},
                       {"all", asked.everything_later},
                       {"half", asked.half}};
  if (asked.everything_later || asked.supervisor_later)
    what["supervisor"] = asked.supervisor ? asked.supervisor->text() : std::string();
  CHECK_OK(second_.ask(txn, kWaitsPosts, id, by, json::serialize(what)));
  return {};
}

Result<SecondPerson::Prepared> StaffBook::other_half(StaffId about, std::string_view half) {
  if (half.empty()) return SecondPerson::Prepared{};
  SecondPerson::Prepared p;
  p.shown = vault::new_recovery_codes().front();
  TRY(p.kept, kept_password(vault_, about, std::string(half) + "-" + p.shown));
  return p;
}

Status StaffBook::apply_posts(store::Txn& txn, const Waiting& w, StaffId second,
                              const SecondPerson::Prepared& prepared) {
  const auto& c = gate_.charter();
  TRY(const auto what, read_what(w));
  const auto* list = what.if_contains("posts");
  const auto wanted = list && list->is_array() ? posts_from(c, list->get_array()) : std::vector<gate::Post>{};
  TRY(auto posts, posts_of(txn, w.about));
  if (true_in(what, "all")) posts.clear();
  for (const auto& p : wanted)
    if (std::ranges::none_of(posts, [&](const gate::Post& held) { return same_post(held, p); }))
      posts.push_back(p);
  if (posts.size() > limits::kPosts)
    return invalid("posts", "That would be more than 20 posts. Take some away first.");
  CHECK_OK(others_manage(txn, w.about, posts, {}));
  TRY(const auto rows,
      txn.run("UPDATE staff SET changed=$3, changed_by=$4 WHERE org=$1 AND id=$2 AND left_at IS NULL",
              {c.org(), w.about, clock_.now().ms, second}));
  if (rows == 0) return fail(Code::Conflict, "They have left since. Refuse this, or let it lapse.");
  if (what.if_contains("supervisor")) {
    const auto over = StaffId::parse(text_of(what, "supervisor"));
    const store::Param supervisor = over ? store::Param(*over) : store::Param();
    TRY([[maybe_unused]] const auto changed,
        txn.run("UPDATE staff SET supervisor=$3 WHERE org=$1 AND id=$2", {c.org(), w.about, supervisor}));
  }
  CHECK_OK(keep_posts(txn, w.about, posts));
  TRY(auto made, gate::making_of(txn, vault_, c.org(), w.about));
  if (made) {
    made->vouched = true;
    made->posts_by = {};  // two people gave them
    if (!prepared.kept.empty())
      made->once = true, made->password_by = {}, made->once_until = {}, made->let_in_by = {};
    CHECK_OK(gate::keep_making(txn, vault_, c.org(), w.about, *made));
  }
  if (!prepared.kept.empty()) {
    TRY([[maybe_unused]] const auto set,
        txn.run("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2",
                {c.org(), w.about, prepared.kept}));
  }
  gate::Task told{{}, {}, std::string(gate::kNewPosts), std::nullopt, w.about.text(), clock_.now()};
  TRY([[maybe_unused]] const auto n, gate::tell_those_with(txn, c, Duty::SeeLedger, told, w.about));
  std::string note = "posts:";
  for (const auto& p : posts) note += (note.back() == ':' ? "" : ",") + c.at(p.role).code;
  return append(txn, second, w.about.text(), note.substr(0, 400));
}

Status StaffBook::apply_recovery(store::Txn& txn, const Waiting& w, const SecondPerson::Prepared& prepared) {
  const auto org = gate_.charter().org();
  TRY(const auto what, read_what(w));
  if (!prepared.kept.empty()) {
    TRY([[maybe_unused]] const auto set,
        txn.run("UPDATE staff_secret SET password=$3 WHERE org=$1 AND staff=$2",
                {org, w.about, prepared.kept}));
    TRY(auto made, gate::making_of(txn, vault_, org, w.about));
    if (!made) made = gate::Making{};
    made->once = true;
    made->password_by = {};  // no one person knows it
    made->once_until = {clock_.now().ms + limits::kLetInMs};
    made->let_in_by = w.asked_by;
    CHECK_OK(gate::keep_making(txn, vault_, org, w.about, *made));
  }
  if (true_in(what, "two-step")) {
    TRY([[maybe_unused]] const auto off,
        txn.run("UPDATE staff_secret SET totp=NULL, totp_offer=NULL, totp_step=0 WHERE org=$1 AND staff=$2",
                {org, w.about}));
    TRY([[maybe_unused]] const auto codes,
        txn.run("DELETE FROM staff_recovery WHERE org=$1 AND staff=$2", {org, w.about}));
  }
  TRY([[maybe_unused]] const auto devices,
      txn.run("DELETE FROM staff_known WHERE org=$1 AND staff=$2", {org, w.about}));
  TRY([[maybe_unused]] const auto sessions,
      txn.run("UPDATE staff_session SET ended=$3 WHERE org=$1 AND staff=$2 AND ended IS NULL",
              {org, w.about, clock_.now().ms}));
  // Who did not ask for it reads it when they are let in again; until then it is whoever keeps the ledger who
  // has a task of it.
  TRY([[maybe_unused]] const auto told,
      gate::add_task(
          txn, org, {{}, w.about, std::string(gate::kSignInReset), std::nullopt, w.id.text(), clock_.now()}));
  return {};
}

void StaffBook::begin_second() {
  second_.on(kWaitsPosts,
             {[this](const Waiting& w) -> Result<SecondPerson::Prepared> {
                TRY(const auto what, read_what(w));
                return other_half(w.about, text_of(what, "half"));
              },
              [this](store::Txn& txn, const Waiting& w, StaffId second, const SecondPerson::Prepared& p) {
                return apply_posts(txn, w, second, p);
              }});
  second_.on(
      kWaitsTraining,
      {{},
       [this](store::Txn& txn, const Waiting& w, StaffId second, const SecondPerson::Prepared&) -> Status {
         const auto org = gate_.charter().org();
         const std::int64_t at = std::strtoll(w.what.c_str(), nullptr, 10);
         TRY(const auto rows, txn.run("UPDATE staff SET training_at=$3, changed=$4, changed_by=$5 "
                                      "WHERE org=$1 AND id=$2 AND left_at IS NULL",
                                      {org, w.about, at, clock_.now().ms, second}));
         if (rows == 0) return fail(Code::Conflict, "They have left since.");
         return append(txn, second, w.about.text(), "training");
       }});
  second_.on(kWaitsRecovery, {[this](const Waiting& w) -> Result<SecondPerson::Prepared> {
                                TRY(const auto what, read_what(w));
                                return other_half(w.about, text_of(what, "half"));
                              },
                              [this](store::Txn& txn, const Waiting& w, StaffId second,
                                     const SecondPerson::Prepared& p) -> Status {
                                CHECK_OK(apply_recovery(txn, w, p));
                                return append(txn, second, w.about.text(), "recovered");
                              }});
}

Result<std::string> StaffBook::ask_recovery(const gate::Actor& by, StaffId id, bool password, bool two_step) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  if (id == by.id)
    return invalid("password", "Change your own password and two-step sign-in under “Your account”.");
  if (!password && !two_step) return invalid("lost", "Tick what they have lost.");
  const auto half = password ? vault::new_recovery_codes().front() : std::string();
  const json::object what = {{"half", half}, {"two-step", two_step}};
  CHECK_OK(change_one(by, id, "recovery-asked", [&](store::Txn& txn) -> Status {
    CHECK_OK(second_.ask(txn, kWaitsRecovery, id, by.id, json::serialize(what)));
    return {};
  }));
  return half;
}

Status StaffBook::ask_outside_code(const gate::Actor& by) {
  CHECK_OK(gate_.may(by, Duty::ManageStaff, "staff"));
  return db_.write([&](store::Txn& txn) -> Status {
    CHECK_OK(second_.ask(txn, kWaitsCode, by.id, by.id, ""));
    return {};
  });
}

Result<std::string> StaffBook::recover_from_console(std::string_view username) {
  const auto org = gate_.charter().org();
  StaffId id;
  const auto token = username_token(vault_, username);
  CHECK_OK(db_.read([&](store::Session& s) {
    return s.each("SELECT id FROM staff WHERE org=$1 AND username=$2 AND left_at IS NULL", {org, token},
                  [&](const store::Row& row) { return id = row.id<StaffId>(0), false; });
  }));
  if (id.is_nil())
    return fail(Code::NotFound,
                "Nobody who works here has that sign-in name. To mend: look at the list of staff.");
  const auto codes = vault::new_recovery_codes();
  const auto password = codes[0] + "-" + codes[1];
  TRY(const auto kept, kept_password(vault_, id, password));
  CHECK_OK(db_.write([&](store::Txn& txn) -> Status {
    Waiting w;
    w.about = id;
    w.what = R"({"two-step": true})";
    CHECK_OK(apply_recovery(txn, w, {kept, {}}));
    return append(txn, {}, id.text(), "recovered-on-the-console");
  }));
  return password;
}

}  // namespace candour::people
