// Answers of choice in the words of others: the census for ethnic groups, schools and hospitals for sex, and
// the short forms that everybody uses.
#include <algorithm>

#include "base/text.h"
#include "exchange/cell_reading.h"

namespace candour::exchange {
namespace {

struct Word {
  std::string_view field, says, code;
};

/// Folded words -> code. The censuses of 2011 and 2021, the NHS data dictionary's names, and letters of old
/// lists.
constexpr Word kWords[] = {
    {"gender", "m", "male"},
    {"gender", "man", "male"},
    {"gender", "boy", "male"},
    {"gender", "f", "female"},
    {"gender", "woman", "female"},
    {"gender", "girl", "female"},
    {"gender", "nonbinary", "non-binary"},
    {"gender", "nb", "non-binary"},
    {"gender", "unknown", "not-known"},
    {"gender", "not specified", "not-known"},
    {"gender", "not known", "not-known"},
    {"gender", "not stated", "prefer-not-to-say"},
    {"ethnicity", "british", "white-british"},
    {"ethnicity", "english", "white-british"},
    {"ethnicity", "welsh", "white-british"},
    {"ethnicity", "scottish", "white-british"},
    {"ethnicity", "northern irish", "white-british"},
    {"ethnicity", "white british", "white-british"},
    {"ethnicity", "white english", "white-british"},
    {"ethnicity", "white welsh", "white-british"},
    {"ethnicity", "white scottish", "white-british"},
    {"ethnicity", "wb", "white-british"},
    {"ethnicity", "english welsh scottish northern irish or british", "white-british"},
    {"ethnicity", "english welsh scottish northern irish british", "white-british"},
    {"ethnicity", "white english welsh scottish northern irish or british", "white-british"},
    {"ethnicity", "white english welsh scottish northern irish british", "white-british"},
    {"ethnicity", "irish", "white-irish"},
    {"ethnicity", "white irish", "white-irish"},
    {"ethnicity", "gypsy or irish traveller", "white-gypsy-traveller"},
    {"ethnicity", "white gypsy or irish traveller", "white-gypsy-traveller"},
    {"ethnicity", "gypsy", "white-gypsy-traveller"},
    {"ethnicity", "irish traveller", "white-gypsy-traveller"},
    {"ethnicity", "traveller of irish heritage", "white-gypsy-traveller"},
    {"ethnicity", "roma", "white-roma"},
    {"ethnicity", "any other white background", "white-other"},
    {"ethnicity", "white any other white background", "white-other"},
    {"ethnicity", "other white", "white-other"},
    {"ethnicity", "white other", "white-other"},
    {"ethnicity", "white and black caribbean", "mixed-white-black-caribbean"},
    {"ethnicity", "mixed white and black caribbean", "mixed-white-black-caribbean"},
    {"ethnicity", "white and black african", "mixed-white-black-african"},
    {"ethnicity", "mixed white and black african", "mixed-white-black-african"},
    {"ethnicity", "white and asian", "mixed-white-asian"},
    {"ethnicity", "mixed white and asian", "mixed-white-asian"},
    {"ethnicity", "any other mixed or multiple ethnic background", "mixed-other"},
    {"ethnicity", "any other mixed background", "mixed-other"},
    {"ethnicity", "mixed any other mixed background", "mixed-other"},
    {"ethnicity", "other mixed", "mixed-other"},
    {"ethnicity", "mixed other", "mixed-other"},
    {"ethnicity", "indian", "asian-indian"},
    {"ethnicity", "pakistani", "asian-pakistani"},
    {"ethnicity", "bangladeshi", "asian-bangladeshi"},
    {"ethnicity", "chinese", "asian-chinese"},
    {"ethnicity", "other ethnic groups chinese", "asian-chinese"},
    {"ethnicity", "any other asian background", "asian-other"},
    {"ethnicity", "other asian", "asian-other"},
    {"ethnicity", "asian other", "asian-other"},
    {"ethnicity", "african", "black-african"},
    {"ethnicity", "black african", "black-african"},
    {"ethnicity", "caribbean", "black-caribbean"},
    {"ethnicity", "black caribbean", "black-caribbean"},
    {"ethnicity", "any other black background", "black-other"},
    {"ethnicity", "any other black black british or caribbean background", "black-other"},
    {"ethnicity", "any other black african or caribbean background", "black-other"},
    {"ethnicity", "other black", "black-other"},
    {"ethnicity", "black other", "black-other"},
    {"ethnicity", "any other ethnic group", "other"},
    {"ethnicity", "other ethnic group", "other"},
    {"ethnicity", "not stated", "prefer-not-to-say"},
    {"ethnicity", "refused", "prefer-not-to-say"},
    {"ethnicity", "not known", "not-known"},
    {"ethnicity", "unknown", "not-known"},
    {"marital-status", "civil partnership", "married"},
    {"marital-status", "married or civil partnership", "married"},
    {"marital-status", "cohabiting", "living-together"},
    {"marital-status", "widow", "widowed"},
    {"marital-status", "widower", "widowed"},
    {"religion", "no religion", "none"},
    {"religion", "atheist", "none"},
    {"religion", "islam", "muslim"},
    {"religion", "church of england", "christian"},
    {"religion", "c of e", "christian"},
    {"religion", "catholic", "christian"},
    {"religion", "roman catholic", "christian"},
    {"employment-status", "unemployed", "looking"},
    {"employment-status", "job seeker", "looking"},
    {"employment-status", "full time", "employed"},
    {"employment-status", "part time", "employed"},
    {"employment-status", "pensioner", "retired"},
    {"preferred-contact", "telephone", "phone"},
    {"preferred-contact", "sms", "text"},
    {"preferred-contact", "post", "letter"},
    {"preferred-contact", "e mail", "email"},
};

/// What stands in front of the group itself in the census and in old lists: "Asian or Asian British -
/// Indian".
constexpr std::string_view kFamilies[] = {"asian or asian british",
                                          "asian asian british or asian welsh",
                                          "asian asian british",
                                          "black or black british",
                                          "black black british black welsh caribbean or african",
                                          "black african caribbean or black british",
                                          "black african caribbean black british",
                                          "mixed or multiple ethnic groups",
                                          "mixed multiple ethnic groups",
                                          "mixed multiple ethnic group",
                                          "mixed",
                                          "white",
                                          "other ethnic group",
                                          "other ethnic groups"};

const charter::Option* option_of(const charter::Field& f, std::string_view code) {
  const auto it =
      std::find_if(f.options.begin(), f.options.end(), [&](const auto& o) { return o.code == code; });
  return it == f.options.end() ? nullptr : &*it;
}

const charter::Option* by_words(const charter::Field& f, std::string_view folded) {
  for (const auto& o : f.options)
    if (folded == fold(o.code) || folded == fold(o.label)) return &o;
  for (const auto& w : kWords)
    if (w.field == f.code && w.says == folded)
      if (const auto* o = option_of(f, w.code)) return o;
  return nullptr;
}

}  // namespace

CellRead read_choice_cell(const charter::Field& field, std::string_view cell) {
  CellRead out;
  const auto folded = fold(cell);
  const auto* found = by_words(field, folded);
  // "B - White Irish", "D1: …": a letter of the list that it came from.
  if (!found && folded.size() > 3 && folded.find(' ') <= 2 && field.code == "ethnicity")
    found = by_words(field, std::string_view(folded).substr(folded.find(' ') + 1));
  if (!found && field.code == "ethnicity")
    for (const auto family : kFamilies)
      if (folded.starts_with(std::string(family) + " ") && !found)
        found = by_words(field, std::string_view(folded).substr(family.size() + 1));
  if (!found) {
    std::vector<std::string> labels;
    for (const auto& o : field.options) labels.push_back(o.label);
    std::string list;
    for (const auto& l : labels) list += (list.empty() ? "“" : ", “") + l + "”";
    out.problem = "Choose one of these: " + list;
    out.readings = std::move(labels);
    return out;
  }
  out.text = found->code;
  if (folded != fold(found->label) && folded != fold(found->code))
    out.changes.push_back({changed::kChoice, found->label});
  return out;
}

}  // namespace candour::exchange
