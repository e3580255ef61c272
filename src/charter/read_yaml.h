// The text of a charter or a kind, taken apart with the place of every word, so that a message can say "line
// 12, column 5". Much stricter than YAML itself: no repeated keys, anchors, aliases, tags, tabs or second
// documents. Plain values; any thread. It knows nothing of what the words mean (read_form.h, compile.h do).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/read.h"

namespace candour::charter {

struct Yaml {
  enum class Shape { Nothing, Text, List, Map };
  Shape shape = Shape::Nothing;
  std::string text;  // as written, quotes taken off
  bool quoted = false;
  int line = 1, column = 1;  // from 1; columns count characters
  std::vector<Yaml> list;
  struct Line;
  std::vector<Line> map;  // in the order of the file

  const Yaml* find(std::string_view key) const;
  std::string_view shape_words() const;  // "a list", "a single value" …
};

/// One key of a map and what stands there. (A pair cannot be made of a type that is still being declared.)
struct Yaml::Line {
  Yaml first, second;
};

/// Where findings about one file gather.
struct Findings {
  std::string file;
  std::vector<Finding>& all;
  bool grounds = false;  // this file may say on what its values stand (said.h): a charter may, a kind may not

  void error(const Yaml& at, std::string what, std::string mend);
  void warn(const Yaml& at, std::string what, std::string mend);
  bool broken() const;  // any finding in `all` that is not a warning
};

/// Takes YAML text apart. False when it is broken; then `out` says where.
bool read_yaml(const std::string& text, Yaml& into, Findings& out);

struct CatalogueFiles;
/// Reads and checks a charter that is taken apart already, against a catalogue that has no errors.
void load_tree(const CatalogueFiles& catalogue, const std::string& file_name, Yaml root,
               std::optional<Date> today, Loaded& loaded);

/// Limits of one file; a charter of fifty services needs a tenth of them.
inline constexpr std::size_t kYamlBytes = 1024 * 1024;
inline constexpr int kYamlDepth = 24;
inline constexpr std::size_t kYamlValues = 100000;

}  // namespace candour::charter
