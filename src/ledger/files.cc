#include "ledger/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "ledger/folder.h"

namespace candour::ledger {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Error> cannot(std::string_view what, const fs::path& file, std::string why) {
  return fail(Code::Unavailable,
              file.string() + " cannot be " + std::string(what) +
                  ". To mend: look at the disk's space and at who may use the folder.",
              std::move(why));
}
std::string last_error() {
  return std::error_code(errno, std::generic_category()).message();
}

}  // namespace

Result<std::string> read_file(const fs::path& file, std::size_t most) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return fail(Code::NotFound, file.string() + " is missing.");
  const auto size = fs::file_size(file, error);
  if (error) return cannot("read", file, error.message());
  if (size > most)
    return fail(Code::TooMuch, file.string() + " is longer than such a file can be.",
                std::to_string(size) + " bytes");
  std::string bytes(size, '\0');
  std::ifstream in(file, std::ios::binary);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) return cannot("read", file, last_error());
  return bytes;
}

Status write_file(const fs::path& file, std::string_view bytes) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return cannot("written", file, error.message());
  const fs::path part = file.string() + ".part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return cannot("written", file, last_error());
  }
  fs::rename(part, file, error);
  if (error) return cannot("written", file, error.message());
  return {};
}

Status sync_files(const fs::path& dir) {
  const int fd = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return cannot("opened", dir, last_error());
  const int done = ::syncfs(fd);
  const auto why = done ? last_error() : std::string();
  ::close(fd);
  return done ? Status(cannot("written", dir, why)) : Status{};
}

}  // namespace candour::ledger
