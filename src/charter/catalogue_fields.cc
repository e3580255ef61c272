// Reads the questions of a kind and checks each by itself.
#include "charter/catalogue_fields.h"

#include <algorithm>

#include "charter/line_types.h"
#include "charter/values.h"
#include "charter/values_read.h"

namespace candour::charter {

namespace {

/// By FieldType; those of line_types.h follow.
constexpr std::string_view kTypes[] = {"short-text",   "long-text", "date",         "date-time", "number",
                                       "choice",       "choices",   "yes-no",       "person",    "staff",
                                       "organisation", "address",   "bank-account", "money",     "file",
                                       "signature",    "group",     "score"};

std::vector<std::string> all_types() {
  std::vector<std::string> all(std::begin(kTypes), std::end(kTypes));
  for (const auto& t : line_types()) all.emplace_back(t.code);
  return all;
}

FieldType type_of(std::string_view code) {
  for (const auto& t : line_types())
    if (t.code == code) return t.type;
  return static_cast<FieldType>(std::find(std::begin(kTypes), std::end(kTypes), code) - std::begin(kTypes));
}

class FieldReader {
 public:
  FieldReader(const std::string& kind, const std::vector<Category>& categories, Findings& out)
      : kind_(kind), categories_(categories), out_(out) {
    for (auto& c : categories) codes_.push_back(c.code);
  }

  std::vector<Field> fields(const std::vector<const Yaml*>& nodes, const Field* group) {
    std::vector<Field> list;
    for (auto* node : nodes) {
      Field f = field(*node, group);
      if (f.code.empty()) continue;
      if (std::any_of(list.begin(), list.end(), [&](auto& o) { return o.code == f.code; }))
        out_.error(*node, "kind '" + kind_ + "': two fields have the code '" + f.code + "'", "rename one");
      else if (const auto* other = sharing_a_box(list, f))
        out_.error(*node,
                   "kind '" + kind_ + "': the fields '" + other->code + "' and '" + f.code +
                       "' share a box on the form",
                   "rename one");
      list.push_back(std::move(f));
    }
    for (std::size_t i = 0; list.size() == nodes.size() && i < list.size(); ++i)
      if (!list[i].needed_field.empty()) needed_by_another(list, list[i], *nodes[i]);
    return list;
  }

 private:
  /// What makes a field needed is an answer that the other field can have.
  void needed_by_another(const std::vector<Field>& all, const Field& f, const Yaml& at) {
    const auto other = std::ranges::find(all, f.needed_field, &Field::code);
    std::vector<std::string> answers;
    if (other != all.end() && other->type == FieldType::YesNo) answers = {"yes", "no"};
    if (other != all.end() && other->type == FieldType::Choice)
      for (const auto& o : other->options) answers.push_back(o.code);
    if (answers.empty())
      out_.error(at,
                 "field '" + f.code + "' is needed by an answer to '" + f.needed_field +
                     "', which is no question of yes or no and no choice here",
                 "name one that is");
    else if (std::ranges::find(answers, f.needed_is) == answers.end())
      out_.error(at, "the field '" + f.needed_field + "' cannot be answered with '" + f.needed_is + "'",
                 suggest(f.needed_is, answers));
  }
  /// One field; items of a group (`group` given) inherit its category and have no home of their own.
  Field field(const Yaml& y, const Field* group) {
    MapReader m(y, "field", out_);
    Field f;
    f.code = m.code("code");
    m.rename("field '" + (group ? group->code + "/" : "") + f.code + "'");
    f.label = m.text("label", Need::Required);
    f.hint = m.text("hint");
    type(m, f);
    if (group) {
      f.category = group->category;
    } else {
      category(m, f);
      f.voluntary = m.flag("voluntary");
      f.home_only = m.flag("home-only");
    }
    f.live = m.flag("live");
    f.required = m.flag("required");
    if (const auto* by = m.get("needed-if")) {
      MapReader n(*by, m.what() + ": needed-if", out_);
      f.needed_field = n.text("field", Need::Required);
      f.needed_is = n.text("is", Need::Required);
      n.only_these();
      if (f.required) m.error("required", "what is always needed needs no answer", "delete one of the two");
    }
    const bool asked_why = !group && (f.required || !f.needed_field.empty());
    f.reason = m.text("reason", asked_why ? Need::Required : Need::Optional);
    bounds(m, f);
    options(m, f);
    items(m, f, group != nullptr);
    m.only_these();
    return f;
  }

  void type(MapReader& m, Field& f) {
    const auto word = m.choice("type", all_types(), Need::Required);
    if (!word.empty()) f.type = type_of(word);
  }

  void category(MapReader& m, Field& f) {
    auto code = m.text("category", Need::Required);
    if (code.empty()) return;
    auto it = std::find(codes_.begin(), codes_.end(), code);
    if (it == codes_.end())
      m.error("category", "there is no category '" + code + "'", suggest(code, codes_));
    else
      f.category = static_cast<CategoryIx>(it - codes_.begin());
  }

