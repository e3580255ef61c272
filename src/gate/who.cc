#include "gate/who.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/calendar.h"
#include "base/text.h"
#include "charter/own_record.h"
#include "gate/own_door.h"
#include "gate/things.h"

namespace candour::gate {

using ledger::Act;

namespace {

/// By their codes: the charter's names speak to the person ("Who you are"), these lines to staff as well.
std::string category_words(const std::vector<std::string>& codes) {
  std::vector<std::string> names = codes;
  for (auto& n : names) std::ranges::replace(n, '-', ' ');
  return listed(names);
}

std::string act_words(Act act) {
  switch (act) {
    case Act::View:
      return "Looked at ";
    case Act::Search:
      return "Found in a search: ";
    case Act::Create:
      return "Wrote ";
    case Act::Change:
      return "Changed ";
    case Act::Correct:
      return "Corrected ";
    case Act::Move:
      return "Took a step of ";
    case Act::Refuse:
      return "Was refused ";
    case Act::Grant:
      return "Asked for access with a reason to ";
    case Act::Disclose:
      return "Shared ";
    case Act::Print:
      return "Printed ";
    case Act::Export:
      return "Exported ";
    case Act::Import:
      return "Imported ";
    case Act::Undo:
      return "Took back ";
    case Act::Attack:
      return "Was stopped at ";
    default:
      return "Worked on ";
  }
}

/// "reason:complaint hours:72" -> the reason's name.
std::string reason_words(const charter::Charter& c, const std::string& note) {
  constexpr std::string_view kKey = "reason:";
  const auto at = note.find(kKey);
  if (at == note.npos) return {};
  const auto from = at + kKey.size();
  const auto code = note.substr(from, note.find(' ', from) - from);
  const auto ix = c.find_reason(code);
  return ix ? inside_sentence(c.at(*ix).name) : code;
}

constexpr ForWhom kForWhom[] = {{"hospital", "the hospital"},
                                {"ambulance", "the ambulance"},
                                {"doctor", "a doctor"},
                                {"carer", "whoever supports the person meanwhile"},
                                {"person", "the person themselves"}};

/// "a one-page summary for the hospital".
std::string summary_words(const std::string& code) {
  const auto found = std::ranges::find(kForWhom, code, &ForWhom::code);
  return std::string("a one-page summary") +
         (found == std::end(kForWhom) ? "" : " for " + std::string(found->words));
}

/// The name of a clock of the kind: "Manager's review of an incident"; of a row of several, "CODE#2", alike.
std::string deadline_words(const charter::Charter& c, const ledger::Entry& e, std::string_view code) {
  const auto ix = c.find_kind(e.what);
  const auto* d = ix ? c.at(*ix).find_deadline(code) : nullptr;
  return d && d->name != c.at(*ix).name ? "“" + d->name + "” of " : "";
}

/// What was done with an entry as work, in plain words; empty when it is something else.
std::string work_words(const charter::Charter& c, const ledger::Entry& e) {
  constexpr std::string_view kMove = "move:", kGiven = "work given: ", kTo = " to ", kRight = "still right: ";
  const auto note = std::string_view(e.note);
  const auto what = what_words(c, e.what, e.thing);
  if (e.act == Act::Move && note.starts_with(kMove)) {
    const auto ix = c.find_kind(e.what == "enrolment" ? "support" : e.what);
    const auto code = note.substr(kMove.size(), note.find(' ') - kMove.size());  // a reason may follow
    const auto* move = ix ? c.at(*ix).find_move(code) : nullptr;
    return move ? "Took the step “" + move->name + "” of " + what : "";
  }
  if (e.act != Act::Change) return {};
  if (note.starts_with(kRight))
    return "Looked at " + deadline_words(c, e, note.substr(kRight.size())) + what +
           " and found it still right";
  if (!note.starts_with(kGiven)) return {};
  const auto rest = note.substr(kGiven.size());
  const auto to = rest.rfind(kTo);
  if (to == rest.npos) return {};
  const bool own = rest.substr(to + kTo.size()) == e.actor.text();
  const auto it = deadline_words(c, e, rest.substr(0, to)) + what;
  return own ? "Took on " + it + " as their own work" : "Gave " + it + " to a colleague as their work";
}

/// "Told the safeguarding team about safeguarding and identity; the ground: we must do it by law."
std::string told_words(const charter::Charter& c, const ledger::Entry& e) {
  const auto to = std::ranges::find(c.recipients, e.thing, &charter::Recipient::code);
  auto s = "Told “" + (to == c.recipients.end() ? e.thing : to->name) + "” about " +
           (e.categories.empty() ? std::string("this person") : category_words(e.categories));
  if (const auto basis = charter::basis_of(e.basis); basis != charter::Basis::None)
    s += "; the ground: " + inside_sentence(charter::basis_words(basis));
  if (!e.clause.empty()) s += " (Notice, part " + e.clause + ")";
  return s + ".";
}

}  // namespace

std::span<const ForWhom> summary_for() {
  return kForWhom;
}

std::string who_sentence(const charter::Charter& c, const ledger::Entry& e) {
  if (e.what == thing_code(Thing::OwnDoor) && e.act == Act::SignIn)
    return "Came in by the person’s own door.";
  if (e.what == thing_code(Thing::OwnDoor) && e.act == Act::SignOut) return "Left by the person’s own door.";
  if (e.act == Act::Job && e.note == "age-ahead")
    return "Told whoever supports the person that they come of an age.";
  if (e.act == Act::Job && e.what == "letter-mail")
    return "Sent a letter by mail that somebody here had written.";
  if (e.act == Act::Move && e.note == "superseded")
    return "Put " + what_words(c, e.what, e.thing) + " aside, since a newer one is in force.";
  if (e.act == Act::Move && e.note == "taken-back")
    return "Ended " + what_words(c, e.what, e.thing) + ", since the consent was taken back.";
  if (e.act == Act::Move && e.note == "to-tell")
    return "Put down that whoever was told something is to hear that it changed.";
  if (e.act == Act::Change && e.what == thing_code(Thing::LetGo))
    return "Destroyed what had been given by choice and was taken back.";
  if (e.note == kSomebodyElse)
    return "Wrote down that somebody else was part of " + what_words(c, e.what, e.thing) +
           " as well, and not who.";
  if (e.note == "visit: in") return "Went to a home visit.";
  if (e.note == "visit: out") return "Came out of a home visit.";
  if (e.act == Act::Change && e.what == thing_code(Thing::Misfiled))
    return e.note.starts_with("agreed") ? "Agreed that an entry does not belong here."
           : e.note == "stays"          ? "Found that an entry belongs here and stays."
                                        : "Said that an entry does not belong here.";
  if (e.act == Act::Change && e.what == thing_code(Thing::Erased))
    return "Deleted something, as the person had asked.";
  if (e.act == Act::Change && e.what == thing_code(Thing::TakenOff))
    return "Took an entry off the record that did not belong here.";
  if (e.act == Act::Change && e.what == thing_code(Thing::Brought))
    return "Brought an entry here that stood in another record.";
  if (e.act == Act::Change && e.what == thing_code(Thing::Merge))
    return "Joined two records, since they are of one person.";
  if (e.act == Act::Change && e.what == thing_code(Thing::Unmerge))
    return "Parted two records that had been joined as one person’s.";
  if (e.what == thing_code(Thing::Collected))
    return e.note == "ready"
               ? "Put what was picked ready for somebody outside, behind an address with a code."
           : e.note == "taken-back"
               ? "Took back what was ready for somebody outside to collect."
               : "Whoever has the address and the code collected what was ready for them.";
  if (e.act == Act::Disclose && e.what == thing_code(Thing::Shared)) return told_words(c, e);
  std::string s = act_words(e.act);
  const auto where = what_words(c, e.what, e.thing);
  if (auto done = work_words(c, e); !done.empty()) {
    s = std::move(done);
  } else if (e.act == Act::View && e.what == thing_code(Thing::Summary)) {
    s = "Made " + summary_words(e.thing);
    if (!e.categories.empty()) s += ", with " + category_words(e.categories);
  } else if (e.act == Act::View && !e.categories.empty()) {
    s += category_words(e.categories) + " on " + where;
  } else if (e.act == Act::Grant) {
    s += e.categories.empty() ? "the record" : category_words(e.categories);
    if (const auto reason = reason_words(c, e.note); !reason.empty()) s += ": " + reason;
  } else {
    s += where;
  }
  if (const auto purpose = c.find_purpose(e.purpose)) s += ", for “" + c.at(*purpose).name + "”";
  if (e.note.find("grant:") != std::string::npos) s += ", by access with a reason";
  if (!e.clause.empty()) s += " (Notice, part " + e.clause + ")";
  return s + ".";
}

namespace {

/// What was done with an entry, without what sort of entry it is.
std::string own_act_words(Act act) {
  switch (act) {
    case Act::Create:
      return "Wrote something in your record";
    case Act::Change:
      return "Changed something in your record";
    case Act::Correct:
      return "Corrected something in your record";
    case Act::Move:
      return "Took a step with something in your record";
    default:
      return act_words(act) + "your record";
  }
}

std::string own_door_words(Act act) {
  switch (act) {
    case Act::SignIn:
      return "Came in by your own door";
    case Act::SignOut:
      return "Left by your own door";
    case Act::Create:
      return "Gave out a paper for your own door";
    case Act::Job:
      return "Sent a code for your own door";
    case Act::Change:
      return "Shut your own door";
    default:
      return act_words(act) + "your own door";
  }
}

}  // namespace

std::optional<std::string> own_sentence(const charter::Charter& c, const ledger::Entry& e) {
  // What was told outside stands on a page of its own, as far as the person was told of it; that something
  // was stopped or taken to another record says too much of others.
  if (e.act == Act::Disclose || e.act == Act::Attack || e.note == kSomebodyElse) return std::nullopt;
  constexpr std::array kOfOthers = {Thing::Merge, Thing::Unmerge, Thing::Misfiled, Thing::Brought,
                                    Thing::TakenOff};
  const auto thing = find_thing(e.what);
  if (thing && std::ranges::count(kOfOthers, *thing) > 0) return std::nullopt;
  constexpr std::array kWithWords = {Thing::Form, Thing::Summary, Thing::Circle, Thing::Relationship};
  // Without the sort of entry its purpose is not told either: "keeping you safe" says which sort it was.
  const auto kind = c.find_kind(e.what);
  const bool veiled = (!thing || std::ranges::count(kWithWords, *thing) > 0) &&
                      (!kind || charter::own_part(c.at(*kind)) == charter::OwnPart::None);
  std::string s;
  if (thing == Thing::OwnDoor)
    s = own_door_words(e.act);
  else if (thing == Thing::OwnRecord)
    s = act_words(e.act) + "your record, by your own door";
  else if (!thing || std::ranges::count(kWithWords, *thing) > 0)
    s = own_act_words(e.act);
  else
    s = act_words(e.act) + what_words(c, e.what, {});
  if (veiled) return s + ".";
  if (const auto purpose = c.find_purpose(e.purpose)) s += ", for “" + c.at(*purpose).name + "”";
  if (e.act == Act::Grant || e.note.find("grant:") != std::string::npos) s += ", by access with a reason";
  if (!e.clause.empty()) s += " (Notice, part " + e.clause + ")";
  return s + ".";
}

std::vector<LookLine> who_lines(const charter::Charter& c, const std::vector<ledger::Kept>& kept) {
  std::vector<LookLine> out;
  std::map<std::tuple<StaffId, OwnDoorSide, Date, std::string>, std::size_t> looks;
  for (const auto& k : kept) {
    LookLine line{k.seq,
                  k.entry.actor,
                  k.entry.act,
                  who_sentence(c, k.entry),
                  k.entry.at,
                  k.entry.at,
                  1,
                  k.entry.act == Act::Refuse,
                  own_door_side(k.entry)};
    if (k.entry.act == Act::View || k.entry.act == Act::Search || k.entry.act == Act::Refuse) {
      const auto [at, fresh] =
          looks.try_emplace({line.staff, line.by, today(line.last), line.sentence}, out.size());
      if (!fresh) {
        auto& had = out[at->second];
        ++had.times;
        had.first = std::min(had.first, line.first);
        had.last = std::max(had.last, line.last);
        continue;
      }
    }
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace candour::gate
