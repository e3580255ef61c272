#include "exchange/import_check.h"

#include <algorithm>
#include <array>

#include "base/calendar.h"
#include "base/hidden.h"
#include "base/text.h"
#include "base/uk.h"
#include "exchange/import_twice.h"
#include "people/limits.h"

namespace candour::exchange {
namespace {

constexpr std::string_view kSchoolNotKnown = "888888", kTaughtAtHome = "999999";

std::string cell_of(const CsvRow& row, std::size_t column) {
  return std::string(trim(without_formula_guard(row.at(column))));
}

/// The first sign that no name has: "£", "=", a letter that could not be read.
std::string strange_sign(std::string_view name) {
  for (std::size_t i = 0; i < name.size();) {
    const auto from = i;
    const auto c = next_character(name, i);
    const bool plain =
        c < 0x80 &&
        std::string_view("\"#$%*+/:;<=>?@[\\]^_{|}~!&").find(static_cast<char>(c)) != std::string_view::npos;
    const bool sign = (c >= 0xA1 && c <= 0xBF && c != 0xB7) || c == 0xD7 || c == 0xF7 ||
                      (c >= 0x20A0 && c <= 0x2BFF) || c == 0xFFFD;
    if (plain || sign) return std::string(name.substr(from, i - from));
  }
  return {};
}

bool is_name(std::string_view field) {
  return field == "given-name" || field == "family-name" || field == "name-used" ||
         (field.starts_with("contact-") && field.ends_with("-name"));
}

std::string gender_code(const std::string& typed) {
  const auto t = fold(typed);
  for (const auto& [word, code] :
       {std::pair{"m", "male"}, std::pair{"man", "male"}, std::pair{"boy", "male"}, std::pair{"f", "female"},
        std::pair{"woman", "female"}, std::pair{"girl", "female"}, std::pair{"nonbinary", "non-binary"},
        std::pair{"unknown", "not-known"}, std::pair{"not specified", "not-known"}})
    if (t == word) return code;
  return typed;
}

class Reader {
 public:
  Reader(const Reading& reading, const CsvRow& row) : r_(reading), row_(row) {}

  RowRead run() {
    for (std::size_t i = 0; i < r_.columns.size(); ++i) {
      const auto& field = r_.columns[i].field;
      auto cell = cell_of(row_, i);
      if (field.empty() || cell.empty()) continue;
      if (auto hidden = hidden_character_words(cell, TextShape::Line, "this cell");
          !hidden.empty() && !is_code(field)) {
        problem(i, std::move(hidden));
        continue;
      }
      if (is_name(field)) check_name(i, cell);
      if (field.starts_with("contact-"))
        contacts_[static_cast<std::size_t>(field[8] - '1')][field.substr(10)] = {i, cell};
      else
        raw_.emplace(field, answer(i, field, std::move(cell)));
    }
    check_profile();
    for (auto& parts : contacts_)
      if (!parts.empty()) add_contact(parts);
    return std::move(out_);
  }

 private:
  /// Numbers and codes are read as they look, so that what is hidden in them does no harm.
  bool is_code(std::string_view field) const {
    for (const auto ending : {"-postcode", "-phone", "-email", "-number"})
      if (field.ends_with(ending)) return true;
    const auto* f = profile_kind(*r_.charter).find_field(field);
    return f && charter::read_as_it_looks(f->type);
  }

  using Part = std::pair<std::size_t, std::string>;  // column and cell

  void problem(std::size_t column, std::string message) {
    out_.problems.push_back({shown_heading(r_.columns, column), std::move(message)});
  }

  void check_name(std::size_t column, const std::string& cell) {
    if (const auto sign = strange_sign(cell); !sign.empty())
      problem(column, "Check the name: “" + sign + "” does not belong in a name");
  }

  std::string answer(std::size_t column, const std::string& field, std::string cell) {
    if (field == "gender") return gender_code(cell);
    if (field == "child-school") return school(column, std::move(cell));
    const auto* f = profile_kind(*r_.charter).find_field(field);
    if (!f || f->type != charter::FieldType::Date) return cell;
    const auto date = parse_date(cell, r_.dates[column].order);
    return date ? iso_date(*date) : cell;
  }

  /// Lists from schools give a number of six figures (URN), and two that are no school's.
  std::string school(std::size_t column, std::string cell) {
    const auto words = fold_words(r_.columns[column].heading);
    if (std::find(words.begin(), words.end(), "urn") == words.end()) return cell;
    if (cell == kSchoolNotKnown) return {};
    if (cell == kTaughtAtHome) return "Taught at home";
    const bool six = cell.size() == 6 && cell.find_first_not_of("0123456789") == std::string::npos;
    if (!six) problem(column, "Enter the school’s number of six figures, or leave it empty");
    return cell;
  }

