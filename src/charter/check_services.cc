// What services collect, and who on the staff may see and write it.
#include <algorithm>
#include <set>

#include "charter/check_parts.h"
#include "charter/decide.h"

namespace candour::charter {

namespace {

CategorySet covered_by(const Charter& c, PurposeSet purposes) {
  CategorySet set;
  purposes.each([&](PurposeIx p) { set = set | c.at(p).categories; });
  return set;
}

/// One thing that is wrong with what services collect, and in which of them.
struct Collected {
  const Yaml* at;
  std::string verb, what, mend;
  std::vector<std::string> services;
};

std::string of_services(const std::vector<std::string>& codes) {
  std::vector<std::string> all;
  for (const auto& code : codes) all.push_back("'" + code + "'");
  return (codes.size() == 1 ? "service " : "services ") + list_words(all);
}

/// What is wrong in several services alike is told once.
class CollectedBy {
 public:
  explicit CollectedBy(const Draft& d, const CatalogueFiles& files) : d_(d), files_(files), c_(*d.charter) {}

  void look(ServiceIx six) {
    const Service& s = c_.at(six);
    const CategorySet covered = covered_by(c_, s.purposes);
    each_collected(c_, files_, s, [&](KindIx k, const Field& f) {
      const auto& code = files_.categories[static_cast<std::size_t>(f.category)].code;
      const auto ix = c_.find_category(code);
      const Yaml& y = *d_.at.kind_uses.at({six, k});
      const auto field = "the field '" + f.code + "' of '" + c_.at(k).code + "' (category '" + code + "')";
      const auto leave_out = ", or write {kind: " + c_.at(k).code + ", leave-out: [" + f.code + "]}";
      if (!ix)
        add(s, {&y,
                "collect",
                field + ", which this charter does not use",
                "add '" + code + "' to categories: use" + leave_out,
                {}});
      else if (!covered.has(*ix))
        add(s, {&y,
                "collect",
                field + ", but no purpose of this service covers it",
                "add '" + code + "' to one of its purposes" + leave_out,
                {}});
      else if (!c_.retention_for(six, k, *ix))
        add(s, {&at_key(*d_.at.root, "retention"),
                "keep",
                "'" + code + "'",
                "add a rule for the category, or one with `categories: all`",
                {}});
    });
  }

  void tell(Findings& out) const {
    for (const auto& f : all_) {
      const auto who = of_services(f.services);
      const bool one = f.services.size() == 1;
      if (f.verb == "keep")
        out.error(*f.at, "no retention rule says how long " + who + (one ? " keeps " : " keep ") + f.what,
                  f.mend);
      else
        out.error(*f.at, who + (one ? " collects " : " collect ") + f.what, f.mend);
    }
  }

 private:
  void add(const Service& s, Collected f) {
    for (auto& known : all_)
      if (known.verb == f.verb && known.what == f.what) {
        if (std::ranges::count(known.services, s.code) == 0) known.services.push_back(s.code);
        return;
      }
    f.services.push_back(s.code);
    all_.push_back(std::move(f));
  }

  const Draft& d_;
  const CatalogueFiles& files_;
  const Charter& c_;
  std::vector<Collected> all_;
};

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
  std::set<KindIx> told;  // of a kind that several services use, once
  for (auto& [key, y] : d.at.kind_uses) {
    const Kind& k = c.at(key.second);
    bool somebody = std::any_of(c.roles.begin(), c.roles.end(), [&](const Role& r) {
      if (k.engine) return r.has(Duty::AddPerson);
      return std::find(r.writes.begin(), r.writes.end(), k.ix) != r.writes.end();
    });
    if (!somebody && told.insert(key.second).second)
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
  CollectedBy collected(d, files);
  for (std::size_t i = 0; i < d.charter->services.size(); ++i) {
    check_service(d, static_cast<ServiceIx>(i), out);
    collected.look(static_cast<ServiceIx>(i));
  }
  collected.tell(out);
}

void check_roles(const Draft& d, Findings& out) {
  for (std::size_t i = 0; i < d.charter->roles.size(); ++i)
    check_role(d, d.charter->roles[i], *d.at.roles[i], out);
  check_written_by_somebody(d, out);
}

}  // namespace candour::charter
