// data = "{" [member *("," member)] "}"      no spaces; members in the order of their names; empty ones left
// out
//   act actor at basis categories clause note outcome people purpose salt service thing what
// at is whole milliseconds since 1970; actor and people are ids as text; categories and people are lists in
// the order given; a text holds printable ASCII with \" and \\ escaped, nothing else; salt is 22 characters
// of A-Z a-z 0-9 - _, and only entries of version 0.1 have none.
#include "ledger/entry_json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cstring>
#include <span>
#include <utility>

#include "ledger/tile.h"
#include "vault/seal.h"

namespace candour::ledger {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 20> kActs = {
    "view",           "search",   "create",       "change",         "correct", "move",  "refuse",
    "grant",          "disclose", "print",        "export",         "import",  "undo",  "sign-in",
    "sign-in-failed", "sign-out", "staff-change", "charter-change", "job",     "attack"};
constexpr std::size_t kMostText = 512, kMostCategories = 64;

bool fit(std::string_view s) {
  // Without an early way out, so that the compiler takes many at once.
  bool plain = s.size() <= kMostText;
  for (const char c : s) plain &= c >= ' ' && c <= '~';
  return plain;
}

/// Writes into a buffer that is long enough; one entry is written for every look, so it copies and no more.
class Writer {
 public:
  explicit Writer(char* out) : start_(out), out_(out) { put('{'); }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    member(name);
    quote(value);
  }
  void number(std::string_view name, std::int64_t n) {
    member(name);
    out_ = std::to_chars(out_, out_ + 20, n).ptr;
  }
  template <class List, class Text>
  void list(std::string_view name, const List& items, Text&& text_of) {
    if (items.empty()) return;
    member(name);
    char before = '[';
    for (const auto& i : items) {
      put(before);
      quote(text_of(i));
      before = ',';
    }
    put(']');
  }
  /// How many characters were written.
  std::size_t end() {
    put('}');
    return static_cast<std::size_t>(out_ - start_);
  }

  /// The most that an entry can come to: every character with a backslash, and the names of all members.
  static std::size_t most(const Entry& e, std::size_t people) {
    std::size_t n = 512 + 2 * (e.what.size() + e.thing.size() + e.purpose.size() + e.basis.size() +
                               e.clause.size() + e.service.size() + e.outcome.size() + e.note.size());
    for (const auto& c : e.categories) n += 2 * c.size() + 3;
    return n + 29 * people;
  }

 private:
  void put(char c) { *out_++ = c; }
  void put(std::string_view s) {
    std::memcpy(out_, s.data(), s.size());
    out_ += s.size();
  }
  void member(std::string_view name) {
    if (out_ != start_ + 1) put(',');
    put('"');
    put(name);
    put("\":");
  }
  void quote(std::string_view s) {
    put('"');
    if (s.find('"') == s.npos && s.find('\\') == s.npos) {
      put(s);
    } else {
      for (const char c : s) {
        if (c == '"' || c == '\\') put('\\');
        put(c);
      }
    }
    put('"');
  }
  char *start_, *out_;
};

Status check(const Entry& e) {
  const std::pair<const char*, std::string_view> texts[] = {
      {"what", e.what},     {"thing", e.thing},     {"purpose", e.purpose}, {"basis", e.basis},
      {"clause", e.clause}, {"service", e.service}, {"outcome", e.outcome}, {"note", e.note}};
  for (const auto& [name, value] : texts)
    if (!fit(value)) return invalid(name, "The ledger takes codes only: up to 512 plain characters.");
  if (e.categories.size() > kMostCategories || !std::all_of(e.categories.begin(), e.categories.end(), fit))
    return invalid("categories", "The ledger takes at most 64 codes of categories.");
  return {};
}

/// Reads the members that are there; anything unforeseen is damage.
class Reader {
 public:
  explicit Reader(const json::object& o) : o_(o) {}
  std::string text(std::string_view name) {
    const auto* v = take(name);
    if (!v) return {};
    if (!v->is_string()) return bad_ = true, std::string();
    return std::string(v->get_string());
  }
  std::int64_t number(std::string_view name) {
    const auto* v = take(name);
    if (!v || !v->is_int64()) return bad_ = true, 0;
    return v->get_int64();
  }
  std::vector<std::string> list(std::string_view name) {
    std::vector<std::string> out;
    const auto* v = take(name);
    if (!v) return out;
    if (!v->is_array()) return bad_ = true, out;
    for (const auto& i : v->get_array()) {
      if (i.is_string())
        out.emplace_back(i.get_string());
      else
        bad_ = true;
    }
    return out;
  }
  template <class IdT>
  IdT id(const std::string& text) {
    if (text.empty()) return {};
    const auto id = IdT::parse(text);
    if (!id) bad_ = true;
    return id.value_or(IdT{});
  }
  bool good() const { return !bad_ && taken_ == o_.size(); }

