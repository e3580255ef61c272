#include "cli/output.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include "base/calendar.h"
#include "base/clock.h"

namespace candour::cli {

void complain(const std::string& words) {
  std::cerr << "candour: " << words << '\n';
}

bool deliver(const std::string& bytes, const std::string& file) {
  if (file.empty() || file == "-") {
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::cout.flush();
    if (std::cout) return true;
    complain("the answer could not be written to the end of the pipe.");
    return false;
  }
  // Beside the target first: a full disk must not leave half a notice under its name.
  const std::string part = file + ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(part, file, error);
  if (out && !error) return true;
  std::error_code ignored;  // the part may not even have been made
  std::filesystem::remove(part, ignored);
  complain(file +
           " could not be written. To mend: check that the folder exists, that you may write there, and "
           "that the disk is not full.");
  return false;
}

charter::CharterPtr load_charter(const std::string& file, const std::string& catalogue, bool warnings) {
  const auto loaded = charter::load(file, catalogue, today_here());
  for (const auto& f : loaded.findings)
    if (warnings || !f.warning) std::cerr << f.text() << '\n';
  return loaded.charter;
}

charter::Date today_here() {
  return today(SystemClock{}.now());
}

bool find_setting(const std::string& catalogue, paper::Setting& into) {
  into.on = today_here();
  auto regulator = charter::regulator_on(catalogue, into.on);
  if (!regulator) {
    complain(regulator.error().words.text);
    return false;
  }
  into.regulator = std::move(*regulator);
  return true;
}

}  // namespace candour::cli
