// What was typed into the boxes of one field, made canonical or sent back with words that mend.
#include "charter/values_read.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/hidden.h"
#include "base/id.h"
#include "base/text.h"
#include "base/uk.h"
#include "charter/line_types.h"

namespace candour::charter {

bool read_as_it_looks(FieldType t) {
  if (line_type(t)) return true;
  switch (t) {
    case FieldType::Money:
    case FieldType::Number:
    case FieldType::Date:
    case FieldType::DateTime:
      return true;
    default:
      return false;
  }
}

}  // namespace candour::charter

namespace candour::charter::inside {

namespace json = boost::json;

namespace {

Read mend(std::string words) {
  return tl::unexpected<std::string>(std::move(words));
}
const json::value kNothing;

Read text_within(const Field& f, std::string text, int limit_of_type) {
  if (text.empty()) return kNothing;
  const auto most = static_cast<std::size_t>(f.max_length > 0 ? f.max_length : limit_of_type);
  if (auto words = too_long(text, most, naming(f)); !words.empty()) return mend(std::move(words));
  return json::value(text);
}

/// One of the checks of base/uk on a single box.
template <class Parse>
Read parsed(const std::string& typed, Parse parse) {
  if (typed.empty()) return kNothing;
  auto got = parse(typed);
  if (!got) return mend(got.error());
  return json::value(*got);
}

Read read_money(const Field& f, const std::string& typed) {
  auto got = parsed(typed, uk::money);
  if (!got || got->is_null()) return got;
  const auto pence = got->as_int64();
  const auto in_pence = [](double pounds) { return std::llround(pounds * 100); };
  const auto least = f.min ? in_pence(*f.min) : 0;
  if (pence < least) return mend("Enter an amount of " + uk::show_money(least) + " or more");
  if (f.max && pence > in_pence(*f.max))
    return mend("Enter an amount of " + uk::show_money(in_pence(*f.max)) + " or less");
  return got;
}

Read read_yes_no(const Field& f, const std::string& typed) {
  if (typed.empty()) return kNothing;
  const auto t = fold(typed);
  if (t == "yes" || t == "y" || t == "true") return json::value("yes");
  if (t == "no" || t == "n" || t == "false") return json::value("no");
  if (t == "not known" || t == "unknown") return json::value("not-known");
  return mend("Answer " + naming(f) + " with yes, no or not known");
}

template <class AnyId>
Read read_id(const std::string& typed, const char* words) {
  if (typed.empty()) return kNothing;
  const auto id = AnyId::parse(typed);
  return id && !id->is_nil() ? Read(json::value(id->text())) : mend(words);
}

Read read_address(const Field& f, const std::string& name, const Answers& a) {
  json::array lines;
  for (int i = 1; i <= 4; ++i) {
    auto line = a.line(name + "-line-" + std::to_string(i));
    if (auto words = too_long(line, kShortText, "a line of " + naming(f)); !words.empty())
      return mend(std::move(words));
    if (!line.empty()) lines.emplace_back(std::move(line));
  }
  const auto town = a.line(name + "-town"), postcode = a.code(name + "-postcode");
  if (auto words = too_long(town, kShortText, "the town of " + naming(f)); !words.empty())
    return mend(std::move(words));
  if (lines.empty() && town.empty() && postcode.empty()) return kNothing;
  json::object out;
  out["lines"] = std::move(lines);
  if (!town.empty()) out["town"] = town;
  if (!postcode.empty()) {
    const auto good = uk::postcode(postcode);
    if (!good) return mend(good.error() + ", or leave the postcode empty");
    out["postcode"] = *good;
  }
  return out;
}

Read read_bank(const Field& f, const std::string& name, const Answers& a) {
  const auto sort = a.code(name + "-sort-code"), account = a.code(name + "-account"),
             holder = a.line(name + "-name");
  if (sort.empty() && account.empty() && holder.empty()) return kNothing;
  const auto good_sort = uk::sort_code(sort);
  if (!good_sort) return mend(good_sort.error());
  const auto good_account = uk::account_number(account);
  if (!good_account) return mend(good_account.error());
  if (auto words = too_long(holder, kShortText, "the name of " + naming(f)); !words.empty())
    return mend(std::move(words));
  json::object out{{"sort_code", *good_sort}, {"account", *good_account}};
  if (!holder.empty()) out["name"] = holder;
  return out;
}

Read read_file(const std::string& name, const Answers& a) {
  const auto id = a.line(name + "-file");
  const auto shown = a.line(name + "-name"), type = a.line(name + "-type"), size = a.line(name + "-size");
  if (id.empty() && shown.empty() && type.empty() && size.empty()) return kNothing;
  const auto file = FileId::parse(id);
  if (!file || file->is_nil() || shown.empty()) return mend("Choose the file again: it did not arrive whole");
  if (auto words = too_long(shown, kFileName, "the name of the file"); !words.empty())
    return mend(std::move(words));
  if (type.size() > 255) return mend("Choose the file again: it did not arrive whole");
  std::int64_t bytes = 0;
  const auto end = std::from_chars(size.data(), size.data() + size.size(), bytes);
  if (end.ec != std::errc{} || end.ptr != size.data() + size.size() || bytes < 0) {
    return mend("Choose the file again: it did not arrive whole");
  }
  return json::object{{"file", file->text()}, {"name", shown}, {"type", type}, {"size", bytes}};
}

Read read_signature(const Field& f, const std::string& name, const Answers& a) {
  const auto typed = a.line(name + "-typed"), picture = a.line(name + "-file");
  if (typed.empty() && picture.empty()) return kNothing;
  if (auto words = too_long(typed, kShortText, naming(f)); !words.empty()) return mend(std::move(words));
  json::object out;
  if (!typed.empty()) out["typed"] = typed;
  if (!picture.empty()) {
    const auto file = FileId::parse(picture);
    if (!file || file->is_nil()) return mend("Sign again: the picture of the signature did not arrive whole");
    out["file"] = file->text();
  }
  return out;
}

const Option* find_option(const std::vector<Option>& options, std::string_view typed) {
  const auto by_code =
      std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.code == typed; });
  if (by_code != options.end()) return &*by_code;
  const auto folded = fold(typed);
  const auto by_label = std::find_if(options.begin(), options.end(), [&](const Option& o) {
    return !folded.empty() && (fold(o.label) == folded || fold(o.code) == folded);
  });
  return by_label == options.end() ? nullptr : &*by_label;
}

