// How one answer becomes one value: inside of values.h, not for other rooms. A field of the catalogue, what
// was typed into its boxes, and the rules of the service go in; a canonical value or words that say how to
// mend it come out. Pure; any thread. It does not decide which fields a service asks (values.cc does).
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "charter/values.h"

namespace candour::charter::inside {

/// What was sent, looked up by name.
class Answers {
 public:
  explicit Answers(const RawAnswers& raw) : raw_(raw) {}
  /// The first answer of that name that is not blank, cleaned to one line; "" when there is none.
  std::string line(const std::string& name) const;
  /// The same, as it looks (base/text.h): for numbers and codes.
  std::string code(const std::string& name) const;
  /// The same, kept as it was sent.
  std::string whole(const std::string& name) const;
  std::vector<std::string> all(const std::string& name) const;
  /// Whether anything that is not blank was sent for the field.
  bool any(const Field&, const std::string& name) const;
  /// Whether all that was sent for the field is UTF-8.
  bool readable(const Field&, const std::string& name) const;
  /// What nobody sees in it and may not stand there, with how to mend it; "" when nothing does.
  std::string hidden(const Field&, const std::string& name) const;
  const RawAnswers& raw() const { return raw_; }

 private:
  const RawAnswers& raw_;
};

/// Whether `rest`, what follows the field's own name, is one of its boxes (or of its rows' boxes).
bool has_box(const Field&, std::string_view rest);
/// "-3-number" -> {3, "-number" without its first dash}; nothing when it has no such shape.
struct RowName {
  int row = 0;
  std::string_view item;
};
std::optional<RowName> row_name(std::string_view rest);

/// A value, null for "not answered", or how to mend it.
using Read = tl::expected<boost::json::value, std::string>;
/// Every type but Group.
Read read_value(const Field&, const std::string& name, const Answers&, const Now& now);

Read read_date(const Field&, const std::string& name, const Answers&, const Now& now);
Read read_date_time(const Field&, const std::string& name, const Answers&, const Now& now);
Read read_number(const Field&, std::string_view typed);
Read read_choice(const Field&, std::string_view typed);
Read read_choices(const Field&, const std::vector<std::string>& typed);
Read read_score(const Field&, const std::string& name, const Answers&);

/// "the date of birth" as it stands within a sentence: labels that are questions are quoted.
std::string naming(const Field&);
/// What to say when a needed answer is missing, with the reason why it is asked.
std::string missing(const Field&, std::string_view reason);
/// A number without needless noughts; reads back to the same double.
std::string number_text(double);
/// The options of one item of a score: its own, or those that all items share.
const std::vector<Option>& options_of(const Field& score, const Field& item);

/// Puts one value back into boxes; false when its shape is not that of the field.
bool spread(const Field&, const std::string& name, const boost::json::value&, RawAnswers& out);

}  // namespace candour::charter::inside
