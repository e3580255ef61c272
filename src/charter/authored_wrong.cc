// What is wrong with an answer as it is given, and what to write instead.
#include <algorithm>
#include <regex>

#include "base/text.h"
#include "charter/authored_group.h"
#include "charter/opt_out.h"
#include "charter/read_form.h"

namespace candour::charter {

namespace {

bool is_like(const std::string& s, const char* form) {
  return std::regex_match(s, std::regex(form));
}
bool is_counted(const std::string& s) {
  return is_like(s, "(up to )?[1-9][0-9]{0,2} (year|month|week|day)s?");
}
bool is_birthday(const std::string& s) {
  return s.starts_with("until birthday ");
}
bool is_period(const std::string& s) {
  return is_counted(s) || is_like(s, "until birthday [1-9][0-9]?|by decision|as the contract says");
}

std::vector<std::string> codes_of(const std::vector<AnswerChoice>& choices) {
  std::vector<std::string> out;
  for (const auto& c : choices) out.push_back(c.code);
  return out;
}

/// Among what can be chosen, or nothing; then what was likely meant.
std::string wrong_code(const std::string& code, const std::vector<AnswerChoice>& choices) {
  if (std::ranges::find(choices, code, &AnswerChoice::code) != choices.end()) return "";
  if (choices.empty()) return "Nothing can be chosen here yet: answer the questions before this first.";
  auto instead = suggest(code, codes_of(choices));
  instead.front() = instead.front() == 'd' ? 'D' : 'U';  // "did you mean …", "use one of …"
  return "'" + code + "' is none of the choices. " + instead + (instead.ends_with('?') ? "" : ".");
}

/// What is wrong with the form of an answer.
std::string wrong_form(AnswerType type, const std::string& value) {
  using enum AnswerType;
  const bool pairs = std::ranges::all_of(lines_typed(value), [](const auto& l) { return !!pair_in(l); });
  if (type == Number && !is_like(value, "[0-9]{1,3}")) return "Write a number, such as 16.";
  if (type == Period && !is_period(value))
    return "Write a period such as: 6 years, up to 18 months, until birthday 25, by decision.";
  if (type == Months && !is_like(value, "[1-9][0-9]{0,2} months?")) return "Write it in months: 12 months.";
  if (type == Years && !is_like(value, "[1-9][0-9]? years?")) return "Write it in years: 3 years.";
  if (type == Day && !parse_date(value)) return "Write the day as year, month and day: 2029-03-31.";
  if (type == YesNo && value != "yes" && value != "no") return "Answer yes or no.";
  if (type == Pairs && !pairs) return "Write one a line, with a colon and a blank between the two sides.";
  return "";
}

std::string wrong_value(const Question& q, const std::string& value,
                        const std::vector<AnswerChoice>& choices) {
  if (value.empty()) return q.needed ? "Answer this: it is needed." : "";
  if (auto words = wrong_form(q.type, value); !words.empty()) return words;
  if (q.type == AnswerType::One) return wrong_code(value, choices);
  if (q.type == AnswerType::Several)
    for (const auto& code : codes_in(value))
      if (auto words = wrong_code(code, choices); !words.empty()) return words;
  if (q.code == "code" && q.type == AnswerType::Line && !is_like(value, "[a-z][a-z0-9]{1,7}"))
    return "Write two to eight small letters or digits, a letter first.";
  return "";
}

/// Answers of one row, and what was answered before, that do not go together.
class Together {
 public:
  Together(const AnswerRow& row, const Authored& so_far, std::vector<FieldProblem>& out)
      : row_(row), so_far_(so_far), out_(out) {}

  void look(std::string_view section) {
    if (section == "contacts") contact();
    if (section == "own-texts") own_text();
    if (section == "sources") source();
    if (section == "others-in-records") other();
    if (section == "reasoned-access") number("hours", 1, 999);
    if (section == "recipients") recipient();
    if (section == "purposes" || section == "further-grounds") interests();
    if (section == "disclosure-grounds") ground();
    if (section == "opt-out") planning();
    if (section == "retention") retention();
    number("own-from-age", 0, 25);
    if (section == "rights") {
      number("days", 1, 365);
      number("months", 1, 12);
    }
    if (section == "besides") number("training-months", 0, 60);
    if (section == "transfers") countries("countries");
  }

