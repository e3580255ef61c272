#include "exchange/zip_file.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace candour::exchange {
namespace {

la_ssize_t take(archive*, void* out, const void* bytes, std::size_t n) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), n);
  return static_cast<la_ssize_t>(n);
}

tl::unexpected<Error> unmade(archive* a) {
  const auto* why = archive_error_string(a);
  return fail(Code::Unavailable, "The files could not be put together. Take them one by one.",
              why ? why : "libarchive");
}

}  // namespace

Result<std::string> zip_of(const std::vector<ZipPart>& parts) {
  std::string out;
  const std::unique_ptr<archive, int (*)(archive*)> zip(archive_write_new(), archive_write_free);
  auto* a = zip.get();
  if (archive_write_set_format_zip(a) != ARCHIVE_OK ||
      archive_write_set_format_option(a, "zip", "hdrcharset", "UTF-8") < ARCHIVE_WARN ||
      archive_write_open(a, &out, nullptr, take, nullptr) != ARCHIVE_OK)
    return unmade(a);
  for (const auto& p : parts) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> e(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(e.get(), std::string(p.name).c_str());
    archive_entry_set_size(e.get(), static_cast<la_int64_t>(p.bytes.size()));
    archive_entry_set_filetype(e.get(), AE_IFREG);
    archive_entry_set_perm(e.get(), 0644);
    if (archive_write_header(a, e.get()) != ARCHIVE_OK) return unmade(a);
    if (archive_write_data(a, p.bytes.data(), p.bytes.size()) != static_cast<la_ssize_t>(p.bytes.size()))
      return unmade(a);
  }
  if (archive_write_close(a) != ARCHIVE_OK) return unmade(a);
  return out;
}

}  // namespace candour::exchange
