#include "retention/paper_slip.h"

#include "base/calendar_words.h"
#include "charter/keeping.h"
#include "charter/values.h"

namespace candour::retention {

namespace {
constexpr std::string_view kLine = "______________________________";
constexpr std::string_view kOfFile[] = {"what", "volume", "since", "place", "keeper"};
constexpr std::string_view kOfDestruction[] = {"how", "destroyed-on", "destroyed-at", "destroyed-by"};
}  // namespace

constexpr std::string_view kToGo = "to-go";  // somebody said so, and another has to confirm it

bool has_slip(std::string_view state) {
  return state == charter::paper_file::kKept || state == kToGo || state == charter::paper_file::kDestroyed;
}

Result<paper::Document> paper_slip(const charter::Charter& c, const Pass& pass, const record::Entry& e,
                                   std::string_view reference) {
  const auto& kind = c.at(e.kind);
  if (kind.code != charter::paper_file::kKind || !pass.covers(e.person)) return not_found();
  // Of one that is lent out or was handed over for good nothing is destroyed here.
  if (!has_slip(e.state)) return not_found();
  const auto facts = [&](std::span<const std::string_view> codes, bool to_fill) {
    paper::KeyFacts out;
    for (const auto code : codes) {
      const auto* field = kind.find_field(code);
      const auto* value = e.values.if_contains(code);
      if (!field || (!value && !to_fill)) continue;
      out.facts.push_back({field->label, value ? charter::show(*field, *value) : std::string(kLine)});
    }
    return out;
  };
  const bool done = e.state == charter::paper_file::kDestroyed;
  paper::Document d;
  d.title = done ? "Paper file: destroyed" : "Paper file: to be destroyed";
  d.subtitle = c.organisation.name + ", " + c.at(e.service).name;
  d.running_head = c.organisation.name;
  d.running_foot = e.id.text();
  d.heading(2, "Which file");
  auto file = facts(kOfFile, false);
  file.facts.insert(file.facts.begin(), {"Reference of the person", std::string(reference)});
  d.blocks.push_back(std::move(file));
  d.heading(2, "How it was destroyed");
  auto how = facts(kOfDestruction, true);
  how.facts.push_back({"Signed", std::string(kLine)});
  d.blocks.push_back(std::move(how));
  d.paragraph(
      done ? "Confirmed in the record. The record itself goes by its own period, and not before this."
           : "Bring this slip back signed. Then confirm it in the record: the record does not go before.");
  return d;
}

}  // namespace candour::retention
