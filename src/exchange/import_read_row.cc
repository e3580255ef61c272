// One row of a list, read as a person: each cell into the answer that its column stands for, what is certain
// taken, and a mark on the rest.
#include <algorithm>
#include <array>
#include <set>

#include "base/hidden.h"
#include "base/text.h"
#include "base/uk.h"
#include "exchange/import_check.h"
#include "exchange/import_contacts.h"
#include "exchange/import_way_in.h"
#include "exchange/sheet_reader.h"
#include "people/limits.h"

namespace candour::exchange {
namespace {

using charter::FieldType;
using Weight = Mark::Weight;

constexpr std::string_view kSchoolNotKnown = "888888", kTaughtAtHome = "999999";
constexpr std::size_t kAddressLetters = 200;

std::string cell_of(const CsvRow& row, std::size_t column) {
  return std::string(trim(without_formula_guard(row.at(column))));
}

bool is_person_name(std::string_view field) {
  return field == "given-name" || field == "family-name" || field == "name-used" || field == kWholeName ||
         field == kMiddleName;
}

/// "birth-date" for itself, "addresses" for "addresses-0-address-town".
std::string base_of(std::string_view field) {
  const auto dash = field.find("-0-");
  return std::string(dash == std::string_view::npos ? field : field.substr(0, dash));
}

class Reader {
 public:
  Reader(const Reading& reading, const CsvRow& row)
      : r_(reading),
        row_(row),
        kind_(profile_kind(*reading.charter)),
        way_(reading, row),
        into_(way_.into()),
        contacts_(into_.circle) {
    use_ = r_.charter->kind_use(into_.service, kind_.ix);
    if (const auto it = r_.typed.find(static_cast<int>(row.line)); it != r_.typed.end()) typed_ = &it->second;
  }

  RowRead run() {
    if (!row_.broken.empty())
      mark({Weight::Stops, "row", "The whole row", {}, "Rows that are broken", row_.broken, {}});
    for (std::size_t i = 0; i < r_.columns.size(); ++i) {
      const auto& field = r_.columns[i].field;
      if (field.empty()) continue;
      note(i);
      const auto cell = cell_of(row_, i);
      if (!cell.empty()) take(i, field, cell);
    }
    take_typed();
    put_together();
    check_profile();
    for (auto& m : contacts_.finish(*r_.charter, out_.circle)) mark(std::move(m));
    for (auto& m : way_.finish(out_.way, birth_date())) mark(std::move(m));
    for (const auto& m : out_.marks)
      if (m.weight != Weight::Changed) out_.problems.push_back({m.heading, m.words});
    return std::move(out_);
  }

 private:
  void mark(Mark m) { out_.marks.push_back(std::move(m)); }

  Mark of_cell(std::size_t column, Weight weight, std::string words) const {
    return {weight,
            "c" + std::to_string(column + 1),
            shown_heading(r_.columns, column),
            cell_of(row_, column),
            {},
            std::move(words),
            {}};
  }

  bool needed(const std::string& field) const {
    const auto base = base_of(field);
    const auto* f = kind_.find_field(base);
    if (base == kWholeName) return true;
    return f && charter::needs_answer(use_, *f);
  }

  void bad(std::size_t column, std::string words, std::vector<std::string> readings = {}) {
    const auto& field = r_.columns[column].field;
    auto m = of_cell(column, needed(field) ? Weight::Stops : Weight::LeftOut, std::move(words));
    m.readings = std::move(readings);
    mark(std::move(m));
    spoilt_.insert(base_of(field));
    if (field == kWholeName) spoilt_.insert({"given-name", "family-name"});
  }

  void changes(std::size_t column, const std::vector<Change>& all) {
    for (const auto& c : all) {
      auto m = of_cell(column, Weight::Changed, c.words);
      m.kind = c.kind;
      mark(std::move(m));
    }
  }

  void note(std::size_t column) {
    for (const auto& n : row_.notes) {
      if (n.column != column) continue;
      const bool empty = cell_of(row_, column).empty();
      auto m = of_cell(column, empty ? Weight::LeftOut : Weight::Changed, n.words);
      if (empty && needed(r_.columns[column].field)) {
        m.weight = Weight::Stops;
        spoilt_.insert(base_of(r_.columns[column].field));
      }
      m.kind = changed::kMerged;
      mark(std::move(m));
    }
  }

  std::optional<charter::Date> birth_date() const {
    const auto* born = out_.values.if_contains("birth-date");
    return born && born->is_string() ? parse_iso_date(std::string_view(born->get_string())) : std::nullopt;
  }

