// A value that governs what Candour does cannot change unseen: changed alone, the charter is refused, or some
// printed page differs. Every one is tried.
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <mutex>
#include <set>
#include <thread>

#include "charter/catalogue_read.h"
#include "charter/other_values_for_tests.h"
#include "charter/path.h"
#include "charter/prose.h"
#include "charter/read_form.h"
#include "charter/read_yaml.h"
#include "paper/charters_for_tests.h"
#include "paper/html.h"
#include "paper/matrix.h"
#include "paper/plain.h"
#include "paper/ropa.h"

namespace candour::paper {
namespace {

using namespace charter;

/// What is on no printed page, and why that is right; "*" is any one segment.
struct Unprinted {
  std::string_view path, why;
  std::string_view only = {};  // of this charter alone
};
constexpr Unprinted kUnprinted[] = {
    {"roles/*/plural", "how answers speak of several of them; no page does, and it governs nothing"},
    {"*/*/code", "what ties rows together stands on no page"},
    {"recipients/*/represents/*",
     "which papers prove it is asked in the circle; the notice says that somebody acts for the person"},
    // In the five what a role does is working. It is told as a difference and to whoever confirms it.
    {"roles/*/moves/*/*", "the matrix says who sees and writes, and not each step", "reach"},
    {"roles/*/duties/*", "the matrix says who sees and writes, and not each duty", "reach"},
    {"roles/*/writes/*", "two kinds of the same category read alike in the matrix", "reach"},
};

/// The same address, whichever of the two is named.
bool same_contact(const Charter& c, const std::string& one, const std::string& other) {
  const auto *a = c.contact(one), *b = c.contact(other);
  return a && b && a->email == b->email && a->phone == b->phone && a->post == b->post && a->web == b->web;
}

bool unprinted(const Charter& c, const std::string& path, const std::string& other) {
  const auto way = segments(path);
  for (const auto& row : kUnprinted) {
    const auto want = segments(row.path);
    bool same = want.size() == way.size() && (row.only.empty() || row.only == c.organisation.code);
    for (std::size_t i = 0; same && i < way.size(); ++i) same = want[i] == "*" || want[i] == way[i];
    if (same) return true;
  }
  if (way.size() == 3 && way[0] == "rights" && way[2] == "contact") {
    const auto right = std::ranges::find(c.rights, way[1], &Right::code);
    return same_contact(c, right->contact, other);
  }
  if (way.size() != 4) return false;
  // Whoever reaches nobody by right sees nothing by right, whatever stands there: no page lists it.
  const auto role = way[0] == "roles" && way[2] == "sees" ? c.find_role(way[1]) : std::nullopt;
  if (role) return c.at(*role).reach == Reach::None;
  // That a kind of information is held at all is not confirmed: then its name is on no page.
  return way[0] == "recipients" && way[2] == "categories" && !c.to_print().says("categories/use/" + way[3]);
}

struct Value {
  std::vector<std::size_t> way;  // which child, from the root: maps and lists counted alike
  std::string path, text, sort;
  int line = 0;
};

/// Every value of the tree that stands on a ground and is no prose. What is only working is on no page for
/// the people who are told, by design. Changed alone, each of those stands in other words on the list of what
/// is to be confirmed, and is told as a difference: EveryValue in charter/said_test.cc asks it of every one,
/// prose too, and prints how many (3,995 in the five charters).
class Gathered {
 public:
  Gathered(const Yaml& root, const std::set<std::string>& working) : working_(working) { go(root, ""); }
  std::vector<Value> all;

