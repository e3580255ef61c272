#include "charter/read_yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

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

/// Builds the tree from yaml-cpp's events, which still show anchors, aliases and repeated keys.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
    text_ = text;
  }
  bool finished() const { return done_; }
  Yaml take() { return std::move(root_); }
  /// Where a quoted text began, when it was the last thing read before `line`: its end is probably missing.
  const Yaml* open_quote(int line) const { return last_.quoted && last_.line < line ? &last_.at : nullptr; }
  Yaml place(const YAML::Mark& m) const {
    Yaml y;
    y.line = m.line < 0 ? 1 : m.line + 1;
    y.column = 1;
    auto line = static_cast<std::size_t>(y.line - 1);
    if (line < starts_.size())  // yaml-cpp counts bytes; people count characters
      for (int k = 0; k < m.column; ++k) {
        auto at = starts_[line] + static_cast<std::size_t>(k);
        if (at >= text_.size() || (static_cast<unsigned char>(text_[at]) & 0xC0) != 0x80) ++y.column;
      }
    return y;
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& m, YAML::anchor_t anchor) override {
    refuse_anchor(m, anchor);
    add(place(m));
  }
  void OnAlias(const YAML::Mark& m, YAML::anchor_t) override {
    throw Stop{place(m), "there is an alias (*name)", "write the words out again: charters have no aliases"};
  }
  void OnScalar(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(m, anchor);
    refuse_tag(m, tag);
    Yaml y = place(m);
    y.quoted = tag == "!";
    last_ = {y.line, y.quoted, y};  // before the text goes in: only the place is kept
    bool nothing = !y.quoted && (value.empty() || value == "~" || value == "null");
    y.shape = nothing ? Yaml::Shape::Nothing : Yaml::Shape::Text;
    y.text = value;
    add(std::move(y));
  }
  void OnSequenceStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(m, tag, anchor, Yaml::Shape::List);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(m, tag, anchor, Yaml::Shape::Map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Yaml node;
    Yaml key;
    bool has_key = false;
  };

  void refuse_anchor(const YAML::Mark& m, YAML::anchor_t anchor) const {
    if (anchor != 0)
      throw Stop{place(m), "there is an anchor (&name)", "delete it: charters have no anchors or aliases"};
  }
  void refuse_tag(const YAML::Mark& m, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!")
      throw Stop{place(m), "there is a tag (" + tag + ")", "delete it: charters have no tags"};
  }
  void open(const YAML::Mark& m, const std::string& tag, YAML::anchor_t anchor, Yaml::Shape shape) {
    refuse_anchor(m, anchor);
    refuse_tag(m, tag);
    Yaml y = place(m);
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

  struct Last {
    int line = 0;
    bool quoted = false;
    Yaml at;
  };

  std::string_view text_;
  std::vector<std::size_t> starts_;
  Last last_;
  std::vector<Level> levels_;
  Yaml root_;
  bool done_ = false;
  std::size_t count_ = 0;
};

/// yaml-cpp's own words, made plainer where a charter writer meets them.
std::string plain(const std::string& message) {
  if (message == "end of map not found")
    return "a key stands at an unexpected place, or its colon is missing";
  if (message == "end of sequence not found") return "a list goes on at an unexpected place";
  if (message == "illegal map value") return "there is a second colon; text that holds ': ' needs quotes";
  if (message == "unknown token")
    return "a sign here has a meaning of its own (in braces and brackets: ? , : { } [ ])";
  return message;
}

/// What to type instead.
std::string mend_of(const std::string& message) {
  if (message == "unknown token" || message == "illegal map value")
    return "put the whole text in quotes: label: \"May we ask?\"";
  return "look at the quotes, colons and indents on this line and the one before";
}

}  // namespace

bool read_yaml(const std::string& source, Yaml& into, Findings& out) {
  std::string_view text = source;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    if (text.size() > kYamlBytes) throw Stop{{}, "the file is larger than 1 MB", "a charter is a few pages"};
    check_characters(text);
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(text);
    try {
      if (!parser.HandleNextDocument(builder) || !builder.finished())
        throw Stop{{}, "the file is empty", "write the charter, or copy one that works"};
      into = builder.take();
      Builder second(text);
      if (parser.HandleNextDocument(second))
        throw Stop{{}, "the file holds a second document (a line '---')", "keep one document in a file"};
    } catch (const YAML::Exception& e) {
      if (auto* quote = builder.open_quote(e.mark.line))
        throw Stop{
            *quote,
            "this is not well-formed YAML: the quoted text that begins here does not end where it should",
            "close the quote on its own line, or look at the lines after it"};
      throw Stop{builder.place(e.mark), "this is not well-formed YAML: " + plain(e.msg), mend_of(e.msg)};
    }
    return true;
  } catch (const Stop& s) {
    out.error(s.at, s.what, s.mend);
    return false;
  }
}

}  // namespace candour::charter
