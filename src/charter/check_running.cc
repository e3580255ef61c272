// Can an organisation run on this charter, and does what is printed happen? What stands in several places is
// told once.
#include <algorithm>

#include "charter/check_parts.h"
#include "charter/circle_homes.h"
#include "charter/consent_terms.h"
#include "charter/reviews.h"
#include "charter/sharing.h"

namespace candour::charter {

namespace {

std::string quoted(const std::vector<std::string>& codes) {
  std::string s;
  for (const auto& code : codes) s += (s.empty() ? "'" : ", '") + code + "'";
  return s;
}

/// Without somebody for each of these the organisation locks itself out, or its work stands still.
void check_somebody_may(const Draft& d, Findings& out) {
  struct Needed {
    Duty duty;
    const char* without;
  };
  constexpr Needed all[] = {{Duty::ManageStaff, "nobody could give anybody an account"},
                            {Duty::AddPerson, "nobody could be taken on"},
                            {Duty::DecideReferral, "no referral could be decided"},
                            {Duty::Allocate, "nobody could be given a worker"},
                            {Duty::SeeLedger, "nobody could see what was done"}};
  for (const auto& n : all) {
    const bool somebody = std::ranges::any_of(d.charter->roles, [&](const Role& r) { return r.has(n.duty); });
    if (!somebody)
      out.error(at_key(*d.at.root, "roles"),
                "no role has the duty '" + std::string(duty_code(n.duty)) + "': " + n.without,
                "add " + std::string(duty_code(n.duty)) + " to the `duties:` of a role");
  }
}

void check_purposes_are_worked_for(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  PurposeSet worked;
  for (const auto& r : c.roles) worked = worked | r.purpose_set;
  std::vector<std::string> idle;
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const Purpose& p = c.purposes[i];
    const bool in_a_service = std::ranges::any_of(
        c.services, [&](const Service& s) { return s.purposes.has(static_cast<PurposeIx>(i)); });
    if (in_a_service && !worked.has(static_cast<PurposeIx>(i))) idle.push_back(p.code);
    const bool needed = std::ranges::any_of(p.bases, [](const PurposeBasis& b) {
      return b.basis == Basis::Contract || b.basis == Basis::LegalObligation;
    });
    if (p.optional && needed)
      out.warn(at_key(*d.at.purposes[i], "optional"),
               "purpose '" + p.code + "' may be refused, and rests on a contract or on the law",
               "take out `optional: true`, or the basis that leaves no choice");
  }
  if (!idle.empty())
    out.warn(at_key(*d.at.root, "purposes"),
             "no role works for " + quoted(idle) + ", so nothing is done for them here",
             "add them to `purposes:` of a role, if staff do this with Candour");
}

void check_categories_are_stored(const Draft& d, const CatalogueFiles& files, Findings& out) {
  const Charter& c = *d.charter;
  CategorySet stored;
  for (const auto& s : c.services)
    each_collected(c, files, s, [&](KindIx, const Field& f) {
      if (const auto ix = c.find_category(files.categories[static_cast<std::size_t>(f.category)].code))
        stored.add(*ix);
      for (const auto& item : f.items)
        if (const auto ix = c.find_category(files.categories[static_cast<std::size_t>(item.category)].code))
          stored.add(*ix);
    });
  std::vector<std::string> nowhere;
  for (std::size_t i = 0; i < c.categories.size(); ++i)
    if (!stored.has(static_cast<CategoryIx>(i))) nowhere.push_back(c.categories[i].code);
  if (!nowhere.empty())
    out.warn(at_key(at_key(*d.at.root, "categories"), "use"),
             "no form of any service stores " + quoted(nowhere),
             "use a kind that has a field for it, or leave the category out if nobody holds it");
}

/// What people give by choice in the services in which it is asked for under that purpose.
CategorySet given_by_choice(const Charter& c, PurposeIx purpose) {
  CategorySet all;
  for (const auto& s : c.services)
    for (const auto& use : s.kinds)
      if (s.purposes.has(purpose)) all = all | c.at(use.kind).voluntary();
  return all;
}

/// What is promised to rest on a yes alone opens without one, where another purpose covers it. For what is
/// given by choice there is no other: it goes when the yes is taken back.
void check_consent_is_not_undone(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  for (std::size_t i = 0; i < c.purposes.size(); ++i) {
    const Purpose& p = c.purposes[i];
    const auto [undone, uses] = used_without_yes(c, static_cast<PurposeIx>(i));
    std::vector<std::string> by;
    for (const auto q : uses) by.push_back(c.at(q).code);
    if (const auto chosen = undone & given_by_choice(c, static_cast<PurposeIx>(i)); !chosen.empty())
      out.error(at_key(*d.at.purposes[i], "categories"),
                "purpose '" + p.code + "' needs consent, but " + names(c, chosen) +
                    ", which people give by choice, can be used without it, for " + quoted(by),
                "take the category out of those purposes");
    else if (!by.empty())
      out.warn(at_key(*d.at.purposes[i], "categories"),
               "purpose '" + p.code + "' needs consent, but " + names(c, undone) +
                   " can be used without it, for " + quoted(by),
               "take the category out of those purposes, or say in the notice that it is used for them too");
  }
}

/// Advertising goes the ways that `routes` names and no other (mailings.h).
void check_marketing_has_ways(const Draft& d, Findings& out) {
  const Marketing& m = d.charter->marketing;
  if (!m.is_allowed()) return;
  std::vector<std::string> idle;
  for (const auto& channel : m.channels)
    if (std::ranges::find(m.routes, channel, &Marketing::Route::channel) == m.routes.end())
      idle.push_back(channel);
  if (idle.empty() && !m.routes.empty()) return;
  out.warn(at_key(at_key(*d.at.root, "marketing"), "channels"),
           "marketing is allowed" + (idle.empty() ? std::string() : " by " + quoted(idle)) +
               ", but no route says so, so nothing is sent that way",
           "add under marketing: `routes: [{channel: " + (idle.empty() ? "email" : idle.front()) +
               ", basis: opt-in}]`");
}

/// What is printed and nothing enforces yet: a row for each, taken out with the change that enforces it.
struct NotYet {
  std::string_view what;
  bool (*said)(const Charter&);
};
/// What is told to bodies outside is looked at where it is written down (sharing.h).
bool writes_sharing_down(const Charter& c) {
  return std::ranges::any_of(c.kinds, &Kind::records_sharing);
}
/// What is given by choice goes by itself when its time is over (retention/lapse.h): in each of these
/// services that takes it, by a rule that is no longer than that.
bool goes_in_time(const Charter& c, ServiceSet services, int years) {
  bool any = false, all = true;
  services.each([&](ServiceIx s) {
    for (const KindUse& use : c.at(s).kinds) {
      const Kind& kind = c.at(use.kind);
      if (!kind.destroying()) continue;
      kind.voluntary().each([&](CategoryIx category) {
        const auto* rule = c.retention_for(s, use.kind, category);
        any = true;
        all = all && rule && rule->trigger == Trigger::Shared && rule->years > 0 && rule->years <= years;
      });
    }
  });
  return any && all;
}
ServiceSet services_of(const Charter& c, const ServiceConsent& own) {
  ServiceSet all;
  for (const auto& code : own.services)
    if (const auto s = c.find_service(code)) all.add(*s);
  return all;
}
/// In the services for which nothing else is said.
bool kept_too_long(const Charter& c) {
  ServiceSet services;
  for (std::size_t s = 0; s < c.services.size(); ++s) services.add(static_cast<ServiceIx>(s));
  for (const auto& own : c.consent.by_service)
    if (own.keep_years) services = services - services_of(c, own);
  return c.consent.keep_years > 0 && !services.empty() && !goes_in_time(c, services, c.consent.keep_years);
}
bool says_how_to_agree(const ConsentRules& rules) {
  return rules.own_from_age || rules.renew_months || !rules.written.empty() ||
         std::ranges::any_of(rules.by_service, [](const ServiceConsent& own) {
           return own.own_from_age || own.renew_months || own.is_signed || own.competence;
         });
}
/// Whether anybody can be written down in somebody else's record.
bool holds_others(const Charter& c) {
  return std::ranges::any_of(c.services, [&](const Service& s) {
    return std::ranges::any_of(s.kinds, [&](const KindUse& use) {
      const Kind& kind = c.at(use.kind);
      return !kind.engine && std::ranges::any_of(kCircleHomes, [&](auto code) {
        const auto home = c.find_category(code);
        return home && kind.categories().has(*home);
      });
    });
  });
}
constexpr NotYet kNotYet[] = {
    {"rights",
     [](const Charter& c) {
       return !c.rights.empty() && std::ranges::none_of(c.kinds, &Kind::records_request);
     }},
    {"disclosure-grounds", [](const Charter& c) { return !c.grounds.empty() && !writes_sharing_down(c); }},
    {"retention",
     [](const Charter& c) {
       return !c.retention.empty() && std::ranges::none_of(c.kinds, &Kind::records_destruction);
     }},
    {"consent: own-from-age, renew-every, written",
     [](const Charter& c) {
       return says_how_to_agree(c.consent) && std::ranges::none_of(c.kinds, &Kind::records_consent);
     }},
    {"consent: keep-at-most", kept_too_long},
    {"consent: by-service: keep-at-most",
     [](const Charter& c) {
       return std::ranges::any_of(c.consent.by_service, [&](const ServiceConsent& own) {
         return own.keep_years > 0 && !goes_in_time(c, services_of(c, own), own.keep_years);
       });
     }},
    {"recipients: inform, purposes",
     [](const Charter& c) {
       return !writes_sharing_down(c) && std::ranges::any_of(c.recipients, [](const Recipient& r) {
         return !r.inform.empty() || !r.purposes.empty();
       });
     }},
    {"recipients: agreement, processor",
     [](const Charter& c) {
       return std::ranges::any_of(c.recipients, needs_agreement) &&
              !(writes_sharing_down(c) && std::ranges::any_of(c.kinds, &Kind::records_agreement));
     }},
    {"marketing",
     [](const Charter& c) {
       return c.marketing.is_allowed() && std::ranges::none_of(c.kinds, &Kind::records_mailing);
     }},
    // It goes to those alone who said yes, whatever a route says.
    {"marketing: soft-opt-in, opt-out, when",
     [](const Charter& c) {
       const auto& m = c.marketing;
       return m.is_allowed() && (m.basis == "charity-soft-opt-in" ||
                                 std::ranges::any_of(m.routes, [](const Marketing::Route& route) {
                                   return route.basis != "opt-in" || !route.when.empty();
                                 }));
     }},
    {"planning-and-research",
     [](const Charter& c) { return !c.planning_and_research.empty() && !writes_sharing_down(c); }},
    {"opt-out: review-every",
     [](const Charter& c) { return c.opt_out.review_months > 0 && !reviewed_in(c, Reviewed::OptOut); }},
    {"reviews: every",
     [](const Charter& c) {
       return std::ranges::any_of(c.reviews,
                                  [&](const ReviewRule& r) { return r.months > 0 && !reviewed_in(c, r.of); });
     }},
    {"cctv", [](const Charter& c) { return !c.cctv.says.empty(); }},
    {"others-in-records: told, conflict-check, keep",
     [](const Charter& c) {
       return !holds_others(c) && std::ranges::any_of(c.others, [](const OtherPerson& o) {
         return !o.told.empty() || o.conflict_check || o.keep.said();
       });
     }},
    {"others-in-records: withheld",
     [](const Charter& c) {
       return std::ranges::any_of(c.others, &OtherPerson::withheld) &&
              std::ranges::none_of(c.kinds, &Kind::records_request);
     }},
};

void check_what_nothing_enforces(const Draft& d, Findings& out) {
  std::vector<std::string> keys;
  for (const auto& row : kNotYet)
    if (row.said(*d.charter)) keys.emplace_back(row.what);
  if (!keys.empty())
    out.warn(*d.at.root, "printed, and not enforced by this version of Candour yet: " + quoted(keys),
             "see to it yourselves until a later version does");
}

}  // namespace

void check_running(const Draft& d, const CatalogueFiles& files, Findings& out) {
  check_somebody_may(d, out);
  if (out.broken()) return;  // remarks would bury what stops the server
  check_purposes_are_worked_for(d, out);
  check_categories_are_stored(d, files, out);
  check_consent_is_not_undone(d, out);
  check_marketing_has_ways(d, out);
  check_what_nothing_enforces(d, out);
}

}  // namespace candour::charter