 private:
  void go(const Yaml& y, const std::string& path) {
    std::size_t n = 0;
    for (const auto& [k, v] : y.map) {
      way_.push_back(n++);
      const std::string group = group_.empty() ? k.text : group_;
      if (k.text != kGrounds && k.text != kClaims) {
        const auto was = std::pair(std::exchange(group_, group), std::exchange(key_, k.text));
        if (v.shape == Yaml::Shape::Text)
          add(v, under(path, k.text), OtherValues::sort_of(group, k.text, y));
        else
          go(v, under(path, k.text));
        std::tie(group_, key_) = was;
      }
      way_.pop_back();
    }
    std::set<std::string> seen;
    for (std::size_t i = 0; i < y.list.size(); ++i) {
      auto key = row_key(y.list[i], i);
      for (int again = 2; !seen.insert(key).second; ++again)
        key = row_key(y.list[i], i) + " (" + std::to_string(again) + ")";
      way_.push_back(i);
      if (y.list[i].shape == Yaml::Shape::Text)
        add(y.list[i], under(path, key), group_ + "/" + key_);
      else
        go(y.list[i], under(path, key));
      way_.pop_back();
    }
  }
  void add(const Yaml& y, const std::string& path, const std::string& sort) {
    if (!working_.contains(path) && !is_plumbing(path) && !is_prose(segments(path)))
      all.push_back({way_, path, y.text, sort, y.line});
  }
  const std::set<std::string>& working_;
  std::vector<std::size_t> way_;
  std::string group_, key_;
};

Yaml& at(Yaml& root, const std::vector<std::size_t>& way) {
  Yaml* y = &root;
  for (const auto i : way) y = y->shape == Yaml::Shape::Map ? &y->map[i].second : &y->list[i];
  return *y;
}

std::string printed(const Charter& c, const Setting& at) {
  std::string all;
  for (const auto& d : {notice(c, at, Layer::First), notice(c, at, Layer::Whole), details(c, at),
                        forms(c, at), ropa(c, at), matrix(c, at), working(c, at)})
    all += plain_text(d);
  return all + html_page(easy_read(c, at));  // its pictures are no words
}

/// How many others of its sort are tried in place of a value, and of how many that are taken the print is
/// read.
constexpr std::size_t kMostTried = 8;
constexpr int kMostTaken = 2;

class EveryPrintedValue : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryPrintedValue, changed_alone_is_refused_or_changes_what_is_printed) {
  std::vector<Finding> none;
  const auto catalogue = read_catalogue("charters/catalogue", none);
  const auto base = charter_of(GetParam());
  std::vector<Yaml> trees;
  for (const auto* code : kChanged) trees.push_back(tree_of(file_of(code)));
  const OtherValues other_values(trees);
  const Yaml root = tree_of(file_of(GetParam()));
  std::set<std::string> working;
  for (const auto& s : base->said)
    if (s.ground.working()) working.insert(s.path);
  const auto values = Gathered(root, working).all;

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
  std::map<std::string, std::pair<int, int>> taken;  // of each sort: values, and those that had another
  const auto work = [&] {
    Yaml mine = root;
    for (std::size_t i; (i = next.fetch_add(step)) < values.size();) {
      const auto& v = values[i];
      int good = 0;
      for (const auto& other : other_values.instead_of(v.sort, v.text, kMostTried)) {
        if (good == kMostTaken) break;
        Yaml& value = at(mine, v.way);
        value.text = other;
        Loaded loaded;
        load_tree(catalogue, "changed.yaml", mine, std::nullopt, loaded);
        value.text = v.text;
        good += loaded.charter ? 1 : 0;
        if (!loaded.charter) {
          ++refused;
        } else if (printed(*loaded.charter, setting_now) != before) {
          ++changed;
        } else if (unprinted(*base, v.path, other)) {
          ++listed;
        } else {
          const std::scoped_lock held(lock);
          unseen.push_back(v.path + " (line " + std::to_string(v.line) + "): " + v.text + " -> " + other);
        }
      }
      const std::scoped_lock held(lock);
      ++taken[v.sort].first;
      taken[v.sort].second += good > 0 ? 1 : 0;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned n = 0; n < std::max(2u, std::thread::hardware_concurrency()); ++n) threads.emplace_back(work);
  for (auto& t : threads) t.join();
  std::cout << GetParam() << '\t' << values.size() << '\t'
            << refused + changed + listed + static_cast<int>(unseen.size()) << '\t' << refused << '\t'
            << changed << '\t' << listed << '\t' << unseen.size() << '\n';
  for (const auto& [sort, n] : taken)
    if (n.second == 0) std::cout << GetParam() << '\t' << sort << '\t' << n.first << "\tnone was taken\n";
  EXPECT_GT(refused, 20);
  EXPECT_GT(changed, 20);
  for (const auto& u : unseen) ADD_FAILURE() << GetParam() << ": " << u;
}

INSTANTIATE_TEST_SUITE_P(Charters, EveryPrintedValue,
                         ::testing::ValuesIn(std::vector<std::string>(std::begin(kChanged),
                                                                      std::end(kChanged))),
                         [](const auto& i) { return i.param; });

}  // namespace
}  // namespace candour::paper
