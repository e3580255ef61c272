#include "charter/catalogue_read.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/calendar_words.h"
#include "charter/keeping.h"
#include "charter/read_form.h"

namespace candour::charter {

namespace fs = std::filesystem;

Result<std::string> read_text_file(const std::string& path) {
  std::error_code ec;
  if (!fs::is_regular_file(path, ec)) return fail(Code::NotFound, "There is no file " + path + ".");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  if (!in) return fail(Code::Unavailable, "The file " + path + " cannot be read.");
  return std::move(all).str();
}

const Kind* CatalogueFiles::find_kind(std::string_view code) const {
  for (auto& k : kinds)
    if (k.code == code) return &k;
  return nullptr;
}
std::vector<std::string> CatalogueFiles::category_codes() const {
  std::vector<std::string> codes;
  for (auto& c : categories) codes.push_back(c.code);
  return codes;
}
std::vector<std::string> CatalogueFiles::kind_codes() const {
  std::vector<std::string> codes;
  for (auto& k : kinds) codes.push_back(k.code);
  return codes;
}

namespace {

/// Reads and takes apart one file; false when either failed, with a finding.
bool open_yaml(const std::string& path, Yaml& into, Findings& out) {
  auto text = read_text_file(path);
  if (!text) {
    out.error({}, text.error().words.text, "put the file there, or name the right folder");
    return false;
  }
  return read_yaml(*text, into, out);
}

std::vector<Category> read_categories(const std::string& dir, std::vector<Finding>& all) {
  std::vector<Category> categories;
  Findings out{dir + "/categories.yaml", all};
  Yaml root;
  if (!open_yaml(out.file, root, out)) return categories;
  MapReader top(root, "the file", out);
  for (auto* item : top.list("categories", Need::Required)) {
    MapReader m(*item, "category", out);
    Category c;
    c.code = m.code("code");
    m.rename("category '" + c.code + "'");
    c.name = m.text("name", Need::Required);
    c.says = m.text("says", Need::Required);
    auto s = m.choice("sensitivity", {"ordinary", "special", "criminal"}, Need::Required);
    c.sensitivity = s == "special"    ? Sensitivity::Special
                    : s == "criminal" ? Sensitivity::Criminal
                                      : Sensitivity::Ordinary;
    c.diversity = m.flag("diversity");
    m.only_these();
    if (std::any_of(categories.begin(), categories.end(), [&](auto& o) { return o.code == c.code; }))
      m.error("code", "this code stands here twice", "keep one of them");
    if (!c.code.empty()) categories.push_back(std::move(c));
  }
  top.only_these();
  if (categories.size() > 200) out.error(root, "there are more than 200 categories", "join some of them");
  return categories;
}

/// The .yaml files of a folder, by name.
std::vector<std::string> yaml_files(const std::string& dir) {
  std::vector<std::string> paths;
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".yaml") paths.push_back(it->path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// What one file holds, under the name that its code gives it.
template <class T, class Read>
void read_each(const std::vector<std::string>& paths, std::string_view what, std::vector<T>& into,
               std::vector<Finding>& all, const Read& read) {
  for (auto& path : paths) {
    Findings out{path, all};
    auto text = read_text_file(path);
    if (!text) {
      out.error({}, text.error().words.text, "make the file readable");
      continue;
    }
    T one = read(path, *text);
    if (!one.code.empty() && one.code != fs::path(path).stem().string())
      out.error({}, "the " + std::string(what) + " '" + one.code + "' stands in a file of another name",
                "name the file " + one.code + ".yaml");
    if (!one.code.empty()) into.push_back(std::move(one));
  }
  std::sort(into.begin(), into.end(), [](auto& a, auto& b) { return a.code < b.code; });
}

/// "The inquiry: what to keep. Source: …; as of 21 November 2026."
std::string inquiry_words(MapReader& m) {
  auto words = m.text("name", Need::Required) + ": " + m.text("says", Need::Required);
  const auto source = m.text("source", Need::Required);
  const auto known = m.choice("known", {"read", "second-hand", "not-found"}, Need::Required);
  words += known == "read"          ? ". Read at: " + source
           : known == "second-hand" ? ". Not checked: " + source
                                    : ". We looked, and found " + source;
  if (const auto day = m.date("as-of", Need::Required)) words += "; as of " + date_words(*day);
  return words;
}

/// What must be kept for public inquiries changes by what they say: it is configuration with its source and
/// day, and stands before what a hold offers anyway.
void offer_inquiries(const std::string& dir, std::vector<Kind>& kinds, std::vector<Finding>& all) {
  if (std::ranges::none_of(kinds, &Kind::records_hold)) return;
  Findings out{dir + "/inquiries.yaml", all};
  Yaml root;
  if (!open_yaml(out.file, root, out)) return;
  MapReader top(root, "the file", out);
  std::vector<Option> options;
  for (auto* item : top.list("inquiries", Need::Required)) {
    MapReader m(*item, "inquiry", out);
    Option o;
    o.code = m.code("code");
    m.rename("inquiry '" + o.code + "'");
    o.label = inquiry_words(m);
    m.only_these();
    if (std::ranges::find(options, o.code, &Option::code) != options.end())
      m.error("code", "this code stands here twice", "keep one of them");
    options.push_back(std::move(o));
  }
  top.only_these();
  for (auto& kind : kinds)
    for (auto& f : kind.fields)
      if (kind.records_hold && f.code == hold_field::kInquiry)
        f.options.insert(f.options.begin(), options.begin(), options.end());
}

/// A step may only offer a letter that is there, and is about its kind.
void check_letters_of_steps(const std::string& dir, const CatalogueFiles& files, std::vector<Finding>& all) {
  std::vector<std::string> codes;
  for (const auto& t : files.letters) codes.push_back(t.code);
  for (const auto& kind : files.kinds)
    for (const auto& move : kind.moves) {
      if (move.letter.empty()) continue;
      Findings out{dir + "/kinds/" + kind.code + ".yaml", all};
      const auto t = std::ranges::find(files.letters, move.letter, &LetterTemplate::code);
      if (t == files.letters.end())
        out.error({}, "move '" + move.code + "': there is no letter '" + move.letter + "'",
                  suggest(move.letter, codes));
      else if (kind.journey ? !t->about.empty() : t->about != kind.code)
        out.error({}, "move '" + move.code + "': the letter '" + t->code + "' is not about this kind",
                  "write about: " + kind.code + " in the letter, or name another one");
    }
}

}  // namespace

CatalogueFiles read_catalogue(const std::string& dir, std::vector<Finding>& all) {
  CatalogueFiles files;
  files.categories = read_categories(dir, all);
  const auto paths = yaml_files(dir + "/kinds");
  if (paths.empty()) {
    Findings out{dir + "/kinds", all};
    out.error({}, "there are no kinds here", "the folder holds one .yaml file for each kind");
  }
  read_each(paths, "kind", files.kinds, all, [&](const std::string& path, const std::string& text) {
    return read_kind(path, text, files.categories, all);
  });
  offer_inquiries(dir, files.kinds, all);
  read_each(
      yaml_files(dir + "/letters"), "letter", files.letters, all,
      [&](const std::string& path, const std::string& text) { return read_letter(path, text, files, all); });
  check_letters_of_steps(dir, files, all);
  return files;
}

namespace {

/// One list of the register, in the order of its dates.
std::vector<Regulator> register_of(MapReader& top, std::string_view key, Need need, Findings& out) {
  std::vector<Regulator> list;
  for (auto* item : top.list(key, need)) {
    MapReader m(*item, "regulator", out);
    Regulator r;
    r.name = m.text("name", Need::Required);
    r.short_name = m.text("short", Need::Required);
    r.url = m.text("url", Need::Required);
    r.phone = m.text("phone", Need::Required);
    r.source = m.text("source", Need::Required);
    if (auto d = m.date("from", Need::Required)) r.from = *d;
    m.only_these();
    if (!list.empty() && !(list.back().from < r.from))
      m.error("from", "this regulator does not begin after the one before",
              "put the register in the order of its dates");
    list.push_back(std::move(r));
  }
  return list;
}

std::optional<Regulator> in_force(const std::vector<Regulator>& list, Date date) {
  std::optional<Regulator> found;
  for (const auto& r : list)
    if (r.from <= date) found = r;
  return found;
}

}  // namespace

Overseers read_regulators(const std::string& dir, std::vector<Finding>& all) {
  Overseers o;
  Findings out{dir + "/regulators.yaml", all};
  Yaml root;
  if (!open_yaml(out.file, root, out)) return o;
  MapReader top(root, "the file", out);
  o.regulators = register_of(top, "regulators", Need::Required, out);
  o.ombudsmen = register_of(top, "ombudsmen", Need::Optional, out);
  top.only_these();
  return o;
}

Result<WhoOversees> overseers_on(const std::string& dir, Date date) {
  std::vector<Finding> findings;
  const auto lists = read_regulators(dir, findings);
  for (auto& f : findings)
    if (!f.warning) return fail(Code::Invalid, "The register of regulators has a mistake: " + f.text());
  auto regulator = in_force(lists.regulators, date);
  if (!regulator) return fail(Code::NotFound, "The register of regulators names none for that date.");
  return WhoOversees{std::move(*regulator), in_force(lists.ombudsmen, date)};
}

Result<Regulator> regulator_on(const std::string& dir, Date date) {
  TRY(auto both, overseers_on(dir, date));
  return std::move(both.regulator);
}

}  // namespace candour::charter