std::string choose_words(const Field& f, const std::vector<Option>& options) {
  std::vector<std::string> labels;
  for (const auto& o : options) labels.push_back("“" + o.label + "”");
  const auto which = options.size() <= 5 ? ": " + listed(labels, "or") : std::string(" from the list");
  return "Choose an answer for " + naming(f) + which;
}

}  // namespace

std::string Answers::whole(const std::string& name) const {
  const auto [from, to] = raw_.equal_range(name);
  for (auto it = from; it != to; ++it) {
    if (!clean_line(it->second).empty()) return it->second;
  }
  return {};
}

std::string Answers::line(const std::string& name) const {
  return clean_line(whole(name));
}

std::string Answers::code(const std::string& name) const {
  return as_it_looks(whole(name));
}

std::vector<std::string> Answers::all(const std::string& name) const {
  std::vector<std::string> out;
  const auto [from, to] = raw_.equal_range(name);
  for (auto it = from; it != to; ++it) {
    if (auto line = clean_line(it->second); !line.empty()) out.push_back(std::move(line));
  }
  return out;
}

bool Answers::any(const Field& f, const std::string& name) const {
  for (auto it = raw_.lower_bound(name); it != raw_.end() && it->first.starts_with(name); ++it) {
    if (has_box(f, std::string_view(it->first).substr(name.size())) && !clean_line(it->second).empty())
      return true;
  }
  return false;
}

bool Answers::readable(const Field& f, const std::string& name) const {
  for (auto it = raw_.lower_bound(name); it != raw_.end() && it->first.starts_with(name); ++it) {
    if (has_box(f, std::string_view(it->first).substr(name.size())) && !is_utf8(it->second)) return false;
  }
  return true;
}

namespace {

/// Boxes of a field that are codes while its others are words.
bool is_code_box(std::string_view rest) {
  return rest == "-postcode" || rest == "-sort-code" || rest == "-account";
}

}  // namespace

std::string Answers::hidden(const Field& f, const std::string& name) const {
  if (read_as_it_looks(f.type)) return {};
  if (f.type == FieldType::Group) return {};  // each box of its rows is asked by itself
  const auto shape = f.type == FieldType::LongText ? TextShape::Lines : TextShape::Line;
  for (auto it = raw_.lower_bound(name); it != raw_.end() && it->first.starts_with(name); ++it) {
    const auto rest = std::string_view(it->first).substr(name.size());
    if (!has_box(f, rest) || is_code_box(rest)) continue;
    if (auto words = hidden_character_words(trim(it->second), shape, naming(f)); !words.empty()) return words;
  }
  return {};
}

std::optional<RowName> row_name(std::string_view rest) {
  if (rest.size() < 4 || rest[0] != '-') return std::nullopt;
  int row = 0;
  const auto* const end = rest.data() + rest.size();
  const auto got = std::from_chars(rest.data() + 1, end, row);
  if (got.ec != std::errc{} || row < 0 || got.ptr == end || *got.ptr != '-') return std::nullopt;
  return RowName{row, rest.substr(static_cast<std::size_t>(got.ptr + 1 - rest.data()))};
}

bool has_box(const Field& f, std::string_view rest) {
  if (f.type == FieldType::Group) {
    const auto row = row_name(rest);
    return row && std::any_of(f.items.begin(), f.items.end(), [&](const Field& i) {
             return row->item.starts_with(i.code) && has_box(i, row->item.substr(i.code.size()));
           });
  }
  if (rest.empty()) return f.type == FieldType::Date || f.type == FieldType::DateTime || boxes(f).size() == 1;
  const auto names = boxes(f);
  return std::find(names.begin(), names.end(), rest) != names.end();
}

