// Which fields are asked, required, left out or unknown; the reading of each stands in values_read.cc.
#include "charter/values.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "charter/refused.h"
#include "charter/values_read.h"

namespace candour::charter {
namespace {

using inside::Answers;

struct Rules {
  const Kind& kind;
  const KindUse* use;
  bool home_based;
  Now now;
};

bool left_out(const Field& f, const Rules& r) {
  if (f.home_only && !r.home_based) return true;
  return r.use &&
         std::find(r.use->leave_out.begin(), r.use->leave_out.end(), f.code) != r.use->leave_out.end();
}

/// Whether the answer is needed, and why.
std::pair<bool, std::string_view> needed(const Field& f, const Rules& r) {
  if (r.use) {
    if (const auto it = r.use->mandatory.find(f.code); it != r.use->mandatory.end()) {
      return {true, it->second.empty() ? std::string_view(f.reason) : std::string_view(it->second)};
    }
  }
  return {needs_answer(r.use, f), f.reason};
}

class Check {
 public:
  Check(const Answers& answers, const Rules& rules) : answers_(answers), rules_(rules) {}

  /// Reads the field into `into`; rows of groups come back here.
  void field(const Field& f, const std::string& name, Values& into, bool in_row) {
    if (left_out(f, rules_)) {
      if (answers_.any(f, name))
        problem(name, "This service does not record " + inside::naming(f) + ". Leave it empty");
      return;
    }
    auto [need, reason] = in_row ? std::pair{f.required, std::string_view(f.reason)} : needed(f, rules_);
    need = need || needed_by_another(f, name);
    if (!in_row && may_refuse(f) && refused(name)) {
      into[f.code] = refusal();
      return;
    }
    if (!answers_.readable(f, name)) {
      problem(name, "Type " + inside::naming(f) + " again: it has letters that cannot be read");
      return;
    }
    if (const auto hidden = answers_.hidden(f, name); !hidden.empty()) {
      problem(name, hidden);
      return;
    }
    if (f.type == FieldType::Group) {
      group(f, name, into, need, reason);
      return;
    }
    auto read = inside::read_value(f, name, answers_, rules_.now);
    if (!read) {
      problem(name, std::move(read).error());
    } else if (!read->is_null()) {
      if (f.type == FieldType::Score && need && !read->at("complete").as_bool())
        problem(name, show(f, *read));
      into[f.code] = std::move(*read);
    } else if (need && (in_row || !another_is_enough(f))) {
      problem(name, inside::missing(f, reason));
    }
  }

  std::vector<FieldProblem> take_problems() { return std::move(problems_); }

 private:
  /// The answer beside it makes this one needed.
  bool needed_by_another(const Field& f, const std::string& name) const {
    if (f.needed_field.empty()) return false;
    const auto other = answers_.raw().find(name.substr(0, name.size() - f.code.size()) + f.needed_field);
    return other != answers_.raw().end() && other->second == f.needed_is;
  }
  /// Only what the service makes mandatory can be refused: anything else may simply be left empty.
  bool may_refuse(const Field& f) const { return rules_.use && rules_.use->mandatory.contains(f.code); }
  /// Somebody with one name has given a first or a last one.
  bool another_is_enough(const Field& f) const {
    const auto& of = rules_.kind.one_enough;
    if (std::find(of.begin(), of.end(), f.code) == of.end() || refused(f.code)) return false;
    return std::any_of(of.begin(), of.end(), [&](const std::string& code) {
      const auto* other = rules_.kind.find_field(code);
      return other && code != f.code && answers_.any(*other, code);
    });
  }
  bool refused(const std::string& name) const {
    const auto it = answers_.raw().find(name + std::string(kRefusedBox));
    return it != answers_.raw().end() && it->second == "yes";
  }

  void problem(std::string name, std::string message) {
    problems_.push_back({std::move(name), std::move(message)});
  }

  /// The numbers of the rows in which something stands, rising.
  std::set<int> rows_of(const Field& f, const std::string& name) const {
    std::set<int> rows;
    const auto& raw = answers_.raw();
    for (auto it = raw.lower_bound(name + "-"); it != raw.end() && it->first.starts_with(name + "-"); ++it) {
      const auto row = inside::row_name(std::string_view(it->first).substr(name.size()));
      if (!row || clean_line(it->second).empty()) continue;
      const auto of_row = [&, item = row->item](const Field& i) {
        return item.starts_with(i.code) && inside::has_box(i, item.substr(i.code.size()));
      };
      if (std::any_of(f.items.begin(), f.items.end(), of_row)) rows.insert(row->row);
    }
    return rows;
  }

