// What a charter promises beside services, roles and periods: whom to ask, rights, consent, marketing,
// cameras; and whose charter it is. Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "charter/reviewed.h"

namespace candour::charter {

struct Contact {
  std::string role, title, email, post, phone, web;
};
/// One idea of the easy-read sheet: its picture (pictures.h), and short sentences of one thought each.
struct EasySection {
  std::string heading, picture, clause;
  std::vector<std::string> says;
};
struct Right {
  std::string code, name, says, clause, decides, seconds;
  std::string how, identity, exceptions, refusal, extension;  // in words; "" where the notice is silent
  std::string contact;       // role of a contact, where it is not the usual one
  std::string fee;           // "": the notice is silent, and there is none
  bool tries = false;        // the notice says that we try to answer by then
  int days = 0, months = 0;  // whichever ends first counts; 0: not set; both: the month of the law
};
struct Marketing {
  std::optional<bool> allowed;     // silent: there is none
  std::string basis, third_party;  // as written; "": the notice is silent, and there is none
  std::string clause, says;
  bool is_allowed() const { return allowed.value_or(false); }
  bool by_others() const { return third_party == "opt-in"; }
  std::vector<std::string> channels;
  struct Route {
    std::string channel, basis, when;  // "post", "opt-out", "You asked about a service"
  };
  std::vector<Route> routes;
};
/// What holds in some services instead (ConsentRules).
struct ServiceConsent {
  std::vector<std::string> services;
  std::optional<int> own_from_age;
  int renew_months = 0, keep_years = 0;
  bool is_signed = false, competence = false;  // on paper or screen; whether they understand is considered
  std::string says, clause;
};
struct ConsentRules {
  std::optional<int> own_from_age;  // silent: from_age()
  int renew_months = 0, keep_years = 0;
  std::vector<std::string> written;  // codes of what must be written and signed
  std::string how_to_withdraw, clause;
  std::vector<ServiceConsent> by_service;
  /// From 16 the Mental Capacity Act 2005 (s. 2(5)) takes people as able to decide.
  int from_age() const { return own_from_age.value_or(16); }
};
struct Organisation {
  std::string code, name, says, hosting, holidays, reference_prefix;
  std::string legal_name, parent, parent_says;  // of whom it is part
  bool own_door = false;  // whether people may open what is held of them by themselves (charter/own_record.h)
  std::vector<std::pair<std::string, std::string>> registrations;  // with whom, number
};
/// How the national data opt-out is kept (charter/opt_out.h): a check by a file that goes to NHS England and
/// comes back without those who opted out, and the review of whether anything is used so.
struct OptOutRules {
  int review_months = 0;            // how often it is looked at; 0: the notice promises no review
  int keep_days = 0;                // how long a check may be used, from the day of its file
  std::string mailbox, reply_name;  // the mailbox that names the files; how a reply is named
  std::string source;               // who told us days and names: no rule that we know sets them
  std::string clause;
};
/// What is looked at again and again beside the opt-out (charter/reviews.h).
struct ReviewRule {
  Reviewed of = Reviewed::Nothing;
  int months = 0;      // how often the whole organisation looks
  int ask_months = 0;  // of accuracy: how often it is asked of each person; 0: never
  std::string clause;
};
struct Cctv {
  std::vector<std::pair<std::string, std::string>> cameras;  // site, area
  std::vector<std::string> never;
  std::string clause, says;
};
}  // namespace candour::charter
