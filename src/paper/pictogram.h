// Small line pictures for easy-read documents: an eye for "look", a clock for "how long". They help people
// who read little; they carry no meaning that the sentence beside them does not say.
// Constant data; any thread. They are decoration for a screen reader and are hidden from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace candour::paper {

/// A step of a drawing in a 24 by 24 box, stroked 2 wide with round ends. Letters as in SVG paths, absolute:
/// M x y, L x y, C x1 y1 x2 y2 x y, Z; and O x y r for a circle.
struct Stroke {
  char op;
  std::vector<double> n;
};

/// The strokes of a picture; empty when there is none of that name.
std::vector<Stroke> pictogram(std::string_view name);
/// All names: those that a charter may choose (charter/pictures.h), in the same order.
std::vector<std::string_view> pictogram_names();
/// <svg …> hidden from assistive technology.
std::string pictogram_svg(std::string_view name);

}  // namespace candour::paper