  /// Another service than that of the file may not ask for it, or not let this role write it down.
  bool asked(const std::string& field) const {
    if (into_.service == r_.service) return true;
    const auto base = base_of(field);
    const auto* f = kind_.find_field(base == "phones-1-number" ? "phones" : base);
    if (!f) return true;
    if (f->home_only && !r_.charter->at(into_.service).home_based) return false;
    return may_have(f->code);
  }

  void take(std::size_t i, const std::string& field, const std::string& cell) {
    if (!asked(field))
      return changes(
          i, {{changed::kNotAsked, "left out: " + r_.charter->at(into_.service).name + " does not keep it"}});
    const auto shape = field == kNotes ? TextShape::Lines : TextShape::Line;
    if (auto hidden = hidden_character_words(cell, shape, "this cell"); !hidden.empty() && !is_code(field))
      return bad(i, std::move(hidden));
    if (is_sheet_error(cell))
      return bad(i, "“" + cell + "” is an error of the spreadsheet. Enter what should stand there");
    if (field != kNotes && points_elsewhere(cell))
      return bad(i, "“" + cell + "” says where to look. Enter what should stand here");
    if (is_person_name(field))
      if (const auto sign = strange_sign(cell);
          !sign.empty() &&
          (field != kWholeName || std::string_view("\"(),").find(sign) == std::string_view::npos))
        return bad(i, "Check the name: “" + sign + "” does not belong in a name");
    if (field == kNotes || field == kReference) return take_words(i, field, cell);
    if (is_formula(cell))
      return bad(i, "This is a formula without its result. Enter what should stand there");
    if (WayReader::reads(field)) return way_.take(i, cell);
    if (field.starts_with("contact-")) return take_contact(i, field, cell);
    if (field == kWholeName) return take_whole_name(i, cell);
    if (field == "given-name") return take_first_name(i, cell);
    if (field == kMiddleName) return void(middle_ = {i, cell});
    if (field == kHouse) return take_house(i, cell);
    if (field.starts_with("phones-")) return take_phone(i, field, cell);
    if (field.ends_with("-address-postcode")) return take_read(i, field, read_postcode_cell(cell));
    if (field.starts_with("addresses-") && count_letters(cell) > kAddressLetters)
      return bad(i, "This is longer than a line of an address can be (" + std::to_string(kAddressLetters) +
                        " letters). Shorten it");
    if (field == "child-school") return take_school(i, cell);
    const auto* f = kind_.find_field(field);
    if (f && f->type == FieldType::NhsNumber) return take_read(i, field, read_nhs_cell(cell));
    if (f && f->type == FieldType::Date) return take_date(i, *f, cell);
    if (f && f->type == FieldType::Choice) return take_choice(i, *f, cell);
    raw_.emplace(field, cell);
  }

  /// Numbers and codes are read as they look, so that what is hidden in them does no harm.
  bool is_code(std::string_view field) const {
    for (const auto ending : {"-postcode", "-phone", "-email", "-number"})
      if (field.ends_with(ending)) return true;
    const auto* f = kind_.find_field(field);
    return f && charter::read_as_it_looks(f->type);
  }

  void take_read(std::size_t i, const std::string& field, CellRead read) {
    if (!read.problem.empty()) return bad(i, std::move(read.problem), std::move(read.readings));
    changes(i, read.changes);
    raw_.emplace(field, std::move(read.text));
  }

  /// Notes may have several lines, and begin as they like.
  void take_words(std::size_t i, const std::string& field, const std::string& cell) {
    if (field == kReference) out_.reference = clean_line(cell);
    auto words = field == kNotes ? clean_text(cell) : "Reference before: " + clean_line(cell);
    if (count_letters(out_.words) + count_letters(words) + 1 > people::limits::kWords)
      return bad(
          i, "This is longer than can be kept with a referral. Shorten it, or keep it as a note of its own");
    if (!out_.words.empty()) words = field == kNotes ? out_.words + "\n" + words : words + "\n" + out_.words;
    out_.words = std::move(words);
  }

  void take_choice(std::size_t i, const charter::Field& f, const std::string& cell) {
    auto read = read_choice_cell(f, cell);
    const auto words = fold_words(r_.columns[i].heading);
    if (read.problem.empty() && f.code == "gender" &&
        std::find(words.begin(), words.end(), "sex") != words.end())
      for (const auto& o : f.options)
        if (o.code == read.text) read.changes = {{changed::kSex, o.label}};
    take_read(i, f.code, std::move(read));
  }

