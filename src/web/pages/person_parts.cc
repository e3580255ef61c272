#include "web/pages/person_parts.h"

#include <algorithm>

namespace candour::web {

PersonId person_of(const http::Request& r) {
  return PersonId::parse(r.param("person")).value_or(PersonId{});
}

CategorySet all_categories() { return CategorySet::of_bits(~0ull); }

Result<Pass> look_at(const Visit& v, PersonId person, std::string what, std::string thing, CategorySet wanted) {
  gate::Look look{ledger::Act::View, std::move(what), std::move(thing), wanted | banner_categories(v.charter())};
  return v.org->gate->see(v.actor, person, look);
}

tl::unexpected<Error> refuse_here(const Visit& v, const Pass& pass, PersonId person, std::string_view what,
                                  std::string_view thing, Error why) {
  auto line = v.org->gate->entry_for(pass, ledger::Act::Refuse, what, thing, {});
  line.people = {person};
  line.clause = why.clause;
  line.outcome = "not-allowed";
  if (auto kept = v.org->gate->ledger().record(line); !kept) return tl::unexpected<Error>(kept.error());
  return tl::unexpected<Error>(std::move(why));
}

namespace {

bool role_writes(const charter::Charter& c, const gate::Post& post, ServiceIx service, KindIx kind) {
  if (post.service && *post.service != service) return false;
  const auto& role = c.at(post.role);
  if (c.at(kind).engine) return role.has(charter::Duty::AddPerson);
  return std::find(role.writes.begin(), role.writes.end(), kind) != role.writes.end();
}

bool may_write_in(const Visit& v, ServiceIx service, KindIx kind) {
  const auto& c = v.charter();
  if (!c.kind_use(service, kind)) return false;
  return std::any_of(v.actor.posts.begin(), v.actor.posts.end(),
                     [&](const gate::Post& p) { return role_writes(c, p, service, kind); });
}

}  // namespace

std::vector<Writable> writable(const Visit& v, const std::vector<people::Enrolment>& enrolments) {
  std::vector<Writable> all;
  for (const auto& kind : v.charter().kinds) {
    if (kind.engine) continue;
    if (auto service = service_for(v, enrolments, kind.ix)) all.push_back({kind.ix, *service});
  }
  return all;
}

std::optional<ServiceIx> service_for(const Visit& v, const std::vector<people::Enrolment>& enrolments, KindIx kind,
                                     std::string_view wanted_code) {
  const auto wanted = v.charter().find_service(wanted_code);
  std::optional<ServiceIx> found;
  for (const auto& e : enrolments) {
    if (e.ended || !may_write_in(v, e.service, kind)) continue;
    if (wanted && e.service == *wanted) return e.service;
    if (!found) found = e.service;
  }
  return found;
}

}  // namespace candour::web
