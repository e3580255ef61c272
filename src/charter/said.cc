#include "charter/said.h"

#include <algorithm>
#include <set>

#include "base/calendar_words.h"
#include "charter/charter.h"
#include "charter/path.h"
#include "charter/read_form.h"

namespace candour::charter {

namespace {

/// What a row is called by: its code, or what stands for one.
std::vector<const Yaml*> key_nodes(const Yaml& row) {
  const auto text = [&](std::string_view key) {
    const Yaml* v = row.find(key);
    return v && v->shape == Yaml::Shape::Text && !v->text.empty() ? v : nullptr;
  };
  if (const auto* kind = text("kind"), *move = text("move"); kind)
    return move ? std::vector{kind, move} : std::vector{kind};
  for (const char* key : {"code", "extends", "role", "with", "channel", "basis", "site", "number", "heading"})
    if (const auto* value = text(key)) return {value};
  return {};
}

constexpr std::string_view kClause = "clause", kAll = "all";
/// What says how the charter itself is kept, and no fact about people: it stands without a ground.
constexpr std::string_view kPlumbing[] = {"charter",
                                          "parts",
                                          "version/number",
                                          "version/from",
                                          "version/major",
                                          "version/new-uses",
                                          "organisation/code",
                                          "organisation/holidays",
                                          "organisation/reference-prefix"};

/// Goes through the tree and gathers; `grounds` of a group reach down by path.
class Walk {
 public:
  Walk(std::vector<Said>& into, Findings& out) : into_(into), out_(out) {}

  void at(const Yaml& y, const std::string& path, ValueGround ground) {
    if (auto it = named_.find(path); it != named_.end()) {
      if (y.shape == Yaml::Shape::Map && y.find(kClause))
        out_.error(*it->second.where, "two grounds for '" + path + "': here, and its own `clause`",
                   "keep one of the two");
      it->second.met = true;
      ground = it->second.ground;
    }
    if (y.shape == Yaml::Shape::Map)
      group(y, path, std::move(ground));
    else if (y.shape == Yaml::Shape::List)
      list(y, path, ground);
    else if (y.shape == Yaml::Shape::Text && !keys_.contains(&y))
      into_.push_back({path, trimmed(y.text), std::move(ground), y.line, false});
  }

  void finish() {
    for (const auto& [path, n] : named_)
      if (!n.met)
        out_.warn(*n.where, "`grounds` names '" + path + "', and there is no such value",
                  "name a key that stands beside it, or a way down from it such as categories/health");
  }

 private:
  struct Named {
    ValueGround ground;
    const Yaml* where;
    bool met = false;
  };

  static std::string trimmed(const std::string& s) { return s.substr(0, s.find_last_not_of(" \r\n") + 1); }

  void group(const Yaml& y, const std::string& path, ValueGround ground) {
    if (const Yaml* clause = y.find(kClause); clause && clause->shape == Yaml::Shape::Text)
      ground = {ValueGround::Kind::Part, clause->text, std::nullopt};
    if (const Yaml* grounds = y.find(kGrounds)) read_grounds(*grounds, y, path, ground);
    for (const auto& [k, v] : y.map)
      if (k.text == kGrounds)
        grounds_said(v, under(path, kGrounds));
      else if (k.text == kClaims)
        claims_said(v, under(path, kClaims));
      else
        at(v, under(path, k.text), ground);
  }

  /// The grounds are values too: to change one is a change.
  void grounds_said(const Yaml& y, const std::string& path) {
    for (const auto& [k, v] : y.map)
      into_.push_back(
          {under(path, k.text), v.text, {ValueGround::Kind::Part, "", std::nullopt}, v.line, false});
  }

  /// So are claims; none of them is a fact about people.
  void claims_said(const Yaml& y, const std::string& path) {
    const auto say = [&](const std::string& at, const Yaml& list) {
      std::string all = list.text;
      for (const auto& claim : list.list) all += (all.empty() ? "" : "; ") + claim.text;
      into_.push_back({at, all, {ValueGround::Kind::Part, "", std::nullopt}, list.line, false});
    };
    if (y.shape != Yaml::Shape::Map) say(under(path, kAll), y);
    for (const auto& [k, v] : y.map) say(under(path, k.text), v);
  }

