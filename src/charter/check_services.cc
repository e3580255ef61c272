// What services collect, and who on the staff may see and write it.
#include <algorithm>

#include "charter/check_parts.h"

namespace candour::charter {

namespace {

CategorySet covered_by(const Charter& c, PurposeSet purposes) {
  CategorySet set;
  purposes.each([&](PurposeIx p) { set = set | c.at(p).categories; });
  return set;
}

void check_collected(const Draft& d, const CatalogueFiles& files, ServiceIx six, Findings& out) {
  const Charter& c = *d.charter;
  const Service& s = c.at(six);
  CategorySet covered = covered_by(c, s.purposes), unkept;
  each_collected(c, files, s, [&](KindIx k, const Field& f) {
    const auto& code = files.categories[static_cast<std::size_t>(f.category)].code;
    auto ix = c.find_category(code);
    const Yaml& y = *d.at.kind_uses.at({six, k});
    std::string field = "the field '" + f.code + "' of '" + c.at(k).code + "' (category '" + code + "')";
    if (!ix) {
      out.error(y, "service '" + s.code + "' collects " + field + ", which this charter does not use",
                "add '" + code + "' to categories: use, or write {kind: " + c.at(k).code + ", leave-out: [" +
                    f.code + "]}");
    } else if (!covered.has(*ix)) {
      out.error(y,
                "service '" + s.code + "' collects " + field + ", but no purpose of this service covers it",
                "add '" + code + "' to one of its purposes, or write {kind: " + c.at(k).code +
                    ", leave-out: [" + f.code + "]}");
    } else if (!c.retention_for(six, k, *ix) && !unkept.has(*ix)) {
      unkept.add(*ix);
      out.error(at_key(*d.at.root, "retention"),
                "no retention rule says how long service '" + s.code + "' keeps '" + code + "'",
                "add a rule for the category, or one with `categories: all`");
    }
  });
}

void check_service(const Draft& d, ServiceIx six, Findings& out) {
  const Charter& c = *d.charter;
  const Service& s = c.at(six);
  const Yaml& y = *d.at.services[static_cast<std::size_t>(six)];
  std::string what = "service '" + s.code + "'";
  if (s.processor && s.controller.empty())
    out.error(at_key(y, "processor"), what + " is run as a processor, but for whom is not said",
              "add `controller:` with the name of the organisation that decides");
  if (s.processor && !s.controller.empty() && s.controller_instructions.empty())
    out.warn(at_key(y, "processor"), what + ": the controller's written instructions have no reference",
             "add `controller-instructions:` (Article 28(3))");
  if (!s.processor && !s.controller.empty())
    out.error(at_key(y, "controller"), what + " names a controller, but is not run as a processor",
              "add `processor: true`, or delete `controller`");
  bool profile = c.find_kind("profile") && c.kind_use(six, *c.find_kind("profile"));
  if (!profile)
    out.error(at_key(y, "kinds"), what + " does not use the kind 'profile'",
              "add it: without it nobody can be recorded as supported");
  for (auto& use : s.kinds) {
    const Kind& k = c.at(use.kind);
    const Yaml& at = *d.at.kind_uses.at({six, use.kind});
    if (k.home_visit && !s.home_based)
      out.error(at, what + " is not home-based, but uses '" + k.code + "', which is about home visits",
                "add `home-based: true` to the service, or leave the kind out");
    for (auto& [field, reason] : use.mandatory)
      if (auto* f = k.find_field(field); f && f->home_only && !s.home_based)
        out.error(item_with(at, "mandatory", field),
                  what + ": '" + field + "' is asked only in home-based services",
                  "take it out of `mandatory`");
  }
}

/// Which required fields of the kind does the role not see? Then it could never finish the form.
void check_writes(const Draft& d, const Role& r, const Yaml& y, Findings& out) {
  const Charter& c = *d.charter;
  for (auto k : r.writes)
    for (auto& f : c.at(k).fields)
      if (f.required && !r.sees.has(f.category))
        out.error(item_with(y, "writes", c.at(k).code),
                  "role '" + r.code + "' writes '" + c.at(k).code +
                      "', but does not see its required field '" + f.code + "' (category '" +
                      c.at(f.category).code + "')",
                  "add '" + c.at(f.category).code + "' to what the role sees, or do not let it write this");
}

void check_role(const Draft& d, const Role& r, const Yaml& y, Findings& out) {
  const Charter& c = *d.charter;
  std::string what = "role '" + r.code + "'";
  CategorySet covered = covered_by(c, r.purpose_set);
  auto excess = [&](CategorySet sees, const Yaml& where) {
    (sees - covered).each([&](CategoryIx ix) {
      out.error(item_with(where, "sees", c.at(ix).code),
                what + " sees '" + c.at(ix).code + "', which none of its purposes covers",
                "take it out of `sees`, or give the role a purpose that covers it");
    });
  };
  excess(r.sees, y);
  const Yaml& list = at_key(y, "reasoned-access");
  for (std::size_t i = 0; i < r.reasoned.size(); ++i) {
    excess(r.reasoned[i].sees, list.list[i]);
    auto& tells = r.reasoned[i].tells;
    if (tells != "supervisor" && !c.find_role(tells))
      out.error(at_key(list.list[i], "tells"), what + ": there is no role '" + tells + "' to tell",
                "write supervisor, or the code of a role");
  }
  check_writes(d, r, y, out);
  if (!r.sees.empty() && r.purposes.empty())
    out.error(at_key(y, "sees"), what + " sees information for no purpose", "add `purposes:`");
}

void check_written_by_somebody(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  for (auto& [key, y] : d.at.kind_uses) {
    const Kind& k = c.at(key.second);
    bool somebody = std::any_of(c.roles.begin(), c.roles.end(), [&](const Role& r) {
      if (k.engine) return r.has(Duty::AddPerson);
      return std::find(r.writes.begin(), r.writes.end(), k.ix) != r.writes.end();
    });
    if (!somebody)
      out.error(*y, "service '" + c.at(key.first).code + "' uses '" + k.code + "', but no role may write it",
                k.engine ? "give a role the duty add-person" : "add it to `writes:` of a role");
  }
  for (auto& k : c.kinds)
    for (auto& m : k.moves) {
      bool made = std::any_of(c.roles.begin(), c.roles.end(), [&](const Role& r) {
        return std::find(r.moves.begin(), r.moves.end(), std::pair(k.ix, m.code)) != r.moves.end();
      });
      if (!made)
        out.warn(at_key(*d.at.root, "roles"),
                 "no role may make the move '" + m.code + "' of '" + k.code + "'",
                 "add {kind: " + k.code + ", move: " + m.code + "} to `moves:` of a role");
    }
}

}  // namespace

void check_services(const Draft& d, const CatalogueFiles& files, Findings& out) {
  for (std::size_t i = 0; i < d.charter->services.size(); ++i) {
    check_service(d, static_cast<ServiceIx>(i), out);
    check_collected(d, files, static_cast<ServiceIx>(i), out);
  }
}

void check_roles(const Draft& d, Findings& out) {
  for (std::size_t i = 0; i < d.charter->roles.size(); ++i)
    check_role(d, d.charter->roles[i], *d.at.roles[i], out);
  check_written_by_somebody(d, out);
}

}  // namespace candour::charter
