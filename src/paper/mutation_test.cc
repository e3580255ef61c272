// A value that governs what Candour does cannot change unseen: changed alone, the charter is refused, or some
// printed page differs. Every one is tried.
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <mutex>
#include <set>
#include <thread>

#include "charter/catalogue_read.h"
#include "charter/duty.h"
#include "charter/like.h"
#include "charter/path.h"
#include "charter/prose.h"
#include "charter/read_form.h"
#include "charter/read_yaml.h"
#include "paper/charters_for_tests.h"
#include "paper/matrix.h"
#include "paper/plain.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;

/// What is on no printed page, and why that is right; "*" is any one segment.
struct Unprinted {
  std::string_view path, why;
};
constexpr Unprinted kUnprinted[] = {
    {"roles/*/plural", "how answers speak of several of them; no page does, and it governs nothing"},
};

bool unprinted(const Charter& c, const std::string& path) {
  const auto way = segments(path);
  for (const auto& row : kUnprinted) {
    const auto want = segments(row.path);
    bool same = want.size() == way.size();
    for (std::size_t i = 0; same && i < way.size(); ++i) same = want[i] == "*" || want[i] == way[i];
    if (same) return true;
  }
  // Whoever reaches nobody by right sees nothing by right, whatever stands there: no page lists it.
  const auto role =
      way.size() == 4 && way[0] == "roles" && way[2] == "sees" ? c.find_role(way[1]) : std::nullopt;
  return role && c.at(*role).reach == Reach::None;
}

struct Value {
  std::vector<std::size_t> way;  // which child, from the root: maps and lists counted alike
  std::string path, text;
  int line = 0;
};

/// Every value of the tree that stands on a ground and is no prose. What is only working is on no page for
/// the people who are told, by design. Changed alone, each of those stands in other words on the list of what
/// is to be confirmed, and is told as a difference: EveryValue in charter/said_test.cc asks it of every one,
/// prose too, and prints how many (2,359 in the five charters).
void gather(const Yaml& y, const std::string& path, std::vector<std::size_t>& way,
            const std::set<std::string>& working, std::vector<Value>& all) {
  if (y.shape == Yaml::Shape::Text) {
    if (!working.contains(path) && !is_plumbing(path) && !is_prose(segments(path)))
      all.push_back({way, path, y.text, y.line});
    return;
  }
  std::size_t n = 0;
  for (const auto& [k, v] : y.map) {
    way.push_back(n++);
    if (k.text != kGrounds && k.text != kClaims) gather(v, under(path, k.text), way, working, all);
    way.pop_back();
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < y.list.size(); ++i) {
    auto key = row_key(y.list[i], i);
    for (int again = 2; !seen.insert(key).second; ++again)
      key = row_key(y.list[i], i) + " (" + std::to_string(again) + ")";
    way.push_back(i);
    const auto here = under(path, key);
    if (!working.contains(here)) gather(y.list[i], here, way, working, all);
    way.pop_back();
  }
}

Yaml& at(Yaml& root, const std::vector<std::size_t>& way) {
  Yaml* y = &root;
  for (const auto i : way) y = y->shape == Yaml::Shape::Map ? &y->map[i].second : &y->list[i];
  return *y;
}

