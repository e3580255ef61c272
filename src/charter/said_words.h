// What each value of a charter is called in plain words, and whom a change of it reaches: one table of all
// keys (said_words.cc). A key without a row still is told, by its own name and as reaching people; a test
// asks that the charters we ship need no such thing. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "charter/read.h"

namespace candour::charter {

/// What the entries of a list are codes of.
enum class Names { Plain, Category, Purpose, Kind, Role, Service, Reason, Condition, Basis, Duty, Move };

struct KeyWords {
  std::string_view path;  // "roles/*/sees/*"; a star is the key of a row or an entry of a list
  std::string_view more;  // of a list: "now also sees"; of one value: "how long it is kept"
  std::string_view less;  // of a list: "no longer sees"; of one value: empty
  Reaches gained = Reaches::People, lost = Reaches::People;
  Names names = Names::Plain;
};

/// The row for a path taken apart; null where there is none.
const KeyWords* key_words(const std::vector<std::string>& path);
/// A code as people say it: "health", "“Giving you support”".
std::string name_of(const Charter&, Names, const std::string& code);
/// "own-from-age" as words.
std::string plain_words(std::string code);
/// The path one segment shorter; empty at the top.
std::string parent(const std::string& path);

/// What one charter says, to look up by path, to walk through list by list, and to name.
class SaidIndex {
 public:
  using Path = std::vector<std::string>;

  explicit SaidIndex(const Charter&);
  const Charter& charter() const { return charter_; }
  const Said* find(const std::string& path) const;  // null where nothing is said
  /// Keys of the rows of a table, or the entries of a list, in their order.
  std::vector<std::string> entries(const std::string& list) const;
  /// Whose value it is: the name of the row of the first table on the way, else the section.
  std::string subject(const Path&) const;
  std::string label(const Path&) const;              // "how long it is kept"
  std::string verb(const Path&, bool gained) const;  // "now also sees", of an entry of a list
  std::string names(const Path&, const std::vector<std::string>& codes) const;  // "health and care"

 private:
  std::string with_names(std::string_view words, const Path&) const;

  const Charter& charter_;
  std::map<std::string, const Said*> by_path_;
  std::map<std::string, std::vector<std::string>> entries_;
};

/// A value that nobody has confirmed yet: it runs, and is not printed.
struct Working {
  std::string path;     // of the value, or of the list
  std::string subject;  // "Your GP"
  std::string what;     // "may receive"
  std::string value;    // "health and care"
};
/// All of them, list by list; what is inside a row that itself is working comes with it.
std::vector<Working> working_values(const Charter&);

}  // namespace candour::charter
