#include "charter/claims.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "charter/claims_prove.h"
#include "charter/compile.h"
#include "charter/path.h"

namespace candour::charter {

namespace {

using Words = std::vector<std::string>;

Words split(std::string_view s) {
  Words all;
  std::string word;
  for (char ch : s) {
    if (ch != ' ' && ch != '\n') {
      word += ch;
    } else if (!word.empty()) {
      all.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) all.push_back(std::move(word));
  return all;
}

bool is_slot(const std::string& word) {
  return word[0] >= 'A' && word[0] <= 'Z' && word.size() > 1 && word[1] >= 'A' && word[1] <= 'Z' &&
         word != "EEA" && word != "EU";
}
/// Slots that hold several codes: "a, b and c".
bool is_many(const std::string& slot) {
  return slot.ends_with('S');
}

/// Whether the words have the shape of the form; fills the slots by name. A literal may stand in two
/// spellings: "see/sees".
class Shape {
 public:
  Shape(const Words& form, const Words& said) : form_(form), said_(said) {}
  bool fits(Slots& into) { return from(0, 0, into); }

 private:
  bool from(std::size_t f, std::size_t s, Slots& into) {
    if (f == form_.size()) return s == said_.size();
    if (s >= said_.size()) return false;
    const auto& want = form_[f];
    if (!is_slot(want)) return literal(want, said_[s]) && from(f + 1, s + 1, into);
    auto& codes = into[want];
    codes.clear();
    if (!is_many(want)) {
      codes.push_back(said_[s]);
      return from(f + 1, s + 1, into);
    }
    for (bool more = true; more && s < said_.size();) {
      auto code = said_[s++];
      more = code.ends_with(',');
      if (more) code.pop_back();
      codes.push_back(code);
      if (s + 1 < said_.size() && (said_[s] == "and" || said_[s] == "or")) ++s, more = true;
    }
    return from(f + 1, s, into);
  }
  static bool literal(const std::string& want, const std::string& said) {
    for (std::size_t at = 0; at <= want.size();) {
      const auto slash = std::min(want.find('/', at), want.size());
      if (std::string_view(want).substr(at, slash - at) == said) return true;
      at = slash + 1;
    }
    return false;
  }

  const Words &form_, &said_;
};

void gather(const Yaml& y, const std::string& path, Findings& out, std::vector<Claim>& all);

void claims_of(const Yaml& list, const std::string& path, Findings& out, std::vector<Claim>& all) {
  const auto one = [&](const Yaml& y) {
    if (y.shape == Yaml::Shape::Text)
      all.push_back({path, y.text, &y});
    else
      out.error(y, "a claim is " + std::string(y.shape_words()),
                "write one line of text: finance does not see health");
  };
  if (list.shape == Yaml::Shape::List)
    for (const auto& item : list.list) one(item);
  else
    out.error(list, "`claims` of '" + path + "' is " + std::string(list.shape_words()) + ", not a list",
              "write claims: [finance does not see health]");
}

void gather(const Yaml& y, const std::string& path, Findings& out, std::vector<Claim>& all) {
  for (const auto& [k, v] : y.map) {
    if (k.text == kGrounds) continue;
    if (k.text != kClaims) {
      gather(v, under(path, k.text), out, all);
    } else if (v.shape == Yaml::Shape::Map) {
      for (const auto& [key, list] : v.map)
        claims_of(list, path.empty() ? key.text : path + "/" + key.text, out, all);
    } else {
      claims_of(v, path, out, all);
    }
  }
  for (std::size_t i = 0; i < y.list.size(); ++i)
    if (y.list[i].shape == Yaml::Shape::Map) gather(y.list[i], under(path, row_key(y.list[i], i)), out, all);
}

constexpr std::string_view kClauseSays = "the clause alone says ";

std::string in_words(std::string_view form) {
  std::string s(form);
  for (std::size_t slash; (slash = s.find('/')) != s.npos;)
    s.erase(slash, std::min(s.find(' ', slash), s.size()) - slash);
  return s;
}

}  // namespace

std::vector<Claim> claims_in(const Yaml& root, Findings& out) {
  std::vector<Claim> all;
  gather(root, "", out, all);
  return all;
}

std::string_view said_by_the_clause(std::string_view claim) {
  return claim.starts_with(kClauseSays) ? claim.substr(kClauseSays.size()) : std::string_view();
}

std::vector<std::string_view> claim_forms() {
  std::vector<std::string_view> all;
  for (const auto& form : proofs()) all.push_back(form.words);
  return all;
}

Proof prove(const Charter& c, std::string_view claim) {
  const Words said = split(claim);
  std::optional<Proof> unknown;
  for (const auto& form : proofs()) {
    Slots slots;
    const Words shape = split(form.words);
    if (!Shape(shape, said).fits(slots)) continue;
    Claimed of(c, slots);
    auto instead = form.proof(of);
    if (of.unknown().what.empty())
      return instead.empty() ? Proof{true, "", ""}
                             : Proof{false, "the words claim '" + std::string(claim) + "', but " + instead,
                                     "change the words, or the rule"};
    // Several forms have one shape: "gp needs consent", "research needs consent".
    if (!unknown) unknown = Proof{false, of.unknown().what, of.unknown().mend};
  }
  if (unknown) return *unknown;
  std::vector<std::string> forms;
  const auto has = [&](std::string_view form) {
    const auto words = split(form);
    return std::ranges::any_of(
        words, [&](const auto& w) { return !is_slot(w) && w.size() > 3 && std::ranges::count(said, w) > 0; });
  };
  for (const auto& form : proofs())
    if (has(in_words(form.words))) forms.push_back(in_words(form.words));
  std::string like;
  for (std::size_t i = 0; i < forms.size() && i < 6; ++i) like += (i ? "', '" : "'") + forms[i];
  return {false, "'" + std::string(claim) + "' is no claim that can be proved",
          forms.empty()
              ? "write one of the forms in docs/reference/charter.md, such as: finance does not see health"
              : "write it as " + like + "'"};
}

}  // namespace candour::charter
