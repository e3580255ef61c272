// The zip file around a spreadsheet, with limits on what comes out of it.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

#include "base/text.h"
#include "exchange/sheet_parts.h"

namespace candour::exchange {
namespace {

constexpr std::size_t kFreely = 8 * 1024 * 1024;  // below this, how much a part grows does not matter

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};

tl::unexpected<Error> bomb() {
  return fail(
      Code::TooMuch,
      "This file unpacks to far more than a list of people needs, so it was not opened. Copy the sheet "
      "into a new workbook, save that, and choose it.");
}

std::string plain_name(const char* name) {
  std::string out = name ? name : "";
  std::replace(out.begin(), out.end(), '\\', '/');
  return out.starts_with('/') ? out.substr(1) : out;
}

/// One part, as far as the limits let it grow.
Result<std::string> part(archive* a, std::size_t packed, std::size_t left, const SheetLimits& limits) {
  std::string out;
  char buffer[64 * 1024];
  while (true) {
    const auto n = archive_read_data(a, buffer, sizeof buffer);
    if (n < 0) return damaged("zip part");
    if (n == 0) return out;
    out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > left || (out.size() > kFreely && out.size() / limits.times > packed)) return bomb();
  }
}

}  // namespace

tl::unexpected<Error> damaged(std::string_view detail) {
  return fail(
      Code::Invalid,
      "This file is damaged or was cut short on its way. Open it in your spreadsheet, save it again as "
      ".xlsx or as “CSV UTF-8”, and choose that one.",
      std::string(detail));
}

Result<Parts> unzip(std::string_view bytes, const std::function<bool(std::string_view)>& wanted,
                    const SheetLimits& limits) {
  // A zip file ends with its list of parts: without it the end is missing.
  const auto tail = bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 66'000));
  if (tail.rfind("PK\x05\x06") == std::string_view::npos) return damaged("zip without its end");
  const std::unique_ptr<archive, FreeArchive> a(archive_read_new());
  archive_read_support_format_zip(a.get());
  if (!a || archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return damaged("zip");
  Parts out;
  std::size_t left = limits.unpacked;
  archive_entry* entry = nullptr;
  while (true) {
    const int got = archive_read_next_header(a.get(), &entry);
    if (got == ARCHIVE_EOF) return out;
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN) return damaged("zip header");
    auto name = plain_name(archive_entry_pathname(entry));
    if (out.names.size() >= limits.entries) return bomb();
    if (!out.names.insert(name).second) return damaged("zip names a part twice");
    if (archive_entry_is_encrypted(entry))
      return fail(
          Code::Invalid,
          "This file has a password. Open it in your spreadsheet, save it without one, and choose that.");
    if (!wanted(name)) continue;
    // The size that the file claims is believed only where it says too much.
    if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > static_cast<la_int64_t>(left))
      return bomb();
    TRY(auto text, part(a.get(), bytes.size(), left, limits));
    left -= text.size();
    out.text.emplace(std::move(name), std::move(text));
  }
}

}  // namespace candour::exchange
