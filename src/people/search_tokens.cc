#include "base/text.h"
#include "base/uk.h"
#include "people/person_rows.h"
#include "people/search.h"
#include "people/values_in.h"

namespace candour::people {
namespace {

/// Which answer of the profile a space of tokens is taken from.
constexpr std::pair<std::string_view, std::string_view> kSpaces[] = {
    {"nhs-number", "nhs-number"}, {"postcode", "addresses"}, {"phone", "phones"}, {"email", "email"}};

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> Search::tokens(vault::Vault& vault,
                                                                 const charter::Values& values) {
  std::vector<std::pair<std::string, std::int64_t>> tokens;
  const auto add = [&](std::string_view space, const std::string& value) {
    if (!value.empty()) tokens.emplace_back(space, vault.blind_token(space, value));
  };
  if (const auto* nhs = values.if_contains("nhs-number"); nhs && nhs->is_string())
    add("nhs-number", std::string(nhs->get_string()));
  if (const auto* email = values.if_contains("email"); email && email->is_string())
    add("email", lower_ascii(email->get_string()));
  for (const auto& row : rows_of(values, "addresses")) add("postcode", text_in(row, {"address", "postcode"}));
  for (const auto& row : rows_of(values, "phones")) add("phone", uk::phone_alone(text_in(row, {"number"})));
  return tokens;
}

Status replace_tokens(store::Txn& txn, vault::Vault& vault, const charter::Charter& charter, PersonId id,
                      CategorySet touched, const charter::Values& values) {
  const auto& kind = charter.at(charter.find_kind("profile").value());
  const auto tokens = Search::tokens(vault, values);
  for (const auto& [space, code] : kSpaces) {
    const auto* field = kind.find_field(code);
    if (!field || !touched.has(field->category)) continue;
    CHECK_OK(txn.run("DELETE FROM person_token WHERE org=$1 AND person=$2 AND field=$3",
                     {charter.organisation.code, id, space}));
    for (const auto& [name, token] : tokens)
      if (name == space)
        CHECK_OK(
            txn.run("INSERT INTO person_token (org, field, token, person) VALUES ($1, $2, $3, $4) "
                    "ON CONFLICT DO NOTHING",
                    {charter.organisation.code, space, token, id}));
  }
  return {};
}

}  // namespace candour::people
