#include "exchange/demo/scene.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "base/text.h"
#include "charter/line_types.h"

namespace candour::exchange::demo {

namespace json = boost::json;
using charter::FieldType;

int GoalTaken::steps_on(Date day) const {
  return static_cast<int>(std::ranges::count_if(done, [&](Date d) { return d <= day; }));
}

bool Scene::heard(const void* what) {
  if (std::ranges::find(recent, what) != recent.end()) return false;
  recent.push_back(what);
  if (recent.size() > 12) recent.pop_front();
  return true;
}

std::string Scene::one_of(std::span<const std::string_view> bank) {
  // Short lists are for single words, which may well come again.
  if (bank.size() < 5) return say(rng.pick(bank));
  for (int tries = 0; tries < 6; ++tries)
    if (const auto pattern = rng.pick(bank); heard(pattern.data())) return say(pattern);
  return say(rng.pick(bank));
}

std::string Scene::on(int days_later) const {
  return iso_date(add_days(day, days_later));
}
std::string Scene::when() const {
  return iso_minute({day, minutes / 60, minutes % 60});
}

const GoalTaken* Scene::current_goal() const {
  for (const auto& g : goals)
    if (g.steps_on(day) < 5) return &g;
  return goals.empty() ? nullptr : &goals.back();
}

Builder builder_for(std::string_view kind) {
  for (const auto table : {daily_builders(), plan_builders(), about_builders(), health_builders(),
                           safety_builders(), paper_builders()})
    for (const auto& b : table)
      if (b.kind == kind) return b.build;
  return nullptr;
}

namespace {

json::value any_group(Scene& s, const charter::Field& field) {
  json::object row;
  for (const auto& item : field.items)
    if (auto v = any_answer(s, item)) row[item.code] = std::move(*v);
  return json::array{std::move(row)};
}

json::value any_score(Scene& s, const charter::Field& field) {
  json::object items;
  for (const auto& item : field.items)
    items[item.code] = s.rng.pick(std::span(item.options.empty() ? field.options : item.options)).code;
  return json::object{{"items", std::move(items)}, {"total", 0}, {"complete", true}};
}

std::string any_text(Scene& s, const charter::Field& field) {
  static constexpr std::string_view kTalked[] = {
      "{name} and I talked about it; {they} {is} content with how it stands.",
      "As agreed with {name}. We look at it again at the next review.",
      "{name} told me in {their} own words, and I read it back to {them}.",
  };
  if (field.type == FieldType::LongText && (field.max_length == 0 || field.max_length > 100))
    return s.one_of(kTalked);
  auto words = s.one_of({"As agreed with {name}", "{name} asked for it", "See the plan"});
  return shorten(words, field.max_length > 0 ? static_cast<std::size_t>(field.max_length) : 200);
}

const charter::KindUse* use_of(const charter::Service& service, const charter::Kind& kind) {
  for (const auto& u : service.kinds)
    if (u.kind == kind.ix) return &u;
  return nullptr;
}

/// A service asks for it: neither left out nor meant for homes only.
bool asked(const charter::Service& service, const charter::KindUse* use, const charter::Field& f) {
  if (f.home_only && !service.home_based) return false;
  return !use || std::ranges::find(use->leave_out, f.code) == use->leave_out.end();
}

}  // namespace

std::optional<json::value> any_answer(Scene& s, const charter::Field& field) {
  switch (field.type) {
    case FieldType::ShortText:
    case FieldType::LongText:
      return json::value(any_text(s, field));
    case FieldType::Date:
      return json::value(field.past_only ? s.on(0) : s.on(28));
    case FieldType::DateTime:
      return json::value(s.when());
    case FieldType::Number: {
      const int least = static_cast<int>(field.min.value_or(1));
      return json::value(
          static_cast<double>(s.rng.between(least, static_cast<int>(field.max.value_or(least + 9)))));
    }
    case FieldType::Choice:
      return json::value(s.rng.pick(std::span(field.options)).code);
    case FieldType::Choices:
      return json::array{json::value(s.rng.pick(std::span(field.options)).code)};
    case FieldType::YesNo:
      return json::value(s.rng.chance(70) ? "yes" : "no");
    case FieldType::Person:
      return json::value(s.who.id.text());
    case FieldType::Staff:
      return json::value(s.author.text());
    case FieldType::Organisation:
      return json::value(s.say("{doctor}"));
    case FieldType::Address:
      return s.who.profile.at("addresses").as_array()[0].as_object().at("address");
    case FieldType::Phone:
      return json::value(test_mobile(s.rng));
    case FieldType::Email:
      return json::value("someone" + std::to_string(s.rng.between(100, 999)) + "@example.org");
    case FieldType::NhsNumber:
      return json::value(test_nhs_number(s.rng));
    case FieldType::NationalInsurance:
      return json::value("QQ" + std::to_string(s.rng.between(100000, 999999)) + "A");
    case FieldType::BankAccount:
      return json::object{{"sort_code", "000000"},
                          {"account", std::to_string(s.rng.between(10000000, 99999999))},
                          {"name", s.who.given + " " + s.who.family}};
    case FieldType::Money:
      return json::value(std::int64_t{s.rng.between(5, 90)} * 100);
    case FieldType::Signature:
      return json::object{{"typed", s.who.given + " " + s.who.family}};
    case FieldType::Group:
      return any_group(s, field);
    case FieldType::Score:
      return any_score(s, field);
    case FieldType::File:
      return std::nullopt;  // a file is put beside its entry
    default:
      return json::value(charter::line_type(field.type)->example);
  }
}

charter::Values only_asked(const charter::Service& service, const charter::Kind& kind, charter::Values values,
                           CategorySet categories) {
  const auto* use = use_of(service, kind);
  std::vector<std::string> drop;
  for (const auto& [code, value] : values) {
    const auto* f = kind.find_field(std::string_view(code.data(), code.size()));
    if (!f || !categories.has(f->category) || !asked(service, use, *f)) drop.emplace_back(code);
  }
  for (const auto& code : drop) values.erase(code);
  return values;
}

charter::Values filled_form(Scene& s, CategorySet writable) {
  charter::Values v;
  const auto* use = use_of(s.service, s.kind);
  if (const auto build = builder_for(s.kind.code)) {
    build(s, v);
  } else {
    for (const auto& f : s.kind.fields)
      if (auto answer = any_answer(s, f)) v[f.code] = std::move(*answer);
  }
  v = only_asked(s.service, s.kind, std::move(v), writable);
  for (const auto& f : s.kind.fields) {
    const bool must = charter::needs_answer(use, f);
    if (!must || v.contains(f.code) || !writable.has(f.category) || !asked(s.service, use, f)) continue;
    if (auto answer = any_answer(s, f)) v[f.code] = std::move(*answer);
  }
  return v;
}

}  // namespace candour::exchange::demo
