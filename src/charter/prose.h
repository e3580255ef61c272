// The sentences of a charter, and the values that stand in them: "{retention/main/keep}" is filled with what
// the rule says, so that to change the rule changes the sentence. What is filled in says yes: a name in a
// sentence that says no would deny one thing today and another tomorrow. Pure; any thread. Whether sentences
// that are written out agree with the rules is asked by claims.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "charter/catalogue_read.h"
#include "charter/read_yaml.h"

namespace candour::charter {

/// One text for people, as written and where; `from`: the values that are filled in.
struct Prose {
  std::string path, written;
  Yaml at;  // its place alone
  std::vector<std::string> from;
};

/// Whether words for people stand at a path.
bool is_prose(const std::vector<std::string>& path);
/// Puts the values in; reports names that lead nowhere, values that make no words, and sentences that say no.
std::vector<Prose> fill_prose(Yaml& root, const CatalogueFiles&, Findings&);

std::vector<std::string> sentences_of(const std::string& text);
/// The words of a sentence, small, without signs: "finance officers", "don't", "25".
std::vector<std::string> words_of(std::string_view sentence);
bool says_no(std::string_view sentence);
/// 6 for "6", "six" and "sixth"; 0 for what is no number.
int number_in(std::string_view word);
/// "six years", "one month", "28 days".
std::string period_in_words(int n, std::string_view unit);

}  // namespace candour::charter
