// The charters that tests read: each once in a program. For tests only; one thread.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "charter/catalogue_read.h"
#include "charter/like.h"
#include "charter/read.h"
#include "charter/read_yaml.h"

namespace candour::charter {

/// The small one of the tests, which may be changed in a copy.
inline CharterPtr base() {
  static const CharterPtr c = load("tests/charters/base.yaml", "tests/charters/catalogue").charter;
  return c;
}

/// The text of a charter with one piece replaced. Throws where it has no such piece.
inline std::string text_with(const std::string& file, std::string_view was, std::string_view instead) {
  auto text = read_text_file(file).value_or("");
  const auto at = text.find(was);
  if (at == text.npos) throw std::runtime_error(file + " has no such piece: " + std::string(was));
  return text.replace(at, was.size(), instead);
}

/// Those that are changed value by value: the five, and one that says what none of them says.
inline constexpr const char* kChanged[] = {"im", "ig", "ll", "ps", "lw", "reach"};
inline std::string file_of(std::string_view code) {
  return (code == "reach" ? "tests/charters/" : "charters/") + std::string(code) + ".yaml";
}
/// Its text, lists that are like others written out. Throws where it is not well-formed.
inline Yaml tree_of(const std::string& file) {
  std::vector<Finding> found;
  Findings out{file, found, true};
  Yaml root;
  if (!read_yaml(read_text_file(file).value_or(""), root, out)) throw std::runtime_error(file);
  write_out_likes(root, out);
  return root;
}

/// One of them. A test of one that is refused fails, and says why.
inline CharterPtr shipped(const std::string& code) {
  static std::map<std::string, CharterPtr> read;
  auto& kept = read[code];
  if (kept) return kept;
  const auto loaded = load(file_of(code), "charters/catalogue");
  for (const auto& f : loaded.findings)
    if (!f.warning && !loaded.charter) throw std::runtime_error(f.text());
  return kept = loaded.charter;
}

}  // namespace candour::charter
