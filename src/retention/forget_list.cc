// A line: NUMBER PERSON SLOTS AT MAC. SLOTS is "*" or ids of keys
// and, after a "~", of entries, parted by commas; MAC = HMAC-SHA256(key
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

/// After a call to the system that failed.
tl::unexpected<Error> cannot_write(const std::string& file) {
  return fail(Code::Unavailable,
              "Nothing was destroyed, since the list of what is destroyed (" + file + ") cannot be written.",
              std::error_code(errno, std::generic_category()).message());
}

/// Closed, and its lock given up, with the scope.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

bool is_whole(const Forgotten& f) {
  return f.slots.empty() && f.entries.empty();
}

std::string words_of(std::int64_t number, const Forgotten& f) {
  std::string line = std::to_string(number) + " " + f.person.text() + " ";
  if (is_whole(f)) line += "*";
  for (const auto& s : f.slots) line += (line.back() == ' ' ? "" : ",") + to_text(s.slot);
  for (const auto& e : f.entries) line += (line.back() == ' ' ? "~" : ",~") + e.text();
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
    const bool entry = one.starts_with('~');
    const auto found = parse_id128(entry ? std::string_view(one).substr(1) : std::string_view(one));
    if (!found) return std::nullopt;
    if (entry)
      f.entries.push_back(EntryId{*found});
    else
      f.slots.push_back({*found});
  }
  return f;
}

}  // namespace

ForgetList::ForgetList(vault::Vault& vault, std::string file)
    : vault_(vault), file_(std::move(file)), key_(vault.derive(kRemembered)) {}

Bytes ForgetList::mac_of(ByteView before, std::string_view line) const {
  Bytes all(before.begin(), before.end());
  all.insert(all.end(), line.begin(), line.end());
  const auto mac = vault::hmac_sha256(key_, all);
  return Bytes(mac.begin(), mac.end());
}

void ForgetList::take(const Forgotten& f) {
  all_.push_back(f);
  if (is_whole(f)) whole_.insert(f.person);
  for (const auto& e : f.entries) entries_.emplace(e, f.person);
}

/// What stands in the file behind what is known. A last line that is cut off was never acknowledged: nothing
/// was destroyed for it.
Status ForgetList::read_on() {
  std::error_code none;
  const auto size = std::filesystem::file_size(file_, none);
  if (bytes_ > (none ? 0 : size)) return changed(file_);
  std::ifstream in(file_);
  in.seekg(static_cast<std::streamoff>(bytes_));
  for (std::string line; std::getline(in, line) && !in.eof();) {
    std::istringstream words(line);
    std::string number, person, slots, at, mac;
    words >> number >> person >> slots >> at >> mac;
    const auto f = read_words(person, slots, at);
    if (!f) return changed(file_);
    const auto right = mac_of(last_, words_of(static_cast<std::int64_t>(all_.size()) + 1, *f));
    if (number != std::to_string(all_.size() + 1) || vault::to_hex(right) != mac) return changed(file_);
    last_ = right;
    bytes_ += line.size() + 1;
    take(*f);
  }
  return {};
}

/// With a lock against other servers: what they wrote meanwhile is read first, and what could not be written
/// whole is cut off again.
Status ForgetList::append(const std::vector<Forgotten>& what) {
  const Descriptor file{::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (file.fd < 0 || ::flock(file.fd, LOCK_EX) != 0) return cannot_write(file_);
  CHECK_OK(read_on());
  std::string lines;
  auto last = last_;
  auto number = static_cast<std::int64_t>(all_.size());
  for (const auto& f : what) {
    const auto line = words_of(++number, f);
    last = mac_of(last, line);
    lines += line + " " + vault::to_hex(last) + "\n";
  }
  const auto whole = static_cast<off_t>(bytes_);
  const bool written =
      ::ftruncate(file.fd, whole) == 0 &&
      ::pwrite(file.fd, lines.data(), lines.size(), whole) == static_cast<ssize_t>(lines.size()) &&
      ::fsync(file.fd) == 0;
  if (!written) {
    const auto why = cannot_write(file_);
    // What cannot be cut off either is a line that is not whole, or is behind what the key store knows of.
    [[maybe_unused]] const int cut = ::ftruncate(file.fd, whole);
    return why;
  }
  last_ = last;
  bytes_ += lines.size();
  return {};
}

Status ForgetList::add(const std::vector<Forgotten>& what) {
  if (what.empty()) return {};
  const Hold hold(lock_);
  if (!file_.empty()) CHECK_OK(append(what));
  for (const auto& f : what) take(f);
  return {};
}

Status ForgetList::refresh() {
  const Hold hold(lock_);
  return file_.empty() ? Status{} : read_on();
}

Status ForgetList::destroy(const std::vector<Forgotten>& what) {
  std::vector<PersonId> people;
  std::vector<vault::KeyName> keys;
  for (const auto& f : what) {
    if (is_whole(f)) people.push_back(f.person);
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
bool ForgetList::has(EntryId entry) const {
  const Hold hold(lock_);
  return entries_.contains(entry);
}
std::vector<std::pair<EntryId, PersonId>> ForgetList::entries() const {
  const Hold hold(lock_);
  return {entries_.begin(), entries_.end()};
}
std::vector<Forgotten> ForgetList::lines_about(const std::vector<PersonId>& people, UnixMs since) const {
  const std::set<PersonId> wanted(people.begin(), people.end());
  const Hold hold(lock_);
  std::vector<Forgotten> out;
  for (const auto& f : all_)
    if (f.at >= since && wanted.contains(f.person)) out.push_back(f);
  return out;
}
std::int64_t ForgetList::size() const {
  const Hold hold(lock_);
  return static_cast<std::int64_t>(all_.size());
}

}  // namespace candour::retention
