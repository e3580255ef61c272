#include "charter/yaml_text.h"

#include <algorithm>
#include <boost/json.hpp>

namespace candour::charter {

namespace {

using boost::json::array;
using boost::json::value;

constexpr std::size_t kWidth = 110;

bool is_bare(std::string_view s) {
  constexpr std::string_view kOthers[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  return !s.empty() && s[0] >= 'a' && s[0] <= 'z' && std::ranges::find(kOthers, s) == std::end(kOthers) &&
         std::ranges::all_of(
             s, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string scalar(const value& v) {
  return v.is_string() ? yaml_scalar(std::string_view(v.get_string())) : boost::json::serialize(v);
}

bool is_simple(const value& v) {
  return !v.is_object() && !v.is_array();
}

/// "{kind: incident, move: close}", where it is short.
std::string in_braces(const boost::json::object& map) {
  std::string out = "{";
  for (const auto& [key, v] : map) {
    if (!is_simple(v)) return {};
    out += (out.size() > 1 ? ", " : "") + yaml_scalar(key) + ": " + scalar(v);
  }
  return out.size() > kWidth - 20 ? std::string() : out + "}";
}

void write_list(const array& list, std::size_t indent, std::string& out);

void write_map(const boost::json::object& map, std::size_t indent, bool first_is_begun, std::string& out) {
  for (const auto& [key, v] : map) {
    if (!first_is_begun) out.append(indent, ' ');
    first_is_begun = false;
    out += yaml_scalar(key);
    out += ':';
    if (is_simple(v)) {
      out += ' ' + scalar(v) + '\n';
    } else if (v.is_object()) {
      if (const auto short_one = in_braces(v.get_object()); !short_one.empty() && indent > 0) {
        out += ' ' + short_one + '\n';
        continue;
      }
      out += '\n';
      write_map(v.get_object(), indent + 2, false, out);
    } else {
      write_list(v.get_array(), indent + 2, out);
    }
  }
}

/// Values on lines of their own width; groups one under the other.
void write_list(const array& list, std::size_t indent, std::string& out) {
  if (std::ranges::all_of(list, is_simple)) {
    out += " [";
    std::size_t width = indent + 40;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto one = scalar(list[i]);
      if (i) out += ", ";
      if (i && width + one.size() > kWidth) {
        out.back() = '\n';
        out.append(indent + 1, ' ');
        width = indent;
      }
      width += one.size() + 2;
      out += one;
    }
    out += "]\n";
    return;
  }
  out += '\n';
  for (const auto& v : list) {
    out.append(indent, ' ');
    out += "- ";
    if (!v.is_object())
      out += scalar(v) + '\n';
    else if (const auto short_one = in_braces(v.get_object()); !short_one.empty())
      out += short_one + '\n';
    else
      write_map(v.get_object(), indent + 2, true, out);
  }
}

}  // namespace

std::string yaml_scalar(std::string_view words) {
  if (is_bare(words)) return std::string(words);
  std::string out = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out + "\"";
}

std::string yaml_text(const boost::json::object& root) {
  std::string out;
  write_map(root, 0, false, out);
  return out;
}

}  // namespace candour::charter