 private:
  std::string at(std::string_view question) const { return value(row_, question); }
  bool open(std::string_view question) const { return at(question).empty(); }
  void tell(std::string_view question, std::string words) {
    out_.push_back({std::string(question), std::move(words)});
  }
  void number(std::string_view question, int least, int most) {
    const auto n = parse_int(at(question));
    if (n && (*n < least || *n > most))
      tell(question, "Write a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  }
  void countries(std::string_view question) {
    for (const auto& code : codes_in(at(question)))
      if (!is_like(code, "[A-Z]{2}")) return tell(question, "Write two capital letters, such as: IE.");
  }
  /// Whether a row of another section has the code that this one's name gives.
  bool taken_in(std::string_view section) const {
    return std::ranges::any_of(so_far_.of(section), [&](const AnswerRow& other) {
      return value(other, "code") == code_of(at("name"));
    });
  }

  void contact() {
    if (open("email") && open("phone") && open("post") && open("web"))
      tell("email", "Give one way at least to reach them: email, telephone, post or a page.");
  }
  void own_text() {
    if (find_section("texts")->find(code_of(at("name"))))
      tell("name", "That is asked under “In your own words”: write it there, or give this another name.");
  }
  void source() {
    if (taken_in("recipients"))
      tell("name", "They are told things too: say there that they tell you things, and leave them out here.");
  }
  void other() {
    if (!open("keep") && !is_counted(at("keep")))
      tell("keep", "Write how long from the day on which it is written down: 2 years.");
  }
  void recipient() {
    if (taken_in("sources"))
      tell("name", "They stand among those who only tell you things: take them out there first.");
    const auto bases = codes_in(at("basis"));
    if (at("direct") == "no" && at("processor") != "yes" && std::ranges::count(bases, "consent") == 0)
      tell("basis", "Who takes no part in the care needs consent: choose it too.");
    countries("country");
    for (const auto& domain : codes_in(at("email-domains")))
      if (domain.find('.') == domain.npos || domain.find('@') != domain.npos)
        return tell("email-domains", "Write what stands behind the @, such as: nhs.net.");
  }
  void interests() {
    if (at("basis") != "legitimate-interests") return;
    for (const auto question : {"interests", "assessment"})
      if (open(question))
        tell(question,
             "Where legitimate interests make it lawful, say which they are and where they were weighed.");
  }
  void ground() {
    const bool after = at("approval") == "after";
    if (after && open("review-within-hours"))
      tell("review-within-hours", "Say within how many hours it is looked at.");
    if (!after && !open("review-within-hours"))
      tell("approval", "Where it is looked at within some hours, it is approved afterwards: choose that.");
    number("review-within-hours", 1, 999);
  }
  void planning() {
    if (at("planning-and-research") == "opt-out-filtered")
      for (const auto* needed : {"mailbox", "keep-days", "source"})
        if (open(needed)) tell(needed, "Answer this: something is shared.");
    if (at("planning-and-research") == "refused")
      for (const auto& use : so_far_.of("purposes"))
        if (!value(use, "beyond-care").empty())
          return tell("planning-and-research", "“" + value(use, "name") +
                                                   "” is for planning or research: "
                                                   "change that use first, or answer yes.");
    if (!open("mailbox") && !is_like(at("mailbox"), "[A-Z0-9]{1,20}"))
      tell("mailbox", "Write its capital letters and figures, such as: A1B2C001.");
    number("keep-days", 1, 31);
    if (!open("reply-name") && at("reply-name").find(kSentName) == std::string::npos)
      tell("reply-name", "Write " + std::string(kSentName) + " where the name of your file stands.");
  }
  /// One period with the day from which it counts and the name of that.
  void period(const std::string& before) {
    const auto keep = at(before + "keep"), from = at(before + "from"), says = at(before + "from-says");
    const bool counted = is_counted(keep), birthday = is_birthday(keep);
    if (counted && from.empty()) tell(before + "from", "Choose the day from which the period counts.");
    if (counted && from == "birthday")
      tell(before + "keep", "From a birthday on, write until which: until birthday 25.");
    if (birthday && !from.empty() && from != "birthday")
      tell(before + "from", "Until a birthday, it counts from that: choose the birthday, or nothing.");
    if (says.empty()) return;
    if (says.find_first_of("0123456789") != says.npos)
      tell(before + "from-says", "Leave numbers out: they stand in the period itself.");
    if (keep == "by decision" || (counted && from != "last-contact"))
      tell(before + "from-says", "Leave this out: only a last contact, a birthday or a contract is named.");
  }
  void retention() {
    period("");
    const auto choose = at("choose");
    if (choose.empty() != open("or-keep"))
      tell(choose.empty() ? "choose" : "or-keep", "A second period and how it counts go together.");
    if (!open("or-keep")) period("or-");
    if ((choose == "by-age") == open("age"))
      tell("age", choose == "by-age" ? "Say from which age on the second period counts."
                                     : "Leave this out: it does not go by age.");
    number("age", 2, 120);
    if (open("legal-minimum") != open("legal-source"))
      tell(open("legal-source") ? "legal-source" : "legal-minimum",
           "The years and where they stand go together.");
    number("legal-minimum", 1, 100);
  }

  const AnswerRow& row_;
  const Authored& so_far_;
  std::vector<FieldProblem>& out_;
};

}  // namespace

std::vector<FieldProblem> wrong_with(const Section& section, const AnswerRow& row, const Authored& so_far,
                                     const CatalogueFiles& catalogue) {
  std::vector<FieldProblem> out;
  for (const auto& q : section.questions) {
    const auto at = row.find(q.code);
    const Answer given = at == row.end() ? Answer{} : at->second;
    if (auto words = wrong_value(q, given.value, choices_for(q, so_far, catalogue)); !words.empty())
      out.push_back({std::string(q.code), std::move(words)});
    if (!given.part.empty() && !so_far.has_part(given.part))
      out.push_back({std::string(q.code) + "-part", "Your notice has no part " + given.part + "."});
  }
  if (out.empty()) Together(row, so_far, out).look(section.code);
  return out;
}

}  // namespace candour::charter
