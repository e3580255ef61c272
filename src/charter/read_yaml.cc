#include "charter/read_yaml.h"

#include <yaml.h>

#include <memory>
#include <new>

namespace candour::charter {

const Yaml* Yaml::find(std::string_view key) const {
  for (auto& [k, v] : map)
    if (k.text == key) return &v;
  return nullptr;
}

std::string_view Yaml::shape_words() const {
  switch (shape) {
    case Shape::Nothing:
      return "nothing";
    case Shape::Text:
      return "a single value";
    case Shape::List:
      return "a list";
    case Shape::Map:
      return "a group of keys";
  }
  return "nothing";
}

void Findings::error(const Yaml& at, std::string what, std::string mend) {
  all.push_back({file, at.line, at.column, false, std::move(what), std::move(mend)});
}
void Findings::warn(const Yaml& at, std::string what, std::string mend) {
  all.push_back({file, at.line, at.column, true, std::move(what), std::move(mend)});
}
bool Findings::broken() const {
  for (auto& f : all)
    if (!f.warning) return true;
  return false;
}

namespace {

/// What stops the reading at once; carries the place.
struct Stop {
  Yaml at;
  std::string what, mend;
};

/// The length of the well-formed UTF-8 character at `i`, or 0 (RFC 3629: no surrogates, nothing overlong).
int utf8_length(std::string_view s, std::size_t i) {
  auto byte = [&](std::size_t n) { return n < s.size() ? static_cast<unsigned char>(s[n]) : 0u; };
  auto tail = [&](std::size_t n) { return (byte(n) & 0xC0) == 0x80; };
  unsigned a = byte(i), b = byte(i + 1);
  if (a < 0x80) return 1;
  if (a >= 0xC2 && a <= 0xDF) return tail(i + 1) ? 2 : 0;
  if (a >= 0xE0 && a <= 0xEF) {
    if (!tail(i + 1) || !tail(i + 2) || (a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F)) return 0;
    return 3;
  }
  if (a >= 0xF0 && a <= 0xF4) {
    if (!tail(i + 1) || !tail(i + 2) || !tail(i + 3)) return 0;
    return (a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F) ? 0 : 4;
  }
  return 0;
}

/// Refuses what no charter may hold: bytes that are not text, tabs, control characters.
void check_characters(std::string_view s) {
  int line = 1, column = 1;
  auto stop = [&](std::string what, std::string mend) {
    Yaml at;
    at.line = line;
    at.column = column;
    throw Stop{at, std::move(what), std::move(mend)};
  };
  for (std::size_t i = 0; i < s.size();) {
    int n = utf8_length(s, i);
    unsigned char c = static_cast<unsigned char>(s[i]);
    if (n == 0) stop("these bytes are not UTF-8 text", "save the file with the encoding UTF-8");
    if (c == '\t') stop("there is a tab", "use spaces instead of the tab");
    // Line ends and marks of which an editor shows nothing, and which not every reader counts alike.
    const auto here = s.substr(i, static_cast<std::size_t>(std::max(n, 1)));
    if ((n == 2 && c == 0xC2 && static_cast<unsigned char>(s[i + 1]) < 0xA0) || here == "\xE2\x80\xA8" ||
        here == "\xE2\x80\xA9" || here == "\xEF\xBB\xBF" || here == "\xEF\xBF\xBE" ||
        here == "\xEF\xBF\xBF" || (c == '\r' && (i + 1 == s.size() || s[i + 1] != '\n')))
      stop("there is a line end or a mark that cannot be seen", "delete it, or begin the line anew");
    bool line_end = c == '\n' || c == '\r';
    if ((c < 0x20 && !line_end) || c == 0x7F)
      stop("there is a control character that cannot be seen", "delete it");
    if (c == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
    i += static_cast<std::size_t>(n);
  }
}

Yaml place(const yaml_mark_t& m) {
  Yaml y;
  y.line = static_cast<int>(m.line) + 1;
  y.column = static_cast<int>(m.column) + 1;
  return y;
}

std::string_view words_of(const yaml_char_t* s) {
  return s ? reinterpret_cast<const char*>(s) : "";
}

/// Builds the tree from libyaml's events, which still show anchors, aliases and repeated keys.
class Builder {
 public:
  bool finished() const { return done_; }
  Yaml take() { return std::move(root_); }
  /// Where a quoted text began, when it was the last thing read before `line`: its end is probably missing.
  const Yaml* open_quote(int line) const { return last_.quoted && last_.line < line ? &last_ : nullptr; }

  void on(const yaml_event_t& e) {
    switch (e.type) {
      case YAML_ALIAS_EVENT:
        throw Stop{place(e.start_mark), "there is an alias (*name)",
                   "write the words out again: charters have no aliases"};
      case YAML_SCALAR_EVENT:
        return scalar(e);
      case YAML_SEQUENCE_START_EVENT:
        return open(e, e.data.sequence_start.tag, e.data.sequence_start.anchor, Yaml::Shape::List);
      case YAML_MAPPING_START_EVENT:
        return open(e, e.data.mapping_start.tag, e.data.mapping_start.anchor, Yaml::Shape::Map);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return close();
      default:
        return;
    }
  }

 private:
  struct Level {
    Yaml node;
    Yaml key;
    bool has_key = false;
  };

  static void refuse(const Yaml& at, const yaml_char_t* tag, const yaml_char_t* anchor) {
    if (anchor)
      throw Stop{at, "there is an anchor (&name)", "delete it: charters have no anchors or aliases"};
    if (tag)
      throw Stop{at, "there is a tag (" + std::string(words_of(tag)) + ")",
                 "delete it: charters have no tags"};
  }
  void scalar(const yaml_event_t& e) {
    const auto& x = e.data.scalar;
    Yaml y = place(e.start_mark);
    refuse(y, x.tag, x.anchor);
    y.quoted = x.style != YAML_PLAIN_SCALAR_STYLE;
    last_ = y;  // before the text goes in: only the place is kept
    y.text.assign(reinterpret_cast<const char*>(x.value), x.length);
    const bool nothing = !y.quoted && (y.text.empty() || y.text == "~" || y.text == "null");
    y.shape = nothing ? Yaml::Shape::Nothing : Yaml::Shape::Text;
    add(std::move(y));
  }
  void open(const yaml_event_t& e, const yaml_char_t* tag, const yaml_char_t* anchor, Yaml::Shape shape) {
    Yaml y = place(e.start_mark);
    refuse(y, tag, anchor);
    y.shape = shape;
    if (!levels_.empty() && levels_.back().node.shape == Yaml::Shape::Map && !levels_.back().has_key)
      throw Stop{y, "a key is " + std::string(y.shape_words()), "write the key as one plain word"};
    if (levels_.size() >= static_cast<std::size_t>(kYamlDepth))
      throw Stop{y, "the file is nested too deeply", "charters need no more than ten levels"};
    levels_.push_back({std::move(y), {}, false});
  }
  void close() {
    Yaml y = std::move(levels_.back().node);
    levels_.pop_back();
    add(std::move(y));
  }
  void add(Yaml y) {
    if (++count_ > kYamlValues) throw Stop{y, "the file holds too many values", "part it, or shorten it"};
    if (levels_.empty()) {
      root_ = std::move(y);
      done_ = true;
      return;
    }
    Level& top = levels_.back();
    if (top.node.shape == Yaml::Shape::List) {
      top.node.list.push_back(std::move(y));
    } else if (top.has_key) {
      top.has_key = false;
      top.node.map.emplace_back(std::move(top.key), std::move(y));
    } else {
      take_key(top, std::move(y));
    }
  }
  void take_key(Level& top, Yaml y) {
    if (y.shape != Yaml::Shape::Text)
      throw Stop{y, "a key is " + std::string(y.shape_words()), "write the key as one plain word"};
    for (auto& [k, v] : top.node.map)
      if (k.text == y.text)
        throw Stop{
            y, "the key '" + y.text + "' stands here twice (first on line " + std::to_string(k.line) + ")",
            "keep one of them"};
    top.key = std::move(y);
    top.has_key = true;
  }

  Yaml last_;
  std::vector<Level> levels_;
  Yaml root_;
  bool done_ = false;
  std::size_t count_ = 0;
};

/// libyaml's own words, made plainer where a charter writer meets them; and what to type instead.
std::pair<std::string, std::string> plain(std::string_view problem, std::string_view context) {
  const std::string look = "look at the quotes, colons and indents on this line and the one before";
  const bool in_braces = context.find("flow") != context.npos;
  if (problem.starts_with("mapping values are not allowed"))
    return {"there is a second colon; text that holds ': ' needs quotes",
            "put the whole text in quotes: label: \"May we ask?\""};
  if (in_braces || problem.starts_with("found character that cannot start"))
    return {"a sign here has a meaning of its own (in braces and brackets: ? , : { } [ ])",
            "put the whole text in quotes: label: \"May we ask?\""};
  if (problem.find("'-' indicator") != problem.npos) return {"a list goes on at an unexpected place", look};
  if (problem.find("expected key") != problem.npos || problem.find("expected ':'") != problem.npos)
    return {"a key stands at an unexpected place, or its colon is missing", look};
  return {std::string(problem), look};
}

/// One text read by libyaml.
class Reading {
 public:
  explicit Reading(std::string_view text) {
    if (!yaml_parser_initialize(&parser_)) throw std::bad_alloc();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Reading() { yaml_parser_delete(&parser_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  Yaml document() {
    Builder builder;
    int documents = 0;
    for (bool more = true; more;) {
      yaml_event_t e;
      if (!yaml_parser_parse(&parser_, &e)) stop(builder);
      const std::unique_ptr<yaml_event_t, decltype(&yaml_event_delete)> held(&e, yaml_event_delete);
      if (e.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
        throw Stop{{}, "the file holds a second document (a line '---')", "keep one document in a file"};
      more = e.type != YAML_STREAM_END_EVENT;
      builder.on(e);
    }
    if (!builder.finished()) throw Stop{{}, "the file is empty", "write the charter, or copy one that works"};
    return builder.take();
  }

 private:
  [[noreturn]] void stop(const Builder& builder) const {
    const auto at = place(parser_.problem_mark);
    const std::string_view context = parser_.context ? parser_.context : "";
    const bool in_quote = context == "while scanning a quoted scalar";
    const auto began = in_quote ? place(parser_.context_mark) : Yaml{};
    if (const auto* quote = in_quote ? &began : builder.open_quote(at.line))
      throw Stop{
          *quote,
          "this is not well-formed YAML: the quoted text that begins here does not end where it should",
          "close the quote on its own line, or look at the lines after it"};
    const auto [what, mend] = plain(parser_.problem ? parser_.problem : "it cannot be read", context);
    throw Stop{at, "this is not well-formed YAML: " + what, mend};
  }
  yaml_parser_t parser_;
};

}  // namespace

bool read_yaml(const std::string& source, Yaml& into, Findings& out) {
  std::string_view text = source;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    if (text.size() > kYamlBytes) throw Stop{{}, "the file is larger than 1 MB", "a charter is a few pages"};
    check_characters(text);
    into = Reading(text).document();
    return true;
  } catch (const Stop& s) {
    out.error(s.at, s.what, s.mend);
    return false;
  }
}

}  // namespace candour::charter