  void take_date(std::size_t i, const charter::Field& f, const std::string& cell) {
    DateAsked asked;
    asked.column = r_.dates[i];
    asked.today = r_.today;
    asked.past_only = f.past_only;
    asked.from_1904 = r_.from_1904;
    asked.may_guess = f.code == "birth-date" && may_have("birth-date-quality");
    auto read = read_date_cell(cell, asked);
    if (read.cell.problem.empty() && read.estimated) raw_.emplace("birth-date-quality", "estimated");
    take_read(i, f.code, std::move(read.cell));
  }

  bool may_have(std::string_view field) const {
    const auto* f = kind_.find_field(field);
    if (!f || !into_.may_write.has(f->category)) return false;
    return !use_ || std::find(use_->leave_out.begin(), use_->leave_out.end(), field) == use_->leave_out.end();
  }

  /// Lists from schools give a number of six figures (URN), and two that are no school's.
  void take_school(std::size_t i, const std::string& cell) {
    const auto words = fold_words(r_.columns[i].heading);
    if (std::find(words.begin(), words.end(), "urn") == words.end())
      return void(raw_.emplace("child-school", cell));
    if (cell == kSchoolNotKnown)
      return changes(i, {{changed::kSchool, "left empty: the school is not known"}});
    if (cell == kTaughtAtHome) {
      changes(i, {{changed::kSchool, "Taught at home"}});
      return void(raw_.emplace("child-school", "Taught at home"));
    }
    const bool six = cell.size() == 6 && cell.find_first_not_of("0123456789") == std::string::npos;
    if (!six) return bad(i, "Enter the school’s number of six figures, or leave it empty");
    raw_.emplace("child-school", cell);
  }

  void take_whole_name(std::size_t i, const std::string& cell) {
    const auto parts = part_name(cell);
    whole_ = i;
    if (!parts.given.empty()) raw_.emplace("given-name", parts.given);
    if (!parts.family.empty()) raw_.emplace("family-name", parts.family);
    if (!parts.title.empty() && may_have("title") && !has_column("title")) raw_.emplace("title", parts.title);
    if (!parts.used.empty() && may_have("name-used") && !has_column("name-used"))
      raw_.emplace("name-used", parts.used);
    std::string words = "first name “" + parts.given + "”, last name “" + parts.family + "”";
    if (!parts.title.empty()) words += ", title “" + parts.title + "”";
    if (!parts.used.empty()) words += ", called “" + parts.used + "”";
    changes(i, {{changed::kName, words}});
  }

  /// A title in front of it is none of it.
  void take_first_name(std::size_t i, const std::string& cell) {
    const auto parts = part_first_name(cell);
    raw_.emplace("given-name", parts.given);
    if (parts.title.empty()) return;
    const bool kept = may_have("title") && !has_column("title");
    if (kept) raw_.emplace("title", parts.title);
    changes(i, {{changed::kTitle, "first name “" + parts.given + "”, title “" + parts.title + "”" +
                                      (kept ? "" : ", which is left out")}});
  }

  bool has_column(std::string_view field) const {
    return std::any_of(r_.columns.begin(), r_.columns.end(),
                       [&](const Column& c) { return c.field == field; });
  }

  void take_house(std::size_t i, const std::string& cell) {
    const bool date = cell.size() >= 10 && parse_iso_date(std::string_view(cell).substr(0, 10));
    if (date) return bad(i, "The spreadsheet has made a date of this house number. Enter it as it was");
    house_ = {i, cell};
  }

  void take_phone(std::size_t i, const std::string& field, const std::string& cell) {
    auto read = read_phone_cell(cell);
    if (!read.cell.problem.empty()) return bad(i, std::move(read.cell.problem));
    changes(i, read.cell.changes);
    for (std::size_t n = 0; n < read.numbers.size(); ++n) {
      const auto& label = read.labels[n];
      if (const auto relation = relation_in(label); !relation.empty()) {
        if (!into_.circle) {
          mark(of_cell(i, Weight::LeftOut,
                       "This is the number of somebody else (“" + label +
                           "”), whom your role may not write down here"));
          continue;
        }
        contacts_.somebodys_phone(relation, label, read.numbers[n]);
        changes(i, {{changed::kOfSomebody, uk::show_phone(read.numbers[n]) + " as that of “" + label + "”"}});
        continue;
      }
      const auto kind = phone_kind(label);
      if (!label.empty() && kind.empty()) {
        auto m = of_cell(i, Weight::LeftOut,
                         "The number is taken in, “" + label + "” is not. Put it elsewhere if it matters");
        m.kind = changed::kPhoneWords;
        mark(std::move(m));
      }
      phones_.push_back({n == 0 ? field : std::string(), read.numbers[n], std::string(kind)});
    }
  }

