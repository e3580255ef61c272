#include "paper/pictogram.h"

#include <array>
#include <cctype>
#include <cstdlib>

namespace candour::paper {
namespace {

struct Drawing {
  std::string_view name, path;
};

// Ours, drawn by hand on a 24 by 24 grid; in the order of charter::picture_names().
constexpr std::array kDrawings{
    Drawing{"person", "O 12 7 4 M 4 21 C 4 11 20 11 20 21"},
    Drawing{"two-people", "O 7 8 3 O 17 8 3 M 2 20 C 2 12 12 12 12 20 M 12 20 C 12 12 22 12 22 20"},
    Drawing{
        "people",
        "O 12 6 3 O 5 9 2.4 O 19 9 2.4 M 6 20 C 6 10 18 10 18 20 M 1 19 C 1 14 3 14 5 14.5 M 23 19 C 23 14 21 14 19 14.5"},
    Drawing{
        "family",
        "O 6 6 3 O 18 6 3 O 12 13 2.2 M 1 20 C 1 11 8 11 9.5 13 M 23 20 C 23 11 16 11 14.5 13 M 7.5 22 C 7.5 16.5 16.5 16.5 16.5 22"},
    Drawing{"child", "O 12 8 4 M 7 22 L 8 15 C 9 13.5 15 13.5 16 15 L 17 22 M 8 15 L 4 12 M 16 15 L 20 12"},
    Drawing{"house", "M 3 12 L 12 4 L 21 12 M 6 10 L 6 20 L 18 20 L 18 10 M 10 20 L 10 14 L 14 14 L 14 20"},
    Drawing{"computer", "M 3 4 L 21 4 L 21 16 L 3 16 Z M 12 16 L 12 20 M 8 20 L 16 20"},
    Drawing{"no-computer", "M 3 4 L 21 4 L 21 16 L 3 16 Z M 12 16 L 12 20 M 8 20 L 16 20 M 2 22 L 22 2"},
    Drawing{"lock", "M 5 11 L 19 11 L 19 21 L 5 21 Z M 8 11 L 8 7 C 8 2 16 2 16 7 L 16 11 M 12 15 L 12 17"},
    Drawing{"key", "O 7 15 4 M 10 12 L 20 2 M 16 6 L 19 9 M 13 9 L 15 11"},
    Drawing{"shield", "M 12 2 L 20 5 C 20 13 18 19 12 22 C 6 19 4 13 4 5 Z M 8.5 12 L 11 14.5 L 15.5 9"},
    Drawing{"eye", "M 2 12 C 6 5 18 5 22 12 C 18 19 6 19 2 12 Z O 12 12 3"},
    Drawing{"camera", "M 3 7 L 8 7 L 10 4 L 14 4 L 16 7 L 21 7 L 21 19 L 3 19 Z O 12 13 4"},
    Drawing{"no-camera", "M 3 7 L 8 7 L 10 4 L 14 4 L 16 7 L 21 7 L 21 19 L 3 19 Z O 12 13 4 M 2 22 L 22 2"},
    Drawing{"money",
            "O 12 12 9.5 M 15.5 8 C 14 5.5 10 6 10 9.5 L 10 14 C 10 16 9 17 8 17 L 16 17 M 8 12.5 L 14 12.5"},
    Drawing{
        "no-money",
        "O 12 12 9.5 M 15.5 8 C 14 5.5 10 6 10 9.5 L 10 14 C 10 16 9 17 8 17 L 16 17 M 8 12.5 L 14 12.5 M 2 22 L 22 2"},
    Drawing{"heart", "M 12 20 C 2 13 2 4 8 4 C 10 4 12 6 12 8 C 12 6 14 4 16 4 C 22 4 22 13 12 20 Z"},
    Drawing{
        "doctor",
        "M 6 3 L 4 3 L 4 8 C 4 14 12 14 12 8 L 12 3 L 10 3 M 8 12.5 L 8 16 C 8 22 18 22 18 16 L 18 13 O 18 11 2"},
    Drawing{"document", "M 6 2 L 15 2 L 19 6 L 19 22 L 6 22 Z M 9 9 L 16 9 M 9 13 L 16 13 M 9 17 L 13 17"},
    Drawing{"pen", "M 4 20 L 5 15 L 16 4 L 20 8 L 9 19 Z M 13 7 L 17 11"},
    Drawing{"letter", "M 3 5 L 21 5 L 21 19 L 3 19 Z M 3 6 L 12 13 L 21 6"},
    Drawing{
        "email",
        "O 12 12 4 M 16 8 L 16 13.5 C 16 17 21 16.5 21 12 C 21 6.5 17 3 12 3 C 7 3 3 7 3 12 C 3 17 7 21 12 21 C 14 21 16 20.5 17.5 19.5"},
    Drawing{
        "phone",
        "M 5 3 L 9 3 L 11 8 L 8 10 C 9.5 13 11 14.5 14 16 L 16 13 L 21 15 L 21 19 C 21 20.5 20 21 19 21 C 11 21 3 13 3 5 C 3 4 3.8 3 5 3 Z"},
    Drawing{"speech", "M 3 4 L 21 4 L 21 16 L 11 16 L 6 21 L 6 16 L 3 16 Z M 7 8 L 17 8 M 7 12 L 14 12"},
    Drawing{"clock", "O 12 12 9 M 12 6 L 12 12 L 16 15"},
    Drawing{
        "calendar",
        "M 3 5 L 21 5 L 21 21 L 3 21 Z M 3 10 L 21 10 M 8 2 L 8 7 M 16 2 L 16 7 M 7 14 L 9 14 M 12 14 L 17 14 M 7 17.5 L 12 17.5"},
    Drawing{
        "bin",
        "M 4 6 L 20 6 M 9 6 L 9 3 L 15 3 L 15 6 M 6 6 L 7 21 L 17 21 L 18 6 M 10 10 L 10 17 M 14 10 L 14 17"},
    Drawing{"warning", "M 12 3 L 22 20 L 2 20 Z M 12 9 L 12 14 M 12 17 L 12 17.2"},
    Drawing{"question",
            "O 12 12 9.5 M 9 9.5 C 9 5.5 15 5.5 15 9.5 C 15 12 12 12 12 14.5 M 12 17.5 L 12 17.7"},
    Drawing{"tick", "O 12 12 9 M 7 12 L 11 16 L 17 8"},
    Drawing{"cross", "O 12 12 9 M 8 8 L 16 16 M 16 8 L 8 16"},
    Drawing{"flag", "M 5 22 L 5 3 L 19 3 L 15 8 L 19 13 L 5 13"},
    Drawing{"share", "O 6 12 3 O 18 5 3 O 18 19 3 M 8.6 10.5 L 15.4 6.5 M 8.6 13.5 L 15.4 17.5"},
    Drawing{
        "law",
        "M 12 3 L 12 21 M 7 21 L 17 21 M 4 6 L 20 6 M 4 6 L 1.5 13 C 1.5 16 6.5 16 6.5 13 Z M 20 6 L 17.5 13 C 17.5 16 22.5 16 22.5 13 Z"},
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