/// Other values of the same sort: what somebody could have written instead.
std::vector<std::string> others(const Charter& c, const std::string& text) {
  if (text == "true") return {"false"};
  if (text == "false") return {"true"};
  if (const auto n = parse_int(text)) return {std::to_string(*n + 1), std::to_string(*n - 1)};
  if (parse_date(text)) return {text.substr(0, 8) + (text.substr(8) == "15" ? "16" : "15")};
  static const std::vector<std::vector<std::string>> choices = {
      {"before", "after", "try", "where-possible", "not-needed"},
      {"needed", "not-needed"},
      {"never", "unless-unfounded"},
      {"UK", "EEA", "EU"},
      {"opt-in", "charity-soft-opt-in", "none"},
      {"refused", "opt-in", "opt-out-filtered"},
      {"none", "caseload", "line", "team", "service", "organisation"},
      {"end-of-service", "last-contact", "shared", "contract-end", "closure", "created", "death"},
      {"consent", "contract", "legal-obligation", "vital-interests", "public-task", "legitimate-interests"}};
  std::vector<std::string> all;
  const auto next = [&](const std::vector<std::string>& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
      for (std::size_t by = 1; list[i] == text && by < list.size() && by < 3; ++by)
        all.push_back(list[(i + by) % list.size()]);
  };
  for (const auto& list : choices) next(list);
  const auto codes = [&](const auto& table) {
    std::vector<std::string> list;
    for (const auto& row : table) list.push_back(row.code);
    next(list);
  };
  codes(c.categories), codes(c.purposes), codes(c.roles), codes(c.services), codes(c.reasons);
  codes(c.conditions), codes(c.kinds), codes(c.recipients);
  next({kDutyCodes.begin(), kDutyCodes.end()});
  if (!all.empty()) return all;
  const auto digits = text.find_first_of("0123456789");
  if (digits != text.npos && (digits == 0 || text.starts_with("up to ") || text.starts_with("until "))) {
    const auto end = std::min(text.find_first_not_of("0123456789", digits), text.size());
    if (const auto n = parse_int(text.substr(digits, end - digits)); n && end != text.size() + 1)
      return {text.substr(0, digits) + std::to_string(*n + 1) + text.substr(end)};
  }
  return {text + " and more"};
}

std::string printed(const Charter& c, const Setting& at) {
  std::string all;
  for (const auto& d : {notice(c, at, Layer::First), notice(c, at, Layer::Whole), details(c, at),
                        forms(c, at), easy_read(c, at), ropa(c, at), matrix(c, at), working(c, at)})
    all += plain_text(d);
  return all;
}

class EveryPrintedValue : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryPrintedValue, changed_alone_is_refused_or_changes_what_is_printed) {
  std::vector<Finding> none;
  const auto catalogue = read_catalogue("charters/catalogue", none);
  const auto base = charter_of(GetParam());
  Findings out{"", none, true};
  Yaml root;
  ASSERT_TRUE(read_yaml(read_text_file("charters/" + GetParam() + ".yaml").value_or(""), root, out));
  write_out_likes(root, out);
  std::set<std::string> working;
  for (const auto& s : base->said)
    if (s.ground.working()) working.insert(s.path);
  std::vector<Value> values;
  std::vector<std::size_t> way;
  gather(root, "", way, working, values);

  const Setting setting_now = setting();
  const auto before = printed(*base, setting_now);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr std::size_t step = 20;
#else
  constexpr std::size_t step = 1;
#endif
  std::atomic<std::size_t> next{0};
  std::atomic<int> refused{0}, changed{0}, listed{0};
  std::mutex lock;
  std::vector<std::string> unseen;
  const auto work = [&] {
    Yaml mine = root;
    for (std::size_t i; (i = next.fetch_add(step)) < values.size();) {
      const auto& v = values[i];
      for (const auto& other : others(*base, v.text)) {
        Yaml& value = at(mine, v.way);
        value.text = other;
        Loaded loaded;
        load_tree(catalogue, "changed.yaml", mine, std::nullopt, loaded);
        value.text = v.text;
        if (!loaded.charter) {
          ++refused;
        } else if (printed(*loaded.charter, setting_now) != before) {
          ++changed;
        } else if (unprinted(*base, v.path)) {
          ++listed;
        } else {
          const std::scoped_lock held(lock);
          unseen.push_back(v.path + " (line " + std::to_string(v.line) + "): " + v.text + " -> " + other);
        }
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned n = 0; n < std::max(2u, std::thread::hardware_concurrency()); ++n) threads.emplace_back(work);
  for (auto& t : threads) t.join();
  std::cout << GetParam() << '\t' << values.size() << '\t'
            << refused + changed + listed + static_cast<int>(unseen.size()) << '\t' << refused << '\t'
            << changed << '\t' << listed << '\t' << unseen.size() << '\n';
  EXPECT_GT(refused, 20);
  EXPECT_GT(changed, 20);
  for (const auto& u : unseen) ADD_FAILURE() << GetParam() << ": " << u;
}

INSTANTIATE_TEST_SUITE_P(Charters, EveryPrintedValue, ::testing::ValuesIn(five()),
                         [](const auto& i) { return i.param; });

}  // namespace
}  // namespace candour::paper
