// Reads the catalogue: the categories that charters choose from, the dated registers of regulators and of
// public inquiries for which records are kept, one file for each kind of thing that can be written down and
// one for each letter. Shared by all organisations. Pure but for reading files; any thread. It does not know
// which organisation will use what (compile.h).
#pragma once

#include <string>
#include <vector>

#include "charter/letters.h"
#include "charter/model.h"
#include "charter/read.h"
#include "charter/read_yaml.h"

namespace candour::charter {

struct CatalogueFiles {
  std::vector<Category> categories;
  /// By code. Field::category counts in `categories` above, not yet in a charter's own table.
  std::vector<Kind> kinds;
  std::vector<LetterTemplate> letters;  // by code

  const Kind* find_kind(std::string_view code) const;
  std::vector<std::string> category_codes() const;
  std::vector<std::string> kind_codes() const;
};

/// Reads the folder; what is wrong goes to `out`, with the file of each.
CatalogueFiles read_catalogue(const std::string& dir, std::vector<Finding>& out);

/// One kind from text, checked by itself.
Kind read_kind(const std::string& file, const std::string& yaml, const std::vector<Category>& categories,
               std::vector<Finding>& out);

/// The same from a tree that has been read.
Kind read_kind(const Yaml& root, const std::vector<Category>& categories, Findings& out);

/// The catalogue with the categories, kinds and fields that one charter has of its own (`categories: add`,
/// `kinds:`). What cannot be read, or would stand in the place of something else, is reported.
CatalogueFiles with_own(CatalogueFiles catalogue, const Yaml& charter, Findings& out);
/// Whether the charter has any.
bool has_own(const Yaml& charter);

/// One letter from text, checked against the kinds: what it is about, and each of its fields.
LetterTemplate read_letter(const std::string& file, const std::string& yaml, const CatalogueFiles& files,
                           std::vector<Finding>& out);

/// The dated registers of regulators.yaml.
struct Overseers {
  std::vector<Regulator> regulators, ombudsmen;
};
Overseers read_regulators(const std::string& dir, std::vector<Finding>& out);

/// Reads and checks a charter against a catalogue that has been read, and adds to what was found in that. So
/// the fuzzer need not read the catalogue for every text.
void load_against(const CatalogueFiles& catalogue, const std::string& file_name, const std::string& yaml,
                  std::optional<Date> today, Loaded& loaded);

/// The whole of a small text file, or a failure that says why.
Result<std::string> read_text_file(const std::string& path);

}  // namespace candour::charter
