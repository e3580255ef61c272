// What somebody takes elsewhere: only what they gave on their consent or a contract, unless they ask for all
// of it; in forms that other systems read, and with nothing in them that was left out.
#include "rights/portable.h"

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/csv_text.h"
#include "charter/answers_as_items.h"
#include "rights/pack_for_tests.h"

namespace candour::rights {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

struct PortableAt : PackTest {
  PortableAt(const std::string& code, charter::Date born) : PackTest(code, born) { right = kPortability; }
  std::map<std::string, std::string> taken() {
    std::map<std::string, std::string> out;
    for (auto& f : must(packs.files_of(see(officer), ready()))) out[f.name] = std::move(f.bytes);
    return out;
  }
  std::map<std::string, std::string> taken(std::string_view how_much) {
    portable = how_much;
    gathered();
    return taken();
  }
  static std::string all_of(const std::map<std::string, std::string>& files) {
    std::string out;
    for (const auto& [name, bytes] : files) out += name + "\n" + bytes + "\n";
    return out;
  }
  static std::vector<json::object> resources(const std::string& bundle, std::string_view type = {}) {
    std::vector<json::object> out;
    const auto all = json::parse(bundle);
    for (const auto& e : all.at("entry").as_array())
      if (type.empty() || e.at("resource").at("resourceType").as_string() == type)
        out.push_back(e.at("resource").as_object());
    return out;
  }
  /// Told by somebody else, on the same ground.
  void told_by_her_mother(std::string_view words) {
    auto e = fresh("contact-note", R"({"when":"2026-11-18T09:00","method":"phone","what-happened":")" +
                                       std::string(words) + R"("})");
    e.source = "parent";
    must(entries.write(to_write(worker, "contact-note"), e));
  }
};
struct PortableAtIM : PortableAt {
  PortableAtIM() : PortableAt("im", make_date(1964, 3, 4)) {}
};
struct PortableAtIG : PortableAt {
  PortableAtIG() : PortableAt("ig", make_date(2014, 3, 4)) {}
};

/// That whoever reads the file finds no reference that leads nowhere, and no name twice.
void expect_whole(const std::string& bundle) {
  std::set<std::string> names, referred;
  const auto all = json::parse(bundle);
  EXPECT_EQ(all.at("type").as_string(), "collection");
  for (const auto& e : all.at("entry").as_array())
    EXPECT_TRUE(names.insert(std::string(e.at("fullUrl").as_string())).second) << e.at("fullUrl");
  const std::function<void(const json::value&)> walk = [&](const json::value& v) {
    if (v.is_array())
      for (const auto& i : v.get_array()) walk(i);
    if (!v.is_object()) return;
    for (const auto& m : v.get_object()) {
      if ((m.key() == "reference" || m.key() == "url") && m.value().is_string() &&
          m.value().get_string().starts_with("urn:uuid:"))
        referred.emplace(m.value().get_string());
      walk(m.value());
    }
  };
  walk(all);
  for (const auto& r : referred) EXPECT_TRUE(names.contains(r)) << r;
}

TEST_F(PortableAtIM, Promise_IM_13_1_what_they_gave_on_a_contract_goes_and_what_others_told_does_not) {
  note("2026-11-20T14:20", "Went for zqwalkqz");
  told_by_her_mother("Said zqmotherqz");
  ASSERT_EQ(entry(worker, note()).basis, "contract");
  const auto said = all_of(taken(kGiven));
  EXPECT_THAT(said, HasSubstr("zqwalkqz"));
  EXPECT_THAT(said, HasSubstr("Okafor"));
  EXPECT_THAT(said, Not(HasSubstr("zqmotherqz")));
  EXPECT_THAT(said, Not(HasSubstr("Known for years"))) << "how we answered is ours";
}

TEST_F(PortableAtIG,
       Promise_IG_12_2_what_rests_on_no_consent_and_no_contract_goes_only_where_all_is_asked_for) {
  note("2026-11-20T14:20", "Went for zqwalkqz");
  const auto basis = charter::basis_of(entry(worker, note()).basis);
  ASSERT_NE(basis, charter::Basis::Consent);
  ASSERT_NE(basis, charter::Basis::Contract);
  EXPECT_THAT(all_of(taken(kGiven)), Not(HasSubstr("zqwalkqz")));
  portable = kAllHeld;
  gathered_anew();
  const auto all = all_of(taken());
  EXPECT_THAT(all, HasSubstr("zqwalkqz"));
  EXPECT_THAT(all, HasSubstr("AuditEvent"));
}

