// A portable copy as JSON and as tables.
#include <algorithm>

#include "base/calendar_words.h"
#include "base/csv_text.h"
#include "rights/cutting.h"
#include "rights/portable.h"

namespace candour::rights {

namespace json = boost::json;

Told told(const Item& item, const Passage& p) {
  const auto* cut = item.cut_of(p.field);
  if (!cut || cut->how == How::Given) {
    boost::system::error_code bad;
    auto value = p.value.empty() ? json::value() : json::parse(p.value, bad);
    return {p.text, bad ? json::value() : std::move(value), false, false};
  }
  if (cut->how == How::Whole) return {{}, nullptr, true, false};
  return {given(p, cut), nullptr, false, true};
}

bool is_answer(const Passage& p) {
  if (p.field.starts_with('#')) return false;
  const auto colon = p.field.find(':');
  return colon == p.field.npos || p.field[0] != 'v';
}

charter::Values values_given(const Item& item) {
  charter::Values out;
  for (const auto& p : item.passages) {
    if (!is_answer(p)) continue;
    auto t = told(item, p);
    if (t.value.is_null()) continue;
    // A group of several categories comes in parts, each with as many rows.
    charter::join(out, charter::Values{{p.field.substr(0, p.field.find('@')), std::move(t.value)}});
  }
  return out;
}

namespace {

json::object passage_json(const Portable& from, const Item& item, const Passage& p) {
  json::object o{{"field", p.field}, {"question", p.label}, {"category", from.c.at(p.category).code}};
  auto t = told(item, p);
  if (t.masked || t.partly) o["left_out"] = t.masked ? "all" : "some";
  if (!t.masked) o["answer"] = t.words;
  if (!t.value.is_null()) o["value"] = std::move(t.value);
  return o;
}

/// Under which name a piece stands among the tables.
std::string table_of(const ItemLine& l) {
  return l.source == "entries" || l.source == "journey" ? l.kind : l.source;
}

struct Table {
  std::vector<std::string> fields, labels;
  std::vector<std::vector<std::string>> rows;
};

void add_row(const Portable& from, Table& table, const Item& item) {
  const auto service = from.c.find_service(item.line.service);
  std::vector<std::string> row{std::to_string(item.line.place),
                               item.line.happened.ms > 0 ? iso_date(today(item.line.happened)) : "",
                               service ? from.c.at(*service).name : ""};
  for (const auto& p : item.passages) {
    if (!is_answer(p) && !p.field.starts_with('#')) continue;
    auto at = static_cast<std::size_t>(std::ranges::find(table.fields, p.field) - table.fields.begin());
    if (at == table.fields.size()) {
      table.fields.push_back(p.field);
      table.labels.push_back(p.label);
    }
    if (row.size() < at + 4) row.resize(at + 4);
    const auto t = told(item, p);
    row[at + 3] = t.masked ? "[left out]" : t.words;
  }
  table.rows.push_back(std::move(row));
}

std::string csv_of(const Table& table, std::vector<std::string> head) {
  head.insert(head.end(), table.labels.begin(), table.labels.end());
  auto out = std::string(kByteOrderMark) + csv_line(head);
  for (auto row : table.rows) {
    row.resize(head.size());
    out += csv_line(row);
  }
  return out;
}

}  // namespace

std::string portable_json(const Portable& from) {
  json::array pieces;
  for (const auto& i : from.whole.items) {
    json::array passages;
    for (const auto& p : i.passages) passages.push_back(passage_json(from, i, p));
    pieces.push_back(piece_json(from.whole, i.line, std::move(passages)));
  }
  return json::serialize(json::object{
      {"format", kPortableFormat},
      {"version", kPortableVersion},
      {"organisation", json::object{{"code", from.c.organisation.code}, {"name", from.c.organisation.name}}},
      {"person", from.whole.name},
      {"made_on", iso_date(today(from.now))},
      {"scope", from.pack.portable},
      {"pieces", std::move(pieces)}});
}

std::vector<PackFile> portable_csv(const Portable& from) {
  std::vector<std::pair<std::string, Table>> tables;
  Table before;
  for (const auto& i : from.whole.items) {
    const auto name = table_of(i.line);
    auto at = std::ranges::find(tables, name, &std::pair<std::string, Table>::first);
    if (at == tables.end()) at = tables.insert(tables.end(), {name, {}});
    add_row(from, at->second, i);
    for (const auto& p : i.passages) {
      if (is_answer(p) || p.field.starts_with('#')) continue;
      const auto t = told(i, p);
      before.rows.push_back({std::to_string(i.line.place), p.label, t.masked ? "[left out]" : t.words});
    }
  }
  std::vector<PackFile> out;
  for (const auto& [name, table] : tables)
    out.push_back(
        {"csv/" + name + ".csv", "text/csv; charset=utf-8", csv_of(table, {"Number", "On", "Service"})});
  if (!before.rows.empty())
    out.push_back({"csv/earlier-versions.csv", "text/csv; charset=utf-8",
                   csv_of(before, {"Number", "Question", "Answer"})});
  return out;
}

}  // namespace candour::rights
