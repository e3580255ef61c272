#include "exchange/import_contacts.h"

#include <algorithm>

#include "base/text.h"
#include "base/uk.h"
#include "exchange/import_check.h"
#include "people/limits.h"
#include "people/others_told.h"

namespace candour::exchange {
namespace {

using Weight = Mark::Weight;

std::string relation_words(std::string_view code) {
  for (const auto& r : people::relations())
    if (r.code == code && code != "other") return std::string(r.words);
  return "Family or carer";
}

/// What the heading says of them where no column does: "PARENT_1_PHONE".
std::string relation_of_heading(const std::string& heading) {
  const auto words = fold_words(heading);
  for (const auto& w : words)
    if (w == "parent" || w == "mother" || w == "father" || w == "mum" || w == "dad")
      return std::find(words.begin(), words.end(), "carer") == words.end() ? "parent" : "other";
  return std::find(words.begin(), words.end(), "guardian") != words.end() ? "guardian" : "other";
}

Mark plain(Weight weight, std::string cell, std::string words) {
  return {weight, {}, {}, std::move(cell), {}, std::move(words), {}};
}

}  // namespace

std::string strange_sign(std::string_view name) {
  for (std::size_t i = 0; i < name.size();) {
    const auto from = i;
    const auto c = next_character(name, i);
    const bool is_plain =
        c < 0x80 &&
        std::string_view("\"#$%*+/:;<=>?@[\\]^_{|}~!&").find(static_cast<char>(c)) != std::string_view::npos;
    const bool sign = (c >= 0xA1 && c <= 0xBF && c != 0xB7) || c == 0xD7 || c == 0xF7 ||
                      (c >= 0x20A0 && c <= 0x2BFF) || c == 0xFFFD;
    if (is_plain || sign) return std::string(name.substr(from, i - from));
  }
  return {};
}

std::string relation_in(std::string_view label) {
  for (auto word : fold_words(label)) {
    if (!phone_kind(word).empty()) continue;
    for (const bool without_s : {false, true}) {
      if (without_s && word.size() > 3 && word.back() == 's') word.pop_back();
      if (const auto code = relation_code(word); code != "other") return code;
    }
  }
  const auto whole = relation_code(label);
  return whole == "other" ? std::string() : whole;
}

/// A name with more beside it: each where it belongs, and said.
std::vector<Mark> Contacts::take_name_with(One& one, const ContactName& parts, const std::string& cell) {
  auto& x = one.kept;
  if (const auto sign = strange_sign(parts.name); !sign.empty() || parts.name.empty())
    return {plain(
        Weight::LeftOut, cell,
        sign.empty() ? "There is no name here" : "Check the name: “" + sign + "” does not belong in a name")};
  std::string words = "name “" + parts.name + "”";
  if (!parts.label.empty()) {
    if (const auto code = relation_in(parts.label); !code.empty()) x.relation = code;
    x.notes += "Described as “" + parts.label + "” in the imported list. ";
    words += ", described as “" + parts.label + "”";
  }
  if (!parts.phone.empty()) {
    const auto read = read_phone_cell(parts.phone);
    if (!read.cell.problem.empty()) return {plain(Weight::LeftOut, cell, read.cell.problem)};
    if (x.phone.empty())
      x.phone = read.numbers[0];
    else if (x.phone != read.numbers[0])
      x.notes += "Second phone number: " + uk::show_phone(read.numbers[0]) + ". ";
    words += ", telephone " + uk::show_phone(read.numbers[0]);
  }
  if (auto mend = too_long(parts.name, people::limits::kName, "their name"); !mend.empty())
    return {plain(Weight::LeftOut, cell, std::move(mend))};
  x.name = parts.name;
  auto m = plain(Weight::Changed, cell, std::move(words));
  m.kind = changed::kContactName;
  return {std::move(m)};
}

std::vector<Mark> Contacts::take(std::size_t which, const std::string& part, std::size_t column,
                                 const std::string& heading, const std::string& cell) {
  auto& one = columns_.at(which);
  auto& x = one.kept;
  if (!one.any) {
    one.first_cell = cell;
    one.first_column = column;
    one.first_heading = heading;
  }
  one.any = true;
  if (x.relation.empty()) x.relation = relation_of_heading(heading);
  if (fold(heading).starts_with("emergency contact")) x.emergency = true;
  std::vector<Mark> out;
  if (part == "phone") {
    const auto read = read_phone_cell(cell);
    if (!read.cell.problem.empty()) return {plain(Weight::LeftOut, cell, read.cell.problem)};
    x.phone = read.numbers[0];
    if (read.numbers.size() > 1) x.notes += "Second phone number: " + uk::show_phone(read.numbers[1]) + ". ";
    if (const auto code = relation_in(read.labels[0]); !code.empty() && x.relation == "other")
      x.relation = code;
    for (const auto& c : read.cell.changes) {
      out.push_back(plain(Weight::Changed, cell, c.words));
      out.back().kind = c.kind;
    }
  } else if (part == "email") {
    const auto good = uk::email(cell);
    if (!good) return {plain(Weight::LeftOut, cell, good.error())};
    x.email = *good;
  } else if (part == "relation") {
    if (auto words = too_long(cell, people::limits::kName, "how they are related"); !words.empty())
      return {plain(Weight::LeftOut, cell, std::move(words))};
    const auto code = relation_code(cell);
    if (code != "other" || x.relation.empty()) x.relation = code;
    one.said = clean_line(cell);
    x.notes += "Described as “" + one.said + "” in the imported list. ";
  } else if (const auto parts = part_contact_name(cell); parts.name != clean_line(cell)) {
    return take_name_with(one, parts, cell);
  } else if (const auto sign = strange_sign(cell); !sign.empty()) {
    return {plain(Weight::LeftOut, cell, "Check the name: “" + sign + "” does not belong in a name")};
  } else if (auto words = too_long(cell, people::limits::kName, "their name"); !words.empty()) {
    return {plain(Weight::LeftOut, cell, std::move(words))};
  } else {
    x.name = clean_line(cell);
  }
  return out;
}

void Contacts::somebodys_phone(const std::string& relation, const std::string& label,
                               const std::string& number) {
  for (auto& one : columns_)
    if (one.any && one.kept.relation == relation && (one.kept.phone.empty() || one.kept.phone == number)) {
      one.kept.phone = number;
      return;
    }
  One one;
  one.kept.relation = relation;
  one.kept.phone = number;
  one.kept.notes = "Described as “" + label + "” in the imported list. ";
  one.said = label;
  one.any = true;
  beside_.push_back(std::move(one));
}

void Contacts::name_unknown(One& one, std::vector<Mark>& marks) {
  one.kept.name = relation_words(one.kept.relation) + ", name not known";
  if (one.first_heading.empty()) return;  // said already, with the phone
  auto m = plain(Weight::Changed, one.first_cell, one.kept.name);
  m.place = "c" + std::to_string(one.first_column + 1);
  m.heading = one.first_heading;
  m.kind = changed::kNoName;
  marks.push_back(std::move(m));
}

std::vector<Mark> Contacts::finish(const charter::Charter& c, std::vector<people::Relationship>& circle) {
  std::vector<Mark> marks;
  std::vector<One*> all;
  for (auto& one : columns_)
    if (one.any) all.push_back(&one);
  for (auto& one : beside_) all.push_back(&one);
  if (!allowed_) return marks;
  for (auto* one : all) {
    auto& x = one->kept;
    if (x.name.empty() && x.phone.empty() && x.email.empty()) {
      if (one->said.empty()) continue;  // what stood there is marked at its cell
      auto m = plain(Weight::LeftOut, one->said,
                     "Nothing is known of them but “" + one->said + "”. Enter a name, or leave it");
      m.place = "c" + std::to_string(one->first_column + 1);
      m.heading = one->first_heading;
      marks.push_back(std::move(m));
      continue;
    }
    if (x.name.empty()) name_unknown(*one, marks);
    x.informed = "not-yet";  // IG-4.1: somebody must tell them that we hold their details
    x.notes = std::string(trim(x.notes));
    if (people::must_hear_first(c, x)) {
      auto m = plain(Weight::LeftOut, one->first_cell,
                     x.name +
                         ": our notice says that they are told before anything about them is kept. Tell them "
                         "first, and write them down in the circle of support by hand");
      m.place = one->first_heading.empty() ? "row" : "c" + std::to_string(one->first_column + 1);
      m.heading = one->first_heading.empty() ? people::relation_words(c, x.relation) : one->first_heading;
      marks.push_back(std::move(m));
      continue;
    }
    circle.push_back(x);
  }
  return marks;
}

}  // namespace candour::exchange
