#include "record/consents.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "charter/consent_terms.h"
#include "gate/words.h"
#include "people/ages.h"
#include "people/relationship.h"
#include "people/values_in.h"
#include "record/by_notice.h"

namespace candour::record {

namespace field = charter::consent_field;
using people::text_of;

namespace {

bool has(const charter::Values& v, std::string_view code) {
  const auto* x = v.if_contains(code);
  return x && (!x->is_string() || !x->get_string().empty());
}

/// One yes while it is looked at.
struct Yes {
  const charter::Charter& charter;
  charter::ConsentTerms terms;
  std::string by;
  std::optional<int> age;  // on the day of the yes; nothing: the birth date is not known
  charter::Values& values;
  Wrongs wrongs = {};

  void slip(std::string_view at, std::string words) { wrongs.slip(at, std::move(words)); }
  void refuse(std::string_view at, std::string words) { wrongs.refuse(at, std::move(words), terms.clause); }
  std::string part() const { return charter::by_part(terms.clause); }
};

/// Who may answer: the person from the age that the service sets, before that who is responsible for them,
/// and for an adult who cannot decide whoever the law has put in their place.
void check_age(Yes& y, const charter::Service& service) {
  const auto from = std::to_string(y.terms.from_age);
  const bool self = y.by == field::kSelf;
  const bool of_a_child = y.by == "parental" || y.by == "guardian";
  if (!y.age) {
    if (self && service.min_age >= y.terms.from_age) return;
    y.slip(field::kBy,
           "Enter the birth date in their details first, an estimate will do: here people decide "
           "for themselves from the age of " +
               from + y.part() + ".");
    return;
  }
  if (self && *y.age < y.terms.from_age)
    y.refuse(field::kBy, "Here people decide for themselves from the age of " + from + y.part() +
                             ", and they are younger: ask whoever has parental responsibility.");
  if (of_a_child && *y.age >= y.terms.from_age)
    y.refuse(field::kBy, "They decide for themselves, from the age of " + from + y.part() + ": ask them.");
  if (!self && !of_a_child && *y.age < charter::kTakenAsAble)
    y.refuse(field::kBy, "Attorneys, deputies and advocates are for people from " +
                             std::to_string(charter::kTakenAsAble) +
                             ": ask whoever has parental responsibility.");
}

/// What somebody can look at later: the signature, the paper, or whoever heard it.
void check_evidence(Yes& y, std::string_view how) {
  if (how.empty())
    y.slip(field::kHow, "Say how they said yes: nobody can look up what was not written down.");
  if (y.terms.is_signed && !how.empty() && how != field::kOnScreen && how != field::kOnPaper)
    y.refuse(field::kHow, "This needs a signature, on paper or on the screen" + y.part() + ".");
  if (how == field::kOnScreen && !has(y.values, field::kSignature))
    y.slip(field::kSignature, "Let whoever says yes sign here, or type their name.");
  const bool paper = has(y.values, field::kForm) || has(y.values, field::kPaperAt);
  if (how == field::kOnPaper && !paper)
    y.slip(field::kForm, "Put the scan of the signed form here, or say where the paper lies.");
  if (how == field::kSpoken && !has(y.values, field::kWitness))
    y.slip(field::kWitness, "Enter who heard it too: nobody can look up a spoken word.");
  if (how == field::kOther && !paper && !has(y.values, field::kWitness))
    y.slip(field::kWitness, "Enter who saw or heard it, or put here what shows it.");
}

void check_form(Yes& y) {
  const bool self = y.by == field::kSelf;
  check_evidence(y, text_of(y.values, field::kHow));
  if (!self && !has(y.values, field::kName)) y.slip(field::kName, "Enter the name of whoever answered.");
  const bool child = y.age && *y.age < charter::kTakenAsAble;
  const bool young = !y.age || *y.age < 18;
  const bool adult_through_another = !self && y.by != "parental" && y.by != "guardian";
  if (((self && (child || (y.terms.competence && young))) || adult_through_another) &&
      !has(y.values, field::kUnderstands))
    y.slip(field::kUnderstands, self ? "Say what makes you think that they understand what they say yes to."
                                     : "Say why the person cannot decide this themselves now.");
}

/// Whoever answers for somebody stands in the circle of support, with an authority that a second person
/// verified.
Status check_authority(const ConsentRooms& rooms, const Pass& pass, PersonId person, Yes& y) {
  const auto& c = rooms.gate.charter();
  if (y.by == field::kSelf || gate::circle_categories(c).empty()) return {};
  bool found = false;
  CHECK_OK(rooms.db.read_records([&](store::Session& db) -> Status {
    TRY(found,
        people::answers_for(db, rooms.vault, c.org(), pass.records_of(person), y.by, rooms.clock.now()));
    return {};
  }));
  if (!found)
    y.refuse(field::kBy,
             "Nobody in the circle of support answers for them by this right, verified by a second person. "
             "Write them down there first, with what you saw of it, and have it verified.");
  return {};
}

/// By the details of whichever record has them. The rule hangs on it; nobody is shown it.
Result<std::optional<Date>> born_of(const ConsentRooms& rooms, const Pass& pass, PersonId person) {
  std::optional<Date> born;
  CHECK_OK(rooms.db.read_records([&](store::Session& db) -> Status {
    for (const auto& record : pass.records_of(person)) {
      if (born) break;
      TRY(born, people::birth_date(db, rooms.gate, rooms.vault, record));
    }
    return {};
  }));
  return born;
}

/// The last day, when none was written; none later than the terms allow.
void check_end(Yes& y, std::optional<Date> born, Date today) {
  const auto given = parse_iso_date(text_of(y.values, field::kOn));
  if (!given) return;
  const bool through_parents = y.by == "parental" || y.by == "guardian";
  const auto until = charter::consent_until(y.terms, *given, through_parents ? born : std::nullopt);
  const auto written = parse_iso_date(text_of(y.values, field::kAgain));
  if (until && *until < today)
    y.slip(field::kOn, "A yes of that day counted until " + date_words(*until) + y.part() + ": ask again.");
  else if (until && written && *written > *until)
    y.slip(field::kAgain, "This yes counts until " + date_words(*until) + y.part() + ": ask again by then.");
  else if (until && !written)
    y.values[std::string(field::kAgain)] = iso_date(*until);
}

std::optional<charter::AgreedTo> agreed_to(const charter::Charter& c, const ConsentForm& form,
                                           const charter::Values& values) {
  if (!form.kind->records_consent) return std::nullopt;
  return charter::agreed_to(c, text_of(values, field::kPurpose));
}
/// Whether the service does it at all.
bool does(const charter::Charter& c, ServiceIx service, const charter::AgreedTo& to) {
  if (to.purpose) return c.at(service).purposes.has(*c.find_purpose(to.code));
  return to.recipient->services.empty() || to.recipient->services.has(service);
}

}  // namespace

Status complete_consent(const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                        charter::Values& values) {
  const auto& c = rooms.gate.charter();
  const auto to = agreed_to(c, form, values);
  if (!to) return {};
  const auto& service = c.at(form.service);
  if (!does(c, form.service, *to))
    return tl::unexpected<Error>(by_notice(
        invalid(std::string(field::kPurpose), service.name + " does nothing for this purpose.").value(),
        service.clause));
  values[std::string(field::kWhatFor)] = to->name;
  if (!has(values, field::kWords)) values[std::string(field::kWords)] = charter::consent_statement(c, *to);
  if (text_of(values, field::kAnswer) != field::kYes) return {};

  Yes y{c, charter::consent_terms(c, form.service, *to), text_of(values, field::kBy), {}, values};
  const auto on = parse_iso_date(text_of(values, field::kOn)).value_or(today(rooms.clock.now()));
  TRY(const auto born, born_of(rooms, pass, form.person));
  if (born) y.age = age_on(*born, on);
  check_age(y, service);
  check_form(y);
  CHECK_OK(check_authority(rooms, pass, form.person, y));
  check_end(y, born, today(rooms.clock.now()));
  return std::move(y.wrongs).status();
}

Status settle_consent(store::Txn& txn, const ConsentRooms& rooms, const Pass& pass, const ConsentForm& form,
                      EntryId entry, const charter::Values& values, bool ended) {
  const auto& c = rooms.gate.charter();
  const auto to = agreed_to(c, form, values);
  if (!to) return {};
  gate::ConsentFlags flags(rooms.gate, rooms.db, rooms.clock);
  if (!ended && text_of(values, field::kAnswer) == field::kYes) {
    const auto last = parse_iso_date(text_of(values, field::kAgain));
    gate::GivenConsent given{entry, {}};
    if (last) given.until = start_of_day(add_days(*last, 1));
    return flags.give(txn, pass, form.person, to->code, given);
  }
  const auto over = flags.withdraw(txn, pass, form.person, to->code);
  return over || over.error().code == Code::NotFound ? Status{} : over;
}

Status shut_what_opened(store::Txn& txn, const OrgCode& org, EntryId entry, UnixMs now) {
  for (const std::string_view table : {"consent_flag", "objection_flag"})
    CHECK_OK(txn.run("UPDATE " + std::string(table) +
                         " SET withdrawn_at=$3 WHERE org=$1 AND entry=$2 AND withdrawn_at IS NULL",
                     {org, entry, now.ms}));
  return {};
}

}  // namespace candour::record
