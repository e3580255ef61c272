// The easy-read sheet: ideas with a heading, a picture and short sentences.
#include <algorithm>
#include <set>

#include "charter/compile.h"
#include "charter/pictures.h"

namespace candour::charter {

namespace {

constexpr std::size_t kFewest = 12, kMost = 45;  // sentences of a sheet that can be taken in
constexpr int kLongest = 16;                     // words of one

int words_in(std::string_view s) {
  int n = 0;
  for (std::size_t i = 0; i < s.size(); ++i) n += s[i] != ' ' && (i == 0 || s[i - 1] == ' ');
  return n;
}

std::string all_pictures() {
  std::string s;
  for (const auto& name : picture_names()) s += (s.empty() ? "" : ", ") + name;
  return s;
}

void check_sentence(const Yaml& y, const EasySection& section, Findings& out) {
  if (words_in(y.text) > kLongest)
    out.warn(y, "an easy-read sentence has " + std::to_string(words_in(y.text)) + " words",
             "make it two, of at most " + std::to_string(kLongest) + " words each");
  if (const auto end = y.text.find(". "); end != std::string::npos && end + 2 < y.text.size())
    out.warn(y, "two sentences stand in one line of easy-read", "give each its own line under `says`");
  if (denies_picture(section.picture, y.text))
    out.error(y, "the picture '" + section.picture + "' shows what this sentence denies",
              "choose no-" + section.picture + ", or move the sentence to another heading");
}

}  // namespace

void Compiler::easy_read(MapReader& top) {
  const auto sections = top.list("easy-read", Need::Required);
  std::set<std::string> headings;
  std::size_t sentences = 0;
  for (const auto* node : sections) {
    if (node->shape == Yaml::Shape::Text) {
      out_.error(*node, "easy-read holds sections, not sentences",
                 "write {heading: What we hold, picture: document, says: [We keep your name.]}");
      continue;
    }
    MapReader m(*node, "easy-read", out_);
    EasySection s;
    s.heading = m.text("heading", Need::Required);
    m.rename("easy-read '" + s.heading + "'");
    s.picture = m.text("picture", Need::Required);
    s.clause = m.text("clause");
    const auto says = m.texts("says", Need::Required);
    m.only_these();
    if (!s.heading.empty() && !headings.insert(s.heading).second)
      m.error("heading", "the heading '" + s.heading + "' stands here twice", "put both under one");
    const auto& known = picture_names();
    if (!s.picture.empty() && std::find(known.begin(), known.end(), s.picture) == known.end())
      m.error("picture", "there is no picture '" + s.picture + "'", "choose one of: " + all_pictures());
    for (const auto* y : says) {
      check_sentence(*y, s, out_);
      s.says.push_back(y->text);
    }
    sentences += s.says.size();
    c_.easy_read.push_back(std::move(s));
  }
  if (!sections.empty() && (sentences < kFewest || sentences > kMost))
    out_.warn(*sections.front(), "easy-read has " + std::to_string(sentences) + " sentences",
              std::to_string(kFewest) + " to " + std::to_string(kMost) + " short sentences can be taken in");
}

}  // namespace candour::charter
