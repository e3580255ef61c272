// What of text.h rests on Unicode's tables: everything here asks ICU. Its objects are made once and copied
// for each thread, since they may not be shared.
#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/text.h"

namespace candour {
namespace {

void must(UErrorCode code, const char* what) {
  if (U_FAILURE(code)) throw std::runtime_error(std::string("ICU: ") + what + ": " + u_errorName(code));
}

template <class Make>
auto made(const char* what, Make make) {
  UErrorCode code = U_ZERO_ERROR;
  auto* p = make(code);
  must(code, what);
  return std::unique_ptr<std::remove_pointer_t<decltype(p)>>(p);
}

/// A copy for this thread of what was made once for all.
const icu::Transliterator& to_latin() {
  static const auto one = made("Any-Latin", [](UErrorCode& code) {
    return icu::Transliterator::createInstance(
        "Russian-Latin/BGN; Any-Latin; Lower; [\"”ʺ] Remove; Latin-ASCII", UTRANS_FORWARD, code);
  });
  thread_local const std::unique_ptr<icu::Transliterator> mine(one->clone());
  return *mine;
}

const icu::Transliterator& latin_to_ascii() {
  static const auto one = made("Latin-ASCII", [](UErrorCode& code) {
    return icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, code);
  });
  thread_local const std::unique_ptr<icu::Transliterator> mine(one->clone());
  return *mine;
}

icu::BreakIterator& letters_of() {
  static const auto one = made("letters", [](UErrorCode& code) {
    return icu::BreakIterator::createCharacterInstance(icu::Locale::getUK(), code);
  });
  thread_local const std::unique_ptr<icu::BreakIterator> mine(one->clone());
  return *mine;
}

const icu::Collator& collator() {
  static const auto one = made("collation", [](UErrorCode& code) {
    auto* c = icu::Collator::createInstance(icu::Locale::getUK(), code);
    if (c) c->setStrength(icu::Collator::TERTIARY);
    return c;
  });
  thread_local const std::unique_ptr<icu::Collator> mine(one->clone());
  return *mine;
}

const icu::Normalizer2& form(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode code = U_ZERO_ERROR;
  const auto* found = get(code);
  must(code, "normalisation");
  return *found;
}

icu::UnicodeString utf16(std::string_view s) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(s.data(), static_cast<std::int32_t>(s.size())));
}

bool is_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_ascii_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

UChar32 code(char32_t c) {
  return static_cast<UChar32>(c);
}

bool is_apostrophe(char32_t c) {
  return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x2B9 ||
         c == 0x2BA || c == 0x2BB || c == 0x2BC || c == 0x2BE || c == 0x2BF || c == 0x2032 || c == 0xFF07;
}

/// What turns the order of letters, so that a reader sees another number than is typed.
bool turns(char32_t c) {
  return c == 0x202B || c == 0x202E || c == 0x2067;
}

/// No letter and nothing that a script needs: controls, overrides of direction, marks of the byte order.
bool is_no_letter(char32_t c) {
  return u_charType(code(c)) == U_CONTROL_CHAR || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c & 0xFFFE) == 0xFFFE;
}

/// What word processors leave behind, and what has no place in a line of a form (base/hidden.h names it).
bool is_left_behind(char32_t c) {
  return c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x2060 && c <= 0x2064);
}

bool is_blank(char32_t c) {
  return u_charType(code(c)) == U_SPACE_SEPARATOR;
}

