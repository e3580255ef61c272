// The forms in which somebody takes their information elsewhere (UK GDPR, Article 20): JSON by the schema in
// docs/reference/portable.schema.json, tables as CSV, and a FHIR R4 bundle that other systems for care read
// and that Candour takes in again (exchange/bundle.h). Promises: what was left out of the copy is in none of
// them, only that something was; every answer that R4 can carry is in the bundle, with its question. Pure but
// for reading the catalogue; any thread. What a reader makes of it is not ours to promise. For pack*.cc and
// portable*.cc.
#pragma once

#include <boost/json.hpp>

#include "charter/fhir_map.h"
#include "people/staff.h"
#include "rights/pack_parts.h"

namespace candour::rights {

inline constexpr std::string_view kPortableFormat = "candour-portable";
inline constexpr int kPortableVersion = 1;
using charter::kCircleName;
using charter::kNhsNumbers;
using charter::kNotedName;
using charter::kServiceCodes;

struct Portable {
  const charter::Charter& c;
  const Packs::Whole& whole;
  const Pack& pack;
  UnixMs now;
  std::shared_ptr<const people::Directory> staff;
};

/// One passage as it is given: nothing, the words that are left of it, or all of it with its value.
struct Told {
  std::string words;
  boost::json::value value;  // null: the words are all there is
  bool masked = false, partly = false;
};
Told told(const Item& item, const Passage& passage);
/// Whether it is an answer as it stands now, and not what was said before or what Candour adds.
bool is_answer(const Passage& passage);
/// The answers of a piece that are given with their values.
charter::Values values_given(const Item& item);

std::string portable_json(const Portable& from);
/// A table for each sort of piece, and what was said before.
std::vector<PackFile> portable_csv(const Portable& from);
/// `files`: those that are enclosed.
std::string portable_bundle(const Portable& from, const charter::FhirMap& map,
                            const std::vector<PackFile>& files);
/// The same as a file, by what the catalogue of that folder says. Errors: Unavailable where it cannot be
/// read.
Result<PackFile> bundle_file(const Portable& from, const std::string& catalogue_dir,
                             const std::vector<PackFile>& files);

/// The person as a Patient, and somebody of their circle as a RelatedPerson.
boost::json::object patient_of(const Portable& from, const std::string& id);
boost::json::object related_of(const Item& item);
/// What the catalogue makes of a piece, each with the name under which it is known in the bundle.
struct Mapped {
  std::string which;  // "CarePlan", "goals-1"
  boost::json::object resource;
};
std::vector<Mapped> mapped_of(const Portable& from, const charter::FhirMap& map, const Item& item,
                              const std::string& person);
/// The id of something that has none of its own, from the id of what it was made of.
Id128 made_id(const Id128& of, std::string_view which);

}  // namespace candour::rights
