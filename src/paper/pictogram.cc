#include "paper/pictogram.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

namespace candour::paper {
namespace {

struct Drawing {
  std::string_view name, path;
};

// Ours, drawn by hand on a 24 by 24 grid.
constexpr std::array kDrawings{
    Drawing{"pen", "M 4 20 L 5 15 L 16 4 L 20 8 L 9 19 Z M 13 7 L 17 11"},
    Drawing{"eye", "M 2 12 C 6 5 18 5 22 12 C 18 19 6 19 2 12 Z O 12 12 3"},
    Drawing{"lock", "M 5 11 L 19 11 L 19 21 L 5 21 Z M 8 11 L 8 7 C 8 2 16 2 16 7 L 16 11 M 12 15 L 12 17"},
    Drawing{"people", "O 8 7 3 O 16 7 3 M 2 20 C 2 12 14 12 14 20 M 14 14 C 18 12 22 15 22 20"},
    Drawing{"clock", "O 12 12 9 M 12 6 L 12 12 L 16 15"},
    Drawing{
        "bin",
        "M 4 6 L 20 6 M 9 6 L 9 3 L 15 3 L 15 6 M 6 6 L 7 21 L 17 21 L 18 6 M 10 10 L 10 17 M 14 10 L 14 17"},
    Drawing{"speech", "M 3 4 L 21 4 L 21 16 L 11 16 L 6 21 L 6 16 L 3 16 Z M 7 8 L 17 8 M 7 12 L 14 12"},
    Drawing{"heart", "M 12 20 C 2 13 2 4 8 4 C 10 4 12 6 12 8 C 12 6 14 4 16 4 C 22 4 22 13 12 20 Z"},
    Drawing{"tick", "O 12 12 9 M 7 12 L 11 16 L 17 8"},
    Drawing{"cross", "O 12 12 9 M 8 8 L 16 16 M 16 8 L 8 16"},
    Drawing{"letter", "M 3 5 L 21 5 L 21 19 L 3 19 Z M 3 6 L 12 13 L 21 6"},
    Drawing{"phone", "M 7 2 L 17 2 L 17 22 L 7 22 Z M 11 18 L 13 18"},
    Drawing{"shield", "M 12 2 L 20 5 C 20 13 18 19 12 22 C 6 19 4 13 4 5 Z"},
    Drawing{"home", "M 3 12 L 12 4 L 21 12 M 6 10 L 6 20 L 18 20 L 18 10 M 10 20 L 10 14 L 14 14 L 14 20"},
    Drawing{"flag", "M 5 22 L 5 3 L 19 3 L 15 8 L 19 13 L 5 13"},
    Drawing{"page", "M 6 2 L 15 2 L 19 6 L 19 22 L 6 22 Z M 9 9 L 16 9 M 9 13 L 16 13 M 9 17 L 13 17"},
    Drawing{"camera", "M 3 7 L 8 7 L 10 4 L 14 4 L 16 7 L 21 7 L 21 19 L 3 19 Z O 12 13 4"},
    Drawing{"person", "O 12 7 4 M 4 21 C 4 11 20 11 20 21"},
};

struct Clue {
  std::string_view word, name;
};
// The first clue found wins, so what is most telling stands first.
constexpr std::array kClues{
    Clue{"delete", "bin"},
    Clue{"destroy", "bin"},
    Clue{"erase", "bin"},
    Clue{"mistake", "pen"},
    Clue{"sign", "pen"},
    Clue{"photo", "camera"},
    Clue{"video", "camera"},
    Clue{"camera", "camera"},
    Clue{"cctv", "camera"},
    Clue{"complain", "flag"},
    Clue{"unhappy", "flag"},
    Clue{"not happy", "flag"},
    Clue{"years", "clock"},
    Clue{"how long", "clock"},
    Clue{"month", "clock"},
    Clue{"days", "clock"},
    Clue{"in danger", "shield"},
    Clue{"harm", "shield"},
    Clue{"safe from", "shield"},
    Clue{"health", "heart"},
    Clue{"feel", "heart"},
    Clue{"doctor", "heart"},
    Clue{"change your mind", "tick"},
    Clue{"say yes", "tick"},
    Clue{"agree", "tick"},
    Clue{"consent", "tick"},
    Clue{"sell", "cross"},
    Clue{"never", "cross"},
    Clue{"say no", "cross"},
    Clue{"refuse", "cross"},
    Clue{"do not", "cross"},
    Clue{"lock", "lock"},
    Clue{"safe", "lock"},
    Clue{"secret", "lock"},
    Clue{"private", "lock"},
    Clue{"phone", "phone"},
    Clue{"call us", "phone"},
    Clue{"write to us", "letter"},
    Clue{"email", "letter"},
    Clue{"letter", "letter"},
    Clue{"home", "home"},
    Clue{"house", "home"},
    Clue{"share", "people"},
    Clue{"team", "people"},
    Clue{"family", "people"},
    Clue{"staff", "people"},
    Clue{"worker", "people"},
    Clue{"people who", "people"},
    Clue{"look", "eye"},
    Clue{"see", "eye"},
    Clue{"read", "eye"},
    Clue{"wrong", "pen"},
    Clue{"write", "pen"},
    Clue{"notes", "pen"},
    Clue{"record", "pen"},
    Clue{"name", "person"},
    Clue{"about you", "person"},
    Clue{"law", "page"},
    Clue{"notice", "page"},
};

std::string_view path_of(std::string_view name) {
  for (const Drawing& d : kDrawings)
    if (d.name == name) return d.path;
  return {};
}

std::string number(double d) {
  std::string s = std::to_string(d);
  s.erase(s.find_last_not_of('0') + 1);
  if (s.back() == '.') s.pop_back();
  return s;
}

}  // namespace

std::vector<Stroke> pictogram(std::string_view name) {
  std::vector<Stroke> strokes;
  const std::string path(path_of(name));
  const char* p = path.c_str();
  while (*p) {
    if (std::isalpha(static_cast<unsigned char>(*p))) {
      strokes.push_back({*p++, {}});
    } else if (std::isdigit(static_cast<unsigned char>(*p)) || *p == '-' || *p == '.') {
      char* end = nullptr;
      strokes.back().n.push_back(std::strtod(p, &end));
      p = end;
    } else {
      ++p;
    }
  }
  return strokes;
}

std::vector<std::string_view> pictogram_names() {
  std::vector<std::string_view> names;
  for (const Drawing& d : kDrawings) names.push_back(d.name);
  return names;
}

std::string_view pictogram_for(std::string_view sentence) {
  std::string low(sentence);
  std::transform(low.begin(), low.end(), low.begin(), [](unsigned char c) { return std::tolower(c); });
  // A clue must begin a word: "share" is not in "welfare", and "law" not in "flaw".
  for (const Clue& c : kClues)
    for (auto at = low.find(c.word); at != std::string::npos; at = low.find(c.word, at + 1))
      if (at == 0 || !std::isalpha(static_cast<unsigned char>(low[at - 1]))) return c.name;
  return "speech";
}

std::string pictogram_svg(std::string_view name) {
  std::string d, circles;
  for (const Stroke& s : pictogram(name)) {
    if (s.op == 'O') {
      circles += "<circle cx=\"" + number(s.n[0]) + "\" cy=\"" + number(s.n[1]) + "\" r=\"" + number(s.n[2]) +
                 "\"/>";
      continue;
    }
    d += s.op;
    for (double v : s.n) d += ' ' + number(v);
  }
  if (d.empty() && circles.empty()) return {};
  return "<svg class=\"pictogram\" viewBox=\"0 0 24 24\" width=\"48\" height=\"48\" fill=\"none\" "
         "stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" "
         "aria-hidden=\"true\" focusable=\"false\">" +
         (d.empty() ? "" : "<path d=\"" + d + "\"/>") + circles + "</svg>";
}

}  // namespace candour::paper