  void read_grounds(const Yaml& y, const Yaml& group, const std::string& path, ValueGround& ground) {
    if (y.shape != Yaml::Shape::Map) {
      out_.error(y, "`grounds` is " + std::string(y.shape_words()) + ", not a group of keys",
                 "write {inform: \"4\", bases: working}");
      return;
    }
    for (const auto& [k, v] : y.map) {
      const auto read = ground_of(v.text);
      if (v.shape != Yaml::Shape::Text || !read) {
        out_.error(
            v, "'" + v.text + "' is no ground",
            "write a part of the notice such as \"3.1\", `law CODE`, `confirmed by ROLE on 2026-10-01` "
            "or `working`");
        continue;
      }
      if (k.text == kAll) {
        if (group.find(kClause))
          out_.error(k, "two grounds for all of this: `clause` and `grounds: all`", "keep one of the two");
        ground = *read;
        continue;
      }
      const std::string full = path.empty() ? k.text : path + "/" + k.text;
      if (!named_.emplace(full, Named{*read, &k}).second)
        out_.error(k, "two grounds for '" + full + "'", "keep one of the two");
    }
  }

  void list(const Yaml& y, const std::string& path, const ValueGround& ground) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < y.list.size(); ++i) {
      const Yaml& item = y.list[i];
      std::string key = row_key(item, i);
      for (int n = 2; !seen.insert(key).second; ++n) key = row_key(item, i) + " (" + std::to_string(n) + ")";
      const std::string here = under(path, key);
      if (item.shape == Yaml::Shape::Map) {
        for (const auto* key_node : key_nodes(item)) keys_.insert(key_node);
        into_.push_back({here, "", row_ground(item, here, ground), item.line, true});
        at(item, here, ground);
      } else {
        auto it = named_.find(here);
        if (it != named_.end()) it->second.met = true;
        into_.push_back({here, "", it == named_.end() ? ground : it->second.ground, item.line, false});
      }
    }
  }

  /// A row stands where its own clause or `grounds: all` says, else where its table stands.
  ValueGround row_ground(const Yaml& row, const std::string& path, const ValueGround& ground) const {
    if (auto it = named_.find(path); it != named_.end()) return it->second.ground;
    if (const Yaml* clause = row.find(kClause)) return {ValueGround::Kind::Part, clause->text, std::nullopt};
    if (const Yaml* grounds = row.find(kGrounds))
      if (const Yaml* all = grounds->find(kAll)) return ground_of(all->text).value_or(ValueGround{});
    return ground;
  }

  std::vector<Said>& into_;
  Findings& out_;
  std::set<const Yaml*> keys_;  // what a row is called stands in its path
  std::map<std::string, Named> named_;
};

/// Keeps of a node what is grounded; false when nothing is left of it.
bool keep(Yaml& y, const std::string& path, const std::map<std::string, const Said*>& said) {
  if (is_plumbing(path)) return true;
  if (y.shape == Yaml::Shape::Text) {
    auto it = said.find(path);
    return it == said.end() || !it->second->ground.working();
  }
  if (y.shape == Yaml::Shape::Map) {
    std::erase_if(y.map, [&](Yaml::Line& line) {
      if (line.first.text == kGrounds || line.first.text == kClaims) return true;
      if (line.first.text == kClause || line.first.text == "code" || line.first.text == "kind" ||
          line.first.text == "heading")
        return false;
      return !keep(line.second, under(path, line.first.text), said);
    });
    return !y.map.empty();
  }
  std::set<std::string> seen;
  std::vector<Yaml> kept;
  for (std::size_t i = 0; i < y.list.size(); ++i) {
    std::string key = row_key(y.list[i], i);
    for (int n = 2; !seen.insert(key).second; ++n)
      key = row_key(y.list[i], i) + " (" + std::to_string(n) + ")";
    const std::string here = under(path, key);
    auto it = said.find(here);
    if (it != said.end() && it->second->ground.working()) continue;
    if (y.list[i].shape != Yaml::Shape::Map || keep(y.list[i], here, said))
      kept.push_back(std::move(y.list[i]));
  }
  y.list = std::move(kept);
  return !y.list.empty();
}

}  // namespace

bool is_plumbing(std::string_view path) {
  return std::any_of(std::begin(kPlumbing), std::end(kPlumbing), [&](std::string_view p) {
    return path == p || (path.starts_with(p) && path[p.size()] == '/');
  });
}

std::optional<ValueGround> ground_of(std::string_view written) {
  using Kind = ValueGround::Kind;
  if (written == "working") return ValueGround{};
  constexpr std::string_view law = "law ", confirmed = "confirmed by ";
  if (written.starts_with(law) && is_code(written.substr(law.size())))
    return ValueGround{Kind::Law, std::string(written.substr(law.size())), std::nullopt};
  if (written.starts_with(confirmed)) {
    const auto rest = written.substr(confirmed.size());
    const auto on = rest.find(" on ");
    const auto day = on == rest.npos ? std::nullopt : parse_date(rest.substr(on + 4));
    if (!day || !is_code(rest.substr(0, on))) return std::nullopt;
    return ValueGround{Kind::Confirmed, std::string(rest.substr(0, on)), day};
  }
  const bool number = !written.empty() && written.size() <= 20 && written.find(' ') == written.npos;
  if (!number) return std::nullopt;
  return ValueGround{Kind::Part, std::string(written), std::nullopt};
}