bool is_line_end(char32_t c) {
  return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

std::string composed(std::string out) {
  if (is_ascii(out)) return out;
  static const auto& nfc = form(icu::Normalizer2::getNFCInstance);
  UErrorCode bad = U_ZERO_ERROR;
  const icu::StringPiece typed(out.data(), static_cast<std::int32_t>(out.size()));
  if (nfc.isNormalizedUTF8(typed, bad) && U_SUCCESS(bad)) return out;
  std::string whole;
  icu::StringByteSink<std::string> sink(&whole);
  bad = U_ZERO_ERROR;
  nfc.normalizeUTF8(0, typed, sink, nullptr, bad);
  must(bad, "form C");
  return whole;
}

/// Puts words together: signs part them, apostrophes do not.
class Words {
 public:
  void gap() { gap_ = true; }
  void ascii(char c) {
    begin();
    out_ += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  void character(char32_t c) {
    if (c < 0x80 && is_ascii_letter(static_cast<char>(c))) return ascii(static_cast<char>(c));
    if (c == ' ') return gap();
    if (is_apostrophe(c)) return;
    const auto mask = U_MASK(u_charType(code(c)));
    if (mask & (U_GC_L_MASK | U_GC_N_MASK)) return begin(), append_character(out_, c);
    if (mask & U_GC_M_MASK) {
      // Marks of Latin letters are taken off; those of scripts that ICU cannot write in Latin are letters
      // there.
      if (c < 0x300 || c > 0x36F) append_character(out_, c);
    } else if (!u_hasBinaryProperty(code(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
               (c == '\t' || is_line_end(c) || u_charType(code(c)) != U_CONTROL_CHAR)) {
      gap();
    }
  }
  void all(const icu::UnicodeString& s) {
    for (std::int32_t i = 0; i < s.length(); i = s.moveIndex32(i, 1))
      character(static_cast<char32_t>(s.char32At(i)));
  }
  std::string done() { return std::move(out_); }

 private:
  void begin() {
    if (gap_ && !out_.empty()) out_ += ' ';
    gap_ = false;
  }
  std::string out_;
  bool gap_ = false;
};

bool all_latin(const icu::UnicodeString& s) {
  for (std::int32_t i = 0; i < s.length(); i = s.moveIndex32(i, 1)) {
    UErrorCode bad = U_ZERO_ERROR;
    const auto script = uscript_getScript(s.char32At(i), &bad);
    if (script != USCRIPT_LATIN && script != USCRIPT_COMMON && script != USCRIPT_INHERITED) return false;
  }
  return true;
}

/// A run of letters with some that are not ASCII.
void fold_run(std::string_view run, bool in_script, Words& out) {
  static const auto& folding = form(icu::Normalizer2::getNFKCCasefoldInstance);
  icu::UnicodeString typed, folded;
  for (std::size_t i = 0; i < run.size();)
    if (const auto c = next_character(run, i); !is_apostrophe(c)) typed.append(code(c));
  UErrorCode bad = U_ZERO_ERROR;
  folding.normalize(typed, folded, bad);
  must(bad, "folding");
  if (all_latin(folded))
    latin_to_ascii().transliterate(folded);
  else if (!in_script)
    to_latin().transliterate(folded);
  for (const UChar32 schwa : {0x1DD, 0x259})  // of Azerbaijani and Amharic
    folded.findAndReplace(icu::UnicodeString(schwa), "e");
  out.all(folded);
}

/// Latin letters beyond ASCII, each folded once: names are full of them, and ICU takes its time.
class LatinLetters {
 public:
  static bool has(char32_t c) { return (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00); }
  static const std::string& folded(char32_t c) {
    static const LatinLetters all;
    return all.of_[c < 0x250 ? c - 0xC0 : c - 0x1E00 + 0x190];
  }

 private:
  LatinLetters() {
    for (char32_t c = 0xC0; c < 0x1F00; c = c == 0x24F ? 0x1E00 : c + 1) {
      std::string letter;
      append_character(letter, c);
      Words words;
      fold_run(letter, false, words);
      of_.push_back(words.done());
    }
  }
  std::vector<std::string> of_;
};

bool parts_words(char32_t c) {
  return c == 0xA0 || (c >= 0x2010 && c <= 0x2015) || c == 0x201C || c == 0x201D || c == 0x2022 ||
         c == 0x2026;
}

/// What is folded letter by letter, without a look at its neighbours.
bool fold_letter(char32_t c, Words& out) {
  if (c < 0x80 || is_apostrophe(c)) {
    out.character(c);
  } else if (LatinLetters::has(c)) {
    const auto& letters = LatinLetters::folded(c);
    for (const char a : letters) out.ascii(a);
    if (letters.empty()) out.gap();  // × and ÷
  } else if (parts_words(c)) {
    out.gap();
  } else {
    return c >= 0x300 && c <= 0x36F;  // a mark on a Latin letter
  }
  return true;
}

std::string folded(std::string_view s, bool in_script) {
  Words out;
  for (std::size_t i = 0; i < s.size();) {
    const auto from = i;
    if (fold_letter(next_character(s, i), out)) continue;
    while (i < s.size()) {
      auto next = i;
      const char32_t c = next_character(s, next);
      if (parts_words(c) || (c < 0x80 && !is_ascii_letter(static_cast<char>(c)) && !is_apostrophe(c))) break;
      i = next;
    }
    fold_run(s.substr(from, i - from), in_script, out);
  }
  return out.done();
}

/// Hands `walk` an iterator over the letters of `s`, at their beginning; it lives for the call.
template <class Walk>
void over_letters(std::string_view s, Walk&& walk) {
  UErrorCode bad = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, s.data(), static_cast<std::int64_t>(s.size()), &bad);
  auto& letters = letters_of();
  letters.setText(&text, bad);
  must(bad, "letters");
  walk(letters);
  utext_close(&text);
}

}  // namespace

std::size_t count_letters(std::string_view s) {
  if (is_ascii(s)) return s.size();
  std::size_t n = 0;
  over_letters(s, [&](icu::BreakIterator& letters) {
    while (letters.next() != icu::BreakIterator::DONE) ++n;
  });
  return n;
}

std::string shorten(std::string_view s, std::size_t most) {
  if (s.size() <= most || count_letters(s) <= most) return std::string(s);
  if (most == 0) return {};
  std::int32_t at = 0;
  over_letters(s, [&](icu::BreakIterator& letters) {
    for (std::size_t n = 0; n + 1 < most; ++n) at = letters.next();
  });
  return std::string(trim(s.substr(0, static_cast<std::size_t>(at)))) + "…";
}

std::string too_long(std::string_view text, std::size_t most, std::string_view what) {
  if (text.size() <= most) return {};
  const auto number = [](std::size_t n) { return with_commas(static_cast<std::int64_t>(n)); };
  const auto has = count_letters(text);
  if (has > most)
    return "Shorten " + std::string(what) + " to " + number(most) + " letters or fewer: it has " +
           number(has) + ", " + number(has - most) + " too many";
  if (text.size() > most_bytes(most))
    return "Type " + std::string(what) + " again: it has more marks upon its letters than can be kept";
  return {};
}

std::string clean_line(std::string_view s) {
  std::string out;
  std::size_t end = 0;  // behind the last that is no blank
  for (std::size_t i = 0; i < s.size();) {
    const char32_t c = next_character(s, i);
    if (c == '\r' && i < s.size() && s[i] == '\n') continue;
    if (c == '\t' || is_line_end(c) || is_blank(c)) {
      if (!out.empty()) out += ' ';
    } else if (!is_no_letter(c) && !is_left_behind(c)) {
      append_character(out, c);
      end = out.size();
    }
  }
  out.resize(end);
  return composed(std::move(out));
}

std::string clean_text(std::string_view s) {
  std::string out;
  std::size_t end = 0;  // behind the last that is no blank
  bool seen = false;
  for (std::size_t i = 0; i < s.size();) {
    const char32_t c = next_character(s, i);
    if (is_line_end(c)) {
      if (c == '\r' && i < s.size() && s[i] == '\n') ++i;
      out += '\n';
    } else if (c == '\t' || !is_no_letter(c)) {
      append_character(out, c);
      if (c == '\t' || is_blank(c)) continue;
      end = out.size();
      seen = seen || !u_hasBinaryProperty(code(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    }
  }
  out.resize(seen ? end : 0);
  return composed(std::move(out));
}

std::string as_it_looks(std::string_view s) {
  if (std::all_of(s.begin(), s.end(), [](char c) { return c >= ' ' && c < 0x7F; }))
    return std::string(trim(s));
  static const auto& nfkc = form(icu::Normalizer2::getNFKCInstance);
  UErrorCode bad = U_ZERO_ERROR;
  const auto whole = nfkc.normalize(utf16(s), bad);
  must(bad, "form KC");
  std::string out;
  for (std::int32_t i = 0; i < whole.length(); i = whole.moveIndex32(i, 1)) {
    const auto c = whole.char32At(i);
    const auto type = u_charType(c);
    if (const auto figure = u_charDigitValue(c); figure >= 0)
      out += static_cast<char>('0' + figure);
    else if (type == U_DASH_PUNCTUATION || c == 0x2212 || c == 0xAD)
      out += '-';
    else if (type == U_SPACE_SEPARATOR || c == '\t' || is_line_end(static_cast<char32_t>(c)))
      out += ' ';
    else if (turns(static_cast<char32_t>(c)) ||
             (!u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && type != U_FORMAT_CHAR &&
              type != U_CONTROL_CHAR))
      append_character(out, static_cast<char32_t>(c));
  }
  return std::string(trim(out));
}

std::string fold(std::string_view s) {
  return folded(s, false);
}
std::string fold_in_script(std::string_view s) {
  return folded(s, true);
}

std::string sort_key(std::string_view s) {
  const auto name = utf16(s);
  std::string key(3 * s.size() + 16, '\0');
  const auto fill = [&] {
    return collator().getSortKey(name, reinterpret_cast<std::uint8_t*>(key.data()),
                                 static_cast<std::int32_t>(key.size()));
  };
  auto size = static_cast<std::size_t>(fill());
  if (size > key.size()) {
    key.resize(size);
    size = static_cast<std::size_t>(fill());
  }
  key.resize(size);
  return key;
}

}  // namespace candour
