// The two files of a check of the national data opt-out: the numbers that we send, and the reply, which is
// the same list without those who opted out. Text, one NHS number a line and a comma after it, no heading.
// Pure; any thread. It knows no people: whose the numbers are, record/opt_out_checks.h knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"

namespace candour::record {

/// "A1B2C001-211126-0001.dat": the mailbox, the day, and which file of the month it is.
std::string opt_out_file_name(std::string_view mailbox, Date day, std::int64_t number);
/// Each number with its comma, on a line of its own that ends with LF alone.
std::string opt_out_file(const std::vector<std::string>& numbers);
/// How the reply to a file of that name is called; `pattern` as the charter has it, "": the same name.
std::string opt_out_reply_name(std::string_view sent, std::string_view pattern);

struct OptOutReply {
  std::vector<std::string> numbers;  // sorted
  bool windows_lines = false;        // lines ended with CR LF: read, and told
};
/// Errors: Invalid at "reply" with the line that is wrong, never with what stands in it.
Result<OptOutReply> read_opt_out_reply(std::string_view bytes);

}  // namespace candour::record
