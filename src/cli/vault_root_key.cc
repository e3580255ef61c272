#include "cli/vault_root_key.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace candour::cli {

namespace {

using vault::RootKey;
using vault::Secret;

constexpr std::string_view kUsualCredential = "candour-root-key";

/// Everything up to the first line's end, or to the end.
Result<Secret> read_line(int fd, const std::string& from) {
  Bytes typed;
  typed.reserve(Secret::kMost + 1);  // so that no growing leaves a copy behind
  for (;;) {
    std::uint8_t c = 0;
    const auto n = ::read(fd, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return fail(Code::Unavailable, "The passphrase cannot be read from " + from + ".",
                  std::generic_category().message(errno));
    if (n == 0 || c == '\n') break;
    if (typed.size() > Secret::kMost) break;  // told of as too long where it is used
    typed.push_back(c);
  }
  if (!typed.empty() && typed.back() == '\r') typed.pop_back();
  return Secret(std::move(typed));
}

/// The terminal with its echo off; put back whatever happens, and signals wait until it is.
class Quiet {
 public:
  explicit Quiet(int tty) : tty_(tty) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &signals_);
    is_tty_ = tcgetattr(tty, &before_) == 0;
    if (!is_tty_) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_tty_ = tcsetattr(tty, TCSAFLUSH, &quiet) == 0;
  }
  ~Quiet() {
    if (is_tty_) tcsetattr(tty_, TCSAFLUSH, &before_);
    pthread_sigmask(SIG_SETMASK, &signals_, nullptr);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  bool works() const { return is_tty_; }

 private:
  int tty_;
  bool is_tty_ = false;
  termios before_{};
  sigset_t signals_{};
};

Result<Secret> ask_once(int tty, const std::string& question) {
  const Quiet quiet(tty);
  if (!quiet.works())
    return fail(Code::Unavailable, "The terminal would show the passphrase, so it is not asked for there.");
  const auto say = [tty](std::string_view text) { return ::write(tty, text.data(), text.size()) >= 0; };
  if (!say(question + ": ")) return fail(Code::Unavailable, "The terminal cannot be written to.");
  auto typed = read_line(tty, "the terminal");
  say("\n");
  return typed;
}

Result<Secret> ask_on_terminal(const std::string& asked_for, bool is_new) {
  const int tty = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty < 0)
    return fail(Code::Unavailable,
                "There is no terminal to ask for the passphrase on. To mend: give it with --root-key "
                "passphrase:FD and a file descriptor, or use credential:NAME.");
  struct Close {
    int fd;
    ~Close() { ::close(fd); }
  } close{tty};
  TRY(auto typed, ask_once(tty, is_new ? asked_for + " (new; at least 16 letters)" : asked_for));
  if (!is_new) return typed;
  TRY(const auto again, ask_once(tty, "The same once more"));
  if (!std::ranges::equal(typed.view(), again.view()))
    return fail(Code::Invalid, "The two were not the same, so nothing was changed. Start again.");
  return typed;
}

Result<RootKey> passphrase_from(std::string_view fd_text, const std::string& asked_for) {
  if (fd_text.empty())
    return RootKey::passphrase([asked_for](bool is_new) { return ask_on_terminal(asked_for, is_new); });
  int fd = -1;
  const auto [end, wrong] = std::from_chars(fd_text.data(), fd_text.data() + fd_text.size(), fd);
  if (wrong != std::errc() || end != fd_text.data() + fd_text.size() || fd < 0)
    return fail(Code::Invalid,
                "--root-key passphrase:" + std::string(fd_text) +
                    " names no file descriptor. To mend: write a number, as in `passphrase:3 3< FILE`.");
  return RootKey::passphrase([fd](bool) { return read_line(fd, "file descriptor " + std::to_string(fd)); });
}

}  // namespace

Result<std::optional<RootKey>> root_key_given(const std::string& given, const std::string& asked_for) {
  const auto after = [&](std::string_view mark) -> std::optional<std::string> {
    if (!given.starts_with(mark)) return std::nullopt;
    return given.substr(mark.size());
  };
  if (given.empty()) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    std::error_code none;
    if (folder && std::filesystem::exists(std::filesystem::path(folder) / kUsualCredential, none))
      return RootKey::credential(std::string(kUsualCredential));
    return std::optional<RootKey>();
  }
  if (given == "credential") return RootKey::credential(std::string(kUsualCredential));
  if (given == "passphrase") return passphrase_from({}, asked_for);
  if (const auto name = after("credential:")) {
    if (name->empty() || name->find('/') != std::string::npos)
      return fail(Code::Invalid,
                  "A credential's name has no \"/\". To mend: write --root-key credential:NAME.");
    return RootKey::credential(*name);
  }
  if (const auto fd = after("passphrase:")) return passphrase_from(*fd, asked_for);
  if (const auto path = after("file:")) return RootKey::file(*path);
  return RootKey::file(given);
}

}  // namespace candour::cli