  void group(const Field& f, const std::string& name, Values& into, bool need, std::string_view reason) {
    const auto rows = rows_of(f, name);
    if (rows.empty()) {
      if (need) problem(name, inside::missing(f, reason));
      return;
    }
    if (*rows.rbegin() >= kGroupRows) {
      problem(name, "Give at most " + std::to_string(kGroupRows) + " of “" + f.label + "”");
      return;
    }
    boost::json::array out;
    for (const int row : rows) {
      Values one;
      for (const auto& item : f.items)
        field(item, name + "-" + std::to_string(row) + "-" + item.code, one, true);
      if (!one.empty()) out.push_back(std::move(one));
    }
    const auto count = static_cast<double>(rows.size());
    if (f.min && count < *f.min)
      problem(name, "Give at least " + inside::number_text(*f.min) + " of “" + f.label + "”");
    if (f.max && count > *f.max)
      problem(name, "Give at most " + inside::number_text(*f.max) + " of “" + f.label + "”");
    if (!out.empty()) into[f.code] = std::move(out);
  }

  const Answers& answers_;
  const Rules& rules_;
  std::vector<FieldProblem> problems_;
};

bool claimed(const Kind& kind, std::string_view name) {
  return std::any_of(kind.fields.begin(), kind.fields.end(), [&](const Field& f) {
    if (!name.starts_with(f.code)) return false;
    const auto ending = name.substr(f.code.size());
    return ending == kRefusedBox || inside::has_box(f, ending);
  });
}

Checked check(const Kind& kind, const Rules& rules, const RawAnswers& raw) {
  const Answers answers(raw);
  Check run(answers, rules);
  Checked out;
  for (const auto& f : kind.fields) run.field(f, f.code, out.values, false);
  out.problems = run.take_problems();
  for (auto& p : order_problems(kind, out.values)) out.problems.push_back(std::move(p));
  for (auto it = raw.begin(); it != raw.end(); it = raw.upper_bound(it->first)) {
    if (it->first.starts_with("_") || claimed(kind, it->first)) continue;
    const auto shown = is_utf8(it->first) ? shorten(clean_line(it->first), 60) : std::string("?");
    out.problems.push_back({shown, "“" + kind.name + "” has no field “" + shown + "”. Leave it out"});
  }
  return out;
}

}  // namespace

Checked check_form(const Kind& kind, const KindUse* use, bool home_based, const RawAnswers& raw, Now now) {
  return check(kind, {kind, use, home_based, now}, raw);
}

Checked check_values(const Kind& kind, const KindUse* use, bool home_based, const Values& values, Now now) {
  // The values are put back into the boxes of the form and checked as if somebody had typed them, so that
  // there is one set of rules. What does not fit into its boxes has the wrong shape.
  RawAnswers raw;
  std::vector<FieldProblem> misshapen;
  for (const auto& [key, value] : values) {
    const std::string code(key);
    const auto* f = [&]() -> const Field* {
      const auto it = std::find_if(kind.fields.begin(), kind.fields.end(),
                                   [&](const Field& x) { return x.code == code; });
      return it == kind.fields.end() ? nullptr : &*it;
    }();
    if (!f) {
      if (!value.is_null()) raw.emplace(code, "?");  // reported as unknown
    } else if (is_refusal(value)) {
      raw.emplace(code + std::string(kRefusedBox), "yes");
    } else if (!inside::spread(*f, f->code, value, raw)) {
      misshapen.push_back({code, "Give " + inside::naming(*f) + " in the shape of its type, " +
                                     std::string(field_type_code(f->type))});
    }
  }
  auto out = check(kind, {kind, use, home_based, now}, raw);
  for (auto& m : misshapen) {
    std::erase_if(out.problems, [&](const FieldProblem& p) { return p.field == m.field; });
    out.values.erase(m.field);
    out.problems.push_back(std::move(m));
  }
  const auto place = [&](const FieldProblem& p) {
    return std::find_if(kind.fields.begin(), kind.fields.end(),
                        [&](const Field& f) {
                          return p.field.starts_with(f.code) &&
                                 (p.field.size() == f.code.size() ||
                                  inside::has_box(f, p.field.substr(f.code.size())) ||
                                  f.type == FieldType::Group);
                        }) -
           kind.fields.begin();
  };
  std::stable_sort(out.problems.begin(), out.problems.end(),
                   [&](const FieldProblem& a, const FieldProblem& b) { return place(a) < place(b); });
  return out;
}

RawAnswers to_raw(const Kind& kind, const Values& values) {
  RawAnswers out;
  for (const auto& f : kind.fields) {
    const auto* v = values.if_contains(f.code);
    if (v && is_refusal(*v))
      out.emplace(f.code + std::string(kRefusedBox), "yes");
    else if (v)
      inside::spread(f, f.code, *v, out);
  }
  return out;
}

const Field* field_of(const Kind& kind, std::string_view answer) {
  const Field* best = nullptr;
  for (const auto& f : kind.fields) {
    const bool fits = answer == f.code || (answer.starts_with(f.code) && answer[f.code.size()] == '-');
    if (fits && (!best || f.code.size() > best->code.size())) best = &f;
  }
  return best;
}

}  // namespace candour::charter
