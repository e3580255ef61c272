#include "forms_on_page.h"

#include <algorithm>
#include <map>

namespace candour::attacks {
namespace {

struct Tag {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::size_t begin = 0, end = 0;  // of the tag itself
  std::string get(const std::string& a) const {
    const auto i = attributes.find(a);
    return i == attributes.end() ? std::string() : i->second;
  }
  bool has(const std::string& a) const { return attributes.contains(a); }
};

/// The tag that starts at or after `at`.
bool next_tag(std::string_view page, std::size_t at, Tag& tag) {
  tag = {};
  tag.begin = page.find('<', at);
  if (tag.begin == page.npos) return false;
  std::size_t i = tag.begin + 1;
  const auto word = [&](std::string_view stops) {
    std::string s;
    while (i < page.size() && stops.find(page[i]) == stops.npos) s += page[i++];
    return s;
  };
  tag.name = word(" >\n");
  while (i < page.size() && page[i] != '>') {
    if (page[i] == ' ' || page[i] == '\n' || page[i] == '/') {
      ++i;
      continue;
    }
    const auto name = word("= >\n");
    std::string value;
    if (i < page.size() && page[i] == '=') {
      i += 2;
      value = word("\"");
      ++i;
    }
    tag.attributes.emplace(name, unescaped(value));
  }
  tag.end = std::min(i + 1, page.size());
  return true;
}

std::string text_until(std::string_view page, std::size_t from, std::string_view close) {
  const auto end = page.find(close, from);
  return unescaped(page.substr(from, end == page.npos ? page.npos : end - from));
}

/// One control of a form; false when the tag is none.
bool read_control(std::string_view page, const Tag& t, FieldOnPage& f) {
  f = {};
  f.name = t.get("name");
  if (t.name == "input") {
    f.type = t.get("type").empty() ? "text" : t.get("type");
    f.value = t.get("value");
    f.chosen = t.has("checked");
  } else if (t.name == "textarea") {
    f.type = "textarea";
    f.value = text_until(page, t.end, "</textarea>");
    if (f.value.starts_with('\n')) f.value.erase(0, 1);  // as browsers do
  } else if (t.name == "select") {
    f.type = "select";
    const auto end = page.find("</select>", t.end);
    Tag o;
    for (auto at = t.end; next_tag(page, at, o) && o.begin < end; at = o.end) {
      if (o.name != "option") continue;
      f.options.push_back(o.get("value"));
      if (!o.has("selected")) continue;
      f.value = o.get("value");
      f.chosen = true;
    }
  } else if (t.name == "button" && !f.name.empty()) {
    f.type = "submit";
    f.value = t.get("value");
  } else {
    return false;
  }
  return !f.name.empty();
}

}  // namespace

std::string unescaped(std::string_view html) {
  static const std::pair<std::string_view, std::string_view> kNames[] = {
      {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}};
  std::string out;
  for (std::size_t i = 0; i < html.size();) {
    const auto found =
        std::ranges::find_if(kNames, [&](const auto& n) { return html.substr(i).starts_with(n.first); });
    if (found == std::end(kNames)) {
      out += html[i++];
    } else {
      out += found->second;
      i += found->first.size();
    }
  }
  return out;
}

bool FormOnPage::has(std::string_view name) const {
  return std::ranges::find(fields, name, &FieldOnPage::name) != fields.end();
}

std::vector<FormOnPage> forms_of(std::string_view page) {
  std::vector<FormOnPage> all;
  Tag t;
  bool inside = false;
  for (std::size_t at = 0; next_tag(page, at, t); at = t.end) {
    if (t.name == "form") {
      all.push_back(
          {t.get("action"), t.get("method") == "post", t.get("enctype") == "multipart/form-data", {}});
      inside = true;
    }
    if (t.name == "/form") inside = false;
    FieldOnPage f;
    if (inside && read_control(page, t, f)) {
      const std::string error = "id=\"f-" + f.name + "-error\"";
      if (const auto e = page.find(error); e != page.npos)
        f.error = text_until(page, page.find('>', e) + 1, "</p>");
      all.back().fields.push_back(std::move(f));
    }
  }
  return all;
}

std::vector<std::string> links_of(std::string_view page) {
  std::vector<std::string> all;
  Tag t;
  for (std::size_t at = 0; next_tag(page, at, t); at = t.end)
    if (t.name == "a" && t.get("href").starts_with("/") && !t.get("href").starts_with("//"))
      all.push_back(t.get("href"));
  return all;
}

}  // namespace candour::attacks
