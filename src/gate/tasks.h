// What waits for one member of staff: a reasoned access to review, a thing somebody was told of. "My day"
// lists them. Any thread. A task holds codes and ids only; it grants nothing about the person it names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/gate.h"

namespace candour::gate {

inline constexpr std::string_view kReviewAccess = "review-reasoned-access";
inline constexpr std::string_view kLookAtAsking = "look-at-asking";
inline constexpr std::string_view kManyReasons = "many-reasons";
inline constexpr std::string_view kDecideRefusal = "decide-on-refused-information";
inline constexpr std::string_view kSecondPerson = "second-person";
inline constexpr std::string_view kNewPosts = "new-posts";
inline constexpr std::string_view kFirstPassword = "first-password";
inline constexpr std::string_view kSignInReset = "sign-in-reset";
inline constexpr std::string_view kLeftPeople = "left-people";
inline constexpr std::string_view kHasDied = "has-died";
inline constexpr std::string_view kTurns = "turns";        // about_thing is the age
inline constexpr std::string_view kMisfiled = "misfiled";  // record/misfiled.h; about_thing is the entry
inline constexpr std::string_view kCharterProposal = "charter-proposal";  // people/proposals.h
inline constexpr std::string_view kConflict =
    "conflict";  // people/conflict_check.h; about_thing: the other person
inline constexpr std::string_view kReferralAccepted = "referral-accepted";  // about_thing is the referral
inline constexpr std::string_view kTellOfNotice = "tell-of-notice";         // about_thing is its version
inline constexpr std::string_view kReferralEnded = "referral-ended";
inline constexpr std::string_view kMailingStopped =
    "mailing-stopped";  // record/mailing_uses.h; about_thing is its entry
inline constexpr std::string_view kMailCameBack = "mail-came-back";  // letters/mail.h; about_thing: its entry
inline constexpr std::string_view kAlert = "alert";                  // record/alerts.h; about_thing is its id
inline constexpr std::string_view kTellThem = "tell-them";  // people/relationship.h; about_thing is its id
inline constexpr std::string_view kVerifyAuthority = "verify-authority";  // the same

/// Every kind of task there is: what it says, and the page where it is done ("{thing}" and "{person}" stand
/// for what the task is about); without a page, the word on the button that ends it.
struct TaskKind {
  std::string_view code, words, path, done;
};
inline constexpr TaskKind kTaskKinds[] = {
    {kReviewAccess, "Reasoned access", "/grants", ""},
    {kManyReasons, "Somebody opened many records with a reason", "/grants", ""},
    {kLookAtAsking, "Somebody asks in an unusual way who is here", "/asking", ""},
    {kDecideRefusal, "Would rather not say what the service must know: decide with them what is possible", "",
     "Decided"},
    {kSecondPerson, "A change that waits for a second person", "/second-person/waiting", ""},
    {kNewPosts, "Has new posts that open records", "", "Seen"},
    {kLeftPeople, "Has left: the people whom they supported need somebody else", "/team/people/{thing}", ""},
    {kHasDied, "Has died: see what is still open, and what must be done", "/people/{person}/left-open", ""},
    {kTurns, "Comes of an age soon: look at who decides and who is told, at consents and at the plan",
     "/people/{person}/part/plan", "Looked at"},
    {kMisfiled, "An entry is to come off a record: look, and agree or not",
     "/people/{person}/entries/{thing}/misfiled", ""},
    {kCharterProposal, "A new version of your privacy notice is proposed: approve it or not",
     "/charter/proposals/{thing}", ""},
    {kTellOfNotice, "A new version of your privacy notice is in force: people are to be told of it",
     "/charter/told", ""},
    {kConflict,
     "May stand in somebody else's record as who caused harm: look at both, see that nobody supports both, and "
     "tell neither",
     "/people/{thing}/circle", "Looked at both"},
    {kReferralAccepted, "A referral that you took was accepted", "", "I have read it"},
    {kReferralEnded, "A referral that you took was declined or withdrawn", "", "I have read it"},
    {kMailingStopped,
     "What was to go to many was stopped: a story or picture in it may not be shown any more",
     "/people/{person}/entries/{thing}", "I have seen it"},
    {kMailCameBack, "A mail came back: nobody has it. Look at the address, and send it in another way",
     "/people/{person}/entries/{thing}", "Seen to"},
    {kTellThem, "Somebody stands in this record and has not been told: tell them, and note it there",
     "/people/{person}/circle", ""},
    {kVerifyAuthority,
     "Somebody is written down as speaking for a person: look at what proves it, and verify it or take it out",
     "/people/{person}/circle", ""},
    {kAlert, "Somebody needs you to see this at once", "", "I have seen it"},
    {kFirstPassword, "Has chosen a password of their own: ask whether it was they", "", "Asked"},
    {kSignInReset,
     "Your password or two-step sign-in was reset. If you did not ask for it, tell your data-protection lead",
     "", "I asked for it"},
};
/// Of what is about a colleague: about_thing is their id.
inline bool about_staff(std::string_view kind) {
  return kind == kNewPosts || kind == kFirstPassword || kind == kLeftPeople;
}
/// Nothing when there is no such kind.
const TaskKind* find_task_kind(std::string_view code);

struct Task {
  TaskId id;
  StaffId staff;
  std::string kind;
  std::optional<PersonId> about_person;
  std::string about_thing;  // id text, or ""
  UnixMs created;
};

/// Where it is done.
std::string task_path(const TaskKind& kind, const Task& t);

/// In the caller's transaction, together with what it is about.
Result<TaskId> add_task(store::Txn& txn, const OrgCode& org, const Task& t);
/// One task for everybody who works here in a role with the duty, and for `also`, but not for `but` (whom it
/// is about, or who did it). How many were told; nobody is no error.
Result<int> tell_those_with(store::Txn& txn, const charter::Charter& c, charter::Duty duty, const Task& t,
                            StaffId but = {}, StaffId also = {});
/// Closes every open task of the kind about the thing, whoever has it.
Status close_tasks(store::Txn& txn, const OrgCode& org, std::string_view kind, std::string_view about_thing,
                   UnixMs now);

class Tasks {
 public:
  Tasks(Gate& gate, store::Db& db, const Clock& clock) : gate_(gate), db_(db), clock_(clock) {}
  /// One's own open tasks, oldest first.
  Result<std::vector<Task>> open(const Actor& actor, int most);
  /// One's own task. Errors: NotFound; Invalid for a review of access, which only the review itself closes.
  Status complete(const Actor& actor, TaskId id);
  /// Whether one of one's own of this kind about the person is open.
  Result<bool> waits_for(const Actor& actor, std::string_view kind, PersonId person);
  /// Closes one's own of this kind about the person. Errors: NotFound.
  Status complete_about(const Actor& actor, std::string_view kind, PersonId person);

 private:
  Result<std::vector<TaskId>> about(store::Session& s, StaffId staff, std::string_view kind, PersonId person);
  Status close_one(store::Txn& txn, const Actor& actor, TaskId id, std::string_view kind);
  Gate& gate_;
  store::Db& db_;
  const Clock& clock_;
};

}  // namespace candour::gate
