// Where a command's answer goes: the terminal or a file, whole or not at all. Main thread only.
#pragma once

#include <string>

#include "charter/read.h"
#include "cli/commands.h"
#include "paper/notice.h"

namespace candour::cli {

/// Writes to `file`, or to standard output when it is empty or "-". False after saying on stderr why not.
bool deliver(const std::string& bytes, const std::string& file);

/// One line of trouble on stderr, with "candour: " in front.
void complain(const std::string& words);

/// Loads and checks a charter; its findings go to stderr as file:line:column. Null when it was refused.
charter::CharterPtr load_charter(const std::string& file, const std::string& catalogue, bool warnings);

/// Today in the United Kingdom.
charter::Date today_here();

/// The regulator of the day and the day, or the catalogue's fault on stderr and nothing.
bool find_setting(const std::string& catalogue, paper::Setting& into);

}  // namespace candour::cli
