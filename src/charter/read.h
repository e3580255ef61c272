// Reads charters and the catalogue from YAML, strictly, and explains by file, line and column what is wrong
// and how to mend it. Nothing is half-loaded: either a whole checked charter or findings. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "charter/charter.h"

namespace candour::charter {

struct Finding {
  std::string file;
  int line = 0, column = 0;  // from 1
  bool warning = false;      // a warning does not stop the server
  std::string what, mend;    // "purpose 'x' has no basis", "add a `bases:` list"
  std::string text() const;  // "charters/ll.yaml:12:5: … To mend: …"
};

struct Loaded {
  CharterPtr charter;  // null when any finding is not a warning
  std::vector<Finding> findings;
};

/// Reads and checks one charter against the catalogue folder (categories.yaml, regulators.yaml,
/// kinds/*.yaml). With `today`, also warns of what is overdue (the review of the charter itself).
Loaded load(const std::string& charter_file, const std::string& catalogue_dir,
            std::optional<Date> today = std::nullopt);
/// Several charters, in the order given, against one catalogue that is read once.
std::vector<Loaded> load_each(const std::vector<std::string>& charter_files, const std::string& catalogue_dir,
                              std::optional<Date> today = std::nullopt);
/// The same from text, for tests and the fuzzer.
Loaded load_text(const std::string& file_name, const std::string& yaml, const std::string& catalogue_dir,
                 std::optional<Date> today = std::nullopt);

/// Whom a change of the charter reaches; people must be told (LL-6, PS-8).
enum class Reaches : std::uint8_t { Nobody, Staff, People };
std::string_view reaches_words(Reaches);

/// What changes for whom between two charters: "Support worker: no longer sees health."
struct Change {
  std::string part, subject, what;  // "roles", "support-worker", plain words
  Reaches reaches = Reaches::People;
};
/// Everything that differs in what the two say; empty only when both say the same.
std::vector<Change> diff(const Charter& older, const Charter& newer);

/// The regulator in force on a date: the catalogue's dated register, since its name changes by law.
struct Regulator {
  std::string name, short_name, url, phone, source;
  Date from{};
};
Result<Regulator> regulator_on(const std::string& catalogue_dir, Date date);
/// The same, and whom to go to about care and support, where the register names one.
struct WhoOversees {
  Regulator regulator;
  std::optional<Regulator> ombudsman;
};
Result<WhoOversees> overseers_on(const std::string& catalogue_dir, Date date);

}  // namespace candour::charter
