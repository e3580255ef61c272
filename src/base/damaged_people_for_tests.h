// Invented people with known truth: who stands twice, and how the second writing-down differs from the first.
// Five kinds of damage: typing errors, first and last name exchanged, a short form, moved house or a new
// phone, a married name or figures of the birth date. Households share name, home, phone and sometimes an
// email, and have twins, since those are what must not be taken for one person. Same seed, same people. For
// tests.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/calendar_words.h"
#include "base/damaged_names_for_tests.h"
#include "base/same_person.h"

namespace candour {

struct Written {
  std::string given, family, former, born, email, phone, postcode, town;
  int person = 0;  // the truth
};

class DamagedPeople {
 public:
  explicit DamagedPeople(unsigned seed) : random_(seed) {}

  /// `people` different ones, in households.
  std::vector<Written> people(int count) {
    std::vector<Written> out;
    while (static_cast<int>(out.size()) < count) household(out, count);
    return out;
  }
  /// Written down once more, with one kind of damage or two.
  Written again(Written w) {
    const int first = below(5);
    damage(w, first);
    if (below(3) == 0) damage(w, (first + 1 + below(4)) % 5);
    return w;
  }
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  void shuffle(std::vector<Written>& rows) {
    for (std::size_t i = rows.size(); i > 1; --i)
      std::swap(rows[i - 1], rows[static_cast<std::size_t>(below(static_cast<int>(i)))]);
  }

 private:
  template <std::size_t N>
  std::string one_of(const char* const (&all)[N]) {
    return all[below(N)];
  }
  std::string figures(int n) {
    std::string s;
    for (int i = 0; i < n; ++i) s += static_cast<char>('0' + below(10));
    return s;
  }
  std::string given() { return one_of(kGivenNames); }
  std::string family() {
    return below(4) == 0 ? one_of(kCommonNames) : one_of(kNameFronts) + one_of(kNameBacks);
  }
  std::string born(int from, int to) {
    const int year = from + below(to - from), month = 1 + below(12), day = 1 + below(28);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    return text;
  }
  std::string postcode() {
    static const char* const kArea[] = {"IP", "CB", "NR", "CO", "PE", "LE"};
    return one_of(kArea) + std::to_string(1 + below(30)) + " " + std::to_string(1 + below(9)) +
           std::string(1, "ABDEFGHJLN"[below(10)]) + std::string(1, "PQRSTUWXYZ"[below(10)]);
  }
  /// Of the ranges that Ofcom keeps for drama: so few that strangers share some.
  std::string telephone() {
    static const char* const kAll[] = {"7700900", "1632960", "3069990", "1134960", "1144960", "1154960",
                                       "1164960", "1174960", "1184960", "1214960", "1314960", "1414960",
                                       "1514960", "1614960", "2079460", "1914980"};
    return "+44" + one_of(kAll) + figures(3);
  }
  std::string town() {
    static const char* const kAll[] = {"ipswich",   "cambridge", "norwich",    "colchester", "peterborough",
                                       "leicester", "lowestoft", "stowmarket", "sudbury",    "felixstowe"};
    return one_of(kAll);
  }
  std::string email(const Written& w) {
    static const char* const kAt[] = {"@example.org", "@example.com", "@example.net"};
    return w.given + "." + w.family + (below(2) ? figures(2) : "") + one_of(kAt);
  }

  void household(std::vector<Written>& out, int most) {
    const auto name = family(), home = postcode(), in = town(), phone = telephone();
    const int size = below(10) < 5 ? 1 : 2 + below(3);
    const bool one_email = below(3) == 0;
    std::string shared, twin;
    for (int i = 0; i < size && static_cast<int>(out.size()) < most; ++i) {
      Written w;
      w.person = static_cast<int>(out.size());
      w.given = given();
      while (std::any_of(out.end() - std::min<std::ptrdiff_t>(i, 4), out.end(),
                         [&](const Written& o) { return o.given == w.given; }))
        w.given = given();
      w.family = below(12) == 0 ? family() : name;
      w.born = i < 2 ? born(1940, 1995) : born(2000, 2018);
      if (i == 3 && below(4) == 0) w.born = twin;
      twin = w.born;
      w.postcode = home;
      w.town = in;
      w.phone = below(3) ? phone : telephone();
      w.email = one_email && !shared.empty() ? shared : email(w);
      shared = w.email;
      if (below(5) == 0) w.phone.clear();
      if (below(5) < 2) w.email.clear();
      if (below(30) == 0) w.born.clear();
      out.push_back(w);
    }
  }

  void slip(std::string& s, std::size_t from = 0) {
    if (s.size() < from + 3) return;
    const auto at = from + static_cast<std::size_t>(below(static_cast<int>(s.size() - from - 1)));
    const char letter = static_cast<char>('a' + below(26));
    switch (below(4)) {
      case 0:
        s[at] = letter;
        break;
      case 1:
        s.erase(at, 1);
        break;
      case 2:
        s.insert(at, 1, letter);
        break;
      default:
        std::swap(s[at], s[at + 1]);
    }
  }
  void short_form(Written& w) {
    for (const auto& [name, form] : kShortNames)
      if (w.given == name) {
        w.given = form;
        return;
      }
    slip(w.given);
  }
  void damage(Written& w, int kind) {
    switch (kind) {
      case 0:
        slip(below(2) ? w.given : w.family);
        if (below(3) == 0 && !w.email.empty()) slip(w.email);
        break;
      case 1:
        std::swap(w.given, w.family);
        break;
      case 2:
        short_form(w);
        break;
      case 3:
        if (below(2)) {
          w.postcode = postcode();
          if (below(2)) w.town = town();
        }
        w.phone = telephone();
        break;
      default:
        if (below(2) || w.born.empty()) {
          if (below(2)) w.former = w.family;
          w.family = family();
        } else if (below(2)) {
          std::swap(w.born[8], w.born[9]);
          if (!parse_iso_date(w.born)) std::swap(w.born[8], w.born[9]);
        } else {
          for (const std::size_t at : {std::size_t{3}, std::size_t{9}}) {
            const char before = w.born[at];
            w.born[at] = static_cast<char>('0' + below(10));
            if (!parse_iso_date(w.born)) w.born[at] = before;
          }
        }
    }
  }
  std::mt19937 random_;
};

inline Described described(const Written& w) {
  Described d;
  d.names.push_back({w.given, w.family});
  if (!w.former.empty()) d.names.push_back({w.given, w.former});
  d.birth = parse_iso_date(w.born);
  if (!w.email.empty()) d.emails = {w.email};
  if (!w.phone.empty()) d.phones = {w.phone};
  if (!w.postcode.empty()) d.postcodes = {w.postcode};
  d.town = w.town;
  return d;
}

}  // namespace candour
