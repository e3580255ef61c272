#include "paper/plain.h"

#include <algorithm>

namespace candour::paper {
namespace {

constexpr std::size_t kWidth = 100;

std::size_t length(std::string_view s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Breaks at spaces; every line begins with `indent`, the first with `first`.
void wrap(std::string& out, std::string_view text, const std::string& first, const std::string& indent) {
  std::string line = first;
  bool empty = true;
  while (!text.empty()) {
    const auto end = text.find_first_of(" \n");
    const std::string_view word = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (word.empty()) continue;
    if (!empty && length(line) + 1 + length(word) > kWidth) {
      out += line + '\n';
      line = indent;
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  out += line + '\n';
}

std::string with_links(const Text& t) {
  std::string s;
  for (const Run& r : t.runs) {
    s += r.text;
    if (r.href.starts_with("https://") && r.text.find(r.href.substr(8)) == std::string::npos)
      s += " (" + r.href + ")";
  }
  return s;
}

std::string joined(const Cell& c) {
  std::string s;
  for (const Text& t : c.lines) s += (s.empty() ? "" : s.ends_with('.') ? " " : "; ") + with_links(t);
  return s;
}

void pad(std::string& out, std::string_view s, std::size_t width) {
  out += s;
  for (auto n = length(s); n < width; ++n) out += ' ';
}

struct Writer {
  std::string out;

  void operator()(const Heading& h) {
    out += '\n';
    wrap(out, h.text, "", "");
    if (h.level <= 2) out += std::string(std::min(length(h.text), kWidth), h.level == 1 ? '=' : '-') + '\n';
  }
  void operator()(const Paragraph& p) {
    wrap(out, with_links(p.text), "", "");
    out += '\n';
  }
  void operator()(const List& l) {
    int n = 0;
    for (const Text& t : l.items) {
      const std::string mark = l.numbered ? std::to_string(++n) + ". " : "- ";
      wrap(out, with_links(t), mark, std::string(mark.size(), ' '));
    }
    out += '\n';
  }
  void operator()(const Table& t);
  void operator()(const KeyFacts& k) {
    for (const auto& f : k.facts) wrap(out, f.name + ": " + joined(f.value), "", "  ");
    out += '\n';
  }
  void operator()(const Note& n) {
    if (!n.title.empty()) wrap(out, n.title, "! ", "! ");
    for (const Text& t : n.lines) wrap(out, with_links(t), n.title.empty() ? "! " : "  ", "  ");
    out += '\n';
  }
  void operator()(const NewPage&) { out += "\f\n"; }
  void operator()(const Picture& p) {
    (*this)(Heading{2, p.heading, {}});
    for (const Text& t : p.lines) wrap(out, with_links(t), "* ", "  ");
  }
};

void Writer::operator()(const Table& t) {
  if (!t.caption.empty()) wrap(out, t.caption, "", "");
  std::vector<std::size_t> widths;
  for (const auto& c : t.columns) widths.push_back(length(c));
  for (const auto& row : t.rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], length(joined(row[i])));
  std::size_t total = 0;
  for (auto w : widths) total += w + 2;
  // A matrix keeps its columns however wide it is: its first column is what makes it long.
  const bool aligned = t.narrow || total <= kWidth + 2;
  if (aligned) {
    std::string line;
    auto end_line = [&] {
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + '\n';
      line.clear();
    };
    for (std::size_t i = 0; i < widths.size(); ++i) pad(line, t.columns[i], widths[i] + 2);
    end_line();
    for (const auto& row : t.rows) {
      for (std::size_t i = 0; i < widths.size(); ++i)
        pad(line, i < row.size() ? joined(row[i]) : "", widths[i] + 2);
      end_line();
    }
  } else {
    for (const auto& row : t.rows)
      for (std::size_t i = 0; i < row.size() && i < t.columns.size(); ++i)
        if (const auto words = joined(row[i]); !words.empty())
          wrap(out, i == 0 && t.row_headings ? words : t.columns[i] + ": " + words, i == 0 ? "" : "    ",
               "      ");
  }
  out += '\n';
}

}  // namespace

std::string plain_text(const Document& d) {
  Writer w;
  w.out = d.title + '\n' + std::string(std::min(length(d.title), kWidth), '=') + '\n';
  if (!d.subtitle.empty()) w.out += d.subtitle + '\n';
  w.out += '\n';
  for (const Block& b : d.blocks) std::visit(w, b);
  while (w.out.ends_with("\n\n")) w.out.pop_back();
  return std::move(w.out);
}

}  // namespace candour::paper