  void check_profile() {
    const auto& c = *r_.charter;
    const auto& kind = profile_kind(c);
    auto checked = charter::check_form(kind, c.kind_use(r_.service, kind.ix), c.at(r_.service).home_based,
                                       raw_, r_.today);
    for (auto& p : checked.problems) {
      const auto dash = p.field.find("-0-");
      const auto* f = kind.find_field(dash == std::string::npos ? p.field : p.field.substr(0, dash));
      if (f && !r_.may_write.has(f->category) && !raw_.contains(p.field)) continue;
      out_.problems.push_back({heading_for(p.field, f), std::move(p.message)});
    }
    out_.values = std::move(checked.values);
  }

  /// The heading of the column that a problem is about; the field's own label when no column has it.
  std::string heading_for(const std::string& field, const charter::Field* f) const {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < r_.columns.size(); ++i) {
      const auto& of = r_.columns[i].field;
      if (of == field) return shown_heading(r_.columns, i);
      if (!of.starts_with(field + "-")) continue;
      if (of.ends_with("-postcode") && !cell_of(row_, i).empty() && !uk::postcode(cell_of(row_, i)))
        return shown_heading(r_.columns, i);
      if (!first) first = i;
    }
    if (first) return shown_heading(r_.columns, *first);
    return (f ? f->label : field) + " (no column)";
  }

  template <class Parse>
  std::string contact_part(const std::map<std::string, Part>& parts, const char* name, Parse parse) {
    const auto it = parts.find(name);
    if (it == parts.end()) return {};
    const auto good = parse(it->second.second);
    if (good) return *good;
    problem(it->second.first, good.error());
    return {};
  }

  /// Where their name should stand; the first of their columns when no column holds it.
  std::size_t name_column(const std::map<std::string, Part>& parts) const {
    const auto first = parts.begin()->second.first;
    const auto wanted = r_.columns[first].field.substr(0, 10) + "name";
    for (std::size_t i = 0; i < r_.columns.size(); ++i)
      if (r_.columns[i].field == wanted) return i;
    return first;
  }

  void add_contact(const std::map<std::string, Part>& parts) {
    people::Relationship x;
    x.informed = "not-yet";  // IG-4.1: somebody must tell them that we hold their details
    x.phone = contact_part(parts, "phone", [](const std::string& s) { return uk::phone(s); });
    x.email = contact_part(parts, "email", [](const std::string& s) { return uk::email(s); });
    const auto name = parts.find("name"), relation = parts.find("relation");
    x.relation = "other";
    if (relation != parts.end()) {
      x.relation = relation_code(relation->second.second);
      x.notes =
          "Described as “" + clean_line(relation->second.second) + "” in the imported list.";
    }
    if (name == parts.end()) {
      problem(name_column(parts),
              "Enter the name of this family member or carer, or leave out the rest about them");
      return;
    }
    x.name = clean_line(name->second.second);
    for (const auto& [what, words] : {std::pair{"name", "their name"}, std::pair{"relation", "how they are related"}})
      if (const auto it = parts.find(what); it != parts.end())
        if (auto too = too_long(it->second.second, people::limits::kName, words); !too.empty())
          problem(it->second.first, std::move(too));
    out_.circle.push_back(std::move(x));
  }

  const Reading& r_;
  const CsvRow& row_;
  charter::RawAnswers raw_;
  std::array<std::map<std::string, Part>, kContacts> contacts_;
  RowRead out_;
};

}  // namespace

ColumnDates date_order_of(const CsvTable& table, std::size_t column) {
  int year_first = 0, day_sure = 0, month_sure = 0, either = 0;
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    std::vector<int> parts;
    std::size_t first_figures = 0, figures = 0;
    bool words = false;
    for (const char ch : as_it_looks(cell_of(table.rows[r], column)) + "-") {
      if (ch >= '0' && ch <= '9') {
        if (figures == 0) parts.push_back(0);
        if (++figures <= 4) parts.back() = parts.back() * 10 + (ch - '0');
        continue;
      }
      if (parts.size() == 1 && figures > 0) first_figures = figures;
      figures = 0;
      words = words || std::string_view("-/. ").find(ch) == std::string_view::npos;
    }
    if (words || parts.size() < 3) continue;
    if (first_figures == 4)
      ++year_first;
    else if (parts[0] > 12 && parts[1] <= 12)
      ++day_sure;
    else if (parts[1] > 12 && parts[0] <= 12)
      ++month_sure;
    else
      ++either;
  }
  const int other = day_sure + month_sure + either;
  ColumnDates out;
  if (month_sure > 0 && day_sure == 0) out.order = DateOrder::MonthDayYear;
  if (year_first && other)
    out.words = "mixed";
  else if (year_first)
    out.words = "year first";
  else if (out.order == DateOrder::MonthDayYear)
    out.words = "month first";
  else if (day_sure)
    out.words = "day first";
  else if (either)
    out.words = "day first, assumed";
  return out;
}

