#include "exchange/import_columns.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "charter/decide.h"
#include "exchange/sheet_reader.h"
#include "gate/words.h"

namespace candour::exchange {

using charter::Field;
using charter::FieldType;

namespace {

bool from_a_list(const Field& f) {
  switch (f.type) {
    case FieldType::File:
    case FieldType::Signature:
    case FieldType::Score:
    case FieldType::Group:
    case FieldType::Person:
    case FieldType::Staff:
    case FieldType::BankAccount:
    case FieldType::Choices:
      return false;
    default:
      return f.code != "died";  // recorded with care, one by one
  }
}

bool asked(const charter::Service& service, const charter::KindUse& use, const Field& f) {
  if (f.home_only && !service.home_based) return false;
  return std::find(use.leave_out.begin(), use.leave_out.end(), f.code) == use.leave_out.end();
}

std::string box_label(const std::string& label, std::string_view box) {
  if (box.starts_with("-line-")) return label + ", line " + std::string(box.substr(6));
  if (box == "-town") return "Town";
  if (box == "-postcode") return "Postcode";
  return label;
}

void add_field(const Field& f, const std::string& name, const std::string& label, CategoryIx category,
               std::vector<Target>& out) {
  if (f.type != FieldType::Address) {
    out.push_back({name, label, category, false});
    return;
  }
  for (const auto& box : charter::boxes(f))
    out.push_back({name + box, box_label(label, box), category, false});
}

/// Of a repeating group a list brings the first row, and of phone numbers the first two.
void add_group(const Field& f, std::vector<Target>& out) {
  const int rows = f.code == "phones" ? 2 : 1;
  for (int row = 0; row < rows; ++row)
    for (const auto& item : f.items) {
      const bool plain =
          item.type != FieldType::Date && item.type != FieldType::Choice && item.type != FieldType::YesNo;
      if (!plain || !from_a_list(item)) continue;
      const auto label = f.code == "phones" ? std::string(row ? "Second phone number" : "Phone number")
                         : item.type == FieldType::Address || item.label == f.label
                             ? item.label
                             : f.label + ": " + inside_sentence(item.label);
      add_field(item, f.code + "-" + std::to_string(row) + "-" + item.code, label, item.category, out);
    }
}

}  // namespace

const charter::Kind& profile_kind(const charter::Charter& c) {
  return c.at(c.find_kind("profile").value());  // the check refuses a charter without it
}

std::vector<Target> targets_of(const charter::Charter& c, ServiceIx service) {
  std::vector<Target> out;
  const auto& kind = profile_kind(c);
  const auto* use = c.kind_use(service, kind.ix);
  if (!use) return out;
  for (const auto& f : kind.fields) {
    if (!asked(c.at(service), *use, f)) continue;
    if (f.code == "given-name")
      out.push_back({std::string(kWholeName), "Whole name (parted into first and last)", f.category, false});
    if (f.code == "addresses")
      out.push_back({std::string(kHouse), "House name or number (put before the street)", f.category, false});
    if (f.type == FieldType::Group)
      add_group(f, out);
    else if (from_a_list(f))
      add_field(f, f.code, f.label, f.category, out);
    if (f.code == "given-name")
      out.push_back({std::string(kMiddleName), "Middle names (put with the first name)", f.category, false});
  }
  const auto words = gate::words_category(c);
  out.push_back({std::string(kNotes), "Notes (kept with the referral)", words, false});
  out.push_back(
      {std::string(kReference), "Your own reference of before (kept with the referral)", words, false});
  const auto identity = gate::identity_category(c);
  out.push_back(
      {std::string(kService), "Service (where it is empty: the one chosen for the file)", identity, false});
  out.push_back({std::string(kStatus), "Status: in the service already, or waiting", identity, false});
  out.push_back({std::string(kStart), "Start date in the service", identity, false});
  out.push_back({std::string(kTeam), "Team", identity, false});
  out.push_back({std::string(kWorker), "Key worker", identity, false});
  for (const auto home : gate::kCircleHomes) {
    const auto category = c.find_category(home);
    if (!category) continue;
    for (int n = 1; n <= kContacts; ++n)
      for (const auto& [code, label] : {std::pair{"name", "name"}, std::pair{"relation", "relation"},
                                        std::pair{"email", "email"}, std::pair{"phone", "phone number"}})
        out.push_back({"contact-" + std::to_string(n) + "-" + code,
                       "Family or carer " + std::to_string(n) + ": " + label, *category, true});
    break;
  }
  return out;
}

bool is_arrival(std::string_view field) {
  return field == kStatus || field == kStart || field == kTeam || field == kWorker;
}

std::vector<Target> targets_for(const charter::Charter& c, ServiceIx service, CategorySet may_write,
                                bool circle) {
  auto out = targets_of(c, service);
  std::erase_if(out, [&](const Target& t) { return t.contact ? !circle : !may_write.has(t.category); });
  return out;
}

const Target* find_target(const std::vector<Target>& targets, std::string_view code) {
  const auto it =
      std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.code == code; });
  return it == targets.end() ? nullptr : &*it;
}

std::optional<CircleWay> circle_way(const charter::Charter& c, const gate::Actor& actor, ServiceIx service) {
  for (const auto home : gate::kCircleHomes) {
    const auto category = c.find_category(home);
    if (!category) continue;
    for (const auto& post : actor.posts) {
      if (post.service && *post.service != service) continue;
      charter::Facts f;
      f.role = post.role;
      f.service = service;
      f.reach = charter::Reach::Caseload;  // who registers somebody has taken them on until it is decided
      f.agreement = actor.agreement;
      f.training = actor.training;
      for (const auto kind : c.at(post.role).writes) {
        if (!c.kind_use(service, kind) || !c.at(kind).categories().has(*category)) continue;
        for (const auto purpose : c.at(post.role).purposes)
          if (charter::decide_set(c, f, purpose, charter::Doing::Write).has(*category))
            return CircleWay{kind, *category};
      }
    }
  }
  return std::nullopt;
}

bool is_empty(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& c) { return trim(c).empty(); });
}

bool is_instruction(const CsvRow& row) {
  static constexpr std::string_view kStarts[] = {"required",   "optional", "mandatory",    "free text",
                                                 "format",     "example",  "e.g.",         "dd/mm/yyyy",
                                                 "yyyy-mm-dd", "must be",  "please enter", "enter "};
  std::size_t filled = 0, telling = 0;
  for (const auto& cell : row.cells) {
    const auto text = lower_ascii(trim(cell));
    if (text.empty()) continue;
    ++filled;
    const auto starts = [&](std::string_view s) { return text.starts_with(s); };
    if (std::any_of(std::begin(kStarts), std::end(kStarts), starts)) ++telling;
  }
  return telling > 0 && 2 * telling >= filled;
}

std::string shown_heading(const std::vector<Column>& columns, std::size_t at) {
  if (at >= columns.size() || columns[at].heading.empty()) return "Column " + column_letters(at);
  const auto key = heading_key(columns[at].heading);
  const auto same = std::count_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return heading_key(c.heading) == key; });
  return same < 2 ? columns[at].heading : columns[at].heading + " (column " + column_letters(at) + ")";
}

}  // namespace candour::exchange
