// Which new passwords are refused. Length is what counts (NCSC, OWASP), so there are no rules about capitals
// or signs; but a long password made of what everybody uses is as weak as a short one. So the pieces that a
// guesser tries first (common words, keyboard rows, counting, dates, the organisation's own words) count as
// one character each, or two when they are less common; what comes again counts nothing. What remains must be
// worth at least six, or eight with one's own words in it, and one word said several times is as long as said
// once. What became known elsewhere (vault/breached.h) is refused whatever it is worth.
#include <algorithm>
#include <array>

#include "vault/breached.h"
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
  if (s.size() < 4 || (!s.starts_with("18") && !s.starts_with("19") && !s.starts_with("20"))) return 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return digit(s[2]) && digit(s[3]) ? 4 : 0;
}

std::size_t digits(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && s[n] >= '0' && s[n] <= '9') ++n;
  return n;
}

/// A date at the start: 12031984, 120384, 12-3-1984, 1984.03.12.
std::size_t date_length(std::string_view s) {
  const auto plausible = [](std::string_view day, std::string_view month) {
    const auto number = [](std::string_view d) {
      return d.size() == 1 ? d[0] - '0' : (d[0] - '0') * 10 + (d[1] - '0');
    };
    const int a = number(day), b = number(month);
    return a >= 1 && b >= 1 && a <= 31 && b <= 31 && (a <= 12 || b <= 12);
  };
  const auto n = digits(s);
  if (n >= 8 && (year_length(s.substr(4)) || year_length(s)))
    return year_length(s) ? (plausible(s.substr(6, 2), s.substr(4, 2)) ? 8 : 0)
                          : (plausible(s.substr(0, 2), s.substr(2, 2)) ? 8 : 0);
  if (n == 6 && plausible(s.substr(0, 2), s.substr(2, 2))) return 6;
  std::size_t at = 0;
  std::string_view parts[3];
  for (int i = 0; i < 3; ++i) {
    const auto d = digits(s.substr(at));
    if (d == 0 || d > 4) return 0;
    parts[i] = s.substr(at, d);
    at += d;
    if (i == 2) break;
    if (at >= s.size() || std::string_view("-/. ").find(s[at]) == std::string_view::npos) return 0;
    ++at;
  }
  if (parts[0].size() == 4) std::swap(parts[0], parts[2]);
  const bool shape =
      parts[0].size() <= 2 && parts[1].size() <= 2 && (parts[2].size() == 2 || year_length(parts[2]));
  return shape && plausible(parts[0], parts[1]) ? at : 0;
}

/// One piece that a guesser would try whole: how long it is, and what it is worth.
struct Piece {
  std::size_t length = 0, worth = 1;
  bool again = false, own = false;
};

class Judge {
 public:
  explicit Judge(const std::vector<std::string>& context) {
    for (const auto& w : context)
      for (const auto& part : parts(lower(w)))
        if (part.size() >= kShortestRun) own_.push_back(part);
  }
  bool has_own_word() const { return has_own_word_; }
  /// How many characters are no repetition of what stood before.
  std::size_t fresh() const { return fresh_; }

  /// Uncovered characters, and the worth of each covered piece; a piece that comes again counts nothing.
  std::size_t worth(std::string_view password) {
    const auto plain = lower(password), bare = without_disguise(plain);
    std::size_t worth = 0;
    fresh_ = 0;
    for (std::size_t at = 0; at < plain.size();) {
      const auto piece = piece_at(plain, bare, at);
      has_own_word_ = has_own_word_ || piece.own;
      // The bytes within one character count once.
      const bool counts = piece.length > 0 || (static_cast<unsigned char>(plain[at]) & 0xc0) != 0x80;
      if (!piece.again && counts) worth += piece.worth;
      const auto step = std::max<std::size_t>(piece.length, 1);
      if (!piece.again) fresh_ += step;
      at += step;
    }
    return worth;
  }

