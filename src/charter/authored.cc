// The answers: kept, read and written; and the parts of a notice.
#include "charter/authored.h"

#include <algorithm>

#include "base/text.h"
#include "charter/authored_group.h"
#include "charter/yaml_text.h"

namespace candour::charter {

namespace {

constexpr std::size_t kHeadingBytes = 90;
constexpr std::size_t kFewestNumbered = 3;

struct TextLine {
  std::string_view words;
  std::size_t at = 0;
  bool alone = false;  // an empty line, or the beginning, is before it, and something after it
};
std::vector<TextLine> lines_of(std::string_view text) {
  std::vector<TextLine> out;
  bool empty_before = true;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = std::min(text.find('\n', i), text.size());
    auto words = trim(text.substr(i, end - i));
    while (words.starts_with('\f')) words = trim(words.substr(1));  // a page begins
    if (!words.empty()) out.push_back({words, i, empty_before});
    empty_before = words.empty();
    i = end + 1;
  }
  return out;
}

bool ends_a_sentence(std::string_view s) {
  return std::string_view(".,;").find(s.back()) != std::string_view::npos;
}

/// "3.1 Who sees it", "4) Rights": number and title.
std::optional<NoticePart> numbered(const TextLine& line) {
  const auto s = line.words;
  std::size_t i = 0;
  while (i < s.size() && ((s[i] >= '0' && s[i] <= '9') || s[i] == '.')) ++i;
  if (i == 0 || i > 8 || s[0] == '.' || s.find("..") < i) return std::nullopt;
  std::string number(s.substr(0, i));
  if (number.back() == '.') number.pop_back();
  std::size_t from = i;
  if (from < s.size() && (s[from] == ')' || s[from] == ':')) ++from;
  const auto title = trim(s.substr(from));
  if (title.empty() || from == s.size() || (from == i && s[i] != ' ' && s[i] != '\t')) return std::nullopt;
  if (title.size() > kHeadingBytes || ends_a_sentence(title) || number.size() > 6) return std::nullopt;
  return NoticePart{std::move(number), std::string(title), line.at, 0};
}

std::vector<int> counted(const std::string& number) {
  std::vector<int> out;
  for (std::size_t i = 0; i < number.size();) {
    const auto end = std::min(number.find('.', i), number.size());
    out.push_back(std::stoi("0" + number.substr(i, std::min<std::size_t>(end - i, 4))));
    i = end + 1;
  }
  return out;
}

/// A list of numbered sentences begins again at 1; parts go on.
std::vector<NoticePart> rising(std::vector<NoticePart> all) {
  std::vector<NoticePart> out;
  for (auto& p : all)
    if (out.empty() || counted(out.back().number) < counted(p.number)) out.push_back(std::move(p));
  return out;
}

}  // namespace

std::vector<std::string> codes_in(std::string_view several) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < several.size();) {
    const auto end = std::min(several.find(',', i), several.size());
    if (const auto code = trim(several.substr(i, end - i)); !code.empty()) out.emplace_back(code);
    i = end + 1;
  }
  return out;
}

std::vector<std::string> lines_typed(std::string_view typed) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < typed.size();) {
    const auto end = std::min(typed.find('\n', i), typed.size());
    auto line = typed.substr(i, end - i);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    if (!line.empty()) out.emplace_back(line);
    i = end + 1;
  }
  return out;
}

std::optional<std::pair<std::string, std::string>> pair_in(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == line.npos) return std::nullopt;
  const auto left = trim(line.substr(0, colon)), right = trim(line.substr(colon + 2));
  if (left.empty() || right.empty()) return std::nullopt;
  return std::pair(std::string(left), std::string(right));
}

std::string code_of(std::string_view words) {
  std::string code;
  for (const char c : words) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9'))
      code += low;
    else if (!code.empty() && code.back() != '-')
      code += '-';
  }
  while (!code.empty() && code.back() == '-') code.pop_back();
  return code;
}

namespace {
/// Of its own words; of those that have no Latin letter, one that counts.
std::string code_of_row(const Section& section, const AnswerRow& row) {
  const auto code = code_of(value(row, section.called));
  return code.empty() ? "row" : code;
}
}  // namespace

bool Authored::has_part(std::string_view number) const {
  return std::ranges::find(parts, number, &NoticePart::number) != parts.end();
}

const std::vector<AnswerRow>& Authored::of(std::string_view section) const {
  static const std::vector<AnswerRow> kNone;
  const auto at = rows.find(section);
  return at == rows.end() ? kNone : at->second;
}

