// Runs every file of a corpus through its target once, without libFuzzer: fuzz_corpus DIR, where DIR holds a
// folder for each target. So an input that once broke something is tried in every build.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "fuzz/target.h"

namespace candour::fuzz {
namespace {

std::map<std::string, Target>& targets() {
  static std::map<std::string, Target> all;
  return all;
}

/// How many files were run; -1 when one cannot be read.
int run_folder(const std::filesystem::path& folder, Target target) {
  std::vector<std::filesystem::path> files;
  std::error_code why;
  for (std::filesystem::directory_iterator at(folder, why), end; !why && at != end; at.increment(why))
    files.push_back(at->path());
  if (why) {
    std::cerr << folder.string() << ": " << why.message() << '\n';
    return -1;
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    // A buffer of just this size, so that a sanitizer sees a step beyond its end.
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) {
      std::cerr << file.string() << " cannot be read\n";
      return -1;
    }
    std::cerr << file.string() << '\n';  // the last one named is the one that broke
    target(std::string_view(bytes.data(), bytes.size()));
  }
  return static_cast<int>(files.size());
}

}  // namespace

bool add(const char* name, Target target) {
  return targets().emplace(name, target).second;
}

int run_all(const std::filesystem::path& corpus) {
  int bad = 0;
  for (const auto& [name, target] : targets()) {
    const int n = run_folder(corpus / name, target);
    if (n == 0) std::cerr << "the corpus of " << name << " is empty\n";
    bad += n <= 0;
    std::cout << name << ": " << n << " inputs\n";
  }
  // A folder that belongs to no target would never be run.
  for (const auto& folder : std::filesystem::directory_iterator(corpus)) {
    if (targets().contains(folder.path().filename().string())) continue;
    std::cerr << folder.path().string() << " belongs to no target\n";
    ++bad;
  }
  return bad == 0 && !targets().empty() ? 0 : 1;
}

}  // namespace candour::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "fuzz_corpus DIR: runs every file in DIR/TARGET/ through the target of that name\n";
    return 2;
  }
  return candour::fuzz::run_all(argv[1]);
}