  void take_contact(std::size_t i, const std::string& field, const std::string& cell) {
    for (auto& m : contacts_.take(static_cast<std::size_t>(field[8] - '1'), field.substr(10), i,
                                  r_.columns[i].heading, cell)) {
      m.place = "c" + std::to_string(i + 1);
      m.heading = shown_heading(r_.columns, i);
      mark(std::move(m));
    }
  }

  /// What somebody typed over fields: it counts before any cell.
  void take_typed() {
    if (!typed_) return;
    for (const auto& [field, text] : *typed_) {
      if (!kind_.find_field(field)) continue;
      raw_.erase(field);
      spoilt_.erase(field);
      const auto* f = kind_.find_field(field);
      if (f->type == FieldType::Date) {
        DateAsked asked;
        asked.today = r_.today;
        asked.past_only = f->past_only;
        asked.may_guess = field == "birth-date" && may_have("birth-date-quality");
        const auto read = read_date_cell(text, asked);
        if (read.cell.problem.empty() && read.estimated) raw_.emplace("birth-date-quality", "estimated");
        raw_.emplace(field, read.cell.problem.empty() ? read.cell.text : text);
      } else {
        raw_.emplace(field, text);
      }
    }
  }

  void put_together() {
    if (!middle_.second.empty()) {
      const auto it = raw_.find("given-name");
      if (it == raw_.end()) {
        raw_.emplace("given-name", middle_.second);
      } else {
        it->second += " " + middle_.second;
      }
      changes(middle_.first, {{changed::kMiddle, raw_.find("given-name")->second}});
    }
    if (!house_.second.empty()) join_house();
    std::size_t next = 0;
    std::set<std::string> given;
    for (const auto& p : phones_) {
      if (!given.insert(p.number).second) continue;
      const auto row = "phones-" + std::to_string(next++);
      raw_.emplace(row + "-number", p.number);
      if (!p.kind.empty()) raw_.emplace(row + "-kind", p.kind);
    }
  }

  void join_house() {
    const std::string line = "addresses-0-address-line-1";
    const auto it = raw_.find(line);
    if (it == raw_.end()) {
      raw_.emplace(line, house_.second);
      return;
    }
    if (fold(it->second).starts_with(fold(house_.second) + " ")) return;
    const bool number =
        house_.second.size() <= 10 && house_.second.find_first_of("0123456789") != std::string::npos;
    it->second = house_.second + (number ? " " : ", ") + it->second;
    changes(house_.first, {{changed::kHouse, it->second}});
  }

  void check_profile() {
    const auto& c = *r_.charter;
    auto checked = charter::check_form(kind_, use_, c.at(into_.service).home_based, raw_, r_.today);
    for (auto& p : checked.problems) {
      const auto base = base_of(p.field);
      const auto* f = kind_.find_field(base);
      if (spoilt_.contains(base)) continue;
      if (f && !into_.may_write.has(f->category) && !raw_.contains(p.field)) continue;
      mark(mark_for(p, base, f));
    }
    out_.values = std::move(checked.values);
  }

  /// A problem of the form, at the column that it is about; at the field itself when no column has it.
  Mark mark_for(const FieldProblem& p, const std::string& base, const charter::Field* f) const {
    const auto weight = needed(base) ? Weight::Stops : Weight::LeftOut;
    std::optional<std::size_t> column;
    for (std::size_t i = 0; i < r_.columns.size() && !column; ++i) {
      const auto& of = r_.columns[i].field;
      if (of == p.field || (of.starts_with(p.field + "-") && !cell_of(row_, i).empty())) column = i;
    }
    const bool typed = typed_ && typed_->contains(base);
    if (column && !typed) return of_cell(*column, weight, p.message);
    Mark m{weight, base, (f ? f->label : p.field) + (whole_ ? "" : " (no column)"), {}, {}, p.message, {}};
    if (typed) m.cell = typed_->at(base);
    return m;
  }

  using Part = std::pair<std::size_t, std::string>;  // column and cell
  struct Phone {
    std::string field, number, kind;
  };

  const Reading& r_;
  const CsvRow& row_;
  const charter::Kind& kind_;
  const charter::KindUse* use_ = nullptr;
  const Mended* typed_ = nullptr;
  charter::RawAnswers raw_;
  std::set<std::string> spoilt_;  // fields whose problem is said already
  std::optional<std::size_t> whole_;
  Part middle_, house_;
  std::vector<Phone> phones_;
  WayReader way_;
  const WaysIn::Into& into_;
  Contacts contacts_;
  RowRead out_;
};

}  // namespace

bool RowRead::whole() const {
  return std::none_of(marks.begin(), marks.end(), [](const Mark& m) { return m.weight == Weight::Stops; });
}

RowRead read_row(const Reading& reading, const CsvRow& row) {
  return Reader(reading, row).run();
}

}  // namespace candour::exchange
