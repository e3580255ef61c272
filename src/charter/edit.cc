#include "charter/edit.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>

#include "base/calendar_words.h"
#include "charter/read_form.h"
#include "charter/said.h"

namespace candour::charter {
namespace {

struct Tree {
  Yaml root;
  std::map<std::string, Said> said;
};

Result<Tree> tree_of(const std::string& text) {
  std::vector<Finding> all;
  Findings out{"the charter", all, true};
  Tree t;
  if (!read_yaml(text, t.root, out))
    return invalid("text", "Line " + std::to_string(all.front().line) + ": " + all.front().what + ".");
  for (auto& s : said_in(t.root, out)) t.said.emplace(s.path, s);
  return t;
}

bool at_or_below(std::string_view path, std::string_view top) {
  return path == top || (path.starts_with(top) && path.size() > top.size() && path[top.size()] == '/');
}

/// Where a node begins. Columns count characters.
std::size_t place_of(std::string_view text, const Yaml& y) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (int line = 1; line < y.line && at < text.size(); ++at)
    if (text[at] == '\n') ++line;
  for (int column = 1; column < y.column && at < text.size(); ++column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

bool blank(char c) {
  return c == ' ' || c == '\n' || c == '\r';
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

/// The end of "> words" or "| words": the lines that stand further in than the one that begins them.
std::size_t end_of_block(std::string_view text, std::size_t at) {
  auto end = end_of_line(text, at);
  std::size_t indent = 0;
  for (auto line = end; line < text.size();) {
    const auto start = line + 1, stop = end_of_line(text, start);
    const auto first = std::min(text.find_first_not_of(' ', start), stop);
    if (first != stop) {
      if (indent == 0) indent = first - start;
      if (first - start < indent || indent == 0) break;
      end = stop;
    }
    line = stop;
  }
  return end;
}

/// The end of a value that begins at `at`; npos where the text does not say what was read.
std::size_t end_of(std::string_view text, std::size_t at, const Yaml& y) {
  if (at >= text.size()) return text.npos;
  const char first = text[at];
  if (first == '>' || first == '|') return end_of_block(text, at);
  if (first == '"' || first == '\'') {
    for (auto i = at + 1; i < text.size(); ++i) {
      if (first == '"' && text[i] == '\\')
        ++i;
      else if (text[i] == first && first == '\'' && i + 1 < text.size() && text[i + 1] == '\'')
        ++i;
      else if (text[i] == first)
        return i + 1;
    }
    return text.npos;
  }
  for (std::size_t i = 0; i < y.text.size();) {  // plain words, perhaps over several lines
    if (at >= text.size()) return text.npos;
    if (blank(y.text[i]) && blank(text[at])) {
      while (i < y.text.size() && blank(y.text[i])) ++i;
      while (at < text.size() && blank(text[at])) ++at;
    } else if (y.text[i++] != text[at++]) {
      return text.npos;
    }
  }
  return at;
}

bool needs_quotes(std::string_view s) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ' ';
  };
  return s.empty() || !std::ranges::all_of(s, fine) || s.front() == '-' || s.front() == ' ' ||
         s.back() == ' ' || s == "null";
}

std::string in_quotes(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c != '\r')
      out += c;
  }
  return out + "\"";
}

std::string written(std::string_view s, bool plain) {
  return plain && !needs_quotes(s) ? std::string(s) : in_quotes(s);
}

bool put(std::string& text, const Yaml& y, std::string_view value, bool plain) {
  const auto at = place_of(text, y), end = end_of(text, at, y);
  if (end == text.npos) return false;
  text.replace(at, end - at, written(value, plain));
  return true;
}

/// Goes through the tree with the path of each node, as said.h makes it.
template <class F>
void each(const Yaml& y, const std::string& path, const F& f) {
  f(y, path);
  const auto escaped = [](std::string_view segment) {
    std::string s;
    for (const char c : segment) s += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return s;
  };
  const auto under = [&](std::string_view segment) {
    return path.empty() ? escaped(segment) : path + "/" + escaped(segment);
  };
  for (const auto& [k, v] : y.map)
    if (k.text != kGrounds) each(v, under(k.text), f);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < y.list.size(); ++i) {
    std::string key = row_key(y.list[i], i);
    for (int n = 2; !seen.insert(key).second; ++n)
      key = row_key(y.list[i], i) + " (" + std::to_string(n) + ")";
    each(y.list[i], under(key), f);
  }
}