std::string ground_words(const ValueGround& g) {
  switch (g.kind) {
    case ValueGround::Kind::Part:
      return "part " + g.ref + " of the notice";
    case ValueGround::Kind::Law:
      return "the law " + g.ref;
    case ValueGround::Kind::Confirmed:
      return "confirmed by " + g.ref + " on " + date_words(*g.on);
    case ValueGround::Kind::Working:
      break;
  }
  return "not yet confirmed";
}

std::string row_key(const Yaml& row, std::size_t index) {
  if (row.shape == Yaml::Shape::Text) return row.text;
  std::string key;
  for (const auto* node : key_nodes(row)) key += (key.empty() ? "" : " ") + node->text;
  return key.empty() ? "#" + std::to_string(index + 1) : key;
}

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> all(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/')
      all.emplace_back();
    else if (path[i] == '~' && i + 1 < path.size())
      all.back() += path[++i] == '1' ? '/' : '~';
    else
      all.back() += path[i];
  }
  return all;
}

std::vector<Said> said_in(const Yaml& root, Findings& out) {
  std::vector<Said> all;
  Walk walk(all, out);
  walk.at(root, "", {});
  walk.finish();
  return all;
}

namespace {
void each_ground(const Yaml& y, const std::function<void(const Yaml&, const ValueGround&)>& f) {
  if (const Yaml* grounds = y.find(kGrounds))
    for (const auto& [k, v] : grounds->map)
      if (const auto g = ground_of(v.text)) f(v, *g);
  if (const Yaml* clause = y.find(kClause); clause && clause->shape == Yaml::Shape::Text)
    f(*clause, {ValueGround::Kind::Part, clause->text, std::nullopt});
  for (const auto& [k, v] : y.map)
    if (k.text != kGrounds && k.text != kClaims) each_ground(v, f);
  for (const auto& item : y.list) each_ground(item, f);
}
}  // namespace

void check_grounds(const Charter& c, const Yaml& root, Findings& out) {
  std::vector<std::string> parts, laws, roles;
  for (const auto& p : c.parts) parts.push_back(p.number);
  for (const auto& [code, name] : c.laws) laws.push_back(code);
  for (const auto& r : c.roles) roles.push_back(r.code);
  const auto in = [](const std::vector<std::string>& all, const std::string& code) {
    return std::find(all.begin(), all.end(), code) != all.end();
  };
  std::set<std::string> told;  // the same finding once
  each_ground(root, [&](const Yaml& at, const ValueGround& g) {
    if (g.kind == ValueGround::Kind::Part && !in(parts, g.ref) && told.insert(g.ref).second)
      out.error(
          at, "the notice has no part '" + g.ref + "'",
          parts.empty() ? "list its parts as `parts: [{number: \"1\", title: …}]`" : suggest(g.ref, parts));
    if (g.kind == ValueGround::Kind::Law && !in(laws, g.ref))
      out.error(at, "there is no law '" + g.ref + "' among `laws`", suggest(g.ref, laws));
    if (g.kind == ValueGround::Kind::Confirmed && !in(roles, g.ref))
      out.error(at, "there is no role '" + g.ref + "' that could have confirmed this", suggest(g.ref, roles));
    if (g.kind == ValueGround::Kind::Confirmed && *g.on > c.version.from)
      out.warn(at, "confirmed after this version began", "raise the version when a value is confirmed");
  });
}

void check_confirmed(const Yaml& root, std::chrono::year_month_day today, Findings& out) {
  std::set<std::chrono::sys_days> told;  // the same finding once
  each_ground(root, [&](const Yaml& at, const ValueGround& g) {
    if (g.kind == ValueGround::Kind::Confirmed && *g.on > today && told.insert(*g.on).second)
      out.error(at, "confirmed on " + date_words(*g.on) + ", which is still to come",
                "write the day on which it was confirmed");
  });
}

Yaml printed_part(const Yaml& root, const std::vector<Said>& said) {
  std::map<std::string, const Said*> by_path;
  for (const auto& s : said) by_path.emplace(s.path, &s);
  Yaml kept = root;
  keep(kept, "", by_path);
  return kept;
}

}  // namespace candour::charter
