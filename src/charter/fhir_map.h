// How what is written down here is said in HL7 FHIR R4, so that other systems can read it: which resource a
// kind becomes, and which of its questions stands where in it. The catalogue declares it (fhir.yaml), so a
// kind that is new needs no code; a kind that is not named there goes as its answers alone, and those lose
// nothing (answers_as_items.h). Plain values; any thread. It knows no person, and checks no resource against
// the standard: tests do.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "charter/catalogue_read.h"

namespace candour::charter {

/// An answer, or the state, that becomes a code of the standard.
struct FhirCodes {
  std::string of, path;                                 // a field, or "state"
  std::vector<std::pair<std::string, std::string>> as;  // ours, theirs
};

/// In the place of a question: when it happened.
inline constexpr std::string_view kWhenItHappened = "#happened";

/// Paths are names parted by dots; "[]" behind a name is the first of a list ("reasonCode[].text").
struct FhirResource {
  std::string resource, subject;                            // where the person is referred to
  std::vector<std::pair<std::string, std::string>> sets;    // path, what always stands there
  std::vector<std::pair<std::string, std::string>> fields;  // field, path
  std::vector<FhirCodes> codes;
  // When it ends: so many minutes after it begins.
  std::string ends_at, begins, minutes;  // path, a date-time and a number
  int otherwise = 60;
};
/// A resource more for each row of a group; `linked`: the list in the first one that refers to it, or empty.
struct FhirRows {
  std::string group, linked;
  FhirResource each;
};
struct FhirKind {
  std::string kind;
  FhirResource whole;  // no `resource`: the rows alone
  std::vector<FhirRows> rows;
};
struct FhirMap {
  std::vector<FhirKind> kinds;
  const FhirKind* find(std::string_view kind) const;
};

/// Reads fhir.yaml of a catalogue; no file is no mapping. `known`: each kind and question must be one of it;
/// null: that is not asked, since a charter has kinds of its own. What is wrong goes to `out`.
FhirMap read_fhir_map(const std::string& catalogue_dir, const CatalogueFiles* known,
                      std::vector<Finding>& out);

/// The name of a kind, of the options of one of its questions and of anything else of ours in such a file.
std::string fhir_name(std::string_view kind, std::string_view field = {});
/// The kind that is named so; "" when it is none of ours.
std::string kind_of_fhir_name(std::string_view name);
/// What a QuestionnaireResponse is named that holds somebody of the circle, or what the tables note.
inline constexpr std::string_view kCircleName = "urn:candour:circle", kNotedName = "urn:candour:noted:";
/// The systems of NHS numbers, and of the services of an organisation.
inline constexpr std::string_view kNhsNumbers = "https://fhir.nhs.uk/Id/nhs-number",
                                  kServiceCodes = "urn:candour:service";
/// By what one resource refers to another: "urn:uuid:…".
std::string fhir_url(const Id128& id);

}  // namespace candour::charter
