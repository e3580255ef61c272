// The JSON Schemas for editors agree with the reader: what we ship passes them, and what is misshapen does
// not.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "charter/catalogue_read.h"
#include "charter/read_yaml.h"

namespace candour::charter {
namespace {

namespace json = boost::json;

/// A plain word as an editor's YAML core schema sees it.
json::value scalar(const Yaml& y) {
  if (!y.quoted && (y.text == "true" || y.text == "false")) return y.text == "true";
  const char *from = y.text.data(), *to = from + y.text.size();
  std::int64_t whole = 0;
  double real = 0;
  if (!y.quoted)
    if (auto r = std::from_chars(from, to, whole); r.ec == std::errc{} && r.ptr == to) return whole;
  if (!y.quoted)
    if (auto r = std::from_chars(from, to, real); r.ec == std::errc{} && r.ptr == to) return real;
  return json::string(y.text);
}

json::value to_json(const Yaml& y) {
  if (y.shape == Yaml::Shape::Nothing) return nullptr;
  if (y.shape == Yaml::Shape::Text) return scalar(y);
  if (y.shape == Yaml::Shape::List) {
    json::array list;
    for (auto& item : y.list) list.push_back(to_json(item));
    return list;
  }
  json::object map;
  for (auto& [k, v] : y.map) map[k.text] = to_json(v);
  return map;
}

/// The problems of a file against a schema; empty when it fits.
std::string problems(const std::string& schema_file, const std::string& file) {
  std::vector<Finding> findings;
  Findings out{file, findings};
  Yaml root;
  if (!read_yaml(read_text_file(file).value_or(""), root, out))
    return "not readable: " + findings.front().text();
  json::value schema_json = json::parse(read_text_file(schema_file).value_or("")), document = to_json(root);
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::BoostJsonAdapter(schema_json), schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::string s;
  if (validator.validate(schema, valijson::adapters::BoostJsonAdapter(document), &results)) return s;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (auto& part : error.context) s += part;
    s += ": " + error.description + "\n";
  }
  return s.empty() ? "not valid" : s;
}

const std::string kCharter = "charters/schema/charter.schema.json",
                  kKind = "charters/schema/kind.schema.json", kLetter = "charters/schema/letter.schema.json";

TEST(Schema, every_charter_that_we_ship_fits) {
  int seen = 0;
  for (auto& e : std::filesystem::directory_iterator("charters"))
    if (e.path().extension() == ".yaml") {
      EXPECT_EQ(problems(kCharter, e.path().string()), "") << e.path();
      ++seen;
    }
  EXPECT_GT(seen, 0);
  EXPECT_EQ(problems(kCharter, "tests/charters/base.yaml"), "");
  EXPECT_EQ(problems(kCharter, "tests/charters/small.yaml"), "");
}

TEST(Schema, every_kind_of_the_catalogue_fits) {
  int seen = 0;
  for (auto& e : std::filesystem::directory_iterator("charters/catalogue/kinds")) {
    EXPECT_EQ(problems(kKind, e.path().string()), "") << e.path();
    ++seen;
  }
  EXPECT_GT(seen, 10);
}

TEST(Schema, every_letter_of_the_catalogue_fits) {
  int seen = 0;
  for (auto& e : std::filesystem::directory_iterator("charters/catalogue/letters")) {
    EXPECT_EQ(problems(kLetter, e.path().string()), "") << e.path();
    ++seen;
  }
  EXPECT_GT(seen, 5);
}

TEST(Schema, what_is_misshapen_does_not_fit) {
  for (auto* name : {"unknown-key", "no-basis", "wrong-shape", "recipient-without-basis", "basis-misspelt"})
    EXPECT_NE(problems(kCharter, std::string("tests/charters/broken/") + name + ".yaml"), "") << name;
}

}  // namespace
}  // namespace candour::charter
