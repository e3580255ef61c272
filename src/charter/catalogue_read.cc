#include "charter/catalogue_read.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

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

}  // namespace

CatalogueFiles read_catalogue(const std::string& dir, std::vector<Finding>& all) {
  CatalogueFiles files;
  files.categories = read_categories(dir, all);
  std::vector<std::string> paths;
  std::error_code ec;
  for (fs::directory_iterator it(dir + "/kinds", ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".yaml") paths.push_back(it->path().string());
  std::sort(paths.begin(), paths.end());
  if (paths.empty()) {
    Findings out{dir + "/kinds", all};
    out.error({}, "there are no kinds here", "the folder holds one .yaml file for each kind");
  }
  for (auto& path : paths) {
    Findings out{path, all};
    auto text = read_text_file(path);
    if (!text) {
      out.error({}, text.error().words.text, "make the file readable");
      continue;
    }
    Kind k = read_kind(path, *text, files.categories, all);
    if (!k.code.empty() && k.code != fs::path(path).stem().string())
      out.error({}, "the kind '" + k.code + "' stands in a file of another name",
                "name the file " + k.code + ".yaml");
    if (!k.code.empty()) files.kinds.push_back(std::move(k));
  }
  std::sort(files.kinds.begin(), files.kinds.end(), [](auto& a, auto& b) { return a.code < b.code; });
  return files;
}

std::vector<Regulator> read_regulators(const std::string& dir, std::vector<Finding>& all) {
  std::vector<Regulator> list;
  Findings out{dir + "/regulators.yaml", all};
  Yaml root;
  if (!open_yaml(out.file, root, out)) return list;
  MapReader top(root, "the file", out);
  for (auto* item : top.list("regulators", Need::Required)) {
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
  top.only_these();
  return list;
}

Result<Regulator> regulator_on(const std::string& dir, Date date) {
  std::vector<Finding> findings;
  auto list = read_regulators(dir, findings);
  for (auto& f : findings)
    if (!f.warning) return fail(Code::Invalid, "The register of regulators has a mistake: " + f.text());
  const Regulator* found = nullptr;
  for (auto& r : list)
    if (r.from <= date) found = &r;
  if (!found) return fail(Code::NotFound, "The register of regulators names none for that date.");
  return *found;
}

}  // namespace candour::charter
