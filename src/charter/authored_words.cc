// Of a charter made of answers: who the organisation is, what it tells in its own words, its cameras, and who
// tells it things or stands in its records.
#include <boost/json.hpp>

#include "base/calendar_words.h"
#include "charter/authored_group.h"

namespace candour::charter {

namespace {

using boost::json::array;
using boost::json::object;

constexpr int kReviewDays = 364;  // a notice is looked at every year

/// Capitals of the short code: what references begin with.
std::string prefix_of(const AnswerRow& organisation) {
  std::string prefix = value(organisation, "code").substr(0, 6);
  std::erase_if(prefix, [](char c) { return c < 'a' || c > 'z'; });
  for (char& c : prefix) c = static_cast<char>(c - 'a' + 'A');
  return prefix;
}

/// Of whom the organisation is part.
void parent_body(Group& g, const AnswerRow& row) {
  if (value(row, "part-of").empty()) return;
  Group parent(row);
  parent.put("name", boost::json::string(value(row, "part-of")), parent.part("part-of"));
  if (const auto says = value(row, "part-of-says"); !says.empty())
    parent.put("says", boost::json::string(says), parent.part("part-of-says"));
  g.hold("part-of", parent.inside());
}

void parts(Growing& to) {
  array out;
  for (const auto& p : to.a.parts) {
    object one{{"number", p.number}};
    if (!p.title.empty()) one["title"] = p.title;
    out.push_back(std::move(one));
  }
  if (!out.empty()) to.root["parts"] = std::move(out);
}

/// A text that was asked for, and those of the organisation's own choice.
void texts(Growing& to) {
  Group g(only(to.a, "texts"));
  g.take_each("texts");
  for (const auto& row : to.a.of("own-texts")) {
    const Group own(row);
    auto code = value(row, "code");
    while (find_section("texts")->find(code)) code += "-2";
    g.put(code, boost::json::string(value(row, "says")), own.part("says"));
  }
  if (auto done = g.done(false); !done.empty()) to.root["texts"] = std::move(done);
}

void easy_read(Growing& to) {
  to.table("easy-read", [](Group& g, const AnswerRow& row) {
    g.take("heading");
    g.take("picture");
    g.put("says", list_of(lines_typed(value(row, "says"))), g.part("says"));
    return true;
  });
}

void cameras(Growing& to) {
  to.single("cctv", [](Group& g) {
    g.take_each("cctv");
    g.take_pairs("cameras", "site", "area");
  });
}

/// Who tells and gets nothing, who stands in a record with somebody, which laws are named.
void others(Growing& to) {
  to.table("sources", [](Group& g, const AnswerRow&) {
    g.take_code();
    g.take_each("sources");
    return true;
  });
  to.table("others-in-records", [](Group& g, const AnswerRow& row) {
    g.take_code();
    g.take_each("others-in-records");
    if (!value(row, "keep").empty()) g.put("from", "created", g.part("keep"));
    return true;
  });
  to.table("laws", [](Group& g, const AnswerRow&) {
    g.take_code();
    g.take_each("laws");
    return false;
  });
}

}  // namespace

void compose_organisation(Growing& to, Date today) {
  to.root["charter"] = 1;
  to.single(
      "organisation",
      [&](Group& g) {
        const auto& row = only(to.a, "organisation");
        g.take_code();
        g.take_each("organisation", {"code", "part-of", "part-of-says"});
        parent_body(g, row);
        g.take_pairs("registrations", "with", "number");
        g.usual("hosting", "GB");
        g.usual("reference-prefix", boost::json::string(prefix_of(row)));
      },
      false);
  to.root["version"] = object{{"number", "1.0"},
                              {"from", iso_date(today)},
                              {"major", true},
                              {"review-by", iso_date(add_days(today, kReviewDays))}};
  parts(to);
  to.table("contacts", [](Group& g, const AnswerRow&) {
    g.take_each("contacts");
    return false;
  });
  to.table("partners", [](Group& g, const AnswerRow&) {
    g.take_code();
    g.take_each("partners");
    return true;
  });
}

void compose_words(Growing& to) {
  texts(to);
  easy_read(to);
  cameras(to);
  others(to);
}

}  // namespace candour::charter