/// That nothing but what stands at `path` (and below, where `below`) says anything else now.
Status only_that(const Tree& was, const Tree& is, const std::function<bool(const std::string&)>& meant,
                 const std::string& field) {
  const auto same = [&](const Tree& a, const Tree& b) {
    return std::ranges::all_of(a.said, [&](const auto& one) {
      const auto& [path, said] = one;
      if (meant(path)) return true;
      const auto it = b.said.find(path);
      return it != b.said.end() && it->second.value == said.value && it->second.ground == said.ground;
    });
  };
  if (same(was, is) && same(is, was)) return {};
  return invalid(field,
                 "This cannot be changed here without changing something else. Change it in the text.");
}

bool is_grounds(const std::string& path) {
  const auto all = segments(path);
  return std::ranges::find(all, kGrounds) != all.end();
}

/// One more line at the head of a group of the file's first rank, or the group itself at the end.
std::string with_line(std::string text, const Tree& t, std::string_view group, const std::string& line) {
  for (const auto& [k, v] : t.root.map) {
    if (k.text != group) continue;
    const auto at = place_of(text, k), brace = place_of(text, v);
    if (brace < text.size() && text[brace] == '{') {
      text.insert(brace + 1, line + (v.map.empty() ? "" : ", "));
    } else {
      const auto indent = v.map.empty() ? 3 : v.map.front().first.column;
      text.insert(end_of_line(text, at),
                  "\n" + std::string(static_cast<std::size_t>(indent - 1), ' ') + line);
    }
    return text;
  }
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text + std::string(group) + ":\n  " + line + "\n";
}

bool still_working(const Tree& t, const std::string& path) {
  return std::ranges::any_of(t.said, [&](const auto& one) {
    return at_or_below(one.first, path) && !is_grounds(one.first) && one.second.ground.working();
  });
}

/// The ground in place of "working", at the paths and below them.
void replace_grounds(std::string& text, const Tree& t, const std::vector<std::string>& paths,
                     std::string_view ground) {
  const auto asked = [&](const std::string& full) {
    return !full.empty() &&
           std::ranges::any_of(paths, [&](const auto& path) { return at_or_below(full, path); });
  };
  std::vector<const Yaml*> places;
  each(t.root, "", [&](const Yaml& y, const std::string& here) {
    const Yaml* grounds = y.find(kGrounds);
    if (!grounds) return;
    for (const auto& [k, v] : grounds->map) {
      const auto full = k.text == "all" ? here : here.empty() ? k.text : here + "/" + k.text;
      if (v.text == "working" && asked(full)) places.push_back(&v);
    }
  });
  // From the end, so that the places before stay where they are.
  std::ranges::sort(places, [](const Yaml* a, const Yaml* b) {
    return std::pair(a->line, a->column) > std::pair(b->line, b->column);
  });
  for (const auto* y : places) put(text, *y, ground, true);
}

}  // namespace

Result<std::string> with_value(const std::string& text, const std::string& path, const std::string& value) {
  TRY(const auto was, tree_of(text));
  const Yaml* found = nullptr;
  each(was.root, "", [&](const Yaml& y, const std::string& here) {
    if (here == path && y.shape == Yaml::Shape::Text) found = &y;
  });
  const auto said = was.said.find(path);
  if (!found || said == was.said.end() || said->second.item || (said->second.value.empty() && !found->quoted))
    return invalid("value", "There is no single value at “" + path + "”. Change it in the text.");
  if (value.empty()) return invalid("value", "Say what is to stand there.");
  std::string out = text;
  if (!put(out, *found, value, !found->quoted))
    return invalid("value", "This value cannot be changed here. Change it in the text.");
  auto is = tree_of(out);
  if (!is) return invalid("value", "This cannot stand there as it is written. Change it in the text.");
  CHECK_OK(only_that(
      was, *is, [&](const std::string& p) { return p == path; }, "value"));
  return out;
}

