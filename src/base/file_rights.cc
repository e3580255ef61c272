#include "base/file_rights.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace candour {
namespace fs = std::filesystem;
namespace {

Status looked_at(const fs::path& path, struct stat& found, bool& there) {
  there = ::stat(path.c_str(), &found) == 0;
  if (there || errno == ENOENT) return {};
  return fail(
      Code::Unavailable,
      "It cannot be seen who may write to " + path.string() + ". To mend: let this user read its folder.",
      std::strerror(errno));
}

Status check_one(const fs::path& path, bool& folder) {
  struct stat s {};
  bool there = false;
  folder = false;
  CHECK_OK(looked_at(path, s, there));
  if (!there) return {};
  folder = S_ISDIR(s.st_mode);
  if ((s.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
  const std::string who = (s.st_mode & S_IWOTH) != 0 ? "Every user of this machine" : "Its whole group";
  return fail(Code::Invalid, who + " may write to " + path.string() +
                                 ", so what stands there cannot be trusted. To mend: chmod " +
                                 (folder ? "-R " : "") + "go-w " + path.string());
}

}  // namespace

Status only_owner_writes(const fs::path& path, bool deep) {
  bool folder = false;
  CHECK_OK(check_one(path, folder));
  if (!folder || !deep) return {};
  std::error_code ec;
  for (fs::recursive_directory_iterator it(path, ec), end; !ec && it != end; it.increment(ec)) {
    bool inner = false;
    CHECK_OK(check_one(it->path(), inner));
  }
  if (ec)
    return fail(Code::Unavailable,
                "The folder " + path.string() + " cannot be looked through. To mend: let this user read it.",
                ec.message());
  return {};
}

Status nobody_can_swap(const fs::path& path) {
  std::error_code ec;
  const auto whole = fs::weakly_canonical(path, ec);
  if (ec) return fail(Code::Unavailable, "The folder " + path.string() + " cannot be found.", ec.message());
  for (auto above = whole.parent_path();; above = above.parent_path()) {
    struct stat s {};
    bool there = false;
    CHECK_OK(looked_at(above, s, there));
    // In a folder like /tmp (sticky) nobody can move what is another's.
    if (there && (s.st_mode & S_IWOTH) != 0 && (s.st_mode & S_ISVTX) == 0)
      return fail(Code::Invalid, "Every user of this machine may write to " + above.string() +
                                     ", and so could put another folder in the place of " + whole.string() +
                                     ". To mend: chmod o-w " + above.string());
    if (above == above.parent_path()) return {};
  }
}

}  // namespace candour
