// Imagine Independence's charter with a purpose that it never had, for tests of a change of purpose. For
// tests only; any thread.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "charter/catalogue_read.h"

namespace candour::charter {

using TextPieces = std::vector<std::pair<std::string, std::string>>;

/// Each piece in the place of the first that is there.
inline std::string with_pieces(std::string text, const TextPieces& pieces) {
  for (const auto& [piece, instead] : pieces) {
    const auto at = text.find(piece);
    if (at == text.npos) throw std::runtime_error("the charter has no such piece: " + piece);
    text.replace(at, piece.size(), instead);
  }
  return text;
}

inline std::string im_text() {
  return *read_text_file(std::string(CANDOUR_SOURCE_DIR) + "/charters/im.yaml");
}

/// Gifts are asked for: addresses and health are used for it in supported living.
inline TextPieces raise_money(const std::string& code = "raise-money") {
  return {{"  - code: deliver-order\n",
           "  - code: " + code +
               "\n    name: Raising money\n    says: We ask you for gifts.\n    clause: \"7.2\"\n"
               "    categories: [contact, health]\n"
               "    bases: [{basis: legitimate-interests, interests: Paying for our work, assessment: L-1}]\n"
               "    conditions: [care-provision]\n  - code: deliver-order\n"},
          {"      [register, deliver-order,", "      [" + code + ", register, deliver-order,"}};
}

/// What the version answers; `rest`: "fits: …".
inline TextPieces answered(const std::string& rest, const std::string& code = "raise-money",
                           const std::string& categories = "contact, health") {
  return {{"from: 2026-11-01, major: true", "from: 2026-11-01, major: true, new-uses: [{purpose: " + code +
                                                ", categories: [" + categories + "], " + rest + "}]"}};
}

inline TextPieces both(TextPieces a, const TextPieces& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace candour::charter
