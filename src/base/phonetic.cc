// After Metaphone (L. Philips, 1990), with the rules that matter for names in Britain: silent letters in
// front and behind, mac/mc, schw-, -ough, double letters.
#include "base/phonetic.h"

namespace candour {
namespace {

bool vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}
bool soft(char c) {
  return c == 'e' || c == 'i' || c == 'y';
}

class Listener {
 public:
  explicit Listener(std::string word) : w_(std::move(word)) {}

  std::string hear() {
    begin();
    for (; i_ < w_.size() && out_.size() < 8; ++i_) {
      const char c = w_[i_];
      if (i_ > 0 && c == w_[i_ - 1] && c != 'c') continue;
      if (vowel(c)) {
        if (out_.empty() && i_ == start_) out_ += 'A';
        continue;
      }
      consonant(c);
    }
    return out_;
  }

 private:
  char at(std::size_t n) const { return n < w_.size() ? w_[n] : '\0'; }
  char next() const { return at(i_ + 1); }
  char before() const { return i_ > start_ ? w_[i_ - 1] : '\0'; }
  bool comes(std::string_view s) const { return std::string_view(w_).substr(i_).starts_with(s); }

  /// Letters that are written in front but not heard.
  void begin() {
    for (std::string_view silent : {"kn", "gn", "pn", "wr", "ps"}) {
      if (w_.starts_with(silent)) i_ = 1;
    }
    if (w_.starts_with("mac") && w_.size() > 4) w_.erase(1, 1);  // MacDonald as McDonald
    if (w_.starts_with('x')) w_[0] = 's';
    if (w_.starts_with("wh")) w_.erase(1, 1);
    start_ = i_;
  }

  void consonant(char c) {
    switch (c) {
      case 'b':
        if (!(before() == 'm' && i_ + 1 == w_.size())) out_ += 'P';  // Lamb; b and p are often confused
        break;
      case 'c':
        hear_c();
        break;
      case 'd':
        out_ += next() == 'g' && soft(at(i_ + 2)) ? (++i_, 'J') : 'T';
        break;
      case 'g':
        hear_g();
        break;
      case 'h':
        if (vowel(next()) && std::string_view("cspgt").find(before()) == std::string_view::npos) out_ += 'H';
        break;
      case 'k':
        if (before() != 'c') out_ += 'K';
        break;
      case 'p':
        out_ += next() == 'h' ? (++i_, 'F') : 'P';
        break;
      case 'q':
        out_ += 'K';
        break;
      case 's':
        hear_s();
        break;
      case 't':
        hear_t();
        break;
      case 'v':
        out_ += 'F';
        break;
      case 'w':
      case 'y':
        if (vowel(next()))
          out_ += c == 'w' ? 'W' : 'Y';
        else if (c == 'y' && out_.empty())
          out_ += 'A';
        break;
      case 'x':
        out_ += "KS";
        break;
      case 'z':
        out_ += 'S';
        break;
      case 'f':
        out_ += 'F';
        break;
      case 'j':
        out_ += 'J';
        break;
      case 'l':
        out_ += 'L';
        break;
      case 'm':
        out_ += 'M';
        break;
      case 'n':
        out_ += 'N';
        break;
      case 'r':
        out_ += 'R';
        break;
      default:
        break;  // figures and letters of other scripts make no sound here
    }
  }

  void hear_c() {
    if (comes("cia")) {
      out_ += 'X';
    } else if (next() == 'h') {
      // "Christine" and "Schmidt" against "Charles".
      const bool hard = before() == 's' || at(i_ + 2) == 'r' || at(i_ + 2) == 'l';
      out_ += hard ? 'K' : 'X';
      ++i_;
    } else if (soft(next())) {
      if (before() != 's') out_ += 'S';
    } else if (before() != 'c') {
      out_ += 'K';
    }
  }

  void hear_g() {
    if (next() == 'h') {
      // Silent in "Wright", "Hugh" and "McLaughlin"; heard in "Ghosh".
      if (i_ == start_) out_ += 'K';
      ++i_;
    } else if (soft(next())) {
      // "George" and "Gillian" are both at home here; hearing g before e, i and y as j keeps them each whole.
      out_ += 'J';
    } else {
      out_ += 'K';
    }
  }

  void hear_s() {
    if (next() == 'h') {
      out_ += 'X';
      ++i_;
    } else if (comes("sio") || comes("sia")) {
      out_ += 'X';
    } else if (comes("sch") && i_ == start_ && at(i_ + 3) != 'o') {
      out_ += 'X';  // "Schmidt", but not "Scholes"
      i_ += 2;
    } else {
      out_ += 'S';
    }
  }

  void hear_t() {
    if (comes("tia") || comes("tio")) {
      out_ += 'X';
    } else if (comes("tch")) {
      return;  // heard in the ch that follows
    } else {
      out_ += 'T';
      if (next() == 'h') ++i_;
    }
  }

  std::string w_, out_;
  std::size_t i_ = 0, start_ = 0;
};

}  // namespace

std::string phonetic(std::string_view folded_word) {
  std::string letters;
  for (char c : folded_word) {
    if (c >= 'a' && c <= 'z') letters += c;
  }
  return Listener(std::move(letters)).hear();
}

}  // namespace candour
