// What a question has in common with others: its parts as 16 bits of keyed hashes, which tell that two
// questions share a name or a postcode, and not which.
#include "base/calendar_words.h"
#include "base/uk.h"
#include "people/search_index.h"

namespace candour::people {
namespace {

class Parts {
 public:
  explicit Parts(vault::Vault& vault) : vault_(vault) {}

  void add(std::string_view kind, std::string_view value) {
    if (value.empty()) return;
    kinds_ += (kinds_.empty() ? "" : "+") + std::string(kind);
    all_ += std::string(kind) + "=" + std::string(value) + "\n";
    ++parts_;
    q_.parts.push_back({cut(kind, value), gate::kSamePart});
  }
  gate::Question done() {
    q_.whole = cut("all", all_);
    // Alone it varies, so that what stays the same is its kind. Names alone are how people search.
    if (parts_ == 1) q_.parts.clear();
    if (parts_ == 1 && kinds_ != "name") q_.parts.push_back({cut("kind", kinds_), gate::kSameKind});
    return std::move(q_);
  }

 private:
  std::int64_t cut(std::string_view kind, std::string_view value) {
    return vault_.blind_token("asked-" + std::string(kind), value) & 0xFFFF;
  }

  vault::Vault& vault_;
  gate::Question q_;
  std::string kinds_, all_;
  int parts_ = 0;
};

}  // namespace

gate::Question question_of(vault::Vault& vault, const Typed& typed) {
  Parts parts(vault);
  parts.add("nhs-number", typed.nhs_number);
  parts.add("postcode", typed.postcode);
  parts.add("phone", typed.phone);
  parts.add("name", typed.name);
  if (typed.born) parts.add("birth", iso_date(*typed.born));
  if (typed.born_in) parts.add("birth", std::to_string(*typed.born_in));
  // Much that is typed could also be a reference; only what can be nothing else is one.
  if (typed.name.empty() && !typed.born) parts.add("reference", typed.reference);
  return parts.done();
}

gate::Question question_of(vault::Vault& vault, const charter::Values& values) {
  Parts parts(vault);
  if (const auto names = folded_names(values); !names.empty()) parts.add("name", names.front());
  if (const auto birth = birth_day(values); birth != kNoBirth) parts.add("birth", iso_date(date_of(birth)));
  const auto text = [](const boost::json::value& row, std::string_view field) {
    const auto* o = row.if_object();
    const auto* v = o ? o->if_contains(field) : nullptr;
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  };
  parts.add("nhs-number", text(values, "nhs-number"));
  if (const auto* rows = values.if_contains("addresses"); rows && rows->is_array())
    for (const auto& row : rows->get_array())
      if (const auto* o = row.if_object(); o && o->contains("address"))
        parts.add("postcode", text(o->at("address"), "postcode"));
  if (const auto* rows = values.if_contains("phones"); rows && rows->is_array())
    for (const auto& row : rows->get_array()) parts.add("phone", uk::phone_alone(text(row, "number")));
  return parts.done();
}

}  // namespace candour::people
