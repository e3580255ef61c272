#include "charter/like.h"

#include <algorithm>

#include "charter/read_form.h"
#include "charter/said.h"

namespace candour::charter {

namespace {

constexpr std::string_view kLike = "like ";
/// Twice a list that is twice another, and so on, grows beyond all memory: a charter needs a few hundred.
constexpr std::size_t kMostWritten = 5000, kDeepest = 50;

/// A value and all that stands in it; a long text counts as several.
std::size_t weight(const Yaml& y) {
  std::size_t all = 1 + y.text.size() / 100;
  for (const auto& item : y.list) all += weight(item);
  for (const auto& line : y.map) all += weight(line.first) + weight(line.second);
  return all;
}

/// "like roles/worker/sees": a way down in codes, and nothing that prose could be.
bool is_like(const Yaml& y) {
  if (y.shape != Yaml::Shape::Text || y.quoted || !y.text.starts_with(kLike)) return false;
  const auto path = segments(std::string_view(y.text).substr(kLike.size()));
  return path.size() > 1 && std::ranges::all_of(path, is_code);
}

Yaml* child(Yaml& y, const std::string& segment) {
  for (auto& [k, v] : y.map)
    if (k.text == segment) return &v;
  for (std::size_t i = 0; i < y.list.size(); ++i)
    if (row_key(y.list[i], i) == segment) return &y.list[i];
  return nullptr;
}

class Writer {
 public:
  Writer(Yaml& root, Findings& out) : root_(root), out_(out) {}

  void at(Yaml& y) {
    if (is_like(y)) {
      const Yaml here = y;
      if (auto list = entries(y))
        y = Yaml{Yaml::Shape::List, "", false, here.line, here.column, std::move(*list), {}};
      return;
    }
    std::vector<Yaml> all;
    bool any = false;
    for (auto& item : y.list) {
      auto more = is_like(item) ? entries(item) : std::nullopt;
      any = any || more;
      if (more)
        std::ranges::move(*more, std::back_inserter(all));
      else
        all.push_back(item);
    }
    if (any) y.list = std::move(all);
    for (auto& item : y.list) at(item);
    for (auto& line : y.map) at(line.second);
  }

 private:
  /// The entries of the list that `y` names, each standing where `y` stands.
  std::optional<std::vector<Yaml>> entries(const Yaml& y) {
    if (too_much_) return std::vector<Yaml>{};
    const std::string name = y.text.substr(kLike.size());
    if (std::ranges::count(on_the_way_, name)) {
      out_.error(y, "the list '" + name + "' is like itself", "write one of the lists out");
      return std::vector<Yaml>{};
    }
    Yaml* found = &root_;
    for (const auto& segment : segments(name))
      if (found) found = child(*found, segment);
    if (!found || (found->shape != Yaml::Shape::List && !is_like(*found))) {
      out_.error(y, found ? "'" + name + "' is no list" : "there is no list '" + name + "'",
                 "name a list by the way to it, such as roles/worker/sees");
      return std::vector<Yaml>{};
    }
    written_ += weight(*found);
    too_much_ = written_ > kMostWritten || on_the_way_.size() >= kDeepest;
    if (too_much_) {
      out_.error(y,
                 "lists that are like others come to more than " + std::to_string(kMostWritten) +
                     " values, or lead on more than " + std::to_string(kDeepest) + " times",
                 "write one of the lists out");
      return std::vector<Yaml>{};
    }
    on_the_way_.push_back(name);
    Yaml copy = *found;
    at(copy);
    on_the_way_.pop_back();
    for (auto& item : copy.list) item.line = y.line, item.column = y.column;
    return std::move(copy.list);
  }

  Yaml& root_;
  Findings& out_;
  std::vector<std::string> on_the_way_;
  std::size_t written_ = 0;
  bool too_much_ = false;
};

}  // namespace

void write_out_likes(Yaml& root, Findings& out) {
  Writer(root, out).at(root);
}

}  // namespace candour::charter
