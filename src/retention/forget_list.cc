// A line: NUMBER PERSON SLOTS AT MAC. SLOTS is "*" or ids parted by commas; MAC = HMAC-SHA256(key
// "forget-list", MAC of the line before, the line without its own).
#include "retention/forget_list.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "vault/encode.h"
#include "vault/hash.h"

namespace candour::retention {
namespace {

constexpr std::string_view kRemembered = "forget-list";

tl::unexpected<Error> changed(const std::string& file) {
  return fail(Code::Corrupt, "The list of what was destroyed (" + file +
                                 ") is not what Candour wrote. To mend: put back the newest copy of it.");
}

tl::unexpected<Error> cannot_write(const std::string& file, const std::string& cause) {
  return fail(Code::Unavailable,
              "Nothing was destroyed, since the list of what is destroyed (" + file + ") cannot be written.",
              cause);
}

std::string words_of(std::int64_t number, const Forgotten& f) {
  std::string line = std::to_string(number) + " " + f.person.text() + " ";
  if (f.slots.empty()) line += "*";
  for (const auto& s : f.slots) line += (line.back() == ' ' ? "" : ",") + to_text(s.slot);
  return line + " " + std::to_string(f.at.ms);
}

std::optional<Forgotten> read_words(const std::string& person, const std::string& slots,
                                    const std::string& at) {
  Forgotten f;
  const auto id = PersonId::parse(person);
  if (!id || std::from_chars(at.data(), at.data() + at.size(), f.at.ms).ec != std::errc())
    return std::nullopt;
  f.person = *id;
  std::istringstream parts(slots == "*" ? "" : slots);
  for (std::string one; std::getline(parts, one, ',');) {
    const auto slot = parse_id128(one);
    if (!slot) return std::nullopt;
    f.slots.push_back({*slot});
  }
  return f;
}

}  // namespace

Bytes ForgetList::mac_of(ByteView before, std::string_view line) const {
  Bytes all(before.begin(), before.end());
  all.insert(all.end(), line.begin(), line.end());
  const auto mac = vault::hmac_sha256(vault_.derive(kRemembered), all);
  return Bytes(mac.begin(), mac.end());
}

/// A last line that is cut off was never acknowledged: nothing was destroyed for it.
Status ForgetList::load() {
  all_.clear();
  whole_.clear();
  last_.clear();
  if (file_.empty()) return {};
  std::ifstream in(file_);
  for (std::string line; std::getline(in, line) && !in.eof();) {
    std::istringstream words(line);
    std::string number, person, slots, at, mac;
    words >> number >> person >> slots >> at >> mac;
    const auto f = read_words(person, slots, at);
    if (!f) return changed(file_);
    const auto right = mac_of(last_, words_of(static_cast<std::int64_t>(all_.size()) + 1, *f));
    if (number != std::to_string(all_.size() + 1) || vault::to_hex(right) != mac) return changed(file_);
    last_ = right;
    if (f->slots.empty()) whole_.insert(f->person);
    all_.push_back(*f);
  }
  return {};
}

/// The lines of all that is there, with a lock against other servers: what they wrote meanwhile is read
/// first, and what could not be written whole is cut off again.
Status ForgetList::append(const std::vector<Forgotten>& what) {
  const int fd = file_.empty() ? -1 : ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (!file_.empty() && (fd < 0 || ::flock(fd, LOCK_EX) != 0)) {
    const auto cause = std::error_code(errno, std::generic_category()).message();
    if (fd >= 0) ::close(fd);
    return cannot_write(file_, cause);
  }
  if (fd >= 0) {
    if (auto read = load(); !read) return ::close(fd), read;
  }
  std::string lines;
  auto last = last_;
  auto number = static_cast<std::int64_t>(all_.size());
  for (const auto& f : what) {
    const auto line = words_of(++number, f);
    last = mac_of(last, line);
    lines += line + " " + vault::to_hex(last) + "\n";
  }
  if (fd >= 0) {
    off_t whole = 0;
    auto before = Bytes();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto line = words_of(static_cast<std::int64_t>(i) + 1, all_[i]);
      before = mac_of(before, line);
      whole += static_cast<off_t>(line.size() + 2 + 2 * before.size());
    }
    const bool cut = ::ftruncate(fd, whole) == 0 && ::lseek(fd, 0, SEEK_END) == whole;
    const bool written = cut &&
                         ::write(fd, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) &&
                         ::fsync(fd) == 0;
    const auto cause = std::error_code(errno, std::generic_category()).message();
    const bool undone = written || ::ftruncate(fd, whole) == 0;
    ::close(fd);
    if (!written) return cannot_write(file_, undone ? cause : cause + ", and it could not be cut off again");
  }
  last_ = last;
  for (const auto& f : what) {
    all_.push_back(f);
    if (f.slots.empty()) whole_.insert(f.person);
  }
  return {};
}

Status ForgetList::add(const std::vector<Forgotten>& what) {
  if (what.empty()) return {};
  const Hold hold(lock_);
  return append(what);
}

Status ForgetList::refresh() {
  const Hold hold(lock_);
  return file_.empty() ? Status{} : load();
}

Status ForgetList::destroy(const std::vector<Forgotten>& what) {
  std::vector<PersonId> people;
  std::vector<vault::KeyName> keys;
  for (const auto& f : what) {
    if (f.slots.empty()) people.push_back(f.person);
    for (const auto& slot : f.slots) keys.push_back({f.person, slot});
  }
  CHECK_OK(vault_.forget_people(people));
  CHECK_OK(vault_.destroy_many(keys));
  return vault_.remember(kRemembered, {size(), {}}, vault::Vault::Keep::Higher);
}

Status ForgetList::replay() {
  CHECK_OK(refresh());
  TRY(const auto known, vault_.remembered(kRemembered));
  const auto before = known ? known->number : 0;
  if (before > size())
    return fail(
        Code::Conflict,
        "The list of what was destroyed (" + file_ + ") has " + std::to_string(size()) +
            " lines, and the key store knows of " + std::to_string(before) +
            ". It is missing or old, and what it does not name could come back from a backup. To mend: put the "
            "newest copy of it there, as docs/operating/backup.md says.");
  if (before == size()) return {};
  std::vector<Forgotten> again;
  {
    const Hold hold(lock_);
    again.assign(all_.begin() + before, all_.end());
  }
  return destroy(again);
}

std::vector<PersonId> ForgetList::people() const {
  const Hold hold(lock_);
  return {whole_.begin(), whole_.end()};
}
bool ForgetList::has(PersonId person) const {
  const Hold hold(lock_);
  return whole_.contains(person);
}
std::int64_t ForgetList::size() const {
  const Hold hold(lock_);
  return static_cast<std::int64_t>(all_.size());
}

}  // namespace candour::retention