  void bounds(MapReader& m, Field& f) {
    f.unit = m.text("unit");
    f.min = m.decimal("min");
    f.max = m.decimal("max");
    f.max_length = m.number("max-length", 0, 1, 100000);
    f.past_only = m.flag("past-only");
    f.within_years = m.number("within-years", 0, 1, 200);
    f.in_life = m.flag("in-life");
    bool number = f.type == FieldType::Number || f.type == FieldType::Money;
    bool date = f.type == FieldType::Date || f.type == FieldType::DateTime;
    if ((f.min || f.max || !f.unit.empty()) && !number)
      m.error("type", "unit, min and max belong to numbers only", "delete them, or make the type number");
    if (f.min && f.max && *f.min > *f.max) m.error("min", "min is more than max", "swap them");
    for (const auto& [key, set] :
         {std::pair{"past-only", f.past_only}, std::pair{"within-years", f.within_years > 0},
          std::pair{"in-life", f.in_life}})
      if (set && !date) m.error(key, std::string("only dates can be ") + key, "delete the key");
    if (f.max_length && f.type != FieldType::ShortText && f.type != FieldType::LongText)
      m.error("max-length", "only texts have a length", "delete the key");
  }

  void options(MapReader& m, Field& f) {
    bool wants = f.type == FieldType::Choice || f.type == FieldType::Choices;
    auto nodes = m.list("options", wants ? Need::Required : Need::Optional);
    for (auto* node : nodes) {
      MapReader o(*node, m.what() + ": option", out_);
      Option option;
      option.code = o.code("code");
      option.label = o.text("label", Need::Required);
      option.alone = o.flag("alone");
      if (option.alone && f.type != FieldType::Choices)
        o.error("alone", "only of several choices can one stand alone", "delete the key");
      if (f.type == FieldType::Score || in_score_)
        option.score = o.number("score", 0, 0, 1000, Need::Required);
      o.only_these();
      if (std::any_of(f.options.begin(), f.options.end(), [&](auto& x) { return x.code == option.code; }))
        o.error("code", "two options have the code '" + option.code + "'", "rename one");
      f.options.push_back(std::move(option));
    }
    if (!nodes.empty() && !wants && f.type != FieldType::Score)
      m.error("options", "only choice, choices and score have options", "delete them, or change the type");
    bool diversity = static_cast<std::size_t>(f.category) < categories_.size() &&
                     categories_[static_cast<std::size_t>(f.category)].diversity;
    if (diversity && wants && std::none_of(f.options.begin(), f.options.end(), [](auto& o) {
          return o.code == "prefer-not-to-say";
        }))
      m.error("options", "a question about diversity does not offer 'prefer not to say'",
              "add the option {code: prefer-not-to-say, label: Prefer not to say}");
    if (diversity && !wants && f.type != FieldType::Group && f.required)
      m.error("required", "a question about diversity must be answered in words, with no way to decline",
              "make it a choice with the option prefer-not-to-say, or let it be left empty");
  }

  void items(MapReader& m, Field& f, bool inside) {
    bool wants = f.type == FieldType::Group || f.type == FieldType::Score;
    auto nodes = m.list("items", wants ? Need::Required : Need::Optional);
    if (!nodes.empty() && !wants)
      m.error("items", "only groups and scores have items", "delete them, or make the type group");
    if (wants && inside) m.error("type", "a group inside a group", "make it a field of its own");
    if (!wants || inside) return;
    in_score_ = f.type == FieldType::Score;
    f.items = fields(nodes, &f);
    in_score_ = false;
    for (auto& item : f.items)
      if (f.type == FieldType::Score && item.type != FieldType::Choice && f.options.empty())
        m.error("items", "the item '" + item.code + "' of a score has no options to choose from",
                "make it a choice whose options each have a score, or give the score itself options");
  }

  const std::string& kind_;
  const std::vector<Category>& categories_;
  std::vector<std::string> codes_;
  Findings& out_;
  bool in_score_ = false;
};

}  // namespace

std::string_view field_type_code(FieldType t) {
  if (const auto* line = line_type(t)) return line->code;
  return kTypes[static_cast<std::size_t>(t)];
}

std::vector<Field> read_fields(const std::string& kind, const std::vector<const Yaml*>& nodes,
                               const std::vector<Category>& categories, Findings& out) {
  return FieldReader(kind, categories, out).fields(nodes, nullptr);
}

namespace {
/// Whether a box of `a`, or `a` itself, is a box of `b`.
bool is_in(const Field& a, const Field& b) {
  const auto is_box = [&](const std::string& name) {
    return name.starts_with(b.code) && inside::has_box(b, std::string_view(name).substr(b.code.size()));
  };
  return is_box(a.code) || std::ranges::any_of(boxes(a), [&](auto& box) { return is_box(a.code + box); });
}
}  // namespace

const Field* sharing_a_box(const std::vector<Field>& all, const Field& f) {
  const auto found = std::ranges::find_if(all, [&](auto& other) {
    // Most begin otherwise, and every catalogue that is read asks this.
    const bool alike = f.code.starts_with(other.code) || other.code.starts_with(f.code);
    return alike && (is_in(f, other) || is_in(other, f));
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace candour::charter