Reading make_reading(const charter::Charter& c, ServiceIx service, CategorySet may_write, charter::Date today,
                     std::vector<Column> columns, const CsvTable& table) {
  Reading r{&c, service, may_write, today, std::move(columns), {}};
  for (std::size_t i = 0; i < r.columns.size(); ++i) {
    const auto* f = profile_kind(c).find_field(r.columns[i].field);
    r.dates.push_back(f && f->type == charter::FieldType::Date ? date_order_of(table, i) : ColumnDates{});
  }
  return r;
}

std::string date_order_words(const Reading& reading) {
  std::string first;
  for (std::size_t i = 0; i < reading.columns.size(); ++i) {
    if (reading.columns[i].field == "birth-date") return reading.dates[i].words;
    if (first.empty()) first = reading.dates[i].words;
  }
  return first;
}

RowRead read_row(const Reading& reading, const CsvRow& row) {
  return Reader(reading, row).run();
}

std::vector<RowCheck> check_rows(const Reading& reading, const CsvTable& table) {
  std::vector<RowCheck> out;
  std::vector<std::pair<std::size_t, Described>> good;
  bool before_people = true;
  for (std::size_t at = 1; at < table.rows.size(); ++at) {
    const auto& row = table.rows[at];
    RowCheck check{at, static_cast<int>(row.line), RowState::Good, 0, {}};
    if (is_empty(row)) {
      check.state = RowState::Empty;
    } else if (before_people && is_instruction(row)) {
      check.state = RowState::Instruction;
    } else {
      before_people = false;
      const auto read = read_row(reading, row);
      if (read.problems.empty())
        good.emplace_back(out.size(), described(read.values));
      else
        check.state = RowState::Problem;
    }
    out.push_back(std::move(check));
  }
  std::vector<RowCheck*> of;
  std::vector<Described> people;
  for (auto& [at, person] : good) {
    of.push_back(&out[at]);
    people.push_back(std::move(person));
  }
  mark_repeats(of, people);
  return out;
}

std::string relation_code(std::string_view typed) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"father", "parent"},
      {"mother", "parent"},
      {"dad", "parent"},
      {"mum", "parent"},
      {"daddy", "parent"},
      {"mummy", "parent"},
      {"mam", "parent"},
      {"step father", "parent"},
      {"step mother", "parent"},
      {"stepfather", "parent"},
      {"stepmother", "parent"},
      {"step parent", "parent"},
      {"son", "child"},
      {"daughter", "child"},
      {"wife", "partner"},
      {"husband", "partner"},
      {"partner", "partner"},
      {"spouse", "partner"},
      {"civil partner", "partner"},
      {"brother", "sibling"},
      {"sister", "sibling"},
      {"sibling", "sibling"},
      {"grandmother", "grandparent"},
      {"grandfather", "grandparent"},
      {"gran", "grandparent"},
      {"nan", "grandparent"},
      {"grandma", "grandparent"},
      {"grandad", "grandparent"},
      {"grandson", "grandchild"},
      {"granddaughter", "grandchild"},
      {"aunt", "other-family"},
      {"uncle", "other-family"},
      {"cousin", "other-family"},
      {"niece", "other-family"},
      {"nephew", "other-family"},
      {"family", "other-family"},
      {"foster parent", "foster-carer"},
      {"foster mother", "foster-carer"},
      {"foster father", "foster-carer"},
      {"next door neighbour", "neighbour"},
      {"carer", "unpaid-carer"},
      {"family carer", "unpaid-carer"},
      {"support worker", "paid-carer"},
      {"doctor", "gp"},
      {"teacher", "teacher"},
      {"school", "teacher"},
      {"legal guardian", "guardian"},
  };
  const auto folded = fold(typed);
  for (const auto& choice : people::relations())
    if (folded == choice.code || folded == fold(choice.words)) return std::string(choice.code);
  for (const auto& [word, code] : kWords)
    if (folded == word) return std::string(code);
  return "other";
}

}  // namespace candour::exchange
