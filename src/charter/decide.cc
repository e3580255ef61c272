#include "charter/decide.h"

#include <algorithm>

#include "charter/lending.h"

namespace candour::charter {

namespace {

/// All that the answer needs and that does not hang on the category.
struct Standing {
  const Role& role;
  const Purpose& purpose;
  const ReasonedAccess* reason;  // live, or null
  bool by_right;                 // reaches the person without a reason

  Standing(const Charter& c, const Facts& f, PurposeIx p)
      : role(c.at(f.role)),
        purpose(c.at(p)),
        reason(live_access(role, f)),
        by_right(f.reach != Reach::None && f.reach <= role.reach) {}

  CategorySet own() const { return by_right ? role.sees : CategorySet{}; }
  CategorySet lent() const { return reason ? reason->sees : CategorySet{}; }
};

/// The doors before the category is asked, in the order in which they stand.
Why before(const Charter& c, const Facts& f, const Standing& s, PurposeIx p) {
  if (c.agreement_required() && !f.agreement) return Why::NoAgreement;
  if (c.training_months() != 0 && !f.training) return Why::TrainingLapsed;
  if (!s.by_right && !s.reason) return Why::OutOfReach;
  if (!s.role.purpose_set.has(p)) return Why::PurposeNotOfRole;
  if (!c.at(f.service).purposes.has(p)) return Why::PurposeNotInService;
  return Why::Allowed;
}

/// Article 18(2): restricted information is only stored, save with consent, to protect another person, or to
/// settle the very dispute. So it may be seen under a reasoned access, for a purpose that rests on vital
/// interests or on a live consent, and by who answers for the ledger (the data-protection lead). Never
/// written.
bool seen_though_restricted(const Facts& f, const Standing& s, PurposeIx p) {
  if (s.reason || s.role.has(Duty::SeeLedger)) return true;
  auto& bases = s.purpose.bases;
  if (!bases.empty() && bases[0].basis == Basis::VitalInterests) return true;
  return s.purpose.needs_consent() && f.consented.has(p);
}

/// The doors after the category. An objection binds from the day on which it was made until it is decided.
Why after(const Facts& f, const Standing& s, PurposeIx p, Doing doing) {
  if (s.purpose.needs_consent() && !f.consented.has(p)) return Why::NoConsent;
  if (f.objected.has(p)) return Why::Objected;
  if (f.restricted && (doing == Doing::Write || !seen_though_restricted(f, s, p))) return Why::Restricted;
  return Why::Allowed;
}

Decision outcome(const Charter& c, const Standing& s, Why why) {
  Decision d;
  d.why = why;
  d.basis = s.purpose.bases.empty() ? Basis::None : s.purpose.bases[0].basis;
  switch (why) {
    case Why::NoAgreement:
    case Why::TrainingLapsed:
      d.clause = c.access_clause_ix;
      break;
    case Why::OutOfReach:
    case Why::NotInService:
    case Why::CategoryNotOfRole:
    case Why::NotWritable:
      d.clause = s.role.clause_ix;
      break;
    default:
      d.clause = s.purpose.clause_ix;
  }
  return d;
}

}  // namespace

Decision decide(const Charter& c, const Facts& f, PurposeIx p, CategoryIx category, Doing doing) {
  Standing s(c, f, p);
  if (Why why = before(c, f, s, p); why != Why::Allowed) return outcome(c, s, why);
  if (!s.purpose.categories.has(category)) return outcome(c, s, Why::CategoryNotOfPurpose);
  bool own = s.own().has(category), lent = s.lent().has(category);
  if (!own && !lent) return outcome(c, s, Why::CategoryNotOfRole);
  if (Why why = after(f, s, p, doing); why != Why::Allowed) return outcome(c, s, why);
  // What is lent for a reason is for reading: nobody writes into a record that is not theirs to keep.
  if (doing == Doing::Write && !(own && s.role.writable.has(category)))
    return outcome(c, s, Why::NotWritable);
  Decision d = outcome(c, s, Why::Allowed);
  if (!own) {
    d.clause = s.reason->clause_ix;
    d.obligations = kReasonedAccess | kTellSupervisor;
  }
  return d;
}

CategorySet decide_set(const Charter& c, const Facts& f, PurposeIx p, Doing doing) {
  Standing s(c, f, p);
  if (before(c, f, s, p) != Why::Allowed || after(f, s, p, doing) != Why::Allowed) return {};
  if (doing == Doing::Write) return s.purpose.categories & s.own() & s.role.writable;
  return s.purpose.categories & (s.own() | s.lent());
}

bool may_write_kind(const Charter& c, const Facts& f, KindIx kind) {
  if (!c.kind_use(f.service, kind)) return false;
  const Role& role = c.at(f.role);
  if (c.at(kind).engine) return role.has(Duty::AddPerson);
  return std::find(role.writes.begin(), role.writes.end(), kind) != role.writes.end();
}

}  // namespace candour::charter