 private:
  static std::vector<std::string> parts(const std::string& words) {
    std::vector<std::string> out{""};
    for (const char c : words) {
      if (std::string_view(" -'.@,&/()").find(c) != std::string_view::npos)
        out.emplace_back();
      else
        out.back().push_back(c);
    }
    return out;
  }
  Piece piece_at(std::string_view plain, std::string_view bare, std::size_t at) const {
    Piece best;
    const auto take = [&](Piece p) {
      if (p.length > best.length) best = p;
    };
    const auto rest = plain.substr(at), open = bare.substr(at);
    take({repeat_length(bare, at), 0, true, false});
    take({run_length(rest)});
    take({year_length(rest)});
    take({date_length(rest)});
    for (const auto w : {rest, open}) {
      take({common_length(w)});
      const auto known = breached_word(w);
      take({known.length, known.often ? 1u : 2u});
      for (const auto& own : own_)
        if (w.starts_with(own) && own.size() >= best.length) best = {own.size(), 1, best.again, true};
    }
    return best;
  }
  /// How much of what stands at `at` stood before it already: "gravel-gravel", "Pass1Pass1".
  static std::size_t repeat_length(std::string_view s, std::size_t at) {
    std::size_t best = 0;
    for (std::size_t from = 0; from < at; ++from) {
      std::size_t n = 0;
      while (at + n < s.size() && from + n < at && s[from + n] == s[at + n]) ++n;
      best = std::max(best, n);
    }
    return best >= kShortestRun ? best : 0;
  }
  static std::size_t common_length(std::string_view s) {
    std::size_t best = 0;
    for (const auto w : kCommon)
      if (w.size() > best && w.size() >= kShortestWord && s.starts_with(w)) best = w.size();
    return best;
  }
  std::vector<std::string> own_;
  bool has_own_word_ = false;
  std::size_t fresh_ = 0;
};

/// Letters and figures alone: "gravel-gravel!" is "gravelgravel".
std::string letters_only(std::string_view s) {
  std::string out;
  for (const char c : s)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

/// On the list as it stands, without its disguise, its signs, or the figures at its ends.
bool on_the_list(std::string_view password) {
  const auto plain = lower(password);
  for (const auto& way :
       {plain, without_disguise(plain), letters_only(plain), letters_only(without_disguise(plain))}) {
    if (breached(way)) return true;
    std::string_view core = way;
    const auto figure = [](char c) { return (c >= '0' && c <= '9') || c == '!'; };
    while (!core.empty() && figure(core.back())) core.remove_suffix(1);
    while (!core.empty() && figure(core.front())) core.remove_prefix(1);
    if (core.size() >= kShortestWord && core.size() + kLeastWorth > way.size() && breached(core)) return true;
  }
  return false;
}

}  // namespace

Status check_new_password(std::string_view password, const std::vector<std::string>& context_words) {
  const auto length = characters(password);
  if (!length) return invalid("password", "This password has characters that cannot be read. Type it again.");
  if (*length < kShortest)
    return invalid("password",
                   "Choose a password of at least 12 characters. Three random words make a good one.");
  if (*length > kLongest) return invalid("password", "Choose a password of at most 256 characters.");
  constexpr std::string_view kMend =
      " Three words that have nothing to do with each other make a good one, such as three things in three rooms.";
  if (on_the_list(password))
    return invalid("password",
                   "This password is known from places that were broken into, so it is guessed first." +
                       std::string(kMend));
  Judge judge(context_words);
  const auto worth = judge.worth(password);
  const bool repeats = judge.fresh() < *length && judge.fresh() < kShortest;
  if (!repeats && worth >= (judge.has_own_word() ? kLeastWorthWithOwnName : kLeastWorth)) return {};
  if (judge.has_own_word())
    return invalid("password",
                   "Choose a password that is not made of your own name or of the organisation's words." +
                       std::string(kMend));
  if (repeats)
    return invalid("password",
                   "This password says the same thing more than once, which makes it no harder to guess." +
                       std::string(kMend));
  return invalid("password",
                 "This password is one of the first that others would guess." + std::string(kMend));
}

}  // namespace candour::vault
