// A reply: (NUMBER "," LF)*, NUMBER of ten figures; the last LF may be left out. An empty file is the reply
// in which nobody is left.
#include "record/opt_out_file.h"

#include <algorithm>
#include <cstdio>

#include "base/uk.h"
#include "charter/opt_out.h"

namespace candour::record {
namespace {

constexpr std::string_view kEnding = ".dat";

tl::unexpected<Error> wrong_line(std::size_t line, std::string_view what) {
  return invalid("reply", "Line " + std::to_string(line) + " of the file " + std::string(what) +
                              ". Nothing was taken in. Fetch the file again, and do not open it in between.");
}

}  // namespace

std::string opt_out_file_name(std::string_view mailbox, Date day, std::int64_t number) {
  char tail[32];
  std::snprintf(tail, sizeof tail, "-%02u%02u%02d-%04lld", static_cast<unsigned>(day.day()),
                static_cast<unsigned>(day.month()), static_cast<int>(day.year()) % 100,
                static_cast<long long>(number));
  return std::string(mailbox) + tail + std::string(kEnding);
}

std::string opt_out_file(const std::vector<std::string>& numbers) {
  std::string out;
  for (const auto& n : numbers) out += n + ",\n";
  return out;
}

std::string opt_out_reply_name(std::string_view sent, std::string_view pattern) {
  if (pattern.empty()) return std::string(sent);
  std::string out(pattern);
  const auto at = out.find(charter::kSentName);
  return out.replace(at, charter::kSentName.size(), sent.substr(0, sent.size() - kEnding.size()));
}

Result<OptOutReply> read_opt_out_reply(std::string_view bytes) {
  OptOutReply out;
  for (std::size_t line = 1; !bytes.empty(); ++line) {
    const auto end = bytes.find('\n');
    auto text = bytes.substr(0, end);
    bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
    if (text.ends_with('\r')) {
      text.remove_suffix(1);
      out.windows_lines = true;
    }
    if (!text.ends_with(',')) return wrong_line(line, "does not end with a comma");
    text.remove_suffix(1);
    const auto number = uk::nhs_number(text);
    if (!number || *number != text) return wrong_line(line, "holds no valid NHS number");
    out.numbers.emplace_back(text);
  }
  std::ranges::sort(out.numbers);
  if (std::ranges::adjacent_find(out.numbers) != out.numbers.end())
    return invalid("reply", "A number stands in the file twice. Nothing was taken in.");
  return out;
}

}  // namespace candour::record
