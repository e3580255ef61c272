// Which new passwords are refused. Length is what counts (NCSC, OWASP), so there are no rules about capitals
// or signs; but a long password made of what everybody uses is as weak as a short one. So the pieces that a
// guesser tries first (common words, keyboard rows, counting, years, the organisation's own name) count as
// one character each, and what remains must be worth at least six, or eight with
// one's own names in it.
#include <algorithm>
#include <array>

#include "vault/passwords.h"

namespace candour::vault {
namespace {

constexpr std::size_t kShortest = 12, kLongest = 256;
constexpr std::size_t kLeastWorth = 6, kLeastWorthWithOwnName = 8, kShortestRun = 3, kShortestWord = 4;

constexpr std::string_view kCommon[] = {
#include "vault/common_passwords.inc"
};
constexpr std::string_view kRows[] = {"qwertyuiop[]",
                                      "asdfghjkl;'#",
                                      "zxcvbnm,./",
                                      "1234567890-=",
                                      "qazwsxedcrfvtgbyhnujmikolp",
                                      "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
                                      "1q2w3e4r5t6y7u8i9o0p",
                                      "abcdefghijklmnopqrstuvwxyz"};

/// The number of characters (code points), or nothing when it is not UTF-8 in outline.
std::optional<std::size_t> characters(std::string_view s) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < s.size(); ++n) {
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
    if (length == 0 || i + length > s.size()) return std::nullopt;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xc0) != 0x80) return std::nullopt;
    i += length;
  }
  return n;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Signs that stand for letters, put back: p@55w0rd.
std::string without_disguise(std::string s) {
  constexpr std::string_view kFrom = "@4301!5$7", kTo = "aaeoiisst";
  for (auto& c : s)
    if (const auto at = kFrom.find(c); at != kFrom.npos) c = kTo[at];
  return s;
}

/// The length of the run at the start: one character again and again, counting up or down, a keyboard row.
std::size_t run_length(std::string_view s) {
  std::size_t best = 1;
  for (const int step : {0, 1, -1}) {
    std::size_t n = 1;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    while (n < s.size() && s[n] - s[n - 1] == step && (step == 0 || letter(s[n]))) ++n;
    best = std::max(best, n);
  }
  for (const auto row : kRows) {
    std::string back(row.rbegin(), row.rend());
    for (const std::string_view way : {row, std::string_view(back)}) {
      std::size_t n = 1;
      while (n < s.size() && n < way.size() && way.find(s.substr(0, n + 1)) != way.npos) ++n;
      best = std::max(best, n);
    }
  }
  return best >= kShortestRun ? best : 0;
}

std::size_t year_length(std::string_view s) {
  if (s.size() < 4 || (!s.starts_with("19") && !s.starts_with("20"))) return 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return digit(s[2]) && digit(s[3]) ? 4 : 0;
}

class Judge {
 public:
  explicit Judge(const std::vector<std::string>& context) {
    for (const auto& w : context)
      for (const auto& part : parts(lower(w)))
        if (part.size() >= kShortestRun) own_.push_back(part);
  }
  bool has_own_word() const { return has_own_word_; }

  /// Uncovered characters, and one for each covered piece; a piece that comes again counts nothing.
  std::size_t worth(std::string_view password) {
    const auto plain = lower(password), bare = without_disguise(plain);
    std::vector<std::string> seen;
    std::size_t worth = 0;
    for (std::size_t at = 0; at < plain.size();) {
      const auto rest = std::string_view(plain).substr(at);
      const auto n = std::max({run_length(rest), year_length(rest), word_length(rest),
                               word_length(std::string_view(bare).substr(at))});
      const auto piece = std::string(rest.substr(0, std::max<std::size_t>(n, 1)));
      const bool again = n > 0 && std::find(seen.begin(), seen.end(), piece) != seen.end();
      // The bytes within one character count once.
      worth += !again && (n > 0 || (static_cast<unsigned char>(plain[at]) & 0xc0) != 0x80);
      if (n > 0) seen.push_back(piece);
      at += piece.size();
    }
    return std::min(worth, repeated_unit(plain));
  }

 private:
  static std::vector<std::string> parts(const std::string& words) {
    std::vector<std::string> out{""};
    for (const char c : words) {
      if (c == ' ' || c == '-' || c == '\'' || c == '.' || c == '@')
        out.emplace_back();
      else
        out.back().push_back(c);
    }
    return out;
  }
  std::size_t word_length(std::string_view s) {
    std::size_t best = 0;
    for (const auto w : kCommon)
      if (w.size() > best && w.size() >= kShortestWord && s.starts_with(w)) best = w.size();
    for (const auto& w : own_)
      if (w.size() >= best && s.starts_with(w)) {
        best = w.size();
        has_own_word_ = true;
      }
    return best;
  }
  /// "horsehorsehorse" is worth no more than "horse".
  static std::size_t repeated_unit(std::string_view s) {
    for (std::size_t unit = 1; unit <= s.size() / 2; ++unit)
      if (s.size() % unit == 0 && s.substr(unit) == s.substr(0, s.size() - unit)) return unit;
    return s.size();
  }
  std::vector<std::string> own_;
  bool has_own_word_ = false;
};

}  // namespace

Status check_new_password(std::string_view password, const std::vector<std::string>& context_words) {
  const auto length = characters(password);
  if (!length) return invalid("password", "This password has characters that cannot be read. Type it again.");
  if (*length < kShortest)
    return invalid("password",
                   "Choose a password of at least 12 characters. Three random words make a good one.");
  if (*length > kLongest) return invalid("password", "Choose a password of at most 256 characters.");
  Judge judge(context_words);
  const auto worth = judge.worth(password);
  if (worth >= (judge.has_own_word() ? kLeastWorthWithOwnName : kLeastWorth)) return {};
  if (judge.has_own_word())
    return invalid("password",
                   "Choose a password that is not made of your own or the organisation's name. "
                   "Three random words make a good one.");
  return invalid("password",
                 "This password is one of the first that others would guess. Three random words make a "
                 "better one.");
}

}  // namespace candour::vault
