// A document before it becomes paper: headings, paragraphs, lists, tables and facts, as plain values. The
// same value is printed as a web page, a tagged PDF, plain text or (its tables) a spreadsheet, so that a
// person who reads the PDF and a person who listens to the page are told the same. Plain values; any thread.
// It sees no records and checks nothing: what is put in is what is printed.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace candour::paper {

/// A stretch of text of one style. `href` makes it a link: https:, mailto:, tel: or "#anchor"; other schemes
/// are printed as text only.
struct Run {
  std::string text;
  bool strong = false;
  std::string href;
};

/// Text of one paragraph, item or line.
struct Text {
  std::vector<Run> runs;
  Text() = default;
  Text(const char* s) : runs{{s, false, {}}} {}
  Text(std::string s) : runs{{std::move(s), false, {}}} {}
  Text(std::string_view s) : runs{{std::string(s), false, {}}} {}
  Text& add(std::string s) {
    runs.push_back({std::move(s), false, {}});
    return *this;
  }
  Text& strong(std::string s) {
    runs.push_back({std::move(s), true, {}});
    return *this;
  }
  Text& link(std::string s, std::string href) {
    runs.push_back({std::move(s), false, std::move(href)});
    return *this;
  }
  bool empty() const;
  std::string plain() const;  // the words without style
};

struct Heading {
  int level = 2;  // 1 is kept for the document's title
  std::string text;
  std::string anchor;  // lower-case-with-hyphens, unique in the document; empty: cannot be linked to
};

struct Paragraph {
  Text text;
  bool lead = false;  // larger, at the beginning
};

struct List {
  std::vector<Text> items;
  bool numbered = false;
};

struct Cell {
  std::vector<Text> lines;  // each its own line
  Cell() = default;
  Cell(const char* s) : lines{Text(s)} {}
  Cell(std::string s) : lines{Text(std::move(s))} {}
  Cell(Text t) : lines{std::move(t)} {}
  Cell(std::vector<Text> l) : lines(std::move(l)) {}
};

struct Table {
  std::string caption;
  std::vector<std::string> columns;     // column headings
  std::vector<std::vector<Cell>> rows;  // each as long as `columns`; a shorter one is filled with blanks
  bool row_headings = true;             // the first line of a row's first cell names the row
  std::vector<double> widths;           // shares of the line; empty: all equal
  bool narrow = false;                  // many small columns: smaller print, text centred after the first
};

/// Names and values side by side.
struct KeyFacts {
  struct Fact {
    std::string name;
    Cell value;
  };
  std::vector<Fact> facts;
};

/// Something that must not be overlooked, set apart.
struct Note {
  std::string title;  // may be empty
  std::vector<Text> lines;
};

/// One idea of an easy-read document: a picture that stands for it (pictogram.h), its second-level heading,
/// and short sentences, large, each a paragraph.
struct Picture {
  std::string pictogram;  // a name of pictogram.h; empty: none
  std::string heading;    // its address is made of it (anchor_of)
  std::vector<Text> lines;
};

/// What follows begins on a new sheet, as the next of several letters does.
struct NewPage {};

using Block = std::variant<Heading, Paragraph, List, Table, KeyFacts, Note, Picture, NewPage>;

struct Document {
  std::string title;
  std::string subtitle;      // under the title
  std::string running_head;  // on top of every page of the PDF
  std::string running_foot;  // at the bottom, before "Page x of y"
  std::string printed_on;    // "2026-11-21", for the PDF's own data; empty: none given
  bool large = false;        // easy read: 16 point in print
  bool dense = false;        // small print and little air: for one sheet
  bool wide = false;         // landscape
  bool contents = false;     // list of the second-level headings after the title
  std::vector<Block> blocks;
  void heading(int level, std::string text, std::string anchor = {});
  void paragraph(Text t) { blocks.push_back(Paragraph{std::move(t), false}); }
  /// Words from a charter: blank lines part paragraphs; lines that begin with "- " become a list.
  void words(std::string_view text);
};

/// "Who sees it" -> "who-sees-it".
std::string anchor_of(std::string_view text);

}  // namespace candour::paper
