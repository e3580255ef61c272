// The manifest of a transfer: what goes, piece by piece, by running numbers and without a name.
#include <boost/json.hpp>

#include "base/calendar_words.h"
#include "base/csv_text.h"
#include "exchange/transfer_parts.h"

namespace candour::exchange {

namespace json = boost::json;

std::string Transfers::manifest_json(const charter::Charter& c, std::string_view service,
                                     const std::vector<Line>& goes, const State& state) {
  json::array pieces;
  for (const auto& l : goes) {
    json::object kinds;
    for (const auto& [code, n] : l.kinds) kinds[code] = n;
    pieces.push_back(json::object{{"number", l.n},
                                  {"file", std::to_string(l.n) + ".zip"},
                                  {"volume", l.volume},
                                  {"sha256", l.sha},
                                  {"bytes", l.bytes},
                                  {"entries", l.entries},
                                  {"files", l.files},
                                  {"kinds", std::move(kinds)}});
  }
  return json::serialize(json::object{
      {"format", "candour-transfer"},
      {"version", 1},
      {"organisation", json::object{{"code", c.organisation.code}, {"name", c.organisation.name}}},
      {"service", service},
      {"put_together", state.made ? iso_date(today(*state.made)) : ""},
      {"people", state.goes.people},
      {"entries", state.goes.entries},
      {"files", state.goes.files},
      {"volumes", state.goes.volumes},
      {"pieces", std::move(pieces)}});
}

std::string Transfers::manifest_csv(const charter::Charter& c, const std::vector<Line>& goes) {
  auto out =
      std::string(kByteOrderMark) + csv_line(std::vector<std::string>{"Number", "File", "Volume", "Entries",
                                                                      "Files", "Bytes", "SHA-256", "Kinds"});
  for (const auto& l : goes) {
    std::string kinds;
    for (const auto& [code, n] : l.kinds) {
      const auto kind = c.find_kind(code);
      kinds += (kinds.empty() ? "" : "; ") + (kind ? c.at(*kind).name : code) + ": " + std::to_string(n);
    }
    out += csv_line(std::vector<std::string>{std::to_string(l.n), std::to_string(l.n) + ".zip",
                                             std::to_string(l.volume), std::to_string(l.entries),
                                             std::to_string(l.files), std::to_string(l.bytes), l.sha, kinds});
  }
  return out;
}

}  // namespace candour::exchange