void Authored::keep(const Section& section, AnswerRow row, std::optional<std::size_t> at) {
  auto& all = rows[std::string(section.code)];
  if (!section.many && !all.empty()) at = 0;
  const bool anew = !at || *at >= all.size();
  if (section.many && !section.find("code")) {
    const auto taken = [&](const std::string& c) {
      return std::ranges::any_of(all, [&](const AnswerRow& r) { return value(r, "code") == c; });
    };
    const auto base = code_of_row(section, row);
    std::string code = anew ? base : value(all[*at], "code");
    for (int n = 2; anew && taken(code); ++n) code = base + "-" + std::to_string(n);
    row["code"] = {code, ""};
  }
  if (anew)
    all.push_back(std::move(row));
  else
    all[*at] = std::move(row);
}

std::vector<NoticePart> parts_of(std::string_view text) {
  const auto lines = lines_of(text);
  std::vector<NoticePart> out;
  for (const auto& line : lines)
    if (auto part = numbered(line)) out.push_back(std::move(*part));
  out = rising(std::move(out));
  if (out.size() < kFewestNumbered) {
    out.clear();
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      const auto s = lines[i].words;
      if (lines[i].alone && s.size() <= kHeadingBytes && !ends_a_sentence(s) &&
          (static_cast<unsigned char>(s[0]) >= 'A'))
        out.push_back({std::to_string(out.size() + 1), std::string(s), lines[i].at, 0});
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i].end = i + 1 < out.size() ? out[i + 1].begin : text.size();
  return out;
}

std::vector<const Section*> unanswered(const Authored& a) {
  std::vector<const Section*> out;
  for (const auto& s : sections()) {
    // What nothing runs without; a notice may be silent on all others.
    const bool needed = !s.optional && std::ranges::any_of(s.questions, &Question::needed);
    if (needed && a.of(s.code).empty()) out.push_back(&s);
  }
  return out;
}

std::string write_answers(const Authored& a) {
  using boost::json::object;
  object root{{"answers", "1"}};
  boost::json::array parts;
  for (const auto& p : a.parts) parts.push_back(object{{"number", p.number}, {"title", p.title}});
  root["parts"] = std::move(parts);
  for (const auto& s : sections()) {
    boost::json::array rows;
    for (const auto& row : a.of(s.code)) {
      object one;
      if (const auto code = row.find("code"); code != row.end() && !s.find("code"))
        one["code"] = object{{"is", code->second.value}};
      for (const auto& q : s.questions)
        if (const auto at = row.find(q.code); at != row.end() && at->second != Answer{}) {
          object answer{{"is", at->second.value}};
          if (!at->second.part.empty()) answer["part"] = at->second.part;
          one[q.code] = std::move(answer);
        }
      rows.push_back(std::move(one));
    }
    if (!rows.empty()) root[s.code] = std::move(rows);
  }
  return yaml_text(root);
}

namespace {

Answer read_answer(const Yaml& y) {
  const auto* is = y.find("is");
  const auto* part = y.find("part");
  return {is ? is->text : "", part ? part->text : ""};
}

AnswerRow read_row(const Section& section, const Yaml& y, Findings& out) {
  AnswerRow row;
  for (const auto& [key, node] : y.map) {
    if (!section.find(key.text) && key.text != "code")
      out.error(key, "'" + std::string(section.code) + "' asks no '" + key.text + "'", "take the line out");
    else if (node.shape != Yaml::Shape::Map || !node.find("is"))
      out.error(node, "this is no answer", "write {is: \"the answer\", part: \"2.1\"}");
    else
      row[key.text] = read_answer(node);
  }
  // What a row is known by elsewhere must be there, whoever wrote the file.
  for (const auto& q : section.questions)
    if (q.needed && (!row.contains(q.code) || row[std::string(q.code)].value.empty()))
      out.error(y, "'" + std::string(q.code) + "' is not answered", "answer it, or take the row out");
  if (section.many && !section.find("code") && !row.contains("code") && row.contains(section.called))
    row["code"] = {code_of_row(section, row), ""};
  return row;
}

}  // namespace

Result<Authored> read_answers(const std::string& text) {
  std::vector<Finding> found;
  Findings out{"answers", found};
  Yaml root;
  Authored a;
  if (read_yaml(text, root, out)) {
    for (const auto& [key, node] : root.map) {
      if (key.text == "answers") continue;
      if (key.text == "parts") {
        for (const auto& p : node.list) {
          const auto* number = p.find("number");
          const auto* title = p.find("title");
          if (number) a.parts.push_back({number->text, title ? title->text : ""});
        }
        continue;
      }
      const auto* section = find_section(key.text);
      if (!section)
        out.error(key, "there is no section '" + key.text + "'", "take it out");
      else
        for (const auto& row : node.list) a.rows[key.text].push_back(read_row(*section, row, out));
    }
  }
  for (const auto& f : found)
    if (!f.warning) return invalid("text", f.text());
  return a;
}

}  // namespace candour::charter