Result<std::string> with_ground(const std::string& text, const std::vector<std::string>& paths,
                                std::string_view ground) {
  TRY(const auto was, tree_of(text));
  const auto meant = ground_of(ground);
  if (!meant || meant->working())
    return invalid("ground", "“" + std::string(ground) +
                                 "” is no ground. Name a part of the notice such as 3.1, or confirm it.");
  for (const auto& path : paths)
    if (!still_working(was, path)) return invalid("ground", "“" + path + "” has a ground already.");
  std::string out = text;
  replace_grounds(out, was, paths, ground);
  TRY(auto is, tree_of(out));
  // Where nothing named them, they do from now on.
  const Tree replaced = is;
  for (const auto& path : paths)
    if (still_working(replaced, path)) {
      out = with_line(std::move(out), is, kGrounds, in_quotes(path) + ": " + written(ground, true));
      TRY(is, tree_of(out));
    }
  const auto asked = [&](const std::string& p) {
    return std::ranges::any_of(paths, [&](const auto& path) { return at_or_below(p, path); });
  };
  for (const auto& [p, said] : was.said) {
    if (is_grounds(p)) continue;
    const auto it = is.said.find(p);
    const bool same = it != is.said.end() && it->second.value == said.value;
    const bool own = said.ground.working() && asked(p);
    if (!same || (own ? it->second.ground != *meant : it->second.ground != said.ground))
      return invalid("ground", "The ground of “" + p + "” stands somewhere else. Change it in the text.");
  }
  return out;
}

Result<std::string> with_version(const std::string& text, std::string_view number, Date from, bool major) {
  TRY(const auto was, tree_of(text));
  const Yaml* version = was.root.find("version");
  const Yaml* n = version ? version->find("number") : nullptr;
  const Yaml* f = version ? version->find("from") : nullptr;
  if (!n || !f) return invalid("text", "The charter has no `version:` with `number` and `from`.");
  std::vector<std::pair<const Yaml*, std::string>> changes{{n, std::string(number)}, {f, iso_date(from)}};
  if (const Yaml* m = version->find("major")) changes.emplace_back(m, major ? "true" : "false");
  std::ranges::sort(changes, [](const auto& a, const auto& b) {
    return std::pair(a.first->line, a.first->column) > std::pair(b.first->line, b.first->column);
  });
  std::string out = text;
  for (const auto& [y, value] : changes)
    if (!put(out, *y, value, y != n))
      return invalid("text", "The version cannot be changed. Change it in the text.");
  if (!major && !version->find("major")) {  // silent means a major one
    TRY(const auto so_far, tree_of(out));
    const Yaml& key = so_far.root.find("version")->map.front().first;
    const auto at = place_of(out, key);
    const auto group = place_of(out, *so_far.root.find("version"));
    out.insert(at, out[group] == '{'
                       ? "major: false, "
                       : "major: false\n" + std::string(static_cast<std::size_t>(key.column - 1), ' '));
  }
  TRY(const auto is, tree_of(out));
  CHECK_OK(only_that(
      was, is, [](const std::string& p) { return at_or_below(p, "version"); }, "text"));
  return out;
}

Result<std::string> with_told(const std::string& text, std::size_t index, Date told, const std::string& how) {
  TRY(const auto was, tree_of(text));
  const Yaml* version = was.root.find("version");
  const Yaml* answers = version ? version->find("new-uses") : nullptr;
  if (!answers || index >= answers->list.size() || !answers->list[index].find("tell") ||
      answers->list[index].find("told"))
    return invalid("told-by", "There is nothing to record here. Read the proposal once more.");
  const Yaml& answer = answers->list[index];
  const Yaml& key = answer.map.front().first;
  const auto at = place_of(text, key);
  const bool flow = text[place_of(text, answer)] == '{';
  const std::string next = flow ? ", " : "\n" + std::string(static_cast<std::size_t>(key.column - 1), ' ');
  std::string out = text;
  out.insert(at, "told: " + iso_date(told) + next + "told-by: " + in_quotes(how) + next);
  auto is = tree_of(out);
  if (!is) return invalid("told-by", "This cannot stand there as it is written. Change it in the text.");
  CHECK_OK(only_that(
      was, *is, [](const std::string& p) { return at_or_below(p, "version/new-uses"); }, "told-by"));
  return out;
}

namespace {

/// Where a group of the first rank ends: remarks and empty lines belong to what follows.
std::size_t end_of_group(std::string_view text, const Yaml& root, std::string_view group) {
  const auto it =
      std::ranges::find(root.map, group, [](const auto& l) { return std::string_view(l.first.text); });
  if (it == root.map.end() || it + 1 == root.map.end()) return text.size();
  auto at = place_of(text, (it + 1)->first);
  while (at > 1 && text[at - 1] == '\n') {
    const auto before = text.rfind('\n', at - 2);
    const auto line = text.substr(before + 1, at - before - 1);
    const auto first = line.find_first_not_of(" \n");
    if (first != line.npos && line[first] != '#') break;
    at = before + 1;
  }
  return at;
}

}  // namespace