Read read_number(const Field& f, std::string_view typed) {
  std::string s;
  for (char c : lower_ascii(as_it_looks(typed))) {
    if (c != ' ' && c != ',') s += c;
  }
  std::string unit;
  for (char c : lower_ascii(f.unit)) {
    if (c != ' ') unit += c;
  }
  if (!unit.empty() && s.size() > unit.size() && s.ends_with(unit)) s.resize(s.size() - unit.size());
  if (s.starts_with('+')) s.erase(0, 1);
  double n = 0;
  const auto got = std::from_chars(s.data(), s.data() + s.size(), n, std::chars_format::fixed);
  if (s.empty() || got.ec != std::errc{} || got.ptr != s.data() + s.size() || !std::isfinite(n)) {
    return mend("Enter " + naming(f) + " as a number" + (f.unit.empty() ? "" : " of " + f.unit) +
                ", like 12 or 12.5");
  }
  const auto with_unit = [&](double x) { return number_text(x) + (f.unit.empty() ? "" : " " + f.unit); };
  if (f.min && f.max && (n < *f.min || n > *f.max)) {
    return mend("Enter " + naming(f) + " between " + number_text(*f.min) + " and " + with_unit(*f.max));
  }
  if (f.min && n < *f.min) return mend("Enter " + naming(f) + " of " + with_unit(*f.min) + " or more");
  if (f.max && n > *f.max) return mend("Enter " + naming(f) + " of " + with_unit(*f.max) + " or less");
  return json::value(n == 0 ? 0.0 : n);
}

Read read_choice(const Field& f, std::string_view typed) {
  if (typed.empty()) return kNothing;
  const auto* o = find_option(f.options, typed);
  return o ? Read(json::value(o->code)) : mend(choose_words(f, f.options));
}

Read read_choices(const Field& f, const std::vector<std::string>& typed) {
  if (typed.empty()) return kNothing;
  std::vector<bool> chosen(f.options.size());
  for (const auto& t : typed) {
    const auto* o = find_option(f.options, t);
    if (!o) return mend(choose_words(f, f.options));
    chosen[static_cast<std::size_t>(o - f.options.data())] = true;
  }
  json::array out;
  const Option* alone = nullptr;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    out.emplace_back(f.options[i].code);
    if (f.options[i].alone || f.options[i].code == "prefer-not-to-say") alone = &f.options[i];
  }
  if (alone && out.size() > 1)
    return mend("Choose either “" + alone->label + "” or the other answers, not both");
  return out;
}

const std::vector<Option>& options_of(const Field& score, const Field& item) {
  return item.options.empty() ? score.options : item.options;
}

Read read_score(const Field& f, const std::string& name, const Answers& a) {
  json::object items;
  std::int64_t total = 0;
  for (const auto& item : f.items) {
    const auto typed = a.line(name + "-" + item.code);
    if (typed.empty()) continue;
    const auto* o = find_option(options_of(f, item), typed);
    if (!o) return mend(choose_words(item, options_of(f, item)));
    items[item.code] = o->code;
    total += o->score;
  }
  if (items.empty()) return kNothing;
  const bool complete = items.size() == f.items.size();
  return json::object{{"items", std::move(items)}, {"total", total}, {"complete", complete}};
}

Read read_value(const Field& f, const std::string& name, const Answers& a, const Now& now) {
  switch (f.type) {
    case FieldType::ShortText:
    case FieldType::Organisation:
      return text_within(f, a.line(name), kShortText);
    case FieldType::LongText:
      return text_within(f, clean_text(a.whole(name)), kLongText);
    case FieldType::Date:
      return read_date(f, name, a, now);
    case FieldType::DateTime:
      return read_date_time(f, name, a, now);
    case FieldType::Number: {
      const auto typed = a.code(name);
      return typed.empty() ? Read(kNothing) : read_number(f, typed);
    }
    case FieldType::Choice:
      return read_choice(f, a.line(name));
    case FieldType::Choices:
      return read_choices(f, a.all(name));
    case FieldType::YesNo:
      return read_yes_no(f, a.line(name));
    case FieldType::Person:
      return read_id<PersonId>(a.line(name), "Choose a person from those that are found");
    case FieldType::Staff:
      return read_id<StaffId>(a.line(name), "Choose a member of staff from the list");
    case FieldType::Address:
      return read_address(f, name, a);
    case FieldType::BankAccount:
      return read_bank(f, name, a);
    case FieldType::Money:
      return read_money(f, a.code(name));
    case FieldType::File:
      return read_file(name, a);
    case FieldType::Signature:
      return read_signature(f, name, a);
    case FieldType::Score:
      return read_score(f, name, a);
    case FieldType::Group:
      return kNothing;  // its rows are read one by one, by values.cc
    default:
      return parsed(a.code(name), line_type(f.type)->read);
  }
}

}  // namespace candour::charter::inside
