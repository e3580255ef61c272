// Reads one group of keys of a charter: asks for each key with the shape that it must have, and at the end
// reports every key that nobody asked for, with a guess at what was meant.
// One thread at a time; an object lives as long as one group is being read. It knows no charter words.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "charter/model.h"
#include "charter/read_yaml.h"

namespace candour::charter {

enum class Need { Optional, Required };

/// Any group may say on what its values stand (said.h); no reader of a group asks for it.
inline constexpr std::string_view kGrounds = "grounds";
/// … and what its sentences claim of the rules (claims.h).
inline constexpr std::string_view kClaims = "claims";

/// The candidate nearest to `word` by letters changed, dropped, added or swapped; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "did you mean 'care'?" or else "use one of: …" (at most twelve named).
std::string suggest(std::string_view word, const std::vector<std::string>& candidates);
/// Lower-case letters, digits and single hyphens, as every code is spelt.
bool is_code(std::string_view s);
std::optional<Date> parse_date(std::string_view s);  // "2026-11-01"
std::optional<int> parse_int(std::string_view s);

class MapReader {
 public:
  /// `what` names the group in messages: "purpose 'deliver-support'".
  MapReader(const Yaml& y, std::string what, Findings& out);

  bool ok() const { return y_.shape == Yaml::Shape::Map; }
  const Yaml& here() const { return y_; }
  /// The value's node, or the group itself when the key is missing: where to point in a message.
  const Yaml& at(std::string_view key) const;
  void rename(std::string what) { what_ = std::move(what); }
  const std::string& what() const { return what_; }

  const Yaml* get(std::string_view key, Need need = Need::Optional);
  std::string text(std::string_view key, Need need = Need::Optional);
  std::string code(std::string_view key, Need need = Need::Required);
  bool flag(std::string_view key, bool otherwise = false);
  int number(std::string_view key, int otherwise, int min, int max, Need need = Need::Optional);
  std::optional<double> decimal(std::string_view key);
  std::optional<Date> date(std::string_view key, Need need = Need::Optional);
  /// One of the words; the first word when the key is missing and optional, none when it is required.
  std::string choice(std::string_view key, const std::vector<std::string>& words, Need need = Need::Optional);
  /// The same for what a notice may be silent on: nothing when the key is missing.
  std::string choice_or_silent(std::string_view key, const std::vector<std::string>& words);
  std::optional<bool> flag_or_silent(std::string_view key);
  /// The nodes of a list; empty when missing.
  std::vector<const Yaml*> list(std::string_view key, Need need = Need::Optional);
  /// The same where each must be a plain text.
  std::vector<const Yaml*> texts(std::string_view key, Need need = Need::Optional);
  /// A group of keys whose values are texts.
  std::vector<std::pair<const Yaml*, const Yaml*>> pairs(std::string_view key, Need need = Need::Optional);
  /// Reports the keys that were never asked for. Call once, last.
  void only_these();

  void error(std::string_view key, std::string what, std::string mend);

 private:
  bool beside_the_keys(std::string_view key) const;  // `grounds`, `claims`
  const Yaml* shaped(std::string_view key, Yaml::Shape shape, Need need, std::string_view mend);

  const Yaml& y_;
  std::string what_;
  Findings& out_;
  std::vector<std::string> asked_;
};

}  // namespace candour::charter
