#include "charter/read.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "charter/check.h"
#include "charter/like.h"

namespace candour::charter {

std::string Finding::text() const {
  auto sentence = [](const std::string& s) {
    return s.ends_with('.') || s.ends_with('?') || s.ends_with("…") ? s : s + ".";
  };
  return file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " +
         (warning ? "warning: " : "") + sentence(what) + " To mend: " + sentence(mend);
}

namespace {
struct WholeCatalogue {
  CatalogueFiles files;
  std::vector<Finding> findings;
};
WholeCatalogue read_whole(const std::string& dir) {
  WholeCatalogue all;
  all.files = read_catalogue(dir, all.findings);
  read_regulators(dir, all.findings);
  return all;
}

Loaded load_file(const WholeCatalogue& catalogue, const std::string& charter_file,
                 std::optional<Date> today) {
  auto text = read_text_file(charter_file);
  if (!text) {
    Loaded none;
    none.findings.push_back({charter_file, 1, 1, false, text.error().words.text, "name a charter file"});
    return none;
  }
  Loaded loaded{nullptr, catalogue.findings};
  load_against(catalogue.files, charter_file, *text, today, loaded);
  if (loaded.charter &&
      loaded.charter->organisation.code != std::filesystem::path(charter_file).stem().string())
    loaded.findings.push_back(
        {charter_file, 1, 1, true,
         "the charter of '" + loaded.charter->organisation.code + "' stands in another file",
         "name the file " + loaded.charter->organisation.code + ".yaml"});
  return loaded;
}

/// What may be printed is read by itself: what nobody has confirmed is not in it, so no page can print it.
CharterPtr printable(const Yaml& root, const std::vector<Said>& said, const CatalogueFiles& catalogue) {
  const Yaml kept = printed_part(root, said);
  std::vector<Finding> gaps;  // what is left out leaves gaps; the whole charter has been checked
  Findings out{"", gaps, true};
  const auto charter = Compiler(kept, catalogue, out).run().charter;
  charter->said = said;
  std::erase_if(charter->said, [](const Said& s) { return s.ground.working(); });
  std::ranges::sort(charter->said, {}, &Said::path);
  return charter;
}

void compile(const CatalogueFiles& catalogue, const Yaml& root, std::optional<Date> today, Findings& out,
             Loaded& loaded) {
  Draft draft = Compiler(root, catalogue, out).run();
  // A charter whose words are unknown would only draw false findings from the check.
  if (!out.broken()) check(draft, catalogue, today, out);
  if (out.broken()) return;
  draft.charter->printed = printable(*draft.text, draft.charter->said, catalogue);
  loaded.charter = draft.charter;
}

/// What stops the server first, then remarks; each by file and place.
void sort(std::vector<Finding>& all) {
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.warning, a.file, a.line, a.column) < std::tie(b.warning, b.file, b.line, b.column);
  });
}
}  // namespace

Loaded load_text(const std::string& file_name, const std::string& yaml, const std::string& catalogue_dir,
                 std::optional<Date> today) {
  const auto catalogue = read_whole(catalogue_dir);
  Loaded loaded{nullptr, catalogue.findings};
  load_against(catalogue.files, file_name, yaml, today, loaded);
  return loaded;
}

void load_against(const CatalogueFiles& catalogue, const std::string& file_name, const std::string& yaml,
                  std::optional<Date> today, Loaded& loaded) {
  Findings out{file_name, loaded.findings, true};
  Yaml root;
  if (read_yaml(yaml, root, out)) load_tree(catalogue, file_name, std::move(root), today, loaded);
  sort(loaded.findings);
}

void load_tree(const CatalogueFiles& catalogue, const std::string& file_name, Yaml root,
               std::optional<Date> today, Loaded& loaded) {
  Findings out{file_name, loaded.findings, true};
  if (out.broken()) return;  // every kind that failed would be reported again where it is used
  write_out_likes(root, out);
  if (has_own(root))
    compile(with_own(catalogue, root, out), root, today, out, loaded);
  else
    compile(catalogue, root, today, out, loaded);
}

Loaded load(const std::string& charter_file, const std::string& catalogue_dir, std::optional<Date> today) {
  return std::move(load_each({charter_file}, catalogue_dir, today).front());
}

std::vector<Loaded> load_each(const std::vector<std::string>& charter_files, const std::string& catalogue_dir,
                              std::optional<Date> today) {
  const auto catalogue = read_whole(catalogue_dir);
  std::vector<Loaded> all;
  for (const auto& file : charter_files) all.push_back(load_file(catalogue, file, today));
  return all;
}

}  // namespace candour::charter
