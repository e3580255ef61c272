// The family and carers that come in a row: their parts gathered from several columns, and from words behind
// the person's own phone numbers. One row, one thread. Whoever has a way to be reached is kept, also without
// a name.
#pragma once

#include <array>
#include <map>

#include "exchange/cell_reading.h"
#include "exchange/import_columns.h"

namespace candour::exchange {

/// The first sign that no name has: "£", "=", a letter that could not be read; "" when all are fine.
std::string strange_sign(std::string_view name);
/// The relation in the words beside a phone number: "parent" for "mum’s mobile"; "" when there is none.
std::string relation_in(std::string_view label);

class Contacts {
 public:
  explicit Contacts(bool allowed) : allowed_(allowed) {}
  /// A cell of the `which`th contact. What comes back has neither place nor heading yet.
  std::vector<Mark> take(std::size_t which, const std::string& part, std::size_t column,
                         const std::string& heading, const std::string& cell);
  void somebodys_phone(const std::string& relation, const std::string& label, const std::string& number);
  /// Adds all of them whom the charter lets be kept; what there is to say about them.
  std::vector<Mark> finish(const charter::Charter& c, std::vector<people::Relationship>& circle);

 private:
  struct One {
    people::Relationship kept;
    std::string said, first_cell, first_heading;
    std::size_t first_column = 0;
    bool any = false;
  };
  static std::vector<Mark> take_name_with(One& one, const ContactName& parts, const std::string& cell);
  static void name_unknown(One& one, std::vector<Mark>& marks);

  bool allowed_;
  std::array<One, kContacts> columns_;
  std::vector<One> beside_;
};

}  // namespace candour::exchange