std::string own_kinds(const std::string& text) {
  const auto t = tree_of(text);
  if (!t) return {};
  for (const auto& [k, v] : t->root.map)
    if (k.text == "kinds") {
      const auto at = place_of(text, k);
      return text.substr(at, end_of_group(text, t->root, "kinds") - at);
    }
  return {};
}

Result<std::string> with_own_kind(const std::string& text, const std::string& item) {
  TRY(const auto was, tree_of(text));
  const Yaml* kinds = was.root.find("kinds");
  std::size_t indent = 2;
  std::string out = text;
  if (!out.empty() && out.back() != '\n') out += '\n';
  auto at = out.size();
  std::string head;
  if (!kinds) {
    head = "\nkinds:\n";
  } else {
    if (kinds->list.empty() || out[place_of(out, *kinds)] == '[')
      return invalid("text", "`kinds:` is written on one line. Add it in the text.");
    indent = static_cast<std::size_t>(std::max(kinds->list.front().column - 3, 0));
    at = end_of_group(out, was.root, "kinds");
  }
  std::string piece;
  for (std::size_t i = 0; i < item.size();) {
    const auto end = std::min(item.find('\n', i), item.size());
    if (end > i)
      piece += std::string(indent, ' ') + (piece.empty() ? "- " : "  ") + item.substr(i, end - i) + "\n";
    i = end + 1;
  }
  out.insert(at, head + piece);
  auto is = tree_of(out);
  if (!is) return invalid("text", "What was added is not well-formed: " + is.error().fields.front().message);
  CHECK_OK(only_that(
      was, *is, [&](const std::string& p) { return at_or_below(p, "kinds") && !was.said.contains(p); },
      "text"));
  return out;
}

Result<std::string> code_of_kind(const std::string& item) {
  TRY(const auto t, tree_of(item));
  const Yaml* code = t.root.find("kind");
  if (!code || code->text.empty())
    return invalid("text", "The kind has no code. Begin it with a line such as “kind: garden-visit”.");
  return code->text;
}

namespace {

/// One more code at the head of the list at `path`; working, where the list stands on the notice.
Result<std::string> with_item(const std::string& text, const std::string& path, std::string_view code,
                              const std::string& field) {
  TRY(const auto was, tree_of(text));
  const Yaml* list = nullptr;
  each(was.root, "", [&](const Yaml& y, const std::string& here) {
    if (here == path && y.shape == Yaml::Shape::List) list = &y;
  });
  if (!list || list->list.empty())
    return invalid(field, "“" + path + "” is no list in the charter. Change it in the text.");
  std::string out = text;
  const auto first = place_of(out, list->list.front());
  if (out[place_of(out, *list)] == '[') {
    out.insert(first, std::string(code) + ", ");
  } else {
    const auto dash = out.rfind('-', first);
    out.insert(
        dash, "- " + std::string(code) + "\n" + std::string(static_cast<std::size_t>(list->column - 1), ' '));
  }
  const auto added = path + "/" + std::string(code);
  TRY(auto is, tree_of(out));
  const auto at = is.said.find(added);
  if (at != is.said.end() && !at->second.ground.working()) {
    out = with_line(std::move(out), is, kGrounds, in_quotes(added) + ": working");
    TRY(is, tree_of(out));
  }
  CHECK_OK(only_that(
      was, is, [&](const std::string& p) { return p == added || is_grounds(p); }, field));
  return out;
}

}  // namespace

Result<std::string> with_kind_used(const std::string& text, std::string_view kind,
                                   const std::vector<std::string>& services,
                                   const std::vector<std::string>& roles) {
  std::string out = text;
  for (const auto& service : services) {
    TRY(out, with_item(out, "services/" + service + "/kinds", kind, "services"));
  }
  for (const auto& role : roles) {
    TRY(out, with_item(out, "roles/" + role + "/writes", kind, "roles"));
  }
  return out;
}

std::string next_number(std::string_view number, bool major) {
  std::vector<int> parts;
  for (std::string_view rest = number; !rest.empty();) {
    const auto dot = std::min(rest.find('.'), rest.size());
    int n = 0;
    std::from_chars(rest.data(), rest.data() + dot, n);
    parts.push_back(n);
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  parts.resize(2);
  if (major) return std::to_string(parts[0] + 1) + ".0";
  return std::to_string(parts[0]) + "." + std::to_string(parts[1] + 1);
}

}  // namespace candour::charter
