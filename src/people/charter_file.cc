#include "people/charter_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "charter/catalogue_read.h"

namespace candour::people {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> not_written(const std::string& path, int error) {
  return fail(
      Code::Unavailable,
      "The charter's file cannot be written, so the new version is not in force yet. To mend: let the "
      "server's user write in its folder, or download the new file and put it there by hand.",
      path + ": " + std::strerror(error));
}

/// Whole on the disk, or an error and no file.
Status write_whole(const std::string& path, const std::string& text, mode_t mode) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) return not_written(path, errno);
  std::size_t done = 0;
  int error = 0;
  while (done < text.size() && error == 0) {
    const auto n = ::write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR) error = errno;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  if (error == 0 && (::fchmod(fd, mode) != 0 || ::fsync(fd) != 0)) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0) return {};
  ::unlink(path.c_str());
  return not_written(path, error);
}

void keep_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

fs::path folder_of(const std::string& path) {
  const auto folder = fs::path(path).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

/// A name beside the file that is free, or holds the same already.
std::string kept_name(const std::string& path, const std::string& number, const std::string& text) {
  std::string name = path + "." + number;
  for (int n = 2;; ++n) {
    const auto there = charter::read_text_file(name);
    if (!there || *there == text) return name;
    name = path + "." + number + "-" + std::to_string(n);
  }
}

}  // namespace

Status replace_charter_file(const std::string& path, const std::string& before, const std::string& number,
                            const std::string& text) {
  const auto now = charter::read_text_file(path);
  if (!now || *now != before)
    return fail(Code::Conflict,
                "The charter's file was changed on the disk since this server was started, so nothing was "
                "written over it. To mend: put the file back as it was, or start the server with it as a "
                "version of its own and compare the proposal anew.",
                path);
  struct stat as {};
  if (::stat(path.c_str(), &as) != 0) return not_written(path, errno);
  const mode_t mode = as.st_mode & 07777;
  CHECK_OK(write_whole(kept_name(path, number, before), before, mode));
  const std::string fresh = path + ".new";
  CHECK_OK(write_whole(fresh, text, mode));
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(fresh.c_str());
    return not_written(path, error);
  }
  keep_folder(folder_of(path));
  return {};
}

bool can_replace(const std::string& path) {
  return ::access(folder_of(path).c_str(), W_OK) == 0;
}

}  // namespace candour::people
