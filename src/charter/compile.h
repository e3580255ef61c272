// Turns the YAML of a charter into its tables: resolves every code to a number, reports each that is unknown,
// and remembers where each thing stood, so that the check can point at it.
// Pure; any thread (one Compiler each). It does not ask whether the parts fit one another (check.h).
#pragma once

#include <map>

#include "charter/catalogue_read.h"
#include "charter/charter.h"
#include "charter/prose.h"
#include "charter/read_form.h"

namespace candour::charter {

/// Nodes of the file, parallel to the tables of the charter.
struct Places {
  std::vector<const Yaml*> purposes, services, roles, recipients, retention, conditions, rights, grounds;
  std::map<std::pair<ServiceIx, KindIx>, const Yaml*> kind_uses;
  const Yaml* root = nullptr;
};

struct Draft {
  std::shared_ptr<Charter> charter;
  Places at;
  std::shared_ptr<const Yaml> text;  // with its values filled in (prose.h); the places stand in it
  std::vector<Prose> prose;
};

class Compiler {
 public:
  Compiler(const Yaml& root, const CatalogueFiles& catalogue, Findings& out);
  /// The tables, whole only when `out` has no errors afterwards.
  Draft run();

 private:
  using Nodes = std::vector<const Yaml*>;

  // compile.cc: the organisation, its categories, purposes and reasons
  void head(MapReader&);
  void version(MapReader&);
  void words(MapReader&);
  void easy_read(MapReader&);
  void parts(MapReader&);
  void contacts(MapReader&);
  void categories(MapReader&);
  void category_details(MapReader&);
  void laws_and_conditions(MapReader&);
  void purposes(MapReader&);
  void new_uses();  // compile_promises.cc
  void bases(MapReader&, Purpose&);
  void mailing(const Yaml& sort, Purpose&);
  void reasons(MapReader&);
  // compile_services.cc: services, their kinds, roles
  void used_kinds(MapReader&);
  void adopt(const Kind&);
  void offer_purposes(Kind&);
  void offer();
  void services(MapReader&);
  void kind_use(const Yaml&, Service&, ServiceIx);
  void roles(MapReader&);
  void existence(MapReader&, Service&);
  void role_powers(MapReader&, Role&);
  void reasoned(MapReader&, Role&);
  void writable();
  void resolve_existence();
  // compile_rules.cc: recipients, retention, consent, rights and the rest
  void recipients(MapReader&);
  void sources(MapReader&);
  void others(MapReader&);
  void partners(MapReader&);
  void unasked(MapReader&);
  ServiceSet service_set(const Nodes&);
  void retention(MapReader&);
  void retention_among(MapReader&, RetentionRule&);
  Keep keep(MapReader&);
  void retention_groups();
  void consent_and_rights(MapReader&);
  void consent_of_services(MapReader&);
  void right_details(MapReader&, Right&);
  void marketing(MapReader&);
  void transfers(MapReader&);
  void opt_out(MapReader&);
  void reviews(MapReader&);
  void grounds(MapReader&);
  void rest(MapReader&);
  void letters();

  std::uint16_t clause_ix(const std::string& clause);
  CategorySet category_set(const Nodes&);
  PurposeSet purpose_set(const Nodes&, std::vector<PurposeIx>* in_order = nullptr);
  std::optional<CategoryIx> category(const Yaml&);
  std::optional<KindIx> kind(const Yaml&);
  Basis basis(const Yaml& at, const std::string& word);
  /// Reports a code that stands twice in one table, and a table that outgrows its numbers.
  template <class T>
  void add(std::vector<T>& table, T row, MapReader& m, std::size_t limit);

  const std::shared_ptr<Yaml> text_;
  const std::vector<Prose> prose_;
  const Yaml& root_;
  const CatalogueFiles& catalogue_;
  Findings& out_;
  std::vector<std::pair<ServiceIx, Nodes>> told_to_;  // roles are read after the services that name them
  std::shared_ptr<Charter> made_;
  Charter& c_;
  Places at_;
};

/// When somebody is told: "before", "after", "try", "where-possible", "not-needed".
const std::vector<std::string>& informs();

/// The codes of a table, for suggestions.
template <class T>
std::vector<std::string> codes_of(const std::vector<T>& table) {
  std::vector<std::string> codes;
  for (auto& row : table) codes.push_back(row.code);
  return codes;
}

template <class T>
void Compiler::add(std::vector<T>& table, T row, MapReader& m, std::size_t limit) {
  for (auto& other : table)
    if (!row.code.empty() && other.code == row.code)
      m.error("code", "this code stands here twice", "rename one of the two");
  if (table.size() == limit)
    m.error("code", "there are more than " + std::to_string(limit) + " of these", "join some of them");
  table.push_back(std::move(row));
}

}  // namespace candour::charter