TEST_F(PortableAtIG, Promise_IG_12_2_it_is_a_file_that_other_systems_read_with_every_answer_and_file_in_it) {
  note("2026-11-20T14:20", "Went for zqwalkqz");
  put_file("letter.txt", "zqfileqz");
  const auto files = taken(kAllHeld);
  ASSERT_TRUE(files.contains("fhir-bundle.json"));
  const auto& bundle = files.at("fhir-bundle.json");
  expect_whole(bundle);
  const auto patients = resources(bundle, "Patient");
  ASSERT_EQ(patients.size(), 1u);
  EXPECT_EQ(patients[0].at("birthDate").as_string(), "2014-03-04");
  const auto encounters = resources(bundle, "Encounter");
  ASSERT_EQ(encounters.size(), 1u);
  EXPECT_EQ(encounters[0].at("period").at("start").as_string(), "2026-11-20T14:20:00+00:00");
  const auto binaries = resources(bundle, "Binary");
  ASSERT_EQ(binaries.size(), 1u);
  EXPECT_EQ(binaries[0].at("data").as_string(), "enFmaWxlcXo=");
  ASSERT_EQ(resources(bundle, "DocumentReference").size(), 1u);
  bool said = false;
  for (const auto& r : resources(bundle, "QuestionnaireResponse"))
    if (r.at("questionnaire").as_string() == "urn:candour:kind:contact-note") {
      said = true;
      const auto values =
          must(charter::answers_of(w.charter->at(w.kind("contact-note")), r.at("item").as_array()));
      EXPECT_EQ(values,
                record::values(
                    R"({"when":"2026-11-20T14:20","method":"visit","what-happened":"Went for zqwalkqz"})"));
    }
  EXPECT_TRUE(said);
}

TEST_F(PortableAtIM, Promise_IM_13_1_what_is_left_out_is_in_no_byte_of_what_they_take) {
  note("2026-11-20T14:20", "Her neighbour zqjoanqz came along");
  note("2026-11-19T14:20", "All about zqperryqz");
  portable = kGiven;
  gathered();
  auto item = piece_with("zqjoanqz");
  auto cuts = give(item);
  for (std::size_t i = 0; i < cuts.size(); ++i)
    if (item.passages[i].text.find("zqjoanqz") != std::string::npos)
      cuts[i] = {item.passages[i].field,
                 item.passages[i].category,
                 How::Words,
                 "Her neighbour [[zqjoanqz]] came along",
                 "third-party",
                 "She said no",
                 {},
                 {}};
  must(decide(item, cuts));
  item = piece_with("zqperryqz");
  must(decide(item, whole(item, "zqperryqz")));
  const auto files = taken();
  const auto said = all_of(files);
  EXPECT_THAT(said, Not(HasSubstr("zqjoanqz")));
  EXPECT_THAT(said, Not(HasSubstr("zqperryqz")));
  EXPECT_THAT(files.at("fhir-bundle.json"), HasSubstr("masked"));
  EXPECT_THAT(files.at("fhir-bundle.json"), HasSubstr("Her neighbour [left out] came along"));
  expect_whole(files.at("fhir-bundle.json"));
}

TEST_F(PortableAtIM, how_much_they_take_is_chosen_and_only_where_they_asked_to_take_it) {
  known();
  may_open(officer);
  EXPECT_EQ(packs.begin(officer, person, request).error().code, Code::Invalid);
  EXPECT_EQ(packs.begin(officer, person, request, "some").error().code, Code::Invalid);
  right = kAccess;
  known();
  EXPECT_EQ(packs.begin(officer, person, request, kGiven).error().code, Code::Invalid);
}

TEST_F(PortableAtIM, a_file_of_each_form_is_there_alone_and_the_forms_to_read_are_not) {
  portable = kGiven;
  gathered();
  const auto p = ready();
  EXPECT_EQ(must(packs.file_of(see(officer), p, "fhir")).name, "fhir-bundle.json");
  EXPECT_EQ(must(packs.file_of(see(officer), p, "json")).name, "portable.json");
  EXPECT_FALSE(packs.file_of(see(officer), p, "pdf"));
  must(packs.release(officer, p, "organisation", "To Example Care, whom she named"));
  EXPECT_EQ(newest().act, ledger::Act::Disclose);
}

json::value read_json(const std::string& path) {
  std::ifstream in(std::string(CANDOUR_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return json::parse(text.str());
}

TEST_F(PortableAtIG, Promise_IG_12_2_the_json_is_as_its_schema_says) {
  note();
  put_file("letter.txt", "words");
  const auto files = taken(kAllHeld);
  const auto schema_json = read_json("docs/reference/portable.schema.json");
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(schema_json), schema);
  const auto doc = json::parse(files.at("portable.json"));
  valijson::ValidationResults results;
  const bool good =
      valijson::Validator().validate(schema, valijson::adapters::BoostJsonAdapter(doc), &results);
  valijson::ValidationResults::Error e;
  while (results.popError(e)) ADD_FAILURE() << e.description;
  EXPECT_TRUE(good);
  auto odd = doc;
  odd.as_object()["scope"] = "some";
  EXPECT_FALSE(valijson::Validator().validate(schema, valijson::adapters::BoostJsonAdapter(odd), nullptr));
}

TEST(FhirMap, what_the_catalogue_declares_reads_without_a_mistake) {
  const auto dir = std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue";
  std::vector<charter::Finding> wrong;
  const auto catalogue = charter::read_catalogue(dir, wrong);
  const auto map = charter::read_fhir_map(dir, &catalogue, wrong);
  for (const auto& f : wrong) ADD_FAILURE() << f.text();
  EXPECT_GT(map.kinds.size(), 20u);
}

}  // namespace
}  // namespace candour::rights