 private:
  const json::value* take(std::string_view name) {
    const auto* v = o_.if_contains(name);
    taken_ += v != nullptr;
    return v;
  }
  const json::object& o_;
  std::size_t taken_ = 0;
  bool bad_ = false;
};

tl::unexpected<Error> unreadable() {
  return fail(Code::Corrupt, "An entry of the ledger is damaged. Tell whoever looks after the server.",
              "a ledger entry does not read; run the ledger's verification");
}

}  // namespace

Salt make_salt() {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static_assert(kDigits.size() == 64);
  std::array<std::uint8_t, Salt{}.size()> random;
  vault::random_bytes_in_passing(random);
  Salt salt;
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = kDigits[random[i] & 63];
  return salt;
}

bool is_salted(std::string_view data) {
  // The mark cannot stand inside a text: a quotation mark there has a backslash before it.
  return data.find(",\"salt\":\"") != data.npos;
}

std::string_view act_name(Act a) {
  return kActs.at(static_cast<std::size_t>(a));
}

Result<Prepared> prepare(const Entry& e) {
  return prepare(e, make_salt());
}

Result<Prepared> prepare(const Entry& e, const Salt& salt) {
  CHECK_OK(check(e));
  std::vector<PersonId> sorted;
  std::span<const PersonId> people = e.people;
  if (people.size() > 1) {
    sorted = e.people;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    people = sorted;
  }
  Prepared p;
  p.data.resize(Writer::most(e, people.size()));
  Writer w(p.data.data());
  w.text("act", act_name(e.act));
  if (!e.actor.is_nil()) w.text("actor", e.actor.text());
  w.number("at", e.at.ms);
  w.text("basis", e.basis);
  w.list("categories", e.categories, [](const std::string& s) -> std::string_view { return s; });
  w.text("clause", e.clause);
  w.text("note", e.note);
  w.text("outcome", e.outcome);
  w.list("people", people, [](PersonId id) { return id.text(); });
  w.text("purpose", e.purpose);
  w.text("salt", {salt.data(), salt.size()});
  w.text("service", e.service);
  w.text("thing", e.thing);
  w.text("what", e.what);
  p.data.resize(w.end());
  if (p.data.size() > kMostEntryBytes)
    return invalid("people", "The ledger takes at most 65,535 bytes in one line.");
  p.leaf = leaf_hash(as_bytes(p.data));
  return p;
}

Status prepare_into(std::vector<Prepared>& out, const Entry& e) {
  if (e.people.size() <= kMostPeople) {
    TRY(auto p, prepare(e));
    out.push_back(std::move(p));
    return {};
  }
  auto part = e;
  std::sort(part.people.begin(), part.people.end());
  part.people.erase(std::unique(part.people.begin(), part.people.end()), part.people.end());
  const auto all = std::exchange(part.people, {});
  for (std::size_t from = 0; from < all.size(); from += kMostPeople) {
    part.people.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                       all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + kMostPeople)));
    TRY(auto p, prepare(part));
    out.push_back(std::move(p));
  }
  return {};
}

Result<Entry> read_entry(std::string_view data) {
  json::error_code why;
  const auto v = json::parse(data, why);
  if (why || !v.is_object()) return unreadable();
  Reader r(v.get_object());
  Entry e;
  const auto act = std::find(kActs.begin(), kActs.end(), r.text("act"));
  if (act == kActs.end()) return unreadable();
  e.act = static_cast<Act>(act - kActs.begin());
  e.actor = r.id<StaffId>(r.text("actor"));
  e.at = {r.number("at")};
  for (const auto& p : r.list("people")) e.people.push_back(r.id<PersonId>(p));
  e.categories = r.list("categories");
  e.basis = r.text("basis");
  e.clause = r.text("clause");
  e.note = r.text("note");
  e.outcome = r.text("outcome");
  e.purpose = r.text("purpose");
  (void)r.text("salt");  // says nothing
  e.service = r.text("service");
  e.thing = r.text("thing");
  e.what = r.text("what");
  if (!r.good()) return unreadable();
  return e;
}

}  // namespace candour::ledger
