#include "charter/check.h"

#include <algorithm>

#include "base/calendar_words.h"
#include "charter/check_parts.h"

namespace candour::charter {

std::string names(const Charter& c, CategorySet set) {
  std::string s;
  set.each([&](CategoryIx ix) { s += (s.empty() ? "'" : ", '") + c.at(ix).code + "'"; });
  return s;
}

const Yaml& at_key(const Yaml& y, std::string_view key) {
  const Yaml* v = y.find(key);
  return v ? *v : y;
}

const Yaml& item_with(const Yaml& y, std::string_view key, std::string_view text) {
  const Yaml& list = at_key(y, key);
  for (auto& item : list.list)
    if (item.text == text) return item;
  return list;
}

namespace {

/// DPA 2018 Schedule 1: the first paragraph number in "2", "para 18", "Part 2, para 18"; 0 when none.
int paragraph(const std::string& schedule1) {
  auto from = schedule1.find("para");
  auto at = schedule1.find_first_of("0123456789", from == std::string::npos ? 0 : from);
  if (at == std::string::npos) return 0;
  auto end = schedule1.find_first_not_of("0123456789", at);
  return parse_int(std::string_view(schedule1).substr(at, end == std::string::npos ? end : end - at))
      .value_or(0);
}

/// Does this paragraph need an appropriate policy document (Schedule 1 paras 1(1)(b), 5(1), 38, 39)?
bool needs_policy(int para) {
  return para == 1 || (para >= 6 && para <= 28 && para != 13);
}

void check_condition(const Condition& c, const Yaml& y, Findings& out) {
  std::string what = "condition '" + c.code + "'";
  static const std::vector<std::string> articles = {"9(2)(a)", "9(2)(b)", "9(2)(c)", "9(2)(d)",
                                                    "9(2)(e)", "9(2)(f)", "9(2)(g)", "9(2)(h)",
                                                    "9(2)(i)", "9(2)(j)", "10"};
  auto& article = at_key(y, "article");
  if (std::find(articles.begin(), articles.end(), c.article) == articles.end()) {
    out.error(article, what + ": there is no such article '" + c.article + "'", suggest(c.article, articles));
    return;
  }
  if (c.criminal != (c.article == "10"))
    out.error(article, what + ": Article 10, and only that, is for criminal information",
              "write `article: \"10\"` together with `criminal: true`, or neither");
  int para = paragraph(c.schedule1);
  char letter = c.article.size() == 7 ? c.article[5] : '1';
  bool wants =
      letter == 'b' || letter == 'g' || letter == 'h' || letter == 'i' || letter == 'j' || letter == '1';
  if (wants && para == 0)
    out.error(article, what + ": Article " + c.article + " needs a condition of Schedule 1 as well",
              "add `schedule1:` with the number of its paragraph");
  bool fits = para == 0 || (letter == 'b'   ? para == 1
                            : letter == 'h' ? para == 2
                            : letter == 'i' ? para == 3
                            : letter == 'j' ? para == 4
                            : letter == 'g' ? para >= 6 && para <= 28
                            : letter == '1' ? para >= 1 && para <= 37
                                            : false);
  if (!fits)
    out.error(
        at_key(y, "schedule1"),
        what + ": paragraph " + std::to_string(para) + " of Schedule 1 does not go with Article " + c.article,
        "9(2)(b) goes with 1, (h) with 2, (i) with 3, (j) with 4, (g) with 6 to 28");
  if (fits && needs_policy(para) && c.policy_document.empty())
    out.error(at_key(y, "schedule1"),
              what + ": paragraph " + std::to_string(para) +
                  " of Schedule 1 needs an appropriate policy document and none is named",
              "write the document, and give its reference as `policy-document:`");
}

void check_purpose(const Charter& c, const Purpose& p, const Yaml& y, Findings& out) {
  std::string what = "purpose '" + p.code + "'";
  if (p.bases.empty())
    out.error(y, what + " has no lawful basis",
              "add `bases: [{basis: …}]` with one of the seven bases of Article 6(1)");
  for (auto& b : p.bases)
    if (b.basis == Basis::LegitimateInterests && (b.assessment.empty() || b.interests.empty()))
      out.error(at_key(y, "bases"),
                what + " rests on legitimate interests without saying which, or without assessment",
                "weigh them against the interests of the people, then add `interests:` and the reference of "
                "the `assessment:`");
  CategorySet special, criminal;
  p.categories.each([&](CategoryIx ix) {
    if (c.at(ix).sensitivity == Sensitivity::Special) special.add(ix);
    if (c.at(ix).sensitivity == Sensitivity::Criminal) criminal.add(ix);
  });
  auto has = [&](bool wanted) {
    return std::any_of(p.conditions.begin(), p.conditions.end(),
                       [&](std::size_t i) { return c.conditions[i].criminal == wanted; });
  };
  auto refuse = [&](CategorySet set, const std::string& word, const std::string& article) {
    std::string first;
    set.each([&](CategoryIx ix) { first = first.empty() ? c.at(ix).code : first; });
    out.error(item_with(y, "categories", first),
              what + " uses " + word + " information (" + names(c, set) +
                  ") without a condition of Article " + article,
              "add `conditions:` with the code of a condition, or leave the category out");
  };
  if (!special.empty() && !has(false)) refuse(special, "special", "9(2)");
  if (!criminal.empty() && !has(true)) refuse(criminal, "criminal", "10");
  bool used = std::any_of(c.services.begin(), c.services.end(),
                          [&](auto& s) { return s.purposes.has(*c.find_purpose(p.code)); });
  if (!used)
    out.warn(y, what + " belongs to no service, so nothing can be done for it", "list it under a service");
}

void check_dates_and_places(const Draft& d, std::optional<Date> today, Findings& out) {
  const Charter& c = *d.charter;
  auto& version = at_key(*d.at.root, "version");
  if (today && c.version.review_by.ok() && c.version.review_by < *today)
    out.warn(at_key(version, "review-by"), "the review of this charter is overdue",
             "review it, then raise the version and set the next `review-by`");
  if (today && c.version.from.ok() && c.version.from > *today)
    out.warn(at_key(version, "from"),
             "this version begins on " + date_words(c.version.from) + ", which is still to come",
             "let the server run the version of before until that day");
  if (today) check_confirmed(*d.at.root, *today, out);
  auto& place = at_key(at_key(*d.at.root, "organisation"), "hosting");
  if (!c.organisation.hosting.empty() && !inside(c, c.organisation.hosting))
    out.error(place,
              "the records are kept in '" + c.organisation.hosting + "', outside the area '" + c.area() +
                  "' that `transfers` promises",
              "write a two-letter country inside the area, such as GB");
}

}  // namespace

bool inside(const Charter& c, std::string_view country) {
  static constexpr std::string_view eea[] = {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR",
                                             "DE", "GR", "HU", "IS", "IE", "IT", "LV", "LI", "LT", "LU",
                                             "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE"};
  const bool listed = std::find(c.transfer_countries.begin(), c.transfer_countries.end(), country) !=
                      c.transfer_countries.end();
  if (country == "GB" || listed) return true;
  const auto area = c.area();
  const bool outside_eu = country == "IS" || country == "LI" || country == "NO";
  return (area == "EEA" || (area == "EU" && !outside_eu)) &&
         std::find(std::begin(eea), std::end(eea), country) != std::end(eea);
}

void check(const Draft& d, const CatalogueFiles& catalogue, std::optional<Date> today, Findings& out) {
  const Charter& c = *d.charter;
  check_dates_and_places(d, today, out);
  for (std::size_t i = 0; i < c.conditions.size(); ++i)
    check_condition(c.conditions[i], *d.at.conditions[i], out);
  for (std::size_t i = 0; i < c.purposes.size(); ++i) check_purpose(c, c.purposes[i], *d.at.purposes[i], out);
  check_services(d, catalogue, out);
  check_roles(d, out);
  check_recipients(d, out);
  check_retention(d, out);
  check_rest(d, out);
  check_opt_out(d, out);
  check_letters(d, out);
  check_prose(d, out);
  check_running(d, catalogue, out);
}

}  // namespace candour::charter
