#include "people/search_index.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/calendar_words.h"
#include "base/text.h"

namespace candour::people {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::string_view kUse = "search-names";

std::string text_of(const boost::json::value& row, std::string_view field) {
  if (!row.is_object()) return {};
  const auto* found = row.get_object().if_contains(field);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

using Lines = std::vector<std::string>;

Lines lines_of(std::string_view plain) {
  Lines lines;
  for (std::size_t at = 0; at < plain.size();) {
    const auto end = std::min(plain.find('\n', at), plain.size());
    lines.emplace_back(plain.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

Result<Lines> open_block(vault::Vault& vault, const Bytes& sealed) {
  TRY(const auto plain, vault.open_org(kUse, sealed));
  return lines_of(as_text(plain));
}

Bytes seal_block(vault::Vault& vault, const Lines& lines) {
  std::string plain;
  for (const auto& line : lines) plain.append(line).append("\n");
  return vault.seal_org(kUse, as_bytes(plain));
}

}  // namespace

std::vector<std::string> folded_names(const charter::Values& values) {
  const boost::json::value profile(values);
  const auto given = text_of(profile, "given-name"), family = text_of(profile, "family-name");
  std::vector<std::string> names;
  const auto add = [&](const std::string& first, const std::string& last) {
    auto name = fold(first + " " + last);
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  };
  add(given, family);
  if (const auto used = text_of(profile, "name-used"); !used.empty()) add(used, family);
  if (const auto* before = values.if_contains("previous-names"); before && before->is_array())
    for (const auto& row : before->get_array()) {
      const auto first = text_of(row, "given"), last = text_of(row, "family");
      if (!first.empty() || !last.empty()) add(first.empty() ? given : first, last.empty() ? family : last);
    }
  return names;
}

std::int32_t day_number(charter::Date d) {
  return static_cast<std::int32_t>(std::chrono::sys_days(d).time_since_epoch().count());
}

charter::Date date_of(std::int32_t day) {
  return std::chrono::sys_days(std::chrono::days(day));
}

std::int32_t birth_day(const charter::Values& values) {
  const auto date = parse_iso_date(text_of(boost::json::value(values), "birth-date"));
  return date ? day_number(*date) : kNoBirth;
}

Status Search::Index::add(vault::Vault& vault, PersonId id, const charter::Values& values, bool more) {
  const auto birth = birth_day(values);
  newest = std::max(newest, id);
  for (const auto& name : folded_names(values)) {
    if (names.size() % kBlock == 0) {
      blocks.emplace_back();
    } else if (gathered.empty()) {
      TRY(gathered, open_block(vault, blocks.back()));
    }
    gathered.push_back(name);
    names.push_back({signature(name), id, birth});
    if (gathered.size() == kBlock) finish(vault);
  }
  if (!more) finish(vault);
  return {};
}

void Search::Index::finish(vault::Vault& vault) {
  if (!gathered.empty()) blocks.back() = seal_block(vault, gathered);
  gathered.clear();
}

Status Search::Index::take_away(vault::Vault& vault, PersonId id) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].person != id) continue;
    names[i] = {};
    auto& block = blocks[i / kBlock];
    TRY(auto lines, open_block(vault, block));
    lines.at(i % kBlock).clear();
    block = seal_block(vault, lines);
  }
  return {};
}

void Search::Index::clear() {
  names = std::vector<Name>();  // an empty list would keep the room
  blocks = std::vector<Bytes>();
  gathered = Lines();
  newest = {};
  built = false;
}

Result<std::vector<Search::Index::Ranked>> Search::Index::open(vault::Vault& vault,
                                                               std::vector<std::size_t> places) const {
  std::sort(places.begin(), places.end());
  std::vector<Ranked> ranked;
  ranked.reserve(places.size());
  Lines lines;
  std::size_t opened = std::numeric_limits<std::size_t>::max();
  for (const auto place : places) {
    if (opened != place / kBlock) {
      opened = place / kBlock;
      TRY(lines, open_block(vault, blocks[opened]));
    }
    ranked.push_back({names[place].person, lines.at(place % kBlock), names[place].birth, 0});
  }
  return ranked;
}

tl::unexpected<Error> names_gone() {
  return fail(Code::Unavailable, "The names are being read anew. Search again in a moment.",
              "names were forgotten whenever they had been read");
}

Result<std::vector<Search::Index::Ranked>> Search::Index::nearest(vault::Vault& vault,
                                                                  std::string_view folded,
                                                                  std::size_t most) const {
  const auto wanted = signature(folded);
  const auto floor = scan_floor(wanted);
  std::vector<std::pair<int, std::size_t>> scored;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto score = scan_score(wanted, names[i].signature);
    if (score >= floor && !names[i].person.is_nil()) scored.emplace_back(score, i);
  }
  if (scored.size() > most) {
    std::nth_element(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(most), scored.end(),
                     std::greater<>());
    scored.resize(most);
  }
  std::vector<std::size_t> places;
  for (const auto& [score, place] : scored) places.push_back(place);
  TRY(auto ranked, open(vault, std::move(places)));
  for (auto& r : ranked) r.likeness = name_likeness(folded, r.name);
  return ranked;
}

Result<std::vector<Search::Index::Ranked>> Search::Index::born_on(
    vault::Vault& vault, const std::vector<std::int32_t>& days) const {
  constexpr std::size_t kMost = 500;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < names.size() && places.size() < kMost; ++i)
    if (!names[i].person.is_nil() && std::find(days.begin(), days.end(), names[i].birth) != days.end())
      places.push_back(i);
  return open(vault, std::move(places));
}

Status Search::Index::visit(vault::Vault& vault, const std::vector<std::uint32_t>& places,
                            const std::function<void(std::uint32_t, std::string_view)>& on) const {
  Lines lines;
  auto opened = std::numeric_limits<std::size_t>::max();
  for (const auto place : places) {
    if (opened != place / kBlock) {
      opened = place / kBlock;
      TRY(lines, open_block(vault, blocks[opened]));
    }
    on(place, lines.at(place % kBlock));
  }
  return {};
}

}  // namespace candour::people
