#include "letters/picking.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/calendar_words.h"
#include "charter/values.h"

namespace candour::letters {

std::string picked_text(const std::vector<PickedPart>& parts) {
  std::string out;
  for (const auto& p : parts) {
    out += (out.empty() ? "" : " ") + p.entry.text() + ":" + std::to_string(p.version) + ":";
    for (std::size_t i = 0; i < p.fields.size(); ++i) out += (i ? "," : "") + p.fields[i];
  }
  return out;
}

std::vector<PickedPart> read_picked(std::string_view text) {
  std::vector<PickedPart> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto one = text.substr(at, end - at);
    at = end + 1;
    const auto first = one.find(':'), second = one.find(':', first + 1);
    if (first == one.npos || second == one.npos) continue;
    const auto id = EntryId::parse(one.substr(0, first));
    PickedPart p;
    const auto number = one.substr(first + 1, second - first - 1);
    if (!id || std::from_chars(number.data(), number.data() + number.size(), p.version).ec != std::errc())
      continue;
    p.entry = *id;
    for (auto rest = one.substr(second + 1); !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      p.fields.emplace_back(rest.substr(0, comma));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    out.push_back(std::move(p));
  }
  return out;
}

std::vector<const charter::Field*> may_be_picked(const charter::Charter& c, const record::Entry& e,
                                                 CategorySet what) {
  using charter::FieldType;
  std::vector<const charter::Field*> out;
  const auto& kind = c.at(e.kind);
  // What was told elsewhere is not told on.
  if (kind.records_sharing) return out;
  for (const auto& f : kind.fields) {
    const bool in_words =
        f.type != FieldType::File && f.type != FieldType::Staff && f.type != FieldType::Signature;
    if (in_words && what.has(f.category) && e.values.contains(f.code)) out.push_back(&f);
  }
  return out;
}

std::string pick_code(const record::Entry& e) {
  return e.id.text() + "." + std::to_string(e.version);
}

Result<std::vector<PickedPart>> pick(const charter::Charter& c, const std::vector<record::Entry>& from,
                                     CategorySet what, std::span<const std::string> ticked) {
  std::vector<PickedPart> out;
  std::size_t found = 0;
  for (const auto& e : from) {
    PickedPart part{e.id, e.version, {}};
    for (const auto* f : may_be_picked(c, e, what))
      if (std::ranges::find(ticked, pick_code(e) + "/" + f->code) != ticked.end())
        part.fields.push_back(f->code);
    found += part.fields.size();
    if (!part.fields.empty()) out.push_back(std::move(part));
  }
  if (found != ticked.size())
    return fail(Code::Conflict,
                "Something that you ticked has changed meanwhile. Look at it, and tick it again.");
  return out;
}

namespace {

/// What was picked of one entry, in the order given.
std::vector<std::pair<const charter::Field*, const boost::json::value*>> answers_of(
    const charter::Kind& kind, const record::Entry& entry, const std::vector<std::string>& fields) {
  std::vector<std::pair<const charter::Field*, const boost::json::value*>> out;
  for (const auto& code : fields) {
    const auto* f = kind.find_field(code);
    const auto* value = f ? entry.values.if_contains(code) : nullptr;
    if (value) out.emplace_back(f, value);
  }
  return out;
}

/// That they say otherwise, for each time that what was picked is disputed; "" where it is not. Of what was
/// not picked not even the question is named.
std::string disputed_of(const SharedPaper& s, const charter::Kind& kind, const record::Entry& entry,
                        const std::vector<std::string>& fields) {
  const auto left = [&](const std::string& code) { return std::ranges::count(fields, code) == 0; };
  std::string words;
  for (const auto* found : record::disputes_of(s.disputed, entry.id.raw)) {
    auto d = *found;
    if (std::erase_if(d.fields, left) > 0 && d.fields.empty()) continue;
    words += (words.empty() ? "" : " ") + record::disputed_words(kind, d, s.their_words);
  }
  return words;
}

}  // namespace

paper::Document shared_paper(const charter::Charter& c, const SharedPaper& s) {
  paper::Document d;
  d.title = "Information about " + s.person;
  d.subtitle = c.organisation.name;
  d.running_head = c.organisation.name + ". Confidential";
  d.running_foot = "For " + s.to_whom + ". " + date_time_words(s.now);
  d.printed_on = iso_date(today(s.now));
  d.blocks.push_back(paper::KeyFacts{{{"For", paper::Cell(s.to_whom)},
                                      {"From", paper::Cell(c.organisation.name + ", " + s.by)},
                                      {"About", paper::Cell(s.person)}}});
  if (!s.words.empty()) d.paragraph(s.words);
  for (const auto& [entry, fields] : s.picked) {
    const auto& kind = c.at(entry.kind);
    d.heading(2, kind.name + ", " + date_words(today(entry.happened)));
    if (auto words = disputed_of(s, kind, entry, fields); !words.empty())
      d.blocks.push_back(paper::Note{"", {paper::Text(std::move(words))}});
    paper::KeyFacts facts;
    for (const auto& [f, value] : answers_of(kind, entry, fields))
      facts.facts.push_back({f->label, paper::Cell(charter::show(*f, *value))});
    d.blocks.push_back(std::move(facts));
  }
  d.blocks.push_back(
      paper::Note{"Keep it safe",
                  {paper::Text("It was given to you for the reason that you were told, and for "
                               "nothing else. If it came to you by mistake, tell us and destroy it.")}});
  return d;
}

std::string shared_data(const charter::Charter& c, const SharedPaper& s) {
  namespace json = boost::json;
  json::array entries;
  for (const auto& [entry, fields] : s.picked) {
    const auto& kind = c.at(entry.kind);
    json::array answers;
    for (const auto& [f, value] : answers_of(kind, entry, fields)) {
      json::object answer{{"field", f->code}, {"label", f->label}, {"words", charter::show(*f, *value)}};
      // Rows may hold what is no answer in words: a file, who works here.
      if (f->type != charter::FieldType::Group) answer["value"] = *value;
      answers.push_back(std::move(answer));
    }
    json::object one{{"kind", kind.code},
                     {"name", kind.name},
                     {"date", iso_date(today(entry.happened))},
                     {"answers", std::move(answers)}};
    if (const auto words = disputed_of(s, kind, entry, fields); !words.empty()) one["disputed"] = words;
    entries.push_back(std::move(one));
  }
  return json::serialize(json::object{{"about", s.person},
                                      {"for", s.to_whom},
                                      {"from", c.organisation.name + ", " + s.by},
                                      {"on", iso_date(today(s.now))},
                                      {"words", s.words},
                                      {"entries", std::move(entries)}});
}

}  // namespace candour::letters
